"""Columns as wide as what stands in them asks for: codes and days whole, titles what is left."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from rmdesk.desk.acts import perform
from rmdesk.desk.registering import register
from rmdesk.duties import acts, kinds
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.request import intake
from screens.kit.paint import Column, Fitting, Span
from screens.records.columns import COLUMNS, default_columns
from tests.screens.centre import Desktop, at_the_desk

LONG = "Pumping station at the old harbour, tender documents and drawings"


def text_of(line: list[Span]) -> str:
    return "".join(text for text, _role in line)


def test_columns_stand_closer_where_a_code_would_be_cut() -> None:
    columns = (Column("number", 4, 1), Column("opened", 4, 1), Column("state", 4, 1))
    row: list[Span] = [("D-2026-0001", ""), ("2026-03-03 10:20", ""), ("being executed", "")]
    wide, close = 11 + 16 + 14 + 4, 11 + 16 + 14 + 2
    part = Fitting(columns, [row])
    assert text_of(part.cells(wide, row)) == "D-2026-0001  2026-03-03 10:20  being executed"
    assert text_of(part.cells(close, row)) == "D-2026-0001 2026-03-03 10:20 being executed"
    assert not part.cuts(close)
    assert part.cuts(close - 1)


def test_a_long_title_alone_brings_nothing_closer() -> None:
    columns = (Column("code", 4, 1), Column("title", 8, 8))
    row: list[Span] = [("F0001", ""), (LONG, "")]
    line = text_of(Fitting(columns, [row]).cells(30, row))
    assert line.startswith("F0001  Pumping")
    assert cell_len(line) == 30


@pytest.mark.whole
@pytest.mark.parametrize(("size", "holder"), [((80, 24), False), ((120, 40), True)])
def test_the_title_of_a_result_gets_the_room_of_a_short_status(
    tmp_path: Path, size: tuple[int, int], holder: bool
) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            for number in (91, 92):
                values = {"barcode": f"F{number:04}", "title": f"{LONG} {number}"}
                add_holding(desk.session, values)
        charge_out(desk.session, ["F0091"], "P1")
        await desk.type("pumping")
        row = next(line for line in desk.screen.splitlines() if "F0091" in line)
        assert ("Keiko Ito" in row) is holder
        assert "out 1" in row
        assert f"F0091  {LONG[:44]}" in row

    at_the_desk(tmp_path, does, size=size)


@pytest.mark.whole
def test_what_all_rows_of_a_part_say_is_said_once_where_there_is_no_room(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        session = desk.session
        values = {"title": "Harrow", "matter": "H. v. A.", "authority": "Legal"}
        number = register(session, kinds()["holds"], values).number
        given = {"hold": number, "reason": "notice of action in court"}
        perform(session, acts()["freeze"], ["F0001", "F0002"], given)
        desk.app.open_key(number)
        await desk.settle()
        head = next(line for line in desk.screen.splitlines() if "── covers 2" in line)
        assert head.count("placed for notice of action in court") == 1
        assert desk.screen.count("notice of action") == 1
        assert "Payroll adjustment – Œuvre sociale" in desk.screen

    at_the_desk(tmp_path, does, size=(80, 24))


def test_a_list_of_each_kind_tells_more_than_its_number() -> None:
    """Transfers and entries of access lists showed a number, and how it stands, alone."""
    listed = [each for each in kinds().values() if each.by_hand or each.grouped]
    for kind in listed:
        columns = COLUMNS.get(kind.record.table) or default_columns(kind)
        assert len(columns) >= 3, kind.name
        assert {each.partition(":")[0] for each in columns} <= kind.specs.keys()


@pytest.mark.whole
def test_the_queue_names_units_whole_where_other_columns_leave_room(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            values = {"barcode": "P9", "name": "Ida Haugen", "unit": "Harbour Commission"}
            add_person(desk.session, values)
        intake(desk.session, "P9", ["F0001"])
        desk.app.go_home()
        await desk.settle()
        assert "Harbour Commission / Haugen" in desk.screen

    at_the_desk(tmp_path, does, size=(120, 40))


@pytest.mark.whole
def test_the_pick_list_shows_box_and_file_whole_at_80_columns(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("sample"):
            box = {"barcode": "B9", "identifier": "2013-2100-01", "kind": "box", "home": "B3-04-2"}
            add_holding(desk.session, box)
            inside = {"barcode": "F9", "identifier": "2100-13102", "kind": "file", "title": LONG}
            add_holding(desk.session, {**inside, "container": "B9"})
        intake(desk.session, "P1", ["F9"])
        await desk.press("f3")
        assert "2013-2100-01: 2100-13102" in desk.screen

    at_the_desk(tmp_path, does, size=(80, 24))


@pytest.mark.whole
def test_a_rule_without_a_status_has_no_gap(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f6")
        rule = next(line for line in desk.screen.splitlines() if "The centre" in line)
        assert rule.rstrip().endswith("──┤")

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_titles_of_classes_are_whole_where_there_is_room(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        title = "Identification and fingerprints of all who were ever held"
        with desk.session.change("sample"):
            register(desk.session, kinds()["classes"], {"code": "31", "title": title})
        await desk.type(">scheme")
        await desk.press("enter")
        assert title[:44] in desk.screen

    at_the_desk(tmp_path, does, size=(80, 24))
