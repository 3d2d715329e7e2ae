"""Codes in files are cleaned, and compared without case, as scans are (R42)."""

import pytest

from rmdesk.desk.desk import Session
from tests.exchange.conftest import Bring, counts


def test_what_nobody_sees_is_no_part_of_a_code(session: Session, bring: Bring) -> None:
    text = "barcode,title\n\u200bTR1 ,one\nＴＲ２,two\nT\u200eR3,three\n"
    assert counts(bring(text)) == (3, 0, 0, 0)
    assert counts(bring(text)) == (0, 0, 3, 0)
    assert counts(bring("barcode,title\nTR1,one\n")) == (0, 0, 1, 0)
    assert [session.visible.one(key).title for key in ("TR1", "TR2", "TR3")] == [
        "one", "two", "three",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["holdings", "people", "locations"])
def test_a_barcode_that_differs_by_its_case_alone_is_refused(
    session: Session, bring: Bring, kind: str
) -> None:
    assert counts(bring("barcode,title\nAb1,x\n")) == (1, 0, 0, 0)
    named = {"holdings": "title", "people": "name", "locations": "row"}[kind]
    report = bring(f"barcode,{named}\nAB1,x\nB2,y\nb2,z\n", kind=kind, skip_bad=True)
    assert [(each.row, each.field) for each in report.refused] == [(2, "barcode"), (4, "barcode")]
    assert counts(report) == (1, 0, 0, 2)


@pytest.mark.parametrize("field", ["barcode", "identifier"])
def test_a_code_that_looks_like_our_numbers_is_refused(
    session: Session, bring: Bring, field: str
) -> None:
    report = bring(f"{field},title\n#1,x\nA-2,y\n", skip_bad=True)
    assert [(each.row, each.field) for each in report.refused] == [(2, field)]


def test_a_home_that_two_places_have_is_kept_as_text(session: Session, bring: Bring) -> None:
    bring("barcode,room,row,bay\nL1,1,C1,1\nL2,2,C1,1\n", kind="locations")
    report = bring("barcode,title,home\nA1,x,C1-1\nA2,y,L2\n")
    assert [(each.row, each.field) for each in report.warnings] == [(2, "home")]
    assert session.visible.one("A1").home_id is None
    assert session.address(session.visible.one("A2").home_id) == "C1-1 (room 2)"
