"""How requests end, and what stands against each way (R35, R39)."""

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.ending import against_cancel, against_close, cancel, close, end_item
from rmdesk.duties.intake import intake
from rmdesk.duties.picking import pick
from rmdesk.duties.ticket import find_request
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Request
from tests.desk.conftest import Centre


@pytest.fixture
def files(centre: Centre) -> Centre:
    for key in ("F1", "F2"):
        centre.file(key)
    return centre


def ask(centre: Centre, *keys: str, type_: str = "loan") -> Request:
    text = "" if keys else "the old plans"
    return intake(centre.session, "P1", keys, text=text, type_=type_).request


def told(reasons: list[Reason]) -> list[tuple[str, str]]:
    return [(each.rule, each.text) for each in reasons]


def test_what_was_lent_for_free_words_stays_filled_whatever_is_said_at_its_close(
    files: Centre,
) -> None:
    request = ask(files)
    charge_out(files.session, ["F1"], "P1", request=request)
    done = close(files.session, request.number, "not-found").request
    assert (done.status, done.outcome) == ("closed", "filled")


def test_one_record_ends_only_unfilled(files: Centre) -> None:
    number = ask(files, "F1", "F2").number
    for outcome in ("filled", "partly", "burnt"):
        with pytest.raises(BadInput):
            end_item(files.session, number, ["F1"], outcome)


def test_the_screen_asks_of_the_outcome_that_is_said(files: Centre) -> None:
    request, act = ask(files, "F1"), acts()["close"]
    expected = [("R39", "F1 is still to be picked at B3-04-2.")]
    assert told(list(act.against(files.session, request, {}))) == expected
    assert told(list(act.against(files.session, request, {"outcome": "filled"}))) == expected
    assert list(act.against(files.session, request, {"outcome": "not-found"})) == []


def test_what_was_handed_over_is_closed_and_not_cancelled(files: Centre) -> None:
    number = ask(files, "F1").number
    charge_out(files.session, ["F1"], "P1")
    request = find_request(files.session, number)
    expected = [("R35", f"{number} was handed over.")]
    assert told(against_cancel(files.session, request)) == expected
    assert told(list(acts()["cancel"].against(files.session, request, {}))) == expected
    with pytest.raises(Refused, match="Not cancelled"):
        cancel(files.session, number)
    for outcome in ("filled", "not-found", "denied", "partly"):
        assert against_close(files.session, request, outcome) == []
    assert close(files.session, number).request.status == "closed"
    with pytest.raises(Refused, match="Not closed"):
        close(files.session, number)
    return_(files.session, ["F1"])
    assert find_request(files.session, number).outcome == "filled"


@pytest.mark.parametrize(("type_", "filled"), [("loan", False), ("copy", True)])
def test_a_loan_that_was_only_fetched_is_filled_in_no_part(
    files: Centre, type_: str, filled: bool
) -> None:
    request = ask(files, "F1", "F2", type_=type_)
    expected = [("R39", f"Nothing of {request.number} was filled.")]
    assert told(against_close(files.session, request, "partly")) == expected
    pick(files.session, "F1")
    against = against_close(files.session, request, "partly")
    assert told(against) == ([] if filled else expected)


def test_what_was_fetched_for_a_loan_is_handed_over_before_it_is_filled(files: Centre) -> None:
    request = ask(files, "F1")
    pick(files.session, "F1")
    expected = [("R39", "F1 was not handed over.")]
    assert told(against_close(files.session, request)) == expected


def test_what_was_filled_in_part_stays_so_when_it_comes_back(files: Centre) -> None:
    number = ask(files, "F1", "F2").number
    charge_out(files.session, ["F1"], "P1")
    end_item(files.session, number, ["F2"], "not-found")
    return_(files.session, ["F1"])
    request = find_request(files.session, number)
    assert (request.status, request.outcome) == ("closed", "partly")


@pytest.mark.parametrize("keys", [("F1",), ()])
def test_the_time_that_was_spent_on_it_is_kept(files: Centre, keys: tuple[str, ...]) -> None:
    number = ask(files, *keys, type_="research").number
    if keys:
        pick(files.session, "F1")
    close_it = {"outcome": "filled", "minutes": 45}
    perform(files.session, acts()["close"], [number], close_it)
    kept = find_request(files.session, number)
    assert (kept.status, kept.outcome, kept.minutes) == ("closed", "filled", 45)
    undo(files.session)
    assert find_request(files.session, number).minutes is None
    close(files.session, number, "not-found")
    assert find_request(files.session, number).minutes is None


def test_no_time_is_kept_of_a_request_that_cannot_be_closed(files: Centre) -> None:
    number = ask(files, "F1").number
    with pytest.raises(Refused):
        close(files.session, number, minutes=5)
    assert find_request(files.session, number).minutes is None
