"""Registering, amending and listing records of any kind on the screens."""

import asyncio
import stat
from pathlib import Path

import pytest

from rmdesk.desk.registering import amend, found, register
from rmdesk.duties import kinds
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.intake import intake
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.duties.ticket import find_request, ticket
from rmdesk.model.errors import NotFound
from rmdesk.model.words import Status
from screens.app.keys import every_command
from screens.kit.drafts import keep_draft, read_draft
from screens.kit.paint import paint
from screens.records import record_list
from screens.records.record_form import RecordForm
from tests.screens.centre import Desktop, at_the_desk, make_centre, opened


async def fill(desk: Desktop, **fields: str) -> None:
    """Mark each field and type into it, as a person does."""
    for name, text in fields.items():
        assert isinstance(desk.app.view, RecordForm)
        desk.app.view.mark(name)
        await desk.type(text)
        await desk.press("enter")


async def command(desk: Desktop, words: str) -> None:
    """Run a command by its words."""
    await desk.type(f">{words}")
    await desk.press("enter")


def line_of(desk: Desktop, label: str) -> str:
    """The line of the screen on which a field stands."""
    return next(line for line in desk.screen.splitlines() if f" {label} " in line[:20])


def uncleared(desk: Desktop) -> None:
    """Whoever is at the desk may know of nothing classified."""
    with desk.session.change("test"):
        staff = desk.session.staff
        assert staff is not None
        staff.clearance, staff.caveats = "", []
        desk.session.save(staff)


def test_a_file_is_registered_by_typing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        uncleared(desk)
        await command(desk, "new holding")
        assert isinstance(desk.app.view, RecordForm)
        await desk.type("F0900")
        await desk.press("enter")
        await desk.type("1250-900")
        await desk.press("enter")
        await desk.press("right", "right", "down")
        await desk.type("Lease of the quay")
        await desk.press("enter")
        await fill(desk, home="B3-04-2", keywords="lease; quay", security="s", dates="1950-1962")
        assert "secret" in desk.screen
        await desk.press("ctrl+s")
        assert "R16 You are not cleared for the level you gave." in desk.text
        assert "✗ R16: You are not cleared" in line_of(desk, "security")
        assert desk.app.view.marked is not None
        assert desk.app.view.marked.name == "security"
        assert "Lifted by: the security officer." in desk.text
        await fill(desk, security="-")
        await desk.press("ctrl+s")
        assert "Registered: F0900" in desk.text
        holding = desk.session.visible.one("F0900")
        assert (holding.kind, holding.title) == ("file", "Lease of the quay")
        assert holding.keywords == ["lease", "quay"]
        assert (holding.earliest, holding.latest) == (19500101, 19621231)
        assert desk.session.address(holding.home_id) == "B3-04-2"
        assert desk.app.view.name == "desk"
        await desk.press("f4")
        assert "Lease of the quay" in desk.screen

    at_the_desk(tmp_path, does)


def test_amending_changes_only_what_was_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        await desk.press("ctrl+o")
        assert "amend holding F0001" in desk.screen
        assert "ACME contract v.3" in desk.screen
        await fill(desk, title="ACME contract v.4", kind="site drawing")
        edit_holding(desk.session, "F0001", {"medium": "vellum"})
        await desk.press("ctrl+s")
        assert "Amended: F0001" in desk.text
        holding = desk.session.visible.one("F0001")
        assert (holding.title, holding.kind) == ("ACME contract v.4", "site-drawing")
        assert (holding.medium, holding.dates) == ("vellum", "1950-1962")
        assert desk.app.view.name == "record"
        last = next(iter(desk.session.store.journal.of("holdings:1", limit=1)))
        assert set(last.new or {}) == {"title", "kind"}

    at_the_desk(tmp_path, does)


