"""The desk's figures, lists and due dates by the site's days, wherever it lies (R44)."""

from datetime import date, datetime, tzinfo
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, recall, renew
from rmdesk.duties.person import edit_person
from rmdesk.duties.report import make_report
from rmdesk.duties.request import intake, open_requests
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.workload import desk_counts
from rmdesk.exchange import import_file
from rmdesk.model.records import Request, Reservation
from rmdesk.model.words import clock_word
from tests.desk.conftest import Centre
from tests.desk.zones import KIRITIMATI, TORONTO


def at(centre: Centre, moment: str, zone: tzinfo) -> Session:
    centre.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=zone)
    return centre.session


def by_day(session: Session, first: str, last: str) -> list[str]:
    days = date.fromisoformat(first), date.fromisoformat(last)
    rows = make_report(session, "activity", *days, "day").rows
    return [row["day"] for row in rows if row["acts"]]


@pytest.mark.parametrize("login", ["mlee", "stranger"])
@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        (KIRITIMATI, "2026-11-24T08:00"),  # in UTC still the 23rd
        (KIRITIMATI, "2026-11-24T23:00"),
        (TORONTO, "2026-11-24T20:30"),  # in UTC already the 25th
        (TORONTO, "2026-11-24T00:00"),
        (TORONTO, "2026-10-31T23:30"),  # by the offset of that day, not of the next
        (TORONTO, "2026-11-01T23:30"),
    ],
)
def test_activity_is_of_the_sites_day(
    centre: Centre, login: str, zone: tzinfo, moment: str
) -> None:
    centre.file("S1", security="secret")  # so that somebody's figures are counted one by one
    at(centre, moment, zone)
    centre.file("A1")
    day = moment[:10]
    at(centre, "2026-12-24T12:00", zone)
    session = centre.desk.session(login)
    assert by_day(session, day, day) == [day]
    assert by_day(session, day[:8] + "01", "2026-12-24") == [day]


REQUESTS = """number,received,requester,unit,text
1,2026-11-24,Somebody,Legal,day only
2,2026-11-24T20:30:00-05:00,Somebody,Legal,evening
3,2026-11-25T01:30:00Z,Somebody,Legal,the same evening
4,2026-11-25T18:30:00+14:00,Somebody,Legal,late that evening
5,2026-11-24 09:00,Somebody,Legal,no offset
6,2026-11,Somebody,Legal,a month
7,,Somebody,Finance,none
8,some time in spring,Somebody,Finance,words
9,2026-11-25,Somebody,Legal,the day after
10,2026-11-23T23:59:00-05:00,Somebody,Legal,the evening before
"""


def test_requests_are_of_their_own_day_and_the_undated_are_told(
    centre: Centre, tmp_path: Path
) -> None:
    session = at(centre, "2026-11-26T10:00", TORONTO)
    (tmp_path / "requests.csv").write_text(REQUESTS)
    assert import_file(session, "requests", tmp_path / "requests.csv").added == 10
    day = date(2026, 11, 24)
    report = make_report(session, "requests", day, day)
    assert sorted(row["number"] for row in report.rows) == ["1", "2", "3", "4", "5"]
    assert report.totals == {"count": 5, "undated": 3}
    grouped = make_report(session, "requests", date(2026, 11, 1), date(2026, 11, 30), "unit")
    assert grouped.rows == [{"unit": "Legal", "count": 7}, {"unit": "(undated)", "count": 3}]
    assert grouped.totals == {"count": 7, "undated": 3}
    assert not any("requests" in scan for scan in session.store.scans)


