"""What a census keeps: itself, the shelves that were walked, each record that was read there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Paths, Record, given, kept, link, refers
from rmdesk.model.filing import ORDERS, order_word
from rmdesk.model.records import Holding, Place, SchemeClass
from rmdesk.model.values import LINE, WORDS, choice
from rmdesk.model.words import CensusStatus, CountOutcome, census_word, count_word, later

if TYPE_CHECKING:
    from rmdesk.access.visibility import Visibility


@dataclass(kw_only=True, slots=True)
class Census(Record):
    """A dated count of what should be on some shelves, or of a class, a unit, a search (R31).

    One of `scope` (a place, or what places have in common), `class_`, `unit` and `search` says
    what is counted. `levels` are the parts of a place, building to position, that the places of
    the scope share. `walkers` are the accounts at whose desk a place's scan counts in it.
    """

    table: ClassVar[str] = "censuses"
    word: ClassVar[str] = later("census")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    indexed: ClassVar[tuple[Paths, ...]] = ("status",)
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    known_by: ClassVar[str] = "scheme"

    number: str = kept("", later("number"))
    scope: str = given(
        LINE,
        later("shelves"),
        later("a place, or the part of an address that shelves share: B3-04-2, B3, a room"),
    )
    class_: str = given(LINE, later("class"), later("class of the scheme"), keyed="classes")
    unit: str = given(LINE, later("unit"), later("unit that it belongs to"), keyed="units")
    search: str = given(LINE, later("search"), later("what these words find now"))
    order: str = given(
        choice(*ORDERS),
        later("order"),
        later("how the records stand on the shelves (default: by the guidelines)"),
        word=order_word,
    )
    notes: str = given(LINE, later("notes"), later("why it is counted, and anything else"))
    status: str = kept("", later("status"), word=census_word)
    started: str = kept("", later("started"))
    started_by: str = kept("", later("started by"))
    closed: str = kept("", later("closed"))
    closed_by: str = kept("", later("closed by"))
    walkers: list[str] = given(WORDS, later("counted by"), by="file")
    levels: list[str] = given(WORDS, later("levels"), by="file", told=False)
    scheme: int | None = link(SchemeClass.table, later("class"), "class")

    @property
    def open(self) -> bool:
        """Whether it is still counted."""
        return self.status == CensusStatus.OPEN


@dataclass(kw_only=True, slots=True)
class CountedShelf(Record):
    """That a shelf was walked in a census: its counting is over once `ended` is filled.

    `counting` are the accounts that are at it; where the last of them left it unfinished, by a
    crash or a place that nobody knew, it stays open, and nothing is missing there (R31).
    `seq` is the journal's last entry when it was begun: what was touched after that was not
    surely there. No log tells it: it counts what one may not know of, too (R17).
    `passes` counts how often somebody began to read along it.
    """

    table: ClassVar[str] = "counted_shelves"
    word: ClassVar[str] = later("counted shelf")
    indexed: ClassVar[tuple[Paths, ...]] = (("census", "place"), ("place", "begun"))
    known_by: ClassVar[str] = "census"
    unsaid: ClassVar[tuple[str, ...]] = ("seq",)

    census: int = refers(Census.table, later("census"), "census")
    place: int = refers(Place.table, later("place"), "place")
    begun: str = kept("", later("begun"))
    begun_by: str = kept("", later("begun by"))
    ended: str = kept("", later("ended"))
    counting: list[str] = given(WORDS, later("being counted by"), by="file")
    seq: int = kept(0)
    passes: int = kept(0)


@dataclass(kw_only=True, slots=True)
class Count(Record):
    """A record that was read in a census, where, and what that says; or one that was missing.

    A code that nothing answered to is kept as it was read, in `code`. `scoped` says that the
    record belongs to what is counted, `row` in which reading along the shelf it was read. `seq` is
    the journal's last entry before that and `line` that of the scanner's file: they tell what was
    read after what, as document numbers do not, for what is hidden is numbered apart (R17).
    """

    table: ClassVar[str] = "counts"
    word: ClassVar[str] = later("count")
    indexed: ClassVar[tuple[Paths, ...]] = (("census", "place"), ("census", "outcome"))
    sparse: ClassVar[tuple[Paths, ...]] = (("holding", "census"),)
    known_by: ClassVar[str] = "holding"
    known_also: ClassVar[tuple[str, ...]] = ("census",)
    unsaid: ClassVar[tuple[str, ...]] = ("seq", "line")

    census: int = refers(Census.table, later("census"), "census")
    place: int | None = link(Place.table, later("place"), "place")
    holding: int | None = link(Holding.table, later("record"), "holding")
    code: str = kept("", later("read as"))
    outcome: str = kept("", later("outcome"), word=count_word)
    at: str = kept("", later("counted"))
    by: str = kept("", later("counted by"))
    scoped: bool = kept(False)
    row: int = kept(0)
    seq: int = kept(0)
    line: int = kept(0)

    @property
    def when(self) -> tuple[int, int]:
        """What sorts it among others of its census in the order in which they were read."""
        return self.seq, self.line


def against_counting(census: Census) -> list[Reason]:
    """Every reason why nothing is counted in a census: it is closed."""
    if census.open:
        return []
    text = _("{number} is closed.").format(number=census.number)
    return [Reason("R31", text, _("a new census"))]


def shelf_of(session: Session, census: Census, place: int) -> CountedShelf | None:
    """How a place was walked in a census; None for one that was not."""
    asked = (Query().census == census.id) & (Query().place == place)
    return next(iter(session.where(CountedShelf, asked)), None)


def shelves_of(session: Session, census: Census) -> dict[int, CountedShelf]:
    """The places that were walked in a census, by their numbers."""
    walked = session.where(CountedShelf, Query().census == census.id)
    return {each.place: each for each in walked}


def counts_of(
    session: Session, census: Census, visible: "Visibility", place: int | None = None
) -> Iterator[Count]:
    """What was read in a census and may be known of, in the order it was read; at one place."""
    condition: Any = Query().census == census.id
    if place is not None:
        condition &= Query().place == place
    rows = session.store.table(Count.table).search(condition)
    known = map(Count.from_document, visible.known(Count.table, rows))
    yield from sorted(known, key=lambda each: each.when)


def last_count(session: Session, census: Census, holding: int) -> Count | None:
    """Where a record was read last in a census; None where it was not."""
    counts = session.where(Count, (Query().holding == holding) & (Query().census == census.id))
    found = [each for each in counts if is_scan(each)]
    return max(found, key=lambda each: (each.when, each.id)) if found else None


def is_scan(count: Count) -> bool:
    """Whether it tells what was read, not what was not or is to be."""
    return count.outcome not in (CountOutcome.MISSING, CountOutcome.LISTED)


def told_census(session: Session, census: Census) -> dict[str, Any]:
    """A census as plain values; words that were searched are for who knows what they found."""
    told = census.plain(name for name, spec in Census.specs().items() if spec.told and spec.label)
    del told["scheme"]
    if census.search and not _knows_search(session, census):
        told["search"] = told["notes"] = ""
    return told


def _knows_search(session: Session, census: Census) -> bool:
    """Whether one started it, or may know of all that its words found (R17)."""
    if census.started_by == session.login or not session.visible.hides_any:
        return True
    rows = session.store.table(Count.table).search(
        (Query().census == census.id) & (Query().outcome == CountOutcome.LISTED)
    )
    return len(session.visible.known(Count.table, rows)) == len(rows)
