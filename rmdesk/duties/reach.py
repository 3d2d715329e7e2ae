"""By what a hold or an access list reaches a record: itself, its boxes, its classes, its unit."""

from collections.abc import Iterator, Mapping
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.duties.container import above
from rmdesk.model.records import Holding, SchemeClass


def reach(session: Session, holding: Holding) -> Mapping[str, set[Any]]:
    """What something may name to reach a record, by the field that names it.

    `holding` are the numbers of the record and of its containers, `class` the codes of their
    classes and of those above them, `accession` and `unit` what these belong to.
    """
    chain = [holding, *above(session, holding)]
    return {
        "holding": {each.id for each in chain if each.id},
        "class": {code for each in chain for code in class_and_above(session, each.class_)},
        "accession": {each.accession for each in chain if each.accession},
        "unit": {each.unit for each in chain if each.unit},
    }


def class_and_above(session: Session, code: str) -> Iterator[str]:
    """A class and those above it; a circle ends."""
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        yield code
        document = session.store.table(SchemeClass.table).one("code", code)
        code = document.get("parent", "") if document else ""
