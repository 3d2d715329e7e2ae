"""`fixity`: the files that were made of records, compared with their SHA-256."""

from __future__ import annotations

from collections import Counter
from typing import Any

from data import Damaged
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.duties.digitized import Digitization
from rmdesk.duties.fixity import Looked, files_to_check, keep_looked, look_at
from rmdesk.model.checksum import CHANGED, GONE, SOUND, UNREADABLE, fixity_word
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, TextTable, argument
from screens.cli.derive import DRY_RUN

_COLUMNS = ("number", "key", "title", "role", "path", "found", "checked")


def _fixity(call: Call) -> Answer:
    session = call.session
    progress = call.progress(_("Comparing"))
    try:
        looked = look_at(files_to_check(session, due=call.args.due), progress)
    finally:
        progress.end()
    rows = [_row(call, each) for each in looked if each.found != SOUND]
    if looked and not call.args.dry_run:
        keep_looked(session, looked)
    counts = Counter(each.found for each in looked)
    figures = {name: counts[name] for name in (SOUND, CHANGED, GONE, UNREADABLE)}
    data = {"files": len(looked), **figures, "faults": rows}
    said = ", ".join(f"{n:,} {fixity_word(name)}" for name, n in figures.items())
    files = ngettext("{n} file: {said}", "{n} files: {said}", len(looked))
    blocks: list[Block] = [files.format(n=f"{len(looked):,}", said=said)]
    if rows:
        lines = [{**row, "found": fixity_word(row["found"])} for row in rows]
        blocks.append(TextTable(lines, _COLUMNS))
    return Answer(data, blocks, _damaged(len(rows)) if rows else None)


def _row(call: Call, looked: Looked) -> dict[str, Any]:
    file = looked.file
    holding = call.session.visible.get(file.holding)
    job = call.session.get(Digitization, file.digitization)
    return {
        "number": job.number if job else "",
        "key": holding.key if holding else "",
        "title": holding.title if holding else "",
        "role": file.role,
        "path": file.path,
        "sha256": file.sha256,
        "found": looked.found,
        "checked": file.checked,
    }


def _damaged(faults: int) -> Damaged:
    text = ngettext(
        "{n} file is not what it was.", "{n} files are not what they were.", faults
    ).format(n=f"{faults:,}")
    return Damaged(
        _("Not every file is sound"), text, _("Bring them back from a copy, or scan them again.")
    )


COMMANDS = (
    Command(
        "fixity",
        later("compare the files that were made with their SHA-256"),
        _fixity,
        (
            argument(
                "--due",
                action="store_true",
                help=later("only those that are due by the guidelines, or had a fault"),
            ),
            DRY_RUN,
        ),
        details=later("Exit status 4 if a file is changed, gone or not readable."),
        result="`files`, `sound`, `changed`, `gone`, `unreadable` (how many), `faults`: a list, "
        "each with `number`, `key`, `title`, `role`, `path`, `sha256`, `found`, `checked` (last "
        "found as it came)",
        permission=HANDLE,
    ),
)
