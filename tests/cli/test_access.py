"""`access grant|withdraw|list|review`, as scripts say it."""

import pytest

from tests.cli.conftest import Say
from tests.staff import signed_in


@pytest.fixture
def number(say: Say) -> str:
    """The number of an entry for a secret record and a cleared person."""
    assert say("edit", "P1", "--clearance", "secret").status == 0
    assert say("edit", "0001", "--security", "secret", "--class", "1250").status == 0
    refused = say("charge-out", "0001", "--to", "P1")
    assert refused.status == 1
    (reason,) = refused.error["reasons"]
    assert reason["rule"] == "R16"
    assert reason["text"] == "Aiko Ito is not on the access list of 0001."
    assert reason["lifted_by"] == "the security officer, by an entry there"
    words = ("access", "grant", "0001", "--to", "P1", "--purpose", "inquiry")
    assert say(*words, "--until", "2099-12-31", "--dry-run").data[0]["on"] == "0001"
    assert say("access", "list").data == []
    (row,) = say(*words, "--until", "2099-12-31").data
    assert (row["on"], row["kind"], row["to"], row["to_kind"]) == (
        "0001", "record", "Aiko Ito", "person",
    )  # fmt: skip
    assert (row["purpose"], row["until"], row["state"]) == ("inquiry", "2099-12-31", "in force")
    return str(row["number"])


def test_an_entry_is_granted_told_reviewed_and_withdrawn(say: Say, number: str) -> None:
    assert say("charge-out", "0001", "--to", "P1").status == 0
    (row,) = say("access", "list", "0001").data
    assert say("access", "list", "P1").data == say("access", "list", number).data == [row]
    assert "inquiry" in say("access", "list", json=False).out
    assert say("show", "0001").data["access"][0]["number"] == number
    assert say("access", "review").data == []
    assert [each["number"] for each in say("access", "review", "--by", "2099-01-01").data] == [
        number
    ]
    (row,) = say("access", "review", number, "--review", "2099-06-01", "--reason", "on").data
    assert (row["review"], row["reviewed_by"]) == ("2099-06-01", "mlee")
    (row,) = say("access", "withdraw", number, "--reason", "over").data
    assert (row["state"], row["next"]) == ("withdrawn", "recalled: 0001")
    assert say("access", "list", "0001").data == []
    assert [each["number"] for each in say("access", "list", "0001", "--all").data] == [number]
    again = say("access", "withdraw", "0001", "--to", "P1", "--reason", "over")
    assert (again.status, again.error["reasons"][0]["rule"]) == (1, "R16")
    assert say("log", number).data[0]["action"] == "access grant"


def test_lists_are_reports_too(say: Say, number: str) -> None:
    told = say("report", "access").data
    assert [row["number"] for row in told["rows"]] == [number]
    assert told["totals"] == {"count": 1}
    assert say("report", "access-review", "--to", "2099-01-01").data["totals"] == {"count": 1}
    assert say("report", "access-ending").data["rows"] == []
    ending = say("report", "access-ending", "--to", "2099-12-01", "--by", "to").data
    assert ending["rows"] == [{"to": "Aiko Ito", "count": 1}]


def test_a_technician_changes_no_list(
    say: Say, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, "jroy")
    for words in (
        ("grant", "0001", "--to", "P2", "--purpose", "x"),
        ("withdraw", number, "--reason", "x"),
        ("review", number),
    ):
        refused = say("access", *words, own=True)
        assert refused.status == 1
        assert refused.error["reasons"][0]["rule"] == "R37"
    assert say("access", "list", own=True).data == []
    assert say("access", "list", number, own=True).status == 3


def test_bad_days_and_names_are_told(say: Say, number: str) -> None:
    for words, status in (
        (("grant", "0001", "--to", "P1", "--purpose", "x", "--until", "soon"), 2),
        (("grant", "0001", "--to", "P1", "--purpose", "x", "--until", "2020-01-01"), 2),
        (("grant", "0001", "--to", "P1"), 2),
        (("grant", "nothing", "--to", "P1", "--purpose", "x"), 3),
        (("grant", "0001", "--to", "nobody", "--purpose", "x"), 3),
        (("withdraw", "A-1", "--reason", "x"), 3),
        (("withdraw", number), 2),
        (("list", "nothing"), 3),
        (("review", number, "--review", "2100-01-01"), 2),
    ):
        assert say("access", *words).status == status, words
