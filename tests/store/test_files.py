"""The one writer of files: whole or nothing, over nothing unasked, into no home, by no link."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

import pytest

from data import files
from data.errors import FileRefused, StoreError, Unavailable
from data.files import Draft, check, keep, keep_new, kept, numbered, output
from data.private import PREFIX, clear_left

ROOT = Path(__file__).parents[2]
OPEN = Path("/proc/self/fd")  # of this process, where the system tells it
Write = Callable[[Path], AbstractContextManager[Draft]]


def forced(path: Path) -> AbstractContextManager[Draft]:
    return output(path, force=True)


WRITERS: tuple[Write, ...] = (kept, output, forced, numbered)


def put(path: Path, text: str, *, force: bool = False) -> None:
    with output(path, force=force) as draft:
        draft.path.write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- whole or nothing


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_is_seen_of_a_file_before_it_is_complete(tmp_path: Path, write: Write) -> None:
    with write(tmp_path / "a.csv") as draft:
        draft.path.write_text("half")
        assert [name for name in names(tmp_path) if not name.startswith(PREFIX)] == []
    assert (names(tmp_path), draft.place) == (["a.csv"], tmp_path / "a.csv")


@pytest.mark.parametrize("write", WRITERS)
def test_what_fails_leaves_nothing_new(tmp_path: Path, write: Write) -> None:
    with suppress(ZeroDivisionError), write(tmp_path / "a.csv") as draft:
        draft.path.write_text("half")
        raise ZeroDivisionError
    assert names(tmp_path) == []


@pytest.mark.parametrize("write", [kept, forced])
def test_what_fails_leaves_the_old_file(tmp_path: Path, write: Write) -> None:
    (tmp_path / "a.csv").write_text("old")
    with suppress(ZeroDivisionError), write(tmp_path / "a.csv") as draft:
        draft.path.write_text("half")
        raise ZeroDivisionError
    assert (tmp_path / "a.csv").read_text() == "old"


KILLED = """
import os, signal, sys
from pathlib import Path
from data import files
with getattr(files, sys.argv[1])(Path(sys.argv[2]), **eval(sys.argv[3])) as draft:
    draft.path.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("way", "options", "old"),
    [
        ("output", "{}", None),
        ("output", "dict(force=True)", "old"),
        ("numbered", "{}", "old"),
        ("kept", "{}", "old"),
    ],
)
def test_a_kill_leaves_the_old_file_and_its_rest_goes_with_the_next(
    tmp_path: Path, way: str, options: str, old: str | None
) -> None:
    target = tmp_path / "a.csv"
    if old:
        target.write_text(old)
    line = [sys.executable, "-c", KILLED, way, str(target), options]
    assert subprocess.run(line, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    (left,) = tmp_path.glob(f"{PREFIX}*")
    assert left.stat().st_mode & 0o777 == 0o700
    assert (target.read_text() if old else target.exists()) == (old or False)
    put(tmp_path / "b.csv", "other")
    assert not left.exists()


def test_what_is_being_written_is_not_taken_for_left(tmp_path: Path) -> None:
    with output(tmp_path / "a.csv") as draft:
        clear_left(tmp_path)
        put(tmp_path / "b.csv", "b")
        draft.path.write_text("a")
    assert names(tmp_path) == ["a.csv", "b.csv"]


def test_what_earlier_versions_left_goes_after_a_day(tmp_path: Path) -> None:
    old = (".a.csv.4711.tmp", ".x.backup.12.rmdesk-new")
    stays = (".other.csv.4711.tmp", ".a.csv.tmp", ".a.csv.4711.tmp.kept", ".profile")
    for name in (*old, *stays):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / ".a.csv.4712.tmp").touch()
    (tmp_path / ".rmdesk-plain-x").mkdir()
    (tmp_path / ".rmdesk-plain-x" / "rmdesk.db").touch()
    put(tmp_path / "a.csv", "new")
    assert names(tmp_path) == sorted([*stays, ".a.csv.4712.tmp", "a.csv"])


