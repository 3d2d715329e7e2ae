"""Entries of the journal that stand aside: on documents numbered apart, moved, or taken away.

They are few, indexes of their own lead to them (`data.layout`), and of each only what counting
needs is read. Where those indexes are missing the same is found by reading the whole period.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from data import layout
from data.engine import Engine
from data.journal import utc
from data.schema import TableSpec


class Touch(NamedTuple):
    """What counting needs of an entry; `tells`: whether it says for what a document is apart."""

    seq: int
    time: str
    actor: str
    session: str
    act: int
    action: str
    subject: str
    tells: bool


class Aside:
    """Reads them."""

    def __init__(self, engine: Engine, tables: tuple[TableSpec, ...]) -> None:
        self._engine = engine
        self._tables = tables
        tells = f"coalesce({layout.tells_why(tables)}, 0)"
        self._columns = f"seq, time, actor, session, act, action, subject, {tells}"

    def exceeds(self, start: datetime, end: datetime, limit: int) -> bool:
        """Whether there are more entries than so many in [start, end)."""
        row = self._engine.row(
            "SELECT 1 FROM journal WHERE time >= ? AND time < ? LIMIT 1 OFFSET ?",
            (utc(start), utc(end), limit),
        )
        return row is not None

    def between(self, start: datetime, end: datetime) -> list[Touch]:
        """Those in [start, end) on documents numbered apart, or that say for what one is."""
        by = layout.index_of_journal(self._engine, layout.APART_INDEX, self._tables)
        rows = self._engine.rows(
            f"SELECT {self._columns} FROM journal {by}"
            f" WHERE time >= ? AND time < ? AND {layout.set_apart(self._tables)}",
            (utc(start), utc(end)),
        )
        return [Touch(*row) for row in rows]

    def taken_out(self) -> set[str]:
        """The subjects of all time that were taken away, or had what they name changed."""
        by = layout.index_of_journal(self._engine, layout.OUT_INDEX, self._tables)
        rows = self._engine.rows(
            f"SELECT DISTINCT subject FROM journal {by} WHERE {layout.taken_out(self._tables)}"
        )
        return {subject for (subject,) in rows}

    def on(self, subjects: Collection[str], start: datetime, end: datetime) -> list[Touch]:
        """The entries in [start, end) on some subjects."""
        rows = self._engine.rows(
            f"SELECT {self._columns} FROM json_each(?) AS asked CROSS JOIN journal"
            " WHERE subject = asked.value AND +time >= ? AND +time < ?",
            (json.dumps(list(subjects)), utc(start), utc(end)),
        )
        return [Touch(*row) for row in rows]

    def sizes(self, acts: Collection[int]) -> dict[int, Counter[tuple[str, str]]]:
        """How many entries each of these acts has, by action and table ("" for no document)."""
        end = "SELECT seq FROM journal AS after WHERE seq > asked.value AND act <> asked.value"
        rows = self._engine.rows(
            f"SELECT asked.value, action, {layout.TABLE}, count(*)"
            " FROM json_each(?) AS asked CROSS JOIN journal"
            " WHERE journal.seq >= asked.value"
            f" AND journal.seq < coalesce(({end} ORDER BY seq LIMIT 1), {2**62})"
            " GROUP BY 1, 2, 3",
            (json.dumps(list(acts)),),
        )
        found: dict[int, Counter[tuple[str, str]]] = {}
        for act, action, table, count in rows:
            found.setdefault(act, Counter())[action, table] += count
        return found
