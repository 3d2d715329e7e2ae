"""The life of a loan: charge-out, return, refile, renew, recall, reserve."""

from datetime import date

import pytest

from rmdesk.duties.circulation import (
    cancel_reservation,
    charge_out,
    found,
    open_loan,
    recall,
    renew,
    reserve,
    return_,
)
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import edit_person
from rmdesk.duties.refiling import refile
from rmdesk.duties.reservation import queue_of
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.records import Loan
from rmdesk.model.schema import IS_OPEN
from tests.desk.conftest import Centre


def rules(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.rule for reason in refusal.value.reasons]


def test_a_file_goes_out_comes_back_and_is_refiled(centre: Centre) -> None:
    centre.file("A1")
    (lent,) = charge_out(centre.session, ["A1"], "P1")
    assert (lent.status, lent.due) == ("out", "2026-03-30")
    assert centre.now("A1").holder_id == centre.ito.id
    (back,) = return_(centre.session, ["A1"])
    assert (back.status, back.next) == ("to-refile", "refile at B3-04-2")
    (put,) = refile(centre.session, ["A1"], "L1")
    assert (put.status, put.place) == ("in", "B3-04-2")
    actions = [entry.action for entry in centre.session.store.journal.since(0)]
    assert [a for a in dict.fromkeys(actions) if a in ("charge-out", "return", "refile")] == [
        "charge-out",
        "return",
        "refile",
    ]


