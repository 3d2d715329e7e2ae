"""Fingerprint cards: their ten prints, the formulas that follow, and search with a margin.

A card is filed under the likely reading of its prints, and found under each other one as well:
those are its references.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Remark, Values
from rmdesk.duties.held import against_altering
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE, Cell, ValueKind
from rmdesk.model.words import later


def _read_by(name: str) -> ValueKind[str]:
    """A kind of value of a card, which is read by formulas only where there is one to be read."""

    def read(cell: Cell) -> str:
        from rmdesk.model import prints

        kind: ValueKind[str] = getattr(prints, name)
        return kind.read(cell)

    return ValueKind(read, str)


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
        _read_by("PRINTS"),
        later("prints"),
        later("ten prints, right thumb to left little finger: U12 R7 A T PI CM DO XI U5/T SR"),
    )
    formula: str = given(
        _read_by("FORMULA"), later("formula"), later("Henry formula: 20 M 1 U IOO 10 / L 1 U III")
    )
    ncic: str = given(_read_by("NCIC"), later("NCIC code"), later("its twenty characters"))
    holding: int | None = link(Holding.table, later("card"), "card")


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
    from rmdesk.model.prints import henry, ncic, read_ncic, readings

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


def _against(session: Session, record: Fingerprint, before: Values) -> list[Reason]:
    """A card has one classification, and stays the card it is of; R1: not what is under a hold."""
    if record.id and record.card != before.get("card"):
        text = _("The formulas of {card} stay those of that card.")
        return [Reason("R34", text.format(card=before.get("card", "")), _("a new one"), at="card")]
    holding = session.get(Holding, record.holding)
    return against_altering(session, holding) if holding else []


def _follow(session: Session, records: Sequence[Fingerprint]) -> None:
    """Make anew the readings under which cards are found."""
    table = session.store.table(Reference.table)
    for record in records:
        stale = table.ids(Query().fingerprint == record.id)
        table.remove(doc_ids=stale)
        if session.get(Fingerprint, record.id) is None:  # an undo has taken it away
            continue
        session.keep_new(list(_references(record)))


def _references(record: Fingerprint) -> Iterator[Reference]:
    from rmdesk.model.prints import henry, primaries, read_henry, readings

    if not record.prints:
        yield _reference(record, read_henry(record.formula).primary, "", record.formula, True)
        return
    for number, each in enumerate(readings(record.prints)):
        made = henry(each)
        prints, formula = " ".join(finger.text for finger in each), made.text if made else ""
        for under in sorted(primaries(each)):
            main = not number and (made is None or under == made.primary)
            yield _reference(record, under, prints, formula, main)


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


# --- told


def fingerprint_of(session: Session, holding: int) -> Fingerprint | None:
    """The formulas of a card; None for a record that is none."""
    return next(iter(session.where(Fingerprint, Query().holding == holding)), None)


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
