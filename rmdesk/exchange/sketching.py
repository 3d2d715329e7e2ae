"""A map for a file, begun: what is known of it is filled in, the rest is left to be amended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from data.texts import gettext as _
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.mapping import field_named
from rmdesk.exchange.reading import FileOptions, FileRow, RowsFile, open_rows
from rmdesk.exchange.shipped import known_make
from rmdesk.exchange.synonyms import folded_head, synonyms
from rmdesk.exchange.trouble import in_quotes
from rmdesk.model.errors import BadInput

__all__ = ["sketch"]

_FURTHEST = 12
"""Rows among which the column names are looked for."""

_SHOWN = 50
_LOOKED_AT = 50


def sketch(path: Path, kind: FileKind) -> str:
    """A map in TOML for a file of a kind of record; that of its make where that is known.

    Each column stands in it with what it holds somewhere: those that are known under [columns],
    the others as comments. Raises BadInput for a file that cannot be read.
    """
    with open_rows(path, FileOptions()) as source:
        columns = source.columns
    if (known := known_make(columns, path, kind.columns)) and not known.refused:
        return known.path.read_text("utf-8")
    options = _layout(path, kind)
    with open_rows(path, options) as source:
        return "\n".join(_lines(source, options, kind)) + "\n"


def _layout(path: Path, kind: FileKind) -> FileOptions:
    """The row that names the columns: the one of the first with most names that are known.

    Where none has any, the first of those with most cells.
    """
    best, most = FileOptions(), (0, 0)
    for row in range(1, _FURTHEST + 1):
        options = FileOptions(header_row=row)
        with suppress(BadInput), open_rows(path, options) as source:
            names = [name for name in source.columns if name]
            found = len(_known(source.columns, kind)), len(names)
            if found > most:
                best, most = options, found
            if source.form != "csv" and source.form != "sheet":
                break
    return best


def _known(columns: Sequence[str], kind: FileKind) -> dict[str, str]:
    """The fields that columns fill by their names or by what lists call them."""
    found: dict[str, str] = {}
    others = synonyms(kind.name)
    for column in columns:
        ours = field_named(column, kind.columns) or others.get(folded_head(column), "")
        if ours in kind.columns:
            found.setdefault(ours, column)
    return found


def _lines(source: RowsFile, options: FileOptions, kind: FileKind) -> Iterator[str]:
    known = _known(source.columns, kind)
    samples = _samples(source)
    yield f"# {_('A map to be amended: ours = “theirs”. See docs/import.md.')}"
    yield f"# {_('Our fields are: {fields}.').format(fields=', '.join(kind.fields))}"
    if options.header_row != 1 or source.delimiter != ",":
        yield "\n[file]"
        if options.header_row != 1:
            yield f"header_row = {options.header_row}"
        if source.form == "csv" and source.delimiter != ",":
            yield f"delimiter = {in_quotes(source.delimiter)}"
    yield "\n[columns]"
    for ours, theirs in known.items():
        yield f"{ours} = {in_quotes(theirs)}{_comment(samples.get(theirs, ''))}"
    left = [each for each in source.columns if each and each not in known.values()]
    if left:
        yield f"\n# {_('Not taken so far: put one of our fields before it, and take the # away.')}"
    for theirs in left:
        yield f"# = {in_quotes(theirs)}{_comment(samples.get(theirs, ''))}"


def _samples(source: RowsFile) -> dict[str, str]:
    """What each column holds in the first row where it holds something."""
    found: dict[str, str] = {}
    for row in islice(source.rows, _LOOKED_AT):
        for column, text in _texts(row):
            found.setdefault(column, text)
    return found


def _texts(row: FileRow) -> Iterator[tuple[str, str]]:
    for column, cell in row.cells.items():
        text = " ".join((cell if isinstance(cell, str) else "; ".join(cell)).split())
        if text:
            yield column, text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _comment(sample: str) -> str:
    printable = "".join(sign if sign.isprintable() else " " for sign in sample)
    return f"  # {printable}" if printable else ""
