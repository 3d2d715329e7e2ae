"""Labels through a real cupsd of our own on loopback: a raw queue, and one that prints PDF."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rmdesk.labels.drawing import Settings, make_labels
from rmdesk.labels.printer import PrinterUnavailable, QueuePrinter
from tests.labels.seeing import decoded, pages_of
from tests.labels.test_printing import switched_on
from tests.labels.test_sheets import thirty
from tests.rights import open_folder
from tests.serving import serving
from tests.waiting import until

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
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with open_folder() as home:  # filters run as another account
        for folder in ("root", "spool/tmp", "cache", "state"):
            (home / folder).mkdir(parents=True)
        (home / "cups-files.conf").write_text(FILES.format(home=home))

        def command(port: int) -> list[str]:
            (home / "cupsd.conf").write_text(SERVER.format(port=port))
            monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{port}")
            given = ("-c", str(home / "cupsd.conf"), "-s", str(home / "cups-files.conf"))
            return [CUPSD, "-f", *given]

        def answers(_port: int) -> bool:
            asked = subprocess.run(["lpstat", "-r"], capture_output=True, check=False)
            return asked.returncode == 0

        with serving(command, answers):
            yield


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
