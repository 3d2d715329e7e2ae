"""`hold`: the acts of legal holds, and what one covers, for the lawyer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.plain import replace
from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.registering import found
from rmdesk.duties.covered import COLUMNS, covered_rows
from rmdesk.duties.hold import HOLDS
from rmdesk.exchange.tabular import WRITERS
from rmdesk.model.errors import BadInput
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Fields, Shown, TextTable, argument
from screens.cli.derive import group_of
from screens.cli.writing import FORCE, output_file, write_output

_FORMATS = ("pdf", "xlsx", "csv")
_SHOWN = ("key", "title", "unit", "class", "status", "through", "since")


def _report(call: Call) -> Answer | Shown:
    """What a hold covers, told or written."""
    hold = found(call.session, HOLDS, call.args.hold)
    rows = covered_rows(call.session, hold)
    data = {**HOLDS.told(call.session, hold), "records": rows}
    if not call.args.out:
        head = {name: value for name, value in data.items() if name != "records"}
        return Answer(data, [Fields({**head, "count": len(rows)}), TextTable(rows, _SHOWN)])
    target = output_file(call, call.args.out)
    write_output(call, target, _as_file(call, data, target))
    if is_standard_output(target):
        return Shown(0)
    told = _("{n} records written to {file}.").format(n=f"{len(rows):,}", file=target)
    return Answer({**data, "file": target}, [told])


def _as_file(call: Call, data: dict[str, Any], target: str) -> bytes:
    """As the ending of its name, or --format, says. Raises BadInput for another."""
    ending = "" if names_stream(target) else Path(target).suffix.lower().removeprefix(".")
    form = call.args.format or ending
    if form == "pdf":
        from rmdesk.labels.hold_report import hold_pdf

        return hold_pdf(call.session, data)
    if form == "xlsx":
        from rmdesk.exchange.sheets import sheet

        return sheet(str(data["number"]), COLUMNS, data["records"])
    if form == "csv":
        return WRITERS["csv"](data["records"], {})
    raise BadInput(
        _("Unknown format"),
        _("“{form}” is no format of this report.").format(form=form),
        _("Formats are: {names}.").format(names=", ".join(_FORMATS)),
    )


def _group() -> Command:
    made = group_of(HOLDS, duties.acts_on(HOLDS.record))
    report = Command(
        "report",
        later("tell or write what a hold covers: each record, through what, and since when"),
        _report,
        (
            argument("hold", metavar="HOLD", help=later("its number")),
            argument("--out", metavar="FILE", help=later("a .pdf, .xlsx or .csv; - with --format")),
            argument("--format", choices=_FORMATS, help=later("default: by the file's name")),
            FORCE,
        ),
        result="the hold, with `records`: each `key`, `title`, `kind`, `unit`, `class`, `dates`, "
        "`security`, `status`, `home`, `through`, `since`, `because`; `file` if written",
        examples=("rmdesk hold report H-2026-0001 --out hold.pdf",),
    )
    return replace(made, children=(*made.children, report))


COMMANDS = (_group(),)
