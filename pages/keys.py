"""The key sheet: `python -m pages.keys` writes docs/keys.md from the commands themselves."""

import sys

from pages.writing import written
from screens.app.keys import every_command
from screens.kit.command import ScreenCommand, key_name
from screens.kit.help_texts import about, always

_HEAD = """\
# Keys

Made from the program by `python -m pages.keys`; a test holds it to the program.

Every key, scan and word goes to the desk line. No letter or digit changes data by itself: a scan
can be pressed as nothing but a scan.
"""

_SCREENS = {
    "desk": "Desk",
    "search": "Search",
    "record": "Record",
    "request": "Request",
    "intake": "Request intake",
    "picks": "Pick list",
    "refiles": "Refile list",
    "shift": "Hand-over of the shift",
    "acts": "What you did today",
    "census": "Census",
    "inventory": "Inventory",
    "glossary": "Words and rules",
    "files": "Files to bring in",
    "import": "Bringing a file in",
    "remarks": "What was refused",
    "form": "Form of a record",
    "list": "List of records",
    "choosing": "Choosing a record for a field",
    "scheme": "Scheme",
    "due": "Due for disposition",
    "disposition": "Disposition",
    "what-if": "What if an item were amended",
    "kind": "Page of a hold, an accession and others",
    "act": "What an act is told",
    "ranges": "Places by ranges",
    "person": "What a person has out",
    "place": "Place",
    "labels": "Labels",
    "label-preview": "Label preview",
    "calibration": "Calibration",
    "jobs": "Unprinted jobs",
    "reports": "Reports",
}
_PAGES = {"accessions": "Accession", "transfers": "Transfer"}
"""Of what is on the page of some kinds of record alone, by their tables."""


def key_sheet() -> str:
    """The whole sheet, in Markdown and English."""
    keys = [command for command in every_command() if command.key]
    rest = [command for command in every_command() if not command.key]
    parts = [
        _HEAD,
        _section("Scans, on every screen", always()),
        _table("Keys", keys),
        _table("Commands without a key: type `>` and a word", rest),
        *(_section(title, about(name)) for name, title in _SCREENS.items()),
        _section(
            "On the line",
            [
                "Up, Down, PgUp, PgDn mark a row; Home, End, Left, Right do too on an empty line.",
                "Alt+2, Alt+3 … jump to a part of a large window, Alt+1 to its list; Tab goes on.",
                "In a list Space on an empty line, Insert and Shift+Down mark rows to be acted on.",
                "Enter on an empty line opens or does what is marked; in a question it means No.",
                "Ctrl+A, Ctrl+E, Ctrl+W, Ctrl+U, Ctrl+K edit as in a shell.",
                "Ctrl+C quits as Ctrl+Q does: once every scan is on disk.",
            ],
        ),
    ]
    return "\n".join(parts)


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {line}" for line in lines), ""])


def _table(title: str, commands: list[ScreenCommand]) -> str:
    rows = [
        f"| {f'`{key_name(command.key)}`' if command.key else command.title_text()} "
        f"| {command.help_text()} | {', '.join(_only_on(command))} |"
        for command in commands
    ]
    head = (
        "| key | does | only on |"
        if commands and commands[0].key
        else "| command | does | only on |"
    )
    return "\n".join([f"## {title}", "", head, "|---|---|---|", *rows, ""])


def _only_on(command: ScreenCommand) -> list[str]:
    """The screens that it belongs to; none for all."""
    pages = [_PAGES[table] for table in getattr(command, "tables", ())]
    return pages or [_SCREENS[view] for view in command.views]


def main() -> int:
    """Write the sheet, or with `--check` say whether it is stale (exit status 1)."""
    return written("keys.md", key_sheet())


if __name__ == "__main__":
    sys.exit(main())
