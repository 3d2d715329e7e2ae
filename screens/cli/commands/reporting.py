"""`report`: statistics of the desk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk.duties.report import REPORTS, Report, make_report
from rmdesk.model.errors import BadInput
from rmdesk.model.words import later
from screens.cli.call import Call, day
from screens.cli.command import Answer, Command, Shown, TextTable, argument
from screens.cli.headings import heading
from screens.cli.writing import FORCE, output_file, write_output
from screens.kit.list_files import csv_text

_FORMATS = ("csv", "json")


def _report(call: Call) -> Answer | Shown:
    args = call.args
    start, end = (day(text) if text else None for text in (args.start, args.end))
    made = make_report(call.session, args.name, start, end, args.by or "")
    data = {"name": made.name, "rows": made.rows, "totals": made.totals}
    if args.out:
        return _written(call, made, data)
    if args.format:
        return Answer(data, _as_file(made, args.format).splitlines())
    totals = ", ".join(f"{heading(name)} {n:,}" for name, n in made.totals.items())
    columns = list(made.rows[0]) if made.rows else []
    return Answer(data, [TextTable(made.rows, columns), _("Total: {totals}").format(totals=totals)])


def _written(call: Call, made: Report, data: dict[str, Any]) -> Answer | Shown:
    target = output_file(call, call.args.out)
    ending = "csv" if names_stream(target) else Path(target).suffix.lower().removeprefix(".")
    write_output(call, target, _as_file(made, call.args.format or ending).encode())
    if is_standard_output(target):
        return Shown(0)
    told = _("{n} rows written to {file}.").format(n=len(made.rows), file=target)
    return Answer({**data, "file": target}, [told])


def _as_file(report: Report, form: str) -> str:
    """A report as CSV or JSON. Raises BadInput for another format."""
    if form == "json":
        return json.dumps({"rows": report.rows, "totals": report.totals}, ensure_ascii=False)
    if form == "csv":
        return csv_text(report.rows)
    raise BadInput(
        _("Unknown format"),
        _("“{form}” is no format of reports.").format(form=form),
        _("Formats are: {names}.").format(names=", ".join(_FORMATS)),
    )


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
            argument("--format", choices=_FORMATS, help=later("as a file would have it")),
            argument(
                "--out", metavar="FILE", help=later("write it to a file; - is standard output")
            ),
            FORCE,
            argument(
                "--by", metavar="WHAT", help=later("group by unit, class, status, action, ...")
            ),
        ),
        result="`name`, `rows`, `totals`; `file` if written",
        examples=("rmdesk report activity --from 2026-11-01 --by technician",),
    ),
)
