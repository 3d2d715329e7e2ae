"""Bringing a file in on a screen: chosen, matched, tried, taken or stopped, mended by a list."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import Way, import_files, preview
from rmdesk.model.errors import NotFound
from screens.views.bringing import Bringing, Remarks
from tests.screens.centre import Desktop, at_the_desk

IMPORTS = "screens.views.bringing.import_files"
TABLE = "File No,Heading,Box,Years\nA-1,Harbour plan,7,1950-1952\nA-2,Canal plan,8,1961\n"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "list.csv").write_text(TABLE)
    (folder / "notes.bin").write_text("no table")
    (folder / "below").mkdir()
    monkeypatch.chdir(folder)
    return folder / "list.csv"


async def opened(desk: Desktop) -> Bringing:
    desk.app.run_named("import")
    await desk.settle()
    await desk.type("list")
    await desk.press("enter")
    view = desk.app.view
    assert isinstance(view, Bringing)
    return view


async def on(desk: Desktop, text: str) -> None:
    """Mark the row that shows a text."""
    view = desk.app.view
    rows = ["".join(t for t, _role in view.row(n, 100)) for n in range(len(view))]
    wanted = next(n for n, row in enumerate(rows) if text in row and view.selectable(n))
    await desk.press("home", *(["down"] * sum(view.selectable(n) for n in range(wanted))))
    assert view.cursor == wanted


async def tried(desk: Desktop) -> None:
    await on(desk, "Try it")
    await desk.press("enter")


def test_columns_are_guessed_and_the_first_rows_are_shown(table: Path) -> None:
    found = preview("holdings", table)
    assert found.columns == ("File No", "Heading", "Box", "Years")
    assert [row["Heading"] for row in found.rows] == ["Harbour plan", "Canal plan"]
    assert found.guess == {
        "File No": "identifier", "Heading": "title", "Box": "container", "Years": "dates",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "columns", "guess"),
    [
        ("holdings", "Title,title of file,xyz", {"Title": "title"}),
        ("holdings", "Titel,Cote,Boîte", {"Titel": "title", "Cote": "identifier"}),
        ("people", "Full name,Telephone,E-Mail,Badge no", {
            "Full name": "name", "Telephone": "phone", "E-Mail": "email"}),
        ("holdings", "档号,题名", {"档号": "identifier", "题名": "title"}),
    ],
)  # fmt: skip
def test_what_a_column_likely_is(
    tmp_path: Path, kind: str, columns: str, guess: dict[str, str]
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(f"{columns}\n", encoding="utf-8")
    found = preview(kind, file).guess
    assert {column: found.get(column) for column in guess} == guess
    assert "xyz" not in found
    assert len(set(found.values())) == len(found), "no field twice"


def test_a_file_is_chosen_matched_tried_and_taken(table: Path, tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        desk.app.run_named("import")
        await desk.settle()
        assert "list.csv" in desk.screen
        assert "below/" in desk.screen
        assert "notes.bin" not in desk.screen
        desk.app.go_home()
        view = await opened(desk)
        assert "4 of 4 columns are taken" in desk.screen
        assert "Harbour plan │ Canal plan" in desk.screen
        await on(desk, "Bring it in")
        await desk.press("enter")
        assert "Try it first." in desk.text
        await tried(desk)
        assert "It would add 2, change 0 and leave 0 as they are." in desk.text
        with pytest.raises(NotFound):
            desk.session.visible.one("A-1")
        await desk.press("enter", "enter")
        assert "Brought in: 2 added" in desk.text
        assert desk.session.visible.one("A-1").title == "Harbour plan"
        assert desk.session.visible.one("A-2").container == "8"
        await tried(desk)
        assert "It would change nothing." in desk.text
        assert view.escaped(desk.app) is False

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_a_field_is_turned_and_listed_and_filled_once(table: Path, tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened(desk)
        await on(desk, "Years")
        await desk.press("enter")
        await desk.type("title")
        await desk.press("enter")
        assert "3 of 4 columns are taken" in desk.screen, "the heading is the title no more"
        await on(desk, "Heading")
        await desk.press("enter")
        await desk.type("notes")
        await desk.press("enter")
        await on(desk, "Box")
        for _step in range(60):
            if "– not taken" in next(x for x in desk.screen.splitlines() if "Box" in x):
                break
            await desk.press("left")
        await tried(desk)
        await desk.press("enter", "enter")
        found = desk.session.visible.one("A-1")
        assert (found.title, found.notes, found.container) == ("1950-1952", "Harbour plan", "")

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_refused_rows_are_a_list_and_nothing_is_taken(table: Path, tmp_path: Path) -> None:
    table.write_text("Barcode,Title,Extent M\nX1,Good,1\nX2,Bad,far\n")

    async def does(desk: Desktop) -> None:
        await opened(desk)
        await tried(desk)
        assert "1 row is refused" in desk.text
        await on(desk, "Bring it in")
        await desk.press("enter")
        assert "R36" in desk.text
        await on(desk, "List what was refused")
        await desk.press("enter")
        assert isinstance(desk.app.view, Remarks)
        assert "extent_m" in desk.screen
        with pytest.raises(NotFound):
            desk.session.visible.one("X1")

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_what_would_be_changed_is_told_old_and_new(table: Path, tmp_path: Path) -> None:
    table.write_text("Barcode,Title\nF0001,Another title\n")

    async def does(desk: Desktop) -> None:
        await opened(desk)
        await tried(desk)
        assert "change 1" in desk.text
        await on(desk, "List what was refused")
        await desk.press("enter")
        assert "ACME contract v.3" in desk.text
        assert "Another title" in desk.text

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_esc_stops_between_rows_and_nothing_is_taken(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write_text("Barcode,Title\n" + "".join(f"N{n},Title {n}\n" for n in range(2_500)))

    async def does(desk: Desktop) -> None:
        view = await opened(desk)
        await tried(desk)
        assert "It would add 2,500" in desk.text

        def stopped_while_it_writes(session: Session, kind: str, files: Any, way: Way) -> Any:
            count = way.progress
            assert count is not None

            def told(done: int, of: int | None) -> None:
                if of:  # it writes
                    view.escaped(desk.app)
                count(done, of)

            return import_files(session, kind, files, replace(way, progress=told))

        monkeypatch.setattr(IMPORTS, stopped_while_it_writes)
        await on(desk, "Bring it in")
        await desk.press("enter", "enter")
        assert "Stopped" in desk.text
        with pytest.raises(NotFound):
            desk.session.visible.one("N1")
        monkeypatch.setattr(IMPORTS, import_files)
        await tried(desk)
        await desk.press("enter", "enter")
        assert desk.session.visible.one("N2499").title == "Title 2499"

    at_the_desk(tmp_path / "home", does, size=(120, 40))


def test_a_file_that_cannot_be_read_says_so(table: Path, tmp_path: Path) -> None:
    table.write_bytes(b"\x00\x01\x02")

    async def does(desk: Desktop) -> None:
        await opened(desk)
        assert "list.csv" in desk.text
        assert desk.app.history
        await desk.press("escape", "escape")
        assert desk.app.view.name == "desk"

    at_the_desk(tmp_path / "home", does)


SCHEME = "code,title,parent,schedule\n10,Finance,,7\n10-1,Budgets,10,7\n"


def test_a_list_of_another_kind_is_taken_for_what_it_is(table: Path, tmp_path: Path) -> None:
    table.write_text(SCHEME)

    async def does(desk: Desktop) -> None:
        await opened(desk)
        assert "‹ scheme ›" in desk.screen
        await on(desk, "what its rows are")
        await desk.press("left")
        await desk.settle()
        assert "rather scheme" in desk.screen

    at_the_desk(tmp_path, does)
