"""`report`: statistics of the desk."""

from __future__ import annotations

from gettext import gettext as _

from rmdesk.report import REPORTS, make_report
from screens.cli.call import Call, day
from screens.cli.command import Answer, Command, Table, argument, later


def _report(call: Call) -> Answer:
    args = call.args
    start, end = (day(text) if text else None for text in (args.start, args.end))
    made = make_report(call.session, args.name, start, end, args.by or "")
    data = {"name": made.name, "rows": made.rows, "totals": made.totals}
    columns = list(made.rows[0]) if made.rows else []
    totals = ", ".join(f"{name} {n:,}" for name, n in made.totals.items())
    return Answer(data, [Table(made.rows, columns), _("Total: {totals}").format(totals=totals)])


COMMANDS = (
    Command(
        "report",
        later("count and list what the desk did and has out"),
        _report,
        (
            argument("name", metavar="NAME", help=later("one of: ") + ", ".join(REPORTS)),
            argument(
                "--from", dest="start", metavar="DATE", help=later("first day (default: today)")
            ),
            argument("--to", dest="end", metavar="DATE", help=later("last day (default: today)")),
            argument("--by", metavar="WHAT", help=later("group by unit, status, action, ...")),
        ),
        result="`name`, `rows`, `totals`",
        examples=("rmdesk report activity --from 2026-11-01 --by technician",),
    ),
)
