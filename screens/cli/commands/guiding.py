"""`guideline`: what another file of guidelines would change, and why a loan is due when it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from data.texts import gettext as _
from rmdesk.desk.guideline import FILE_NAME
from rmdesk.duties.guidance import check_guidelines, explain_loan
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, TextTable, argument

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


COMMANDS = (
    Command(
        "guideline",
        later("try a file of guidelines, or tell why a loan is due when it is"),
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
        ),
    ),
)
