"""People and units: borrowers, requesters, custodians and the staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from tinydb import Query
from tinydb.table import Document

from data.plain import replace
from data.texts import gettext as _
from rmdesk.access.clearance import implies
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import amend, register
from rmdesk.duties.holding import ensure_unit
from rmdesk.duties.need_to_know import against_joining
from rmdesk.model.codes import clean_code, folded_code
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.levels import guard_of, level_of
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.records import Person
from rmdesk.model.roles import (
    ADMINISTER,
    HANDLE,
    SECURE,
    SUPERVISE,
    holder_of,
    lacking,
    permissions_of,
)

_SHOWN = 8
"""Most people named who have a name."""

_ENTRUSTED: Mapping[str, str] = {
    "clearance": SECURE,
    "clearance_until": SECURE,
    "caveats": SECURE,
    "login": ADMINISTER,
    "role": ADMINISTER,
    "custodian": SUPERVISE,
    "authorised": SUPERVISE,
}
"""What makes a person trusted, and the permission to give it or to take it away."""

_NEVER_OWN = (*_ENTRUSTED, "unit", "barcode", "valid_until")
"""What nobody gives themselves, whatever they may do; only give up."""


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
    """R37: nobody makes a person trusted without the permission for it, nor themselves at all."""
    found: dict[Reason, list[str]] = {}
    for name in not_entrusted(session, before, person):
        found.setdefault(against_giving(session, before, name), []).append(name)
    told = _("{why} Not given: {fields}.")
    was = Person.from_document(Document(dict(before), person.id))
    return [
        *(
            replace(
                reason,
                text=told.format(why=reason.text, fields=", ".join(names)),
                at=names[0],
            )
            for reason, names in found.items()
        ),
        *against_joining(session, was, person),
    ]


def against_giving(session: Session, before: Values, name: str) -> Reason:
    """R37: why a field of a person is not given by this one, and who may give it."""
    permission = _ENTRUSTED.get(name, HANDLE)
    holder = holder_of(permission)
    if not _is_own(session, before):
        return Reason("R37", lacking(permission, session.login), holder)
    return Reason(
        "R37", _("Nobody gives this to themselves."), _("another: {who}").format(who=holder)
    )


def _settle(session: Session, person: Person, before: Values, remark: Remark) -> None:
    if person.unit:
        ensure_unit(session, person.unit)
    if before.get("barcode") and not person.barcode:
        from rmdesk.duties.pins import pin_of  # few amendments take a badge away

        if pin_of(session, person) is not None:
            text = _("{name} signs in nowhere by PIN until there is another badge.")
            remark("barcode", text.format(name=person.name))


def not_entrusted(session: Session, before: Mapping[str, Any], person: Person) -> list[str]:
    """The fields of a person that this one may not change; `before` it was so.

    Nobody gives a clearance, an account, a role or records of a unit without the permission for
    it; nobody gives themselves anything at all, but may give up what they have.
    """
    after = person.to_document()
    changed = [name for name in _NEVER_OWN if before.get(name) != after.get(name)]
    if _is_own(session, before):
        return [name for name in changed if not _given_up(name, before, after)]
    held = session.permissions if changed else frozenset()
    return [name for name in changed if _ENTRUSTED.get(name, HANDLE) not in held]


def _is_own(session: Session, before: Values) -> bool:
    """Whether it is the record of who acts, or of who acts for them."""
    return before.get("login") in session.accounts


def _given_up(name: str, before: Values, after: Values) -> bool:
    """Whether a change of one's own record leaves one with less."""
    old, new = before.get(name), after.get(name)
    if name in ("clearance_until", "valid_until"):
        return bool(new) and (not old or str(new) < str(old))
    if name == "clearance":
        return bool(old) and implies(guard_of(str(old), []), guard_of(str(new or ""), []))
    if name == "role":
        return permissions_of(str(new or "")) < permissions_of(str(old or ""))
    if name in ("caveats", "authorised"):
        return set(new or []) <= set(old or [])
    return name == "custodian" and not new


def _parts(session: Session, person: Person) -> Mapping[str, Sequence[Values]]:
    """What waits for them here, what they have out, and what they asked for."""
    from rmdesk.duties.standing import standing_of, told_standing  # with a person that is shown

    return {"records": told_standing(session, standing_of(session, person))}


PEOPLE: RecordKind = RecordKind(
    record=Person,
    name="people",
    parts=_parts,
    complete=_complete,
    settle=_settle,
    against=_against,
    asks=namesakes,
    find=lambda session, key: session.person(key),
)
KINDS = (PEOPLE,)
