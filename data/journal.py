"""The journal: one entry for each change, chained by hashes, only ever appended to (R34, R35)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from data.documents import Fields, decoded
from data.engine import Engine, Row
from data.errors import ClockWentBack, damaged
from data.plain import dataclass
from data.texts import gettext as _
from data.translate import value_of

CLOCK_TOLERANCE = timedelta(minutes=10)
GENESIS = b"\0" * 32
COLUMNS = "seq,time,offset,actor,session,act,action,subject,change,old,new,reason,prev,hash"
_INSERT = f"INSERT INTO journal({COLUMNS}) VALUES({','.join('?' * 14)})"
QUARTER = "substr(time, 1, 14) || printf('%02d', substr(time, 15, 2) / 15 * 15)"
"""The quarter of an hour of an entry: no zone of today parts one, so they add up to local days."""
CHANNEL = "substr(session, 1, instr(session, ':') - 1)"
"""By what way an entry came, as the name of its session begins; "" where that does not say."""
_TALLIED = {
    "action": "action",
    "actor": "actor",
    "session": "session",
    "quarter": QUARTER,
    "channel": CHANNEL,
}
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

DDL = (
    """CREATE TABLE journal(
        seq INTEGER PRIMARY KEY, time TEXT NOT NULL, offset TEXT NOT NULL, actor TEXT NOT NULL,
        session TEXT NOT NULL, act INTEGER NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
        change INTEGER NOT NULL, old TEXT, new TEXT, reason TEXT,
        prev BLOB NOT NULL, hash BLOB NOT NULL)""",
    "CREATE INDEX journal_subject ON journal(subject)",
    "CREATE INDEX journal_actor ON journal(actor)",
    "CREATE INDEX journal_time ON journal(time)",
    """CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only ever appended to'); END""",
    """CREATE TRIGGER journal_never_forgets BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is only ever appended to'); END""",
)


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    time: UTC, ISO 8601 with milliseconds and Z; offset: of the desk's clock, such as +02:00;
    act: the sequence of the first entry of the same transaction; subject: "table:id" or a name;
    change: whether the document that is the subject changed, or was only spoken of; old, new:
    the changed fields (an insert has no old, a removal no new; a field that is missing on one
    side was not there); prev, hash: hexadecimal SHA-256.
    """

    seq: int
    time: str
    offset: str
    actor: str
    session: str
    act: int
    action: str
    subject: str
    change: bool
    old: Fields | None
    new: Fields | None
    reason: str | None
    prev: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The end of the chain."""

    seq: int
    hash: bytes
    time: str


def digest(fields: Iterable[Any], prev: bytes) -> bytes:
    """SHA-256 of the JSON array of an entry's fields, seq to reason, then prev in hexadecimal.

    The array has no blanks and keeps all characters as they are, in UTF-8; old and new are in
    it as the texts that are stored.
    """
    from hashlib import sha256  # and OpenSSL with it, which who only looks needs not

    return sha256(_canonical([*fields, prev.hex()]).encode()).digest()


def head(engine: Engine) -> Head:
    """The last entry's place in the chain."""
    row = engine.row("SELECT seq,hash,time FROM journal ORDER BY seq DESC LIMIT 1")
    return Head(*row) if row else Head(0, GENESIS, "")


def utc(moment: datetime) -> str:
    """UTC text with milliseconds: sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def check_clock(after: Head, moment: datetime) -> None:
    """Raises ClockWentBack if the clock is well before the last entry: times would be false."""
    if after.time > utc(moment + CLOCK_TOLERANCE):
        raise ClockWentBack(
            _("The clock of this machine went back"),
            _("It says {now}, but the last change was made at {last} (UTC).").format(
                now=utc(moment), last=after.time
            ),
            _(
                "Set the clock. If it is right now and was wrong before, "
                "a supervisor can accept it, which is told in the journal."
            ),
        )


def offset(moment: datetime) -> str:
    """The clock's offset from UTC, such as -04:00. ValueError if it does not tell."""
    if moment.utcoffset() is None:
        raise ValueError("the journal needs a time with its offset")
    return moment.isoformat(timespec="seconds")[19:]


class Unnumbered(NamedTuple):
    """What an entry says of its own, in the order of its columns; `change` is 0 or 1."""

    action: str
    subject: str
    change: int
    old: str | None
    new: str | None
    reason: str | None


def _text(text: str | None) -> str:
    """A text as JSON has it."""
    return "null" if text is None else encode_basestring(text)


