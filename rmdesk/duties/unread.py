"""What of a query could not be understood, said where it finds nothing."""

import re
from collections.abc import Iterator

from data.texts import gettext as _
from index.query.query import FIELDS, Quoted, Word, compared, dates, parse
from rmdesk.duties.stored import NEVER
from rmdesk.model.words import Status, status_word

_NARROWING = re.compile(
    r'"[^"]*"?'  # a phrase: nothing in it narrows
    r'|(?<![^\s(])-?(?P<name>[^\W\d_]+)[:：](?!//)=?(?P<value>"[^"]*"?|[^\s()"]+)'
)
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
    for said in _NARROWING.finditer(text):
        if (name := said["name"]) is None:
            continue
        field, value = FIELDS.get(name.casefold()), said["value"].strip('"')
        if field is None:
            told = _("“{name}:” is no field: {fields}")
            yield told.format(name=name, fields=", ".join(f"{each}:" for each in _SHOWN))
        elif field in _DATED and not _OPEN.intersection(value) and not _DATED[field](value):
            told = _("“{text}” is no date here: 1954, 1954-03, 1950..1962, >1980")
            yield told.format(text=value)
        elif field == "status" and not _OPEN.intersection(value) and not _is_status(value):
            told = _("no status is “{text}”: {statuses}")
            yield told.format(text=value, statuses=", ".join([*Status, "overdue"]))


def _is_date(text: str) -> bool:
    parts = parse(f'date:"{text}"' if " " in text else f"date:{text}").tree.parts
    return not (len(parts) == 1 and isinstance(parts[0], Word | Quoted))


def _is_due(text: str) -> bool:
    return text in NEVER or (compared(text) or dates(text)) is not None


_DATED = {"date": _is_date, "due": _is_due}


def _is_status(text: str) -> bool:
    word = text.casefold()
    return word == "overdue" or any(word in (each, status_word(each).casefold()) for each in Status)
