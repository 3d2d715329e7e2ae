"""What starts the clock of a schedule item: a day of the record, its closure, or an event."""

from __future__ import annotations

import re
from functools import lru_cache

from data.patterns import pattern, signed
from rmdesk.model.plans import CLOSED, CLOSURE, CREATION, EVENT, Clock

_SAID = r"(?:date |day |time )?(?:of |d'|de |du )?(?:its |the |their |la |l'|le )?"
_CREATION = signed(
    rf"{_SAID}(?:(?:(?:the )?records? (?:were |was |are |is )?)?created"
    r"|creation(?: of (?:the )?(?:records?|document|file))?|creation date"
    r"|date of (?:the )?(?:last )?(?:record|document|paper)s?"
    r"|création(?: du document)?|形成|creatie|entstehung)",
    "creat|création|date of|形成|entstehung",
)
_CLOSURE = signed(
    rf"{_SAID}(?:(?:(?:the )?(?:file|record|case|folder)s? (?:is |was |are |were )?)?closed"
    r"|closure(?: of (?:the )?(?:file|record|case|folder))?|closing(?: of (?:the )?file)?"
    r"|(?:file|case|record) closure|cut[ -]?off(?: date)?"
    r"|clôture(?: du dossier)?|fermeture(?: du dossier)?|afsluiting|afgesloten|afgehandeld"
    r"|schlie(?:ss|ß)ung|结案|归档|办结)",
    "clos|cut|clôture|fermeture|afsluiting|afge|schlie|结案|归档|办结",
)
_PERIODS = {
    "month": "month|mois|monat|maand",
    "quarter": "quarter|trimestre|quartal|kwartaal",
    "fiscal": r"(?:state |the site's )?(?:fiscal|financial|budget) ?(?:year)?|fy"
    r"|exercice(?: financier| budgétaire)?|année financière|财政年度?|会计年度|boekjaar"
    r"|haushaltsjahr",
    "year": r"(?:calend[ae]r )?year|cy|année(?: civile)?|kalenderja(?:ar|hr)|jaar|jahr|年度?"
    r"|日历年",
}
_END = signed(
    r"(?:the |la )?(?:end|close|fin|einde|ende) (?:of|de|du|van|des) ?(?:the |each |current |that "
    r"|la |l'|het |de )*(?:"
    + "|".join(f"(?P<{unit}>{words})" for unit, words in _PERIODS.items())
    + r")(?: (?:(?:in|during|for) which (?P<which>.+)|(?:of|de|du|van) (?P<of>.+)))?",
    "end|close|fin|einde",
)
_ENDS = {"年末": "year", "年底": "year", "月末": "month", "季末": "quarter", "财政年度末": "fiscal"}
_FULL = {"yearend": "year", "year end": "year", "month end": "month", "quarter end": "quarter",
         "fiscal year end": "fiscal", "fiscal year-end": "fiscal", "calendar year end": "year",
         "year-end": "year", "month-end": "month", "quarter-end": "quarter",
         "fiscal-year-end": "fiscal", "fiscal year": "fiscal", "calendar year": "year",
         "fiscal-year": "fiscal", "calendar-year": "year"}  # fmt: skip

_LONGEST_EVENT = 14
_NO_EVENT = pattern(
    r"[0-9:;“”\"\[\]{}*#_=§]|\. "
    r"|\b(?:records cent(?:er|re)|recordscenter|archives?|library|total|totalretention|retention"
    r"|whichever|microfilm|cop(?:y|ies)|delete|purge|destroy|series|entire|if|unless|when the"
    r"|retain|permanent|permanently|convert|scan|agency|division|onsite|office of|plus|except"
    r"|excluding|thereafter|storage|transfer to|send|note|return agency|in accordance"
    r"|as long as|until|till|cut[ -]?off|life of|duration|length of|age of"
    r"|years?|months?|inactive records|closed files)\b"
)
_YEARS_THAT_END = signed(
    r"(?:end|close) of (?:the )?(?:academic|school|federal fiscal|program|cgc file|audit|report) "
    r"?(?:year)?(?: in which (?P<which>.+))?",
    "end of|close of",
)
_BROKEN = pattern(
    r"^(?:or|and|with|being|in|on|of|to|a|an|from|after|until|for|within|no|not|upon)\b(?! longer)"
    r"|\b(?:or|and|a|an|the|of|in|to|with|for|from|at|by|records|destro|delete|due|on)$|^.{0,2}$"
)


@lru_cache(maxsize=4096)
def read_clock(text: str) -> Clock | None:
    """The clock that a text names, lower case and without marks; None for what is none.

    “The end of the fiscal year” is that of the closure; with “in which …” that of what is named.
    """
    text = text.strip(" ,.;")
    if _CREATION.fullmatch(text):
        return Clock(CREATION)
    if _CLOSURE.fullmatch(text):
        return CLOSED
    if unit := _FULL.get(text) or _ENDS.get(text):
        return Clock(CLOSURE, rounded=unit)
    if found := _END.fullmatch(text):
        return _at_the_end(found)
    return _event(text)


def _at_the_end(found: re.Match[str]) -> Clock | None:
    unit = next(each for each in _PERIODS if found[each])
    named = found["which"] or found["of"]
    if not named:
        return Clock(CLOSURE, rounded=unit)
    base = read_clock(named)
    return Clock(base.start, base.event, unit) if base and not base.rounded else None


def _event(text: str) -> Clock | None:
    text = re.sub(r"^(?:the date of|date of|from date of|the) ", "", text)
    if _YEARS_THAT_END.fullmatch(text):
        return Clock(EVENT, text)
    if len(text.split()) > _LONGEST_EVENT or _NO_EVENT.search(text) or _BROKEN.search(text):
        return None
    return Clock(EVENT, text)
