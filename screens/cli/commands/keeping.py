"""`undo`, `backup`, `restore`, `verify`, `reindex`: taking back, keeping safe, looking after."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from data import Damaged, Receipt, VerifyReport, verify
from data.plain import asdict
from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk.desk.desk import STORE_FILE
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.records import Holding, SchemeClass
from rmdesk.model.roles import HANDLE, LOOK, SUPERVISE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Fields, Shown, argument, whole
from screens.cli.intake import build_anew
from screens.cli.writing import FORCE, output_file


def _undo(call: Call) -> Answer:
    from rmdesk.duties.shift import act_numbered
    from rmdesk.duties.undo import undo

    number = call.args.act
    done = undo(call.session, act_numbered(call.session, number) if number else None)
    text = _("Undone: {action}").format(action=done.word)
    # The journal counts every act: its numbers tell of others (R17).
    act = done.act if call.session.journal.reads_all else 0
    return Answer({"undone": done.action, "act": act, "subjects": done.subjects}, [text])


def _backup(call: Call) -> Answer | Shown:
    from rmdesk.maintenance.backup import against_copying, backup_home, recipients_for

    if against := against_copying(call.session):
        raise Refused.by(_("Not copied"), *against)
    recipients = recipients_for(call.session, call.args.encrypt_to, plain=call.args.plain)
    if call.args.keep:
        return _generation(call, recipients)
    target = output_file(call, call.args.file)
    receipt = backup_home(call.desk, target, recipients, force=call.args.force)
    if is_standard_output(target):
        return Shown(0)
    size = None if names_stream(target) else Path(target).stat().st_size
    told: dict[str, object] = {"file": target, "bytes": size, "receipt": _told(receipt)}
    told["encrypted_to"] = list(recipients)
    return Answer(told, [Fields(told)])


def _generation(call: Call, recipients: Sequence[str]) -> Answer:
    from rmdesk.maintenance.generations import backup_into

    args = call.args
    done = backup_into(call.session, Path(args.file), args.keep, recipients)
    told = {
        "file": str(done.file),
        "bytes": done.file.stat().st_size,
        "receipt": _told(done.receipt),
        "encrypted_to": list(recipients),
        "removed": done.removed,
    }
    return Answer(told, [Fields(told)])


def _told(receipt: Receipt | None) -> dict[str, object] | None:
    return asdict(receipt) if receipt else None


def _restore(call: Call) -> Answer:
    from rmdesk.access.account import process_account
    from rmdesk.maintenance.backup import against_copying, restore_home

    call.permit_unopened(against_copying)
    done = restore_home(
        call.home, call.input_file(call.args.file), process_account(), _identity(call)
    )
    told = {
        "restored": str(call.args.file),
        "entries": done.report.entries,
        "documents": done.report.documents,
        "kept_aside": str(done.kept_aside) if done.kept_aside else None,
        "replaced": _told(done.replaced),
    }
    return Answer(told, [Fields(told)])


def _identity(call: Call) -> Path | None:
    return call.input_file(call.args.identity) if call.args.identity else None


def _verify(call: Call) -> Answer:
    from rmdesk.maintenance.backup import opened_backup

    if call.args.statement:
        return _verified_statement(call, call.input_file(call.args.statement))
    knows_all = call.permit_unopened(lambda session: session.against(LOOK))
    progress = call.progress(_("Verifying")) if knows_all else None
    receipt = _receipt(call.input_file(call.args.receipt)) if call.args.receipt else None
    with ExitStack() as open_files:
        # Not through the desk, which does not open a damaged store.
        path = call.home / STORE_FILE
        if call.args.file:
            backup = opened_backup(call.home, call.input_file(call.args.file), _identity(call))
            path = open_files.enter_context(backup)
        report = verify(path, receipt, progress or (lambda _done: None))
    if progress is not None:
        progress.end()
    return _verified(report) if knows_all else _found_sound(report)


def _receipt(file: Path) -> Receipt:
    from data.receipt import read

    if receipt := read(file):
        return receipt
    raise BadInput(
        _("This is no receipt"),
        _("{name} holds no receipt.").format(name=file.name),
        _("Name a copy of rmdesk.receipt of the records centre."),
        field_name="receipt",
    )


def _found_sound(report: VerifyReport) -> Answer:
    """What everybody may know of it: how much there is tells of what is hidden (R17)."""
    data: dict[str, object] = dict.fromkeys(
        ("sound", "entries", "documents", "faults", "first_bad", "receipt")
    )
    data |= {"sound": report.sound, "faults": []}
    told = _("Sound.") if report.sound else _("Not sound.")
    if report.sound:
        return Answer(data, [told])
    unsound = Damaged(
        _("The store is not what was written"),
        _("It does not hold together; where is told to who may know of everything."),
        _("Tell who looks after the centre, and go on with nothing."),
    )
    return Answer(data, [told], unsound)


def _verified_statement(call: Call, file: Path) -> Answer:
    from rmdesk.duties.custody import known_again, refuse_unknown

    found = known_again(call.session, file.read_bytes())
    refuse_unknown(found)
    number = found.statement.number if found.statement else ""
    return Answer({"sound": found.sound, "statement": number}, [found.told])


def _verified(report: VerifyReport) -> Answer:
    data = {
        "sound": report.sound,
        "entries": report.entries,
        "documents": report.documents,
        "faults": list(report.faults),
        "first_bad": report.first_bad,
        "receipt": _told(report.receipt),
    }
    blocks: list[Block] = [
        _("Sound.") if report.sound else _("Not sound."),
        Fields({_("journal entries"): report.entries, _("documents"): report.documents}),
    ]
    return Answer(data, blocks, None if report.sound else _not_sound(report))


def _not_sound(report: VerifyReport) -> Damaged:
    return Damaged(
        _("The store is not what was written"),
        " ".join(report.faults),
        _("Keep this file, and restore the last backup that is sound."),
    )


def _reindex(call: Call) -> Answer:
    visible = call.session.visible
    progress = call.progress(_("Indexing"))
    # The count as it grows would tell of records that must not be known of (R17).
    shown = None if visible.hides_any else progress
    try:
        build_anew(call, shown)
    finally:
        progress.end()
    told = {"records": sum(map(visible.count_in, (Holding.table, SchemeClass.table)))}
    return Answer(told, [Fields(told)])


def _accept_clock(call: Call) -> Answer:
    from rmdesk.maintenance.clock import accept_clock

    accept_clock(call.session, call.args.reason)
    now = call.session.now().isoformat(timespec="seconds")
    text = _("The clock is taken as right: {now}").format(now=now)
    return Answer({"accepted": now}, [text])


_IDENTITY = argument(
    "--identity", metavar="FILE", help=later("the secret key that opens an encrypted backup")
)

COMMANDS = (
    Command(
        "undo",
        later("undo the last thing you did"),
        _undo,
        (
            argument(
                "--act",
                type=whole,
                metavar="N",
                help=later("of your acts of today this one, as `shift` numbers them"),
            ),
        ),
        details=later(
            "It is a new entry in the log; nothing is edited. An act on which others were built "
            "is refused."
        ),
        result="`undone` (the action), `act` (its number in the journal, for who may read all of "
        "that, else 0), `subjects`",
        permission=HANDLE,
    ),
    Command(
        "backup",
        later("copy the store to a file, while others go on working"),
        _backup,
        (
            argument(
                "file",
                metavar="FILE",
                help=later("where to; - is standard output; with --keep a folder"),
            ),
            argument(
                "--keep",
                type=whole,
                metavar="N",
                help=later("name it by its time in the folder, and keep the N newest there"),
            ),
            FORCE,
            argument(
                "--encrypt-to",
                action="append",
                default=[],
                metavar="RECIPIENT",
                help=later("who alone can open it: a public key of age (age1…), or a file of them"),
            ),
            argument(
                "--plain",
                action="store_true",
                help=later("not encrypted, though the centre holds classified records"),
            ),
        ),
        details=later(
            "It is for those that --encrypt-to names, else for the recipients of the guidelines. "
            "Without either, whoever gets the file can read all that it holds; a centre that holds "
            "classified records makes one only with --plain. What is encrypted opens with "
            "`age -d -i KEY FILE` too."
        ),
        result="`file`, `bytes`, `receipt`, `encrypted_to`; with --keep `removed`",
        examples=(
            "rmdesk --quiet backup /var/backups/records --keep 14",
            "rmdesk backup /media/stick/records.backup",
            "rmdesk backup records.age --encrypt-to age1…",
        ),
    ),
    Command(
        "restore",
        later("put a backup in the place of the store"),
        _restore,
        (argument("file", metavar="FILE", help=later("the backup")), _IDENTITY),
        details=later(
            "The backup is verified before anything is replaced; the store that was there is kept "
            "beside it. All sessions must be closed."
        ),
        result="`restored`, `entries`, `documents`, `kept_aside`, `replaced`",
        permission="",
    ),
    Command(
        "verify",
        later("look whether store and journal are what was written"),
        _verify,
        (
            argument(
                "file", nargs="?", metavar="FILE", help=later("a backup (default: the store)")
            ),
            argument("--receipt", metavar="FILE", help=later("a receipt kept elsewhere")),
            argument(
                "--statement", metavar="FILE", help=later("look at a statement of custody instead")
            ),
            _IDENTITY,
        ),
        details=later(
            "Exit status 4 if anything does not hold together. How much there is, and where it "
            "does not, is told to who may know of everything."
        ),
        result="`sound`; `entries`, `documents`, `faults`, `first_bad`, `receipt` for who may know "
        "of everything; of a statement `sound`, `statement`",
        permission="",
    ),
    Command(
        "accept-clock",
        later("go on after the machine's clock was set back"),
        _accept_clock,
        (argument("--reason", required=True, metavar="TEXT", help=later("why")),),
        details=later("For supervisors: the journal's times are no longer in order after it."),
        result="`accepted`",
        permission=SUPERVISE,
    ),
    Command(
        "reindex",
        later("build the index anew"),
        _reindex,
        result="`records`: those you may know of",
        permission=HANDLE,
    ),
)
