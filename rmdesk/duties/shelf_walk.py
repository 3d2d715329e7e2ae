"""A shelf while it is counted: what is expected on it, as it stands, and what was read there."""

from collections.abc import Callable, Iterator, Sequence

from tinydb import Query

from data.plain import dataclass, field
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.census_scope import Scope, home_place, parts_of, places_within
from rmdesk.duties.counted import Census, Count, CountedShelf, last_count, shelf_of
from rmdesk.duties.readings import Reading, filing_key, order_of, perhaps_read, readings
from rmdesk.duties.tally import LookedFor
from rmdesk.model.counting import as_counted
from rmdesk.model.filing import Key
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import CountOutcome, Status

_NAMED = 3
"""Records named in one line about a shelf."""


@dataclass(frozen=True)
class Expected:
    """A record that should be on a shelf, and where it was read; None where it was not yet."""

    holding: Holding
    count: Count | None = None


@dataclass
class Shelf:
    """A shelf in a census: what should be there, in order, and what else was read there.

    `missing` is there once it was read whole, and only of what is sure (R31).
    """

    place: Place
    state: CountedShelf | None = None
    expected: list[Expected] = field(default_factory=list)
    besides: list[Reading] = field(default_factory=list)
    unknown: list[Count] = field(default_factory=list)
    last: Holding | None = None
    missing: list[Holding] = field(default_factory=list)

    @property
    def to_come(self) -> list[Holding]:
        """What was not read anywhere yet, in the order it stands."""
        return [each.holding for each in self.expected if each.count is None]

    @property
    def read(self) -> int:
        """How many of what should be there were read there."""
        here = self.place.id
        return sum(each.count is not None and each.count.place == here for each in self.expected)

    @property
    def _order(self) -> list[int]:
        return [each.holding.id for each in self.expected]

    @property
    def _at(self) -> int:
        """Where one is on the shelf: at what was read last, -1 before all."""
        return self._order.index(self.last.id) if self.last and self.last.id in self._order else -1

    @property
    def passed_over(self) -> list[Holding]:
        """What stands before the record that was read last, and was not read."""
        before = self.expected[: self._at + 1]
        return [each.holding for each in before if each.count is None]

    @property
    def next(self) -> Holding | None:
        """What comes after the record that was read last, of what was not read yet."""
        after = [each.holding for each in self.expected[self._at + 1 :] if each.count is None]
        return next(iter(after or self.to_come), None)

    def told(self) -> str:
        """How far it is, in words: what comes next, or that all of it was read."""
        following, passed = self.next, self.passed_over
        if following is None:
            n = len(self.expected)
            if not n:
                return _("nothing should stand here")
            text = ngettext("all {n} of this shelf is read", "all {n} of this shelf are read", n)
            return text.format(n=n)
        name = following.identifier or following.key
        step = _("next: {code} {title}").format(code=name, title=following.title).strip()
        if not passed or following in passed:
            return step
        text = ngettext("{n} passed over: {keys}", "{n} passed over: {keys}", len(passed))
        return f"{step} · {text.format(n=len(passed), keys=_some(passed))}"

    def told_whole(self) -> str:
        """What is missing on a shelf that was read whole, in words."""
        left = self.missing
        if not left:
            return _("nothing is missing")
        text = ngettext("{n} is missing: {keys}", "{n} are missing: {keys}", len(left))
        return text.format(n=len(left), keys=_some(left))


def _some(holdings: Sequence[Holding]) -> str:
    named = ", ".join(each.identifier or each.key for each in holdings[:_NAMED])
    return named + (" …" if len(holdings) > _NAMED else "")


def shelf_at(session: Session, census: Census, place: Place) -> Shelf:
    """A shelf as it is counted now, as this person may know it."""
    visible = session.visible
    read = readings(session, census, visible, place.id)
    made = Shelf(place, shelf_of(session, census, place.id), unknown=read.unknown)
    here = {each.holding.id: each for each in read.at(place.id)}
    for holding in sorted(_living(session, census, place), key=_standing(session, census)):
        found = here.pop(holding.id, None)
        count = found.count if found else last_count(session, census, holding.id)
        if count is not None or holding.id in read.touched or _is_there(holding):
            made.expected.append(Expected(holding, count))
    made.besides = [each for each in here.values() if _still_here(session, census, each)]
    last = list(read.last.values())
    made.last = last[-1].holding if last else None
    if made.state is not None and made.state.ended and made.to_come:
        read.touched |= perhaps_read(session, census, visible)
        looked_for = LookedFor(session, census, visible, {place.id: made.state}, read)
        made.missing = [each for each in made.to_come if looked_for.lacks(each)]
    return made


def _is_there(holding: Holding) -> bool:
    """Whether the desk says that a record lies on its shelf, by itself."""
    return (
        holding.status == Status.IN
        and not holding.inside
        and holding.place_id in (None, holding.home_id)
    )


def _still_here(session: Session, census: Census, each: Reading) -> bool:
    """Whether it was not read elsewhere after that."""
    last = last_count(session, census, each.holding.id)
    return last is None or last.place == each.count.place


def _living(session: Session, census: Census, place: Place) -> Iterator[Holding]:
    """What lives at a place, or in its positions, and belongs to the census."""
    visible = session.visible
    scope = Scope(session, census, visible)
    positions = [] if place.position else places_within(session, parts_of(place))
    below = [each for each in positions if each.position and _on_shelf(place, each)]
    for home in (place, *(each for each in below if each.id != place.id)):
        rows = visible.all_in(Holding.table, Query().home_id == home.id, order_by="home_id")
        for holding in map(Holding.from_document, rows):
            if home_place(session, holding) == home.id and scope.has(holding, home):
                yield holding


def _on_shelf(place: Place, position: Place) -> bool:
    return len(parts_of(place)) == len(parts_of(position)) - 1


def _standing(session: Session, census: Census) -> Callable[[Holding], tuple[str, bool, Key, Key]]:
    def key(holding: Holding) -> tuple[str, bool, Key, Key]:
        order = order_of(session, census, holding)
        filed = filing_key(session, order, holding)
        counted = tuple(as_counted(holding.identifier or holding.key))
        return order, filed is None, filed or (), counted

    return key


def expected_word(each: Expected, place: Place) -> str:
    """How a record of a shelf stands: read, read elsewhere, or still to come."""
    if each.count is None:
        return _("to come")
    if each.count.place != place.id:
        return _("read elsewhere")
    return _("charged out") if each.count.outcome == CountOutcome.OUT_BUT_HERE else _("read")
