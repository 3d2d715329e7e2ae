"""What cannot be done is said plainly, with its exit status, and leaves nothing half done."""

import io
import sqlite3
from pathlib import Path

import pytest

from rmdesk.opening import open_desk
from screens.cli import main
from screens.cli.catalogue import names
from tests.cli.conftest import Say
from tests.staff import colleague

ERROR = {"title", "message", "reasons"}


def test_a_rule_refuses_with_its_number_the_reason_and_who_lifts_it(say: Say) -> None:
    say("charge-out", "0001", "--to", "P1")
    said = say("charge-out", "0001", "--to", "P2")
    assert (said.status, said.out) == (1, "")
    assert said.error.keys() == ERROR
    (reason,) = said.error["reasons"]
    assert reason.keys() == {"rule", "text", "lifted_by"}
    assert reason["rule"] == "R14"
    assert "Aiko Ito" in reason["text"]


def test_a_job_that_does_not_exist_is_nothing_to_search_for(say: Say) -> None:
    said = say("jobs", "--discard", "zzz", json=False)
    assert "No waiting print job answers to “zzz”." in said.err
    assert "search" not in said.err


def test_a_refusal_is_plain_text_without_json(say: Say) -> None:
    say("charge-out", "0001", "--to", "P1")
    said = say("charge-out", "0001", "--to", "P2", json=False)
    assert (said.status, said.out) == (1, "")
    assert said.err.splitlines()[0] == "Not handed over."
    assert "R14: 0001 is out to Aiko Ito" in said.err


def test_of_several_keys_all_are_done_or_none(say: Say) -> None:
    say("charge-out", "0002", "--to", "P1")
    assert say("charge-out", "0001", "0002", "0003", "--to", "P2").status == 1
    assert say("show", "0001").data["status"] == "in"
    assert say("charge-out", "0001", "0099", "--to", "P2").status == 3
    assert say("show", "0001").data["status"] == "in"
    assert say("pick", "0001", "0003").status == 1


@pytest.mark.parametrize(
    "words",
    [
        ("show", "0099"),
        ("charge-out", "0001", "--to", "nobody"),
        ("refile", "0001", "--at", "Z9"),
        ("request", "show", "4711"),
        ("log", "0099"),
        ("label", "0099"),
        ("label", "0001", "--stock", "no-such-stock"),
        ("jobs", "--discard", "12"),
    ],
)
def test_what_is_not_there_is_status_3(say: Say, words: tuple[str, ...]) -> None:
    said = say(*words)
    assert (said.status, said.out) == (3, "")
    assert said.error.keys() == ERROR


@pytest.mark.parametrize(
    "words",
    [
        ("charge-out",),
        ("charge-out", "0001", "--to", "P1", "--due", "soon"),
        ("charge-out", "0001", "--to", "P1", "--due", "2001-01-01"),
        ("no-such-command",),
        ("show", "0001", "--no-such-option"),
        ("search", "bridge", "--limit", "many"),
        ("add", "elephant", "--title", "x"),
        ("add", "holding"),
        ("add", "holding", "--barcode", "0001"),
        ("add", "place", "--title", "x"),
        ("add", "person", "--barcode", "P1", "--name", "Another"),
        ("add", "holding", "--title", "x", "--security", "very"),
        ("report", "weather"),
        ("report", "today", "--by", "colour"),
        ("import", "holdings", "no-such-file.csv"),
        ("export", "holdings", "--out", "holdings.doc"),
        ("export", "holdings", "--out", "/no/such/folder/x.csv"),
        ("backup", "/dev/null"),
        ("scan-batch", "no-such-file.txt"),
        ("--lang", "tlh", "init"),
        ("request", "new", "--for", "P1"),
        ("request",),
        ("request", "list", "--limit", "-1"),
        ("label", "0001", "--start", "0"),
        (),
    ],
)
def test_bad_input_is_status_2(say: Say, words: tuple[str, ...]) -> None:
    said = say(*words)
    assert (said.status, said.out) == (2, "")
    assert said.error.keys() == ERROR
    assert said.error["reasons"] == []


def test_bad_input_names_the_field(say: Say) -> None:
    assert "field barcode" in say("add", "holding", "--barcode", "0001").error["message"]
    assert "field extent_m" in say("add", "file", "--extent-m", "long").error["message"]


def test_a_near_miss_of_a_command_is_told(say: Say) -> None:
    assert "charge-out" in say("chargeout").error["message"]


