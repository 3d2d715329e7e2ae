"""The duties of the records centre, a module for each: its record, its rules, its acts.

A duty declares in its module `KINDS`, the records it keeps, and `ACTS`, what it does to them; it is
known to the desk by its line in DUTIES.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from data import Schema
from rmdesk.desk.acts import Act
from rmdesk.desk.kinds import RecordKind
from rmdesk.model.fields import Record
from rmdesk.model.schema import schema_of

DUTIES = (
    "holding", "place", "person", "authorising", "scheme", "schedule", "ticket", "intake",
    "fulfilment", "ending", "notice", "reservation", "circulation", "collecting", "transit",
    "forward", "returning", "reserving", "loan", "recall", "refiling", "hold", "picking", "shelf",
    "override", "claimed", "lost", "classification", "amendment", "disposition", "census",
    "census_close", "fingerprint", "moving", "access_entries", "access_list", "custody",
    "accession", "transfer", "transferring", "crossing",
    "digitizing", "capturing", "film", "indexing", "saved_report", "pins",
)  # fmt: skip
"""Every duty, in the order in which people read of them."""


WITHOUT_RECORDS = frozenset({
    "intake", "fulfilment", "ending", "circulation", "collecting", "transit", "returning",
    "reserving", "recall", "refiling", "picking", "shelf", "override", "claimed", "lost",
    "classification", "census_close", "moving", "access_list",
    "capturing", "transferring",
})  # fmt: skip
"""Those that keep no records of their own: who only looks at a home does without them."""


def _module(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")


def modules() -> list[ModuleType]:
    """The modules of the duties; they are imported now."""
    return list(map(_module, DUTIES))


@cache
def kinds() -> Mapping[str, RecordKind]:
    """Every kind of record, by its table; the modules that declare them are imported now."""
    keeping = (_module(name) for name in DUTIES if name not in WITHOUT_RECORDS)
    declared = (kind for module in keeping for kind in module.KINDS)
    return {kind.record.table: kind for kind in declared}


@cache
def acts() -> Mapping[str, Act]:
    """Everything that can be done to a record, by its name."""
    declared = (act for module in modules() for act in getattr(module, "ACTS", ()))
    return {act.name: act for act in declared}


def acts_on(record: type[Record]) -> tuple[Act, ...]:
    """What can be done to a record of this kind."""
    return tuple(act for act in acts().values() if act.on is record)


@cache
def schema() -> Schema:
    """The tables of all duties."""
    return schema_of(kind.record for kind in kinds().values())
