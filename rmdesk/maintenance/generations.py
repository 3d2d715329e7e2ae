"""Backups in a folder, one for each time, of which the newest are kept."""

import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data import Receipt
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.maintenance.backup import backup_home
from rmdesk.model.errors import BadInput


@dataclass(frozen=True)
class Kept:
    """A new backup of a folder, and the names of the old ones that went."""

    file: Path
    receipt: Receipt
    removed: list[str]


def backup_into(session: Session, folder: Path, keep: int, recipients: Sequence[str] = ()) -> Kept:
    """Back a home up into a folder, then remove all but its `keep` newest backups there.

    A backup is named by its store and its time, so that several centres may share a folder. No
    old one goes before the new one is complete and on disk. Raises BadInput for what is no
    folder, and what `backup_home` raises.
    """
    if not folder.is_dir():
        raise BadInput(
            _("Not backed up"),
            _("{folder} is no folder.").format(folder=folder),
            _("With --keep name a folder that is there."),
            file=str(folder),
        )
    journal = session.store.journal.since(0, limit=1)
    mark = journal[0].hash[:8] if journal else "0" * 8
    ending = ".age" if recipients else ""
    moment = session.now().strftime("%Y%m%d-%H%M%S")
    file = folder / f"rmdesk-{mark}-{moment}.backup{ending}"
    receipt = backup_home(session.desk, file, recipients)
    return Kept(file, receipt, _pruned(folder, mark, keep, file.name))


def _pruned(folder: Path, mark: str, keep: int, newest: str) -> list[str]:
    """Remove the oldest backups of a store; what else lies in the folder is never touched."""
    ours = re.compile(rf"rmdesk-{mark}-[0-9]{{8}}-[0-9]{{6}}\.backup(?:\.age)?")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        found = sorted(
            name
            for name in os.listdir(handle)  # noqa: PTH208  (the folder that is open)
            if ours.fullmatch(name)
            and name != newest
            and stat.S_ISREG(os.stat(name, dir_fd=handle, follow_symlinks=False).st_mode)
        )
        removed = found[: max(0, len(found) - (keep - 1))]
        for name in removed:
            os.unlink(name, dir_fd=handle)
    finally:
        os.close(handle)
    return removed
