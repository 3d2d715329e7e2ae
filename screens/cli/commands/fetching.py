"""`picklist` and `refilelist`: the lists one walks by, on the screen, as a file, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.plain import dataclass
from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk.duties import picklist, refiling
from rmdesk.duties.describe import Describer
from rmdesk.duties.headings import heading
from rmdesk.duties.request import find_request
from rmdesk.duties.walking import way_told
from rmdesk.model.errors import BadInput
from rmdesk.model.words import clock_word, later
from screens.cli.call import Call
from screens.cli.command import Answer, Argument, Block, Command, Shown, TextTable, argument
from screens.cli.writing import FORCE, output_file, write_output
from screens.kit.list_files import ListPaper, ListPart, list_csv, list_pdf

_FORMATS = ("csv", "pdf")


@dataclass(frozen=True)
class _Walked:
    """A list as its command tells it: JSON's rows, and the cells that people and files read."""

    title: str
    data: list[dict[str, Any]]
    columns: Sequence[str]
    cells: list[dict[str, str]]
    said: Sequence[str]

    @property
    def part(self) -> ListPart:
        """The rows under their words."""
        return ListPart({name: heading(name) for name in self.columns}, self.cells)


def _picklist(call: Call) -> Answer | Shown:
    number = find_request(call.session, call.args.request).id if call.args.request else None
    found = picklist.pick_lines(call.session, number)
    describer, now = Describer(call.session), call.session.now()
    cells = [picklist.pick_cells(line) for line in found.lines]
    whole = _Walked(
        _("Pick list {day}").format(day=call.session.today()),
        [picklist.pick_row(describer, line) for line in found.lines],
        picklist.COLUMNS,
        [{**row, "due": clock_word(row["due"], now)} for row in cells],
        _said(way_told(found.metres, found.plain)),
    )
    return _told(call, whole)


def _refilelist(call: Call) -> Answer | Shown:
    found, describer = refiling.refile_list(call.session), Describer(call.session)
    whole = _Walked(
        _("To refile {day}").format(day=call.session.today()),
        [refiling.filing_row(describer, line) for line in found.lines],
        refiling.COLUMNS,
        [refiling.filing_cells(line) for line in found.lines],
        _said(way_told(found.metres, found.plain)),
    )
    return _told(call, whole)


def _said(*texts: str) -> list[str]:
    return [text for text in texts if text]


def _told(call: Call, whole: _Walked) -> Answer | Shown:
    """As text, or in a file: CSV holds the rows alone, paper also what is said of them."""
    if not call.args.out:
        if call.args.format == "pdf":
            raise BadInput(
                _("No file named"),
                _("A PDF goes into a file."),
                _("Name it with --out; - is standard output."),
            )
        if call.args.format == "csv":
            return Answer(whole.data, list_csv(whole.part).splitlines())
        blocks: list[Block] = [TextTable(whole.cells, whole.columns), *whole.said]
        return Answer(whole.data, blocks)
    target = output_file(call, call.args.out)
    write_output(call, target, _as_file(call, target, whole))
    if is_standard_output(target):
        return Shown(0)
    told = _("{n} rows written to {file}.").format(n=len(whole.data), file=target)
    return Answer({"file": target, "rows": whole.data}, [told])


def _as_file(call: Call, target: str, whole: _Walked) -> bytes:
    ending = "csv" if names_stream(target) else Path(target).suffix.lower().removeprefix(".")
    form = call.args.format or ending
    if form == "csv":
        return list_csv(whole.part).encode()
    if form == "pdf":
        return list_pdf(call.session, ListPaper(whole.title, whole.said, [whole.part]))
    raise BadInput(
        _("Unknown format"),
        _("“{form}” is no format of lists.").format(form=form),
        _("Formats are: {names}.").format(names=", ".join(_FORMATS)),
    )


_FILE: tuple[Argument, ...] = (
    argument(
        "--out", metavar="FILE", help=later("write it to a .csv or .pdf; - is standard output")
    ),
    argument("--format", choices=_FORMATS, help=later("default: by the file's name")),
    FORCE,
)
_WAY = later(
    "The order is a short way round each room, from its door and back: how rows and bays lie is "
    "told in `[walk]` of the site's guidelines. The metres stand beside those of a walk by address."
)

COMMANDS = (
    Command(
        "picklist",
        later("list what is to be pulled, in walking order"),
        _picklist,
        (argument("--request", metavar="N", help=later("only for this request")), *_FILE),
        details=_WAY,
        result="a list in walking order, a row for each box or record that one walks to, with "
        "`place`, `key`, `barcode`, `identifier`, `title`, `kind`, `request`, `priority`, `due`, "
        "`requester` of what is wanted first, `box` that it lies in, `take` (`key`, `title`, `box` "
        "in that one: all that is to be taken there), `requests` (`number`, `key`, `requester`, "
        "`turn`: all that want the box or what is taken of it), `metres` walked up to it; "
        "with --out `file`, `rows`",
        examples=("rmdesk picklist", "rmdesk picklist --out picks.pdf"),
    ),
    Command(
        "refilelist",
        later("list what is to be put back into its place, in walking order"),
        _refilelist,
        _FILE,
        details=_WAY,
        result="a list in walking order, each with `place`, `key`, `barcode`, `identifier`, "
        "`title`, `kind`, `unit`, `box` that it lives in, `waits` (who waits for it), `metres` "
        "walked up to it; with --out `file`, `rows`",
        examples=("rmdesk refilelist --out refile.csv",),
    ),
)
