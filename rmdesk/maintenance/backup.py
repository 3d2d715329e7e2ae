"""Backup and restore of a home: the store, and what must follow when it is replaced."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir

from data import Receipt, Restored, restore
from data.files import output
from data.private import private_folder
from data.streams import Target
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.access.clearance import Clearance
from rmdesk.access.visibility import Visibility
from rmdesk.desk.desk import STORE_FILE, Desk, Session
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.opening import open_desk


def backup_home(
    desk: Desk, path: Target, recipients: Sequence[str] = (), *, force: bool = False
) -> Receipt:
    """Copy the store, as it is at one moment, to a file, while others go on working.

    With recipients (public keys of age, or files of them) only these can open the file; nothing
    of it is ever plain outside the home. Raises BadInput for what is no recipient, and what
    `data.files.output` raises: only with `force` it takes the place of another file.
    """
    if not recipients:
        with output(path, force=force, scratch=_plain_room(desk.home)) as draft:
            return desk.store.copy(draft.path)
    from rmdesk.maintenance import encryption

    keys = encryption.recipients_named(recipients)
    with output(path, force=force) as draft, private_folder(_plain_room(desk.home)) as folder:
        receipt = desk.store.copy(folder / STORE_FILE)
        encryption.seal(folder / STORE_FILE, draft.path, keys)
    return receipt


def against_copying(session: Session) -> list[Reason]:
    """R17: a whole copy, made or put back, is for who may know of everything."""
    if session.visible.knows_all:
        return []
    text = _("A whole copy holds all records; {login} is not cleared for everything.")
    return [Reason("R17", text.format(login=session.login), _("the security officer"))]


def recipients_for(session: Session, said: Sequence[str], *, plain: bool = False) -> Sequence[str]:
    """For whom a backup is sealed: who is named, else whom the guidelines name, or nobody.

    Raises Refused (R17) for a plain one of a centre that holds classified records, unless it is
    asked for with `plain`: whoever finds it would know of them.
    """
    recipients = said or ([] if plain else session.guidelines.backup.recipients)
    if not recipients and not plain and holds_classified(session):
        text = _("The centre holds classified records: whoever gets a plain copy can read them.")
        way = _("naming who alone opens it: --encrypt-to, or recipients in the guidelines; --plain")
        raise Refused.by(_("Not copied"), Reason("R17", text, way))
    return recipients


def holds_classified(session: Session) -> bool:
    """Whether there is anything that somebody without a clearance may not know of."""
    anybody = Clearance.of(None, session.now().date())
    desk = session.desk
    return Visibility(session.store, anybody, desk.records, desk.guards).hides_any


def _plain_room(home: Path) -> Path:
    """Where plain content may lie for a moment: the home, where the store lies plain as well.

    Where there is no home yet, or it cannot be written, among the machine's temporary files.
    """
    return home if os.access(home, os.W_OK | os.X_OK) else Path(gettempdir())


@contextmanager
def opened_backup(home: Path, backup: Path, identity: Path | None = None) -> Iterator[Path]:
    """A backup that can be read: itself, or what the key in the file `identity` opens it to.

    Raises BadInput without a key that opens it, Damaged where it was changed.
    """
    from rmdesk.maintenance import encryption

    if not encryption.is_sealed(backup):
        yield backup
        return
    if identity is None:
        raise BadInput(
            _("The backup is sealed"),
            _("{path} was encrypted for the holder of a key.").format(path=backup),
            _("Name the file with that key: --identity FILE."),
            file=str(backup),
        )
    keys = encryption.identities_in(identity)
    with private_folder(_plain_room(home)) as folder:
        encryption.unseal(backup, folder / STORE_FILE, keys)
        yield folder / STORE_FILE


def restore_home(home: Path, backup: Path, login: str, identity: Path | None = None) -> Restored:
    """Put a backup in the place of a home's store; the store that was there is kept beside it.

    The backup is verified before anything is replaced. The journal then tells what was restored,
    and the index, which followed another journal, is left to be built again. Raises the store's
    errors and those of `opened_backup`, and changes nothing then.
    """
    with opened_backup(home, backup, identity) as plain:
        done = restore(plain, home / STORE_FILE, schema=duties.schema())
    rmtree(home / "index", ignore_errors=True)
    with open_desk(home) as desk:
        author, why = desk.session(login).author, _("from {file}").format(file=backup)
        # The backup may know nobody of today: who may restore was asked of what it replaces.
        with desk.store.transaction(author, "restore", reason=why) as transaction:
            replaced = done.replaced
            before = {"seq": replaced.seq, "hash": replaced.hash} if replaced else None
            transaction.note("restore", "store", old=before, new={"file": str(backup)})
    return done
