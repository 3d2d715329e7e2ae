"""The way in by SSH: an account that gives the desk and nothing else, to whom a key belongs to.

The server looks at the key; the forced command before it says whose it is. The file of keys, and
the folder that it lies in, are root's: the account cannot give itself another command.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from pwd import getpwnam

from data.files import keep
from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import FILE_NAME, GUIDELINES_FILE, read_guidelines
from rmdesk.desk.settings_file import keep_settings, with_added
from rmdesk.maintenance.sharing import group_called, group_name, is_shared, share
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Person
from rmdesk.model.roles import ADMINISTER, LOOK

USUAL_ACCOUNT = "rmdesk"
_PLACE = Path("/var/lib")
_ACCOUNT = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_KEY = re.compile(
    r"(?P<kind>ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)"
    r"|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)"
    r" +(?P<key>[A-Za-z0-9+/]+={0,2})( .*)?"
)
_OURS = re.compile(r'restrict,pty,command=".* ssh-desk .*" (?P<key>\S+ \S+) (?P<login>.+)')
_HEAD = "# Made by rmdesk setup ssh: it is written anew each time.\n"
_LONGEST_FILE = 100_000


@dataclass(frozen=True)
class Gate:
    """What is to be set up: the account, its home, the folder for people's files, whose keys.

    `keys` are lists of public keys, as `ssh-ed25519 AAAA…`, by the accounts of the staff; these
    take the place of those they had, and an empty list takes them away.
    """

    account: str = USUAL_ACCOUNT
    place: Path = _PLACE / USUAL_ACCOUNT
    group: str = ""
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def files(self) -> Path:
        """The folder to which exports and prints are confined."""
        return self.place / "files"

    @property
    def authorized(self) -> Path:
        """The file of keys, where an SSH server looks for it."""
        return self.place / ".ssh" / "authorized_keys"


@dataclass(frozen=True)
class Step:
    """One thing that is done to the machine: in words, and how."""

    text: str
    do: Callable[[], object]


def keys_in(login: str, path: Path) -> list[str]:
    """The public keys in a file, one a line, without their comments. Raises BadInput.

    What stands before a key would be obeyed by the server, and is refused as no key.
    """
    from base64 import b64decode

    found = []
    for line in path.read_bytes()[:_LONGEST_FILE].decode("utf-8", "replace").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key = _KEY.fullmatch(line.strip())
        try:
            kind = b64decode(key["key"], validate=True)[4:] if key else b""
        except Base64Error:
            kind = b""
        if key is None or not kind.startswith(key["kind"].encode()):
            raise BadInput(
                _("No public key"),
                _("{path} holds a line that is no public key of SSH.").format(path=path),
                _("Name the file that ssh-keygen wrote for {login}, which ends in .pub.").format(
                    login=login
                ),
                file=str(path),
            )
        found.append(f"{key['kind']} {key['key']}")
    return found


def steps_for(session: Session, gate: Gate) -> list[Step]:
    """What is not there yet of a gate, in the order in which it is done.

    Raises Refused (R37) for who is no administrator here, BadInput for what cannot be.
    """
    Refused.for_any(_("Not set up"), _against(session, gate))
    steps = []
    home = session.desk.home.absolute()
    if not _there(gate.account):
        steps.append(_step(_make_account(gate)))
    for folder, owner, mode in _folders(gate):
        if not folder.is_dir():
            text = f"install -d -o {owner} -g {owner} -m {mode:o} {shlex.quote(str(folder))}"
            steps.append(Step(text, partial(_make, folder, owner, mode)))
    group = _group(gate, home)
    number = group_called(group)
    if not _is_member(gate.account, number):
        steps.append(_step(["usermod", "--append", "--groups", group, gate.account]))
    if not is_shared(home, number):
        text = f"rmdesk --home {shlex.quote(str(home))} init --group {group}"
        steps.append(Step(text, lambda: share(home, number)))
    keys = _keys_after(gate)
    written = _HEAD + "".join(_lines(home, gate, keys))
    if written != _read(gate.authorized):
        text = _("write {path}:").format(path=gate.authorized)
        told = "\n".join([text, *("    " + line for line in written.splitlines())])
        steps.append(Step(told, lambda: keep(gate.authorized, written.encode(), 0o644)))
    if gate.account not in session.guidelines.terminal.ssh_accounts:
        text = _("write into {path}: ssh_accounts = {accounts}")
        accounts = [*session.guidelines.terminal.ssh_accounts, gate.account]
        told = text.format(path=home / FILE_NAME, accounts=_toml(accounts))
        steps.append(Step(told, lambda: _admit(home, gate.account)))
    return steps


def _against(session: Session, gate: Gate) -> list[Reason]:
    """R37: an administrator sets it up, for registered people, at an account that is nobody's."""
    found = session.against(ADMINISTER)
    if not _ACCOUNT.fullmatch(gate.account) or gate.account == "root":
        raise BadInput(
            _("No account for this"),
            _("“{account}” is no name of an account of its own.").format(account=gate.account),
            _("Name one of small letters, digits, - and _, which nobody else uses."),
        )
    if session.store.table(Person.table).one("login", gate.account):
        text = _("{account} is somebody's account here: it would be theirs and everybody's.")
        found.append(Reason("R37", text.format(account=gate.account), _("naming another")))
    for login, keys in gate.keys.items():
        lacked = Session(session.desk, login).against(LOOK) if keys else []
        found += [each for each in lacked if each not in found]
    return found


