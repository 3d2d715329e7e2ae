"""Bringing in what is no holding: places, people, a scheme, a schedule, requests."""

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.holding import add_holding
from rmdesk.duties.lookup import meanings
from rmdesk.duties.request import close, find_request, hand_over, intake, make_ready
from rmdesk.duties.reservation import reservations_of
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Place, Request, ScheduleItem, SchemeClass
from tests.exchange.conftest import Bring, counts


def test_places_are_known_again_by_barcode_or_by_where_they_are(
    session: Session, bring: Bring
) -> None:
    header = "barcode,building,row,bay,shelf,capacity_m,security\n"
    text = header + "L1,North,B3,04,2,0.9,secret\n,South,B3,04,2,,\n"
    assert counts(bring(text, kind="locations")) == (2, 0, 0, 0)
    assert counts(bring(text, kind="locations")) == (0, 0, 2, 0)
    place = Place.from_document(session.store.table("places").all()[0])
    assert (place.address, place.capacity_m, place.security) == ("B3-04-2", 0.9, "secret")
    assert bring("capacity_m\n1\n", kind="locations").refused[0].row == 2


def test_people_keep_their_clearance_and_a_bad_expiry_is_refused(
    session: Session, bring: Bring
) -> None:
    header = "barcode,name,unit,clearance,clearance_until,custodian\n"
    text = header + "P1,Aiko Ito,Finance,Protected B,2027-01-31,oui\n,Jean Roy,Legal,,,no\n"
    assert counts(bring(text, kind="people")) == (2, 0, 0, 0)
    assert counts(bring(text, kind="people")) == (0, 0, 2, 0)
    ito = session.person("P1")
    assert (ito.clearance, ito.clearance_until, ito.custodian) == (
        "protected b",
        "2027-01-31",
        True,
    )
    report = bring(header + "P2,Wen Li,Legal,secret,soon,\n", kind="people")
    assert [(each.row, each.field) for each in report.refused] == [(2, "clearance_until")]


def test_a_scheme_is_taken_with_its_references_and_orphans_are_told(
    session: Session, bring: Bring
) -> None:
    text = (
        "code,parent,title,see_also,terms\nADM-03,ADM,Buildings,FIN;LEG,rent|lease\nADM,,Admin,,\n"
        "X-1,X,Stray,,\n"
    )
    report = bring(text, kind="scheme")
    assert counts(report) == (3, 0, 0, 0)
    assert [(each.row, each.field) for each in report.warnings] == [(4, "parent")]
    assert counts(bring(text, kind="scheme")) == (0, 0, 3, 0)
    found = SchemeClass.from_document(session.store.table("classes").all()[0])
    assert (found.see_also, found.terms) == (["FIN", "LEG"], ["rent", "lease"])
    assert counts(bring("code,title\nA,one\nA,two\n", kind="scheme")) == (0, 0, 0, 1)


TOLD_OF = {
    "container": ("holdings", "title,container\na,B9\nb,B9\nc,B1\n",
                  [(2, "no holding answers to “B9”, nor in 2 rows to what they name; "
                       "kept as text")]),
    "schedule": ("scheme", "code,title,schedule\n2,two,RS-1\n3,three,RS-9\n",
                 [(3, "no item of the schedule has the code “RS-9”")]),
    "requester": ("requests", "number,requester\nA,Aiko Ito\nB,Nobody\nC,\n",
                  [(3, "no one person answers to “Nobody”; kept as text")]),
    "name": ("people", "name,unit\nITO Aiko,Legal\nWen Li,Works\nLi Wen,Legal\n",
             [(2, "somebody of the name “ITO Aiko” is here: this is another person"),
              (4, "somebody of the name “Li Wen” is here: this is another person")]),
    "unit": ("holdings", "title,unit\na,finance\nb,Finance\nc,New\nd,NEW\n",
             [(2, "the unit “finance” is another here than “Finance”"),
              (5, "the unit “NEW” is another here than “New”")]),
}  # fmt: skip


@pytest.mark.parametrize("field", TOLD_OF)
@pytest.mark.parametrize("dry_run", [True, False])
def test_what_nothing_answers_to_is_told_once(bring: Bring, *, field: str, dry_run: bool) -> None:
    """R43: a row is kept with its words, and what was not understood of them is said."""
    bring("barcode,name,unit\nP1,Aiko Ito,Finance\n", kind="people")
    bring("barcode,title,kind\nB1,Box,box\n")
    bring("code,title\nRS-1,Rent\n", kind="schedule")
    bring("code,title,schedule\n1,one,RS-1\n", kind="scheme")
    kind, text, told = TOLD_OF[field]
    report = bring(text, kind=kind, dry_run=dry_run)
    assert report.refused == []
    assert [(each.row, each.text) for each in report.warnings if each.field == field] == told


