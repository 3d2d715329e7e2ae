"""What a file is, by how it begins, where it is none that can be read: told as what it is."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

from data.texts import gettext as _
from rmdesk.exchange.trouble import unread

__all__ = ["GZIP", "OLE", "ZIP", "packed_form", "refuse_other", "refuse_other_text"]

GZIP, ZIP, OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BEGINS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3\0", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
_PACKED = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"\xfd7zXZ", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


def refuse_other(path: Path, head: bytes) -> None:
    """Refuse what is surely no table, by its first bytes. Raises BadInput that says what it is."""
    if head.startswith(GZIP):  # the first packing is off by now
        raise unread(path, _("It is packed twice over."), _("Unpack it once first."))
    for begins, name in _PACKED:
        if head.startswith(begins):
            text = _("It is packed as {form}; of packed files only .gz is read.").format(form=name)
            raise unread(path, text, _("Unpack it first."))
    for begins, name in _BEGINS:
        if head.startswith(begins):
            raise _is_no_table(path, name)


def _is_no_table(path: Path, name: str) -> Exception:
    return unread(
        path,
        _("It is a {form} file, not a table.").format(form=name),
        _("Save the table in it as CSV or XLSX."),
    )


_MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|head|body|table|style|meta|!--|[a-z]+[\s>])", re.I)
_TURTLE = re.compile(r"(\s*#.*\n)*\s*@?(prefix|base)\s+[^\s,;|]*\s*<[^>\s]+>", re.I)


def refuse_other_text(path: Path, sample: str) -> None:
    """Refuse markup, which would be read as a table of one strange column. Raises BadInput."""
    start = sample.lstrip("\ufeff")[:4096]
    if _TURTLE.match(start):
        text = _("It is RDF in Turtle, not a table.")
        raise unread(path, text, _("Of a scheme in SKOS, RDF/XML is read: save it as that."))
    if not _MARKUP.match(start):
        return
    low = start.casefold()
    if "<html" in low or "<table" in low or "doctype html" in low:
        text = _("It is HTML, a page of the web, whatever its name says.")
    elif "excel.sheet" in low or "urn:schemas-microsoft-com:office:spreadsheet" in low:
        text = _("It is a spreadsheet in XML of 2003.")
    else:
        text = _("It is XML, not a table.")
    raise unread(path, text, _("Open it in a spreadsheet and save it as XLSX or CSV."))


def packed_form(path: Path, stream: IO[bytes]) -> str:
    """`xlsx` or `ods` of a file packed as ZIP. Raises BadInput for any other."""
    try:
        names = set(zipfile.ZipFile(stream).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        text = _("It is no spreadsheet: {error}.").format(error=error)
        raise unread(path, text) from error
    if "xl/workbook.bin" in names:
        text = _("It is a binary workbook (XLSB).")
        raise unread(path, text, _("Save it as XLSX."))
    if "content.xml" in names:
        return "ods"
    if "[Content_Types].xml" not in names:
        inside = ", ".join(sorted(names)[:3])
        text = _("It is a ZIP file of other files: {names}.").format(names=inside)
        raise unread(path, text, _("Unpack it first."))
    for folder, name in (("word/", "Word"), ("ppt/", "PowerPoint"), ("visio/", "Visio")):
        if any(each.startswith(folder) for each in names):
            raise _is_no_table(path, name)
    return "xlsx"
