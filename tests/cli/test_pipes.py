"""`-`, pipes and `<(…)` wherever a file is named; several files at once; what an export holds."""

import csv
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Say

ROWS = [{"barcode": "9001", "title": "Ferry"}, {"barcode": "9002", "title": "Quai, bassin"}]
CSV = 'barcode,title\n9001,Ferry\n9002,"Quai, bassin"\n'
FORMS = {
    "csv": CSV,
    "tsv": "barcode\ttitle\n9001\tFerry\n9002\tQuai, bassin\n",
    "json": json.dumps(ROWS),
    "ndjson": "".join(json.dumps(row) + "\n" for row in ROWS),
    "one line of ndjson": json.dumps(ROWS[0]) + "\n",
    "ndjson with blanks": "\n\n".join(json.dumps(row, indent=1) for row in ROWS),
}


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def send(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8"))

    return send


Piped = Callable[[str], None]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read_from_standard_input(say: Say, piped: Piped, form: str) -> None:
    piped(FORMS[form])
    told = say("import", "holdings", "-").data
    assert told["added"] == (1 if form.startswith("one") else 2)
    assert told["file"] == "-"
    piped(FORMS[form])
    assert say("import", "holdings", "-").data["unchanged"] == told["added"]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "xlsx", "tinydb"])
def test_each_form_given_out_is_read_back(say: Say, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{'json' if form == 'tinydb' else form}"
    assert say("export", "holdings", "--format", form, "--out", str(out)).data["count"] == 4
    told = say("import", "holdings", str(out)).data
    assert (told["unchanged"], told["added"], told["updated"]) == (4, 0, 0)


def test_a_fifo_is_read_once_and_whole(say: Say, tmp_path: Path) -> None:
    fifo = tmp_path / "list.csv"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_text, args=(CSV,))
    writer.start()
    told = say("import", "holdings", str(fifo)).data
    writer.join()
    assert (told["added"], told["file"]) == (2, str(fifo))


def test_what_a_shell_makes_of_a_command_is_a_file(home: Path, tmp_path: Path) -> None:
    """`<(…)` is a pipe that can be opened once."""
    read, write = os.pipe()
    os.write(write, CSV.encode())
    os.close(write)
    words = ["--home", str(home), "--json", "import", "holdings", f"/dev/fd/{read}", "--dry-run"]
    program = (
        "import rmdesk.access.account as a; a.process_account = lambda: 'mlee'\n"
        f"import sys; from screens.cli import main; sys.exit(main({words!r}))"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, pass_fds=[read],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": root}, check=False,
    )  # fmt: skip
    os.close(read)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] == 2


