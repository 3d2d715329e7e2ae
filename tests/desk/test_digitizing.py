"""Digitizing: queued for a request, scanned by one, checked by another, looked at on a schedule."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import notes_on
from rmdesk.desk.registering import amend, register
from rmdesk.duties.capturing import (
    ACTS,
    accept,
    against_accepting,
    against_capturing,
    capture,
    queue_request,
    reject,
)
from rmdesk.duties.digitized import DigitalFile, Digitization, files_of
from rmdesk.duties.digitizing import DIGITIZATIONS
from rmdesk.duties.fixity import files_to_check, keep_looked, look_at
from rmdesk.duties.picking import pick
from rmdesk.duties.request import find_request, intake
from rmdesk.duties.undo import undo
from rmdesk.model.checksum import summed
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.values import Unfit
from tests.desk.conftest import Centre
from tests.staff import colleague

MADE = b"II*\0 a scan"


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "0001 é.tif"
    path.write_bytes(MADE)
    return path


@pytest.fixture
def checker(centre: Centre) -> Session:
    return colleague(centre.desk, "checker")


def given(image: Path, pages: int = 3, **more: Any) -> dict[str, Any]:
    return {"master": summed(str(image)), "pages": pages, "resolution": 300, **more}


def queued(centre: Centre, key: str, **values: Any) -> str:
    made: Digitization = register(centre.session, DIGITIZATIONS, {"record": key, **values})
    return made.number


def job(centre: Centre, number: str) -> Digitization:
    row = centre.session.store.table(Digitization.table).one("number", number)
    assert row is not None
    return Digitization.from_document(row)


def rules(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.rule for each in refused.value.reasons]


def test_from_a_request_to_its_file_and_the_paper_home(
    centre: Centre, image: Path, checker: Session
) -> None:
    centre.file("A1")
    centre.file("A2")
    number = intake(centre.session, "P1", ["A1", "A2"], type_="scan").request.number
    told = queue_request(centre.session, number, {"batch": "B7"})
    assert [each.split(":")[0] for each in told.next] == ["A1", "A2"]
    first, second = "S-2026-0001", "S-2026-0002"
    assert (job(centre, first).batch, job(centre, first).request) == ("B7", number)
    with pytest.raises(Refused) as refused:  # it is on its shelf
        capture(centre.session, first, given(image))
    assert rules(refused) == ["R39"]
    for key in ("A1", "A2"):
        pick(centre.session, key)
    kept = capture(centre.session, first, given(image, access=summed(str(image))))
    assert (kept.operator, kept.pages, kept.resolution) == ("mlee", 3, 300)
    master, access = files_of(centre.session, kept)
    assert (master.role, access.role) == ("master", "access")
    assert master.path == str(image)
    assert (master.sha256, master.size) == (sha256(MADE).hexdigest(), len(MADE))
    accept(checker, first)
    assert centre.status("A1") == "to-refile"
    assert find_request(centre.session, number).status == "picking"
    capture(centre.session, second, given(image))
    accept(checker, second)
    ended = find_request(centre.session, number)
    assert (ended.status, ended.outcome) == ("closed", "filled")
    (note,) = notes_on(centre.session, centre.now("A1"))["digitizations"]
    assert (note.data["status"], note.data["paper"]) == ("accepted", "keep")
    amend(centre.session, DIGITIZATIONS, first, {"paper": "dispose"})
    assert DIGITIZATIONS.told(centre.session, job(centre, first))["paper_status"] == "to-refile"


def test_another_than_the_operator_checks_every_page(
    centre: Centre, image: Path, checker: Session
) -> None:
    centre.file("A1")
    number = queued(centre, "A1", counted=4)
    for act in (accept, lambda session, number: reject(session, number, "blurred")):
        with pytest.raises(Refused) as refused:
            act(checker, number)
        assert rules(refused) == ["R35"]
    capture(centre.session, number, given(image))
    with pytest.raises(Refused) as refused:
        accept(centre.session, number)
    assert rules(refused) == ["R5", "R5"]
    with pytest.raises(Refused) as refused:
        reject(centre.session, number, "blurred")
    assert rules(refused) == ["R5"]
    with pytest.raises(Refused) as refused:
        accept(checker, number)
    assert "3 pages were scanned, 4 are on paper" in refused.value.reasons[0].text
    assert reject(checker, number, "a page is missing").why == "a page is missing"
    again = capture(centre.session, number, given(image, pages=4))
    assert (again.why, again.checked_by, len(files_of(centre.session, again))) == ("", "", 1)
    assert against_accepting(checker, again) == []
    assert accept(checker, number).checked_by == "checker"
    with pytest.raises(Refused) as refused:
        capture(centre.session, number, given(image))
    assert rules(refused) == ["R35"]


def test_what_is_not_queued(centre: Centre) -> None:
    for key in ("A1", "A2"):
        centre.file(key)
    loan = intake(centre.session, "P1", ["A1"]).request.number
    scan = intake(centre.session, "P2", ["A1"], type_="scan").request.number
    cases: list[tuple[dict[str, Any], str]] = [
        ({"record": "A1", "request": loan}, "R39"),
        ({"record": "A2", "request": scan}, "R39"),
    ]
    for values, rule in cases:
        with pytest.raises(Refused) as refused:
            register(centre.session, DIGITIZATIONS, values)
        assert rules(refused) == [rule]
    for values in ({"record": "none"}, {"record": "A1", "request": "R-9"}):
        with pytest.raises(NotFound):
            register(centre.session, DIGITIZATIONS, values)
    with pytest.raises(Refused) as refused:
        queue_request(centre.session, loan, {})
    assert rules(refused) == ["R39"]
    queue_request(centre.session, scan, {})
    with pytest.raises(Refused) as refused:
        queue_request(centre.session, scan, {})
    assert rules(refused) == ["R40"]
    with pytest.raises(Refused) as refused:
        queued(centre, "a1")
    assert rules(refused) == ["R40"]
    with pytest.raises(Refused) as refused:
        amend(centre.session, DIGITIZATIONS, "S-2026-0001", {"record": "A2"})
    assert rules(refused) == ["R34"]


def test_what_is_out_is_not_scanned(centre: Centre) -> None:
    from rmdesk.duties.circulation import charge_out

    centre.file("A1")
    number = queued(centre, "A1")
    charge_out(centre.session, ["A1"], "P1")
    (against,) = against_capturing(centre.session, job(centre, number))
    assert against.rule == "R14"


def test_each_step_is_taken_back(centre: Centre, image: Path, checker: Session) -> None:
    centre.file("A1")
    number = queued(centre, "A1")
    capture(centre.session, number, given(image))
    reject(checker, number, "blurred")
    undo(checker)
    assert job(centre, number).status == "scanned"
    image.write_bytes(b"another")
    reject(checker, number, "blurred")
    capture(centre.session, number, given(image))
    undo(centre.session)
    (file,) = files_of(centre.session, job(centre, number))
    assert file.sha256 == sha256(MADE).hexdigest()
    undo(checker)
    undo(centre.session)
    assert job(centre, number).status == "to-scan"
    assert files_of(centre.session, job(centre, number)) == []


def test_who_may_not_know_of_the_record_learns_of_no_scan(
    centre: Centre, image: Path, checker: Session
) -> None:
    centre.file("A1", security="secret")
    with centre.session.change("clear"):
        me = centre.session.staff
        assert me is not None
        me.clearance = "secret"
        centre.session.save(me)
    session = centre.desk.session("mlee")
    made: Digitization = register(session, DIGITIZATIONS, {"record": "A1"})
    capture(session, made.number, given(image))
    assert len(files_to_check(session, due=False)) == 1
    assert files_to_check(checker, due=False) == []
    assert checker.visible.first(Digitization.table, _all(), order_by="id", limit=9) == []
    with pytest.raises(NotFound):
        accept(checker, made.number)
    with pytest.raises(NotFound):
        register(checker, DIGITIZATIONS, {"record": "A1"})


def _all() -> Any:
    from tinydb import Query

    return Query().status == "scanned"


def found(session: Session, *, due: bool) -> list[str]:
    looked = look_at(files_to_check(session, due=due))
    keep_looked(session, looked)
    return [each.found for each in looked]


def test_files_are_looked_at_on_the_sites_schedule(centre: Centre, image: Path) -> None:
    centre.file("A1")
    capture(centre.session, queued(centre, "A1"), given(image))
    assert found(centre.session, due=True) == []
    centre.clock.forward(days=364)
    assert found(centre.session, due=True) == []
    centre.clock.forward(days=1)
    assert found(centre.session, due=True) == ["sound"]
    assert found(centre.session, due=True) == []
    image.write_bytes(MADE[::-1])
    assert found(centre.session, due=False) == ["changed"]
    assert found(centre.session, due=True) == ["changed"], "a fault is due until it is mended"
    image.unlink()
    assert found(centre.session, due=True) == ["gone"]
    (file,) = files_to_check(centre.session, due=True)
    assert (file.fault, file.checked) == ("gone", "2027-03-02")
    image.mkdir()
    assert found(centre.session, due=True) == ["unreadable"]
    image.rmdir()
    image.write_bytes(MADE)
    assert found(centre.session, due=True) == ["sound"]
    assert found(centre.session, due=True) == []
    with pytest.raises(Refused):
        undo(centre.session)


def test_what_was_scanned_again_meanwhile_keeps_no_finding(centre: Centre, image: Path) -> None:
    centre.file("A1")
    number = queued(centre, "A1")
    capture(centre.session, number, given(image))
    looked = look_at(files_to_check(centre.session, due=False))
    undo(centre.session)
    keep_looked(centre.session, looked)
    assert len(centre.session.store.table(DigitalFile.table)) == 0


def test_no_file_is_said_before_anything_is_kept(tmp_path: Path) -> None:
    empty = tmp_path / "empty.tif"
    empty.touch()
    (file,) = (each for act in ACTS for each in act.takes if each.name == "master")
    for named in (tmp_path, tmp_path / "none.tif", empty, "a\0b", "~nobody-has-this-name/a"):
        with pytest.raises(Unfit):
            summed(str(named))
        with pytest.raises(BadInput):
            file.read(str(named))
