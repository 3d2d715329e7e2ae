"""Keeps a record whose barcode, badge or account may be somebody else's already."""

from gettext import gettext as _

from data import DuplicateKey
from rmdesk.desk import Session
from rmdesk.errors import BadInput
from rmdesk.records import Person, Place

__all__ = ["keep"]


def keep(session: Session, record: Person | Place) -> None:
    """Save a record, inside a transaction. Raises BadInput naming the field that is taken."""
    try:
        session.save(record)
    except DuplicateKey as error:
        raise BadInput(
            _("Not free"),
            _("“{value}” is given to another record already.").format(value=error.value),
            _("Use another one."),
            field_name=error.path,
        ) from error
