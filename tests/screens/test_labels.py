"""The labels screen: sources, proof, printing, what waits, calibration; no scan is lost in it."""

import os
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.holding import add_holding
from rmdesk.labels.drawing import calibration_of, stock_named
from rmdesk.labels.presets import recall
from rmdesk.model.words import Status
from tests.labels.test_printing import on, switched_off
from tests.screens.centre import Desktop, at_the_desk


async def opened_for(desk: Desktop, *, printer: str, sort: str = "") -> None:
    """The labels screen with a printer, and a source turned to."""
    await desk.press("f5")
    await put(desk, "printer", printer)
    if sort:
        await put(desk, "sort", sort)


async def put(desk: Desktop, field: str, value: str) -> None:
    """Turn a field to a value."""
    desk.app.view.put(desk.app, field, value)  # type: ignore[attr-defined]
    await desk.settle()


async def type_into(desk: Desktop, field: str, text: str) -> None:
    """Mark a field, type a text, end it."""
    desk.app.view.mark(field)  # type: ignore[attr-defined]
    await desk.type(text)
    await desk.press("enter")


def boxes(session: Session) -> None:
    """An accession of three boxes on the second shelf, with a file in the first."""
    for number in (10, 2, 1):
        values = {"barcode": f"B{number}", "kind": "box", "accession": "2026-0067"}
        add_holding(session, {**values, "identifier": f"2026-0067-{number}", "home": "A1-11-5"})
    file = {"barcode": "F9", "kind": "file", "accession": "2026-0067", "title": "Inside"}
    add_holding(session, {**file, "container": "B1"})


