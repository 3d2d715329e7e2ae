"""Searching fingerprint cards by a formula, with a margin on ridge counts and by references."""

from collections.abc import Iterator, Sequence

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.fingerprint import Fingerprint, Reference
from rmdesk.model.errors import BadInput
from rmdesk.model.prints import (
    Henry,
    Print,
    henry,
    inner_or_outer,
    letters_of,
    majors,
    near_counts,
    primaries,
    read_henry,
    read_ncic,
    readings,
)
from rmdesk.model.records import Holding
from rmdesk.model.values import Unfit

MOST_MARGIN = 10
"""Ridges by which a count may differ."""

_MOST_UNKNOWN = 5
"""Fingers that may be missing in what is searched: with more, half the file answers."""


@dataclass(frozen=True)
class Match:
    """A card that answers: by how many ridges it differs, and whether by a reference only."""

    holding: Holding
    fingerprint: Fingerprint
    difference: int
    reference: bool


def search_prints(session: Session, text: str, margin: int = 0) -> list[Match]:
    """The cards whose prints answer to a Henry formula or an NCIC code, the nearest first.

    Ridge counts may differ by `margin` on each finger; what is not known (`?`, a missing finger)
    differs by nothing. Raises BadInput for what is neither.
    """
    wanted = _wanted(text)
    best: dict[int, tuple[int, bool, Reference]] = {}
    for row in _candidates(session, wanted):
        far = _apart(wanted, row, margin)
        if far is None:
            continue
        found = (far, not row.main, row)
        if row.fingerprint not in best or found[:2] < best[row.fingerprint][:2]:
            best[row.fingerprint] = found
    matches = (_match(session, number, *each) for number, each in best.items())
    return sorted(
        (each for each in matches if each), key=lambda each: (each.difference, each.reference,
                                                              each.fingerprint.card)
    )  # fmt: skip


def with_margin(text: str) -> tuple[str, int]:
    """A formula or code that is typed with its margin, `20 M 1 U IOO 10 / L 1 U III ~2`.

    Without one it is none. Raises BadInput for what cannot be searched.
    """
    formula, _sign, ridges = (part.strip() for part in text.partition("~"))
    if ridges and not (ridges.isdecimal() and ridges.isascii() and int(ridges) <= MOST_MARGIN):
        told = _("“{text}” is not a number from 0 to {most}.")
        raise _unsearched(told.format(text=ridges, most=MOST_MARGIN))
    _wanted(formula)
    return formula, int(ridges or 0)


def _wanted(text: str) -> Henry | Sequence[Print]:
    try:
        if "/" in text:
            return read_henry(text)
        prints = read_ncic(text)
    except Unfit as error:
        raise _unsearched(f"{str(error).rstrip('.')}.") from error
    unknown = sum(each.letter == "?" for each in prints)
    if unknown > _MOST_UNKNOWN:
        told = _("{n} fingers are not known: at most {most} may be.")
        raise _unsearched(told.format(n=unknown, most=_MOST_UNKNOWN))
    return prints


def _unsearched(told: str) -> BadInput:
    return BadInput(_("This cannot be searched"), told, field_name="formula")


def _match(
    session: Session, number: int, far: int, reference: bool, row: Reference
) -> Match | None:
    holding, card = session.visible.get(row.holding), session.get(Fingerprint, number)
    return Match(holding, card, far, reference) if holding and card else None


def _candidates(session: Session, wanted: Henry | Sequence[Print]) -> Iterator[Reference]:
    """The readings with a primary that it may have, as this person may know them (R17)."""
    under = {wanted.primary} if isinstance(wanted, Henry) else primaries(wanted)
    said = [f"{one}/{other}" for one, other in under]
    rows = session.store.table(Reference.table).search(Query().primary.one_of(said))
    yield from map(Reference.from_document, session.visible.known(Reference.table, rows))


def _apart(wanted: Henry | Sequence[Print], row: Reference, margin: int) -> int | None:
    """By how many ridges a reading differs from what is wanted; None where it is another."""
    prints = next(readings(row.prints)) if row.prints else None
    if isinstance(wanted, Henry):
        return _from_formula(wanted, prints or read_henry(row.formula), margin)
    if prints is None:
        return _from_formula(read_henry(row.formula), wanted, margin)
    return _summed(_finger_apart(*each, margin) for each in zip(wanted, prints, strict=True))


def _finger_apart(wanted: Print, held: Print, margin: int) -> int | None:
    if "?" in (wanted.letter, held.letter):
        return 0
    if (wanted.kind, wanted.tracing) != (held.kind, held.tracing):
        return None
    if not wanted.is_loop:
        return 0
    return _near(wanted.count, held.count, margin)


def _near(wanted: int | None, held: int | None, margin: int) -> int | None:
    """How far two counts are apart, None for more than the margin; one not said is not apart."""
    far = abs(wanted - held) if wanted is not None and held is not None else 0
    return far if far <= margin else None


def _summed(each: Iterator[int | None]) -> int | None:
    found = list(each)
    return None if None in found else sum(far or 0 for far in found)


def _from_formula(one: Henry, other: Henry | Sequence[Print], margin: int) -> int | None:
    """The same of a formula and another, or prints; of letters, each that these may give."""
    prints = None if isinstance(other, Henry) else other
    made = other if isinstance(other, Henry) else _formula_of(other)
    for letter, may_be in zip(_letters(one), _may_be(made, prints, margin), strict=True):
        if letter != "?" and may_be and letter not in may_be:
            return None
    unknown = {n for n, each in enumerate(prints or ()) if each.letter == "?"}
    finals = [] if unknown & {4, 9} else list(zip(one.final, made.final, strict=True))
    keys = [(one.key, made.key)] if unknown <= {4, 9} else []
    if any(said is not None and there is None for said, there in finals):
        return None
    return _summed(_near(*each, margin) for each in (*finals, *keys))


def _formula_of(prints: Sequence[Print]) -> Henry:
    made = henry([Print("XX") if each.letter == "?" else each for each in prints])
    assert made is not None  # a finger that is missing has the value of another
    return made


def _letters(formula: Henry) -> str:
    """The letters of a formula: secondary, major, sub-secondary of both hands; ? for any."""
    major = [each or "?" for each in formula.major]
    subs = [each or "???" for each in formula.sub_secondary]
    return "".join([*map(letters_of, formula.secondary), *major, *subs])


def _may_be(made: Henry, prints: Sequence[Print] | None, margin: int) -> list[set[str]]:
    """What each of those letters may be with the margin; nothing for what is not known."""
    found = [{each} - {"?"} for each in _letters(made)]
    if prints is None:
        return found
    found[10:12] = majors(prints[0], prints[5], margin)
    for n, finger in enumerate((1, 2, 3, 6, 7, 8), 12):
        near = near_counts(prints[finger], margin)
        found[n] = {inner_or_outer(finger % 5, one) for one in near}
    unknown = (finger for finger, each in enumerate(prints) if each.letter == "?")
    for n in (n for finger in unknown for n in _LETTERS_OF[finger]):
        found[n] = set()
    return found


_LETTERS_OF = [
    *((0, 10, 11), (1, 12), (2, 13), (3, 14), (4,)),
    *((5, 10, 11), (6, 15), (7, 16), (8, 17), (9,)),
]
"""Which letters of a formula, as `_letters` has them, a finger decides."""
