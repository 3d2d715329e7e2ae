"""Marks of places and containers: nothing stands below its level (R18), and a box with what lies
in it takes at least the level of that (R19).

A place has the mark that it says, else that of the nearest it lies in. Where none says one, it
takes everything as long as the site marks no place at all, and counts as unclassified once it
does. A container that says no level counts with what lies in it.
"""

from collections.abc import Iterable, Iterator, Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.access.clearance import EVERY_CAVEAT, Clearance, implies, joined
from rmdesk.desk.addresses import outer_walks, said_address
from rmdesk.desk.desk import Session
from rmdesk.duties.container import above, inside
from rmdesk.model.errors import Reason
from rmdesk.model.levels import LEVELS, guard_of
from rmdesk.model.records import Holding, Place
from rmdesk.model.roles import SECURE, holder_of

UNMARKED = LEVELS[0]
"""What a place without a mark counts as, in a centre that marks its places."""


def place_covers(mark: str, guard: str) -> bool:
    """Whether what needs a guard may stand where this is the mark: places have no caveats."""
    least = Clearance.least(guard_of(mark, []))
    return Clearance(least.protected, least.classified, frozenset({EVERY_CAVEAT})).covers(guard)


class Marks:
    """The marks of places, each looked up once: who asks for long takes a new one.

    `instead` are places as they are about to be.
    """

    def __init__(self, session: Session, instead: Sequence[Place] = ()) -> None:
        self._session = session
        self._at: dict[str, list[Place]] = {}
        self._instead = {each.id: each for each in instead}
        self._default: str | None = None

    def around(self, place: Place) -> list[Place]:
        """A place and those that it lies in, from the inmost."""
        found = [self._instead.get(place.id, place)]
        for walk in outer_walks(place):
            if walk not in self._at:
                rows = self._session.store.table(Place.table).search(Query().walk == walk)
                places = map(Place.from_document, rows)
                self._at[walk] = [self._instead.get(each.id, each) for each in places]
            found += self._at[walk]
        return found

    def said(self, place: Place) -> str:
        """The mark that a place says, or the nearest it lies in; "" where none says one."""
        return next((each.security for each in self.around(place) if each.security), "")

    def of(self, place: Place) -> str:
        """What a place counts as; "" where everything may stand."""
        return self.said(place) or self._unmarked

    @property
    def _unmarked(self) -> str:
        if self._default is None:
            marked = Query().security > ""
            table = self._session.store.table(Place.table)
            rows = table.page(marked, order_by="security", limit=1).rows
            self._default = UNMARKED if rows else ""
        return self._default

    def against(
        self, holding: Holding, place: Place, contents: Iterable[Holding] | None = None
    ) -> list[Reason]:
        """R18: that a holding, or what lies in it, is above the mark of a place."""
        return self._against(holding, place, self.of(place), contents)

    def against_home(self, holding: Holding, place: Place) -> list[Reason]:
        """The same of where it lives already: only a mark that is said stands against it there."""
        return self._against(holding, place, self.said(place), None)

    def _against(
        self, holding: Holding, place: Place, mark: str, contents: Iterable[Holding] | None
    ) -> list[Reason]:
        if not mark:
            return []
        if contents is None:
            contents = inside(self._session, holding.id) if holding.id else ()
        above_it = [e for e in (holding, *contents) if e.guard and not place_covers(mark, e.guard)]
        if not above_it:
            return []
        told = self._told(holding, above_it)
        where = said_address(self._session.store, place)
        if told is None:
            text = _("{key} cannot go to {place} as it is now.")
            text = text.format(key=holding.key, place=where)
            return [Reason("R18", text, holder_of(SECURE), breach=breach_of(above_it[0]))]
        text = _("{key} is {level}: {place} is marked {mark}.").format(
            key=told.key, level=said_guard(told.guard), place=where, mark=mark
        )
        lifted = _("a place of its level")
        return [Reason("R18", text, lifted, at="home", breach=breach_of(told))]

    def _told(self, holding: Holding, above_it: Sequence[Holding]) -> Holding | None:
        """The first that may be named; None where that would tell of what is hidden (R17)."""
        known = self._session.visible.may_know
        return next((each for each in above_it if each is holding or known(each.guard)), None)

    def against_box(self, holding: Holding, box: Holding) -> list[Reason]:
        """R19, R18: that a container, one around it or the place of those is below a holding."""
        found = []
        for each in (box, *above(self._session, box)):
            found += self.against_within(holding, each)
        return list(dict.fromkeys(found))

    def against_within(self, holding: Holding, box: Holding) -> list[Reason]:
        """The same of one container alone, as it is about to be."""
        contents = list(inside(self._session, holding.id)) if holding.id else []
        found = self.against_marked(holding, [holding, *contents], box)
        place = self._session.get(Place, box.home_id)
        if place is not None and place.id != holding.home_id:
            found += self.against(holding, place, contents)
        return found

    def against_marked(
        self, holding: Holding, contents: Sequence[Holding], box: Holding
    ) -> list[Reason]:
        """R19: that a container says a level below that of what is to lie in it."""
        if not box.security:
            return []
        above_it = [each for each in contents if each.guard and not implies(box.guard, each.guard)]
        if not above_it:
            return []
        told = self._told(holding, above_it)
        if told is None or not self._session.visible.may_know(box.guard):
            text = _("{key} cannot go into that container as it is now.").format(key=holding.key)
            return [Reason("R19", text, holder_of(SECURE), breach=breach_of(above_it[0]))]
        text = _("{key} is {level}: {box} is marked {mark}.").format(
            key=told.key,
            level=said_guard(told.guard),
            box=box.key,
            mark=said_guard(box.guard) or box.security,
        )
        lifted = _("raising the container first, or another of its level")
        subject, guard, key = breach_of(told)
        both = joined(guard, box.guard)  # the words name both
        return [Reason("R19", text, lifted, at="container", breach=(subject, both, key))]


