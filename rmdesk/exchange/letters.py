"""The letters of a file: how its bytes are read as text, and what to say where they cannot be.

Nothing is guessed: a byte order mark, strict UTF-8, or what the map says. Where that fails, the
ways in which the whole file can be read are shown with how its line would read, for a person to
choose. A name is taken in its wider meaning, as browsers take it: files that are said to be Latin-1
hold the quotes and dashes of cp1252.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from data.texts import gettext as _
from rmdesk.exchange.trouble import unread
from rmdesk.model.errors import BadInput

__all__ = ["encoding_of", "is_encoding", "letters", "written_twice"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "utf-8",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "cp950",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""What is meant by a name in practice (WHATWG Encoding, section 4.2)."""

_NO_LETTERS = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"}
)
"""What Python calls encodings and no file is written in."""

_OFFERED = ("cp1252", "mac_roman", "gb18030", "cp950", "big5hkscs", "cp932", "cp850")
_PIECE = 1 << 20
_MOST_TRIED = 1 << 26


def is_encoding(value: object) -> bool:
    """Whether this names letters that a file may be written in."""
    try:
        if not isinstance(value, str) or codecs.lookup(value).name in _NO_LETTERS:
            return False
        # Only encodings of text: Python knows others, such as base64.
        return isinstance("é".encode(value, "replace"), bytes)
    except (LookupError, UnicodeError):
        return False


def encoding_of(head: bytes, said: str | None) -> str:
    """How to read a file that begins so: by its mark, as the map says, or as UTF-8."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if said is None:
        return "utf-8"
    name = codecs.lookup(said).name
    if name in ("utf-16", "utf-32"):
        return f"{name}-{_byte_order(head, 2 if name == 'utf-16' else 4)}"
    return _WIDER.get(name, said)


def _byte_order(head: bytes, width: int) -> str:
    """`le` or `be` of text without a mark: plain letters and line ends have their zeros in front
    or behind."""
    front, behind = head[0::width].count(0), head[width - 1 :: width].count(0)
    return "be" if front > behind else "le"


@contextmanager
def letters(path: Path, stream: IO[bytes], encoding: str) -> Iterator[None]:
    """Turn undecodable bytes into an error that names their line and says what to do."""
    try:
        yield
    except UnicodeError as error:
        raise _not_text(path, stream, encoding) from error


def _not_text(path: Path, stream: IO[bytes], encoding: str) -> BadInput:
    stream.seek(0)
    number, line = _first_bad_line(stream, encoding)
    return unread(
        path,
        _("Line {line} is not {encoding} text: {preview}").format(
            line=number, encoding=encoding.upper(), preview=ascii(line)[2:-1]
        ),
        _next_step(stream, line),
        number,
    )


def _next_step(stream: IO[bytes], line: bytes) -> str:
    readings = [
        f"“{name}”: {text}"
        for name in _OFFERED
        if (text := _reading(line, name)) and _reads_whole(stream, name)
    ]
    if not readings:
        return _("Save it again as UTF-8, for it is not whole in any letters known here.")
    return _(
        'Say in a map which of these reads right: [file] encoding = "{first}". {readings}'
    ).format(first=readings[0].split("”")[0][1:], readings="; ".join(readings))


def _reading(line: bytes, encoding: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeError:
        # The line is cut around the bad bytes, perhaps within a letter.
        return line[1:].decode(encoding, "ignore").strip() if len(line) > 1 else ""


def _reads_whole(stream: IO[bytes], encoding: str) -> bool:
    """Whether all of a file, or as much as is tried, is text in an encoding."""
    stream.seek(0)
    decoder, tried = codecs.getincrementaldecoder(encoding)(), 0
    try:
        while (piece := stream.read(_PIECE)) and tried < _MOST_TRIED:
            decoder.decode(piece)
            tried += len(piece)
        decoder.decode(b"", final=not piece)
    except UnicodeError:
        return False
    return True


def _first_bad_line(stream: IO[bytes], encoding: str) -> tuple[int, bytes]:
    """The first line that is no text, counted from 1, and what stands around the bad bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    number, line = 1, b""
    while piece := stream.readline(_PIECE):
        line = piece
        try:
            decoder.decode(piece)
        except UnicodeDecodeError as error:
            start = max(error.start - 20, 0)
            return number, piece[start : error.end + 20].strip()
        number += piece.endswith(b"\n")
    return max(number - line.endswith(b"\n"), 1), line[-20:]


_SIGNS = re.compile("[ÂÃâãåäæçèéêëìíîïð][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


def written_twice(text: str) -> str:
    """What a text says that was written as UTF-8 twice over (`Ã©tat` for `état`); "" if not."""
    if not _SIGNS.search(text):
        return ""
    try:
        once = "".join(map(_byte, text)).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""
    return once if len(once) < len(text) else ""


def _byte(letter: str) -> str:
    """The byte that was taken for a letter of cp1252, as the letter of Latin-1 that it is."""
    if ord(letter) < 256:
        return letter
    return letter.encode("cp1252").decode("latin-1")
