"""The hand-over of a shift, part by part; and one's own acts of today, each to be taken back."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.shift import Shift, parts_of, shift, told_acts
from rmdesk.model.days import moment_said
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import notice_word
from screens.kit.list_files import ListPaper, ListPart
from screens.kit.listing import Listing, Target
from screens.kit.paint import Column, Line, Span
from screens.kit.undoing import ask_undo_act

if TYPE_CHECKING:
    from screens.kit.host import Host

_CODES = ("key", "number", "identifier", "barcode", "number_of_act")
_WHATS = ("title", "text", "subject", "kind")
_WHOS = ("requester", "holder", "person")
_WHENS = ("due", "since", "place", "home", "left", "time")


@dataclass(frozen=True)
class _Row:
    """A row of a part; without `data` it is the head of the part, which has `n` rows."""

    part: str
    n: int
    data: dict[str, Any] | None = None


class ShiftView(Listing):
    """What the next at the desk must know."""

    name = "shift"

    def __init__(self) -> None:
        super().__init__()
        self._shift: Shift | None = None

    def title(self) -> Line:
        if self._shift is None:
            return ()
        words = [(f" {self.text}", "")] if self.text else []
        return [(self.called(), "bold"), *words]

    def called(self) -> str:
        made = self._shift
        text = _("Hand-over {day}, {login}")
        return text.format(day=made.day, login=made.login) if made else ""

    def status(self) -> Line:
        """The figures of the desk that the parts do not tell."""
        return [(" · ".join(self.said()), ""), *self.marks_line()] if self._shift else ()

    def said(self) -> list[str]:
        if self._shift is None:
            return []
        counts = self._shift.counts
        return [
            _("waiting {n}").format(n=counts["waiting"]),
            _("out {n}").format(n=counts["out"]),
            _("overdue {n}").format(n=counts["overdue"]),
        ]

    def load(self, session: Session) -> Shift:
        return shift(session)

    def show(self, loaded: Shift) -> None:
        first = self._shift is None
        self._shift = loaded
        self.take(row for row in _rows(loaded) if row.data is not None)
        if first:
            self.cursor = min(1, max(0, len(self.seen) - 1))

    def narrow(self, stay: Any = None) -> None:
        """Each part under its head, in the order of the hand-over or of a column within it."""
        super().narrow(stay)
        found: dict[str, list[_Row]] = {}
        for row in self.rows:
            found.setdefault(row.part, [])
        for row in self.seen:
            found[row.part].append(row)
        key = self.key_of(stay) if stay is not None else None
        self.seen = [
            each for part, rows in found.items() if rows for each in (_Row(part, len(rows)), *rows)
        ]
        keys = [self.key_of(row) for row in self.seen]
        self.cursor = keys.index(key) if key in keys else min(1, max(0, len(self.seen) - 1))

    def selectable(self, index: int) -> bool:
        return self.seen[index].data is not None

    def starred(self, index: int) -> bool:
        return self.selectable(index) and super().starred(index)

    def star_all(self, app: Host) -> None:
        heads = {self.key_of(row) for row in self.seen if row.data is None}
        super().star_all(app)
        self.marks -= heads

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("code"), 12, 1, name="code"),
            Column(_("title"), 20, 5, name="title"),
            Column(_("for"), 12, 1, name="for"),
            Column(_("when, where"), 16, 1, name="since"),
        )

    def cells_of(self, row: _Row) -> Sequence[Span]:
        data = row.data or {}
        what = _first(data, _WHATS) or ", ".join(map(str, data.get("reasons") or ()))
        if kind := data.get("kind"):
            what = notice_word(str(kind))
        if action := data.get("action"):
            what = f"{action}: {what}"
        days = data.get("days_waiting")
        when = _("{n} days").format(n=days) if days else moment_said(_first(data, _WHENS))
        return (
            (_first(data, _CODES), "name"),
            (what, "dim" if data.get("undone") else ""),
            (_first(data, _WHOS), ""),
            (when, ""),
        )

    def key_of(self, row: _Row) -> Hashable:
        return row.part, tuple(map(str, (row.data or {}).values()))

    def row(self, index: int, width: int) -> Line:
        row = self.seen[index]
        if row.data is None:
            return [(f"── {row.part} {row.n}", "bold")]
        return super().row(index, width)

    def nothing(self) -> Line:
        return [(_("Nothing is to be handed over."), "good")]

    def paper(self) -> ListPaper:
        heads = {column.name: column.head for column in self.columns()}
        parts: dict[str, list[dict[str, str]]] = {}
        for row in self.chosen or (row for row in self.seen if row.data is not None):
            texts = (text for text, _role in self.cells_of(row))
            parts.setdefault(row.part, []).append(dict(zip(heads, texts, strict=True)))
        found = [ListPart(heads, rows, f"{part} ({len(rows)})") for part, rows in parts.items()]
        return ListPaper(self.called(), [" · ".join(self.said())], found)

    def part(self) -> ListPart:
        parts = self.paper().parts
        heads = {column.name: column.head for column in self.columns()}
        return ListPart(heads, [row for part in parts for row in part.rows])

    def target_of(self, row: _Row) -> Target | None:
        data = row.data or {}
        if "number_of_act" in data:
            return None
        if "number" in data and "priority" in data:
            return Target(Request, str(data["number"]), str(data.get("requester", "")))
        key = data.get("key") or data.get("barcode") or data.get("identifier")
        return Target(Holding, str(key), str(data.get("title", ""))) if key else None

    def choose(self, app: Host) -> None:
        """Open what the row is about, or ask to take the act back."""
        if self.marked is None or self.marked.data is None:
            return
        data = self.marked.data
        if "number_of_act" in data:
            ask_undo_act(app, data["number_of_act"])
        elif target := self.target_of(self.marked):
            app.open_key(target.key)


class OwnActs(Listing):
    """One's own acts of today, the last first."""

    name = "acts"

    def title(self) -> Line:
        words = [(f" {self.text}", "")] if self.text else []
        return [(_("what you did today"), "bold"), *words]

    def called(self) -> str:
        return _("What you did today")

    def prompt(self) -> str:
        return _("Enter undoes the marked act, after asking; type words to narrow")

    def load(self, session: Session) -> list[dict[str, Any]]:
        return told_acts(session)

    def show(self, loaded: list[dict[str, Any]]) -> None:
        self.take(loaded)

    def columns(self) -> Sequence[Column]:
        return (
            Column("#", 4, right=True, name="number_of_act"),
            Column(_("time"), 5, name="time"),
            Column(_("did"), 14, 1, name="action"),
            Column(_("what"), 20, 5, name="subject"),
            Column(_("state"), 14, name="undone"),
        )

    def cells_of(self, row: dict[str, Any]) -> Sequence[Span]:
        state = ("", "")
        if row["undone"]:
            state = (_("undone"), "dim")
        elif not row["can_be_undone"]:
            state = (_("stays"), "dim")
        return (
            (str(row["number_of_act"]), "name"),
            (row["time"], "dim"),
            (row["action"], ""),
            (" · ".join(filter(None, (row["subject"], row["reason"]))), ""),
            state,
        )

    def key_of(self, row: dict[str, Any]) -> Hashable:
        number: int = row["number_of_act"]
        return number

    def nothing(self) -> Line:
        return [(_("You have done nothing yet today."), "dim")]

    def enter_does(self) -> str:
        return _("Undo the marked act") if self.marked else ""

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            ask_undo_act(app, self.marked["number_of_act"])


def _rows(made: Shift) -> Iterator[_Row]:
    for title, rows in parts_of(made):
        for row in rows:
            yield _Row(title, len(rows), row)


def _first(data: dict[str, Any], names: Sequence[str]) -> str:
    return next((str(data[name]) for name in names if data.get(name)), "")
