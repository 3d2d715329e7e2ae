"""What a hold covers, what is to be reviewed, what was disposed of and what falls due."""

from datetime import date

import pytest

from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import register
from rmdesk.duties import acts
from rmdesk.duties.approval import approve
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.consent import concur, refuse
from rmdesk.duties.covered import covered_rows, holds_rows
from rmdesk.duties.execution import execute
from rmdesk.duties.held import Hold
from rmdesk.duties.hold import HOLDS, lift, place
from rmdesk.duties.person import add_person
from rmdesk.duties.report import make_report
from rmdesk.duties.schedule import SCHEDULE, review, vital_rows
from rmdesk.duties.scheme import SCHEME
from rmdesk.labels.certificate import _quantity
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches

ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}


@pytest.fixture
def batches(centre: Centre) -> Batches:
    made = Batches(centre)
    register(made.session, SCHEME, {"code": "S-1", "parent": "S", "schedule": "S"}, sure=True)
    made.centre.file("BOX", kind="box", unit="Archives")
    made.file("IN", container="BOX")
    made.file("SUB", **{"class": "S-1"})
    made.file("LEG", **{"class": "T", "unit": "Legal"})
    return made


def hold(batches: Batches, **given: object) -> Hold:
    made: Hold = register(batches.session, HOLDS, ABOUT)
    place(batches.session, made.number, {"reason": "notice", **given})
    return made


@pytest.mark.parametrize(
    ("given", "through"),
    [
        ({"on": ["BOX"]}, {"BOX": "itself", "IN": "its box BOX"}),
        ({"class_": "S"}, {"IN": "class S", "SUB": "class S"}),
        ({"unit": "Legal"}, {"LEG": "unit Legal"}),
        ({"unit": "Archives"}, {"BOX": "unit Archives", "IN": "its box BOX"}),
        ({"search": "file leg"}, {"LEG": "itself"}),
    ],
)  # fmt: skip
def test_what_a_hold_covers_is_told_record_by_record(
    batches: Batches, given: dict[str, object], through: dict[str, str]
) -> None:
    rows = covered_rows(batches.session, hold(batches, **given))
    assert {row["key"]: row["through"] for row in rows} == through
    assert {row["because"] for row in rows} == {"notice"}
    assert all(row["since"].startswith("2026-03-02T") for row in rows)


def test_a_record_counts_from_what_brought_it_under_first(batches: Batches) -> None:
    first = hold(batches, on=["IN"])
    batches.centre.clock.forward(days=3)
    place(batches.session, first.number, {"class_": "S", "reason": "more"})
    rows = {row["key"]: row for row in covered_rows(batches.session, first)}
    assert (rows["IN"]["through"], rows["IN"]["since"][:10]) == ("itself", "2026-03-02")
    assert (rows["SUB"]["through"], rows["SUB"]["since"][:10]) == ("class S", "2026-03-05")
    lift(batches.session, first.number, {"on": ["IN"], "reason": "x"})
    rows = {row["key"]: row for row in covered_rows(batches.session, first)}
    assert rows["IN"]["through"] == "class S"


def test_what_one_may_not_know_of_is_not_in_it(batches: Batches) -> None:
    batches.file("HID", security="secret")
    one = hold(batches, class_="S")
    add_person(batches.session, {"name": "T", "login": "tech", "role": "technician"})
    tech = batches.centre.desk.session("tech")
    assert "HID" in {row["key"] for row in covered_rows(batches.session, one)}
    assert "HID" not in {row["key"] for row in covered_rows(tech, one)}


def test_holds_are_listed_by_their_review_and_their_age(batches: Batches) -> None:
    for title, more in (("Old", {}), ("Late", {"review": "2026-03-10"}),
                        ("Soon", {"review": "2026-06-01"})):  # fmt: skip
        register(batches.session, HOLDS, {**ABOUT, "title": title, **more})
        batches.centre.clock.forward(days=1)
    gone = register(batches.session, HOLDS, {**ABOUT, "title": "Gone"})
    lift(batches.session, gone.number, {"reason": "over"})
    batches.centre.clock.forward(days=10)
    rows = holds_rows(batches.session)
    assert [(row["title"], row["age"], row["late"]) for row in rows] == [
        ("Late", 12, 5), ("Soon", 11, 0), ("Old", 13, ""),
    ]  # fmt: skip
    assert make_report(batches.session, "holds").totals == {"count": 3, "late": 1}


