"""Counting: a shelf's scan, then each record on it, on disk before it is acknowledged (R33).

After a place that nobody knows nothing is counted until a valid one is scanned (R29); the shelf
that was being counted stays unfinished then, so that nothing on it is missing by that (R31).
"""

from tinydb import Query

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from rmdesk.desk.addresses import said_address
from rmdesk.desk.desk import Session
from rmdesk.duties.census_scope import Scope, home_place, parts_of
from rmdesk.duties.counted import (
    Census,
    Count,
    CountedShelf,
    against_counting,
    last_count,
    shelf_of,
)
from rmdesk.duties.place import said_home, seat
from rmdesk.duties.states import GONE
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding, Person, Place
from rmdesk.model.words import CensusStatus, CountOutcome, Status, status_word


def census_of(session: Session) -> Census | None:
    """The census that this person counts for: the last that they joined and that is still open."""
    known = session.visible.where(Census, Query().status == CensusStatus.OPEN)
    mine = [each for each in known if session.login in each.walkers]
    return mine[-1] if mine else None


# --- shelves


def begin_shelf(session: Session, census: Census, place: Place) -> CountedShelf:
    """Begin a shelf, or go on with one, inside a transaction."""
    found = shelf_of(session, census, place.id)
    now = session.now().isoformat(timespec="seconds")
    shelf = found or CountedShelf(
        census=census.id,
        place=place.id,
        begun=now,
        begun_by=session.login,
        seq=session.store.journal.last(),
    )
    if session.login not in shelf.counting:
        shelf.ended, shelf.passes = "", shelf.passes + 1
        shelf.counting = list(dict.fromkeys((*shelf.counting, session.login)))
        session.save(shelf)
    return shelf


def end_shelf(session: Session, census: Census, place: int) -> None:
    """Say that this person has read all of a shelf; it is over once everybody at it has."""
    shelf = shelf_of(session, census, place)
    if shelf is None or session.login not in shelf.counting:
        return
    shelf.counting = [each for each in shelf.counting if each != session.login]
    if not shelf.counting:
        shelf.ended = session.now().isoformat(timespec="seconds")
    session.save(shelf)


# --- what is read there


@dataclass
class Seen:
    """Judges what is read in a census; places and scope are looked up once for many scans."""

    session: Session
    census: Census
    scope: Scope = field(init=False)
    seq: int = field(init=False)
    _places: dict[int, Place | None] = field(default_factory=dict)
    _said: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scope = Scope(self.session, self.census, self.session.visible)
        self.seq = self.session.store.journal.last()

    def place(self, number: int | None) -> Place | None:
        """The place with this number."""
        if number is None:
            return None
        if number not in self._places:
            self._places[number] = self.session.get(Place, number)
        return self._places[number]

    def address(self, place: Place | None) -> str:
        """How a place is said; "" for none."""
        if place is None:
            return ""
        if place.id not in self._said:
            self._said[place.id] = said_address(self.session.store, place)
        return self._said[place.id]

    def home(self, holding: Holding) -> Place | None:
        """Where a record lives, by itself or through its container."""
        return self.place(home_place(self.session, holding))

    def outcome(self, holding: Holding, place: Place | None) -> CountOutcome:
        """What it says that a record is read at a place."""
        if place is None:
            return CountOutcome.NOT_COUNTED
        if holding.status == Status.OUT:
            return CountOutcome.OUT_BUT_HERE
        if holding.status in GONE or not self._belongs_at(holding, place):
            return CountOutcome.MISPLACED
        return CountOutcome.FOUND

    def _belongs_at(self, holding: Holding, place: Place) -> bool:
        """Whether it lives there, in a position of it, or on the shelf of which it is one.

        A home that is only written is compared as it is; what has none yet may be anywhere.
        """
        home = self.home(holding)
        if home is None:
            written = seat(self.session, holding).home.strip().casefold()
            return not written or written in (place.address.casefold(), place.barcode.casefold())
        return home.id == place.id or is_shelf_of(place, home) or is_shelf_of(home, place)

    def counted(self, holding: Holding, place: Place | None) -> Count:
        """A count of a record at a place, not kept yet."""
        return Count(
            census=self.census.id,
            place=place.id if place else None,
            holding=holding.id,
            outcome=self.outcome(holding, place),
            at=self.session.now().isoformat(timespec="seconds"),
            by=self.session.login,
            scoped=self.scope.has(holding, self.home(holding)),
            seq=self.seq,
        )

    def unknown(self, code: str, place: Place | None) -> Count:
        """A count of a code that nothing answers to."""
        return Count(
            census=self.census.id,
            place=place.id if place else None,
            code=code,
            outcome=CountOutcome.UNKNOWN if place else CountOutcome.NOT_COUNTED,
            at=self.session.now().isoformat(timespec="seconds"),
            by=self.session.login,
            seq=self.seq,
        )


