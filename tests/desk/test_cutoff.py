"""Closed files take nothing more (R9), volumes follow each other, a box holds one item (R11)."""

from datetime import date

import pytest

from rmdesk.duties.cutoff import cut_off
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose
from rmdesk.duties.request import intake
from rmdesk.duties.retention import retentions
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre
from tests.desk.test_retention import schedule


def test_a_closed_file_starts_its_clock_and_takes_nothing_more(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    centre.file("F", **{"class": "S", "dates": "2020-"})
    cut_off(centre.session, ["F"], {"day": date(2026, 1, 31)})
    assert (centre.now("F").closed, centre.now("F").ends) == ("2026-01-31", "2028-01-31")
    centre.file("PAPER", kind="document")
    with pytest.raises(Refused) as refused:
        edit_holding(centre.session, "PAPER", {"container": "F"})
    assert [each.rule for each in refused.value.reasons] == ["R9"]
    with pytest.raises(Refused) as refused:
        intake(centre.session, "P1", ["F"], type_="interfile")
    assert [each.rule for each in refused.value.reasons] == ["R9"]
    with pytest.raises(Refused) as refused:
        cut_off(centre.session, ["F"], {})
    assert [each.rule for each in refused.value.reasons] == ["R9"]


def test_it_is_closed_today_unless_a_day_is_told_and_never_tomorrow(centre: Centre) -> None:
    centre.file("F")
    with pytest.raises(BadInput):
        cut_off(centre.session, ["F"], {"day": date(2026, 3, 3)})
    cut_off(centre.session, ["F"], {})
    assert centre.now("F").closed == "2026-03-02"


@pytest.mark.parametrize(
    ("volume", "next_"), [("1", "2"), ("Volume 9", "Volume 10"), ("v. 009 a", "v. 010 a")]
)
def test_closing_a_volume_opens_the_next(centre: Centre, volume: str, next_: str) -> None:
    about = {"identifier": "1250-20", "volume": volume, "dates": "2001-2009", "unit": "Finance"}
    centre.file("F", **about)
    (done,) = cut_off(centre.session, ["F"], {})
    rows = centre.session.store.table("holdings").all()
    opened = rows[-1]
    assert (opened["volume"], opened["title"], opened["unit"]) == (next_, "File F", "Finance")
    assert (opened["identifier"], opened.get("dates"), opened.get("closed")) == (
        "1250-20", None, None,
    )  # fmt: skip
    assert opened["barcode"] in done.next
    undo(centre.session)
    assert len(centre.session.store.table("holdings")) == len(rows) - 1


def test_no_volume_is_opened_where_one_is_open_or_none_can_be_told(centre: Centre) -> None:
    centre.file("A", identifier="10", volume="1")
    centre.file("B", identifier="10", volume="2")
    centre.file("C", identifier="11", volume="last")
    for key in "AC":
        assert cut_off(centre.session, [key], {})[0].next == ""
    assert len(centre.session.store.table("holdings")) == 3


def test_a_mixed_box_tells_so_and_is_not_transferred(centre: Centre) -> None:
    schedule(centre.session, "T", active_years="2", disposition="transfer")
    schedule(centre.session, "U", active_years="3", disposition="transfer")
    centre.file("BOX", kind="box", unit="Finance")
    for key, code in (("A", "T"), ("B", "U")):
        about = {"class": code, "container": "BOX", "closed": "2010-01-01", "unit": "Finance"}
        centre.file(key, **about)
    (told,) = retentions(centre.session, ["BOX"])
    assert told.explained[:2] == (
        "goes by the longest kept of what lies in it: B",
        "holds records of several items, and one box holds one (R11): T, U",
    )
    with pytest.raises(Refused) as refused:
        propose(centre.session, ["BOX"], "x")
    assert [each.rule for each in refused.value.reasons] == ["R11"]
    edit_holding(centre.session, "B", {"class": "T"})
    assert propose(centre.session, ["BOX"], "x").number


def test_what_is_not_closed_takes_papers(centre: Centre) -> None:
    centre.file("F")
    add_holding(centre.session, {"title": "Letter", "kind": "document", "container": "F"})
    assert centre.session.visible.count_inside(centre.now("F")) == 1


def test_what_was_taken_out_is_not_filed_again_by_undo_into_what_is_closed_since(
    centre: Centre,
) -> None:
    """R9: as by hand; an open file takes it back."""
    add_person(centre.session, {"name": "Boss", "login": "boss", "role": "supervisor"})
    boss = centre.desk.session("boss")
    centre.file("F")
    centre.file("PAPER", kind="document", container="F")
    edit_holding(centre.session, "PAPER", {"container": ""})
    cut_off(boss, ["F"], {})
    with pytest.raises(Refused) as refused:
        undo(centre.session)
    assert [each.rule for each in refused.value.reasons] == ["R9"]
    assert centre.now("PAPER").inside is None
    undo(boss)
    undo(centre.session)
    assert centre.now("PAPER").inside == centre.now("F").id
    cut_off(boss, ["F"], {})
    edit_holding(centre.session, "PAPER", {"title": "Letter"})
    undo(centre.session)  # what lies in it is amended as ever
    assert centre.now("PAPER").title == "File PAPER"