def test_many_names_that_nothing_answers_to_are_counted(bring: Bring) -> None:
    rows = "".join(f"A-{n},Nobody {n}\n" for n in range(25))
    told = bring(f"number,requester\n{rows}", kind="requests").warnings
    assert [each.row for each in told] == [*range(2, 23)]
    assert told[-1].text == "the same holds of 5 more names, from here on"


@pytest.mark.parametrize("event", ["superseded: someday", "superseded: 2026-13-31", "superseded",
                                   ": 2026-12-31", "2026-12-31"])  # fmt: skip
def test_an_event_without_its_day_is_told(session: Session, bring: Bring, event: str) -> None:
    """It starts no clock: kept as written, and said (R43)."""
    told = f"“{event}” names no event and its day, as “superseded: 2026-12-31”: no clock"
    report = bring(f"title,events\na,{event}\nb,superseded: 2026-12-31\n")
    assert [(each.row, each.field, each.text) for each in report.warnings] == [(2, "events", told)]
    remarks: list[tuple[str, str]] = []
    add_holding(session, {"title": "a", "events": [event]}, lambda *said: remarks.append(said))
    assert remarks == [("events", told)]


def test_a_schedule_reads_periods_and_keeps_the_authority_apart(
    session: Session, bring: Bring
) -> None:
    text = (
        "code,title,active_years,semi_active_years,disposition,authority,vital\n"
        "S1,Leases,2,P7Y,Permanent,2019-04,yes\nS2,Rent,0.5,,recycle,,\nS3,Keys,90000,,,,\n"
    )
    report = bring(text, kind="schedule", skip_bad=True)
    assert counts(report) == (2, 0, 0, 1)
    assert (report.refused[0].row, report.refused[0].field) == (4, "active_years")
    assert [(each.row, each.field) for each in report.warnings] == [(3, "disposition")]
    item = ScheduleItem.from_document(session.store.table("schedule_items").all()[0])
    assert (item.semi_active_years, item.disposition, item.authority, item.vital) == (
        7.0,
        "permanent retention",
        "2019-04",
        True,
    )


def test_requests_of_another_system_keep_their_numbers_even_when_they_repeat(
    session: Session, bring: Bring
) -> None:
    bring("barcode,name,unit\nP1,Aiko Ito,Finance\n", kind="people")
    text = (
        "number,received,closed,requester,text,priority,outcome\n"
        "A-1,2019-05-02,2019-05-09,Aiko Ito,lease files,Same day,denied\n"
        "A-1,1301-01-01,,,maps,,\n"
        "A-2,2026-03-02T09:00:00-05:00,,,plans,urgent,\n"
    )
    report = bring(text, kind="requests")
    assert counts(report) == (3, 0, 0, 0)
    assert [(each.row, each.field) for each in report.warnings] == [(3, "received")]
    assert counts(bring(text, kind="requests")) == (0, 0, 3, 0)
    first, second, third = (
        Request.from_document(each) for each in session.store.table("requests").all()
    )
    assert (first.status, first.unit, first.priority) == ("denied", "Finance", "same-day")
    assert (second.received, second.status) == ("1301-01-01", "new")
    assert (third.rank, third.due[:10]) == (0, "2026-03-02")