def said_guard(guard: str) -> str:
    """A guard as people read it: `secret, NATO`."""
    level, *caveats = guard.split("|")
    return ", ".join([level, *caveats]) if guard else ""


def breach_of(holding: Holding) -> tuple[str, str, str]:
    """What the journal says of an attempt on a record: its subject, guard and key."""
    subject = f"{Holding.table}:{holding.id}" if holding.id else "breach"
    return subject, holding.guard, holding.key


def against_standing(session: Session, holding: Holding, place: Place | None) -> list[Reason]:
    """R18: that a holding may not be at a place for a while, such as another desk."""
    return Marks(session).against(holding, place) if place is not None and place.id else []


def against_raising(session: Session, holding: Holding, was: Holding) -> list[Reason]:
    """R18, R19: that a level is above that of where a record is, or of what it lies in.

    Also that a container says less than what lies in it has.
    """
    found: list[Reason] = []
    marks = Marks(session)
    raised = holding.guard != "" and not implies(was.guard, holding.guard)
    if raised or holding.inside != was.inside:
        for number in dict.fromkeys((holding.home_id, holding.place_id)) if raised else ():
            place = session.get(Place, number)
            found += marks.against(holding, place, ()) if place is not None else []
        box = session.get(Holding, holding.inside)
        found += marks.against_box(holding, box) if box is not None else []
    if holding.id and holding.security and was.guard != holding.guard:
        found += _below_contents(session, holding)
    return list(dict.fromkeys(found))


def _below_contents(session: Session, box: Holding) -> Iterator[Reason]:
    """R19: the first that lies in a container and is above the level that it says."""
    for each in inside(session, box.id):
        if each.guard and not implies(box.guard, each.guard):
            known = session.visible.may_know(each.guard)
            text = (
                _("{key} in {box} is {level}: it takes at least the level of its contents.").format(
                    key=each.key, box=box.key, level=said_guard(each.guard)
                )
                if known
                else _("{box} cannot have this level as it is now.").format(box=box.key)
            )
            lifted = _("taking it out first") if known else holder_of(SECURE)
            yield Reason("R19", text, lifted, at="security", breach=breach_of(each))
            return
