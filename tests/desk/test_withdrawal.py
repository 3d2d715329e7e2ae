"""Permanent withdrawal: what its unit takes back leaves for good, with all that is in it (R28)."""

from collections.abc import Callable
from datetime import date

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties import acts
from rmdesk.duties.access_list import grant
from rmdesk.duties.audit import action_word, entry_word, trail_of
from rmdesk.duties.authorising import AUTHORISATIONS
from rmdesk.duties.census import start
from rmdesk.duties.circulation import charge_out, found, recall, renew, reserve, return_
from rmdesk.duties.classification import against_classifying, against_indexing
from rmdesk.duties.describe import Describer
from rmdesk.duties.digitizing import DIGITIZATIONS
from rmdesk.duties.disposal import against_disposal, gather
from rmdesk.duties.forward import bring_forward
from rmdesk.duties.held import Hold
from rmdesk.duties.hold import HOLDS, lift, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.lost import give_up
from rmdesk.duties.moving import move
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, pick, pick_list, put_back
from rmdesk.duties.place import add_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import make_report
from rmdesk.duties.request import (
    add_to_request,
    close,
    find_request,
    hand_over,
    intake,
    make_ready,
)
from rmdesk.duties.reservation import queue_of, reservations_of
from rmdesk.duties.retention import dater_of
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.sending import give_up as give_up_transfer
from rmdesk.duties.shift import told_acts
from rmdesk.duties.soundness import against_holding, against_request
from rmdesk.duties.stock import held
from rmdesk.duties.ticket import Ticket, left_by, ticket
from rmdesk.duties.transit import receive, send
from rmdesk.duties.undo import next_undo, undo
from rmdesk.model.errors import DeskError, Refused
from rmdesk.model.records import Holding, Request, Reservation
from tests.desk.conftest import Centre
from tests.desk.test_census import lists, walk
from tests.desk.test_transfer import Out
from tests.staff import colleague


@pytest.fixture
def room(centre: Centre) -> Centre:
    """A file, and a box with a box with a file in it, and another file."""
    centre.file("F1")
    centre.file("BOX", kind="box")
    centre.file("INNER", kind="box", container="BOX", home="")
    centre.file("DEEP", container="INNER", home="")
    centre.file("IN", container="BOX", home="")
    return centre


def asked(centre: Centre, *keys: str, who: str = "P1", type_: str = "withdrawal") -> str:
    centre.clock.forward(seconds=1)
    return intake(centre.session, who, keys, type_=type_).request.number


def fetched(centre: Centre, *keys: str, aside: bool = True) -> str:
    """A request for withdrawal of which everything that is named was picked."""
    number = asked(centre, *keys)
    for key in keys:
        pick(centre.session, key)
    if aside:
        make_ready(centre.session, number)
    return number


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(each.rule, each.text) for each in refused.value.reasons]


Way = Callable[[Session, str], object]
WAYS: dict[str, Way] = {
    "close": lambda session, number: close(session, number, "filled"),
    "partly": lambda session, number: close(session, number, "partly"),
    "hand-over": lambda session, number: hand_over(session, number),
}
way = pytest.mark.parametrize("how", WAYS.values(), ids=list(WAYS))


def sound(centre: Centre) -> None:
    for document in centre.session.store.table(Holding.table):
        assert against_holding(centre.session, Holding.from_document(document)) == []
    for document in centre.session.store.table(Request.table):
        assert against_request(centre.session, Request.from_document(document)) == []


# --- it goes


@way
@pytest.mark.parametrize("aside", [True, False], ids=["set aside", "picked"])
def test_a_file_leaves_for_good(room: Centre, how: Way, aside: bool) -> None:
    number = fetched(room, "F1", aside=aside)
    how(room.session, number)
    gone = room.now("F1")
    assert (gone.status, gone.disposed, gone.place_id, gone.due) == ("withdrawn", number, None, "")
    assert gone.left == room.session.today()
    request = find_request(room.session, number)
    assert (request.status, request.outcome) == ("closed", "filled")
    assert request.closed
    assert request.answered
    sound(room)


