"""What a record leads to: the records that its fields name, and what is told of it by others.

By what the fields declare; nothing of what one may not know of (R17).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from data import Entry
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.registering import found
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.fields import FieldSpec, Record
from rmdesk.model.records import Holding


def led_to(session: Session, record: Record) -> dict[str, Record]:
    """The record that each field names, by the field; what is named in words too, where one is."""
    specs = session.desk.kinds[record.table].specs
    named = {name: spec for name, spec in specs.items() if spec.names or spec.keyed}
    values = record.plain(named)
    led = ((name, _named(session, named[name], values[name])) for name in named if values[name])
    return {name: each for name, each in led if each is not None}


def _named(session: Session, spec: FieldSpec, value: object) -> Record | None:
    kind = session.desk.kinds.get(spec.names or spec.keyed)
    if kind is None or not has_page(kind):
        return None
    if isinstance(value, int):
        kept = session.get(kind.record, value)
        return next(iter(known(session, [kept] if kept else [])), None)
    with suppress(NotFound, BadInput):  # words that name nothing, or several
        return next(iter(known(session, [found(session, kind, str(value))])), None)
    return None


def known(session: Session, records: Sequence[Record]) -> list[Record]:
    """Those of some records that this person may know of."""
    return [each for each in records if session.visible.known_among(type(each), [each])]


def has_page(kind: RecordKind) -> bool:
    """Whether a record of this kind stands for itself: people have a name for it."""
    return bool(kind.keys)


def asked_for(kind: RecordKind, record: Record) -> Iterator[str]:
    """The search for the holdings that name a record, where search finds them by it."""
    from index.query.query import STORED  # with the first record that others name

    for name, spec in Holding.specs().items():
        if spec.keyed == kind.record.table and spec.zone:
            yield f'{name if name in STORED else spec.zone}:"{record.key}"'


def acted_on(session: Session, entries: Iterable[Entry]) -> list[tuple[str, int]]:
    """What an act was on, as people name it, by table and number: holdings before all else, then
    what has a page, else what it was all on.
    """
    named = (each.subject.partition(":")[::2] for each in entries)
    subjects = [
        (table, int(number))
        for table, number in dict.fromkeys(named)
        if table in session.desk.kinds and number.isdecimal()
    ]
    holdings = [each for each in subjects if each[0] == Holding.table]
    paged = [each for each in subjects if has_page(session.desk.kinds[each[0]])]
    return holdings or paged or subjects[:1]
