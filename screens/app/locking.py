"""The lock of a screen: what hides the desk, and who opens it again by badge and PIN.

The views stay as they are underneath, with whatever is opened and done meanwhile.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.pins import against_locking, nobody_signs_in
from screens.kit.notice import Told
from screens.kit.scan_queue import Queued

if TYPE_CHECKING:
    from screens.app.app import DeskApp
    from screens.views.lock import Lock


class Locking:
    """Locks an app, and lets one in."""

    def __init__(self, app: DeskApp) -> None:
        self._app = app
        self.lock_view: Lock | None = None
        self._admitted: Session | None = None
        self._touched_at = app.session.now()

    def against(self, *, left: bool = False) -> str:
        """Why nobody could open it again by badge and PIN, and the way out; "" if somebody can."""
        if self._shared:
            return ""
        told = _("{why} ({way})")
        reasons = against_locking(self._app.session, left=left)
        return " ".join(told.format(why=each.text, way=each.lifted_by) for each in reasons)

    @property
    def _shared(self) -> bool:
        """Whether several people use this terminal, each by badge and PIN."""
        app = self._app
        return app.terminal.login in app.session.guidelines.terminal.shared_accounts

    def begin(self) -> None:
        """A terminal of several is locked until somebody signs in."""
        if self._shared and self._app.terminal is self._app.session:
            self.lock()
            if self.lock_view is not None and nobody_signs_in(self._app.terminal):
                who = _("an administrator sets them by rmdesk staff pin PERSON")
                self.lock_view.say(_("Nobody has a PIN yet: {who}.").format(who=who))

    def lock(self) -> None:
        """Hide the desk; what was begun stays."""
        if self.lock_view is None:
            from screens.views.lock import Lock  # few starts lock at once

            self.lock_view = Lock(self._admit)
            self._app.typed.close()
            self._app.hush()
            self._show(asks_pin=False)

    def look_whether_idle(self) -> None:
        """Lock what nobody has touched for the site's minutes."""
        session = self._app.session
        minutes = session.guidelines.terminal.idle_minutes
        if self.lock_view or not minutes:
            return
        idle = session.now() - self._touched_at
        if idle >= timedelta(minutes=minutes) and not self.against(left=True):
            self.lock()

    def touched(self) -> bool:
        """Somebody is at the keys; whether it is locked."""
        self._touched_at = self._app.session.now()
        return self.lock_view is not None

    def takes_key(self, key: str) -> bool:
        """Whether a key was taken by the lock: it lets one leave, or scan another badge."""
        if not self.touched() or self.lock_view is None:
            return False
        if key in ("ctrl+q", "ctrl+c"):
            self._app.quit()
        elif key == "escape":
            self.lock_view.begin_again()
            self._show(asks_pin=False)
        return True

    def takes_text(self, text: str) -> bool:
        """Whether a text was taken by the lock, as a badge or as its PIN."""
        if not self.touched() or self.lock_view is None:
            return False
        lock = self.lock_view
        if pin := lock.take(text):
            work = lock.try_pin(self._app.terminal, pin)
            self._app.queue.put(Queued(work, self._tried))
        self._show(asks_pin=not pin)
        return True

    def _admit(self, session: Session) -> None:
        self._admitted = session  # in the scans' thread, whose end is told in the screen's

    def _tried(self, told: Told) -> None:
        admitted, self._admitted = self._admitted, None
        if self.lock_view is None:
            return
        if admitted is None:
            self.lock_view.tried(told)
        elif admitted.login == (self._app.session.by or self._app.session.login):
            self.lock_view = None
            self.touched()
        else:
            self._app.next = admitted
            self._app.quit()
            return
        self._show(asks_pin=False)

    def _show(self, *, asks_pin: bool) -> None:
        """Show it, or the desk again; a PIN is never shown."""
        self._app.line.empty()
        self._app.line.password = asks_pin
        self._app.present()