@way
def test_a_box_leaves_with_all_that_is_in_it(room: Centre, how: Way) -> None:
    number = fetched(room, "BOX")
    how(room.session, number)
    for key in ("BOX", "INNER", "DEEP", "IN"):
        assert (room.status(key), room.now(key).disposed) == ("withdrawn", number)
    assert room.status("F1") == "in"
    sound(room)


def test_it_is_said(room: Centre) -> None:
    assert hand_over(room.session, fetched(room, "F1")).next == ("F1 is withdrawn for good",)
    told = close(room.session, fetched(room, "BOX")).next
    assert told == ("BOX is withdrawn for good; with it: INNER, IN, DEEP",)


@way
def test_a_content_leaves_alone(room: Centre, how: Way) -> None:
    how(room.session, fetched(room, "DEEP"))
    assert [room.status(key) for key in ("DEEP", "INNER", "BOX")] == ["withdrawn", "in", "in"]
    charge_out(room.session, ["BOX"], "P2")
    return_(room.session, ["BOX"])
    assert room.status("DEEP") == "withdrawn"
    sound(room)


@way
@pytest.mark.parametrize("order", [("BOX", "IN"), ("IN", "BOX")])
@pytest.mark.parametrize("picked", ["box alone", "both"])
def test_a_box_and_its_content_asked_for_by_one_request(
    room: Centre, how: Way, order: tuple[str, str], picked: str
) -> None:
    number = asked(room, *order)
    pick(room.session, "BOX")
    if picked == "both":
        pick(room.session, "IN")
    done = how(room.session, number)
    assert [room.status(key) for key in order] == ["withdrawn", "withdrawn"]
    request = find_request(room.session, number)
    assert (request.status, request.outcome) == ("closed", "filled"), done
    outcomes = [each.outcome for each in reservations(room, number)]
    assert outcomes == ["withdrawn", "withdrawn"]
    sound(room)


def reservations(centre: Centre, number: str) -> list[Reservation]:
    return reservations_of(centre.session, find_request(centre.session, number).id)


def test_what_was_not_fetched_stays_asked_for(room: Centre) -> None:
    number = asked(room, "F1", "IN")
    pick(room.session, "F1")
    done = hand_over(room.session, number)
    assert done.next == ("F1 is withdrawn for good", "IN is still to be picked at BOX (B3-04-2).")
    assert (room.status("F1"), room.status("IN")) == ("withdrawn", "in")
    assert find_request(room.session, number).status == "assigned"
    with pytest.raises(Refused, match="IN is still to be picked"):
        close(room.session, number)
    assert close(room.session, number, "partly").request.outcome == "partly"
    assert room.status("IN") == "in"


def test_in_part_the_rest_was_not_found(room: Centre) -> None:
    number = asked(room, "F1", "IN")
    pick(room.session, "F1")
    done = close(room.session, number, "partly")
    assert (done.request.status, done.request.outcome) == ("closed", "partly")
    assert [each.outcome for each in reservations(room, number)] == ["withdrawn", "not-found"]


@pytest.mark.parametrize("outcome", ["not-found", "denied", "cancelled", "referred"])
def test_by_no_other_outcome(room: Centre, outcome: str) -> None:
    close(room.session, fetched(room, "F1"), outcome)
    assert room.status("F1") == "to-refile"


def test_ones_own_claim_on_a_content_goes_with_the_box(room: Centre) -> None:
    other = asked(room, "IN", type_="loan")
    number = fetched(room, "BOX")
    hand_over(room.session, number)
    assert room.status("IN") == "withdrawn"
    assert find_request(room.session, other).status == "closed"
    assert queue_of(room.session, room.now("IN").id) == []
    sound(room)


def test_words_that_nothing_was_found_for_end_without_it(room: Centre) -> None:
    number = intake(room.session, "P1", text="the old plans", type_="withdrawal").request.number
    assert close(room.session, number).request.outcome == "filled"


def test_it_is_due_on_no_day(room: Centre) -> None:
    number = fetched(room, "F1")
    with pytest.raises(Refused) as refused:
        hand_over(room.session, number, due=date(2026, 4, 1))
    assert reasons(refused) == [("R28", f"{number} is for good: nothing of it is due back.")]
    act = acts()["hand-over"]
    request = find_request(room.session, number)
    assert [
        each.rule for each in act.against(room.session, request, {"due": date(2026, 4, 1)})
    ] == ["R28"]
    assert list(act.against(room.session, request, {})) == []


