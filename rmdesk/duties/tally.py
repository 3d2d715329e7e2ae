"""What a census has found, as one person may know it: lists by outcome, each with what to do.

Nothing is missing by mistake (R31). A record is missing only where its shelf was read whole; it
lay there by itself, in its place, from before that shelf was begun; and it was read nowhere.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from data.plain import dataclass, field, replace
from rmdesk.desk.desk import Session
from rmdesk.duties.census_scope import Scope, home_place, parts_of, places_within
from rmdesk.duties.container import lies_in
from rmdesk.duties.counted import Census, Count, CountedShelf, counts_of, shelves_of
from rmdesk.duties.readings import Reading, Readings, misfiled, readings
from rmdesk.duties.states import GONE
from rmdesk.model.counting import as_counted
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import CountOutcome, Status

if TYPE_CHECKING:
    from rmdesk.access.visibility import Visibility

OUT_OF_ORDER = "out-of-order"
OUTCOMES: tuple[str, ...] = (
    CountOutcome.FOUND,
    CountOutcome.MISSING,
    CountOutcome.MISPLACED,
    CountOutcome.OUT_BUT_HERE,
    CountOutcome.UNKNOWN,
    OUT_OF_ORDER,
)
"""What is listed, in this order; what is out of order is among what was found as well."""

_PLACED = frozenset({"status", "home_id", "place_id", "inside", "home"})
"""Fields whose change says that a record was handled."""

_ENTRIES = 50
"""Journal entries of a record that are looked through for that."""


@dataclass(frozen=True)
class Line:
    """A record in a list: where it was read, and what is to be done about it, "" for nothing.

    `code` is what was read where no record answers to it. Of what is missing `place` is its shelf.
    """

    outcome: str
    holding: Holding | None = None
    code: str = ""
    place: int | None = None
    at: str = ""
    by: str = ""
    to_do: str = ""


@dataclass
class Tally:
    """All that a census has found. While it is open `rest` tells of all else that belongs to it:

    `inside` lies in containers and was not looked at; `away` is not in its place by what the desk
    knows, or was handled since its shelf was begun; `uncounted` lives on shelves that were not read
    whole, `homeless` nowhere. `expected` is all of it together. `others` were found in their places
    and do not belong to it.
    """

    lists: dict[str, list[Line]] = field(default_factory=lambda: {name: [] for name in OUTCOMES})
    rest: dict[str, int] = field(default_factory=dict)
    shelves: dict[str, int] = field(default_factory=dict)
    unfinished: list[int] = field(default_factory=list)
    others: int = 0
    not_counted: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each outcome, and of all else."""
        listed = {name: len(lines) for name, lines in self.lists.items()}
        return {**listed, "not-counted": self.not_counted, "others": self.others, **self.rest}

    @property
    def accuracy(self) -> float | None:
        """Of what was looked for, how much is where the desk says, in per cent; None for none."""
        wrong = self.lists[CountOutcome.MISPLACED]
        misplaced = sum(each.holding is not None for each in wrong)
        found, missing = (len(self.lists[name]) for name in OUTCOMES[:2])
        return accuracy(found, missing, misplaced)


