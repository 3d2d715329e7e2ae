"""Waits until the index has taken in what was changed in bulk."""

from __future__ import annotations

from gettext import gettext as _

from screens.cli.call import Call


def take_in(call: Call) -> int:
    """Let the index take in what waits, with progress; how many records.

    Ctrl+C stops only this: the records are kept, and the next search or session goes on.
    """
    progress = call.progress(_("Indexing"))
    try:
        return call.desk.finder.catch_up(progress)
    except KeyboardInterrupt:
        progress.end()
        call.output.error(_("Indexing stopped. The records are kept; the rest is indexed later."))
        return 0
    finally:
        progress.end()
