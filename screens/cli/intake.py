"""Brings the index up to what was changed in bulk, or builds it anew, with progress."""

from __future__ import annotations

from data import Busy, Unavailable
from data.texts import gettext as _
from rmdesk.model.records import Holding, SchemeClass
from screens.cli.call import Call
from screens.cli.progress import ProgressLine


def take_in(call: Call) -> int:
    """Let the index take in what waits, with progress; how many records.

    Ctrl+C stops only this: the records are kept, and the next search or session goes on. Nor does
    an index that cannot be written stop anything else, for what is saved is found without it.
    """
    progress = call.progress(_("Indexing"))
    try:
        return call.desk.finder.catch_up(progress)
    except KeyboardInterrupt:
        progress.end()
        call.output.error(_("Indexing stopped. The records are kept; the rest is indexed later."))
        return 0
    except OSError as error:
        progress.end()
        told = _not_written(call, error)
        call.output.error(f"{told.title}. {told.message}")
        return 0
    finally:
        progress.end()


def build_anew(call: Call, progress: ProgressLine | None) -> None:
    """Build the index anew. Raises Unavailable where it cannot be written, Busy where it is."""
    finder, store = call.desk.finder, call.desk.store
    try:
        built = finder.rebuild(progress)
        finder.catch_up(progress)
    except OSError as error:
        raise _not_written(call, error) from error
    if not built and any(len(store.table(table.table)) for table in (Holding, SchemeClass)):
        raise Busy(
            _("The index is being written"),
            _("Another session takes in what was saved."),
            _("Try again when it is done."),
        )


def _not_written(call: Call, error: OSError) -> Unavailable:
    said = _("{folder}: {why}. All that is saved is still found, more slowly.")
    return Unavailable(
        _("The search index cannot be written"),
        said.format(folder=call.home / "index", why=error.strerror or error),
        _("Make room, or let this account write in that folder."),
    )
