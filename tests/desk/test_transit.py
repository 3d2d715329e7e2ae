"""On the way to another desk, and received there: nothing is lost, and claims go along."""

import pytest

from rmdesk.desk.acts import perform
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, found, reserve, return_
from rmdesk.duties.describe import Describer
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, pick_list
from rmdesk.duties.place import add_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import make_report
from rmdesk.duties.request import cancel, close, find_request, hand_over, intake, make_ready
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.scan_batch import Scan, apply_batch
from rmdesk.duties.soundness import against_holding, against_request
from rmdesk.duties.transit import receive, send
from rmdesk.duties.undo import undo
from rmdesk.model.errors import NotFound, Refused
from tests.desk.conftest import Centre


@pytest.fixture
def desks(centre: Centre) -> Centre:
    """Another desk, a file, and a box with a file in it."""
    add_place(centre.session, {"barcode": "DESK2", "room": "Annex counter"})
    centre.file("F1")
    centre.file("BOX", kind="box")
    centre.file("I1", container="BOX", home="")
    return centre


def asked(centre: Centre, key: str = "F1", type_: str = "loan", *, ready: bool = True) -> str:
    """A request of P1's for a file, set aside or only picked."""
    number = intake(centre.session, "P1", [key], type_=type_).request.number
    pick(centre.session, key)
    if ready:
        make_ready(centre.session, number)
    return number


def state(centre: Centre, key: str, number: str = "") -> tuple[str, ...]:
    """Status and place of a holding, the state of its first claim, and of the request."""
    holding = centre.now(key)
    assert against_holding(centre.session, holding) == []
    queue = queue_of(centre.session, holding.id)
    at = centre.session.address(holding.place_id or holding.bound_id)
    told = [str(holding.status), at, queue[0].state if queue else ""]
    if number:
        request = find_request(centre.session, number)
        assert against_request(centre.session, request) == []
        told.append(request.status)
    return tuple(told)


def test_what_is_set_aside_goes_to_another_desk_and_is_handed_over_there(desks: Centre) -> None:
    number = asked(desks)
    (sent,) = send(desks.session, ["F1"], "DESK2")
    assert sent.next == "on its way to ANNEX COUNTER; for Aiko Ito"
    assert state(desks, "F1", number) == ("transit", "ANNEX COUNTER", "picked", "picking")
    with pytest.raises(Refused, match="in transit"):
        hand_over(desks.session, number)
    with pytest.raises(Refused, match="in transit"):
        make_ready(desks.session, number)
    with pytest.raises(Refused, match="in transit"):
        charge_out(desks.session, ["F1"], "P1")
    (there,) = receive(desks.session, ["F1"])
    assert (there.next, there.place) == ("set aside for Aiko Ito", "ANNEX COUNTER")
    assert state(desks, "F1", number) == ("waiting", "ANNEX COUNTER", "ready", "ready")
    hand_over(desks.session, number)
    assert state(desks, "F1", number) == ("out", "", "", "handed-over")


def test_what_was_only_picked_is_set_aside_on_its_arrival(desks: Centre) -> None:
    number = asked(desks, ready=False)
    send(desks.session, ["F1"], "annex counter")
    receive(desks.session, ["F1"])
    assert state(desks, "F1", number) == ("waiting", "ANNEX COUNTER", "ready", "ready")


def test_it_stays_with_its_claim_on_the_way_r38(desks: Centre) -> None:
    asked(desks)
    send(desks.session, ["F1"], "DESK2")
    reserve(desks.session, ["F1"], "P2", rank=0)
    edit_person(desks.session, "P1", {"valid_until": "2026-03-03"})
    desks.clock.forward(days=3)
    assert receive(desks.session, ["F1"])[0].next == "set aside for Aiko Ito"


def test_a_claim_that_ends_on_the_way_leaves_it_to_the_next_or_home(desks: Centre) -> None:
    number = asked(desks)
    send(desks.session, ["F1"], "DESK2")
    cancel(desks.session, number)
    assert state(desks, "F1") == ("transit", "ANNEX COUNTER", "")
    assert receive(desks.session, ["F1"])[0].next == "refile at B3-04-2"
    send(desks.session, ["F1"], "L2")
    reserve(desks.session, ["F1"], "P2")
    assert receive(desks.session, ["F1"])[0].next == "set aside for Jean Roy"


def test_what_is_on_its_way_was_not_fetched(desks: Centre) -> None:
    number = asked(desks, type_="copy", ready=False)
    send(desks.session, ["F1"], "DESK2")
    for outcome in ("filled", "partly"):
        with pytest.raises(Refused):
            close(desks.session, number, outcome)
    receive(desks.session, ["F1"])
    assert close(desks.session, number).request.outcome == "filled"
    assert state(desks, "F1", number) == ("to-refile", "ANNEX COUNTER", "", "closed")


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda c: charge_out(c.session, ["F1"], "P1"), "F1 is out: only what is here is sent."),
        (lambda c: mark_missing(c.session, "F1", "x"), "F1 is missing"),
        (lambda c: send(c.session, ["F1"], "DESK2"), "F1 is in transit"),
    ],
)
def test_only_what_is_here_is_sent(desks: Centre, prepare: object, why: str) -> None:
    prepare(desks)  # type: ignore[operator]
    with pytest.raises(Refused, match=why):
        send(desks.session, ["F1"], "DESK2")


def test_what_is_there_already_or_goes_nowhere_is_not_sent(desks: Centre) -> None:
    with pytest.raises(Refused, match="F1 is at B3-04-2 already"):
        send(desks.session, ["F1"], "L1")
    with pytest.raises(NotFound):
        send(desks.session, ["F1"], "nowhere")
    with pytest.raises(Refused, match="F1 is not on its way here: in"):
        receive(desks.session, ["F1"])
    assert desks.status("F1") == "in"


