"""Number formats of a workbook: how a person sees the number that a cell holds.

ECMA-376 part 1, 18.8.30 (format codes) and 18.8.31. What files want of it: leading zeros and the
signs within codes, decimals, and how much of a date is shown. A number that is shown rounded, or
in a way that is not read here, is taken whole, and that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from data.texts import gettext as _

__all__ = ["BUILT_IN", "Seen", "seen"]

_DATE, _TIME, _BOTH = "yyyy-mm-dd", "hh:mm:ss", "yyyy-mm-dd hh:mm"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: _DATE, 15: _DATE, 16: "d-mmm", 17: "mmm-yy", 18: _TIME,
    19: _TIME, 20: _TIME, 21: _TIME, 22: _BOTH, 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: _TIME, 46: _TIME, 47: _TIME, 48: "##0.0E+0", 49: "@",
    27: "yyyy-mm", 36: "yyyy-mm", 50: "yyyy-mm", 57: "yyyy-mm",
    **dict.fromkeys((28, 29, 30, 31, 51, 52, 53, 54, 55, 56, 58), _DATE),
    **dict.fromkeys((32, 33, 34, 35), _TIME),
}  # fmt: skip
"""Format codes that a workbook names by number alone."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ALL_DIGITS = 10**15
"""From here on a spreadsheet has lost the last digits of a number."""


class Seen(NamedTuple):
    """A cell as a person sees it, and what to say of it; "" for nothing."""

    text: str
    remark: str = ""


def seen(number: str, code: str, *, from_1904: bool = False) -> Seen:
    """A number, as the file writes it, under a format code; "" is the general format."""
    try:
        value = Decimal(number)
    except ArithmeticError:
        return Seen(number)
    if not value.is_finite():
        return Seen(number)
    look = _look(code)
    if look.date:
        return _day(value, look.date, from_1904=from_1904)
    return _number(value, look)


class _Section(NamedTuple):
    """One part of a format code: what stands before, the digits, and what stands behind."""

    before: str
    digits: str
    behind: str


@dataclass(frozen=True)
class _Look:
    date: str = ""  # of y, m, d and h what is shown
    sections: tuple[_Section, ...] = ()
    percent: bool = False
    unread: bool = False


_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')


@cache
def _look(code: str) -> _Look:
    plain = _LITERAL.sub("", code)
    if not plain.strip() or plain.strip().casefold() in ("general", "@"):
        return _Look(sections=tuple(map(_section, code.split(";"))) if '"' in code else ())
    if shown := _shown_of_a_date(re.split(";", code)[0]):
        return _Look(date=shown)
    if (
        re.search(r"[eE][+-]|/", plain)
        or re.search(r"[0#?],+(?:[^0#?,]|$)", plain)
        or re.search(r"\[[<>=]", code)  # a section for some numbers only
    ):
        return _Look(unread=True)
    return _Look(sections=tuple(map(_section, code.split(";"))), percent="%" in plain)


def _shown_of_a_date(code: str) -> str:
    """Of year, month, day and hour what a format shows, as `ymdh`; "" if it shows no date."""
    code = re.sub(r"\[([hms]+)\]", r"\1", code, flags=re.IGNORECASE)  # hours beyond a day
    plain = re.sub(r"am/pm|a/p", "h", _LITERAL.sub("", code).casefold())
    runs = re.findall(r"[ye]+|m+|d+|h+|s+|b+|g+", plain)
    if not re.search(r"[ymdhs]", plain):
        return ""
    if re.search(r"[0#?]", re.sub(r"s+[.,]?0+", "", plain)) and not re.search(r"[ydh]", plain):
        return ""
    shown: set[str] = set()
    for place, run in enumerate(runs):
        before, after = (runs[n] if 0 <= n < len(runs) else "" for n in (place - 1, place + 1))
        if run[0] in "hs" or (run[0] == "m" and (before[:1] == "h" or after[:1] == "s")):
            shown.add("h")
        elif run[0] in "yemdb":
            shown.add({"e": "y", "b": "y"}.get(run[0], run[0]))
    return "".join(each for each in "ymdh" if each in shown)


def _section(code: str) -> _Section:
    """The literals around the digits; those within stay in the digits, behind a backslash."""
    pieces: list[str] = []
    place = 0
    for found in _LITERAL.finditer(code):
        pieces += [code[place : found.start()], _literal(found[1] or found[2] or "")]
        place = found.end()
    text = "".join([*pieces, code[place:]])
    digits = re.search(r"\.?[0#?](?:.*[0#?])?", text)
    if not digits:
        return _Section(text.strip(), "", "")
    before, behind = text[: digits.start()], text[digits.end() :]
    return _Section(_told(before), digits[0], _told(behind))


def _literal(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "0#?.," else letter for letter in text)


def _told(text: str) -> str:
    """A literal beside the digits that belongs to a code: no currency, unit or bracket."""
    plain = re.sub(r"\\(.)", r"\1", text)
    plain = re.sub(r"General|@", "", plain, flags=re.IGNORECASE)
    if plain[:1].isspace():
        return ""
    plain = re.sub(r"[()%$€£¥]", "", plain)
    return plain if plain.strip() else ""


