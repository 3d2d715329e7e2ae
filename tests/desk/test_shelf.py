"""The hold shelf: until when what is set aside waits, and what becomes of it then (R38)."""

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, reserve, return_
from rmdesk.duties.finished import count_requests, finished_requests
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import pick, pick_list
from rmdesk.duties.report import make_report
from rmdesk.duties.request import assign, find_request, intake, make_ready, open_requests, ticket
from rmdesk.duties.shelf import hold_shelf, pass_on
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def aside(centre: Centre) -> Centre:
    """A1 is set aside on Monday for P1 by R-1001, and P2 waits for it by R-1002."""
    centre.file("A1")
    number = intake(centre.session, "P1", ["A1"]).request.number
    pick(centre.session, "A1")
    make_ready(centre.session, number)
    intake(centre.session, "P2", ["A1"])
    return centre


def untils(centre: Centre) -> list[tuple[str, str]]:
    return [(each.holding.key, each.until) for each in hold_shelf(centre.session)]


def test_it_waits_open_days_and_the_request_tells_until_when(aside: Centre) -> None:
    assert untils(aside) == [("A1", "2026-03-09")]  # five open days from Monday the 2nd
    items = ticket(aside.session, find_request(aside.session, "R-1001")).items
    assert [each.until for each in items] == ["2026-03-09"]
    behind = ticket(aside.session, find_request(aside.session, "R-1002")).items
    assert [each.until for each in behind] == [""]


