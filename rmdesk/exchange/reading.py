"""Files of rows: CSV in any delimiter, packed or not, spreadsheets, and JSON lists of objects.

Rows are numbered as a person counts records in the file: the first record is 1 (in a table that is
the header), a quoted line break does not start another, and blank records are counted but not read.
Nothing is guessed about letters: a byte order mark, strict UTF-8, or what the map says.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import itertools
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from gettext import gettext as _
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from rmdesk.exchange.spreadsheets import NoSheet, cell_text, sheet_records
from rmdesk.model.errors import BadInput
from rmdesk.model.values import Cell

__all__ = ["FileOptions", "FileRow", "RowsFile", "open_rows"]

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SURROGATE = re.compile(r"\\u[Dd][89A-Fa-f]")
"""How JSON says half of a character outside of the first 65,536; both halves stand side by side."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class FileOptions:
    """What a map's `[file]` says of a file; None and 1 are what a plain file needs.

    `table` is not the map's: it is the table to read of a file that TinyDB keeps.
    """

    header_row: int = 1
    skip_rows: int = 0  # rows under the header that are not data, such as a second header
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    list_name: str = ""  # what rows without a code belong to, where it is not the file's name
    table: str = ""


class FileRow(NamedTuple):
    """One record: its number in the file, its cells by column, and what is wrong with it."""

    number: int
    cells: dict[str, Cell]
    column: str = ""
    trouble: str = ""


@dataclass
class RowsFile:
    """An open file: its columns in order, and its rows, to be read once."""

    path: Path
    form: str  # csv, json or sheet
    columns: list[str]
    rows: Iterator[FileRow]
    encoding: str = "utf-8"
    delimiter: str = ","
    preamble: list[list[str]] = field(default_factory=list)
    list_name: str = ""  # what rows without a code belong to


@contextmanager
def open_rows(path: Path, options: FileOptions) -> Iterator[RowsFile]:
    """Open a file of rows. Raises BadInput naming the file, and the row where it can.

    A file that ends in `.gz`, or begins as one, is read as it is.
    """
    with ExitStack() as stack:
        with _file_trouble(path):
            stream = stack.enter_context(path.open("rb"))
            packed = stream.read(2) == _GZIP
            stream.seek(0)
            plain = stack.enter_context(gzip.GzipFile(fileobj=stream)) if packed else stream
            source = _rows_of(path, cast(IO[bytes], plain), options, stack)
        source.list_name = options.list_name or _list_name(path, options.sheet)
        source.rows = _guarded(path, source.rows)
        yield source


def _list_name(path: Path, sheet: str | None) -> str:
    """A list by its file: packed or not, as CSV or a workbook, whole or its refused rows."""
    name = path.name.removesuffix(".gz")
    name = (name.rpartition(".")[0] or name).removesuffix(".refused")
    return f"{name} {sheet}" if sheet else name