def _group(gate: Gate, home: Path) -> str:
    """The group by which the account comes into the home. Raises BadInput where there is none."""
    about = home.stat()
    if gate.group:
        return gate.group
    if about.st_mode & stat.S_ISGID:
        return group_name(about.st_gid)
    raise BadInput(
        _("Not set up"),
        _("{home} is one account's, and no other can enter it.").format(home=home),
        _("Name a group that shares it: --group GROUP."),
    )


def _is_member(account: str, group: int) -> bool:
    try:
        known = getpwnam(account)
    except KeyError:
        return False
    return group in os.getgrouplist(account, known.pw_gid)


def _there(account: str) -> bool:
    try:
        getpwnam(account)
    except KeyError:
        return False
    return True


def _make_account(gate: Gate) -> list[str]:
    """No password opens it; the shell is what the server runs the forced command by."""
    place = ["--home-dir", str(gate.place), "--no-create-home", "--shell", "/bin/sh"]
    return ["useradd", "--system", "--user-group", "--password", "*", *place, gate.account]


def _step(line: list[str]) -> Step:
    return Step(shlex.join(line), lambda: _run(line))


def _run(line: list[str]) -> None:
    try:
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        why = done.stderr.strip() if done.returncode else ""
    except OSError as error:
        why = str(error)
    if why:
        text = _("{command}: {why}").format(command=shlex.join(line), why=why)
        step = _("Do it by hand, then say this again: what is done is left.")
        raise BadInput(_("Not set up to the end"), text, step)


def _folders(gate: Gate) -> list[tuple[Path, str, int]]:
    """The folders of the account: those that say what it may do are root's."""
    return [
        (gate.place, "root", 0o755),
        (gate.authorized.parent, "root", 0o755),
        (gate.files, gate.account, 0o700),
    ]


def _make(folder: Path, owner: str, mode: int) -> None:
    folder.mkdir(parents=True)
    shutil.chown(folder, owner, None if owner == "root" else owner)
    folder.chmod(mode)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _keys_after(gate: Gate) -> dict[str, list[str]]:
    """The keys of everybody, those that are there already first. Raises BadInput.

    A key that two people have would say of each that it is the other.
    """
    keys: dict[str, list[str]] = {}
    for line in _read(gate.authorized).splitlines():
        if ours := _OURS.fullmatch(line):
            keys.setdefault(ours["login"], []).append(ours["key"])
        elif line and not line.startswith("#"):
            text = _("{path} holds a line that this program did not write.")
            raise BadInput(
                _("Not set up"),
                text.format(path=gate.authorized),
                _("Name another account, or take the line away."),
            )
    keys |= {login: list(own) for login, own in gate.keys.items()}
    whose: dict[str, str] = {}
    for login, own in keys.items():
        for key in own:
            if whose.setdefault(key, login) != login:
                told = _("One key is of both {one} and {other}.")
                raise BadInput(
                    _("Not set up"),
                    told.format(one=whose[key], other=login),
                    _("Let each make a key of their own: it says who acts."),
                )
    return keys


def _lines(home: Path, gate: Gate, keys: Mapping[str, Sequence[str]]) -> list[str]:
    """The lines of the file: whoever has the key gets this command, whatever they ask for."""
    lines = []
    for login, own in keys.items():
        files = str(gate.files)
        words = [*_program(), "--home", str(home), "ssh-desk", login, "--files", files]
        command = shlex.join(words).replace("\\", "\\\\").replace('"', '\\"')
        lines += [f'restrict,pty,command="{command}" {key} {login}\n' for key in own]
    return lines


def _program() -> list[str]:
    """How this program is started by its whole path, whatever the account's environment says."""
    script = Path(sys.argv[0])
    if script.name == "rmdesk" and script.is_file():
        return [str(script.absolute())]
    return [sys.executable, "-P", "-m", "rmdesk"]


def _toml(accounts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in accounts) + "]"


def _admit(home: Path, account: str) -> None:
    """Say in the guidelines that an account takes people in; what else they say is left."""
    file = home / FILE_NAME
    text = _read(file) or GUIDELINES_FILE
    keep_settings(file, with_added(text, "terminal", "ssh_accounts", {account: ""}))
    read_guidelines(file)


def against_doing() -> list[Reason]:
    """R37: only root makes accounts and their keys."""
    if os.geteuid() == 0:
        return []
    text = _("Accounts and their keys are made by the administrator of the machine.")
    return [Reason("R37", text, _("saying it with sudo"))]
