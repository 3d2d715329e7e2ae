"""Ten fingerprints as they are read, and the Henry and NCIC formulas that follow from them.

After the FBI's extension of Henry's system ("The Science of Fingerprints"): primary by the whorls'
values; secondary by the index fingers; sub-secondary, major, final and key by ridge counts and
tracings. The NCIC code has two characters for each finger: an ulnar loop its count, a radial loop
its count and 50, `AA`, `TT`, a whorl its kind and tracing, `XX` for a missing finger, `SR` for a
scar.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.values import Cell, Unfit, ValueKind, line

FINGERS = 10
_VALUES = (16, 16, 8, 8, 4, 4, 2, 2, 1, 1)
"""Of a whorl on each finger, right thumb to left little finger."""

WHORLS = "PCDX"
"""Plain, central pocket loop, double loop, accidental."""

_PRINT = re.compile(r"(?:([UR])(\d{1,2})|([AT])|([PCDX])([IMO])(\d{1,2})?|(XX|SR))")
_MOST_COUNT = 49
_MOST_READINGS = 64
"""Of one card: more doubts than that are no reading."""

_INNER = {1: 9, 2: 10, 3: 13}
"""Most ridges of an inner loop on the index, middle and ring finger."""

_SMALL, _MEDIUM = 11, 16
_SMALL_BESIDE_LARGE, _MEDIUM_BESIDE_LARGE = 17, 22
"""Most ridges of a small and of a medium loop on a thumb; on the right beside a large left one."""


@dataclass(frozen=True)
class Print:
    """One finger: `kind` is U, R, A, T, a whorl's P, C, D, X, or XX, SR for no print at all.

    `count` is of ridges, None where there is none to count; `tracing` a whorl's I, M or O.
    """

    kind: str
    count: int | None = None
    tracing: str = ""

    @property
    def is_whorl(self) -> bool:
        """Whether it counts for the primary."""
        return bool(self.tracing)

    @property
    def is_loop(self) -> bool:
        """Whether its ridges are counted."""
        return self.kind in ("U", "R")

    @property
    def letter(self) -> str:
        """What it is in the secondary: A, T, R, U, W."""
        return "W" if self.is_whorl else self.kind if self.kind in "ATRU" else "?"

    @property
    def ncic(self) -> str:
        """Its two characters."""
        if self.is_loop:
            return f"{(self.count or 0) + (50 if self.kind == 'R' else 0):02}"
        if self.is_whorl:
            return self.kind + self.tracing
        return self.kind * 2 if self.kind in "AT" else self.kind

    @property
    def text(self) -> str:
        """As a person writes it."""
        return f"{self.kind}{self.tracing}{'' if self.count is None else self.count}"


def read_prints(cell: Cell) -> str:
    """Ten prints, right thumb to left little finger: `U12 R7 A T PI CM DO XI XX SR`.

    What is doubtful names each pattern that it may be, the likely one first: `U5/T`. Raises Unfit.
    """
    fingers = re.split(r"[\s,;]+", line(cell).upper().strip())
    if len(fingers) != FINGERS:
        raise Unfit(_("{n} prints are given, not ten").format(n=len(fingers)))
    read = [_finger(text) for text in fingers]
    readings = 1
    for each in read:
        readings *= len(each)
    if readings > _MOST_READINGS:
        raise Unfit(_("{n} readings are too many: name fewer doubts").format(n=readings))
    return " ".join("/".join(each.text for each in finger) for finger in read)


def _finger(text: str) -> list[Print]:
    return [_one(part, text) for part in text.split("/")]


def _one(part: str, text: str) -> Print:
    found = _PRINT.fullmatch(part)
    if found is None:
        told = _("“{text}” is no print: write U12, R7, A, T, PI, CM, DO, XI, XX or SR")
        raise Unfit(told.format(text=text))
    loop, count, arch, whorl, tracing, whorl_count, none = found.groups()
    ridges = int(count or whorl_count) if count or whorl_count else None
    if ridges is not None and not 1 <= ridges <= _MOST_COUNT:
        told = _("“{text}”: a ridge count is from 1 to {most}")
        raise Unfit(told.format(text=text, most=_MOST_COUNT))
    return Print(loop or arch or whorl or none, ridges, tracing or "")


def readings(prints: str) -> Iterator[tuple[Print, ...]]:
    """Every reading of ten prints, the likely one first; the others are its references."""
    yield from product(*(_finger(text) for text in prints.split()))


# --- formulas


@dataclass(frozen=True)
class Henry:
    """A Henry formula, each part over the other; "" or None for a part that is not there."""

    primary: tuple[int, int]
    secondary: tuple[str, str]
    sub_secondary: tuple[str, str] = ("", "")
    major: tuple[str, str] = ("", "")
    final: tuple[int | None, int | None] = (None, None)
    key: int | None = None

    @property
    def text(self) -> str:
        """In one line: key, major, primary, secondary, sub-secondary, final; over, under."""
        parts = self.major, self.primary, self.secondary, self.sub_secondary, self.final
        over, under = ([each[n] for each in parts] for n in (0, 1))
        told = (
            " ".join(str(part) for part in half if part not in ("", None))
            for half in ([self.key, *over], under)
        )
        return " / ".join(told)


def henry(prints: Sequence[Print]) -> Henry | None:
    """The Henry formula of ten prints; None where a finger is not known.

    One that is missing or scarred is filed as the same finger of the other hand; where both are,
    both are plain whorls with a meeting tracing.
    """
    if any(each.kind == "??" for each in prints):
        return None
    prints = _filled(prints)
    return Henry(
        primary=primary(prints),
        secondary=(_secondary(prints[:5]), _secondary(prints[5:])),
        sub_secondary=(_sub_secondary(prints[:5]), _sub_secondary(prints[5:])),
        major=_major(prints[0], prints[5]),
        final=_final(prints[4], prints[9]),
        key=_key(prints),
    )


def _filled(prints: Sequence[Print]) -> Sequence[Print]:
    whorl = Print("P", None, "M")
    other_hand = [*prints[5:], *prints[:5]]
    return [
        each if each.letter != "?" else other if other.letter != "?" else whorl
        for each, other in zip(prints, other_hand, strict=True)
    ]


def primary(prints: Sequence[Print]) -> tuple[int, int]:
    """The whorls of the even fingers and one, over those of the odd fingers and one."""
    pairs = list(zip(_VALUES, prints, strict=True))
    over, under = (
        1 + sum(value for value, each in pairs[start::2] if each.is_whorl) for start in (1, 0)
    )
    return over, under


def primaries(prints: Sequence[Print]) -> set[tuple[int, int]]:
    """Every primary of prints of which some are missing: each may be a whorl, or none."""
    whorl, arch = Print("P", None, "M"), Print("A")
    ways = [(each,) if each.letter != "?" else (whorl, arch) for each in prints]
    return {primary(each) for each in product(*ways)}


def _secondary(hand: Sequence[Print]) -> str:
    """The index finger's letter; arches, tented arches and radial loops beside it in small ones."""
    small = ["" if each.letter in "UW" else each.letter.lower() for each in hand]
    after = [each or "-" for each in small[2:]]
    while after and after[-1] == "-":
        after.pop()
    run: list[str] = []
    for letter in after:
        if run and run[-1][-1] == letter != "-":
            run[-1] = f"{int(run[-1][:-1] or 1) + 1}{letter}"
        else:
            run.append(letter)
    return f"{small[0]}{hand[1].letter}{''.join(run)}"


