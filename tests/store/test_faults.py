"""Faults of disk, rights and files: a plain message and what to do next, and nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tinydb import where

from data import Busy, Damaged, Store, StoreError, Unavailable, lock, verify
from data.engine import Engine
from data.lock import acquire
from tests.rights import open_folder
from tests.store.site import CLERK, open_site
from tests.waiting import LONG_S

ROOT = Path(__file__).parents[2]


def in_a_process(script: str, home: Path) -> str:
    """What a script prints that runs apart, where limits and rights can be taken from it."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARED + script, str(home)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PREPARED = """
import os, resource, sys
from pathlib import Path
from data import StoreError, Unavailable
from tests.rights import give_up_rights
from data.engine import Engine
from tests.store.site import CLERK, open_site
home = Path(sys.argv[1])
def lend(store, size=1):
    with store.transaction(CLERK, "lend"):
        store.table("loans").insert({"text": "x" * size})
def told(work):
    try:
        work()
    except StoreError as error:
        assert error.title and error.message and error.next_step
        return type(error).__name__ + ": " + error.title
    return "nothing"
"""


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home with one loan, which an account without rights may look at but not write."""
    with open_folder() as home:
        with open_site(home) as store, store.transaction(CLERK, "lend"):
            store.table("loans").insert({"text": "kept"})
        for path in home.iterdir():
            path.chmod(0o644)
        yield home


def test_a_full_disk_takes_back_only_the_change_that_did_not_fit(tmp_path: Path) -> None:
    script = """
store = open_site(home)
resource.setrlimit(resource.RLIMIT_FSIZE, (340_000, resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        lend(store, 20_000)
        kept += 1
except Unavailable as error:
    assert error.title and error.next_step
assert len(store.table("loans")) == kept
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
lend(store)
print(kept + 1)
store.close()
"""
    kept = int(in_a_process(script, tmp_path))
    with open_site(tmp_path, create=False) as store:
        assert len(store.table("loans")) == kept > 3
        assert store.verify().sound


def test_a_full_file_system(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)]
    if os.getuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        with open_site(small) as store:
            kept = 0

            def fill() -> None:
                nonlocal kept
                while True:
                    with store.transaction(CLERK, "lend"):
                        store.table("loans").insert({"text": "x" * 20_000})
                    kept += 1

            with pytest.raises(Unavailable, match="disk"):
                fill()
            assert len(store.table("loans")) == kept
            with pytest.raises(StoreError):
                store.backup(small / "copy.backup")
            assert not (small / "copy.backup").exists()
            assert store.verify().sound
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_read_only_home(open_home: Path) -> None:
    script = """
give_up_rights()
print(told(lambda: lend(open_site(home, create=False))))
print(told(lambda: open_site(home / "new")))
"""
    first, second = in_a_process(script, open_home).splitlines()
    assert first.startswith("Unavailable")
    assert second == "Unavailable: The store cannot be written"
    with open_site(open_home, create=False) as store:
        assert store.table("loans").all() == [{"text": "kept"}]


