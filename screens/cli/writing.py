"""Files that commands write: they appear whole or not, and never in the place of another."""

from __future__ import annotations

from data.files import check, output
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import argument

FORCE = argument("--force", action="store_true", help=later("write over an existing file"))
"""Of every command that writes a file which is named."""


def output_file(call: Call, text: str) -> str:
    """What a command is to write, as it is named. Raises FileRefused for what must not be written.

    An existing file is written over only with `--force`, one of a home never.
    """
    check(text, force=call.args.force)
    return text


def write_output(call: Call, target: str, data: bytes) -> None:
    """Write what a command was told to, whole or not at all."""
    with output(target, force=call.args.force) as draft:
        draft.path.write_bytes(data)
