"""Labels through a real cupsd of our own on loopback: a raw queue, and one that prints PDF."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rmdesk.labels.drawing import Settings, make_labels
from rmdesk.labels.printer import PrinterUnavailable, QueuePrinter
from tests.labels.seeing import decoded, pages_of
from tests.labels.test_printing import switched_on
from tests.labels.test_sheets import thirty

CUPSD = shutil.which("cupsd") or "/usr/sbin/cupsd"
PDF_QUEUE = Path("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path(CUPSD).exists() or shutil.which("lpadmin") is None or os.getuid() != 0,
        reason="cupsd (cups) is not installed, or we may not start it",
    ),
]

SERVER = """\
Listen 127.0.0.1:{port}
DefaultAuthType None
Browsing No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
FILES = """\
ServerRoot {home}/root
RequestRoot {home}/spool
CacheDir {home}/cache
StateDir {home}/state
TempDir {home}/spool/tmp
AccessLog {home}/access
ErrorLog {home}/error
PageLog {home}/page
SystemGroup root
"""


@pytest.fixture
def cups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    home = tmp_path / "cups"
    for folder in ("root", "spool/tmp", "cache", "state"):
        (home / folder).mkdir(parents=True)
    for above in (home, *home.parents):
        if above.is_relative_to("/tmp/"):
            above.chmod(0o755)  # filters run as another account
    (home / "cupsd.conf").write_text(SERVER.format(port=port))
    (home / "cups-files.conf").write_text(FILES.format(home=home))
    server = subprocess.Popen(
        [CUPSD, "-f", "-c", str(home / "cupsd.conf"), "-s", str(home / "cups-files.conf")]
    )
    monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{port}")
    try:
        until(
            lambda: (
                subprocess.run(["lpstat", "-r"], capture_output=True, check=False).returncode == 0
            )
        )
        yield
    finally:
        server.terminate()
        server.wait(10)


def until(holds: object, seconds: float = 15) -> None:
    assert callable(holds)
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def queue(name: str, *options: str) -> None:
    command = ["lpadmin", "-p", name, "-E", *options]
    # A cupsd that has just started may answer one caller and turn the next away.
    until(lambda: subprocess.run(command, check=False, capture_output=True).returncode == 0)


@pytest.mark.usefixtures("cups")
def test_a_raw_queue_delivers_identical_bytes() -> None:
    zpl = make_labels(thirty()[:3], Settings(stock="Zebra 800264-205", format="zpl", dpi=203)).data
    with switched_on() as printer:
        queue("zebra", "-v", f"socket://127.0.0.1:{printer.port}", "-m", "raw")
        QueuePrinter("zebra").send(zpl, "Labels")
        until(lambda: bool(printer.received))
    assert printer.received == [zpl]


@pytest.mark.skipif(not PDF_QUEUE.exists(), reason="printer-driver-cups-pdf is not installed")
@pytest.mark.usefixtures("cups")
def test_a_sheet_through_a_pdf_queue_is_read_thirty_of_thirty(tmp_path: Path) -> None:
    queue("pdf", "-v", "cups-pdf:/", "-P", str(PDF_QUEUE))
    folder = Path(pwd.getpwuid(os.getuid()).pw_dir) / "PDF"
    before = set(folder.glob("*.pdf"))
    QueuePrinter("pdf").send(
        make_labels(thirty(), Settings(stock="Avery 5160")).data, "rmdesk-test"
    )
    until(lambda: bool(set(folder.glob("*.pdf")) - before))
    (printed,) = set(folder.glob("*.pdf")) - before
    until(lambda: printed.read_bytes().rstrip().endswith(b"%%EOF"))
    (page,) = pages_of(printed.read_bytes(), tmp_path)
    printed.unlink()
    assert sorted(decoded(page)) == sorted(label.code for label in thirty())


@pytest.mark.usefixtures("cups")
def test_a_queue_that_is_not_there_is_a_plain_message() -> None:
    with pytest.raises(PrinterUnavailable, match=r"nowhere: .*not exist"):
        QueuePrinter("nowhere").send(b"%PDF", "Labels")
