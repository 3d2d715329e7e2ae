"""Segments of records: what each holds is gathered in pieces, and the pieces are put together."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.language.words import codes, occurrences, strings
from index.schema import EVER, NO_DATE, Text, Value
from index.segments.arrays import NAMES, Ints, Loose, Numbering, Segment, with_columns


@dataclass(slots=True)
class Rows:
    """What records hold of words or codes, in their order: one row for each occurrence."""

    terms: list[str]  # by their numbers, in no order
    term: Ints
    doc: Ints
    position: Ints  # ascending in each record; all 0 for codes


@dataclass(slots=True)
class Piece:
    """Some records of a segment before it is assembled."""

    keys: Ints  # ascending
    words: Rows
    codes: Rows
    facts: list[Facts]

    def __len__(self) -> int:
        return len(self.keys)


def build(texts: Iterable[Text]) -> Segment:
    """The segment of some records; of two with one key the later counts."""
    return assembled([gather(texts)])


def gather(texts: Iterable[Text]) -> Piece:
    """The occurrences of some records; of two with one key the later counts."""
    latest = {text.key: text for text in texts}
    ordered = [latest[key] for key in sorted(latest)]
    vocabulary, code_vocabulary = Numbering(), Numbering()
    number_of, code_number_of = vocabulary.__getitem__, code_vocabulary.__getitem__
    term, position, counts = array("I"), array("H"), array("I")
    code_term, code_counts = array("I"), array("I")
    for text in ordered:
        words, places = occurrences(text)
        term.extend(map(number_of, words))
        position.extend(places)
        counts.append(len(words))
        own = codes(text)
        code_term.extend(map(code_number_of, own))
        code_counts.append(len(own))
    numbers = np.arange(len(ordered), dtype=np.uint32)
    doc, at = np.repeat(numbers, counts), np.array(position)
    # Words that are heard beside others come after them.
    order = (doc.astype(np.uint64) << np.uint64(16) | at).argsort(kind="stable")
    code_doc = np.repeat(numbers, code_counts)
    return Piece(
        np.array([t.key for t in ordered], np.int64),
        Rows(list(vocabulary), np.array(term)[order], doc, at[order]),
        Rows(list(code_vocabulary), np.array(code_term), code_doc, np.zeros_like(code_doc)),
        [_facts(text) for text in ordered],
    )


def assembled(pieces: Sequence[Piece]) -> Segment:
    """The segment of all records of some pieces, which have no key in common."""
    keys = np.concatenate([piece.keys for piece in pieces])
    order = keys.argsort(kind="stable")
    place = np.empty(len(keys), np.uint32)
    place[order] = np.arange(len(keys), dtype=np.uint32)
    facts = [row for piece in pieces for row in piece.facts]
    ascending = bool((keys[1:] > keys[:-1]).all())
    counts = [len(piece) for piece in pieces]
    numbers = np.split(place, np.cumsum(counts)[:-1])
    return assemble(
        keys[order],
        replace(_joined([piece.words for piece in pieces], numbers), ascending=ascending),
        replace(_joined([piece.codes for piece in pieces], numbers), ascending=ascending),
        facts if ascending else [facts[i] for i in order.tolist()],
    )


def _joined(parts: Sequence[Rows], numbers: Sequence[Ints]) -> Loose:
    """The rows of pieces with their terms sorted; `numbers` are those of each piece's records."""
    words = sorted(set().union(*(part.terms for part in parts)))  # as their bytes sort, too
    rank_of = dict(zip(words, range(len(words)), strict=True)).__getitem__
    ranks = [np.fromiter(map(rank_of, p.terms), np.uint32, len(p.terms)) for p in parts]
    return Loose(
        "\n".join(words).encode().split(b"\n") if words else [],
        np.concatenate([rank[p.term] for rank, p in zip(ranks, parts, strict=True)]),
        np.concatenate([own[p.doc] for own, p in zip(numbers, parts, strict=True)]),
        np.concatenate([p.position for p in parts]),
    )


Facts = tuple[str, str, str, str, int, int]
"""Guard, kind, unit, place, earliest and latest day."""


def _facts(text: Text) -> Facts:
    fields = text.fields
    place = _one(fields.get("place"))
    first, last = _day(fields.get("date_from")), _day(fields.get("date_to"))
    return (
        text.guard,
        _one(fields.get("kind")),
        _one(fields.get("unit")),
        place.split(" > ", 1)[0],
        first or (last and EVER[0]),
        last or (first and EVER[1]),
    )


def _one(value: Value) -> str:
    return next(iter(strings(value)), "")


def _day(value: Value) -> int:
    return value if isinstance(value, int) else NO_DATE


def assemble(keys: Ints, words: Loose, whole: Loose, facts: Sequence[Facts]) -> Segment:
    """A segment from loose postings and the facts of each record."""
    coded: dict[str, Ints] = {}
    names: dict[str, list[str]] = {}
    for i, name in enumerate(NAMES):
        numbering = Numbering()
        coded[name] = np.array([numbering[str(row[i])] for row in facts], np.uint32)
        names[name] = list(numbering)
    first = np.array([row[4] for row in facts], np.int32)
    last = np.array([row[5] for row in facts], np.int32)
    return with_columns(keys, words, whole, names, coded, first, last)
