"""Registering and amending records one by one, of every kind: checked, settled, kept or refused."""

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import Any

from rmdesk.desk.barcodes import keep
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.model.errors import NotFound, Reason, Refused
from rmdesk.model.fields import Record


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

    Raises BadInput for a value, Refused by a rule, or with what is asked.

    A barcode in use is refused in words that do not tell whether one may know of its record (R17).
    """
    record = kind.record()
    kind.complete(record, values, remark)  # before the transaction: nobody waits for the reading
    with session.change(f"add {kind.word}"):
        if kind.asks is not None and not sure:
            refuse(kind.asks(session, record))
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
        _keep(session, kind, record, before, remark)
    return record


def found(session: Session, kind: RecordKind, key: str) -> Any:
    """The record of a kind that a key names. Raises NotFound, BadInput."""
    if kind.find is not None:
        return kind.find(session, key)
    for path in kind.record.unique:
        document = session.store.table(kind.record.table).one(path, key.strip())
        if document and session.visible.known(kind.record.table, [document]):
            return kind.record.from_document(document)
    raise NotFound.key(_(kind.word), key)


def refuse(against: Sequence[Reason]) -> None:
    """Raise Refused where there is a reason."""
    if against:
        raise Refused.by(_("Not kept"), *against)


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
