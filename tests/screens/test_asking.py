"""Intake and what follows it on the screens: drafts, rules told early, what was said told again."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style
from textual import events

from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import pick
from rmdesk.duties.request import cancel, find_request, intake, make_ready
from rmdesk.duties.ticket import ticket
from rmdesk.labels.slips import on_a_slip
from rmdesk.model.errors import NotFound
from rmdesk.model.words import Status
from screens.kit.paint import ROLES, paint
from screens.records.act_form import ActForm
from tests.screens.centre import NOON, Desktop, at_the_desk, make_centre, opened


async def to_field(desk: Desktop, name: str) -> None:
    """Mark a field of the intake form, as the arrow keys do."""
    desk.app.view.mark(name)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("type", "copy", "copy"),
        ("type", "consult here", "consult"),
        ("priority", "same", "same-day"),
        ("priority", "URG", "urgent"),
        ("delivery", "cour", "courier"),
    ],
)
def test_words_typed_on_a_choice_choose(tmp_path: Path, field: str, typed: str, value: str) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await to_field(desk, field)
        await desk.type(typed)
        await desk.press("enter")
        assert desk.app.view.name == "intake"
        assert desk.app.drafts["intake"].values[field] == value

    at_the_desk(tmp_path, does)


@pytest.mark.parametrize("field", ["type", "priority", "delivery"])
@pytest.mark.parametrize("end", ["enter", "ctrl+s"])
def test_words_that_no_field_takes_open_no_search_and_are_not_lost(
    tmp_path: Path, field: str, end: str
) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        await to_field(desk, field)
        await desk.type("the survey of the wall")
        await desk.press(end)
        assert desk.app.view.name == "intake"
        assert desk.app.line.value == "the survey of the wall"
        with pytest.raises(NotFound):
            find_request(desk.session, "R-1001")

    at_the_desk(tmp_path, does)


def test_what_is_seen_is_written_also_what_was_typed_without_enter(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        await to_field(desk, "text")
        await desk.type("pages 3 to 7")
        await desk.press("ctrl+s")
        assert find_request(desk.session, "R-1001").text == "pages 3 to 7"

    at_the_desk(tmp_path, does)


def test_a_draft_that_waits_is_shown_everywhere_and_can_be_discarded(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2", "escape")
        assert "draft: F2" not in desk.screen
        await desk.press("f2")
        await desk.scan("P1")
        assert "draft: F2" not in desk.screen
        await desk.press("escape")
        assert "draft: F2" in desk.screen.splitlines()[0]
        await desk.press("f3")
        assert "draft: F2" in desk.screen
        await desk.type(">discard")
        await desk.press("enter", "enter")
        assert "draft: F2" in desk.screen
        await desk.type(">discard")
        await desk.press("enter", "down", "enter")
        assert "draft: F2" not in desk.screen
        await desk.press("f2")
        assert "Keiko Ito" not in desk.screen.split("new request")[1]

    at_the_desk(tmp_path, does)


def test_delete_takes_a_record_off_and_enter_opens_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001", "F0002")
        await desk.press("down", "enter")
        assert desk.app.view.name == "record"
        await desk.press("escape")
        assert "2 records" in desk.screen
        await desk.press("delete")
        assert "1 record" in desk.screen
        assert "Payroll" in desk.screen

    at_the_desk(tmp_path, does)


def test_who_may_not_draw_is_told_while_the_form_is_filled_and_whole(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        edit_person(desk.session, "P2", {"valid_until": "2026-11-20"})
        charge_out(desk.session, ["F0003"], "P1")
        await desk.press("f2")
        await desk.scan("P2", "F0001")
        assert "stands against it" in desk.screen
        assert "2026-11-20" in desk.text.split("stands against it")[1]
        assert "Lifted by:" in desk.text
        await desk.scan("P1", "F0003")
        assert "Keiko Ito has F0003 already." in desk.text
        assert "2026-11-20" not in desk.text.split("stands against it")[1]

    at_the_desk(tmp_path, does, size=(80, 30))


@pytest.mark.parametrize("width", [80, 120])
def test_r15_is_told_at_intake_with_who_lifts_it(tmp_path: Path, width: int) -> None:
    async def does(desk: Desktop) -> None:
        edit_person(desk.session, "P1", {"custodian": True})
        await desk.press("f2")
        await desk.scan("P2", "F0001")
        told = desk.text.split("stands against it")[1] if width == 80 else desk.text
        assert "R15" in told
        assert "Lifted by:" in told
        assert "…" not in told.split("R15")[1].split("F2 intake")[0]

    at_the_desk(tmp_path, does, size=(width, 30))


def test_all_that_was_said_is_told_again_where_the_request_is_shown(tmp_path: Path) -> None:
    said = {
        "contact": "ext. 4411", "authority": "the deputy", "delivery": "courier",
        "needed_by": "2026-12-31", "remarks": "volume 3 alone",
    }  # fmt: skip

    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"], text="the appendix", **said)
        await desk.scan("R-1001")
        labelled = [line.strip("│ ") for line in desk.screen.splitlines()]
        for label, text in (
            ("text", "the appendix"), ("contact", "ext. 4411"), ("authority", "the deputy"),
            ("delivery", "courier"), ("needed by", "2026-12-31"), ("remarks", "volume 3 alone"),
        ):  # fmt: skip
            assert any(line.split("  ")[0] == label and text in line for line in labelled), label
        slip = on_a_slip(desk.session, desk.session.visible.one("F0001"))
        told = [slip[name] for name in ("contact", "delivery", "needed", "remarks")]
        assert told == ["ext. 4411", "courier", "2026-12-31", "volume 3 alone"]

    at_the_desk(tmp_path, does)


def test_what_was_not_fetched_is_named_and_asked_before_the_rest_is_set_aside(
    tmp_path: Path,
) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001", "F0002", "F0003"])
        await desk.scan("R-1001")
        for step in ("request-ready", "request-hand-over"):
            desk.app.run_named(step)
            await desk.settle()
            assert all(desk.status(f"F000{n}") == Status.IN for n in (1, 2, 3)), step
            assert "R39" in desk.text
        pick(desk.session, "F0001")
        await desk.press("f10")
        await desk.scan("R-1001")
        await desk.press("enter", "enter")
        assert "2 records were not fetched, and stay asked for:" in desk.text
        assert "F0002 Payroll" in desk.text
        assert "F0003 Harbour" in desk.text
        await desk.press("enter")
        assert desk.status("F0001") == Status.PICKED
        await desk.press("enter", "enter", "down", "enter")
        assert desk.status("F0001") == Status.WAITING
        assert desk.status("F0002") == desk.status("F0003") == Status.IN
        await desk.press("enter", "enter", "down", "enter")
        assert desk.status("F0001") == Status.OUT
        assert desk.status("F0002") == desk.status("F0003") == Status.IN

    at_the_desk(tmp_path, does)


# --- people


def test_a_badge_s_scan_and_f7_tell_what_waits_what_is_late_and_until_when(
    tmp_path: Path,
) -> None:
    now = [NOON]

    async def run() -> None:
        with make_centre(tmp_path, 4) as made:
            made.now = lambda: now[0]
            async with opened(made) as desk:
                edit_person(desk.session, "P1", {"valid_until": "2027-03-31"})
                charge_out(desk.session, ["F0001"], "P1")
                now[0] = NOON + timedelta(days=60)
                intake(desk.session, "P1", ["F0002"])
                pick(desk.session, "F0002")
                make_ready(desk.session, "R-1001")
                reserve(desk.session, ["F0003"], "P1")
                await desk.scan("P1")
                assert "1 overdue" in desk.text
                assert "set aside: F0002 R-1001" in desk.text
                assert "registered until 2027-03-31" in desk.text
                await desk.press("f7")
                for told in (
                    "on the hold shelf for them", "overdue", "they wait for", "until 2027-03-31",
                    "set aside 12:00", "R-1001", "reservation",
                ):  # fmt: skip
                    assert told in desk.text, told
                assert "▸ 1250-002" in desk.text
                await desk.press("enter")
                assert desk.app.view.name == "request"
                await desk.press("enter", "enter")
                assert desk.status("F0002") == Status.OUT

    asyncio.run(run())


def test_a_reservation_is_cancelled_from_the_record_and_from_the_person(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        reserve(desk.session, ["F0001", "F0002"], "P2")
        await desk.scan("F0001")
        assert "Anna Roy · reservation · to pick" in desk.text
        await desk.press("down", "down", "enter")
        await desk.type(">cancel the res")
        await desk.press("enter")
        assert "No longer reserved for Anna Roy" in desk.text
        await desk.press("f10", *"P2", "enter")
        assert "they wait for" in desk.screen
        await desk.press("end", "enter")
        assert desk.app.view.name == "record"
        await desk.type(">cancel the res")
        await desk.press("enter")
        assert desk.text.count("No longer reserved for Anna Roy") >= 1
        await desk.press("f10", *"P2", "enter")
        assert "they wait for" not in desk.screen

    at_the_desk(tmp_path, does)


# --- the queue and its clock


def test_one_clock_says_late_in_the_row_in_the_count_and_on_the_pick_list(tmp_path: Path) -> None:
    now = [NOON]

    async def run() -> None:
        with make_centre(tmp_path) as made:
            made.now = lambda: now[0]
            async with opened(made) as desk:
                intake(desk.session, "P1", ["F0001"], priority="urgent")
                intake(desk.session, "P1", ["F0002"], priority="next-day")
                desk.app.reload()
                await desk.settle()
                assert "late 0" in desk.screen
                assert "11-25 17:00" in desk.screen
                now[0] = datetime.fromisoformat(find_request(desk.session, "R-1001").due)
                now[0] += timedelta(seconds=1)
                desk.app.watching.look()  # as each second
                await desk.settle()
                assert "late 1" in desk.screen
                assert "late 14:00" in desk.screen
                await desk.press("f3")
                assert "late 14:00" in desk.screen
                assert "11-25 17:00" in desk.screen

    asyncio.run(run())


def test_a_request_that_is_ready_says_so_in_its_row_and_until_when(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0001"], priority="urgent")
        pick(desk.session, "F0001")
        desk.app.reload()
        await desk.settle()
        assert "ready" not in desk.screen
        make_ready(desk.session, "R-1001")
        desk.app.reload()
        await desk.settle()
        row = next(line for line in desk.screen.splitlines() if "R-1001 urgent" in line)
        assert "until 12-01" in row

    at_the_desk(tmp_path, does)


# --- reports


@pytest.mark.parametrize(
    "name", ["activity", "out", "overdue", "requests", "to-refile", "set-aside", "left"]
)
@pytest.mark.parametrize("width", [80, 200])
def test_the_column_that_is_grouped_by_always_shows(tmp_path: Path, name: str, width: int) -> None:
    from rmdesk.duties.headings import heading
    from rmdesk.duties.report import REPORTS
    from screens.views.reports import ReportView

    async def does(desk: Desktop) -> None:
        intake(desk.session, "P1", ["F0004"])
        charge_out(desk.session, ["F0001", "F0002"], "P1")
        await desk.scan("F0002")
        for by in ("", *REPORTS[name].groups):
            view = ReportView(name)
            desk.app.open(view)
            while by and f"by {heading(by)}" not in "".join(t for t, _role in view.title()):
                await desk.press("tab")
            await desk.settle()
            if by and len(view):
                head = "".join(text for text, _role in view.head(width - 6))
                assert heading(by) in head

    at_the_desk(tmp_path, does, size=(width, 24))


def test_clicks_on_the_footer_and_on_figures_do_what_their_keys_do(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        await desk.scan("F0001")
        await desk.press("f10")
        for text, view in (("F3 pick", "picks"), ("F6 rep", "reports"), ("to refile 1", "refiles")):
            await click(desk, text)
            assert desk.app.view.name == view, text
            assert text != "to refile 1" or "1250-001" in desk.screen
            await desk.press("f10")
        await click(desk, "Returned")
        assert desk.app.view.name == "messages"

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_clicks_on_who_or_where_is_current_and_on_what_the_header_tells(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1")
        await click(desk, "FOR Keiko Ito")
        assert desk.app.view.name == "person"
        desk.app.go_home()
        await desk.scan("S1")
        await click(desk, "FILING AT")
        assert desk.app.view.name == "place"
        desk.app.go_home()
        await desk.press("escape", "f2")
        await desk.scan("F0001")
        await desk.press("escape")
        await click(desk, "draft: F2")
        assert desk.app.view.name == "intake"

    at_the_desk(tmp_path, does)


@pytest.mark.whole
def test_a_click_on_a_figure_of_a_person_marks_the_first_that_it_counts(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        charge_out(desk.session, ["F0002"], "P1", due=desk.session.now().date())
        desk.app.desk.now = lambda: NOON + timedelta(days=2)
        await desk.press("f10", *"P1", "enter")
        await click(desk, "overdue 1")
        assert "▸ 1250-002" in desk.screen
        await click(desk, "out 2")
        assert "▸ 1250-00" in desk.screen

    at_the_desk(tmp_path, does)


async def click(desk: Desktop, text: str) -> None:
    """Click where a text is on the screen."""
    lines = desk.screen.splitlines()
    y = next(number for number, line in enumerate(lines) if text in line)
    await desk.pilot.click(offset=(lines[y].index(text) + 1, y))
    await desk.settle()


# --- colours


def luminance(colour: Color) -> float:
    """The relative luminance of a colour of the fixed 216, as WCAG defines it."""
    parts = [part / 255 for part in colour.get_truecolor()]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("frame", "dim")])
def test_letters_have_the_terminal_s_own_colour_or_a_fixed_pair_that_can_be_read(role: str) -> None:
    style: Style = ROLES[role]
    if style.color is None and style.bgcolor is None:
        return  # the terminal's own pair, whichever its theme
    assert style.color is not None
    assert style.bgcolor is not None
    for colour in (style.color, style.bgcolor):
        assert colour.number is not None
        assert 16 <= colour.number <= 255, "a theme changes the first sixteen"
    assert contrast(style.color, style.bgcolor) >= 4.5


def test_a_chip_is_as_long_as_its_text() -> None:
    segments = list(paint([("late 14:00   ", "bad"), ("x", "")], 20))
    assert [each.text for each in segments][:2] == ["late 14:00", "   "]
    assert segments[1].style == ROLES[""]


def test_a_language_without_texts_says_so(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.type(">langue")
        await desk.press("enter")
        assert "The screens do not speak it yet." in desk.text
        desk.app.line.post_message(events.Key("escape", None))
        await desk.settle()

    at_the_desk(tmp_path, does)


def test_a_part_that_is_none_is_told_as_it_is_entered(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        edit_holding(desk.session, "F0001", {"kind": "reel", "frames": "1-200"})
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        await to_field(desk, "part")
        await desk.type("frames 190-201")
        await desk.press("enter")
        assert "Frames 190-201 are not on F0001: it has 1-200." in desk.text
        await desk.press("ctrl+s")
        assert desk.app.view.name == "intake", "it is not written"

    at_the_desk(tmp_path, does)


# --- steps that name records


def test_more_is_asked_for_by_a_request_and_some_of_it_ended(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = intake(desk.session, "P1", ["F0001"]).request.number
        await desk.scan(number)
        assert "Ask for more by it" in desk.screen
        desk.app.run_named("request-add")
        await desk.settle()
        await desk.scan("F0002", "F0003")
        form = desk.app.view
        assert isinstance(form, ActForm)
        form.mark("part")
        await desk.type("F0003: pages 3-5")
        await desk.press("enter", "ctrl+s")
        made = ticket(desk.session, find_request(desk.session, number))
        assert [(each.holding.key, each.reservation.part) for each in made.items] == [
            ("F0001", ""), ("F0002", ""), ("F0003", "pages 3-5"),
        ]  # fmt: skip
        desk.app.run_named("request-end")
        await desk.settle()
        await desk.scan("F0002")
        form = desk.app.view
        assert isinstance(form, ActForm)
        form.put(desk.app, "outcome", "denied")
        await desk.press("ctrl+s")
        made = ticket(desk.session, find_request(desk.session, number))
        assert [each.reservation.outcome for each in made.items] == ["", "denied", ""]
        assert desk.app.view.name == "request"

    at_the_desk(tmp_path, does)


def test_steps_that_name_records_are_dimmed_where_nothing_is_to_be_named(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        number = intake(desk.session, "P1", text="the deed").request.number
        await desk.scan(number)
        desk.app.run_named("request-end")
        await desk.settle()
        assert "R39" in desk.text
        assert f"{number} waits for no record." in desk.text
        cancel(desk.session, number)
        await desk.press("f10")
        await desk.scan(number)
        for step in ("request-add", "request-end"):
            desk.app.run_named(step)
            await desk.settle()
            assert desk.app.view.name == "request", step
        assert "R35" in desk.text

    at_the_desk(tmp_path, does)
