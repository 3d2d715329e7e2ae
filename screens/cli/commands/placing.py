"""`places make` and `fit`: shelves by ranges, and where boxes would find room."""

from __future__ import annotations

from typing import Any

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.addresses import LEVELS
from rmdesk.duties.fitting import Fit, Stretch, fit
from rmdesk.duties.making import make_places
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Place
from rmdesk.model.roles import SUPERVISE
from rmdesk.model.values import LEVEL, METRES, Unfit, ValueKind
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, TextTable, argument, whole
from screens.cli.derive import DRY_RUN

_COLUMNS = ("address", "barcode", *LEVELS)
_FIT_COLUMNS = ("first", "last", "room", "places", "boxes", "free_m")


def _read(kind: ValueKind[Any], name: str, text: str | None) -> Any:
    """What an option says, as its kind reads it. Raises BadInput."""
    try:
        return kind.read(text) if text is not None else kind.empty()
    except Unfit as error:
        raise BadInput(_("This cannot be taken"), f"{error}.", field_name=name) from error


def _make(call: Call) -> Answer:
    args = call.args
    made = make_places(
        call.session,
        {name: getattr(args, name) or "" for name in LEVELS},
        {
            "capacity_m": _read(METRES, "capacity", args.capacity),
            "security": _read(LEVEL, "security", args.security),
        },
        dry_run=args.dry_run,
    )
    rows = [{name: getattr(each, name) for name in _COLUMNS} for each in made.places]
    data = {
        "made": len(rows),
        "existing": made.existing,
        "dry_run": args.dry_run,
        "places": rows,
    }
    shown = [TextTable(rows, _COLUMNS, Place.specs())] if args.dry_run and rows else []
    return Answer(data, [made.told(), *shown])


def _fit(call: Call) -> Answer:
    args = call.args
    found = fit(
        call.session,
        _read(METRES, "metres", args.metres),
        level=args.level or "",
        container_type=args.type or "",
        room=args.room or "",
        limit=args.limit,
    )
    rows = [_row(call, each) for each in found.stretches]
    data = {
        "boxes": found.boxes, "metres": found.metres, "unknown": found.unknown, "fits": rows,
    }  # fmt: skip
    return Answer(data, [_head(found), TextTable(rows, _FIT_COLUMNS)])


def _head(found: Fit) -> str:
    n = found.boxes
    text = ngettext("{n} box, {metres:g} m", "{n} boxes, {metres:g} m", n)
    told = text.format(n=n, metres=found.metres)
    if not found.stretches:
        told = _("{boxes}: nowhere is room for all together").format(boxes=told)
    unknown = _("{n} places tell no capacity").format(n=found.unknown)
    return f"{told}; {unknown}" if found.unknown else told


def _row(call: Call, found: Stretch) -> dict[str, Any]:
    first, last = found.places[0].place, found.places[-1].place
    return {
        "first": call.session.address(first.id),
        "last": call.session.address(last.id),
        "room": first.room,
        "places": len(found.places),
        "boxes": found.boxes,
        "free_m": round(found.free_m, 3),
        "at": [call.session.address(each.place.id) for each in found.places],
    }


def _range(name: str) -> Any:
    help_ = later("one, a list or a range: 1-10, 01-10 (two digits stay two), A-M, 1,3,5-7")
    return argument(f"--{name}", metavar="RANGE", help=help_)


COMMANDS = (
    Command(
        "places",
        later("make places by ranges"),
        children=(
            Command(
                "make",
                later("make a place for each of what ranges name, with a new barcode"),
                _make,
                (
                    *map(_range, LEVELS),
                    argument("--capacity", metavar="METRES", help=later("metres that each takes")),
                    argument("--security", metavar="LEVEL", help=later("security level of each")),
                    DRY_RUN,
                ),
                details=later("What is there already is left as it is."),
                result="`made` and `existing` (counts), `dry_run`, `places` (each with `address`, "
                "`barcode`, `building`, `floor`, `room`, `row`, `bay`, `shelf`, `position`)",
                examples=(
                    "rmdesk places make --room R1 --row 1-10 --bay A-M --shelf 1-7 --dry-run",
                ),
                permission=SUPERVISE,
            ),
        ),
    ),
    Command(
        "fit",
        later("tell where so many metres of boxes would find room together"),
        _fit,
        (
            argument("metres", metavar="METRES", help=later("linear metres")),
            argument(
                "--level", metavar="LEVEL", help=later("places of at least this level (R18, R19)")
            ),
            argument(
                "--type", metavar="TYPE", help=later("container type (default: the standard one)")
            ),
            argument("--room", metavar="ROOM", help=later("in this room only")),
            argument("--limit", type=whole, default=10, metavar="N", help=later("most answers")),
        ),
        details=later(
            "The fewest places first, side by side in one row, and of those the best filled."
        ),
        result="`boxes`, `metres`, `unknown` (places without a capacity), `fits` (each with "
        "`first`, `last`, `room`, `places`, `boxes`, `free_m`, `at`)",
    ),
)
