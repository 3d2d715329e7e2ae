"""The record that a key names, whatever sort it is."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.registering import called, found
from rmdesk.duties.lookup import meanings, name_of
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Record

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session


def record_named(session: Session, key: str) -> Record | None:
    """What a scan of the key means, else a `#` number, an account or a full name; None for none.

    Before an account comes the number of a record of a kind that has commands of its own.

    Raises BadInput where several records answer to the key.
    """
    meant = meanings(session, key)
    if len(meant) == 1:
        return meant[0]
    if not all(isinstance(each, Holding) for each in meant):
        raise BadInput(
            _("Several records answer to this"),
            _("“{key}” may be {names}.").format(key=key, names=", ".join(map(name_of, meant))),
            _("Name one by another of its codes."),
        )
    try:
        return session.visible.one(key)
    except NotFound:
        pass
    if record := called(session, key):
        return record
    try:
        return session.person(key)
    except NotFound:
        return _coded(session, key)


def _coded(session: Session, key: str) -> Record | None:
    """A class of the scheme or an item of the schedule with this code."""
    for kind in session.desk.kinds.values():
        with suppress(NotFound):
            if kind.by_hand and kind.record.unique == ("code",):
                record: Record = found(session, kind, key)
                return record
    return None
