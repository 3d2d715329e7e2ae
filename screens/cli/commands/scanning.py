"""`scan-batch`: what a portable scanner has collected, read, tried out and done."""

from __future__ import annotations

from data.texts import gettext as _
from rmdesk.duties.scan_batch import BatchReport, apply_batch, read_batch
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later, status_word
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, TextTable, argument, whole

_COLUMNS = ("line", "scan", "message", "status", "due", "next")


def _scan_batch(call: Call) -> Answer:
    args = call.args
    path = call.input_file(args.file)
    scans = read_batch(call.session, path, args.column)
    report = apply_batch(
        call.session, call.beside(path), scans,
        dry_run=args.dry_run, skip_bad=args.skip_bad, again=args.again,
    )  # fmt: skip
    data = {
        "rows": len(report.scans),
        "done": len(report.scans) - len(report.refused) if report.taken else 0,
        "refused": [
            {"row": scan.row, "field": scan.code, "reason": scan.message} for scan in report.refused
        ],
        "scans": [vars(scan) for scan in report.scans],
        "refused_file": report.refused_file,
    }
    return Answer(data, _told(report, args.dry_run), _against(report))


def _against(report: BatchReport) -> Refused | None:
    """Why nothing was done; None where it was, or could be."""
    if report.taken or not report.refused:
        return None
    told = _("line {row}, {code}: {why}")
    reasons = [
        Reason("R36", told.format(row=scan.row, code=scan.code, why=scan.message))
        for scan in report.refused
    ]
    return Refused.by(_("Nothing was done"), *reasons)


def _told(report: BatchReport, dry_run: bool) -> list[Block]:
    rows = [
        {
            **vars(scan),
            "line": scan.row,
            "scan": scan.code,
            "status": status_word(scan.status) if scan.status else "",
            "message": _("NOT DONE: {why}").format(why=scan.message)
            if scan in report.refused
            else scan.message,
        }
        for scan in report.scans
    ]
    said = _("{n} scans, {refused} refused.").format(
        n=len(report.scans), refused=len(report.refused)
    )
    blocks: list[Block] = [TextTable(rows, _COLUMNS), said]
    if dry_run:
        blocks.append(_("A dry run: nothing was done."))
    elif not report.taken:
        blocks.append(_("Nothing was done: --skip-bad does the others."))
    if report.refused_file:
        blocks.append(_("The refused scans are in {file}.").format(file=report.refused_file))
    return blocks


COMMANDS = (
    Command(
        "scan-batch",
        later("do what a portable scanner has collected"),
        _scan_batch,
        (
            argument(
                "file",
                metavar="FILE",
                help=later("its batch file, a scan a line; - reads standard input"),
            ),
            argument("--dry-run", action="store_true", help=later("tell what would happen")),
            argument(
                "--skip-bad",
                action="store_true",
                help=later("do what can be done; write the refused scans to a file beside it"),
            ),
            argument(
                "--again",
                action="store_true",
                help=later("take a batch that was taken before once more"),
            ),
            argument(
                "--column",
                type=whole,
                metavar="N",
                help=later("where the code stands (default: where most codes are known)"),
            ),
        ),
        details=later(
            "Scans mean what they mean at the desk line, in their order: a badge or a place counts "
            "for the holdings after it. All are done, or none; every line is accounted for. A "
            "batch is taken once; a code twice under one badge counts once."
        ),
        result="`rows`, `done`, `refused` (`row`, `field`, `reason`), `scans` (`row`, `code`, "
        "`outcome`, `message`, `key`, `status`, `due`, `next`), `refused_file`",
        permission=HANDLE,
    ),
)
