"""`custody`: the whole history of a record as a statement, known again by `verify --statement`."""

from __future__ import annotations

from pathlib import Path

from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk.duties.custody import give_out, sealed
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Shown, argument
from screens.cli.writing import FORCE, output_file, write_output

_FORMATS = ("txt", "pdf")


def _custody(call: Call) -> Answer | Shown:
    target = output_file(call, call.args.out) if call.args.out else ""
    ending = "" if names_stream(target) else Path(target).suffix.lower().removeprefix(".")
    as_pdf = (call.args.format or ending) == "pdf" and bool(target)
    statement, holding, lines, entries = give_out(call.session, call.args.key)
    file = _pdf(call, lines) if as_pdf else "\n".join([*lines, ""]).encode()
    if target:
        write_output(call, target, file)
    sealed(call.session, statement, file)
    if is_standard_output(target):
        return Shown(0)
    data = {
        "number": statement.number,
        "key": holding.key,
        "entries": entries,
        "digest": statement.digest,
        "file": target or None,
        "statement": lines,
    }
    told = _("{number} written to {file}.").format(number=statement.number, file=target)
    return Answer(data, [told] if target else [*lines])


def _pdf(call: Call, lines: list[str]) -> bytes:
    from rmdesk.labels.paper import Pages

    pages = Pages.of(call.session.guidelines.paper, lines[0], call.desk.labels)
    pages.heading(lines[0])
    pages.text("\n".join(lines[1:]))
    return pages.pdf()


COMMANDS = (
    Command(
        "custody",
        later("state the whole history of a record: who, when, where, what and why"),
        _custody,
        (
            argument("key", metavar="KEY", help=later("barcode or code")),
            argument("--format", choices=_FORMATS, help=later("as text, or as PDF into a file")),
            argument(
                "--out", metavar="FILE", help=later("write it to a file; - is standard output")
            ),
            FORCE,
        ),
        details=later(
            "The statement is kept by its number and hash: `verify --statement FILE` knows it"
            " again, to the last letter."
        ),
        result="`number`, `key`, `entries`, `digest`, `file`, `statement` (its lines)",
        examples=("rmdesk custody R100004O --out statement.pdf",),
        permission=HANDLE,
    ),
)
