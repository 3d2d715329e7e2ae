"""Plain text and JSON on the standard streams, safe for any terminal.

Text from outside loses its control characters; where the locale is not UTF-8 it is written in
ASCII. People who listen to a screen get the same lines as those who look at it.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO

from data.patterns import pattern
from data.texts import gettext as _
from screens.cli.command import Answer, Block, Fields, TextTable
from screens.kit.sanitize import plain

if TYPE_CHECKING:
    from rmdesk.desk.kinds import Noted
    from rmdesk.model.fields import FieldSpec

_ASCII = str.maketrans(
    {
        "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...",
        "·": "-", "×": "x", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o",
        "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    }
)  # fmt: skip
"""What Unicode does not take apart by itself."""

_MOMENT = pattern(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(\.\d+)?)?[-+]\d\d:\d\d", re.ASCII)
"""A time on the desk's clock, as it is kept and as `--json` has it."""

_LEAST_CELL = 8
_ROOMY_CELL = 16
"""What a column may want of a terminal before others are left out for it; the first, twice that."""
_GAP = "  "


def ascii_text(text: str) -> str:
    """A text in ASCII: letters without their accents, and `?` for what has no likeness."""
    parted = unicodedata.normalize("NFKD", text.translate(_ASCII))
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii")


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def terminal_columns() -> int:
    """The terminal's width, as `shutil` tells it, which brings all that packs archives with it."""
    told = os.environ.get("COLUMNS", "")
    if told.isdecimal() and int(told) > 0:
        return int(told)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or 80
    except (OSError, ValueError):  # no terminal, or closed
        return 80


def speaks_utf8() -> bool:
    """Whether the locale is UTF-8; where nothing says what it is, Python's own choice holds."""
    heeded = not sys.flags.ignore_environment  # as `./run` starts it, Python does not
    if heeded and (os.environ.get("PYTHONUTF8") == "1" or "PYTHONIOENCODING" in os.environ):
        return _encodes_utf8()
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    locale = next(filter(None, names), "")
    if not locale:
        return _encodes_utf8()
    return re.search(r"utf-?8", locale, re.IGNORECASE) is not None


def _encodes_utf8() -> bool:
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "") == "utf8"


class Output:
    """Where a command's answer goes: standard output, or standard error for what went wrong."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.quiet = False  # nothing is said of what went well; JSON was asked for, and is printed
        self.err_is_terminal = _is_terminal(sys.stderr)
        self._utf8 = speaks_utf8()

    @cached_property
    def columns(self) -> int | None:
        """The terminal's width; None where the answer goes to a file or a pipe."""
        return terminal_columns() if _is_terminal(sys.stdout) else None

    def answer(self, answer: Answer) -> None:
        """Print what a command did."""
        if self.as_json:
            self.out(self._json(answer.data))
            return
        if self.quiet:
            return
        lines = list(self._lines(answer.blocks))
        for line in lines:
            self.out(line)
        if not lines and any(isinstance(each, TextTable) for each in answer.blocks):
            self.error(_("There are none."))  # what reads the answer gets nothing, as before

    def out(self, line: str) -> None:
        """Print a line on standard output."""
        self._write(sys.stdout, line)

    def error(self, line: str) -> None:
        """Print a line on standard error."""
        self._write(sys.stderr, line)

    def error_json(self, data: object) -> None:
        """Print a JSON document on standard error."""
        self._write(sys.stderr, self._json(data))

    def help(self, text: str) -> None:
        """Print a help text, whose lines are ours."""
        for line in text.splitlines():
            self.out(line)

    def paint(self, text: str) -> None:
        """Replace the line of progress on the terminal."""
        if sys.stderr is not None:
            sys.stderr.write(f"\r\x1b[K{self._plain(text)}")
            sys.stderr.flush()

    def flush(self) -> None:
        """Hand everything over; raises OSError where nobody takes it."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()

    def _json(self, data: object) -> str:
        text = json.dumps(data, ensure_ascii=not self._utf8, default=str)
        return text if text.isprintable() else _escaped(text)

    def _write(self, stream: TextIO | None, line: str) -> None:
        if stream is not None:
            stream.write(self._plain(line) + "\n")

    def _plain(self, line: str) -> str:
        line = plain(line)
        return line if self._utf8 else ascii_text(line)

    def _lines(self, blocks: Iterable[Block]) -> Iterable[str]:
        for block in blocks:
            if isinstance(block, TextTable):
                yield from table_lines(block, self.columns)
            elif isinstance(block, Fields):
                yield from field_lines(block.values, block.specs)
            else:
                yield block


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _escaped(text: str) -> str:
    """JSON with what a terminal could obey as escapes."""

    def escape(letter: str) -> str:
        if letter.isprintable():
            return letter
        units = letter.encode("utf-16-be", "surrogatepass")
        return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))

    return "".join(map(escape, text))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_cell(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_cell, value))
    text = str(value)
    return plain(_MOMENT.sub(r"\1 \2", text) if _MOMENT.fullmatch(text) else text)


def field_lines(
    values: Mapping[str, Any], specs: Mapping[str, FieldSpec] | None = None
) -> list[str]:
    """Pairs of name and value, aligned; empty ones left out. Notes come last, each in its line."""
    from rmdesk.duties.headings import heading

    plainly = {name: value for name, value in values.items() if not _noted(value)}
    cells = ((heading(name, specs), _cell(each)) for name, each in plainly.items())
    told = list({label: cell for label, cell in cells if cell}.items())
    notes = (note for value in values.values() for note in _noted(value))
    told += ((_(note.label), _cell(note.text)) for note in notes)
    told = [(name, value) for name, value in told if value]
    width = max((width_of(name) for name, _value in told), default=0)
    return [f"{name}:{' ' * (width - width_of(name))} {value}" for name, value in told]


def _noted(value: Any) -> Sequence[Noted]:
    """What records of one kind tell of the record that is printed."""
    if not isinstance(value, list) or not value:
        return ()
    from rmdesk.desk.kinds import Noted

    return value if isinstance(value[0], Noted) else ()


def _by_label(table: TextTable) -> tuple[TextTable, Mapping[str, str]]:
    """A table with its notes as sentences, a column for each label; and those columns' labels."""
    rows, labels = [], dict[str, str]()
    for row in table.rows:
        told: dict[str, Any] = {}
        for name in table.columns:
            notes = _noted(row.get(name))
            for note in notes:
                labels[f"{name}.{note.label}"] = note.label
                told.setdefault(f"{name}.{note.label}", []).append(note.text)
            if not notes:
                told[name] = row.get(name)
        rows.append(told)
    if not labels:
        return table, labels
    columns = [
        each
        for name in table.columns
        for each in (name, *(column for column in labels if column.startswith(f"{name}.")))
    ]
    return TextTable(rows, columns, table.specs, table.first), labels


