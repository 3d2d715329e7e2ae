"""Statistics and reports: what was done, what is out, what is late; counts first, then rows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from tinydb import Query

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import (
    MOST_ROWS,
    Period,
    Report,
    ReportKind,
    days_asked,
    told,
    without_day,
)
from rmdesk.duties import (
    behind,
    census_report,
    centre_page,
    circulated,
    done,
    figures,
    filmed,
    growth,
    in_and_out,
    kinds_held,
    listed,
    notice,
    stock,
    term_coverage,
    turnaround,
)
from rmdesk.duties.access_ledger import expiring, ledger, review_due
from rmdesk.duties.claimed import claimed_returned
from rmdesk.duties.exceptions import claims_passed_over, loans_of_people_who_left
from rmdesk.duties.forward import forward_rows
from rmdesk.duties.lost import lost_records
from rmdesk.duties.override import overrides
from rmdesk.duties.reading import in_the_room
from rmdesk.duties.refiling import to_refile
from rmdesk.duties.shelf import set_aside, shelf_rows
from rmdesk.duties.transit import on_the_way
from rmdesk.duties.turnaround import (
    OF_RECORDS,
    UNSAID,
    number_of,
    requests_in,
    with_records,
)
from rmdesk.duties.workload import Counts, desk_counts
from rmdesk.model.days import BY_TIME
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Loan, Person, Request
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status, later

__all__ = ["REPORTS", "Report", "make_report"]


def make_report(
    session: Session,
    name: str,
    start: date | None = None,
    end: date | None = None,
    by: str = "",
    *,
    whole: bool = False,
    only: Mapping[str, str] | None = None,
) -> Report:
    """Make a report by its name for the days `start` to `end`, both included; default today,
    or the months that its declaration names.

    Of very many rows a `whole` one has all, as files do; another tells how many it shows. `only`
    says of a list what some columns of its rows are to say.
    Raises BadInput for an unknown name, an unknown `by`, or days in the wrong order.
    """
    if name not in REPORTS:
        raise BadInput(
            _("Unknown report"),
            _("There is no report “{name}”.").format(name=name),
            _("Known: {names}.").format(names=", ".join(REPORTS)),
        )
    kind = REPORTS[name]
    kind.accept(by)
    days = days_asked(session, start, end, kind.months)
    return kind.make(session, Period(*days, by, None if whole else MOST_ROWS, only or {}))


def _out(session: Session, period: Period) -> Report:
    """Everything that is out now, the longest overdue first."""
    return _loans(session, "out", Query().status == Status.OUT, period)


def _overdue(session: Session, period: Period) -> Report:
    """Everything that is out past its due date as of the last day asked for, or today."""
    late = (Query().status == Status.OUT) & (
        Query().due < min(period.end, session.now().date()).isoformat()
    )
    return _loans(session, "overdue", late, period)


def _loans(session: Session, name: str, condition: Any, period: Period) -> Report:
    total = session.visible.count(condition)
    found = session.visible.all_in(Holding.table, condition, order_by="due")
    rows = (_loan_row(session, Holding.from_document(document)) for document in found)
    return told(name, rows, period, {"count": total})


def _loan_row(session: Session, holding: Holding) -> dict[str, Any]:
    holder = session.get(Person, holding.holder_id)
    return {
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "kind": str(holding.kind),
        "class": holding.class_,
        "holder": holder.name if holder else "",
        "unit": holder.unit if holder else "",
        "due": holding.due,
    }


def _requests(session: Session, period: Period) -> Report:
    """Requests received in the period, by status, unit, type or priority, or each by itself.

    What names no day stands in no period: `undated` tells how many there are of it (R44).
    """
    columns = (
        "number", "received", "requester", "unit", "type", "priority", "status", "outcome",
        "technician", "delivery",
    )  # fmt: skip
    found = list(
        _undated(session) if period.of_undated else requests_in(session, period, "received")
    )
    channels = _channels(session, found) if "channel" in period.asked else {}
    rows = [
        {column: document.get(column, "") for column in columns}
        | said
        | ({"channel": channels[number_of(document)]} if channels else {})
        for document, said in with_records(session, found, period.asked)
    ]
    zone, conditions = session.now().tzinfo, without_day(session, Request.table, "received")
    undated = sum(session.visible.count_in(Request.table, each) for each in conditions)
    totals = {"count": len(found)}
    return told("requests", rows, period, totals, day="received", zone=zone, undated=undated)


def _channels(session: Session, requests: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """By what way each request came to the desk, as the journal tells of its first entry."""
    subjects = {f"{Request.table}:{number_of(each)}": number_of(each) for each in requests}
    found = session.store.journal.began(subjects)
    return {number: found.get(subject) or UNSAID for subject, number in subjects.items()}


def _undated(session: Session) -> Iterator[Mapping[str, Any]]:
    """The requests that tell no day on which they were received."""
    for each in without_day(session, Request.table, "received"):
        yield from session.visible.all_in(Request.table, each, order_by="received")


def _notices(session: Session, period: Period) -> Report:
    """Notices begun in the period: about what, to whom, by which way, and whether they went."""
    rows = notice.rows_between(session, period.start, period.end)
    return told("notices", rows, period, {"count": len(rows)}, day="day")


def _today(session: Session, period: Period) -> Report:
    """The figures of the desk screen, and what was done in the period."""
    counts = desk_counts(session)
    rows = [{"figure": name, "count": getattr(counts, name)} for name in Counts.__annotations__]
    made = done.activity(session, replace(period, by=""))
    rows += [{"figure": row["action"], "count": row["acts"]} for row in made.rows]
    loans = session.visible.count_in(Loan.table, IS_OPEN)
    return Report("today", rows, {"acts": made.totals["acts"], "loans": loans})


def _left(session: Session, period: Period) -> Report:
    """What is out with people whose registration has ended, the longest gone first."""
    return told("left", loans_of_people_who_left(session), period)


def _passed_over(session: Session, period: Period) -> Report:
    """Claims that are passed over because their person may not draw the record today (R40)."""
    rows = claims_passed_over(session)
    return told("passed-over", rows, period)


def _to_refile(session: Session, period: Period) -> Report:
    """What came back and is not in its place yet, in walking order."""
    return told("to-refile", to_refile(session), period)


def _set_aside(session: Session, period: Period) -> Report:
    """What waits on the hold shelf, and for whom, the oldest first."""
    return told("set-aside", set_aside(session), period)


def _shelf(session: Session, period: Period) -> Report:
    """What is set aside for somebody, since when and until when; what is over comes first."""
    rows = shelf_rows(session)
    over = sum(1 for row in rows if row["ended"])
    return told("shelf", rows, period, {"count": len(rows), "ended": over})


def _overrides(session: Session, period: Period) -> Report:
    """Loans of the period for which a rule was overridden, by whom and why, newest first (R37)."""
    rows = overrides(session, period.start, period.end)
    return told("overrides", rows, period, day="out", zone=session.now().tzinfo)


def _room(session: Session, period: Period) -> Report:
    """What is read in the room, to be back by closing."""
    return told("room", in_the_room(session), period)


def _transit(session: Session, period: Period) -> Report:
    """What is on its way to another desk, and for whom."""
    return told("transit", on_the_way(session), period)


def _lost(session: Session, period: Period) -> Report:
    """What was given up for lost, since when and why, and who answers for it."""
    return told("lost", lost_records(session), period)


def _forward(session: Session, period: Period) -> Report:
    """What is to be brought forward up to the last day asked for, or today, and to whom."""
    rows = forward_rows(session, period.end)
    return told("bring-forward", rows, period)


def _claimed(session: Session, period: Period) -> Report:
    """What is looked for because its borrower says it was returned, the longest first."""
    return told("claimed", claimed_returned(session), period)


def _access(session: Session, period: Period) -> Report:
    """Who was on an access list in the period, by whom entered, until when, on whose authority."""
    return told("access", ledger(session, period.start, period.end), period)


def _access_review(session: Session, period: Period) -> Report:
    """Entries of access lists that are to be reviewed by the last day, the longest due first."""
    return told("access-review", review_due(session, period.end), period)


def _access_ending(session: Session, period: Period) -> Report:
    """Entries of access lists that end soon after the last day, the next first."""
    return told("access-ending", expiring(session, period.end), period)


_ENTRY_GROUPS = ("on", "to", "to_kind", "state", "granted_by")

_REQUEST_GROUPS = (
    "status", "unit", "type", "priority", "outcome", "technician", "delivery", *BY_TIME,
    *OF_RECORDS, "channel",
)  # fmt: skip

_DECLARED = (
    *centre_page.REPORTS,
    ReportKind(
        "today",
        later("Figures of the day"),
        later("what waits, is out, late or to be refiled now, and the acts of the period by kind"),
        _today,
        dated=True,
    ),
    ReportKind(
        "notices",
        later("Notices"),
        later("notices begun in the period: about what, to whom, by which way, whether they went"),
        _notices,
        ("kind", "person", "way", "state", *BY_TIME),
        dated=True,
        behind="notices",
    ),
    *done.REPORTS,
    ReportKind(
        "out",
        later("Out"),
        later("every record that is out now, the longest due first"),
        _out,
        ("unit", "holder", "kind", "class"),
        behind="out",
    ),
    ReportKind(
        "overdue",
        later("Overdue"),
        later("what is out past its due day, as of the last day asked for or today"),
        _overdue,
        ("unit", "holder", "kind", "class"),
        dated=True,
        behind="overdue",
    ),
    ReportKind(
        "requests",
        later("Requests"),
        later(
            "requests received in the period; those that name no day have a line of their own; by"
            " kind and class of its records one for several counts in each, in the totals once; by"
            " channel it is by what way a request came to the desk"
        ),
        _requests,
        _REQUEST_GROUPS,
        dated=True,
        behind="requests",
    ),
    *turnaround.REPORTS,
    *circulated.REPORTS,
    *stock.REPORTS,
    *kinds_held.REPORTS,
    *term_coverage.REPORTS,
    *growth.REPORTS,
    *in_and_out.REPORTS,
    *behind.REPORTS,
    *filmed.REPORTS,
    *figures.REPORTS,
    *listed.REPORTS,
    ReportKind(
        "to-refile",
        later("To refile"),
        later("what came back and is not in its place yet, in walking order"),
        _to_refile,
        ("unit", "place"),
        behind="to-refile",
    ),
    ReportKind(
        "set-aside",
        later("Set aside"),
        later("what waits on the hold shelf, for whom, since when, the oldest first"),
        _set_aside,
        ("unit", "requester"),
        behind="set-aside",
    ),
    ReportKind(
        "left",
        later("People who left"),
        later("what is out with people whose registration has ended, the longest gone first"),
        _left,
        ("unit", "holder"),
        behind="left",
    ),
    ReportKind(
        "passed-over",
        later("Passed over"),
        later("claims that are passed over because their person may not draw the record today"),
        _passed_over,
        ("unit", "requester"),
        behind="passed-over",
    ),
    ReportKind(
        "shelf",
        later("Hold shelf"),
        later("what is set aside, until when, and what is over, which comes first"),
        _shelf,
        ("unit", "requester"),
        behind="shelf",
    ),
    ReportKind(
        "overrides",
        later("Overrides"),
        later("loans of the period for which a rule was overridden, by whom and why (R37)"),
        _overrides,
        ("actor", "rule", "unit", "holder", *BY_TIME),
        dated=True,
        behind="overrides",
    ),
    *census_report.REPORTS,
    ReportKind(
        "claimed",
        later("Claimed returned"),
        later("what is looked for because its borrower says it was returned, the longest first"),
        _claimed,
        ("unit", "holder"),
        behind="claimed",
    ),
    ReportKind(
        "room",
        later("Read in the room"),
        later("what is read in the room now, to be back by closing"),
        _room,
        ("unit", "holder"),
        behind="room",
    ),
    ReportKind(
        "transit",
        later("On the way"),
        later("what is on its way to another desk now, and for whom"),
        _transit,
        ("place", "unit"),
        behind="transit",
    ),
    ReportKind(
        "lost",
        later("Lost"),
        later("what was given up for lost, since when and why, and who answers for it"),
        _lost,
        ("unit", "holder"),
        behind="lost",
    ),
    ReportKind(
        "bring-forward",
        later("Bring forward"),
        later("what is to be brought forward up to the last day, or today, and to whom"),
        _forward,
        ("unit", "holder", "on"),
        dated=True,
        behind="bring-forward",
    ),
    ReportKind(
        "access",
        later("Access lists"),
        later("who was on an access list in the period, by whom entered, on whose authority"),
        _access,
        _ENTRY_GROUPS,
        dated=True,
        behind="access",
    ),
    ReportKind(
        "access-review",
        later("Access to review"),
        later("entries of access lists that are to be reviewed by the last day, the longest first"),
        _access_review,
        _ENTRY_GROUPS,
        dated=True,
        behind="access-review",
    ),
    ReportKind(
        "access-ending",
        later("Access ending"),
        later("entries of access lists that end soon after the last day, the next first"),
        _access_ending,
        _ENTRY_GROUPS,
        dated=True,
        behind="access-ending",
    ),
)

REPORTS = {kind.name: kind for kind in _DECLARED}
"""Every report by its name."""
