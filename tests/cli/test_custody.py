"""Statements of custody: the history given out, and known again to the last letter."""

from pathlib import Path

import pytest

from tests.cli.conftest import Say


@pytest.fixture
def lent(say: Say) -> Say:
    for words in (
        ("add", "file", "--barcode", "C1", "--title", "Leases"),
        ("charge-out", "C1", "--to", "P1"),
        ("return", "C1"),
    ):
        assert say(*words).status == 0
    return say


@pytest.mark.parametrize("form", ["txt", "pdf"])
def test_a_statement_is_known_again_and_one_with_another_letter_is_not(
    lent: Say, tmp_path: Path, form: str
) -> None:
    file = tmp_path / f"s.{form}"
    made = lent("custody", "C1", "--out", str(file))
    assert made.status == 0, made.err
    assert made.data["entries"] >= 4
    told = lent("verify", "--statement", str(file)).data
    assert told == {"sound": True, "statement": made.data["number"]}
    whole = bytearray(file.read_bytes())
    for place in (len(whole) // 3, len(whole) - 2):
        altered = bytearray(whole)
        altered[place] ^= 1
        file.write_bytes(bytes(altered))
        said = lent("verify", "--statement", str(file))
        assert said.status == 1
        assert said.error["reasons"][0]["rule"] == "R34"


def test_it_tells_who_did_what_to_whom_and_why(lent: Say) -> None:
    assert lent("missing", "C1", "--reason", "not in the box").status == 0
    lines = "\n".join(lent("custody", "C1").data["statement"])
    for words in ("C1 · Leases", "mlee", "holder: Aiko Ito", "because: not in the box", "status: "):
        assert words in lines
    again = "\n".join(lent("custody", "C1").data["statement"])
    assert "ST-0001" in again
    assert "ST-0002" in again  # the first is part of the history now


def test_what_was_printed_on_the_terminal_is_the_statement(lent: Say, tmp_path: Path) -> None:
    shown = lent("custody", "C1", json=False)
    (tmp_path / "s.txt").write_text(shown.out, "utf-8")
    assert lent("verify", "--statement", str(tmp_path / "s.txt")).status == 0


def test_of_a_strange_file_and_an_unknown_record_it_says_so(lent: Say, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("hello", "utf-8")
    said = lent("verify", "--statement", str(tmp_path / "x.txt"))
    assert "no statement" in said.error["reasons"][0]["text"]
    assert lent("custody", "NOPE").status == 3
