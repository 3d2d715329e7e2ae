"""Labels of records and of barcodes to come, on the sheets and rolls there are."""

from __future__ import annotations

from dataclasses import asdict
from gettext import gettext as _
from gettext import ngettext
from pathlib import Path
from typing import Any

from rmdesk.errors import DeskError
from rmdesk.interchange.kinds import kind_named
from rmdesk.label import (
    FORMATS,
    Job,
    JobState,
    LabelJob,
    Spool,
    Symbology,
    calibration_of,
    find_stocks,
    load_template,
    make_labels,
    stock_named,
)
from rmdesk.label.writing import write_whole
from rmdesk.labelling.contents import Wanted, blank_labels, labels_for
from rmdesk.numbering import issue_barcodes
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Table, argument, later, whole
from screens.cli.commands.lending import KEYS
from screens.cli.writing import output_file

_ISSUED = {"holdings": "holding", "locations": "place", "people": "person"}
"""Kinds that barcodes are issued for, by their names in files."""

_STOCK_COLUMNS = ("brand", "part", "paper", "label", "sheet", "equivalents")
_JOB_COLUMNS = ("number", "since", "printer", "title", "labels", "state", "why")


def _label(call: Call) -> Answer:
    return _delivered(call, _job_of(call, labels_for(call.session, call.keys())))


def _barcodes(call: Call) -> Answer:
    """Issue a block; labels that cannot be made leave it unissued."""
    args = call.args
    name = kind_named(args.kind_of_record).name
    kind = _ISSUED.get(name, name)
    job = None
    with call.session.change("issue barcodes"):
        barcodes = issue_barcodes(call.session, kind, args.count)
        if args.label or args.out or args.print:
            job = _job_of(call, blank_labels(kind, barcodes))
    data: dict[str, Any] = {"kind": kind, "barcodes": barcodes}
    if job is None:
        return Answer(data, barcodes)
    made = _delivered(call, job)
    return Answer({**data, **made.data}, [*barcodes, *made.blocks], made.against)


def _job_of(call: Call, wanted: Wanted) -> LabelJob:
    """The labels wanted, made as the options say, in a format that their way out takes."""
    args, site = call.args, call.home / "labels"
    form = _form_of(call)
    template = args.template or wanted.template
    printer = _printer(call)
    calibration = None
    if args.out:
        output_file(args.out)
    if printer and form == "pdf":
        stock = stock_named(args.stock or load_template(template, site).stock, site)
        calibration = calibration_of(site, printer, stock)
    return make_labels(
        wanted.contents,
        template=template,
        stock=args.stock,
        symbology=args.symbology,
        start=args.start,
        copies=args.copies,
        output=form,
        dpi=args.dpi,
        calibration=calibration,
        site=site,
    )


def _delivered(call: Call, job: LabelJob) -> Answer:
    """Write the labels, or print them; without a printer there is always a file."""
    args, printer = call.args, _printer(call)
    told: dict[str, Any] = {"labels": job.labels, "pages": job.pages, "file": None}
    against = None
    if args.out or not printer:
        path = output_file(args.out or f"labels.{_form_of(call)}")
        write_whole(path, job.data)
        told["file"] = str(path)
    if printer:
        title = ngettext("{n} label", "{n} labels", job.labels).format(n=job.labels)
        sent = _spool(call).print(job.data, printer=printer, title=title, labels=job.labels)
        told |= _job(sent)
        against = _waits(sent)
    told["warnings"] = list(job.warnings)
    return Answer(told, [Fields(told)], against)


def _form_of(call: Call) -> str:
    """The format given, else the one that the file's name asks for, else PDF."""
    suffix = Path(call.args.out or "").suffix.lower().removeprefix(".")
    return str(call.args.format or (suffix if suffix in FORMATS else "pdf"))


def _printer(call: Call) -> str:
    """The address of the printer asked for; a bare name is a queue of CUPS."""
    printer = str(call.args.print or "")
    return printer if ":" in printer or not printer else f"lp:{printer}"


