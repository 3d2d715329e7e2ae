"""What a query looks up: a tree of words, codes, dates and values, and what ranking knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from index.language.forms import WordForms


class Term(NamedTuple):
    """One word of the index, which counts no more than the rarer word that it stands for."""

    text: bytes
    zone: str = ""
    stands_for: bytes = b""


@dataclass(frozen=True, slots=True)
class Forms:
    """Other forms of a word, those that the index has: one part among others of an Or."""

    text: bytes
    of: WordForms
    zone: str = ""


class Prefix(NamedTuple):
    """All words that begin so, but for those in `apart`."""

    text: bytes
    zone: str = ""
    apart: tuple[bytes, ...] = ()


class Wildcard(NamedTuple):
    """All words that a wildcard pattern matches."""

    text: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in sequence; each place takes any of its words, or anything if it has none.

    The last may be a beginning, and so are the places in `begun`.
    """

    places: tuple[tuple[bytes, ...], ...]
    zone: str = ""
    unfinished: bool = False
    begun: tuple[int, ...] = ()

    def is_beginning(self, place: int) -> bool:
        """Whether what stands in a place may go on."""
        return (self.unfinished and place == len(self.places) - 1) or place in self.begun


@dataclass(frozen=True, slots=True)
class Code:
    """Whole codes that equal, begin with or hold these characters, or fit them as a pattern."""

    text: bytes
    inside: bool
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """Records whose dates touch a span of days (yyyymmdd).

    `near`: a span that is open at one end holds no more than a hundred years beyond the other.
    """

    first: int
    last: int
    near: bool = False


class Value(NamedTuple):
    """Records with this kind, unit, place or status (as `query.exact` has it) and no other."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Housed:
    """Records that live where those live which the part finds by their place."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts, none of `without`. No parts: every record."""

    parts: tuple[Node, ...]
    without: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Or:
    """At least `least` of the parts; each part's score counts by its factor."""

    parts: tuple[Node, ...]
    factors: tuple[float, ...]
    least: int = 1


Node = Term | Forms | Prefix | Wildcard | Phrase | Code | Dates | Value | Housed | And | Or


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What to look up, and what ranking and spelling need to know of the query."""

    node: Node
    words: tuple[tuple[str, Node], ...] = ()  # plain words, each with its node
    title: tuple[bytes, ...] = ()  # the words in order, whatever narrows them
    title_size: int = 0  # words that a title of just these words has
    unfinished: bool = False
    undated: tuple[bytes, ...] = ()  # the same without years, when there are any
    containers: frozenset[str] = frozenset()  # kinds asked for by a box (folder, …) number

    @property
    def empty(self) -> bool:
        """Nothing was asked."""
        return isinstance(self.node, And) and not self.node.parts and not self.node.without
