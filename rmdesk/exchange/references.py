"""What rows name in words, found in the store: homes, containers, units, requesters, parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.duties.holding import settle
from rmdesk.duties.request import OPEN_STATUSES
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.matching import Values, fetch
from rmdesk.model.days import instant_of
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, Place, Request, SchemeClass, Unit

__all__ = ["RowDraft", "Warn", "link", "new_units"]

Warn = Callable[[int, str, str], None]
"""Takes a row, a field and a text."""


@dataclass(eq=False, slots=True)
class RowDraft:
    """A row on its way into the store: the record it makes, and the document it was before."""

    row: int
    record: Any
    values: Values
    before: dict[str, Any] | None
    parent: RowDraft | None = None  # the row of the same file that is its container, if that is new

    @property
    def new(self) -> bool:
        """Whether its record is not kept yet."""
        return not self.record.id

    @property
    def changed(self) -> bool:
        """Whether keeping it would change anything."""
        return self.before is None or self.parent is not None or self._differs()

    @property
    def waits(self) -> bool:
        """Whether its container got its number only after the row itself was kept."""
        return self.parent is not None and self.record.inside != self.parent.record.id

    def linked(self) -> Any:
        """The record, put into its container as far as that is kept already."""
        if self.parent is not None:
            self.record.inside = self.parent.record.id or None
        return self.record

    def overwrites(self) -> Iterator[tuple[str, Any, Any]]:
        """Fields that the row speaks of and that had another value: name, old, new."""
        before = self.before or {}
        after = self.record.to_document() if before else {}
        for name, said in self.values.items():
            old = before.get(name)
            if old and old not in (said, after.get(name)):
                yield name, old, after.get(name, said)

    def _differs(self) -> bool:
        return bool(self.record.to_document() != self.before)


def link(session: Session, kind: FileKind, drafts: Sequence[RowDraft], warn: Warn) -> None:
    """Fill in the document numbers that rows mean by a barcode, a code, an address or a name."""
    if kind.record is Holding:
        _link_homes(session, drafts, warn)
        _Containers(session, drafts).link(warn)
    elif kind.record is Request:
        _link_requesters(session, drafts)
    elif kind.record is SchemeClass:
        _check_parents(session, drafts, warn)


def new_units(session: Session, kind: FileKind, drafts: Sequence[RowDraft]) -> list[Unit]:
    """The units that rows name and the store does not know yet."""
    if "unit" not in kind.fields:
        return []
    named = dict.fromkeys(name for draft in drafts if (name := draft.values.get("unit", "")))
    known = {unit.name for unit in fetch(session, Unit, "name", named)}
    return [Unit(name=name) for name in named if name not in known]


def _link_homes(session: Session, drafts: Sequence[RowDraft], warn: Warn) -> None:
    """Give each holding its place. A home that is none is told once, at its first row."""
    places: dict[str, Place | BadInput | None] = {}
    unknown: dict[str, list[int]] = {}
    for draft in drafts:
        home, holding = draft.values.get("home", ""), draft.record
        if not home:
            continue
        if home not in places:
            places[home] = _place(session, home)
        place = places[home]
        if isinstance(place, Place):
            settle(holding, place)
        elif place is None or not _lives_at(session, holding, home):
            holding.home_id = None
            unknown.setdefault(home, []).append(draft.row)
    for home, rows in unknown.items():
        several = places[home]
        told = ngettext(
            "no one place answers to “{home}”; kept as text",
            "no one place answers to “{home}”; kept as text in {n} rows",
            len(rows),
        )
        if several is not None:
            told = ngettext(
                "{several} Kept as text", "{several} Kept as text in {n} rows", len(rows)
            )
        message = several.message if isinstance(several, BadInput) else ""
        warn(rows[0], "home", told.format(home=home, several=message, n=len(rows)))


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

    def __init__(self, session: Session, drafts: Sequence[RowDraft]) -> None:
        self.session = session
        self.drafts = [draft for draft in drafts if draft.values.get("container")]
        self.by_id = {draft.record.id: draft for draft in drafts if not draft.new}
        self.targets = self._targets(drafts) if self.drafts else {}
        self.kept: dict[int, Holding | None] = {}

    def _targets(self, drafts: Sequence[RowDraft]) -> dict[str, list[RowDraft | Holding]]:
        """By text: whoever has it as a barcode, else whoever has it as an identifier."""
        wanted = dict.fromkeys(draft.values["container"] for draft in self.drafts)
        targets: dict[str, list[RowDraft | Holding]] = {}
        for path in ("barcode", "identifier"):
            found: dict[str, list[RowDraft | Holding]] = defaultdict(list)
            for draft in drafts:
                if (text := getattr(draft.record, path)) in wanted:
                    found[text].append(draft)
            for holding in fetch(self.session, Holding, path, wanted):
                if holding.id not in self.by_id:
                    found[getattr(holding, path)].append(holding)
            targets = {**found, **targets}
        return targets

    def link(self, warn: Warn) -> None:
        """Link what is named without doubt; nothing ends up inside itself."""
        told: set[str] = set()
        for draft in self.drafts:
            text = draft.values["container"]
            named = [each for each in self.targets.get(text, []) if each is not draft]
            if len(named) > 1 and text not in told:
                told.add(text)
                several = _("{n} holdings answer to “{text}”; kept as text")
                warn(draft.row, "container", several.format(n=len(named), text=text))
            self._put(draft, named[0] if len(named) == 1 else None)
            if draft in self._upwards(draft):
                self._put(draft, None)
                warn(draft.row, "container", _("it would lie inside itself; kept as text"))

    def _put(self, draft: RowDraft, container: RowDraft | Holding | None) -> None:
        draft.parent = container if isinstance(container, RowDraft) and container.new else None
        kept = container.record if isinstance(container, RowDraft) else container
        draft.record.inside = (kept.id or None) if kept else None

    def _upwards(self, draft: RowDraft) -> Iterator[RowDraft | Holding]:
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
        number: int | None = (node.record if isinstance(node, RowDraft) else node).inside
        if number is None or number in self.by_id:
            return self.by_id.get(number or 0)
        if number not in self.kept:
            self.kept[number] = self.session.visible.get(number)
        return self.kept[number]


def _link_requesters(session: Session, drafts: Sequence[RowDraft]) -> None:
    people: dict[str, Person | None] = {}
    for draft in drafts:
        request: Request = draft.record
        name = draft.values.get("requester", "")
        if name and name not in people:
            people[name] = _person(session, name)
        if name and (person := people[name]):
            request.requester_id = person.id
            request.requester = person.name
            request.unit = request.unit or person.unit
        if draft.new and request.status in OPEN_STATUSES:
            request.due = _due(session, request)


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


def _check_parents(session: Session, drafts: Sequence[RowDraft], warn: Warn) -> None:
    named = {draft.record.parent for draft in drafts if draft.record.parent}
    known = {draft.record.code for draft in drafts}
    known |= {found.code for found in fetch(session, SchemeClass, "code", sorted(named - known))}
    for draft in drafts:
        parent = draft.values.get("parent", "")
        if parent and draft.record.parent and parent not in known:
            warn(draft.row, "parent", _("no class has the code “{code}”").format(code=parent))
