"""A record of any kind with acts of its own: what is told of it, what can be done, its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Values
from rmdesk.model.days import moment_said
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Record
from rmdesk.model.values import written
from screens.kit.notice import Told
from screens.kit.paint import Column, Fitting, Line, Span, fit, wrap
from screens.kit.view import View, why_not
from screens.records.act_form import take
from screens.records.doors import Door, door_to_all, doors_of

if TYPE_CHECKING:
    from screens.kit.host import Host

SHOWN = 500
"""Most rows of one part; the line above them tells how many there are."""

_LABEL, _WIDTH = 14, 74
_FRAME = 6
"""Cells of the window that the frame and the mark take."""

_MEASURED = 100
"""Rows of a part that say how wide its columns are."""
_WIDE = ("title", "reason", "placed_for", "explained", "evidence", "changes")
"""Columns that take what is left over."""


@dataclass(frozen=True)
class Loaded:
    """A record as it is now: what is told of it, its parts with their counts, what stands against
    each act, where its fields lead, and the door to the holdings that name it.
    """

    record: Any
    told: Mapping[str, Any]
    parts: Mapping[str, Sequence[Values]]
    totals: Mapping[str, int]
    against: Mapping[str, Sequence[Reason]]
    doors: Mapping[str, Door] = field(default_factory=dict)
    to_all: Door | None = None


@dataclass(frozen=True)
class Row:
    """A line, which may lead on, an act, or a row of a part, in its columns."""

    line: Line = ()
    door: Door | None = None
    act: Act | None = None
    part: Values = field(default_factory=dict)
    within: Fitting | None = None
    heads: bool = False


class KindView(View):
    """One record; what can be done comes before its parts, what cannot be done is dimmed below."""

    name = "kind"
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Which columns of a part are shown, where not all are."""

    def __init__(self, kind: RecordKind, number: int) -> None:
        self.kind, self.number = kind, number
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
        )

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
        can = [act for act in self.acts if not loaded.against[act.name]]
        yield from (Row(act=act) for act in can)
        for name, rows in loaded.parts.items():
            if rows:
                yield from self._part(name, rows, loaded.totals[name])
        if len(can) < len(self.acts):
            yield Row()
        yield from (Row(act=act) for act in self.acts if act not in can)

    def about(self, loaded: Loaded) -> Iterator[Row]:
        """What is told of it, a field a line; one that names a record leads there."""
        specs = self.kind.specs
        labels = {
            name: _(specs[name].label) if name in specs else _heading(name) for name in loaded.told
        }
        wide = max([_LABEL, *(cell_len(each) + 2 for each in labels.values())])
        for name, value in loaded.told.items():
            word = specs[name].word if name in specs else None
            text = word(value) if word is not None and value else _said(value)
            door = loaded.doors.get(name) or _door_to(text, loaded.doors)
            for number, line in enumerate(wrap(text, _WIDTH - wide, 6)):
                role = "leads" if door else ""
                label = fit("" if number else labels[name], wide)
                yield Row([(label, "dim"), (line, role)], None if number else door)

    def _part(self, name: str, rows: Sequence[Values], total: int) -> Iterator[Row]:
        told = (
            f"{total:,}"
            if total == len(rows)
            else _("{n:,} of {total:,}").format(n=len(rows), total=total)
        )
        names, said = self._columns(name, rows), [self.part_row(name, row) for row in rows]
        part, same = _fitting(names, said), dict[str, str]()
        alike = {each: _said(said[0].get(each)) for each in names[1:] if _is_same(each, said)}
        while alike and part.cuts(self.room[0] - _FRAME):  # the widest is said once, above it
            widest = max(alike, key=lambda each: cell_len(alike[each]))
            same[widest] = alike.pop(widest)
            part = _fitting([each for each in names if each not in same], said)
        yield Row()
        once: list[Span] = [(f" · {_heading(each)} {text}", "dim") for each, text in same.items()]
        yield Row([(f"── {_(name.replace('_', ' '))} ", "dim"), (told, "bold"), *once])
        yield Row(within=part, heads=True)
        for row in said:
            yield Row(part=row, within=part)

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
            return self._act_line(row.act)
        if row.within is None:
            return row.line
        if row.heads:
            return row.within.heads(width)
        return row.within.cells(width, _cells(row.within.columns, row.part))

    def _act_line(self, act: Act) -> Line:
        """Dimmed, with the rules that stand against it, where it cannot be done now."""
        assert self.loaded is not None
        against = self.loaded.against[act.name]
        if not against:
            return [(_(act.title), "")]
        why = " ".join(reason.told for reason in against)
        return [(fit(_(act.title), 30), "dim"), (" ", ""), (why, "dim")]

    def empty(self) -> Line:
        return [(_("There is no such record any more."), "warn")] if self._gone else ()

    # --- what it does

    @property
    def _marked(self) -> Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    @property
    def marked_part(self) -> Values:
        """The row of a part that is marked; nothing elsewhere."""
        return self._marked.part if self._marked else {}

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
        if row is None:
            return
        if row.part:
            if key := row.part.get("key") or row.part.get("on"):
                app.open_key(str(key))
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


def _fitting(names: Sequence[str], rows: Sequence[Values]) -> Fitting:
    columns = tuple(map(_column, names))
    return Fitting(columns, [_cells(columns, row) for row in rows[:_MEASURED]])


def _is_same(name: str, rows: Sequence[Values]) -> bool:
    """Whether several rows say the same in a column: it tells none of them from the others."""
    return len(rows) > 1 and all(row.get(name) == rows[0].get(name) for row in rows)


def _column(name: str) -> Column:
    wide = name in _WIDE
    return Column(_heading(name), 12 if wide else 10, 4 if wide else 1)


def _cells(columns: Sequence[Column], row: Values) -> Sequence[Span]:
    said = {_heading(name): _said(value) for name, value in row.items()}
    return [(said.get(each.head, ""), "" if n else "name") for n, each in enumerate(columns)]


def _heading(name: str) -> str:
    return _(name.replace("_", " "))


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {n}" for name, n in value.items())
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return moment_said(written(value))