def test_an_accession_is_labelled_by_its_number_or_by_a_scan_of_one_box(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        boxes(desk.session)
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}", sort="accession")
        await type_into(desk, "what", "2026-0067")
        assert "2026-0067 · 3 records" in desk.text
        assert "only box" in desk.text
        assert "box: Box, by kind" in desk.text
        assert "3 labels · 1 sheet" in desk.screen
        await put(desk, "only", "")
        assert "4 labels" in desk.screen
        await type_into(desk, "what", "none")
        assert "No accession answers to “none”." in desk.text
        await desk.scan("B2")
        await desk.press("ctrl+s")
        assert "4 labels to file:" in desk.text

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_shelves_are_labelled_from_the_first_scanned_to_the_last(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        boxes(desk.session)
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}", sort="places")
        await desk.scan("S2", "S1")
        assert "A1-11-5..B3-04-2 · 2 places" in desk.text
        await put(desk, "sort", "stored")
        await type_into(desk, "what", "A1-11-5..B3-04-2")
        assert "7 labels" in desk.screen  # three boxes without the file inside, four files
        assert desk.app.counter.place is None

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_all_results_of_a_search_get_labels_or_the_marked_one(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("unit:finance")
        await desk.press("f5")
        assert "all results of the search" in desk.screen
        assert "70 labels · 3 sheets" in desk.screen  # more than were fetched for the list
        await desk.press("escape", "down", "f5")
        assert "1 label · 1 sheet" in desk.screen

    at_the_desk(tmp_path / "home", does, files=70)


def test_badges_are_found_by_scan_and_by_name(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        file = tmp_path / "badges.zpl"
        await opened_for(desk, printer=f"file:{file}")
        await desk.scan("P1")
        await type_into(desk, "what", "roy")
        assert "2 labels" in desk.screen
        assert "badge: Badge" in desk.text
        assert desk.app.counter.person is None
        await desk.press("ctrl+s")
        assert file.read_bytes().count(b"^XA") == 2

    at_the_desk(tmp_path / "home", does)


def test_new_barcodes_are_printed_again_as_they_were_by_one_key_on_another_day(
    tmp_path: Path,
) -> None:
    file = tmp_path / "roll.zpl"

    async def prints(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{file}", sort="new")
        await type_into(desk, "what", "3")
        assert "The numbers are given when they are printed" in desk.text
        await desk.press("ctrl+s")
        assert "to R000003" in desk.text

    async def prints_again(desk: Desktop) -> None:
        await desk.press("f8")
        assert "to R000003" in desk.text

    at_the_desk(tmp_path / "home", prints)
    first = file.read_bytes()
    file.unlink()
    at_the_desk(tmp_path / "home", prints_again)
    assert file.read_bytes() == first


def test_what_is_odd_is_named_before_anything_is_printed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        odd = {"barcode": "X1", "kind": "file", "title": "Safe \U0001f5c4"}
        add_holding(desk.session, odd)
        add_holding(desk.session, {"barcode": "RC-2026-0067-ACME-FINANCE-1", "title": "Long"})
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}")
        await desk.scan("X1", "RC-2026-0067-ACME-FINANCE-1")
        assert "No font here has the character" in desk.screen
        assert "1 cannot be printed" in desk.screen
        assert "of 75.4 mm with its quiet zones" in desk.screen
        await desk.press("ctrl+g", "right")
        assert "label 2 of 2" in desk.screen
        assert "has no room on the label" in desk.screen
        await desk.press("ctrl+s")
        assert desk.app.view.name == "labels"
        assert "This code has no room" in desk.text
        await put(desk, "symbology", "qr")
        assert "cannot be printed" not in desk.screen.splitlines()[6]
        assert not (tmp_path / "a.pdf").exists()

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_stock_start_copies_and_order_are_chosen_and_the_sheet_goes_on(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}")
        await desk.scan("F0001", "F0002")
        await type_into(desk, "stock", "8160")  # the same geometry under another number
        assert "Avery 5160" in desk.screen
        await type_into(desk, "start", "28")
        await type_into(desk, "copies", "2")
        assert "1 2 3, 1 2 3" in desk.screen
        assert "4 labels · 2 sheets" in desk.screen
        await desk.press("ctrl+s")
        await desk.press("escape", "f5")
        await desk.scan("F0003")
        assert "the last sheet goes on at 2" in desk.text
        await type_into(desk, "start", "0")
        assert "is not a number from 1" in desk.text
        last = recall(desk.app.desk.home, "mlee")
        assert last is not None
        assert (last.settings.start, last.settings.copies) == (28, 2)

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_each_printer_brings_its_format_dots_and_paper(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        slip = f"file:{tmp_path / 'slip.escpos'}"
        await opened_for(desk, printer=slip)
        await desk.scan("F0001")
        assert "receipt: slips" in desk.screen
        await put(desk, "paper_mm", "58")
        await desk.press("ctrl+s")
        await put(desk, "printer", f"file:{tmp_path / 'a.zpl'}")
        await put(desk, "dpi", "600")
        await desk.press("ctrl+s")
        await put(desk, "printer", slip)
        assert "58 mm" in desk.screen
        await put(desk, "printer", f"file:{tmp_path / 'a.zpl'}")
        assert "600" in desk.screen
        assert b"^PW1575" in (tmp_path / "a.zpl").read_bytes()

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_a_printer_that_is_off_leaves_a_job_that_is_seen_tried_again_and_given_up(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        with switched_off() as printer:
            await opened_for(desk, printer=f"tcp://127.0.0.1:{printer.port}")
            await desk.scan("F0001")
            await desk.press("ctrl+s")
            assert "1 label not printed yet" in desk.text
            assert "it refuses the connection" in desk.text
            assert "1 unprinted: F12" in desk.screen.splitlines()[0]
            await desk.press("f8", "f12")
            assert "1 job" in desk.screen  # tried again, and not a second one
            await desk.scan("F0002")
            assert desk.app.view.name == "record"
            await desk.press("escape", "ctrl+x", "enter")
            assert "1 job" in desk.screen
            with on(printer):
                await desk.press("enter")
        assert len(printer.received) == 1
        assert "1 label to tcp:" in desk.text
        assert "Nothing waits to be printed." in desk.text
        assert "unprinted" not in desk.screen.splitlines()[0]
        await desk.press("escape", "ctrl+s", "f12", "ctrl+x", "down", "enter")
        assert "Given up: 1 label" in desk.text
        await desk.press("f12")
        assert desk.text.count("Nothing waits to be printed.") == 1
        assert "What waits to be printed: Nothing." in desk.text

    at_the_desk(tmp_path / "home", does)


def test_no_scan_waits_for_a_printer_or_is_lost_on_these_screens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, ready = tmp_path / "lp", tmp_path / "ready"
    slow.write_text(f"#!/bin/sh\ncat > /dev/null\nuntil [ -e {ready} ]; do sleep 0.05; done\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    async def does(desk: Desktop) -> None:
        await desk.scan("P1")
        await opened_for(desk, printer="lp:slow")
        await desk.scan("F0001")
        await desk.pilot.press("ctrl+s", "escape")
        desk.strike(*"F0002", "enter")
        await desk.until(lambda: desk.status("F0002") == Status.OUT)
        ready.touch()
        await desk.settle()
        told = [each.text for each in desk.app.answers.told]
        assert told[-1] == "1 label to lp:slow"
        assert any(text.startswith("Out to Keiko Ito") for text in told[:-1])
        await desk.press("f5", "ctrl+g")
        await desk.scan("F0003")
        assert desk.app.view.name == "labels"
        assert "Harbour wall survey" in desk.text

    at_the_desk(tmp_path / "home", does)


def test_a_printer_is_calibrated_by_two_crosses_and_tested_with_one_label(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        file, stock = tmp_path / "a.pdf", stock_named("Avery 5160")
        await opened_for(desk, printer=f"file:{file}")
        await desk.scan("F0001")
        desk.app.view.mark("calibration")  # type: ignore[attr-defined]
        await desk.press("enter", "enter")
        assert file.read_bytes().startswith(b"%PDF")
        assert "175.9 would be right" in desk.text
        for field, mm in (("left", "21,5"), ("top", "20 mm"), ("across", "175.9")):
            await type_into(desk, field, mm)
        await type_into(desk, "down", "nan")
        assert "“nan” is not a number." in desk.text
        await type_into(desk, "down", "x")
        assert "“x” is not a number." in desk.text
        await desk.press("ctrl+s")
        assert "Type all four measures" in desk.text
        await type_into(desk, "down", "239.4")
        assert "-1.50 mm right" in desk.text
        sheet = file.read_bytes()
        desk.app.view.mark("test")  # type: ignore[attr-defined]
        await desk.press("enter")
        assert file.read_bytes() == sheet
        assert (tmp_path / "a-2.pdf").read_bytes().startswith(b"%PDF")
        assert "a-2.pdf" in desk.text
        await desk.press("ctrl+s")
        assert "-1.5 mm right" in desk.text
        site = desk.app.desk.home / "labels"
        assert round(calibration_of(site, f"file:{file}", stock).right_mm, 2) == -1.5
        await desk.press("enter")
        await type_into(desk, "right_mm", "0.5")
        await desk.press("ctrl+s")
        assert round(calibration_of(site, f"file:{file}", stock).right_mm, 2) == 0.5

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_a_number_that_is_asked_for_is_no_code_and_a_code_is_no_number(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        for code in ("12", "20", "0001"):
            add_holding(desk.session, {"barcode": code, "title": f"Short code {code}"})
        await desk.scan("P1")
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}")
        await desk.scan("F0001")
        await type_into(desk, "copies", "12")
        assert "12 labels" in desk.screen
        await desk.press("ctrl+g")
        await desk.scan("0001")
        assert "24 labels" in desk.screen
        desk.app.view.mark("calibration")  # type: ignore[attr-defined]
        await desk.press("enter")
        await type_into(desk, "left", "20")
        assert desk.app.view.values["left"] == "20"  # type: ignore[attr-defined]
        assert desk.status("20") == Status.IN

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_the_mark_stays_on_its_field_when_others_go(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer="file:a.pdf")
        await desk.scan("F0001")
        await type_into(desk, "printer", "tcp://127.0.0.1:1")
        assert "start at" not in desk.text
        assert "▸ printer" in desk.text
        await desk.type(">calibrate")
        await desk.press("enter")
        assert "Only what is printed as PDF is calibrated." in desk.text

    at_the_desk(tmp_path / "home", does)


def test_what_cannot_be_kept_or_counted_is_told_and_the_desk_stays(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}")
        await desk.scan("F0001")
        for text in ("9" * 5000, "#" + "9" * 5000):
            await type_into(desk, "copies", text)
            assert "“" + text[:40] in desk.text
            assert desk.app.view.values["copies"] == "1"  # type: ignore[attr-defined]
        (desk.app.desk.home / "spool").write_text("a file where the folder should be")
        await desk.press("ctrl+s")
        assert "Not done. " in desk.text
        assert "spool" in desk.text.replace(" ", "")  # wherever a long path is broken

    at_the_desk(tmp_path / "home", does)


def test_a_template_is_copied_to_be_changed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}")
        await desk.scan("F0001")
        await desk.type(">copy this")
        await desk.press("enter")
        copy = desk.app.desk.home / "labels" / "folder.toml"
        copy.write_text(copy.read_text("utf-8").replace("{title}", "OURS {title}"))
        await desk.press("right")
        await put(desk, "sort", "records")
        assert "OURS ACME contract v.3" in desk.text

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_slips_come_from_the_pick_list_and_the_request(tmp_path: Path) -> None:
    from rmdesk.duties.request import intake

    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001", "F0002"], priority="urgent")
        await desk.press("f3", "f5")
        assert "request: Request slip" in desk.text
        assert "2 labels" in desk.screen
        assert "Keiko Ito" in desk.text
        await desk.press("escape", "escape")
        await desk.scan("R-1001")
        await desk.press("f5")
        assert "2 labels" in desk.screen

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_f5_leads_back_to_the_labels_that_are_looked_at_or_calibrated(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f5")
        await desk.scan("F0001", "F0002")
        await desk.press("ctrl+g")
        assert desk.app.view.name == "label-preview"
        await desk.press("f5")
        assert [view.name for view in desk.app.views] == ["desk", "labels"]
        desk.app.view.mark("calibration")  # type: ignore[attr-defined]
        await desk.press("enter")
        assert desk.app.view.name == "calibration"
        await desk.press("f5", "h", "f5")
        assert [view.name for view in desk.app.views] == ["desk", "labels"]
        assert desk.app.line.value == "h"
        assert "2 records" in desk.text

    at_the_desk(tmp_path / "home", does)


def test_f5_among_records_to_choose_gives_all_of_them_to_the_labels(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f5")
        await desk.scan("F0001")
        await desk.type("contract OR harbour")
        await desk.press("f5")
        assert [view.name for view in desk.app.views] == ["desk", "labels"]
        assert "all results of the search" in desk.text
        assert "2 labels" in desk.text
        await put(desk, "sort", "records")
        assert "1 record" in desk.text

    at_the_desk(tmp_path / "home", does)


def test_why_a_word_named_nothing_does_not_stand_above_the_labels(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001", "XQ99")
        assert "is not known here" in desk.text
        await desk.press("f5")
        assert "is not known here" not in desk.text
        assert "ACME contract" in desk.app.answers.told[-1].text

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_a_code_that_is_typed_slowly_is_added_as_a_scan_is(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f5")
        for code in ("F0001", "F0002", "P1"):
            await desk.press(*code)
            assert desk.app.view.name == "search"
            await desk.press("enter")
            assert desk.app.view.name == "labels"
        assert "people: badges" in desk.text
        assert "Keiko Ito" in desk.text
        await desk.press("left")
        await put(desk, "sort", "records")
        assert "2 records" in desk.text

    at_the_desk(tmp_path / "home", does)
