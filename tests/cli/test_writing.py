"""What commands write: over nothing unasked, never into a home, into pipes, by who made it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from screens.cli.catalogue import commands
from screens.cli.command import Command
from tests.cli.conftest import Say, environment

TABLE = str(Path(__file__).resolve().parents[2] / "rmdesk/labels/drawing/stocks.csv")
"""Any table: a map for it is sketched."""

WRITING: dict[str, tuple[str, ...]] = {
    "export": ("export", "holdings", "--format", "csv", "--out"),
    "report": ("report", "today", "--format", "csv", "--out"),
    "inventory": ("inventory", "L1", "--format", "csv", "--out"),
    "notices": ("notices", "--format", "txt", "--out"),
    "picklist": ("picklist", "--format", "csv", "--out"),
    "refilelist": ("refilelist", "--format", "csv", "--out"),
    "shift": ("shift", "--format", "txt", "--out"),
    "label": ("label", "0001", "--format", "zpl", "--out"),
    "barcodes": ("barcodes", "holding", "--format", "zpl", "--out"),
    "calibrate": ("calibrate", "laser", "--stock", "5160", "--sheet", "--out"),
    "transmittal": ("transmittal", "A-1", "--out"),
    "backup": ("backup",),
    "calendar": ("calendar", "--out"),
    "custody": ("custody", "0001", "--out"),
    "import": ("import", "holdings", TABLE, "--sketch-map"),
}
every = pytest.mark.parametrize("words", WRITING.values(), ids=WRITING)


def contents(home: Path) -> dict[str, bytes]:
    """Every file of a home by its name, but for SQLite's own beside an open store."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def untouched(home: Path) -> Iterator[Path]:
    """The home, of which no file may have changed afterwards."""
    before = contents(home)
    yield home
    assert contents(home) == before


def test_every_command_that_writes_a_named_file_can_be_forced() -> None:
    def flags(command: Command) -> set[str]:
        return {flag for each in command.arguments for flag in each.flags}

    told = {command.name for command in commands() if "--force" in flags(command)}
    assert told == set(WRITING)
    assert {command.name for command in commands() if "--out" in flags(command)} <= told


@pytest.mark.whole
@every
def test_no_command_writes_into_a_home(
    say: Say, untouched: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "link").symlink_to(untouched)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "rmdesk.db").touch()
    names = ("rmdesk.db", "rmdesk.db-wal", "rmdesk.receipt", "guidelines.toml", "new", "index/x")
    (untouched / "index").mkdir(exist_ok=True)
    places = [untouched / name for name in names]
    for place in (*places, tmp_path / "link" / "rmdesk.db", tmp_path / "other" / "a.csv"):
        for force in ((), ("--force",)):
            said = say(*words, place, *force)
            assert said.status == 2, said
            assert "records centre in" in said.error["message"]
            assert "outside" in said.error["message"]
    assert (tmp_path / "other" / "rmdesk.db").read_bytes() == b""


@every
def test_an_existing_file_is_written_over_only_with_force(
    say: Say, tmp_path: Path, words: tuple[str, ...]
) -> None:
    place, victim = tmp_path / "a", tmp_path / "victim"
    place.write_text("old")
    said = say(*words, place)
    assert (said.status, place.read_text()) == (2, "old")
    assert "--force" in said.error["message"]
    assert say(*words, place, "--force").status == 0
    assert place.read_bytes() not in (b"old", b"")
    assert place.stat().st_mode & 0o777 == 0o660
    place.unlink()
    place.symlink_to(victim)
    assert say(*words, place).status == 2
    assert not victim.exists()
    assert say(*words, place, "--force").status == 0
    assert not victim.exists()


@every
def test_a_barcode_is_not_issued_where_its_label_cannot_be_written(
    say: Say, tmp_path: Path, words: tuple[str, ...]
) -> None:
    before = say("log", "--limit", "1").data
    for place in (tmp_path, tmp_path / "no" / "a", "/dev/null"):
        assert say(*words, place).status == 2
    assert say("log", "--limit", "1").data == before


