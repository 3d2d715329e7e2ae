"""`retention` and `schedule`: until when a record is kept and why, and the items that say so."""

from __future__ import annotations

from gettext import gettext as _

from rmdesk.desk.registering import found
from rmdesk.duties.retention import Retention, retentions
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, argument
from screens.cli.derive import KEYS, LISTING, answer_of, list_of

_TOLD = (
    "`key`, `class`, `schedule`, `version`, `trigger`, `trigger_date`, `steps` (`step`, `until`), "
    "`due`, `disposition`, `authority`, `holds`, `explained`"
)
_CODE = argument("code", metavar="CODE", help=later("code of the item"))


def _retention(call: Call) -> Answer:
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
    return answer_of(call.session, SCHEDULE, found(call.session, SCHEDULE, call.args.code))


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
        examples=("rmdesk retention 0012345",),
    ),
    Command(
        "schedule",
        later("show the items of the retention schedule"),
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
                later("show an item, as written and as understood"),
                _show,
                (_CODE,),
                result="the item",
            ),
        ),
    ),
)
