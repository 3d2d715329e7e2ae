"""`census`: started, read, shown, settled and closed, as a script would."""

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Say

ROWS = {"key", "identifier", "title", "kind", "home", "place", "status", "holder", "counted", "by",
        "to_do"}  # fmt: skip


def test_a_census_from_its_start_to_its_close(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = say("census", "start", "--scope", "B3-04-2").data
    number = started["number"]
    assert (started["status"], started["counts"]["expected"]) == ("open", 3)
    say("charge-out", "0002", "--to", "P1")
    walk = tmp_path / "walk.csv"
    walk.write_text("time,code\n10:00,L1\n10:01,0001\n10:02,0002\n10:03,B1\n10:04,ZZZ\n", "utf-8")
    tried = say("census", "scan", number, walk, "--dry-run").data
    done = say("census", "scan", number, walk).data
    assert tried["counts"] == done["counts"] == {
        "found": 1, "charged-out-but-here": 1, "misplaced": 1, "unknown": 1, "not-counted": 1,
    }  # fmt: skip
    assert done["not_counted"][0]["row"] == 1  # the file's head
    assert done["census"]["counts"]["missing"] == 1
    shown = say("census", "show", number).data
    assert {name: [row["key"] for row in rows] for name, rows in shown["lists"].items()} == {
        "found": ["0001"], "missing": ["0003"], "misplaced": ["B1"],
        "charged-out-but-here": ["0002"], "unknown": ["ZZZ"], "out-of-order": [],
    }  # fmt: skip
    assert all(row.keys() == ROWS for rows in shown["lists"].values() for row in rows)
    assert say("census", "scan", number, walk).status == 1  # R42: once
    assert "charged out, but here (1):" in say("census", "show", number, json=False).out
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"0003\n")))
    late = say("census", "scan", number, "-", "--at", "L1", "--goes-on").data
    assert (late["counts"], late["census"]["shelves"]["unfinished"]) == ({"found": 1}, 1)
    settled = say("census", "settle", number, "charged-out-but-here").data
    assert [(row["key"], row["status"], row["done"]) for row in settled] == [
        ("0002", "in", "return"),
    ]  # fmt: skip
    closed = say("census", "close", number).data
    assert (closed["status"], closed["counts"]["missing"]) == ("closed", 0)
    for words in (("close", number), ("scan", number, walk, "--again"), ("join", number)):
        assert say("census", *words).error["reasons"][0]["rule"] == "R31"
    assert [row["number"] for row in say("census", "list").data] == [number]
    assert say("report", "census").data["rows"][0]["place"] == "B3-04-2"


@pytest.mark.parametrize(("words", "status"), [
    ((), 2), (("--scope", "L1", "--unit", "x"), 2), (("--scope", "Z9"), 3), (("--unit", "x"), 3),
    (("--order", "weight", "--scope", "L1"), 2),
])  # fmt: skip
def test_what_is_no_scope_is_refused(say: Say, words: tuple[str, ...], status: int) -> None:
    assert say("census", "start", *words).status == status
    assert say("census", "list").data == []


def test_who_may_only_look_counts_nothing(say: Say) -> None:
    say("add", "person", "--name", "Vic", "--login", "vic", "--role", "viewer")
    number = say("census", "start", "--scope", "L1").data["number"]
    for words in (("start", "--scope", "L1"), ("close", number), ("join", number)):
        assert say("--as", "vic", "--because", "x", "census", *words).status == 1
