"""A home that several accounts share: of one group, which reads and writes all, and nobody else.

Folders hand their group on to what is made in them (setgid), so that it does not matter which of
the accounts writes, or with what umask.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from grp import getgrgid, getgrnam
from pathlib import Path

from data.errors import FileRefused
from data.files import OWNER_ONLY
from data.plain import dataclass
from data.private import FILE_MODE, PREFIX, make_folder
from data.texts import gettext as _
from rmdesk.labels.presets import SPOOLED
from rmdesk.model.errors import BadInput

SHARED_FOLDER = 0o2770
_OTHERS = 0o007
_MODES = {"drafts": OWNER_ONLY, "spool": SPOOLED}
"""Of folders whose files are their account's alone, or for no other to write."""
_SHOWN = 3
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Found:
    """A file or folder of a home: where it is in it, and what the system says of it.

    `mode` is what it is to have where accounts share the home.
    """

    path: str
    about: os.stat_result
    mode: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.about.st_mode)


def group_called(name: str) -> int:
    """The number of a group of this machine, by its name or number. Raises BadInput."""
    try:
        return getgrnam(name).gr_gid
    except KeyError:
        if name.isascii() and name.isdecimal() and len(name) < 10:
            return int(name)
    raise BadInput(
        _("No such group"),
        _("This machine has no group “{name}”.").format(name=name),
        _("Make it first (groupadd {name}), and put the accounts into it.").format(name=name),
    )


def group_name(number: int) -> str:
    """What a group is called on this machine; its number where it has no name."""
    try:
        return getgrgid(number).gr_name
    except KeyError:
        return str(number)


def is_shared(home: Path, group: int) -> bool:
    """Whether the folder of a home is already the group's."""
    about = home.stat()
    return (about.st_gid, stat.S_IMODE(about.st_mode)) == (group, SHARED_FOLDER)


def share(home: Path, group: int) -> int:
    """Give a home, and all that is in it, to a group; how many files and folders that changed.

    No link is followed. Raises FileRefused where this account may not.
    """
    make_folder(home)
    changed = 0
    try:
        for each, folder in _walk(home):
            changed += _give(each, folder, group)
    except PermissionError as error:
        raise FileRefused(
            _("The home cannot be shared"),
            _("{path} is not yours to give, or you are not of the group.").format(path=home),
            _("Let its owner do it, who is of the group, or the administrator of the machine."),
        ) from error
    return changed


def _give(each: Found, folder: int, group: int) -> bool:
    if (each.about.st_gid, stat.S_IMODE(each.about.st_mode)) == (group, each.mode):
        return False
    name = "." if each.path == "." else Path(each.path).name
    handle = os.open(name, _FLAGS, dir_fd=folder)
    try:
        if not os.path.samestat(os.fstat(handle), each.about):
            return False  # another meanwhile
        if each.about.st_gid != group:
            os.fchown(handle, -1, group)
        os.fchmod(handle, each.mode)  # last: giving it away takes the setgid bit away
    finally:
        os.close(handle)
    return True


def faults_of(home: Path) -> list[str]:
    """What of a home's modes lets others in, or keeps those out who share it, and what to do."""
    try:
        top = home.stat()
        found = [each for each, _folder in _walk(home)]
    except OSError as error:
        return [_("The files of the home cannot all be looked at: {why}.").format(why=error)]
    told = _told(
        _("Accounts that do not belong here reach {paths}: run `{command}`."),
        [each for each in found if each.about.st_mode & _OTHERS and not _shielded(each, top)],
        f"chmod -R o-rwx {home}",
    )
    if not top.st_mode & stat.S_ISGID:
        several = {each.about.st_uid for each in found} - {0}
        if len(several) > 1:
            text = _("Several accounts write here, but the home is not shared: run `{command}`.")
            told.append(text.format(command=f"rmdesk --home {home} init --group GROUP"))
        return told
    astray = [each for each in found if not _is_shared(each, top.st_gid)]
    text = _("Not all who share the home can use {paths}: run `{command}`.")
    return told + _told(text, astray, f"rmdesk --home {home} init --group {group_name(top.st_gid)}")


def _shielded(each: Found, top: os.stat_result) -> bool:
    """Whether nobody comes to it, because the home itself lets no others in."""
    return each.path != "." and not top.st_mode & _OTHERS


def _is_shared(each: Found, group: int) -> bool:
    if each.mode == OWNER_ONLY:
        return True
    return each.about.st_gid == group and each.about.st_mode & each.mode == each.mode


def _told(text: str, found: list[Found], command: str) -> list[str]:
    if not found:
        return []
    paths = ", ".join(each.path for each in found[:_SHOWN])
    if len(found) > _SHOWN:
        paths = _("{paths} and {n} more").format(paths=paths, n=f"{len(found) - _SHOWN:,}")
    return [text.format(paths=paths, command=command)]


def _walk(home: Path) -> Iterator[tuple[Found, int]]:
    """The folders and plain files of a home, and the open folder that each is in; links are not.

    What is being written is left, and what has a second name, which may be outside of the home.
    """
    for folder, names, files, handle in os.fwalk(home, follow_symlinks=False):
        inside = Path(folder).relative_to(home)
        if folder == str(home):
            yield Found(".", os.fstat(handle), SHARED_FOLDER), handle
        names[:] = [each for each in names if not each.startswith(PREFIX)]
        for name in (*names, *files):
            try:
                about = os.stat(name, dir_fd=handle, follow_symlinks=False)
            except OSError:  # gone meanwhile
                continue
            plain = stat.S_ISREG(about.st_mode) and about.st_nlink == 1
            if plain or stat.S_ISDIR(about.st_mode):
                mode = _MODES.get(str(inside), FILE_MODE) if plain else SHARED_FOLDER
                yield Found(str(inside / name), about, mode), handle
