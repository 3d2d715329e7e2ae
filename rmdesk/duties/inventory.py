"""Inventories: what is held in some place, class, unit or accession, and the index of its terms.

The rows are the same on the screen and in every format. Extents are in linear metres and nothing
else, as measured or as the type of a container has it; what lies in a container that is listed is
in its extent already, and what has no measure is counted beside the sum (R44).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found
from rmdesk.duties.census_scope import Scope, place_scope
from rmdesk.duties.classification import classes, order_of
from rmdesk.duties.counted import Census
from rmdesk.duties.describe import Describer
from rmdesk.duties.held import class_named
from rmdesk.duties.holding import unit_named
from rmdesk.duties.place import seat
from rmdesk.duties.states import GONE
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import BadInput, DeskError, NotFound
from rmdesk.model.naming import fold_name
from rmdesk.model.records import Holding, Place, SchemeClass, Unit
from rmdesk.model.words import TermStatus

LISTS = ("shelf-list", "holdings", "boxes", "index")
"""What can be listed: as it stands, by class and code, boxes by accession, terms."""

_PREFIXES = ("place", "class", "unit", "accession")
_ALL = "all"


@dataclass(frozen=True)
class Of:
    """What an inventory is of: `kind` is place, class, unit, accession or all."""

    kind: str
    said: str
    scope: Census
    accession: str = ""


@dataclass(frozen=True)
class Inventory:
    """Rows, each a dict of the same columns, and totals over all of them."""

    name: str
    of: Of
    rows: list[dict[str, Any]]
    totals: dict[str, Any]


def inventory(session: Session, of: str, name: str = "") -> Inventory:
    """List what a place, class, unit or accession holds, as this person may know it (R17).

    Without a `name` a place gets its shelf list, an accession its boxes, all else the holdings.
    Raises NotFound, and BadInput where a text may be several things or there is no such list.
    """
    if name and name not in LISTS:
        raise BadInput(
            _("Unknown list"),
            _("There is no list “{name}”.").format(name=name),
            _("Known: {names}.").format(names=", ".join(LISTS)),
        )
    what = read_of(session, of)
    chosen = name or {"place": "shelf-list", "accession": "boxes"}.get(what.kind, "holdings")
    if chosen == "index":
        rows = _index(session, what)
        return Inventory(chosen, what, rows, {"count": len(rows)})
    holdings = list(_held(session, what))
    if chosen == "boxes":
        holdings = [each for each in holdings if each.kind == "box"]
    rows = _LISTED[chosen](session, holdings)
    return Inventory(chosen, what, rows, _totals(session, holdings))


# --- of what


def read_of(session: Session, text: str) -> Of:
    """What a text names; `place:`, `class:`, `unit:` or `accession:` before it says which."""
    said = text.strip()
    if said.casefold() == _ALL:
        return Of(_ALL, said, Census())
    prefix, colon, rest = said.partition(":")
    if colon and prefix.casefold() in _PREFIXES:
        found = _READ[prefix.casefold()](session, rest.strip())
        if found is None:
            raise NotFound.key(_of_word(prefix.casefold()), rest.strip())
        return found
    told = {name: _tried(read, session, said) for name, read in _READ.items()}
    named = [each for each in told.values() if isinstance(each, Of)]
    if len(named) == 1:
        return named[0]
    unclear = [each for each in told.values() if isinstance(each, BadInput)]
    if not named:
        what = _("place, class, unit or accession")
        raise unclear[0] if unclear else NotFound.key(what, said)
    raise BadInput(
        _("Several answer to this"),
        _("“{text}” may be any of: {names}.").format(
            text=said, names=", ".join(f"{each.kind}:{said}" for each in named)
        ),
        _("Say which, as {example}.").format(example=f"{named[0].kind}:{said}"),
    )


def _tried(
    read: Callable[[Session, str], Of | None], session: Session, text: str
) -> Of | DeskError | None:
    try:
        return read(session, text)
    except (NotFound, BadInput) as error:
        return error


def _place(session: Session, text: str) -> Of | None:
    said, levels = place_scope(session, text)
    return Of("place", said, Census(scope=said, levels=levels))


def _class(session: Session, text: str) -> Of | None:
    class_named(session, text)
    return Of("class", text, Census(class_=text))


def _unit(session: Session, text: str) -> Of | None:
    return Of("unit", text, Census(unit=text)) if unit_named(session, text) else None


def _accession(session: Session, text: str) -> Of | None:
    """An accession of which something is held, or that is announced though nothing is yet."""
    held = bool(text) and session.visible.count(Query().accession == text)
    if not held:
        from rmdesk.duties.accession import ACCESSIONS  # few ask for what has not come yet

        text = found(session, ACCESSIONS, text).number if text else ""
    return Of("accession", text, Census(), text) if text else None


_READ: Mapping[str, Callable[[Session, str], Of | None]] = {
    "place": _place,
    "class": _class,
    "unit": _unit,
    "accession": _accession,
}


def _of_word(kind: str) -> str:
    return {
        "place": _(Place.word),
        "class": _(SchemeClass.word),
        "unit": _(Unit.word),
        "accession": _("accession"),
    }[kind]


def _held(session: Session, of: Of) -> Iterator[Holding]:
    """All of it that is held: what has left for good is none of it."""
    visible = session.visible
    if of.kind in ("place", "class", "unit"):
        yield from Scope(session, of.scope, visible).holdings()
        return
    if of.accession:
        query = Query().accession == of.accession
        found = visible.all_in(Holding.table, query, order_by="accession")
    else:
        table = session.store.table(Holding.table)
        found = (each for rows in table.pages() for each in visible.known(table.name, rows))
    yield from (each for each in map(Holding.from_document, found) if each.status not in GONE)


# --- the lists


def _shelf_list(session: Session, holdings: Sequence[Holding]) -> list[dict[str, Any]]:
    """As it stands, shelf by shelf; what lies in a box comes after it, homeless records last."""
    extent_of = session.guidelines.containers.extent_of
    describer, placing = Describer(session), _Placing(session, holdings)
    return [
        {
            "home": describer.home(each),
            "container": placing.container(each),
            **_named(describer, each),
            "kind": each.kind,
            "title": each.title,
            "dates": each.dates,
            "unit": each.unit,
            "extent_m": extent_of(each),
            "status": str(each.status),
        }
        for each in sorted(holdings, key=placing.standing)
    ]


def _holdings(session: Session, holdings: Sequence[Holding]) -> list[dict[str, Any]]:
    """By class, then by code, as people count."""
    extent_of = session.guidelines.containers.extent_of
    describer = Describer(session)
    return [
        {
            "class": each.class_,
            **_named(describer, each),
            "kind": each.kind,
            "title": each.title,
            "dates": each.dates,
            "series": each.series,
            "unit": each.unit,
            "accession": each.accession,
            "extent_m": extent_of(each),
            "home": describer.home(each),
            "status": str(each.status),
        }
        for each in sorted(
            holdings, key=lambda each: (not each.class_, order_of(each.class_), _code(each))
        )
    ]


def _boxes(session: Session, holdings: Sequence[Holding]) -> list[dict[str, Any]]:
    """Accession by accession, box after box."""
    extent_of = session.guidelines.containers.extent_of
    describer = Describer(session)
    return [
        {
            "accession": each.accession,
            **_named(describer, each),
            "title": each.title,
            "dates": each.dates,
            "unit": each.unit,
            "contents": session.visible.count_inside(each),
            "extent_m": extent_of(each),
            "home": describer.home(each),
            "status": str(each.status),
        }
        for each in sorted(holdings, key=lambda each: (as_counted(each.accession), _code(each)))
    ]


_LISTED: Mapping[str, Callable[[Session, Sequence[Holding]], list[dict[str, Any]]]] = {
    "shelf-list": _shelf_list,
    "holdings": _holdings,
    "boxes": _boxes,
}


def _named(describer: Describer, holding: Holding) -> dict[str, Any]:
    return {"key": describer.key(holding), "identifier": holding.identifier}


def _code(holding: Holding) -> list[tuple[int, int | str]]:
    return as_counted(holding.identifier or holding.key)


class _Placing:
    """Where holdings stand: their shelf in the walk, and the box they lie in."""

    def __init__(self, session: Session, holdings: Sequence[Holding]) -> None:
        self._session = session
        self._listed = {each.id: each for each in holdings}
        self._walks: dict[int | None, str] = {None: ""}
        self._seats: dict[int, Holding] = {}

    def container(self, holding: Holding) -> str:
        """The box that it lies in, as far as one may know of it."""
        box = self._box(holding)
        return box.key if box else ""

    def _box(self, holding: Holding) -> Holding | None:
        if not holding.inside:
            return None
        return self._listed.get(holding.inside) or self._session.visible.get(holding.inside)

    def standing(self, holding: Holding) -> tuple[Any, ...]:
        """What sorts it: its shelf, then its box, listed or not, then itself."""
        chain, seen = [holding], {holding.id}
        while (outer := self._box(chain[0])) and outer.id not in seen:
            chain.insert(0, outer)
            seen.add(outer.id)
        walk = self._walk(self._home(holding))
        return not walk, walk, *(part for each in chain for part in (_code(each), each.id))

    def _home(self, holding: Holding) -> int | None:
        """Where it lives: where its box does, whatever home was said of it (R24)."""
        if not holding.inside:
            return holding.home_id
        if holding.inside not in self._seats:
            lying = Holding(inside=holding.inside)
            self._seats[holding.inside] = seat(self._session, lying)
        lives = self._seats[holding.inside]
        return lives.home_id if lives.home_id or lives.home else holding.home_id

    def _walk(self, number: int | None) -> str:
        if number not in self._walks:
            place = self._session.get(Place, number)
            self._walks[number] = place.walk if place else ""
        return self._walks[number]


def _totals(session: Session, holdings: Sequence[Holding]) -> dict[str, Any]:
    """How many, and how long in all: what lies in a listed container is in that."""
    outer = [extent for _each, extent in session.guidelines.containers.outermost(holdings)]
    measured = [extent for extent in outer if extent is not None]
    return {
        "count": len(holdings),
        "extent_m": round(sum(measured), 2),
        "measured": len(measured),
        "unmeasured": len(outer) - len(measured),
    }


# --- the index of terms


def _index(session: Session, of: Of) -> list[dict[str, Any]]:
    """Every term with what it leads to: a class or a record, or another class by see, see also.

    Of a place, a unit or an accession: the classes its records stand in, their own keywords, and of
    the controlled list the terms that lead to those; of all the whole list.
    """
    every = {each.code: each for each in classes(session)}
    used = _used(session, of, every)
    rows = [row for code, n in used.items() for row in _of_class(every[code], every, n)]
    if of.kind != "class":
        describer, written = Describer(session), Counter[str]()
        for each in _held(session, of):
            written.update({fold_name(term) for term in each.keywords})
            rows += [_entry(term, "", describer.key(each), each.title, 1) for term in each.keywords]
        rows += _of_terms(session, written, whole=of.kind == _ALL)
    return sorted(
        rows, key=lambda row: (fold_name(row["term"]), row["relation"], order_of(row["code"]))
    )


def _used(session: Session, of: Of, every: Mapping[str, SchemeClass]) -> dict[str, int]:
    """The classes that are indexed, each with how many records stand in it."""
    if of.kind in ("class", _ALL):
        wanted: Iterable[str] = every
        if of.kind == "class":
            wanted = Scope(session, of.scope, session.visible).classes
        counted = session.visible.count
        return {code: counted(Query()["class"] == code) for code in wanted if code in every}
    found: dict[str, int] = {}
    for each in _held(session, of):
        if each.class_ in every:
            found[each.class_] = found.get(each.class_, 0) + 1
    return found


def _of_class(
    item: SchemeClass, every: Mapping[str, SchemeClass], holdings: int
) -> Iterator[dict[str, Any]]:
    """A class under its title and its terms; one that only points (see) under what it points to."""
    pointed = [every[code] for code in item.see if code in every]
    for term in dict.fromkeys(filter(None, (item.title, *item.terms))):
        if not item.see:
            yield _entry(term, "", item.code, item.title, holdings)
        for target in pointed:
            yield _entry(term, "see", target.code, target.title, holdings)
    for code in item.see_also:
        if also := every.get(code):
            yield _entry(item.title, "see also", also.code, also.title, holdings)


def _of_terms(session: Session, written: Counter[str], *, whole: bool) -> Iterator[dict[str, Any]]:
    """Terms of the list that lead to others, with how many records are indexed with those."""
    from rmdesk.duties.indexing import IndexTerm, preferred  # few sites keep such a list

    approved = Query().status == TermStatus.APPROVED
    for term in session.where(IndexTerm, approved):
        to = [("see", preferred(session, term).term)] if term.see else []
        for relation, other in (*to, *(("see also", each) for each in term.see_also)):
            if whole or fold_name(other) in written:
                yield _entry(term.term, relation, "", other, written[fold_name(other)])


def _entry(term: str, relation: str, code: str, title: str, holdings: int) -> dict[str, Any]:
    return {"term": term, "relation": relation, "code": code, "title": title, "holdings": holdings}


def list_word(name: str) -> str:
    """A list, as said at the desk."""
    return {
        "shelf-list": _("shelf list"),
        "holdings": _("holdings inventory"),
        "boxes": _("box list"),
        "index": _("index of terms"),
    }.get(name, name)