def test_a_pipe_leaves_nothing_behind(
    say: Say, piped: Piped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    piped(CSV)
    assert say("import", "holdings", "-").status == 0
    piped("no,names\n1,2\n")
    assert say("import", "holdings", "-").status == 2
    assert not list(room.iterdir())


def test_what_is_wrong_with_a_pipe_names_it_as_it_was_named(say: Say, piped: Piped) -> None:
    piped("no,names\n1,2\n")
    failed = say("import", "holdings", "-")
    assert failed.status == 2
    assert "rmdesk-unfinished" not in failed.err


def test_rows_without_a_code_need_the_name_of_their_list(say: Say, piped: Piped) -> None:
    piped("title\nFerry\n")
    refused = say("import", "holdings", "-")
    assert refused.status == 2
    assert "--list" in refused.data["refused"][0]["reason"]
    for added in (1, 0):
        piped("title\nFerry\n")
        assert say("import", "holdings", "-", "--list", "quay").data["added"] == added


def test_refused_rows_of_a_pipe_are_written_here(say: Say, piped: Piped) -> None:
    piped("barcode,title,extent_m\n9001,Ferry,\n9002,Quay,wide\n")
    told = say("import", "holdings", "-", "--skip-bad").data
    assert (told["added"], told["refused_file"]) == (1, "stdin.refused.csv")
    assert "9002" in Path("stdin.refused.csv").read_text("utf-8-sig")


# --- several files


def lists(*texts: str) -> list[str]:
    names = []
    for number, text in enumerate(texts, 1):
        path = Path(f"list{number}.csv")
        path.write_text(text)
        names.append(str(path))
    return names


BOX = "barcode,title,kind\n9100,Box,box\n"
FILES = "barcode,title,container\n9101,Ferry,9100\n9102,Quay,9100\n"


def test_several_files_are_one_act(say: Say) -> None:
    names = lists(BOX, FILES)
    tried = say("import", "holdings", *names, "--dry-run").data
    assert (tried["added"], say("show", "9100").status) == (3, 3)
    told = say("import", "holdings", *names).data
    assert (told["added"], [each["added"] for each in told["files"]]) == (3, [1, 2])
    assert not [warning for each in told["files"] for warning in each["warnings"]]
    assert say("import", "holdings", *names).data["unchanged"] == 3
    assert say("take-back", "list2.csv").data["removed"] == 3


def test_a_later_file_knows_what_an_earlier_brought_in_a_dry_run_too(say: Say) -> None:
    names = lists(BOX, BOX.replace("title", "title").replace("Box,", "Crate,"))
    tried = say("import", "holdings", *names, "--dry-run").data
    done = say("import", "holdings", *names).data
    assert (tried["added"], tried["updated"]) == (done["added"], done["updated"]) == (1, 1)


@pytest.mark.parametrize("dry_run", [True, False])
def test_one_refused_row_stops_all_files(say: Say, dry_run: bool) -> None:
    names = lists(BOX, "barcode,title,extent_m\n9101,Ferry,wide\n", FILES)
    words = ["--dry-run"] if dry_run else []
    stopped = say("import", "holdings", *names, *words)
    assert (stopped.status, stopped.data["taken"], len(stopped.data["files"])) == (2, False, 2)
    assert say("show", "9100").status == 3


def test_a_dry_run_of_several_files_writes_no_refused_rows(say: Say) -> None:
    names = lists(BOX, "barcode,title,extent_m\n9101,Ferry,wide\n")
    say("import", "holdings", *names, "--dry-run", "--skip-bad")
    assert not list(Path().glob("*.refused.*"))
    assert say("import", "holdings", *names, "--skip-bad").data["added"] == 1
    assert list(Path().glob("*.refused.*"))


# --- keys from a pipe


def test_show_log_and_edit_read_keys(say: Say, piped: Piped) -> None:
    piped("0001\n0002\n")
    assert [each["barcode"] for each in say("show", "-").data] == ["0001", "0002"]
    piped("0001\n0002\n")
    assert {each["action"] for each in say("log", "-").data} == {"add holding"}
    piped("0001\n0002\n")
    assert [each["notes"] for each in say("edit", "-", "--notes", "damp").data] == ["damp"] * 2


def test_an_edit_of_many_is_all_or_nothing_and_can_be_tried(say: Say, piped: Piped) -> None:
    piped("0001\nnobody\n")
    assert say("edit", "-", "--notes", "damp").status == 3
    assert say("show", "0001").data["notes"] == ""
    piped("0001\n0002\n")
    assert len(say("edit", "-", "--notes", "damp", "--dry-run").data) == 2
    assert say("show", "0001").data["notes"] == ""
    assert say("edit", "0001", "--notes", "damp", "--dry-run").data["notes"] == "damp"
    assert say("show", "0001").data["notes"] == ""


def test_a_scanners_batch_comes_by_pipe(say: Say, piped: Piped) -> None:
    piped("P1\n0001\n")
    assert say("scan-batch", "-").data["done"] == 2
    assert say("show", "0001").data["status"] == "out"


def test_a_backup_goes_through_pipes(say: Say, home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.backup"
    assert say("backup", str(kept)).status == 0
    for words in (("verify",), ("restore",)):
        fifo = tmp_path / f"{words[0]}.fifo"
        os.mkfifo(fifo)
        writer = threading.Thread(target=fifo.write_bytes, args=(kept.read_bytes(),))
        writer.start()
        assert say(*words, str(fifo)).status == 0
        writer.join()


# --- what an export holds


@pytest.mark.parametrize(
    ("words", "barcodes"),
    [
        (["--search", "harbour"], ["0001"]),
        (["--search", "nothing-like-it"], []),
        (["--search", "harbor bridge nowhere"], []),
        (["--kind", "file"], ["0001", "0002", "0003"]),
        (["--where", "title=bridge"], ["0001"]),
        (["--kind", "file", "--where", "title=BRIDGE"], ["0001"]),
        (["--search", "harbour", "--kind", "box"], []),
    ],
)
def test_an_export_holds_what_was_asked_for(
    say: Say, tmp_path: Path, words: list[str], barcodes: list[str]
) -> None:
    out = tmp_path / "out.csv"
    assert say("export", "holdings", "--out", str(out), *words).data["count"] == len(barcodes)
    with out.open(encoding="utf-8-sig", newline="") as lines:
        assert [row["barcode"] for row in csv.DictReader(lines)] == barcodes


@pytest.mark.parametrize(
    "words", [["people", "--search", "ito"], ["people", "--kind", "file"],
              ["holdings", "--where", "colour=red"]],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_told(say: Say, words: list[str]) -> None:
    assert say("export", *words, "--out", "out.csv").status == 2
    assert not Path("out.csv").exists()


# --- quiet


def test_quiet_says_only_what_went_wrong(say: Say, tmp_path: Path) -> None:
    for words in (["--quiet", "backup"], ["backup", "--quiet"]):
        done = say(*words, str(tmp_path / f"{words[0]}.kept"), json=False)
        assert (done.status, done.out, done.err) == (0, "", "")
    failed = say("--quiet", "show", "nobody", json=False)
    assert failed.status == 3
    assert failed.err
    assert say("--quiet", "show", "0001").data["barcode"] == "0001"


# --- people

STAFF = [
    {"barcode": "S1", "name": "Lea Staff", "unit": "Records", "login": "lstaff",
     "role": "supervisor", "email": "lea@example.org", "caveats": ["ATOMAL"],
     "clearance": "secret", "clearance_until": "2099-01-01"},
]  # fmt: skip


def bring(say: Say, piped: Piped, *people: dict[str, Any]) -> Any:
    piped("".join(json.dumps(each) + "\n" for each in people))
    return say("import", "people", "-").data


@pytest.mark.parametrize(
    "key", [{"barcode": "S1"}, {"login": "lstaff"}, {"email": "lea@example.org"}]
)
def test_people_are_known_by_badge_account_or_mail_before_their_name(
    say: Say, piped: Piped, key: dict[str, str]
) -> None:
    assert bring(say, piped, *STAFF)["added"] == 1
    told = bring(say, piped, {**key, "name": "Lea Married", "unit": "Legal"})
    assert (told["updated"], told["added"]) == (1, 0)
    assert say("show", "S1").data["unit"] == "Legal"


def test_a_row_that_names_two_people_is_refused(say: Say, piped: Piped) -> None:
    bring(say, piped, *STAFF)
    told = bring(say, piped, {"barcode": "P1", "name": "Aiko Ito", "email": "lea@example.org"})
    assert [each["field"] for each in told["refused"]] == ["email"]


def test_staff_survive_export_and_import(say: Say, piped: Piped, tmp_path: Path) -> None:
    bring(say, piped, *STAFF)
    out = tmp_path / "people.csv"
    say("export", "people", "--out", str(out))
    assert say("import", "people", str(out)).data["updated"] == 0
    other = tmp_path / "other"
    assert say("--home", str(other), "init").status == 0
    told = say("--home", str(other), "import", "people", str(out)).data
    assert not told["refused"], told
    lea = say("--home", str(other), "show", "S1").data
    assert {name: lea[name] for name in STAFF[0]} == STAFF[0]
