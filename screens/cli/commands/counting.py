"""`census`: a count of shelves, a class, a unit or a search, from its start to its close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.duties.census import CENSUSES, find_census, join, leave, start
from rmdesk.duties.census_close import close
from rmdesk.duties.census_told import counted
from rmdesk.duties.count_file import CountReport, count_file
from rmdesk.duties.counted import Census
from rmdesk.duties.scan_batch import read_batch
from rmdesk.duties.settling import settle
from rmdesk.duties.tally import OUTCOMES
from rmdesk.model.filing import ORDERS
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import CountOutcome, census_word, count_word, later, status_word
from screens.cli.call import Call, said_values
from screens.cli.command import Answer, Block, Command, Fields, TextTable, argument, whole, word
from screens.cli.derive import DRY_RUN, LISTING, list_of

_NUMBER = argument("number", metavar="NUMBER", help=later("its number"))
_COLUMNS = ("key", "title", "home", "place", "status", "holder", "to_do")
_RESULT = (
    "`number`, `scope`, `class`, `unit`, `search`, `order`, `notes`, `status`, `started`, "
    "`started_by`, `closed`, `closed_by`, `walkers`, `counts` (by outcome: `found`, `missing`, "
    "`misplaced`, `charged-out-but-here`, `unknown`, `out-of-order`; `not-counted`, `others`; "
    "while it is open `expected`, `uncounted`, `inside`, `away`, `homeless`), `accuracy` (per "
    "cent), `shelves` (`finished`, `unfinished`, `not-walked`, `left-unfinished`), `lists` (by "
    "outcome, each with `key`, `identifier`, `title`, `kind`, `home`, `place`, `status`, "
    "`holder`, `counted`, `by`, `to_do`)"
)


def _start(call: Call) -> Answer:
    given = {name: getattr(call.args, f"of_{name}") for name in CENSUSES.given}
    texts = {name: text for name, text in given.items() if text is not None}
    return _answer(call, start(call.session, said_values(call, CENSUSES, texts) if texts else {}))


def _answer(call: Call, census: Census) -> Answer:
    data = counted(call.session, census)
    return Answer(data, _told(data))


def _told(data: Mapping[str, Any]) -> list[Block]:
    """A line for each figure, then what is to be acted on: what was found needs no list."""
    head = {name: value for name, value in data.items() if name not in ("counts", "lists")}
    head["status"] = census_word(data["status"])
    head["shelves"] = _shelves(data["shelves"])
    figures = [{"what": _figure(name), "count": n} for name, n in data["counts"].items()]
    blocks: list[Block] = [Fields(head), TextTable(figures, ("what", "count"))]
    for name in OUTCOMES:
        rows = data["lists"][name]
        if rows and name != CountOutcome.FOUND:
            worded = [
                {**row, "status": row["status"] and status_word(row["status"])} for row in rows
            ]
            blocks += ["", _("{what} ({n}):").format(what=_figure(name), n=len(rows))]
            blocks.append(TextTable(worded, _COLUMNS))
    return blocks


def _shelves(shelves: Mapping[str, Any]) -> str:
    told = _("{n} read whole").format(n=shelves["finished"])
    if shelves["unfinished"]:
        left = ", ".join(shelves["left-unfinished"][:8])
        told += " · " + _("{n} not whole: {places}").format(n=shelves["unfinished"], places=left)
    if "not-walked" in shelves:
        told += " · " + _("{n} not walked").format(n=shelves["not-walked"])
    return told


def _figure(name: str) -> str:
    return {
        "expected": _("belongs to it"),
        "others": _("found, not counted in it"),
        "uncounted": _("on shelves not read whole"),
        "inside": _("in containers, not looked at"),
        "away": _("out, or handled meanwhile"),
        "homeless": _("without a home"),
    }.get(name) or count_word(name)


def _scan(call: Call) -> Answer:
    args, session = call.args, call.session
    census = find_census(session, args.number)
    report = count_file(
        session,
        census,
        _scans(call),
        args.file,
        at=session.place(args.at) if args.at else None,
        goes_on=args.goes_on,
        dry_run=args.dry_run,
        again=args.again,
    )
    tallied = counted(session, find_census(session, census.number))
    counts = _of_file(report)
    data = {
        "number": census.number,
        "rows": len(report.lines),
        "counts": counts,
        "not_counted": [
            {"row": each.row, "field": each.code, "reason": each.message}
            for each in report.not_counted
        ],
        "scans": [vars(each) for each in report.lines],
        "census": {name: tallied[name] for name in ("counts", "shelves", "accuracy")},
    }
    return Answer(data, _told_scans(report, counts, dry_run=args.dry_run))


def _scans(call: Call) -> Any:
    return read_batch(call.session, call.input_file(call.args.file), call.args.column)


def _of_file(report: CountReport) -> dict[str, int]:
    """How many scans of a file said what; shelves are none of them."""
    found: dict[str, int] = {}
    for each in report.lines:
        if each.outcome != "place":
            found[each.outcome] = found.get(each.outcome, 0) + 1
    return found


def _told_scans(report: CountReport, counts: Mapping[str, int], *, dry_run: bool) -> list[Block]:
    odd = [
        {"line": each.row, "scan": each.code, "place": each.place, "message": each.message}
        for each in report.lines
        if each.outcome not in (CountOutcome.FOUND, "place")
    ]
    said = ", ".join(f"{n:,} {count_word(name)}" for name, n in counts.items())
    blocks: list[Block] = [TextTable(odd, ("line", "scan", "place", "message"))] if odd else []
    blocks.append(_("{n} scans: {said}.").format(n=len(report.lines), said=said or _("none")))
    return [*blocks, _("A dry run: nothing was counted.")] if dry_run else blocks


def _settle(call: Call) -> Answer:
    args, session = call.args, call.session
    census = find_census(session, args.number)
    keys = call.keys() if args.keys else []
    done = settle(session, census, args.outcome, keys, dry_run=args.dry_run)
    rows = [
        {
            "key": each.holding.key,
            "title": each.holding.title,
            "status": str(each.holding.status),
            "done": each.done,
            "next": each.next,
        }
        for each in done
    ]
    worded = [{**row, "status": status_word(row["status"])} for row in rows]
    return Answer(rows, [TextTable(worded, ("key", "title", "status", "done", "next"))])


def _step(act_name: str, name: str, do: Callable[[Any, str], Census]) -> Command:
    """An act on a census by its short name: here it needs none of another record's."""
    act = duties.acts()[act_name]
    help_, _stop, details = act.help.partition(". ")
    return Command(
        name,
        help_[:1].lower() + help_[1:].rstrip("."),
        lambda call: _answer(call, do(call.session, call.args.number)),
        (_NUMBER,),
        details=details,
        result=_RESULT,
        permission=act.permission,
    )


