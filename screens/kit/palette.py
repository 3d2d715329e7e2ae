"""The palette: every command, narrowed by the words after `>`; what cannot be done says why."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from screens.kit.command import ScreenCommand, key_name
from screens.kit.paint import Line, fit, spread
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

SIGN = ">"


class Palette(View):
    """Commands whose title or name holds every typed word."""

    name = "palette"
    transient = True
    live = False
    searches = False
    detail_height = 2

    def __init__(self, app: Host) -> None:
        self._app = app
        self._all = app.offered()
        self._shown = list(self._all)
        self._words: list[str] = []
        self.moved = True

    def title(self) -> Line:
        return [(_("commands"), "bold")]

    def status(self) -> Line:
        return [(_("Enter does it · Esc leaves"), "dim")]

    def narrow(self, text: str) -> None:
        """Show the commands that answer to what was typed after the sign."""
        self._words = words = _words(text)
        self._shown = [
            command for command in self._all if all(word in _said_of(command) for word in words)
        ]
        self.cursor, self.moved = 0, True

    def means(self, text: str) -> bool:
        """Whether an entered text is what the commands were narrowed by: a pasted one is not."""
        return self.marked is not None and _words(text) == self._words

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def marked(self) -> ScreenCommand | None:
        """The command that Enter would run."""
        return self._shown[self.cursor] if self._shown else None

    def row(self, index: int, width: int) -> Line:
        """Title and key; dimmed with the reason where it cannot be done now."""
        command = self._shown[index]
        why = command.against(self._app)
        key = key_name(command.key) if command.key else ""
        left = [(fit(command.title_text(), 30), "dim" if why else ""), ("  ", ""), (why, "dim")]
        return spread(left, [(key, "key")], width)

    def empty(self) -> Line:
        return [(_("No command has these words."), "dim")]

    def detail(self, width: int) -> list[Line]:
        return [[(self.marked.help_text(), "")]] if self.marked else []

    def choose(self, app: Host) -> None:
        """Leave the palette and run the marked command where one was."""
        command = self.marked
        app.back()
        if command is not None:
            app.run_command(command)


def _said_of(command: ScreenCommand) -> str:
    """Every word by which a command is found."""
    said = (command.title_text(), command.name, command.help_text(), *command.also)
    return " ".join(said).casefold()


def _words(text: str) -> list[str]:
    return text.removeprefix(SIGN).casefold().split()
