"""An accession on the screens, from its list to its labels; what goes out; places by ranges."""

from pathlib import Path

from textual import events

from rmdesk.desk.registering import found, register
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.accessions import Accession, lines_in
from rmdesk.duties.fitting import fit
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.place import edit_place
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.transfer_list import begin
from rmdesk.labels.presets import Sort
from rmdesk.model.words import Status
from screens.records.kind_view import KindView
from screens.views.labels.labels import Labels
from tests.screens.centre import Desktop, at_the_desk

ABOUT = {"unit": "Finance", "title": "Invoices", "authority": "DA-1", "dates": "1990"}


async def opened(desk: Desktop, number: str, act: str = "") -> None:
    """Open what has a number as its own, and take an act there."""
    await desk.press("f10", *number, "enter")
    view = desk.app.view
    assert isinstance(view, KindView)
    if act:
        rows = [getattr(row.act, "name", row.door and row.door.runs) for row in view._rows]
        view.cursor, view.moved = rows.index(act), True
        view.choose(desk.app)
        await desk.settle()


def told(desk: Desktop, number: str) -> list[tuple[int, str, bool]]:
    accession: Accession = found(desk.session, ACCESSIONS, number)
    lines = lines_in(desk.session, accession.id)
    return [(each.box, each.barcode or each.title, each.here) for each in lines]


async def pasted(desk: Desktop, text: str) -> None:
    desk.app.line.post_message(events.Paste(text))
    await desk.settle()


def test_boxes_are_listed_by_scans_and_by_what_is_pasted(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = register(desk.session, ACCESSIONS, ABOUT).number
        await opened(desk, number, "list-boxes")
        await desk.scan("B9001", "F0001", "P1")
        assert desk.status("F0001") == Status.IN, "a code that is known here is a line of the list"
        await pasted(desk, "box\ttitle\tdates\n4\tLetters; drafts\t1991\n5\tPlans\t")
        assert "6: 5 Plans; 4 Letters; drafts 1991" in desk.screen
        await desk.press("delete")
        await desk.press("ctrl+s")
        boxes = [(1, "B9001", False), (2, "F0001", False), (3, "P1", False)]
        assert told(desk, number) == [*boxes, (4, "Letters; drafts", False)]
        assert "The barcode P1 cannot be given." in desk.text

    at_the_desk(tmp_path, does, size=(100, 50))


def test_a_table_is_pasted_only_where_lines_are_asked_for(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await pasted(desk, "harbour\twall\n")
        assert "harbour wall" in desk.screen

    at_the_desk(tmp_path, does)


def test_boxes_are_listed_from_a_file(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = register(desk.session, ACCESSIONS, ABOUT).number
        lists = tmp_path / "boxes.csv"
        lists.write_text("box,title,colour\n1,Minutes,red\n", "utf-8")
        await opened(desk, number, "boxes-from-a-file")
        await desk.press(*str(lists), "enter")
        assert "No column of a box list is called “colour”." in desk.text
        lists.write_text('box,title\n1,"Minutes, letters"\n', "utf-8")
        await desk.press(*str(lists), "enter")
        assert "1 box now" in desk.text
        assert desk.app.view.name == "kind"
        assert told(desk, number) == [(1, "Minutes, letters", False)]

    at_the_desk(tmp_path / "home", does)


def test_what_came_is_scanned_and_what_differs_stands_there(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = register(desk.session, ACCESSIONS, ABOUT).number
        await opened(desk, number, "list-boxes")
        await desk.scan("B9001", "B9002")
        await desk.press("ctrl+s")
        await opened(desk, number, "receive-accession")
        await desk.scan("B9001", "F0002")
        await desk.press("ctrl+s")
        assert desk.status("F0002") == Status.IN
        assert told(desk, number) == [
            (1, "B9001", True), (2, "B9002", False), (0, "F0002", True),
        ]  # fmt: skip
        for text in (f"{number}-02 (B9002) is on the list", "F0002 came and is not on the list."):
            assert text in desk.text
        await opened(desk, number, "accept-accession")
        assert desk.app.view.name == "kind", "it is dimmed, and says why"

    at_the_desk(tmp_path, does, size=(100, 50))


def test_where_it_fits_is_chosen_its_form_written_and_its_boxes_labelled(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        edit_place(desk.session, "S2", {"capacity_m": 0.9})
        number = register(desk.session, ACCESSIONS, ABOUT).number
        await opened(desk, number, "list-boxes")
        await desk.scan("B9001", "B9002")
        await desk.press("ctrl+s")
        await opened(desk, number, "where-it-fits")
        assert "A1-11-5" in desk.screen
        await desk.press("enter")
        assert found(desk.session, ACCESSIONS, number).place == "A1-11-5"
        await opened(desk, number, "list-boxes")
        await desk.scan("B9003")
        await desk.press("ctrl+s")
        await opened(desk, number, "where-it-fits")
        assert "1.2 m: nowhere is room for all together" in desk.text
        await opened(desk, number, "form-to-sign")
        form = tmp_path / "form.pdf"
        await desk.press(*str(form), "enter")
        assert form.read_bytes().startswith(b"%PDF")
        await opened(desk, number, "form-to-sign")
        await desk.press(*str(form), "enter")
        assert "There is a" in desk.text, "nothing is written over"
        await opened(desk, number)
        await desk.press("f5")
        assert isinstance(desk.app.view, Labels)
        source = desk.app.view.sources.chosen
        assert (source.sort, source.text, source.only) == (Sort.ACCESSION, number, "box")

    at_the_desk(tmp_path / "home", does)


def test_the_list_of_a_transfer_is_written_and_a_bag_of_nothing_refused(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        item = {"code": "T", "rule": "Retain permanently", "disposition": "permanent"}
        register(desk.session, SCHEDULE, item)
        register(desk.session, SCHEME, {"code": "T", "title": "Minutes", "schedule": "T"})
        edit_holding(desk.session, "F0001", {"class": "T"})
        number = begin(desk.session, ["F0001"], {"archives": "City Archives"})[0].number
        form, bag = tmp_path / "form.pdf", tmp_path / "bag.zip"
        await opened(desk, number, "form-to-sign")
        await desk.press(*str(form), "enter")
        assert form.read_bytes().startswith(b"%PDF")
        await opened(desk, number, "write-bag")
        await desk.press(*str(bag), "enter")
        assert "No digital files are known" in desk.text
        assert not bag.exists()

    at_the_desk(tmp_path / "home", does)


def test_places_are_made_by_ranges_once_tried(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">ranges")
        await desk.press("enter", "down", "down", *"R7", "enter", *"1-10", "enter", *"A-M", "enter")
        await desk.press(*"1-7", "enter", "down", *"0.9", "enter", "ctrl+s")
        assert "910 places, 1-A-1 to 10-M-7" in desk.screen
        assert not [row for row in desk.session.store.table("places").all() if row.get("room")]
        await desk.press("down", "enter")
        assert "Made: 910 places" in desk.text
        assert fit(desk.session, 0.8, room="R7").stretches[0].places[0].place.address == "1-A-1"

    at_the_desk(tmp_path, does)
