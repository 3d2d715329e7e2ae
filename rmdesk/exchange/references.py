"""What rows name in words, found in the store: homes, containers, units, requesters, parents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from tinydb.table import Document

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.access.clearance import either
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Remark
from rmdesk.duties.accessions import Accession
from rmdesk.duties.class_level import ClassLevels
from rmdesk.duties.holding import settle
from rmdesk.duties.retention import dater_of, has_scheme
from rmdesk.duties.space import Filling
from rmdesk.duties.states import OPEN_STATUSES
from rmdesk.duties.unit_names import written_otherwise
from rmdesk.exchange.boxes import Boxes, Warn, as_holding
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.matching import Values, fetch
from rmdesk.exchange.row_draft import RowDraft
from rmdesk.exchange.unanswered import Unanswered
from rmdesk.model.days import instant_of
from rmdesk.model.errors import BadInput, NotFound, Reason
from rmdesk.model.records import Holding, Person, Place, Request, SchemeClass, Unit

__all__ = ["References"]


class References:
    """Fills in the numbers that rows mean by a barcode, a code, an address or a name.

    Each row is given to `take` before it is packed; `finish` links what needs them all, and tells.
    `containers` are the texts that rows of the file name as their containers.
    """

    def __init__(self, session: Session, kind: FileKind, containers: Collection[str]) -> None:
        self.session = session
        self.kind = kind
        self._homes = _Homes(session)
        self._people: dict[str, Person | None] = {}
        self._parents: dict[str, int] = {}
        self._above: dict[str, tuple[str, int]] = {}  # of each class of the file, with its row
        self._units: dict[str, str] = {}
        self._inner = Boxes(session, containers)
        self._unanswered = Unanswered(session)
        self._unit_rows: dict[str, int] = {}
        self._dater = dater_of(session)
        self._undated: dict[str, list[int]] = {}  # why rows are never due, with those rows
        self._filling = Filling(session)
        self._levels = ClassLevels(session)

    def level(self, record: Any, before: Values, remark: Remark) -> list[Reason]:
        """Give one row the level of its class, or tell what stands against that."""
        if not isinstance(record, Holding | Accession):
            return []
        against = self._levels.against(record, before)
        self._levels.take(record, before, remark)
        return against

    def take(self, row: int, record: Any, values: Values) -> None:
        """Link what one row names and the store has; note the rest."""
        if self.kind.record is Holding:
            self._homes.link(row, record, values.get("home", ""))
            if record.class_:
                dated = self._dater.rule(record.class_, record.guard).plan is not None
                record.ends = self._dater.ends(record.to_document()) if dated else ""
        elif self.kind.record is Request:
            self._link_requester(record, values.get("requester", ""))
        elif self.kind.record is SchemeClass:
            self._above[record.code] = record.parent, row
            if record.parent and values.get("parent"):
                self._parents.setdefault(record.parent, row)

    def against_home(self, record: Any, before: Values) -> list[Reason]:
        """R30: why a holding may not live where a row puts it, with what the rows before it put."""
        place = self._homes.new_of(record, before)
        return self._filling.against(record, place) if place else []

    def drafted(self, draft: RowDraft, record: Any, before: Values) -> None:
        """Note what a draft names, what others may name it by, and where it takes room."""
        if place := self._homes.new_of(record, before):
            self._filling.note(record, place)
        if unit := getattr(record, "unit", ""):
            guard = getattr(record, "guard", "")
            self._units[unit] = either(self._units.get(unit, guard), guard)
            self._unit_rows.setdefault(unit, draft.row)
        if self.kind.record is Holding:
            self._inner.note(draft, record)
            code = record.class_
            given = code if code != before.get("class") else ""
            if given and (told := self._dater.warning(given, record.guard)):
                self._undated.setdefault(told, []).append(draft.row)
        self._unanswered.note(draft.row, record, new=not before)

    def against_boxes(self) -> Iterator[tuple[RowDraft, list[Reason]]]:
        """R18, R19: rows above the level of a container that they name, or of where that lives."""
        for draft in self._inner.drafts:
            if draft.guard and (draft.parent is not None or draft.goes_in):
                holding = Holding.from_document(Document(draft.document(), draft.number))
                found = [
                    reason
                    for box in self._inner.upwards(draft)
                    for reason in self._filling.against_within(holding, as_holding(box))
                ]
                if found:
                    yield draft, list(dict.fromkeys(found))

    def finish(self, warn: Warn) -> None:
        """Link rows to each other, and tell what nothing answers to."""
        self._tell_undated(warn)
        self._homes.tell(warn)
        self._inner.link(warn)
        wanted = [parent for parent in self._parents if parent not in self._above]
        there = list(fetch(self.session, SchemeClass, "code", sorted(wanted)))
        known = {each.code for each in self.session.visible.known_among(SchemeClass, there)}
        for parent in wanted:
            if parent not in known:
                text = _("no class has the code “{code}”")
                warn(self._parents[parent], "parent", text.format(code=parent))
        self._tell_circles(warn)
        self._unanswered.tell(warn)
        for name, told in written_otherwise(self.session, list(self._unit_rows)):
            warn(self._unit_rows[name], "unit", told)

    def _tell_undated(self, warn: Warn) -> None:
        """The warning of classes without an item (R10), once for all rows of a class."""
        for told, rows in self._undated.items() if has_scheme(self.session) else ():
            text = ngettext("{told}", "{told}; {n} rows", len(rows))
            warn(rows[0], "class", text.format(told=told, n=f"{len(rows):,}"))

    def _tell_circles(self, warn: Warn) -> None:
        """Tell the classes that would lie below themselves, of which one has to be mended."""
        clear = {""}
        for code, (_parent, row) in self._above.items():
            chain: dict[str, None] = {}
            above = code
            while above not in clear and above not in chain:
                chain[above] = None
                above = self._parent_of(above)
            if above in chain:
                warn(row, "parent", _("{code} would lie below itself.").format(code=above))
            clear |= chain.keys()

    def _parent_of(self, code: str) -> str:
        if code in self._above:
            return self._above[code][0]
        document = self.session.store.table(SchemeClass.table).one("code", code)
        return document.get("parent", "") if document else ""

    def new_units(self) -> list[Unit]:
        """The units that rows name and the store does not know yet, or not to all who may now."""
        if "unit" not in self.kind.fields:
            return []
        known = {unit.name: unit for unit in fetch(self.session, Unit, "name", list(self._units))}
        found = []
        for name, guard in self._units.items():
            unit = known.get(name, Unit(name=name))
            if not unit.id or either(unit.guard, guard) != unit.guard:
                found.append(Unit(id=unit.id, name=name, guard=guard))
        return found

    def _link_requester(self, request: Request, name: str) -> None:
        if name and name not in self._people:
            self._people[name] = _person(self.session, name)
        if name and (person := self._people[name]):
            request.requester_id = person.id
            request.requester = person.name
            request.unit = request.unit or person.unit
        if request.status not in OPEN_STATUSES:
            return
        kept = self.session.get(Request, request.id) if request.id else None
        began = (request.received, request.priority)
        if kept is None or began != (kept.received, kept.priority):
            request.due = _due(self.session, request)


class _Homes:
    """Gives each holding its place. A home that is none is told once, at its first row."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.places: dict[str, Place | BadInput | None] = {}
        self._by_number: dict[int, Place] = {}
        self.unknown: dict[str, tuple[int, int]] = {}  # first row, and how many

    def link(self, row: int, holding: Holding, home: str) -> None:
        if not home:
            return
        if home not in self.places:
            self.places[home] = _place(self.session, home)
        place = self.places[home]
        if isinstance(place, Place):
            self._by_number[place.id] = place
            settle(holding, place)
        elif place is None or not _lives_at(self.session, holding, home):
            holding.home_id = None
            first, rows = self.unknown.get(home, (row, 0))
            self.unknown[home] = first, rows + 1

    def new_of(self, record: Any, before: Values) -> Place | None:
        """The place to which a row moves a holding; None where it stays as it is."""
        if not self._by_number or type(record) is not Holding:
            return None
        if record.home_id == before.get("home_id"):
            return None
        return self._by_number.get(record.home_id or 0)

    def tell(self, warn: Warn) -> None:
        for home, (row, rows) in self.unknown.items():
            several = self.places[home]
            told = ngettext(
                "no one place answers to “{home}”; kept as text",
                "no one place answers to “{home}”; kept as text in {n} rows",
                rows,
            )
            if several is not None:
                told = ngettext(
                    "{several} Kept as text", "{several} Kept as text in {n} rows", rows
                )
            message = several.message if isinstance(several, BadInput) else ""
            warn(row, "home", told.format(home=home, several=message, n=rows))


def _place(session: Session, text: str) -> Place | BadInput | None:
    """The place that a text names; why not, where it may be any of several."""
    try:
        return session.place(text)
    except NotFound:
        return None
    except BadInput as several:
        return several


def _lives_at(session: Session, holding: Holding, address: str) -> bool:
    """Whether a holding has its home at an address already, in whichever room that is."""
    place = session.get(Place, holding.home_id)
    return place is not None and place.address == address.upper()


def _person(session: Session, key: str) -> Person | None:
    """The one requester that a text names; of several none is meant."""
    try:
        return session.person(key)
    except (BadInput, NotFound):
        return None


def _due(session: Session, request: Request) -> str:
    """The end of an open request's clock; "" where its moment of receipt cannot be read."""
    zone = session.now().tzinfo
    received = instant_of(request.received, zone)
    if received is None:
        return ""
    due = session.guidelines.service.due(received.astimezone(zone), request.priority)
    return due.isoformat(timespec="minutes")
