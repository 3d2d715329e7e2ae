"""Cross-references between records, told at both ends; and where other volumes of a file are."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.fields import Paths, Record, kept, refers
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE
from rmdesk.model.words import later


@dataclass(kw_only=True, slots=True)
class CrossReference(Record):
    """That two records belong to each other. Who may not know of both knows of none of it (R17)."""

    table: ClassVar[str] = "cross_references"
    word: ClassVar[str] = later("cross-reference")
    indexed: ClassVar[tuple[Paths, ...]] = ("holding", "other")
    known_by: ClassVar[str] = "holding"
    known_also: ClassVar[tuple[str, ...]] = ("other",)

    holding: int = refers(Holding.table, later("record"), "holding")
    other: int = refers(Holding.table, later("other record"), "other")
    why: str = kept("", later("how they belong together"))
    made: str = kept("", later("made"))
    made_by: str = kept("", later("made by"))


def references_of(session: Session, holding: int) -> list[CrossReference]:
    """The cross-references of a record that one may know of, in the order in which made (R17)."""
    found = {
        each.id: each
        for path in ("holding", "other")
        for each in session.visible.where(CrossReference, Query()[path] == holding)
    }
    return [found[number] for number in sorted(found)]


def other_end(reference: CrossReference, holding: int) -> int:
    """The record at the other end of a cross-reference."""
    return reference.other if reference.holding == holding else reference.holding


def refer(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    """Refer records and an `other` one to each other, with `why` if it is told.

    Raises Refused with every reason, NotFound, BadInput.
    """
    with session.change("cross-refer"):
        other = session.visible.one(given["other"])
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_referring(session, each, other)]
        Refused.for_any(_("Not referred"), against)
        for each in holdings:
            session.save(
                CrossReference(
                    holding=each.id,
                    other=other.id,
                    why=str(given.get("why") or "").strip(),
                    made=session.now().isoformat(timespec="seconds"),
                    made_by=session.login,
                )
            )
        step = _("see also {key}").format(key=other.key)
        return [Handled(each, each.status, each.due, next=step) for each in holdings]


def against_referring(session: Session, holding: Holding, other: Holding | None) -> list[Reason]:
    """R35: nothing refers to itself, nor twice to the same."""
    if other is None:
        return []
    if other.id == holding.id:
        text = _("{key} is the same record.").format(key=holding.key)
        return [Reason("R35", text, _("naming another"))]
    if other.id in _ends(session, holding):
        text = _("{key} and {other} refer to each other already.")
        told = text.format(key=holding.key, other=other.key)
        return [Reason("R35", told, _("taking that away first"))]
    return []


def unrefer(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    """Take cross-references between records and an `other` one away. Raises Refused, NotFound."""
    with session.change("unrefer"):
        other = session.visible.one(given["other"])
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_unreferring(session, each, other)]
        Refused.for_any(_("Not taken away"), against)
        numbers = [
            reference.id
            for each in holdings
            for reference in references_of(session, each.id)
            if other_end(reference, each.id) == other.id
        ]
        session.store.table(CrossReference.table).remove(doc_ids=numbers)
        return [Handled(each, each.status, each.due) for each in holdings]


def against_unreferring(session: Session, holding: Holding, other: Holding | None) -> list[Reason]:
    """R35: only what is there is taken away."""
    ends = _ends(session, holding)
    if (other.id in ends) if other else ends:
        return []
    text = _("{key} refers to no such record.").format(key=holding.key)
    return [Reason("R35", text, _("a cross-reference"))]


def _ends(session: Session, holding: Holding) -> set[int]:
    return {other_end(each, holding.id) for each in references_of(session, holding.id)}


def _other(session: Session, given: Given) -> Holding | None:
    return session.visible.one(given["other"]) if given.get("other") else None


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """What a record refers to, and where its other volumes are that are not in their place."""
    return [*_referred(session, holding), *_volumes(session, holding)]


def _referred(session: Session, holding: Holding) -> Iterator[Note]:
    found = references_of(session, holding.id)
    numbers = [other_end(each, holding.id) for each in found]
    others = {each.id: each for each in session.visible.many(numbers)}
    for each, number in zip(found, numbers, strict=True):
        if other := others.get(number):
            text = " ".join(filter(None, (other.key, other.title, each.why and f"({each.why})")))
            data = {"key": other.key, "title": other.title, "why": each.why}
            yield Note(later("see also"), text, data, of=other)


def _volumes(session: Session, holding: Holding) -> Iterator[Note]:
    if not holding.volume:
        return
    from rmdesk.duties.volumes import elsewhere

    for text in elsewhere(session, holding):
        yield Note(later("other volume"), text, {"key": "", "title": "", "why": text})


def _called(session: Session, reference: CrossReference) -> str:
    ends = (session.get(Holding, number) for number in (reference.holding, reference.other))
    return " – ".join(each.key for each in ends if each)


KINDS = (
    RecordKind(
        record=CrossReference,
        name="cross_references",
        notes=notes_of,
        by_hand=False,
        called=_called,
    ),
)

_OTHER = Takes(
    name="other",
    flag="--with",
    help=later("the other record: barcode, code or # number"),
    label=later("Which record? Its barcode or code"),
    kind=LINE,
    metavar="KEY",
    required=True,
)

ACTS = (
    Act(
        name="cross-refer",
        on=Holding,
        title=later("See also another record…"),
        help=later("Refer records and another one to each other: both tell it wherever shown."),
        done=later("Cross-reference made: {name}"),
        word=later("cross-reference made"),
        takes=(
            _OTHER,
            Takes(name="why", help=later("how they belong together"), kind=LINE),
        ),
        against=lambda session, holding, given: against_referring(
            session, holding, _other(session, given)
        ),
        do=refer,
        examples=("rmdesk cross-refer R100003Q --with R100004O --why 'same purchases'",),
        also=("link", "see also", "related"),
    ),
    Act(
        name="unrefer",
        on=Holding,
        title=later("Take a cross-reference away…"),
        help=later("Take the cross-reference between records and another one away."),
        done=later("Cross-reference taken away: {name}"),
        word=later("cross-reference taken away"),
        takes=(_OTHER,),
        against=lambda session, holding, given: against_unreferring(
            session, holding, _other(session, given)
        ),
        do=unrefer,
        also=("unlink",),
    ),
)
