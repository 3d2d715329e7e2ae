"""Periods of a retention schedule as they are written: numbers with their units, or for ever.

What is not a period is no error: schedules say “until superseded”, and that is a trigger, not a
slip. It stays as written, and is told. Only what no schedule can mean is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache

from data.patterns import pattern
from data.texts import gettext as _
from rmdesk.model.lengths import NOTHING, Length, length_of
from rmdesk.model.plans import NUMBER, Period

_LONGEST = 500
"""Years that no schedule goes beyond: published ones reach 120."""

_FOR_EVER = (999, 9999)
"""Years by which systems without a word for it say permanent."""


class Absurd(ValueError):
    """A text that is a period, but none that a schedule can mean."""


_ISO = pattern(
    r"P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)W)?(?:([0-9]+)D)?", re.ASCII | re.IGNORECASE
)
_UNITS = {
    "y": "y yr yrs year years a an ans année années annee annees calendar-years fiscal-years "
    "financial-years calendar-year fiscal-year cy fy 年 年度 周年 歳 jahr jahre jaar",
    "m": "m mo mos mon month months mois 月 个月 個月 monat monate maand maanden",
    "w": "w wk wks week weeks semaine semaines 周 星期 woche wochen weken",
    "d": "d day days j jour jours 天 日 tag tage dag dagen",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_PIECE = pattern(
    r"(?:[^\W\d_]+\s*\(\s*)?([0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)\s*\)?[\s-]*"
    r"((?:calendar|fiscal|financial)[\s-]years?|[^\W\d_]+)\.?(?:\(s\))?"
    r"\s*(?:,|\+|&|and\b|et\b|零)?\s*"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PERMANENT = _words(
    "permanent permanently permanente permanence perm pm perpetual perpetually perpetuity forever "
    "unlimited infinite infinity eternal illimité illimitée illimite illimitee définitif "
    "définitive definitif definitive définitivement perpétuel perpétuelle perpétuité bewaren "
    "unbefristet dauernd 永久 永远 永遠 永久保存 永久保管 无限期 無限期 ∞"
)
_INDEFINITE = _words("indefinite indefinitely indéfini indéfinie indéfiniment indefini")
_AROUND = _words(
    "retain retained retention keep kept preserve preserved conserver conservation conservé for "
    "ever never destroy period in to à a be blijvend sans limite no limit full hold value records "
    "record aufbewahren pour toujours ne pas détruire do not"
)
_BY_PHRASE = frozenset(
    {"for ever", "no limit", "sans limite", "never destroy", "full retention",
     "pour toujours", "do not destroy", "ne pas détruire", "keep for ever", "retain for ever"}
)  # fmt: skip


@lru_cache(maxsize=4096)
def read_period(written: str) -> Period:
    """Read a period. Raises Absurd for a negative or endless number that is none for permanent."""
    text = " ".join(written.casefold().split()).rstrip(" .")
    if forever := _for_ever(written, text):
        return forever
    length = _length(text)
    years = _number(text) if NUMBER.fullmatch(text) else length.years if length else None
    if years is None:
        if re.fullmatch(r"-\s*[0-9.,]+.*", text):
            raise Absurd(_("“{text}” is no period").format(text=written))
        odd = _("“{text}” is no period in years; kept as it is written")
        return Period(written, odd=odd.format(text=_short(written)))
    if years in _FOR_EVER:
        return Period(written, permanent=True, odd=_read_as_permanent(written))
    if years > _LONGEST:
        raise Absurd(
            _("“{text}” is longer than {most} years; for ever is “permanent”").format(
                text=_short(written), most=_LONGEST
            )
        )
    return Period(written, round(years, 4), length=length)


def _for_ever(written: str, text: str) -> Period | None:
    words = set(re.findall(r"[^\W\d_]+|∞", text))
    if text in _BY_PHRASE or (words & _PERMANENT and words <= _PERMANENT | _AROUND):
        return None if re.search(r"[0-9]", text) else Period(written, permanent=True)
    if text in ("-1", "-1 years") or (words & _INDEFINITE and words <= _INDEFINITE | _AROUND):
        return Period(written, permanent=True, odd=_read_as_permanent(written))
    return None


def _read_as_permanent(written: str) -> str:
    return _("“{text}” is read as permanent").format(text=_short(written))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _length(text: str) -> Length | None:
    if NUMBER.fullmatch(text):
        return length_of("y", _number(text))
    if (found := _ISO.fullmatch(text)) and any(found.groups()):
        counts = zip("ymwd", found.groups(), strict=True)
        return sum((length_of(unit, _number(count or "0")) for unit, count in counts), NOTHING)
    length, place = NOTHING, 0
    text = text.removeprefix("定期").removeprefix("保存").strip()
    while piece := _PIECE.match(text, place):
        unit = _UNIT.get(re.sub(r"\s", "-", piece[2]).removesuffix("的"))
        if unit is None:
            return None
        length, place = length + length_of(unit, _number(piece[1])), piece.end()
    return length if place and place == len(text) else None


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if len(text) < 20 else float("inf")
