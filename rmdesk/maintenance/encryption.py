"""Sealed backups: files in the age format that only the holder of a key opens.

pyrage, an optional extra, does the work; it is imported when a backup is sealed or opened, never
otherwise. What is sealed here opens with plain `age -d -i KEY FILE`.
"""

from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from typing import Any

from data import Damaged
from data.errors import explained
from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from rmdesk.model.extras import not_installed

_MARKS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")


def is_sealed(path: Path) -> bool:
    """Whether a file is sealed, as its first bytes tell."""
    with path.open("rb") as file:
        return file.read(40).startswith(_MARKS)


def recipients_named(named: Sequence[str]) -> list[Any]:
    """The public keys (`age1…`) that texts give, or files that hold one on each line.

    Raises BadInput for what is neither.
    """
    x25519 = _pyrage().x25519
    found = []
    for text in named:
        keys = [text] if text.startswith("age1") else _lines(Path(text))
        for key in keys:
            try:
                found.append(x25519.Recipient.from_str(key))
            except _pyrage().RecipientError as error:
                raise BadInput(
                    _("No such recipient"),
                    _("“{key}” is no public key of age.").format(key=key),
                    _("Give a key that begins with age1, or a file of them."),
                ) from error
    return found


def identities_in(path: Path) -> list[Any]:
    """The secret keys in a file, as `age-keygen` writes it. Raises BadInput if there is none."""
    x25519 = _pyrage().x25519
    try:
        found = [x25519.Identity.from_str(line) for line in _lines(path)]
    except _pyrage().IdentityError:
        found = []
    if not found:
        # What is in the file is not told: it may be a key after all.
        raise BadInput(
            _("No key"),
            _("{path} holds no secret key of age.").format(path=path),
            _("Name the file that age-keygen wrote."),
            file=str(path),
        )
    return found


def seal(plain: Path, sealed: Path, recipients: Sequence[Any]) -> None:
    """Write a file's content so that each of the recipients can open it. Raises Unavailable."""
    pyrage = _pyrage()
    with plain.open("rb") as source, _Target(sealed, "wb") as target:
        try:
            pyrage.encrypt_io(source, target, list(recipients))
        except pyrage.EncryptError as error:  # the keys are good: it is the machine
            raise explained(target.failed or OSError(str(error))) from error
        if target.failed:
            raise explained(target.failed)


def unseal(sealed: Path, plain: Path, identities: Sequence[Any]) -> None:
    """Write what was sealed. Raises BadInput for another's key, Damaged for a changed file."""
    pyrage = _pyrage()
    try:
        with sealed.open("rb") as source, plain.open("wb") as target:
            pyrage.decrypt_io(source, target, list(identities))
    except pyrage.DecryptError as error:
        raise BadInput(
            _("The backup does not open"),
            _("No key that was given opens {path}: {detail}.").format(path=sealed, detail=error),
            _("Name the file with the key that it was sealed for."),
            file=str(sealed),
        ) from error
    except OSError as error:
        if error.errno:  # the machine's own, such as a full disk
            raise explained(error) from error
        raise Damaged(
            _("The backup is damaged"),
            _("{path} was changed or cut short after it was sealed.").format(path=sealed),
            _("Take another backup; the store was not touched."),
        ) from error


class _Target(FileIO):
    """A file that remembers a failure: of the last piece that it writes, pyrage tells none."""

    failed: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.failed = error
            raise


def _lines(path: Path) -> list[str]:
    """The lines of a file of keys, without comments. Raises BadInput if it cannot be read."""
    try:
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise BadInput(
            _("No such file of keys"),
            _("{path} cannot be read.").format(path=path),
            _("Give a key that begins with age1, or a file of them."),
            file=str(path),
        ) from error
    return [line for line in lines if line and not line.startswith("#")]


def _pyrage() -> Any:
    """The library, or BadInput that tells how to get it."""
    try:
        import pyrage
    except ImportError as error:
        raise not_installed(
            _("Encryption is not installed"), _("Sealing and opening backups"), "pyrage"
        ) from error
    return pyrage