def append(
    engine: Engine,
    after: Head,
    act: int,
    shared: tuple[str, str, str, str],
    drafts: Iterable[Unnumbered],
) -> Head:
    """Chain the drafts to the journal's end; `shared` is time, offset, actor and session."""
    from hashlib import sha256  # as late as in `digest`

    seq, prev, rows = after.seq, after.hash, []
    said = ",".join(map(_canonical, (*shared, act)))
    for action, subject, change, old, new, reason in drafts:
        seq += 1
        # The array of `digest`, of which most is the same in each entry of an act.
        before, then = _text(old), _text(new)
        own = f"{_text(action)},{_text(subject)},{change},{before},{then},{_text(reason)}"
        this = sha256(f'[{seq},{said},{own},"{prev.hex()}"]'.encode()).digest()
        rows.append((seq, *shared, act, action, subject, change, old, new, reason, prev, this))
        prev = this
    engine.execute_many(_INSERT, rows)
    return Head(seq, prev, shared[0])


def _entry(row: Row) -> Entry:
    fields = list(row)
    fields[8:11] = bool(row[8]), _fields(row[9]), _fields(row[10])
    if not all(isinstance(value, bytes) for value in row[12:]):
        raise damaged(_("journal entry {seq} cannot be read").format(seq=row[0]))
    fields[12:] = row[12].hex(), row[13].hex()
    return Entry(*fields)


def _fields(text: str | None) -> Fields | None:
    return None if text is None else decoded(text)


