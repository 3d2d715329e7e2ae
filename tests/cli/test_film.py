"""`kinds` and `film`, as a script would say them."""

import tomllib

from rmdesk.desk.site_kinds import KINDS_EXAMPLE
from tests.cli.conftest import Say


def test_kinds_are_told_and_their_fields_said(say: Say) -> None:
    rows = {(row["kind"], row["field"]): row for row in say("kinds").data}
    assert rows["reel", "generation"]["takes"].startswith("master, printing-master")
    assert rows["box", ""]["filled"] == 0
    assert [row["field"] for row in say("kinds", "photo").data][-1] == "process"
    assert say("kinds", "nothing").data == []
    said = say("kinds", "--example", json=False).out
    assert tomllib.loads(said) == tomllib.loads(KINDS_EXAMPLE)  # as `> kinds.toml` keeps it
    made = say("add", "map", "--barcode", "M1", "--sheet", "12", "--field", "scale=1:500").data
    assert (made["sheet"], made["scale"], made["drawer"]) == ("12", "1:500", "")
    assert say("edit", "M1", "--field", "scale").status == 2
    assert say("edit", "M1", "--field", "colour=red").status == 2
    assert "generation" in say("edit", "M1", "--generation", "master").error["message"]
    assert say("edit", "M1", "--sheet", "13").data["sheet"] == "13"
    assert say("list", "holdings", "--where", "sheet=13").data[0]["barcode"] == "M1"


def test_films_are_found_filmed_and_mounted(say: Say) -> None:
    say("add", "reel", "--barcode", "U1", "--title", "Baptisms", "--copy-of", "M1")
    say("add", "reel", "--barcode", "M1", "--title", "Baptisms", "--generation", "camera negative")
    amended = say("edit", "M1", "--width-mm", "35", json=False).out
    assert "width (mm): 35.0" in amended
    say("add", "frame", "--barcode", "N1", "--title", "Tremblay", "--container", "M1",
        "--frames", "17")  # fmt: skip
    (row,) = say("film", "find", "Tremblay").data
    assert (row["film"], row["frames"], row["hand_out"]) == ("M1", "17", "U1")
    assert "U1" in say("film", "find", "Tremblay", json=False).out
    assert say("film", "find", "nobody").data == []
    assert "Nothing on film" in say("film", "find", "nobody", json=False).out
    job = say("film", "new", "M1", "--frames", "1-40").data
    assert (job["number"][:2], job["status"]) == ("F-", "filmed")
    assert say("film", "pass-film", job["number"]).error["reasons"][0]["rule"] == "R5"
    assert say("film", "list").data[0]["frames"] == "1-40"
    say("add", "jacket", "--barcode", "J1")
    mounted = say("film", "mount", "J1", "--film", "U1", "--frames", "1-60", "--counted", "60")
    assert mounted.data["carrier"] == "J1"
    assert say("film", "mounted").data[0]["frames"] == "1-60"
