"""`keys`: the keys of the screens."""

from __future__ import annotations

from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, TextTable


def _keys(_call: Call) -> Answer:
    from screens.app.keys import COMMANDS as ON_SCREEN
    from screens.kit.command import key_name

    rows = [
        {"key": key_name(each.key), "title": each.title_text(), "help": each.help_text()}
        for each in ON_SCREEN
        if each.key
    ]
    return Answer(rows, [TextTable(rows, ("key", "title", "help"))])


COMMANDS = (
    Command(
        "keys",
        later("list the keys of the screens"),
        _keys,
        result="a list, each with `key`, `title`, `help`",
    ),
)
