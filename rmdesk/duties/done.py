"""What was done: acts counted by kind, by whom, what way, when and on what; and each by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any

from data import Entry
from rmdesk.access.journal import Activity, channel_of
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind, days_of, groups_in, told
from rmdesk.duties.turnaround import UNSAID
from rmdesk.model.days import day_of
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import later

_OF_RECORDS = ("kind", "unit", "class")
GROUPS = ("action", "technician", "actor", "channel", "day", "week", "month", *_OF_RECORDS)
_STEP = 500

SECURITY = "(security)"
"""Of an act that only the security officer reads of: it is counted, and its day is told."""


def activity(session: Session, period: Period) -> Report:
    """What was done: acts, and the holdings they changed, by action, who, what way or when.

    Every day, week or month of the period has its line. By kind, unit or class: the acts that
    changed holdings of it; one act may count in several of them, in the totals once.
    """
    done, column = _done(session, period, period.by), period.by or "action"
    rows = [
        {
            column: UNSAID if column == "channel" and not key else key,
            "acts": done.acts.get(key, 0),
            "holdings": done.holdings.get(key, 0),
        }
        for key in groups_in(period, column, done.acts)
    ]
    return Report("activity", rows, dict(zip(("acts", "holdings"), done.totals, strict=True)))


def _done(session: Session, period: Period, by: str) -> Activity:
    days = days_of(session, period)
    if by in _OF_RECORDS:
        return session.journal.activity_under(*days, by)
    counted = {"": "action", "technician": "actor"}.get(by, by)
    return session.journal.activity(*days, counted)


# --- each by itself


def _acts(session: Session, period: Period) -> Report:
    """The acts of a period, oldest first, each with the first record that it was on."""
    if by := period.by:
        made = activity(session, period)
        counts = [{by: row[by], "count": row["acts"]} for row in made.rows]
        return Report("acts", counts, {"count": made.totals["acts"]})
    if len(period.only) > 1:
        return told("acts", _rows(session, period), Period(period.start, period.end), None)
    plain = Period(period.start, period.end, "", period.most)
    return told("acts", _rows(session, period), plain, {"count": _count(session, period)})


def _count(session: Session, period: Period) -> int:
    for by, said in period.only.items():
        key = "" if by == "channel" and said == UNSAID else said
        return _done(session, period, by).acts.get(key, 0)
    return _done(session, period, "").totals[0]


def _rows(session: Session, period: Period) -> Iterator[dict[str, Any]]:
    journal, requests = session.journal, session.store.table(Request.table)
    acts = journal.acts(*days_of(session, period))
    while some := list(islice(acts, _STEP)):
        numbers = {number for entries in some for number in _numbers(entries, Holding)}
        documents = session.visible.documents(list(numbers))
        holdings = {each.doc_id: Holding.from_document(each) for each in documents}
        meant = [entries for entries in some if _is_asked(entries, holdings, period)]
        asked = {number for entries in meant for number in _numbers(entries, Request)}
        found = {each.doc_id: each.get("number", "") for each in requests.get(doc_ids=[*asked])}
        for entries in meant:
            yield _row(session, entries, journal.entries(entries), holdings, found)


def _is_asked(entries: Sequence[Entry], holdings: dict[int, Holding], period: Period) -> bool:
    return all(said in _under(entries, holdings, by) for by, said in period.only.items())


def _under(entries: Sequence[Entry], holdings: dict[int, Holding], by: str) -> set[str]:
    """All that an act counts under."""
    if by == "action":
        return {each.action for each in entries}
    if by in _OF_RECORDS:
        there = (holdings.get(number, Holding()) for number in _numbers(entries, Holding))
        return {str(getattr(each, {"class": "class_"}.get(by, by))) for each in there}
    return {channel_of(entries[0]) or UNSAID if by == "channel" else entries[0].actor}


def _numbers(entries: Iterable[Entry], record: type[Record]) -> list[int]:
    """The numbers of the records of a kind that an act was on, each once."""
    parts = (each.subject.partition(":") for each in entries)
    numbers = (number for table, _colon, number in parts if table == record.table)
    return [*{int(number): None for number in numbers if number.isdecimal()}]


def _row(
    session: Session,
    entries: Sequence[Entry],
    read: Sequence[Entry],
    holdings: Mapping[int, Holding],
    requests: Mapping[int, str],
) -> dict[str, Any]:
    """An act; `read` is what is told of its entries."""
    said, zone = read[0] if read else None, session.now().tzinfo
    numbers = _numbers(read, Holding)
    first = next((holdings[number] for number in numbers if number in holdings), Holding())
    return {
        "time": _moment(said.time, zone) if said else str(day_of(entries[0].time, zone)),
        "actor": said.actor if said else "",
        "action": said.action if said else SECURITY,
        "channel": (channel_of(said) or UNSAID) if said else "",
        "barcode": first.key if first.id else "",
        "title": first.title,
        "number": next(filter(None, map(requests.get, _numbers(read, Request))), ""),
        "holdings": len(numbers),
    }


def _moment(time: str, zone: tzinfo | None) -> str:
    return datetime.fromisoformat(time).astimezone(zone).isoformat(timespec="seconds")


REPORTS = (
    ReportKind(
        "activity",
        later("Activity"),
        later(
            "acts of the period and the holdings they changed; an act of several actions, kinds,"
            " units or classes counts in each of them, in the totals once; by kind, unit and class"
            " only acts on holdings count, by what these say now; an act that was taken back stays,"
            " for it was done, and taking it back is an act of its own day"
        ),
        activity,
        GROUPS,
        dated=True,
        behind="acts",
    ),
    ReportKind(
        "acts",
        later("Acts"),
        later(
            "each act of the period, oldest first, with the first record and the first request that"
            " it was on: those that `activity` counts, by groups as there, where one of several"
            " counts in each. Of what only the security officer reads it tells the day"
        ),
        _acts,
        GROUPS,
        dated=True,
        behind="acts",
    ),
)
