"""Choosing a person: scan the badge, or type a part of the name or the unit."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from typing import TYPE_CHECKING

from rmdesk.desk.desk import Session
from rmdesk.model.records import Person
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, cells
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

MOST = 5_000


class People(View):
    """Everybody, narrowed by what is typed."""

    name = "people"
    searches = False
    live = False

    def __init__(
        self, asker: View, take: Callable[[Person], None], text: str = "", asked: str = ""
    ) -> None:
        self.asker, self._take, self._text, self._asked = asker, take, text, asked
        self._all: list[Person] | None = None
        self._shown: list[Person] = []

    def title(self) -> Line:
        return [(self._asked or _("who asks?"), "bold")]

    def status(self) -> Line:
        return [(f"{len(self._shown):,}", "bold")] if self._all is not None else ()

    def prompt(self) -> str:
        return _("scan the badge, or type a part of the name or the unit")

    def load(self, session: Session) -> list[Person]:
        """Everybody by name, up to a limit that a site rarely has."""
        page = session.store.table(Person.table).page(order_by="name", limit=MOST)
        return [Person.from_document(document) for document in page.rows]

    def show(self, loaded: list[Person]) -> None:
        """Keep the narrowing."""
        self._all = loaded
        self._narrow(self._text)

    def _narrow(self, text: str) -> None:
        self._text = text
        words = text.casefold().split()
        self._shown = [each for each in self._all or () if _answers(each, words)]
        self.cursor = 0

    def typed(self, app: Host, text: str) -> bool:
        self._narrow(text)
        app.repaint()
        return True

    def __len__(self) -> int:
        return len(self._shown)

    def row(self, index: int, width: int) -> Line:
        person = self._shown[index]
        columns = (Column("", 20, 2), Column("", 20, 2), Column("", 10), Column("", 8))
        values = (
            (person.name, "bold"),
            (person.unit, ""),
            (person.phone, "dim"),
            (person.barcode, "dim"),
        )
        return cells(columns, width, values)

    def empty(self) -> Line:
        return [(_("Nobody has these words in name or unit."), "dim")] if self._all else ()

    def words(self, app: Host, text: str) -> bool:
        """A name was entered: take who is marked."""
        self._narrow(text)
        if self._shown:
            self.choose(app)
        else:
            app.tell(Told(_("Nobody answers to “{text}”.").format(text=text), "?", "warn"))
            self._narrow("")
        return True

    def choose(self, app: Host) -> None:
        if self._shown:
            person = self._shown[self.cursor]
            app.back()
            self._take(person)


def _answers(person: Person, words: list[str]) -> bool:
    text = f"{person.name} {person.unit} {person.barcode}".casefold()
    return all(word in text for word in words)
