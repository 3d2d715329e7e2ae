"""What rows name that nothing here answers to, and what is so like a name of here that it is told.

A row is kept all the same, with its words (R43); each name is told once, at its first row.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.person import namesakes
from rmdesk.exchange.boxes import Warn
from rmdesk.exchange.matching import fetch
from rmdesk.model.records import (
    Person,
    Record,
    Request,
    ScheduleItem,
    SchemeClass,
)
from rmdesk.model.words import later

__all__ = ["Unanswered"]

_TOLD = {
    "schedule": later("no item of the schedule has the code “{name}”"),
    "requester": later("no one person answers to “{name}”; kept as text"),
    "name": later("somebody of the name “{name}” is here: this is another person"),
}


_EACH = 20
"""Most names of a field that are told one by one."""


class Unanswered:
    """Names of the rows that are drafted, by their fields: looked up once all are known."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first: dict[tuple[str, str], tuple[int, int]] = {}
        self._people: set[str] = set()

    def note(self, row: int, record: Any, *, new: bool) -> None:
        """Take in what the record of a row names."""
        if type(record) is SchemeClass:
            self._say(row, "schedule", record.schedule)
        elif type(record) is Request and record.requester_id is None:
            self._say(row, "requester", record.requester)
        elif type(record) is Person and new:
            if record.ordered in self._people or namesakes(self._session, record):
                self._say(row, "name", record.name)
            self._people.add(record.ordered)

    def _say(self, row: int, field: str, name: str) -> None:
        if name:
            first, rows = self._first.get((field, name), (row, 0))
            self._first[field, name] = first, rows + 1

    def tell(self, warn: Warn) -> None:
        """Tell of each that nothing answers to, and of people who are here by that name already."""
        known = {("schedule", code) for code in self._codes(ScheduleItem, "schedule")}
        told: Counter[str] = Counter()
        beyond: dict[str, int] = {}
        for (field, name), (row, rows) in self._first.items():
            if (field, name) in known:
                continue
            told[field] += 1
            if told[field] > _EACH:
                beyond.setdefault(field, row)
                continue
            several = ngettext("{told}", "{told}, in {n} rows", rows)
            warn(row, field, several.format(told=_(_TOLD[field]).format(name=name), n=rows))

        for field, row in beyond.items():
            text = _("the same holds of {n} more names, from here on")
            warn(row, field, text.format(n=f"{told[field] - _EACH:,}"))

    def _codes(self, record: type[Record], field: str) -> list[str]:
        """The codes of a field that are known; all where there are no such records at all."""
        asked = sorted(name for each, name in self._first if each == field)
        if not asked or not self._session.visible.count_in(record.table):
            return asked
        return [each.code for each in fetch(self._session, record, "code", asked)]
