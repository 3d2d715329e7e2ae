"""What rows name in words, found in the store: homes, containers, units, requesters, parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any

from tinydb.table import Document

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.access.clearance import either
from rmdesk.desk.desk import Session
from rmdesk.duties.container import against_taking_out, away_with, not_there
from rmdesk.duties.holding import settle
from rmdesk.duties.retention import dater_of
from rmdesk.duties.space import Filling
from rmdesk.duties.states import AWAY, OPEN_STATUSES
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.matching import Values, fetch
from rmdesk.exchange.packing import Packing
from rmdesk.model.days import instant_of
from rmdesk.model.errors import BadInput, NotFound, Reason
from rmdesk.model.records import Holding, Person, Place, Record, Request, SchemeClass, Unit
from rmdesk.model.words import Status

__all__ = ["References", "RowDraft", "Warn"]

Warn = Callable[[int, str, str], None]
"""Takes a row, a field and a text."""


class RowDraft:
    """A row on its way into the store: the document it makes, held as bytes (see `packing`).

    `number` is its record's, 0 while that is not kept; `updates` says that it changes a record and
    does not make one. `inside` is its container's number, as far as that is kept already; `parent`
    is the row of the same file that is its container, if that is new.
    """

    __slots__ = (
        "_held", "_here", "_kept_inside", "_packing", "_same", "container", "guard", "inside",
        "number", "parent", "row", "updates",
    )  # fmt: skip

    def __init__(
        self,
        row: int,
        record: Record,
        before: dict[str, Any] | None,
        container: str,
        packing: Packing,
    ) -> None:
        document = record.to_document()
        self.row = row
        self.number = record.id
        self.updates = before is not None
        self.container = container
        self.parent: RowDraft | None = None
        self._kept_inside: int | None = (before or {}).get("inside")
        self.guard: str = document.get("guard", "")
        self._here = document.get("status") == Status.IN
        self._same = document == before
        self.inside: int | None = document.pop("inside", None)
        self._packing = packing
        self._held = packing.pack(document)

    @property
    def changed(self) -> bool:
        """Whether keeping it would change anything."""
        return not self._same or self.inside != self._kept_inside or self.parent is not None

    @property
    def goes_in(self) -> bool:
        """Whether what is in its place is put into another container than until now."""
        return self._here and self.inside is not None and self.inside != self._kept_inside

    @property
    def goes_out(self) -> bool:
        """Whether it is taken out of the container that it is in until now."""
        moved = self.parent is not None or self.inside != self._kept_inside
        return self._kept_inside is not None and moved

    def stay(self) -> None:
        """Leave it in the container, or out of any, as it is kept now."""
        self.parent, self.inside = None, self._kept_inside

    @property
    def only_linked(self) -> bool:
        """Whether the row says nothing new of its record, and only its container was found."""
        return self._same and self.changed

    @property
    def waits(self) -> bool:
        """Whether its container got its number only after the row itself was kept."""
        return self.parent is not None and self.inside != self.parent.number

    def document(self) -> dict[str, Any]:
        """The document, put into its container as far as that is kept already."""
        if self.parent is not None:
            self.inside = self.parent.number or None
        document = self._packing.unpack(self._held)
        return {**document, "inside": self.inside} if self.inside else document


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
        self._inner = _Containers(session, containers)
        self._dater = dater_of(session)
        self._filling = Filling(session)

    def take(self, row: int, record: Any, values: Values) -> None:
        """Link what one row names and the store has; note the rest."""
        if self.kind.record is Holding:
            self._homes.link(row, record, values.get("home", ""))
            if record.class_:
                dated = self._dater.rule(record.class_).plan is not None
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
        if self.kind.record is Holding:
            self._inner.note(draft, record)

    def against_boxes(self) -> Iterator[tuple[RowDraft, list[Reason]]]:
        """R18, R19: rows above the level of a container that they name, or of where that lives."""
        for draft in self._inner.drafts:
            if draft.guard and (draft.parent is not None or draft.goes_in):
                holding = Holding.from_document(Document(draft.document(), draft.number))
                found = [
                    reason
                    for box in self._inner.upwards(draft)
                    for reason in self._filling.against_within(holding, _as_holding(box))
                ]
                if found:
                    yield draft, list(dict.fromkeys(found))

    def finish(self, warn: Warn) -> None:
        """Link rows to each other, and tell what nothing answers to."""
        self._homes.tell(warn)
        self._inner.link(warn)
        wanted = [parent for parent in self._parents if parent not in self._above]
        known = {found.code for found in fetch(self.session, SchemeClass, "code", sorted(wanted))}
        for parent in wanted:
            if parent not in known:
                text = _("no class has the code “{code}”")
                warn(self._parents[parent], "parent", text.format(code=parent))
        self._tell_circles(warn)

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


def _in_itself() -> str:
    return _("it would lie inside itself; kept as text")


def _as_holding(box: RowDraft | Holding) -> Holding:
    """A container as it is about to be."""
    if isinstance(box, Holding):
        return box
    return Holding.from_document(Document(box.document(), box.number))


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
        if type(record) is not Holding or record.home_id == before.get("home_id"):
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


class _Containers:
    """Finds the holding that each row names as its container, in the file or in the store."""

    def __init__(self, session: Session, wanted: Collection[str]) -> None:
        self.session = session
        self.wanted = wanted
        self.drafts: list[RowDraft] = []
        self.by_id: dict[int, RowDraft] = {}
        self.noted: dict[str, dict[str, list[RowDraft | Holding]]] = {
            path: defaultdict(list) for path in ("barcode", "identifier")
        }
        self.kept: dict[int, Holding | None] = {}
        self.away: dict[int, str] = {}

    def note(self, draft: RowDraft, holding: Holding) -> None:
        if not self.wanted:
            return
        if draft.container:
            self.drafts.append(draft)
        if draft.number:
            self.by_id[draft.number] = draft
        for path, noted in self.noted.items():
            if (text := getattr(holding, path)) in self.wanted:
                noted[text].append(draft)

    def _targets(self) -> dict[str, list[RowDraft | Holding]]:
        """By text: whoever has it as a barcode, else whoever has it as an identifier."""
        targets: dict[str, list[RowDraft | Holding]] = {}
        for path, found in self.noted.items():
            for holding in fetch(self.session, Holding, path, self.wanted):
                if holding.id not in self.by_id:
                    found[getattr(holding, path)].append(holding)
            targets = {**found, **targets}
        return targets

    def link(self, warn: Warn) -> None:
        """Link what is named without doubt; nothing ends up inside itself."""
        targets = self._targets() if self.drafts else {}
        told: set[str] = set()
        for draft in self.drafts:
            text = draft.container
            answering = targets.get(text, [])
            named = [each for each in answering if each is not draft]
            if answering and not named:
                warn(draft.row, "container", _in_itself())
            if len(named) > 1 and text not in told:
                told.add(text)
                several = _("{n} holdings answer to “{text}”; kept as text")
                warn(draft.row, "container", several.format(n=len(named), text=text))
            self._put(draft, named[0] if len(named) == 1 else None)
            if draft in self.upwards(draft):
                self._put(draft, None)
                warn(draft.row, "container", _in_itself())
            if draft.goes_in and (why := self._not_there(draft.inside or 0)):
                draft.stay()
                warn(draft.row, "container", why)
            if draft.goes_out and (why := self._went_with(draft)):
                draft.stay()
                warn(draft.row, "container", why)

    def _went_with(self, draft: RowDraft) -> str:
        """R24: that it is away in its container, and belongs in it until that is back; else ""."""
        holding = self.session.get(Holding, draft.number)
        against = against_taking_out(self.session, holding) if holding else []
        told = _("{reason} Kept as text.")
        return told.format(reason=against[0].text) if against else ""

    def _not_there(self, number: int) -> str:
        """R24: that a container of the store is away, so that nothing is put into it; else ""."""
        if number not in self.away:
            box = self.session.visible.get(number)
            away = box and (box if box.status in AWAY else away_with(self.session, box))
            told = _("{reason} Kept as text.")
            reason = not_there(self.session, away).text if away else ""
            self.away[number] = told.format(reason=reason) if reason else ""
        return self.away[number]

    def _put(self, draft: RowDraft, container: RowDraft | Holding | None) -> None:
        if isinstance(container, RowDraft):
            draft.parent = None if container.number else container
            draft.inside = container.number or None
        else:
            draft.parent = None
            draft.inside = container.id if container else None

    def upwards(self, draft: RowDraft) -> Iterator[RowDraft | Holding]:
        """The containers above a row, up to where they end or come round again."""
        seen: set[int] = set()
        above = self._above(draft)
        while above is not None and id(above) not in seen:
            seen.add(id(above))
            yield above
            above = self._above(above)

    def _above(self, node: RowDraft | Holding) -> RowDraft | Holding | None:
        if isinstance(node, RowDraft) and node.parent is not None:
            return node.parent
        number = node.inside
        if number is None or number in self.by_id:
            return self.by_id.get(number or 0)
        if number not in self.kept:
            self.kept[number] = self.session.visible.get(number)
        return self.kept[number]


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