def test_a_box_goes_with_what_is_in_it(desks: Centre) -> None:
    send(desks.session, ["BOX"], "DESK2")
    assert (desks.status("I1"), Describer(desks.session).place(desks.now("I1"))) == ("in", "")
    with pytest.raises(Refused, match="which is in transit"):
        charge_out(desks.session, ["I1"], "P1")
    with pytest.raises(Refused, match="which is in transit"):
        send(desks.session, ["I1"], "DESK2")
    intake(desks.session, "P1", ["I1"])
    assert pick_list(desks.session) == []
    receive(desks.session, ["BOX"])
    assert [pull.holding.barcode for pull in pick_list(desks.session)] == ["I1"]


def test_a_content_goes_without_its_box_once_it_is_out_of_it(desks: Centre) -> None:
    charge_out(desks.session, ["BOX"], "P1")
    reserve(desks.session, ["I1"], "P2")
    return_(desks.session, ["BOX"])
    with pytest.raises(Refused, match="I1 is still in its container"):
        send(desks.session, ["I1"], "DESK2")
    take_scan(desks.session, Counter(), "I1")
    send(desks.session, ["I1"], "DESK2")
    send(desks.session, ["BOX"], "L2")
    receive(desks.session, ["I1", "BOX"])
    assert state(desks, "I1") == ("waiting", "ANNEX COUNTER", "ready")
    assert state(desks, "BOX") == ("to-refile", "A1-11-5", "")


def test_a_scan_receives_it_once(desks: Centre) -> None:
    asked(desks)
    send(desks.session, ["F1"], "DESK2")
    counter = Counter()
    answer = take_scan(desks.session, counter, "f1")
    assert (answer.heard, answer.next) == (Heard.RECEIVED, "set aside for Aiko Ito")
    assert take_scan(desks.session, counter, "F1").heard is Heard.AGAIN


def test_a_scan_of_the_desk_says_where_and_of_its_home_refiles_it(desks: Centre) -> None:
    send(desks.session, ["F1", "BOX"], "DESK2")
    counter = Counter()
    take_scan(desks.session, counter, "L2")
    assert take_scan(desks.session, counter, "F1").heard is Heard.RECEIVED
    assert state(desks, "F1") == ("to-refile", "A1-11-5", "")
    take_scan(desks.session, counter, "L1")
    assert take_scan(desks.session, counter, "BOX").heard is Heard.REFILED
    assert state(desks, "BOX") == ("in", "B3-04-2", "")


def test_a_scan_for_a_person_does_not_lend_what_has_not_arrived(desks: Centre) -> None:
    send(desks.session, ["F1"], "DESK2")
    counter = Counter()
    take_scan(desks.session, counter, "P1")
    with pytest.raises(Refused, match="in transit"):
        take_scan(desks.session, counter, "F1")


def test_a_batch_receives_what_has_arrived(desks: Centre) -> None:
    send(desks.session, ["F1", "BOX"], "DESK2")
    scans = [Scan(1, "DESK2"), Scan(2, "F1"), Scan(3, "BOX"), Scan(4, "F1")]
    report = apply_batch(desks.session, desks.home / "list.txt", scans)
    assert [each.outcome for each in report.scans] == ["place", "received", "received", "again"]


def test_it_may_be_missing_returned_or_found_on_the_way(desks: Centre) -> None:
    number = asked(desks)
    send(desks.session, ["F1"], "DESK2")
    mark_missing(desks.session, "F1", "the van")
    assert state(desks, "F1", number) == ("missing", "", "queued", "assigned")
    found(desks.session, ["F1"])
    assert state(desks, "F1", number) == ("waiting", "", "ready", "ready")
    send(desks.session, ["F1"], "DESK2")
    assert return_(desks.session, ["F1"])[0].next == "set aside for Aiko Ito"
    send(desks.session, ["F1"], "L2")
    refile(desks.session, ["F1"], "L1")
    assert state(desks, "F1", number) == ("in", "B3-04-2", "queued", "assigned")


def test_sending_and_receiving_are_undone(desks: Centre) -> None:
    number = asked(desks)
    before = state(desks, "F1", number)
    send(desks.session, ["F1"], "DESK2")
    on_the_way = state(desks, "F1", number)
    receive(desks.session, ["F1"])
    undo(desks.session)
    assert state(desks, "F1", number) == on_the_way
    undo(desks.session)
    assert state(desks, "F1", number) == before


def test_it_is_said_with_its_commands_and_listed(desks: Centre) -> None:
    asked(desks)
    (tried,) = perform(desks.session, acts()["send"], ["F1"], {"to": "DESK2"}, dry_run=True)
    assert (tried.status, desks.status("F1")) == ("transit", "waiting")
    perform(desks.session, acts()["send"], ["F1"], {"to": "DESK2"})
    (row,) = make_report(desks.session, "transit").rows
    assert (row["place"], row["barcode"], row["requester"]) == ("ANNEX COUNTER", "F1", "Aiko Ito")
    assert Describer(desks.session).document(desks.now("F1"))["bound"] == "ANNEX COUNTER"
    (done,) = perform(desks.session, acts()["receive"], ["F1"], {"at": "L2"})
    assert done.place == "A1-11-5"
    assert Describer(desks.session).place(desks.now("F1")) == "A1-11-5"
    assert make_report(desks.session, "transit").rows == []


def test_nobody_learns_of_a_hidden_one_on_its_way(desks: Centre) -> None:
    desks.file("S1", security="secret")
    send(desks.session, ["S1"], "DESK2")
    other = desks.desk.session("other")
    assert make_report(other, "transit").totals == {"count": 0}
    assert make_report(desks.session, "transit").totals == {"count": 1}