def test_a_text_is_given_to_be_changed_and_put_back_as_it_was(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("F0001")
        await desk.press("ctrl+o")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        form.mark("title")
        await desk.press("enter", "end")
        await desk.type("x")
        await desk.press("enter")
        assert form.changes == {"title": "ACME contract v.3x"}
        assert "draft, kept until written" in desk.screen
        await desk.press("up", "enter", "end", "backspace", "enter")
        assert form.changes == {}
        await desk.press("ctrl+s")
        assert "Nothing was typed or changed." in desk.text
        form.mark("barcode")
        await desk.press("enter", "end")
        await desk.type("b")
        await desk.press("enter")
        form.mark("barcode")
        await desk.press("enter", "end", "backspace", "enter")
        assert form.changes == {}, "its own barcode is typed, not scanned"

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize(
    ("kind", "field", "label", "text", "why"),
    [
        ("person", "valid_until", "valid until", "next May", "“next May” is not a day such as"),
        ("person", "custodian", "custodian", "maybe", "“maybe” is neither yes nor no"),
        ("place", "capacity_m", "capacity (m)", "wide", "“wide” is not a number such as 1.25"),
        ("place", "security", "security", "very", "“very” is not a security level"),
        ("holding", "extent_m", "extent (m)", "-3", "“-3” is not a number such as 1.25"),
        ("holding", "dates", "dates", "31 February 1950", "kept as written"),
    ],
)
def test_why_a_text_does_not_fit_stands_beside_its_field_at_once(
    tmp_path: Path, kind: str, field: str, label: str, text: str, why: str
) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, f"new {kind}")
        await fill(desk, **{field: text})
        assert why[:40] in line_of(desk, label)
        assert isinstance(desk.app.view, RecordForm)
        assert desk.app.view.marked is not None
        assert desk.app.view.marked.name == field
        assert desk.app.view.changes == {field: text}
        await fill(desk, **{field: "-"})
        assert why[:12] not in desk.screen

    at_the_desk(tmp_path, does)


