"""Opens the screens, and ends them in any case once their terminal is gone."""

import os
import signal

from rmdesk.desk.desk import Desk, Session
from screens.app.app import DeskApp

_STATUS = 128 + signal.SIGHUP
_GRACE_S = 5
"""Until the process ends, whatever it is doing."""


def run_desk(desk: Desk, session: Session) -> int:
    """Open the screens and stay until somebody leaves. Returns the exit status."""
    app = DeskApp(desk, session)
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
