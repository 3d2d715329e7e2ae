"""Writes docs/man/rmdesk.1 from the commands themselves: `python -m pages.man`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from pages.cli import usage
from pages.writing import written
from screens.cli.catalogue import commands
from screens.cli.command import Argument, Command
from screens.cli.failing import STATUSES
from screens.cli.parsing import GENERAL

_HEAD = (
    "The desk of a records centre. Without a command it opens the screens; with one it does what "
    "the screens do, in plain text or with --json as one JSON document. Words in capitals stand "
    "for values. A KEY is a barcode, a code that only one record carries, or a # number."
)


def manual() -> str:
    """The page, in the macros that `man` reads."""
    lines = ['.TH RMDESK 1 "" "rmdesk" "User commands"']
    lines += _section("NAME", ["rmdesk \\- the desk of a records centre in a terminal"])
    lines += _section("SYNOPSIS", [".B rmdesk", _plain("[GENERAL OPTIONS] [COMMAND ...]")])
    lines += _section("DESCRIPTION", [_plain(_HEAD)])
    lines += _section("GENERAL OPTIONS", _arguments(GENERAL))
    lines += _section("COMMANDS", (line for each in commands() for line in _command(each, "")))
    statuses = (_told(str(number), means) for number, means in STATUSES.items())
    lines += _section("EXIT STATUS", (line for told in statuses for line in told))
    lines += _section(
        "ENVIRONMENT", _told("RMDESK_HOME", "the folder of the records centre, without --home")
    )
    lines += _section("SEE ALSO", [_plain("rmdesk help COMMAND tells of one command.")])
    return "\n".join(lines) + "\n"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield f".SH {title}"
    yield from lines


def _command(command: Command, path: str) -> Iterator[str]:
    name = f"{path} {command.name}".strip()
    yield f".SS {_plain(name)}"
    yield _plain(f"{command.help[:1].upper()}{command.help[1:]}. {command.details}".rstrip())
    if command.arguments:
        yield ".PP"
        yield _plain(usage(command, name))
        yield from _arguments(command.arguments)
    if command.examples:
        yield ".PP"
        yield ".EX"
        yield from map(_plain, command.examples)
        yield ".EE"
    for child in command.children:
        yield from _command(child, name)


def _arguments(arguments: Iterable[Argument]) -> Iterator[str]:
    for each in arguments:
        value = each.options.get("metavar") or "|".join(each.options.get("choices", ()))
        flags = ", ".join(each.flags) if each.flags[0].startswith("-") else ""
        yield from _told(f"{flags} {value}".strip() or each.flags[0].upper(), each.help)


def _told(name: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield f"\\fB{_plain(name)}\\fR"
    yield _plain(text)


def _plain(text: str) -> str:
    """A text of one line as roff takes it: nothing of it steers."""
    one = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{one}" if one.startswith((".", "'")) else one


if __name__ == "__main__":
    sys.exit(written("man/rmdesk.1", manual()))