def is_shelf_of(place: Place, position: Place) -> bool:
    """Whether a place is the shelf of a numbered position, which lies on it."""
    return (
        bool(position.position)
        and not place.position
        and parts_of(place) == parts_of(replace(position, position=""))
    )


# --- a scan at a time, at the desk


@dataclass(frozen=True)
class Counted:
    """What a scan counted: `again` says that it was counted there before, and is not once more."""

    count: Count
    holding: Holding | None = None
    again: bool = False

    def told(self, session: Session) -> str:
        """What it says, in words for who counts."""
        if self.holding is None:
            return _("“{code}” is not known.").format(code=self.count.code)
        name = self.holding.name
        if self.again:
            return _("Counted before: {name}").format(name=name)
        if self.count.outcome == CountOutcome.OUT_BUT_HERE:
            person = session.get(Person, self.holding.holder_id) or Person()
            text = _("Charged out to {person}, but here: {name}")
            return text.format(person=person.name, name=name)
        if self.count.outcome == CountOutcome.MISPLACED:
            return _misplaced(session, self.holding)
        return _("Counted: {name}").format(name=name)


def _misplaced(session: Session, holding: Holding) -> str:
    if holding.status in GONE:
        text = _("It should not be here, it is {state}: {name}")
        return text.format(state=status_word(holding.status), name=holding.name)
    text = _("Misplaced: {name} lives at {home}")
    return text.format(name=holding.name, home=said_home(session, holding))


def go_to_shelf(session: Session, census: Census, place: Place, left: int | None = None) -> None:
    """Count at a place from here on; the one that was `left`, whole, is over. Raises Refused."""
    with session.change("count"):
        Refused.for_any(_("Not counted"), against_counting(current(session, census)))
        if left is not None and left != place.id:
            end_shelf(session, census, left)
        begin_shelf(session, census, place)


def finish_shelf(session: Session, census: Census, place: Place) -> None:
    """Say that all of a shelf was read. Raises Refused for a census that is closed."""
    with session.change("count"):
        Refused.for_any(_("Not counted"), against_counting(current(session, census)))
        end_shelf(session, census, place.id)


def count_record(session: Session, census: Census, place: Place, holding: Holding) -> Counted:
    """Count a record that was read at a place. Raises Refused for a census that is closed."""
    with session.change("count"):
        Refused.for_any(_("Not counted"), against_counting(current(session, census)))
        shelf = begin_shelf(session, census, place)
        counted = judged(Seen(session, census), place, holding, row=shelf.passes)
        if not counted.again:
            session.save(counted.count)
    return counted


def count_unknown(session: Session, census: Census, place: Place | None, code: str) -> Counted:
    """Keep a code that nothing answers to. Raises Refused for a census that is closed."""
    with session.change("count"):
        Refused.for_any(_("Not counted"), against_counting(current(session, census)))
        counted = Counted(Seen(session, census).unknown(code, place))
        shelf = shelf_of(session, census, place.id) if place else None
        counted.count.row = shelf.passes if shelf else 0
        session.save(counted.count)
    return counted


def judged(
    seen: Seen,
    place: Place | None,
    holding: Holding,
    before: Count | None = None,
    row: int = 0,
) -> Counted:
    """What reading a record at a place says, after the count `before`, if that is known."""
    count = seen.counted(holding, place)
    count.row = row
    last = before or last_count(seen.session, seen.census, holding.id)
    same = last is not None and (last.place, last.outcome) == (count.place, count.outcome)
    # What was read and is here all the same is not told twice; where it was elsewhere, it moved.
    again = last is not None and (same or place is None)
    return Counted(last if again and last else count, holding, again)


def current(session: Session, census: Census) -> Census:
    """A census as it is kept now: others may have closed it."""
    return session.get(Census, census.id) or census
