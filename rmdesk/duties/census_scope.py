"""What a census is to count: places that share the beginning of an address, a class, a unit, words.

Outside of it nothing is missing (R31).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tinydb import Query

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.addresses import LEVELS, address_of, said_address, walk_of
from rmdesk.desk.desk import Session
from rmdesk.duties.counted import Census, Count
from rmdesk.duties.covering import holdings_in
from rmdesk.duties.held import class_named
from rmdesk.duties.holding import unit_named
from rmdesk.duties.place import seat
from rmdesk.duties.states import GONE
from rmdesk.model.codes import clean_code
from rmdesk.model.counting import counted_text
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Place, SchemeClass, Unit
from rmdesk.model.schema import begins
from rmdesk.model.words import CountOutcome

if TYPE_CHECKING:
    from rmdesk.access.visibility import Visibility

SCOPES = ("scope", "class", "unit", "search")
"""What may say what is counted: one of them does."""

_WIDEST = LEVELS.index("room")


def parts_of(place: Place) -> list[str]:
    """The parts of a place, building to position, up to the last that it has."""
    parts = [getattr(place, name).strip() for name in LEVELS]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def lies_within(parts: Sequence[str], place: Place) -> bool:
    """Whether a place is, or lies in, what has these parts."""
    own = [getattr(place, name).strip() for name in LEVELS]
    return bool(parts) and [_folded(each) for each in parts] == [
        _folded(each) for each in own[: len(parts)]
    ]


def _place_of(parts: Sequence[str]) -> Place:
    """A place that has just these parts."""
    place = Place()
    for name, part in zip(LEVELS, parts, strict=False):
        setattr(place, name, part)
    return place


def _folded(text: str) -> str:
    return counted_text(text, 8)


def places_within(session: Session, parts: Sequence[str]) -> list[Place]:
    """The places that have these parts, in walking order."""
    if not parts:
        return []
    walk = walk_of(_place_of(parts))
    if len(parts) < len(LEVELS):
        walk = walk.removesuffix(" -" * (len(LEVELS) - len(parts))) + " "
    rows = (
        row
        for page in session.store.table(Place.table).pages(begins("walk", walk), order_by="walk")
        for row in page
    )
    return [place for place in map(Place.from_document, rows) if lies_within(parts, place)]


# --- said and read


def read_scope(session: Session, census: Census) -> None:
    """Find what a new census is to count. Raises NotFound, and BadInput where it is not clear."""
    said = [name for name, value in census.plain(SCOPES).items() if value]
    if len(said) != 1:
        told = _("One of place, class, unit and search says what is counted.")
        name = said[1] if said else "scope"
        raise BadInput(_("No such census"), told, _("Give one of them."), field_name=name)
    if census.scope:
        census.scope, census.levels = place_scope(session, census.scope)
    elif census.class_:
        census.scheme = class_named(session, census.class_)
    elif census.unit and unit_named(session, census.unit) is None:
        raise NotFound.key(_(Unit.word), census.unit)


def place_scope(session: Session, key: str) -> tuple[str, list[str]]:
    """A place, or what several have in common: how it is said, and its parts."""
    try:
        place = session.place(key)
    except NotFound:
        return _common(session, key)
    parts = parts_of(place)
    return said_address(session.store, place), parts or _bare(place)


def _bare(place: Place) -> list[str]:
    told = _("{place} has neither a room nor a row, bay or shelf.").format(place=place.name)
    raise BadInput(_("No such census"), told, _("Amend the place first."), field_name="scope")


def _common(session: Session, key: str) -> tuple[str, list[str]]:
    """What the places share whose addresses begin so, or whose room, floor or building it is."""
    wanted = clean_code(key).casefold()
    found: dict[tuple[str, ...], list[str]] = {}
    for rows in session.store.table(Place.table).pages(order_by="walk"):
        for parts in map(parts_of, map(Place.from_document, rows)):
            for depth in range(1, len(parts) + 1):
                shared = parts[:depth]
                if wanted and shared[-1] and _said(shared).casefold() == wanted:
                    found.setdefault(tuple(map(_folded, shared)), shared)
    if not found:
        raise NotFound.key(_(Place.word), key)
    if len(found) > 1:
        told = ", ".join(" ".join(filter(None, parts)) for parts in found.values())
        raise BadInput(
            _("Several places have this address"),
            _("“{address}” may be any of: {places}.").format(address=key, places=told),
            _("Name a place in it by its barcode, or count it room by room."),
            field_name="scope",
        )
    (parts,) = found.values()
    return _said(parts), parts


def _said(parts: Sequence[str]) -> str:
    """A room, floor or building by its name; a row, bay or shelf by the address so far."""
    if len(parts) <= _WIDEST + 1:
        return parts[-1]
    return address_of(_place_of(parts))


def keep_listed(session: Session, census: Census) -> int:
    """Keep which records a search found when its census began; how many. Raises BadInput."""
    found = holdings_in(session, {"search": census.search}) if census.search else []
    rows = [
        Count(census=census.id, holding=each.id, outcome=CountOutcome.LISTED, scoped=True)
        for each in found
        if each.status not in GONE
    ]
    session.keep_new(rows)
    return len(rows)


# --- what belongs to it


@dataclass
class Scope:
    """What belongs to a census, as one person may know it; looked up once for many records."""

    session: Session
    census: Census
    visible: "Visibility"
    _within: dict[int, bool] = field(default_factory=dict)
    _classes: frozenset[str] | None = None
    _listed: frozenset[int] | None = None

    def has(self, holding: Holding, home: Place | None) -> bool:
        """Whether a record that lives at `home` is counted in it."""
        if self.census.scope:
            return home is not None and self.has_place(home)
        if self.census.class_:
            return holding.class_ in self.classes
        if self.census.unit:
            return holding.unit == self.census.unit
        return holding.id in self.listed

    def has_place(self, place: Place) -> bool:
        """Whether a place is in the part of the shelves that is counted."""
        if place.id not in self._within:
            self._within[place.id] = lies_within(self.census.levels, place)
        return self._within[place.id]

    @property
    def classes(self) -> frozenset[str]:
        """The class that is counted, and those below it; a circle ends."""
        if self._classes is None:
            self._classes = frozenset(_below(self.session, self.census.class_))
        return self._classes

    @property
    def listed(self) -> frozenset[int]:
        """The records that a search found when its census began."""
        if self._listed is None:
            rows = self.session.store.table(Count.table).search(
                (Query().census == self.census.id) & (Query().outcome == CountOutcome.LISTED)
            )
            self._listed = frozenset(each["holding"] for each in rows)
        return self._listed

    def holdings(self) -> Iterator[Holding]:
        """All that belongs to it and may be known of, whether in a container or not."""
        for rows in self._pages():
            for document in self.visible.known(Holding.table, rows):
                holding = Holding.from_document(document)
                if holding.status not in GONE and self._belongs(holding):
                    yield holding

    def _belongs(self, holding: Holding) -> bool:
        return holding.unit == self.census.unit if self.census.unit else True

    def _pages(self) -> Iterable[list[Any]]:
        table = self.session.store.table(Holding.table)
        if self.census.scope:
            yield from self._of_places(table)
        elif self.census.class_:
            for code in sorted(self.classes):
                yield table.search(Query()["class"] == code)
        elif self.census.unit:  # one in a shelf's row may be any unit's: no index tells
            yield from table.pages()
        else:
            yield table.get(doc_ids=sorted(self.listed))

    def _of_places(self, table: Any) -> Iterator[list[Any]]:
        """What lives at the places, and all that belongs in the boxes there (R24)."""
        for place in places_within(self.session, self.census.levels):
            said = table.search(Query().home_id == place.id)
            found = [each for each in said if self._lives_at(each, place)]
            seen: set[int] = set()
            while found:
                yield found
                seen.update(each.doc_id for each in found)
                inside = table.search(Query().inside.one_of([each.doc_id for each in found]))
                found = [each for each in inside if each.doc_id not in seen]

    def _lives_at(self, document: Any, place: Place) -> bool:
        """Whether a record is the outermost that has a home there: what it lies in has none.

        What belongs in such a record is come to through it, whatever home was said of it.
        """
        if not document.get("inside"):
            return True
        lives = seat(self.session, Holding.from_document(document))
        return lives.id == document.doc_id and lives.home_id == place.id


def _below(session: Session, code: str) -> Iterator[str]:
    """A class with those below it, as far as one may know of them (R17)."""
    level = [code]
    while level:
        yield from level
        below = session.visible.where(SchemeClass, Query().parent.one_of(level))
        level = [each.code for each in below if each.code != code]  # it has one parent


def home_place(session: Session, holding: Holding) -> int | None:
    """The number of the place where a record lives; None where its home is none."""
    return seat(session, holding).home_id