def test_a_loan_is_due_on_the_day_that_is_said(room: Centre) -> None:
    number = asked(room, "F1", type_="loan")
    pick(room.session, "F1")
    hand_over(room.session, number, due=date(2026, 4, 1))
    assert room.now("F1").due == "2026-04-01"


# --- it is not lent instead


def lends(centre: Centre, number: str, key: str) -> list[Callable[[], object]]:
    session = centre.session
    request = find_request(session, number)
    return [
        lambda: charge_out(session, [key], "P1"),
        lambda: charge_out(session, [key], "P1", here=True),
        lambda: charge_out(session, [key], "P1", request=request),
        lambda: charge_out_anyway(session, [key], "P1", "the court sits"),
        lambda: scans(centre, "P1", key),
    ]


def scans(centre: Centre, *codes: str) -> None:
    counter = Counter()
    for code in codes:
        take_scan(centre.session, counter, code)


@pytest.mark.parametrize(("asks", "lent"), [("F1", "F1"), ("IN", "IN"), ("IN", "BOX")])
@pytest.mark.parametrize("picked", [True, False])
def test_what_was_asked_for_for_good_is_not_lent(
    room: Centre, asks: str, lent: str, picked: bool
) -> None:
    number = asked(room, asks)
    if picked and lent == asks:
        pick(room.session, asks)
    told = ("R28", f"{asks} is to be withdrawn for good by {number}, not lent.")
    for lend in lends(room, number, lent):
        with pytest.raises(Refused) as refused:
            lend()
        assert told in reasons(refused)
    assert room.now(lent).status != "out"
    close(room.session, number, "cancelled")
    refile_all(room, lent)
    assert charge_out(room.session, [lent], "P1")[0].status == "out"


def refile_all(centre: Centre, key: str) -> None:
    if centre.status(key) == "to-refile":
        refile(centre.session, [key], "BOX" if centre.now(key).inside else "L1")


def test_others_wait_for_it_and_are_told_so(room: Centre) -> None:
    fetched(room, "F1")
    with pytest.raises(Refused) as refused:
        charge_out(room.session, ["F1"], "P2")
    assert [rule for rule, _text in reasons(refused)] == ["R20"]


def test_words_for_withdrawal_lend_nothing(room: Centre) -> None:
    words = intake(room.session, "P1", text="the old plans", type_="withdrawal").request
    with pytest.raises(Refused, match=f"F1 is to be withdrawn for good by {words.number}"):
        charge_out(room.session, ["F1"], "P1", request=words)


def test_a_hidden_content_asked_for_for_good_is_not_named(room: Centre) -> None:
    room.file("HIDDEN", container="BOX", home="", security="secret")
    for key in ("P1", "mlee"):
        edit_person(room.session, key, {"clearance": "secret"})
    room.entered("HIDDEN", "P1")
    intake(room.session, "P1", ["HIDDEN"], type_="withdrawal")
    other = colleague(room.desk, "other")
    with pytest.raises(Refused) as refused:
        charge_out(other, ["BOX"], "P1")
    assert reasons(refused) == [("R14", "BOX does not go as it is now.")]


# --- what stands against it


@way
@pytest.mark.parametrize(("asks", "waits"), [("F1", "F1"), ("BOX", "BOX"), ("BOX", "DEEP")])
def test_nothing_goes_that_somebody_else_waits_for(
    room: Centre, how: Way, asks: str, waits: str
) -> None:
    number = fetched(room, asks)
    reserve(room.session, [waits], "P2")
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    assert reasons(refused) == [("R20", f"Somebody waits for {waits}.")]
    assert room.status(asks) == "waiting"


