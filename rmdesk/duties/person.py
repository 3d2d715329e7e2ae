"""People and units: borrowers, requesters, custodians and the staff."""

from collections.abc import Mapping
from gettext import gettext as _
from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import amend, register
from rmdesk.duties.holding import ensure_unit
from rmdesk.model.codes import clean_code, folded_code
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.levels import level_of
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.records import Person

_SHOWN = 8
"""Most people named who have a name."""

_ENTRUSTED = ("clearance", "clearance_until", "caveats", "login", "role")
"""What makes a person trusted; only a supervisor gives it or takes it away."""


def derive_person(person: Person) -> Person:
    """Check what a person's fields say. Raises BadInput for an unknown level or a bad date."""
    if not person.name:
        raise BadInput(_("A person needs a name"), _("No name was given."), field_name="name")
    person.folded, person.ordered = fold_name(person.name), order_name(person.name)
    person.barcode = clean_code(person.barcode)
    person.folded_code = folded_code(person.barcode)
    if person.clearance:
        person.clearance = level_of(person.clearance)
    for field_name in ("clearance_until", "valid_until"):
        value = getattr(person, field_name)
        try:
            setattr(person, field_name, iso_day(value).isoformat() if value else "")
        except ValueError as error:
            raise BadInput(
                _("Not a date"),
                _("“{value}” is not a date.").format(value=value),
                _("Write it as 2026-12-31."),
                field_name=field_name,
            ) from error
    return person


def add_person(session: Session, values: Values, *, namesake: bool = False) -> Person:
    """Register a person. Raises BadInput, for a badge in use too, and Refused (R37).

    Somebody of a name that is here already is asked about: `namesake` says that it is another.
    """
    added: Person = register(session, PEOPLE, values, sure=namesake)
    return added


def namesakes(session: Session, person: Person) -> list[Reason]:
    """R42: others of this name, whatever its case, its accents and the order of its parts."""
    condition = Query().ordered == person.ordered
    table = session.store.table(Person.table)
    rows = table.page(condition, order_by="ordered", limit=_SHOWN).rows if person.ordered else []
    others = [Person.from_document(row) for row in rows if row.doc_id != person.id]
    if not others:
        return []
    told = ", ".join(
        " ".join(part for part in (each.name, each.unit, each.barcode or f"#{each.id}") if part)
        for each in others
    )
    text = _("There is somebody of this name: {people}.").format(people=told)
    return [Reason("R42", text, _("saying that it is another: --sure"))]


def edit_person(session: Session, key: str, values: Values, reason: str | None = None) -> Person:
    """Amend a person. Raises NotFound, BadInput, and Refused (R37)."""
    amended: Person = amend(session, PEOPLE, key, values, reason)
    return amended


def _complete(person: Person, values: Values, _remark: Remark) -> None:
    person.amend(values)
    derive_person(person)


def _against(session: Session, person: Person, before: Values) -> list[Reason]:
    """R37: only a supervisor makes a person trusted."""
    fields = not_entrusted(session, before, person)
    if not fields:
        return []
    text = _("{login} is not a supervisor and cannot give: {fields}.")
    told = text.format(login=session.login, fields=", ".join(fields))
    return [Reason("R37", told, _("a supervisor"))]


def _settle(session: Session, person: Person, _before: Values, _remark: Remark) -> None:
    if person.unit:
        ensure_unit(session, person.unit)


def not_entrusted(session: Session, before: Mapping[str, Any], person: Person) -> list[str]:
    """The fields of a person that only a supervisor changes, if this is none; `before` it was so.

    Nobody gives themselves or others a clearance, an account or a role by registering them.
    """
    after = person.to_document()
    changed = [name for name in _ENTRUSTED if before.get(name) != after.get(name)]
    staff = session.staff if changed else None
    return [] if staff is not None and staff.role == "supervisor" else changed


PEOPLE: RecordKind = RecordKind(
    record=Person,
    name="people",
    complete=_complete,
    settle=_settle,
    against=_against,
    asks=namesakes,
    find=lambda session, key: session.person(key),
)
KINDS = (PEOPLE,)
