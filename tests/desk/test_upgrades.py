"""A home of each earlier version opens, a backup made first, and is as one made today."""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data import TooNew, verify
from rmdesk import duties
from rmdesk.desk.desk import STORE_FILE, Desk
from rmdesk.duties.batch import batch_named
from rmdesk.duties.circulation import return_
from rmdesk.duties.falling_due import due_by
from rmdesk.duties.proposing import propose
from rmdesk.duties.sealing import is_sound
from rmdesk.duties.search import search
from rmdesk.maintenance.backup import restore_home
from rmdesk.model.errors import Refused
from rmdesk.model.roles import ADMINISTER, SECURE, SUPERVISE
from rmdesk.opening import init_home, open_desk
from tests.desk.keep_home import HOMES

KEPT = sorted(HOMES.glob("*.db.gz"))


@pytest.fixture(params=KEPT, ids=lambda path: path.name.removesuffix(".db.gz"))
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    (made / STORE_FILE).write_bytes(gzip.decompress(request.param.read_bytes()))
    return made


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with open_desk(home) as opened:
        yield opened


def layout(home: Path) -> set[tuple[str, str]]:
    """The tables and indexes in a home's store, as SQLite says them."""
    with closing(sqlite3.connect(home / STORE_FILE)) as store:
        rows = store.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
        return set(rows.fetchall())


def test_every_version_before_today_is_kept() -> None:
    versions = {int(path.name.split(".")[0].removeprefix("version-")) for path in KEPT}
    assert versions >= set(range(1, duties.schema().version))


def test_it_gets_the_indexes_of_today(
    home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    init_home(tmp_path / "today", "mlee").close()
    today = layout(tmp_path / "today")
    indexed_alike = "version-3" in request.node.name or "version-5" in request.node.name
    if not indexed_alike:  # 4 changed what roles mean, 6 what is kept for ever
        assert layout(home) != today
    open_desk(home).close()
    assert layout(home) == today


def test_a_backup_is_made_first_and_the_journal_tells_it(home: Path, desk: Desk) -> None:
    (backup,) = home.glob("rmdesk.before-upgrade-from-*.db")
    before = verify(backup)
    assert before.sound
    told = desk.store.journal.since(before.entries)
    assert {entry.action for entry in told} == {"upgrade"}
    assert told[-1].new == {"version": duties.schema().version}
    assert desk.store.verify().sound


def test_people_do_their_work_with_it(desk: Desk) -> None:
    session = desk.session("mlee")
    assert session.person("zoe tremblay").barcode == "P1"
    assert search(session, "culvert").hits
    assert session.visible.named("A3")
    assert not desk.session("a stranger").visible.named("A3")
    (done,) = return_(session, ["A1"])
    assert (done.status, done.next) == ("waiting", "set aside for Aiko Ito")
    assert not desk.store.scans
    assert desk.store.verify().sound


def test_records_are_found_by_their_identifiers_in_whatever_case(
    desk: Desk, request: pytest.FixtureRequest
) -> None:
    session = desk.session("mlee")
    assert [each.barcode for each in session.visible.named("96-0067-01")] == ["BOX1"]
    if request.node.name[-2:] in ("4]", "5]"):  # those before it kept none in several cases
        assert [each.barcode for each in session.visible.named("fO-7B")] == ["A1"]


def test_a_supervisor_keeps_what_supervisors_could_do(desk: Desk) -> None:
    session = desk.session("mlee")
    assert not [each for each in (SUPERVISE, SECURE, ADMINISTER) if session.against(each)]


def test_what_was_decided_to_be_kept_is_kept_for_ever(
    desk: Desk, request: pytest.FixtureRequest
) -> None:
    session = desk.session("mlee")
    if "version-5" not in request.node.name:  # those before it hold no disposition
        return
    (known,) = session.visible.named("K1")
    assert (known.permanent, known.ends) == ("D-2026-0001", "")
    assert due_by(session, "2099-12-31").total == 0
    with pytest.raises(Refused) as refused:
        propose(session, ["K1"], "again")
    assert {each.rule for each in refused.value.reasons} == {"R7"}
    assert is_sound(session, batch_named(session, "D-2026-0001"))


def test_a_backup_of_it_is_restored_and_upgraded(home: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    restored.mkdir()
    restore_home(restored, home / STORE_FILE, "mlee")
    with open_desk(restored) as desk:
        assert desk.session("mlee").person("zoe tremblay")
        assert desk.store.verify().sound


def test_a_home_of_a_later_version_is_refused_and_stays_as_it_is(home: Path) -> None:
    with closing(sqlite3.connect(home / STORE_FILE)) as store:
        store.execute(f"PRAGMA user_version={duties.schema().version + 1}")
    before = (home / STORE_FILE).read_bytes()
    with pytest.raises(TooNew) as told:
        open_desk(home)
    assert "Update the program" in told.value.next_step
    assert (home / STORE_FILE).read_bytes() == before
