"""Why a file cannot be read, in the words in which the desk refuses it."""

from pathlib import Path

from data.texts import gettext as _
from rmdesk.model.errors import BadInput

__all__ = ["unread"]


def unread(path: Path, text: str, next_step: str = "", row: int | None = None) -> BadInput:
    """That a file cannot be read: why, what to do, and its row where it has one."""
    title = _("{file} cannot be read").format(file=path.name)
    return BadInput(title, text, next_step, str(path), row)
