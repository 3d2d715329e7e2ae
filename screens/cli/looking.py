"""The record that a key names, whatever sort it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmdesk.duties.scan import resolve
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Holding, Person, Place, Request

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session


def record_named(session: Session, key: str) -> Holding | Person | Place | Request | None:
    """A holding, else a badge, a place, a request, else an account or a full name; None for none.

    Raises BadInput where several holdings or people answer to the key.
    """
    try:
        return session.visible.one(key)
    except NotFound:
        pass
    if found := resolve(session, key):
        return found
    try:
        return session.person(key)
    except NotFound:
        return None
