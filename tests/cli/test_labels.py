"""Labels on the command line: of what they are made, proofs, templates, calibration."""

from pathlib import Path

import pytest

from tests.cli.conftest import Say


@pytest.mark.parametrize(
    ("options", "labels"),
    [
        (("--accession", "2026-0067"), 1),
        (("--places", "A1-11-5..B3-04-2"), 2),
        (("--places", "A1"), 1),
        (("--stored", "A1..B3"), 4),
        (("--stored", "A1..B3", "--only", "file"), 3),
        (("--search", "Harbour"), 1),
        (("P1",), 1),
    ],
)
def test_labels_are_made_of_whatever_is_named(
    say: Say, options: tuple[str, ...], labels: int
) -> None:
    assert say("label", *options).data["labels"] == labels


def test_keys_and_an_accession_are_not_mixed(say: Say) -> None:
    for options in ((), ("0001", "--accession", "2026-0067"), ("--places", "A1", "--search", "x")):
        assert say("label", *options).status == 2
    assert say("label", "--accession", "nothing").status == 3


def test_a_preview_draws_the_first_and_names_what_is_odd(say: Say, tmp_path: Path) -> None:
    say("add", "holding", "--title", "Safe \U0001f5c4", "--barcode", "X1")
    told = say("label", "X1", "0001", "--preview").data
    assert told["drawn"][0].startswith("┌")
    assert "U+1F5C4" in told["warnings"][0]
    assert not (tmp_path / "labels.pdf").exists()
    refused = say("label", "X1", "--symbology", "itf", "--preview")
    assert refused.status == 2


def test_nothing_is_written_or_issued_where_the_printer_is_none(say: Say, tmp_path: Path) -> None:
    out = tmp_path / "x.pdf"
    for words in (("label", "0001"), ("barcodes", "holding")):
        said = say(*words, "--print", "foo:bar", "--out", out)
        assert (said.status, said.out) == (2, "")
        assert "not the address of a printer" in said.error["message"]
    assert not out.exists()
    assert say("jobs").data == []


def test_a_receipt_is_as_wide_as_asked(say: Say, tmp_path: Path) -> None:
    for paper, dots in (("58", 384), ("80", 576)):
        out = tmp_path / f"{paper}.escpos"
        say("label", "0001", "--template", "request", "--paper", paper, "--out", out)
        assert bytes([dots // 8, 0]) in out.read_bytes()


def test_copies_stand_side_by_side_if_asked(say: Say, tmp_path: Path) -> None:
    orders = []
    for option in ((), ("--uncollated",)):
        out = tmp_path / f"{len(option)}.zpl"
        say("label", "0001", "0002", "--copies", "2", "--out", out, *option)
        orders.append(out.read_text().splitlines())
    assert orders[0] == [*orders[0][:2]] * 2
    assert orders[1] == [orders[0][0]] * 2 + [orders[0][1]] * 2


def test_a_template_is_listed_and_copied_to_be_changed(say: Say, home: Path) -> None:
    names = [row["name"] for row in say("templates").data]
    assert {"endtab", "outcard", "transmittal"} <= set(names)
    told = say("templates", "--copy", "box", "--name", "carton").data
    assert Path(told["file"]) == home / "labels" / "carton.toml"
    assert say("label", "B1", "--template", "carton").data["labels"] == 1
    assert say("templates", "--copy", "box", "--name", "carton").status == 2


def test_a_printer_is_calibrated_by_what_was_measured(say: Say, tmp_path: Path) -> None:
    laser = ("calibrate", f"file:{tmp_path / 'a.pdf'}", "--stock", "5160")
    assert say(*laser, "--sheet").data["state"] == "printed"
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    kept = say(*laser, "--measured", "21", "19.5", "175.9", "239.4").data
    assert (round(kept["right_mm"], 1), round(kept["down_mm"], 1)) == (-1.0, 0.5)
    assert say(*laser, "--offset", "0.5", "-0.5").data["down_mm"] == -0.5
    assert say(*laser).data["right_mm"] == 0.5
    assert say(*laser, "--measured", "1", "1", "0", "1").status == 2
    assert say(*laser, "--offset", "99", "0").status == 2
