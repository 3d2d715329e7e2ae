"""Tables as text: CSV in any delimiter, with bounds on how long a line and a cell may be."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from data.texts import gettext as _
from rmdesk.exchange.letters import encoding_of, letters
from rmdesk.exchange.packed_xml import Record
from rmdesk.exchange.recognising import refuse_other_text
from rmdesk.exchange.rows_file import FileOptions, RowsFile
from rmdesk.exchange.tables import Table, is_separator
from rmdesk.exchange.trouble import unread
from rmdesk.model.errors import BadInput

__all__ = ["DELIMITERS", "delimited"]

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16
_LONGEST = 1 << 24
"""Most letters of a line and of a cell: finding aids are long, a file that is no table longer."""


def delimited(path: Path, stream: IO[bytes], options: FileOptions, stack: ExitStack) -> RowsFile:
    """Open a table that is text. Raises BadInput."""
    # There is one limit for the whole process, and it holds before the first row too.
    csv.field_size_limit(_LONGEST)
    head = stream.read(4096)
    stream.seek(0)
    encoding = encoding_of(head, options.encoding)
    if b"\0" in head and not encoding.startswith(("utf-16", "utf-32")):
        raise _holds_zeros(path)
    with letters(path, stream, encoding):
        text = stack.enter_context(io.TextIOWrapper(stream, encoding, newline=""))
        sample = text.read(_SAMPLE) + text.readline(_LONGEST + 1)
    _check_sample(path, sample)
    delimiter = options.delimiter or _said(sample) or _sniffed(sample, options)
    lines = itertools.chain(io.StringIO(sample, newline=""), _lines(text))
    records = _records(path, stream, lines, encoding, delimiter, options)
    table = Table(path, records, options, tells_short=True)
    return RowsFile(
        path, "csv", table.columns, table.rows(), encoding, delimiter, options.quote, table.preamble
    )


def _check_sample(path: Path, sample: str) -> None:
    if "\0" in sample:
        raise _holds_zeros(path)
    if not sample.strip("\ufeff\r\n\t ,;|\x1a"):
        raise unread(path, _("The file is empty."), _("Write it again, or name another file."))
    refuse_other_text(path, sample)


def _holds_zeros(path: Path) -> BadInput:
    return unread(
        path,
        _("It holds zero bytes: it is no text, or it is UTF-16 without a mark."),
        _('If it is a table, say in a map how it is written: [file] encoding = "utf-16".'),
    )


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines, the longest in pieces that the limit of a cell refuses."""
    return iter(lambda: text.readline(_LONGEST + 1), "")


def _reader(lines: Iterator[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    # Strict, because a quote that is never closed would otherwise swallow the rest of the file.
    if not quote:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True)


def _records(
    path: Path,
    stream: IO[bytes],
    lines: Iterator[str],
    encoding: str,
    delimiter: str,
    options: FileOptions,
) -> Iterator[Record]:
    reader = _reader(lines, delimiter, options.quote)
    number = 0
    with letters(path, stream, encoding):
        try:
            for number, cells in enumerate(reader, 1):
                yield Record(number, cells)
        except csv.Error as error:
            number += 1
            raise unread(
                path,
                _("Row {row} is not well formed: {error}.").format(row=number, error=error),
                _(
                    "Look at its quotation marks: one inside a quoted cell is written twice. If "
                    'they are letters like others, say in a map: [file] quote = "".'
                ),
                number,
            ) from error


def _said(sample: str) -> str:
    """The delimiter that a first line names for spreadsheets: `sep=;`."""
    first = sample.lstrip("\ufeff").splitlines()[0]
    return first.strip()[4:5] if is_separator([first]) else ""


def _sniffed(sample: str, options: FileOptions) -> str:
    """The delimiter that cuts the header and the rows under it into the most, equal, pieces."""

    def regularity(delimiter: str) -> tuple[float, int]:
        reader = _reader(io.StringIO(sample, newline=""), delimiter, options.quote)
        records = []
        try:
            for record in itertools.islice(reader, max(options.header_row - 1, 0), 40):
                records.append(record)
        except csv.Error:
            pass  # a quote that looks wrong by this delimiter; what came before still counts
        kept = [record for record in records if record]
        width = len(kept[0]) if kept else 1
        same = sum(len(record) == width for record in kept)
        return (round(same / len(kept), 1) if width > 1 else 0.0, width) if kept else (0, 1)

    return max(DELIMITERS, key=regularity)
