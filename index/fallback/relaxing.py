"""When little is found: the nearest spelling, then records with most of the words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.fallback.respelling import Respelt, found, respelt
from index.language.words import is_han, tokens
from index.matching.ranking import Answering, Result
from index.matching.terms import sorted_keys
from index.query.nodes import And, Code, Dates, Housed, Node, Or, Phrase, QueryPlan, Term, Value
from index.query.plan import make_plan, narrows
from index.query.query import Query, Word, parse
from index.schema import Hit

_MOST_LOOSE = 40
_FEW = 5
"""Fewer records found than this are joined by some with all of the words but one."""
_BESIDES = 10
"""How many at most: the one that was meant is among the first or not there."""
_STEP = 8.0
"""How much more each further word counts where records with fewer words are shown as well."""
_INITIAL = 0.2
"""What an initial that fits adds to the score, of what the words are worth."""

Run = Callable[[QueryPlan], Result]


@dataclass(frozen=True, slots=True)
class Near:
    """An answer, for another text when `instead` says so; `others` would find something as well.

    Where `left_out` names words, the last `besides` hits are without one of them; all are when
    nothing holds the whole text.
    """

    result: Result
    instead: str = ""
    others: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    besides: int = 0
    containers: frozenset[str] = frozenset()


def nearest(
    answering: Answering, text: str, asked: Query, typing: bool, run: Run, *, near: bool, room: int
) -> Near:
    """The exact answer; if wanted, the nearest when there is none.

    Below a few hits come near ones, as far as there is `room` for hits.
    """
    plan = make_plan(asked, typing, answering.abbreviations)
    if plan.empty:
        return Near(Result())
    result = run(plan)
    if result.total >= _FEW or not near or _is_code(asked):
        return Near(result, containers=plan.containers)
    if result.total:
        others = _with_others(answering, plan, result, run, room)
        return replace(others, containers=plan.containers)
    better = respelt(answering, text, asked, typing)
    if better.text != text:
        plan = make_plan(parse(better.text), typing, answering.abbreviations)
        answer = run(plan)
        if answer.total:
            return Near(answer, better.text, _answering(answering, better, typing))
    relaxed = _relaxed(answering, plan, run)
    if relaxed is None:
        return Near(result)
    return replace(relaxed, instead=better.text if better.text != text else "")


def _answering(answering: Answering, better: Respelt, typing: bool) -> tuple[str, ...]:
    """The other respellings that find something as a whole."""
    plans = ((o, make_plan(parse(o), typing, answering.abbreviations)) for o in better.others)
    return tuple(text for text, plan in plans if found(answering, plan.node))


def _is_code(asked: Query) -> bool:
    """Whether a code was asked for and nothing else: another code is no answer to it."""
    match [part for part in asked.tree.parts if not narrows(part)]:
        case [Word(text=text)]:
            parts = tokens(text)
            digits = any(part.isdigit() for part in parts)
            # Chinese is written without blanks: many words may stand in one.
            return len(parts) > 1 and digits and not any(map(is_han, parts))
    return False


@dataclass(frozen=True, slots=True)
class _Loosened:
    """A plan taken apart: what must hold, and the words of which some may be missing."""

    plan: QueryPlan
    required: And
    words: tuple[Node, ...]
    initials: tuple[Term, ...] = ()  # all of which may be missing

    def within(self) -> And | None:
        """What near answers must hold: what narrows, and a word that is more than a number."""
        telling = tuple(word for word in self.words if not _is_number(word))
        if len(telling) == len(self.words) or any(map(_tells, self.required.parts)):
            return self.required
        if not telling:
            return None
        some = Or(telling, (1.0,) * len(telling))
        return replace(self.required, parts=(*self.required.parts, some))

    def holding(self, least: int, most: int, without: tuple[Node, ...] = ()) -> QueryPlan:
        """The plan of at least so many of the words, and none of what `without` finds.

        What holds `most` of them comes first.
        """
        within = self.within() or self.required

        def some(count: int) -> Node:
            part = Or(self.words, (1.0,) * len(self.words), count)
            return And((*within.parts, part), (*within.without, *without))

        counts = range(least, most + 1)
        node = some(least)
        if len(counts) > 1:
            node = Or(tuple(map(some, counts)), tuple(_STEP**i for i in range(len(counts))))
        if self.initials:
            fitting = tuple(_also(node, _beginning(initial)) for initial in self.initials)
            node = Or((node, *fitting), (1.0, *[_INITIAL] * len(fitting)))
        return replace(self.plan, node=node, title=())


def _loosened(plan: QueryPlan, may_miss: Callable[[str], bool] = bool) -> _Loosened:
    """A plan taken apart, where any of the words that `may_miss` holds of may be missing."""
    base = plan.node
    if isinstance(base, Or) and isinstance(base.parts[0], And):
        base = base.parts[0]
    required: tuple[Node, ...] = ()
    without: tuple[Node, ...] = ()
    if isinstance(base, And):
        loose = [node for word, node in plan.words if may_miss(word)]
        required = tuple(part for part in base.parts if part not in loose)
        without = base.without
    alone = len(plan.words) == 1
    loose = [node for _, node in plan.words if node not in required]
    pieces = list(dict.fromkeys(part for node in loose for part in _pieces(node, alone)))
    initials = [part for part in pieces if isinstance(part, Term) and _is_letter(part)]
    words = [part for part in pieces if part not in initials]
    if not words:
        words, initials = pieces, []
    return _Loosened(plan, And(required, without), tuple(words[:_MOST_LOOSE]), tuple(initials))


def _is_number(node: Node) -> bool:
    """Whether a part asks for nothing but a number, a date or a code."""
    match node:
        case Term(text=text):
            return text.isdigit()
        case Phrase(places=places):
            return all(all(text.isdigit() for text in place) for place in places)
        case Dates() | Code():
            return True
        case Housed(part=part):
            return _is_number(part)
        case Or(parts=parts):
            return all(_is_number(part) or _is_roman(part) for part in parts)
    return False


def _is_roman(node: Node) -> bool:
    return isinstance(node, Term) and node.stands_for.isdigit()


def _tells(node: Node) -> bool:
    """Whether a part that must hold says more than a number."""
    node = node.part if isinstance(node, Housed) else node
    return not (_is_number(node) or isinstance(node, Value))


def _is_letter(node: Term) -> bool:
    """Whether a word is one letter, which beside longer words is the initial of a name."""
    text = node.text.decode()
    return len(text) == 1 and text.isalpha() and not is_han(text)


def _beginning(initial: Term) -> Node:
    """The letter itself anywhere, or a word in a title or name that begins with it."""
    titles, names = (Phrase(((initial.text,),), zone, True) for zone in ("title", "names"))
    return Or((initial, titles, names), (1.0, 1.0, 1.0))


def _also(node: Node, other: Node) -> Node:
    """The records of `node` that `other` finds too, with the score of `node` alone."""
    return And((node,), (And((node,), (other,)),))


def _relaxed(answering: Answering, plan: QueryPlan, run: Run) -> Near | None:
    """Records with as many of the words as any record has, at least half of those that are known.

    Where these are few, those with a word less follow them.
    """
    loosened = _loosened(plan)
    within = loosened.within()
    most = _most_held(answering, within, loosened.words) if within else 0
    known = sum(bool(found(answering, word)) for word in loosened.words)
    enough = known if known > 1 else len(loosened.words)
    if most * 2 < enough or not most:
        return None
    least = most
    relaxed = loosened.holding(least, most)
    result = run(relaxed)
    while result.total < _FEW and least > 2 and (least - 1) * 2 >= enough:
        least -= 1
        relaxed = loosened.holding(least, most)
        result = run(relaxed)
    return Near(result, left_out=_left_out(answering, plan.words, result.hits, relaxed.node))


def _with_others(
    answering: Answering, plan: QueryPlan, result: Result, run: Run, room: int
) -> Near:
    """The few records found and, below them, some that hold all of three words or more but one.

    One of several words may belong to the record beside the one that a person has in mind. A
    number is meant as it is: the next box or year is no answer. Where these too are few, those
    without two of five words or more follow, and so on.
    """
    loosened = _loosened(plan, lambda word: len(word) > 1 and not any(map(str.isdigit, word)))
    room = min(room - len(result.hits), _BESIDES)
    size = len(loosened.words)
    if size < 3 or room <= 0:
        return Near(result)
    hits: list[Hit] = []
    least = size
    while result.total + len(hits) < _FEW and least > 2 and (least - 1) * 2 > size:
        least -= 1
        others = loosened.holding(least, size - 1, without=(plan.node,))
        hits = run(others).hits[:room]
    if not hits:
        return Near(result)
    left = _left_out(answering, plan.words, hits, others.node)
    return Near(replace(result, hits=result.hits + hits), left_out=left, besides=len(hits))


def _most_held(answering: Answering, within: And, loose: Sequence[Node]) -> int:
    """How many of the parts that record holds which holds most of them."""
    most = 0
    for layer, evaluation in answering.evaluations:
        tally = np.zeros(len(layer.segment), np.uint8)
        for part in loose:
            tally[evaluation.docs(part)] += 1
        docs = answering.kept(layer, evaluation.docs(within))
        most = max(most, int(tally[docs].max(initial=0)))
    return most


def _pieces(node: Node, alone: bool) -> Sequence[Node]:
    """A phrase that no one put in quotes may be taken apart; one with other forms only when alone.

    Beside other words `co-operative` is one word, for it may stand there as `cooperative`.
    """
    if isinstance(node, Or) and isinstance(node.parts[0], Phrase) and alone:
        return _pieces(node.parts[0], alone)
    if isinstance(node, Phrase) and all(len(place) == 1 for place in node.places):
        return [Term(place[0], node.zone) for place in node.places]
    return [node]


def _left_out(
    answering: Answering, words: Sequence[tuple[str, Node]], hits: Sequence[Hit], node: Node
) -> tuple[str, ...]:
    """The words that most of the hits do not hold; failing those, the ones that some do not.

    Where no hits are wanted, it is all records that the node finds.
    """
    keys = sorted_keys([hit.key for hit in hits])
    lacking, count = [0] * len(words), 0
    for layer, evaluation in answering.evaluations:
        shown = layer.segment.numbers(keys) if hits else evaluation.docs(node)
        docs = answering.kept(layer, shown)
        count += len(docs)
        for i, (_, own) in enumerate(words):
            lacking[i] += len(docs) - int(evaluation.within(docs, evaluation.docs(own)).sum())
    most = [word for (word, _), lacks in zip(words, lacking, strict=True) if lacks * 2 > count]
    return tuple(most or [word for (word, _), lacks in zip(words, lacking, strict=True) if lacks])
