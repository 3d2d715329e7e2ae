"""What its borrower says was returned: looked for, found, or still out."""

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.kinds import notes_on
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, open_loan, recall, renew, reserve, return_
from rmdesk.duties.claimed import claim_returned, still_out
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.recall import lift_recall
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import make_report
from rmdesk.duties.states import loan_state
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre

WHY = "says: brought on Friday"


@pytest.fixture
def lent(centre: Centre) -> Centre:
    centre.file("A1")
    charge_out(centre.session, ["A1"], "P1")
    return centre


def state(centre: Centre, key: str = "A1") -> str:
    loan = open_loan(centre.session, centre.now(key).id)
    return loan_state(loan) if loan else ""


def test_it_stays_out_is_looked_for_and_who_waits_is_told(lent: Centre) -> None:
    reserve(lent.session, ["A1"], "P2")
    (done,) = claim_returned(lent.session, ["A1"], WHY)
    assert (done.status, done.next) == ("out", "look for it at B3-04-2; 1 waits for it")
    assert state(lent) == "claimed-returned"
    (row,) = make_report(lent.session, "claimed").rows
    assert (row["barcode"], row["since"], row["place"], row["holder"]) == (
        "A1", "2026-03-02", "B3-04-2", "Aiko Ito",
    )  # fmt: skip


def test_a_return_finds_it_and_it_goes_to_who_waits(lent: Centre) -> None:
    reserve(lent.session, ["A1"], "P2")
    claim_returned(lent.session, ["A1"], WHY)
    assert return_(lent.session, ["A1"])[0].next == "set aside for Jean Roy"
    assert make_report(lent.session, "claimed").rows == []
    refile(lent.session, ["A1"], "L1")
    charge_out(lent.session, ["A1"], "P2")
    assert state(lent) == "out"


def test_it_is_neither_renewed_nor_recalled_nor_said_twice(lent: Centre) -> None:
    claim_returned(lent.session, ["A1"], WHY)
    lent.clock.forward(days=7)
    for act in (renew, recall):
        with pytest.raises(Refused, match="said on 2026-03-02 to be returned"):
            act(lent.session, ["A1"])
    with pytest.raises(Refused, match="said on 2026-03-02"):
        claim_returned(lent.session, ["A1"], WHY)


def test_it_is_still_out_after_all_as_recalled_as_it_was(lent: Centre) -> None:
    recall(lent.session, ["A1"])
    claim_returned(lent.session, ["A1"], WHY)
    with pytest.raises(Refused):
        lift_recall(lent.session, ["A1"])
    lent.clock.forward(days=1)
    still_out(lent.session, ["A1"])
    assert state(lent) == "recalled"
    lift_recall(lent.session, ["A1"])
    assert (state(lent), lent.now("A1").due) == ("out", "2026-03-30")
    with pytest.raises(Refused, match="Nobody said"):
        still_out(lent.session, ["A1"])


def test_a_file_of_a_box_that_is_out_is_claimed_for_itself(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    for key in ("IN1", "IN2"):
        centre.file(key, container="BOX", home="")
    charge_out(centre.session, ["BOX"], "P1")
    claim_returned(centre.session, ["IN1"], WHY)
    recall(centre.session, ["BOX"])
    lift_recall(centre.session, ["BOX"])
    centre.clock.forward(days=7)
    renew(centre.session, ["BOX"])
    assert [centre.now(key).due for key in ("IN1", "IN2")] == ["2026-03-30", "2026-04-06"]
    assert state(centre, "IN1") == "claimed-returned"
    return_(centre.session, ["BOX"])
    assert [centre.status(key) for key in ("IN1", "IN2")] == ["in", "in"]


def test_only_what_is_out_is_said_to_be_returned_and_with_a_reason(centre: Centre) -> None:
    centre.file("A1")
    with pytest.raises(Refused, match="A1 is not out"):
        claim_returned(centre.session, ["A1"], WHY)
    with pytest.raises(Refused, match="A1 is not out"):
        still_out(centre.session, ["A1"])
    with pytest.raises(BadInput):
        claim_returned(centre.session, ["A1"], " ")


def test_what_is_missing_meanwhile_is_not_said_to_be_still_out(lent: Centre) -> None:
    claim_returned(lent.session, ["A1"], WHY)
    mark_missing(lent.session, "A1", "not found")
    with pytest.raises(Refused, match="A1 is not out: missing"):
        still_out(lent.session, ["A1"])
    with pytest.raises(Refused, match="A1 is not out: missing"):
        claim_returned(lent.session, ["A1"], WHY)


def test_it_is_tried_first_and_taken_back(lent: Centre) -> None:
    perform(lent.session, acts()["claim-returned"], ["A1"], {"reason": WHY}, dry_run=True)
    assert state(lent) == "out"
    claim_returned(lent.session, ["A1"], WHY)
    undo(lent.session)
    assert state(lent) == "out"


def test_what_one_may_not_know_of_is_not_listed(centre: Centre) -> None:
    for who in ("mlee", "P1"):
        edit_person(centre.session, who, {"clearance": "secret"})
    centre.file("S1", security="secret")
    centre.entered("S1", "P1")
    charge_out(centre.session, ["S1"], "P1")
    claim_returned(centre.session, ["S1"], WHY)
    assert make_report(centre.desk.session("other"), "claimed").totals == {"count": 0}


def test_the_record_tells_it_as_long_as_it_is_so(lent: Centre) -> None:
    """`show` and the record's screen work from the same notes."""

    def told() -> list[str]:
        return [each.text for each in notes_on(lent.session, lent.now("A1"))["loans"]]

    assert told() == []
    claim_returned(lent.session, ["A1"], WHY)
    assert told() == ["by its borrower, on 2026-03-02: it is looked for"]
    still_out(lent.session, ["A1"])
    assert told() == []
    undo(lent.session)
    assert len(told()) == 1
    return_(lent.session, ["A1"])
    assert told() == []