class Journal:
    """Reading the journal."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def _entries(self, rest: str, *parameters: object) -> list[Entry]:
        rows = self._engine.rows(f"SELECT {COLUMNS} FROM journal {rest}", parameters)
        return [_entry(row) for row in rows]

    def last(self) -> int:
        """The sequence of the last entry; 0 in a new store."""
        row = self._engine.row("SELECT max(seq) FROM journal")
        return (row and row[0]) or 0

    def since(self, seq: int, limit: int = 1000) -> list[Entry]:
        """The entries after `seq`, oldest first."""
        return self._entries("WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)

    def of(self, subject: str, limit: int = 100) -> list[Entry]:
        """What was done to one subject, newest first."""
        return self._entries("WHERE subject = ? ORDER BY seq DESC LIMIT ?", subject, limit)

    def latest(
        self, limit: int, actor: str | None = None, besides: Sequence[str] = ()
    ) -> list[Entry]:
        """The last things done, by anyone or by one actor, newest first; some actions left out."""
        if actor is None:
            return self._entries("ORDER BY seq DESC LIMIT ?", limit)
        left = f"AND action NOT IN ({', '.join('?' * len(besides))})" if besides else ""
        rest = f"WHERE actor = ? {left} ORDER BY seq DESC LIMIT ?"
        return self._entries(rest, actor, *besides, limit)

    def between(self, start: datetime, end: datetime, batch: int = 1000) -> Iterator[list[Entry]]:
        """The entries in [start, end), oldest first, some at a time."""
        span = utc(start), utc(end)
        first, last = self._reach(*span)
        for seq in range(first, last + 1, batch):
            # + keeps SQLite from walking the index over times again for every batch.
            rest = "WHERE seq >= ? AND seq < ? AND +time >= ? AND +time < ? ORDER BY seq"
            yield self._entries(rest, seq, seq + batch, *span)

    def numbered(self, numbers: Iterable[int], batch: int = 1000) -> Iterator[list[Entry]]:
        """The entries with these sequences, some at a time."""
        asked = list(numbers)
        for first in range(0, len(asked), batch):
            rest = "WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq"
            yield self._entries(rest, json.dumps(asked[first : first + batch]))

    def taken_back(self, start: datetime, end: datetime) -> list[int]:
        """The acts that later ones took back, of those done or taken back in [start, end)."""
        first, last = self._reach(utc(start), utc(end))
        rows = self._engine.rows(
            "SELECT seq, subject FROM journal"
            " WHERE subject >= 'act:' AND subject < 'act;' AND seq >= ?",
            (first,),  # what takes back comes after it
        )
        acts = {int(subject.removeprefix("act:")): seq for seq, subject in rows}
        return [act for act, by in acts.items() if first <= act <= last or by <= last]

    def _reach(self, start: str, end: str) -> tuple[int, int]:
        """The first and the last entry in [start, end)."""
        ends = self._engine.row(
            "SELECT coalesce(min(seq), 1), coalesce(max(seq), 0) FROM journal"
            " WHERE time >= ? AND time < ?",
            (start, end),
        )
        return (int(ends[0]), int(ends[1])) if ends else (1, 0)

    def act(self, number: int) -> list[Entry]:
        """All entries of the transaction whose first entry is `number`."""
        following = self._engine.row(
            "SELECT seq FROM journal WHERE seq > ? AND act <> ? ORDER BY seq LIMIT 1",
            (number, number),
        )
        end = following[0] if following else 2**62
        return self._entries(
            "WHERE seq >= ? AND seq < ? AND act = ? ORDER BY seq", number, end, number
        )

    def began(self, subjects: Iterable[str]) -> dict[str, str]:
        """By what channel the first entry on each of some subjects came."""
        rows = self._engine.rows(
            f"SELECT value, {CHANNEL} FROM json_each(?) CROSS JOIN journal ON seq ="
            " (SELECT min(first.seq) FROM journal AS first WHERE first.subject = value)",
            (json.dumps(list(subjects)),),
        )
        return dict(rows)

    def tally(
        self, start: datetime, end: datetime, by: str = "action", table: str = ""
    ) -> dict[str, int]:
        """How many acts in [start, end), by action, actor, session, channel or
        quarter of an hour (UTC).

        With `table`, the documents of it that each act changed are counted instead.
        """
        if by not in _TALLIED:
            raise ValueError(f"the journal is tallied by {', '.join(_TALLIED)}, not {by!r}")
        counted = "act || subject" if table else "act"
        rows = self._engine.rows(
            f"SELECT {_TALLIED[by]}, count(DISTINCT {counted}) FROM journal"
            " WHERE time >= ? AND time < ? AND subject GLOB ? GROUP BY 1",
            (utc(start), utc(end), f"{table}:*" if table else "*"),
        )
        return dict(rows)

    def tally_under(
        self,
        start: datetime,
        end: datetime,
        table: str,
        path: str,
        hidden: tuple[str, Collection[str]],
        without: Collection[int],
    ) -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
        """Acts in [start, end), and documents of a table in them, by a value that these have now.

        An act counts under each value, and in the totals, which come second, once. Left out are
        documents with one of some values at the path `hidden`, and the entries `without`.
        """
        value, guard = (f"coalesce({value_of((each,))}, '')" for each in (path, hidden[0]))
        rows = self._engine.rows(
            "WITH entries AS (SELECT DISTINCT act,"
            f" CAST(substr(subject, {len(table) + 2}) AS INTEGER) AS number FROM journal"
            f" WHERE time >= ? AND time < ? AND +subject GLOB '{table}:*'"
            " AND seq NOT IN (SELECT value FROM json_each(?))),"
            f" found AS MATERIALIZED (SELECT act, {value} AS value FROM entries"
            f' LEFT JOIN "{table}" ON id = number'
            f" WHERE {guard} NOT IN (SELECT value FROM json_each(?)))"
            " SELECT 0, value, count(DISTINCT act), count(*) FROM found GROUP BY value"
            " UNION ALL SELECT 1, '', count(DISTINCT act), count(*) FROM found",
            (utc(start), utc(end), json.dumps(list(without)), json.dumps(list(hidden[1]))),
        )
        *counts, (_whole, _value, acts, documents) = rows
        return {value: (n, m) for _part, value, n, m in counts}, (acts, documents)

    def touched(
        self, table: str, after_seq: int, limit: int, fields: Collection[str] | None = None
    ) -> tuple[list[int], int]:
        """The documents of a table told of in the next `limit` entries, and how far that goes.

        With `fields`, an update counts only if it changed one of them; inserts and removals
        always count. Each id is given once, in the order of its first entry.
        """
        upto = min(after_seq + limit, self.last())
        prefix = f"{table}:"
        wanted = None if fields is None else set(fields)
        ids: dict[int, None] = {}
        values = "NULL, NULL" if wanted is None else "old, new"
        # Sequences have no gaps, so the range bounds the work whatever the entries are about;
        # + keeps SQLite from walking the index over subjects instead.
        for subject, old, new in self._engine.rows(
            f"SELECT subject, {values} FROM journal WHERE seq > ? AND seq <= ?"
            " AND change AND +subject GLOB ? ORDER BY seq",
            (after_seq, upto, f"{prefix}*"),
        ):
            if wanted is None or old is None or new is None or wanted & _changed(old, new):
                ids[int(subject[len(prefix) :])] = None
        return list(ids), max(upto, after_seq)


def _changed(old: str, new: str) -> set[str]:
    return {*decoded(old), *decoded(new)}