def test_what_the_whole_lacks_is_told_beside_its_field_when_written(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new person")
        await fill(desk, unit="Legal", barcode="P9")
        await desk.press("ctrl+s")
        assert "No name was given." in line_of(desk, "name")
        await fill(desk, name="Ann Poe", valid_until="2026-13-01")
        await desk.press("ctrl+s")
        assert "is not a day" in line_of(desk, "valid until")
        await fill(desk, valid_until="2027-01-31", role="supervisor")
        await desk.press("ctrl+s")
        assert desk.session.person("P9").valid_until == "2027-01-31"

    at_the_desk(tmp_path, does)


def test_a_barcode_in_use_is_told_beside_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new place")
        assert isinstance(desk.app.view, RecordForm)
        desk.app.view.put(desk.app, "barcode", "F0001")
        await fill(desk, row="C1")
        await desk.press("ctrl+s")
        assert "cannot be given" in line_of(desk, "barcode")
        assert desk.app.view.name == "form"

    at_the_desk(tmp_path, does)


def test_a_namesake_is_a_question(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new person")
        await fill(desk, name="Anna Roy", barcode="P9")
        await desk.press("ctrl+s")
        assert desk.app.view.name == "question"
        assert "R42: There is somebody of this name: Anna Roy Legal P2." in desk.text
        await desk.press("enter")
        assert desk.app.view.name == "form"
        with pytest.raises(NotFound):
            desk.session.badge("P9")
        await desk.press("ctrl+s", "down", "enter")
        assert desk.session.badge("P9").name == "Anna Roy"
        assert desk.app.view.name == "desk"

    at_the_desk(tmp_path, does)


def test_a_stub_is_not_amended_and_says_so(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("test"):
            holding = desk.session.visible.one("F0001")
            holding.status = Status.DESTROYED
            desk.session.save(holding)
        await desk.scan("F0001")
        await desk.press("ctrl+o")
        assert "not to be amended: R28" in desk.screen
        await desk.press("end")
        assert "R28: F0001 is destroyed" in desk.screen
        await fill(desk, title="Another")
        await desk.press("ctrl+s")
        assert "R28 F0001 is destroyed: it does not come back." in desk.text
        assert desk.session.visible.one("F0001").title == "ACME contract v.3"

    at_the_desk(tmp_path, does)


def test_escape_keeps_the_draft_and_discarding_asks(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new holding")
        await fill(desk, title="Half a title")
        await desk.press("escape")
        assert desk.app.view.name == "desk"
        await command(desk, "new holding")
        assert "Half a title" in desk.screen
        await desk.press("ctrl+t", "enter")
        assert "Half a title" in desk.screen, "Enter in a question means No"
        await desk.press("ctrl+t", "down", "enter")
        assert desk.app.view.name == "desk"
        await command(desk, "new holding")
        assert "Half a title" not in desk.screen
        await desk.press("ctrl+t")
        assert "Nothing was typed or changed." in desk.text
        assert not [*(tmp_path / "drafts").iterdir()]

    at_the_desk(tmp_path, does)


def test_a_crash_keeps_the_draft_for_its_account_alone(tmp_path: Path) -> None:
    asyncio.run(_crash(tmp_path))


async def _crash(tmp_path: Path) -> None:
    with make_centre(tmp_path) as made:
        async with opened(made) as desk:
            await desk.scan("F0002")
            await desk.press("ctrl+o")
            await fill(desk, title="Payroll", extent_m="wide")
            # What a kill leaves: nothing is called that leaves the form or the app.
            (kept,) = (tmp_path / "drafts").iterdir()
            assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        async with opened(made) as desk:
            await desk.scan("F0002")
            await desk.press("ctrl+o")
            assert "Payroll" in desk.screen
            assert isinstance(desk.app.view, RecordForm)
            desk.app.view.mark("extent_m")
            desk.app.repaint()
            await desk.settle()
            assert "“wide” is not a number" in line_of(desk, "extent (m)")
            await fill(desk, extent_m="1,25")
            await desk.press("ctrl+s")
            assert desk.session.visible.one("F0002").extent_m == 1.25
            assert desk.session.visible.one("F0002").title == "Payroll"
            assert not kept.exists()


def test_a_draft_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    keep_draft(tmp_path, "a/b", "new person", {"name": "Ann"})
    assert read_draft(tmp_path, "a/b", "new person") == {"name": "Ann"}
    assert read_draft(tmp_path, "a b", "new person") == {}
    (kept,) = (tmp_path / "drafts").iterdir()
    for torn in ("", "{", "[1]", "\udcff"):
        kept.write_text(torn, "utf-8", "surrogateescape")
        assert read_draft(tmp_path, "a/b", "new person") == {}
    kept.rename(tmp_path / "elsewhere")
    kept.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text('{"name": "Eve"}', "utf-8")
    assert read_draft(tmp_path, "a/b", "new person") == {}


def test_a_draft_that_cannot_be_kept_is_said(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        (tmp_path / "drafts").write_text("no folder")
        await command(desk, "new place")
        await fill(desk, row="C1")
        assert "The draft is on the screen only" in desk.text
        assert "C1" in desk.screen

    at_the_desk(tmp_path, does)


def test_scans_in_the_middle_of_a_form_do_what_they_always_do(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0002"], "P2")
        await command(desk, "new holding")
        await fill(desk, title="Half a title")
        await desk.scan("P1")
        assert "FOR Keiko Ito" in desk.screen
        await desk.scan("F0001")
        assert desk.status("F0001") == Status.OUT
        assert desk.app.view.name == "form"
        await desk.scan("F0002")
        assert desk.status("F0002") == Status.TO_REFILE
        await desk.scan("S1", "F0002")
        assert desk.status("F0002") == Status.IN
        assert isinstance(desk.app.view, RecordForm)
        assert desk.app.view.changes == {"title": "Half a title"}
        await fill(desk, series="typed while a place is current")
        assert "STOPPED" not in desk.screen
        assert "series" in desk.app.view.changes

    at_the_desk(tmp_path, does)


def test_a_scan_fills_the_field_that_waits_for_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new holding")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        await desk.scan("F0901")
        form.mark("home")
        await desk.scan("S2")
        assert desk.app.counter.place is None
        form.mark("container")
        await desk.scan("F0003")
        assert desk.status("F0003") == Status.IN
        assert form.changes == {"barcode": "F0901", "home": "S2", "container": "F0003"}
        charge_out(desk.session, ["F0004"], "P1")
        form.mark("container")
        await desk.scan("F0004")
        assert desk.status("F0004") == Status.TO_REFILE
        assert form.changes["container"] == "F0003"
        await desk.press("ctrl+s")
        holding = desk.session.visible.one("F0901")
        assert holding.inside == desk.session.visible.one("F0003").id
        assert desk.session.address(holding.home_id) == "A1-11-5"

    at_the_desk(tmp_path, does)


def test_what_names_a_record_but_by_its_barcode_is_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("test"):
            add_place(desk.session, {"row": "D7"})
        await command(desk, "new holding")
        await desk.scan("P1")
        await fill(desk, identifier="1250-001", volume="2")
        assert desk.status("F0001") == Status.IN
        assert isinstance(desk.app.view, RecordForm)
        assert desk.app.view.changes["identifier"] == "1250-001"
        await command(desk, "new place")
        await fill(desk, row="D7", shelf="2")
        assert isinstance(desk.app.view, RecordForm)
        assert desk.app.view.changes == {"row": "D7", "shelf": "2"}
        assert desk.app.counter.place is None

    at_the_desk(tmp_path, does)


def test_choices_turn_and_a_site_s_own_words_are_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new person")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        form.mark("custodian")
        await desk.press("right")
        assert "‹ yes ›" in desk.screen
        assert form.changes == {"custodian": "yes"}
        await desk.press("right")
        assert form.changes == {}
        await fill(desk, custodian="oui")
        assert form.changes == {"custodian": "yes"}
        form.mark("clearance")
        await desk.press("left")
        assert form.changes["clearance"] == "top secret"
        await desk.press("right")
        assert "clearance" not in form.changes

    at_the_desk(tmp_path, does)


def test_a_list_narrows_sorts_and_opens(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("test"):
            add_place(desk.session, {"row": "B3", "bay": "10", "room": "Vault"})
        await command(desk, "places")
        assert desk.app.view.name == "list"
        assert "▸ A1-11-5" in desk.screen.splitlines()[5], "its mark stands before it"
        assert "B3-04-2" in desk.screen.splitlines()[6], "numbers by value"
        assert "address ▾" in desk.screen
        await desk.press("right")
        assert "room ▾" in desk.screen
        assert "Vault" in desk.screen.splitlines()[5], "what is empty comes last"
        await desk.type("b3 vau")
        assert "1 of 3" in desk.screen
        await desk.press("enter")
        assert "place B3-10" in desk.screen
        assert desk.app.view.name == "place"
        await desk.press("ctrl+o")
        assert "amend place B3-10" in desk.screen
        await desk.press("escape", "escape")
        assert "1 of 3" in desk.screen
        await desk.type("nowhere")
        assert "Nothing here has these words." in desk.screen
        await desk.press("enter")
        assert "Nothing answers to “nowhere”." in desk.text
        assert "A1-11-5" in desk.screen

    at_the_desk(tmp_path, does)


def test_lists_open_what_a_person_has_and_a_record(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "people")
        await desk.type("legal")
        await desk.press("down", "enter")
        assert desk.app.view.name == "person"
        await desk.press("ctrl+o")
        assert "amend person Anna Roy" in desk.screen
        await fill(desk, phone="555 0101")
        await desk.press("ctrl+s", "escape")
        assert desk.app.view.name == "list"
        assert "555 0101" in desk.screen
        await desk.press("escape")
        await command(desk, "holdings")
        await desk.type("survey")
        await desk.press("enter")
        assert desk.app.view.name == "record"

    at_the_desk(tmp_path, does)


def test_of_more_than_are_read_the_store_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_list, "MOST", 3)

    async def does(desk: Desktop) -> None:
        await command(desk, "holdings")
        assert "3 of 6" in desk.screen
        await desk.type("f0006")
        assert desk.app.view.name == "list"
        assert "1250-006" in desk.screen
        assert "1 of 6" in desk.screen

    at_the_desk(tmp_path, does, files=6)


def test_a_hidden_record_is_neither_listed_nor_counted(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        uncleared(desk)
        with desk.session.change("test"):
            holding = desk.session.visible.one("F0002")
            holding.security = holding.guard = "secret"
            desk.session.save(holding)
        await command(desk, "holdings")
        assert "1250-002" not in desk.screen
        assert "─ 3 ┤" in desk.screen.splitlines()[3]

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_every_kind_kept_by_hand_has_its_commands_and_fits_the_window(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def does(desk: Desktop) -> None:
        names = {each.name for each in every_command()}
        for kind in kinds().values():
            assert (f"new-{kind.word}" in names) == kind.by_hand
            assert (kind.record.table in names) == (kind.by_hand or kind.grouped)
            if not kind.by_hand:
                continue
            for name in (f"new-{kind.word}", kind.record.table):
                desk.app.run_named(name)
                await desk.settle()
                view, width = desk.app.view, desk.app.size.width - 6
                for index in range(len(view)):
                    assert paint(view.row(index, width), width).cell_length == width
                await desk.press("f1")
                assert "Here" in desk.screen
                desk.app.go_home()
                await desk.settle()

    at_the_desk(tmp_path, does, size=size)


def test_nothing_is_amended_where_no_record_is(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("ctrl+o")
        assert "For a record, a person, a place and others." in desk.text
        await desk.type("harbour")
        await desk.press("ctrl+o")
        assert "amend holding F0003" in desk.screen

    at_the_desk(tmp_path, does)


def test_a_person_of_the_list_is_as_they_are_now(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("test"):
            add_person(desk.session, {"barcode": "P3", "name": "Åsa Lind"})
        await command(desk, "people")
        await desk.type("lind")
        await desk.press("ctrl+o")
        assert "amend person Åsa Lind" in desk.screen

    at_the_desk(tmp_path, does)


def with_classes(desk: Desktop) -> None:
    """Classes 1250, 1251 and 1300, and a hidden one."""
    with desk.session.change("test"):
        for code, title in (("1250", "Contracts"), ("1251", "Leases"), ("1300", "Staff")):
            register(desk.session, kinds()["classes"], {"code": code, "title": title})
        register(desk.session, kinds()["classes"], {"code": "1259", "security": "top secret"})
    uncleared(desk)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_field_suggests_what_it_may_name_and_lists_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async def does(desk: Desktop) -> None:
        with_classes(desk)
        await command(desk, "new holding")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        form.mark("class")
        await desk.type("125")
        lines = [" ".join(line.split()) for line in desk.screen.splitlines()]
        if size == (80, 24):
            assert "│ 1250 Contracts · 1251 Leases │" in lines
        else:
            assert any(line.endswith("│ 1251 Leases │") for line in lines)
        assert "1259" not in desk.screen, "one may not know of it (R17)"
        await desk.press("ctrl+g")
        assert "class: which class?" in desk.screen
        assert "│ 125 " in desk.screen, "it narrows the list, and may be typed on"
        assert "1300" not in desk.screen
        await desk.press("down", "enter")
        assert form.changes == {"class": "1251"}
        assert desk.app.view is form
        assert form.marked is not None
        assert form.marked.name == "series"
        await desk.press("ctrl+g")
        assert "This field names no record." in desk.text
        form.mark("home")
        await desk.press("enter")
        assert "home: which place?" in desk.screen
        await desk.type("11-5")
        await desk.press("enter")
        assert form.changes["home"] == "A1-11-5"
        assert desk.app.counter.place is None
        await desk.press("ctrl+n")
        assert "For a list, the scheme." in desk.text

    at_the_desk(tmp_path, does, size=size)


def test_suggestions_go_once_something_else_is_typed(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with_classes(desk)
        await command(desk, "new class")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        form.mark("parent")
        await desk.type("13")
        assert "1300 Staff" in desk.screen
        await desk.type("99")
        assert "1300 Staff" not in desk.screen
        await desk.press("enter")
        assert "! No class answers to “1399”." in line_of(desk, "parent")
        await fill(desk, parent="1300", schedule="6.2")
        assert "No class answers" not in desk.screen
        assert "! No schedule item answers to “6.2”." in line_of(desk, "schedule")
        await fill(desk, code="1310")
        await desk.press("ctrl+s")
        assert "Registered: 1310" in desk.text, "what only warns is written"

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("frame", ["]C0{}", "*{}*"])
def test_a_field_takes_a_scan_without_what_its_scanner_adds(tmp_path: Path, frame: str) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new holding")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        await desk.scan(frame.format("F0901"))
        form.mark("home")
        await desk.scan(frame.format("S2"))
        form.mark("title")
        await desk.scan("*a draft*")
        form.mark("series")
        await desk.scan(frame.format("F0003"))
        assert form.changes == {"barcode": "F0901", "home": "S2", "title": "*a draft*"}
        assert "Harbour wall survey" in desk.text, "a barcode is scanned, whatever is marked"

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("frame", ["]C0{}", "*{}*"])
def test_an_act_is_told_a_scan_without_what_its_scanner_adds(tmp_path: Path, frame: str) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"])
        await desk.scan("R-1001")
        desk.app.run_named("request-add")
        await desk.settle()
        await desk.scan(frame.format("F0002"), frame.format("1250-003"))
        await desk.press("ctrl+s")
        assert len(ticket(desk.session, find_request(desk.session, "R-1001")).items) == 3

    at_the_desk(tmp_path, does)


def test_the_list_that_a_field_names_hears_its_scan(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("test"):
            add_place(desk.session, {"barcode": "S21", "row": "A1", "bay": "01"})
        await command(desk, "new holding")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        form.mark("home")
        await desk.press("ctrl+g")
        await desk.scan("S2")
        assert desk.app.view is form
        assert form.changes == {"home": "A1-11-5"}, "S2, not S21 that comes before it"
        assert desk.app.counter.place is None
        form.mark("container")
        await desk.press("ctrl+g")
        await desk.scan("P2")
        assert "FOR Anna Roy" in desk.screen

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize(
    ("kind", "key", "fields", "field", "rule"),
    [
        ("person", "P2", {"role": "supervisor"}, "role", "R37"),
        ("holding", "F0001", {"container": "F0001"}, "container", "R24"),
        ("class", "1300", {"security": "top secret"}, "security", "R16"),
        ("class", "1250", {"parent": "1251"}, "parent", "R36"),
    ],
)
def test_a_rule_stands_beside_the_field_that_it_is_about(
    tmp_path: Path, kind: str, key: str, fields: dict[str, str], field: str, rule: str
) -> None:
    async def does(desk: Desktop) -> None:
        with_classes(desk)
        with desk.session.change("test"):
            amend(desk.session, kinds()["classes"], "1251", {"parent": "1250"})
            staff = desk.session.staff
            assert staff is not None
            staff.role = "technician"
            desk.session.save(staff)
        of_kind = next(each for each in kinds().values() if each.word == kind)
        record = found(desk.session, of_kind, key)
        desk.app.open(RecordForm(desk.app, of_kind, record.id))
        await desk.settle()
        await fill(desk, **fields)
        await desk.press("ctrl+s")
        form = desk.app.view
        assert isinstance(form, RecordForm)
        assert form.beside[field].text.startswith(f"{rule}: ")
        assert form.marked is not None
        assert form.marked.name == field
        assert form.changes, "the draft is kept"
        await fill(desk, **{field: "-"})
        assert field not in form.beside

    at_the_desk(tmp_path, does)


def test_the_prompt_and_the_keys_are_of_the_marked_field(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new person")
        await desk.press("down", "down")
        assert "unit: type it, or Ctrl+G chooses" in desk.screen
        await desk.press("up")
        assert "name: type it, then Enter" in desk.screen

    at_the_desk(tmp_path, does)


def test_what_must_be_said_is_told_until_it_is(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await command(desk, "new holding")
        assert desk.screen.count("one of these is needed") == 3
        await fill(desk, title="Lease")
        assert "is needed" not in desk.screen
        await command(desk, "new class")
        assert "needed" in line_of(desk, "code")
        await command(desk, "new person")
        await fill(desk, barcode="P9")
        assert "needed" in line_of(desk, "name"), "a badge alone is nobody"
        await command(desk, "new hold")
        assert "needed" in line_of(desk, "title")

    at_the_desk(tmp_path, does)


def test_a_list_is_turned_round_and_begins_another(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        with desk.session.change("test"):
            add_place(desk.session, {"row": "B3", "bay": "10", "room": "Vault"})
        await command(desk, "places")
        await desk.press("tab")
        assert "address ▴" in desk.screen
        assert "B3-10" in desk.screen.splitlines()[5]
        await desk.press("right")
        assert "Vault" in desk.screen.splitlines()[5], "what is empty comes last either way"
        await desk.press("ctrl+n")
        assert "new place" in desk.screen
        await desk.press("escape", "escape")
        await command(desk, "schedule items")
        assert "There are none yet. Ctrl+N registers one." in desk.screen

    at_the_desk(tmp_path, does)


def test_of_more_than_are_read_the_last_come_first_when_turned_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_list, "MOST", 3)

    async def does(desk: Desktop) -> None:
        await command(desk, "holdings")
        await desk.press("tab")
        assert "1250-006" in desk.screen.splitlines()[5]
        assert "1250-001" not in desk.screen

    at_the_desk(tmp_path, does, files=6)
