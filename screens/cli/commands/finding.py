"""`search`, `show` and `log`: what there is, where it is, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.duties.describe import Describer
from rmdesk.duties.ticket import ticket
from rmdesk.model.days import day_of
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Record, Request, SchemeClass
from rmdesk.model.words import Status, later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, TextTable, argument, whole, word
from screens.cli.looking import record_named
from screens.cli.telling import told_ticket, worded_holding, worded_request

if TYPE_CHECKING:
    from data import Entry
    from rmdesk.desk.desk import Session
    from rmdesk.duties.search import Results

_MANY = 1000
"""Records waiting for the index beyond which a search lets it take them in first."""

_HIT_COLUMNS = ("key", "class", "kind", "title", "status", "place", "due")
_KEPT_COLUMNS = (*_HIT_COLUMNS[:-1], "kept until")
"""Where a search asks when records fall due for disposition, that day stands beside them."""
_LOG_COLUMNS = ("seq", "time", "actor", "action", "subject", "change", "reason")


def _search(call: Call) -> Answer:
    from rmdesk.duties.search import search

    args = call.args
    if call.desk.finder.status().waiting > _MANY:
        from screens.cli.intake import take_in

        take_in(call)
    found = search(
        call.session,
        " ".join(args.text),
        limit=args.limit,
        kinds=args.kind or (),
        statuses=args.status or (),
        facets=args.facets,
    )
    describer = Describer(call.session)
    hits = [describer.hit(hit) for hit in found.hits]
    data = {
        "total": found.total,
        "exact": found.exact,
        "took_ms": found.took_ms,
        "hits": hits,
        "did_you_mean": found.did_you_mean,
        "others": list(found.others),
        "left_out": list(found.left_out),
        "unread": list(found.unread),
        "besides": found.besides,
    }
    if args.facets:
        data["facets"] = found.facets
    return Answer(data, _told_results(found, hits, " ".join(args.text)))


def _hit_line(hit: dict[str, Any]) -> dict[str, Any]:
    return {**worded_holding(hit), "class": hit["code"], "kept until": hit["kept_until"]}


def _told_results(found: Results, hits: list[dict[str, Any]], text: str) -> list[Block]:
    from rmdesk.desk.search_source import asks_last_day

    columns = _KEPT_COLUMNS if asks_last_day(text) else _HIT_COLUMNS
    blocks: list[Block] = []
    if found.cut:
        blocks.append(_("The text is too long: only its beginning was read."))
    if found.did_you_mean:
        blocks.append(_("Nothing found; shown for “{text}”:").format(text=found.did_you_mean))
    if found.others:
        told = ", ".join(f"“{other}”" for other in found.others)
        blocks.append(_("Or did you mean {texts}?").format(texts=told))
    blocks += found.unread
    lines = [_hit_line(hit) for hit in hits]
    answering = len(found.answers)
    if found.left_out and not found.besides:
        near = _("Nothing holds all of it; these are near, not all of them with: {words}")
        blocks.append(near.format(words=", ".join(found.left_out)))
    blocks.append(TextTable(lines[:answering], columns))
    if found.besides:
        near = _("Near, not all of them with: {words}")
        blocks.append(near.format(words=", ".join(found.left_out)))
        blocks.append(TextTable(lines[answering:], columns))
    total = ngettext("{n} found", "{n} found", found.total).format(n=f"{found.total:,}")
    if not (found.exact or found.cut) and (found.besides or not found.left_out):
        total = _("{total} or more: records wait to be indexed, or a pattern is too wide").format(
            total=total
        )
    if answering < found.total:
        total = _("{shown} shown of {total}").format(shown=answering, total=total)
    blocks.append(total)
    for name, counts in found.facets.items():
        told = ", ".join(f"{value} {n:,}" for value, n in list(counts.items())[:8] if n)
        if told:
            blocks.append(f"{name}: {told}")
    return blocks


def _show(call: Call) -> Answer:
    """The record that a key names: a holding, else a person, a place, a request, a class."""
    if call.args.key == "-":
        shown = [_shown(call.session, key) for key in call.typed(["-"])]
        blocks = [block for each in shown for block in (*each.blocks, "")]
        return Answer([each.data for each in shown], blocks[:-1])
    return _shown(call.session, call.args.key)


def _shown(session: Session, key: str) -> Answer:
    found = record_named(session, key) or _class(session, key)
    if isinstance(found, Holding):
        document = Describer(session).document(found)
        own = session.desk.holding_kinds.specs if found.own else None
        return Answer(document, [Fields(worded_holding(document), own)])
    answer = _other(session, found)
    if answer is None:
        raise NotFound.key(_("record"), key)
    return answer


def _other(session: Session, found: Record | None) -> Answer | None:
    """A record that is no holding."""
    if isinstance(found, Request):
        told = told_ticket(Describer(session), ticket(session, found))
        return Answer({"kind": "request", **told}, [Fields(worded_request(told))])
    kind = session.desk.kinds.get(found.table) if found is not None else None
    if found is None or kind is None:
        return None
    from screens.cli.derive import answer_of  # most that is asked for is a holding

    answer = answer_of(session, kind, found)
    document = {"kind": kind.word, **answer.data}
    return Answer(document, [Fields({"kind": kind.word}), *answer.blocks])


def _class(session: Session, code: str) -> SchemeClass | None:
    """The class of the scheme with this code, if one may know of it."""
    document = session.store.table(SchemeClass.table).one("code", code)
    found = SchemeClass.from_document(document) if document else None
    known = found and session.visible.may_know(guard_of(found.security, []))
    return found if known else None


def _log(call: Call) -> Answer:
    from rmdesk.duties.audit import entry_data, entry_line, latest_entries, trail_of

    args = call.args
    entries: list[Entry]
    if args.mine and args.today and not args.key:
        return _own_acts(call)
    if args.security and args.key:
        raise BadInput(
            _("One or the other"),
            _("--security tells of the whole centre, not of one record."),
            _("Leave out the record, or --security."),
        )
    if args.key:
        keys = call.typed([args.key])
        entries = [each for key in keys for each in trail_of(call.session, key, args.limit)]
    else:
        actor = call.session.login if args.mine else args.actor
        entries = latest_entries(call.session, args.limit, actor, security=args.security)
    if args.today:
        today, zone = call.session.now().date(), call.session.now().tzinfo
        entries = [each for each in entries if day_of(each.time, zone) == today]
    lines = [entry_line(call.session, entry) for entry in entries]
    told: list[Block] = [TextTable(lines, _LOG_COLUMNS)] if lines else [_("Nothing was done.")]
    return Answer([entry_data(entry) for entry in entries], told)


def _own_acts(call: Call) -> Answer:
    """One's acts of today, each with the number by which `undo --act` takes it back."""
    from rmdesk.duties.shift import told_acts

    acts = told_acts(call.session)
    columns = ("number_of_act", "time", "action", "subject", "reason", "undone")
    lines = [{**each, "undone": _("yes") if each["undone"] else ""} for each in acts]
    return Answer(acts, [TextTable(lines, columns)])


