"""`report`: statistics of the desk."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk.desk.reports import shown, spark_of
from rmdesk.duties.headings import figure_word, heading
from rmdesk.duties.report import REPORTS, Report, make_report
from rmdesk.exchange.tabular import WRITERS
from rmdesk.model.errors import BadInput, DeskError
from rmdesk.model.values import FIRST, LAST
from rmdesk.model.words import later
from screens.cli.call import Call, day
from screens.cli.command import Answer, Command, Shown, TextTable, argument
from screens.cli.writing import FORCE, output_file, write_output

_FORMATS = (*WRITERS, "pdf")


def _report(call: Call) -> Answer | Shown:
    args = call.args
    if args.due:
        return _due(call)
    if not args.name:
        raise BadInput(
            _("No report is named"),
            _("A report is named, or those that are due are made with --due."),
            _("Known: {names}.").format(names=", ".join(REPORTS)),
        )
    whole = bool(args.out or args.format)
    made = make_report(call.session, args.name, *_days(call), args.by or "", whole=whole)
    data = {"name": made.name, "rows": made.rows, "totals": made.totals}
    if args.out:
        return _written(call, made, data)
    if args.format:
        return _printed(call, made, data)
    totals = ", ".join(f"{heading(name)} {shown(n)}" for name, n in made.totals.items())
    columns = list(made.rows[0]) if made.rows else []
    rows = [{**row, **_said(row)} for row in made.rows]
    return Answer(data, [TextTable(rows, columns), _("Total: {totals}").format(totals=totals)])


def _due(call: Call) -> Answer | Shown:
    """Make the saved reports that are due; what was not made gives the exit status."""
    from rmdesk.maintenance.due_reports import Made, make_due

    made = list(make_due(call.session))
    rows = [{name: str(getattr(each, name)) for name in Made.__annotations__} for each in made]
    failed = [each for each in made if each.failed]
    said = [
        _("{name}, {first} to {last}: not made. {why}").format(
            name=each.name, first=each.first, last=each.last, why=each.failed
        )
        if each.failed
        else _("{name}, {first} to {last}: {to}").format(
            name=each.name, first=each.first, last=each.last, to=each.to
        )
        for each in made
    ]
    against = None
    if failed:
        told = _("{n} of {all} were not made.").format(n=len(failed), all=len(made))
        again = _("They stay due, and are made at the next run.")
        against = DeskError(_("Not all reports were made"), told, again)
    return Answer({"made": rows, "failed": len(failed)}, said or [_("Nothing is due.")], against)


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """What a person reads for a figure, and for how it went in some months."""
    figure = figure_word(row["figure"]) if "figure" in row else ""
    months = {"months": spark_of(row["months"])} if isinstance(row.get("months"), list) else {}
    return ({"figure": figure} if figure else {}) | months


def _days(call: Call) -> tuple[date | None, date | None]:
    """The first and the last day; of a month or a year that is named, its own."""
    start, end = call.args.start, call.args.end
    return day(call, start, FIRST) if start else None, day(call, end, LAST) if end else None


def _printed(call: Call, made: Report, data: dict[str, Any]) -> Answer:
    """A report as a file would have it. Raises BadInput for one that is no text."""
    form = call.args.format
    if form in ("xlsx", "pdf"):
        raise BadInput(
            _("A file is needed"),
            _("{form} is not shown on a terminal.").format(form=form.upper()),
            _("Name one with --out, or - for standard output."),
        )
    return Answer(data, _as_file(call, made, form).decode().splitlines())


def _written(call: Call, made: Report, data: dict[str, Any]) -> Answer | Shown:
    target = output_file(call, call.args.out)
    ending = "csv" if names_stream(target) else Path(target).suffix.lower().removeprefix(".")
    write_output(call, target, _as_file(call, made, call.args.format or ending))
    if is_standard_output(target):
        return Shown(0)
    told = _("{n} rows written to {file}.").format(n=len(made.rows), file=target)
    return Answer({**data, "file": target}, [told])


def _as_file(call: Call, made: Report, form: str) -> bytes:
    """A report in a format. Raises BadInput for an unknown one."""
    if form == "pdf":
        from rmdesk.labels.report_paper import report_pdf

        return report_pdf(call.session, REPORTS[made.name], made, _days(call))
    if form in WRITERS:
        return WRITERS[form](made.rows, made.totals)
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
            argument(
                "name",
                metavar="NAME",
                nargs="?",
                help=later("one of: ") + ", ".join(REPORTS),
                completes=lambda: REPORTS,
            ),
            argument(
                "--from",
                dest="start",
                metavar="DATE",
                help=later("first day (default: today; of months, that of the last twelve)"),
            ),
            argument("--to", dest="end", metavar="DATE", help=later("last day (default: today)")),
            argument("--format", choices=_FORMATS, help=later("as a file would have it")),
            argument(
                "--out", metavar="FILE", help=later("write it to a file; - is standard output")
            ),
            FORCE,
            argument(
                "--due",
                action="store_true",
                help=later("make the saved reports that are due, for cron or a timer"),
            ),
            argument(
                "--by", metavar="WHAT", help=later("group by unit, class, status, action, ...")
            ),
        ),
        result="`name`, `rows`, `totals`; `file` if written; with `--due` `made`, each with "
        "`name`, `first`, `last`, `to`, `failed`, and how many `failed`",
        examples=("rmdesk report activity --from 2026-11-01 --by technician",),
    ),
)
