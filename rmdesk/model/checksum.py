"""The SHA-256 of a file: made once when the file is taken in, made again only to be compared."""

from hashlib import file_digest
from pathlib import Path

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.values import Cell, Unfit

SOUND, CHANGED, GONE, UNREADABLE = "sound", "changed", "gone", "unreadable"


@dataclass(frozen=True)
class Summed:
    """A file as it was taken in: where it lies, its SHA-256 in hexadecimal, its size in bytes."""

    path: str
    sha256: str
    size: int


def summed(cell: Cell) -> Summed:
    """Read a file that a person names. Raises Unfit for what cannot be read, or is empty."""
    text = cell if isinstance(cell, str) else "; ".join(cell)
    try:
        path = Path(text).expanduser().resolve()
        str(path).encode()  # a name that is no text could not be kept
        if not path.is_file():
            raise Unfit(_("“{text}” is no file").format(text=text))
        if not (size := path.stat().st_size):
            raise Unfit(_("“{text}” is empty").format(text=text))
        return Summed(str(path), _sha256(path), size)
    except (OSError, ValueError, RuntimeError) as error:
        raise Unfit(_("“{text}” cannot be read").format(text=text)) from error


def compared(path: str, sha256: str) -> str:
    """What became of a file since its SHA-256 was made: one of the four words above.

    What cannot be read, on a disk that is failing or locked, is neither gone nor changed.
    """
    try:
        return SOUND if _sha256(Path(path)) == sha256 else CHANGED
    except (FileNotFoundError, NotADirectoryError):
        return GONE
    except OSError:
        return UNREADABLE


def fixity_word(found: str) -> str:
    """What was found of a file, as said at the desk."""
    return {
        SOUND: _("sound"),
        CHANGED: _("changed"),
        GONE: _("gone"),
        UNREADABLE: _("not readable"),
    }.get(found, found)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