_GIVEN = {
    "scope": ("--scope", "PLACE"),
    "class": ("--class", "CODE", later("all of this class and those below it")),
    "unit": ("--unit", "UNIT", later("all of this unit")),
    "search": ("--search", "TEXT"),
    "order": ("--order", ""),
    "notes": ("--notes", "TEXT"),
}


def _given() -> Any:
    for name, spec in CENSUSES.given.items():
        flag, metavar, *said = _GIVEN[name]
        more: dict[str, Any] = {"metavar": metavar}
        if not metavar:
            more = {"type": word, "choices": list(ORDERS)}
        yield argument(flag, dest=f"of_{name}", help=(*said, spec.help)[0], **more)


COMMANDS = (
    Command(
        "census",
        later("count shelves, a class, a unit or a search, and act on what is found"),
        children=(
            Command(
                "start",
                later("start a census of a place, a class, a unit or a search"),
                _start,
                tuple(_given()),
                details=later(
                    "One of the first four says what is counted; outside of it nothing is missing "
                    "(R31). Who starts it counts for it: at the desk line the scan of a place "
                    "counts there, until `census leave` or `census close`."
                ),
                result=_RESULT,
                examples=(
                    "rmdesk census start --scope A-01",
                    "rmdesk census start --class 1200 --order terminal-digit",
                ),
                permission=HANDLE,
            ),
            Command(
                "list",
                later("list censuses"),
                lambda call: list_of(call, CENSUSES),
                LISTING,
                result="a list of censuses",
            ),
            Command(
                "show",
                later("show what a census has found, by outcome"),
                lambda call: _answer(call, find_census(call.session, call.args.number)),
                (_NUMBER,),
                details=later(
                    "A record is missing only where its shelf was read whole, it lay there by "
                    "itself from before that, and it was read nowhere. What lies in a box counts "
                    "as not looked at."
                ),
                result=_RESULT,
            ),
            Command(
                "scan",
                later("count what a portable scanner has collected: shelves, and what is on each"),
                _scan,
                (
                    _NUMBER,
                    argument(
                        "file",
                        metavar="FILE",
                        help=later("a scan a line, each shelf before its records; - reads them"),
                    ),
                    argument(
                        "--at", metavar="PLACE", help=later("where the first scans were read")
                    ),
                    argument(
                        "--goes-on",
                        action="store_true",
                        help=later("the last shelf is not read whole yet"),
                    ),
                    argument(
                        "--column",
                        type=whole,
                        metavar="N",
                        help=later("where the code stands (default: where most codes are known)"),
                    ),
                    argument(
                        "--again",
                        action="store_true",
                        help=later("take a file that was taken before once more"),
                    ),
                    DRY_RUN,
                ),
                details=later(
                    "All of it is counted, or none. A shelf is read whole when the next is "
                    "scanned, or the file ends. After a place that is not known nothing is counted "
                    "until a valid one (R29), and the shelf before it is not whole."
                ),
                result="`number`, `rows`, `counts` (of this file, by outcome), `not_counted` "
                "(`row`, `field`, `reason`), `scans` (`row`, `code`, `outcome`, `message`, `key`, "
                "`place`), `census` (`counts`, `shelves`, `accuracy` after it)",
                examples=("rmdesk census scan C-2026-0001 scanned.txt",),
                permission=HANDLE,
            ),
            _step("join-census", "join", join),
            _step("leave-census", "leave", leave),
            Command(
                "settle",
                later("do what is to be done about the records of an outcome"),
                _settle,
                (
                    _NUMBER,
                    argument(
                        "outcome",
                        type=word,
                        choices=[
                            str(each)
                            for each in OUTCOMES
                            if each not in (CountOutcome.UNKNOWN, "out-of-order")
                        ],
                        help=later("the outcome"),
                    ),
                    argument(
                        "keys", nargs="*", metavar="KEY", help=later("only these (default: all)")
                    ),
                    DRY_RUN,
                ),
                details=later(
                    "What is missing is marked so, what is here though it is out is returned, what "
                    "stands in its place is refiled there; what is misplaced is carried home and "
                    "scanned there. Each is an act of its own, which undo takes back."
                ),
                result="a list, each with `key`, `title`, `status`, `done` (the act), `next`",
                examples=("rmdesk census settle C-2026-0001 missing --dry-run",),
                permission=HANDLE,
            ),
            _step("close-census", "close", close),
        ),
    ),
)
