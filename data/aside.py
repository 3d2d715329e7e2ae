"""Entries of the journal of which somebody may not know: found, and counted as acts.

They stand aside where they tell for what a document is numbered apart, or are on one that was taken
away or moved: few, to which indexes of their own lead (`data.layout`). Where those indexes are
missing the same is found by reading the whole period. What is on many documents is counted in SQL.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from data import layout
from data.engine import Engine, Row
from data.journal import CHANNEL, QUARTER, utc
from data.schema import TableSpec

_KEYS = {"": "''", "quarter": QUARTER, "actor": "actor", "channel": CHANNEL}
_END = 2**62

# The entries on some documents, act by act: first what leads to them, in the order of the journal.
_ON = f"""WITH asked(subject) AS MATERIALIZED (SELECT value FROM json_each(:subjects)),
entries AS MATERIALIZED (
    SELECT seq, act, action, subject, {{key}} AS key FROM journal WHERE seq IN (
        SELECT found.seq FROM asked CROSS JOIN journal AS found ON found.subject = asked.subject)
    AND +time >= :start AND +time < :end
    AND act NOT IN (SELECT value FROM json_each(:without))),
counts AS MATERIALIZED (
    SELECT act, key, count(*) AS n, max(seq) AS last, count(DISTINCT {{document}}) AS documents
    FROM entries GROUP BY act),
acts AS MATERIALIZED (
    SELECT *, coalesce((SELECT next.seq FROM journal AS next WHERE next.seq > counts.last
        AND next.act <> counts.act ORDER BY next.seq LIMIT 1), {_END}) AS ends
    FROM counts),
found AS MATERIALIZED (
    SELECT *, ends - act = n OR NOT EXISTS (
        SELECT 1 FROM journal WHERE seq >= acts.act AND seq < acts.ends
        AND subject NOT IN (SELECT subject FROM asked)
        AND instr(:tables, '|' || {layout.TABLE} || '|')) AS whole
    FROM acts)"""


class Touch(NamedTuple):
    """What counting needs of an entry."""

    seq: int
    time: str
    actor: str
    session: str
    act: int
    action: str
    subject: str


class Unseen(NamedTuple):
    """By a key: acts of which nothing is seen, and documents of acts of which nothing is."""

    acts: dict[str, int]
    documents: dict[str, int]


class Aside:
    """Reads and counts them."""

    def __init__(self, engine: Engine, tables: tuple[TableSpec, ...]) -> None:
        self._engine = engine
        self._tables = tables
        self._columns = ", ".join(f"journal.{name}" for name in Touch._fields)
        counted = " OR ".join(f"subject GLOB '{each.name}:*'" for each in tables if each.counted)
        self._document = f"CASE WHEN {counted or '0'} THEN subject END"

    def exceeds(self, start: datetime, end: datetime, limit: int) -> bool:
        """Whether there are more entries than so many in [start, end)."""
        row = self._engine.row(
            "SELECT 1 FROM journal WHERE time >= ? AND time < ? LIMIT 1 OFFSET ?",
            (utc(start), utc(end), limit),
        )
        return row is not None

    def telling(self, start: datetime, end: datetime) -> list[Touch]:
        """Those in [start, end) that say for what a document is numbered apart."""
        by = layout.index_of_journal(self._engine, layout.APART_INDEX, self._tables)
        rows = self._engine.rows(
            f"SELECT {self._columns} FROM journal {by}"
            f" WHERE time >= ? AND time < ? AND {layout.tells_why(self._tables)}",
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

    def of(self, acts: Collection[int]) -> list[Touch]:
        """All entries of some acts."""
        end = "SELECT seq FROM journal AS after WHERE seq > asked.value AND act <> asked.value"
        rows = self._engine.rows(
            f"SELECT {self._columns} FROM json_each(?) AS asked CROSS JOIN journal"
            " WHERE journal.seq >= asked.value"
            f" AND journal.seq < coalesce(({end} ORDER BY seq LIMIT 1), {_END})",
            (json.dumps(list(acts)),),
        )
        return [Touch(*row) for row in rows]

    def unseen(
        self,
        subjects: Collection[str],
        start: datetime,
        end: datetime,
        by: str,
        tables: Collection[str],
        without: Collection[int],
    ) -> Unseen:
        """What is unseen in [start, end) by who sees no entry on some subjects.

        By `quarter`, `actor`, `channel`, `action`, or "" for all. What is said of none of the
        `tables` is unseen where nothing else of its act is seen. `without` some acts.
        """
        by_action = by == "action"
        found = _ON.format(key=_KEYS["" if by_action else by], document=self._document)
        counted = (
            self._by_action() if by_action else "SELECT key, sum(whole), sum(documents) FROM found"
        )
        asked = {
            "subjects": json.dumps(list(subjects)),
            "start": utc(start),
            "end": utc(end),
            "tables": f"|{'|'.join(tables)}|",
            "without": json.dumps(list(without)),
        }
        rows: list[Row] = self._engine.rows(f"{found} {counted} GROUP BY 1", asked)
        return Unseen(
            {key: n for key, n, _documents in rows if n},
            {key: documents for key, _n, documents in rows if documents},
        )

    def _by_action(self) -> str:
        """An action is unseen with its act, or where the act has no entry of it that is seen."""
        seen = (
            "SELECT 1 FROM journal AS other WHERE other.seq >= each.act AND other.seq < each.ends"
            " AND other.action = each.action AND other.subject NOT IN (SELECT subject FROM asked)"
        )
        # A window, and no join: SQLite makes no index over what it has only just found.
        each = (
            "SELECT act, action, documents, max(whole) OVER of_act AS whole,"
            " max(ends) OVER of_act AS ends FROM ("
            f" SELECT act, action, count(DISTINCT {self._document}) AS documents,"
            " NULL AS whole, NULL AS ends FROM entries GROUP BY act, action"
            " UNION ALL SELECT act, NULL, 0, whole, ends FROM found)"
            " WINDOW of_act AS (PARTITION BY act)"
        )
        return (
            "SELECT action, sum(gone), sum(documents) FROM ("
            " SELECT action, max(gone) AS gone, max(documents) AS documents FROM ("
            f" SELECT act, action, whole OR NOT EXISTS ({seen}) AS gone, documents"
            f" FROM ({each}) AS each WHERE action IS NOT NULL"
            # of an act that is unseen, also the actions that are said of no document
            " UNION ALL SELECT found.act, journal.action, 1, 0 FROM found CROSS JOIN journal"
            " WHERE whole AND found.ends - found.act <> n"
            " AND journal.seq >= found.act AND journal.seq < found.ends"
            ") GROUP BY act, action)"
        )
