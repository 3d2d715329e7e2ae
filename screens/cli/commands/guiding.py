"""`guideline`: what another file would change, why a loan is due, and which days are closed."""

from __future__ import annotations

from pathlib import Path

from data.plain import asdict
from data.texts import gettext as _
from rmdesk.desk.guideline import FILE_NAME
from rmdesk.duties.guidance import check_guidelines, explain_loan
from rmdesk.model.roles import ADMINISTER
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, TextTable, argument, whole

_COLUMNS = ("what", "key", "since", "due", "would_be")


def _check(call: Call) -> Answer:
    session = call.session
    file = Path(call.args.file) if call.args.file else session.desk.home / FILE_NAME
    found = check_guidelines(session, file)
    data = {**asdict(found), "since": found.since.isoformat()}
    told = _(
        "{n} of {loans} loans and {requests} requests since {day} would be due otherwise by {file}."
    )
    blocks: list[Block] = [TextTable(data["changes"], _COLUMNS)] if found.changes else []
    blocks.append(
        told.format(
            file=found.file,
            n=len(found.changes),
            loans=found.loans,
            requests=found.requests,
            day=data["since"],
        )
    )
    if found.left_out:
        left = _("Not looked at: {n} loans that were renewed, recalled or lent inside a container.")
        blocks.append(left.format(n=found.left_out))
    return Answer(data, [*blocks, *found.doubts])


def _why(call: Call) -> Answer:
    keys = call.keys()
    said = [(key, explain_loan(call.session, key)) for key in keys]
    data = [{"key": key, "why": sentences} for key, sentences in said]
    several = len(said) > 1
    lines = [f"{key}: {each}" if several else each for key, found in said for each in found]
    return Answer(data, lines)


def _closures(call: Call) -> Answer:
    from rmdesk.maintenance.closures import add_closures

    args = call.args
    done = add_closures(
        call.session, args.year, args.country, args.region or "", dry_run=args.dry_run
    )
    data = {
        "file": str(done.file),
        "added": [{"day": day, "name": name} for day, name in done.added.items()],
        "closed": [{"day": day, "name": name} for day, name in done.closed.items()],
        "dry_run": args.dry_run,
    }
    blocks: list[Block] = [TextTable(data["added"], ("day", "name"))] if done.added else []
    if done.closed:
        text = _("Closed on these days anyway: {days}.")
        blocks.append(text.format(days=", ".join(done.closed)))
    told = (
        _("Would write {n} days into {file}.") if args.dry_run else _("{n} days written to {file}.")
    )
    return Answer(data, [*blocks, told.format(n=len(done.added), file=done.file)])


COMMANDS = (
    Command(
        "guideline",
        later("try guidelines, tell why a loan is due when it is, fill in holidays"),
        children=(
            Command(
                "check",
                later("say what a file would change in the loans and requests of 30 days"),
                _check,
                (
                    argument(
                        "file",
                        nargs="?",
                        metavar="FILE",
                        help=later("the file (default: the guidelines of this home)"),
                    ),
                ),
                details=later("Nothing is changed. A file that cannot be used is told key by key."),
                result="`file`, `since`, `loans`, `requests`, `left_out`, `changes` (`what`, "
                "`key`, `since`, `due`, `would_be`, `why`), `doubts`",
                examples=("rmdesk guideline check new-guidelines.toml",),
            ),
            Command(
                "why",
                later("tell why a loan is due when it is"),
                _why,
                (
                    argument(
                        "keys",
                        nargs="+",
                        metavar="KEY",
                        help=later("barcode, code or # number of what is out"),
                    ),
                ),
                result="a list with, for each key: `key`, `why` (sentences)",
            ),
            Command(
                "closures",
                later("write the public holidays of a year into the guidelines as closed days"),
                _closures,
                (
                    argument("year", type=whole, metavar="YEAR", help=later("such as 2027")),
                    argument(
                        "--country",
                        required=True,
                        metavar="CODE",
                        help=later("its two letters, such as CA"),
                    ),
                    argument(
                        "--region",
                        metavar="CODE",
                        help=later("a province, state or canton of it, such as ON"),
                    ),
                    argument(
                        "--dry-run", action="store_true", help=later("tell what would happen")
                    ),
                ),
                details=later(
                    "Days on which it is closed anyway are left out, and what else the file says "
                    "stays as it is. The holidays come from the package `holidays`, an extra: "
                    "where it is missing, the command that installs it is told."
                ),
                result="`file`, `added` and `closed` (each with `day`, `name`), `dry_run`",
                examples=("rmdesk guideline closures 2027 --country CA --region ON --dry-run",),
                permission=ADMINISTER,
            ),
        ),
    ),
)
