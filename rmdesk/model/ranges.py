"""Ranges as people write them: `1-10`, `01-10` (two digits stay two), `A-M`, `R1-R3`, `1,3,5-7`."""

import re
from collections.abc import Iterator
from itertools import islice

from data.texts import gettext as _
from rmdesk.model.codes import clean_code
from rmdesk.model.errors import BadInput

MOST = 10_000
"""Most values of one range."""

_SIGN = r"(?:\s*(?:[-–—−~〜至到]|\.\.)\s*|\s+(?:to|through|à|bis)\s+)"
_SPAN = re.compile(rf"(.+?){_SIGN}(.+)", re.DOTALL | re.IGNORECASE)
_HALF = re.compile(r"\s*(?:[-–—−~〜]|\.\.)\s*")
_SEVERAL = re.compile(r"[0-9]+(\s+[0-9]+)+")
_NUMBERED = re.compile(r"(.*?)([0-9]+)")
_LETTERS = re.compile("[A-Z]{1,2}|[a-z]{1,2}")


def read_range(text: str) -> list[str]:
    """The values of a range, each once and in its order.

    Numbers keep the zeros of the first (`01-10`, `098-102`); letters go on as a spreadsheet's
    columns do (`Z-AB`); what is no range is one value (`North-East`). Full-width signs are read as
    others, and nothing else of what is written. Raises BadInput for a range that runs backwards,
    has one end, whose ends do not match, or that has more than `MOST` values.
    """
    values: dict[str, None] = {}
    for part in re.split("[,;、]", clean_code(text)):
        if not part.strip():
            raise _odd(text, _("a part of it is empty"))
        values.update(dict.fromkeys(islice(_values(part.strip(), text), MOST + 1)))
        if len(values) > MOST:
            raise _odd(text, _("it has more than {n} values").format(n=f"{MOST:,}"))
    return list(values)


def _values(part: str, text: str) -> Iterator[str]:
    span = _SPAN.fullmatch(part)
    if span is None:
        if _SEVERAL.fullmatch(part):
            raise _odd(text, _("several numbers have commas between them"))
        if (end := _HALF.sub("", part)) != part and _is_end(end):
            raise _odd(text, _("one end of it is missing"))
        return iter([part])
    first, last = span[1], span[2]
    low, high = _NUMBERED.fullmatch(first), _NUMBERED.fullmatch(last)
    if low and high and high[1] in ("", low[1]):
        return _numbers(low[1], low[2], high[2], text)
    if _LETTERS.fullmatch(first) and _LETTERS.fullmatch(last) and first.islower() == last.islower():
        return _letters(first, last, text)
    if (low or high) and (_is_end(first) and _is_end(last)):
        raise _odd(text, _("{first} and {last} do not match").format(first=first, last=last))
    return iter([part])


def _is_end(text: str) -> bool:
    """Whether a text looks like an end of a range, and not like half of a name."""
    return bool(_NUMBERED.fullmatch(text) or _LETTERS.fullmatch(text))


def _numbers(before: str, first: str, last: str, text: str) -> Iterator[str]:
    if int(first) > int(last):
        raise _odd(text, _("it runs backwards"))
    if last[0] == "0" and len(last) != len(first):
        raise _odd(text, _("{first} and {last} do not match").format(first=first, last=last))
    width = len(first)  # which only zeros before it make longer than it needs to be
    return (f"{before}{number:0{width}}" for number in range(int(first), int(last) + 1))


def _letters(first: str, last: str, text: str) -> Iterator[str]:
    low, high = _of_letters(first), _of_letters(last)
    if low > high:
        raise _odd(text, _("it runs backwards"))
    return (_as_letters(number, first.islower()) for number in range(low, high + 1))


def _of_letters(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _as_letters(number: int, lower: bool) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters.lower() if lower else letters


def _odd(text: str, why: str) -> BadInput:
    return BadInput(
        _("This range cannot be read"),
        _("“{text}”: {why}.").format(text=text, why=why),
        _("Write it as 1-10, 01-10, A-M or 1,3,5-7."),
    )
