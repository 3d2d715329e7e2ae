"""The classification scheme as a tree: browse, find, move and amend by keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.duties.classification import Branch, find_classes, tree
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.records import SchemeClass
from screens.kit.notice import Told
from screens.kit.paint import Column, Fitting, Line, Span, wrap
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

_MEASURED = 200
"""Rows that say how wide the columns are."""

_OPEN_AT_FIRST = 200
"""A scheme of so many classes is shown open."""


@dataclass(frozen=True)
class _Row:
    """A class in the tree, or one that was found, with the reason; no class is the top."""

    item: SchemeClass | None
    depth: int = 0
    odd: str = ""
    sign: str = ""


@dataclass(frozen=True)
class _Loaded:
    branches: Sequence[Branch]
    found: Sequence[_Row] | None


class SchemeTree(View):
    """Classes in people's order. Left and Right close and open, typed words find, Tab moves."""

    name = "scheme"
    searches = False
    detail_height = 5
    kind = SCHEME

    def __init__(self) -> None:
        self._text = ""
        self._read: _Loaded | None = None
        self._closed: set[str] = set()
        self._rows: list[_Row] = []
        self._fitting: Fitting | None = None
        self.carried: SchemeClass | None = None

    # --- what is shown

    def title(self) -> Line:
        words: list[Span] = [(f" {self._text}", "")] if self._text else []
        return [(_("scheme"), "bold"), *words]

    def status(self) -> Line:
        if self._read is None:
            return ()
        n, total = len(self._read.found or ()), len(self._read.branches)
        shown = f"{total:,}" if self._read.found is None else f"{n:,} / {total:,}"
        return [(_("{n} classes").format(n=shown), "bold")]

    def prompt(self) -> str:
        if self.carried is not None:
            text = _("mark the class above {code}, then Tab; Esc leaves it where it is")
            return text.format(code=self.carried.code)
        return _("type words to find; Left and Right close and open; Tab picks up to move")

    def load(self, session: Session) -> _Loaded:
        """The whole tree, and what answers to the words."""
        branches = tree(session)
        if not self._text:
            return _Loaded(branches, None)
        hits = find_classes(session, self._text)
        return _Loaded(branches, [_Row(hit.item, 0, hit.reason) for hit in hits])

    def show(self, loaded: _Loaded) -> None:
        """The mark stays on its class."""
        if self._read is None and len(loaded.branches) > _OPEN_AT_FIRST:
            self._closed = {each.item.code for each in loaded.branches}
        marked = self.marked
        self._read = loaded
        self._rows, self._fitting = list(self._made(loaded)), None
        codes = [row.item.code if row.item else "" for row in self._rows]
        if marked is not None and marked.code in codes:
            self.cursor = codes.index(marked.code)
        else:
            self.cursor = min(self.cursor, max(0, len(codes) - 1))

    def _made(self, loaded: _Loaded) -> Iterator[_Row]:
        if self.carried is not None:
            yield _Row(None)
        if loaded.found is not None:
            yield from loaded.found
            return
        parents = {each.item.parent for each in loaded.branches}
        hidden_below = -1
        for each in loaded.branches:
            if 0 <= hidden_below < each.depth:
                continue
            closed = each.item.code in self._closed
            hidden_below = each.depth if closed else -1
            sign = ("+" if closed else "-") if each.item.code in parents else " "
            yield _Row(each.item, each.depth, each.odd, sign)

    @property
    def marked(self) -> SchemeClass | None:
        """The class that the mark is on."""
        return self._rows[self.cursor].item if self.cursor < len(self._rows) else None

    @property
    def subject(self) -> SchemeClass | None:
        return self.marked

    @property
    def begun(self) -> dict[str, str]:
        """A new class is begun below the marked one."""
        return {"parent": self.marked.code} if self.marked else {}

    def __len__(self) -> int:
        return len(self._rows)

    def head(self, width: int) -> Line:
        return self._fits.heads(width) if self._rows else ()

    @property
    def _fits(self) -> Fitting:
        """The columns, as wide as the classes that are shown ask for."""
        if self._fitting is None:
            self._fitting = Fitting(_columns(), list(map(self._cells, self._rows[:_MEASURED])))
        return self._fitting

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if row.item is None:
            return [(_("(at the top of the scheme)"), "bold")]
        return self._fits.cells(width, self._cells(row))

    def _cells(self, row: _Row) -> Sequence[Span]:
        """Code with its depth, title, item, and what is odd about it."""
        if row.item is None:
            return (("", ""),) * len(_columns())
        carried = self.carried is not None and row.item.code == self.carried.code
        code = f"{'  ' * row.depth}{row.sign} {row.item.code}".rstrip()
        odd: Span = (row.odd, "warn" if row.sign else "dim")
        if carried:
            odd = (_("picked up"), "warn")
        item: Span = (row.item.schedule, "dim")
        if not row.item.schedule and row.sign == " ":
            item = (_("no item (R10)"), "dim")
        return ((code, "name"), (row.item.title, ""), item, odd)

    def empty(self) -> Line:
        if self._read is None:
            return ()
        if self._text:
            return [(_("No class answers to these words."), "dim")]
        return [(_("There are none yet. Ctrl+N registers one."), "dim")]

    def detail_title(self) -> str:
        return self.marked.code if self.marked else ""

    def detail(self, width: int) -> Sequence[Line]:
        """What the marked class is for, and what it refers to."""
        item = self.marked
        if item is None:
            return ()
        said = [
            (_("scope"), item.scope_note),
            (_("see"), ", ".join(item.see)),
            (_("see also"), ", ".join(item.see_also)),
            (_("terms"), ", ".join(item.terms)),
            (_("OPR"), item.opr),
            (_("level"), item.security),
            (_("records are"), item.default_level),
        ]
        texts = [(label, line) for label, text in said for line in wrap(text, width - 12, 3)]
        return [[(f"{label:<11}", "dim"), (line, "")] for label, line in texts]

    # --- what it does

    def typed(self, app: Host, text: str) -> bool:
        if text.strip() != self._text:
            self._text = text.strip()
            app.reload()
        return True

    def words(self, app: Host, text: str) -> bool:
        """Words were entered: the mark goes to what was found, in its place in the tree."""
        self._text = ""
        hit = self.marked if self._read and self._read.found is not None else None
        if hit is not None:
            self._open_to(hit)
        app.line.empty()
        app.reload()
        return True

    def _open_to(self, item: SchemeClass) -> None:
        """Open all above a class."""
        above = (
            {each.item.code: each.item.parent for each in self._read.branches}
            if (self._read)
            else {}
        )
        code, seen = item.parent, set[str]()
        while code and code not in seen:
            seen.add(code)
            self._closed.discard(code)
            code = above.get(code, "")

    def turn(self, app: Host, step: int) -> None:
        """Close what is marked, or what it lies in; open it."""
        row = self._rows[self.cursor] if self._rows else _Row(None)
        if row.item is None or self._read is None:
            return
        if step > 0:
            self._closed.discard(row.item.code)
        elif row.sign == "-":
            self._closed.add(row.item.code)
        else:
            codes = [each.item.code if each.item else "" for each in self._rows]
            if row.item.parent in codes:
                self.cursor = codes.index(row.item.parent)
        self.show(self._read)
        app.repaint()

    def tab(self, app: Host) -> None:
        """Pick the marked class up; the second time put it below what is marked then."""
        if self.carried is None:
            self.carried = self.marked
        elif self._rows:
            self._put(app, self.carried, self.marked)
            self.carried = None
        if self._read is not None:
            self.show(self._read)
            app.repaint()

    def _put(self, app: Host, item: SchemeClass, above: SchemeClass | None) -> None:
        code = above.code if above is not None else ""
        if code == item.code:
            return
        app.do(partial(_moved, item.code, code))

    def enter_does(self) -> str:
        return _("Open {name}").format(name=self.marked.code) if self.marked else ""

    def choose(self, app: Host) -> None:
        """Open what is marked; or put there what is carried."""
        if self.carried is not None:
            self.tab(app)
        elif self.marked is not None:
            app.open_page(self.marked)


def _moved(code: str, parent: str, session: Session) -> Told:
    act = duties.acts()["move-class"]
    perform(session, act, [code], {"parent": parent})
    where = _("below {code}").format(code=parent) if parent else _("at the top")
    return Told(_(act.done).format(name=code), "✓", "good", where)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("class"), 18, 1),
        Column(_("title"), 24, 3),
        Column(_("item"), 12, 1),
        Column("", 10, 2),
    )
