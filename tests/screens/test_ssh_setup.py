"""The way in by SSH as `setup ssh` makes it: a real server, an account of its own, two people."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.private import FOLDER_MODE
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.opening import init_home, open_desk
from tests.rights import open_folder
from tests.screens.centre import be_patient
from tests.screens.terminal import ROOT
from tests.screens.test_ssh import SSHD, Line, desks_at, takes_connections
from tests.screens.test_terminal import wait_until_lent
from tests.serving import serving
from tests.waiting import until

GROUP = "users"
ACCOUNT = "rmdesk-gate"

pytestmark = [
    pytest.mark.skipif(not Path(SSHD).exists(), reason="no SSH server is installed"),
    pytest.mark.skipif(shutil.which("ssh") is None, reason="no SSH client is installed"),
    pytest.mark.skipif(os.getuid() != 0, reason="an account is made, which needs root"),
    pytest.mark.skipif(
        not all(map(shutil.which, ("unshare", "mount", "useradd"))),
        reason="no tools here to make an account in a view of the machine of its own",
    ),
]

SETUP = """
import sys
sys.argv[0] = {program!r}
from screens.cli import main
words = ["--home", {home!r}, "--json", "setup", "ssh", "--account", {account!r}]
words += ["--group", {group!r}, "--place", {place!r}]
words += ["--key", "ann={ann}.pub", "--key", "ben={ben}.pub"]
sys.exit(main(words) or main([*words, "--apply"]) or main([*words, "--apply"]))
"""


@dataclass
class Gate:
    """A server that knows the account which `setup ssh` made, and the keys of two people."""

    folder: Path
    port: int

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def line(self, who: str, *words: str, tty: bool = True) -> list[str]:
        """The client's command line of somebody; `words` are what they ask for."""
        options = {
            "BatchMode": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
            "ExitOnForwardFailure": "yes",
            "IdentitiesOnly": "yes",
        }
        said = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
        to = ["-p", str(self.port), "-i", str(self.folder / who), f"{ACCOUNT}@127.0.0.1"]
        return ["ssh", "-tt" if tty else "-T", *said, *to, *words]


@pytest.fixture
def gate() -> Iterator[Gate]:
    with open_folder() as folder:
        _centre(folder / "home")
        for name in ("ann", "ben", "host"):
            make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(make, check=True)
        script = _script(folder)
        if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
            pytest.skip("needs the right to a view of the machine of its own")
        Path("/run/sshd").mkdir(exist_ok=True)
        line = ["unshare", "-m", "sh", str(script)]
        with serving(lambda port: [*line, str(port)], takes_connections) as port:
            yield Gate(folder, port)


def _centre(home: Path) -> None:
    with init_home(home, "root") as desk:
        session = desk.session("root")
        add_person(session, {"barcode": "P1", "name": "Ann Roy", "login": "ann"})
        add_person(session, {"barcode": "P2", "name": "Ben Ito", "login": "ben"})
        for code in ("F0001", "F0002"):
            add_holding(session, {"barcode": code, "title": f"File {code}", "kind": "file"})
    be_patient(home)


