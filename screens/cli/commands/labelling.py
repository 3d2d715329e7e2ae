"""Labels of records and of barcodes to come, on the sheets and rolls there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.files import numbered
from data.plain import asdict
from data.streams import is_standard_output
from data.texts import gettext as _
from rmdesk.desk.numbering import issue_barcodes
from rmdesk.exchange.kinds import kind_named
from rmdesk.labels.contents import Wanted, labels_of
from rmdesk.labels.drawing import FORMATS, PAPERS_MM, LabelJob, Symbology
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.labels.printers import printer_allowed
from rmdesk.labels.printing import made, made_new, previewed, proofed, sent, spool_of
from rmdesk.labels.settings import Settings
from rmdesk.labels.spool import JobState, PrintJob
from rmdesk.model.errors import BadInput, DeskError
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Shown, TextTable, argument, whole
from screens.cli.writing import FORCE, output_file, write_output

_ISSUED = {"holdings": "holding", "locations": "place", "people": "person"}
"""Kinds that barcodes are issued for, by their names in files."""

_JOB_COLUMNS = ("number", "since", "printer", "title", "labels", "state", "why")

_SOURCES = {
    "accession": Sort.ACCESSION,
    "places": Sort.PLACES,
    "stored": Sort.STORED,
    "search": Sort.RESULTS,
    "inside": Sort.INSIDE,
}
"""Options that say of what labels are made, instead of keys."""


def _label(call: Call) -> Answer | Shown:
    settings = _settings(call)
    wanted = labels_of(call.session, _source(call), settings.template)
    if call.args.preview:
        return _preview(call, wanted, settings)
    return _delivered(call, made(call.session, wanted, settings), wanted.guard)


def _source(call: Call) -> LabelSource:
    """What labels are made of: keys, or one of the options instead of them. Raises BadInput."""
    args, keys = call.args, tuple(call.keys())
    named = {name: getattr(args, name) for name in _SOURCES if getattr(args, name)}
    if len(named) + bool(keys) != 1:
        options = ", ".join(f"--{name}" for name in _SOURCES)
        raise BadInput(
            _("Of what are the labels?"),
            _("Give keys, or one of {options}.").format(options=options),
            _("`rmdesk label --help` has an example of each."),
        )
    if keys:
        return LabelSource(keys=keys)
    ((name, value),) = named.items()
    only = args.only or ""
    if name == "inside":
        return LabelSource(Sort.INSIDE, keys=(value,), only=only)
    return LabelSource(_SOURCES[name], text=value, only=only)


def _preview(call: Call, wanted: Wanted, settings: Settings) -> Answer:
    """The first label as text, and all that is odd about all of them; nothing is written."""
    proof = proofed(call.session, wanted, settings)
    if not wanted.contents or len(proof.refusals) == len(wanted.contents):
        made(call.session, wanted, settings)  # it says why there is nothing to see
    template = settings.template or wanted.template
    refused = [f"{each.title}: {each.message}" for each in proof.refusals]
    told = {
        "labels": proof.labels,
        "pages": proof.pages,
        "template": template,
        "warnings": list(proof.warnings),
        "refused": refused,
    }
    first = previewed(call.session, wanted.contents[0], template, settings, 78)
    blocks: list[Block] = [*first.drawn, Fields(told)]
    return Answer({**told, "drawn": list(first.drawn), "said": list(first.said)}, blocks)


def _barcodes(call: Call) -> Answer | Shown:
    """Issue a block; labels that cannot be made leave it unissued."""
    args = call.args
    name = kind_named(args.kind_of_record).name
    kind = _ISSUED.get(name, name)
    if not (args.label or args.out or args.print):
        barcodes = issue_barcodes(call.session, kind, args.count)
        return Answer({"kind": kind, "barcodes": barcodes}, barcodes)
    source = LabelSource(Sort.NEW, kind=kind, count=args.count)
    barcodes, job = made_new(call.session, source, _settings(call))
    told = _delivered(call, job)
    if isinstance(told, Shown):
        return told
    data = {"kind": kind, "barcodes": barcodes, **told.data}
    return Answer(data, [*barcodes, *told.blocks], told.against)


def _settings(call: Call) -> Settings:
    """What the options say of how labels are made and where they go.

    Raises BadInput or Refused for a file or a printer to which nothing can go, before anything is
    made.
    """
    args, printer = call.args, printer_named(call.args.print)
    if args.out:
        output_file(call, args.out)
    if printer:
        printer_allowed(printer, call.home / "labels")
    return Settings(
        template=args.template or "",
        stock=args.stock or "",
        symbology=args.symbology or "",
        start=args.start,
        copies=args.copies,
        collate=not args.uncollated,
        format=_form_of(call),
        dpi=args.dpi,
        paper_mm=int(args.paper),
        printer=printer,
    )


def _delivered(call: Call, job: LabelJob, guard: str = "") -> Answer | Shown:
    """Write the labels, or print them; without a printer there is always a file."""
    args, printer = call.args, printer_named(call.args.print)
    told: dict[str, Any] = {"labels": job.labels, "pages": job.pages, "file": None}
    against = None
    if args.out or not printer:
        told["file"] = _written(call, job)
    if printer:
        done = sent(call.session, job, printer, guard=guard)
        told |= _job(done)
        against = waits(done)
    if is_standard_output(args.out):
        if against:
            raise against
        return Shown(0)
    told["warnings"] = list(job.warnings)
    return Answer(told, [Fields(told)], against)


def _written(call: Call, job: LabelJob) -> str:
    """Write the labels to the file named, else to a new one; its name."""
    default = f"labels.{_form_of(call)}"
    if call.args.out or call.args.force:
        target: str = call.args.out or default
        write_output(call, target, job.data)
        return target
    with numbered(Path(default)) as draft:
        draft.path.write_bytes(job.data)
    return str(draft.place)


def _form_of(call: Call) -> str:
    """The format given, else the one that the file's name asks for, else PDF."""
    suffix = Path(call.args.out or "").suffix.lower().removeprefix(".")
    return str(call.args.format or (suffix if suffix in FORMATS else "pdf"))


