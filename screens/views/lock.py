"""The locked screen: nothing of the desk is shown until somebody signs in by badge and PIN.

What was begun stays: who locked it finds all as it was, and another gets a desk of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.pins import sign_in
from screens.kit.notice import Told
from screens.kit.paint import Line
from screens.kit.view import View


class Lock(View):
    """Asks for a badge, then for its PIN, which is not shown."""

    name: ClassVar[str] = "lock"
    reads = True
    live = False
    searches = False

    def __init__(self, then: Callable[[Session], None]) -> None:
        self._then = then
        self._badge = ""
        self._why = ""

    @property
    def asks_pin(self) -> bool:
        """Whether what is typed now is a PIN."""
        return bool(self._badge)

    def title(self) -> Line:
        return [(_("Locked"), "warn")]

    def prompt(self) -> str:
        return _("your PIN") if self._badge else _("scan your badge")

    def __len__(self) -> int:
        return 3

    def row(self, index: int, width: int) -> Line:
        """What is to be done, and why it did not open."""
        if index == 0:
            asks = _("Type the PIN of this badge, then Enter. Esc begins again.")
            return [(asks if self._badge else _("Scan or type your badge."), "bold")]
        return [(self._why, "warn")] if index == 2 else ()

    def say(self, why: str) -> None:
        """Say why it does not open."""
        self._why = why

    def begin_again(self) -> None:
        """Forget the badge that was scanned."""
        self._badge = self._why = ""

    def take(self, text: str) -> str:
        """Take what was entered: a badge first, then the PIN, which is given to be tried."""
        if not self._badge:
            self._badge, self._why = text, ""
            return ""
        return text

    def try_pin(self, terminal: Session, pin: str) -> Callable[[], Told]:
        """What signs in, to be done in turn with the scans."""
        badge = self._badge

        def work() -> Told:
            self._then(sign_in(terminal, badge, pin))
            return Told("")

        return work

    def tried(self, told: Told) -> None:
        """Say why it did not open; the badge is scanned again."""
        self._badge, self._why = "", told.text
        if told.reasons:
            self._why = told.reasons[0].text
