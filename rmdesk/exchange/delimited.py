"""Tables as text: CSV in any delimiter, with bounds on how long a line and a cell may be."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
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
    if not encoding.startswith(("utf-16", "utf-32")) and _is_full_of_zeros(head):
        raise _holds_zeros(path, head)
    with letters(path, stream, encoding):
        text = stack.enter_context(io.TextIOWrapper(stream, encoding, newline=""))
        sample = text.read(_SAMPLE) + text.readline(_LONGEST + 1)
    _check_sample(path, sample)
    delimiter = options.delimiter or _said(sample) or _sniffed(sample, options)
    spaced = _is_spaced(sample, delimiter, options.quote)
    lines = itertools.chain(io.StringIO(sample, newline=""), _lines(text))
    reader = _reader(lines, delimiter, options.quote, spaced=spaced)
    records = _records(path, stream, reader, encoding)
    table = Table(path, records, options, tells_short=True)
    return RowsFile(
        path, "csv", table.columns, table.rows(), encoding, delimiter, options.quote, table.preamble
    )


def _check_sample(path: Path, sample: str) -> None:
    if not sample.strip("\ufeff\r\n\t ,;|\x1a"):
        raise unread(path, _("The file is empty."), _("Write it again, or name another file."))
    refuse_other_text(path, sample)


_SOME = 50
"""One zero byte of so many is a slip of the program that wrote a table, and is left out."""
_PADDING = re.compile(rb"\0+(?=[,;\t|\r\n\"]|\Z)")
_WIDE = ("utf-16", "utf-32")


def _is_full_of_zeros(head: bytes) -> bool:
    """Whether zero bytes are more than slips or padding: it is no text, or a wider one."""
    if b"\0" not in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return True
    zeros = _PADDING.sub(b"", head).count(0)
    return zeros > 1 and zeros * _SOME > len(head)


def _holds_zeros(path: Path, head: bytes) -> BadInput:
    wide = next((name for name in _WIDE if _reads_as(head, name)), "")
    if not wide:
        hint = _("Save its table as CSV or XLSX.")
        return unread(path, _("It holds zero bytes: it is no text."), hint)
    return unread(
        path,
        _("It holds zero bytes: it is no text, or it is {encoding} without a mark.").format(
            encoding=wide.upper()
        ),
        _('If it is a table, say in a map how it is written: [file] encoding = "{name}".').format(
            name=wide
        ),
    )


def _reads_as(head: bytes, encoding: str) -> bool:
    """Whether it makes lines in these letters, and nothing that no text holds."""
    try:
        text = codecs.getincrementaldecoder(encoding_of(head, encoding))().decode(head)
    except UnicodeDecodeError:
        return False
    return all(sign in "\r\n\t" or unicodedata.category(sign) not in _NO_TEXT for sign in text)


_NO_TEXT = ("Cc", "Cn", "Co")
"""Kinds of signs: control characters, and those that nobody has given a meaning."""


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Lines, the longest in pieces that the limit of a cell refuses."""
    return iter(partial(text.readline, _LONGEST + 1), "")


def _reader(
    lines: Iterator[str], delimiter: str, quote: str, *, spaced: bool = False
) -> Iterator[list[str]]:
    """The cells of lines; `spaced`: blanks may stand around what is quoted."""
    # Strict, because a quote that is never closed would otherwise swallow the rest of the file.
    if not quote:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    if not spaced:
        return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True)
    lines = _closed_up(lines, delimiter, quote)
    return csv.reader(
        lines, delimiter=delimiter, quotechar=quote, skipinitialspace=True, strict=True
    )


def _records(
    path: Path, stream: IO[bytes], reader: Iterator[list[str]], encoding: str
) -> Iterator[Record]:
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


def _is_spaced(sample: str, delimiter: str, quote: str) -> bool:
    """Whether blanks stand around quoted cells, as `1, "Maps, plans" , x`: read so, no row fits
    worse.

    Where one does, the quotes are letters of a cell: `1, "Maps" of the town`.
    """
    if not quote or not (f"{delimiter} {quote}" in sample or f"{quote} {delimiter}" in sample):
        return False
    plain, spaced = (_fitting(sample, delimiter, quote, spaced=each) for each in (False, True))
    return spaced is not None and spaced >= (plain or 0)


def _fitting(sample: str, delimiter: str, quote: str, *, spaced: bool) -> int | None:
    """How many rows have as many cells as the first; None where they are not well formed."""
    widths: list[int] = []
    try:
        reader = _reader(io.StringIO(sample, newline=""), delimiter, quote, spaced=spaced)
        widths += (len(record) for record in reader if record)
    except csv.Error as error:
        if "end of data" not in str(error):  # the sample ends within a quoted cell
            return None
    return sum(width == widths[0] for width in widths)


def _closed_up(lines: Iterator[str], delimiter: str, quote: str) -> Iterator[str]:
    """Lines without the blanks that stand behind a quoted cell."""
    within = False
    for line in lines:
        pieces = line.split(quote)
        for place, piece in enumerate(pieces[1:], 1):
            within = not within
            if not within and (rest := piece.lstrip(" "))[:1] in (delimiter, "\r", "\n", ""):
                pieces[place] = rest
        yield quote.join(pieces)


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