@way
@pytest.mark.parametrize(("asks", "waits"), [("F1", "F1"), ("BOX", "BOX"), ("BOX", "DEEP")])
@pytest.mark.parametrize("by_request", [False, True])
def test_who_may_not_draw_it_blocks_nothing_and_is_denied(
    room: Centre, how: Way, asks: str, waits: str, by_request: bool
) -> None:
    """R40: their claim ends with it, their request too, and undo brings both back."""
    if by_request:
        other = intake(room.session, "P2", [waits]).request.number
    else:
        reserve(room.session, [waits], "P2")
    edit_person(room.session, "P2", {"valid_until": "2026-03-01"})
    number = fetched(room, asks)
    how(room.session, number)
    assert room.status(asks) == room.status(waits) == "withdrawn"
    assert queue_of(room.session, room.now(waits).id) == []
    if by_request:
        assert find_request(room.session, other).status == "denied"
    undo(room.session)
    assert room.status(asks) == "waiting"
    assert len(queue_of(room.session, room.now(waits).id)) == 1 + (asks == waits)
    if by_request:
        assert find_request(room.session, other).status != "denied"


@way
@pytest.mark.parametrize("held", ["BOX", "DEEP", "IN"])
def test_nothing_goes_that_is_held(room: Centre, how: Way, held: str) -> None:
    number = fetched(room, "BOX")
    values = {"title": "Case", "matter": "M", "authority": "A"}
    hold = register(room.session, HOLDS, values).number
    place(room.session, hold, {"on": [held]})
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    assert {rule for rule, _text in reasons(refused)} == {"R1"}
    assert ("R1", f"{held} is under {hold}: M.") in reasons(refused)
    lift(room.session, hold, {"reason": "settled"})
    how(room.session, number)
    assert room.status(held) == "withdrawn"


def out(centre: Centre, key: str) -> None:
    charge_out(centre.session, [key], "P2")


def picked_for_another(centre: Centre, key: str) -> None:
    intake(centre.session, "P2", [key])
    pick(centre.session, key)


def picked_by_another_request(centre: Centre, key: str) -> None:
    asked(centre, key, type_="loan")
    pick(centre.session, key)


def to_refile(centre: Centre, key: str) -> None:
    out(centre, key)
    return_(centre.session, [key])


def lost(centre: Centre, key: str) -> None:
    mark_missing(centre.session, key, "not there")


def under_way(centre: Centre, key: str) -> None:
    send(centre.session, [key], "L2")


AWAY = {
    "out": out, "picked": picked_for_another, "to refile": to_refile, "missing": lost,
    "in transit": under_way,
}  # fmt: skip


@way
@pytest.mark.parametrize("key", ["IN", "INNER"])
@pytest.mark.parametrize("word", AWAY)
def test_no_box_leaves_a_content_behind(room: Centre, how: Way, word: str, key: str) -> None:
    AWAY[word](room, key)
    number = fetched(room, "BOX")
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    told = f"{key} belongs in BOX and is {word}: it would be left behind."
    assert reasons(refused) == [("R41", told)]
    assert room.status("BOX") == "waiting"


@way
def test_nor_what_was_fetched_for_oneself_by_another_request(room: Centre, how: Way) -> None:
    picked_by_another_request(room, "IN")
    number = fetched(room, "BOX")
    with pytest.raises(Refused, match="IN belongs in BOX and is picked"):
        how(room.session, number)


@way
def test_nor_what_is_set_aside_in_it(room: Centre, how: Way) -> None:
    charge_out(room.session, ["BOX"], "P1")
    reserve(room.session, ["IN"], "P2")
    return_(room.session, ["BOX"])
    number = fetched(room, "BOX")
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    told = "IN belongs in BOX and is set aside: it would be left behind."
    assert reasons(refused) == [("R41", told)]


@way
def test_what_left_before_is_not_left_behind(room: Centre, how: Way) -> None:
    hand_over(room.session, fetched(room, "IN"))
    how(room.session, fetched(room, "BOX"))
    assert room.status("BOX") == "withdrawn"


@pytest.mark.parametrize("key", ["BOX", "IN", "INNER"])
def test_a_content_of_another_box_counts_for_that(room: Centre, key: str) -> None:
    out(room, "DEEP")
    number = fetched(room, key)
    if key == "IN":
        hand_over(room.session, number)
        assert room.status("IN") == "withdrawn"
    else:
        with pytest.raises(Refused, match=f"DEEP belongs in {key} and is out"):
            hand_over(room.session, number)