# --- numbers --------------------------------------------------------------------------------------


def _number(value: Decimal, look: _Look) -> Seen:
    whole = Seen(_general(value), _remark(value))
    if look.unread:
        said = _("the sheet shows this number otherwise; taken as it is kept")
        return Seen(whole.text, whole.remark or said)
    section = _section_for(value, look.sections)
    if section and not any(section):
        said = _("the sheet does not show this number; taken as it is kept")
        return Seen(whole.text, whole.remark or said)
    if not section or not section.digits:
        return whole
    if look.percent:
        value *= 100
    shown = _laid_out(abs(value), section.digits)
    if shown is None:
        return Seen(whole.text, _("the sheet shows this number rounded; taken whole"))
    if not shown.strip():
        return whole  # a dash for nothing, as accounts have it, is still the number
    sign = "-" if value < 0 else ""
    text = f"{sign}{section.before}{shown}{section.behind}"
    return Seen(f"{text}%" if look.percent else text, whole.remark)


def _section_for(value: Decimal, sections: tuple[_Section, ...]) -> _Section | None:
    if not sections:
        return None
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def _general(value: Decimal) -> str:
    """A number without a format: fifteen digits at most, and no point where it is whole."""
    if value == value.to_integral_value():
        return f"{int(value)}" if abs(value) < 10**40 else f"{value:g}"
    return f"{_fifteen(value).normalize():f}"


def _fifteen(value: Decimal) -> Decimal:
    """A number to the fifteen digits that a spreadsheet keeps of it."""
    return value if abs(value) >= _ALL_DIGITS else Decimal(f"{value:.15g}")


def _remark(value: Decimal) -> str:
    if abs(value) >= _ALL_DIGITS:
        return _("a number of more than 15 digits: the spreadsheet has lost the last; make it text")
    return ""


def _laid_out(value: Decimal, digits: str) -> str | None:
    """The digits in the places of a format; None where the format would hide some of them."""
    pattern = re.sub(r"(?<!\\),", "", digits)
    whole_places, _point, decimal_places = pattern.partition(".")
    value = _fifteen(value)
    most = len(re.findall(r"(?<!\\)[0#?]", decimal_places))
    rounded = round(value, most)
    if rounded != value:
        return None
    whole, _point, decimals = f"{rounded:.{most}f}".partition(".")
    needed = len(re.findall(r"(?<!\\)0", decimal_places))
    while len(decimals) > needed and decimals.endswith("0"):
        decimals = decimals[:-1]
    laid = _placed("" if whole == "0" else whole, whole_places)
    return f"{laid or '0'}.{decimals}" if decimals else laid


def _placed(whole: str, places: str) -> str:
    """Whole digits put into places from the right: `0` is always filled, `#` and `?` if need be."""
    rest, laid = list(whole), []
    signs = re.findall(r"\\.|.", places)
    first = next((n for n, sign in enumerate(signs) if sign in "0#?"), 0)
    for place in range(len(signs) - 1, -1, -1):
        sign = signs[place]
        if sign not in ("0", "#", "?"):
            if rest or "0" in signs[:place]:
                laid.append(sign[-1])
            continue
        laid.append(rest.pop() if rest else "0" if sign == "0" else "")
        if place == first:
            laid += reversed(rest)
            rest.clear()
    return "".join(reversed(laid))


# --- dates ----------------------------------------------------------------------------------------


def _day(value: Decimal, shown: str, *, from_1904: bool) -> Seen:
    """A count of days as the date that it is, as much of it as is shown."""
    if value < 0 or value >= 2_958_466:
        return Seen(_general(value), _("no day that a spreadsheet can show"))
    if shown == "h":
        return Seen(_time_of(value))
    if not from_1904 and int(value) in _NO_DAYS:
        return Seen(_NO_DAYS[int(value)], _("a day that no calendar has"))
    day = _moment(value, from_1904=from_1904)
    month = _MONTHS[day.month - 1]
    if shown == "md":
        said = _("a day without a year; perhaps a code that the spreadsheet took for a date")
        return Seen(f"{day.day} {month}", said)
    if "y" in shown and "d" not in shown and "h" not in shown:
        return Seen(f"{month} {day.year}" if "m" in shown else str(day.year))
    midnight = (day.hour, day.minute, day.second) == (0, 0, 0)
    return Seen(day.date().isoformat() if midnight else day.isoformat(timespec="seconds"))


_NO_DAYS = {0: "1900-01-00", 60: "1900-02-29"}
"""What a spreadsheet shows of two numbers, the first of which is mostly an empty cell's."""


def _moment(value: Decimal, *, from_1904: bool) -> datetime:
    """Days are counted from 1904, or from 1900 with a 29 February that there was not."""
    first = (1904, 1, 1) if from_1904 else (1899, 12, 31 if value < 60 else 30)
    days = int(value)
    seconds = round((value - days) * 86_400)
    # A day as a file has it is of no zone.
    return datetime(*first) + timedelta(days=days, seconds=seconds)  # noqa: DTZ001


def _time_of(value: Decimal) -> str:
    seconds = round(value * 86_400)
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:02}:{rest // 60:02}"
    return f"{text}:{rest % 60:02}" if rest % 60 else text
