"""Places, moves and accessions on the command line: their answers, exit statuses and files."""

from pathlib import Path

from tests.cli.conftest import Say


def test_places_are_made_shown_closed_and_filled(say: Say) -> None:
    ranges = ("--room", "R1", "--row", "1-2", "--shelf", "01-03", "--capacity", "0,9")
    tried = say("places", "make", *ranges, "--dry-run").data
    assert (tried["made"], tried["existing"], tried["dry_run"]) == (6, 0, True)
    assert say("place", "show", "1-01").status == 3
    made = say("places", "make", *ranges).data
    assert [each["address"] for each in made["places"]][:2] == ["1-01", "1-02"]
    assert say("places", "make", *ranges).data["existing"] == 6
    assert say("move", "B1", "--to", "1-02", "--dry-run").data[0]["place"] == "1-02"
    assert say("move", "B1", "--to", "1-02").data[0]["place"] == "1-02"
    told = say("place", "show", "1-02").data
    assert (told["free_m"], told["free_boxes"], told["holdings"]) == (0.5, 1, 1)
    assert [each["key"] for each in told["lives_here"]] == ["B1"]
    fits = say("fit", "0.8", "--limit", "2").data
    assert (fits["boxes"], [each["first"] for each in fits["fits"]]) == (2, ["1-01", "1-03"])
    shut = say("place", "shut", "1-02", "--reason", "damp").data
    assert (bool(shut["closed"]), len(shut["lives_here"])) == (True, 1)
    refused = say("move", "0001", "--to", "1-02")
    assert (refused.status, refused.error["reasons"][0]["rule"]) == (1, "R30")
    assert say("place", "reopen", "1-02").data["closed"] == ""


def test_what_cannot_be_read_is_refused(say: Say) -> None:
    for words in (
        ("places", "make", "--row", "9-1"),
        ("places", "make"),
        ("places", "make", "--row", "1", "--capacity", "wide"),
        ("fit", "wide"),
        ("fit", "1", "--type", "crate"),
        ("fit", "1", "--level", "odd"),
        ("accession", "new", "--unit", "Finance"),
        ("accession", "add", "2026-0001", "no-such-file"),
    ):
        assert say(*words).status == 2, words


def test_an_accession_goes_its_way(say: Say, tmp_path: Path) -> None:
    boxes, labels, form = (tmp_path / name for name in ("b.txt", "labels.pdf", "form.pdf"))
    boxes.write_text("X001\nX002\n", "utf-8")
    about = ("--unit", "Finance", "--title", "Invoices", "--authority", "DA-1")
    told = say("accession", "new", *about, "--list", boxes).data
    number = told["number"]
    assert (told["status"], told["boxes"], told["metres"]) == ("announced", 2, 0.8)
    assert [each["number"] for each in say("accession", "list").data] == ["A-1", number]
    told = say("accession", "receive", number, "X001", "Y").data
    assert [each["text"] for each in told["discrepancies"]] == [
        f"{number}-02 (X002) is on the list and did not come.",
        "Y came and is not on the list.",
    ]
    refused = say("accession", "accept", number)
    assert (refused.status, len(refused.error["reasons"])) == (1, 2)
    say("accession", "receive", number, "2")
    say("accession", "strike", number, "--box", "Y")
    tried = say("accession", "accept", number, "--labels", labels, "--dry-run").data
    assert (tried["status"], labels.exists()) == ("accessioned", False)
    taken = say("accession", "accept", number, "--at", "L1", "--labels", labels).data
    assert (taken["status"], taken["file"]) == ("accessioned", str(labels))
    assert labels.read_bytes()[:5] == b"%PDF-"
    assert say("show", "X001").data["identifier"] == f"{number}-01"
    assert say("transmittal", number, "--out", form).data == {"number": number, "file": str(form)}
    assert form.read_bytes()[:5] == b"%PDF-"
    assert say("transmittal", number, "--out", form).status == 2
    assert say("accession", "refuse", number, "--reason", "late").status == 1
    assert say("accession", "show", "1999-0001").status == 3


def test_a_refused_accession_leaves_nothing(say: Say, tmp_path: Path) -> None:
    boxes = tmp_path / "b.csv"
    boxes.write_text("box,barcode\n1,X001\n", "utf-8")
    about = ("--unit", "Finance", "--title", "Invoices", "--list", boxes)
    number = say("accession", "new", *about).data["number"]
    assert say("accession", "refuse", number, "--reason", "mould").data["status"] == "refused"
    assert say("show", "X001").status == 3


def test_an_accession_is_tried_before_it_is_announced(say: Say) -> None:
    words = ("accession", "new", "--unit", "Finance", "--title", "Invoices")
    there = say("accession", "list").data
    tried = say(*words, "--dry-run").data
    assert say("accession", "list").data == there
    assert "A dry run" in say(*words, "--dry-run", json=False).out
    made = say(*words).data
    assert made["number"] == tried["number"]
    assert all(row["box"] != 0 for row in made["to_do"])


def test_an_accession_that_is_announced_has_an_inventory_with_nothing_in_it(say: Say) -> None:
    number = say("accession", "new", "--unit", "Finance", "--title", "Invoices").data["number"]
    assert say("inventory", f"accession:{number}").data["rows"] == []
    assert say("inventory", "accession:1999-0001").status == 3


def test_an_empty_list_says_so_to_people_alone(say: Say) -> None:
    shown = say("hold", "list", json=False)
    assert (shown.out, shown.err.strip()) == ("", "There are none.")
    asked = say("hold", "list")
    assert (asked.data, asked.err) == ([], "")


def test_a_column_is_called_as_its_record_calls_it(say: Say) -> None:
    out = say("places", "make", "--room", "R9", "--row", "1", "--position", "1-2", "--dry-run",
              json=False).out  # fmt: skip
    assert "position" in out
    assert "queue" not in out
