"""What was entered in the desk line: heard in its turn, and what is shown of it."""

from __future__ import annotations

from functools import partial
from gettext import gettext as _
from typing import TYPE_CHECKING

from screens.app.navigation import open_record, open_request
from screens.kit.notice import Told
from screens.kit.palette import SIGN, Palette
from screens.kit.scan_queue import Queued
from screens.kit.view import View
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.app.app import DeskApp


class Hearing:
    """Takes scans, words and commands from the desk line to the view they were meant for."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app

    def entered(self, text: str, tail: str) -> None:
        """A scan, words, or a command: in its turn, with what the view shown now makes of it."""
        view = self._app.view
        self._app.typed.interrupt()
        if isinstance(view, Palette):
            if view.means(text) and not tail:
                view.choose(self._app)
                return
            self._app.back()
            view, text = self._app.view, tail or text.removeprefix(SIGN)
        if view.moved and text == self._app.text_at_move and len(view):
            view.choose(self._app)
            return
        work = partial(view.hear, self._app.session, self._app.counter, text, tail)
        self._app.queue.put(Queued(work, partial(self._heard, view, text)))

    def _heard(self, view: View, text: str, told: Told) -> None:
        """A scan is done, and on disk: say so."""
        if told.words:
            if not view.words(self._app, text):
                self._words(text)
            self.settle()
            return
        self._app.typed.close()
        if told.holding:
            self._app.last_holding = told.holding.id
        self._app.tell(told)
        view.heard(self._app, told)
        if told.request and view.name != "intake":
            open_request(self._app, told.request)
        elif told.shows and told.holding:
            open_record(self._app, told.holding.id)
        self.settle()

    def settle(self) -> None:
        """Show what has changed, once nothing waits."""
        if self._app.queue.pending <= 1:
            self._app.reload()

    def _words(self, text: str) -> None:
        """A text that names nothing: open what is marked for it, or search for it."""
        view = self._app.view
        shown = isinstance(view, Search) and view.text == text and len(view) > 0
        if any(map(str.isdigit, text)) and " " not in text:
            self._app.tell(Told(_("“{text}” is not known here.").format(text=text), "?", "warn"))
        elif shown:
            view.choose(self._app)
            return
        self._app.typed.search_now(text)
        self._app.line.offer(text)
