"""The engine behind the finder: what is in the index, what waits, and how they are searched."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from index.fallback.relaxing import nearest
from index.language.abbreviations import with_own
from index.matching.ranking import Answering, Result
from index.matching.snapshot import Snapshot
from index.matching.unindexed import Pending
from index.query.nodes import QueryPlan
from index.query.query import parse
from index.schema import Check, Found, IndexSource, IndexStatus, Progress, Statuses
from index.storage import folder
from index.storage.folder import Shelf
from index.storage.indexer import Indexer

if TYPE_CHECKING:
    from index.finder import Sort

T = TypeVar("T")

_MISREAD = (LookupError, ValueError, ArithmeticError, TypeError, AssertionError, MemoryError)
"""What arrays may make of a question when they are not what was written."""


class SearchEngine:
    """One process's open index. Searches read a view that never changes under them."""

    def __init__(self, folder: Path, source: IndexSource, abbreviations: Path | None) -> None:
        self._folder = folder
        self._abbreviations = with_own(abbreviations)
        self._source = source
        self._refreshing = Lock()
        self._shelf = Shelf(folder, source)
        self._pending = Pending(0)
        self._view = Snapshot.empty()
        self._intake = Indexer(folder, source)

    def view(self) -> Snapshot:
        """The newest view: segments on disk, and over them what waits.

        What a thread beside this one is making readable again is not waited for.
        """
        with self._refreshing:
            opened, last = self._shelf.refresh(not self._intake.recovering), self._source.last()
            if opened.position > last:
                # The store went back, to a backup perhaps: nothing in the index can be trusted.
                opened = self._shelf.nothing()
            if opened is not self._view.opened:
                self._pending = Pending(opened.position)
                self._view = Snapshot.of(opened, self._pending)
            if self._pending.upto < last and self._pending.fetch(self._source):
                self._view = Snapshot.of(opened, self._pending)
            return self._view

    def search(
        self,
        text: str,
        *,
        limit: int,
        offset: int,
        may_know: Callable[[str], bool] | None,
        kinds: Collection[str],
        typing: bool,
        facets: bool,
        sort: Sort,
        statuses: Statuses,
        recent: Sequence[int],
        near: bool,
    ) -> Found:
        """See `Finder.search`."""
        started = time.perf_counter()
        asked = parse(text)

        def answered(view: Snapshot) -> Found:
            answering = Answering(view, may_know, kinds, statuses, self._abbreviations)

            def run(plan: QueryPlan) -> Result:
                return answering.run(
                    plan,
                    limit=max(0, limit),
                    offset=max(0, offset),
                    sort=sort,
                    recent=recent,
                    facets=facets,
                )

            room = 0 if offset else limit
            answer = nearest(answering, text, asked, typing, run, near=near, room=room)
            return Found(
                total=answer.result.total,
                exact=view.exact
                and not (answer.result.cut or asked.cut)
                and (not answer.left_out or answer.besides > 0),
                took_ms=(time.perf_counter() - started) * 1000,
                hits=answer.result.hits,
                did_you_mean=answer.instead,
                others=answer.others,
                left_out=answer.left_out,
                besides=answer.besides,
                cut=asked.cut,
                growing=not view.exact,
                containers=answer.containers,
                facets=answer.result.facets,
            )

        return self._soundly(answered)

    def _soundly(self, ask: Callable[[Snapshot], T]) -> T:
        """What a view tells; asked once more when its arrays were not what was written."""
        try:
            return ask(self.view())
        except _MISREAD:
            if not self._harmed():
                raise
        return ask(self.view())

    def _harmed(self) -> int:
        with self._refreshing:
            return self._shelf.harmed()

    def behind(self) -> int:
        """See `Finder.behind`."""
        with self._refreshing:
            return max(0, self._source.last() - self._shelf.refresh(patient=False).position)

    def catch_up(self, progress: Progress | None) -> int:
        """See `Finder.catch_up`."""
        return self._intake.catch_up(progress)

    def rebuild(self, progress: Progress | None) -> int:
        """See `Finder.rebuild`."""
        return self._intake.rebuild(progress)

    def status(self) -> IndexStatus:
        """See `Finder.status`."""
        view = self.view()
        opened = view.opened
        return IndexStatus(
            documents=view.count(),
            waiting=self._pending.count(),
            segments=len(opened.parts),
            position=opened.position,
            generation=opened.generation,
            missing_sidecars=sum(not part.mapped for part in opened.parts),
            bytes=folder.size(self._folder),
            building=self._intake.building,
        )

    def check(self, sample: int) -> Check:
        """See `Finder.check`."""
        from index.checking import check

        self.view()  # opens what is to be looked through
        harmed = self._harmed()
        found = self._soundly(lambda view: check(view, self._source, sample))
        return replace(found, harmed=harmed)

    def glance(self, sample: int) -> Check:
        """See `Finder.glance`."""
        from index.checking import glance

        return self._soundly(lambda view: glance(view, self._source, sample))

    def close(self) -> None:
        """Let go of the files."""
        with self._refreshing:
            self._view = Snapshot.empty()
            self._shelf.close()
