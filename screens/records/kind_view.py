"""A record of any kind with acts of its own: what is told of it, what can be done, its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len

from data import Entry
from data.plain import dataclass, field
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Values
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Record
from screens.kit.notice import Told
from screens.kit.paint import Fitting, Line, fit, wrap
from screens.kit.view import View, why_not
from screens.records.act_form import take
from screens.records.columns_of_parts import (
    cells_of,
    counted,
    fitted,
    heading,
    key_named,
    said_of,
)
from screens.records.doors import Door, door_to_all, doors_of

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.kit.panes import Split

SHOWN = 500
"""Most rows of one part; the line above them tells how many there are."""

_LABEL, _WIDTH = 14, 74
_FRAME = 6
"""Cells of the window that the frame and the mark take."""

_WIDEST = 170
"""Cells of a window in which the history is a column of its own."""
_LEFT, _RIGHT = (0.42, 0.3), 0.28
"""The shares of the facts in a large and in such a window, and of the history in that."""
_PART = 2.0
"""The weight of a part above the history."""
_INDENT = 4
_HISTORY = 200


@dataclass(frozen=True)
class Loaded:
    """A record as it is now: what is told of it, its parts with their counts, what stands against
    each act, where its fields lead, and the door to the holdings that name it; what was done with
    it until `now`, the newest first, where the window has room for that.
    """

    record: Any
    told: Mapping[str, Any]
    parts: Mapping[str, Sequence[Values]]
    totals: Mapping[str, int]
    against: Mapping[str, Sequence[Reason]]
    doors: Mapping[str, Door] = field(default_factory=dict)
    to_all: Door | None = None
    history: Sequence[Entry] = ()
    now: datetime = datetime.min  # noqa: DTZ901  (of none that has a history)


@dataclass(frozen=True)
class Row:
    """A line, which may lead on, an act, or a row of a part, in its columns. `alone` is an act
    whose reasons stand in lines of their own below it.
    """

    line: Line = ()
    door: Door | None = None
    act: Act | None = None
    part: Values = field(default_factory=dict)
    within: Fitting | None = None
    heads: bool = False
    alone: bool = False


class KindView(View):
    """One record; what can be done comes before its parts, what cannot be done is dimmed below.

    A large window has its parts, and what was done with it, beside that.
    """

    name = "kind"
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Which columns of a part are shown, where not all are."""

    def __init__(self, kind: RecordKind, number: int, more: Sequence[Door] = ()) -> None:
        self.kind, self.number, self._more = kind, number, more
        self.loaded: Loaded | None = None
        self._rows: list[Row] = []
        self._gone = False

    @property
    def acts(self) -> Sequence[Act]:
        """What can be done to a record of this kind."""
        return duties.acts_on(self.kind.record)

    @property
    def subject(self) -> Record | None:
        return self.loaded.record if self.loaded else None

    def title(self) -> Line:
        key = self.loaded.record.key if self.loaded else ""
        about = self.loaded.told.get("title") or "" if self.loaded else ""
        word = f"{_(self.kind.word)} "
        return [(word, "dim"), (key, "name"), *([(f" {about}", "bold")] if about else [])]

    # --- what it reads

    def load(self, session: Session) -> Loaded | None:
        """The record with what belongs to it; None where this person may not know of it."""
        table = self.kind.record.table
        kept = session.store.table(table).get(doc_id=self.number)
        if not kept or not session.visible.known(table, [kept]):
            return None
        record = self.kind.record.from_document(kept)
        told, parts = self.kind.told(session, record), self.parts_of(session, record)
        return Loaded(
            record,
            told,
            {name: rows[:SHOWN] for name, rows in parts.items()},
            self.totals_of(told, parts),
            {act.name: act.reasons_against(session, record, {}) for act in self.acts},
            doors_of(session, record),
            door_to_all(self.kind, record),
            self._history(session) if self.is_large else (),
            session.now(),
        )

    def _history(self, session: Session) -> Sequence[Entry]:
        """What was done with it, as far as this person may know (R17)."""
        subject = f"{self.kind.record.table}:{self.number}"
        return session.journal.entries(session.store.journal.of(subject, limit=_HISTORY))

    def parts_of(self, session: Session, record: Any) -> Mapping[str, Sequence[Values]]:
        """Its parts, each a list of rows."""
        return self.kind.parts(session, record) if self.kind.parts else {}

    def totals_of(
        self, _told: Mapping[str, Any], parts: Mapping[str, Sequence[Values]]
    ) -> Mapping[str, int]:
        """How many rows each part has in all."""
        return {name: len(rows) for name, rows in parts.items()}

    def show(self, loaded: Loaded | None) -> None:
        """The mark stays on its row; at first it is on what can be done."""
        before = self._marked
        self._gone, self.loaded = loaded is None, loaded
        self._rows = list(self._made(loaded)) if loaded else []
        self._make_panes(loaded)
        same = [n for n, row in enumerate(self._rows) if _same(row, before)]
        first = [n for n, row in enumerate(self._rows) if self._can(row) or row.part]
        others = [n for n, _row in enumerate(self._rows) if self.selectable(n)]
        self.cursor = next(iter(same or first or others), 0)
        self.moved = self.moved and bool(same)

    def _can(self, row: Row) -> bool:
        """Whether it is an act that can be done now."""
        against = self.loaded.against if self.loaded else {}
        return row.act is not None and not against[row.act.name]

    # --- its rows

    def _made(self, loaded: Loaded) -> Iterator[Row]:
        yield from self.about(loaded)
        yield Row()
        if loaded.to_all is not None:
            yield Row([(loaded.to_all.label, "leads")], loaded.to_all)
        yield from (Row([(door.label, "leads")], door) for door in self._more)
        can = [act for act in self.acts if not loaded.against[act.name]]
        yield from (Row(act=act) for act in can)
        for name, rows in loaded.parts.items():
            if rows and not self.is_large:
                yield from self._part(name, rows, loaded.totals[name])
        if len(can) < len(self.acts):
            yield Row()
        for act in self.acts:
            if act not in can:
                yield from self._dimmed(act, loaded)

    def _dimmed(self, act: Act, loaded: Loaded) -> Iterator[Row]:
        """What cannot be done; beside parts the reasons have lines of their own."""
        yield Row(act=act, alone=self.is_large)
        if self.is_large:
            for line in wrap(_why(loaded.against[act.name]), self.text_width - _INDENT, 6):
                yield Row([(" " * _INDENT + line, "dim")])

    @property
    def text_width(self) -> int:
        """Cells of a line of facts, its label included."""
        wide = self.room[0] >= _WIDEST
        return int(self.room[0] * _LEFT[wide]) - _FRAME if self.is_large else _WIDTH

    def _make_panes(self, loaded: Loaded | None) -> None:
        if loaded is None or not self.is_large:
            self.panes = ()
            return
        from screens.kit.panes import kept
        from screens.records.kind_panes import panes_of
        from screens.records.record_lines import entry_line

        parts = {
            heading(name): (
                partial(self._part_lines, name, rows), counted(loaded.totals[name], len(rows))
            )
            for name, rows in loaded.parts.items() if rows
        }  # fmt: skip
        status = self.kind.specs.get("status")
        word = status.word if status and status.word else str
        history = [entry_line(each, loaded.now, word) for each in loaded.history]
        self.panes = kept(self.panes, panes_of(parts, history))

    def split(self, width: int, height: int) -> Split | None:
        from screens.records.record_panes import split_of

        share = {each.title: _PART for each in self.panes[:-1]}
        return split_of(self.panes, width, height, _LEFT, _RIGHT, share)

    def about(self, loaded: Loaded) -> Iterator[Row]:
        """What is told of it, a field a line; one that names a record leads there."""
        specs = self.kind.specs
        labels = {
            name: _(specs[name].label) if name in specs else heading(name) for name in loaded.told
        }
        wide = max([_LABEL, *(cell_len(each) + 2 for each in labels.values())])
        for name, value in loaded.told.items():
            word = specs[name].word if name in specs else None
            text = word(value) if word is not None and value else said_of(value)
            door = loaded.doors.get(name) or _door_to(text, loaded.doors)
            for number, line in enumerate(wrap(text, self.text_width - wide, 6)):
                role = "leads" if door else ""
                label = fit("" if number else labels[name], wide)
                yield Row([(label, "dim"), (line, role)], None if number else door)

    def _part(self, name: str, rows: Sequence[Values], total: int) -> Iterator[Row]:
        said, part, once = self._fitted(name, rows, self.room[0] - _FRAME)
        yield Row()
        told = (counted(total, len(rows)), "bold")
        yield Row([(f"── {heading(name)} ", "dim"), told, *(once[:1] and [(" · ", "dim")]), *once])
        yield Row(within=part, heads=True)
        for row in said:
            yield Row(part=row, within=part)

    def _part_lines(
        self, name: str, rows: Sequence[Values], width: int
    ) -> Iterator[tuple[Line, Values]]:
        """The rows of a part in a window of so many cells, under what all of them say alike."""
        said, part, once = self._fitted(name, rows, width)
        if once:
            yield once, {}
        yield part.heads(width), {}
        for row in said:
            yield part.cells(width, cells_of(part.columns, row)), row

    def _fitted(
        self, name: str, rows: Sequence[Values], width: int
    ) -> tuple[Sequence[Values], Fitting, Line]:
        """The rows of a part as they are said, their columns, and what is said once of all."""
        said = [self.part_row(name, row) for row in rows]
        return said, *fitted(self._columns(name, rows), said, width)

    def _columns(self, name: str, rows: Sequence[Values]) -> Sequence[str]:
        named = self.columns.get(name) or tuple(rows[0])
        return [each for each in named if any(row.get(each) for row in rows)]

    def part_row(self, _name: str, row: Values) -> Values:
        """A row of a part as it is shown."""
        return row

    def __len__(self) -> int:
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        row = self._rows[index]
        return row.act is not None or row.door is not None or bool(row.part)

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if row.act is not None:
            return [(_(row.act.title), "dim")] if row.alone else self._act_line(row.act)
        if row.within is None:
            return row.line
        if row.heads:
            return row.within.heads(width)
        return row.within.cells(width, cells_of(row.within.columns, row.part))

    def _act_line(self, act: Act) -> Line:
        """Dimmed, with the rules that stand against it, where it cannot be done now."""
        assert self.loaded is not None
        against = self.loaded.against[act.name]
        if not against:
            return [(_(act.title), "")]
        return [(fit(_(act.title), 30), "dim"), (" ", ""), (_why(against), "dim")]

    def empty(self) -> Line:
        return [(_("There is no such record any more."), "warn")] if self._gone else ()

    # --- what it does

    @property
    def _marked(self) -> Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    @property
    def marked_part(self) -> Values:
        """The row of a part that is marked; nothing elsewhere."""
        if not self.pane:
            return self._marked.part if self._marked else {}
        pane = self.panes[self.pane - 1]
        row = pane.made[pane.cursor] if pane.cursor < len(pane.made) else None
        part: Values = getattr(row, "part", {})
        return part

    def enter_does(self) -> str:
        row = self._marked
        if row is not None and row.door is not None:
            return row.door.does()
        if row is None or row.act is None or self.loaded is None:
            return ""
        return why_not() if self.loaded.against[row.act.name] else _(row.act.title)

    def choose(self, app: Host) -> None:
        """Take the marked act, once it was marked; open what the marked row names."""
        row = self._marked
        if self.pane:
            self.panes[self.pane - 1].open(app)
            return
        if row is None:
            return
        if row.part:
            if key := key_named(row.part):
                app.open_key(key)
        elif not self.moved:
            self.moved = True
            app.repaint()
        elif row.door is not None:
            row.door.open(app)
        elif row.act is not None:
            self.moved = False
            self.take(app, row.act)

    def take(self, app: Host, act: Act) -> None:
        """Do an act, or say every rule against it and who can lift it."""
        if self.loaded is None:
            return
        key = self.loaded.record.key
        if against := self.loaded.against[act.name]:
            told = f"{_(act.title).rstrip('…')}: {key}"
            app.tell(Told(told, "✗", "warn", reasons=against))
        else:
            self.open_form(app, act)

    def open_form(self, app: Host, act: Act) -> None:
        """Ask for what an act is told, and do it."""
        if self.loaded is not None:
            key = self.loaded.record.key
            take(app, act, key, key, self.told_to(act))

    def told_to(self, act: Act) -> Mapping[str, str]:
        """What is known already of what an act is told."""
        return {}


def count_said(n: int) -> str:
    """So many records, in words."""
    return ngettext("{n} record", "{n} records", n).format(n=f"{n:,}")


def _why(against: Sequence[Reason]) -> str:
    return " ".join(reason.told for reason in against)


def _same(row: Row, other: Row | None) -> bool:
    if other is None:
        return False
    if row.part and other.part:
        return bool(row.part.get("key", row.part) == other.part.get("key", other.part))
    if row.door and other.door:
        return row.door.of == other.door.of
    return row.act is not None and row.act is other.act


def _door_to(said: str, doors: Mapping[str, Door]) -> Door | None:
    """The door to the record that is called so, where its field is told under another name."""
    return next((each for each in doors.values() if each.record and each.record.key == said), None)
