"""Public holidays become closed days of the guidelines, and what the file says else stays."""

import sys
import tomllib
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from rmdesk.desk.guideline import GUIDELINES_FILE, read_guidelines
from rmdesk.desk.settings_file import with_added
from rmdesk.model.errors import BadInput
from rmdesk.model.extras import command_to_install
from tests.cli.conftest import Say

NEW = {"2027-07-01": "Canada Day", "2027-12-27": 'Boxing "Day"'}

FILES = [
    GUIDELINES_FILE,
    "",
    'centre = "Depot"\n',
    "[service]\n",
    "[service]   # hours\nopens = '09:00'\n[loans]\ndays = 3\n",
    "[service]\nclosures = []\n",
    "[service]\nclosures = ['2027-01-01']  # New Year\n",
    "[service]\nclosures = ['2027-01-01',]\n",
    "[service]\nclosures = [ '2027-01-01', \"2027-02-15..2027-02-19\" ]\n",
    "[service]\nclosures = [\n  '2027-01-01',  # ], not its end\n  '2027-02-15' # no comma, \n"
    "  # last\n]\n",
    "[service]\nclosures =    [\n]\n[loans]\nclosures_of = 1\n",
    "[other]\nclosures = ['x']\n[service]\nclosed_days = ['sun']\n",
    "[service]\nopens = '08:00'",
]


@pytest.mark.parametrize("text", FILES)
@pytest.mark.parametrize("added", [NEW, dict.fromkeys(NEW, ""), {"2027-07-01": "a # b\\"}])
def test_a_list_of_a_file_takes_more_and_nothing_else_changes(
    text: str, added: dict[str, str]
) -> None:
    before, made = tomllib.loads(text), with_added(text, "service", "closures", added)
    after = tomllib.loads(made)
    kept = before.get("service", {}).get("closures", [])
    assert after["service"].pop("closures") == [*kept, *added]
    before.setdefault("service", {}).pop("closures", None)
    assert after == before
    remarks = [line for line in text.splitlines() if line.startswith("#")]
    assert [line for line in made.splitlines() if line.startswith("#")] == remarks
    assert made.count("# ") >= text.count("# ")
    assert all(f"# {note}" in made for note in added.values() if note)


@pytest.mark.parametrize(
    "text",
    [
        "service = { closures = [] }\n",
        "service.closures = []\n",
        "[service]\n'closures' = []\n",
        '[service]\nnote = """\nclosures = [\n"""\n',
        "[ service ]\nclosures = []\n",
    ],
)
def test_a_file_written_in_another_way_is_left_as_it_is(text: str) -> None:
    with pytest.raises(BadInput, match="only its writer") as refused:
        with_added(text, "service", "closures", NEW)
    assert '"2027-07-01", "2027-12-27"' in refused.value.next_step


# --- with a library that knows two regions, as `holidays` tells them


def stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def country_holidays(country: str, subdiv: str | None, years: int) -> dict[date, str]:
        days = {date(years, 12, 25): "Christmas\nDay", date(years, 1, 1): "New Year's Day"}
        return days | ({date(years, 2, 15): "Family Day"} if subdiv == "ON" else {})

    regions = {"CA": ["ON", "QC"], "US": []}
    library = SimpleNamespace(
        list_supported_countries=lambda: regions, country_holidays=country_holidays
    )
    monkeypatch.setitem(sys.modules, "holidays", library)


def test_a_dry_run_tells_and_the_run_writes_once(
    say: Say, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands_in(monkeypatch)
    file = home / "guidelines.toml"
    before = file.read_text()
    line = ("guideline", "closures", 2027, "--country", "ca", "--region", "on")
    told = say(*line, "--dry-run").data
    assert [each["day"] for each in told["added"]] == ["2027-01-01", "2027-02-15"]
    assert told["closed"] == [{"day": "2027-12-25", "name": "Christmas Day"}]  # a Saturday
    assert file.read_text() == before
    assert say(*line).data == {**told, "dry_run": False}
    assert read_guidelines(file).service.closures == ["2027-01-01", "2027-02-15"]
    assert '"2027-02-15",  # Family Day\n' in file.read_text()
    after = file.read_text()
    again = say(*line).data
    assert (again["added"], len(again["closed"])) == ([], 3)
    assert file.read_text() == after


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((2027, "--country", "XX"), "Accepted: CA, US"),
        ((2027, "--country", "CA", "--region", "NY"), "Accepted: ON, QC"),
        ((2027, "--country", "US", "--region", "ON"), "no region"),
        ((2200, "--country", "CA"), "from 1900 to 2199"),
        ((1899, "--country", "CA"), "from 1900 to 2199"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(
    say: Say, home: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[object, ...], told: str
) -> None:
    stands_in(monkeypatch)
    before = (home / "guidelines.toml").read_text()
    refused = say("guideline", "closures", *words)
    assert refused.status == 2
    assert told in refused.err
    assert (home / "guidelines.toml").read_text() == before


def test_only_an_administrator_writes_guidelines(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    stands_in(monkeypatch)
    line = ("guideline", "closures", 2027, "--country", "CA")
    assert say("edit", "P2", "--role", "supervisor").status == 0
    refused = say("--as", "jroy", "--because", "a try", *line)
    assert refused.status == 1
    assert refused.error["reasons"][0]["rule"] == "R37"


def test_without_the_extra_the_command_that_installs_it_is_told(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    refused = say("guideline", "closures", 2027, "--country", "CA")
    assert refused.status == 2
    assert f"`{command_to_install('holidays')}`" in refused.err.replace('\\"', '"')


@pytest.mark.parametrize(
    ("made", "command"),
    [
        ("pipx_metadata.json", "pipx inject rmdesk holidays"),
        ("uv-receipt.toml", "uv pip install --python {prefix} holidays"),
        ("../run", "{run} --with holidays"),
        ("", "{python} -m pip install holidays"),
        ("no pip", "uv pip install --python {prefix} holidays"),
    ],
)
def test_the_command_is_that_of_how_it_was_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str, command: str
) -> None:
    prefix = tmp_path / ".venv"
    prefix.mkdir()
    if made and made != "no pip":
        (prefix / made).touch()
    monkeypatch.setattr(sys, "prefix", str(prefix))
    pip = None if made == "no pip" else object()
    monkeypatch.setattr("rmdesk.model.extras.find_spec", lambda _name: pip)
    wanted = command.format(prefix=prefix, run=tmp_path / "run", python=sys.executable)
    assert command_to_install("holidays") == wanted


def test_the_library_itself_knows_the_holidays_of_a_region(say: Say, home: Path) -> None:
    pytest.importorskip("holidays", reason="the extra `holidays` is not installed here")
    line = ("guideline", "closures", 2027, "--country", "CA", "--region", "ON")
    told = {each["day"]: each["name"] for each in say(*line).data["added"]}
    assert told["2027-07-01"] == "Canada Day"
    assert told["2027-02-15"] == "Family Day"
    assert say("show", "0001").status == 0
    refused = say("guideline", "closures", 2027, "--country", "CA", "--region", "Ontario")
    assert "ON" in refused.err
