"""`label` and `stocks`: labels of records, on the sheets and rolls there are."""

from __future__ import annotations

import subprocess
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path

from rmdesk.errors import DeskError
from rmdesk.label import FORMATS, LabelJob, Symbology, find_stocks, make_labels
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Table, argument, later
from screens.cli.commands.lending import KEYS
from screens.cli.writing import write_file

_LP_SECONDS = 30
_STOCK_COLUMNS = ("brand", "part", "paper", "label", "sheet", "equivalents")


def _label(call: Call) -> Answer:
    from rmdesk.labelling import labels_for

    args = call.args
    wanted = labels_for(call.session, call.keys())
    job = make_labels(
        wanted.contents,
        template=args.template or wanted.template,
        stock=args.stock,
        symbology=args.symbology,
        start=args.start,
        copies=args.copies,
        output=args.format,
        dpi=args.dpi,
        site=call.home / "labels",
    )
    for warning in job.warnings:
        call.output.error(warning)
    file = None
    if args.out or not args.print:
        file = write_file(Path(args.out or f"labels.{args.format}"), job.data)
    if args.print:
        _print(args.print, job, args.format)
    told = {"labels": job.labels, "pages": job.pages, "file": str(file) if file else None}
    told |= {"printer": args.print} if args.print else {}
    return Answer({**told, "warnings": list(job.warnings)}, [Fields(told)])


def _print(printer: str, job: LabelJob, form: str) -> None:
    """Hand labels to CUPS; what a label printer understands goes there untouched."""
    raw = ["-o", "raw"] if form == "zpl" else []
    try:
        done = subprocess.run(
            ["lp", "-d", printer, *raw, "-"],
            input=job.data,
            capture_output=True,
            timeout=_LP_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unprinted(str(error)) from error
    if done.returncode:
        raise _unprinted(done.stderr.decode("utf-8", "replace").strip())


def _unprinted(why: str) -> DeskError:
    return DeskError(
        _("Not printed"),
        why,
        _("`lpstat -p` lists the printers; --out FILE writes a file instead."),
    )


def _stocks(call: Call) -> Answer:
    found = find_stocks(" ".join(call.args.text), call.home / "labels")
    data = [asdict(stock) for stock in found]
    rows = [
        {
            **row,
            "label": f"{row['label_w_mm']:g} x {row['label_h_mm']:g}",
            "sheet": f"{row['nx']} x {row['ny']}",
            "equivalents": " ".join(row["equivalents"]),
        }
        for row in data
    ]
    blocks: list[Block] = [Table(rows, _STOCK_COLUMNS)]
    return Answer(data, blocks if rows else [_("No stock answers to this.")])


COMMANDS = (
    Command(
        "label",
        later("make labels of holdings, places or people"),
        _label,
        (
            KEYS,
            argument("--stock", metavar="S", help=later("the sheet or roll, as `stocks` names it")),
            argument(
                "--symbology",
                choices=[str(each) for each in Symbology],
                help=later("the code drawn (default: the template's)"),
            ),
            argument("--template", metavar="T", help=later("default: by the kind of the record")),
            argument(
                "--start",
                type=int,
                default=1,
                metavar="N",
                help=later("first free label of the sheet"),
            ),
            argument("--copies", type=int, default=1, metavar="N", help=later("of each")),
            argument("--format", choices=FORMATS, default="pdf", help=later("default: pdf")),
            argument(
                "--dpi", type=int, default=300, metavar="N", help=later("of the label printer")
            ),
            argument("--out", metavar="FILE", help=later("default: labels.pdf in this folder")),
            argument(
                "--print", metavar="PRINTER", help=later("print on this printer, through CUPS")
            ),
        ),
        result="`labels`, `pages`, `file`, `warnings`; `printer` if printed",
        examples=("rmdesk label 0012345 0012346 --stock 5160 --start 4",),
    ),
    Command(
        "stocks",
        later("list the label stocks that are known"),
        _stocks,
        (argument("text", nargs="*", metavar="TEXT", help=later("part number, brand or paper")),),
        result="a list, each with `brand`, `part`, `equivalents`, `paper`, `page_w_mm`, "
        "`page_h_mm`, `label_w_mm`, `label_h_mm`, `nx`, `ny`, `x0_mm`, `y0_mm`, `pitch_x_mm`, "
        "`pitch_y_mm`",
    ),
)
