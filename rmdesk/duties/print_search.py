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
    majors,
    near_counts,
    primaries,
    read_henry,
    read_ncic,
    readings,
)
from rmdesk.model.records import Holding
from rmdesk.model.values import Unfit

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
    differs by nothing. A card of which only a formula is kept answers to whole codes alone. Raises
    BadInput for what is neither.
    """
    try:
        wanted: Henry | Sequence[Print] = read_henry(text) if "/" in text else read_ncic(text)
    except Unfit as error:
        told = f"{str(error).rstrip('.')}."
        raise BadInput(_("This cannot be searched"), told, field_name="formula") from error
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


def _match(
    session: Session, number: int, far: int, reference: bool, row: Reference
) -> Match | None:
    holding, card = session.visible.get(row.holding), session.get(Fingerprint, number)
    return Match(holding, card, far, reference) if holding and card else None


def _candidates(session: Session, wanted: Henry | Sequence[Print]) -> Iterator[Reference]:
    """The readings with a primary that it may have, as this person may know them (R17)."""
    if isinstance(wanted, Henry):
        under = {wanted.primary}
    else:
        unknown = sum(each.letter == "?" for each in wanted)
        if unknown > _MOST_UNKNOWN:
            told = _("{n} fingers are not known: at most {most} may be.")
            raise BadInput(
                _("This cannot be searched"), told.format(n=unknown, most=_MOST_UNKNOWN),
                field_name="formula",
            )  # fmt: skip
        under = primaries(wanted)
    said = [f"{one}/{other}" for one, other in under]
    rows = session.store.table(Reference.table).search(Query().primary.one_of(said))
    yield from map(Reference.from_document, session.visible.known(Reference.table, rows))


def _apart(wanted: Henry | Sequence[Print], row: Reference, margin: int) -> int | None:
    """By how many ridges a reading differs from what is wanted; None where it is another."""
    prints = next(readings(row.prints)) if row.prints else None
    if isinstance(wanted, Henry):
        return _from_formula(wanted, row, prints, margin)
    if prints is None:
        made = henry(wanted)
        return _from_formula(made, row, None, margin) if made else None
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


def _from_formula(
    wanted: Henry, row: Reference, prints: Sequence[Print] | None, margin: int
) -> int | None:
    """The same for a Henry formula: of letters, each that the counts may give with the margin."""
    held = read_henry(row.formula) if row.formula else None
    if held is None or wanted.primary != held.primary:
        return None
    letters = _letters(held, prints, margin)
    asked = [*wanted.secondary, *wanted.major, *wanted.sub_secondary[0], *wanted.sub_secondary[1]]
    subs = [bool(each) for each in wanted.sub_secondary]
    offered = [*letters[:4], *(letters[4:7] if subs[0] else []), *(letters[7:] if subs[1] else [])]
    for letter, may_be in zip(asked, offered, strict=True):
        if letter not in ("", "?") and may_be and letter not in may_be:
            return None
    finals = list(zip(wanted.final, held.final, strict=True))
    if any(one is not None and other is None for one, other in finals):
        return None
    return _summed(_near(*each, margin) for each in (*finals, (wanted.key, held.key)))


def _letters(held: Henry, prints: Sequence[Print] | None, margin: int) -> list[set[str]]:
    """What each letter of a formula may be: secondary, major, sub-secondary of both hands."""
    found = [{each} for each in (*held.secondary, *held.major)]
    if prints is None:
        subs = [{letter} for sub in held.sub_secondary for letter in sub.ljust(3, "?")]
        return [*found, *({*each} - {"?"} for each in subs)]
    found[2:4] = majors(prints[0], prints[5], margin)
    for hand in (0, 5):
        for finger in (1, 2, 3):
            moved = near_counts(prints[hand + finger], margin)
            found.append({inner_or_outer(finger, one) for one in moved})
    return found