def _spool(call: Call) -> Spool:
    return Spool(call.home / "spool", now=call.session.now)


def _job(job: Job) -> dict[str, Any]:
    return {**asdict(job), "state": str(job.state)}


def _waits(job: Job) -> DeskError | None:
    """Why a job is not on paper yet; None if it is."""
    if job.state is JobState.PRINTED:
        return None
    text = job.why or _("Another session is printing it.")
    return DeskError(_("Not printed yet"), text, _("It waits; `rmdesk jobs --retry` prints it."))


def _jobs(call: Call) -> Answer:
    """What waits to be printed; `--retry` prints it, `--discard` throws it away."""
    spool, args = _spool(call), call.args
    if args.discard:
        spool.discard(args.discard)
    jobs = spool.jobs()
    if args.retry:
        jobs = [spool.retry(spool.job(args.retry))] if args.retry != "all" else spool.retry_all()
    data = [_job(each) for each in jobs]
    against = next(filter(None, map(_waits, jobs)), None) if args.retry else None
    blocks: list[Block] = [Table(data, _JOB_COLUMNS)] if data else [_("Nothing waits.")]
    return Answer(data, blocks, against)


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


_OPTIONS = (
    argument("--stock", metavar="S", help=later("the sheet or roll, as `stocks` names it")),
    argument(
        "--symbology",
        choices=[str(each) for each in Symbology],
        help=later("the code drawn (default: the template's)"),
    ),
    argument("--template", metavar="T", help=later("default: by the kind of the record")),
    argument(
        "--start",
        type=whole,
        default=1,
        metavar="N",
        help=later("first free label of the sheet"),
    ),
    argument("--copies", type=whole, default=1, metavar="N", help=later("of each")),
    argument("--format", choices=FORMATS, help=later("default: by the file's name, pdf")),
    argument("--dpi", type=whole, default=300, metavar="N", help=later("of the label printer")),
    argument("--out", metavar="FILE", help=later("default: labels.FORMAT in this folder")),
    argument(
        "--print",
        metavar="PRINTER",
        help=later("print: a queue of CUPS, tcp://HOST:PORT or file:PATH"),
    ),
)
"""How labels are made, of whatever."""

COMMANDS = (
    Command(
        "label",
        later("make labels of holdings, places or people"),
        _label,
        (
            KEYS,
            *_OPTIONS,
        ),
        details=later(
            "Labels on their way to a printer are kept until it has them: what a printer did not "
            "take waits (`jobs`), and the exit status is 1."
        ),
        result="`labels`, `pages`, `file`, `warnings`; with --print `printer`, `state`, `why`, ...",
        examples=("rmdesk label 0012345 0012346 --stock 5160 --start 4",),
    ),
    Command(
        "barcodes",
        later("issue new barcodes by the site's patterns, each once and for ever"),
        _barcodes,
        (
            argument("kind_of_record", metavar="KIND", help=later("holding, place or person")),
            argument("--count", type=whole, default=1, metavar="N", help=later("default: 1")),
            argument("--label", action="store_true", help=later("make labels of them too")),
            *_OPTIONS,
        ),
        details=later("With --label, --out or --print labels of them are made, as by `label`."),
        result="`kind`, `barcodes`; with labels what `label` tells too",
        examples=("rmdesk barcodes holding --count 30 --stock 5160 --out roll.pdf",),
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
    Command(
        "jobs",
        later("list the labels that wait for a printer, and print them again"),
        _jobs,
        (
            argument(
                "--retry",
                nargs="?",
                const="all",
                metavar="N",
                help=later("print this job, or all that wait"),
            ),
            argument("--discard", metavar="N", help=later("throw this job away")),
        ),
        result="a list, each with `number`, `since`, `printer`, `title`, `labels`, `state`, `why`",
    ),
)
