"""What the words of the screens mean, and every rule in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.glossary import Entry, entries
from screens.kit.listing import Listing
from screens.kit.paint import Column, Line, Span, wrap

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from screens.kit.host import Host


class Glossary(Listing):
    """Words and rules; typing narrows them."""

    name = "glossary"
    live = False
    detail_height = 3
    beside_from = 1_000

    def title(self) -> Line:
        return [(_("words and rules"), "bold"), (f" {self.text}", "")]

    def status(self) -> Line:
        return self.counted_line()

    def prompt(self) -> str:
        return _("type a word, or the number of a rule")

    def columns(self) -> Sequence[Column]:
        return (Column(_("word"), 16, name="word"), Column(_("meaning"), 40, 1, name="meaning"))

    def cells_of(self, row: Entry) -> Sequence[Span]:
        return ((row.word, "name"), (row.meaning, ""))

    def key_of(self, row: Entry) -> str:
        return row.word

    def load(self, session: Session) -> list[Entry]:
        return list(entries())

    def show(self, loaded: list[Entry]) -> None:
        self.take(loaded)

    def detail(self, width: int) -> Sequence[Line]:
        """The marked one in full."""
        marked = self.marked
        if marked is None:
            return ()
        return [[(line, "")] for line in wrap(f"{marked.word}: {marked.meaning}", width, 3)]

    def choose(self, app: Host) -> None:
        """There is nothing to open: what a word means stands below in full."""