def table_lines(table: TextTable, columns: int | None) -> list[str]:
    """A table, aligned, under its headings.

    On a terminal the widest cells are cut to fit, and columns that would leave no room for the
    others are named under the table instead.
    """
    if not table.rows:
        return []
    table, labels = _by_label(table)
    rows = [[_cell(row.get(name)) for name in table.columns] for row in table.rows]
    used = [n for n in range(len(table.columns)) if any(row[n] for row in rows)]
    from rmdesk.duties.headings import heading

    heads = [
        _(labels[name]) if name in labels else heading(name, table.specs) for name in table.columns
    ]
    lines = [[heads[n] for n in used], *([row[n] for n in used] for row in rows)]
    widths = [max(width_of(line[n]) for line in lines) for n in range(len(used))]
    kept = list(range(len(used)))
    if columns is not None:
        kept = _with_room(widths, [table.columns[n] in table.first for n in used], columns)
        widths = _fitted([widths[n] for n in kept], columns - len(_GAP) * (len(kept) - 1))
    told = [
        _GAP.join(_padded(line[n], width) for n, width in zip(kept, widths, strict=True)).rstrip()
        for line in lines
    ]
    if left := [heads[n] for at, n in enumerate(used) if at not in kept]:
        said = _("Left out for want of room: {columns}. `--json` has them.")
        from textwrap import wrap

        told += wrap(said.format(columns=", ".join(left)), columns or 80)
    return told


def _with_room(widths: Sequence[int], first: Sequence[bool], room: int) -> list[int]:
    """The columns that fit when none is cut below what a code takes, beginning with the `first`."""
    kept: list[int] = []
    for n in sorted(range(len(widths)), key=lambda n: not first[n]):
        taken = min(widths[n], _ROOMY_CELL * (1 + first[n])) + len(_GAP) * bool(kept)
        if taken <= room or not kept:
            kept.append(n)
            room -= taken
    return sorted(kept)


def _fitted(widths: Sequence[int], room: int) -> list[int]:
    """Take from the widest column until all fit, or every column is at its least."""
    fitted = list(widths)
    while sum(fitted) > room and max(fitted) > _LEAST_CELL:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _padded(cell: str, width: int) -> str:
    if width_of(cell) > width:
        kept, left = "", width - 1
        for letter in cell:
            left -= _letter_width(letter)
            if left < 0:
                break
            kept += letter
        cell = f"{kept}…"
    return cell + " " * (width - width_of(cell))
