"""Commands made from declarations: an act of a holding is a command, a kind with acts of its own a
group of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes, perform
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.listing import listed
from rmdesk.desk.registering import found, register
from rmdesk.model.roles import HANDLE
from rmdesk.model.values import written
from rmdesk.model.words import later
from screens.cli.call import Call, said_to, said_values
from screens.cli.command import (
    Answer,
    Argument,
    Command,
    Fields,
    TextTable,
    argument,
    whole,
    word,
)
from screens.cli.telling import handled_answer

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

KEYS = argument(
    "keys",
    nargs="+",
    metavar="KEY",
    help=later("barcode, code or # number; - reads keys from standard input, one a line"),
)
DRY_RUN = argument(
    "--dry-run", action="store_true", help=later("tell what would be done, and do nothing")
)
RESULT = "a list with, for each key: `key`, `status`, `due`, `place`, `next`"


def command_of(
    act: Act,
    tell: Callable[[Session, Sequence[str], Any], Answer] = handled_answer,
    result: str = RESULT,
    keys: Argument = KEYS,
) -> Command:
    """The command of an act on several records; `tell` says what became of them."""

    def run(call: Call) -> Answer:
        keys, given = call.keys(), given_to(call, act.takes)
        return _performed(call, act, keys, given, partial(tell, call.session, keys))

    return Command(
        act.name.rpartition(" ")[2],
        sentence(act.help),
        run,
        (keys, *map(option, act.takes), DRY_RUN),
        details=act.details,
        result=result,
        examples=act.examples,
        permission=act.permission,
    )


def step_of(
    act: Act, key: Argument, tell: Callable[[Call, Any], Answer], result: str, key_name: str
) -> Command:
    """The command of an act on one record of another kind, within the group of its kind."""

    def run(call: Call) -> Answer:
        given = given_to(call, act.takes)
        keys = [getattr(call.args, key_name)]
        return _performed(call, act, keys, given, partial(tell, call))

    return Command(
        act.name,
        sentence(act.help),
        run,
        (key, *map(option, act.takes), DRY_RUN),
        details=act.details,
        result=result,
        examples=act.examples,
        permission=act.permission,
    )


def _performed(
    call: Call, act: Act, keys: Sequence[str], given: Given, tell: Callable[[Any], Answer]
) -> Answer:
    dry_run = call.args.dry_run
    answer: Answer = perform(call.session, act, keys, given, dry_run=dry_run, tell=tell)
    return answer


def sentence(text: str) -> str:
    """Help as the command line has it: no capital, no full stop, one sentence."""
    first = text.partition(". ")[0].rstrip(".")
    return first[:1].lower() + first[1:]


def option(takes: Takes) -> Argument:
    """The option by which an act is told something."""
    more: dict[str, Any] = {"metavar": takes.metavar}
    if takes.many:
        more["nargs"] = "+" if takes.required or takes.flag else "*"
        if not takes.flag:
            return argument(takes.name, help=takes.help, **more)
        more["action"] = "extend"  # said several times, it is all of them
    flag = takes.flag or f"--{takes.name.replace('_', '-')}"
    if takes.kind is not None and takes.kind.choices:
        more = {"type": word, "choices": list(takes.kind.choices)}
    if takes.default:
        more["default"] = takes.default
    flags = (flag, takes.once) if takes.once else (flag,)
    return argument(*flags, dest=takes.name, required=takes.required, help=takes.help, **more)


def given_to(call: Call, takes: Sequence[Takes]) -> dict[str, Any]:
    """What the options tell an act. Raises BadInput for a value that cannot be taken."""
    told = ((each, getattr(call.args, each.name)) for each in takes)
    return {
        each.name: call.typed(text) if each.many else said_to(call, each, text)
        for each, text in told
        if text is not None
    }


# --- groups: `hold new`, `hold list`, `hold show`, and the acts of its kind


def group_of(kind: RecordKind, acts: Sequence[Act]) -> Command:
    """The commands of a kind of record with acts of its own."""
    name = kind.word
    key = argument("key", metavar=name.upper(), help=_("its {key}").format(key=_key_label(kind)))

    def tell(call: Call, record: Any) -> Answer:
        return answer_of(call.session, kind, record)

    result = f"the document: {_names(kind)}"
    return Command(
        kind.group,
        _("take in, list and follow {kinds}").format(kinds=kind.name.replace("_", " ")),
        children=(
            *([_new(kind)] if kind.given else []),
            Command(
                "list",
                _("list {kinds}").format(kinds=kind.name.replace("_", " ")),
                lambda call: list_of(call, kind),
                LISTING,
                result=f"a list, each with {_names(kind)}",
            ),
            Command(
                "show",
                _("show a {kind}").format(kind=name),
                lambda call: tell(call, found(call.session, kind, call.args.key)),
                (key,),
                result=result,
            ),
            *(step_of(act, key, tell, result, "key") for act in acts),
        ),
    )


LISTING = (
    argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help=later("only those whose field holds this text; repeatable"),
    ),
    argument("--limit", type=whole, default=200, metavar="N", help=later("most records")),
)


def list_of(call: Call, kind: RecordKind) -> Answer:
    """Records of a kind, narrowed by `--where`."""
    where = dict(text.partition("=")[::2] for text in call.args.where)
    records = listed(call.session, kind, where, call.args.limit)
    rows = [kind.told(call.session, record) for record in records]
    columns = kind.worded(list(dict.fromkeys(name for row in rows for name in row)))
    lines = [{name: _listed(value) for name, value in row.items()} for row in rows]
    from screens.records.columns import columns_of  # of lists alone

    first = [each.partition(":")[0] for each in columns_of(call.session.guidelines, kind)]
    return Answer(rows, [TextTable(lines, columns, kind.specs, first)])


def _listed(value: Any) -> Any:
    """A value in a list's column: as a file has it, or what is told in parts or counts."""
    return value if isinstance(value, list | dict) else written(value)


def _new(kind: RecordKind) -> Command:
    """Its first field is a word of its own, the others are options."""
    first, *others = kind.given
    arguments = [argument(first, metavar=first.upper(), help=_help(kind, first))]
    for name in others:
        flags = [f"--{name.replace('_', '-')}"]
        arguments.append(argument(*flags, dest=name, metavar="TEXT", help=_help(kind, name)))

    def run(call: Call) -> Answer:
        given = {name: getattr(call.args, name) for name in kind.given}
        texts = {name: text for name, text in given.items() if text is not None}
        return answer_of(
            call.session, kind, register(call.session, kind, said_values(call, kind, texts))
        )

    help_ = _("register a new {kind}").format(kind=kind.word)
    result = f"the document: {_names(kind)}"
    return Command("new", help_, run, tuple(arguments), result=result, permission=HANDLE)


def answer_of(session: Session, kind: RecordKind, record: Any) -> Answer:
    """A record with its parts."""
    data = kind.told(session, record)
    parts = kind.parts(session, record) if kind.parts else {}
    tables = [TextTable(rows, list(rows[0])) for rows in parts.values() if rows]
    said = {name: data[name] for name in kind.worded(list(data))}
    return Answer({**data, **parts}, [Fields(said, kind.specs), *tables])


def _help(kind: RecordKind, name: str) -> str:
    return kind.given[name].help or kind.given[name].label


def _key_label(kind: RecordKind) -> str:
    path = (*kind.record.called_by, *kind.record.unique)[0]
    return _(kind.record.specs()[path].label)


def _names(kind: RecordKind) -> str:
    told = [n for n, spec in kind.record.specs().items() if spec.told]
    return ", ".join(f"`{name}`" for name in told)
