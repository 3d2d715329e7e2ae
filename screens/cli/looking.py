"""The record that a key names, whatever sort it is."""

from __future__ import annotations

from collections.abc import Collection
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


def record_to_amend(session: Session, key: str, fields: Collection[str]) -> Record | None:
    """The record that a key names, of a kind that is amended by hand; None for none.

    A class or an item whose code is also the number of something else is meant where only it has
    these fields. Raises BadInput where several records answer to the key.
    """
    named = record_named(session, key)
    meant = [each for each in (named, _coded(session, key)) if each is not None]
    kinds = [(each, session.desk.kinds.get(each.table)) for each in meant]
    amended = [(each, kind) for each, kind in kinds if kind is not None and kind.by_hand]
    having = [each for each, kind in amended if set(fields) <= set(kind.given)]
    return next(iter([*having, *(each for each, _kind in amended)]), None)


def _coded(session: Session, key: str) -> Record | None:
    """A class of the scheme or an item of the schedule with this code."""
    for kind in session.desk.kinds.values():
        with suppress(NotFound):
            if kind.by_hand and kind.record.unique == ("code",):
                record: Record = found(session, kind, key)
                return record
    return None
