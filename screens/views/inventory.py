"""An inventory of a place, class, unit or accession: Left and Right turn which list is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.inventory import LISTS, Inventory, inventory, list_word
from rmdesk.model.errors import DeskError
from rmdesk.model.values import written
from rmdesk.model.words import kind_word, status_word
from screens.kit.paint import Column, Line, cells, heads
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host


class InventoryView(View):
    """The rows of one list, as its files have them; Enter opens what a row is about."""

    name = "inventory"

    def __init__(self, of: str) -> None:
        self._of, self._list = of, ""
        self._made: Inventory | None = None
        self._why = ""

    def title(self) -> Line:
        if self._made is None:
            return [(_("inventory"), "bold")]
        of = self._made.of
        said = of.said if of.kind != "all" else _("all")
        return [(f"{list_word(self._made.name)} ", "dim"), (said, "name")]

    def status(self) -> Line:
        """How many, how long in all, and how many of them have no measure."""
        if self._made is None:
            return ()
        totals = self._made.totals
        told = [f"{totals['count']:,}"]
        if "extent_m" in totals:
            told.append(_("{metres} m").format(metres=written(totals["extent_m"]) or "0"))
            if totals["unmeasured"]:
                told.append(_("{n} unmeasured").format(n=totals["unmeasured"]))
        return [(" · ".join(told), "bold")]

    def prompt(self) -> str:
        return _("← → another list · Enter opens · `inventory` writes it as PDF, XLSX or CSV")

    def load(self, session: Session) -> Inventory | str:
        """The list, or why there is none."""
        try:
            return inventory(session, self._of, self._list)
        except DeskError as error:
            return f"{error.message} {error.next_step}".strip()

    def show(self, loaded: Inventory | str) -> None:
        self._made = loaded if isinstance(loaded, Inventory) else None
        self._why = loaded if isinstance(loaded, str) else ""
        self.cursor = min(self.cursor, max(0, len(self) - 1))

    def __len__(self) -> int:
        return len(self._made.rows) if self._made else 0

    def head(self, width: int) -> Line:
        return heads(self._columns(), width) if len(self) else ()

    def row(self, index: int, width: int) -> Line:
        assert self._made is not None
        row = self._made.rows[index]
        values = [(_cell(name, value), _ROLES.get(name, "")) for name, value in row.items()]
        return cells(self._columns(), width, values)

    def _columns(self) -> tuple[Column, ...]:
        names = list(self._made.rows[0]) if self._made and self._made.rows else []
        return tuple(
            Column(
                _heading(name),
                _LEAST.get(name, 8),
                share=5 if name in ("title", "term") else 1,
                right=name in ("extent_m", "contents", "holdings"),
                wide=name in _WIDE,
            )
            for name in names
        )

    def empty(self) -> Line:
        if self._why:
            return [(self._why, "warn")]
        return [(_("Nothing is listed."), "dim")] if self._made else ()

    def turn(self, app: Host, step: int) -> None:
        """Another list of the same."""
        now = LISTS.index(self._made.name) if self._made else 0
        self._list = LISTS[(now + step) % len(LISTS)]
        self.cursor = 0
        app.reload()

    def choose(self, app: Host) -> None:
        if self._made and self._made.rows:
            row = self._made.rows[self.cursor]
            if key := row.get("key") or row.get("code"):
                app.open_key(str(key))


_WIDE = frozenset({"identifier", "kind", "unit", "dates", "series", "accession", "container"})
_LEAST = {"title": 16, "term": 14, "extent_m": 6, "relation": 8, "contents": 8, "holdings": 8}
_ROLES = {"key": "name", "term": "name", "relation": "dim"}


def _heading(name: str) -> str:
    return {
        "home": _("home"),
        "container": _("container"),
        "key": _("record"),
        "identifier": _("code"),
        "kind": _("kind"),
        "title": _("title"),
        "dates": _("dates"),
        "unit": _("unit"),
        "extent_m": _("m"),
        "status": _("status"),
        "class": _("class"),
        "series": _("series"),
        "accession": _("accession"),
        "contents": _("contents"),
        "term": _("term"),
        "relation": "",
        "code": _("code"),
        "holdings": _("records"),
    }.get(name, name)


def _cell(name: str, value: object) -> str:
    text = written(value)
    if name == "status" and text:
        return status_word(text)
    if name == "kind" and text:
        return kind_word(text)
    if name == "relation" and text:
        return {"see": _("see"), "see also": _("see also")}[text]
    return text
