"""People and units: borrowers, requesters, custodians and the staff."""

from collections.abc import Mapping
from datetime import date
from gettext import gettext as _
from typing import Any

from rmdesk.desk import Session
from rmdesk.errors import BadInput
from rmdesk.holding import ensure_unit
from rmdesk.records import Person
from rmdesk.security import level_of

__all__ = ["add_person", "derive_person"]


def derive_person(person: Person) -> Person:
    """Check what a person's fields say. Raises BadInput for an unknown level or a bad date."""
    if not person.name:
        raise BadInput(_("A person needs a name"), _("No name was given."), field_name="name")
    if person.clearance:
        person.clearance = level_of(person.clearance)
    for field_name in ("clearance_until", "valid_until"):
        value = getattr(person, field_name)
        try:
            setattr(person, field_name, date.fromisoformat(value).isoformat() if value else "")
        except ValueError as error:
            raise BadInput(
                _("Not a date"),
                _("“{value}” is not a date.").format(value=value),
                _("Write it as 2026-12-31."),
                field_name=field_name,
            ) from error
    return person


def add_person(session: Session, values: Mapping[str, Any]) -> Person:
    """Register a person. Raises BadInput, and the store's DuplicateKey for a badge in use."""
    person = Person()
    person.amend(values)
    derive_person(person)
    with session.change("add person"):
        if person.unit:
            ensure_unit(session, person.unit)
        session.save(person)
    return person
