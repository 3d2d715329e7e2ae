"""People and places are amended and told whole; only a supervisor makes a person trusted."""

from pathlib import Path

import pytest

from screens.cli import main
from tests.cli.conftest import Say


def test_a_person_is_amended_and_told_with_all_that_is_known(say: Say) -> None:
    words = (
        "--unit",
        "Legal",
        "--clearance",
        "secret",
        "--caveats",
        "NATO",
        "--reason",
        "new post",
    )
    edited = say("edit", "P1", *words, "--clearance-until", "2099-12-31").data
    assert (edited["name"], edited["unit"]) == ("Aiko Ito", "Legal")
    shown = say("show", "P1").data
    assert (shown["clearance"], shown["clearance_until"]) == ("secret", "2099-12-31")
    assert (shown["caveats"], shown["valid_until"], shown["role"]) == (["NATO"], "", "")
    assert say("log", "P1").data[-1]["reason"] == "new post"
    assert say("edit", "jroy", "--email", "j@example.org").data["email"] == "j@example.org"
    assert say("show", "Jean Roy").data["email"] == "j@example.org"


def test_a_person_is_told_with_what_they_have_and_wait_for(say: Say) -> None:
    assert say("show", "P1").data["records"] == []
    say("charge-out", "0001", "--to", "P1", "--due", "2099-12-31")
    say("request", "new", "0002", "--for", "P1")
    say("request", "new", "0003", "--for", "P1")
    say("pick", "0003")
    say("request", "ready", "R-1002")
    told = say("show", "P1")
    assert [(each["key"], each["status"], each["request"]) for each in told.data["records"]] == [
        ("0003", "ready", "R-1002"),
        ("0001", "out", ""),
        ("0002", "queued", "R-1001"),
    ]
    assert told.data["records"][1]["due"] == "2099-12-31"


def test_a_place_is_amended_and_what_lives_there_goes_with_it(say: Say) -> None:
    edited = say("edit", "L1", "--row", "C7", "--capacity-m", "0.9", "--security", "secret").data
    assert edited["address"] == "C7-04-2"
    shown = say("show", "C7-04-2").data
    assert (shown["capacity_m"], shown["security"]) == (0.9, "secret")
    holding = say("show", "0001").data
    assert (holding["home"], holding["place"]) == ("C7-04-2", "C7-04-2")
    say("export", "holdings", "--out", "out.json")
    assert say("import", "holdings", "out.json").data["unchanged"] >= 1
    assert say("show", "0001").data["home"] == "C7-04-2"


@pytest.mark.parametrize(
    "words",
    [
        ("edit", "P1", "--barcode", "P2"),
        ("edit", "P1", "--login", "jroy"),
        ("edit", "L1", "--barcode", "L2"),
        ("add", "place", "--barcode", "L2"),
        ("edit", "L1", "--clearance", "secret"),
        ("edit", "P1", "--clearance", "most secret"),
        ("edit", "P1", "--name", ""),
    ],
)
def test_what_cannot_be_taken_is_refused(say: Say, words: tuple[str, ...]) -> None:
    before = say("show", words[1]).out
    assert say(*words).status == 2
    assert say("show", words[1]).out == before


def test_only_a_supervisor_gives_clearance_account_and_role(say: Say, home: Path) -> None:
    clerk = ["--home", str(home), "--as", "jroy", "--because", "a test", "--json"]
    for words in (
        ("edit", "jroy", "--clearance", "secret"),
        ("edit", "P1", "--role", "supervisor"),
        ("add", "person", "--name", "Ann", "--login", "ann"),
    ):
        assert main([*clerk, *words]) == 1
    assert main([*clerk, "edit", "P1", "--phone", "555"]) == 0
    Path("people.csv").write_text("barcode,name,clearance\nP1,Aiko Ito,secret\nP9,Ann,\n")
    assert main([*clerk, "import", "people", "people.csv"]) == 2
    assert main([*clerk, "import", "people", "people.csv", "--skip-bad"]) == 0
    assert say("show", "P1").data["clearance"] == ""
    assert say("show", "P9").data["name"] == "Ann"
    assert say("import", "people", "people.csv").data["updated"] == 1


@pytest.mark.parametrize("said", ["Élise Tremblay", "élise tremblay", "ELISE  TREMBLAY"])
def test_a_name_is_taken_without_case_and_accents(say: Say, said: str) -> None:
    say("add", "person", "--barcode", "P5", "--name", "Élise Tremblay")
    assert say("charge-out", "0001", "--to", said).status == 0
    assert say("show", "0001").data["holder"] == "Élise Tremblay"


