"""When little is found: the nearest spelling, then records with most of the words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.answer import Answering, Result
from index.plan import And, Node, Or, Phrase, Plan, Term, make_plan
from index.query import Query, Word, parse
from index.spelling import nearest_words
from index.words import is_han, tokens

_RARE = 20
"""Records that a word may stand in and still be a slip of the finger."""
_MOST_WRONG = 3
_MOST_LOOSE = 40
_FEW = 5
"""Fewer records found than this are joined by some with all of the words but one."""
_BESIDES = 10
"""How many at most: the one that was meant is among the first or not there."""

Run = Callable[[Plan], Result]


@dataclass(frozen=True, slots=True)
class Near:
    """An answer, for another text when `instead` says so.

    Where `left_out` names words, the last `besides` hits are without one of them; all are when
    nothing holds the whole text.
    """

    result: Result
    instead: str = ""
    left_out: tuple[str, ...] = ()
    besides: int = 0


def nearest(
    answering: Answering, text: str, asked: Query, typing: bool, run: Run, *, near: bool, room: int
) -> Near:
    """The exact answer; if wanted, the nearest when there is none.

    Below a few hits come near ones, as far as there is `room` for hits.
    """
    plan = make_plan(asked, typing)
    if plan.empty:
        return Near(Result())
    result = run(plan)
    if result.total >= _FEW or not plan.words or not near or _is_code(asked):
        return Near(result)
    if result.total:
        return _with_others(answering, plan, result, run, room)
    instead = _respelt(answering, text, plan)
    if instead != text:
        again = make_plan(parse(instead), typing)
        found = run(again)
        if found.total:
            return Near(found, instead)
        plan = again
    relaxed = _relaxed(answering, plan, run)
    if relaxed is None:
        return Near(result)
    return replace(relaxed, instead=instead if instead != text else "")


def _is_code(asked: Query) -> bool:
    """Whether a code was asked for and nothing else: another code is no answer to it."""
    match asked.tree.parts:
        case (Word(text=text),):
            parts = tokens(text)
            digits = any(part.isdigit() for part in parts)
            # Chinese is written without blanks: many words may stand in one.
            return len(parts) > 1 and digits and not any(map(is_han, parts))
    return False


def _found(answering: Answering, node: Node) -> int:
    """How many records that may be known match."""
    return sum(
        len(answering.kept(layer, evaluation.docs(node)))
        for layer, evaluation in answering.evaluations
    )


def _respelt(answering: Answering, text: str, plan: Plan) -> str:
    """The query with wrong words replaced by the nearest ones that the other words stand with.

    Wrong is a word that finds nothing; failing those, a rare one that never meets the others.
    """
    counts = {word: _found(answering, node) for word, node in plan.words}
    wrong = [word for word, count in counts.items() if not count]
    if not wrong:
        wrong = [word for word, count in counts.items() if count <= _RARE][:_MOST_WRONG]
    good = [node for word, node in plan.words if word not in wrong]
    for word in wrong[:_MOST_WRONG]:
        parts = tokens(word)
        if len(parts) != 1 or not parts[0].isalpha() or is_han(parts[0]) or len(parts[0]) < 3:
            continue
        others = good if not counts[word] else [n for w, n in plan.words if w != word]
        better = _in_company(answering, parts[0], others, counts[word] == 0)
        if better:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", better, text, count=1)
            if counts[word]:
                return text
    return text


def _in_company(
    answering: Answering, word: str, others: Sequence[Node], unknown: bool
) -> str | None:
    """The nearest word that stands with all the others; else, for an unknown one, the nearest."""
    most = 2 if unknown and len(word) > 4 else 1
    near = nearest_words(answering, word, most)
    for text in near:
        if _found(answering, And((Term(text.encode()), *others))):
            return text
    return near[0] if near and unknown else None


@dataclass(frozen=True, slots=True)
class _Loosened:
    """A plan taken apart: what must hold, and the words of which some may be missing."""

    plan: Plan
    required: And
    words: tuple[Node, ...]

    def holding(self, least: int, without: tuple[Node, ...] = ()) -> Plan:
        """The plan of at least so many of the words, and none of what `without` finds."""
        some = Or(self.words, (1.0,) * len(self.words), least)
        node = And((*self.required.parts, some), (*self.required.without, *without))
        return replace(self.plan, node=node, title=())


def _loosened(plan: Plan, may_miss: Callable[[str], bool] = bool) -> _Loosened:
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
    loose = [part for _, node in plan.words for part in _pieces(node) if node not in required]
    return _Loosened(plan, And(required, without), tuple(loose[:_MOST_LOOSE]))


def _relaxed(answering: Answering, plan: Plan, run: Run) -> Near | None:
    """Records with as many of the words as any record has, at least half of them."""
    loosened = _loosened(plan)
    least = _most_held(answering, loosened.required, loosened.words)
    if least * 2 < len(loosened.words) or not least:
        return None
    relaxed = loosened.holding(least)
    left = _left_out(answering, plan.words, relaxed.node)
    return Near(run(relaxed), left_out=left)


def _with_others(answering: Answering, plan: Plan, result: Result, run: Run, room: int) -> Near:
    """The few records found and, below them, some that hold all of three words or more but one.

    One of several words may belong to the record beside the one that a person has in mind. A
    number is meant as it is: the next box or year is no answer.
    """
    loosened = _loosened(plan, lambda word: len(word) > 2 and not any(map(str.isdigit, word)))
    room = min(room - len(result.hits), _BESIDES)
    if len(loosened.words) < 3 or room <= 0:
        return Near(result)
    others = loosened.holding(len(loosened.words) - 1, without=(plan.node,))
    hits = run(others).hits[:room]
    if not hits:
        return Near(result)
    left = _left_out(answering, plan.words, others.node)
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


def _pieces(node: Node) -> Sequence[Node]:
    """A phrase that no one put in quotes may be taken apart."""
    if isinstance(node, Or) and isinstance(node.parts[0], Phrase):
        return _pieces(node.parts[0])
    if isinstance(node, Phrase) and all(len(place) == 1 for place in node.places):
        return [Term(place[0], node.zone) for place in node.places]
    return [node]


def _left_out(
    answering: Answering, words: Sequence[tuple[str, Node]], node: Node
) -> tuple[str, ...]:
    """The words that some of the records found do not hold."""
    evaluations = answering.evaluations
    left = []
    for word, own in words:
        for layer, evaluation in evaluations:
            docs = answering.kept(layer, evaluation.docs(node))
            both = answering.kept(layer, evaluation.docs(And((node, own))))
            if len(both) < len(docs):
                left.append(word)
                break
    return tuple(left)
