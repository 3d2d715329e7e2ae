"""What disk, rights, clock and files can do to a home: exit status 4, plain words, nothing lost."""

import fcntl
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from index.storage.whoosh_api import write_lock
from rmdesk.duties.holding import add_holding
from rmdesk.opening import open_desk
from tests.cli.conftest import Said, Say, environment
from tests.rights import NOBODY, open_folder
from tests.waiting import LONG_S

pytestmark = pytest.mark.whole

LEND = ("charge-out", "0001", "--to", "P1")


@pytest.fixture
def lent(home: Path, say: Say) -> Path:
    """The home with one act on its journal that must not be lost."""
    assert say("charge-out", "0002", "--to", "P2").status == 0
    return home


@pytest.fixture
def reachable(lent: Path) -> Iterator[Path]:
    """The same where an account without rights may look for it."""
    with open_folder() as folder:
        yield Path(shutil.copytree(lent, folder / "home"))


def assert_plain(said: Said) -> None:
    assert said.status == 4, said
    assert said.out == ""
    assert said.error["title"]
    assert said.error["message"].count(".") >= 1
    assert "Traceback" not in said.err


def apart(home: Path, before: str, *words: str) -> Said:
    """A command in a process of its own, from which something is taken before it starts."""
    script = f"""
import os, resource, sys
from pathlib import Path
from tests.rights import give_up_rights
home = Path(sys.argv[1])
{before}
import tests.signed_in
from screens.cli import main
sys.exit(main(["--home", str(home), "--as", "mlee", "--json", *sys.argv[2:]]))
"""
    # It writes no byte code: a file that is cut short there would harm every later start.
    line = [sys.executable, "-B", "-c", script, str(home), *words]
    done = subprocess.run(
        line, env=environment(), capture_output=True, text=True, timeout=LONG_S, check=False
    )
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(
            "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))", id="a full disk"
        ),
        pytest.param(
            "[p.chmod(0o644) for p in home.iterdir() if p.is_file()]; home.chmod(0o755); "
            "give_up_rights()",
            id="a home that is read-only",
        ),
        pytest.param(
            "[p.chmod(0) for p in home.iterdir()]; home.chmod(0o755); give_up_rights()",
            id="a home whose permission was lost",
        ),
    ],
)
def test_a_charge_out_that_cannot_be_written(reachable: Path, before: str) -> None:
    if "rights" in before and os.getuid() != 0:
        pytest.skip("needs an account whose rights can be taken away")
    assert_plain(apart(reachable, before, *LEND))
    for path in reachable.iterdir():
        path.chmod(0o770 if path.is_dir() else 0o660)
    with open_desk(reachable) as desk:
        visible = desk.session("mlee").visible
        assert [visible.one(key).status for key in ("0001", "0002")] == ["in", "out"]
        assert not desk.store.verify().faults


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    """One bit of each page."""
    content = bytearray(path.read_bytes())
    for place in range(5, len(content), 4096):
        content[place] ^= 4
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [cut, flip])
def test_a_damaged_store(lent: Path, say: Say, harm: Callable[[Path], None]) -> None:
    say("backup", "good.backup")
    harm(lent / "rmdesk.db")
    said = say(*LEND)
    assert_plain(said)
    assert "restore" in said.error["message"]
    assert say("verify").status == 4
    assert say("restore", "good.backup").status == 0
    assert say("show", "0002").data["status"] == "out"


def test_a_removed_tail_is_seen_at_the_next_start(lent: Path, say: Say) -> None:
    with closing(sqlite3.connect(lent / "rmdesk.db")) as raw, raw:
        (guard,) = raw.execute(
            "SELECT sql FROM sqlite_master WHERE name='journal_never_forgets'"
        ).fetchone()
        raw.execute("DROP TRIGGER journal_never_forgets")
        raw.execute("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")
        raw.execute(guard)
    assert_plain(say(*LEND))
    assert say("verify").data["first_bad"] is not None


# Whoosh leaves files that it cannot read to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", [Path.unlink, cut, flip])
def test_a_damaged_index_is_made_again_meanwhile(
    lent: Path, say: Say, harm: Callable[[Path], None]
) -> None:
    assert say("search", "ecluse").data["total"] == 1
    assert say("reindex").status == 0
    for path in (lent / "index").iterdir():
        harm(path)
    for _twice in range(2):
        assert say("search", "ecluse").data["total"] == 1
    assert say("reindex").status == 0
    assert say("doctor").status == 0


def unwritable(home: Path) -> str:
    """A statement that leaves an index of more than a search takes in unwritable."""
    with open_desk(home) as desk:
        session = desk.session("mlee")
        desk.finder.catch_up()
        with session.change("sample"):
            for number in range(1100):
                values = {"barcode": f"C{number}", "title": f"Canal {number}", "kind": "file"}
                add_holding(session, values)
    for path in (home, *home.iterdir()):
        if path.name != "index":
            os.chown(path, NOBODY, NOBODY)
    return "(home / 'index').chmod(0o555); give_up_rights()"


def test_an_index_that_cannot_be_written_is_told_and_search_goes_on(reachable: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("needs an account whose rights can be taken away")
    before = unwritable(reachable)
    said = apart(reachable, before, "search", "canal", "--limit", "1")
    assert said.status == 0
    assert json.loads(said.out)["total"] == 1100
    assert said.err.startswith("The search index cannot be written. ")
    assert_plain(said := apart(reachable, before, "reindex"))
    assert said.error["title"] == "The search index cannot be written"
    assert "index: Permission denied. All that is saved is still found" in said.error["message"]


def test_a_reindex_beside_another_says_that_it_did_nothing(lent: Path, say: Say) -> None:
    assert say("reindex").status == 0
    with write_lock(lent / "index") as held:
        assert held
        said = say("reindex")
    assert_plain(said)
    assert said.error["title"] == "The index is being written"
    assert say("reindex").status == 0


def test_the_doctor_finds_out_that_the_index_was_written_over(lent: Path, say: Say) -> None:
    assert say("reindex").status == 0
    for path in (lent / "index").glob("*.side"):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(size - 300)
            file.write(bytes(300))
    told = say("doctor", "--thorough", json=False).out
    assert re.search(r"^sound: +no$", told, re.MULTILINE)
    assert "The index differs from the store" in told
    assert say("doctor", "--thorough").data["index"]["sound"]


def test_a_clock_that_went_back(lent: Path, say: Say) -> None:
    def tomorrow() -> datetime:
        return datetime.now().astimezone() + timedelta(days=1)

    with open_desk(lent, now=tomorrow) as desk, desk.session("mlee").change("note") as transaction:
        transaction.note("note", "store")
    said = say(*LEND)
    assert_plain(said)
    assert "Set the clock" in said.error["message"]
    assert say("accept-clock", "--reason", "it was wrong before").status == 0
    assert say(*LEND).status == 0


def test_a_file_system_without_locks(lent: Path, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_handle: int, _kind: int) -> None:
        raise OSError(37, "no locks available")

    with monkeypatch.context() as without:
        without.setattr(fcntl, "flock", refuses)
        said = say(*LEND)
    assert_plain(said)
    assert "local disk" in said.error["message"]
    assert say(*LEND).status == 0