def test_issue_changes_the_current_place_never_home_r25(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    assert centre.now("A1").place_id is None
    assert centre.now("A1").home_id == centre.shelf.id


def test_several_files_go_out_together_or_not_at_all(centre: Centre) -> None:
    centre.file("A1")
    centre.file("A2")
    charge_out(centre.session, ["A2"], "P2")
    with pytest.raises(Refused) as refusal:
        charge_out(centre.session, ["A1", "A2"], "P1")
    assert rules(refusal) == ["R14"]
    assert "Jean Roy" in refusal.value.message
    assert centre.status("A1") == "in"
    with pytest.raises(NotFound):
        charge_out(centre.session, ["A1", "nothing"], "P1")
    assert centre.status("A1") == "in"


def test_the_same_key_twice_is_one_loan(centre: Centre) -> None:
    centre.file("A1")
    assert len(charge_out(centre.session, ["A1", "A1"], "P1")) == 1


def test_a_due_date_in_the_past_is_bad_input(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(BadInput):
        charge_out(centre.session, ["A1"], "P1", due=date(2026, 3, 1))


def test_a_loan_never_outlasts_the_borrowers_registration(centre: Centre) -> None:
    centre.file("A1")
    centre.ito.valid_until = "2026-03-10"
    with centre.session.change("edit"):
        centre.session.save(centre.ito)
    assert charge_out(centre.session, ["A1"], "P1")[0].due == "2026-03-10"


def test_what_is_not_out_is_not_returned(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(Refused):
        return_(centre.session, ["A1"])


def test_a_container_takes_its_contents_along_r24(centre: Centre) -> None:
    box = centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    centre.file("A2", container="BOX")
    assert centre.now("A1").inside == box.id
    charge_out(centre.session, ["BOX"], "P1")
    assert {centre.status(key) for key in ("BOX", "A1", "A2")} == {"out"}
    with pytest.raises(Refused):
        charge_out(centre.session, ["A1"], "P2")
    return_(centre.session, ["BOX"])
    refile(centre.session, ["BOX"], "L1")
    assert {centre.status(key) for key in ("BOX", "A1", "A2")} == {"in"}
    assert centre.session.store.table(Loan.table).count(IS_OPEN) == 0


def test_a_box_named_with_its_own_file_is_one_loan_of_each(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    handled = charge_out(centre.session, ["A1", "BOX"], "P1")
    assert {each.holding.barcode: each.status for each in handled} == {"BOX": "out", "A1": "out"}
    assert centre.session.store.table(Loan.table).count(IS_OPEN) == 2
    content, box = return_(centre.session, ["A1", "BOX"])
    assert (content.status, content.next) == ("in", "came with its container")
    assert (box.status, box.next) == ("to-refile", "refile at B3-04-2")
    assert centre.session.store.table(Loan.table).count(IS_OPEN) == 0


def test_a_file_lent_before_its_box_stays_out_when_the_box_returns(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("A1", container="BOX")
    charge_out(centre.session, ["A1"], "P2")
    charge_out(centre.session, ["BOX"], "P1")
    return_(centre.session, ["BOX"])
    assert centre.status("A1") == "out"
    assert centre.now("A1").holder_id == centre.roy.id


def test_refile_only_to_home_r26(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    return_(centre.session, ["A1"])
    with pytest.raises(Refused) as refusal:
        refile(centre.session, ["A1"], "A1-11-5")
    assert rules(refusal) == ["R26"]
    assert centre.status("A1") == "to-refile"
    with pytest.raises(NotFound):
        refile(centre.session, ["A1"], "no such shelf")


def test_what_is_out_cannot_be_refiled(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    with pytest.raises(Refused):
        refile(centre.session, ["A1"], "L1")


def test_a_homeless_holding_gets_its_home_when_it_is_first_filed(centre: Centre) -> None:
    centre.file("A1", home="")
    refile(centre.session, ["A1"], "L2")
    assert centre.now("A1").home == "A1-11-5"


def test_a_home_that_was_only_written_confirms_itself(centre: Centre) -> None:
    centre.file("A1", home="Vault 3")
    with pytest.raises(Refused):
        refile(centre.session, ["A1"], "L2")
    assert refile(centre.session, ["A1"], "vault 3")[0].place == "Vault 3"


def test_a_returned_file_is_set_aside_for_the_head_of_its_queue(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    (queued,) = reserve(centre.session, ["A1"], "P2")
    assert queued.next == "number 1 in the queue"
    (back,) = return_(centre.session, ["A1"])
    assert (back.status, back.next) == ("waiting", "set aside for Jean Roy")
    with pytest.raises(Refused) as refusal:
        charge_out(centre.session, ["A1"], "P1")
    assert rules(refusal) == ["R20"]
    charge_out(centre.session, ["A1"], "P2")


def test_reserving_twice_keeps_one_place_in_the_queue(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    reserve(centre.session, ["A1"], "P2")
    assert reserve(centre.session, ["A1"], "P2")[0].next == "number 1 in the queue"


def test_who_came_first_is_first_whatever_the_numbers_of_the_claims(centre: Centre) -> None:
    """R20: a claim on what not everybody may know of is numbered apart, beyond later ones."""
    for person in ("P1", "mlee"):
        edit_person(centre.session, person, {"clearance": "secret"})
    session = centre.desk.session("mlee")
    add_holding(session, {"barcode": "S1", "title": "x", "security": "secret"})
    reserve(session, ["S1"], "P1")
    edit_holding(session, "S1", {"security": ""})
    centre.clock.forward(minutes=1)
    assert reserve(session, ["S1"], "P2")[0].next == "number 2 in the queue"
    first, second = queue_of(session, centre.now("S1").id)
    assert (first.person, second.person) == (centre.ito.id, centre.roy.id)
    assert first.id > second.id


def test_no_renewal_while_someone_waits_r21(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    centre.clock.forward(days=20)
    assert renew(centre.session, ["A1"])[0].due == "2026-04-20"  # the 19th is a Sunday
    reserve(centre.session, ["A1"], "P2")
    centre.clock.forward(days=7)
    with pytest.raises(Refused) as refusal:
        renew(centre.session, ["A1"])
    assert rules(refusal) == ["R21"]


def test_a_recall_shortens_the_loan_and_ends_renewals_r22(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    assert recall(centre.session, ["A1"])[0].due == "2026-03-03"
    with pytest.raises(Refused) as refusal:
        renew(centre.session, ["A1"])
    assert rules(refusal) == ["R22"]


def test_a_recall_never_lengthens_a_loan(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1", due=date(2026, 3, 5))
    assert recall(centre.session, ["A1"], due=date(2026, 3, 20))[0].due == "2026-03-05"


def test_renewals_end_at_the_guidelines_number(centre: Centre) -> None:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    for _time in range(2):
        centre.clock.forward(days=7)
        renew(centre.session, ["A1"])
    centre.clock.forward(days=7)
    with pytest.raises(Refused) as refusal:
        renew(centre.session, ["A1"])
    assert rules(refusal) == ["R14"]


def test_the_open_loan_tells_who_and_since_when(centre: Centre) -> None:
    holding = centre.file("A1")
    assert open_loan(centre.session, holding.id) is None
    charge_out(centre.session, ["A1"], "P1")
    loan = open_loan(centre.session, holding.id)
    assert loan is not None
    assert (loan.person, loan.out, loan.out_by) == (
        centre.ito.id,
        "2026-03-02T10:00:00-05:00",
        "mlee",
    )


def test_nothing_named_is_bad_input(centre: Centre) -> None:
    with pytest.raises(BadInput):
        charge_out(centre.session, [], "P1")


def test_what_is_refused_of_two_records_in_the_same_words_is_told_once(centre: Centre) -> None:
    twins = [
        add_holding(centre.session, {"identifier": "X-1", "title": title})
        for title in ("Minutes", "Letters")
    ]
    keys = [f"#{each.id}" for each in twins]
    for act in (return_, found, lambda session, keys: cancel_reservation(session, keys, "P1")):
        with pytest.raises(Refused) as refusal:
            act(centre.session, keys)
        assert len(refusal.value.reasons) == 1, act
