"""Which records have which status, class, last day or hold, as the store tells it: asked once for
each in a search.
"""

from __future__ import annotations

import numpy as np

from index.language.words import bare
from index.matching.terms import among, sorted_keys
from index.schema import Statuses
from index.segments.arrays import Bools, Ints


class Standing:
    """The statuses of one search."""

    def __init__(self, statuses: Statuses) -> None:
        self._statuses = statuses
        self._known: dict[str, Ints] = {}

    def told(self, asked: str, keys: Ints) -> Bools:
        """Which of some records, by ascending keys, have the status, or one that begins so."""
        names = {bare(name): name for name in (*self._statuses.keys, self._statuses.other) if name}
        wanted = bare(asked)
        told = np.zeros(len(keys), np.bool_)
        if not wanted:
            return told
        for folded, name in names.items():
            if folded == wanted or (wanted not in names and folded.startswith(wanted)):
                told |= self._having(name, keys)
        return told

    def asked(self, field: str, text: str, keys: Ints) -> Bools:
        """Which of some records, by ascending keys, the store finds by another field of its own."""
        known = f"{field}:{text}"
        if known not in self._known:
            ask = self._statuses.asked.get(field)
            self._known[known] = sorted_keys(ask(text) if ask is not None else ())
        return among(keys, self._known[known])

    def counts(self, keys: Ints) -> dict[str, int]:
        """How many of some records, by ascending keys, have each status."""
        names = (*self._statuses.keys, self._statuses.other)
        return {name: int(self._having(name, keys).sum()) for name in names}

    def _having(self, name: str, keys: Ints) -> Bools:
        if name in self._statuses.keys:
            if name not in self._known:
                self._known[name] = sorted_keys(self._statuses.keys[name]())
            return among(keys, self._known[name])
        rest = self._statuses.may_have(keys)
        for each in self._statuses.keys:
            rest &= ~self._having(each, keys)
        return rest