def test_what_was_disposed_of_is_counted_by_day_unit_and_what_became_of_it(
    batches: Batches,
) -> None:
    batches.file("A", extent_m=0.25)
    batches.file("B", extent_m=0.5)
    batches.file("L", unit="Legal", **{"class": "T"})
    number = batches.propose("A", "B", "L")
    concur(batches.session, number, {"unit": "Finance", "by": "Owner"})
    add_person(batches.session, {"name": "Lex", "barcode": "X1", "unit": "Legal"})
    concur(batches.session, number, {"unit": "Legal", "by": "X1"})
    refuse(batches.session, number, {"keys": ["B"], "reason": "ours"})
    approve(batches.boss, number)
    given = {"method": "x", "recipient": "City Archives"}
    execute(batches.session, batches.batch(number), given)
    made = make_report(batches.session, "disposed", date(2026, 3, 1), date(2026, 3, 31))
    assert [(row["barcode"], row["state"], row["unit"]) for row in made.rows] == [
        ("A", "destroyed", "Finance"), ("L", "transferred", "Legal"),
    ]  # fmt: skip
    assert made.totals == {"count": 2, "destroyed": 1, "transferred": 1, "metres": 0.25,
                           "unmeasured": 1}  # fmt: skip
    assert [row["metres"] for row in made.rows] == [0.25, ""]
    by = make_report(batches.session, "disposed", date(2026, 3, 1), date(2026, 3, 2), "unit")
    assert by.rows == [{"unit": "Finance", "count": 1}, {"unit": "Legal", "count": 1}]
    before = make_report(batches.session, "disposed", date(2026, 2, 1), date(2026, 3, 1))
    assert (before.rows, before.totals) == ([], {"count": 0})


def test_metres_of_what_was_disposed_of_are_those_of_boxes_and_what_lay_in_none(
    batches: Batches,
) -> None:
    """R44: a box is as long as its type is, what lies in it is in that, the unknown is told."""
    batches.centre.file("GOES", kind="box", unit="Finance")
    batches.file("LAY", container="GOES", extent_m=0.2)
    batches.centre.file("STAYS", kind="box", unit="Finance")
    batches.file("OUT", container="STAYS", extent_m=0.1)
    batches.file("NOT")
    batches.executed("GOES", "OUT", "NOT")
    made = make_report(batches.session, "disposed", date(2026, 3, 1), date(2026, 3, 31))
    assert {row["barcode"]: row["metres"] for row in made.rows} == {
        "GOES": 0.4, "LAY": 0.0, "OUT": 0.1, "NOT": "",
    }  # fmt: skip
    assert (made.totals["metres"], made.totals["unmeasured"]) == (0.5, 1)
    gone = [batches.centre.now(key) for key in ("GOES", "LAY", "OUT", "NOT")]
    told = _quantity(batches.session, gone)
    assert told == "4 records; 0.50 linear metres; the extent of 1 is not known"
    assert _quantity(batches.session, gone[:2]) == "2 records; 0.40 linear metres"
    assert _quantity(batches.session, gone[3:]) == "1 record; the extent of 1 is not known"


def test_what_falls_due_is_counted_by_year_for_ten_years(batches: Batches) -> None:
    batches.file("NEW", closed="2024-06-30")
    batches.file("FAR", closed="2034-01-01")
    batches.file("EVER", **{"class": "P"})
    made = make_report(batches.session, "due-ahead")
    counts = {row["year"]: row["count"] for row in made.rows}
    assert list(counts) == ["before", *(str(year) for year in range(2026, 2037))]
    assert {year: n for year, n in counts.items() if n} == {"before": 3, "2029": 1}
    assert made.totals == {"count": 4}
    by = make_report(batches.session, "due-ahead", by="disposition")
    assert by.rows == [
        {"disposition": "destroy", "count": 3}, {"disposition": "transfer", "count": 1},
    ]  # fmt: skip
    far = make_report(batches.session, "due-ahead", date(2026, 1, 1), date(2045, 12, 31), "class")
    assert {row["class"]: row["count"] for row in far.rows} == {"S": 3, "S-1": 1, "T": 1}


# --- essential records


def test_essential_records_are_reviewed_in_their_cycle(batches: Batches) -> None:
    for code, every in (("V1", "1"), ("V2", "0.5"), ("V3", "")):
        item = {"code": code, "trigger": "closure", "active_years": "5", "vital": "yes",
                "review_years": every}  # fmt: skip
        register(batches.session, SCHEDULE, read_values(SCHEDULE, item))
    register(batches.session, SCHEME, {"code": "V", "schedule": "V1"}, sure=True)
    batches.file("F", **{"class": "V"})
    assert [(row["code"], row["next"], row["late"]) for row in vital_rows(batches.session)] == [
        ("V1", "2026-03-02", True), ("V2", "2026-03-02", True), ("V3", "", False),
    ]  # fmt: skip
    review(batches.session, "V1", {"day": date(2026, 1, 31)})
    review(batches.session, "V2", {})
    rows = {row["code"]: row for row in vital_rows(batches.session)}
    assert (rows["V1"]["reviewed"], rows["V1"]["next"]) == ("2026-01-31", "2027-01-31")
    assert (rows["V2"]["next"], rows["V1"]["records"]) == ("2026-09-02", 1)
    assert make_report(batches.session, "vital").totals == {"count": 3, "late": 0}
    batches.centre.clock.forward(days=184)
    assert make_report(batches.session, "vital").totals == {"count": 3, "late": 1}


def test_only_essential_records_are_reviewed_and_not_on_a_day_to_come(batches: Batches) -> None:
    with pytest.raises(Refused):
        review(batches.session, "S", {})
    with pytest.raises(BadInput):
        review(batches.session, "S", {"day": date(2026, 3, 3)})
    assert acts()["review"].permission == "handle records"


def test_what_is_out_is_told_in_the_hold_report(batches: Batches) -> None:
    charge_out(batches.session, ["LEG"], "P1")
    rows = covered_rows(batches.session, hold(batches, on=["LEG"]))
    assert [row["status"] for row in rows] == ["out"]
