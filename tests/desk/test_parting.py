"""What somebody may not know of in a request goes on without them (R17)."""

from collections.abc import Callable

import pytest

from data import APART
from rmdesk.access.matters import PARTED
from rmdesk.desk.desk import Session
from rmdesk.duties.audit import action_word, latest_entries, trail_of
from rmdesk.duties.capturing import queue_request
from rmdesk.duties.circulation import charge_out, found, return_
from rmdesk.duties.digitized import jobs_of
from rmdesk.duties.ending import close, end_item
from rmdesk.duties.fulfilment import assign, hand_over, make_ready
from rmdesk.duties.intake import add_to_request, intake
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick, put_back
from rmdesk.duties.refiling import refile
from rmdesk.duties.reservation import reservations_of
from rmdesk.duties.reserving import cancel_reservation, reserve
from rmdesk.duties.shift import acts_of_today
from rmdesk.duties.soundness import against_holding, against_request
from rmdesk.duties.ticket import find_request, open_requests
from rmdesk.duties.undo import may_be_undone, undo
from rmdesk.model.errors import DeskError, NotFound, Refused
from rmdesk.model.records import Holding, Request
from tests.desk.conftest import Centre
from tests.staff import colleague

# --- asked for apart, wherever somebody may not know of all


def asked(centre: Centre, number: str) -> list[str]:
    request = find_request(centre.session, number)
    claims = reservations_of(centre.session, request.id)
    return [each.key for c in claims if (each := centre.session.get(Holding, c.holding))]


@pytest.fixture
def guarded(centre: Centre) -> Centre:
    """A1 and A2; S1 and S2, Secret; K1 with a caveat besides: `low` knows of A1 and A2 alone."""
    edit_person(centre.session, "P1", {"clearance": "secret", "caveats": "KITE"})
    for key in ("A1", "A2"):
        centre.file(key)
    for key in ("S1", "S2"):
        centre.file(key, security="secret")
        centre.entered(key, "P1")
    centre.file("K1", security="secret", caveats="KITE")
    centre.entered("K1", "P1")
    colleague(centre.desk, "low")
    return centre


def test_what_is_asked_for_together_is_known_to_the_same(guarded: Centre) -> None:
    made = intake(guarded.session, "P1", ["S1", "A1", "K1", "A2", "S2"], remarks="all of it")
    assert made.request.number == N
    assert [each.holding.key for each in made.items] == ["A1", "A2", "S1", "S2", "K1"]
    numbers = list(dict.fromkeys(each.rpartition(" ")[2] for each in made.next))
    assert [asked(guarded, each) for each in (N, *numbers)] == [["A1", "A2"], ["S1", "S2"], ["K1"]]
    assert [each.partition(" ")[0] for each in made.next] == ["S1", "S2", "K1"]
    assert {len(each) for each in numbers} == {len("R-123456")}
    rest = find_request(guarded.session, numbers[0])
    assert rest.id >= APART > made.request.id
    assert (rest.status, rest.remarks, rest.requester) == (
        "new",
        "all of it",
        made.request.requester,
    )
    sound(guarded)


def test_what_stands_against_each_part_is_told(guarded: Centre) -> None:
    """R40: in their own words, whichever request the record goes by."""
    made = intake(guarded.session, "P2", ["A1", "S1"])
    rules = {each.holding.key: {reason.rule for reason in each.reasons} for each in made.items}
    assert rules == {"A1": set(), "S1": {"R16"}}


def test_all_of_it_is_taken_back_at_once(guarded: Centre) -> None:
    intake(guarded.session, "P1", ["S1", "A1"])
    assert undo(guarded.session).action == "request"
    assert len(guarded.session.store.table(Request.table)) == 0
    sound(guarded)


