"""Files of rows: CSV in any delimiter, packed or not, spreadsheets, and JSON lists of objects.

Rows are numbered as a person counts records in the file: the first record is 1 (in a table that is
the header), a quoted line break does not start another, and blank records are counted but not read.
Nothing is guessed about letters: a byte order mark, strict UTF-8, or what the map says. However a
file is made, it is read or refused, within bounds.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from data.streams import STANDARD_INPUT
from data.texts import gettext as _
from rmdesk.exchange.delimited import delimited
from rmdesk.exchange.documents import document
from rmdesk.exchange.objects import objects_file
from rmdesk.exchange.recognising import GZIP, OLE, ZIP, refuse_other
from rmdesk.exchange.rows_file import FileOptions, FileRow, RowsFile
from rmdesk.exchange.spreadsheets import spreadsheet
from rmdesk.exchange.trouble import unread

__all__ = ["FileOptions", "FileRow", "RowsFile", "open_rows"]

_OBJECTS = frozenset({".json", ".ndjson", ".jsonl"})
_MOST_UNPACKED = 64 << 20
_MOST_TIMES = 200
"""How many times its packed size a large file may be; real lists reach some twenty times."""


@contextmanager
def open_rows(path: Path, options: FileOptions) -> Iterator[RowsFile]:
    """Open a file of rows. Raises BadInput naming the file, and the row where it can.

    A file that ends in `.gz`, or begins as one, is read as it is.
    """
    with ExitStack() as stack:
        with _file_trouble(path):
            stream = stack.enter_context(path.open("rb"))
            packed = stream.read(2) == GZIP
            stream.seek(0)
            plain = stack.enter_context(gzip.GzipFile(fileobj=stream)) if packed else stream
            if packed:
                _check_unpacked(path, plain)
            source = _rows_of(path, cast(IO[bytes], plain), options, stack)
        source.list_name = options.list_name or _list_name(path, options.sheet)
        source.empty_words, source.days = options.empty_words, options.days
        source.rows = _guarded(path, source.rows)
        yield source


def _check_unpacked(path: Path, plain: IO[bytes] | gzip.GzipFile) -> None:
    """Refuse a small file that would fill the machine, before any of it is kept."""
    most = max(_MOST_UNPACKED, _MOST_TIMES * path.stat().st_size)
    size = 0
    while piece := plain.read(1 << 20):
        size += len(piece)
        if size > most:
            text = _("It unpacks to more than {n} times its size.").format(n=_MOST_TIMES)
            raise unread(path, text, _("If it is a table, unpack it first."))
    plain.seek(0)


def _list_name(path: Path, sheet: str | None) -> str:
    """A list by its file: packed or not, as CSV or a workbook, whole or its refused rows.

    "" for standard input, which has no name that would be the same the next time.
    """
    if path.name == STANDARD_INPUT:
        return ""
    name = path.name.removesuffix(".gz")
    name = (name.rpartition(".")[0] or name).removesuffix(".refused")
    return f"{name} {sheet}" if sheet else name


@contextmanager
def _file_trouble(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise unread(path, str(getattr(error, "strerror", None) or error)) from error


def _guarded(path: Path, rows: Iterator[FileRow]) -> Iterator[FileRow]:
    with _file_trouble(path):
        yield from rows


def _rows_of(path: Path, stream: IO[bytes], options: FileOptions, stack: ExitStack) -> RowsFile:
    head = stream.read(64)
    stream.seek(0)
    refuse_other(path, head)
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if head.startswith((ZIP, OLE)):
        return spreadsheet(path, stream, options)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if found := document(path, stream, options):
        return found
    if not _OBJECTS.isdisjoint(suffixes) or start.startswith(
        (b'{"', b"{\n", b"{\r", b"{ ", b"[{", b"[\n", b"[ ", b"[]")
    ):
        return objects_file(path, stream, options)
    return delimited(path, stream, options, stack)
