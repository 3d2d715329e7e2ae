"""`retention` and `schedule`: until when a record is kept and why, and the items that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data.plain import replace
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.registering import found
from rmdesk.duties.amendment import (
    Tried,
    amend,
    amendable,
    take_effect,
    told_amendments,
)
from rmdesk.duties.retention import Retention, retentions
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.trial import SORTS
from rmdesk.model.records import ScheduleItem
from rmdesk.model.roles import HANDLE
from rmdesk.model.values import FIRST, written
from rmdesk.model.words import later
from screens.cli.call import Call, day
from screens.cli.command import Answer, Argument, Block, Command, Fields, TextTable, argument
from screens.cli.derive import DRY_RUN, KEYS, LISTING, answer_of, list_of, step_of

_TOLD = (
    "`key`, `class`, `schedule`, `version`, `trigger`, `trigger_date`, `steps` (`step`, `until`), "
    "`due`, `disposition`, `authority`, `holds`, `explained`"
)
_TRIED = (
    "`number`, `code`, `effective`, `status`, `version`, `changes` (`field`, `old`, `new`), "
    "`impact` (`holdings`, `becomes_due`, `becomes_undue`, `changes_step`, `changes_disposition`, "
    "`changes_day`, `by` (the same by `class` and `unit`), `examples`)"
)
_WHEN = (
    argument(
        "--effective",
        metavar="DAY",
        help=later("from this day on, which is not past (default: today)"),
    ),
    argument("--reason", help=later("why, for the log")),
    DRY_RUN,
)
_CODE = argument("code", metavar="CODE", help=later("code of the item"))


def _retention(call: Call) -> Answer:
    take_effect(call.session)
    told = retentions(call.session, call.keys())
    blocks: list[Block] = [line for each in told for line in _lines(each, several=len(told) > 1)]
    return Answer([each.told() for each in told], blocks)


def _lines(told: Retention, *, several: bool) -> list[str]:
    due = told.dated.due or _("not due")
    head = _("{key}: {due}, {disposition}").format(
        key=told.key, due=due, disposition=told.disposition or _("no disposition")
    )
    return [head, *(f"  {line}" for line in told.explained), *([""] if several else [])]


def _show(call: Call) -> Answer:
    take_effect(call.session)
    item = found(call.session, SCHEDULE, call.args.code)
    answer = answer_of(call.session, SCHEDULE, item)
    amendments = list(told_amendments(call.session, item))
    tables = [TextTable(amendments, list(amendments[0]))] if amendments else []
    return Answer({**answer.data, "amendments": amendments}, [*answer.blocks, *tables])


class _TakenBack(Exception):
    """Ends a trial: nothing of it is kept."""


def _amend(call: Call) -> Answer:
    texts = {name: text for name in _fields() if (text := getattr(call.args, name)) is not None}
    return _proposed(call, SCHEDULE, texts)


def _put(call: Call) -> Answer:
    return _proposed(call, SCHEME, {"schedule": call.args.under})


def _proposed(call: Call, kind: RecordKind, texts: Mapping[str, str]) -> Answer:
    """Propose an amendment, or take it back again for a dry run."""
    args = call.args
    effective = day(call, args.effective, FIRST).isoformat() if args.effective else ""
    progress, answer = call.progress(_("Trying")), None
    try:
        with call.session.change("amend schedule", args.reason):
            why = args.reason or ""
            answer = _tried(amend(call.session, args.code, texts, effective, why, progress, kind))
            if args.dry_run:
                raise _TakenBack
    except _TakenBack:
        pass
    finally:
        progress.end()
    assert answer is not None
    return answer


def _fields() -> Sequence[str]:
    return list(amendable(ScheduleItem))


def _tried(tried: Tried) -> Answer:
    amendment, impact = tried.amendment, tried.impact
    data: dict[str, Any] = {
        **amendment.plain(("number", "effective", "status", "version")),
        "code": tried.of.code,
        "changes": list(tried.changes),
        "impact": impact.told(),
    }
    head = {name: data[name] for name in ("number", "code", "effective", "status")}
    counts = {"holdings": impact.holdings, **{name: getattr(impact, name) for name in SORTS}}
    blocks: list[Block] = [
        Fields(head),
        TextTable(_written(tried.changes), ("field", "old", "new")),
    ]
    blocks.append(Fields({name: f"{count:,}" for name, count in counts.items()}))
    if impact.by:
        blocks.append(TextTable(impact.by, ("class", "unit", *SORTS)))
    examples = [_example_line(each) for each in impact.examples]
    return Answer(data, [*blocks, TextTable(examples, ("change", "key", "title", "now", "then"))])


def _written(changes: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [{name: written(value) for name, value in each.items()} for each in changes]


def _example_line(example: Mapping[str, Any]) -> dict[str, str]:
    said = {
        name: " ".join(filter(None, (state["ends"], state["step"], state["fate"])))
        for name, state in example.items()
        if name in ("now", "then")
    }
    return {**example, **said}


def _options() -> tuple[Argument, ...]:
    """An option for each field that a person may amend."""
    specs = amendable(ScheduleItem)
    return tuple(
        argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            metavar="TEXT",
            help=specs[name].help or specs[name].label,
        )
        for name in specs
    )


def _approving() -> Command:
    """The act of approving, under the word that people say behind `schedule`."""
    number = argument("number", metavar="NUMBER", help=later("number of the amendment"))
    act = duties.acts()["approve-amendment"]
    return replace(
        step_of(act, number, lambda _call, tried: _tried(tried), _TRIED, "number"), name="approve"
    )


COMMANDS = (
    Command(
        "retention",
        later("tell until when records are kept, step by step, and why"),
        _retention,
        (KEYS,),
        details=later(
            "`due` is the last day of the last step: from the next day on its disposition may be "
            "proposed. It is empty for what is permanent, and where a day is not known."
        ),
        result=f"a list with, for each key: {_TOLD}",
        examples=("rmdesk retention R100004O",),
    ),
    Command(
        "schedule",
        later("show, try and amend the items of the retention schedule"),
        children=(
            Command(
                "list",
                later("list items, as written and as understood"),
                lambda call: list_of(call, SCHEDULE),
                LISTING,
                result="a list of items",
                details=later("--where unread= lists those that are understood."),
            ),
            Command(
                "show",
                later("show an item, as written and as understood, with its amendments"),
                _show,
                (_CODE,),
                result="the item, with `amendments`",
            ),
            Command(
                "amend",
                later("amend an item from a day on, and tell what that would change"),
                _amend,
                (
                    _CODE,
                    *_options(),
                    *_WHEN,
                ),
                details=later(
                    "It takes effect on its day, once another person approves it: what was decided "
                    "before stays explained by the version of then (R13). A dry run only tells "
                    "what it would change on that day."
                ),
                result=_TRIED,
                examples=("rmdesk schedule amend RS-1200 --semi-active-years 20 --dry-run",),
                permission=HANDLE,
            ),
            Command(
                "put",
                later("put a class under another item from a day on, and tell what that changes"),
                _put,
                (
                    argument("code", metavar="CLASS", help=later("code of the class")),
                    argument(
                        "--under",
                        required=True,
                        metavar="CODE",
                        help=later("code of the item; empty for none"),
                    ),
                    *_WHEN,
                ),
                details=later(
                    "It is an amendment as that of an item is: another person approves it (R5, "
                    "R13). A class without records, or that has no item yet, is edited."
                ),
                result=_TRIED,
                examples=("rmdesk schedule put 1300 --under RS-1200 --dry-run",),
                permission=HANDLE,
            ),
            _approving(),
            step_of(
                duties.acts()["review"],
                _CODE,
                lambda call, item: answer_of(call.session, SCHEDULE, item),
                "the item, with `reviewed`",
                "code",
            ),
        ),
    ),
)
