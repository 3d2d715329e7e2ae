"""What an act can be told besides: who collects, a due day, a priority; and why it is due then."""

from pathlib import Path

from rmdesk.desk.registering import register
from rmdesk.duties.authorising import AUTHORISATIONS
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.loan import open_loan
from rmdesk.duties.picking import pick
from rmdesk.duties.request import find_request, intake, make_ready
from rmdesk.model.words import Status
from screens.views.intake import Intake
from tests.screens.centre import Desktop, at_the_desk


def loan_of(desk: Desktop, key: str) -> tuple[str, str, str]:
    """Of an open loan the borrower, who collected it, and its last day."""
    loan = open_loan(desk.session, desk.session.visible.one(key).id)
    assert loan is not None
    by = desk.session.person(f"#{loan.by}").name if loan.by else ""
    return desk.session.person(f"#{loan.person}").name, by, loan.due


def let(desk: Desktop, person: str = "P2", giver: str = "P1") -> None:
    register(desk.session, AUTHORISATIONS, {"giver": giver, "person": person})


def test_a_loan_is_told_its_day_and_who_collects_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        let(desk)
        await desk.scan("P1")
        await desk.type("F0001")
        await desk.press("enter")
        await desk.type(">more said")
        await desk.press("enter")
        assert desk.app.view.name == "act"
        assert "P1" in desk.screen
        await desk.press("down", "down")
        await desk.type("2026-12-01")
        await desk.press("enter")
        await desk.scan("P2")
        await desk.press("ctrl+s")
        assert loan_of(desk, "F0001") == ("Keiko Ito", "Anna Roy", "2026-12-01")
        assert "Out to Keiko Ito" in desk.text

    at_the_desk(tmp_path, does)


def test_a_refusal_leaves_what_was_told(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        await desk.scan("P1")
        await desk.type("F0001")
        await desk.press("enter")
        await desk.type(">more said")
        await desk.press("enter", "down", "down", "down")
        await desk.scan("P2")
        await desk.press("ctrl+s")
        assert desk.status("F0001") is Status.IN
        assert "R15" in desk.text
        assert desk.app.view.name == "act"

    at_the_desk(tmp_path, does)


def test_a_request_is_handed_over_to_who_collects_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        let(desk)
        intake(desk.session, "P1", ["F0001"])
        pick(desk.session, "F0001")
        make_ready(desk.session, "R-1001")
        await desk.scan("R-1001")
        await desk.type(">more said")
        await desk.press("enter", "down")
        await desk.scan("P2")
        await desk.press("ctrl+s")
        assert loan_of(desk, "F0001")[:2] == ("Keiko Ito", "Anna Roy")

    at_the_desk(tmp_path, does)


def test_an_act_that_takes_nothing_more_says_so(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        await desk.type("F0001")
        await desk.press("enter")
        await desk.type(">more said")
        await desk.press("enter")
        assert "Mark such an act first." in desk.screen
        assert desk.status("F0001") is Status.OUT

    at_the_desk(tmp_path, does)


def test_a_record_that_is_out_says_why_it_is_due_then(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        charge_out(desk.session, ["F0001"], "P1")
        await desk.type("F0001")
        await desk.press("enter")
        await desk.press("pagedown")
        assert "due because" in desk.screen
        assert "loans.days" in desk.screen

    at_the_desk(tmp_path, does, size=(100, 60))


def test_who_comes_for_another_is_told_beside_the_form(tmp_path: Path) -> None:
    """R15, before the request is written; a badge or a name fills the field that is marked."""

    async def does(desk: Desktop) -> None:
        await desk.press("f2")
        await desk.scan("P1", "F0001")
        form = desk.app.view
        assert isinstance(form, Intake)
        while form.marked is None or form.marked.name != "collector":
            await desk.press("down")
        await desk.scan("P2")
        assert form.draft.requester == desk.session.person("P1")
        assert "Anna Roy is not authorised to collect for Keiko Ito." in desk.screen
        assert "R15" in desk.screen
        await desk.press("delete")
        assert "R15" not in desk.screen
        let(desk)
        await desk.type("roy")
        await desk.press("enter")
        assert "R15" not in desk.screen
        await desk.press("ctrl+s")
        assert find_request(desk.session, "R-1001").collector == "Anna Roy"

    at_the_desk(tmp_path, does)


def test_at_the_counter_a_refusal_says_that_they_may_collect_it(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        let(desk)
        intake(desk.session, "P1", ["F0001"])
        pick(desk.session, "F0001")
        make_ready(desk.session, "R-1001")
        await desk.scan("P2", "F0001")
        assert "Anna Roy may collect it for Keiko Ito" in " ".join(desk.text.split())
        assert desk.status("F0001") is Status.WAITING

    at_the_desk(tmp_path, does, size=(120, 40))


def test_what_was_fetched_to_be_withdrawn_is_given_by_its_request(tmp_path: Path) -> None:
    """R28: the record's page leads to the hand-over; of one that is only asked for, it does not."""

    async def does(desk: Desktop) -> None:
        number = intake(desk.session, "P1", ["F0001"], type_="withdrawal").request.number
        offered = f"Hand it over for good by {number}"
        await desk.type("F0001")
        await desk.press("enter")
        assert offered not in desk.screen
        pick(desk.session, "F0001")
        make_ready(desk.session, number)
        await desk.press("escape")
        await desk.type("F0001")
        await desk.press("enter")
        assert offered in desk.screen
        await desk.press("enter", "enter")
        assert desk.app.view.name == "request"
        assert number in desk.screen
        await desk.press("enter", "enter")
        assert desk.status("F0001") is Status.WITHDRAWN

    at_the_desk(tmp_path, does)
