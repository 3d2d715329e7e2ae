"""An open file of rows, whatever its form: its columns, its rows, and what a map says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from rmdesk.model.values import Cell

__all__ = ["NO_REMARKS", "FileOptions", "FileRow", "RowsFile"]

NO_REMARKS: Mapping[str, str] = {}


@dataclass(frozen=True)
class FileOptions:
    """What a map's `[file]` says of a file; the defaults are what a plain file needs.

    `table` and `fields` are not the map's: the table to read of a file that TinyDB keeps, and the
    fields of the record, which a document in XML has instead of columns.
    """

    header_row: int = 1  # 0: no row names the columns; they are called by their numbers
    header_begins: str = ""  # what that row's first cell begins with, in place of its number
    header_rows: int = 1  # how many rows name them together, such as a group's name over two
    skip_rows: int = 0  # rows under the header that are not data, such as a second header
    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'  # "": quotation marks are letters like others
    comment: str = ""  # what a row begins with that is no record
    fill_down: tuple[str, ...] = ()  # columns whose blank cells mean the one above
    empty_words: tuple[str, ...] = ()  # what stands for a blank cell, such as N/A
    days: str = ""  # in which order a day's figures stand: dmy, mdy or ymd
    sheet: str | None = None
    list_name: str = ""  # what rows without a code belong to, where it is not the file's name
    table: str = ""
    fields: tuple[str, ...] = ()


class FileRow(NamedTuple):
    """One record: its number in the file, its cells by column, and what is wrong with it.

    `remarks` are what a person should know of some of its cells, by column.
    """

    number: int
    cells: dict[str, Cell]
    column: str = ""
    trouble: str = ""
    remarks: Mapping[str, str] = NO_REMARKS


@dataclass
class RowsFile:
    """An open file: its columns in order, and its rows, to be read once."""

    path: Path
    form: str  # csv, json, sheet or xml
    columns: list[str]
    rows: Iterator[FileRow]
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    preamble: list[list[str]] = field(default_factory=list)
    list_name: str = ""  # what rows without a code belong to
    empty_words: tuple[str, ...] = ()
    days: str = ""
    remarks: list[str] = field(default_factory=list)  # of the whole; complete after its rows
