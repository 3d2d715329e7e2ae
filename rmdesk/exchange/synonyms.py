"""What lists call our fields, in three languages: `synonyms.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

__all__ = ["folded_head", "synonyms"]

_FILE = Path(__file__).with_name("synonyms.toml")


def folded_head(head: str) -> str:
    """The head of a column as it is compared: without case, accents and signs."""
    parted = unicodedata.normalize("NFKD", head.casefold())
    letters = "".join(" " if not sign.isalnum() else sign for sign in parted if not _is_mark(sign))
    return " ".join(re.sub(r"\b(?:numero|num|nr|n o)\b", "no", letters).split())


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(sign) > 0


@cache
def synonyms(kind: str) -> Mapping[str, str]:
    """The field that a folded head means in lists of a kind of record; {} for other kinds."""
    table: dict[str, list[str]] = tomllib.loads(_FILE.read_text("utf-8")).get(kind, {})
    return {folded_head(head): field for field, heads in table.items() for head in heads}
