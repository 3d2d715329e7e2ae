"""`accession` and `transmittal`: from the announcement of a unit to its boxes on the shelf."""

from __future__ import annotations

from typing import Any

from data.plain import replace
from data.streams import names_stream
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.acts import carried_out, perform
from rmdesk.desk.kinds import RecordKind, read_values
from rmdesk.desk.registering import found, register
from rmdesk.duties.accession import ACCESSIONS, list_boxes
from rmdesk.duties.accessions import Accession
from rmdesk.duties.box_list import Row
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Argument, Command, Fields, Shown, argument
from screens.cli.derive import DRY_RUN, LISTING, answer_of, given_to, list_of, option, step_of
from screens.cli.writing import FORCE, output_file, write_output

_NUMBER = argument("number", metavar="NUMBER", help=later("its number"))
_RESULT = (
    "the fields of the accession, `status`, `boxes`, `files`, `here` (counts), `metres`, `lines` "
    "(each with `kind`, `box`, `box_code`, `barcode`, `identifier`, `title`, `dates`, `class`, "
    "`listed`, `here`, `record`), `discrepancies` and `to_do` (each with `box`, `rule`, `text`, "
    "`lifted_by`, `refuses`)"
)


def field_options(kind: RecordKind, *needed: str) -> tuple[Argument, ...]:
    """An option for each field that a person says of a kind."""
    return tuple(
        argument(
            f"--{name.replace('_', '-')}",
            dest=f"field_{name}",
            metavar="TEXT",
            required=name in needed,
            help=spec.help or spec.label,
        )
        for name, spec in kind.given.items()
    )


def registered(call: Call, kind: RecordKind) -> Any:
    """A new record of a kind, of what the options say. Raises BadInput, Refused."""
    given = {name: getattr(call.args, f"field_{name}") for name in kind.given}
    texts = {name: text for name, text in given.items() if text is not None}
    return register(call.session, kind, read_values(kind, texts))


def _told(call: Call, accession: Accession) -> Answer:
    return answer_of(call.session, ACCESSIONS, accession)


def _new(call: Call) -> Answer:
    rows = _rows(call, call.args.list) if call.args.list else []
    dry_run = call.args.dry_run

    def announce() -> Answer:
        accession = registered(call, ACCESSIONS)
        if rows:
            list_boxes(call.session, accession.number, rows)
        return _told(call, accession)

    answer = carried_out(call.session, "add accession", announce, keep=not dry_run)
    told = [_("A dry run: nothing was done.")] if dry_run else []
    return Answer(answer.data, [*answer.blocks, *told])


def _add(call: Call) -> Answer:
    return _told(call, list_boxes(call.session, call.args.number, _rows(call, call.args.file)))


def _rows(call: Call, name: str) -> list[Row]:
    """The rows of a file: a text as it is pasted, else a table."""
    from rmdesk.exchange.box_rows import box_rows

    return box_rows(call.input_file(name))


def _accept(call: Call) -> Answer | Shown:
    session, args = call.session, call.args
    target = output_file(call, args.labels) if args.labels else ""
    act = duties.acts()["accept-accession"]
    answer: Answer = perform(
        session, act, [args.number], given_to(call, act.takes), dry_run=args.dry_run,
        tell=lambda accession: _told(call, accession),
    )  # fmt: skip
    if not target or args.dry_run:
        return answer
    write_output(call, target, _labels(call, answer.data["number"]))
    return Answer({**answer.data, "file": target}, [*answer.blocks, _written(target)])


def _written(target: str) -> str:
    return _("Written to {file}.").format(file=target)


def _labels(call: Call, number: str) -> bytes:
    """The labels of all boxes of an accession: its number and theirs, no names (R32)."""
    from rmdesk.labels.contents import labels_of
    from rmdesk.labels.presets import LabelSource, Sort
    from rmdesk.labels.printing import made
    from rmdesk.labels.settings import Settings

    source = LabelSource(Sort.ACCESSION, text=number, only="box")
    return made(call.session, labels_of(call.session, source, "box"), Settings()).data


def _transmittal(call: Call) -> Answer | Shown:
    from rmdesk.labels.transmittal import transmittal_pdf

    accession, pdf = transmittal_pdf(call.session, call.args.number)
    target = output_file(call, call.args.out or f"transmittal-{accession.number}.pdf")
    write_output(call, target, pdf)
    if names_stream(target):
        return Shown(0)
    data = {"number": accession.number, "file": target}
    return Answer(data, [Fields(data)])


def _step(name: str) -> Command:
    act = duties.acts()[name]
    made = step_of(act, _NUMBER, _told, _RESULT, "number")
    return replace(made, name=name.removesuffix("-accession"))


def _accepting() -> Command:
    act = duties.acts()["accept-accession"]
    labels = argument(
        "--labels", metavar="FILE", help=later("write the labels of its boxes there, as PDF (R32)")
    )
    return Command(
        "accept",
        later("take an accession in: its boxes and files are holdings from then on"),
        _accept,
        (_NUMBER, *map(option, act.takes), labels, FORCE, DRY_RUN),
        details=act.details,
        result=f"{_RESULT}; `file` with --labels",
        examples=("rmdesk accession accept 2026-0002 --at A-01-1 --labels boxes.pdf",),
        permission=HANDLE,
    )


_FILE_HELP = later(
    "a workbook or a text, - for standard input: under a heading (box, barcode, title, dates, "
    "class ...), or a line for each box as it is scanned or pasted"
)

COMMANDS = (
    Command(
        "accession",
        later("announce, receive, take in and refuse what a unit transfers in"),
        children=(
            Command(
                "new",
                later("announce an accession; it gets its number"),
                _new,
                (
                    *field_options(ACCESSIONS, "unit", "title"),
                    argument("--list", metavar="FILE", help=_FILE_HELP),
                    DRY_RUN,
                ),
                result=_RESULT,
                examples=(
                    "rmdesk accession new --unit Finance --title Invoices --authority DA-2001/05",
                ),
                permission=HANDLE,
            ),
            Command(
                "add",
                later("put boxes, and the files in them, on the list of an accession"),
                _add,
                (_NUMBER, argument("file", metavar="FILE", help=_FILE_HELP)),
                result=_RESULT,
                permission=HANDLE,
            ),
            Command(
                "list",
                later("list accessions"),
                lambda call: list_of(call, ACCESSIONS),
                LISTING,
                result="a list of accessions",
            ),
            Command(
                "show",
                later("show an accession: its list, what differs from it, what is to be done"),
                lambda call: _told(call, found(call.session, ACCESSIONS, call.args.number)),
                (_NUMBER,),
                result=_RESULT,
            ),
            *map(_step, ("receive-accession", "strike", "refuse-accession")),
            _accepting(),
        ),
    ),
    Command(
        "transmittal",
        later("write the transmittal of an accession as PDF, with room for both signatures"),
        _transmittal,
        (
            _NUMBER,
            argument("--out", metavar="FILE", help=later("the file (default: by its number)")),
            FORCE,
        ),
        result="`number`, `file`",
    ),
)