@pytest.mark.parametrize("away", ["A1", "S1"])
def test_each_waits_for_its_own(guarded: Centre, away: str) -> None:
    mark_missing(guarded.session, away, "gone")
    made = intake(guarded.session, "P1", ["A1", "S1"])
    rest = made.next[0].rpartition(" ")[2]
    waits = {N: away == "A1", rest: away == "S1"}
    for number, waiting in waits.items():
        assert find_request(guarded.session, number).status == ("waiting" if waiting else "new")


@pytest.mark.parametrize(
    ("before", "more", "stay"),
    [(["A1"], ["S1"], ["A1"]), (["A1"], ["A2", "S1"], ["A1", "A2"]), (["S1"], ["S2"], ["S1", "S2"]),
     (["S1"], ["A1"], ["S1"]), (["S1"], ["K1"], ["S1"]), ([], ["S1"], []), ([], ["A1"], ["A1"])],
)  # fmt: skip
def test_what_is_added_goes_apart_too(
    guarded: Centre, before: list[str], more: list[str], stay: list[str]
) -> None:
    number = intake(guarded.session, "P1", before, text="a plan").request.number
    made = add_to_request(guarded.session, number, more)
    assert asked(guarded, number) == stay
    apart = [each for each in more if each not in stay]
    assert {each.holding.key for each in made.items} == {*stay, *apart}
    assert [each.partition(" ")[0] for each in made.next] == apart
    undo(guarded.session)
    assert (asked(guarded, number), len(guarded.session.store.table(Request.table))) == (before, 1)
    sound(guarded)


def test_what_everybody_may_know_of_tells_nothing_of_the_request_it_was_added_to(
    guarded: Centre,
) -> None:
    number = intake(
        guarded.session, "P1", ["S1"], text="the affair", remarks="soon", authority="memo"
    ).request.number
    guarded.clock.forward(days=1)
    made = add_to_request(guarded.session, number, ["A1", "K1"])
    low = guarded.desk.session("low")
    (seen,) = [each.request for each in open_requests(low)]
    assert seen.number == N
    assert (seen.text, seen.authority, seen.remarks) == ("", "", "")
    assert seen.received == guarded.clock().isoformat(timespec="seconds") < seen.due
    kite = find_request(guarded.session, made.next[-1].rpartition(" ")[2])
    assert (kite.text, len(kite.number)) == ("the affair", len("R-123456"))
    sound(guarded)


@pytest.mark.parametrize("own", [True, False])
def test_words_are_not_filled_by_what_is_hidden(guarded: Centre, own: bool) -> None:
    request = intake(guarded.session, "P1", text="a plan").request
    if own:
        reserve(guarded.session, ["S1"], "P1")
    hidden, open_ = charge_out(guarded.session, ["S1", "A1"], "P1", request=request)
    assert "goes on without it" in hidden.next
    assert "goes on without it" not in open_.next
    assert find_request(guarded.session, N).status == "handed-over"  # by A1
    return_(guarded.session, ["A1"])
    assert find_request(guarded.session, N).status == "closed"
    sound(guarded)


def test_words_go_on_where_nothing_else_was_found(guarded: Centre) -> None:
    request = intake(guarded.session, "P1", text="a plan").request
    charge_out(guarded.session, ["S1"], "P1", request=request)
    assert find_request(guarded.session, N).status == "new"
    statuses = sorted(str(e["status"]) for e in guarded.session.store.table(Request.table))
    assert statuses == ["handed-over", "new"]
    sound(guarded)


def test_words_are_filled_where_all_may_know(guarded: Centre) -> None:
    edit_person(guarded.session, "low", {"clearance": "secret"})
    request = intake(guarded.session, "P1", text="a plan").request
    charge_out(guarded.session, ["S1"], "P1", request=request)
    assert find_request(guarded.session, N).status == "handed-over"


