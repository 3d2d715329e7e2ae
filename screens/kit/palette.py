"""The palette: every command, narrowed by the words after `>`; what cannot be done says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.model.words import later
from screens.kit.command import ScreenCommand, key_name
from screens.kit.paint import Line, fit, spread, wrap
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

SIGN = ">"


class Palette(View):
    """Commands that every typed word tells of, the likeliest first; a slip of a key is forgiven."""

    name = "palette"
    transient = True
    live = False
    searches = False
    detail_height = 2

    def __init__(self, app: Host) -> None:
        self._app = app
        self._all = [*_what_enter_does(app), *app.offered()]
        self._here = [each for each in self._all if each.belongs(app)]
        self._shown = list(self._here)
        self._words: list[str] = []
        self.moved = True

    def title(self) -> Line:
        return [(_("commands"), "bold")]

    def status(self) -> Line:
        return [(_("Enter does it · Esc leaves"), "dim")]

    def narrow(self, text: str) -> None:
        """Show the commands that answer to what was typed after the sign."""
        self._words = words = _words(text)
        self._shown = list(self._here)
        if words:
            from screens.kit.ranking import ranked  # with the first word

            can = {each.name: not each.against(self._app) for each in self._all}
            self._shown = ranked(self._all, words, can)
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
        texts = wrap(self.marked.help_text(), width, 2) if self.marked else []
        return [[(text, "")] for text in texts]

    def choose(self, app: Host) -> None:
        """Leave the palette and run the marked command where one was."""
        command = self.marked
        app.back()
        if command is not None:
            app.run_command(command)

    def run(self, app: Host) -> None:
        """Run what the words name, where it was not shown."""
        if self.marked is not None:
            app.run_command(self.marked)

    @property
    def spelled(self) -> bool:
        """Whether every word stands as it was typed in what the first command is called."""
        from screens.kit.ranking import is_spelled

        return self.marked is not None and is_spelled(self.marked, self._words)


def _what_enter_does(app: Host) -> list[ScreenCommand]:
    """What Enter does with what is marked on the screen below."""
    does = app.lasting.enter_says()
    if not does:
        return []
    view = app.lasting

    def run(app: Host) -> None:
        view.moved = True
        view.choose(app)

    help_ = later("What Enter does with what is marked.")
    return [ScreenCommand(name="enter", title=does, help=help_, key="enter", run=run)]


def _words(text: str) -> list[str]:
    return text.removeprefix(SIGN).casefold().split()
