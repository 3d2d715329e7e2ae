"""Writes docs/cli.md from the commands themselves: `python -m pages.cli`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from pages.writing import written
from screens.cli.catalogue import commands
from screens.cli.command import Argument, Command
from screens.cli.failing import STATUSES
from screens.cli.parsing import GENERAL

_HEAD = """\
# The command line

`rmdesk [--home DIR] [--as LOGIN] [--lang en|fr|zh] [--json] COMMAND ...`

Everything the screens do can be done here, in plain text for people and screen readers, or with
`--json` as one JSON document for scripts. Without a command the screens open. This page is made
from the program (`python -m pages.cli`); `rmdesk COMMAND --help` tells the same.

General options stand before or after the command. The home folder is `--home`, else the variable
`RMDESK_HOME`, else the platform's folder for a person's data. Who acts is the account
of the operating system that runs the program, or with `--as` and `--because` another, for who may;
an account that is not registered may do nothing. What one may not know of reads as absent.

A KEY is a barcode, a code that only one record carries, or the `#` number that `search` and `show`
give. A PERSON is a badge, an account or a full name; a PLACE is a barcode or an address such as
`B3-04-2`. Words in capitals stand for values.

Every change is one transaction: it is done and on disk when the command ends with status 0, or
nothing of it is. A refusal goes to standard error; with `--json` it is
`{"error": {"title", "message", "reasons": [{"rule", "text", "lifted_by"}]}}`.
Where the locale is not UTF-8 plain text is in ASCII and JSON escapes the rest.
"""


def reference() -> str:
    """The page, in Markdown."""
    lines = [_HEAD, "## Exit status", "", "| status | means |", "|---|---|"]
    lines += [f"| {status} | {means} |" for status, means in STATUSES.items()]
    lines += ["", "## General options", "", *_arguments(GENERAL), "", "## Commands", ""]
    for command in commands():
        lines += _command(command, "rmdesk", "###")
    return "\n".join(lines).rstrip() + "\n"


def _command(command: Command, path: str, level: str) -> Iterator[str]:
    name = f"{path} {command.name}"
    yield f"{level} {name}"
    yield ""
    yield f"{command.help[:1].upper()}{command.help[1:]}. {command.details}".rstrip()
    yield ""
    if command.arguments:
        yield f"`{usage(command, name)}`"
        yield ""
        yield from _arguments(command.arguments)
        yield ""
    if command.result:
        yield f"With `--json`: {command.result}."
        yield ""
    if command.examples:
        yield from ("```", *command.examples, "```", "")
    for child in command.children:
        yield from _command(child, name, f"{level}#")


def usage(command: Command, name: str) -> str:
    """How it is said, in one line; optional parts in brackets."""
    fields = [each for each in command.arguments if _is_field(each)]
    parts = [_part(each) for each in command.arguments if each not in fields]
    parts += ["[--FIELD TEXT]..."] if fields else []
    return " ".join([name, *(["[COMMAND ...]"] if command.rest else []), *parts])


def _is_field(each: Argument) -> bool:
    """Whether it is one of the many options that fill a field of a record."""
    return str(each.options.get("dest", "")).startswith("field_")


def _part(each: Argument) -> str:
    said = _said(each)
    if each.flags[0].startswith("-"):
        return said if each.options.get("required") else f"[{said}]"
    return {"+": f"{said}...", "*": f"[{said}...]", "?": f"[{said}]"}.get(
        str(each.options.get("nargs")), said
    )


def _said(each: Argument) -> str:
    """A flag with its value, or the name of a word."""
    choices = each.options.get("choices", ())
    value = each.options.get("metavar") or "|".join(choices)
    if not each.flags[0].startswith("-"):
        return str(value or each.flags[0].upper())
    if each.options.get("nargs") == "?":
        value = f"[{value}]"
    return f"{each.flags[0]} {value}".rstrip()


def _arguments(arguments: tuple[Argument, ...]) -> Iterator[str]:
    for each in arguments:
        yield f"- `{_said(each)}`: {each.help}"


def main() -> int:
    """Write the page, or with `--check` say whether it is stale (exit status 1)."""
    return written("cli.md", reference())


if __name__ == "__main__":
    sys.exit(main())
