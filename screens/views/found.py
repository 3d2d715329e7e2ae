"""What answers to a typed text, in groups: people, places, requests and classes beside records,
and what has it as its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.model.fields import Record
from rmdesk.model.records import Person, Place, Request, SchemeClass
from rmdesk.model.words import priority_word, request_word, type_word
from screens.kit.paint import Line, Span, wrap

if TYPE_CHECKING:
    from rmdesk.duties.beside import Beside
    from rmdesk.duties.search import Results


@dataclass(frozen=True)
class Row:
    """Something found, `near` where only some of the words are in it; or the head of a group."""

    record: Record | None = None
    near: bool = False
    head: str = ""


def rows_of(results: Results, besides: Beside | None) -> list[Row]:
    """Everything found, group by group; records alone need no head."""
    exact = len(results.answers)
    hits = [Row(hit, near=number >= exact) for number, hit in enumerate(results.hits)]
    classes = [row for row in hits if isinstance(row.record, SchemeClass)]
    records = [row for row in hits if not isinstance(row.record, SchemeClass)]
    if not besides and not classes:
        return records
    groups: list[tuple[str, list[Row]]] = []
    if besides is not None:
        groups = [
            *((_(each.word), [Row(each)]) for each in besides.numbered),
            (_people(besides), [Row(each) for each in besides.people]),
            (_("places"), [Row(each) for each in besides.places]),
            (_("requests"), [Row(each) for each in besides.requests]),
        ]
    groups += [
        (_("classes"), classes),
        (_("records"), records),
    ]
    return list(_headed(groups))


def _headed(groups: Sequence[tuple[str, list[Row]]]) -> Iterator[Row]:
    for head, rows in groups:
        if rows:
            yield Row(head=head)
            yield from rows


def _people(besides: Beside) -> str:
    more = besides.people_in_all - len(besides.people)
    if more <= 0:
        return _("people")
    return ngettext("people, and {n} more", "people, and {n} more", more).format(n=more)


def beside_values(found: Record) -> list[Span]:
    """The cells of what is no record: code, name, kind, dates, home, state."""
    if isinstance(found, Person):
        who = _joined(found.name, found.unit)
        return [(found.barcode, "name"), (who, ""), (_("person"), "dim"),
                ("", ""), ("", ""), (found.phone, "dim")]  # fmt: skip
    if isinstance(found, Place):
        rooms = _joined(found.building, found.floor, found.room)
        return [(found.address, "name"), (rooms or _("place"), ""), (_("place"), "dim"), ("", ""),
                ("", ""), (found.barcode, "dim")]  # fmt: skip
    if isinstance(found, Request):
        return [(found.number, "name"), (_joined(found.requester, found.unit), ""),
                (_("request"), "dim"), (found.received[:10], "dim"), ("", ""),
                (request_word(found.status), "")]  # fmt: skip
    if not isinstance(found, SchemeClass):
        about = _joined(str(getattr(found, "title", "")), str(getattr(found, "unit", "")))
        return [(found.key, "name"), (about, ""), (_(found.word), "dim"), ("", ""), ("", ""),
                (_status(found), "")]  # fmt: skip
    return [(found.code, "name"), (found.title, ""), (_("class"), "dim"), ("", ""), ("", ""),
            (_("class"), "dim")]  # fmt: skip


def beside_detail(found: Record, width: int) -> list[Line]:
    """What is marked and is no record, in full."""
    texts = list(_said_of(found))
    lines = [line for text in texts for line in wrap(text, width, 4)]
    return [[(line, "" if number else "bold")] for number, line in enumerate(lines)]


def _said_of(found: Record) -> Iterator[str]:
    if isinstance(found, Person):
        yield _joined(found.name, found.unit)
        yield _joined(found.phone, found.email, found.barcode)
        if found.valid_until:
            yield _("registered until {day}").format(day=found.valid_until)
    elif isinstance(found, Place):
        yield found.address
        yield _joined(found.building, found.floor, found.room, found.barcode)
    elif isinstance(found, Request):
        yield _joined(found.number, found.requester, found.unit)
        yield _joined(type_word(found.type), priority_word(found.priority))
        yield found.text
    elif isinstance(found, SchemeClass):
        yield _joined(found.code, found.title)
        yield found.scope_note
    else:
        yield _joined(found.key, str(getattr(found, "title", "")))
        yield _joined(_(found.word), str(getattr(found, "unit", "")), _status(found))


def _status(found: Record) -> str:
    """How far it is, in words."""
    spec, status = found.specs().get("status"), getattr(found, "status", "")
    return spec.word(status) if spec and spec.word and status else str(status)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