COMMANDS = (
    Command(
        "search",
        later("find records by words, codes, boxes, dates"),
        _search,
        (
            argument("text", nargs="+", metavar="TEXT", help=later("what to look for")),
            argument(
                "--limit",
                type=whole,
                default=20,
                metavar="N",
                help=later("most hits (default: 20)"),
            ),
            argument(
                "--kind",
                action="append",
                type=word,
                metavar="K",
                help=later("only this kind; repeatable"),
            ),
            argument(
                "--status",
                action="append",
                type=word,
                choices=[str(status) for status in Status],
                help=later("only with this status; repeatable"),
            ),
            argument(
                "--facets",
                action="store_true",
                help=later("count kinds, units, places, statuses, decades"),
            ),
        ),
        details=later(
            "Words mean AND; quotes a phrase; -word, NOT, OR, parentheses; fields title:, code:, "
            "box:, place:, unit:, kind:, status:, date:1950..1962. A year finds a range that "
            "contains it. Write -- before words that begin with a hyphen."
        ),
        result="`total`, `exact`, `took_ms`, `hits` (each with `barcode`, `identifier`, `title`, "
        "`kind`, `code`, `place`, `status`, `due` (of its loan), `kept_until`, `key`), "
        "`did_you_mean`, `others`, `left_out`, `unread` (what was not understood), "
        "`besides` (how many of the hits, the last ones, are only near); `facets` if asked for",
        examples=('rmdesk search "harbour bridge" 1932', "rmdesk search box:12 kind:file"),
    ),
    Command(
        "show",
        later("show a record: where it is, who has it, all that is known"),
        _show,
        (
            argument(
                "key",
                metavar="KEY",
                help=later(
                    "barcode, code, # number, badge or request number; - reads keys from standard "
                    "input, one a line"
                ),
            ),
        ),
        result="the document, of `-` a list of them; a holding with `key`, `status`, `place` "
        "(now), `home`, `holder`, `due`, `container`, `contents` (how many lie in it), "
        "`reservations` (for whom it, or the `box` it is in, is kept: `person`, `status`, "
        "`until`), `requests` (the `request` by which it was withdrawn, and the day)",
    ),
    Command(
        "log",
        later("tell what was done, by whom and when, to a record or at all"),
        _log,
        (
            argument(
                "key",
                nargs="?",
                metavar="KEY",
                help=later("the record (default: all); - reads keys from standard input"),
            ),
            argument(
                "--limit", type=whole, default=50, metavar="N", help=later("most entries, newest")
            ),
            argument("--actor", metavar="LOGIN", help=later("only what this account did")),
            argument("--mine", action="store_true", help=later("only what you did")),
            argument("--today", action="store_true", help=later("only of today")),
            argument(
                "--security",
                action="store_true",
                help=later("only attempted breaches, clearances, roles, levels and access lists"),
            ),
        ),
        details=later(
            "Oldest first. Nothing in the log is ever changed or taken away. Matters of security "
            "are read by the security officer alone. The numbers are the journal's own for who may "
            "read everything, else they count what is shown. "
            "--mine --today lists your own acts as `undo --act N` takes them back."
        ),
        result="a list of entries: `seq`, `time` (UTC), `offset`, `actor`, `session`, `act`, "
        "`action`, `subject`, `old`, `new`, `reason`; with --mine --today a list of your acts: "
        "`number_of_act` (for `undo --act`), `time`, `action`, `subject`, `reason`, `undone`, "
        "`can_be_undone`",
        examples=("rmdesk log --mine --today",),
    ),
)
