"""Help for where one is: what a scan does here, what the keys do, then all other commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from screens.kit.command import ScreenCommand, key_name
from screens.kit.help_texts import about, always, of_search
from screens.kit.paint import Line, fit, wrap
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

_WIDEST = 110
"""Cells of a line: longer ones are hard to read."""

_BULLET, _KEY, _TITLE, _WORD, _QUERY = 2, 12, 26, 18, 20
"""Cells before what is said of a line, a key, a command, a word and a search."""

_SHORT = 3
"""Letters of a word that stands in many a sentence."""

_KEPT = 500
"""Lines of the screen below in which words are looked for."""


@dataclass(frozen=True)
class _Said:
    """A line of help: under which title, what it is about, what is said of it."""

    title: str
    label: str
    text: str
    indent: int
    role: str = "key"


class Help(View):
    """Lines to read; words narrow them."""

    name = "help"
    live = False
    searches = False
    reads = True

    def __init__(self, app: Host, said: Iterator[_Said] | None = None) -> None:
        self._said = list(said or _all(app))
        self._text = ""
        self._made: tuple[int, list[Line]] = (0, [])

    def title(self) -> Line:
        return [(_("help"), "bold"), (f" {self._text}".rstrip(), "")]

    def status(self) -> Line:
        return [(_("Esc leaves"), "dim")]

    def prompt(self) -> str:
        return _("type a word to narrow the help; Up and Down read on")

    @property
    def _lines(self) -> list[Line]:
        """What is shown, wrapped to the window."""
        width = max(40, min(_WIDEST, self.room[0] - 8))
        if self._made[0] != width:
            self._made = (width, list(self._wrapped(width)))
        return self._made[1]

    def _wrapped(self, width: int) -> Iterator[Line]:
        words, title = self._text.casefold().split(), ""
        for each in self._said:
            held = f"{each.title} {each.label} {each.text}".casefold()
            if not all(word in held for word in words):
                continue
            if each.title != title:
                if title:
                    yield ()
                title = each.title
                yield [(title, "name")]
            first, *rest = wrap(each.text, width - each.indent) or [""]
            yield [(fit(each.label, each.indent - 1), each.role), (" ", ""), (first, "")]
            yield from ([(" " * each.indent, ""), (line, "")] for line in rest)

    def __len__(self) -> int:
        return len(self._lines)

    def row(self, index: int, width: int) -> Line:
        return self._lines[index]

    def empty(self) -> Line:
        return [(_("Nothing here has these words."), "dim")]

    def typed(self, app: Host, text: str) -> bool:
        """Show what holds the words."""
        if text.strip() != self._text:
            self._text, self._made = text.strip(), (0, [])
            self.cursor = self.top = 0
            app.repaint()
        return True

    def words(self, app: Host, text: str) -> bool:
        """Words were entered: they stay what it is narrowed by."""
        self.typed(app, text)
        return True


def _all(app: Host) -> Iterator[_Said]:
    """Of the screen below, of the words on it, of searching, of scans, of keys and commands."""
    view = app.lasting
    for text in about(view.name):
        yield _Said(_("Here"), "·", text, _BULLET, "dim")
    offered = [command for command in app.offered() if command.belongs(app)]
    of_here = [each for each in offered if each.key and _belongs_here(each)]
    for word, meaning in _words_on(view):
        yield _Said(_("Words on this screen"), word, meaning, _WORD)
    yield from _keys(_("Keys here"), of_here)
    if view.searches:
        yield from how_to_search()
    for text in always():
        yield _Said(_("Scans, everywhere"), "·", text, _BULLET, "dim")
    yield from _keys(_("Keys everywhere"), [e for e in offered if e.key and e not in of_here])
    for command in offered:
        if not command.key:
            title = _("More commands: type > and a word")
            yield _Said(title, command.title_text(), command.help_text(), _TITLE)


def how_to_search() -> Iterator[_Said]:
    """The search language."""
    for query, finds in of_search():
        yield _Said(_("What can be searched"), query, finds, _QUERY)


def _belongs_here(command: ScreenCommand) -> bool:
    """Whether it does not belong everywhere."""
    return bool(command.views) or type(command).belongs is not ScreenCommand.belongs


def _keys(title: str, commands: Sequence[ScreenCommand]) -> Iterator[_Said]:
    for command in commands:
        yield _Said(title, key_name(command.key), command.help_text(), _KEY)


def _words_on(view: View) -> list[tuple[str, str]]:
    """The words of the glossary that stand on a screen, with their meaning."""
    from rmdesk.desk.glossary import entries

    width = max(40, view.room[0] - 6)
    lines = [view.title(), view.status(), view.head(width)]
    rows = range(view.top, min(len(view), view.top + _KEPT))
    lines += [view.row(index, width) for index in rows]
    lines += [*view.detail_in(width, 20)]
    lines += [row.line for pane in view.panes for row in pane.rows(width)]
    text = "\n".join("".join(str(part[0]) for part in line) for line in lines).casefold()
    alone = {str(part[0]).strip().casefold() for line in lines for part in line}

    def stands(word: str) -> bool:
        if len(word) <= _SHORT:  # "in" is a status only where nothing else stands in its cell
            return word in alone
        return re.search(rf"\b{re.escape(word)}\b", text) is not None

    return [(each.word, each.meaning) for each in entries() if stands(each.word.casefold())]
