"""What becomes of the units that an act made known, when it is taken back.

A unit that somebody may not know of is taken in anew by whoever names it (R17): the act then
removes one and makes another. Taking it back, neither is a change of that person's to look at: the
unit is known again as it was before, and to whoever has named it since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from data import Entry
from rmdesk.access.clearance import either
from rmdesk.desk.desk import Session
from rmdesk.duties.accessions import Accession
from rmdesk.model.records import Holding, Person, Unit

_NAMING = (Holding.table, Person.table, Accession.table)
"""What makes a unit known: all else tells of the unit of one of these."""


def is_of_unit(entry: Entry) -> bool:
    """Whether an entry is about a unit."""
    return entry.subject.startswith(f"{Unit.table}:")


def give_up_units(session: Session, entries: Sequence[Entry]) -> None:
    """Let the units of an act, whose other changes are taken back, be known as they are without it.

    Inside a transaction. One that nobody names any more is removed.
    """
    made = {(e.new or {}).get("name", "") for e in entries if is_of_unit(e) and e.old is None}
    guards: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if is_of_unit(entry) and entry.old and entry.new is None:
            guards[entry.old["name"]].append(entry.old.get("guard", ""))
    if made:
        _note_named_since(session, entries[0].act, made, guards)
    table = session.store.table(Unit.table)
    for name in sorted(made):
        kept = table.one("name", name)
        by = reduce(either, guards[name]) if guards[name] else None
        if kept is not None and by != kept.get("guard", ""):
            table.remove(doc_ids=[kept.doc_id])
            if by is not None:
                session.save(Unit(name=name, guard=by))


def _note_named_since(
    session: Session, act: int, names: set[str], guards: Mapping[str, list[str]]
) -> None:
    """Note the guards of the records that name these units since an act, and do so now."""
    seq = act
    while later := session.store.journal.since(seq):
        seq = later[-1].seq
        for each in later:
            table, _colon, number = each.subject.partition(":")
            named = names & _units_in(each.new or {})
            if each.change and each.act != act and named and table in _NAMING:
                found = session.store.table(table).get(doc_ids=[int(number)])
                assert isinstance(found, list)
                for kept in found:
                    for name in named & _units_in(kept):
                        guards[name].append(kept.get("guard", ""))


def _units_in(values: Mapping[str, Any]) -> set[str]:
    return {values.get("unit", ""), *(values.get("authorised") or ())}
