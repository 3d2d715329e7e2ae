"""`shift` as text, JSON and PDF, and `undo --act`."""

from pathlib import Path

from tests.cli.conftest import Say


def test_a_shift_is_told_and_an_act_of_it_taken_back(say: Say) -> None:
    assert say("charge-out", "0001", "--to", "P1").status == 0
    assert say("missing", "0002", "--reason", "not there").status == 0
    made = say("shift").data
    assert [row["key"] for row in made["missing"]] == ["0002"]
    out = next(row for row in made["acts"] if row["action"] == "charged out")
    text = say("shift", json=False).out
    assert "Missing (1)" in text
    assert "Écluse de Lachine" in text
    assert "can be undone" not in text
    assert say("undo", "--act", out["number_of_act"]).data["undone"] == "charge-out"
    assert say("show", "0001").data["status"] == "in"
    assert say("show", "0002").data["status"] == "missing"
    assert say("undo", "--act", 999).status == 3


def test_a_shift_is_written_as_a_file(say: Say) -> None:
    say("missing", "0003", "--reason", "not there")
    assert say("shift", "--out", "shift.pdf").data["file"] == "shift.pdf"
    assert Path("shift.pdf").read_bytes().startswith(b"%PDF")
    assert say("shift", "--out", "shift.txt").status == 0
    assert "黄河大桥" in Path("shift.txt").read_text("utf-8")
    assert say("shift", "--out", "shift.doc").status == 2
    assert say("shift", "--out", "-", json=False).out.startswith("Hand-over 2")


def test_the_lists_to_walk_by_are_the_same_on_every_face(say: Say) -> None:
    say("request", "new", "0001", "--for", "P1")
    (row,) = say("picklist").data
    assert [each["key"] for each in row["take"]] == ["0001"]
    assert [each["turn"] for each in row["requests"]] == [1]
    text = say("picklist", json=False).out
    assert "R-1001" in text
    assert " m to walk, " in text
    csv = say("picklist", "--format", "csv", json=False).out.splitlines()
    assert csv[0] == "place,code,title,for,request,priority,due"
    assert row["place"] in csv[1]
    assert say("picklist", "--out", "-", json=False).out.splitlines() == csv
    assert say("picklist", "--out", "picks.pdf").data["file"] == "picks.pdf"
    assert Path("picks.pdf").read_bytes().startswith(b"%PDF")
    assert say("picklist", "--out", "picks.doc").status == 2
    assert say("picklist", "--format", "pdf").status == 2
    say("charge-out", "0002", "--to", "P1")
    say("return", "0002")
    assert [each["key"] for each in say("refilelist").data] == ["0002"]
    assert say("refilelist", "--out", "refile.csv").status == 0
    assert len(Path("refile.csv").read_text("utf-8").splitlines()) == 2


def test_a_pick_is_verified_by_its_shelf_and_says_why_it_was_in_vain(say: Say) -> None:
    say("add", "location", "--barcode", "S9", "--row", "Z", "--bay", "9")
    say("request", "new", "0001", "--for", "P1")
    assert say("pick", "0001", "--at", "S9").error["reasons"][0]["rule"] == "R29"
    assert say("not-on-shelf", "0001", "--why", "nothing").status == 2
    (told,) = say("not-on-shelf", "0001", "--why", "misfiled").data
    assert told["status"] == "missing"
    (claim,) = say("list", "reservations", "--where", "absence=misfiled").data
    assert claim["absence"] == "misfiled"