def test_of_several_people_with_one_name_none_is_taken(say: Say) -> None:
    for badge, name in (("P5", "Élise Roy"), ("P6", "Elise Roy"), ("P7", "Elise Roy")):
        say("add", "person", "--barcode", badge, "--name", name, "--namesake")
    refused = say("charge-out", "0001", "--to", "elise roy")
    assert refused.status == 2
    assert "P5, P6, P7" in refused.error["message"]
    assert "P6, P7" in say("request", "new", "0001", "--for", "Elise Roy").error["message"]
    assert say("charge-out", "0001", "--to", "Élise Roy").status == 0


def test_a_request_is_given_to_somebody_who_is_known(say: Say) -> None:
    number = say("request", "new", "0001", "--for", "P1").data["number"]
    words = ("request", "assign", number, "--technician")
    assert say(*words, "ghost").status == 3
    assert say("request", "show", number).data["technician"] == ""
    assert say(*words, "jean roy").data["technician"] == "jroy"
    refused = say(*words, "Aiko Ito")
    assert refused.status == 1
    assert "Aiko Ito has no account here" in refused.error["message"]
    assert say("request", "show", number).data["technician"] == "jroy"
    assert say("request", "assign", number).data["technician"] == "mlee"


def test_a_key_that_two_records_answer_to_asks(say: Say) -> None:
    say("edit", "0001", "--identifier", "B3-04-2")
    said = say("show", "b3-04-2")
    assert said.status == 2
    assert "the place B3-04-2" in said.error["message"]
    say("edit", "0002", "--identifier", "P1")
    assert say("show", "P1").data["kind"] == "person"
    assert say("show", "0002").data["kind"] == "file"


def test_a_container_that_names_nothing_is_said(say: Say) -> None:
    told = say("add", "file", "--title", "x", "--container", "NOBOX", "--home", "NOPLACE").data
    assert [each["field"] for each in told["warnings"]] == ["home", "container"]
    assert "warnings" not in say("add", "file", "--title", "y", "--container", "B1").data


def test_the_rest_of_the_counter_is_said_on_the_command_line(say: Say) -> None:
    say("reserve", "0003", "--to", "P2")
    assert say("unreserve", "0003", "--for", "P2").data[0]["status"] == "in"
    assert say("unreserve", "0003", "--for", "P2").status == 1
    number = say("request", "new", "0001", "0002", "--for", "P1", "--needed-by", "tomorrow",
                 "--contact", "4711").data["number"]  # fmt: skip
    assert say("request", "ready", number).status == 1
    say("pick", "0001")
    assert say("put-back", "0001").data[0]["status"] == "to-refile"
    aside = say("request", "ready", number, "0001").data
    assert [item["state"] for item in aside["items"]] == ["ready", "queued"]
    assert aside["next"] == ["0002 is still to be picked at B3-04-2."]
    assert aside["contact"] == "4711"
    assert say("request", "hand-over", number).data["items"][0]["outcome"] == "lent"
    assert say("request", "add", number, "0003").data["items"][2]["key"] == "0003"
    say("missing", "0002", "--reason", "not there")
    ended = say("request", "end", number, "0002", "--outcome", "not-found").data
    assert [item["outcome"] for item in ended["items"]] == ["lent", "not-found", ""]
    assert say("found", "0002").data[0]["next"] == "refile at B3-04-2"
    assert say("take-out", "0002").status == 1


def test_the_log_keeps_the_reason_of_an_act(say: Say) -> None:
    assert say("missing", "0001", "--reason", "not in its box").status == 0
    assert {entry["reason"] for entry in say("log", "0001").data[-1:]} == {"not in its box"}


def test_people_are_told_by_their_names_and_for_scripts_by_number_too(say: Say) -> None:
    say("add", "person", "--barcode", "PA", "--name", "Keiko Giver")
    say("add", "person", "--barcode", "PB", "--name", "Marc Taker")
    made = say("authorisation", "new", "PA", "--person", "PB", json=False).out
    number = say("authorisation", "list").data[0]["number"]
    for text in (
        made,
        say("authorisation", "list", json=False).out,
        say("authorisation", "show", number, json=False).out,
        say("show", number, json=False).out,
    ):
        assert "Keiko Giver" in text
        assert "Marc Taker" in text
        assert text.count("given by") == 1
    assert {"giver", "giver_id"} <= say("authorisation", "show", number).data.keys()
