"""Waits until the index has taken in what was changed in bulk."""

from __future__ import annotations

from gettext import gettext as _

from screens.cli.call import Call

__all__ = ["take_in"]


def take_in(call: Call) -> int:
    """Let the index take in what waits, with progress; how many records. Ctrl+C may stop it:
    the records are kept, and the next session goes on."""
    progress = call.progress(_("Indexing"))
    try:
        return call.desk.finder.catch_up(progress)
    finally:
        progress.end()