def test_what_is_set_aside_on_a_closed_day_waits_from_the_next_open_one(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    reserve(centre.session, ["A1"], "P2")
    centre.clock.forward(days=5)  # a Saturday
    return_(centre.session, ["A1"])
    assert untils(centre) == [("A1", "2026-03-16")]


def test_nobody_is_passed_over_before_their_last_day_is_over(aside: Centre) -> None:
    for _day in range(2):
        with pytest.raises(Refused, match="for Aiko Ito until 2026-03-09"):
            pass_on(aside.session, ["A1"])
        aside.clock.forward(days=7 if not _day else 0)  # the 9th itself still counts


def test_it_goes_to_the_next_and_that_is_said(aside: Centre) -> None:
    aside.clock.forward(days=8)
    (done,) = pass_on(aside.session, ["A1"])
    assert (done.status, done.next) == ("waiting", "no longer for Aiko Ito; set aside for Jean Roy")
    first, second = (find_request(aside.session, number) for number in ("R-1001", "R-1002"))
    assert (first.status, second.status) == ("cancelled", "ready")
    (item,) = ticket(aside.session, first).items
    assert (item.reservation.state, item.reservation.outcome) == ("cancelled", "not-collected")
    assert untils(aside) == [("A1", "2026-03-17")]


def test_with_nobody_behind_it_goes_home(centre: Centre) -> None:
    centre.file("A1")
    reserve(centre.session, ["A1"], "P1")
    charge_out(centre.session, ["A1"], "P1")
    reserve(centre.session, ["A1"], "P2")
    return_(centre.session, ["A1"])
    centre.clock.forward(days=30)
    assert centre.status("A1") == "waiting"  # never by itself
    (done,) = pass_on(centre.session, ["A1"])
    assert (done.status, done.next) == (
        "to-refile",
        "no longer for Jean Roy; refile at B3-04-2",
    )
    assert pick_list(centre.session) == []


def test_a_content_that_is_still_in_its_box_stays_there(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("IN1", container="BOX", home="")
    charge_out(centre.session, ["BOX"], "P1")
    reserve(centre.session, ["IN1"], "P2")
    return_(centre.session, ["BOX"])
    centre.clock.forward(days=30)
    pass_on(centre.session, ["IN1"])
    assert centre.status("IN1") == "in"


def test_what_is_not_set_aside_is_not_passed_on(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(Refused, match="A1 is not set aside"):
        pass_on(centre.session, ["A1"])
    reserve(centre.session, ["A1"], "P1")
    pick(centre.session, "A1")
    with pytest.raises(Refused, match="A1 is not set aside"):
        pass_on(centre.session, ["A1"])


def test_a_site_may_set_no_end(aside: Centre) -> None:
    (aside.home / "guidelines.toml").write_text("[loans]\nhold_days = 0\n", "utf-8")
    aside.desk.close()
    aside.desk = open_desk(aside.home, now=aside.clock)
    aside.session = aside.desk.session("mlee")
    aside.clock.forward(days=300)
    assert untils(aside) == [("A1", "")]
    with pytest.raises(Refused, match="as long as it takes"):
        pass_on(aside.session, ["A1"])


def test_it_is_listed_and_what_is_over_is_counted(aside: Centre) -> None:
    report = make_report(aside.session, "shelf")
    (row,) = report.rows
    assert (row["barcode"], row["requester"], row["number"]) == ("A1", "Aiko Ito", "R-1001")
    assert (row["until"], row["ended"], report.totals) == (
        "2026-03-09", "", {"count": 1, "ended": 0},
    )  # fmt: skip
    aside.clock.forward(days=8)
    report = make_report(aside.session, "shelf")
    assert (report.rows[0]["ended"], report.totals["ended"]) == ("yes", 1)


def test_it_is_taken_back_and_tried_first(aside: Centre) -> None:
    aside.clock.forward(days=8)
    perform(aside.session, acts()["pass-on"], ["A1"], {}, dry_run=True)
    assert find_request(aside.session, "R-1001").status == "ready"
    pass_on(aside.session, ["A1"])
    undo(aside.session)
    assert find_request(aside.session, "R-1001").status == "ready"
    assert find_request(aside.session, "R-1002").status == "waiting"


def test_what_one_may_not_know_of_is_not_on_the_list(centre: Centre) -> None:
    centre.file("S1", security="secret")
    for who in ("mlee", "P1"):
        edit_person(centre.session, who, {"clearance": "secret"})
    reserve(centre.session, ["S1"], "P1")
    pick(centre.session, "S1")
    number = intake(centre.session, "P1", text="x").request.number
    assert number
    other = colleague(centre.desk, "other")
    assert hold_shelf(other) == []
    assert make_report(other, "shelf").totals == {"count": 0, "ended": 0}


def test_a_queue_is_narrowed_to_ones_own_and_to_what_nobody_has(centre: Centre) -> None:
    mine = intake(centre.session, "P1", text="x").request.number
    free = intake(centre.session, "P1", text="y").request.number
    assign(centre.session, mine)

    def numbers(whose: str | None) -> list[str]:
        return [each.request.number for each in open_requests(centre.session, technician=whose)]

    assert numbers("mlee") == [mine]
    assert numbers("") == [free]
    assert numbers(None) == [mine, free]
    assert numbers("other") == []
    assert count_requests(centre.session, ["new", "assigned"], "mlee") == 1
    assert finished_requests(centre.session, "closed", technician="mlee") == []


def test_a_box_with_hidden_contents_tells_nothing_of_them(centre: Centre) -> None:
    """The box is refused all the same, in words that say nothing of levels or clearances (R17)."""
    centre.file("BOX", kind="box")
    edit_person(centre.session, "mlee", {"clearance": "secret"})
    centre.file("S1", container="BOX", home="", security="secret")
    colleague(centre.desk, "other")
    told = {}
    for login in ("mlee", "other"):
        with pytest.raises(Refused) as refusal:
            charge_out(centre.desk.session(login), ["BOX"], "P1")
        told[login] = [reason.told for reason in refusal.value.reasons]
    assert told["mlee"] == [
        "R16: Aiko Ito is not cleared for BOX.",
        "R16: Aiko Ito is not on the access list of S1.",
    ]
    assert told["other"] == ["R14: BOX does not go as it is now."]