@way
def test_whom_its_unit_has_not_let_takes_nothing_back(room: Centre, how: Way) -> None:
    values = {"barcode": "C1", "name": "Cus Todian", "unit": "Legal", "custodian": True}
    add_person(room.session, values)
    edit_holding(room.session, "DEEP", {"unit": "Legal"})
    number = fetched(room, "BOX")
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    assert [rule for rule, _text in reasons(refused)] == ["R15"]
    edit_person(room.session, "P1", {"authorised": ["Legal"]})
    how(room.session, number)
    assert room.status("DEEP") == "withdrawn"


@way
def test_nor_who_is_a_borrower_no_more(room: Centre, how: Way) -> None:
    number = fetched(room, "F1")
    edit_person(room.session, "P1", {"valid_until": "2026-03-02"})
    room.clock.forward(days=1)
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    assert [rule for rule, _text in reasons(refused)] == ["R14"]


@pytest.mark.parametrize("let", [True, False])
def test_another_collects_it_who_is_let_to(room: Centre, let: bool) -> None:
    if let:
        values = {"giver": "P1", "person": "P2", "until": "2026-12-31"}
        register(room.session, AUTHORISATIONS, values)
    number = fetched(room, "F1")
    if let:
        hand_over(room.session, number, by="P2")
        assert room.status("F1") == "withdrawn"
    else:
        with pytest.raises(Refused) as refused:
            hand_over(room.session, number, by="P2")
        assert [rule for rule, _text in reasons(refused)] == ["R15"]


@way
def test_who_was_named_at_intake_to_collect_is_asked_about(room: Centre, how: Way) -> None:
    number = intake(room.session, "P1", ["F1"], type_="withdrawal", collector="P2").request.number
    pick(room.session, "F1")
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    assert [rule for rule, _text in reasons(refused)] == ["R15"]


@way
@pytest.mark.parametrize("key", ["F1", "IN"])
def test_what_is_classified_asks_for_more(room: Centre, how: Way, key: str) -> None:
    box = fetched(room, "BOX" if key == "IN" else key)
    edit_person(room.session, "mlee", {"clearance": "secret"})
    edit_holding(room.session, key, {"security": "secret"})
    with pytest.raises(Refused) as refused:
        how(room.session, box)
    assert {rule for rule, _text in reasons(refused)} == {"R16"}
    edit_person(room.session, "P1", {"clearance": "secret"})
    room.entered(key, "P1")
    how(room.session, box)
    assert room.status(key) == "withdrawn"


@way
def test_a_box_with_what_one_may_not_know_of_stays(room: Centre, how: Way) -> None:
    """Whatever it is with that, it is said in the same words by the same rule (R17)."""
    room.file("HIDDEN", container="BOX", home="", security="secret")
    for key in ("P1", "mlee"):
        edit_person(room.session, key, {"clearance": "secret"})
    room.entered("HIDDEN", "P1")
    number = fetched(room, "BOX")
    other = colleague(room.desk, "other")
    told = [("R14", "BOX does not go as it is now.")]
    with pytest.raises(Refused) as refused:
        how(other, number)
    assert reasons(refused) == told
    values = {"title": "Case", "matter": "M", "authority": "A"}
    hold = register(room.session, HOLDS, values).number
    place(room.session, hold, {"on": ["HIDDEN"]})
    reserve(room.session, ["HIDDEN"], "P2")
    with pytest.raises(Refused) as refused:
        how(other, number)
    assert reasons(refused) == told


@way
def test_a_second_session_finds_it_gone(room: Centre, how: Way) -> None:
    number = fetched(room, "F1")
    other = colleague(room.desk, "other")
    close(other, number)
    with pytest.raises(Refused) as refused:
        how(room.session, number)
    assert [rule for rule, _text in reasons(refused)] == ["R35"]
    assert other.visible.one("F1").status == "withdrawn"


