"""What holdings say in the fields of their kind, one by one: by these they are found and counted.

Made anew whenever a holding is kept; the holding itself is what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tinydb import Query
from tinydb.queries import QueryInstance

from rmdesk.duties.states import GONE
from rmdesk.model.records import Holding, OwnValue
from rmdesk.model.schema import begins
from rmdesk.model.values import written
from rmdesk.model.words import Status

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

_STEP = 500
_MOST = 1e15


def folded(text: str) -> str:
    """A text as own values are compared: in any case, one blank between words."""
    return " ".join(text.casefold().split())


def index_own(session: Session, records: Sequence[Holding]) -> None:
    """Make anew what is found of some holdings that were just kept."""
    table, holdings = (session.store.table(each.table) for each in (OwnValue, Holding))
    for first in range(0, len(records), _STEP):
        some = records[first : first + _STEP]
        stale = table.ids(Query().holding.one_of([each.id for each in some]))
        if stale:
            table.remove(doc_ids=stale)
        kept = {each.doc_id for each in holdings.get(doc_ids=[each.id for each in some])}
        there = [each for each in some if each.id in kept]  # an undo may have taken some away
        made = [value.to_document() for each in there for value in _values(each)]
        if made:
            table.insert_multiple(made)


def saying(session: Session, name: str, text: str) -> list[int]:
    """The numbers of the holdings that say a text in an own field: the whole of it, each of its
    words, the beginning of one (`Mar*`), a number, or one of a range (`100..200`).
    """
    asked, of = folded(text), Query().field == name
    if asked in ("*", ""):
        return _holdings(session, of & (Query().whole == True))  # noqa: E712  (a query)
    low, dots, high = asked.partition("..")
    if dots and (low or high) and None not in (number_in(low or "0"), number_in(high or "0")):
        least, most = float(low or 0), float(high) if high else _MOST
        return _holdings(session, of & (Query().number >= least) & (Query().number <= most))
    if asked.endswith("*"):
        return _holdings(session, of & begins("value", asked[:-1]))
    if found := _holdings(session, of & (Query().value == asked)):
        return found
    if (number := number_in(asked)) is not None:
        return _holdings(session, of & (Query().number == number))
    words = re.findall(r"\w+", asked)
    each = [set(_holdings(session, of & (Query().value == word))) for word in words]
    return sorted(set.intersection(*each)) if each else []


def _holdings(session: Session, condition: QueryInstance) -> list[int]:
    rows = session.store.table(OwnValue.table).values(["holding"], condition)
    return list({number for (number,) in rows})


_HANDED_OUT = ("use-copy", "duplicate", "printing-master")
"""Generations of what is made from a film, those that are handed out first before the others."""


def copies_of(session: Session, record: Holding) -> list[Holding]:
    """What is said to be made from a film or filmed from a record, as this person may know it.

    Use copies come first; of one generation what is in before what is not.
    """
    keys = {folded(key) for key in (record.barcode, record.identifier) if key}
    said = (Query().field == "copy_of") & Query().value.one_of(sorted(keys))
    found = session.visible.many(sorted(_holdings(session, said))) if keys else []
    return sorted((each for each in found if each.id != record.id), key=_handed_out_before)


def lent_for(session: Session, master: Holding) -> list[Holding]:
    """What is handed out for a master: its copies, and theirs, but no other master and nothing that
    has left for good; in the order of `copies_of`.
    """
    seen, level = {master.id: master}, [master]
    while level:
        copies = [copy for each in level for copy in copies_of(session, each)]
        level = [each for each in copies if seen.setdefault(each.id, each) is each]
    lent = (each for each in seen.values() if each.own.get("generation") != "master")
    return sorted((each for each in lent if each.status not in GONE), key=_handed_out_before)


def _handed_out_before(copy: Holding) -> tuple[int, bool, str]:
    generation = copy.own.get("generation", "")
    last = generation not in _HANDED_OUT
    place = len(_HANDED_OUT) if last else _HANDED_OUT.index(generation)
    return place, copy.status != Status.IN, copy.key


def own_fields_used(session: Session) -> list[str]:
    """The own fields in which a holding that this person may know of says something (R17)."""
    visible = session.visible
    names = session.store.table(OwnValue.table).tally("field")
    return sorted(name for name in names if visible.count_in(OwnValue.table, Query().field == name))


def _values(holding: Holding) -> Iterator[OwnValue]:
    for name, value in holding.own.items():
        for nth, each in enumerate(value if isinstance(value, list) else [value]):
            text, number = folded(written(each)), holding.id
            told = OwnValue(holding=number, kind=holding.kind, field=name, value=text, whole=True)
            told.number, told.filled = number_in(text), not nth
            yield told
            words = dict.fromkeys(re.findall(r"\w+", text))
            if list(words) != [text]:
                for word in words:
                    yield OwnValue(holding=number, kind=holding.kind, field=name, value=word)


def number_in(text: str) -> float | None:
    """The number that a text is; None for another."""
    return float(text) if re.fullmatch(r"\d{1,15}(\.\d+)?", text, re.ASCII) else None
