"""From a plan to an answer: what matches and may be known, ranked, counted, or the nearest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from index.language.abbreviations import Abbreviations
from index.matching import titles
from index.matching.matcher import Evaluation
from index.matching.scoring import Scoring
from index.matching.snapshot import Layer, Snapshot
from index.matching.status_filter import Standing
from index.matching.terms import among, distinct, sorted_keys
from index.query.nodes import Node, QueryPlan
from index.schema import EVER, Hit, Statuses
from index.segments.arrays import NAMES, Bools, Floats, Ints, Segment

CONTAINER = 80.0
"""What ranking adds for the box that was asked for: more than for any title."""
_WINDOW = 300
"""Records whose phrases are looked at, at least."""
_SLACK = 4
"""Up to so many times as many rows as are enough, sorting all is quicker than choosing first."""

Rows = slice | Ints

FACETS = tuple(name for name in NAMES if name not in ("guard", "place"))
"""Those that a record says itself."""


@dataclass(slots=True)
class Result:
    """What one plan found."""

    total: int = 0
    cut: bool = False  # a pattern stood for more words than are looked up
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Ranked:
    """Candidates of one layer: what to sort by, smallest first, and their keys and scores."""

    order: Floats
    keys: Ints
    scores: Floats


class Answering:
    """Answers plans for one person on one view."""

    def __init__(
        self,
        view: Snapshot,
        may_know: Callable[[str], bool] | None,
        kinds: Collection[str],
        statuses: Statuses,
        abbreviations: Abbreviations,
    ) -> None:
        self.view = view
        self.abbreviations = abbreviations
        self._may_know = may_know
        self._known: dict[str, bool] = {}
        self._kinds = {kind.casefold() for kind in kinds}
        self._standing = Standing(statuses)
        self.evaluations = [
            (layer, Evaluation(layer.segment, self._standing, partial(self._living, number)))
            for number, layer in enumerate(view.layers)
        ]

    def _living(self, number: int, part: Node) -> Bools:
        """Which records of a layer live where those do that a part finds in any."""
        found = [evaluation.docs(part) for _, evaluation in self.evaluations]
        return self.view.homes.living(found, number)

    def kept(self, layer: Layer, docs: Ints) -> Ints:
        """Those that count, that this person may know, and that were asked for."""
        if layer.alive is not None:
            docs = docs[layer.alive[docs]]
        if self._may_know is not None:
            docs = _chosen(docs, layer, "guard", self._knows)
        if self._kinds:
            docs = _chosen(docs, layer, "kind", lambda kind: kind.casefold() in self._kinds)
        return docs

    def _knows(self, guard: str) -> bool:
        assert self._may_know is not None
        if guard not in self._known:
            self._known[guard] = self._may_know(guard)
        return self._known[guard]

    def run(
        self,
        plan: QueryPlan,
        *,
        limit: int,
        offset: int = 0,
        sort: str = "relevance",
        recent: Sequence[int] = (),
        facets: bool = False,
    ) -> Result:
        """What a plan finds, exactly."""
        result = Result()
        wanted = limit + offset
        rows: list[Ranked] = []
        decades: list[Ints] = []
        for number, (layer, evaluation) in enumerate(self.evaluations):
            docs = self.kept(layer, evaluation.docs(plan.node))
            result.total += len(docs)
            result.cut |= evaluation.cut
            if not len(docs):
                continue
            if facets:
                for name in FACETS:
                    count_facet(result.facets, name, layer.segment, docs)
                for segment, homes in self.view.homes.of(number, docs):
                    count_facet(result.facets, "place", segment, homes)
                standing = self._standing.counts(layer.segment.keys[docs])
                _add(result.facets, "status", standing.items())
                decades.append(_decades(layer.segment, docs))
            if wanted:
                scoring = Scoring(evaluation, self.view.statistics)
                rows.append(_ranked(evaluation, scoring, docs, plan, sort, wanted, recent))
        result.hits = _best(rows, recent, wanted)[offset:]
        if decades:
            touching, known = np.sum(decades, axis=0)
            shown = known.nonzero()[0].tolist()
            _add(result.facets, "decade", ((f"{d * 10}", int(touching[d])) for d in shown))
        for name, counts in result.facets.items():
            frequent = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
            result.facets[name] = dict(frequent)
        return result


def _chosen(docs: Ints, layer: Layer, column: str, wanted: Callable[[str], bool]) -> Ints:
    segment = layer.segment
    if all(map(wanted, segment.names[column])):
        return docs
    return docs[segment.having(column, wanted, docs)]


def _ranked(
    evaluation: Evaluation,
    scoring: Scoring,
    docs: Ints,
    plan: QueryPlan,
    sort: str,
    wanted: int,
    recent: Sequence[int],
) -> Ranked:
    segment = evaluation.segment

    def foremost(order: Floats) -> Rows:
        return _foremost(order, wanted, lambda: _used(segment, docs, recent))

    if sort == "relevance":
        scores = scoring.scores(plan.node, docs)
        if plan.containers:
            _add_containers(segment, docs, plan.containers, scores)
        if len(plan.title) == 1:
            scoring.spread(*titles.asked_for(evaluation, plan).starting(docs), docs, scores)
            keep = foremost(-scores)
        elif len(docs) > _SLACK * max(wanted, _WINDOW):
            hoped = scores.copy()
            scoring.spread(*titles.asked_for(evaluation, plan).starting(docs), docs, hoped)
            keep = foremost(-hoped)
        else:
            keep = slice(None)
        docs, scores = docs[keep], scores[keep]
        if len(plan.title) > 1:
            scores += titles.worth(evaluation, plan, docs)
        return Ranked(-scores.round(9), segment.keys[docs], scores)
    if sort in ("date", "-date"):
        day = _shown(segment, docs, last=sort == "-date")
        order = np.where(day == 0, 1e9, day if sort == "date" else -day.astype(np.float64))
    else:
        order = segment.keys[docs] * (1.0 if sort == "key" else -1.0)
    keep = foremost(order)
    docs, order = docs[keep], order[keep]
    return Ranked(order, segment.keys[docs], np.zeros(len(docs)))


def _foremost(order: Floats, wanted: int, used: Callable[[], Ints]) -> Rows:
    """The rows that can be among the first, by a rough order: a good deal more than are wanted."""
    enough = max(wanted, _WINDOW)
    keep, bound = _lowest(order, enough)
    if isinstance(keep, slice) or len(keep) <= _SLACK * enough:
        return keep
    # Ties without end: those used lately and the first by key are enough, for keys ascend.
    lately = used()
    chosen = (
        (order < bound).nonzero()[0],
        (order == bound).nonzero()[0][:enough],
        lately[order[lately] == bound],
    )
    return distinct(np.concatenate(chosen))


def _used(segment: Segment, docs: Ints, recent: Sequence[int]) -> Ints:
    """The rows of those records that were used lately."""
    return among(docs, segment.numbers(sorted_keys(recent))).nonzero()[0]


def _lowest(order: Floats, enough: int) -> tuple[Rows, float]:
    """The rows of the lowest, with all ties of the last, and that; all rows if not many more."""
    if len(order) <= _SLACK * enough:
        return slice(None), 0.0
    bound = float(np.partition(order, enough)[enough])
    return (order <= bound).nonzero()[0], bound


def _add_containers(
    segment: Segment, docs: Ints, containers: Collection[str], scores: Floats
) -> None:
    """For the container that was asked for by its number."""
    asked = segment.having("kind", lambda kind: kind.casefold() in containers, docs)
    scores[asked] += CONTAINER


def _best(rows: Sequence[Ranked], recent: Sequence[int], wanted: int) -> list[Hit]:
    if not rows or not wanted:
        return []
    best, *others = rows
    if others:
        columns = zip(*((row.order, row.keys, row.scores) for row in rows), strict=True)
        best = Ranked(*map(np.concatenate, columns))
    keep, _ = _lowest(best.order, wanted)
    best = Ranked(best.order[keep], best.keys[keep], best.scores[keep])
    ties = (best.keys, _last_used(best.keys, recent)) if recent else (best.keys,)
    first = np.lexsort((*ties, best.order))[:wanted]
    return list(map(Hit, best.keys[first].tolist(), best.scores[first].tolist()))


def _last_used(keys: Ints, recent: Sequence[int]) -> Ints:
    """The place of each key among those used lately; behind them all when it is not there."""
    lately = np.array(recent, np.int64)
    order = lately.argsort(kind="stable")
    ascending = lately[order]
    at = ascending.searchsorted(keys)
    same = ascending.take(at, mode="clip") == keys
    return np.where(same, order.take(at, mode="clip"), len(lately))


def _shown(segment: Segment, docs: Ints, last: bool) -> Ints:
    """The first or last day; of a span that is open at that end, the day that is known."""
    own, other = segment.dates_from, segment.dates_to
    if last:
        own, other = other, own
    day: Ints = own[docs]
    missing = (day == EVER[last]).nonzero()[0]
    if len(missing):
        day[missing] = other[docs[missing]]
    return day


def count_facet(facets: dict[str, dict[str, int]], name: str, segment: Segment, docs: Ints) -> None:
    """Add how many records of a segment have each kind, unit or place."""
    codes, names = segment.coded[name][docs].astype(np.intp), segment.names[name]
    if codes.max() >= len(names):
        raise IndexError(f"{name}: there are no such values")  # harmed: not counted, mended
    counts = np.bincount(codes, minlength=len(names))
    _add(facets, name, zip(names, counts.tolist(), strict=True))


def _decades(segment: Segment, docs: Ints) -> Ints:
    """How many records touch each decade, and how many have a known day in it or around it.

    Open at one end, a span touches all decades beyond, which say nothing on their own.
    """
    touching = _touched(segment.dates_from[docs], segment.dates_to[docs])
    known = _touched(*(_shown(segment, docs, last) for last in (False, True)))
    return np.array((touching, known))


def _touched(first: Ints, last: Ints) -> Ints:
    """How many of some spans of days touch each decade."""
    first, last = first // 100_000, last // 100_000
    dated = (last > 0) & (last >= first)
    starts = np.bincount(first[dated], minlength=1002)[:1002]
    ends = np.bincount(last[dated] + 1, minlength=1002)[:1002]
    running: Ints = np.cumsum(starts - ends)
    return running


def _add(facets: dict[str, dict[str, int]], name: str, counts: Iterable[tuple[str, int]]) -> None:
    known = facets.setdefault(name, {})
    for value, count in counts:
        if count and value:
            known[value] = known.get(value, 0) + count
