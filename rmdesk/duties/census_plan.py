"""The shelves of a census in walking order: how much is expected on each, and how far each is."""

from collections import Counter

from data.plain import dataclass
from rmdesk.desk.desk import Session
from rmdesk.duties.census_scope import Scope, home_place, places_within
from rmdesk.duties.counted import Census, CountedShelf, shelves_of
from rmdesk.model.records import Place
from rmdesk.model.words import Status


@dataclass(frozen=True)
class Stop:
    """A shelf on the walk: how many records should stand there, and how it was read so far."""

    place: Place
    expected: int
    state: CountedShelf | None = None


def walk_of_census(session: Session, census: Census) -> list[Stop]:
    """Where there is something to count, or where somebody counted, in walking order.

    Of a part of the shelves that is all of them, the empty ones too: what stands there is found.
    """
    visible = session.visible
    expected: Counter[int] = Counter()
    for holding in Scope(session, census, visible).holdings():
        home = home_place(session, holding)
        if home is not None and not holding.inside:
            expected[home] += holding.status == Status.IN
    states = shelves_of(session, census)
    within = places_within(session, census.levels) if census.scope else []
    places = {each.id: each for each in within}
    for number in (*expected, *states):
        if number not in places and (place := session.get(Place, number)) is not None:
            places[number] = place
    stops = [Stop(each, expected[each.id], states.get(each.id)) for each in places.values()]
    return sorted(stops, key=lambda each: each.place.walk)


def next_stop(stops: list[Stop], login: str) -> int:
    """Where one goes on: at the shelf that one left unfinished, else at the first not begun."""
    mine = [n for n, each in enumerate(stops) if each.state and login in each.state.counting]
    left = [n for n, each in enumerate(stops) if each.state is None or not each.state.ended]
    return next(iter(mine or left), 0)