def printer_named(printer: str | None) -> str:
    """The address of the printer asked for; a bare name is a queue of CUPS."""
    printer = printer or ""
    return printer if ":" in printer or not printer else f"lp:{printer}"


def _job(job: PrintJob) -> dict[str, Any]:
    told = {**asdict(job), "state": str(job.state)}
    del told["guard"]
    return told


def waits(job: PrintJob) -> DeskError | None:
    """Why a job is not on paper yet; None if it is."""
    if job.state is JobState.PRINTED:
        return None
    if job.state is JobState.INTERRUPTED:
        return DeskError(
            _("Perhaps on paper in part"),
            job.why or _("It was cut short."),
            _("Look at the printer first; `rmdesk jobs --retry {n}` prints all of it again, "
              "`--discard {n}` gives it up.").format(n=job.number),
        )  # fmt: skip
    text = job.why or _("Another session is printing it.")
    return DeskError(_("Not printed yet"), text, _("It waits; `rmdesk jobs --retry` prints it."))


def _jobs(call: Call) -> Answer:
    """What waits to be printed; `--retry` prints it, `--discard` throws it away."""
    spool, args = spool_of(call.session), call.args
    if args.discard:
        spool.discard(args.discard)
    jobs = spool.jobs()
    if args.retry:
        jobs = [spool.retry(spool.job(args.retry))] if args.retry != "all" else spool.retry_all()
    data = [_job(each) for each in jobs]
    against = next(filter(None, map(waits, jobs)), None) if args.retry else None
    blocks: list[Block] = [TextTable(data, _JOB_COLUMNS)] if data else [_("Nothing waits.")]
    return Answer(data, blocks, against)


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
    argument("--uncollated", action="store_true", help=later("copies side by side: 1 1, 2 2")),
    argument("--format", choices=FORMATS, help=later("default: by the file's name, pdf")),
    argument("--dpi", type=whole, default=300, metavar="N", help=later("of the label printer")),
    argument(
        "--paper",
        choices=[str(mm) for mm in PAPERS_MM],
        default="80",
        help=later("width of a receipt in mm (default: 80)"),
    ),
    argument(
        "--out",
        metavar="FILE",
        help=later("default: a new labels.FORMAT in this folder; - is standard output"),
    ),
    FORCE,
    argument(
        "--print",
        metavar="PRINTER",
        help=later("print: a queue of CUPS, tcp://HOST:PORT or file:PATH, a new file"),
    ),
)
"""How labels are made, of whatever."""

COMMANDS = (
    Command(
        "label",
        later("make labels of holdings, places or people"),
        _label,
        (
            argument(
                "keys",
                nargs="*",
                metavar="KEY",
                help=later("barcode, code or # number; - reads keys from standard input"),
            ),
            argument("--accession", metavar="N", help=later("everything of this accession")),
            argument("--places", metavar="RANGE", help=later("places, as A-01-01..A-01-20")),
            argument("--stored", metavar="RANGE", help=later("what is stored at these places")),
            argument("--inside", metavar="KEY", help=later("what lies inside of a holding")),
            argument("--search", metavar="TEXT", help=later("everything that a search finds")),
            argument("--only", metavar="KIND", help=later("of these only boxes, files, ...")),
            argument("--preview", action="store_true", help=later("show the first, print nothing")),
            *_OPTIONS,
        ),
        details=later(
            "A range may name a bay or a row for all that is in it. An accession has one label of "
            "the template `transmittal`. Labels on their way to a printer are kept until it has "
            "them: what a printer did not take waits (`jobs`), and the exit status is 1."
        ),
        result="`labels`, `pages`, `file`, `warnings`; with --print `printer`, `state`, `why`, "
        "...; with --preview `labels`, `pages`, `template`, `warnings`, `refused`, `drawn`, "
        "`said`",
        examples=(
            "rmdesk label R100004O R100003Q --stock 5160 --start 4",
            "rmdesk label --accession 2026-0003 --only box --print laser",
            "rmdesk label --places A-01-1..A-01-3 --format zpl --dpi 203 --print tcp://labels",
        ),
        permission=HANDLE,
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
        permission=HANDLE,
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
        permission=HANDLE,
    ),
)
