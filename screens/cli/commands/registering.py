"""`add` and `edit`: registering records of any kind one by one, from their declarations."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.desk import STORE_FILE
from rmdesk.desk.kinds import RecordKind, kind_called
from rmdesk.desk.registering import amend, register
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import KINDS as HOLDING_KINDS
from rmdesk.model.words import later
from screens.cli.call import Call, said_values
from screens.cli.command import Answer, Argument, Block, Command, Fields, argument, word
from screens.cli.derive import LISTING, list_of
from screens.cli.looking import record_to_amend

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session


def _by_hand() -> list[RecordKind]:
    return [kind for kind in duties.kinds().values() if kind.by_hand]


def _kind_of(session: Session, word_: str) -> tuple[RecordKind, dict[str, str]]:
    """The kind that a word names; the name of a kind of holding is such a word too."""
    known = [kind for kind in session.desk.kinds.values() if kind.by_hand]
    own = session.desk.holding_kinds
    if word_ in HOLDING_KINDS or own.named(word_) in own.kinds:
        return session.desk.kinds[Holding.table], {"kind": own.named(word_)}
    if kind := kind_called(known, word_):
        return kind, {}
    raise BadInput(
        _("Unknown kind"),
        _("“{kind}” is no kind of record that is added one by one.").format(kind=word_),
        _("Kinds are: {names}.").format(
            names=", ".join(dict.fromkeys((*(k.word for k in known), *HOLDING_KINDS, *own.kinds)))
        ),
    )


def _texts(args: Any) -> dict[str, str]:
    """The fields that were given, as they were typed."""
    given = {name: getattr(args, f"field_{name}", None) for name in _fields()}
    told = {name: text for name, text in given.items() if text is not None}
    for said in args.field:
        name, equal, text = said.partition("=")
        if not equal:
            raise BadInput(
                _("This cannot be taken"),
                _("“{text}” names no field and its value.").format(text=said),
                _("Say --field NAME=TEXT; `rmdesk kinds` tells the fields of each kind."),
                field_name="field",
            )
        told[name.strip().replace("-", "_")] = text
    return told


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


class _Remarks:
    """What was odd about what was given."""

    def __init__(self) -> None:
        self._told: list[tuple[str, str]] = []

    def __call__(self, name: str, text: str) -> None:
        self._told.append((name, text))

    def answer(self, kind: RecordKind, data: dict[str, Any]) -> Answer:
        """A record with its remarks, if there are any."""
        said = {name: data[name] for name in kind.worded([*data])}
        told = (f"{name}: {text}" for name, text in self._told)
        blocks: list[Block] = [Fields(said, kind.specs), *told]
        warnings = [{"field": name, "text": text} for name, text in self._told]
        return Answer({**data, "warnings": warnings} if warnings else data, blocks)


def _add(call: Call) -> Answer:
    _tell_homes_apart(call)
    kind, implied = _kind_of(call.session, call.args.kind_of_record)
    remarks = _Remarks()
    values = {**implied, **said_values(call, kind, _texts(call.args))}
    made = register(call.session, kind, values, remarks, sure=call.args.sure)
    return remarks.answer(kind, kind.told(call.session, made))


def _edit(call: Call) -> Answer:
    _tell_homes_apart(call)
    keys, dry_run = call.typed([call.args.key]), call.args.dry_run
    amended: list[Answer] = []
    try:
        with _together(call, len(keys)):
            amended += [_amended(call, key) for key in keys]
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        pass
    told = [_("A dry run: nothing was done.")] if dry_run else []
    blocks = [block for each in amended for block in each.blocks]
    if call.args.key != "-":
        return Answer(amended[0].data, [*blocks, *told])
    return Answer([each.data for each in amended], [*blocks, *told])


def _together(call: Call, records: int) -> AbstractContextManager[object]:
    """One transaction over several records; a single one has its own."""
    if records == 1 and not call.args.dry_run:
        return nullcontext()
    return call.session.change("edit records", call.args.reason)


class _OnlyTried(Exception):
    """A dry run: all was done, and is given up again."""


def _amended(call: Call, key: str) -> Answer:
    texts = _texts(call.args)
    found = record_to_amend(call.session, key, texts)
    if found is None:
        what = _("holding, place or person")
        raise NotFound.key(what, key)
    kind, remarks = call.session.desk.kinds[found.table], _Remarks()
    values = said_values(call, kind, texts)
    changed = amend(call.session, kind, f"#{found.id}", values, call.args.reason, remarks)
    return remarks.answer(kind, kind.told(call.session, changed))


def _list(call: Call) -> Answer:
    kinds = call.session.desk.kinds.values()
    kind = kind_called(kinds, call.args.kind_of_record)
    if kind is None:
        raise BadInput(
            _("Unknown kind"),
            _("“{kind}” is no kind of record.").format(kind=call.args.kind_of_record),
            _("Kinds are: {names}.").format(names=", ".join(each.name for each in kinds)),
        )
    return list_of(call, kind)


def _fields() -> dict[str, list[RecordKind]]:
    """Every field that a person may say, with the kinds of record that have it."""
    found: dict[str, list[RecordKind]] = {}
    for kind in _by_hand():
        for name in kind.given:
            found.setdefault(name, []).append(kind)
    return found


def _help(name: str, kinds: list[RecordKind]) -> str:
    """What a field is: in each kind of record that has it, where they differ."""
    told = dict.fromkeys(kind.given[name].help or kind.given[name].label for kind in kinds)
    return "; ".join(_(text) for text in told)


_FIELD = argument(
    "--field",
    action="append",
    default=[],
    metavar="NAME=TEXT",
    help=later("a field of a kind of the site's own (`rmdesk kinds`); repeatable"),
)


def _options() -> tuple[Argument, ...]:
    return _FIELD, *(
        argument(
            f"--{name.replace('_', '-')}",
            *([f"--{name}"] if "_" in name else []),
            dest=f"field_{name}",
            metavar="TEXT",
            help=_help(name, kinds),
            action="append" if name == "home" else "store",
        )
        for name, kinds in _fields().items()
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
                completes=lambda: (*(kind.word for kind in _by_hand()), *HOLDING_KINDS),
            ),
            argument(
                "--sure",
                "--namesake",
                action="store_true",
                help=later("it is another than the one of that name who is here"),
            ),
            *_options(),
        ),
        details=_HOME,
        result="the document; `warnings` (`field`, `text`) where something was odd",
        examples=('rmdesk add file --barcode 0012345 --title "ACME contract" --home B3-04-2',),
        own=frozenset({"--home"}),
        permission=HANDLE,
    ),
    Command(
        "edit",
        later("amend a holding, a place or a person"),
        _edit,
        (
            argument(
                "key",
                metavar="KEY",
                help=later(
                    "barcode, code, # number, badge, account, name, address; - reads keys from "
                    "standard input, one a line, and amends all of them or none"
                ),
            ),
            argument("--dry-run", action="store_true", help=later("tell what would happen")),
            argument("--reason", metavar="TEXT", help=later("why, for the log")),
            *_options(),
        ),
        details=later('An empty value ("") empties a field.') + " " + _HOME,
        result="the document, of `-` a list of them; `warnings` (`field`, `text`) where something "
        "was odd",
        own=frozenset({"--home"}),
        permission=HANDLE,
    ),
    Command(
        "list",
        later("list records of one kind, oldest first"),
        _list,
        (
            argument(
                "kind_of_record",
                type=word,
                metavar="KIND",
                help=later("holdings, locations, people, scheme, schedule, requests, loans ..."),
                completes=lambda: [word(kind.name) for kind in duties.kinds().values()],
            ),
            *LISTING,
        ),
        details=later("Reads all records of the kind: `search` is faster for holdings."),
        result="a list of the documents, as `show` gives them",
        examples=("rmdesk list people --where unit=Finance",),
    ),
)
