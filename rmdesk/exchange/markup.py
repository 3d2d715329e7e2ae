"""XML documents as trees of their records, a piece at a time and with bounds.

No entity that a document declares is read and nothing outside of it is fetched: a document can
neither unfold without end nor read this machine's files. Names come without their namespaces.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Callable, Iterator
from html.entities import html5
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element
from xml.parsers import expat

from data.texts import gettext as _
from rmdesk.exchange.letters import encoding_of, is_encoding
from rmdesk.exchange.trouble import unread

__all__ = ["DEEPEST", "records_of", "said"]

DEEPEST = 200
"""How many elements may stand in one another; finding aids reach some thirty."""
_PIECE = 1 << 16
_LONGEST = 1 << 24
"""Most letters and elements of one record."""


def records_of(
    path: Path, stream: IO[bytes], is_record: Callable[[str], bool], *, outermost: bool = False
) -> Iterator[tuple[Element, ...]]:
    """Each record of a document as soon as what is its own is read, behind those it stands in.

    Records stand in records; one is whole where the next in it begins. What a record has behind
    those in it is left out. With `outermost` a record is told at its end, with all that stands in
    it. Raises BadInput.
    """
    reader = _Reader(path, is_record, outermost)
    encoding = _declared(stream)
    parser = expat.ParserCreate("utf-8" if encoding else None, namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = reader.entity
    parser.SkippedEntityHandler = reader.skipped
    parser.UseForeignDTD(True)  # so that signs named as in HTML are skipped, not refused
    try:
        for piece in _pieces(stream, encoding):
            parser.Parse(piece)
            yield from reader.told()
        parser.Parse(b"", True)
    except (UnicodeError, LookupError, ValueError) as error:  # of the parser, for what it knows not
        text = _("It is not written in the letters that it names.")
        raise unread(path, text, _("Save it again as UTF-8.")) from error
    except expat.ExpatError as error:
        row = error.lineno
        text = _("Its XML ends at line {line}: {error}.").format(line=row, error=error)
        raise unread(path, text, _("Write it again, or name another file.")) from error
    yield from reader.told()


_DECLARATION = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']""")
_OF_THE_PARSER = ("utf-8", "utf-16", "us-ascii")


def _declared(stream: IO[bytes]) -> str:
    """The letters that a document names, in their wider meaning; "" where the parser knows them."""
    head = stream.read(_PIECE)
    stream.seek(0)
    found = _DECLARATION.match(head.removeprefix(codecs.BOM_UTF8).lstrip())
    name = found[1].decode().casefold() if found else ""
    if not found or name in _OF_THE_PARSER or not is_encoding(name):
        return ""
    return encoding_of(head, name)


def _pieces(stream: IO[bytes], encoding: str) -> Iterator[bytes]:
    """What stands in a stream, a piece at a time; of letters the parser knows not, as UTF-8."""
    pieces = iter(lambda: stream.read(_PIECE), b"")
    if not encoding:
        yield from pieces
        return
    for text in codecs.iterdecode(pieces, encoding):
        yield text.encode()


class _Reader:
    """Takes what a parser meets, and holds no more than the records that are open."""

    def __init__(self, path: Path, is_record: Callable[[str], bool], outermost: bool) -> None:
        self._path = path
        self._is_record = is_record
        self._outermost = outermost
        self._open: list[Element] = []
        self._records: list[Element] = []
        self._whole = 0  # how many of the open records have been told
        self._size = 0
        self._done: deque[tuple[Element, ...]] = deque()

    def told(self) -> Iterator[tuple[Element, ...]]:
        while self._done:
            yield self._done.popleft()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], plain)
        if self._is_record(element.tag) and not (self._outermost and self._records):
            self._tell()
            self._records.append(element)
        elif self._open and not self._is_told():
            self._open[-1].append(element)
        self._open.append(element)
        self._grow(1 + sum(map(len, plain.values())))
        if len(self._open) > DEEPEST:
            raise unread(self._path, _("Its elements stand too deep in one another."))

    def end(self, _name: str) -> None:
        element = self._open.pop()
        if self._records and element is self._records[-1]:
            self._tell()
            self._records.pop()
            self._whole = min(self._whole, len(self._records))

    def text(self, data: str) -> None:
        if not self._open or self._is_told():
            return
        self._grow(len(data))
        element = self._open[-1]
        if len(element):
            element[-1].tail = (element[-1].tail or "") + data
        else:
            element.text = (element.text or "") + data

    def skipped(self, name: str, _is_parameter: object) -> None:
        self.text(html5.get(f"{name};", ""))

    def entity(self, *_declared: object) -> None:
        text = _("It declares entities of its own, which are not read.")
        raise unread(self._path, text, _("Write it with the characters themselves."))

    def _tell(self) -> None:
        if self._records and not self._is_told():
            self._done.append(tuple(self._records))
            self._whole = len(self._records)
            self._size = 0

    def _is_told(self) -> bool:
        return bool(self._records) and self._whole == len(self._records)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > _LONGEST:
            raise unread(self._path, _("One record of it is longer than can be read."))


def said(element: Element, *, exact: bool = False, without: str = "") -> str:
    """The words of an element, paragraph by paragraph, without its headings.

    Blanks are as on a page, one between words; `exact` keeps them as they stand. `without` names
    elements in it that are passed over.
    """
    parts = [said(each, exact=exact) for each in element if each.tag in _BLOCKS]
    if parts:
        return "\n".join(parts if exact else filter(None, parts))
    words = "".join(_words(element, without))
    return words if exact else " ".join(words.split())


_BLOCKS = ("p", "list", "item", "defitem", "chronitem")


def _words(element: Element, without: str) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if each.tag not in ("head", without):
            yield from _words(each, without)
            if each.tag in ("part", "lb", "label"):
                yield " "
        yield each.tail or ""
