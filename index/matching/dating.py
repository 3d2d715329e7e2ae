"""Records by their dates."""

from __future__ import annotations

from index.query.nodes import Dates
from index.schema import EVER, NO_DATE
from index.segments.arrays import Bools, Ints, Segment

_REACH = 100 * 10_000
"""How far, as days (yyyymmdd), a bare year may be from the one end of an open span."""


def touching(segment: Segment, node: Dates, docs: Ints | slice) -> Bools:
    """Which of some records have dates that touch the span."""
    first, last = segment.dates_from[docs], segment.dates_to[docs]
    found: Bools = (first <= node.last) & (last >= max(node.first, NO_DATE + 1))
    if node.near:
        here = found.nonzero()[0]
        early, late = first[here], last[here]
        beyond = (early == EVER[0]) & (node.last < late - _REACH)
        beyond |= (late == EVER[1]) & (node.first > early + _REACH)
        found[here[beyond]] = False
    return found
