"""Every command prints, with --json, the document that the design names."""

import sys
from pathlib import Path
from typing import Any

import pyrage
import pytest

from rmdesk.model.extras import command_to_install
from tests.cli.conftest import Say

HIT = {"barcode", "identifier", "title", "kind", "code", "place", "status", "due"}
HANDLED = {"key", "status", "due", "place", "next"}
STOCK = {
    "brand", "part", "equivalents", "paper", "page_w_mm", "page_h_mm", "label_w_mm", "label_h_mm",
    "nx", "ny", "x0_mm", "y0_mm", "pitch_x_mm", "pitch_y_mm", "sources", "note", "unconfirmed",
}  # fmt: skip


def test_init_names_the_home_and_counts(say: Say, home: Path) -> None:
    said = say("init")
    assert said.data["home"] == str(home)
    assert said.data["counts"]["holdings"] == 4
    assert say("init").data == said.data


def test_search_tells_total_exactness_time_and_hits(say: Say) -> None:
    found = say("search", "ecluse", "1955").data
    assert found["total"] == 1
    assert found["exact"] is True
    assert found["took_ms"] >= 0
    assert found["did_you_mean"] == ""
    assert found["hits"][0].keys() >= HIT
    assert found["hits"][0]["title"] == "Écluse de Lachine"
    assert found["hits"][0]["place"] == "B3-04-2"


def test_search_narrows_by_kind_status_and_limit(say: Say) -> None:
    assert [hit["barcode"] for hit in say("search", "96-01", "--kind", "box").data["hits"]] == [
        "B1"
    ]
    say("charge-out", "0002", "--to", "P1")
    found = say("search", "date:1955", "--status", "out", "--facets").data
    assert [hit["barcode"] for hit in found["hits"]] == ["0002"]
    assert found["facets"]["kind"] == {"file": 1}
    assert len(say("search", "date:1955", "--limit", "1").data["hits"]) == 1


def test_show_tells_where_a_holding_is_who_has_it_and_what_lies_in_it(say: Say) -> None:
    shown = say("show", "0001").data
    assert (shown["status"], shown["place"], shown["home"]) == ("in", "B3-04-2", "B3-04-2")
    say("charge-out", "0001", "--to", "P1", "--due", "2099-12-31")
    shown = say("show", "0001").data
    assert (shown["status"], shown["place"], shown["home"]) == ("out", "", "B3-04-2")
    assert (shown["holder"], shown["due"]) == ("Aiko Ito", "2099-12-31")
    say("add", "file", "--barcode", "F9", "--title", "Inside", "--container", "B1")
    assert say("show", "B1").data["contents"] == 1
    assert say("show", "F9").data["container"] == "B1"


def test_show_knows_people_places_requests_and_classes(say: Say, tmp_path: Path) -> None:
    number = say("request", "new", "0001", "--for", "P1").data["number"]
    scheme = tmp_path / "scheme.csv"
    scheme.write_text("code,title\n1250,Contracts\n")
    say("import", "scheme", scheme)
    for key, kind in (("P1", "person"), ("L1", "place"), (number, "request"), ("1250", "class")):
        assert say("show", key).data["kind"] == kind


def test_add_and_edit_give_the_document_back(say: Say) -> None:
    added = say("add", "holding", "--barcode", "N1", "--title", "New", "--keywords", "a; b").data
    assert (added["barcode"], added["keywords"], added["status"]) == ("N1", ["a", "b"], "in")
    edited = say("edit", "N1", "--title", "Newer", "--keywords", "", "--reason", "typo").data
    assert (edited["title"], edited["keywords"]) == ("Newer", [])
    assert say("log", "N1").data[-1]["reason"] == "typo"
    assert say("add", "reel", "--title", "Film").data["kind"] == "reel"
    assert say("add", "place", "--row", "C1", "--bay", "02").data["address"] == "C1-02"
    person = say("add", "person", "--name", "Ann", "--custodian", "yes", "--unit", "Legal").data
    assert person["custodian"] is True


def test_log_tells_who_did_what_when_to_what(say: Say) -> None:
    say("charge-out", "0001", "--to", "P1")
    entry = say("log", "0001").data[-1]
    names = {"seq", "time", "actor", "action", "subject", "old", "new", "reason"}
    assert entry.keys() >= names
    assert (entry["actor"], entry["action"]) == ("mlee", "charge-out")
    assert (entry["old"]["status"], entry["new"]["status"]) == ("in", "out")
    assert [each["seq"] for each in say("log", "--limit", "3").data] == sorted(
        each["seq"] for each in say("log", "--limit", "3").data
    )
    assert say("log", "--actor", "jroy").data == []


