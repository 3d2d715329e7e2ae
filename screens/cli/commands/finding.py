"""`search`, `show` and `log`: what there is, where it is, and what was done."""

from __future__ import annotations

from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

from rmdesk.describe import Describer, plain
from rmdesk.errors import NotFound
from rmdesk.records import Person, Place, Request, Status
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Table, argument, later
from screens.cli.telling import told_entry, told_ticket

if TYPE_CHECKING:
    from data import Entry
    from rmdesk.finding import Results

_HIT_COLUMNS = (
    ("key", later("key")),
    ("code", later("class")),
    ("kind", later("kind")),
    ("title", later("title")),
    ("status", later("status")),
    ("place", later("place")),
    ("due", later("due")),
)


def _search(call: Call) -> Answer:
    from rmdesk.finding import search

    args = call.args
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
    }
    if args.facets:
        data["facets"] = found.facets
    return Answer(data, _told_results(found, hits))


def _told_results(found: Results, hits: list[dict[str, Any]]) -> list[Block]:
    blocks: list[Block] = []
    if found.did_you_mean:
        blocks.append(_("Nothing found; shown for “{text}”:").format(text=found.did_you_mean))
    blocks.append(Table(hits, [(key, _(heading)) for key, heading in _HIT_COLUMNS]))
    total = ngettext("{n} found", "{n} found", found.total).format(n=f"{found.total:,}")
    if not found.exact:
        total = _("at least {total}; the index still takes records in").format(total=total)
    if len(hits) < found.total:
        total = _("{shown} shown of {total}").format(shown=len(hits), total=total)
    blocks.append(total)
    for name, counts in found.facets.items():
        told = ", ".join(f"{value} {n:,}" for value, n in list(counts.items())[:8] if n)
        if told:
            blocks.append(f"{name}: {told}")
    return blocks


def _show(call: Call) -> Answer:
    """The record that a key names: a holding, else a person, a place, a request, a class."""
    session, key = call.session, call.args.key
    try:
        document = Describer(session).document(session.sight.one(key))
    except NotFound as missing:
        document = _other(call, key)
        if not document:
            raise missing from None
    return Answer(document, [Fields(document)])


def _other(call: Call, key: str) -> dict[str, Any]:
    from rmdesk.records import SchemeClass
    from rmdesk.scan import resolve
    from rmdesk.security import guard_of

    session = call.session
    found = resolve(session, key)
    if isinstance(found, Person):
        names = ("barcode", "name", "unit", "email", "phone", "language", "valid_until", "login")
        return {"kind": "person", **plain(found, names), "custodian": found.custodian}
    if isinstance(found, Place):
        names = ("address", "barcode", "building", "floor", "room", "row", "bay", "shelf")
        return {"kind": "place", **plain(found, (*names, "position", "capacity_m"))}
    if isinstance(found, Request):
        from rmdesk.request import ticket

        return {"kind": "request", **told_ticket(ticket(session, found))}
    document = session.store.table(SchemeClass.table).one("code", key)
    if document is None:
        return {}
    shown = SchemeClass.from_document(document)
    if not session.sight.may_know(guard_of(shown.security, [])):
        return {}
    names = ("code", "title", "parent", "scope_note", "see", "see_also", "terms", "schedule")
    return {"kind": "class", **plain(shown, names)}


def _log(call: Call) -> Answer:
    from rmdesk.trail import latest_entries, trail_of

    args = call.args
    entries: list[Entry]
    if args.key:
        entries = trail_of(call.session, args.key, args.limit)
    else:
        entries = latest_entries(call.session, args.limit, args.actor)
    told = [told_entry(call.session, entry) for entry in entries]
    return Answer(
        [data for data, _line in told],
        [Table([line for _data, line in told], _LOG_COLUMNS)],
    )


_LOG_COLUMNS = (
    ("seq", "#"),
    ("time", later("time")),
    ("actor", later("who")),
    ("action", later("did")),
    ("subject", later("what")),
    ("change", later("change")),
    ("reason", later("reason")),
)

COMMANDS = (
    Command(
        "search",
        later("find records by words, codes, boxes, dates"),
        _search,
        (
            argument("text", nargs="+", metavar="TEXT", help=later("what to look for")),
            argument(
                "--limit", type=int, default=20, metavar="N", help=later("most hits (default: 20)")
            ),
            argument(
                "--kind", action="append", metavar="K", help=later("only this kind; repeatable")
            ),
            argument(
                "--status",
                action="append",
                choices=[str(status) for status in Status if status is not Status.IN],
                help=later("only with this status; repeatable"),
            ),
            argument(
                "--facets", action="store_true", help=later("count kinds, units, places, decades")
            ),
        ),
        details=later(
            "Words mean AND; quotes a phrase; -word, OR, parentheses; fields title:, code:, box:, "
            "place:, unit:, kind:, date:1950..1962. A year finds a range that contains it. Write "
            "-- before words that begin with a hyphen."
        ),
        result="`total`, `exact`, `took_ms`, `hits` (each with `barcode`, `identifier`, `title`, "
        "`kind`, `code`, `place`, `status`, `due`, `key`), `did_you_mean`; `facets` if asked for",
        examples=('rmdesk search "harbour bridge" 1932', "rmdesk search box:12 kind:file"),
    ),
    Command(
        "show",
        later("show a record: where it is, who has it, all that is known"),
        _show,
        (
            argument(
                "key", metavar="KEY", help=later("barcode, code, # number, badge or request number")
            ),
        ),
        result="the document; a holding with `key`, `status`, `place` (now), `home`, `holder`, "
        "`due`, `container`, `contents` (how many lie in it)",
    ),
    Command(
        "log",
        later("tell what was done, by whom and when, to a record or at all"),
        _log,
        (
            argument("key", nargs="?", metavar="KEY", help=later("the record (default: all)")),
            argument(
                "--limit", type=int, default=50, metavar="N", help=later("most entries, newest")
            ),
            argument("--actor", metavar="LOGIN", help=later("only what this account did")),
        ),
        details=later("Oldest first. Nothing in the log is ever changed or taken away."),
        result="a list of entries: `seq`, `time` (UTC), `offset`, `actor`, `session`, `act`, "
        "`action`, `subject`, `old`, `new`, `reason`",
    ),
)
