"""`transfer`: records on their way to an archives: their list, their bag, its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.errors import Damaged
from data.plain import replace
from data.streams import names_stream
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.duties.transfer import TRANSFERS
from rmdesk.duties.transfer_list import transfer_named
from rmdesk.model.errors import BadInput
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Fields, Shown, argument
from screens.cli.derive import LISTING, answer_of, command_of, list_of, step_of
from screens.cli.writing import FORCE, output_file, write_output

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

_NUMBER = argument("number", metavar="NUMBER", help=later("its number"))
_OUT = argument("--out", metavar="FILE", help=later("the file (default: by its number)"))
_RESULT = (
    "the fields of the transfer, `status`, `counts` (by state), `lines` (each with `key`, `title`, "
    "`kind`, `state`, `reason`, `unit`, `class`, `schedule`, `version`, `authority`, "
    "`disposition`) and `differs` (those that dropped out or were not taken)"
)


def _listed(session: Session, _keys: Sequence[str], done: Sequence[Any]) -> Answer:
    """The transfer that records were listed for."""
    return answer_of(session, TRANSFERS, transfer_named(session, done[0].number))


def _told(call: Call, transfer: Any) -> Answer:
    return answer_of(call.session, TRANSFERS, transfer)


def _step(name: str) -> Command:
    made = step_of(duties.acts()[name], _NUMBER, _told, _RESULT, "number")
    return replace(made, name=name.removesuffix("-transfer"))


def _form(call: Call) -> Answer | Shown:
    from rmdesk.labels.transfer_list import transfer_pdf

    transfer, pdf = transfer_pdf(call.session, call.args.number)
    target = output_file(call, call.args.out or f"transfer-{transfer.number}.pdf")
    write_output(call, target, pdf)
    if names_stream(target):
        return Shown(0)
    data = {"number": transfer.number, "file": target}
    return Answer(data, [Fields(data)])


def _bag(call: Call) -> Answer:
    from rmdesk.exchange.bagging import bag_transfer

    target = output_file(call, call.args.out or f"transfer-{call.args.number}.zip")
    if names_stream(target):
        told = _("A bag is read again after it is written, which a pipe is not.")
        raise BadInput(_("Not written"), told, _("Name a file."))
    made = bag_transfer(call.session, call.args.number, target, force=call.args.force)
    data = {
        "number": made.number, "file": target, "files": made.files, "bytes": made.size,
        "manifest_sha256": made.manifest,
    }  # fmt: skip
    return Answer(data, [Fields(data)])


def _check_bag(call: Call) -> Answer:
    from rmdesk.exchange.bagging import check_bag

    path = call.input_file(call.args.file)
    if faults := check_bag(call.session, call.args.number, path):
        text = f"{'; '.join(faults)}."
        raise Damaged(_("The bag is not sound"), text, _("Write it once more, or ask for a copy."))
    data = {"number": call.args.number, "file": str(path), "sound": True}
    return Answer(data, [Fields(data)])


_LIST, _ADD = (
    command_of(duties.acts()[f"transfer {name}"], _listed, _RESULT) for name in ("new", "add")
)

COMMANDS = (
    Command(
        "transfer",
        later("list, send and keep the receipt of what goes to an archives"),
        children=(
            _LIST,
            _ADD,
            Command(
                "list",
                later("list transfers"),
                lambda call: list_of(call, TRANSFERS),
                LISTING,
                result="a list of transfers",
            ),
            Command(
                "show",
                later("show a transfer: its list, and what differs from it"),
                lambda call: _told(call, transfer_named(call.session, call.args.number)),
                (_NUMBER,),
                result=_RESULT,
            ),
            *map(_step, ("strike-transfer", "send-transfer")),
            Command(
                "form",
                later("write the list of a transfer as PDF, with room for both signatures"),
                _form,
                (_NUMBER, _OUT, FORCE),
                result="`number`, `file`",
            ),
            Command(
                "bag",
                later("write the digital files of a transfer as a zipped BagIt bag, read it again"),
                _bag,
                (_NUMBER, _OUT, FORCE),
                result="`number`, `file`, `files`, `bytes`, `manifest_sha256`",
                permission=HANDLE,
            ),
            Command(
                "check-bag",
                later("compare a bag with its manifests, and with what was written"),
                _check_bag,
                (_NUMBER, argument("file", metavar="FILE", help=later("the bag"))),
                result="`number`, `file`, `sound`",
            ),
            *map(_step, ("receive-transfer", "give-up-transfer")),
        ),
    ),
)