@pytest.mark.parametrize(
    ("who", "parts"),
    [({"clearance": "secret"}, False), ({"valid_until": "2020-01-01"}, False),
     ({"clearance": "secret", "clearance_until": "2020-01-01"}, True), ({"login": ""}, False),
     ({}, True)],
)  # fmt: skip
def test_only_who_looks_today_counts(guarded: Centre, who: dict[str, str], parts: bool) -> None:
    edit_person(guarded.session, "low", who)
    made = intake(guarded.session, "P1", ["A1", "S1"])
    assert bool(made.next) == parts
    assert asked(guarded, N) == (["A1"] if parts else ["A1", "S1"])


# --- asked for together, while all knew of all


@pytest.fixture
def mixed(centre: Centre) -> Centre:
    """A1, A2 and what is hidden, S1, are asked for by one request, R-1001."""
    for key in ("P1", "mlee"):
        edit_person(centre.session, key, {"clearance": "secret"})
    for key in ("A1", "A2"):
        centre.file(key)
    centre.file("S1", security="secret")
    centre.entered("S1", "P1")
    intake(centre.session, "P1", ["A1", "S1", "A2"])
    return centre


@pytest.fixture
def low(mixed: Centre) -> Session:
    """A technician who may not know of S1."""
    return colleague(mixed.desk, "low")


N = "R-1001"


def requests(centre: Centre) -> dict[str, tuple[str, list[str]]]:
    """Each request with its status and what it asks for, the number of what was parted aside."""
    told = {}
    for document in centre.session.store.table(Request.table):
        request = Request.from_document(document)
        claims = reservations_of(centre.session, request.id)
        keys = [centre.session.get(Holding, each.holding) for each in claims]
        name = request.number if request.number == N else "rest"
        told[name] = (str(request.status), sorted(each.key for each in keys if each))
    return told


def sound(centre: Centre) -> None:
    for document in centre.session.store.table(Holding.table):
        assert against_holding(centre.session, Holding.from_document(document)) == []
    for document in centre.session.store.table(Request.table):
        assert against_request(centre.session, Request.from_document(document)) == []


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("not-found", "not-found"), ("denied", "denied"), ("cancelled", "cancelled"),
     ("referred", "closed")],
)  # fmt: skip
def test_who_may_not_know_all_ends_what_they_know(
    mixed: Centre, low: Session, outcome: str, status: str
) -> None:
    done = close(low, N, outcome)
    assert (done.request.status, done.request.outcome) == (status, outcome)
    assert [each.holding.key for each in done.items] == ["A1", "A2"]
    assert requests(mixed) == {N: (status, ["A1", "A2"]), "rest": ("new", ["S1"])}
    sound(mixed)


def test_who_may_know_all_ends_all(mixed: Centre) -> None:
    close(mixed.session, N, "not-found")
    assert requests(mixed) == {N: ("not-found", ["A1", "A2", "S1"])}


@pytest.mark.parametrize("aside", [True, False])
def test_who_may_know_all_parts_nothing(mixed: Centre, aside: bool) -> None:
    for key in ("S1", "A1"):
        pick(mixed.session, key)
    if aside:
        make_ready(mixed.session, N)
    assert requests(mixed) == {N: ("picking", ["A1", "A2", "S1"])}


def test_the_rest_is_as_it_was(mixed: Centre, low: Session) -> None:
    before = find_request(mixed.session, N)
    close(low, N, "cancelled")
    (rest,) = [each.request for each in open_requests(mixed.session)]
    assert rest.number.startswith("R-")
    assert len(rest.number) == len("R-123456")
    assert rest.id >= APART
    same = "requester", "requester_id", "received", "due", "priority", "rank", "type", "unit"
    assert [getattr(rest, name) for name in same] == [getattr(before, name) for name in same]
    assert open_requests(low) == []
    with pytest.raises(NotFound):
        find_request(low, rest.number)
    pick(mixed.session, "S1")
    assert hand_over(mixed.session, rest.number).request.status == "handed-over"
    sound(mixed)