def test_no_row_is_left_out_of_a_group_and_a_cut_list_says_so(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rmdesk.duties.report.MOST_ROWS", 2)
    for number in range(5):
        intake(centre.session, "P1", text=f"{number}")
        centre.file(f"A{number}")
    charge_out(centre.session, [f"A{number}" for number in range(5)], "P1")
    for name, by in (("requests", "unit"), ("out", "holder")):
        report = make_report(centre.session, name, by=by)
        assert sum(row["count"] for row in report.rows) == 5
        assert report.totals == {"count": 5}
        cut = make_report(centre.session, name)
        assert (len(cut.rows), cut.totals) == (2, {"count": 5, "shown": 2})
        whole = make_report(centre.session, name, whole=True)
        assert (len(whole.rows), whole.totals) == (5, {"count": 5})


@pytest.mark.parametrize(
    ("due", "late"),
    [
        ("2026-11-24T11:59-05:00", True),
        ("2026-11-24T12:01-05:00", False),
        ("2026-11-24T12:30-04:00", True),  # 11:30 here
        ("2026-11-24T16:59+00:00", True),
        ("2026-11-24T17:01+00:00", False),
        ("2026-11-24T10:00-08:00", False),
        ("2026-11-25T06:59+14:00", True),
        ("2026-11-25T07:01+14:00", False),
        ("2026-11-24T04:59-12:00", True),
        ("2026-11-23T09:00-05:00", True),
        ("2026-11-26T09:00-05:00", False),
    ],
)
def test_the_list_and_the_figure_agree_on_what_is_late(
    centre: Centre, due: str, late: bool
) -> None:
    session = at(centre, "2026-11-24T12:00", TORONTO)
    request = intake(session, "P1", text="x").request
    with session.change("edit"):
        session.store.table(Request.table).update({"due": due}, doc_ids=[request.id])
    assert [ticket.late for ticket in open_requests(session)] == [late]
    assert desk_counts(session).late == int(late)


def test_the_queue_is_in_the_order_of_instants(centre: Centre) -> None:
    session = at(centre, "2026-11-24T12:00", TORONTO)
    dues = ["2026-11-25T10:00-05:00", "2026-11-25T09:30-08:00", "2026-11-25T14:00+00:00"]
    for due in dues:
        request = intake(session, "P1", text="x").request
        with session.change("edit"):
            session.store.table(Request.table).update({"due": due}, doc_ids=[request.id])
    order = [ticket.request.due for ticket in open_requests(session)]
    assert order == [dues[2], dues[0], dues[1]]


def test_first_come_is_first_served_in_the_hour_that_comes_twice(centre: Centre) -> None:
    found = centre.file("A1")
    session = centre.session
    with session.change("sample"):
        for person, made in ((1, "2026-11-01T01:10:00-05:00"), (2, "2026-11-01T01:40:00-04:00")):
            session.save(Reservation(holding=found.id, person=person, made=made, rank=3, open=True))
    assert [each.person for each in queue_of(session, found.id)] == [2, 1]


def test_a_due_day_is_an_open_day_however_it_is_given(centre: Centre) -> None:
    session = at(centre, "2026-11-27T10:00", TORONTO)  # a Friday
    for barcode in ("A1", "A2"):
        centre.file(barcode)
    (lent,) = charge_out(session, ["A1"], "P1", due=date(2026, 12, 5))
    assert lent.due == "2026-12-07"
    (renewed,) = renew(session, ["A1"], due=date(2026, 12, 12))
    assert renewed.due == "2026-12-14"
    (recalled,) = recall(session, ["A1"])
    assert recalled.due == "2026-11-30"
    charge_out(session, ["A2"], "P1", due=date(2026, 11, 27))
    assert recall(session, ["A2"], due=date(2026, 11, 28))[0].due == "2026-11-27"


def test_a_due_day_within_validity_stays_within_it(centre: Centre) -> None:
    session = at(centre, "2026-11-27T10:00", TORONTO)
    edit_person(session, "P1", {"valid_until": "2026-12-05"})  # a Saturday
    for barcode in ("A1", "A2"):
        centre.file(barcode)
    assert charge_out(session, ["A1"], "P1", due=date(2026, 12, 5))[0].due == "2026-12-04"
    charge_out(session, ["A2"], "P1", due=date(2026, 11, 30))
    assert renew(session, ["A2"], due=date(2026, 12, 5))[0].due == "2026-12-04"


def test_a_clock_is_said_by_the_sites_own(centre: Centre) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=TORONTO)
    assert clock_word("2026-11-24T22:00+00:00", now) == "17:00"
    assert clock_word("2026-11-25T02:00+00:00", now) == "21:00"
    assert clock_word("2026-11-25T05:00+00:00", now) == "11-25 00:00"
    assert clock_word("2026-11-25", now) == "11-25"
    assert clock_word("2027-01-04T17:00-05:00", now) == "2027-01-04"
    assert clock_word("by noon", now) == "by noon"


def test_an_imported_request_is_due_by_the_sites_day(centre: Centre, tmp_path: Path) -> None:
    session = at(centre, "2026-10-30T10:00", TORONTO)
    rows = "number,received,requester,text,priority\n1,2026-10-30T14:00:00Z,S,x,routine\n"
    (tmp_path / "requests.csv").write_text(f"{rows}2,2026-10-30,S,x,next-day\n")
    import_file(session, "requests", tmp_path / "requests.csv")
    dues = {ticket.request.number: ticket.request.due for ticket in open_requests(session)}
    assert dues == {"1": "2026-11-04T17:00-05:00", "2": "2026-11-02T17:00-05:00"}
