"""The sample centre: made once, copied for each demo, never where records are."""

import json
import os
from pathlib import Path
from pwd import getpwuid

import pytest

from screens.cli import main
from tests.cli.conftest import Say
from tests.staff import signed_in

pytestmark = pytest.mark.whole


@pytest.fixture(autouse=True)
def _shared_cache(sample_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    signed_in(monkeypatch, getpwuid(os.getuid()).pw_name)  # whose sample it is


def test_a_demo_names_its_home_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Path(told["home"], "rmdesk.db").exists()
    assert 4_500 < told["counts"]["holdings"] < 6_000
    assert told["counts"]["places"] == 200
    assert 55 < told["counts"]["people"] < 70
    assert told["counts"]["loans"] > 100


def test_nothing_in_the_sample_was_done_later_than_now(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--json"]) == 0
    home = json.loads(capsys.readouterr().out)["home"]
    assert main(["--home", home, "add", "place", "--row", "Z9"]) == 0, "else its clock went back"


def test_the_sample_is_made_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def made_again(*_given: object) -> None:
        pytest.fail("the sample in the cache is fresh")

    monkeypatch.setattr("screens.cli.sampling._make", made_again)
    assert main(["demo", "--json"]) == 0


def test_a_command_runs_on_it_and_the_folder_goes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--json", "demo", "search", "bridge", "--limit", "2"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] > 2
    assert main(["demo", "show", "no-such-code"]) == 3
    assert not list(tmp_path.glob("rmdesk-demo-*"))


def test_each_demo_begins_anew(capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "--json", "search", "inspection", "--limit", "1"])
    key = json.loads(capsys.readouterr().out)["hits"][0]["key"]
    for _round in range(2):
        assert main(["demo", "edit", key, "--title", "Changed"]) == 0
        assert main(["demo", "--json", "show", key]) == 0
        told = capsys.readouterr().out.splitlines()[-1]
        assert json.loads(told)["title"] != "Changed"


def test_a_named_folder_is_kept_and_must_be_empty(
    say: Say, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sample"
    assert main(["--home", str(folder), "demo"]) == 0
    assert main(["--home", str(folder), "report", "overdue"]) == 0
    signed_in(monkeypatch, "mlee")
    assert say("demo").status == 2
    assert say("show", "0001").data["title"] == "Harbour bridge"


def test_bench_prints_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "bench", "--rounds", "3"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {"what", "rmdesk_ms", "sqlite_ms", "ratio"} == rows[0].keys()
    assert len(rows) == 4


def test_keys_of_the_screens_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "keys"]) == 0
    assert {"F1", "F2"} <= {row["key"] for row in json.loads(capsys.readouterr().out)}


def test_the_sample_has_a_schedule_a_hold_and_a_disposition_in_every_state(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def told(*words: str) -> list[dict[str, str]]:
        assert main(["demo", "--json", *words]) == 0
        rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)
        return rows

    states = {each["status"] for each in told("disposition", "list")}
    assert states == {"proposed", "approved", "executing", "executed", "dropped"}
    items = told("schedule", "list")
    assert len(items) == 12
    assert all(each["understood"] and not each["unread"] for each in items)
    assert told("hold", "list")[0]["count"]
