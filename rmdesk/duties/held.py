"""What is under a legal hold (R1): the holds and what they cover, as rules ask and people read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, Values
from rmdesk.duties.container import inside
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.reach import class_and_above, reach
from rmdesk.model.errors import NotFound, Reason
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.records import Holding, SchemeClass, Unit
from rmdesk.model.values import DAY, LEVEL, LINE, PROSE
from rmdesk.model.words import later


@dataclass(kw_only=True, slots=True)
class Hold(Record):
    """A hold on records for a matter, on somebody's authority.

    One with a level is known from the first to those alone who are cleared for it (R17).
    It is in force for what it covers from when that is placed until it is lifted; `starts` and
    `review` are days that are told, and free nothing by themselves.
    """

    table: ClassVar[str] = "holds"
    word: ClassVar[str] = later("hold")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    sparse: ClassVar[tuple[Paths, ...]] = ("security",)
    numbered: ClassVar[str] = "H"
    known_by: ClassVar[str] = "security"
    known_through: ClassVar[tuple[str, str] | None] = ("coverage", "hold")

    number: str = kept("", later("number"))
    title: str = given(LINE, later("title"), later("what the hold is called"))
    matter: str = given(LINE, later("matter"), later("the case or inquiry it is for"))
    authority: str = given(LINE, later("authority"), later("on whose authority"))
    grounds: str = given(PROSE, later("grounds"), later("why it is opened"))
    starts: str = given(DAY, later("from"), later("day of the hold (default: today)"))
    review: str = given(DAY, later("review"), later("day on which to see whether it is needed"))
    security: str = given(
        LEVEL, later("level"), later("what one must be cleared for to know of the hold")
    )
    opened: str = kept("", later("opened"))
    opened_by: str = kept("", later("opened by"))
    lifted: str = kept("", later("lifted"))
    lifted_by: str = kept("", later("lifted by"))
    lifted_for: str = kept("", later("lifted because"))


@dataclass(kw_only=True, slots=True)
class Coverage(Record):
    """That a hold covers a record, a class or a unit, until it is lifted from it.

    `search` are words that are asked again: what they find is covered record by record.
    """

    table: ClassVar[str] = "coverage"
    word: ClassVar[str] = later("coverage")
    sparse: ClassVar[tuple[Paths, ...]] = ("holding", "class", "unit", "search")
    indexed: ClassVar[tuple[Paths, ...]] = ("hold",)
    known_by: ClassVar[str] = "holding"
    known_also: ClassVar[tuple[str, ...]] = ("scheme", "hold")

    hold: int = refers(Hold.table, later("hold"), "hold")
    holding: int | None = link(Holding.table, later("record"), "holding")
    class_: str = kept("", later("class"))
    scheme: int | None = link(SchemeClass.table, later("class"), "class")
    unit: str = kept("", later("unit"))
    search: str = kept("", later("search"))
    placed: str = kept("", later("placed"))
    placed_by: str = kept("", later("placed by"))
    placed_for: str = kept("", later("placed because"))
    lifted: str = kept("", later("lifted"))
    lifted_by: str = kept("", later("lifted by"))
    lifted_for: str = kept("", later("lifted because"))


# --- what is under a hold


def holds_on(session: Session, holding: Holding) -> list[Hold]:
    """Every hold on a record: its own, its containers', its class's, its unit's (R1).

    For the rules only: who is told of them may know of some (`known_holds`).
    """
    reached = reach(session, holding)
    return _holds_through(session, {path: reached[path] for path in ("holding", "class", "unit")})


def _holds_through(session: Session, by_path: Mapping[str, set[Any]]) -> list[Hold]:
    numbers = {
        each.hold for path, values in by_path.items() for each in covered_by(session, path, values)
    }
    holds = (session.get(Hold, number) for number in sorted(numbers))
    return [hold for hold in holds if hold is not None]


def covered_by(session: Session, path: str, values: Iterable[Any]) -> list[Coverage]:
    """What is in force on any of these."""
    asked = list(values)
    found = session.where(Coverage, Query()[path].one_of(asked)) if asked else []
    return [each for each in found if not each.lifted]


def known_holds(session: Session, holds: Sequence[Hold]) -> list[Hold]:
    """Those of them that this person may know of (R17)."""
    return session.visible.known_among(Hold, holds)


def against_altering(session: Session, holding: Holding) -> list[Reason]:
    """R1: every hold that keeps a record from being altered, as it is kept now."""
    kept_now = session.get(Holding, holding.id)
    return held_by(session, kept_now) if kept_now else []


def held_by(session: Session, kept_now: Holding) -> list[Reason]:
    """R1: every hold on a record that was read in this very transaction."""
    return _named(session, kept_now.key, holds_on(session, kept_now))


def against_moving(session: Session, code: str, *, renamed: bool) -> list[Reason]:
    """R1: every hold that records of a class are under through it or those above it.

    Moved, a class would take its records out from under the holds above; `renamed` or removed,
    out from under its own as well.
    """
    above_it = set(class_and_above(session, code)) - (set() if renamed else {code})
    return _named(session, code, _holds_through(session, {"class": above_it}))


def _named(session: Session, key: str, holds: Sequence[Hold]) -> list[Reason]:
    """R1, once for each hold that one may know of, and once for all others (R17)."""
    if not holds:
        return []
    known = known_holds(session, holds)
    text = _("{key} is under {number}: {matter}.")
    lifted_by = _("a supervisor, by lifting {number}")
    found = [
        Reason(
            "R1",
            text.format(key=key, number=each.number, matter=each.matter),
            lifted_by.format(number=each.number),
        )
        for each in known
    ]
    if len(known) < len(holds):
        told = _("{key} is under a hold.").format(key=key)
        found.append(Reason("R1", told, _("a supervisor who may know of it")))
    return found


def against_removing(session: Session, holding: Holding) -> list[Reason]:
    """R1: every hold that keeps a record, with all that lies in it, from leaving for good."""
    reasons = against_altering(session, holding)
    for content in inside(session, holding.id):
        if session.visible.may_know(content.guard):
            reasons += against_altering(session, content)
        elif holds_on(session, content):
            reasons.append(not_as_it_is(holding))  # R17: R1 would tell what it is
    return list(dict.fromkeys(reasons))


def coverage_of(session: Session, hold: int) -> list[Coverage]:
    """All that a hold covers or once covered, hidden records included: for the rules."""
    return session.where(Coverage, Query().hold == hold)


def in_force(session: Session, hold: int) -> list[Coverage]:
    """What a hold covers now, hidden records included: for the rules."""
    return [each for each in coverage_of(session, hold) if not each.lifted]


def class_named(session: Session, code: str) -> int | None:
    """The class of the scheme with a code; None for one that only records carry.

    One that may not be known of is as if it were not there (R17). Raises NotFound for neither.
    """
    document = session.store.table(SchemeClass.table).one("code", code)
    if document and session.visible.known(SchemeClass.table, [document]):
        return document.doc_id
    if not session.visible.count(Query()["class"] == code):
        raise NotFound.key(_(SchemeClass.word), code)
    return None


# --- how it is told


def told_hold(session: Session, hold: Hold) -> dict[str, Any]:
    """A hold, with how much it covers of what this person may know of (R17)."""
    told = hold.plain(name for name, spec in Hold.specs().items() if spec.told)
    covers = (each for each in known_in_force(session, hold) if not each.search)
    return {**told, "count": sum(1 for _each in covers)}


def known_coverage(session: Session, hold: Hold) -> list[Coverage]:
    """All that a hold covers or once covered, as far as this person may know of it (R17)."""
    return session.visible.where(Coverage, Query().hold == hold.id)


def known_in_force(session: Session, hold: Hold) -> list[Coverage]:
    """What a hold covers now, as far as this person may know of it: for all that is told."""
    return [each for each in known_coverage(session, hold) if not each.lifted]


def parts_of(session: Session, hold: Hold) -> Mapping[str, Sequence[Values]]:
    """What it covers, each with when, by whom and why it was placed and lifted."""
    return {"covers": [_row(session, each) for each in known_coverage(session, hold)]}


def _row(session: Session, coverage: Coverage) -> dict[str, Any]:
    names = "placed", "placed_by", "placed_for", "lifted", "lifted_by", "lifted_for"
    holding = session.visible.get(coverage.holding)
    words = {coverage.search: later("search"), coverage.unit: Unit.word,
             coverage.class_: SchemeClass.word}  # fmt: skip
    word = next((word for said, word in words.items() if said), Holding.word)
    on = (holding.key if holding else "") or coverage.class_ or coverage.unit or coverage.search
    title = holding.title if holding else ""
    return {"on": on, "kind": word, "title": title, **coverage.plain(names)}


def called_coverage(session: Session, coverage: Coverage) -> str:
    """What people call it: which hold, on what."""
    hold = session.get(Hold, coverage.hold)
    number = hold.number if hold is not None and known_holds(session, [hold]) else ""
    return _("{number} on {key}").format(number=number, key=_row(session, coverage)["on"]).strip()


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """The holds on a record, wherever it is shown, as far as this person may know of them."""
    return [
        Note(
            later("held"),
            f"{hold.number} {hold.matter}",
            {"number": hold.number, "title": hold.title, "matter": hold.matter},
            of=hold,
        )
        for hold in known_holds(session, holds_on(session, holding))
    ]
