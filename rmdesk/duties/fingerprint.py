"""Fingerprint cards: their ten prints, the formulas that follow, and search with a margin.

A card is filed under the likely reading of its prints, and found under each other one as well:
those are its references.
"""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Remark, Values
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.prints import (
    FORMULA,
    NCIC,
    PRINTS,
    Henry,
    Print,
    henry,
    inner_or_outer,
    majors,
    ncic,
    near_counts,
    primary,
    read_henry,
    read_ncic,
    readings,
)
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE, Unfit
from rmdesk.model.words import later

_MOST_UNKNOWN = 5
"""Fingers that may be missing in what is searched: with more, half the file answers."""


@dataclass(kw_only=True, slots=True)
class Fingerprint(Record):
    """What stands on a fingerprint card: `prints` as read, its Henry formula, its NCIC code.

    Each follows from the one before it that is given.
    """

    table: ClassVar[str] = "fingerprints"
    word: ClassVar[str] = later("fingerprint")
    unique: ClassVar[tuple[str, ...]] = ("card",)
    sparse: ClassVar[tuple[Paths, ...]] = ("holding",)
    called_by: ClassVar[tuple[str, ...]] = ("card",)
    known_by: ClassVar[str] = "holding"

    card: str = given(LINE, later("card"), later("barcode or code of the card"), keyed="holdings")
    prints: str = given(
        PRINTS,
        later("prints"),
        later("ten prints, right thumb to left little finger: U12 R7 A T PI CM DO XI U5/T SR"),
    )
    formula: str = given(
        FORMULA, later("formula"), later("Henry formula: 20 M 1 U IOO 10 / L 1 U III")
    )
    ncic: str = given(NCIC, later("NCIC code"), later("its twenty characters"))
    holding: int | None = link(Holding.table, later("record"), "holding")


@dataclass(kw_only=True, slots=True)
class Reference(Record):
    """One reading of a card, under which it is found; `main` is the one that it is filed under."""

    table: ClassVar[str] = "fingerprint_references"
    word: ClassVar[str] = later("fingerprint reference")
    indexed: ClassVar[tuple[Paths, ...]] = ("primary", "fingerprint")
    sparse: ClassVar[tuple[Paths, ...]] = ("holding",)
    known_by: ClassVar[str] = "holding"

    fingerprint: int = refers(Fingerprint.table, later("fingerprint"), "fingerprint")
    holding: int | None = link(Holding.table, later("record"), "holding")
    primary: str = kept("")
    prints: str = kept("")
    formula: str = kept("")
    main: bool = kept(False)


# --- kept


def _complete(record: Fingerprint, values: Values, _remark: Remark) -> None:
    """Amend a card's formulas, and work out those that follow. Raises BadInput."""
    record.amend(values)
    if not record.card:
        raise _lacking("card", _("Name the card."))
    if "prints" in values and record.prints:
        record.formula = record.formula if "formula" in values else ""
        record.ncic = record.ncic if "ncic" in values else ""
    if not record.prints and record.ncic and "??" not in record.ncic:
        record.prints = " ".join(each.text for each in read_ncic(record.ncic))
    if record.prints:
        first = next(readings(record.prints))
        made = henry(first)
        _agrees(record, "ncic", ncic(first))
        _agrees(record, "formula", made.text if made else "")
    elif not record.formula:
        raise _lacking("prints", _("Give its prints, a Henry formula or an NCIC code."))


def _agrees(record: Fingerprint, name: str, follows: str) -> None:
    said = getattr(record, name)
    if said and said != follows:
        told = _("The prints give {formula}, not {said}.").format(
            formula=follows or _("none"), said=said
        )
        raise _lacking(name, told)
    setattr(record, name, follows)


def _lacking(name: str, told: str) -> BadInput:
    return BadInput(_("Not a whole card"), told, field_name=name)


def _settle(session: Session, record: Fingerprint, before: Values, remark: Remark) -> None:
    if record.card == before.get("card"):
        return
    holding = session.visible.one(record.card)
    record.holding, record.card = holding.id, holding.barcode or holding.identifier or record.card
    if holding.kind != "fingerprint-card":
        remark("card", _("it is registered as another kind than a fingerprint card"))


def _against(_session: Session, record: Fingerprint, before: Values) -> list[Reason]:
    """A card has one classification, and stays the card it is of."""
    if record.id and record.card != before.get("card"):
        text = _("The formulas of {card} stay those of that card.")
        return [Reason("R34", text.format(card=before.get("card", "")), _("a new one"), at="card")]
    return []


def _follow(session: Session, records: Sequence[Fingerprint]) -> None:
    """Make anew the readings under which cards are found."""
    table = session.store.table(Reference.table)
    for record in records:
        stale = table.ids(Query().fingerprint == record.id)
        table.remove(doc_ids=stale)
        table.insert_multiple(each.to_document() for each in _references(record))


def _references(record: Fingerprint) -> Iterator[Reference]:
    if not record.prints:
        yield _reference(record, read_henry(record.formula).primary, "", record.formula, True)
        return
    for number, each in enumerate(readings(record.prints)):
        made = henry(each)
        prints, formula = " ".join(finger.text for finger in each), made.text if made else ""
        for under in sorted(_primaries(each)):
            yield _reference(record, under, prints, formula, not number)


def _reference(
    record: Fingerprint, under: tuple[int, int], prints: str, formula: str, main: bool
) -> Reference:
    return Reference(
        fingerprint=record.id,
        holding=record.holding,
        primary="{}/{}".format(*under),
        prints=prints,
        formula=formula,
        main=main,
    )


def _primaries(prints: Sequence[Print]) -> set[tuple[int, int]]:
    """Every primary of prints of which some are missing: each may be a whorl, or none."""
    whorl, arch = Print("P", None, "M"), Print("A")
    ways = [(each,) if each.letter != "?" else (whorl, arch) for each in prints]
    return {primary(each) for each in product(*ways)}


# --- found


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
        primaries = {wanted.primary}
    else:
        unknown = sum(each.letter == "?" for each in wanted)
        if unknown > _MOST_UNKNOWN:
            told = _("{n} fingers are not known: at most {most} may be.")
            raise BadInput(
                _("This cannot be searched"), told.format(n=unknown, most=_MOST_UNKNOWN),
                field_name="formula",
            )  # fmt: skip
        primaries = _primaries(wanted)
    said = [f"{over}/{under}" for over, under in primaries]
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


# --- told


def fingerprint_of(session: Session, holding: int) -> Fingerprint | None:
    """The formulas of a card; None for a record that is none."""
    rows = session.store.table(Fingerprint.table).search(Query().holding == holding)
    return Fingerprint.from_document(rows[0]) if rows else None


def _notes(session: Session, holding: Any) -> list[Note]:
    if holding.kind != "fingerprint-card":
        return []
    found = fingerprint_of(session, holding.id)
    if found is None:
        return []
    data = {"prints": found.prints, "formula": found.formula, "ncic": found.ncic}
    return [Note(later("formula"), " · ".join(filter(None, (found.formula, found.ncic))), data)]


FINGERPRINTS: RecordKind = RecordKind(
    record=Fingerprint,
    name="fingerprints",
    complete=_complete,
    settle=_settle,
    against=_against,
    follow=_follow,
    notes=_notes,
    grouped=True,
)
KINDS = (
    FINGERPRINTS,
    RecordKind(record=Reference, name="fingerprint references", by_hand=False),
)
