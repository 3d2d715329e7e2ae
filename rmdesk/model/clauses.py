"""Sentences of a retention schedule, read: how long, from which clock, and which of several counts.

What can be read only in part is not read at all: a wrong period destroys records. An event is kept
in the schedule's own words, and waits until somebody tells its day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.patterns import pattern, signed
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.clocks import read_clock
from rmdesk.model.lengths import NOTHING, Length, length_of
from rmdesk.model.periods import Absurd, read_period
from rmdesk.model.plans import CLOSED, Clock, Term


@dataclass(frozen=True)
class Reading:
    """What a text says: terms, the latest of which counts (or the earliest), or for ever.

    `destroys` says that the text itself calls for destruction; `unread` why it was not understood,
    "" where it was.
    """

    terms: tuple[Term, ...] = ()
    latest: bool = True
    permanent: bool = False
    destroys: bool = False
    unread: str = ""


_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_COUNT = rf"(?:[0-9]+(?:[.,][0-9]+)?|{'|'.join(_NUMBERS[1:])})"
_UNIT = (
    r"(?:(?:calendar |fiscal |full )?years?|ans?|années?|months?|mois|weeks?|semaines?|days?|jours?"
    r"|jaar|maanden|weken|dagen|jahre?|monate?|tage?|年|个月|天)"
)
_LENGTH = rf"(?:for )?(?P<length>{_COUNT}(?:[ -]?\([0-9]+\))?[ -]*{_UNIT}|p[0-9][0-9ymwd]*)\b"
_COUNTS = "|".join([*"0123456789", *_NUMBERS[1:]])
_FROM = (
    r"(?:after|following|from|past|since|beyond|après|à compter d[eu]|dès|à partir d[eu]|na|nach)"
)
_AFTER = signed(
    rf"{_LENGTH} {_FROM} (?P<when>.+)", "after|following|from|past|since|beyond|après|à |dès|na"
)
_ALONE = signed(_LENGTH, _COUNTS)
_UNTIL = signed(r"(?:until|till|jusqu'(?:à|au) ?|tot) ?(?P<when>.+)", "until|till|jusqu|tot")
_AT_ONCE = signed(rf"{_LENGTH} (?P<when>creation|closed|closure)", "creation|closed|closure")
_PLUS = signed(r"(?P<when>c?fy|cy) ?\+ ?(?P<length>[0-9]+)", "+")
_CODED = signed(r"(?P<length>p[0-9][0-9ymwd]*) ?; ?(?P<when>[a-z_]+)", ";")
_CODES = {"nihil": "closure"}
"""What the Dutch selection list calls the clock that starts when the case is dealt with."""

_SIGNS = {
    "pm": "permanent", "us": "until superseded", "cr": "creation", "fy": "end of fiscal year",
    "cy": "end of calendar year", "cfy": "end of fiscal year",
    "av": "no longer administratively useful",
}  # fmt: skip
"""Signs that schedules use for their clocks."""

_WHICHEVER = signed(
    r"[,;]? (?:whichever|selon) (?:is |comes |occurs |event is )?(?P<which>\w+)(?: date)?",
    "whichever|selon",
)
_LATEST = frozenset(["later", "latest", "longer", "longest", "greater", "greatest", "last"])
_EARLIEST = frozenset(["earlier", "earliest", "sooner", "soonest", "shorter", "shortest", "first"])

_CITED = signed(
    r",? ?\(?(?:in|on) ?(?:compliance|accordance) ?with no ?\.? ?8 on ?(?:the )?(?:schedule ?)?"
    r"cover ?(?:page|sheet)\)?"
    r"|,? ?\.? ?\(authorii?ty:[^()]*\)|\((?:[^()]*(?:code|cfr|usc|u\.s\.c|§)[^()]*)\)",
    "compliance|accordance|(",
)
_NEXT_HEADING = signed(
    r"(?<=[.)]) ?(?![*\[]{1,3}note)(?:##|\*\*|\[\]\{|\*?\*?\[[^\]]*\]\{).*", "##|**|{"
)
_TEMPORARY = signed(r"^temporary records?[.:;]? ?", "temporary")
_PERMANENT = signed(
    r"^(?:a )?permanent records?\b(?!.*\btemporary\b).*|(?:retain |keep |kept )?permanent(?:ly)?"
    r"(?:,? (?:in (?:the )?(?:agency|office(?: of \w+)?|archives?)|retention|archives?))?"
    r"|(?:blijvend[ _])?bewaren|.*\bpermanent retention",
    "permanent|bewaren",
)
_SEVERAL_COPIES = pattern(r"\b(?:cop(?:y|ies)|microfilm|scan|digital|originals?|if|unless)\b")
_THEN_DESTROY = signed(
    r"[,;.]* ?(?:and )?(?:then )?(?:be )?(?:destroy(?:ed)?|détrui\w+|vernietigen)"
    r"(?: immediately)?$",
    "destroy|détrui|vernietigen",
)
_RETAIN = signed(
    r"^(?:(?:retain|keep|hold|maintain|conserver)\b(?: the records?| records)?) ?",
    "retain|keep|hold|maintain|conserver",
)
_CUT_OFF = signed(
    r"cut[ -]?off (?:(?P<often>monthly|quarterly|annually|every 3 months)"
    r"|(?:at|when|on|after) (?P<when>.+?))"
    r"(?:[,.]? (?:hold|retain) (?P<hold>[^,]+),? (?:then )?destroy"
    r"|[,.]? (?:and )?destroy immediately(?: after cut[ -]?off)?)",
    "cut",
)
_OFTEN = {
    "monthly": "end of month", "quarterly": "end of quarter", "every 3 months": "end of quarter",
    "annually": "end of year",
}  # fmt: skip


def plain(text: str) -> str:
    """A text as it is compared: one blank, no case, without marks of layout and of citations."""
    text = " ".join(text.replace(">", " ").casefold().split())
    text = _CITED.sub("", _NEXT_HEADING.sub("", text))
    text = " ".join(text.split())
    for mark in ",.;":
        text = text.replace(f" {mark}", mark)
    return text.strip(" ,.;")


def read_statement(text: str, told: Length | None = None) -> Reading:
    """Read a sentence such as “Retain 3 years after closure, then destroy”.

    `told` is a period that stands beside it. With a text that names only a clock it is the period;
    to one that names a period of its own it must be equal.
    """
    said = _SIGNS.get(plain(text), plain(text))
    if permanent := _for_ever(said):
        return permanent
    destroys = bool(_TEMPORARY.match(said))
    said = _TEMPORARY.sub("", said)
    if cut_off := _cut_off(said):
        return _agreeing(cut_off, told)
    without = _THEN_DESTROY.sub("", said)
    destroys = destroys or without != said
    core = _RETAIN.sub("", without).strip(" ,.;")
    if not core:
        return _alone(told, destroys)
    if (". " in core or "; " in core) and not _CODED.fullmatch(core):
        return Reading(unread=_("it has more than one sentence"))
    return _agreeing(_terms(core, told, destroys), told)


def _for_ever(said: str) -> Reading | None:
    if _PERMANENT.fullmatch(said) and not _SEVERAL_COPIES.search(said.partition(".")[0]):
        return Reading(permanent=True)
    return None


def _alone(told: Length | None, destroys: bool) -> Reading:
    if told is None:
        return Reading(unread=_("no period is given"))
    return Reading((Term(CLOSED, told),), destroys=destroys)


def _cut_off(said: str) -> Reading | None:
    found = _CUT_OFF.fullmatch(said)
    if found is None:
        return None
    clock = read_clock(_OFTEN.get(found["often"] or "", found["when"] or ""))
    length = _length(found["hold"]) if found["hold"] else NOTHING
    if clock is None or length is None:
        return Reading(unread=_("its cut-off is not understood"))
    return Reading((Term(clock, length),), destroys=True)


def _terms(core: str, told: Length | None, destroys: bool) -> Reading:
    which = None
    if found := _WHICHEVER.search(core):
        which = found["which"]
        if found.end() != len(core) or which not in _LATEST | _EARLIEST:
            return Reading(unread=_("it has more than one condition"))
        core = core[: found.start()]
    parts = re.split(r",? or (?=.)", f" {core}") if which else [core]
    terms = _several(parts, told) if which else [_term(core, told)]
    if not terms or None in terms:
        return Reading(unread=_unread(core, told))
    read = tuple(term for term in terms if term is not None)
    return Reading(read, latest=which not in _EARLIEST, destroys=destroys)


def _several(parts: Sequence[str], told: Length | None) -> list[Term | None]:
    """Terms of which one counts. Whether a period is of the second too must be said."""
    first, *others = (part.strip(" ,") for part in parts)
    if first:
        head = _term(first, None)
        open_ = head is not None and _ALONE.fullmatch(first) is not None
    else:
        head, open_ = (Term(CLOSED, told) if told else None), True
    tails = [_term(each, None) or (_until(each) if open_ else None) for each in others]
    return [head, *tails]


def _term(text: str, told: Length | None) -> Term | None:
    if found := _CODED.fullmatch(text):
        clock = read_clock(_CODES.get(found["when"], found["when"].replace("_", " ")))
        clock = None if "samengevoegd" in text or "ingeschatte" in text else clock
        return _made(clock, _length(found["length"]))
    if found := _PLUS.fullmatch(text):
        return _made(read_clock(_SIGNS[found["when"]]), length_of("y", int(found["length"])))
    if found := _AFTER.fullmatch(text) or _AT_ONCE.fullmatch(text):
        return _made(read_clock(found["when"]), _length(found["length"]))
    if found := _ALONE.fullmatch(text):
        return _made(CLOSED, _length(found["length"]))
    if found := _UNTIL.fullmatch(text):
        return _until(found["when"])
    return _made(read_clock(text), told)


def _until(when: str) -> Term | None:
    clock = read_clock(when)
    return Term(clock, NOTHING, until=True) if clock else None


def _made(clock: Clock | None, length: Length | None) -> Term | None:
    return Term(clock, length) if clock and length is not None else None


def _length(text: str) -> Length | None:
    """A period with its number in figures or in words."""
    text = re.sub(r"^(?:for |full )|\bfull ", "", text)
    number, blank, unit = text.partition(" ")
    if number in _NUMBERS:
        text = f"{_NUMBERS.index(number)}{blank}{re.sub(r'^[(][0-9]+[)] ?', '', unit)}"
    try:
        return read_period(text).length
    except Absurd:
        return None


def _agreeing(reading: Reading, told: Length | None) -> Reading:
    """A text and the number beside it must say the same."""
    if reading.unread or told is None:
        return reading
    if any(abs(each.length.years - told.years) < _SAME for each in reading.terms):
        return reading
    if all(each.until for each in reading.terms):
        return Reading(unread=_("it names an end, and beside it stands a period"))
    return Reading(unread=_("it names another period than the one beside it"))


_SAME = 0.005
"""Years by which a period and its number with four places may differ."""


def _unread(core: str, told: Length | None) -> str:
    if told is None and read_clock(core) is not None:
        return _("no period is given")
    return _("“{text}” is not understood").format(text=core if len(core) <= 60 else f"{core[:60]}…")
