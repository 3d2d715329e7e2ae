"""Backup and restore of a home: the store, and what must follow when it is replaced."""

from gettext import gettext as _
from pathlib import Path
from shutil import rmtree

from data import Restored, restore
from rmdesk.desk import STORE_FILE, open_desk
from rmdesk.tables import SCHEMA

__all__ = ["restore_home"]


def restore_home(home: Path, backup: Path, login: str) -> Restored:
    """Put a backup in the place of a home's store; the store that was there is kept beside it.

    The backup is verified before anything is replaced. The journal then tells what was restored,
    and the index, which followed another journal, is left to be built again. Raises the store's
    errors, and changes nothing then.
    """
    done = restore(backup, home / STORE_FILE, schema=SCHEMA)
    rmtree(home / "index", ignore_errors=True)
    with open_desk(home) as desk:
        session = desk.session(login)
        with session.change("restore", _("from {file}").format(file=backup)) as transaction:
            replaced = done.replaced
            before = {"seq": replaced.seq, "hash": replaced.hash} if replaced else None
            transaction.note("restore", "store", old=before, new={"file": str(backup)})
    return done
