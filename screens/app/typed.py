"""Search while one types: once the keys pause, in a thread, and only the newest answer is shown."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from data.errors import PlainError
from screens.app.navigation import open_palette
from screens.kit.palette import SIGN, Palette
from screens.views.search import Search, find

if TYPE_CHECKING:
    from screens.app.app import DeskApp

TYPING_S = 0.04
"""After the last key this long, then the search: a scanner never pauses so long."""


class Typed:
    """What the text of the desk line brings before it is entered."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._timer: asyncio.TimerHandle | None = None

    def interrupt(self) -> None:
        """Forget the text that waits for its pause: it was entered, or has changed."""
        if self._timer:
            self._timer.cancel()

    def changed(self, text: str) -> None:
        """Look at the text once the typing pauses.

        What a whole scan was letter by letter is told only after its end: that is no news.
        """
        if text != self._app.line.value:
            return
        self.interrupt()
        if self._app.view.moved and not isinstance(self._app.view, Palette):
            self._app.view.moved = False
            self._app.body.show(self._app.view)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(TYPING_S, self._typed, text)

    @property
    def pauses(self) -> bool:
        """Whether a typed text still waits for its pause to end."""
        return self._timer is not None and not self._timer.cancelled()

    def _typed(self, text: str) -> None:
        self._timer = None
        if text != self._app.line.value:
            return
        if text.startswith(SIGN):  # typed: a scanned code that begins so has been entered by now
            self._commands(text)
            return
        if isinstance(self._app.view, Palette):
            self._app.back()
        if self._app.view.typed(self._app, text) or not self._app.view.searches:
            return
        if text.strip():
            self._search(text.strip(), typing=True)
        elif not self._app.queue.pending:
            self.close()

    def _commands(self, text: str) -> None:
        open_palette(self._app)
        if isinstance(self._app.view, Palette):
            self._app.view.narrow(text)
            self._app.body.show(self._app.view)

    def close(self) -> None:
        """Take away results that came by typing alone."""
        if isinstance(self._app.view, Search) and not self._app.view.entered:
            self._app.back()

    def search_now(self, text: str, unfinished: bool = False) -> None:
        """Search for a text that was entered, its last word perhaps unfinished; the results stay.

        They stay from now on: the line is emptied by the same Enter, and its pause may end before
        the answer is there.
        """
        if isinstance(self._app.view, Search):
            self._app.view.entered = True
        self._search(text, typing=unfinished, entered=True)

    def _search(self, text: str, typing: bool, entered: bool = False) -> None:
        search = self._shown(text, typing, entered)
        self._app.run_worker(search, group="search", exclusive=True)

    async def _shown(self, text: str, typing: bool, entered: bool) -> None:
        """Search in a thread; only the answer to the newest text is shown."""
        app, view = self._app, self._app.view
        shown = view if isinstance(view, Search) else view.searcher(app)
        chooses = isinstance(shown, Search) and shown.take is not None
        read = partial(find, app.session, text, typing=typing, only_records=chooses)
        try:
            found = await app.in_thread(read)
        except PlainError as error:
            app.could_not_read(error)
            return
        if not entered and app.line.value.strip() != text:
            return
        if not isinstance(app.view, Search):
            app.open(Search(view) if shown is None else shown)
        view = app.view
        assert isinstance(view, Search)
        view.entered = view.entered or entered
        view.answer(found)
        app.body.show(view)
        app.dress.paint()
