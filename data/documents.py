"""Documents as JSON text, and what differs between two of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from json import encoder
from typing import Any

from data.errors import damaged
from data.patterns import pattern
from data.texts import gettext as _

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_encode = _encoder.encode
_decode = json.JSONDecoder().raw_decode
_NUL = pattern(r"(?<!\\)(?:\\\\)*\\u0000")

Fields = dict[str, Any]


def _encode_fields() -> Callable[[dict[Any, Any]], str]:
    """The same, without making the standard library's encoder in C anew for each document."""
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return _encode
    # No list of what it is within: what holds itself is deeper than any document, too.
    chunks = make(
        None, _encoder.default, encoder.encode_basestring, None, ":", ",", False, False, False
    )  # fmt: skip

    def encode(fields: dict[Any, Any]) -> str:
        try:
            return "".join(chunks(fields, 0))
        except RecursionError:
            return _encode(fields)  # which says what is wrong

    return encode


_encode_whole = _encode_fields()


def encoded(document: Mapping[Any, Any]) -> str:
    """The document's JSON text. ValueError for what JSON or SQLite cannot hold: NaN, NUL, …"""
    text = _encode_whole(document if type(document) is dict else dict(document))
    if "\\u0000" in text and _NUL.search(text):
        raise ValueError("a document cannot hold the NUL character")
    if not text.isascii():
        text.encode()  # a lone surrogate is refused here, before anything is written
    return text


def decoded(text: str) -> Fields:
    """A fresh document from its text. Raises Damaged if it is none."""
    try:
        fields, end = _decode(text)
    except (ValueError, TypeError) as error:
        raise damaged(_("a document cannot be read")) from error
    if not isinstance(fields, dict) or end != len(text):
        raise damaged(_("a document cannot be read"))
    return fields


def difference(old: Fields, new: Fields) -> tuple[Fields, Fields]:
    """The changed fields as they were and as they are; a field missing on one side is left out."""
    changed = [key for key in {**old, **new} if not _same(old, new, key)]
    before = {key: old[key] for key in changed if key in old}
    return before, {key: new[key] for key in changed if key in new}


def _same(old: Fields, new: Fields, key: str) -> bool:
    if key not in old or key not in new:
        return False
    before, after = old[key], new[key]
    if isinstance(before, (dict, list)) and isinstance(after, (dict, list)):
        return before is after or _encode(before) == _encode(after)
    return type(before) is type(after) and before == after  # 1 and True are two values
