"""Writes screens/cli/overview.py from the commands themselves: `python -m pages.overview`."""

import json
import sys

from pages.writing import written
from screens.cli.catalogue import commands

_HEAD = '''\
"""Every command with its line of help, made by `python -m pages.overview`; a test holds it to them.

`rmdesk --help` would import every duty of the desk to say the same.
"""

COMMANDS = {
'''


def overview() -> str:
    """The module's text; a line that is too long for one is left so."""
    lines = [f"    {_said(each.name)}: {_said(each.help)},\n" for each in commands()]
    return "".join([_HEAD, *lines, "}\n"])


def _said(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(written("../screens/cli/overview.py", overview()))
