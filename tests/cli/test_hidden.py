"""R17: what a person may not know of does not show, through any command."""

import json
from pathlib import Path

import pytest

from rmdesk.duties.holding import add_holding
from rmdesk.opening import open_desk
from screens.cli import main
from tests.staff import colleague

SECRET = "Operation Kestrel"


@pytest.fixture
def home(home: Path) -> Path:
    """The centre, with a secret file in its box, lent, asked for, and reserved."""
    with open_desk(home) as desk:
        session = desk.session("mlee")
        values = {"barcode": "S1", "title": SECRET, "security": "secret", "container": "B1"}
        add_holding(session, {**values, "kind": "file", "home": "L1"})
        colleague(desk, "newcomer")
    for words in (
        ["edit", "P1"],  # refused: a person is no holding, so that a refusal is there too
        ["request", "new", "S1", "0001", "--for", "P1"],
        ["edit", "S1", "--notes", "kestrel"],
        ["reserve", "S1", "--to", "P2"],
    ):
        main(["--home", str(home), "--as", "mlee", *words])
    return home


BY = ("--because", "a test", "--as")
COMMANDS = (
    ("search", "kestrel"),
    ("search", "S1", "--facets"),
    ("search", "kestral"),
    ("show", "S1"),
    ("show", "B1"),
    ("log",),
    ("log", "S1"),
    ("log", "R-1001"),
    ("request", "list"),
    ("request", "show", "R-1001"),
    ("picklist",),
    ("label", "S1"),
    ("charge-out", "S1", "--to", "P1"),
    ("add", "file", "--barcode", "S1"),
    ("report", "activity"),
    ("report", "out"),
    ("doctor",),
    ("undo",),
)


@pytest.mark.parametrize(("command", "told"), [("init", "holdings"), ("reindex", "records")])
def test_no_total_counts_it(
    home: Path, capsys: pytest.CaptureFixture[str], command: str, told: str
) -> None:
    counted = {}
    for login in ("mlee", "newcomer"):
        capsys.readouterr()
        assert main(["--home", str(home), *BY, login, "--json", command]) == 0
        data = json.loads(capsys.readouterr().out)
        counted[login] = data.get("counts", data)[told]
    assert counted["newcomer"] == counted["mlee"] - 1


@pytest.mark.whole
def test_no_command_tells_of_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in COMMANDS:
        for form in ([], ["--json"]):
            capsys.readouterr()
            main(["--home", str(home), *BY, "newcomer", *form, *words])
            told = capsys.readouterr()
            said = (told.out + told.err).casefold().replace("“kestrel”", "")
            assert "kestrel" not in said, words


def test_a_claim_on_it_stays_out_of_the_log(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--home", str(home), "--as", "mlee", "pick", "S1"])
    main(["--home", str(home), "--as", "mlee", "charge-out", "S1", "--to", "P1"])
    capsys.readouterr()
    for login, tells in (("mlee", True), ("newcomer", False)):
        assert main(["--home", str(home), *BY, login, "--json", "log"]) == 0
        entries = json.loads(capsys.readouterr().out)
        claims = [entry for entry in entries if entry["subject"].startswith(("reserv", "loans"))]
        assert any(entry["action"] == "pick" for entry in claims) is tells


def test_its_absence_reads_like_any_other(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def error(key: str) -> str:
        capsys.readouterr()
        assert (
            main(
                [
                    "--home",
                    str(home),
                    "--as",
                    "newcomer",
                    "--because",
                    "a test",
                    "--json",
                    "show",
                    key,
                ]
            )
            == 3
        )
        return capsys.readouterr().err.replace(key, "KEY")

    assert error("S1") == error("S2")


def test_counts_and_exports_leave_it_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(login: str, *words: str) -> dict[str, object]:
        capsys.readouterr()
        assert main(["--home", str(home), *BY, login, "--json", *words]) == 0
        data: dict[str, object] = json.loads(capsys.readouterr().out)
        return data

    assert told("mlee", "show", "B1")["contents"] == 1
    assert told("newcomer", "show", "B1")["contents"] == 0
    assert told("mlee", "export", "holdings")["count"] == 5
    assert told("newcomer", "export", "holdings", "--force")["count"] == 4
    assert (
        told("newcomer", "search", "file")["total"]
        == told("newcomer", "search", "kind:file")["total"]
    )
