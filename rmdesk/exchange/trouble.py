"""Why a file cannot be read, in the words in which the desk refuses it."""

import json
import shlex
from pathlib import Path

from data.streams import STANDARD_INPUT
from data.texts import gettext as _
from rmdesk.model.errors import BadInput

__all__ = ["as_typed", "in_quotes", "unread"]


def unread(path: Path, text: str, next_step: str = "", row: int | None = None) -> BadInput:
    """That a file cannot be read: why, what to do, and its row where it has one."""
    title = _("{file} cannot be read").format(file=path.name)
    return BadInput(title, text, next_step, str(path), row)


def as_typed(path: Path) -> str:
    """A file as a command names it, for a hint that can be copied."""
    return STANDARD_INPUT if path.name == STANDARD_INPUT else shlex.quote(str(path))


def in_quotes(text: str) -> str:
    """A text as a map writes it: TOML, which takes JSON's."""
    return json.dumps(text, ensure_ascii=False)
