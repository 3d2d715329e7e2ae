"""Whether this terminal can show the screens, and what it may send: a paste has an end."""

import locale
import os
import sys
from typing import Any

from data.texts import gettext as _

LONGEST_PASTE = 2_000_000
"""Letters that are taken of one paste: a list of more than a hundred thousand codes."""

_BEGINS, _ENDS, _ESCAPE = "\x1b[200~", "\x1b[201~", "\x1b"
_NO_CURSOR = ("", "dumb", "unknown", "emacs")


def unfit() -> str | None:
    """Why the screens cannot be shown here, with what to do instead; None where they can."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        why = _("The screens need a terminal, and this is none.")
    elif os.environ.get("TERM", "") in _NO_CURSOR:
        why = _("The terminal says that it is “{term}”: it cannot show screens.").format(
            term=os.environ.get("TERM", "")
        )
    elif not _speaks_utf8():
        why = _(
            "The locale's character set is {charset}; the screens need UTF-8. "
            "Start with LC_ALL=C.UTF-8 in front of the command."
        ).format(charset=locale.getpreferredencoding(False))
    else:
        return None
    return why + " " + _("Every duty is there on the command line too: rmdesk --help.")


def _speaks_utf8() -> bool:
    streams = (sys.stdin.encoding, sys.stdout.encoding)
    return all(name.lower().replace("-", "") == "utf8" for name in streams if name)


class PasteGate:
    """Lets a terminal's letters through, but of a paste only so many.

    One whose end never comes would be kept for ever by who reads the terminal. What is too much is
    left out until the end comes, or somebody presses Esc.
    """

    def __init__(self) -> None:
        self._tail = ""
        self._taken = -1
        """Letters taken of a paste; -1 outside of one."""

    def let(self, data: str) -> str:
        """What goes on of some letters that have come."""
        passed = []
        while data:
            if self._taken < 0:
                part, data = self._cut(data, _BEGINS)
                passed.append(part)
                if self._tail.endswith(_BEGINS):
                    self._taken, self._tail = 0, ""
            elif self._taken >= LONGEST_PASTE and data == _ESCAPE and not self._tail:
                passed.append(_ENDS)
                self._taken, data = -1, ""
            else:
                part, data = self._cut(data, _ENDS)
                passed.append(self._within(part))
        return "".join(passed)

    def _cut(self, data: str, mark: str) -> tuple[str, str]:
        """The letters up to the end of a mark, which may have begun before them, and the rest."""
        before = len(self._tail)
        whole = self._tail + data
        at = whole.find(mark)
        end = len(whole) if at < 0 else at + len(mark)
        self._tail = whole[:end][-len(mark) :] if at >= 0 else _begun(whole, mark)
        return whole[before:end], whole[end:]

    def _within(self, part: str) -> str:
        """What of a piece of a paste goes on: its end always does."""
        left = max(0, LONGEST_PASTE - self._taken)
        self._taken += len(part)
        if not self._tail.endswith(_ENDS):
            return part[:left]
        self._taken, self._tail = -1, ""
        return part if len(part) <= left else part[:left].removesuffix(_ESCAPE) + _ENDS


def _begun(text: str, mark: str) -> str:
    """As much of a mark as a text ends with."""
    for size in range(min(len(mark) - 1, len(text)), 0, -1):
        if text.endswith(mark[:size]):
            return mark[:size]
    return ""


def bound_pastes() -> None:
    """Let Textual read the terminal through a gate."""
    from importlib import import_module

    driver: Any = import_module("textual.drivers.linux_driver")  # which exports it to nobody
    parser: Any = driver.XTermParser

    class Bounded(parser):  # type: ignore[misc]
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._gate = PasteGate()

        def feed(self, data: str) -> Any:
            return super().feed(self._gate.let(data) if data else data)

    if parser.__name__ != "Bounded":
        driver.XTermParser = Bounded
