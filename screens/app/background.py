"""The index taking in what was saved, beside the screen, in a thread of its own.

A search finds what is saved before the index has it, but must read all of that each time a session
starts and cannot count beyond some thousands: so the index follows while the desk is open.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from data import StoreError
from data.texts import gettext as _
from screens.kit.notice import Told
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.app.app import DeskApp

_ENOUGH = 500
"""Journal entries that are worth a new part of the index."""


class _Leaving(Exception):
    """The desk is left; what was taken in so far stays, the rest is for the next session."""


class Indexing:
    """Keeps the index near the journal while the desk is open."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rmdesk-index")
        self._busy = False
        self._leaving = False

    async def follow(self, enough: int = _ENOUGH) -> None:
        """Take in what is new if it is at least so many journal entries; show what that changes."""
        if self._busy:
            return
        self._busy = True
        run = asyncio.get_running_loop().run_in_executor
        try:
            taken = await run(self._thread, self._take_in, enough)
        except StoreError as error:
            self._app.could_not_read(error)
            taken = 0
        except OSError as error:
            # It stays busy: to try again at the next change would only say so again.
            self._app.tell(_not_written(error))
            return
        self._busy = False
        if taken and isinstance(self._app.view, Search):
            self._app.reload()

    def _take_in(self, enough: int) -> int:
        finder = self._app.desk.finder
        try:
            return finder.catch_up(self._go_on) if finder.behind() >= enough else 0
        except _Leaving:
            return 0

    def _go_on(self, _done: int, _total: int) -> None:
        if self._leaving:
            raise _Leaving

    def close(self) -> None:
        """Stop at the next step."""
        self._leaving = True
        self._thread.shutdown(wait=True, cancel_futures=True)


def _not_written(error: OSError) -> Told:
    said = _("The search index cannot be written: {why}").format(why=error.strerror or error)
    next_step = _(
        "All that is saved is still found. Make room, or let this account write in the home's "
        "folder `index`, then start the desk again."
    )
    return Told(said, "✗", "bad", next_step)
