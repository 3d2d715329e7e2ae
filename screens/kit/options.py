"""What is asked before something is done: one of several words, or a text that is typed or scanned.

Enter takes what is marked, Esc leaves: nothing is done here yet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from screens.kit.notice import Told
from screens.kit.paint import Line, fit
from screens.kit.scan_queue import at_the_counter_or_words
from screens.kit.view import View

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.duties.scan import Counter
    from screens.kit.host import Host

_WORDS = 34
"""Cells of an option before what is said of it."""


class Options(View):
    """One of several: each with its words and what is said of it. `then` is told which.

    `asker` is the form that it is chosen for: a scan is heard as there.
    """

    name = "question"
    transient = True
    live = False
    searches = False

    def __init__(
        self,
        title: str,
        options: Sequence[tuple[str, str]],
        then: Callable[[int], None],
        asker: View | None = None,
    ) -> None:
        self.asker = asker
        self._title, self._options, self._then = title, options, then
        self._shown = list(range(len(options)))
        self.moved = True

    def title(self) -> Line:
        return [(self._title, "bold")]

    def status(self) -> Line:
        return [(_("Enter chooses · Esc leaves"), "dim")]

    def prompt(self) -> str:
        return _("letters narrow it")

    def __len__(self) -> int:
        return len(self._shown)

    def row(self, index: int, width: int) -> Line:
        words, about = self._options[self._shown[index]]
        return [(fit(words, min(_WORDS, width)), ""), ("  ", ""), (about, "dim")]

    def empty(self) -> Line:
        return [(_("Nothing here has these words."), "dim")]

    def typed(self, app: Host, text: str) -> bool:
        """Show those that hold the words."""
        words, before = text.casefold().split(), list(self._shown)
        self._shown = [
            number
            for number, option in enumerate(self._options)
            if all(word in " ".join(option).casefold() for word in words)
        ]
        if words:  # what begins so comes first
            self._shown.sort(key=lambda n: not self._options[n][0].casefold().startswith(words[0]))
        if self._shown != before:
            self.cursor = 0
        self.moved = True
        app.repaint()
        return True

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan is heard as anywhere; other words are one of these."""
        if self.asker is not None:
            return self.asker.hear(session, counter, text, tail)
        return at_the_counter_or_words(session, counter, text, tail)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What is typed is one of these, also where it is a code."""
        return Told(text, words=True)

    def words(self, app: Host, text: str) -> bool:
        self.typed(app, text)
        if not self._shown:
            app.back()
            return self.asker is not None and self.asker.words(app, text)
        self.choose(app)
        return True

    def choose(self, app: Host) -> None:
        if self._shown:
            number = self._shown[self.cursor]
            app.back()
            self._then(number)


class Asking(View):
    """A text that is typed or scanned, and entered. `then` is told of it."""

    name = "question"
    transient = True
    live = False
    searches = False
    empties = True

    def __init__(self, title: str, asks: str, then: Callable[[str], None]) -> None:
        self._title, self._asks, self._then = title, asks, then

    def title(self) -> Line:
        return [(self._title, "bold")]

    def status(self) -> Line:
        return [(_("Enter takes it · Esc leaves"), "dim")]

    def prompt(self) -> str:
        return self._asks

    def __len__(self) -> int:
        return 1

    def row(self, index: int, width: int) -> Line:
        return [(self._asks, "")]

    def selectable(self, index: int) -> bool:
        return False

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """What is scanned where something is asked for is the answer."""
        return Told(text, words=True)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        return Told(text, words=True)

    def words(self, app: Host, text: str) -> bool:
        app.back()
        self._then(text)
        return True
