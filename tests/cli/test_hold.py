"""`hold new|place|lift|list|show`, as scripts say it."""

import io

import pytest

from tests.cli.conftest import Say

ABOUT = ("--matter", "ACME v. Crown", "--authority", "Legal Services")


@pytest.fixture
def number(say: Say) -> str:
    made = say("hold", "new", "ACME", *ABOUT, "--review", "2099-01-31").data
    assert (made["title"], made["matter"], made["review"]) == ("ACME", ABOUT[1], "2099-01-31")
    assert made["number"].startswith("H-")
    return str(made["number"])


def test_a_hold_is_placed_told_and_lifted(say: Say, number: str) -> None:
    placed = say("hold", "place", number, "--on", "0001", "B1", "--reason", "notice").data
    assert (placed["number"], placed["count"]) == (number, 2)
    assert [row["on"] for row in placed["covers"]] == ["0001", "B1"]
    assert placed["covers"][0]["placed_for"] == "notice"
    assert say("hold", "show", number).data["covers"] == placed["covers"]
    assert say("show", number).data["kind"] == "hold"
    assert say("show", "0001").data["holds"][0]["number"] == number
    assert say("search", "0001").data["hits"][0]["holds"][0]["number"] == number
    told = say("show", "0001", json=False).out
    assert f"held:     {number} ACME v. Crown" in told
    assert "B1" in say("hold", "show", number, json=False).out
    refused = say("edit", "0001", "--title", "altered")
    assert refused.status == 1
    (reason,) = refused.error["reasons"]
    assert (reason["rule"], number in reason["text"]) == ("R1", True)
    assert say("hold", "lift", number, "--on", "0001", "--reason", "x").data["count"] == 1
    assert say("edit", "0001", "--title", "altered").status == 0
    lifted = say("hold", "lift", number, "--reason", "settled").data
    assert (lifted["count"], lifted["lifted_for"], lifted["lifted_by"]) == (0, "settled", "mlee")
    assert say("log", number).data[-1]["reason"] == "settled"


def test_a_dry_run_tells_what_would_be_and_does_nothing(say: Say, number: str) -> None:
    words = ("hold", "place", number, "--search", "Harbour bridge")
    covers = say(*words, "--dry-run").data["covers"]
    assert [(row["kind"], row["on"]) for row in covers] == [
        ("search", "Harbour bridge"), ("holding", "0001"),
    ]  # fmt: skip
    assert say("hold", "show", number).data["covers"] == []
    assert say(*words).data["count"] == 1
    assert say("hold", "lift", number, "--reason", "x", "--dry-run").data["count"] == 0
    assert say("hold", "show", number).data["count"] == 1


def test_a_class_a_unit_and_keys_from_standard_input(
    say: Say, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("edit", "0002", "--class", "10-2")
    monkeypatch.setattr("sys.stdin", io.StringIO("0001\n\n*0003*\n"))
    words = ("--on", "-", "--class", "10-2", "--unit", "Finance")
    covers = say("hold", "place", number, *words).data["covers"]
    assert [(row["kind"], row["on"]) for row in covers] == [
        ("holding", "0001"),
        ("holding", "0003"),
        ("class", "10-2"),
        ("unit", "Finance"),
    ]
    assert say("edit", "0002", "--title", "x").status == 1


def test_holds_are_listed_by_their_fields(say: Say, number: str) -> None:
    other = say("hold", "new", "Other", *ABOUT).data["number"]
    assert [each["number"] for each in say("hold", "list").data] == [number, other]
    say("hold", "lift", number, "--reason", "x")
    in_force = say("list", "holds", "--where", "lifted=").data
    assert [each["number"] for each in in_force] == [other]
    assert say("hold", "list", "--where", "title=acme").data[0]["lifted_for"] == "x"
    assert say("list", "holdings", "--limit", "1", json=False).status == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("new", "ACME", "--matter", "x"), 2),
        (("new", "ACME", *ABOUT, "--review", "soon"), 2),
        (("place", "H-1999-0001", "--on", "0001"), 3),
        (("place", "NUMBER"), 2),
        (("place", "NUMBER", "--on", "none"), 3),
        (("place", "NUMBER", "--class", "none"), 3),
        (("place", "NUMBER", "--unit", "none"), 3),
        (("lift", "NUMBER"), 2),
        (("lift", "NUMBER", "--reason", " "), 2),
        (("lift", "NUMBER", "--on", "0001", "--reason", "x"), 1),
        (("show", "H-1999-0001"), 3),
    ],
)
def test_what_cannot_be_done_says_so(
    say: Say, number: str, words: tuple[str, ...], status: int
) -> None:
    before = say("hold", "list").out
    said = [number if word == "NUMBER" else word for word in words]
    assert say("hold", *said).status == status
    assert say("hold", "list").out == before


def test_it_is_amended_as_any_record_is(say: Say, number: str) -> None:
    assert say("edit", number, "--review", "2098-01-01").data["review"] == "2098-01-01"
    assert say("add", "coverage", "--title", "x").status == 2
    assert say("add", "hold", "--title", "x", *ABOUT).data["number"] > number


def test_from_the_record_itself(say: Say, number: str) -> None:
    (row,) = say("freeze", "0001", "--hold", number).data
    assert (row["key"], row["next"]) == ("0001", f"under {number}")
    assert say("unfreeze", "0001").status == 2
    (row,) = say("unfreeze", "0001", "--reason", "x", "--dry-run").data
    assert say("show", "0001").data["holds"]
    (row,) = say("unfreeze", "0001", "--reason", "x").data
    assert say("show", "0001").data["holds"] == []
