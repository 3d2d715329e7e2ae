"""A portable scanner's batch file: every line is accounted for, all are done or none."""

from pathlib import Path

import pytest

from tests.cli.conftest import Say


def batch(*lines: str, name: str = "batch.txt") -> str:
    Path(name).write_text("".join(f"{line}\r\n" for line in lines))
    return name


def test_scans_mean_what_they_mean_at_the_desk_line(say: Say) -> None:
    told = say("scan-batch", batch("P1", "0001", "0002", "", "L1")).data
    assert (told["rows"], told["done"], told["refused"]) == (4, 4, [])
    assert [(scan["row"], scan["outcome"], scan["key"]) for scan in told["scans"]] == [
        (1, "person", ""),
        (2, "charged-out", "0001"),
        (3, "charged-out", "0002"),
        (5, "place", ""),
    ]
    assert say("show", "0001").data["holder"] == "Aiko Ito"
    returned = say("scan-batch", batch("0001", "0002", "L1", "0001", "0002")).data
    assert [scan["outcome"] for scan in returned["scans"]] == [
        "returned", "returned", "place", "refiled", "refiled",
    ]  # fmt: skip


def test_a_dry_run_tells_all_and_does_nothing(say: Say) -> None:
    entries = say("verify").data["entries"]
    told = say("scan-batch", batch("P1", "0001"), "--dry-run")
    assert (told.status, told.data["done"]) == (0, 0)
    assert told.data["scans"][1]["outcome"] == "charged-out"
    assert say("show", "0001").data["status"] == "in"
    assert say("verify").data["entries"] == entries


def test_one_refused_scan_stops_all(say: Say) -> None:
    told = say("scan-batch", batch("P1", "0001", "nonsense", "0002"))
    assert told.status == 1
    assert told.data["done"] == 0
    assert "line 3" in told.error["reasons"][0]["text"]
    (refused,) = told.data["refused"]
    assert refused["row"] == 3
    assert "nonsense" in refused["reason"]
    assert say("show", "0001").data["status"] == "in"


def test_skip_bad_does_the_others_and_writes_the_refused_down(say: Say) -> None:
    told = say("scan-batch", batch("P1", "0001", "nonsense", "0002"), "--skip-bad")
    assert (told.status, told.data["done"]) == (0, 3)
    assert Path(told.data["refused_file"]).read_text() == "nonsense\n"
    assert say("show", "0002").data["status"] == "out"


def test_after_an_unknown_place_nothing_is_filed(say: Say) -> None:
    say("charge-out", "0001", "0002", "--to", "P1")
    say("return", "0001", "0002")
    told = say("scan-batch", batch("L1", "0001", "Z9", "0002"), "--skip-bad").data
    assert [scan["outcome"] for scan in told["scans"]] == ["place", "refiled", "refused", "refused"]
    assert "R29" in told["scans"][3]["message"]


@pytest.mark.parametrize(
    "lines",
    [
        ("22/11/2026,14:22:01,03,P1", "22/11/2026,14:22:09,03,0001"),
        ('"P1";"2026-11-22 14:22:01"', '"0001";"2026-11-22 14:22:09"'),
        ("]C0P1", "]C00001"),
        ("*P1*", "*0001*"),
        ("14:22:01,]C0P1,03", "14:22:09,]C00001,03"),
    ],
)
def test_the_code_is_found_wherever_the_scanner_puts_it(say: Say, lines: tuple[str, ...]) -> None:
    assert say("scan-batch", batch(*lines)).data["done"] == 2
    assert say("show", "0001").data["holder"] == "Aiko Ito"


def test_a_separator_inside_a_code_ends_no_line(say: Say) -> None:
    told = say("scan-batch", batch("P1", "00\x1d01", "0002")).data
    assert [(scan["row"], scan["key"]) for scan in told["scans"]] == [
        (1, ""), (2, "0001"), (3, "0002"),
    ]  # fmt: skip


def test_the_column_can_be_named(say: Say) -> None:
    assert say("scan-batch", batch("P2,P1", "0002,0001"), "--column", "2").data["done"] == 2
    assert say("show", "0001").data["holder"] == "Aiko Ito"


def test_a_file_without_a_line_or_without_text_is_refused(say: Say) -> None:
    assert say("scan-batch", batch()).status == 2
    Path("batch.bin").write_bytes(b"\xff\xfe\x00\x01")
    assert say("scan-batch", "batch.bin").status == 2


def test_a_whole_batch_is_taken_back_by_one_undo(say: Say) -> None:
    say("scan-batch", batch("P1", "0001", "0002"))
    assert say("undo").data["undone"] == "scan-batch"
    assert {say("show", key).data["status"] for key in ("0001", "0002")} == {"in"}


def test_plain_text_marks_what_is_not_done(say: Say) -> None:
    told = say("scan-batch", batch("P1", "0001", "nonsense"), json=False)
    assert "NOT DONE" in told.out
    assert "Nothing was done: --skip-bad does the others." in told.out


def test_a_code_twice_under_one_badge_counts_once(say: Say) -> None:
    told = say("scan-batch", batch("P1", "0001", "0002", "0001")).data
    assert [scan["outcome"] for scan in told["scans"]] == [
        "person", "charged-out", "charged-out", "again",
    ]  # fmt: skip
    assert told["refused"] == []
    assert say("show", "0001").data["status"] == "out"


def test_a_batch_that_was_taken_asks_before_it_is_taken_again(say: Say) -> None:
    name = batch("P1", "0001")
    assert say("scan-batch", name).data["done"] == 2
    Path("copy.txt").write_bytes(Path(name).read_bytes())
    for again in (say("scan-batch", "copy.txt"), say("scan-batch", name, "--dry-run")):
        assert again.status == 1
        assert again.error["title"] == "Taken before"
        assert "batch.txt, by mlee" in again.error["message"]
    assert say("show", "0001").data["status"] == "out"
    assert say("scan-batch", "copy.txt", "--again").status == 0
    assert say("show", "0001").data["status"] == "to-refile"


def test_a_batch_that_was_tried_out_refused_or_taken_back_may_be_taken(say: Say) -> None:
    name = batch("P1", "0001", "nonsense")
    assert say("scan-batch", name, "--dry-run").status == 1
    assert say("scan-batch", name).status == 1
    assert say("scan-batch", name, "--skip-bad").status == 0
    say("undo")
    assert say("scan-batch", name, "--skip-bad").status == 0


def test_no_layout_is_guessed_and_no_code_of_two_meanings_acted_on_in_a_batch(say: Say) -> None:
    say("edit", "0001", "--identifier", "B3-04-2")
    told = say("scan-batch", batch("P1", "àààé", "B3-04-2"))
    assert told.status == 1
    assert [each["row"] for each in told.data["refused"]] == [2, 3]
    assert "keyboard" not in told.data["refused"][0]["reason"]
    assert "may be" in told.data["refused"][1]["reason"]
    assert say("show", "0001").data["status"] == "in"
