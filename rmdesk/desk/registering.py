"""Registering and amending records one by one, of every kind: checked, settled, kept or refused."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.barcodes import keep
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.model.codes import document_number
from rmdesk.model.errors import NotFound, Reason, Refused
from rmdesk.model.fields import Record


class Asked(Refused):
    """What a person must be sure of before a new record is kept; `sure` answers it."""


def unheard(_field: str, _text: str) -> None:
    """Takes a remark that nobody waits for."""


def register(
    session: Session,
    kind: RecordKind,
    values: Values,
    remark: Remark = unheard,
    *,
    sure: bool = False,
) -> Any:
    """Register a record of a kind; `sure` answers what would be asked about it (R42).

    Raises BadInput for a value, Refused by a rule, Asked with what is asked.

    A barcode in use is refused in words that do not tell whether one may know of its record (R17).
    """
    record = kind.record()
    kind.complete(record, values, remark)  # before the transaction: nobody waits for the reading
    with session.change(f"add {kind.word}"):
        if kind.asks is not None and not sure:
            refuse(kind.asks(session, record), Asked)
        _keep(session, kind, record, {}, remark)
    return record


def amend(
    session: Session,
    kind: RecordKind,
    key: str,
    values: Values,
    reason: str | None = None,
    remark: Remark = unheard,
) -> Any:
    """Amend the record that a key names. Raises NotFound, BadInput, Refused."""
    with session.change(f"edit {kind.word}", reason):
        record = found(session, kind, key)
        before = record.to_document()
        refuse(kind.reasons_against(session, record, before))
        kind.complete(record, values, remark)
        _keep(session, kind, record, _said_anew(kind, before, values), remark)
    return record


def _said_anew(kind: RecordKind, before: Values, values: Values) -> Values:
    """A record as it was, without a text that named nothing and is said again: it may do so now."""
    again = {
        text for text, link in kind.looks_up.items() if values.get(text) and not before.get(link)
    }
    return {name: value for name, value in before.items() if name not in again}


def found(session: Session, kind: RecordKind, key: str) -> Any:
    """The record of a kind that a key names. Raises NotFound, BadInput.

    Of those that are numbered by the year a figure names the one of this year.
    """
    if kind.find is not None:
        return kind.find(session, key)
    table = session.store.table(kind.record.table)
    text, number = key.strip(), document_number(key.strip())
    texts = [text, text.upper()]
    if kind.record.numbered and text.isdecimal():
        texts.append(f"{kind.record.numbered}-{session.now().year}-{int(text):04}")
    written = [(path, each) for path in kind.record.unique for each in texts]
    documents = [table.get(doc_id=number)] if number else [table.one(*each) for each in written]
    if known := session.visible.known(kind.record.table, [each for each in documents if each]):
        return kind.record.from_document(known[0])
    raise NotFound.key(_(kind.word), key)


def called(session: Session, key: str) -> Record | None:
    """The record with this key, of a kind that has commands of its own; None for none."""
    for kind in session.desk.kinds.values():
        with suppress(NotFound):
            if kind.grouped and document_number(key.strip()) is None:
                record: Record = found(session, kind, key)
                return record
    return None


def refuse(against: Sequence[Reason], how: type[Refused] = Refused) -> None:
    """Raise Refused where there is a reason."""
    if against:
        raise how.by(_("Not kept"), *against)


def _keep(
    session: Session,
    kind: RecordKind,
    record: Record,
    before: Mapping[str, Any],
    remark: Remark,
) -> None:
    refuse(kind.reasons_against(session, record, before))
    if kind.settle is not None:
        kind.settle(session, record, before, remark)
    keep(session, record)
    if kind.follow is not None:
        kind.follow(session, [record])
