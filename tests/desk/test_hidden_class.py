"""A class above its records says nothing of them: nobody learns of it by their days (R17)."""

from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, register
from rmdesk.duties.amendment import try_amendment
from rmdesk.duties.falling_due import due_by, undated
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose
from rmdesk.duties.retention import ensure_dated, notes_of, retentions
from rmdesk.duties.schedule import vital_rows
from rmdesk.duties.scheme import SCHEME
from rmdesk.exchange import import_file
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.desk.test_retention import schedule

BELOW = "class HID is secret, and this is not: never due until it is (R17)"


@pytest.fixture
def tech(centre: Centre) -> Session:
    """Somebody who may not know of the class HID, in a centre with a scheme."""
    given = {"active_years": "2", "disposition": "destroy", "authority": "DA-1", "vital": "yes"}
    schedule(centre.session, "S", **given)
    hidden = {"code": "HID", "schedule": "S", "security": "secret"}
    register(centre.session, SCHEME, hidden, sure=True)
    for key, code in (("H", "HID"), ("G", "GUESS")):
        open_one = {"closed": "2010-03-31", "security": "unclassified", "class": code}
        centre.file(key, unit="Finance", **open_one)
    add_person(centre.session, {"name": "T", "login": "tech", "role": "technician"})
    return centre.desk.session("tech")


def told(session: Session, key: str, code: str) -> str:
    (found,) = retentions(session, [key])
    noted = [each.told() for each in notes_of(session, session.visible.one(key))]
    return repr((found.told(), noted)).replace(code, "CODE").replace(f"'{key}'", "KEY")


def test_an_open_record_of_it_is_as_one_whose_class_is_not_there(
    centre: Centre, tech: Session
) -> None:
    assert told(tech, "H", "HID") == told(tech, "G", "GUESS")
    assert "never due (R10)" in told(tech, "H", "HID")
    for list_of in (due_by(tech, "2026-03-02"), undated(tech)):
        assert (list_of.rows, list_of.total) == ([], 0)
    assert centre.now("H").ends == ""
    for key in "HG":
        with pytest.raises(Refused) as refused:
            propose(tech, [key], "x")
        assert [each.told.replace(key, "KEY") for each in refused.value.reasons] == [
            "R10: KEY stands under no item of the schedule."
        ]
    assert [row["records"] for row in vital_rows(tech)] == [0]


def test_who_may_know_of_the_class_is_told_what_is_to_be_done(
    centre: Centre, tech: Session
) -> None:
    (found,) = retentions(centre.session, ["H"])
    assert (found.schedule, found.explained) == ("", (BELOW,))
    assert [each.text for each in notes_of(centre.session, centre.now("H"))] == [BELOW]
    amend(centre.session, centre.desk.kinds["holdings"], "H", {"security": "secret"})
    (found,) = retentions(centre.session, ["H"])
    assert (found.schedule, found.dated.due) == ("S", "2012-03-31")
    assert centre.now("H").ends == "2012-03-31"


def test_a_class_that_is_raised_above_its_records_dates_them_no_more(
    centre: Centre, tech: Session
) -> None:
    remarks: list[str] = []
    centre.file("F", closed="2010-03-31", **{"class": "S"})
    assert centre.now("F").ends == "2012-03-31"
    amend(centre.session, SCHEME, "S", {"security": "secret"}, "", lambda _n, t: remarks.append(t))
    assert centre.now("F").ends == ""
    assert remarks == [
        "1 record stands in it that is below its level: never due until it is raised (R17)"
    ]
    amend(centre.session, SCHEME, "S", {"security": ""})
    assert centre.now("F").ends == "2012-03-31"


def test_what_stands_below_its_class_is_not_under_its_item(centre: Centre, tech: Session) -> None:
    for session in (centre.session, tech):
        tried = try_amendment(session, "S", {"active_years": "90"})
        assert tried.impact.holdings == 0


def test_a_class_below_it_warns_as_below_one_that_is_not_there(
    centre: Centre, tech: Session, tmp_path: Path
) -> None:
    def warned(parent: str) -> list[str]:
        told: list[str] = []
        code = f"{parent}.1"
        register(tech, SCHEME, {"code": code, "parent": parent}, lambda _n, text: told.append(text))
        path = tmp_path / "scheme.csv"
        path.write_text(f"code,parent\n{parent}.2,{parent}\n", "utf-8")
        told += (each.text for each in import_file(tech, "scheme", path).warnings)
        return [each.replace(parent, "CODE") for each in told]

    assert warned("HID") == warned("GUESS")
    assert "no class has the code “CODE”" in warned("OTHER")


def test_a_home_that_dated_them_forgets_it(centre: Centre, tech: Session) -> None:
    table = centre.session.store.table("holdings")
    with centre.session.change("as it was"):
        table.update({"ends": "2012-03-31"}, doc_ids=[centre.now("H").id])
        dating = centre.session.store.table("dating")
        for row in dating.page(limit=9).rows:
            dating.update({"convention": 1}, doc_ids=[row.doc_id])
    ensure_dated(centre.session)
    assert centre.now("H").ends == ""
