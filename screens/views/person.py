"""A person at the counter: what they have out, the earliest due first."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import kind_word, status_span
from screens.kit.paint import Column, Line, cells, heads
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

SHOWN = 500


class PersonRecords(View):
    """The holdings a person holds."""

    name = "person"

    def __init__(self, person: Person) -> None:
        self.person = person
        self._holdings: list[Holding] = []
        self._total = 0
        self._today = ""

    def title(self) -> Line:
        person = self.person
        reach = " · ".join(part for part in (person.unit, person.phone, person.email) if part)
        return [(person.name, "bold"), (f" {reach}", "dim")]

    def status(self) -> Line:
        late = sum(1 for each in self._holdings if each.due and each.due < self._today)
        out = _("out {n}").format(n=self._total)
        overdue = _("overdue {n}").format(n=late)
        return [(out, "bold"), (" · ", "dim"), (overdue, "bad" if late else "")]

    def load(self, session: Session) -> tuple[list[Holding], int, str]:
        held = Query().holder_id == self.person.id
        rows = session.visible.page(held, order_by="due", limit=SHOWN).rows
        found = [Holding.from_document(document) for document in rows]
        return found, session.visible.count(held), session.today()

    def show(self, loaded: tuple[list[Holding], int, str]) -> None:
        self._holdings, self._total, self._today = loaded

    def __len__(self) -> int:
        return len(self._holdings)

    def head(self, width: int) -> Line:
        return heads(_columns(), width) if self._holdings else ()

    def row(self, index: int, width: int) -> Line:
        holding = self._holdings[index]
        state = status_span(holding.status, holding.due, self._today)
        values = (
            (holding.identifier or holding.key, "name"),
            (holding.name, ""),
            (kind_word(holding.kind), "dim"),
            (holding.due, ""),
            state,
        )
        return cells(_columns(), width, values)

    def empty(self) -> Line:
        return [(_("Nothing is out to this person."), "dim")] if self._today else ()

    def choose(self, app: Host) -> None:
        if self._holdings:
            app.open_record(self._holdings[self.cursor].id)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("code"), 14, 1),
        Column(_("title"), 20, 5),
        Column(_("kind"), 8, wide=True),
        Column(_("due"), 10),
        Column(_("status"), 9),
    )
