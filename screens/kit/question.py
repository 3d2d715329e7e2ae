"""A question before something that is hard to take back: No is marked, and Enter means No."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.texts import gettext as _
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, wrap
from screens.kit.sanitize import plain
from screens.kit.scan_queue import at_the_counter_or_words
from screens.kit.view import View

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.duties.scan import Counter
    from screens.kit.host import Host

_LEAST, _BESIDE = 40, 6
"""Cells that a line has at the least; those of the frame and of the mark before it."""


class Question(View):
    """Lines that say what would happen, then No and Yes; with `asks`, a reason is typed first.

    A scan is heard as anywhere: it answers nothing here.
    """

    name = "question"
    transient = True
    live = False

    def __init__(
        self,
        *,
        title: str,
        lines: Sequence[str],
        yes: str,
        then: Callable[[str], None],
        asks: str = "",
    ) -> None:
        self._title, self._texts, self._yes, self._then, self._asks = title, lines, yes, then, asks
        self._lines = self._wrapped()
        self._reason = ""
        self.searches, self.empties = not asks, bool(asks)
        self.cursor = len(self) - 2

    def title(self) -> Line:
        return [(self._title, "warn")]

    def prompt(self) -> str:
        """What is to be said, and then what Enter does."""
        if self._lacks_reason():
            return self._asks
        if self.cursor == len(self) - 1:
            return _("Enter: {yes}").format(yes=self._yes)
        return _("Down, then Enter: {yes} · Enter or Esc: no").format(yes=self._yes)

    def enter_does(self) -> str:
        return self._yes if self.cursor == len(self) - 1 else _("No, leave it as it is")

    def show(self, loaded: None) -> None:
        """Nothing is read; the lines are wrapped to the window, and the mark stays on its row."""
        from_end = len(self) - self.cursor
        self._lines = self._wrapped()
        self.cursor = len(self) - from_end

    def _wrapped(self) -> list[tuple[str, str]]:
        """What is said, no line longer than the window, the first text bold."""
        width = max(_LEAST, self.room[0] - _BESIDE)
        return [
            (line, "" if number else "bold")
            for number, text in enumerate(self._texts)
            for line in (wrap(text, width) if cell_len(plain(text)) > width else [text])
        ]

    def __len__(self) -> int:
        return len(self._lines) + 4

    def selectable(self, index: int) -> bool:
        """Only No, and Yes once the reason is there."""
        return index == len(self) - 2 or (index == len(self) - 1 and not self._lacks_reason())

    def _lacks_reason(self) -> bool:
        return bool(self._asks and not self._reason)

    def row(self, index: int, width: int) -> Line:
        if index < len(self._lines):
            return [self._lines[index]]
        if index == len(self._lines):
            return self._reason_row()
        if index == len(self._lines) + 1:
            return ()
        if index == len(self) - 2:
            return [(_("No, leave it as it is"), "")]
        why = [("   " + self._asks, "warn")] if self._lacks_reason() else []
        return [(self._yes, "dim" if why else ""), *why]

    def _reason_row(self) -> list[Span]:
        """What was asked for, under the words that asked for it."""
        if not self._reason:
            return []
        asked = self._asks.rstrip(" .:…")
        return [(asked if asked.endswith("?") else f"{asked}:", "dim"), (f" {self._reason}", "")]

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan is heard as anywhere; other words are the reason, if one is asked for."""
        if not self._asks:
            return super().hear(session, counter, text, tail)
        return at_the_counter_or_words(session, counter, text, tail)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What is typed where a reason is asked for is that reason."""
        return Told(text, words=True) if self._asks else super().hear_typed(session, counter, text)

    def words(self, app: Host, text: str) -> bool:
        """Take the reason; the mark stays on No."""
        if not self._asks:
            return False
        self._reason = text
        return True

    def choose(self, app: Host) -> None:
        """Leave; and with Yes, do it."""
        yes = self.cursor == len(self) - 1 and self.moved
        app.back()
        if yes:
            self._then(self._reason)