def accuracy(found: int, missing: int, misplaced: int) -> float | None:
    """Per cent of records that are where the desk says, to a tenth; None where none was looked at.

    It is 100 only where all are: it is never rounded up to that.
    """
    looked_for = found + missing + misplaced
    return (1000 * found // looked_for) / 10 if looked_for else None


def tally(session: Session, census: Census, visible: "Visibility | None" = None) -> Tally:
    """What a census has found so far, or had found when it was closed."""
    visible = visible or session.visible
    read = readings(session, census, visible)
    shelves = shelves_of(session, census)
    made = Tally(not_counted=read.not_counted)
    for each in read.last.values():
        _sort_in(session, made, each)
    lists = made.lists
    lists[CountOutcome.UNKNOWN] = [_line(session, each) for each in read.unknown]
    lists[OUT_OF_ORDER] = [
        replace(_line(session, each.count, each.holding), outcome=OUT_OF_ORDER, to_do="")
        for each in misfiled(session, census, read)
    ]
    if census.open:
        looked_for = LookedFor(session, census, visible, shelves, read)
        lists[CountOutcome.MISSING] = looked_for.missing()
        made.rest = looked_for.rest(lists)
    else:
        kept = [*_kept_missing(session, census, visible, read)]
        lists[CountOutcome.MISSING] = _as_walked(session, kept)
    made.unfinished = [number for number, each in shelves.items() if not each.ended]
    made.shelves = _walked(session, census, shelves)
    return made


def _walked(session: Session, census: Census, shelves: dict[int, CountedShelf]) -> dict[str, int]:
    ended = sum(bool(each.ended) for each in shelves.values())
    told = {"finished": ended, "unfinished": len(shelves) - ended}
    if census.scope:
        places = {each.id for each in places_within(session, census.levels)}
        told["not-walked"] = len(places - shelves.keys())
    return told


def _sort_in(session: Session, made: Tally, each: Reading) -> None:
    count = each.count
    if count.outcome == CountOutcome.FOUND and not count.scoped:
        made.others += 1
    elif count.outcome in made.lists:
        made.lists[count.outcome].append(_line(session, count, each.holding))


def _line(session: Session, count: Count, holding: Holding | None = None) -> Line:
    to_do = _to_do(session, count, holding) if holding else ""
    return Line(count.outcome, holding, count.code, count.place, count.at, count.by, to_do)


def _to_do(session: Session, count: Count, holding: Holding) -> str:
    """What is to be done about a record that was read, as it stands now: the name of an act."""
    if holding.status == Status.OUT:
        return "return"
    if holding.status == Status.MISSING:
        return "found"
    if holding.status in (Status.TO_REFILE, Status.TRANSIT):
        return "refile"
    misplaced = count.outcome == CountOutcome.MISPLACED and holding.status not in GONE
    return "refile" if misplaced and home_place(session, holding) != count.place else ""


def _kept_missing(
    session: Session, census: Census, visible: "Visibility", read: Readings
) -> Iterator[Line]:
    """What was missing when the census was closed."""
    counts = counts_of(session, census, visible)
    kept = [each for each in counts if each.outcome == CountOutcome.MISSING and each.holding]
    holdings = {each.id: each for each in visible.many([each.holding or 0 for each in kept])}
    for each in kept:
        holding = holdings.get(each.holding or 0)
        if holding is not None and holding.id not in read.touched:
            yield replace(_line(session, each), holding=holding, to_do=_mark(holding))


def _as_walked(session: Session, lines: list[Line]) -> list[Line]:
    """Lines in walking order, and on a shelf as people count."""
    places = {each.place for each in lines}
    walks = {number: place.walk for number in places if (place := session.get(Place, number))}

    def walked(line: Line) -> tuple[str, Any]:
        holding = line.holding or Holding()
        return walks.get(line.place, ""), as_counted(holding.identifier or holding.key)

    return sorted(lines, key=walked)


def _mark(holding: Holding) -> str:
    """What is missing is marked so, once: what the desk has heard of it since goes before."""
    return "missing" if holding.status == Status.IN else ""


@dataclass
class LookedFor:
    """What belongs to a census and was not read: why each is not counted, or that it is missing."""

    session: Session
    census: Census
    visible: "Visibility"
    shelves: dict[int, CountedShelf]
    read: Readings
    _rest: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("uncounted", "inside", "away", "homeless"), 0)
    )
    _places: dict[int, Place | None] = field(default_factory=dict)
    _boxes: dict[int, bool] = field(default_factory=dict)

    def lacks(self, holding: Holding) -> bool:
        """Whether a record that was read nowhere is missing (R31)."""
        home = self._place(home_place(self.session, holding))
        return not self._why_not(holding, home, self._read_whole())

    def missing(self) -> list[Line]:
        """What is missing, in walking order; all else is counted on the way."""
        found: list[Line] = []
        scope = Scope(self.session, self.census, self.visible)
        whole = self._read_whole()
        for holding in scope.holdings():
            if holding.id in self.read.last:
                continue
            home = self._place(home_place(self.session, holding))
            why = self._why_not(holding, home, whole)
            if why:
                self._rest[why] += 1
            elif home is not None:
                to_do = _mark(holding)
                found.append(Line(CountOutcome.MISSING, holding, place=home.id, to_do=to_do))
        return _as_walked(self.session, found)

    def rest(self, lists: dict[str, list[Line]]) -> dict[str, int]:
        """All that belongs to the census, and what of it was neither found nor is missing."""
        read = sum(each.count.scoped for each in self.read.last.values())
        unread = len(lists[CountOutcome.MISSING]) + sum(self._rest.values())
        return {"expected": read + unread, **self._rest}

    def _why_not(self, holding: Holding, home: Place | None, whole: "_Whole") -> str:
        """Why a record is not missing though it was not read; "" where it is (R31)."""
        if holding.status != Status.IN:
            return "away"
        if holding.inside:
            return "away" if self._box_is_away(holding.inside) else "inside"
        if holding.place_id not in (None, holding.home_id):
            return "away"
        if home is None:
            return "homeless"
        shelf = whole.shelf_of(home)
        if shelf is None or holding.id in self.read.touched:
            return "uncounted"
        return "away" if self._handled_since(holding, shelf) else ""

    def _box_is_away(self, box: int) -> bool:
        """Whether a container, or one around it, is not in its place."""
        if box not in self._boxes:
            lying = Holding(inside=box, status=Status.IN)
            self._boxes[box] = lies_in(self.session, lying) is not None
        return self._boxes[box]

    def _handled_since(self, holding: Holding, shelf: CountedShelf) -> bool:
        """Whether it was handled after its shelf was begun: then it may not have been there."""
        entries = self.session.store.journal.of(f"{Holding.table}:{holding.id}", limit=_ENTRIES)
        since = [each for each in entries if each.seq > shelf.seq and each.change]
        told = (_PLACED & {*(each.old or {}), *(each.new or {})} for each in since)
        return len(since) == _ENTRIES or any(told)

    def _read_whole(self) -> "_Whole":
        whole = _Whole()
        for number, shelf in self.shelves.items():
            if shelf.ended and (place := self._place(number)) is not None:
                whole.add(place, shelf)
        return whole

    def _place(self, number: int | None) -> Place | None:
        if number is None:
            return None
        if number not in self._places:
            self._places[number] = self.session.get(Place, number)
        return self._places[number]


@dataclass
class _Whole:
    """The shelves that were read whole; a shelf's positions are read with it."""

    _by_place: dict[int, CountedShelf] = field(default_factory=dict)
    _by_parts: dict[tuple[str, ...], CountedShelf] = field(default_factory=dict)

    def add(self, place: Place, shelf: CountedShelf) -> None:
        self._by_place[place.id] = shelf
        if not place.position:
            self._by_parts[tuple(parts_of(place))] = shelf

    def shelf_of(self, home: Place) -> CountedShelf | None:
        """How a home was read whole: by itself, or a position with its shelf."""
        found = self._by_place.get(home.id)
        if found is None and home.position:
            found = self._by_parts.get(tuple(parts_of(replace(home, position=""))))
        return found
