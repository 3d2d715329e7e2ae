"""Legal holds (R1): placed, told, lifted; what is under one is not altered and does not leave."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rmdesk import duties
from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.listing import listed
from rmdesk.desk.registering import amend, found, register
from rmdesk.duties.audit import trail_of
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.circulation import found as found_again
from rmdesk.duties.covered import covered_rows, holds_rows
from rmdesk.duties.describe import Describer
from rmdesk.duties.held import Coverage, Hold, against_altering, against_removing, holds_on
from rmdesk.duties.hold import HOLDS, ask_again, lift, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import add_to_request, close, hand_over, intake
from rmdesk.duties.search import search
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.errors import BadInput, DeskError, NotFound, Refused
from rmdesk.model.records import Holding, SchemeClass
from tests.desk.conftest import Centre
from tests.staff import colleague

ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal Services"}


def opened(session: Session, **more: str) -> str:
    hold: Hold = register(session, HOLDS, {**ABOUT, **more})
    return hold.number


def numbers(centre: Centre, key: str) -> list[str]:
    return [each.number for each in holds_on(centre.session, centre.now(key))]


def rules(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {each.rule for each in refusal.value.reasons}


@pytest.fixture
def technician(centre: Centre) -> Session:
    """May know of everything, and is no supervisor."""
    values = {"name": "T", "login": "tech", "role": "technician", "clearance": "top secret"}
    add_person(centre.session, {**values, "caveats": ["*"]})
    return centre.desk.session("tech")


@pytest.fixture
def shelf(centre: Centre) -> Centre:
    """A box in a box with a file, and files of a class, of a class below it, and of a unit."""
    with centre.session.change("import"):
        for code, parent in (("10", ""), ("10-2", "10"), ("11", "")):
            centre.session.save(SchemeClass(code=code, parent=parent, title=f"Class {code}"))
    centre.file("BOX", kind="box")
    centre.file("INNER", kind="box", container="BOX")
    centre.file("FILE", container="INNER")
    centre.file("CLASSED", class_="")
    edit_holding(centre.session, "CLASSED", {"class": "10-2"})
    centre.file("OWNED", unit="Finance")
    centre.file("FREE")
    return centre


# --- opening one


def test_a_hold_gets_its_number_and_its_day(centre: Centre) -> None:
    assert [opened(centre.session) for _n in range(2)] == ["H-2026-0001", "H-2026-0002"]
    hold = found(centre.session, HOLDS, "h-2026-0002")
    assert (hold.starts, hold.opened_by, hold.opened[:10]) == ("2026-03-02", "mlee", "2026-03-02")
    opened(centre.session, starts="2026-05-01", review="2026-05-01")  # looked at as it starts
    centre.clock.forward(days=365)
    assert opened(centre.session) == "H-2027-0001"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"authority": ""}, "authority"),
        ({"title": ""}, "title"),
        ({"starts": "2026-05-01", "review": "2026-04-30"}, "review"),
    ],
)
def test_a_hold_that_is_not_whole_is_not_kept(
    centre: Centre, values: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        opened(centre.session, **values)
    assert refusal.value.field_name == field
    assert listed(centre.session, HOLDS, {}, 9) == []


def test_only_a_supervisor_opens_amends_places_and_lifts_r37(
    shelf: Centre, technician: Session
) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, {"on": ["FREE"]})
    tries: list[Callable[[], object]] = [
        lambda: register(technician, HOLDS, ABOUT),
        lambda: amend(technician, HOLDS, number, {"title": "x"}),
        lambda: perform(technician, duties.acts()["place"], [number], {"on": ["FILE"]}),
        lambda: perform(technician, duties.acts()["lift"], [number], {"reason": "x"}),
        lambda: perform(technician, duties.acts()["freeze"], ["FILE"], {"hold": number}),
        lambda: perform(technician, duties.acts()["unfreeze"], ["FREE"], {"reason": "x"}),
    ]
    for attempt in tries:
        with pytest.raises(Refused) as refusal:
            attempt()
        assert rules(refusal) == {"R37"}
    assert numbers(shelf, "FREE") == [number]
    assert numbers(shelf, "FILE") == []


# --- what is under it


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({"on": ["FILE"]}, {"FILE"}),
        ({"on": ["INNER"]}, {"INNER", "FILE"}),
        ({"on": ["BOX"]}, {"BOX", "INNER", "FILE"}),
        ({"on": ["BOX", "FREE", "FREE"]}, {"BOX", "INNER", "FILE", "FREE"}),
        ({"class_": "10-2"}, {"CLASSED"}),
        ({"class_": "10"}, {"CLASSED"}),
        ({"class_": "11"}, set()),
        ({"unit": "Finance"}, {"OWNED"}),
        ({"unit": "Finance", "on": ["FREE"]}, {"OWNED", "FREE"}),
        ({"search": "FREE OR CLASSED"}, {"FREE", "CLASSED"}),
    ],
)
def test_what_is_under_a_hold(shelf: Centre, given: dict[str, object], held: set[str]) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, given)
    every = {"BOX", "INNER", "FILE", "CLASSED", "OWNED", "FREE"}
    assert {key for key in every if numbers(shelf, key)} == held
    for key in every:
        if key in held:
            with pytest.raises(Refused) as refusal:
                edit_holding(shelf.session, key, {"title": "altered"})
            (reason,) = refusal.value.reasons
            assert (reason.rule, number in reason.text, "ACME v. Crown" in reason.text) == (
                "R1", True, True,
            )  # fmt: skip
            assert number in reason.lifted_by
            assert shelf.now(key).title == f"File {key}"
        else:
            assert edit_holding(shelf.session, key, {"title": "altered"}).title == "altered"


def test_what_comes_into_a_held_box_class_or_unit_is_held_from_then(shelf: Centre) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, {"on": ["BOX"], "unit": "Finance", "class_": "10"})
    for field, value in (("container", "BOX"), ("unit", "Finance"), ("class", "10-2")):
        key = f"NEW-{field}"
        shelf.file(key)
        edit_holding(shelf.session, key, {field: value})
        assert numbers(shelf, key) == [number]
        with pytest.raises(Refused):
            edit_holding(shelf.session, key, {field: ""})
    add_holding(shelf.session, {"title": "new", "barcode": "N1", "container": "BOX"})
    assert numbers(shelf, "N1") == [number]


def test_a_circle_of_classes_ends(shelf: Centre) -> None:
    with shelf.session.change("import"):
        shelf.session.save(SchemeClass(code="A", parent="B"))
        shelf.session.save(SchemeClass(code="B", parent="A"))
    edit_holding(shelf.session, "FREE", {"class": "A"})
    number = opened(shelf.session)
    place(shelf.session, number, {"class_": "B"})
    assert numbers(shelf, "FREE") == [number]


@pytest.mark.parametrize("given", [{}, {"on": []}, {"search": "nothing at all"}])
def test_nothing_named_is_nothing_placed(shelf: Centre, given: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        place(shelf.session, opened(shelf.session), given)


@pytest.mark.parametrize("words", ["brigde", "bridge unicorn", "unicorn"])
def test_what_is_only_near_to_words_is_not_placed(shelf: Centre, words: str) -> None:
    for key in ("B1", "B2"):
        shelf.file(key, title=f"Harbour bridge {key}")
    number = opened(shelf.session)
    with pytest.raises(BadInput, match="Nothing found"):
        place(shelf.session, number, {"search": words})
    place(shelf.session, number, {"search": "bridge"})
    assert numbers(shelf, "B1") == numbers(shelf, "B2") == [number]


def test_more_than_is_shown_at_once_is_not_placed_in_part(
    shelf: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rmdesk.duties.covering.MOST", 2)
    number = opened(shelf.session)
    with pytest.raises(BadInput, match="Not to be counted"):
        place(shelf.session, number, {"search": "file"})
    monkeypatch.setattr("rmdesk.duties.covering.MOST", 1)
    place(shelf.session, number, {"search": "free"})
    assert numbers(shelf, "FREE") == [number]


@pytest.mark.parametrize("given", [{"on": ["NONE"]}, {"class_": "99"}, {"unit": "Nobody"}])
def test_what_is_not_there_is_not_placed(shelf: Centre, given: dict[str, object]) -> None:
    number = opened(shelf.session)
    with pytest.raises(NotFound):
        place(shelf.session, number, {"on": ["FREE"], **given})
    assert numbers(shelf, "FREE") == []


def test_a_class_that_only_records_carry_is_held_by_its_code(shelf: Centre) -> None:
    edit_holding(shelf.session, "FREE", {"class": "X-1"})
    number = opened(shelf.session)
    place(shelf.session, number, {"class_": "X-1"})
    assert numbers(shelf, "FREE") == [number]


def test_placing_twice_changes_nothing(shelf: Centre) -> None:
    number = opened(shelf.session)
    for _n in range(2):
        place(shelf.session, number, {"on": ["FREE"], "class_": "10", "unit": "Finance"})
    assert len(shelf.session.store.table(Coverage.table)) == 3


# --- lifting


def test_a_record_is_free_only_when_every_hold_is_lifted(shelf: Centre) -> None:
    first, second = opened(shelf.session), opened(shelf.session)
    place(shelf.session, first, {"on": ["FILE"]})
    place(shelf.session, second, {"on": ["BOX"]})
    with pytest.raises(Refused) as refusal:
        edit_holding(shelf.session, "FILE", {"notes": "x"})
    assert len(refusal.value.reasons) == 2
    lift(shelf.session, first, {"reason": "settled"})
    assert numbers(shelf, "FILE") == [second]
    with pytest.raises(Refused):
        edit_holding(shelf.session, "FILE", {"notes": "x"})
    lift(shelf.session, second, {"reason": "settled"})
    assert edit_holding(shelf.session, "FILE", {"notes": "x"}).notes == "x"


def test_a_hold_is_lifted_from_some_and_stays_on_the_others(shelf: Centre) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, {"on": ["FREE", "OWNED"]})
    lift(shelf.session, number, {"on": ["FREE"], "reason": "not concerned"})
    assert (numbers(shelf, "FREE"), numbers(shelf, "OWNED")) == ([], [number])
    place(shelf.session, number, {"on": ["FREE"]})
    assert numbers(shelf, "FREE") == [number]
    lift(shelf.session, number, {"reason": "settled"})
    hold = found(shelf.session, HOLDS, number)
    assert (hold.lifted_for, hold.lifted_by, hold.lifted[:10]) == ("settled", "mlee", "2026-03-02")
    assert HOLDS.told(shelf.session, hold)["count"] == 0
    rows = HOLDS.parts(shelf.session, hold)["covers"] if HOLDS.parts else ()
    assert [row["lifted_for"] for row in rows] == ["not concerned", "settled", "settled"]


def test_what_is_lifted_stays_as_it_is_r35(shelf: Centre) -> None:
    number = opened(shelf.session)
    lift(shelf.session, number, {"reason": "by mistake"})
    for attempt in (
        lambda: place(shelf.session, number, {"on": ["FREE"]}),
        lambda: lift(shelf.session, number, {"reason": "again"}),
        lambda: amend(shelf.session, HOLDS, number, {"title": "x"}),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert rules(refusal) == {"R35"}


@pytest.mark.parametrize("why", [{}, {"reason": ""}, {"reason": "  "}])
def test_a_hold_is_lifted_with_a_reason(shelf: Centre, why: dict[str, str]) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, {"on": ["FREE"]})
    for attempt in (
        lambda: lift(shelf.session, number, why),
        lambda: perform(shelf.session, duties.acts()["unfreeze"], ["FREE"], why),
    ):
        with pytest.raises(BadInput) as refusal:
            attempt()
        assert refusal.value.field_name == "reason"
    assert numbers(shelf, "FREE") == [number]


def test_what_is_under_it_by_its_box_is_not_lifted_by_itself(shelf: Centre) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, {"on": ["BOX"]})
    with pytest.raises(Refused, match="not placed on FILE itself") as refusal:
        lift(shelf.session, number, {"on": ["FILE"], "reason": "x"})
    assert rules(refusal) == {"R1"}
    with pytest.raises(Refused, match="no hold of its own"):
        perform(shelf.session, duties.acts()["unfreeze"], ["FILE"], {"reason": "x"})


def test_from_the_record_itself(shelf: Centre) -> None:
    first, second = opened(shelf.session), opened(shelf.session)
    freeze, unfreeze = duties.acts()["freeze"], duties.acts()["unfreeze"]
    assert freeze.reasons_against(shelf.session, shelf.now("FREE"), {}) == []
    lifted = opened(shelf.session)
    lift(shelf.session, lifted, {"reason": "settled"})
    assert freeze.reasons_against(shelf.session, shelf.now("FREE"), {"hold": lifted})
    for number in (first, second):
        (done,) = perform(shelf.session, freeze, ["FREE"], {"hold": number})
        assert done.next == f"under {number}"
    with pytest.raises(Refused, match=f"several: {first}, {second}"):
        perform(shelf.session, unfreeze, ["FREE"], {"reason": "x"})
    (done,) = perform(shelf.session, unfreeze, ["FREE"], {"reason": "x", "hold": first})
    assert done.next == f"still under {second}"
    (done,) = perform(shelf.session, unfreeze, ["FREE"], {"reason": "x"})
    assert (done.next, numbers(shelf, "FREE")) == ("", [])


# --- what it forbids, and what not


@pytest.mark.parametrize(
    ("type_", "key", "refused"),
    [
        ("withdrawal", "FILE", True),
        ("withdrawal", "INNER", True),
        ("withdrawal", "BOX", True),
        ("withdrawal", "FREE", False),
        ("interfile", "FILE", True),
        ("interfile", "BOX", False),
        ("loan", "FILE", False),
        ("consult", "FILE", False),
        ("copy", "FILE", False),
        ("scan", "FILE", False),
        ("research", "FILE", False),
    ],
)
def test_a_request_that_would_alter_is_refused_at_intake(
    shelf: Centre, type_: str, key: str, refused: bool
) -> None:
    place(shelf.session, opened(shelf.session), {"on": ["FILE"]})
    words = intake(shelf.session, "P1", text="anything", type_=type_).request
    asks: list[Callable[[], object]] = [
        lambda: add_to_request(shelf.session, words.number, [key]),
        lambda: intake(shelf.session, "P2", [key], type_=type_),
    ]
    for ask in asks:
        if not refused:
            ask()
            continue
        with pytest.raises(Refused) as refusal:
            ask()
        assert rules(refusal) == {"R1"}


@pytest.mark.parametrize("type_", ["withdrawal", "interfile"])
@pytest.mark.parametrize("outcome", ["filled", "partly"])
def test_what_was_asked_for_before_is_refused_when_it_is_done(
    shelf: Centre, type_: str, outcome: str
) -> None:
    number = intake(shelf.session, "P1", ["FREE"], type_=type_).request.number
    pick(shelf.session, "FREE")
    hold = opened(shelf.session)
    place(shelf.session, hold, {"on": ["FREE"]})
    for act, given in (("hand-over", {}), ("close", {"outcome": outcome})):
        with pytest.raises(Refused) as refusal:
            perform(shelf.session, duties.acts()[act], [number], given)
        never_lent = act == "hand-over" and type_ == "interfile"
        assert rules(refusal) == {"R1", *({"R39"} if never_lent else ())}
    request = intake(shelf.session, "P2", ["OWNED"], type_=type_).request
    place(shelf.session, hold, {"on": ["OWNED"]})
    with pytest.raises(Refused, match=hold):
        charge_out(shelf.session, ["OWNED"], "P2", request=request)
    lift(shelf.session, hold, {"reason": "settled"})
    assert close(shelf.session, number, outcome).request.outcome == "filled"


def test_a_request_can_still_be_cancelled(shelf: Centre) -> None:
    number = intake(shelf.session, "P1", ["FREE"], type_="withdrawal").request.number
    pick(shelf.session, "FREE")
    place(shelf.session, opened(shelf.session), {"on": ["FREE"]})
    assert close(shelf.session, number, "cancelled").request.outcome == "cancelled"


def test_what_is_held_is_lent_and_comes_home(shelf: Centre) -> None:
    place(shelf.session, opened(shelf.session), {"on": ["FREE"]})
    charge_out(shelf.session, ["FREE"], "P1")
    return_(shelf.session, ["FREE"])
    refile(shelf.session, ["FREE"], "L1")
    assert shelf.status("FREE") == "in"
    edit_person(shelf.session, "P1", {"phone": "555"})


@pytest.mark.parametrize("key", ["FREE", "FILE"])
@pytest.mark.parametrize("field", ["notes", "title"])
def test_a_technician_undoes_no_amendment_of_what_is_held_since(
    shelf: Centre, technician: Session, key: str, field: str
) -> None:
    edit_holding(technician, key, {field: "x"})
    place(shelf.session, opened(shelf.session), {"on": [key]})
    with pytest.raises(Refused) as refusal:
        undo(technician)
    assert rules(refusal) == {"R1"}
    assert getattr(shelf.now(key), field) == "x"


def test_a_loan_of_what_is_held_since_can_be_undone(shelf: Centre, technician: Session) -> None:
    charge_out(technician, ["FREE"], "P1")
    place(shelf.session, opened(shelf.session), {"unit": "Finance"})
    place(shelf.session, opened(shelf.session), {"on": ["FILE"]})
    assert undo(technician).action == "charge-out"


@pytest.mark.parametrize("key", ["FREE", "BOX"])
@pytest.mark.parametrize("held_first", [False, True])
def test_what_is_held_is_given_back_where_it_was(
    shelf: Centre, technician: Session, key: str, held_first: bool
) -> None:
    """R1: lending, returning and filing alter nothing, nor does it to take them back."""
    handled: tuple[Callable[[], object], ...] = (
        lambda: charge_out(technician, [key], "P1"),
        lambda: return_(technician, [key]),
        lambda: refile(technician, [key], "L1"),
        lambda: mark_missing(technician, key, "not there"),
        lambda: found_again(technician, [key]),
    )
    if held_first:
        place(shelf.session, opened(shelf.session), {"on": [key]})
    states = [shelf.status(key)]
    for does in handled:
        does()
        states.append(shelf.status(key))
    if not held_first:
        place(shelf.session, opened(shelf.session), {"on": [key]})
    for before in reversed(states[:-1]):
        undo(technician)
        assert shelf.status(key) == before


def test_placing_and_lifting_are_undone(shelf: Centre) -> None:
    number = opened(shelf.session)
    perform(shelf.session, duties.acts()["place"], [number], {"on": ["BOX"]})
    perform(shelf.session, duties.acts()["lift"], [number], {"reason": "x"})
    assert undo(shelf.session).action == "lift"
    assert numbers(shelf, "FILE") == [number]
    assert undo(shelf.session).action == "place"
    assert numbers(shelf, "FILE") == []
    assert undo(shelf.session).action == "add hold"
    assert listed(shelf.session, HOLDS, {}, 9) == []


# --- what is told, and to whom


def test_it_is_told_wherever_the_record_is(shelf: Centre) -> None:
    number = opened(shelf.session)
    told = {"number": number, "title": "ACME", "matter": "ACME v. Crown"}
    place(shelf.session, number, {"on": ["BOX"]})
    describer = Describer(shelf.session)
    for key in ("BOX", "FILE"):
        assert describer.document(shelf.now(key))["holds"] == [told]
        assert describer.hit(shelf.now(key))["holds"] == [told]
    assert describer.document(shelf.now("FREE"))["holds"] == []


def test_the_log_tells_it_of_the_record_and_of_the_hold(shelf: Centre) -> None:
    number = opened(shelf.session)
    given = {"on": ["FREE"], "reason": "notice"}
    perform(shelf.session, duties.acts()["place"], [number], given)
    perform(shelf.session, duties.acts()["unfreeze"], ["FREE"], {"reason": "settled"})
    for key in ("FREE", number):
        told = [(each.action, each.reason) for each in trail_of(shelf.session, key, 50)]
        assert told[-2:] == [("place", "notice"), ("lift", "settled")]


@pytest.fixture
def secret(shelf: Centre) -> Session:
    """An uncleared technician; a hidden file, a hidden box with an open file, a hidden class."""
    shelf.file("SECRET", security="secret")
    shelf.file("SBOX", kind="box", security="secret")
    shelf.file("SEEN", container="SBOX")
    with shelf.session.change("import"):
        shelf.session.save(SchemeClass(code="S", title="Spies", security="secret"))
    return colleague(shelf.desk, "visitor")


def test_a_hold_on_what_one_may_not_know_of_is_hidden_r17(shelf: Centre, secret: Session) -> None:
    by_file, by_class = opened(shelf.session), opened(shelf.session, title="Kestrel")
    place(shelf.session, by_file, {"on": ["SECRET"]})
    place(shelf.session, by_class, {"class_": "S"})
    mixed = opened(shelf.session)
    place(shelf.session, mixed, {"on": ["SECRET", "SBOX", "FREE"], "class_": "S"})
    assert [each.number for each in listed(secret, HOLDS, {}, 9)] == [mixed]
    for number in (by_file, by_class):
        with pytest.raises(NotFound):
            found(secret, HOLDS, number)
        with pytest.raises(NotFound):
            trail_of(secret, number, 50)
    hold = found(secret, HOLDS, mixed)
    assert HOLDS.told(secret, hold)["count"] == 1
    assert HOLDS.told(shelf.session, hold)["count"] == 4
    rows = HOLDS.parts(secret, hold)["covers"] if HOLDS.parts else ()
    assert [row["on"] for row in rows] == ["FREE"]
    assert secret.visible.count_in(Coverage.table) == 1
    assert "Kestrel" not in str(trail_of(secret, mixed, 50))


def test_a_hold_through_a_hidden_box_refuses_and_names_nothing(
    shelf: Centre, secret: Session
) -> None:
    number = opened(shelf.session)
    place(shelf.session, number, {"on": ["SBOX"]})
    (reason,) = against_altering(secret, shelf.now("SEEN"))
    assert (reason.rule, reason.text) == ("R1", "SEEN is under a hold.")
    with pytest.raises(Refused):
        edit_holding(secret, "SEEN", {"notes": "x"})
    assert Describer(secret).document(shelf.now("SEEN"))["holds"] == []


def test_a_hidden_content_keeps_its_box_here_unnamed(shelf: Centre, secret: Session) -> None:
    shelf.file("HIDDEN", container="BOX", security="secret")
    place(shelf.session, opened(shelf.session), {"on": ["HIDDEN"]})
    (reason,) = against_removing(secret, shelf.now("BOX"))
    assert (reason.rule, reason.text) == ("R14", "BOX does not go as it is now.")
    assert against_removing(secret, shelf.now("INNER")) == []


def test_a_hidden_class_is_placed_by_nobody_uncleared(shelf: Centre, secret: Session) -> None:
    number = opened(shelf.session)
    for code in ("S", "none"):
        with pytest.raises(NotFound) as refusal:
            place(secret, number, {"class_": code})
        assert str(refusal.value) == str(NotFound.key("class", code))


def test_all_of_it_is_served_by_an_index(shelf: Centre) -> None:
    session = shelf.session
    number = opened(session)
    place(session, number, {"on": ["BOX"], "class_": "10", "unit": "Finance", "search": "FREE"})
    hold = found(session, HOLDS, number)
    assert HOLDS.parts is not None
    HOLDS.parts(session, hold)
    for key in ("FILE", "CLASSED", "OWNED", "FREE"):
        against_removing(session, shelf.now(key))
        Describer(session).hit(shelf.now(key))
    lift(session, number, {"on": ["BOX"], "reason": "x"})
    lift(session, number, {"reason": "x"})
    listed(colleague(shelf.desk, "visitor"), HOLDS, {}, 9)
    assert dict(session.store.scans) == {}


def test_a_new_record_is_nobodys_alteration(shelf: Centre) -> None:
    place(shelf.session, opened(shelf.session), {"unit": "Finance"})
    assert against_altering(shelf.session, Holding(title="new", unit="Finance")) == []
    assert shelf.file("NEW", unit="Finance").unit == "Finance"


def test_a_file_brings_no_change_to_what_is_held(shelf: Centre, tmp_path: Path) -> None:
    place(shelf.session, opened(shelf.session), {"on": ["FREE"]})
    rows = tmp_path / "rows.csv"
    rows.write_text("barcode,title,notes\nFREE,File FREE,x\nOWNED,File OWNED,y\n", "utf-8")
    report = import_file(shelf.session, "holdings", rows, skip_bad=True)
    ((row, field, why),) = [(each.row, each.field, each.reason) for each in report.refused]
    assert (row, field, "H-2026-0001" in why, "(R1)" in why) == (2, "notes", True, True)
    assert (shelf.now("FREE").notes, shelf.now("OWNED").notes) == ("", "y")
    rows.write_text("barcode,title\nFREE,File FREE\n", "utf-8")
    assert import_file(shelf.session, "holdings", rows).unchanged == 1


# --- a hold with a level: known from the first to who is cleared for it (R17)


def test_a_hold_with_a_level_is_numbered_apart_and_told_to_nobody_else(
    centre: Centre, technician: Session
) -> None:
    boss = colleague(centre.desk, "boss", role="supervisor")  # of no clearance
    first = opened(centre.session)
    hidden = opened(centre.session, title="Kestrel", security="secret")
    assert first == "H-2026-0001"
    assert len(hidden.rpartition("-")[2]) == 6
    assert opened(centre.session) == "H-2026-0002", "no gap"
    assert [each.number for each in listed(technician, HOLDS, {}, 9)] == [
        first, "H-2026-0002", hidden
    ]  # fmt: skip
    assert [each.number for each in listed(boss, HOLDS, {}, 9)] == [first, "H-2026-0002"]
    with pytest.raises(NotFound):
        found(boss, HOLDS, hidden)
    told = str([each.new for each in boss.journal.entries(centre.desk.store.journal.latest(99))])
    assert "Kestrel" not in told
    centre.file("A1")
    place(centre.session, hidden, {"on": ["A1"], "reason": "asked"})
    with pytest.raises(Refused) as refused:
        edit_holding(boss, "A1", {"title": "x"})
    assert hidden not in str(refused.value)
    assert "Kestrel" not in str(refused.value)
    assert "a supervisor who may know of it" in {each.lifted_by for each in refused.value.reasons}
    document = Describer(boss).document(boss.visible.one("A1"))
    assert hidden not in str(document)


@pytest.mark.parametrize(("was", "said", "rule"), [
    ("", "top secret", "R16"), ("secret", "", None), ("", "protected a", None),
])  # fmt: skip
def test_the_level_of_a_hold_is_given_by_who_is_cleared_and_lowered_by_the_officer(
    centre: Centre, was: str, said: str, rule: str | None
) -> None:
    number = opened(centre.session, security=was)
    boss = colleague(centre.desk, "boss", role="supervisor", clearance="secret")
    if rule is None and was:
        rule = "R37"
    if rule is None:
        amend(boss, HOLDS, number, {"security": said})
        return
    with pytest.raises(Refused) as refused:
        amend(boss, HOLDS, number, {"security": said})
    assert rules(refused) == {rule}
    amend(centre.session, HOLDS, number, {"security": said})


def test_a_hold_raised_above_oneself_is_gone_at_once_and_stays_in_force(centre: Centre) -> None:
    number = opened(centre.session)
    boss = colleague(centre.desk, "boss", role="supervisor")
    centre.file("A1")
    place(boss, number, {"on": ["A1"], "reason": "asked"})
    amend(centre.session, HOLDS, number, {"security": "secret"})
    with pytest.raises(NotFound):
        lift(boss, number, {"reason": "over"})
    with pytest.raises(DeskError):
        undo(boss)
    assert numbers(centre, "A1") == [number]


def test_what_a_hold_covers_is_told_as_far_as_one_may_know_of_it(centre: Centre) -> None:
    """Its count, its kinds, its list, and what a search finds under it."""
    boss = colleague(centre.desk, "boss", role="supervisor")
    with centre.session.change("import"):
        centre.session.save(SchemeClass(code="900", title="Kestrel", security="secret"))
    centre.file("A1")
    centre.file("A2", **{"class": "900"})
    centre.file("S1", security="secret")
    number = opened(centre.session)
    place(centre.session, number, {"on": ["A1", "S1"], "class_": "900", "reason": "asked"})
    hold = found(boss, HOLDS, number)
    (row,) = holds_rows(boss)
    assert (row["covers"], row["kinds"]) == (1, "1 records")
    assert [each["key"] for each in covered_rows(boss, hold)] == ["A1"]
    assert "900" not in str(covered_rows(boss, hold))
    assert [str(hit.key) for hit in search(boss, f"hold:{number}").hits] == ["A1"]
    (row,) = holds_rows(centre.session)
    assert row["covers"] == 3
    assert rules_of_altering(centre, "A2") == {"R1"}, "in force all the same"


def rules_of_altering(centre: Centre, key: str) -> set[str]:
    return {each.rule for each in against_altering(centre.session, centre.now(key))}


def test_words_place_only_what_is_here(centre: Centre) -> None:
    """R28: what has left for good is found by the words, and comes under no hold by them."""
    for key in ("F1", "F2"):
        centre.file(key, title="ACME minutes")
    number = opened(centre.session)
    asks = intake(centre.session, "P1", ["F1"], type_="withdrawal").request.number
    pick(centre.session, "F1")
    hand_over(centre.session, asks)
    place(centre.session, number, {"search": "ACME minutes"})
    assert (numbers(centre, "F1"), numbers(centre, "F2")) == ([], [number])
    centre.file("F3", title="ACME minutes")
    assert numbers(centre, "F3") == []
    ask_again(centre.session, number)
    found = [numbers(centre, key) for key in ("F1", "F2", "F3")]
    assert found == [[], [number], [number]]