def test_a_request_is_followed_from_intake_to_its_close(say: Say) -> None:
    made = say("request", "new", "0001", "0002", "--for", "P1", "--priority", "urgent").data
    assert made.keys() >= {"number", "status", "queue_position"}
    assert (made["status"], made["queue_position"]) == ("new", 1)
    number = made["number"]
    assert [each["number"] for each in say("request", "list").data] == [number]
    assert say("request", "assign", number).data["status"] == "assigned"
    assert [pull["barcode"] for pull in say("picklist").data] == ["0001", "0002"]
    assert {pull["place"] for pull in say("picklist", "--request", number).data} == {"B3-04-2"}
    assert say("pick", "0001").data[0]["status"] == "picked"
    assert say("pick", "0002").data[0]["status"] == "picked"
    assert say("request", "ready", number).data["status"] == "ready"
    handed = say("charge-out", "0001", "0002", "--to", "P1", "--request", number).data
    assert [each["status"] for each in handed] == ["out", "out"]
    assert say("request", "show", number).data["status"] == "handed-over"
    assert say("request", "close", number).data["outcome"] == "filled"
    other = say("request", "new", "--for", "Jean Roy", "--text", "the bridge plans").data["number"]
    assert say("request", "cancel", other).data["status"] == "cancelled"
    assert say("request", "list").data == []


def test_finished_requests_are_listed_newest_first(say: Say) -> None:
    numbers = [
        say("request", "new", "--for", "P1", "--text", f"plan {n}").data["number"] for n in range(3)
    ]
    for number in numbers:
        assert say("request", "close", number, "--outcome", "not found").status == 0
    assert say("request", "list").data == []
    listed = say("request", "list", "--status", "not found").data
    assert [each["number"] for each in listed] == numbers[::-1]
    told = say("request", "list", "--status", "not-found", "--limit", "2", json=False)
    assert told.out.splitlines()[-1] == "2 shown of 3"
    for status in ("closed", "denied", "cancelled", "handed over"):
        assert say("request", "list", "--status", status).data == []


def test_the_second_in_a_queue_is_told_its_place(say: Say) -> None:
    say("request", "new", "0001", "--for", "P1")
    assert say("request", "new", "0001", "--for", "P2").data["queue_position"] == 2


def test_each_step_of_a_loan_tells_status_due_place_and_next(say: Say) -> None:
    steps: list[tuple[tuple[str, ...], dict[str, Any]]] = [
        (("charge-out", "0001", "--to", "jroy", "--due", "2099-01-31"), {"due": "2099-02-02"}),
        (("renew", "0001", "--due", "2099-02-27"), {"status": "out", "due": "2099-02-27"}),
        (("reserve", "0001", "--to", "P1", "--priority", "urgent"), {"status": "out"}),
        (("recall", "0001", "--due", "2099-01-15"), {"due": "2099-01-15"}),
        (("return", "0001"), {"status": "waiting", "next": "set aside for Aiko Ito"}),
        (("charge-out", "0001", "--to", "P1"), {"status": "out", "place": ""}),
        (("return", "0001"), {"status": "to-refile", "next": "refile at B3-04-2"}),
        (("refile", "0001", "--at", "L1"), {"status": "in", "place": "B3-04-2"}),
        (("missing", "0001", "--reason", "not on its shelf"), {"status": "missing"}),
    ]
    for words, expected in steps:
        said = say(*words)
        assert said.status == 0, said.err
        (told,) = said.data
        assert told.keys() == HANDLED
        assert told["key"] == "0001"
        assert expected.items() <= told.items()


def test_labels_are_counted_and_their_file_named(say: Say, tmp_path: Path) -> None:
    out = tmp_path / "sheet.pdf"
    told = say("label", "0001", "0002", "B1", "--stock", "5160", "--out", out).data
    assert (told["labels"], told["pages"], told["file"]) == (3, 1, str(out))
    assert out.read_bytes().startswith(b"%PDF")
    assert say("label", "0001", "--format", "svg", "--symbology", "qr").data["file"] == "labels.svg"
    for key in ("P1", "L1"):
        assert say("label", key, "--out", out).status == 2
        assert say("label", key, "--out", out, "--force").data["labels"] == 1
    assert say("label", "P1", "0001", "--out", out, "--force").status == 2