def test_a_home_without_a_centre_is_status_4(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--home", str(tmp_path / "nothing"), "search", "x"]) == 4
    assert "No records centre here." in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()


def test_a_damaged_store_is_status_4(say: Say, home: Path) -> None:
    (home / "rmdesk.db").write_bytes(b"this is no store" * 1000)
    said = say("show", "0001")
    assert (said.status, said.out) == (4, "")
    assert said.error["title"]


def test_verify_of_a_journal_that_was_changed_is_status_4(say: Say, home: Path) -> None:
    rows = "".join(f"More {number}\n" for number in range(60))  # past what each start looks at
    Path("more.csv").write_text(f"title\n{rows}")
    say("import", "holdings", "more.csv")
    with sqlite3.connect(home / "rmdesk.db") as raw:
        raw.executescript("DROP TRIGGER journal_never_changes")
        raw.execute("UPDATE journal SET actor='somebody else' WHERE seq=3")
    raw.close()
    said = say("verify")
    assert said.status == 4
    assert (said.data["sound"], said.data["first_bad"]) == (False, 3)
    assert said.data["faults"]


def test_a_backup_that_is_damaged_is_not_restored(say: Say, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    say("backup", copy)
    copy.write_bytes(copy.read_bytes()[:50_000])
    assert say("restore", copy).status == 4
    assert say("show", "0001").data["status"] == "in"


def test_nothing_to_undo_is_said(say: Say, home: Path) -> None:
    with open_desk(home) as desk:
        colleague(desk, "newcomer")
    because = ["--as", "newcomer", "--because", "a test"]
    assert main(["--home", str(home), *because, "undo"]) == 1


def test_a_fault_of_the_program_is_logged_without_values(
    say: Say, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        pin = "4711"
        raise RuntimeError(len(pin))

    monkeypatch.setattr("rmdesk.access.visibility.Visibility.barcoded", broken)
    said = say("show", "0001", json=False)
    assert said.status == 70
    assert "Traceback" not in said.err
    (log,) = (home / "log").iterdir()
    assert str(log) in said.err
    assert "RuntimeError" in log.read_text()
    assert "4711" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_ctrl_c_is_a_plain_word(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rmdesk.access.visibility.Visibility.barcoded", interrupted)
    said = say("show", "0001", json=False)
    assert (said.status, said.err) == (130, "Stopped. Nothing was left half done.\n")


def test_general_options_stand_before_or_after_the_command(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--home", str(home)]
    for words in (
        [*where, "--json", "show", "0001"],
        ["show", *where, "0001", "--json"],
        ["show", "0001", "--json", f"--home={home}"],
        ["request", "list", "--json", *where],
        ["request", "--json", "list", *where],
    ):
        assert main(words) == 0
        assert capsys.readouterr().out.startswith(("{", "["))


def test_home_after_add_is_a_place_unless_it_is_a_centre(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["add", "file", "--barcode", "H1", "--home", str(home), "--home", "L1", "--json"]
    assert main(words) == 0
    assert '"home": "B3-04-2"' in capsys.readouterr().out


def test_keys_are_read_from_standard_input(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("0001\r\n\n  0002 \n"))
    told = say("charge-out", "-", "--to", "P1").data
    assert [each["key"] for each in told] == ["0001", "0002"]


def test_no_keys_on_standard_input_is_bad_input(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert say("return", "-").status == 2


def test_version_is_told_wherever_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--version"], ["--lang", "en", "--version"]):
        assert main(words) == 0
        assert capsys.readouterr().out.startswith("rmdesk 0.")


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in names())


@pytest.mark.parametrize("name", names())
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert "general options" in capsys.readouterr().out


def test_without_a_terminal_the_screens_are_not_opened(home: Path, say: Say) -> None:
    said = say(json=False)
    assert said.status == 2
    assert "The screens cannot be shown." in said.err


def test_files_are_for_owner_and_group_only(say: Say, home: Path, tmp_path: Path) -> None:
    say("export", "holdings", "--out", "x.csv")
    say("backup", "b.db")
    say("label", "0001")
    made = [tmp_path / name for name in ("x.csv", "b.db", "labels.pdf")]
    assert all(path.stat().st_mode & 0o007 == 0 for path in made)


@pytest.mark.parametrize(
    "words", [("restore", "none.db"), ("verify", "none.db"), ("verify", "--receipt", "none.db")]
)
def test_a_backup_that_is_not_there_is_named(say: Say, words: tuple[str, ...]) -> None:
    said = say(*words)
    assert (said.status, said.error["title"]) == (2, "The file cannot be read")
    assert "none.db" in said.error["message"]
    assert "init" not in said.error["message"]


@pytest.mark.parametrize("text", ["", "0001\n", '["seq"]', "[" * 100_000, '{"seq": 1}'])
def test_a_file_that_is_no_receipt_is_named(say: Say, tmp_path: Path, text: str) -> None:
    (tmp_path / "kept.txt").write_text(text, "utf-8")
    said = say("verify", "--receipt", "kept.txt")
    assert said.status == 2
    assert "kept.txt holds no receipt" in said.error["message"]
    (tmp_path / "kept.txt").write_bytes(b"\0\xff")
    assert say("verify", "--receipt", "kept.txt").status == 2


def test_a_sentence_ends_in_one_full_stop(say: Say) -> None:
    message = say("edit", "0001", "--security", "most secret").error["message"]
    assert "not a security level. Levels are: " in message
    assert message.endswith(" top secret.")
    assert ".." not in message
