"""Opens the screens, and ends them in any case once their terminal is gone."""

import os
import signal
from typing import Any

from rmdesk.desk.desk import Desk, Session
from screens.app.app import DeskApp
from screens.app.terminal import bound_pastes
from screens.kit.paint import use_contrast

_STATUS = 128 + signal.SIGHUP
_GRACE_S = 5
"""Until the process ends, whatever it is doing."""


def run_desk(desk: Desk, session: Session) -> int:
    """Open the screens and stay until somebody leaves. Returns the exit status."""
    # The bare console paints what is dim in a grey that few can read.
    usual = "high" if os.environ.get("TERM") == "linux" else ""
    use_contrast(high=os.environ.get("RMDESK_CONTRAST", usual) == "high")
    bound_pastes()
    terminal, drafts = session, dict[str, dict[str, Any]]()
    while True:
        app = DeskApp(desk, session, terminal)
        app.drafts = drafts.setdefault(session.login, {})
        status = _run(app)
        if app.next is None:
            return status
        session = app.next  # who signed in at the lock, to a desk of their own


def _run(app: DeskApp) -> int:
    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: _asked_to_leave(app))
    try:
        app.run()
    finally:
        app.release()
    return app.return_code or 0


def _asked_to_leave(app: DeskApp) -> None:
    """A signal says that the terminal is gone: leave between two steps, not inside one.

    A handler may have stopped this thread while it holds any lock, so it takes none. Should
    the loop not come to it, the alarm ends the process; each change is whole or not at all.
    """
    signal.alarm(_GRACE_S)
    if app.steps is None:
        os._exit(_STATUS)
    app.steps.call_soon_threadsafe(_hang_up, app)


def _hang_up(app: DeskApp) -> None:
    """End what is being done, begin nothing more, leave at once."""
    app.release()
    app.desk.close()
    os._exit(_STATUS)
