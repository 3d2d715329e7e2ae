"""What search asks the store of records: their class, their last day, the holds on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from tinydb import Query

from rmdesk.desk.search_source import HOLDING, key_of
from rmdesk.duties.held import Hold, known_holds, known_in_force
from rmdesk.model.records import Holding, SchemeClass
from rmdesk.model.words import Status

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

_LAST = "9999-12-31"
"""Sorts before what waits and has no day."""

_HOLD = re.compile(r"\bhold:([^\s()\"]+)", re.IGNORECASE)
_LATE = "holder:overdue"

NEVER = ("none", "-")
"""What `due:` is asked for of what is scheduled and has no day."""

_STATUS_LATE = re.compile(r"\bstatus:overdue\b", re.IGNORECASE)
_OVERDUE = ("overdue", "en retard", "逾期")
_PEOPLE = 500
"""Most people that a name stands for."""

_ANY = frozenset({"*", "yes", "any", "oui", "是"})


def stored_fields(session: Session) -> Mapping[str, Callable[[str], Collection[int]]]:
    """What answers `class:`, `due:`, `hold:`, `holder:` as the index asks it: keys of records."""
    asked = {"class": _in_class, "due": _due, "hold": _held, "holder": _with, "own": _saying}
    return {name: partial(_keys, ask, session) for name, ask in asked.items()}


def _keys(
    ask: Callable[[Session, str], Iterable[int]], session: Session, text: str
) -> Collection[int]:
    return [key_of(HOLDING, number) for number in ask(session, text)]


def _in_class(session: Session, text: str) -> Iterable[int]:
    """Records of a class, written in any case, and of those below it."""
    codes = set(_below(session, [text, text.upper()]))
    return _ids(session, "class", codes)


def _below(session: Session, codes: Iterable[str]) -> Iterable[str]:
    """Codes with those of all classes below them that one may know of, whatever their case."""
    asked = {code.casefold() for code in codes}
    rows = session.visible.known(SchemeClass.table, session.store.table(SchemeClass.table).all())
    found, before = {*codes}, -1
    while len(found) > before:
        before, folded = len(found), asked | {code.casefold() for code in found}
        found |= {
            row["code"]
            for row in rows
            if row["code"].casefold() in folded or row.get("parent", "").casefold() in folded
        }
    return found


def _due(session: Session, text: str) -> Iterable[int]:
    """Records whose last day lies in a span; `none` are those that are scheduled and have none."""
    ends = Query().ends
    if text in NEVER:
        return session.store.table(Holding.table).ids(ends > _LAST)
    from index.query.query import compared, dates

    span = compared(text) or dates(text)
    if span is None:
        return ()
    first, last = (_day(each) for each in (span.first, span.last))
    return session.store.table(Holding.table).ids((ends >= first) & (ends <= last))


def _saying(session: Session, text: str) -> Iterable[int]:
    """Records that say something in an own field of their kind, as `frames=1-1250`."""
    from rmdesk.duties.own_value import saying

    name, _equal, value = text.partition("=")
    return saying(session, name, value)


def _day(number: int) -> str:
    return f"{number // 10000:04}-{number // 100 % 100:02}-{number % 100:02}"


def _held(session: Session, text: str) -> Iterable[int]:
    """Records under a hold that this person may know of, by its number; `*` under any."""
    covers = [each for hold in _holds(session, text) for each in known_in_force(session, hold)]
    own = {each.holding for each in covers if each.holding}
    classes = set(_below(session, {each.class_ for each in covers if each.class_}))
    found = {number for number in own if number} | set(_ids(session, "class", classes))
    level = found
    while level:
        level = set(_ids(session, "inside", level)) - found
        found |= level
    return found


def _with(session: Session, text: str) -> Iterable[int]:
    """Records that people have whose name, unit, badge or account answers; `*` all that is out.

    `overdue` are those that somebody has past their day.
    """
    table = session.store.table(Holding.table)
    out = Query().status == Status.OUT
    if text in ("*", *_OVERDUE):
        late = out & (Query().due < session.today()) if text in _OVERDUE else out
        return table.ids(late)
    people, _in_all = session.desk.roster.answering(text, _PEOPLE)
    return _ids(session, "holder_id", {each.id for each in people})


def _ids(session: Session, path: str, values: Collection[object]) -> Iterable[int]:
    table = session.store.table(Holding.table)
    return table.ids(Query()[path].one_of(sorted(values, key=str))) if values else ()


def _holds(session: Session, text: str) -> list[Hold]:
    rows = session.store.table(Hold.table).all()
    holds = [Hold.from_document(row) for row in rows if not row.get("lifted")]
    wanted = text.upper()
    this_year = f"H-{session.now().year}-{int(text):04}" if text.isdecimal() else wanted
    named = [each for each in holds if text in _ANY or each.number in (wanted, this_year)]
    return known_holds(session, named)


def spelt_out(session: Session, text: str) -> str:
    """A text with `hold:` said so that it also finds what a unit's hold covers.

    `overdue` alone, or as a status, is what somebody has past its day.
    """
    if text.strip().casefold() in _OVERDUE:
        return _LATE
    text = _own_said(session, _STATUS_LATE.sub(_LATE, text))
    return _HOLD.sub(partial(_with_units, session), text)


def with_preferred(session: Session, text: str) -> str:
    """A text that is just a term which leads to another finds what has that one, too (see)."""
    if not text or any(sign in text for sign in ':"()'):
        return text
    from rmdesk.duties.indexing import led_to

    other = led_to(session, text)
    return f'({text}) OR terms:"{other}"' if other else text


_FIELD = re.compile(r"(?<![\w:])([a-z][a-z0-9_]*):(\"[^\"]*\"|[^\s()\"]+)", re.IGNORECASE)


def _own_said(session: Session, text: str) -> str:
    """A text with each own field of a kind said as the index asks the store of it: `sheet:12`.

    A word that every record has in the search too (`reel:`) stands for both.
    """
    if ":" not in text:
        return text
    from index.query.query import FIELDS

    specs = session.desk.holding_kinds.specs

    def said(found: re.Match[str]) -> str:
        name, value = found[1].casefold(), found[2].strip('"')
        if name not in specs or not value:
            return found[0]
        own = f'own:"{name}={value}"'
        return f"({found[0]} OR {own})" if name in FIELDS else own

    return _FIELD.sub(said, text)


def _with_units(session: Session, found: re.Match[str]) -> str:
    holds = _holds(session, found[1].casefold())
    covers = [each for hold in holds for each in known_in_force(session, hold)]
    units = sorted({each.unit for each in covers if each.unit})
    return f"({found[0]}{''.join(f' OR unit:={chr(34)}{unit}{chr(34)}' for unit in units)})"
