"""Ctrl+S writes the form that is seen: never without a text that stands in the line."""

from pathlib import Path

import pytest

from rmdesk.duties.person import add_person
from rmdesk.duties.request import find_request
from rmdesk.labels.drawing import calibration_of, stock_named
from rmdesk.model.errors import NotFound
from tests.screens.centre import Desktop, at_the_desk
from tests.screens.test_labels import opened_for, put


async def type_and_write(desk: Desktop, field: str, text: str, *, at_once: bool = False) -> None:
    """Mark a field, type a text and write: after a pause, or before it was looked at."""
    desk.app.view.mark(field)  # type: ignore[attr-defined]
    if at_once:
        desk.app.line.insert_text_at_cursor(text)
    else:
        await desk.type(text)
    await desk.press("ctrl+s")


async def back_to_the_form(desk: Desktop, name: str) -> None:
    """With nothing in the line."""
    while desk.app.view.name != name:
        await desk.press("escape")
    desk.app.line.empty()
    await desk.settle()


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("stock", "the survey", "No label stock answers to “the survey”."),
        ("start", "two", "“two” is not a number from 1 to 9,999."),
        ("start", "0", "“0” is not a number"),
        ("copies", "1000000", "“1000000” is not a number from 1 to 1,000."),
        ("template", "the survey", "“the survey” is in no field yet"),
        ("symbology", "the survey", "“the survey” is in no field yet"),
        ("format", "the survey", "“the survey” is in no field yet"),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_no_label_is_printed_while_a_field_refuses_what_was_typed(
    tmp_path: Path, field: str, text: str, told: str, at_once: bool
) -> None:
    file = tmp_path / "a.pdf"

    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{file}")
        await desk.scan("F0001")
        await type_and_write(desk, field, text, at_once=at_once)
        assert told in desk.text
        assert desk.app.line.value == text
        assert not file.exists()
        desk.app.line.empty()
        await desk.press("ctrl+s")
        assert file.exists()

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_labels_are_printed_on_the_stock_that_was_typed_just_before(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{tmp_path / 'a.pdf'}")
        await desk.scan("F0001")
        await type_and_write(desk, "stock", "l7160", at_once=True)
        assert "1 label to file:" in desk.text
        assert desk.app.view.settings.stock == "Avery L7160"  # type: ignore[attr-defined]

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_no_barcode_is_issued_while_how_many_is_not_understood(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"

    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{file}", sort="new")
        before = desk.session.store.journal.last()
        await type_and_write(desk, "what", "the survey")
        assert "“the survey” is not a number from 1 to 10,000." in desk.text
        assert not file.exists()
        assert desk.session.store.journal.last() == before

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_no_badge_is_printed_for_another_than_was_named(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"

    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=f"file:{file}", sort="people")
        await desk.scan("P1")
        await type_and_write(desk, "what", "roy", at_once=True)
        assert "“roy” is in no field yet" in desk.text
        assert not file.exists()
        await back_to_the_form(desk, "labels")
        await type_and_write(desk, "what", "roy")  # seen by now, and the only one
        assert "2 labels to file:" in desk.text

    at_the_desk(tmp_path / "home", does, size=(100, 40))


@pytest.mark.parametrize("field", ["requester", "collector"])
def test_a_request_is_not_written_while_a_person_is_only_named(tmp_path: Path, field: str) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            add_person(desk.session, {"name": "Jo Roy", "barcode": "P8"})
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        for at_once in (True, False):
            await type_and_write(desk, field, "roy", at_once=at_once)
            assert "“roy” is in no field yet" in desk.text
            with pytest.raises(NotFound):
                find_request(desk.session, "R-1001")
            await back_to_the_form(desk, "intake")
        await type_and_write(desk, field, "anna r")  # the only one
        made, (anna,) = find_request(desk.session, "R-1001"), desk.session.badges("P2")
        assert getattr(made, f"{field}_id") == anna.id

    at_the_desk(tmp_path, does, size=(80, 30))


def test_a_choice_is_written_that_only_one_has_the_letters_of(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        await type_and_write(desk, "priority", "urg")
        assert find_request(desk.session, "R-1001").priority == "urgent"

    at_the_desk(tmp_path, does, size=(80, 30))


def test_a_calibration_is_not_kept_without_the_measure_that_was_typed(tmp_path: Path) -> None:
    printer = f"file:{tmp_path / 'a.pdf'}"

    async def does(desk: Desktop) -> None:
        await opened_for(desk, printer=printer)
        await desk.scan("F0001")
        desk.app.view.mark("calibration")  # type: ignore[attr-defined]
        await desk.press("enter")
        await put(desk, "way", "offsets")
        site, stock = desk.app.desk.home / "labels", stock_named("Avery 5160")
        for field, text in (("right_mm", "half"), ("right_mm", "1e5"), ("sheet", "0.5")):
            await type_and_write(desk, field, text, at_once=True)
            assert desk.app.view.name == "calibration", text
            assert desk.app.line.value == text
            assert calibration_of(site, printer, stock).right_mm == 0
            desk.app.line.empty()
        await type_and_write(desk, "scale", "99.5 100,2", at_once=True)
        assert calibration_of(site, printer, stock).scale_y == pytest.approx(1.002)

    at_the_desk(tmp_path / "home", does, size=(100, 40))


def test_a_list_of_nothing_is_no_refusal(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f12")
        assert "· What waits to be printed: Nothing." in desk.text
        assert "✗" not in desk.screen
        await desk.press("f7")
        assert "✗ The current person: Scan the person's badge first." in desk.text
        assert "Nothing." not in desk.text

    at_the_desk(tmp_path, does)
