"""A crash told plainly: a log without the values of variables, a few words, a status of its own.

A traceback with locals would show what was being typed, a PIN among it.
"""

import os
from datetime import datetime
from pathlib import Path

from data.errors import PlainError
from data.files import OWNER_ONLY, keep
from data.texts import gettext as _
from rmdesk.model.errors import DeskError


def write_crash_log(home: Path, error: BaseException | None, now: datetime) -> Path | None:
    """Write where it happened, readable by the owner only. None where it cannot be written."""
    import traceback

    lines = traceback.format_exception(error) if error else ["unknown\n"]
    try:
        path = home / "log" / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
        keep(path, "".join(lines).encode("utf-8", "backslashreplace"), OWNER_ONLY)
    except (OSError, PlainError):
        return None
    return path


def unread(path: Path | None) -> DeskError:
    """What is told when something could not be read, and the desk stays."""
    where = _("What happened is in {path}.").format(path=path) if path else ""
    return DeskError(
        _("This could not be read"), _("rmdesk met an error that it does not know."), where
    )


def crash_words(path: Path | None) -> str:
    """What a person reads after a crash."""
    told = _("rmdesk met an error that it does not know, and has stopped.")
    safe = _("Every scan that was acknowledged is on disk; nothing is half done.")
    where = _("What happened is in {path}.").format(path=path) if path else ""
    return " ".join(part for part in (told, safe, where) if part)