def test_one_who_may_only_read_sees_what_others_change(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While others are there SQLite itself reads on; once they have gone, the file stands still."""
    with store.transaction(CLERK, "lend"):
        store.table("loans").insert({"n": 1})
    store.close()
    connected = Engine._connected

    def only_read(engine: Engine, mode: str) -> sqlite3.Connection:
        if mode == "mode=rw" and engine is reader._engine:
            raise Unavailable("", "") from cannot_write
        return connected(engine, mode)

    cannot_write = sqlite3.OperationalError()
    cannot_write.sqlite_errorcode = sqlite3.SQLITE_READONLY_DIRECTORY
    with open_site(tmp_path, create=False) as reader:
        reader._engine.forget_spare()
        monkeypatch.setattr(Engine, "_connected", only_read)
        assert len(reader.table("loans")) == 1
        with open_site(tmp_path, create=False) as writer:
            with writer.transaction(CLERK, "lend"):
                writer.table("loans").insert({"n": 2})
            with pytest.raises(Unavailable):  # its log tells more than the file
                len(reader.table("loans"))
        reader._engine.forget_spare()
        assert [each["n"] for each in reader.table("loans").all()] == [1, 2]
        with pytest.raises(Unavailable), reader.transaction(CLERK, "lend"):
            pass


def test_permission_that_is_lost_while_a_session_works(open_home: Path) -> None:
    script = """
if os.getuid() == 0:
    for path in (home, *home.iterdir()):
        os.chown(path, 65534, 65534)
give_up_rights()
store = open_site(home, create=False)
lend(store)
for path in (*home.iterdir(), home):
    path.chmod(0o000 if path != home else 0o500)
print(told(lambda: lend(store)))
for path in (home, *home.iterdir()):
    path.chmod(0o700)
lend(store)
print(len(store.table("loans")))
store.close()
"""
    assert in_a_process(script, open_home).splitlines() == [
        "Unavailable: The store cannot be written",
        "3",
    ]


def test_a_home_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(Unavailable):
        open_site(tmp_path / "home")


def test_a_home_that_is_gone(tmp_path: Path) -> None:
    with open_site(tmp_path / "home") as store:
        for path in store.path.parent.iterdir():
            path.unlink()
        store.path.parent.rmdir()
        with pytest.raises(Unavailable), store.transaction(CLERK, "lend"):
            pass


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuses(_handle: int, _kind: int) -> None:
        raise OSError(code, "no locks here")

    monkeypatch.setattr(fcntl, "flock", refuses)
    with pytest.raises(Unavailable, match="without locks") as told:
        open_site(tmp_path)
    assert "local disk" in told.value.next_step


@pytest.mark.parametrize(("kind", "refused"), [
    ("fuse.sshfs", True), ("nfs4", True), ("ext4", False), ("fuse", False),
])  # fmt: skip
def test_a_file_system_of_another_machine_is_refused_though_it_seems_to_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, refused: bool
) -> None:
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 0:1 / /proc rw - nfs proc rw\n"
        f"36 35 {os.major(device)}:{os.minor(device)} / /mnt rw,noatime - {kind} me@host:/srv rw\n"
    )
    monkeypatch.setattr(lock, "_MOUNTS", mounts)
    if refused:
        with pytest.raises(Unavailable, match="without locks"):
            open_site(tmp_path / "new" / "home")
        assert not (tmp_path / "new").exists()
    else:
        open_site(tmp_path).close()
    monkeypatch.setattr(lock, "_MOUNTS", tmp_path / "none")
    open_site(tmp_path).close()


def test_a_store_cut_short_is_damaged_and_says_so(tmp_path: Path) -> None:
    path = filled(tmp_path)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(Damaged) as told:
        use(tmp_path)
    assert "restore" in told.value.next_step
    assert not verify(path).sound


def filled(home: Path) -> Path:
    with open_site(home) as store:
        for _act in range(3):
            with store.transaction(CLERK, "register", reason="moved in"):
                keys = store.table("holdings").insert_multiple(
                    {"title": "Procès-verbal", "status": "in", "due": None} for _each in range(20)
                )
                store.table("holdings").update({"status": "out"}, doc_ids=keys[:10])
    return home / "rmdesk.db"


def use(home: Path) -> None:
    """A little of everything a session does."""
    with open_site(home, create=False) as store:
        holdings = store.table("holdings")
        for work in WORK:
            work(store)
        holdings.all()
        with store.transaction(CLERK, "lend"):
            holdings.update({"status": "in"}, where("status") == "out")


WORK: tuple[Callable[[Store], object], ...] = (
    lambda store: store.journal.since(0),
    lambda store: store.journal.touched("holdings", 0, 1000, ["status"]),
    lambda store: store.table("holdings").page(where("status") == "in", order_by="due"),
    lambda store: store.table("holdings").tally("status"),
    lambda store: store.verify(),
)


def test_random_damage_never_ends_in_anything_but_a_plain_error(tmp_path: Path) -> None:
    path = filled(tmp_path)
    sound, places = path.read_bytes(), random.Random(5)
    receipt = path.with_suffix(".receipt").read_bytes()
    for _damage in range(60):
        content = bytearray(sound)
        start = places.randrange(len(content))
        for place in range(start, min(start + places.choice([1, 1, 1, 40, 4096]), len(content))):
            content[place] ^= 1 << places.randrange(8)
        if places.random() < 0.1:
            content = content[:start]
        for file in tmp_path.iterdir():
            file.unlink()
        path.write_bytes(content)
        path.with_suffix(".receipt").write_bytes(receipt)
        with contextlib.suppress(StoreError):
            use(tmp_path)


# --- a home that is moved, replaced or tidied up while somebody works in it


@pytest.mark.parametrize("replaced", [False, True])
def test_nothing_is_acknowledged_that_is_not_in_the_home_of_now(
    tmp_path: Path, replaced: bool
) -> None:
    home, away = tmp_path / "home", tmp_path / "away"
    with open_site(home) as store:
        with store.transaction(CLERK, "lend"):
            store.table("loans").insert({"text": "before"})
        home.rename(away)
        if replaced:
            shutil.copytree(away, home)
        with pytest.raises(Unavailable), store.transaction(CLERK, "lend"):
            store.table("loans").insert({"text": "lost"})
        if not replaced:
            away.rename(home)
            with store.transaction(CLERK, "lend"):
                store.table("loans").insert({"text": "after"})
    for folder in (each for each in (home, away) if each.exists()):
        with open_site(folder) as store:
            told = [each["text"] for each in store.table("loans").all()]
            assert told == (["before"] if replaced else ["before", "after"])


def test_a_session_whose_mark_was_taken_away_marks_itself_again(tmp_path: Path) -> None:
    """Else a restore would not wait for it."""
    with open_site(tmp_path) as store:
        (mark,) = tmp_path.glob("*.sessions")
        mark.unlink()
        with store.transaction(CLERK, "lend"):
            store.table("loans").insert({"text": "x"})
        threads = threading.active_count()
        with pytest.raises(Busy):
            acquire(mark, 0.0)
        assert threading.active_count() == threads, "nobody waits for it any more"
    os.close(acquire(mark, 0.0))
