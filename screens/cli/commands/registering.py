"""`add` and `edit`: registering records one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Any

from rmdesk.desk.desk import STORE_FILE, Session
from rmdesk.duties.describe import Describer, plain
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.place import add_place, edit_place
from rmdesk.exchange.kinds import KINDS, kind_named
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, Place, Record
from rmdesk.model.values import Parser, Unfit, words
from rmdesk.model.words import KINDS as HOLDING_KINDS
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Argument, Command, Fields, argument, word
from screens.cli.looking import record_named


@dataclass(frozen=True)
class _Sort:
    """A sort of record that can be added: its fields, and how it is registered and told."""

    fields: Mapping[str, Parser]
    add: Callable[[Session, Mapping[str, Any]], Any]
    edit: Callable[[Session, str, Mapping[str, Any], str | None], Any]
    tell: Callable[[Session, Any], dict[str, Any]]


def _tell_holding(session: Session, holding: Any) -> dict[str, Any]:
    return Describer(session).document(holding)


_PERSON_FIELDS = {
    **KINDS["people"].fields,
    "login": KINDS["people"].fields["name"],
    "role": KINDS["people"].fields["name"],
    "caveats": words,
    "authorised": words,
}
_PLACE_FIELDS = KINDS["locations"].fields
_HOLDING = _Sort(KINDS["holdings"].fields, add_holding, edit_holding, _tell_holding)
_PLACE = _Sort(
    _PLACE_FIELDS,
    add_place,
    edit_place,
    lambda _session, place: plain(place, ("address", *_PLACE_FIELDS)),
)
_PERSON = _Sort(
    _PERSON_FIELDS,
    add_person,
    edit_person,
    lambda _session, person: plain(person, tuple(_PERSON_FIELDS)),
)
_SORTS = {"holdings": _HOLDING, "locations": _PLACE, "people": _PERSON}
_SORT_OF: dict[type[Record], _Sort] = {Holding: _HOLDING, Place: _PLACE, Person: _PERSON}
_SAID = ("holding", "place", "person")


def _sort_of(kind: str) -> tuple[_Sort, dict[str, str]]:
    """The sort that a word names; the name of a kind of holding is such a word too."""
    if kind in HOLDING_KINDS:
        return _HOLDING, {"kind": kind}
    try:
        return _SORTS[kind_named(kind).name], {}
    except (BadInput, KeyError):
        raise BadInput(
            _("Unknown kind"),
            _("“{kind}” is no kind of record that is added one by one.").format(kind=kind),
            _("Kinds are: {names}.").format(names=", ".join([*_SAID, *HOLDING_KINDS])),
        ) from None


def _values(args: Any, sort: _Sort) -> dict[str, Any]:
    """The fields that were given, read as files are. Raises BadInput naming the field."""
    given = {name: getattr(args, f"field_{name}", None) for name in _FIELDS}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if text is None:
            continue
        if name not in sort.fields:
            raise _unfit(name, _("This kind of record has no such field."), sort)
        try:
            values[name] = sort.fields[name](text) if text else _emptied(sort.fields[name])
        except Unfit as error:
            raise _unfit(name, f"{str(error).rstrip('.')}.", sort) from error
    if not values:
        raise _unfit("", _("No field was given."), sort)
    return values


def _emptied(parser: Parser) -> Any:
    """What an empty text makes of a field."""
    from rmdesk.model.values import number, yes_or_no

    empty: dict[Parser, Any] = {words: [], number: None, yes_or_no: False}
    return empty.get(parser, "")


def _unfit(name: str, why: str, sort: _Sort) -> BadInput:
    known = ", ".join(f"--{each.replace('_', '-')}" for each in sort.fields)
    return BadInput(
        _("This cannot be taken"),
        why,
        _("Fields are: {names}.").format(names=known),
        field_name=name,
    )


def _tell_homes_apart(call: Call) -> None:
    """`--home` after the command is where a holding lives, but a centre's folder is that centre's.

    So that a record never goes to another centre than the one that was named.
    """
    given: list[str] = call.args.field_home or []
    centres = [text for text in given if (Path(text) / STORE_FILE).is_file()]
    if centres:
        call.args.home = centres[-1]
    places = [text for text in given if text not in centres]
    call.args.field_home = places[-1] if places else None


def _add(call: Call) -> Answer:
    _tell_homes_apart(call)
    sort, implied = _sort_of(call.args.kind_of_record)
    made = sort.add(call.session, {**implied, **_values(call.args, sort)})
    data = sort.tell(call.session, made)
    return Answer(data, [Fields(data)])


def _edit(call: Call) -> Answer:
    _tell_homes_apart(call)
    found = record_named(call.session, call.args.key)
    sort = next((_SORT_OF[kind] for kind in _SORT_OF if isinstance(found, kind)), None)
    if found is None or sort is None:
        raise NotFound.key(_("holding, place or person"), call.args.key)
    values = _values(call.args, sort)
    changed = sort.edit(call.session, f"#{found.id}", values, call.args.reason)
    data = sort.tell(call.session, changed)
    return Answer(data, [Fields(data)])


_FIELDS = tuple(dict.fromkeys([*_HOLDING.fields, *_PLACE_FIELDS, *_PERSON_FIELDS]))


_HELP = {
    "barcode": later("its barcode, of any shape; a person's badge"),
    "identifier": later("file number or code"),
    "kind": later("kind of holding"),
    "title": later("title"),
    "description": later("description"),
    "class": later("class of the scheme"),
    "series": later("series"),
    "accession": later("accession number"),
    "container": later("barcode or code of the box it lies in"),
    "volume": later("volume or part"),
    "dates": later("dates as written"),
    "date_from": later("first date, ISO"),
    "date_to": later("last date, ISO"),
    "extent_m": later("linear metres"),
    "medium": later("medium"),
    "unit": later("unit that the holding or the person belongs to"),
    "security": later("security level"),
    "caveats": later("caveats; those that a person holds"),
    "home": later("place where the holding lives: barcode, address or words"),
    "keywords": later("keywords"),
    "language": later("language"),
    "notes": later("notes"),
    "building": later("of a place"),
    "floor": later("of a place"),
    "room": later("of a place"),
    "row": later("of a place"),
    "bay": later("of a place"),
    "shelf": later("of a place"),
    "position": later("of a place"),
    "capacity_m": later("metres that a place takes"),
    "name": later("a person's full name"),
    "email": later("of a person"),
    "phone": later("of a person"),
    "clearance": later("highest level that a person is cleared for"),
    "clearance_until": later("day on which the clearance ends"),
    "valid_until": later("day on which the registration ends"),
    "custodian": later("yes: may draw the records of the unit"),
    "login": later("account of a member of the staff"),
    "role": later("technician or supervisor"),
    "authorised": later("further units whose records the person may draw"),
}
"""What each field is, for help; a field without an entry does not start the program."""


def _options(names: Mapping[str, Parser] | tuple[str, ...]) -> tuple[Argument, ...]:
    return tuple(
        argument(
            f"--{name.replace('_', '-')}",
            *([f"--{name}"] if "_" in name else []),
            dest=f"field_{name}",
            metavar="TEXT",
            help=_HELP[name],
            **({"action": "append"} if name == "home" else {}),
        )
        for name in names
    )


_HOME = later(
    "After this command --home is the place where a holding lives, unless it names the folder of "
    "a records centre. Several words of one field stand between semicolons."
)

COMMANDS = (
    Command(
        "add",
        later("register a holding, a place or a person"),
        _add,
        (
            argument(
                "kind_of_record",
                type=word,
                metavar="KIND",
                help=later("holding, or its kind, such as box, file or reel; place; person"),
            ),
            *_options(_FIELDS),
        ),
        details=_HOME,
        result="the document",
        examples=('rmdesk add file --barcode 0012345 --title "ACME contract" --home B3-04-2',),
        own=frozenset({"--home"}),
    ),
    Command(
        "edit",
        later("amend a holding, a place or a person"),
        _edit,
        (
            argument(
                "key",
                metavar="KEY",
                help=later("barcode, code, # number, badge, account, name, address"),
            ),
            argument("--reason", metavar="TEXT", help=later("why, for the log")),
            *_options(_FIELDS),
        ),
        details=later('An empty value ("") empties a field.') + " " + _HOME,
        result="the document",
        own=frozenset({"--home"}),
    ),
)
