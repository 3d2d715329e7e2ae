"""Holdings and containers: registering and amending them, and what follows from their fields."""

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import Any

from tinydb import Query

from rmdesk.dates import read_dates
from rmdesk.desk.barcodes import keep
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.levels import guard_of, level_of
from rmdesk.model.records import Holding, Place, Unit
from rmdesk.model.words import Status

AMENDABLE = (
    "barcode", "identifier", "kind", "title", "description", "class", "series", "accession",
    "container", "volume", "dates", "date_from", "date_to", "extent_m", "medium", "unit",
    "security", "caveats", "home", "keywords", "language", "notes",
)  # fmt: skip
"""What a person or a file may say of a holding; the rest follows from it or from the desk."""


def derive(holding: Holding) -> Holding:
    """Fill in what follows from a holding's own fields: its guard, its dates, its folded code.

    Raises BadInput for an unknown security level, and for a holding that nothing names.
    """
    if not (holding.barcode or holding.identifier or holding.title):
        raise BadInput(
            _("A holding needs a name"),
            _("No barcode, identifier or title was given."),
            _("Give at least one of them."),
            field_name="title",
        )
    if holding.security:
        holding.security = level_of(holding.security)
    holding.guard = guard_of(holding.security, holding.caveats)
    upper = holding.barcode.upper()
    holding.folded = upper if upper != holding.barcode else ""
    span = read_dates(holding.dates, date_from=holding.date_from, date_to=holding.date_to)
    holding.date_from, holding.date_to = span.date_from, span.date_to
    holding.earliest, holding.latest = span.earliest_day, span.latest_day
    return holding


def add_holding(session: Session, values: Mapping[str, Any]) -> Holding:
    """Register a holding. Raises BadInput for a value that cannot be taken.

    A barcode in use is refused in words that do not tell whether one may know of its record (R17).
    """
    holding = Holding(status=Status.IN)
    holding.amend(values)
    derive(holding)
    with session.change("add holding"):
        _link(session, holding)
        keep(session, holding)
    return holding


def edit_holding(
    session: Session, key: str, values: Mapping[str, Any], reason: str | None = None
) -> Holding:
    """Amend the fields of a holding. Raises NotFound, BadInput, Refused."""
    with session.change("edit holding", reason):
        holding = session.visible.one(key)
        if holding.status == Status.DESTROYED:
            text = _("{key} was destroyed; its stub stays as it is.").format(key=holding.key)
            raise Refused.by(_("Not amended"), Reason("R8", text))
        if {"dates", "date_from", "date_to"} & values.keys():
            holding.date_from = holding.date_to = ""
        holding.amend(values)
        derive(holding)
        if not session.visible.may_know(holding.guard):
            text = _("You are not cleared for the level you gave.")
            raise Refused.by(_("Not amended"), Reason("R16", text, _("the security officer")))
        if {"home", "container"} & values.keys():
            holding.home_id = holding.inside = None
        _link(session, holding)
        keep(session, holding)
    return holding


def _link(session: Session, holding: Holding) -> None:
    """Find the place and the container that a holding names, and make its unit known."""
    if holding.home and not holding.home_id:
        place = _place_named(session, holding.home)
        if place is not None:
            settle(holding, place)
    if holding.container and not holding.inside:
        found = session.visible.named(holding.container)
        holding.inside = found[0].id if len(found) == 1 and found[0].id != holding.id else None
    if holding.unit:
        ensure_unit(session, holding.unit)


def settle(holding: Holding, place: Place) -> None:
    """Give a holding its home. It is there now only if it is in; what is out stays out (R25)."""
    holding.home_id, holding.home = place.id, place.address
    if holding.status == Status.IN:
        holding.place_id = place.id


def home_of(session: Session, holding: Holding) -> Place | None:
    """The place where a holding lives: its own home, or that of the container it lies in."""
    seen: set[int] = set()
    while not holding.home_id and holding.inside and holding.inside not in seen:
        seen.add(holding.inside)
        container = session.get(Holding, holding.inside)
        if container is None:
            break
        holding = container
    return session.get(Place, holding.home_id)


def address_of_home(session: Session, holding: Holding) -> str:
    """Where a holding lives, in words; "" if it has no home yet."""
    place = home_of(session, holding)
    return place.address if place else holding.home


def holdings_named(session: Session, keys: Sequence[str]) -> list[Holding]:
    """The holdings that keys name, each once. Raises NotFound, BadInput."""
    if not keys:
        raise BadInput(_("Nothing named"), _("No barcode or code was given."), "")
    holdings = {found.id: found for found in map(session.visible.one, keys)}
    return list(holdings.values())


def _place_named(session: Session, text: str) -> Place | None:
    try:
        return session.place(text)
    except NotFound:
        return None


def ensure_unit(session: Session, name: str) -> None:
    """Make a unit known by its name, inside a transaction."""
    if session.store.table(Unit.table).one("name", name) is None:
        session.save(Unit(name=name))


def contents_of(session: Session, container: int) -> list[Holding]:
    """What lies inside a container, at any depth, and moves with it, whoever may know of it (R24).

    For the rules only: nothing of it may reach a person except through their own visible.
    """
    table = session.store.table(Holding.table)
    found: dict[int, Holding] = {}
    level = [container]
    while level:
        documents = [each for outer in level for each in table.search(Query().inside == outer)]
        new = [each for each in documents if each.doc_id not in found and each.doc_id != container]
        found.update((each.doc_id, Holding.from_document(each)) for each in new)
        level = [each.doc_id for each in new]
    return list(found.values())


KINDS = (
    RecordKind(record=Holding, name="holdings"),
    RecordKind(record=Unit, name="units", by_hand=False),
)