def test_nothing_is_parted_while_all_stand_alike(mixed: Centre, low: Session) -> None:
    pick(low, "A1")
    assert requests(mixed) == {N: ("picking", ["A1", "A2", "S1"])}
    end_item(low, N, ["A1"], "not-found")
    assert requests(mixed) == {N: ("assigned", ["A1", "A2", "S1"])}
    assign(low, N)
    assert requests(mixed) == {N: ("assigned", ["A1", "A2", "S1"])}


Step = Callable[[Session], object]
STEPS: dict[str, tuple[list[Step], str]] = {
    "set aside": ([lambda s: make_ready(s, N, ["A1", "A2"])], "ready"),
    "handed over": (
        [lambda s: make_ready(s, N, ["A1", "A2"]), lambda s: hand_over(s, N)],
        "handed-over",
    ),
    "lent at the line": ([lambda s: charge_out(s, ["A1", "A2"], "P1")], "handed-over"),
    "back": ([lambda s: charge_out(s, ["A1", "A2"], "P1"), lambda s: return_(s, ["A1", "A2"])],
             "closed"),
    "given up": ([lambda s: cancel_reservation(s, ["A1", "A2"], "P1")], "cancelled"),
    "one by one": (
        [lambda s: end_item(s, N, ["A1"], "denied"), lambda s: end_item(s, N, ["A2"], "denied")],
        "denied",
    ),
    "missing": ([lambda s: mark_missing(s, "A1", "gone"), lambda s: close(s, N, "not-found")],
                "not-found"),
    "partly": ([lambda s: charge_out(s, ["A1"], "P1"), lambda s: close(s, N, "partly")],
               "closed"),
}  # fmt: skip


@pytest.mark.parametrize("way", STEPS)
def test_each_way_to_its_end(mixed: Centre, low: Session, way: str) -> None:
    steps, status = STEPS[way]
    for step in steps:
        mixed.clock.forward(seconds=5)
        step(low)
    assert requests(mixed) == {N: (status, ["A1", "A2"]), "rest": ("new", ["S1"])}
    sound(mixed)


@pytest.mark.parametrize("way", ["put back", "found"])
def test_what_is_given_back_is_so_for_what_is_known(mixed: Centre, low: Session, way: str) -> None:
    make_ready(low, N, ["A1", "A2"])
    for key in ("A1", "A2"):
        if way == "put back":
            put_back(low, key)
            refile(low, [key], "L1")
        else:
            mark_missing(low, key, "gone")
            found(low, [key])
    now = find_request(low, N)
    assert now.status == ("assigned" if way == "put back" else "ready")
    assert requests(mixed)["rest"][1] == ["S1"]
    sound(mixed)


# --- where the rest was further already


def test_what_is_hidden_and_out_is_out_by_the_rest(mixed: Centre, low: Session) -> None:
    charge_out(mixed.session, ["S1"], "P1")
    done = close(low, N, "not-found")
    assert (done.request.status, done.request.outcome) == ("not-found", "not-found")
    assert requests(mixed) == {N: ("not-found", ["A1", "A2"]), "rest": ("handed-over", ["S1"])}
    return_(mixed.session, ["S1"])
    assert requests(mixed)["rest"][0] == "closed"
    sound(mixed)


def test_in_part_counts_what_one_knows_of(mixed: Centre, low: Session) -> None:
    charge_out(mixed.session, ["S1"], "P1")
    with pytest.raises(Refused) as refused:
        close(low, N, "partly")
    assert [each.rule for each in refused.value.reasons] == ["R39"]
    assert close(mixed.session, N, "partly").request.outcome == "partly"


def test_the_last_of_what_one_knows_of_that_came_back_ends_it(mixed: Centre, low: Session) -> None:
    charge_out(mixed.session, ["A1", "S1", "A2"], "P1")
    return_(low, ["A1"])
    assert requests(mixed) == {N: ("handed-over", ["A1", "A2", "S1"])}
    return_(low, ["A2"])
    assert requests(mixed) == {N: ("closed", ["A1", "A2"]), "rest": ("handed-over", ["S1"])}
    assert find_request(low, N).outcome == "filled"
    return_(mixed.session, ["S1"])
    assert requests(mixed)["rest"][0] == "closed"
    sound(mixed)


