"""Given up for lost: it stays missing, its borrower answers for it, and finding it ends that."""

from collections.abc import Callable

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, found, open_loan, reserve, return_
from rmdesk.duties.describe import Describer
from rmdesk.duties.lost import give_up
from rmdesk.duties.owing import owed_today
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import make_report
from rmdesk.duties.request import intake
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.standing import standing_of
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre

WHY = "asked twice, looked at home"


@pytest.fixture
def lost(centre: Centre) -> Centre:
    """A file that its borrower has lost."""
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1")
    mark_missing(centre.session, "F1", "he cannot find it")
    give_up(centre.session, ["F1"], WHY)
    return centre


def test_it_stays_missing_and_its_borrower_answers_for_it(lost: Centre) -> None:
    holding = lost.now("F1")
    assert (holding.status, holding.lost, holding.lost_for) == ("missing", "2026-03-02", WHY)
    loan = open_loan(lost.session, holding.id)
    assert loan is not None
    assert loan.person == lost.ito.id
    (row,) = make_report(lost.session, "lost").rows
    assert (row["since"], row["barcode"], row["holder"], row["reason"]) == (
        "2026-03-02", "F1", "Aiko Ito", WHY,
    )  # fmt: skip
    assert "1 lost" in standing_of(lost.session, lost.ito).words
    assert Describer(lost.session).document(holding)["lost"] == "2026-03-02"
    lost.clock.forward(days=200)
    assert owed_today(lost.session) == []


def test_who_answers_and_who_waits_is_said(centre: Centre) -> None:
    for key in ("F1", "F2"):
        centre.file(key)
    charge_out(centre.session, ["F1"], "P1")
    reserve(centre.session, ["F1"], "P2")
    for key in ("F1", "F2"):
        mark_missing(centre.session, key, "gone")
    with_one, with_nobody = give_up(centre.session, ["F1", "F2"], WHY)
    assert with_one.next == "Aiko Ito answers for it; 1 waits for it: tell them, and end that claim"
    assert with_nobody.next == ""
    assert len(queue_of(centre.session, with_one.holding.id)) == 1


def test_nobody_queues_for_what_is_lost(lost: Centre) -> None:
    for asks in (
        lambda: reserve(lost.session, ["F1"], "P2"),
        lambda: intake(lost.session, "P2", ["F1"]),
    ):
        with pytest.raises(Refused, match="given up for lost on 2026-03-02"):
            asks()


@pytest.mark.parametrize(
    ("finds", "status"),
    [
        (lambda c: found(c.session, ["F1"]), "to-refile"),
        (lambda c: return_(c.session, ["F1"]), "to-refile"),
        (lambda c: take_scan(c.session, Counter(), "F1"), "to-refile"),
        (lambda c: refile(c.session, ["F1"], "L1"), "in"),
    ],
)
def test_finding_it_in_any_way_ends_that(
    lost: Centre, finds: Callable[[Centre], object], status: str
) -> None:
    finds(lost)
    holding = lost.now("F1")
    assert (holding.status, holding.lost, holding.lost_for) == (status, "", "")
    assert open_loan(lost.session, holding.id) is None
    assert make_report(lost.session, "lost").rows == []
    intake(lost.session, "P2", ["F1"])
    undo(lost.session)
    undo(lost.session)
    assert lost.now("F1").lost == "2026-03-02"


def test_only_what_is_missing_is_given_up_and_once(lost: Centre) -> None:
    lost.file("F2")
    with pytest.raises(Refused, match="F2 is not missing: in"):
        give_up(lost.session, ["F2"], WHY)
    with pytest.raises(Refused, match="given up for lost on"):
        give_up(lost.session, ["F1"], WHY)
    with pytest.raises(BadInput):
        give_up(lost.session, ["F1"], " ")


def test_a_box_is_lost_with_what_is_in_it(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("I1", container="BOX", home="")
    charge_out(centre.session, ["BOX"], "P1")
    mark_missing(centre.session, "BOX", "gone")
    give_up(centre.session, ["BOX"], WHY)
    assert (centre.status("I1"), centre.now("I1").lost) == ("out", "")
    found(centre.session, ["BOX"])
    assert (centre.status("I1"), centre.now("BOX").lost) == ("in", "")


def test_only_a_supervisor_gives_it_up_and_a_dry_run_does_not(centre: Centre) -> None:
    centre.file("F1")
    mark_missing(centre.session, "F1", "gone")
    technician = centre.desk.session("other")
    with pytest.raises(Refused):
        perform(technician, acts()["lost"], ["F1"], {"reason": WHY})
    perform(centre.session, acts()["lost"], ["F1"], {"reason": WHY}, dry_run=True)
    assert centre.now("F1").lost == ""


def test_the_list_tells_nothing_of_what_one_may_not_know(centre: Centre) -> None:
    centre.file("S1", security="secret")
    mark_missing(centre.session, "S1", "gone")
    give_up(centre.session, ["S1"], WHY)
    assert make_report(centre.session, "lost").totals == {"count": 1}
    assert make_report(centre.desk.session("other"), "lost").totals == {"count": 0}


@pytest.mark.parametrize("given_up", [False, True])
def test_a_box_that_is_found_in_its_place_brings_home_what_went_along(
    centre: Centre, given_up: bool
) -> None:
    """R24, R26: filed at home though missing from its borrower, with all that was in it."""
    centre.file("BOX", kind="box")
    for key in ("IN", "WANTED"):
        centre.file(key, container="BOX")
    charge_out(centre.session, ["BOX"], "P1")
    reserve(centre.session, ["WANTED"], "P2")
    mark_missing(centre.session, "BOX", "they cannot find it")
    if given_up:
        give_up(centre.session, ["BOX"], WHY)
    refile(centre.session, ["BOX"], "L1")
    for key in ("BOX", "IN", "WANTED"):
        holding = centre.now(key)
        assert (holding.status, holding.holder_id, holding.due) == ("in", None, ""), key
        assert open_loan(centre.session, holding.id) is None
    assert len(queue_of(centre.session, centre.now("WANTED").id)) == 1
    undo(centre.session)
    for key, status in (("BOX", "missing"), ("IN", "out"), ("WANTED", "out")):
        assert centre.status(key) == status
        assert open_loan(centre.session, centre.now(key).id) is not None