def _sub_secondary(hand: Sequence[Print]) -> str:
    return "".join(inner_or_outer(n, hand[n]) for n in _INNER)


def inner_or_outer(finger: int, each: Print) -> str:
    """A loop's I or O by its count on this finger of a hand, a whorl's tracing, - for an arch."""
    if each.is_loop:
        return "I" if (each.count or 0) <= _INNER[finger] else "O"
    return each.tracing or "-"


def _major(right: Print, left: Print) -> tuple[str, str]:
    """The thumbs: loops by their counts, whorls by their tracings, - for an arch."""
    under = _thumb(left, _SMALL, _MEDIUM)
    large = left.is_loop and under == "L"
    limits = (_SMALL_BESIDE_LARGE, _MEDIUM_BESIDE_LARGE) if large else (_SMALL, _MEDIUM)
    return _thumb(right, *limits), under


def majors(right: Print, left: Print, margin: int) -> list[set[str]]:
    """What the major may be, right and left, with counts that are up to `margin` ridges off."""
    found: list[set[str]] = [set(), set()]
    for one, other in product(near_counts(right, margin), near_counts(left, margin)):
        for letters, letter in zip(found, _major(one, other), strict=True):
            letters.add(letter)
    return found


def near_counts(each: Print, margin: int) -> list[Print]:
    """A loop with every count that is up to `margin` ridges off; anything else as it is."""
    if not each.is_loop or each.count is None:
        return [each]
    counts = range(max(1, each.count - margin), each.count + margin + 1)
    return [Print(each.kind, count) for count in counts]


