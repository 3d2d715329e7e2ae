"""The orders in which records stand on a shelf, and which of a row stand out of it."""

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.texts import gettext as _
from rmdesk.model.counting import as_counted

Key = tuple[Any, ...]
"""What sorts a code in one order; keys of different orders are not compared."""


def by_code(code: str) -> Key | None:
    """As people count: F2 before F10. None for no code."""
    return tuple(as_counted(code)) or None


def by_terminal_digits(code: str) -> Key | None:
    """Terminal digit: by the last group of digits, then the middle, then the first.

    Groups are as they are written, `45-50-99`, and what follows them, such as a volume, comes last;
    a number without signs is read in pairs from its end, `455099` the same. None for a code without
    digits, which has no place in this order.
    """
    joined = re.search("[0-9]+(?:[-. ][0-9]+)+", code)
    groups = re.findall("[0-9]+", joined[0] if joined else code)
    if len(groups) == 1:
        digits = groups[0]
        groups = [part for part in (digits[:-4], digits[-4:-2], digits[-2:]) if part]
    if not groups:
        return None
    return (*map(int, reversed(groups)), tuple(as_counted(code)))


def by_formula(code: str) -> Key | None:
    """By a Henry formula; None for what is none."""
    from rmdesk.model.prints import formula_key  # only who files cards reads formulas

    return formula_key(code)


def by_none(_code: str) -> Key | None:
    """What stands in no order has no place in it."""
    return None


ORDERS: Mapping[str, Callable[[str], Key | None]] = {
    "code": by_code,
    "terminal-digit": by_terminal_digits,
    "henry": by_formula,
    "none": by_none,
}
"""How a code is filed, by the name of the order."""


def order_word(order: str) -> str:
    """An order, as said at the desk."""
    return {
        "code": _("by code"),
        "terminal-digit": _("by terminal digits"),
        "henry": _("by Henry formula"),
        "none": _("in no order"),
    }.get(order, order)


def out_of_order(keys: Sequence[Key | None]) -> list[int]:
    """Which of a row must be taken out and filed anew so that the rest is in order: the fewest.

    What has no key is passed over. By the longest rising part of the row (patience sorting).
    """
    tails: list[Key] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for at, key in enumerate(keys):
        if key is None:
            continue
        pile = bisect_right(tails, key)
        if pile:
            before[at] = ends[pile - 1]
        tails[pile:] = [key, *tails[pile + 1 :]]
        ends[pile:] = [at, *ends[pile + 1 :]]
    standing: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        standing.add(last)
        last = before.get(last)
    return [at for at, key in enumerate(keys) if key is not None and at not in standing]
