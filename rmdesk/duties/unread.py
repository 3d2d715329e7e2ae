"""What of a query could not be understood, said where it finds nothing."""

import re
from collections.abc import Iterator

from data.texts import gettext as _
from index.query.query import FIELDS, Word, parse
from rmdesk.model.words import Status, status_word

_NARROWING = re.compile(r"(?<!\S)-?([^\W\d_]+)[:：]=?([^\s()\"/]+)")
_OPEN = frozenset("*?")
"""Signs of a pattern, which stands for what is there."""

_SHOWN = (
    "title",
    "names",
    "code",
    "box",
    "place",
    "unit",
    "kind",
    "date",
    "class",
    "status",
    "due",
)


def unread_in(text: str) -> list[str]:
    """Why parts of a query that narrow it narrow to nothing, in words: no field, date or status."""
    return list(dict.fromkeys(_told(text)))


def _told(text: str) -> Iterator[str]:
    for name, value in _NARROWING.findall(text):
        field = FIELDS.get(name.casefold())
        if field is None:
            told = _("“{name}:” is no field: {fields}")
            yield told.format(name=name, fields=", ".join(f"{each}:" for each in _SHOWN))
        elif field in ("date", "due") and not _OPEN.intersection(value) and not _is_date(value):
            told = _("“{text}” is no date here: 1954, 1954-03, 1950..1962, >1980")
            yield told.format(text=value)
        elif field == "status" and not _OPEN.intersection(value) and not _is_status(value):
            told = _("no status is “{text}”: {statuses}")
            yield told.format(text=value, statuses=", ".join([*Status, "overdue"]))


def _is_date(text: str) -> bool:
    parts = parse(f"date:{text}").tree.parts
    return not (len(parts) == 1 and isinstance(parts[0], Word))


def _is_status(text: str) -> bool:
    word = text.casefold()
    return word == "overdue" or any(word in (each, status_word(each).casefold()) for each in Status)
