"""Requests from intake to close."""

from __future__ import annotations

from typing import Any

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.takes import PART
from rmdesk.duties.describe import Describer
from rmdesk.duties.finished import count_requests, finished_requests
from rmdesk.duties.request import (
    OPEN_STATUSES,
    UNDONE,
    Ticket,
    find_request,
    intake,
    open_requests,
    ticket,
)
from rmdesk.model.records import Request
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import PRIORITIES, TYPES, RequestStatus, later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, TextTable, argument, whole, word
from screens.cli.derive import step_of
from screens.cli.telling import (
    told_ticket,
    worded_holding,
    worded_request,
)

_DETAILS = ("contact", "authority", "delivery", "collector", "needed_by", "remarks")

_LISTED = ("number", "priority", "due", "late", "status", "requester", "unit", "text")
_ITEMS = ("position", "key", "title", "part", "status", "outcome", "since", "until")
_TOLD = (
    "`number`, `status`, `queue_position` (0: in none), `priority`, `type`, `requester`, `unit`, "
    "`received`, `due`, `late`, `text`, `technician`, `outcome`, `closed`, `minutes` (spent on "
    "it), `contact`, `authority`, `delivery`, `collector`, `needed_by`, `remarks`, `items` "
    "(`key`, `title`, `part`, `status`, `position`, `state`, `since`, `until`, `outcome`, "
    "`reasons`), `next` (what is to be done with its holdings)"
)


def _told(call: Call, made: Ticket) -> Answer:
    data = told_ticket(Describer(call.session), made)
    items = TextTable([worded_holding(item) for item in data["items"]], _ITEMS)
    reasons = [reason["text"] for item in data["items"] for reason in item["reasons"]]
    return Answer(data, [Fields(worded_request(data)), items, *reasons, *made.next])


def _new(call: Call) -> Answer:
    args = call.args
    details = {name: getattr(args, name) for name in _DETAILS if getattr(args, name)}
    made = intake(
        call.session,
        args.requester,
        call.keys(),
        text=args.text or "",
        type_=args.type,
        priority=args.priority,
        part=args.part or "",
        **details,
    )
    return _told(call, made)


def _list(call: Call) -> Answer:
    status, limit = call.args.status or "", call.args.limit
    listed = finished_requests if status and status not in OPEN_STATUSES else open_requests
    describer = Describer(call.session)
    whose = {"mine": call.session.login, "unassigned": ""}.get(call.args.whose)
    found = listed(call.session, status, limit, whose)
    data = [told_ticket(describer, each) for each in found]
    rows = [{**worded_request(each), "text": each["text"] or _keys(each)} for each in data]
    blocks: list[Block] = [TextTable(rows, _LISTED)]
    total = count_requests(call.session, [status] if status else UNDONE, whose)
    if total > len(rows):
        more = _("{shown} shown of {total}")
        blocks.append(more.format(shown=len(rows), total=f"{total:,}"))
    return Answer(data, blocks)


def _keys(told: dict[str, Any]) -> str:
    return ", ".join(item["key"] for item in told["items"])


def _show(call: Call) -> Answer:
    request = find_request(call.session, call.args.number)
    return _told(call, ticket(call.session, request, gate=True))


_NUMBER = argument("number", metavar="N", help=later("the request's number; R- may be left out"))

_NEW = Command(
    "new",
    later("take in a request"),
    _new,
    (
        argument(
            "keys",
            nargs="*",
            metavar="KEY",
            help=later("the holdings wanted; - reads them from standard input"),
        ),
        argument(
            "--for",
            "--by",
            dest="requester",
            required=True,
            metavar="PERSON",
            help=later("the requester's badge, account or full name"),
        ),
        argument("--text", metavar="TEXT", help=later("what is wanted, in free words")),
        argument("--part", metavar="TEXT", help=PART.help),
        argument("--type", type=word, choices=TYPES, default="loan", help=later("default: loan")),
        argument(
            "--priority",
            type=word,
            choices=PRIORITIES,
            default="routine",
            help=later("how urgent"),
        ),
        argument("--contact", metavar="TEXT", help=later("whom to tell, and how")),
        argument("--authority", metavar="TEXT", help=later("on whose authority")),
        argument(
            "--delivery", metavar="TEXT", help=later("counter, internal mail, courier, e-mail")
        ),
        argument(
            "--collector",
            metavar="PERSON",
            help=later("who collects it for them, and is authorised to (R15)"),
        ),
        argument("--needed-by", metavar="DATE", help=later("when it is needed")),
        argument("--remarks", metavar="TEXT", help=later("anything else")),
    ),
    result=_TOLD,
    permission=HANDLE,
    examples=("rmdesk request new R100004O --for P0001C --priority urgent",),
)

COMMANDS = (
    Command(
        "request",
        later("take in, list and follow requests"),
        children=(
            _NEW,
            Command(
                "list",
                later("list open requests, most urgent first, or finished ones, newest first"),
                _list,
                (
                    argument(
                        "--status",
                        type=word,
                        choices=[str(each) for each in RequestStatus],
                        help=later("only these (default: all that are open)"),
                    ),
                    argument(
                        "--whose",
                        type=word,
                        choices=["mine", "unassigned"],
                        help=later("only those that you have, or that nobody has yet"),
                    ),
                    argument(
                        "--limit", type=whole, default=200, metavar="N", help=later("most requests")
                    ),
                ),
                result=f"a list, each with {_TOLD}",
            ),
            Command(
                "show",
                later("show a request, and what stands against handing it over"),
                _show,
                (_NUMBER,),
                result=_TOLD,
            ),
            *(step_of(act, _NUMBER, _told, _TOLD, "number") for act in duties.acts_on(Request)),
        ),
    ),
)