def shell(line: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    """A line for bash, in which `rmdesk` speaks to the home."""
    program = (
        f'rmdesk() {{ "{sys.executable}" -m tests.signed_in --home "{home}" --as mlee "$@"; }}'
    )
    return subprocess.run(
        ["bash", "-c", f"{program}\n{line}"],
        env=environment(),
        capture_output=True,
        timeout=60,
        check=False,
    )


@contextmanager
def collected() -> Iterator[tuple[int, Future[bytes]]]:
    """A pipe to write into, and what is read at its other end until that is closed."""
    reads, writes = os.pipe()
    with open(reads, "rb") as end, ThreadPoolExecutor(1) as reader:  # noqa: PTH123
        try:
            yield writes, reader.submit(end.read)
        finally:
            os.close(writes)


@contextmanager
def output_into(pipe: int) -> Iterator[None]:
    """Let the standard output of this process lead into a pipe, as a shell does with `|`."""
    kept, before = os.dup(1), sys.stdout
    os.dup2(pipe, 1)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    try:
        yield
        sys.stdout.close()
    finally:
        sys.stdout = before
        os.dup2(kept, 1)
        os.close(kept)


@every
def test_a_dash_stands_for_standard_output_and_nothing_else_is_said_there(
    say: Say, words: tuple[str, ...]
) -> None:
    begins = {"export": b"barcode", "report": b"", "calibrate": b"%PDF", "backup": b"SQLite"}
    begins |= {"transmittal": b"%PDF", "import": b"# A map", "calendar": b"BEGIN:VCALENDAR"}
    begins |= {"notices": b"Nothing is to be told today.", "shift": b"Hand-over 2"}
    begins |= {"inventory": b"home,", "custody": b"Statement of custody"}
    begins |= {"picklist": b"place,code,", "refilelist": b"place,code,"}
    for target, json_ in (("-", False), ("/dev/stdout", False), ("-", True)):
        with collected() as (pipe, read), output_into(pipe):
            said = say(*words, target, json=json_)
        assert (said.status, said.err) == (0, ""), said
        assert read.result().startswith(begins.get(words[0], b"^XA"))
        assert b"written to" not in read.result()
    assert not Path("-").exists()


@every
def test_pipes_are_written_into(say: Say, tmp_path: Path, words: tuple[str, ...]) -> None:
    with collected() as (pipe, read):
        assert say(*words, f"/dev/fd/{pipe}").status == 0
    assert read.result()
    named = tmp_path / "pipe"
    os.mkfifo(named)
    with ThreadPoolExecutor(1) as reader:
        other = reader.submit(named.read_bytes)
        assert say(*words, named).status == 0
    assert other.result()
    assert named.is_fifo()


@pytest.mark.whole
def test_a_shell_makes_such_pipes(home: Path, tmp_path: Path) -> None:
    copy, pipe = tmp_path / "copy", tmp_path / "pipe"
    os.mkfifo(pipe)
    export = "rmdesk export holdings --format csv --out"
    done = shell(
        f"{export} - | cat >{copy}; {export} >(cat >{copy}.2); wait $!\n"
        f"cat {pipe} >{copy}.3 & {export} {pipe} && wait $!",
        home,
    )
    assert (done.returncode, done.stderr) == (0, b""), done
    assert copy.read_bytes().startswith(b"barcode")
    assert copy.read_bytes() == Path(f"{copy}.2").read_bytes() == Path(f"{copy}.3").read_bytes()


@pytest.mark.whole
def test_a_full_or_closed_standard_output_is_told(home: Path) -> None:
    assert shell("rmdesk export holdings --out - >/dev/full", home).returncode == 74
    closed = shell("rmdesk export holdings --out - >&-", home)
    assert (closed.returncode, b"Traceback" in closed.stderr) == (2, False), closed
    left = shell("(trap '' PIPE; rmdesk backup - ; echo $? >&2) | true", home)
    assert left.stderr.strip() in (b"141", b"0")


def test_an_xlsx_goes_through_a_pipe(home: Path, tmp_path: Path) -> None:
    done = shell("rmdesk export holdings --format xlsx --out - | cat", home)
    assert done.stdout.startswith(b"PK")
    from io import BytesIO

    from python_calamine import load_workbook

    assert len(load_workbook(BytesIO(done.stdout)).get_sheet_by_index(0).to_python()) == 5


def test_labels_without_a_name_get_a_new_file_each_time(say: Say) -> None:
    files = [say("label", "0001").data["file"] for _time in range(3)]
    assert files == ["labels.pdf", "labels-2.pdf", "labels-3.pdf"]
    before = Path("labels.pdf").read_bytes()
    Path("labels.pdf").write_text("mended by hand")
    assert say("label", "0001").data["file"] == "labels-4.pdf"
    assert Path("labels.pdf").read_text() == "mended by hand"
    assert say("label", "0001", "--force").data["file"] == "labels.pdf"
    assert len(Path("labels.pdf").read_bytes()) == len(before)


# --- refused rows


def test_refused_rows_are_a_new_file_beside_theirs(say: Say, home: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    Path("bad.csv").write_text("barcode,title,extent_m\nN1,One,long\nN2,Two,0.3\n")
    Path("bad.refused.csv").symlink_to(victim)
    words = ("import", "holdings", "bad.csv", "--skip-bad")
    assert say(*words).data["refused_file"] == "bad.refused-2.csv"
    assert victim.read_text() == "theirs"
    assert "N1" in Path("bad.refused-2.csv").read_text()
    Path("batch.txt").write_text("P1\nNOPE\n0001\n")
    Path("batch.refused.txt").symlink_to(victim)
    assert say("scan-batch", "batch.txt", "--skip-bad").data["refused_file"] == (
        "batch.refused-2.txt"
    )
    assert Path("batch.refused-2.txt").read_text() == "NOPE\n"
    assert victim.read_text() == "theirs"


def test_rows_refused_from_a_file_in_a_home_stop_the_import(say: Say, home: Path) -> None:
    inside = home / "bad.csv"
    inside.write_text("barcode,title,extent_m\nN1,One,long\nN2,Two,0.3\n")
    said = say("import", "holdings", inside, "--skip-bad")
    assert said.status == 2
    assert "records centre in" in said.error["message"]
    assert say("show", "N2").status == 3


# --- a printer that is a file


def test_a_file_printer_is_never_in_a_home(say: Say, untouched: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(untouched / "labels")
    for place in ("rmdesk.db", "rmdesk.db-wal", "new.pdf", "labels/box.toml", "labels", "a/b.pdf"):
        said = say("label", "0001", "--print", f"file:{untouched / place}")
        assert said.status == 2, said
        assert "records centre in" in said.error["message"]
    assert say("label", "0001", "--print", f"file:{tmp_path / 'link' / 'a.pdf'}").status == 2
    assert say("jobs").data == []


def test_a_file_printer_makes_a_new_file_each_time(say: Say, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for printer, first, second in (
        ("folder", "folder/labels.pdf", "folder/labels-2.pdf"),
        ("folder/a.pdf", "folder/a.pdf", "folder/a-2.pdf"),
        ("new/a.pdf", "new/a.pdf", "new/a-2.pdf"),
    ):
        for place in (first, second):
            told = say("label", "0001", "--print", f"file:{printer}").data
            assert told["printer"] == f"file:{tmp_path / place}"
            assert (tmp_path / place).read_bytes().startswith(b"%PDF")


def waiting(say: Say, tmp_path: Path) -> str:
    """A job for a file whose folder is not there yet; its number."""
    (tmp_path / "off").write_text("a file where the folder should be")
    assert say("label", "0001", "--print", "file:off/a.pdf").status == 1
    (tmp_path / "off").unlink()
    (job,) = say("jobs").data
    return str(job["number"])


def test_a_job_goes_where_it_was_meant_to_from_whatever_folder(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(say, tmp_path)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert say("jobs", "--retry").status == 0
    assert (tmp_path / "off" / "a.pdf").exists()


@pytest.mark.parametrize("planted", [".json", ".data"])
def test_a_job_of_another_account_is_not_printed_into_a_file(
    say: Say, home: Path, tmp_path: Path, planted: str
) -> None:
    if os.getuid() != 0:
        pytest.skip("needs an account that can give a file away")
    number = waiting(say, tmp_path)
    os.chown(home / "spool" / f"{number}{planted}", 65534, 65534)
    for words in (("--retry",), ("--retry", number)):
        said = say("jobs", *words)
        assert said.status == 1
        assert "nobody made this job" in said.error["message"]
    assert not (tmp_path / "off").exists()
    assert [job["number"] for job in say("jobs").data] == [number]


def test_a_job_that_the_group_could_have_changed_is_not_printed_into_a_file(
    say: Say, home: Path, tmp_path: Path
) -> None:
    number = waiting(say, tmp_path)
    file = home / "spool" / f"{number}.json"
    file.chmod(0o660)
    file.write_text(json.dumps({**json.loads(file.read_text()), "printer": "file:/tmp/x"}))
    assert say("jobs", "--retry").status == 1
    assert not Path("/tmp/x").exists()


def test_a_planted_job_stops_no_other_and_leads_to_no_file(
    say: Say, home: Path, tmp_path: Path
) -> None:
    number = waiting(say, tmp_path)
    secret = tmp_path / "secret"
    secret.write_text("not to be printed")
    spool = home / "spool"
    told = json.loads((spool / f"{number}.json").read_text())
    for name, printer in (("0", "nowhere"), ("1", f"file:{home / 'rmdesk.db'}"), ("2", "lp:x")):
        (spool / f"{name}.json").write_text(
            json.dumps({**told, "number": name, "printer": printer})
        )
        (spool / f"{name}.json").chmod(0o640)
        (spool / f"{name}.data").write_text("x")
        (spool / f"{name}.data").chmod(0o640)
    (spool / "2.data").unlink()
    (spool / "2.data").symlink_to(secret)
    (spool / "3.json").symlink_to(secret)
    os.mkfifo(spool / "4.json")
    store = (home / "rmdesk.db").read_bytes()
    said = say("jobs", "--retry")
    assert said.status == 1
    assert (tmp_path / "off" / "a.pdf").exists()
    assert (home / "rmdesk.db").read_bytes() == store
    assert {job["number"] for job in say("jobs").data} == {"0", "1", "2"}
