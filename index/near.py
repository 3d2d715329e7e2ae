"""When nothing is found: the nearest spelling, then records with most of the words."""

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

Run = Callable[[Plan], Result]


@dataclass(frozen=True, slots=True)
class Near:
    """An answer, for another text when `instead` says so, or without the words `left_out`."""

    result: Result
    instead: str = ""
    left_out: tuple[str, ...] = ()


def nearest(
    answering: Answering, text: str, asked: Query, typing: bool, run: Run, *, near: bool
) -> Near:
    """The exact answer, or the nearest, if wanted, when there is none."""
    plan = make_plan(asked, typing)
    if plan.empty:
        return Near(Result())
    result = run(plan)
    if result.total or not plan.words or not near or _is_code(asked):
        return Near(result)
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


def _relaxed(answering: Answering, plan: Plan, run: Run) -> Near | None:
    """Records with as many of the words as any record has, at least half of them."""
    base = plan.node
    if isinstance(base, Or) and isinstance(base.parts[0], And):
        base = base.parts[0]
    required = (
        [p for p in base.parts if all(p != node for _, node in plan.words)]
        if (isinstance(base, And))
        else []
    )
    without = base.without if isinstance(base, And) else ()
    loose = [part for _, node in plan.words for part in _pieces(node) if node not in required]
    loose = loose[:_MOST_LOOSE]
    least = _most_held(answering, And(tuple(required), without), loose)
    if least * 2 < len(loose) or not least:
        return None
    some = Or(tuple(loose), (1.0,) * len(loose), least)
    relaxed = replace(plan, node=And((*required, some), without), title=())
    left = _left_out(answering, plan.words, relaxed.node)
    return Near(run(relaxed), left_out=left)


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