def test_the_name_of_a_file_tells_the_format_of_its_labels(say: Say, tmp_path: Path) -> None:
    for name, begins in (("a.svg", b"<"), ("a.zpl", b"^XA"), ("a.pdf", b"%PDF"), ("a", b"%PDF")):
        say("label", "0001", "--out", tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins)
    say("label", "0001", "--format", "zpl", "--out", tmp_path / "b.svg")
    assert (tmp_path / "b.svg").read_bytes().startswith(b"^XA")


def test_barcodes_are_issued_once_and_for_ever(say: Say, tmp_path: Path) -> None:
    told = say("barcodes", "holding", "--count", "3").data
    assert (told["kind"], len(set(told["barcodes"]))) == ("holding", 3)
    plain = say("barcodes", "holdings", json=False).out.splitlines()
    assert len(plain) == 1
    assert plain[0] not in told["barcodes"]
    assert say("barcodes", "request").status == 2
    assert say("barcodes", "holding", "--count", "10001").status == 2


@pytest.mark.parametrize("kind", ["holding", "place", "person"])
def test_issued_barcodes_get_a_roll_of_labels(say: Say, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "roll.pdf"
    told = say("barcodes", kind, "--count", "4", "--out", out).data
    assert (told["labels"], told["file"], len(told["barcodes"])) == (4, str(out), 4)
    assert out.read_bytes().startswith(b"%PDF")


def test_no_barcode_is_lost_for_labels_that_cannot_be_made(say: Say) -> None:
    first = say("barcodes", "holding").data["barcodes"][0]
    assert say("barcodes", "holding", "--label", "--stock", "no-such-stock").status == 3
    assert say("barcodes", "holding", "--out", "no/such/folder.pdf").status == 2
    assert say("log", "--limit", "1").data[-1]["new"]["first"] == first


def test_what_has_no_barcodes_of_its_own_gets_no_labels_of_them(say: Say) -> None:
    plain = say("barcodes", "request")
    assert plain.status == 2
    for more in ((), ("--count", "999999")):
        told = say("barcodes", "request", "--label", *more)
        assert (told.status, "Kinds: holding, place, person" in told.err) == (2, True)


def test_a_number_of_thousands_of_digits_is_no_measure(say: Say) -> None:
    for option in ("--extent-m", "--capacity-m"):
        kind = "place" if option == "--capacity-m" else "file"
        told = say("add", kind, option, "9" * 5000, "--title" if kind == "file" else "--row", "x")
        assert (told.status, "is not a number" in told.err) == (2, True)


def test_stocks_are_a_list_of_geometry(say: Say) -> None:
    (stock,) = say("stocks", "5160").data
    assert stock.keys() == STOCK
    assert (stock["nx"], stock["ny"], stock["paper"]) == (3, 10, "letter")
    assert len(stock["sources"]) == 2
    assert "48160" in stock["equivalents"]
    assert "48160" in stock["unconfirmed"]
    assert "8160" not in stock["unconfirmed"]
    assert say("stocks", "no", "such").data == []


def test_stocks_say_how_sure_they_are_and_which_lines_of_the_centre_are_none(
    say: Say, home: Path
) -> None:
    said = say("stocks", "Avery", "L4730", json=False).out
    assert "gLabels: first at 6/13" in said
    assert "L4730REV?" in said
    (home / "labels").mkdir(exist_ok=True)
    (home / "labels" / "stocks.csv").write_text(
        "brand,parts,paper,unit,label_w,label_h,nx,ny,x0,y0,pitch_x,pitch_y\n"
        "Ours,A1,a4,mm,wide,37,3,8,0,0.5,70,37\n"
        "Ours,B1,a4,mm,70.45,37,3,8,0,0.5,69.75,37\n"
    )
    told = say("stocks", "ours", json=False).out
    assert "line 2: “label_w” is not a number" in told
    assert "Ours B1: neighbouring labels overlap by 0.70 mm." in told
    assert [stock["part"] for stock in say("stocks", "ours").data] == ["B1"]


@pytest.mark.parametrize("name", ["today", "activity", "out", "overdue", "requests"])
def test_every_report_has_rows_and_totals(say: Say, name: str) -> None:
    say("charge-out", "0001", "--to", "P1")
    told = say("report", name, "--from", "2020-01-01").data
    assert told.keys() >= {"name", "rows", "totals"}
    assert isinstance(told["rows"], list)


def test_undo_says_what_was_taken_back(say: Say) -> None:
    say("charge-out", "0001", "--to", "P1")
    assert say("undo").data["undone"] == "charge-out"
    assert say("show", "0001").data["status"] == "in"


def test_a_clock_set_right_is_accepted_with_a_reason(say: Say) -> None:
    assert "accepted" in say("accept-clock", "--reason", "battery replaced").data
    assert say("log", "--limit", "1").data[0]["action"] == "accept-clock"


def test_a_backup_is_verified_and_restored(say: Say, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    told = say("backup", copy).data
    assert (told["file"], told["bytes"]) == (str(copy), copy.stat().st_size)
    assert say("verify", copy).data["sound"] is True
    say("charge-out", "0001", "--to", "P1")
    restored = say("restore", copy).data
    assert restored["entries"] == told["receipt"]["seq"]
    assert Path(restored["kept_aside"]).exists()
    assert say("show", "0001").data["status"] == "in"
    found = say("verify").data
    assert (found["sound"], found["faults"], found["first_bad"]) == (True, [], None)


def test_a_backup_is_encrypted_verified_and_restored(say: Say, tmp_path: Path) -> None:
    copy, key, made = tmp_path / "copy.age", tmp_path / "key", pyrage.x25519.Identity.generate()
    key.write_text(f"{made}\n")
    told = say("backup", copy, "--encrypt-to", made.to_public()).data
    assert told["encrypted_to"] == [str(made.to_public())]
    assert say("verify", copy).status == 2
    assert say("verify", copy, "--identity", key).data["sound"] is True
    assert say("restore", copy).error["title"] == "The backup is sealed"
    assert say("restore", copy, "--identity", key).data["entries"] == told["receipt"]["seq"]


def test_nothing_is_encrypted_without_the_extra(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    assert say("backup", tmp_path / "plain.db").status == 0
    said = say("backup", tmp_path / "copy.age", "--encrypt-to", "age1anyone")
    assert (said.status, said.error["title"]) == (2, "Encryption is not installed")
    assert f"`{command_to_install('pyrage')}`" in said.error["message"]


def test_an_accepted_clock_is_told(say: Say) -> None:
    assert say("accept-clock", "--reason", "set right").data.keys() == {"accepted"}
    assert say("accept-clock", "--reason", "").status == 1


def test_reindex_and_doctor_tell_what_they_found(say: Say) -> None:
    assert say("reindex").data["records"] == 4
    facts = say("doctor").data
    assert facts.keys() == {
        "abbreviations", "home", "store", "index", "figures", "labels", "guidelines", "disk",
        "modes", "findings",
    }  # fmt: skip
    assert facts["store"]["documents"]["holdings"] == 4
    assert facts["store"]["table_scans"] == {}
    assert facts["index"]["sound"] is True
    assert facts["disk"]["free_bytes"] > 0


def test_a_key_that_is_told_names_one_holding_though_its_code_is_shared(say: Say) -> None:
    added = [say("add", "file", "--identifier", "DUP", "--title", t).data["key"] for t in "ab"]
    assert say("show", added[1]).data["title"] == "b"
    number = say("request", "new", added[1], "--for", "P1").data["number"]
    (pulled,) = say("picklist").data
    (item,) = say("request", "show", number).data["items"]
    (listed,) = say("request", "list").data[0]["items"]
    assert pulled["key"] == item["key"] == listed["key"]
    assert say("pick", pulled["key"]).status == 0
    assert say("charge-out", item["key"], "--to", "P1").status == 0


@pytest.mark.parametrize("limit", ["9" * 25, "9" * 6000, "--", "-", "0", "1.5", "½", ""])
@pytest.mark.parametrize("command", [("log",), ("search", "x"), ("list", "holdings")])
def test_a_limit_that_is_none_is_bad_input(say: Say, command: tuple[str, ...], limit: str) -> None:
    said = say(*command, f"--limit={limit}")
    assert said.status == 2, said
    assert "whole number" in said.error["message"]
