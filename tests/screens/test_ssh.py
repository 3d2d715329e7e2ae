"""The desk over a real SSH connection with a forced command, and what a cut line leaves behind."""

import getpass
import os
import pty
import select
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.opening import init_home, open_desk
from tests.screens.centre import be_patient
from tests.screens.terminal import ROOT
from tests.screens.test_terminal import wait_until_lent
from tests.serving import serving
from tests.waiting import until

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"

pytestmark = [
    pytest.mark.skipif(not Path(SSHD).exists(), reason="no SSH server is installed"),
    pytest.mark.skipif(shutil.which("ssh") is None, reason="no SSH client is installed"),
    pytest.mark.skipif(os.getuid() != 0, reason="an SSH server of its own needs root here"),
]


@dataclass
class Server:
    """An SSH server on loopback that opens the desk over `home` and runs nothing else."""

    home: Path
    port: int
    key: Path

    def connect(self, *command: str) -> list[str]:
        """The client's command line; `command` is what a person asks to run instead."""
        options = {
            "BatchMode": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
        }
        said = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
        to = f"{getpass.getuser()}@127.0.0.1"
        return ["ssh", "-tt", "-p", str(self.port), "-i", str(self.key), *said, to, *command]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    home = tmp_path / "home"
    with init_home(home, getpass.getuser()) as desk:
        add_person(desk.session(), {"barcode": "P1", "name": "Keiko Ito"})
        for code in ("F0001", "F0002"):
            add_holding(desk.session(), {"barcode": code, "title": f"File {code}", "kind": "file"})
    be_patient(home)
    key, host = tmp_path / "key", tmp_path / "host"
    for path in (key, host):
        make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
        subprocess.run(make, check=True)
    variables = f"PYTHONPATH={shlex.quote(str(ROOT))} LC_ALL=C.UTF-8 TERM=xterm-256color"
    command = f"env {variables} {sys.executable} -m screens.cli --home {home}"
    public = key.with_suffix(".pub").read_text()
    (tmp_path / "authorized").write_text(f'restrict,pty,command="{command}" {public}')
    Path("/run/sshd").mkdir(exist_ok=True)
    settings = {
        "HostKey": host,
        "AuthorizedKeysFile": tmp_path / "authorized",
        "PidFile": "none",
        "UsePAM": "no",
        "StrictModes": "no",
        "PermitRootLogin": "prohibit-password",
        "ListenAddress": "127.0.0.1",
    }
    options = [word for key_, value in settings.items() for word in ("-o", f"{key_}={value}")]
    line = [SSHD, "-D", "-e", "-f", "/dev/null", *options]
    with serving(lambda port: [*line, "-p", str(port)], takes_connections) as port:
        yield Server(home, port, key)


def takes_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


class Line:
    """A client on a terminal of its own."""

    def __init__(self, command: list[str]) -> None:
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execvp(command[0], command)
        self.seen = b""

    def read(self, seconds: float) -> bytes:
        """What arrives within some seconds, or until the line is closed."""
        end, arrived = time.monotonic() + seconds, b""
        while (left := end - time.monotonic()) > 0:
            if not select.select([self._terminal], [], [], left)[0]:
                break
            try:
                arrived += os.read(self._terminal, 65536)
            except OSError:
                break
        self.seen += arrived
        return arrived

    def wait_for(self, text: bytes) -> None:
        until(lambda: self.read(0.2) is not None and text in self.seen)

    def falls_silent(self, seconds: float) -> bool:
        """Wait until nothing arrives for so long."""
        return until(lambda: self.read(seconds) == b"")

    def type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)


def desks_at(home: Path) -> list[int]:
    """The processes that have the desk over this home open."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if b"screens.cli" in words and str(home).encode() in words:
                found.append(int(entry.name))
    return found


def test_the_desk_works_over_ssh_and_a_cut_line_leaves_nothing_half_done(server: Server) -> None:
    line = Line(server.connect())
    try:
        line.wait_for(b"F2")
        line.type("P1\rF0001\rF0002\r")
        assert wait_until_lent(server.home, 2) == ["F0001", "F0002"]
        assert line.falls_silent(2), "an idle screen sends nothing"
        assert desks_at(server.home)
    finally:
        line.close()
    until(lambda: not desks_at(server.home))
    with open_desk(server.home) as desk:
        assert not desk.store.verify().faults
        assert not list((server.home / "log").glob("*"))


def test_no_other_command_is_run(server: Server) -> None:
    line = Line(server.connect("touch", str(server.home / "made")))
    try:
        line.wait_for(b"F2")
    finally:
        line.close()
    assert not (server.home / "made").exists()
