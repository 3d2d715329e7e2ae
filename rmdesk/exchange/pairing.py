"""Which of several records of one code each of several rows of that code is, if any surely is.

Real codes repeat: hundreds of rows stand under one shelf mark, numbers of requests come again, two
people share a name. The order of rows says nothing, for lists are sorted, cut and merged. So the
other fields decide (R43): a row is the record that says the same, else the one that says nothing
against it. Where two records fit a row equally well, and are not equal themselves, it is in doubt.
Where none fits, the row is new; unless a list came back as long as it went, with one record and
one row left over that are much alike: then the row was mended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

__all__ = ["DOUBT", "NEW", "Facts", "pair"]

Facts = Mapping[str, Any]
"""What a row or a record says, by field; blank fields are absent."""

NEW, DOUBT = -1, -2

_ALIKE = 0.6
"""How alike two titles are, of 1, of which one may be the other one mended."""
_MOST_COMPARED = 40
"""Leftover rows of one code that are compared title by title."""


def pair(rows: Sequence[Facts], records: Sequence[Facts], naming: Sequence[str]) -> list[int]:
    """For each row the position of its record, NEW, or DOUBT; no record is given twice.

    `naming` are the fields that tell what a thing is, the one it is mostly known by first.
    A row with a barcode is never a record that has another one.
    """
    if len(rows) == len(records) == 1:
        return [0 if _may_be(rows[0], records[0]) else NEW]
    pairing = _Pairing(rows, records, naming)
    pairing.equal()
    pairing.fitting()
    pairing.vague()
    pairing.mended()
    return pairing.verdicts


@dataclass
class _Pairing:
    rows: Sequence[Facts]
    records: Sequence[Facts]
    naming: Sequence[str]
    verdicts: list[int] = field(init=False)
    left: dict[int, None] = field(init=False)
    unclear: list[int] = field(default_factory=list)  # rows that more records equal than are asked

    def __post_init__(self) -> None:
        self.verdicts = [NEW] * len(self.rows)
        self.left = dict.fromkeys(range(len(self.records)))

    def equal(self) -> None:
        """Rows that say just what a record says; those that say most are first."""
        for names, members in self._by_names():
            said = self._said(names)
            for what, wanting in _grouped((self._what(n, names), n) for n in members):
                there = said.get(what, [])
                if len(there) > len(wanting):
                    self.unclear += wanting
                else:
                    self._give_in_order(wanting, there)

    def fitting(self) -> None:
        """Rows against which a record says nothing that names it: the one that agrees most."""
        known_by = self.naming[0] if self.naming else ""
        named: dict[Any, list[int]] = defaultdict(list)
        for number in self.left:
            named[self.records[number].get(known_by)].append(number)
        for row in self._without():
            name = self.rows[row].get(known_by)
            near = [*named.get(name, []), *(named.get(None, []) if name is not None else [])]
            fits = [n for n in near if n in self.left and self._fits(row, n)]
            self._choose(row, fits)

    def vague(self) -> None:
        """Rows that equal several records: it changes nothing which of them they are."""
        for row in self.unclear:
            found = next((n for n in self.left if self._equals(row, n)), None)
            if found is not None:
                self._give(row, found)

    def mended(self) -> None:
        """One row and one record left over, in a list as long as it went, and much alike."""
        rows = self._without()
        if len(self.rows) != len(self.records) or len(rows) > _MOST_COMPARED:
            return
        for row in rows:
            self._choose(row, [n for n in self.left if self._alike(row, n)])

    # --- how

    def _without(self) -> list[int]:
        unclear = set(self.unclear)
        return [n for n, verdict in enumerate(self.verdicts) if verdict == NEW and n not in unclear]

    def _by_names(self) -> Iterator[tuple[tuple[str, ...], list[int]]]:
        by_names: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            by_names[tuple(name for name in row if name != "barcode")].append(number)
        return iter(sorted(by_names.items(), key=lambda each: -len(each[0])))

    def _said(self, names: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
        said: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for number in self.left:
            said[tuple(map(self.records[number].get, names))].append(number)
        return said

    def _what(self, row: int, names: Sequence[str]) -> tuple[Any, ...]:
        return tuple(map(self.rows[row].get, names))

    def _give_in_order(self, rows: Iterable[int], records: Iterable[int]) -> None:
        waiting = list(records)
        for row in rows:
            for number in waiting:
                if _may_be(self.rows[row], self.records[number]):
                    waiting.remove(number)
                    self._give(row, number)
                    break

    def _give(self, row: int, number: int) -> None:
        self.verdicts[row] = number
        del self.left[number]

    def _choose(self, row: int, candidates: Sequence[int]) -> None:
        if not candidates:
            return
        ranks = {number: self._rank(row, number) for number in candidates}
        best = min(ranks.values())
        chosen = [number for number in candidates if ranks[number] == best]
        if len(chosen) == 1 or self._interchangeable(chosen):
            self._give(row, row if row in chosen else chosen[0])  # equals keep their order
        else:
            self.verdicts[row] = DOUBT

    def _rank(self, row: int, number: int) -> tuple[int, int]:
        """How many fields contradict, and how many agree, the latter as a negative number."""
        facts, kept = self.rows[row], self.records[number]
        clashes = sum(name in kept and kept[name] != value for name, value in facts.items())
        return clashes, -sum(kept.get(name) == value for name, value in facts.items())

    def _fits(self, row: int, number: int) -> bool:
        facts, kept = self.rows[row], self.records[number]
        names = self.naming or list(facts)
        return _may_be(facts, kept) and not any(
            name in facts and name in kept and facts[name] != kept[name] for name in names
        )

    def _equals(self, row: int, number: int) -> bool:
        facts, kept = self.rows[row], self.records[number]
        return _may_be(facts, kept) and all(
            kept.get(name) == value for name, value in facts.items() if name != "barcode"
        )

    def _alike(self, row: int, number: int) -> bool:
        facts, kept = self.rows[row], self.records[number]
        if not _may_be(facts, kept):
            return False
        if not self.naming:
            return True
        ours, theirs = (str(each.get(self.naming[0], "")) for each in (facts, kept))
        return SequenceMatcher(None, ours.casefold(), theirs.casefold()).ratio() >= _ALIKE

    def _interchangeable(self, numbers: Sequence[int]) -> bool:
        first = self.records[numbers[0]]
        return all(self.records[number] == first for number in numbers[1:])


def _may_be(row: Facts, record: Facts) -> bool:
    """Whether nothing forbids it: two barcodes are two things."""
    ours, theirs = row.get("barcode"), record.get("barcode")
    return not (ours and theirs and ours != theirs)


def _grouped(pairs: Iterable[tuple[Any, int]]) -> list[tuple[Any, list[int]]]:
    groups: dict[Any, list[int]] = defaultdict(list)
    for what, number in pairs:
        groups[what].append(number)
    return list(groups.items())
