"""Opens the screens, and ends them in any case once their terminal is gone."""

import os
import signal
from collections.abc import Mapping
from typing import Any

from rmdesk.desk.desk import Desk, Session
from screens.app.app import DeskApp
from screens.app.terminal import bound_pastes
from screens.kit.paint import use_contrast, use_ground

_STATUS = 128 + signal.SIGHUP
_LIGHT = (7, *range(9, 16))
"""Those of the 16 colours that are light grounds, as editors take COLORFGBG: not 8, a dark grey."""

_FEW_COLOURS = ("linux", "xterm", "screen", "rxvt", "ansi", "vt100", "vt102", "vt220", "cygwin")
"""Terminals with 16 colours or none."""

_GRACE_S = 5
"""Until the process ends, whatever it is doing."""


def run_desk(desk: Desk, session: Session) -> int:
    """Open the screens and stay until somebody leaves. Returns the exit status."""
    # The bare console paints what is dim in a grey that few can read.
    usual = "high" if os.environ.get("TERM") == "linux" else ""
    use_contrast(high=os.environ.get("RMDESK_CONTRAST", usual) == "high")
    bound_pastes()
    use_ground(ground_of(os.environ, session.guidelines.terminal.ground))
    terminal, drafts = session, dict[str, dict[str, Any]]()
    while True:
        app = DeskApp(desk, session, terminal)
        app.drafts = drafts.setdefault(session.login, {})
        status = _run(app)
        if app.next is None:
            return status
        session = app.next  # who signed in at the lock, to a desk of their own


def ground_of(environment: Mapping[str, str], site: str) -> str:
    """The ground of this terminal: as somebody has set it, as it says itself, or as the site does.

    It is not asked: its answer would come among the letters of a scan, over SSH after seconds.
    """
    if environment.get("TERM") in _FEW_COLOURS and not environment.get("COLORTERM"):
        return "unknown"  # it has no grey that is the same everywhere
    if (said := environment.get("RMDESK_GROUND", "")) in ("dark", "light"):
        return said
    *_letters, ground = environment.get("COLORFGBG", "").split(";")
    if ground.isdecimal() and int(ground) < 16:
        return "light" if int(ground) in _LIGHT else "dark"
    return site


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