def _script(folder: Path) -> Path:
    """What makes the account and starts the server, where it changes nothing of this machine.

    In a view of its own the folder of accounts is a copy, and the interpreter is where others may
    look, wherever it lies.
    """
    program = folder / "rmdesk"
    start = (
        f"env PYTHONPATH={shlex.quote(str(ROOT))} LC_ALL=C.UTF-8 {sys.executable} -m screens.cli"
    )
    program.write_text(f'#!/bin/sh\nexec {start} "$@"\n')
    program.chmod(0o755)
    names = {each: str(folder / each) for each in ("home", "ann", "ben")}
    more = {"program": str(program), "account": ACCOUNT, "group": GROUP}
    setup = SETUP.format(**names, **more, place=str(folder / "gate"))
    (folder / "setup.py").write_text(setup)
    lines = ["set -e", "mount --make-rprivate /", f"cp -a /etc {folder}/etc"]
    lines += [f"mount --bind {folder}/etc /etc", *_reachable(folder)]
    lines.append(f"PYTHONPATH={ROOT} {sys.executable} {folder}/setup.py > {folder}/said")
    options = {
        "HostKey": folder / "host",
        "PidFile": "none",
        "UsePAM": "no",
        "ListenAddress": "127.0.0.1",
        "Subsystem": "sftp internal-sftp",
    }
    told = " ".join(f"-o {shlex.quote(f'{key}={value}')}" for key, value in options.items())
    lines.append(f'exec {SSHD} -D -e -f /dev/null {told} -p "$1"')
    (folder / "start.sh").write_text("\n".join(lines) + "\n")
    return folder / "start.sh"


def _reachable(folder: Path) -> list[str]:
    """What lets others look at the interpreter and the program."""
    lines = []
    for needed in dict.fromkeys((Path(sys.base_prefix), Path(sys.prefix).resolve(), ROOT)):
        closed = [each for each in needed.parents if not each.stat().st_mode & 0o001]
        if closed:
            top = closed[-1]
            inside = folder / "shown" / needed.relative_to(top)
            lines += [f"mkdir -p {inside}", f"mount --bind {needed} {inside}"]
            lines.append(f"mount --rbind {folder}/shown {top}")
    return lines


def test_each_comes_to_the_desk_by_a_key_and_to_nothing_else(gate: Gate) -> None:
    said = json.loads((gate.folder / "said").read_text().replace("}\n{", "},{").join("[]"))
    dry, done, again = said
    assert (dry["applied"], done["applied"]) == (False, True)
    assert dry["steps"] == done["steps"]
    assert again["steps"] == []
    for who, code, lent in (("ann", "F0001", 1), ("ben", "F0002", 2)):
        line = Line(gate.line(who))
        try:
            line.wait_for(b"F2")
            line.type(f"P1\r{code}\r")
            wait_until_lent(gate.home, lent)
            (process,) = desks_at(gate.home)
            assert Path(f"/proc/{process}/cwd").readlink() == gate.folder / "gate" / "files"
        finally:
            line.close()
        until(lambda: not desks_at(gate.home))
    with open_desk(gate.home) as desk:
        acts = [each for each in desk.store.journal.latest(50) if each.action == "charge-out"]
        assert [each.actor for each in acts][::-1] in (["ann", "ben"], ["ann"] * 2 + ["ben"] * 2)
        assert {each.actor for each in acts} == {"ann", "ben"}
    _nothing_else(gate)


def _nothing_else(gate: Gate) -> None:
    """Another command, a shell, a transfer of files and a forwarded port give nothing."""
    made = gate.folder / "home" / "made"
    for asked in (["touch", str(made)], ["sh", "-i"], ["sftp"], [f"scp -f {gate.home}/rmdesk.db"]):
        got = _asked(gate.line("ann", *asked, tty=False))
        assert got.returncode != 0
        assert b"uid=" not in got.stdout
        assert b"SQLite" not in got.stdout
        assert b"cannot be shown" in got.stderr, got
    plain = gate.line("ann", tty=False)
    for more in (["-s", "sftp"],):
        got = _asked([plain[0], more[0], *plain[1:], more[1]])
        assert got.returncode != 0
        assert not got.stdout
    for forward in (["-W", f"127.0.0.1:{gate.port}"], ["-N", "-R", "0:127.0.0.1:9"]):
        got = _asked([plain[0], *forward, *plain[1:]])
        assert got.returncode != 0, got
        assert not got.stdout.startswith(b"SSH-")
    assert not made.exists()
    assert gate.home.stat().st_mode & 0o777 == FOLDER_MODE


def _asked(line: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(line, input=b"id\n", capture_output=True, check=False)
