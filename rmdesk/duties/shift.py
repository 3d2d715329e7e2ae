"""The hand-over of a shift: what the next at the desk must know, and what oneself did today."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from tinydb import Query

from data import Entry
from data.plain import asdict, dataclass
from data.texts import gettext as _
from rmdesk.access.matters import without_parting
from rmdesk.desk.desk import Session
from rmdesk.desk.leading import acted_on
from rmdesk.duties.audit import act_word, called_in, local_time
from rmdesk.duties.describe import Describer
from rmdesk.duties.exceptions import claims_passed_over, loans_of_people_who_left
from rmdesk.duties.notice import perhaps_sent, row_of
from rmdesk.duties.picking import pick_list
from rmdesk.duties.refiling import to_refile
from rmdesk.duties.shelf import set_aside
from rmdesk.duties.ticket import open_requests
from rmdesk.duties.undo import is_taken_back, may_be_undone
from rmdesk.duties.workload import desk_counts
from rmdesk.model.days import day_of
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Holding
from rmdesk.model.words import Status

_MOST = 200
"""Most rows of each part; the figures count all."""
_NAMED = 4

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Shift:
    """What is handed over, part by part: rows of plain values, and the figures of the desk."""

    day: str
    login: str
    counts: dict[str, int]
    pulls: Rows
    late: Rows
    set_aside: Rows
    to_refile: Rows
    missing: Rows
    left: Rows
    passed_over: Rows
    perhaps_sent: Rows
    acts: Rows


def parts_of(made: Shift) -> list[tuple[str, Rows]]:
    """What is handed over, part by part, each under its heading."""
    return [
        (_("To be fetched"), made.pulls),
        (_("Late"), made.late),
        (_("Set aside"), made.set_aside),
        (_("To refile"), made.to_refile),
        (_("Missing"), made.missing),
        (_("Out with people who left"), made.left),
        (_("Claims passed over"), made.passed_over),
        (_("Notices that were perhaps sent"), made.perhaps_sent),
        (_("What you did today"), made.acts),
    ]


def shift(session: Session) -> Shift:
    """The hand-over at this moment, of what this person may know of (R17)."""
    return Shift(
        day=session.today(),
        login=session.login,
        counts=asdict(desk_counts(session)),
        pulls=_pulls(session),
        late=_late(session),
        set_aside=_set_aside(session),
        to_refile=to_refile(session)[:_MOST],
        missing=_missing(session),
        left=loans_of_people_who_left(session)[:_MOST],
        passed_over=claims_passed_over(session)[:_MOST],
        perhaps_sent=[row_of(session, each) for each in perhaps_sent(session)],
        acts=told_acts(session),
    )


def _pulls(session: Session) -> Rows:
    """What is still to be fetched, in walking order."""
    describer = Describer(session)
    return [
        {
            "place": pull.address,
            "key": describer.key(pull.holding),
            "title": pull.holding.title,
            "requester": pull.requester,
            "request": pull.request.number if pull.request else "",
            "due": pull.request.due if pull.request else "",
        }
        for pull in pick_list(session)[:_MOST]
    ]


def _late(session: Session) -> Rows:
    """Requests whose clock has run out, the most urgent first."""
    return [
        {
            "number": each.request.number,
            "priority": each.request.priority,
            "due": each.request.due,
            "status": str(each.request.status),
            "requester": each.request.requester,
            "technician": each.request.technician,
        }
        for each in open_requests(session, limit=_MOST)
        if each.late
    ]


def _set_aside(session: Session) -> Rows:
    """What waits on the hold shelf, the longest first, with the days that it has waited."""
    return [
        {"days_waiting": _days_since(session, row["since"]), **row}
        for row in set_aside(session)[:_MOST]
    ]


def _days_since(session: Session, moment: str) -> int:
    began = day_of(moment, session.now().tzinfo)
    return (session.now().date() - began).days if began else 0


def _missing(session: Session) -> Rows:
    """What is not where it should be, by code."""
    describer = Describer(session)
    page = session.visible.page(
        Query().status == Status.MISSING, order_by=("status", "due"), limit=_MOST
    )
    return [
        {
            "key": describer.key(each),
            "title": each.title,
            "home": describer.home(each),
            "holder": describer.name(each.holder_id),
        }
        for each in map(Holding.from_document, page.rows)
    ]


# --- what oneself did today


def acts_of_today(session: Session) -> list[tuple[int, list[Entry]]]:
    """This person's acts of today with their numbers from 1, the last first.

    Only what changed something, and what this person may still know of all of: the numbers are
    those of these acts and tell nothing of others (R17).
    """
    own = map(without_parting, _own(session))
    acts = [act for act in own if session.journal.may_give_back(act)]
    return list(enumerate(acts, 1))[::-1]


def _own(session: Session) -> Iterator[list[Entry]]:
    now = session.now()
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    pages = session.store.journal.between(midnight, midnight + timedelta(days=1))
    own = (e for page in pages for e in page if e.actor == session.login)
    for _number, entries in groupby(own, key=lambda entry: entry.act):
        act = list(entries)
        if act[0].action != "undo" and any(each.change for each in act):
            yield act


def told_acts(session: Session) -> Rows:
    """This person's acts of today in words, the last first, and which of them can be undone."""
    return [_told(session, number, act) for number, act in acts_of_today(session)]


def act_numbered(session: Session, number: int) -> int:
    """The journal's number of one of today's own acts. Raises NotFound."""
    for each, act in acts_of_today(session):
        if each == number:
            return act[0].act
    raise NotFound.key(_("act of yours today"), str(number), _("`rmdesk shift` lists them."))


def _told(session: Session, number: int, act: Sequence[Entry]) -> dict[str, Any]:
    subjects = acted_on(session, (each for each in act if each.change))
    names = [called_in(session, table, number) for table, number in subjects]
    more = len(names) - _NAMED
    return {
        "number_of_act": number,
        "time": local_time(act[0])[11:],
        "action": act_word(act),
        "subject": ", ".join([*filter(None, names[:_NAMED]), *(["…"] if more > 0 else [])]),
        "reason": act[0].reason or "",
        "undone": is_taken_back(session, act[0].act),
        "can_be_undone": may_be_undone(act),
    }
