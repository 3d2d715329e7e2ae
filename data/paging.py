"""Where the next page of an ordered list begins, as ranges that an index can jump to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.translate import EVERYTHING, Condition

Cursor = tuple[Any, ...]
"""The order values and the id of the last row that was shown."""

_LOWEST = float("-inf")  # SQLite orders NULL before it and every text after it


def order(keys: Sequence[str], descending: bool) -> str:
    """ORDER BY over all keys in one direction."""
    return ",".join(f"{key} DESC" if descending else key for key in keys)


def following(keys: Sequence[str], after: Cursor | None, descending: bool) -> list[Condition]:
    """The ranges after a cursor, nearest first: their rows in turn continue the list.

    For keys (a, b, id) they are: same a and b, a later id; same a, a later b; a later a. One
    comparison of all keys at once would be shorter, but loses rows that have no value.
    """
    if after is None:
        return [EVERYTHING]
    ranges = []
    for depth in reversed(range(len(keys))):
        same = [f"{key} IS ?" for key in keys[:depth]]
        for beyond, values in _beyond(keys[depth], after[depth], descending):
            ranges.append(Condition(" AND ".join([*same, beyond]), (*after[:depth], *values)))
    return ranges


def _beyond(key: str, value: Any, descending: bool) -> list[tuple[str, tuple[Any, ...]]]:
    """What comes after one value of one key; no value comes first, or last when descending."""
    if not descending:
        return [(f"{key} > ?", (_LOWEST if value is None else value,))]
    if value is None:
        return []
    return [(f"{key} < ?", (value,)), (f"{key} IS NULL", ())]