def _thumb(each: Print, small: int, medium: int) -> str:
    if not each.is_loop:
        return each.tracing or "-"
    count = each.count or 0
    return "S" if count <= small else "M" if count <= medium else "L"


def _final(right: Print, left: Print) -> tuple[int | None, int | None]:
    """The count of the right little finger's loop, else of the left one's, else of a whorl's."""
    for each in (right.is_loop, left.is_loop), (right.is_whorl, left.is_whorl):
        if each[0] and right.count is not None:
            return right.count, None
        if each[1] and left.count is not None:
            return None, left.count
    return None, None


def _key(prints: Sequence[Print]) -> int | None:
    """The count of the first loop, the little fingers left out."""
    loops = (each.count for n, each in enumerate(prints) if n not in (4, 9) and each.is_loop)
    return next(loops, None)


def ncic(prints: Sequence[Print]) -> str:
    """The NCIC code of ten prints."""
    return "".join(each.ncic for each in prints)


def read_ncic(text: str) -> tuple[Print, ...]:
    """The prints of an NCIC code, `??` for a finger that is not known. Raises Unfit."""
    code = re.sub(r"[\s-]", "", text).upper()
    pairs = [code[n : n + 2] for n in range(0, len(code), 2)]
    if len(pairs) != FINGERS or len(code) != 2 * FINGERS:
        raise Unfit(_("an NCIC code has twenty characters, not {n}").format(n=len(code)))
    return tuple(map(_of_pair, pairs))


def _of_pair(pair: str) -> Print:
    if pair == "??":
        return Print("??")
    if pair in ("XX", "SR"):
        return Print(pair)
    if pair in ("AA", "TT"):
        return Print(pair[0])
    if pair.isdecimal() and pair.isascii() and int(pair) % 50:
        return Print("U" if int(pair) < 50 else "R", int(pair) % 50)
    if pair[0] in WHORLS and pair[1] in "IMO":
        return Print(pair[0], None, pair[1])
    raise Unfit(_("“{pair}” is no finger of an NCIC code").format(pair=pair))


_HENRY = re.compile(
    r"(?:(?P<key>\d{1,2}) )?(?:(?P<major>[SMLIO?-]) )?(?P<primary>\d{1,2}) "
    r"(?P<secondary>[atr]?[ATRUW?](?:[2-3]?[atr-])*)"
    r"(?: (?P<sub>[IMO?-]{3}))?(?: (?P<final>\d{1,2}))?"
)


def read_henry(text: str) -> Henry:
    """A formula in one line, `20 M 1 U IOO 10 / L 1 U III`; `?` for a part that is not known.

    Raises Unfit for what no ten fingers have: its parts must agree with each other.
    """
    halves = [" ".join(half.split()) for half in text.split("/")]
    found = [_HENRY.fullmatch(half) for half in halves]
    if len(found) != 2 or found[0] is None or found[1] is None or found[1]["key"]:
        told = _("“{text}” is no Henry formula: write it as 20 M 1 U IOO 10 / L 1 U III")
        raise Unfit(told.format(text=text))
    over, under = found[0], found[1]

    def both(name: str) -> tuple[str, str]:
        return over[name] or "", under[name] or ""

    def numbers(name: str) -> tuple[int | None, int | None]:
        first, second = both(name)
        return int(first) if first else None, int(second) if second else None

    first, second = numbers("primary")
    made = Henry(
        primary=(first or 0, second or 0),
        secondary=both("secondary"),
        sub_secondary=both("sub"),
        major=both("major"),
        final=numbers("final"),
        key=int(over["key"]) if over["key"] else None,
    )
    if why := _absurd(made):
        raise Unfit(f"“{text}”: {why}")
    return made


