"""Files that commands name: those they read are there, those they write appear whole or not."""

from __future__ import annotations

from pathlib import Path

from data.files import check, output
from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import argument

FORCE = argument("--force", action="store_true", help=later("write over an existing file"))
"""Of every command that writes a file which is named."""


def input_file(text: str) -> Path:
    """The file that an option names, to be read. Raises BadInput where there is none."""
    path = Path(text)
    if not path.is_file():
        raise BadInput(
            _("The file cannot be read"),
            _("There is no file {path}.").format(path=path),
            _("Look at its name and its folder."),
            file=str(path),
        )
    return path


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
