"""The finder: what the desk asks. It loads its engine at the first question, not before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from index.schema import Check, Found, IndexSource, IndexStatus, Progress, Statuses

if TYPE_CHECKING:
    from index.engine import SearchEngine

Sort = Literal["relevance", "date", "-date", "key", "-key"]
_NONE = Statuses()


def open_finder(folder: Path, source: IndexSource, abbreviations: Path | None = None) -> Finder:
    """A finder over the index in `folder`, made when missing and made anew when damaged.

    `abbreviations` is a site's own file of them, read when the finder is first asked; see
    `index/language/abbreviations.py`.
    """
    return Finder(folder, source, abbreviations)


class Finder:
    """Full text over records. Safe to use from several threads and several processes at once."""

    def __init__(
        self, folder: Path, source: IndexSource, abbreviations: Path | None = None
    ) -> None:
        self._folder = folder
        self._abbreviations = abbreviations
        self._source = source
        self._engine: SearchEngine | None = None
        self._opening = Lock()

    def _open(self) -> SearchEngine:
        with self._opening:
            if self._engine is None:
                from index.engine import SearchEngine

                self._engine = SearchEngine(self._folder, self._source, self._abbreviations)
            return self._engine

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        offset: int = 0,
        may_know: Callable[[str], bool] | None = None,
        kinds: Collection[str] = (),
        typing: bool = False,
        facets: bool = False,
        sort: Sort = "relevance",
        statuses: Statuses = _NONE,
        recent: Sequence[int] = (),
        near: bool = True,
    ) -> Found:
        """Records for what a person typed, best first. Never raises for any text.

        - `may_know` is asked once for each distinct guard; None knows everything.
        - `kinds` keeps only records of these kinds.
        - `statuses`: what `status:` asks for, and a facet counts.
        - `typing` takes the last word as the beginning of one.
        - `facets` counts kinds, units, places, statuses and decades.
        - `recent`: keys used lately, latest first; they come first among equals.
        - `near` False: when nothing is found, look for nothing near.
        - `limit` 0 counts only.
        """
        return self._open().search(
            text,
            limit=limit,
            offset=offset,
            may_know=may_know,
            kinds=kinds,
            typing=typing,
            facets=facets,
            sort=sort,
            statuses=statuses,
            recent=recent,
            near=near,
        )

    def catch_up(self, progress: Progress | None = None) -> int:
        """Take in what the journal has beyond the index; how many records that were.

        Returns 0 at once when another process is doing it. Meant for a background thread.
        """
        return self._open().catch_up(progress)

    def behind(self) -> int:
        """Journal entries after the one that the index stands at; most change nothing in it."""
        return self._open().behind()

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build the index anew beside the old one and put it in its place; how many records."""
        return self._open().rebuild(progress)

    def status(self) -> IndexStatus:
        """The state of the index."""
        return self._open().status()

    def check(self, sample: int = 200) -> Check:
        """Compare all keys, and the words of `sample` records, with the source."""
        return self._open().check(sample)

    def glance(self, sample: int = 200) -> Check:
        """Compare some `sample` records with the source; as quick in a large index as in a small.

        What the index holds too much is not looked for: compare counts, or ask `check`.
        """
        return self._open().glance(sample)

    def close(self) -> None:
        """Let go of the index files."""
        with self._opening:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
