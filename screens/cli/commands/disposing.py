"""`disposition`: from what is due to the certificate of its destruction or transfer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from data.streams import names_stream
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.acts import perform
from rmdesk.desk.registering import found
from rmdesk.duties.batch import Disposition
from rmdesk.duties.disposition import BATCHES, told_batch
from rmdesk.duties.execution import execute
from rmdesk.duties.falling_due import DueList, Part, due_by, undated
from rmdesk.duties.proposing import propose, propose_due
from rmdesk.model.errors import BadInput
from rmdesk.model.roles import HANDLE
from rmdesk.model.values import LAST
from rmdesk.model.words import batch_word, item_word, later
from screens.cli.call import Call, day
from screens.cli.command import (
    Answer,
    Block,
    Command,
    Fields,
    Shown,
    TextTable,
    argument,
    whole,
)
from screens.cli.derive import DRY_RUN, LISTING, given_to, list_of, option, step_of
from screens.cli.writing import FORCE, output_file, write_output

_NUMBER = argument("number", metavar="NUMBER", help=later("its number"))
_RESULT = (
    "`number`, `reason`, `status`, `proposed`, `proposed_by`, `approved`, `approved_by`, `method`, "
    "`witnesses`, `executed`, `executed_by`, `certificate`, `sealed`, `counts` (by state), "
    "`awaited` (owners who have not answered), `items` (each with `key`, `status`, `reason`, "
    "`title`, `unit`, `decision`, `disposition`, `due`, `class`, `schedule`, `version`, "
    "`authority`), `concurrences`"
)
_DUE_COLUMNS = (
    "due", "key", "title", "unit", "class", "schedule", "disposition", "authority", "status",
    "listed",
)  # fmt: skip
_ITEM_COLUMNS = ("key", "title", "status", "unit", "due", "disposition", "decision", "reason")


def _told(call: Call, batch: Disposition) -> Answer:
    session = call.session
    data = {
        **told_batch(session, batch),
        **(BATCHES.parts(session, batch) if BATCHES.parts else {}),
    }
    head = {**data, "status": batch_word(data["status"])}
    head["counts"] = ", ".join(f"{n} {item_word(name)}" for name, n in data["counts"].items())
    rows = [{**row, "status": item_word(row["status"])} for row in data["items"]]
    fields = {name: value for name, value in head.items() if name not in ("items", "concurrences")}
    blocks: list[Block] = [Fields(fields)]
    if data["concurrences"]:
        blocks.append(TextTable(data["concurrences"], ("unit", "by", "evidence", "told")))
    return Answer(data, [*blocks, TextTable(rows, _ITEM_COLUMNS)])


def _due(call: Call) -> Answer:
    args = call.args
    if args.undated:
        found_ = undated(call.session, _part(call), limit=args.limit)
        columns: tuple[str, ...] = ("key", "title", "unit", "class", "schedule", "waits")
    else:
        yesterday = call.session.now().date() - timedelta(days=1)
        by = day(call, args.by, LAST) if args.by else yesterday
        found_ = due_by(call.session, by.isoformat(), _part(call), limit=args.limit)
        columns = _DUE_COLUMNS
    return Answer(found_.rows, [TextTable(found_.rows, columns), _shown(found_)])


def _part(call: Call) -> Part:
    """Which part of what falls due is meant."""
    args = call.args
    return Part(args.unit or "", args.class_ or "", args.authority or "")


def _shown(found_: DueList) -> str:
    text = _("{shown} shown of {total}")
    return text.format(shown=f"{len(found_.rows):,}", total=f"{found_.total:,}")


def _propose(call: Call) -> Answer:
    args, session = call.args, call.session
    keys = call.keys() if args.keys else []
    if bool(keys) == bool(args.due_by):
        told = _("Name either records or a day by which they are due.")
        raise BadInput(_("Nothing to propose"), told, _("Give KEY... or --due-by DAY."))

    def do() -> Disposition:
        if keys:
            return propose(session, keys, args.reason)
        by = day(call, args.due_by, LAST).isoformat()
        progress = call.progress(_("Looking"))
        try:
            return propose_due(session, by, args.reason, _part(call), progress=progress)
        finally:
            progress.end()

    return _tried(call, do) if args.dry_run else _told(call, do())


class _TakenBack(Exception):
    """Ends a trial: nothing of it is kept."""


def _tried(call: Call, do: Any) -> Answer:
    """What would be done, taken back again (R36)."""
    answer: Answer | None = None
    try:
        with call.session.change("propose"):
            answer = _told(call, do())
            raise _TakenBack
    except _TakenBack:
        pass
    assert answer is not None
    return answer


def _execute(call: Call) -> Answer:
    session, act = call.session, duties.acts()["execute"]
    given = given_to(call, act.takes)
    if call.args.dry_run:
        answer: Answer = perform(
            session, act, [call.args.number], given, dry_run=True,
            tell=lambda batch: _told(call, batch),
        )  # fmt: skip
        return answer
    batch = found(session, BATCHES, call.args.number)
    progress = call.progress(_("Disposing"))
    try:
        return _told(call, execute(session, batch, given, progress))
    finally:
        progress.end()


def _certificate(call: Call) -> Answer | Shown:
    from rmdesk.labels.certificate import certificate_pdf

    args = call.args
    batch, pdf = certificate_pdf(call.session, args.number)
    target = output_file(call, args.out or f"{batch.certificate}.pdf")
    write_output(call, target, pdf)
    if names_stream(target):
        return Shown(0)
    data = {
        "number": batch.number, "certificate": batch.certificate, "sealed": batch.sealed,
        "file": target,
    }  # fmt: skip
    return Answer(data, [Fields(data)])


def _steps() -> list[Command]:
    """The acts on a batch; its execution is of its own, for it goes step by step."""
    acts = [act for act in duties.acts_on(Disposition) if act.name != "execute"]
    return [step_of(act, _NUMBER, _told, _RESULT, "number") for act in acts]


def _executing() -> Command:
    act = duties.acts()["execute"]
    return Command(
        "execute",
        later("execute an approved disposition, each record looked at once more (R2)"),
        _execute,
        (_NUMBER, *map(option, act.takes), DRY_RUN),
        details=act.details,
        result=_RESULT,
        permission=act.permission,
        examples=("rmdesk disposition execute D-2026-0002 --method shredded --witness P0002A",),
    )


_PART = (
    argument("--unit", metavar="UNIT", help=later("only what belongs to this unit")),
    argument(
        "--class", dest="class_", metavar="CODE", help=later("only what stands in this class")
    ),
    argument("--authority", metavar="NUMBER", help=later("only what goes under this authority")),
)

COMMANDS = (
    Command(
        "disposition",
        later("propose, approve, execute and certify the disposition of records"),
        children=(
            Command(
                "due",
                later("list what is due for disposition, earliest first"),
                _due,
                (
                    argument(
                        "--by",
                        metavar="DAY",
                        help=later("by this day (default: yesterday)"),
                    ),
                    *_PART,
                    argument(
                        "--undated",
                        action="store_true",
                        help=later("what is scheduled and has no day, with why"),
                    ),
                    argument(
                        "--limit", type=whole, default=1000, metavar="N", help=later("most records")
                    ),
                ),
                details=later("Permanent records are never among them."),
                result="a list, each with `key`, `title`, `unit`, `class`, `schedule`, "
                "`authority`, `disposition`, `due`, `status`, `listed` (in which batch), `waits`",
            ),
            Command(
                "propose",
                later("propose records, with what lies in them, as one batch"),
                _propose,
                (
                    argument(
                        "keys", nargs="*", metavar="KEY", help=later("records, by their keys")
                    ),
                    argument(
                        "--due-by",
                        metavar="DAY",
                        help=later("all that is due by this day and free to go"),
                    ),
                    *_PART,
                    argument("--reason", required=True, help=later("why, for the log")),
                    DRY_RUN,
                ),
                result=_RESULT,
                permission=HANDLE,
                examples=("rmdesk disposition propose --due-by 2026-03-31 --reason 'year end'",),
            ),
            Command(
                "list",
                later("list dispositions"),
                lambda call: list_of(call, BATCHES),
                LISTING,
                result="a list of dispositions",
            ),
            Command(
                "show",
                later("show a disposition, record by record"),
                lambda call: _told(call, found(call.session, BATCHES, call.args.number)),
                (_NUMBER,),
                result=_RESULT,
            ),
            *_steps(),
            _executing(),
            Command(
                "certificate",
                later("write the certificate of an executed disposition as PDF"),
                _certificate,
                (
                    _NUMBER,
                    argument("--out", metavar="FILE", help=later("the file (default: its number)")),
                    FORCE,
                ),
                details=later(
                    "It is refused where the journal does not hold any more what was sealed."
                ),
                result="`number`, `certificate`, `sealed`, `file`",
            ),
        ),
    ),
)
