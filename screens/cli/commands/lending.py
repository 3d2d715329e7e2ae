"""Charge-out, return, refile, renew, recall and reserve."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from rmdesk.duties.circulation import Handled, charge_out, recall, renew, reserve, return_
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import find_request
from rmdesk.model.words import PRIORITIES, later
from screens.cli.call import Call, day
from screens.cli.command import Answer, Command, Run, argument, word
from screens.cli.telling import handled_answer

KEYS = argument(
    "keys",
    nargs="+",
    metavar="KEY",
    help=later("barcode, code or # number; - reads keys from standard input, one a line"),
)
RESULT = "a list with, for each key: `key`, `status`, `due`, `place`, `next`"

_DUE_DATE = argument("--due", metavar="DATE", help=later("due on this day, as 2026-12-31"))
_PERSON = argument(
    "--to",
    required=True,
    metavar="PERSON",
    help=later("the person's badge, account or full name"),
)


def _due(call: Call) -> date | None:
    return day(call.args.due) if call.args.due else None


def _told(do: Callable[[Call, list[str]], list[Handled]]) -> Run:
    """Run a use-case on the keys that were given, and tell what became of each."""

    def run(call: Call) -> Answer:
        keys = call.keys()
        return handled_answer(call.session, keys, do(call, keys))

    return run


def _charge_out(call: Call, keys: list[str]) -> list[Handled]:
    args = call.args
    request = find_request(call.session, args.request) if args.request else None
    return charge_out(call.session, keys, args.to, request=request, due=_due(call))


def _reserve(call: Call, keys: list[str]) -> list[Handled]:
    rank = PRIORITIES.index(call.args.priority)
    return reserve(call.session, keys, call.args.to, rank=rank)


_TOGETHER = later("All are done, or none, with every reason.")

COMMANDS = (
    Command(
        "charge-out",
        later("lend holdings to a person"),
        _told(_charge_out),
        (
            KEYS,
            _PERSON,
            argument("--request", metavar="N", help=later("the request that asked for them")),
            _DUE_DATE,
        ),
        details=_TOGETHER,
        result=RESULT,
        examples=("rmdesk charge-out 0012345 0012346 --to P0042",),
    ),
    Command(
        "return",
        later("take holdings back"),
        _told(lambda call, keys: return_(call.session, keys)),
        (KEYS,),
        details=later("Each goes to the refile shelf, or aside for the next in its queue."),
        result=RESULT,
    ),
    Command(
        "refile",
        later("put holdings back into their place"),
        _told(lambda call, keys: refile(call.session, keys, call.args.at)),
        (
            KEYS,
            argument(
                "--at", required=True, metavar="PLACE", help=later("the place's barcode or address")
            ),
        ),
        details=later("The place confirms that it is their home; another is refused."),
        result=RESULT,
    ),
    Command(
        "renew",
        later("lengthen loans"),
        _told(lambda call, keys: renew(call.session, keys, due=_due(call))),
        (KEYS, _DUE_DATE),
        _TOGETHER,
        RESULT,
    ),
    Command(
        "recall",
        later("call loans back early"),
        _told(lambda call, keys: recall(call.session, keys, due=_due(call))),
        (
            KEYS,
            argument("--due", metavar="DATE", help=later("due on this day (default: tomorrow)")),
        ),
        details=later("A recalled loan is not renewed."),
        result=RESULT,
    ),
    Command(
        "reserve",
        later("put a person into the queue of holdings"),
        _told(_reserve),
        (
            KEYS,
            _PERSON,
            argument(
                "--priority",
                type=word,
                choices=PRIORITIES,
                default="routine",
                help=later("place in the queue: by priority, then first come, first served"),
            ),
        ),
        result=RESULT,
    ),
)