def test_what_ended_otherwise_for_the_hidden_is_not_told(mixed: Centre, low: Session) -> None:
    end_item(mixed.session, N, ["S1"], "denied")
    charge_out(low, ["A1", "A2"], "P1")
    assert find_request(low, N).outcome == "filled"
    assert requests(mixed) == {N: ("handed-over", ["A1", "A2"]), "rest": ("denied", ["S1"])}


def test_what_nothing_is_left_of_but_the_hidden_is_closed(mixed: Centre, low: Session) -> None:
    for key in ("A1", "A2"):
        end_item(mixed.session, N, [key], "denied")
    assert requests(mixed) == {N: ("new", ["A1", "A2", "S1"])}
    done = close(low, N, "cancelled")
    assert (done.request.status, done.request.outcome) == ("denied", "denied")
    assert requests(mixed)["rest"] == ("new", ["S1"])
    sound(mixed)


# --- taken back, and told


def test_who_ended_it_takes_that_back(mixed: Centre, low: Session) -> None:
    close(low, N, "not-found")
    assert undo(low).action == "close"
    assert requests(mixed) == {N: ("new", ["A1", "A2"]), "rest": ("new", ["S1"])}
    sound(mixed)
    assert close(low, N, "not-found").request.status == "not-found"


def test_it_is_among_the_acts_of_today(mixed: Centre, low: Session) -> None:
    close(low, N, "not-found")
    ((number, act),) = acts_of_today(low)
    assert (number, may_be_undone(act)) == (1, True)
    rest = next(each.request for each in open_requests(mixed.session))
    assert f"requests:{rest.id}" not in {each.subject for each in act}
    assert undo(low, act[0].act).action == "close"


def test_what_was_parted_is_taken_back_by_nobody(mixed: Centre, low: Session) -> None:
    close(low, N, "not-found")
    edit_person(mixed.session, "low", {"clearance": "secret"})
    undo(low)
    assert requests(mixed)["rest"] == ("new", ["S1"])
    with pytest.raises(DeskError, match="Nothing to undo"):
        undo(low)


def test_the_officer_is_told_and_who_may_know_reads_of_it(mixed: Centre, low: Session) -> None:
    close(low, N, "not-found")
    number = next(each.request for each in open_requests(mixed.session)).number
    officer = colleague(mixed.desk, "officer", role="security officer", clearance="secret")
    parted = [e for e in latest_entries(officer, 99, security=True) if e.action == PARTED]
    assert [(each.actor, each.new) for each in parted] == [("low", {"number": number, "of": N})]
    assert action_word(PARTED) == "goes on by itself"
    knows = colleague(mixed.desk, "knows", clearance="secret")
    assert PARTED in {each.action for each in trail_of(knows, number, 50)}
    without = colleague(mixed.desk, "without", role="security officer")
    for session in (low, without):
        assert PARTED not in {each.action for each in latest_entries(session, 99)}
    assert PARTED not in {e.action for e in latest_entries(without, 99, security=True)}


def test_a_job_of_scanning_goes_with_it(centre: Centre) -> None:
    for key in ("P1", "mlee"):
        edit_person(centre.session, key, {"clearance": "secret"})
    centre.file("A1")
    centre.file("S1", security="secret")
    centre.entered("S1", "P1")
    intake(centre.session, "P1", ["A1", "S1"], type_="scan")
    queue_request(centre.session, N, {})
    close(colleague(centre.desk, "low"), N, "cancelled")
    rest = next(each.request for each in open_requests(centre.session))
    jobs = {key: jobs_of(centre.session, centre.now(key))[0].request for key in ("A1", "S1")}
    assert jobs == {"A1": N, "S1": rest.number}