def test_what_looks_like_left_but_is_a_link_or_a_file_stays(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious").touch()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / f"{PREFIX}link").symlink_to(other)
    (folder / f"{PREFIX}file").touch()
    (folder / f"{PREFIX}dir").mkdir()
    (folder / f"{PREFIX}dir" / "link").symlink_to(other)
    open_before = len(list(OPEN.iterdir())) if OPEN.is_dir() else 0
    clear_left(folder)
    assert names(folder) == [f"{PREFIX}file", f"{PREFIX}link"]
    if open_before:
        assert len(list(OPEN.iterdir())) == open_before
    assert names(other) == ["precious"]


@pytest.mark.parametrize("write", WRITERS)
def test_a_file_is_synced_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append(f"{kind}, named: {(tmp_path / 'a').exists()}")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    with write(tmp_path / "a"):
        pass
    assert seen == ["file, named: False", "folder, named: True"]


def test_a_full_disk_is_told_and_leaves_the_old_file(tmp_path: Path) -> None:
    script = """
import resource, sys
from pathlib import Path
from data.errors import Unavailable
from data.files import output, keep
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for way in (lambda p, b: keep(p, b), lambda p, b: put(p, b)):
    def put(path, data):
        with output(path, force=True) as draft:
            draft.path.write_bytes(data)
    try:
        way(Path(sys.argv[1]), bytes(2000))
    except Unavailable as error:
        print(error)
"""
    (tmp_path / "a").write_text("old")
    line = [sys.executable, "-c", script, str(tmp_path / "a")]
    told = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.count("The file cannot be written") == told.count("file size limit") == 2
    assert ((tmp_path / "a").read_text(), names(tmp_path)) == ("old", ["a"])


# --- over nothing unasked


def test_an_existing_file_is_written_over_only_when_it_is_said(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    put(target, "one")
    for refused in (check, partial(put, text="two")):
        with pytest.raises(FileRefused, match="already") as told:
            refused(target)
        assert "--force" in told.value.next_step
    assert target.read_text() == "one"
    check(target, force=True)
    put(target, "two", force=True)
    assert (target.read_text(), names(tmp_path)) == ("two", ["a.csv"])


def test_a_file_made_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with pytest.raises(FileRefused, match="already"), output(target):
        target.write_text("theirs")
    assert (target.read_text(), names(tmp_path)) == ("theirs", ["a.csv"])


@pytest.mark.parametrize("code", sorted(files._NO_LINKS))
def test_a_disk_without_second_names_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def refuses(*_given: object, **_more: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refuses)
    put(tmp_path / "a", "one")
    with pytest.raises(FileRefused, match="already"), output(tmp_path / "b"):
        (tmp_path / "b").write_text("theirs")
    assert ((tmp_path / "a").read_text(), (tmp_path / "b").read_text()) == ("one", "theirs")
    monkeypatch.setattr(os, "replace", refuses)
    with pytest.raises(StoreError), output(tmp_path / "c"):
        pass
    assert names(tmp_path) == ["a", "b"]


def test_a_numbered_file_is_always_a_new_one(tmp_path: Path) -> None:
    places = []
    (tmp_path / "labels-3.pdf").mkdir()
    (tmp_path / "labels-4.pdf").symlink_to("nowhere")
    for number in range(4):
        with numbered(tmp_path / "labels.pdf") as draft:
            draft.path.write_text(str(number))
        places.append(draft.place.name)
    assert places == ["labels.pdf", "labels-2.pdf", "labels-5.pdf", "labels-6.pdf"]
    assert [(tmp_path / place).read_text() for place in places] == ["0", "1", "2", "3"]


def test_many_at_once_get_names_of_their_own(tmp_path: Path) -> None:
    def work(number: int) -> None:
        with numbered(tmp_path / "a.txt") as draft:
            draft.path.write_text(str(number))

    workers = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(names(tmp_path)) == 12
    assert {path.read_text() for path in tmp_path.iterdir()} == {str(n) for n in range(12)}


def test_one_of_our_own_that_must_be_new_is_made_once(tmp_path: Path) -> None:
    place = tmp_path / "labels" / "box.toml"
    assert keep_new(place, b"first")
    assert not keep_new(place, b"second")
    assert place.read_bytes() == b"first"
    keep(place, b"third")
    assert place.read_bytes() == b"third"


@pytest.mark.parametrize("text", ["", ".", "..", "folder", "folder/.", "nothing/a.csv", "file/a"])
def test_what_can_be_no_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").touch()
    for force in (False, True):
        with pytest.raises(FileRefused, match="cannot be written"):
            check(text, force=force)
        with pytest.raises(FileRefused, match="cannot be written"), output(text, force=force):
            pass


# --- through no link


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_never_written_through(tmp_path: Path, there: bool) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "shared"
    folder.mkdir()
    if there:
        victim.write_text("theirs")
    link = folder / "a.csv"
    link.symlink_to(victim)
    for refused in (check, partial(put, text="ours")):
        with pytest.raises(FileRefused, match="already"):
            refused(link)
    with numbered(link) as draft:
        draft.path.write_text("ours")
    assert draft.place.name == "a-2.csv"
    put(link, "ours", force=True)  # the name is taken, what it led to stays
    assert not link.is_symlink()
    assert (victim.read_text() if there else victim.exists()) == ("theirs" if there else False)
    link.unlink()
    link.symlink_to(victim)
    keep(link, b"ours")
    assert not link.is_symlink()
    assert (victim.read_text() if there else victim.exists()) == ("theirs" if there else False)


def test_a_second_name_of_anothers_file_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    os.link(victim, tmp_path / "a")
    put(tmp_path / "a", "ours", force=True)
    assert victim.read_text() == "theirs"


def test_nobody_can_foretell_the_name_of_what_is_being_written(tmp_path: Path) -> None:
    seen = set()
    for _time in range(5):
        with output(tmp_path / "a", force=True) as draft:
            seen.add(draft.path.parent.name)
            assert draft.path.parent.stat().st_mode & 0o777 == 0o700
            assert draft.path.parent.parent == tmp_path
    assert len(seen) == 5


# --- what is told


def test_the_error_of_another_file_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), output(tmp_path / "a"):
        (tmp_path / "elsewhere" / "source").read_bytes()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO])
def test_what_the_disk_does_not_take_is_no_fault_of_the_name(tmp_path: Path, code: int) -> None:
    with pytest.raises(Unavailable, match="Free some space"), output(tmp_path / "a"):
        raise OSError(code, os.strerror(code))
    with pytest.raises(FileRefused, match="Permission denied"), output(tmp_path / "a"):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
    with pytest.raises(Unavailable, match="home folder"), kept(tmp_path / "a"):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))