def test_a_dry_run_takes_nothing(room: Centre) -> None:
    number = fetched(room, "BOX")
    perform(room.session, acts()["close"], [number], {"outcome": "filled"}, dry_run=True)
    perform(room.session, acts()["hand-over"], [number], {}, dry_run=True)
    assert room.status("BOX") == "waiting"


# --- after it


@pytest.fixture
def gone(room: Centre) -> Centre:
    hand_over(room.session, fetched(room, "BOX"))
    return room


def does_not_come_back(key: str) -> list[tuple[str, str]]:
    return [("R28", f"{key} is withdrawn: it does not come back.")]


def opened_hold(session: Session) -> str:
    about = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}
    hold: Hold = register(session, HOLDS, about)
    return hold.number


ACTS: dict[str, Callable[[Session, str], object]] = {
    "lend": lambda session, key: charge_out(session, [key], "P1"),
    "read": lambda session, key: charge_out(session, [key], "P1", here=True),
    "override": lambda session, key: charge_out_anyway(session, [key], "P1", "the court sits"),
    "return": lambda session, key: return_(session, [key]),
    "found": lambda session, key: found(session, [key]),
    "refile": lambda session, key: refile(session, [key], "L1"),
    "renew": lambda session, key: renew(session, [key]),
    "recall": lambda session, key: recall(session, [key]),
    "reserve": lambda session, key: reserve(session, [key], "P2"),
    "pick": lambda session, key: pick(session, key),
    "put back": lambda session, key: put_back(session, key),
    "missing": lambda session, key: mark_missing(session, key, "not there"),
    "lost": lambda session, key: give_up(session, [key], "not there"),
    "send": lambda session, key: send(session, [key], "L2"),
    "receive": lambda session, key: receive(session, [key]),
    "move": lambda session, key: move(session, [key], {"place": "L2"}),
    "edit": lambda session, key: edit_holding(session, key, {"title": "Other"}),
    "cut off": lambda session, key: perform(session, acts()["cut-off"], [key], {}),
    "classify": lambda session, key: Refused.for_any(
        "", against_classifying(session, session.visible.one(key), {})
    ),
    "index": lambda session, key: Refused.for_any(
        "", against_indexing(session, session.visible.one(key), {})
    ),
    "digitize": lambda session, key: register(session, DIGITIZATIONS, {"record": key}),
    "bring forward": lambda session, key: bring_forward(session, [key], "P2", date(2026, 3, 6)),
    "hold": lambda session, key: place(session, opened_hold(session), {"on": [key]}),
    "freeze": lambda session, key: perform(
        session, acts()["freeze"], [key], {"hold": opened_hold(session)}
    ),
    "access": lambda session, key: grant(session, [key], {"to": "P1", "purpose": "work"}),
    "scan for somebody": lambda session, key: [
        take_scan(session, counter, code) for counter in [Counter()] for code in ("P1", key)
    ],
    "scan into a place": lambda session, key: [
        take_scan(session, counter, code) for counter in [Counter()] for code in ("L1", key)
    ],
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("key", ["BOX", "IN"])
def test_it_comes_back_by_nothing(gone: Centre, act: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        ACTS[act](gone.session, key)
    assert reasons(refused)[:1] == does_not_come_back(key)
    assert {rule for rule, _text in reasons(refused)[1:]} <= {"R37"}  # an override of nothing
    assert refused.value.reasons[0].lifted_by == "a new accession"


@pytest.mark.parametrize("type_", ["loan", "copy", "withdrawal"])
def test_nobody_asks_for_it(gone: Centre, type_: str) -> None:
    with pytest.raises(Refused) as refused:
        intake(gone.session, "P2", ["IN"], type_=type_)
    assert reasons(refused) == does_not_come_back("IN")


def test_nothing_is_put_into_it(gone: Centre) -> None:
    with pytest.raises(Refused) as refused:
        edit_holding(gone.session, "F1", {"container": "BOX"})
    assert reasons(refused) == does_not_come_back("BOX")
    charge_out(gone.session, ["F1"], "P1")
    with pytest.raises(Refused) as refused:
        edit_holding(gone.session, "F1", {"container": "BOX"})
    assert reasons(refused) == does_not_come_back("BOX")


def test_a_scan_alone_shows_it(gone: Centre) -> None:
    done = take_scan(gone.session, Counter(), "IN")
    assert (done.heard, done.next) == (Heard.SHOWN, "IN is withdrawn: it does not come back.")


def test_it_is_told(gone: Centre) -> None:
    for key in ("BOX", "IN"):
        document = Describer(gone.session).document(gone.now(key))
        assert document["status"] == "withdrawn"
        (note,) = left_by(gone.session, gone.now(key))
        assert (note.label, note.text) == ("withdrawn", "by R-1001, on 2026-03-02")
    assert left_by(gone.session, gone.now("F1")) == []
    assert pick_list(gone.session) == []
    assert held(gone.session, "kind") == {"file": [1, 1, 0.0]}
    assert make_report(gone.session, "growth").totals["gone"] == 4


def test_it_is_in_no_disposition(gone: Centre) -> None:
    case = gather(gone.session, gone.now("IN"), dater_of(gone.session))
    assert [(each.rule, each.text) for each in against_disposal(case)] == [
        ("R7", "IN is withdrawn already.")
    ]


def test_no_census_misses_it(gone: Centre) -> None:
    census = start(gone.session, {"scope": "L1"})
    walk(gone.session, census, "L1", "F1")
    assert lists(gone.session, census) == {"found": ["F1"]}
    done = walk(gone.session, census, "L1", "BOX")
    assert "It should not be here, it is withdrawn: File BOX" in str(done)


# --- R7: what stands on a list


@way
@pytest.mark.parametrize("listed", ["F1", "BOX", "IN1"])
def test_nothing_goes_that_stands_on_a_list(centre: Centre, how: Way, listed: str) -> None:
    """It is refused at intake and at its end: whoever asks first has it, and the other waits."""
    out = Out(centre)
    out.goes("F1")
    centre.file("BOX", kind="box", unit="Finance")
    out.goes("IN1", container="BOX")
    asks = "F1" if listed == "F1" else "BOX"
    words = intake(centre.session, "P1", text="all of it", type_="withdrawal").request.number
    number = out.listed(listed)
    told = ("R7", f"{listed} is in {number} already.")
    tries: list[Callable[[], object]] = [
        lambda: intake(centre.session, "P1", [asks], type_="withdrawal"),
        lambda: add_to_request(centre.session, words, [asks]),
    ]
    for ask in tries:
        with pytest.raises(Refused) as refused:
            ask()
        assert told in reasons(refused)
    give_up_transfer(out.session, number, {"reason": "its unit wants it"})
    taken = fetched(centre, asks)
    with pytest.raises(Refused) as refused:
        out.listed(listed)
    assert "R20" in {rule for rule, _text in reasons(refused)} | {"R7"}
    how(centre.session, taken)
    assert centre.status(listed) == "withdrawn"


# --- taken back


@way
def test_it_is_undone(room: Centre, how: Way) -> None:
    before = {key: room.now(key) for key in ("BOX", "INNER", "DEEP", "IN")}
    number = fetched(room, "BOX")
    before["BOX"] = room.now("BOX")
    how(room.session, number)
    undo(room.session)
    assert {key: room.now(key) for key in before} == before
    request = find_request(room.session, number)
    assert (request.status, request.outcome, request.closed) == ("ready", "", "")
    sound(room)
    how(room.session, number)
    assert room.status("DEEP") == "withdrawn"


def test_it_is_not_undone_by_whom_it_would_tell_of_what_they_may_not_know(room: Centre) -> None:
    number = fetched(room, "F1")
    technician = colleague(room.desk, "other")
    close(technician, number)
    with room.session.change("edit holding"):
        document = room.now("F1")
        document.security = document.guard = "secret"
        room.session.save(document)
    with pytest.raises(DeskError):
        undo(technician)
    room.desk.session("mlee")
    assert room.session.get(Holding, document.id) is not None


@pytest.mark.parametrize("taken", [True, False])
def test_its_place_may_be_taken_meanwhile(room: Centre, taken: bool) -> None:
    """R30: one holding a numbered position; it comes back to none that another has."""
    add_place(room.session, {"barcode": "POS", "row": "C1", "bay": "1", "shelf": "1",
                             "position": "7"})  # fmt: skip
    room.file("A", home="POS")
    number = fetched(room, "A")
    close(room.session, number)
    if not taken:
        undo(room.session)
        assert room.status("A") == "waiting"
        return
    other = colleague(room.desk, "other")
    add_holding(other, {"barcode": "B", "title": "B", "kind": "file", "home": "POS"})
    with pytest.raises(Refused) as refused:
        undo(room.session)
    assert [rule for rule, _text in reasons(refused)] == ["R30"]
    assert room.status("A") == "withdrawn"


def test_who_may_not_have_it_any_more_does_not_wait_for_it_again(room: Centre) -> None:
    number = fetched(room, "F1")
    close(room.session, number)
    edit_person(
        colleague(room.desk, "boss", role="supervisor"), "P1", {"valid_until": "2026-03-02"}
    )
    room.clock.forward(days=1)
    with pytest.raises(Refused) as refused:
        undo(room.session)
    assert "R14" in {rule for rule, _text in reasons(refused)}
    assert room.status("F1") == "withdrawn"


def test_its_journal_tells_what_became_of_it(room: Centre) -> None:
    close(room.session, fetched(room, "F1"))
    entry = trail_of(room.session, "F1", 50)
    told = [each.new for each in entry if each.subject.startswith("holdings:") and each.new]
    assert told[-1]["status"] == "withdrawn"
    assert told[-1]["disposed"] == "R-1001"


@way
def test_its_history_says_what_it_was(room: Centre, how: Way) -> None:
    how(room.session, fetched(room, "F1"))
    entries = [e for e in trail_of(room.session, "F1", 50) if e.subject.startswith("holdings:")]
    assert entry_word(entries[-1]) == "withdrawn"
    assert entry_word(entries[-2]) == "set aside"
    undo(room.session)
    entries = [e for e in trail_of(room.session, "F1", 50) if e.subject.startswith("holdings:")]
    assert entry_word(entries[-1]) == "undone"


def test_undo_says_what_it_takes_back(room: Centre) -> None:
    """A withdrawal is one, by whatever act it left; what is no act on a record has a word too."""
    hand_over(room.session, fetched(room, "BOX"))
    assert next_undo(room.session).word == "withdrawn"
    assert "withdrawn" in {each["action"] for each in told_acts(room.session)}
    assert undo(room.session).word == "withdrawn"
    room.file("F2")
    charge_out(room.session, ["F2"], "P1")
    assert undo(room.session).word == "charged out"


@pytest.mark.parametrize("action", ["propose", "amend schedule", "list-boxes", "fixity"])
def test_what_the_journal_calls_an_act_is_said_in_words(action: str) -> None:
    assert action_word(action) != action


def test_a_box_counts_what_is_still_its_own(room: Centre) -> None:
    """Of what left by itself the box counts nothing more; of what left with it its stub does."""
    describer = Describer(room.session)
    assert describer.document(room.now("BOX"))["contents"] == 2
    number = fetched(room, "IN")
    hand_over(room.session, number)
    assert describer.document(room.now("BOX"))["contents"] == 1
    undo(room.session)
    assert describer.document(room.now("BOX"))["contents"] == 2
    close(room.session, number, "cancelled")
    refile(room.session, ["IN"], "BOX")
    hand_over(room.session, fetched(room, "BOX"))
    assert describer.document(room.now("BOX"))["contents"] == 2


def test_its_request_says_nothing_against_itself(room: Centre) -> None:
    """R28 is against lending what goes for good; what else stands against it, is told."""
    number = asked(room, "F1", "BOX")
    against = [item.reasons for item in ticket_of(room, number).items]
    assert against == [[], []]
    place(room.session, opened_hold(room.session), {"on": ["F1"]})
    charge_out(room.session, ["IN"], "P1")
    mark_missing(room.session, "BOX", "not there")
    told = [[each.rule for each in item.reasons] for item in ticket_of(room, number).items]
    assert told == [["R1"], ["R14"]]


def ticket_of(centre: Centre, number: str) -> Ticket:
    return ticket(centre.session, find_request(centre.session, number), gate=True)