def _absurd(made: Henry) -> str:
    """Why no ten fingers have such a formula; "" where some may."""
    if not all(1 <= each <= 32 for each in made.primary):
        return _("a primary is from 1/1 to 32/32")
    whorls = [bool((made.primary[(n + 1) % 2] - 1) & value) for n, value in enumerate(_VALUES)]
    hands = zip(made.secondary, made.major, made.sub_secondary, strict=True)
    for hand, (secondary, major, sub) in enumerate(hands):
        letters, whorl = letters_of(secondary), whorls[hand * 5 : hand * 5 + 5]
        if len(letters) > len(whorl):
            return _("a hand has five fingers, not as many as in {letter}").format(letter=secondary)
        for n, letter in enumerate(letters):
            if not _goes_with(letter, whorl[n], index=n == 1):
                told = _("the secondary {letter} does not go with the primary")
                return told.format(letter=letter)
        said = (("SML", major, (0,)), ("IO", sub, _INNER))
        for of_loop, part, fingers in said:
            for n, sign in zip(fingers, part, strict=False):
                may_be = "IMO" if whorl[n] else "-" if letters[n] in "atAT" else of_loop
                if sign not in f"?{may_be}" and not (letters[n] == "?" and sign == "-"):
                    told = _("{sign} does not go with the patterns, in {part}")
                    return told.format(sign=sign, part=part)
    return ""


def _goes_with(letter: str, whorl: bool, *, index: bool) -> bool:
    """Whether a finger of this letter may be, or not be, a whorl as the primary has it."""
    if whorl:
        return letter in ("?W" if index else "-")
    return letter != "W"


PRINTS = ValueKind(read_prints, str)
FORMULA = ValueKind(lambda cell: read_henry(line(cell)).text, str)
NCIC = ValueKind(lambda cell: ncic(read_ncic(line(cell))), str)
"""Kinds of value of a card: its ten prints, its Henry formula, its NCIC code."""

_INDEX_LETTERS, _SMALL_LETTERS = "ATRUW", "atr"


def formula_key(text: str) -> tuple[object, ...] | None:
    """What sorts a card in its file by a Henry formula; None for what is none.

    Primary, secondary, sub-secondary, major, final, key, and under each denominator all numerators.
    Of one primary, cards with small letters or arched index fingers come before loops and whorls.
    Small letters go by how many they are, where they stand, and what they are: first all of the
    denominator's, then the numerator's.
    """
    try:
        made = read_henry(text)
    except Unfit:
        return None
    right, left = map(letters_of, made.secondary)
    plain = {*right, *left} <= {"-", "R", "U", "W", "?"}
    return (
        made.primary[1],
        made.primary[0],
        plain,
        *(_INDEX_LETTERS.find(each[1]) for each in (left, right)),
        _small_key(left),
        _small_key(right),
        *reversed(made.sub_secondary),
        *("-ISMOL".find(each) for each in reversed(made.major)),
        made.final[0] or made.final[1] or 0,
        made.key or 0,
    )


def letters_of(secondary: str) -> str:
    """The five letters of a hand, thumb to little finger: of `aU2t` they are `aUtt-`."""
    thumb, index, after = re.fullmatch("([atr]?)([A-Z?])(.*)", secondary).groups()  # type: ignore[union-attr]
    spread = "".join(letter * int(n or 1) for n, letter in re.findall("([23]?)([atr-])", after))
    return f"{thumb or '-'}{index}{spread:-<3}"


def _small_key(letters: str) -> tuple[object, ...]:
    small = [(n, _SMALL_LETTERS.find(each)) for n, each in enumerate(letters) if each in "atr"]
    return len(small), [n for n, _each in small], [each for _n, each in small]
