"""Counts of what was done, kept as the journal grows: acts by quarter of an hour, who, by what way.

They follow from the journal alone, and can be made anew from it at any time. They end at an entry
(`upto`): what came after it, from a program that keeps none, is taken in by the next transaction,
and until then they are not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from data.engine import Engine
from data.journal import CHANNEL, QUARTER, Head, utc
from data.plain import dataclass

DDL = """CREATE TABLE summary(
    quarter TEXT NOT NULL, actor TEXT NOT NULL, channel TEXT NOT NULL, action TEXT NOT NULL,
    acts INTEGER NOT NULL, documents INTEGER NOT NULL,
    PRIMARY KEY(quarter, actor, channel, action)) WITHOUT ROWID"""
"""An action of "" stands for whole acts: one of several actions counts in each, there once."""

WAYS = ("action", "actor", "channel", "quarter")
"""What is counted by."""

_STEP = 100_000  # journal entries that are counted at once
_QUARTER_MINUTES = 15


@dataclass(frozen=True)
class Sums:
    """Acts, and documents of the counted tables that they were on, each by what was asked."""

    acts: dict[str, int]
    documents: dict[str, int]


class Summary:
    """The counts of one store; `counted` are the tables whose documents are."""

    def __init__(self, engine: Engine, counted: tuple[str, ...]) -> None:
        self._engine = engine
        of_counted = " OR ".join(f"subject GLOB '{table}:*'" for table in counted) or "0"
        self._document = f"CASE WHEN {of_counted} THEN subject END"

    def upto(self) -> int:
        """The sequence of the last entry that is in the counts."""
        row = self._engine.row("SELECT value FROM meta WHERE name='summary'")
        return int(row[0]) if row else 0

    def is_whole(self) -> bool:
        """Whether all that the journal tells is in the counts."""
        row = self._engine.row("SELECT max(seq) FROM journal")
        return self.upto() == ((row and row[0]) or 0)

    def follow(self, head: Head | None) -> None:
        """At the end of a transaction: take in what it told, and what others left."""
        if head is None:
            return
        after = self.upto()
        while after < head.seq:
            after = self._take_in(after, head.seq)
        self._engine.execute("INSERT OR REPLACE INTO meta VALUES('summary', ?)", (str(after),))

    def _take_in(self, after: int, last: int) -> int:
        """Some entries more, in whole acts; how far that is."""
        end = last
        if last - after > _STEP:
            row = self._engine.row(
                "SELECT coalesce(max(seq), 0) FROM journal"
                " WHERE seq > ? AND seq <= ? AND act = seq",
                (after, after + _STEP),
            )
            end = row[0] - 1 if row and row[0] - 1 > after else self._end_of_act(after, last)
        for action in ("''", "action"):
            self._engine.execute(
                "INSERT INTO summary SELECT quarter, actor, channel, action, count(*), sum(n)"
                f" FROM ({self._told(action)}) WHERE true GROUP BY 1, 2, 3, 4"
                " ON CONFLICT DO UPDATE SET acts = acts + excluded.acts,"
                " documents = documents + excluded.documents",
                (after, end),
            )
        return end

    def _end_of_act(self, after: int, last: int) -> int:
        """The last entry of the act that begins after one, however long it is."""
        row = self._engine.row(
            "SELECT min(seq) FROM journal WHERE seq > ? AND act = seq", (after + 1,)
        )
        return row[0] - 1 if row and row[0] else last

    def _told(self, action: str) -> str:
        """Each act, or each action of each, between two entries."""
        return (
            f"SELECT {QUARTER} AS quarter, actor, {CHANNEL} AS channel, {action} AS action,"
            f" count(DISTINCT {self._document}) AS n"
            " FROM journal WHERE seq > ? AND seq <= ? GROUP BY act, 4"
        )

    def rebuild(self) -> None:
        """Make the counts anew from the whole journal, inside a transaction."""
        self._engine.execute("DELETE FROM summary")
        self._engine.execute("DELETE FROM meta WHERE name='summary'")
        row = self._engine.row("SELECT max(seq) FROM journal")
        self.follow(Head((row and row[0]) or 0, b"", ""))

    def differences(self, start: datetime | None = None) -> list[str]:
        """The quarters of an hour of which the counts are not what the journal tells.

        From the quarter that `start` lies in, or of all time.
        """
        since = _quarter_of(_whole_quarter(start)) if start else ""
        told = " UNION ALL ".join(self._told(action) for action in ("''", "action"))
        told = told.replace("seq > ? AND seq <= ?", "time >= ?")
        kept = "SELECT * FROM summary WHERE quarter >= ?"
        rows = self._engine.rows(
            "WITH told AS MATERIALIZED (SELECT quarter, actor, channel, action, count(*), sum(n)"
            f" FROM ({told}) GROUP BY 1, 2, 3, 4)"
            f" SELECT quarter FROM (SELECT * FROM told EXCEPT {kept})"
            f" UNION SELECT quarter FROM ({kept} EXCEPT SELECT * FROM told) ORDER BY 1",
            (since, since, since, since),
        )
        return [quarter for (quarter,) in rows]

    def sums(self, start: datetime, end: datetime, by: str = "action") -> Sums | None:
        """Acts and documents in [start, end), by one of WAYS; None where the counts cannot tell.

        They cannot where they lag behind the journal, nor of a part of a quarter of an hour.
        """
        if by not in WAYS:
            raise ValueError(f"the journal is summed by {', '.join(WAYS)}, not {by!r}")
        if not (_is_whole_quarter(start) and _is_whole_quarter(end) and self.is_whole()):
            return None
        whole = "<>" if by == "action" else "="
        rows = self._engine.rows(
            f"SELECT {by}, sum(acts), sum(documents) FROM summary"
            f" WHERE quarter >= ? AND quarter < ? AND action {whole} '' GROUP BY 1",
            (_quarter_of(start), _quarter_of(end)),
        )
        return Sums(
            {key: acts for key, acts, _n in rows}, _without_zeros({key: n for key, _a, n in rows})
        )


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: count for key, count in counts.items() if count}


def _quarter_of(moment: datetime) -> str:
    return utc(moment)[:16]


def _whole_quarter(moment: datetime) -> datetime:
    """When the quarter of an hour of UTC began that a moment lies in."""
    found = moment.astimezone(UTC)
    whole = found.minute // _QUARTER_MINUTES * _QUARTER_MINUTES
    return found.replace(minute=whole, second=0, microsecond=0)


def _is_whole_quarter(moment: datetime) -> bool:
    return moment == _whole_quarter(moment)
