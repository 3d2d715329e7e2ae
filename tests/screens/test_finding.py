"""Search as one types: the newest answer only, with the marked record in full."""

import errno
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events

from index import Finder
from index.schema import Progress
from rmdesk.desk.desk import Session
from rmdesk.duties.holding import add_holding
from rmdesk.duties.search import Results, search
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.labels.sources import find_records
from rmdesk.model.records import Holding
from screens.views.search import Search
from tests.screens.centre import LONGEST_S, Desktop, at_the_desk, file_values


def test_words_find_while_they_are_typed_with_place_and_status(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("oeuvre")
        assert "1250-002" in desk.screen
        assert "Payroll adjustment – Œuvre sociale" in desk.screen
        assert "home B3-04-2 · in" in desk.text
        await desk.press("enter")
        await desk.press("enter")
        assert desk.app.view.name == "record"

    at_the_desk(tmp_path, does)


def test_below_the_few_that_hold_all_of_it_stand_near_ones(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            add_holding(desk.session, file_values(901, "Lighthouse lamp oil accounts"))
            add_holding(desk.session, file_values(902, "Lighthouse lamp oil letters"))
            add_holding(desk.session, file_values(903, "Lighthouse staff"))
        await desk.type("lighthouse lamp letters")
        view = desk.app.view
        assert isinstance(view, Search)
        assert len(view) == 2
        assert "".join(text for text, _role in view.status()) == "1 and 1 near"
        assert "below, near ones without letters" in desk.text
        assert "1250-902 Lighthouse lamp oil letters" in desk.text
        assert "≈ Lighthouse lamp oil accounts" in desk.text
        asked = LabelSource(Sort.RESULTS, text="lighthouse lamp letters")
        labelled = find_records(desk.session, asked).records
        assert [each.barcode for each in labelled if isinstance(each, Holding)] == ["F0902"]

    at_the_desk(tmp_path, does)


def test_down_and_enter_open_the_marked_record_and_escape_gets_out(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("kind:file")
        await desk.press("down", "enter")
        assert desk.app.view.name == "record"
        await desk.press("escape", "escape", "escape")
        assert desk.app.view.name == "desk"

    at_the_desk(tmp_path, does)


def test_a_late_answer_never_replaces_a_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, newer_shown, ended = threading.Event(), threading.Event(), threading.Event()

    def late_for_short_texts(session: Session, text: str, **options: Any) -> Results:
        if text != "har":
            return search(session, text, **options)
        begun.set()
        assert newer_shown.wait(LONGEST_S)
        found = search(session, text, **options)
        ended.set()
        return found

    async def does(desk: Desktop) -> None:
        monkeypatch.setattr("rmdesk.duties.search.search", late_for_short_texts)
        desk.app.line.insert_text_at_cursor("har")
        await desk.until(begun.is_set)
        desk.app.line.insert_text_at_cursor("bour")
        await desk.until(lambda: isinstance(desk.app.view, Search))
        view = desk.app.view
        assert isinstance(view, Search)
        assert view.text == "harbour"
        newer_shown.set()
        await desk.until(ended.is_set)
        await desk.settle()
        assert desk.app.view is view
        assert view.text == "harbour"

    at_the_desk(tmp_path, does)


def test_an_emptied_line_shows_the_desk_again(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harbour")
        assert desk.app.view.name == "search"
        await desk.press("ctrl+u")
        assert desk.app.view.name == "desk"

    at_the_desk(tmp_path, does)


def test_a_scan_after_entered_words_replaces_them(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harbour")
        await desk.press("enter", "escape")
        await desk.scan("P1", "F0001")
        assert "Out to Keiko Ito: ACME contract v.3" in desk.text

    at_the_desk(tmp_path, does)


def test_an_unknown_code_is_said_to_be_unknown(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("X9999")
        assert "“X9999” is not known here." in desk.text

    at_the_desk(tmp_path, does)


def test_results_are_narrowed_by_a_facet(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        async def narrow(value: str) -> None:
            await desk.press("ctrl+f")
            rows = [desk.app.view.row(n, 60) for n in range(len(desk.app.view))]
            row = next(n for n, row in enumerate(rows) if row[1][0].strip() == value)
            await desk.press(*["down"] * row, "enter")

        await desk.scan("P1", "F0001")
        await desk.press("escape")
        await desk.type("kind:file")
        await narrow("out")
        assert "1250-001" in desk.screen
        assert "1250-002" not in desk.screen
        assert "search “status:out kind:file”" in desk.text
        await narrow("Finance")
        assert "search “unit:=Finance status:out kind:file”" in desk.text
        assert "1250-001" in desk.screen
        assert "1250-002" not in desk.screen

    at_the_desk(tmp_path, does)


def test_what_was_meant_is_narrowed_not_what_was_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harbuor")
        assert "nothing for “harbuor”, showing “harbour”" in desk.text
        await desk.press("ctrl+f")
        assert "narrow “harbour”" in desk.text
        await desk.press("enter")
        assert "search “kind:=file harbour”" in desk.text

    at_the_desk(tmp_path, does)


def test_a_long_text_is_said_to_be_read_in_part(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harbour " * 200)
        assert "only its beginning was read" in desk.text
        await desk.press("ctrl+u")
        desk.app.line.post_message(events.Paste("wall " * 5_000))
        await desk.settle()
        assert len(desk.app.line.value) == 10_000

    at_the_desk(tmp_path, does)


def test_a_fault_of_the_search_is_told_and_the_desk_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def does(desk: Desktop) -> None:
        def faulty(*_: object, **__: object) -> None:
            raise IndexError("index 905 is out of bounds")

        with monkeypatch.context() as broken:
            broken.setattr(desk.session.desk.finder, "search", faulty)
            await desk.type("harbour")
            assert "This could not be read" in desk.text
            (log,) = (desk.session.desk.home / "log").iterdir()
            assert "index 905" in log.read_text()
        await desk.press("escape")
        await desk.type("harbour")
        assert "search" in desk.text
        assert "1250-00" in desk.screen

    at_the_desk(tmp_path, does)


def test_results_of_an_index_that_is_being_made_come_by_themselves(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harbour")
        view = desk.app.view
        assert isinstance(view, Search)
        assert view.found
        hits = len(view)
        nothing = replace(view.found.results, hits=[], total=0, exact=False, growing=True)
        view.show(replace(view.found, results=nothing))
        desk.app.repaint()
        await desk.settle()
        assert "The search index is being made" in desk.text
        await desk.until(lambda: not view.growing)
        await desk.settle()
        assert len(view) == hits

    at_the_desk(tmp_path, does)


def test_keys_that_come_in_one_piece_mean_what_they_mean_one_by_one(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("file")
        await desk.press("ctrl+f")
        await desk.press_at_once("down", "enter")
        assert "search “unit:=Finance file”" in desk.text
        await desk.press("escape", "escape")
        await desk.type("kind:file")
        view = desk.app.view
        assert isinstance(view, Search)
        await desk.press_at_once("down", "down", "enter")
        assert desk.app.view.name == "record"
        assert view.cursor == 2

    at_the_desk(tmp_path, does)


def test_an_unfinished_word_stays_one_when_it_is_read_again_narrowed_or_labelled(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("harb")
        view = desk.app.view
        assert isinstance(view, Search)
        assert len(view) == 1
        desk.app.reload()
        await desk.settle()
        assert len(view) == 1
        asked = LabelSource(Sort.RESULTS, text=view.text, unfinished=view.typing)
        assert len(find_records(desk.session, asked).records) == 1
        await desk.press("ctrl+f")
        assert "Finance" in desk.screen
        await desk.press("enter")
        assert "search “kind:=file harb”" in desk.text
        assert len(view) == 1

    at_the_desk(tmp_path, does)


def test_what_was_read_for_the_last_text_does_not_replace_the_answer_to_a_newer(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type("kind:file")
        view = desk.app.view
        assert isinstance(view, Search)
        late = view.load(desk.session)
        desk.app.typed.search_now("harbour")
        await desk.settle()
        view.show(late)
        assert (view.text, len(view)) == ("harbour", 1)

    at_the_desk(tmp_path, does)


def test_text_from_outside_cannot_obey_or_mark_up(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        title = "[red]harm[/red] \x1b]0;owned\x07\x9b31m \u202egnidaer"
        number = desk.session.visible.one("F0003").id
        with desk.session.change("edit"):  # as an earlier version may have kept it
            table = desk.session.store.table("holdings")
            table.update({"title": title}, doc_ids=[number])
        await desk.scan("F0003")
        assert "[red]harm[/red] ]0;owned31m gnidaer" in desk.screen
        assert not set("\x1b\x07\x9b\u202e") & set(desk.screen)

    at_the_desk(tmp_path, does)


def test_the_index_follows_what_is_saved_while_the_desk_is_open(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        finder = desk.app.desk.finder
        with desk.session.change("sample"):
            for number in range(1000, 1510):
                add_holding(desk.session, file_values(number, "Bulky tender"))
        assert finder.behind() > 500
        desk.app.watching.look()
        await desk.settle()
        assert finder.behind() == 0
        assert finder.status().waiting == 0

    at_the_desk(tmp_path, does)


def test_a_desk_that_is_left_does_not_wait_for_its_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, whole = threading.Event(), threading.Event()

    def takes_long(self: Finder, progress: Progress) -> int:
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end:
            begun.set()
            progress(1, 0)
            time.sleep(0.01)
        whole.set()
        return 1

    async def leaves(desk: Desktop) -> None:
        monkeypatch.setattr(Finder, "catch_up", takes_long)
        desk.app.run_worker(desk.app.indexing.follow(enough=0), group="index")
        await desk.until(begun.is_set)
        desk.app.release()

    at_the_desk(tmp_path, leaves)
    assert not whole.is_set()


def test_an_index_that_cannot_be_written_is_told_once_and_search_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Finder, progress: Progress) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    async def does(desk: Desktop) -> None:
        monkeypatch.setattr(Finder, "catch_up", full)
        await desk.app.indexing.follow(enough=0)
        await desk.settle()
        assert "The search index cannot be written: No space left on device" in desk.text
        await desk.type("oeuvre")
        assert "1250-002" in desk.screen

    at_the_desk(tmp_path, does)
