"""A transaction and its author: what is written in it, the journal tells by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from data import journal
from data.documents import encoded
from data.engine import Engine
from data.journal import Head, Unnumbered
from data.schema import Author

Change = tuple[int, str | None, str | None]  # document id, old and new text of what changed


class Transaction:
    """Everything written by one author for one reason: all of it or nothing."""

    def __init__(
        self,
        engine: Engine,
        author: Author,
        action: str,
        reason: str | None,
        now: Callable[[], datetime],
    ) -> None:
        self.author = author
        self.action = action
        self.reason = reason
        self._now = now
        self._engine = engine
        self._head: Head | None = None
        self._act = 0
        self._clock_accepted = False

    @cached_property
    def moment(self) -> datetime:
        """When it is done: asked inside, so that waiting for others does not make it earlier."""
        return self._now()

    @cached_property
    def _shared(self) -> tuple[str, str, str, str]:
        """What all its entries say: when, on which clock, who, and in which session."""
        time, offset = journal.utc(self.moment), journal.offset(self.moment)
        return time, offset, self.author.actor, self.author.session

    @property
    def head(self) -> Head | None:
        """The journal's end after this transaction; None while it has no entry."""
        return self._head

    def note(
        self,
        action: str,
        subject: str,
        old: Mapping[str, Any] | None = None,
        new: Mapping[str, Any] | None = None,
        reason: str | None = None,
    ) -> None:
        """An entry for something that changed no document, such as a refused breach (R18)."""
        before = None if old is None else encoded(old)
        after = None if new is None else encoded(new)
        self._append([Unnumbered(action, subject, 0, before, after, reason or self.reason)])

    def accept_clock(self) -> None:
        """Go on although the clock is before the last entry, and say so in the journal."""
        self._clock_accepted = True
        last = (self._head or journal.head(self._engine)).time
        now = journal.utc(self.moment)
        self.note("accept-clock", "store", {"time": last}, {"time": now})

    def number(self, name: str) -> int:
        """The next number of a named counter, from 1; once committed it is never given again."""
        row = self._engine.rows(
            "INSERT INTO counter(name, value) VALUES(?, 1)"
            " ON CONFLICT(name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        )
        return int(row[0][0])

    def record(self, table: str, changes: Iterable[Change]) -> None:
        """Tell changes of documents; the table calls this for each write."""
        self._append(
            Unnumbered(self.action, f"{table}:{key}", 1, old, new, self.reason)
            for key, old, new in changes
        )

    def _append(self, drafts: Iterable[Unnumbered]) -> None:
        after = self._head
        if after is None:
            after = journal.head(self._engine)
            if not self._clock_accepted:
                journal.check_clock(after, self.moment)
        act = self._act or after.seq + 1
        end = journal.append(self._engine, after, act, self._shared, drafts)
        if end.seq > after.seq:
            self._head, self._act = end, act

    @contextmanager
    def part(self) -> Iterator[Self]:
        """A part that is undone alone if it fails, its journal entries with it."""
        before = self._head, self._act
        with self._engine.atomic():
            try:
                yield self
            except BaseException:
                self._head, self._act = before
                raise
