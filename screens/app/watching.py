"""What comes to a screen by itself: what others did, what is over by the clock, what grows.

It is looked for each second; without a change nothing is painted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmdesk.desk.presence import Presence
from screens.kit.notice import Told
from screens.kit.scan_queue import Queued
from screens.kit.view import View
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.app.app import DeskApp

_ROUNDS = 3
"""So many looks come to one at who is at the desk and what is printed: those read files."""


class Watching:
    """Looks whether what is shown is still so."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self._presence = Presence(app.desk.home, app.session.login)
        self._version = 0
        self._looks = 0
        self.sessions = 1
        """How many sessions are open on the home."""
        self.unread: View | None = None
        """What could not be read the last time, and is not to be read again by itself."""

    def begin(self) -> None:
        """What is shown from now on is of this version of the store."""
        self._version = self._app.session.store.data_version()

    def look(self) -> None:
        """Show what has changed, and read again what goes by the clock."""
        app = self._app
        self._looks += 1
        app.locking.look_whether_idle()
        if app.counter.expires(app.session) and not app.queue.pending:
            app.queue.put(Queued(self._expired, self._said_expired))
        if self._looks % _ROUNDS == 0:
            self._look_beside()
        self._read_what_turns()
        version = app.session.store.data_version()
        if version != self._version and not app.queue.pending:
            self._version = version
            self._changed()

    def _look_beside(self) -> None:
        """Who else is at the desk, and what the printers have done."""
        app, sessions = self._app, self._presence.count()
        counted = app.printing.count()
        if counted or sessions != self.sessions:
            self.sessions = sessions
            app.dress.paint()
        if counted and app.view.name == "jobs":
            app.reload()

    def _read_what_turns(self) -> None:
        """A search whose index grows, and a view whose time has come, if none is being read."""
        app, view = self._app, self._app.view
        grows = isinstance(view, Search) and view.growing and view is not self.unread
        turned = view.turns is not None and view.turns < app.session.now()
        reading = any(each.group == "load" and not each.is_finished for each in app.workers)
        if (grows or turned) and not reading:
            app.reload()

    def _changed(self) -> None:
        from screens.app.sight import look_again  # once something has changed

        app = self._app
        if not look_again(app):
            return
        app.run_worker(app.indexing.follow(), group="index")
        if app.view.live:
            app.reload()

    def _expired(self) -> Told:
        return Told(self._app.counter.expire(self._app.session), "·", "warn")

    def _said_expired(self, told: Told) -> None:
        if told.text:
            self._app.forgotten()
            self._app.tell(told)

    def close(self) -> None:
        """Leave one's place at the desk."""
        self._presence.leave()
