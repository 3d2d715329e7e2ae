"""The refile list: what to put back, in walking order. Scan the shelf, then what is put there."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.refiling import Filing, RefileList, filing_cells, refile, refile_list
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status, status_word
from screens.kit.listing import Target
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span
from screens.views.walks import Walking, not_listed

if TYPE_CHECKING:
    from screens.kit.host import Host


class Refiles(Walking):
    """What came back and is not in its place yet."""

    name = "refiles"

    def title(self) -> Line:
        words = [(f" {self.text}", "")] if self.text else []
        return [(_("to refile, in walking order"), "bold"), *words, *self.way()]

    def called(self) -> str:
        return _("To refile")

    def status(self) -> Line:
        """How much is left, after what this list has seen put back."""
        if not self.known:
            return ()
        n = len(self.rows)
        line = self.progress(n, len(self._met - {self.key_of(row) for row in self.rows}))
        told = ngettext("{n} to refile", "{n} to refile", n).format(n=n)
        shown = self.counted_line() if len(self.seen) < n else [(told, "bold"), *self.marks_line()]
        return [*line, *([(" · ", "dim")] if line else []), *shown]

    def prompt(self) -> str:
        return _("scan the shelf, then each record that you put there")

    def load(self, session: Session) -> RefileList:
        return refile_list(session)

    def show(self, loaded: RefileList) -> None:
        self.metres, self.plain = loaded.metres, loaded.plain
        self.take(loaded.lines)
        self._met |= {self.key_of(row) for row in self.rows}

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("place"), 8, 1, name="place"),
            Column(_("code"), 12, 1, name="code"),
            Column(_("title"), 14, 5, name="title"),
            Column(_("box"), 8, 1, wide=True, name="box"),
            Column(_("unit"), 10, 1, wide=True, name="unit"),
            Column(_("waits for it"), 12, 1, name="waits"),
        )

    def cells_of(self, row: Filing) -> Sequence[Span]:
        said = filing_cells(row)
        return (
            (said["place"] or "–", "name"),
            (said["code"], ""),
            (said["title"], ""),
            (said["box"], "dim"),
            (said["unit"], "dim"),
            (said["waits"], "warn" if said["waits"] else ""),
        )

    def key_of(self, row: Filing) -> Hashable:
        return row.holding.id

    def also_of(self, row: Filing) -> str:
        return row.holding.barcode

    def target_of(self, row: Filing) -> Target | None:
        return Target(Holding, f"#{row.holding.id}", row.holding.name)

    def nothing(self) -> Line:
        return [(_("Nothing is left to refile."), "good")]

    def wanted_at(self, session: Session, place: Place) -> int:
        at = (line.place for line in refile_list(session).lines)
        return sum(1 for each in at if each is not None and each.id == place.id)

    def handle(self, session: Session, holding: Holding) -> Told:
        if holding.status != Status.TO_REFILE:
            return not_listed(holding, _("refile list"), status_word(holding.status))
        if self.at is None:
            filing = next(
                (each for each in refile_list(session).lines if each.holding.id == holding.id), None
            )
            home = filing.address if filing else ""
            text = _("{key} goes to {place}: scan that first. Nothing was done.")
            told = text.format(key=holding.key, place=home or _("its place"))
            name = _("Not refiled: {name}").format(name=holding.name)
            return Told(name, "✗", "warn", reasons=(Reason("R26", told),), holding=holding)
        done = refile(session, [f"#{holding.id}"], f"#{self.at.id}")[0]
        text = _("Refiled: {name}").format(name=holding.name)
        return Told(text, "✓", "good", done.next, holding=done.holding)

    def enter_does(self) -> str:
        return _("Open {name}").format(name=self.marked.holding.key) if self.marked else ""

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            app.open_record(self.marked.holding.id)