@contextmanager
def _file_trouble(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise _unread(path, str(getattr(error, "strerror", None) or error)) from error


def _guarded(path: Path, rows: Iterator[FileRow]) -> Iterator[FileRow]:
    with _file_trouble(path):
        yield from rows


def _rows_of(path: Path, stream: IO[bytes], options: FileOptions, stack: ExitStack) -> RowsFile:
    head = stream.read(4)
    stream.seek(0)
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if head in (_ZIP, _OLE):
        return _sheet(path, stream, options)
    if ".json" in suffixes or head.startswith(b'{"'):
        return _json(path, stream, options)
    return _csv(path, stream, options, stack)


def _unread(path: Path, text: str, next_step: str = "", row: int | None = None) -> BadInput:
    return BadInput(
        _("{file} cannot be read").format(file=path.name), text, next_step, str(path), row
    )


# --- letters --------------------------------------------------------------------------------------


def _encoding(head: bytes, options: FileOptions) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    return options.encoding or "utf-8"


@contextmanager
def _letters(path: Path, stream: IO[bytes], encoding: str) -> Iterator[None]:
    """Turn undecodable bytes into an error that names their line and says what to do."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise _not_text(path, stream, encoding) from error


def _not_text(path: Path, stream: IO[bytes], encoding: str) -> BadInput:
    stream.seek(0)
    number, preview = _first_bad_line(stream, encoding)
    return _unread(
        path,
        _("Line {line} is not {encoding} text: {preview}").format(
            line=number, encoding=encoding.upper(), preview=preview
        ),
        _('Say in a map how it is written: [file] encoding = "cp1252" (latin-1, gb18030, big5…).'),
        number,
    )


def _first_bad_line(stream: Iterable[bytes], encoding: str) -> tuple[int, str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    number = 0
    for number, line in enumerate(stream, 1):
        try:
            decoder.decode(line)
        except UnicodeDecodeError as error:
            around = line[max(error.start - 20, 0) : error.end + 20]
            return number, ascii(around)[2:-1]
    return number, ""


# --- CSV ------------------------------------------------------------------------------------------


def _csv(path: Path, stream: IO[bytes], options: FileOptions, stack: ExitStack) -> RowsFile:
    head = stream.read(4)
    stream.seek(0)
    encoding = _encoding(head, options)
    with _letters(path, stream, encoding):
        text = stack.enter_context(io.TextIOWrapper(stream, encoding, newline=""))
        sample = text.read(_SAMPLE) + text.readline()
        if "\0" in sample:
            raise _unread(
                path,
                _("It holds zero bytes: it is no text, or it is UTF-16 without a mark."),
                _('If it is a table, say in a map how it is written: [file] encoding = "utf-16".'),
            )
    delimiter = options.delimiter or _sniffed(sample, options.header_row)
    # Cells may be long (finding aids); the limit of the csv module is one for the whole process.
    csv.field_size_limit(1 << 30)
    lines = itertools.chain(io.StringIO(sample, newline=""), text)
    records = _records(path, stream, lines, delimiter, encoding)
    preamble = list(itertools.islice(records, options.header_row - 1))
    header = next(records, [])
    if not any(cell.strip() for cell in header):
        raise _no_header(path, options.header_row) if sample.strip() else _empty(path)
    columns = [cell.strip() for cell in header]
    rows = _table_rows(columns, records, options)
    return RowsFile(path, "csv", columns, rows, encoding, delimiter, [*preamble, header])


def _records(
    path: Path, stream: IO[bytes], lines: Iterator[str], delimiter: str, encoding: str
) -> Iterator[list[str]]:
    # Strict, because a quote that is never closed would otherwise swallow the rest of the file.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    with _letters(path, stream, encoding):
        try:
            for record in reader:
                number += 1
                yield record
        except csv.Error as error:
            number += 1
            raise _unread(
                path,
                _("Row {row} (line {line}) is not well formed: {error}.").format(
                    row=number, line=reader.line_num, error=error
                ),
                _("Look at its quotation marks: one inside a quoted cell is written twice."),
                number,
            ) from error


def _sniffed(sample: str, header_row: int) -> str:
    """The delimiter that cuts the header and the rows under it into the most, equal, pieces."""

    def regularity(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        records = [record for record in itertools.islice(reader, header_row - 1, 40) if record]
        width = len(records[0]) if records else 1
        same = sum(len(record) == width for record in records)
        return (round(same / len(records), 1) if width > 1 else 0.0, width) if records else (0, 1)

    return max(DELIMITERS, key=regularity)


def _empty(path: Path) -> BadInput:
    return _unread(path, _("The file is empty."), _("Write it again, or name another file."))


def _no_header(path: Path, number: int) -> BadInput:
    return _unread(
        path,
        _("Row {row} should name the columns, and is blank.").format(row=number),
        _("Say in a map where the column names stand: [file] header_row = 4."),
        number,
    )


def _table_rows(
    columns: list[str], records: Iterable[list[str]], options: FileOptions
) -> Iterator[FileRow]:
    first, width = options.header_row + 1, len(columns)
    for number, record in enumerate(records, first):
        if number < first + options.skip_rows or not any(map(str.strip, record)):
            continue
        cells: dict[str, Cell] = dict(zip(columns, record, strict=False))
        if len(record) > width and any(map(str.strip, record[width:])):
            column = _("column {n}").format(n=width + 1)
            yield FileRow(number, cells, column, _("the row has more cells than there are columns"))
        else:
            yield FileRow(number, cells)


# --- spreadsheets ---------------------------------------------------------------------------------


def _sheet(path: Path, stream: IO[bytes], options: FileOptions) -> RowsFile:
    try:
        records = sheet_records(stream.read(), options.sheet)
    except NoSheet as error:
        raise _unread(path, error.message, error.next_step) from error
    texts = [[cell_text(value) for value in record] for record in records]
    preamble = texts[: options.header_row]
    if len(preamble) < options.header_row or not any(preamble[-1]):
        raise _no_header(path, options.header_row)
    columns = [cell.strip() for cell in preamble[-1]]
    rows = _table_rows(columns, texts[options.header_row :], options)
    return RowsFile(path, "sheet", columns, rows, preamble=preamble)


# --- JSON -----------------------------------------------------------------------------------------


def _json(path: Path, stream: IO[bytes], options: FileOptions) -> RowsFile:
    head = stream.read(4)
    stream.seek(0)
    encoding = _encoding(head, options)
    with _letters(path, stream, encoding):
        text = stream.read().decode(encoding)
    try:
        objects = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _unread(path, _("It is not JSON: {error}.").format(error=error)) from error
    if isinstance(objects, dict):
        objects = _tinydb_documents(path, objects, options.table)
    if not isinstance(objects, list):
        raise _unread(path, _("It should hold one list of objects."))
    columns: dict[str, None] = {}
    for number, each in enumerate(objects, 1):
        if not isinstance(each, dict):
            raise _unread(path, _("Entry {row} is not an object.").format(row=number), "", number)
        columns.update(dict.fromkeys(each))
    if _SURROGATE.search(text):
        _check_whole(path, objects)
    rows = (_json_row(number, each) for number, each in enumerate(objects, 1))
    return RowsFile(path, "json", list(columns), rows, encoding)


def _check_whole(path: Path, objects: list[dict[str, Any]]) -> None:
    """JSON can say half of a character, which no store takes."""
    for number, each in enumerate(objects, 1):
        try:
            json.dumps(each, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            said = _("Entry {row} has half of a character: {code} without the other half.")
            code = ascii(error.object[error.start])[1:-1]
            raise _unread(path, said.format(row=number, code=code), "", number) from error


def _tinydb_documents(path: Path, tables: dict[str, Any], wanted: str) -> list[Any]:
    """The documents of a table in a file as TinyDB's own storage keeps it."""
    table = tables.get(wanted)
    if isinstance(table, dict):
        return list(table.values())
    raise _unread(
        path,
        _("It holds no table “{table}”.").format(table=wanted),
        _("It should hold one list of objects, or be a file of TinyDB with this table."),
    )


def _json_row(number: int, given: dict[str, Any]) -> FileRow:
    cells: dict[str, Cell] = {}
    for name, value in given.items():
        if isinstance(value, dict) or (
            isinstance(value, list) and any(isinstance(each, dict | list) for each in value)
        ):
            return FileRow(number, cells, name, _("an object cannot stand here"))
        cells[name] = (
            [_json_text(each) for each in value] if isinstance(value, list) else _json_text(value)
        )
    return FileRow(number, cells)


def _json_text(value: object) -> str:
    return "" if value is None else cell_text(value)
