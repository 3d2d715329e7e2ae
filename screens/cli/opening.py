"""Opens the screens."""

from __future__ import annotations

from screens.cli.call import Call
from screens.cli.command import Answer

__all__ = ["open_screens"]


def open_screens(call: Call) -> Answer:
    """Open the desk on the terminal; its exit status is the screens' own."""
    from screens.app import run_desk

    return Answer(None, status=run_desk(call.desk, call.session))