@pytest.mark.parametrize("ending", ["filled,2026-03-02", ",2026-03-02", "denied,"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_row_ends_no_request_that_is_still_open_here(
    session: Session, bring: Bring, ending: str, dry_run: bool
) -> None:
    """R39: its records are asked for still; one without claims is ended by a row as before."""
    bring("barcode,name,unit\nP1,Aiko Ito,Finance\n", kind="people")
    bring("barcode,title\nF1,Minutes\n")
    asked = intake(session, "P1", ["F1"]).request
    words = intake(session, "P1", text="the old plans").request
    text = "number,requester,received,outcome,closed\n{number},Aiko Ito,{received},{ending}\n"
    for request, ended in ((asked, False), (words, True)):
        row = text.format(number=request.number, received=request.received, ending=ending)
        report = bring(row, kind="requests", dry_run=dry_run, skip_bad=True)
        assert len(report.refused) == (not ended), report.refused
        assert all("R39" in each.reason for each in report.refused)
        named = "closed" if "03-02" in ending else "outcome"
        assert all(each.field == named for each in report.refused)
    assert len(reservations_of(session, asked.id)) == 1
    assert find_request(session, asked.number).status in ("new", "waiting")


@pytest.mark.parametrize(
    ("field", "said"),
    [("requester", "Wen Li"), ("requester", "Nobody"), ("type", "withdrawal"),
     ("priority", "urgent"), ("received", "2020-01-01")],
)  # fmt: skip
@pytest.mark.parametrize("stage", ["taken in", "handed over", "closed", "in words"])
def test_a_row_changes_no_request_by_which_records_are_asked_for(
    session: Session, bring: Bring, field: str, said: str, stage: str
) -> None:
    """R43: its claims, its clock and the gate go by who asked for what, when and how urgently."""
    bring("barcode,name,unit\nP1,Aiko Ito,Finance\nP2,Wen Li,Legal\n", kind="people")
    bring("barcode,title\nF1,Minutes\n")
    words = {"text": "the plans"} if stage == "in words" else {}
    before = intake(session, "P1", [] if words else ["F1"], **words).request
    if stage == "closed":
        close(session, before.number, "not-found")
    if stage == "handed over":
        make_ready(session, before.number, ["F1"])
        hand_over(session, before.number)
    row = f"number,text,{field}\n{before.number},other words,{said}\n"
    report = bring(row, kind="requests", skip_bad=True)
    now = find_request(session, before.number)
    if words:  # nothing goes by it yet but its clock
        assert (report.updated, getattr(now, field)) == (1, said)
        assert (now.due != before.due) == (field in ("priority", "received"))
        return
    assert [(each.field, "R43" in each.reason) for each in report.refused] == [(field, True)]
    assert getattr(now, field) == getattr(before, field)
    told = bring(f"number,text\n{before.number},other words\n", kind="requests")
    assert (told.updated, find_request(session, before.number).text) == (1, "other words")


def test_requests_of_one_number_that_are_open_are_told_apart(
    session: Session, bring: Bring
) -> None:
    """Its number means the open one; of several each is named by its # number, and asked for."""
    bring("barcode,name,unit\nP1,Aiko Ito,Finance\nP2,Wen Li,Legal\n", kind="people")
    head = "number,requester,text,closed\n"
    bring(f"{head}A-1,Aiko Ito,maps,2020-01-01\nA-1,Wen Li,leases,2021-01-01\n", kind="requests")
    assert find_request(session, "A-1").text == "leases"
    bring(f"{head}A-1,Wen Li,plans,\n", kind="requests")
    assert find_request(session, "a-1").text == "plans"
    bring(f"{head}A-1,Aiko Ito,deeds,\n", kind="requests")
    with pytest.raises(BadInput, match=r"2 open requests .* #4 \(Aiko Ito\), #3 \(Wen Li\)"):
        find_request(session, "A-1")
    assert [find_request(session, key).text for key in ("#3", "#4")] == ["plans", "deeds"]
    assert close(session, "#3", "not-found").request.status == "not-found"
    assert find_request(session, "A-1").text == "deeds"
    assert len(meanings(session, "A-1")) == 1
    with pytest.raises(NotFound):
        find_request(session, "#9")


@pytest.mark.parametrize(
    ("head", "said", "field"),
    [
        ("number,closed", "2026-03-02", "closed"),
        ("number,outcome", "filled", "outcome"),  # as it is already: the row would end it
        ("number,text,outcome", "other words,cancelled", "outcome"),
    ],
)
def test_a_row_ends_no_request_whose_loans_are_out(
    session: Session, bring: Bring, head: str, said: str, field: str
) -> None:
    """R39: it ends with their return; the refusal names the column that would end it."""
    bring("barcode,name,unit\nP1,Aiko Ito,Finance\n", kind="people")
    bring("barcode,title\nF1,Minutes\n")
    number = intake(session, "P1", ["F1"]).request.number
    make_ready(session, number, ["F1"])
    hand_over(session, number)
    report = bring(f"{head}\n{number},{said}\n", kind="requests")
    told = f"{number} is handed over: it ends with the return of what is out by it. (R39)"
    assert [(each.field, each.reason) for each in report.refused] == [(field, told)]
    assert find_request(session, number).status == "handed-over"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("holdings", "barcode,title,status,due\nF1,Minutes,destroyed,2026-03-02\n", "status due"),
        ("holdings", "barcode,title,Place\nF1,Minutes,B3-04-2\n", "Place"),
        ("requests", "number,text,status\nR-9,the plans,closed\n", "status"),
    ],
)
def test_what_the_desk_tells_of_itself_is_not_taken_and_that_is_told(
    bring: Bring, kind: str, text: str, told: str
) -> None:
    """R43: of what a row says nothing is dropped in silence."""
    report = bring(text, kind=kind)
    assert report.added == 1
    said = {each.field: each.text for each in report.warnings}
    assert said == dict.fromkeys(told.split(), "it follows from the work at the desk: not taken")
