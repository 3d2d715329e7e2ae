"""Access lists: who needs to know of what, granted by another, reviewed, withdrawn, recalled (R16).

Each entry is tried by what it is for and by whom, each day on its edges.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from rmdesk import duties
from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import notes_on
from rmdesk.desk.registering import register
from rmdesk.duties.access_ledger import access_rows, expiring, ledger, review_due
from rmdesk.duties.access_list import Entered, grant, review, withdraw
from rmdesk.duties.circulation import charge_out, open_loan, renew, reserve
from rmdesk.duties.entitlement import recall_unentitled
from rmdesk.duties.gate import gather, reasons_against
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.notifying import letters_due, letters_today
from rmdesk.duties.owing import owed_today
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.reservation import head_of
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, DeskError, NotFound, Refused
from rmdesk.model.records import Person
from tests.desk.conftest import Centre

CLEARED = {"clearance": "top secret", "caveats": ["NATO"]}


@pytest.fixture
def listed(centre: Centre) -> Centre:
    """The centre with cleared people, a secret file in a secret box, and a scheme."""
    for code, parent in (("1000", ""), ("1250", "1000"), ("1300", "1000")):
        register(centre.session, duties.kinds()["classes"], {"code": code, "parent": parent})
    edit_person(centre.session, "P1", {"unit": "Legal", **CLEARED})
    edit_person(centre.session, "P2", CLEARED)
    about = {"security": "secret", "class": "1250", "unit": "Finance", "accession": "2026-0067"}
    centre.file("BOX", kind="box", **about)
    centre.file("S1", container="BOX", **about)
    return centre


def enter(centre: Centre, key: str, to: str = "P1", **given: Any) -> str:
    """Enter somebody on a list; the number of the entry."""
    (made,) = grant(centre.session, [key], {"to": to, "purpose": "inquiry 7", **given})
    return made.entry.number


def rules(centre: Centre, key: str, to: str = "P1") -> list[str]:
    case = gather(centre.session, centre.now(key), centre.session.person(to))
    return [each.told for each in reasons_against(case)]


def refused(act: Any, *arguments: Any, **named: Any) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act(*arguments, **named)
    return [each.told for each in refusal.value.reasons]


NOT_LISTED = "R16: Aiko Ito is not on the access list of S1."


# --- the gate


def test_a_clearance_alone_releases_nothing_classified_r16(listed: Centre) -> None:
    assert rules(listed, "S1") == [NOT_LISTED]
    case = gather(listed.session, listed.now("S1"), listed.session.person("P1"))
    assert reasons_against(case)[0].lifted_by == "the security officer, by an entry there"
    enter(listed, "S1")
    assert rules(listed, "S1") == []


def test_an_entry_alone_releases_nothing_either_r16(listed: Centre) -> None:
    enter(listed, "S1")
    edit_person(listed.session, "P1", {"clearance": "confidential"})
    assert rules(listed, "S1") == ["R16: Aiko Ito is not cleared for S1."]


@pytest.mark.parametrize(
    ("level", "caveats", "asked"),
    [
        ("", [], False),
        ("unclassified", ["NATO"], False),
        ("protected a", [], False),
        ("protected c", [], False),
        ("confidential", [], True),
        ("secret", ["NATO"], True),
        ("top secret", [], True),
    ],
)
def test_what_is_classified_asks_for_a_list_and_nothing_else(
    listed: Centre, level: str, caveats: list[str], asked: bool
) -> None:
    listed.file("X1", security=level, caveats=caveats)
    expected = ["R16: Aiko Ito is not on the access list of X1."] if asked else []
    assert rules(listed, "X1") == expected


@pytest.mark.parametrize(
    ("key", "reaches"),
    [
        ("S1", True),
        ("BOX", True),
        ("class:1250", True),
        ("class:1000", True),
        ("class:1300", False),
        ("accession:2026-0067", True),
        ("unit:Finance", True),
        ("unit:Legal", False),
    ],
)
def test_an_entry_is_for_a_record_or_what_that_is_in(
    listed: Centre, key: str, reaches: bool
) -> None:
    enter(listed, key)
    assert (rules(listed, "S1") == []) is reaches


def test_an_entry_for_what_is_in_a_box_is_none_for_the_box(listed: Centre) -> None:
    enter(listed, "S1")
    assert rules(listed, "BOX") == ["R16: Aiko Ito is not on the access list of BOX."]
    enter(listed, "BOX")
    assert rules(listed, "BOX") == []


def test_a_box_asks_for_an_entry_for_all_that_goes_with_it(listed: Centre) -> None:
    listed.file("PLAIN", kind="box")
    listed.file("S2", container="PLAIN", security="secret", home="")
    edit_holding(listed.session, "PLAIN", {"security": ""})
    assert rules(listed, "PLAIN") == ["R16: Aiko Ito is not on the access list of S2."]
    add_person(listed.session, {"name": "Clerk", "login": "clerk"})
    clerk = listed.desk.session("clerk")
    case = gather(clerk, clerk.visible.one("PLAIN"), listed.session.person("P1"))
    assert [each.told for each in reasons_against(case)] == ["R14: PLAIN does not go as it is now."]


@pytest.mark.parametrize(
    ("to", "who", "reaches"),
    [
        ("P1", "P1", True),
        ("Ito Aiko", "P1", True),
        ("P1", "P2", False),
        ("Legal", "P1", True),
        ("unit:Legal", "P2", False),
        ("role:supervisor", "SUE", True),
        ("supervisor", "P1", False),
        ("technician", "TOM", True),
        ("technician", "SUE", False),
    ],
)
def test_an_entry_is_for_a_person_a_unit_or_a_role(
    listed: Centre, to: str, who: str, reaches: bool
) -> None:
    staff = {"barcode": "SUE", "name": "Sue", "login": "sue", "role": "supervisor"}
    add_person(listed.session, {**staff, **CLEARED})
    add_person(listed.session, {"barcode": "TOM", "name": "Tom", "login": "tom", **CLEARED})
    sue = {"name": "Officer", "login": "officer", "role": "security officer", **CLEARED}
    add_person(listed.session, sue)
    officer = listed.desk.session("officer")
    grant(officer, ["S1"], {"to": to, "purpose": "inquiry"})
    assert (rules(listed, "S1", who) == []) is reaches


def test_an_entry_counts_from_its_first_day_to_its_last(listed: Centre) -> None:
    starts, until = date(2026, 3, 4), date(2026, 3, 6)
    number = enter(listed, "S1", from_=starts, until=until)
    told = {
        2: f"{NOT_LISTED} {number} begins on 2026-03-04.",
        3: f"{NOT_LISTED} {number} begins on 2026-03-04.",
        4: "",
        6: "",
        7: f"{NOT_LISTED} {number} ended on 2026-03-06.",
    }
    for day, text in told.items():
        listed.clock.moment = listed.clock.moment.replace(day=day, hour=0, minute=1)
        assert rules(listed, "S1") == ([text] if text else []), day
        listed.clock.moment = listed.clock.moment.replace(hour=23, minute=59)
        assert rules(listed, "S1") == ([text] if text else []), day


def test_the_desk_lends_by_the_list_of_that_moment(listed: Centre) -> None:
    number = enter(listed, "S1")
    charge_out(listed.session, ["S1"], "P1")
    withdraw(listed.session, [number], {"reason": "over"})
    day = listed.session.today()
    assert refused(renew, listed.session, ["S1"])[0] == (
        f"{NOT_LISTED} {number} was withdrawn on {day}."
    )


def test_a_queue_passes_over_who_is_not_on_the_list(listed: Centre) -> None:
    (told,) = reserve(listed.session, ["S1"], "P1")
    assert NOT_LISTED in told.next
    reserve(listed.session, ["S1"], "P2")
    enter(listed, "S1", "P2")
    head = head_of(listed.session, listed.now("S1"))
    assert head is not None
    assert head[1].barcode == "P2"
    enter(listed, "S1", "P1")
    head = head_of(listed.session, listed.now("S1"))
    assert head is not None
    assert head[1].barcode == "P1"


# --- granting


@pytest.mark.parametrize("role", ["viewer", "technician", "supervisor", "administrator"])
def test_only_the_security_officer_changes_a_list(listed: Centre, role: str) -> None:
    number = enter(listed, "S1")
    add_person(listed.session, {"name": "Other", "login": "other", "role": role, **CLEARED})
    other = listed.desk.session("other")
    for name, key, given in (
        ("access grant", "BOX", {"to": "P2", "purpose": "x"}),
        ("access withdraw", number, {"reason": "x"}),
        ("access review", number, {}),
    ):
        (told,) = refused(perform, other, duties.acts()[name], [key], given)
        assert told.startswith("R37: other"), name


@pytest.mark.parametrize("to", ["OFF", "Security", "security officer", "role:technician"])
def test_nobody_enters_themselves_by_name_unit_or_role(listed: Centre, to: str) -> None:
    own = {"barcode": "OFF", "name": "Officer", "login": "officer", "unit": "Security"}
    add_person(listed.session, {**own, "role": "technician, security officer", **CLEARED})
    officer = listed.desk.session("officer")
    given = {"to": to, "purpose": "x"}
    assert refused(grant, officer, ["S1"], given) == ["R37: Nobody gives this to themselves."]
    if to == "security officer":
        assert refused(grant, listed.session, ["S1"], given)  # mlee is one too
        return
    (made,) = grant(listed.session, ["S1"], given)
    told = refused(review, officer, [made.entry.number], {})
    assert told == ["R37: Nobody gives this to themselves."]
    assert review(listed.session, [made.entry.number], {})
    assert withdraw(officer, [made.entry.number], {"reason": "given up"})


def test_who_acts_for_another_enters_neither(listed: Centre) -> None:
    officer = {"name": "Officer", "login": "officer", "role": "security officer", **CLEARED}
    add_person(listed.session, {**officer, "barcode": "OFF"})
    both = Session(listed.desk, "officer", by="mlee")
    mine = listed.session.person("mlee")
    assert refused(grant, both, ["S1"], {"to": f"#{mine.id}", "purpose": "x"})
    assert refused(grant, both, ["S1"], {"to": "OFF", "purpose": "x"})
    assert grant(both, ["S1"], {"to": "P1", "purpose": "x"})


def test_what_is_not_said_follows_from_the_guidelines(listed: Centre) -> None:
    enter(listed, "S1")
    (row,) = access_rows(listed.session, "S1")
    assert (row["from"], row["until"], row["review"]) == ("2026-03-02", "2027-03-02", "2026-08-29")
    assert (row["authority"], row["granted_by"], row["state"]) == ("mlee", "mlee", "in force")
    enter(listed, "BOX", until=date(2026, 4, 1), authority="Deputy minister")
    (row,) = access_rows(listed.session, "BOX")
    assert (row["review"], row["authority"]) == ("2026-04-01", "Deputy minister")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"until": date(2026, 3, 1)}, "until"),
        ({"from_": date(2026, 4, 1), "until": date(2026, 3, 31)}, "until"),
        ({"until": date(2026, 4, 1), "review": date(2026, 4, 2)}, "review"),
        ({"from_": date(2026, 4, 1), "review": date(2026, 3, 31)}, "review"),
        ({"purpose": " "}, "purpose"),
    ],
)
def test_days_in_the_wrong_order_and_no_purpose_are_not_taken(
    listed: Centre, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        enter(listed, "S1", **given)
    assert refusal.value.field_name == field
    assert access_rows(listed.session, over=True) == []


def test_days_on_their_edges_are_taken(listed: Centre) -> None:
    today = date(2026, 3, 2)
    enter(listed, "S1", from_=today, until=today, review=today)
    enter(listed, "S1", from_=date(2026, 3, 3), until=date(2026, 3, 3))


def test_a_second_entry_must_last_longer(listed: Centre) -> None:
    number = enter(listed, "S1", until=date(2026, 4, 1))
    for until in (date(2026, 3, 31), date(2026, 4, 1)):
        told = refused(enter, listed, "S1", until=until)
        assert told == [f"R16: Aiko Ito is on the access list of S1 until 2026-04-01 ({number})."]
    enter(listed, "S1", until=date(2026, 4, 2))
    enter(listed, "BOX", until=date(2026, 4, 1))
    enter(listed, "S1", "Legal", until=date(2026, 4, 1))


def test_what_several_things_answer_to_is_asked_for(listed: Centre) -> None:
    listed.file("X1", identifier="1250")
    with pytest.raises(BadInput, match="record X1, class 1250"):
        enter(listed, "1250")
    enter(listed, "class:1250")
    enter(listed, "record:1250")
    assert len(access_rows(listed.session, "1250")) == 2
    add_person(listed.session, {"name": "Legal"})
    with pytest.raises(BadInput, match="unit:Legal"):
        enter(listed, "S1", "Legal")
    for key in ("nowhere", "class:S1", ""):
        with pytest.raises(NotFound):
            enter(listed, key)
    with pytest.raises(NotFound):
        enter(listed, "S1", "nobody")
    with pytest.raises(BadInput):
        grant(listed.session, [], {"to": "P1", "purpose": "x"})


def clerk(centre: Centre, role: str = "technician") -> Session:
    """A cleared member of the staff who gives no access."""
    add_person(centre.session, {"name": "Clerk", "login": "clerk", "role": role, **CLEARED})
    return centre.desk.session("clerk")


def test_nobody_comes_onto_a_list_by_a_unit_or_a_role_but_by_the_officer(listed: Centre) -> None:
    number = enter(listed, "S1", "Legal")
    other = clerk(listed, "administrator")
    joining = {"unit": "Legal"}
    (told,) = refused(edit_person, other, "P2", joining)
    assert told == "R37: clerk is not a security officer."
    edit_person(other, "P1", {"unit": "Finance"})
    enter(listed, "BOX", "role:technician")
    add_person(listed.session, {"barcode": "TOM", "name": "Tom", "login": "tom", "role": "viewer"})
    for role in ("", "viewer, technician"):
        (told,) = refused(edit_person, other, "TOM", {"role": role})
        assert told == "R37: clerk is not a security officer."
    edit_person(other, "TOM", {"role": "supervisor"})
    edit_person(listed.session, "TOM", {"role": "technician"})
    edit_person(other, "TOM", {"role": "viewer"})
    withdraw(listed.session, [number], {"reason": "over"})
    edit_person(other, "P2", joining)


@pytest.mark.parametrize(
    ("change", "widens"),
    [
        ({"class": "1300"}, True),
        ({"unit": "Legal"}, True),
        ({"accession": "2026-0099"}, True),
        ({"container": "OTHER"}, True),
        ({"class": "1000"}, False),
        ({"title": "renamed"}, False),
        ({"container": ""}, False),
    ],
)
def test_a_record_comes_onto_further_lists_by_the_officer_alone(
    listed: Centre, change: dict[str, str], widens: bool
) -> None:
    other = clerk(listed)
    listed.file("OTHER", kind="box", security="secret", accession="2026-0099")
    listed.file("X1", unit="Legal", **{"class": "1300"})
    for key in ("class:1300", "unit:Legal", "accession:2026-0099", "OTHER"):
        enter(listed, key, "P2")
    listed.file("S2", security="secret", home="", **{"class": "1250"})
    if widens:
        (told,) = refused(edit_holding, other, "S2", change)
        assert told == "R37: clerk is not a security officer."
        assert edit_holding(other, "X1", change)
    assert edit_holding(listed.session if widens else other, "S2", change)


# --- withdrawing, and what comes of it


def test_a_withdrawn_entry_stays_and_calls_back_what_is_out(listed: Centre) -> None:
    number = enter(listed, "S1")
    charge_out(listed.session, ["S1"], "P1")
    listed.clock.forward(days=1)
    (done,) = withdraw(listed.session, ["S1"], {"to": "P1", "reason": "the inquiry is over"})
    assert done.next == "recalled: S1"
    loan = open_loan(listed.session, listed.now("S1").id)
    assert loan is not None
    assert (loan.recalled, loan.due) == ("2026-03-03", "2026-03-04")
    assert access_rows(listed.session, "S1") == []
    (row,) = access_rows(listed.session, "S1", over=True)
    assert (row["number"], row["state"], row["withdrawn_by"]) == (number, "withdrawn", "mlee")
    assert row["withdrawn_for"] == "the inquiry is over"
    assert [(e.kind, e.holding.barcode) for e in owed_today(listed.session)] == [("recall", "S1")]


@pytest.mark.parametrize("how", ["another entry", "protected", "another person"])
def test_what_is_released_still_is_not_called_back(listed: Centre, how: str) -> None:
    number = enter(listed, "S1")
    if how == "another entry":
        enter(listed, "class:1000")
        charge_out(listed.session, ["S1"], "P1")
    elif how == "protected":
        listed.file("B1", security="protected b")
        charge_out(listed.session, ["B1"], "P1")
    else:
        enter(listed, "S1", "P2")
        charge_out(listed.session, ["S1"], "P2")
    (done,) = withdraw(listed.session, [number], {"reason": "x"})
    assert done.next == ""
    assert owed_today(listed.session) == []


def test_what_is_called_back_comes_with_all_that_went_along(listed: Centre) -> None:
    number = enter(listed, "BOX")
    charge_out(listed.session, ["BOX"], "P1")
    (done,) = withdraw(listed.session, [number], {"reason": "x"})
    assert done.next == "recalled: BOX"
    for key in ("BOX", "S1"):
        loan = open_loan(listed.session, listed.now(key).id)
        assert loan is not None
        assert loan.recalled == listed.session.today(), key


@pytest.mark.parametrize("how", ["entry", "clearance", "lowered", "unit"])
def test_what_ends_by_itself_is_called_back_when_notices_are_sent(listed: Centre, how: str) -> None:
    edit_person(listed.session, "P1", {"clearance_until": "2026-03-10"})
    until = date(2026, 3, 6) if how == "entry" else date(2026, 6, 1)
    enter(listed, "S1", "Legal" if how == "unit" else "P1", until=until)
    charge_out(listed.session, ["S1"], "P1")
    listed.clock.forward(days=4)
    assert letters_today(listed.session) == []
    if how == "lowered":
        edit_person(listed.session, "P1", {"clearance": "confidential"})
    elif how == "unit":
        edit_person(listed.session, "P1", {"unit": "Finance"})
    else:
        listed.clock.forward(days=1 if how == "entry" else 7)
    for keep in (False, True):  # a preview calls nothing back, and tells what would be told
        assert letters_due(listed.session) == []
        (letter,) = letters_today(listed.session, keep=keep)
        assert [each.kind for each in letter.owed] == ["recall"]
    assert [each.id for each in recall_unentitled(listed.session)] == []


def test_a_recall_of_what_lapsed_does_not_wait_for_the_least_days(listed: Centre) -> None:
    (listed.home / "guidelines.toml").write_text("[loans]\nminimum_days = 20\n")
    from rmdesk.opening import open_desk

    with open_desk(listed.home, now=listed.clock) as desk:
        session = desk.session("mlee")
        (made,) = grant(session, ["S1"], {"to": "P1", "purpose": "x"})
        charge_out(session, ["S1"], "P1")
        withdraw(session, [made.entry.number], {"reason": "x"})
        loan = open_loan(session, listed.now("S1").id)
        assert loan is not None
        assert loan.due == "2026-03-03"


@pytest.mark.parametrize("act", [withdraw, review])
def test_what_is_over_stays_so(listed: Centre, act: Any) -> None:
    withdrawn, ended = enter(listed, "S1"), enter(listed, "BOX", until=date(2026, 3, 5))
    withdraw(listed.session, [withdrawn], {"reason": "x"})
    listed.clock.forward(days=4)
    assert refused(act, listed.session, [withdrawn], {"reason": "x"}) == [
        f"R35: {withdrawn} is withdrawn."
    ]
    assert refused(act, listed.session, [ended], {"reason": "x"}) == [
        f"R35: {ended} ended on 2026-03-05."
    ]


def test_who_is_not_on_a_list_is_not_withdrawn_from_it(listed: Centre) -> None:
    enter(listed, "BOX")
    told = refused(withdraw, listed.session, ["S1"], {"to": "P1", "reason": "x"})
    assert told == ["R16: Aiko Ito is not on the access list of S1 by an entry of its own."]
    with pytest.raises(BadInput):
        withdraw(listed.session, ["BOX"], {"to": "P1", "reason": " "})


def test_undo_takes_no_entry_away_and_gives_none_back(listed: Centre) -> None:
    number = enter(listed, "S1")
    assert refused(undo, listed.session) == [f"R34: {number} stays as it is."]
    withdraw(listed.session, [number], {"reason": "x"})
    assert refused(undo, listed.session) == [f"R34: {number} stays as it is."]
    (row,) = access_rows(listed.session, over=True)
    assert row["state"] == "withdrawn"


# --- reviewing, and the lists


def test_entries_are_reviewed_by_their_day(listed: Centre) -> None:
    first = enter(listed, "S1", review=date(2026, 3, 10))
    second = enter(listed, "BOX", review=date(2026, 3, 5), until=date(2026, 3, 20))
    gone = enter(listed, "class:1300", review=date(2026, 3, 4))
    withdraw(listed.session, [gone], {"reason": "x"})

    def due(day: int) -> list[str]:
        return [row["number"] for row in review_due(listed.session, date(2026, 3, day))]

    assert (due(4), due(5), due(9), due(10)) == ([], [second], [second], [second, first])
    (done,) = review(listed.session, [second], {"reason": "goes on"})
    assert done.next == f"{second}: until 2026-03-20, to be reviewed on 2026-03-20"
    assert due(19) == [first]
    review(listed.session, [first], {"review": date(2026, 3, 15)})
    (row, _other) = access_rows(listed.session)
    assert (row["review"], row["reviewed_by"]) == ("2026-03-15", "mlee")
    for day in (date(2026, 3, 1), date(2027, 4, 1)):
        with pytest.raises(BadInput):
            review(listed.session, [first], {"review": day})


def test_what_ends_soon_is_told(listed: Centre) -> None:
    soon = enter(listed, "S1", until=date(2026, 4, 1))
    later = enter(listed, "BOX", until=date(2026, 4, 2))
    numbers = [row["number"] for row in expiring(listed.session, date(2026, 3, 2))]
    assert numbers == [soon]
    numbers = [row["number"] for row in expiring(listed.session, date(2026, 3, 3))]
    assert numbers == [soon, later]
    listed.clock.forward(days=40)
    assert expiring(listed.session, date(2026, 4, 11)) == []


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ((2026, 3, 1), (2026, 3, 2), []),
        ((2026, 3, 1), (2026, 3, 3), ["S1"]),
        ((2026, 3, 5), (2026, 3, 5), ["S1", "BOX"]),
        ((2026, 3, 6), (2026, 3, 10), ["BOX"]),
        ((2026, 3, 11), (2026, 3, 20), []),
    ],
)
def test_the_register_tells_who_was_on_a_list_when(
    listed: Centre, start: tuple[int, ...], end: tuple[int, ...], told: list[str]
) -> None:
    number = enter(listed, "S1", from_=date(2026, 3, 3), until=date(2026, 12, 31))
    enter(listed, "BOX", from_=date(2026, 3, 4), until=date(2026, 3, 10))
    listed.clock.forward(days=3)
    withdraw(listed.session, [number], {"reason": "x"})
    rows = ledger(listed.session, date(*start), date(*end))
    assert [row["on"] for row in rows] == told


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("S1", ["S1", "1250", "Finance"]),
        ("P1", ["S1", "Finance", "1300"]),
        ("P2", ["1250"]),
        ("unit:Legal", ["1300"]),
        ("class:1250", ["1250"]),
        ("class:1000", []),
        ("unit:Finance", ["Finance"]),
        ("", ["S1", "1250", "Finance", "1300"]),
    ],
)
def test_lists_are_told_by_what_they_are_for_and_by_whom(
    listed: Centre, key: str, told: Sequence[str]
) -> None:
    enter(listed, "S1")
    enter(listed, "class:1250", "P2")
    enter(listed, "unit:Finance")
    enter(listed, "class:1300", "Legal")
    assert sorted(row["on"] for row in access_rows(listed.session, key)) == sorted(told)


def test_a_list_of_nothing_is_not_found(listed: Centre) -> None:
    with pytest.raises(NotFound):
        access_rows(listed.session, "nothing")


def test_entries_of_what_one_may_not_know_of_are_not_there_r17(listed: Centre) -> None:
    number = enter(listed, "S1")
    clerk = {"name": "Clerk", "login": "clerk", "role": "technician"}
    add_person(listed.session, clerk)
    session = listed.desk.session("clerk")
    assert access_rows(session) == access_rows(session, "P1") == []
    for key in (number, "S1"):
        with pytest.raises(NotFound):
            access_rows(session, key)
    enter(listed, "class:1250")
    assert [row["on"] for row in access_rows(session, "P1")] == ["1250"]


def test_a_record_tells_who_is_on_its_list(listed: Centre) -> None:
    enter(listed, "S1", until=date(2026, 4, 1))
    gone = enter(listed, "class:1000", "Legal")
    withdraw(listed.session, [gone], {"reason": "x"})
    (note,) = notes_on(listed.session, listed.now("S1"))["access"]
    assert (note.label, note.text) == ("access", "Aiko Ito until 2026-04-01: inquiry 7")


def test_the_acts_on_a_record_dim_by_what_they_are_refused_for(listed: Centre) -> None:
    acts, record = duties.acts(), listed.now("S1")
    to_me = {"to": f"#{listed.session.person('mlee').id}"}
    (told,) = acts["access grant"].reasons_against(listed.session, record, to_me)
    assert told.text == "Nobody gives this to themselves."
    (told,) = acts["access withdraw"].reasons_against(listed.session, record, {"to": "P1"})
    assert "is not on the access list" in told.text
    assert acts["access grant"].reasons_against(listed.session, record, {"to": "P1"}) == []


def test_a_dry_run_enters_nobody(listed: Centre) -> None:
    given = {"to": "P1", "purpose": "x"}
    act = duties.acts()["access grant"]
    done: list[Entered] = perform(listed.session, act, ["S1", "BOX"], given, dry_run=True)
    assert len(done) == 2
    assert access_rows(listed.session, over=True) == []
    perform(listed.session, act, ["S1", "BOX"], given)
    assert [row["on"] for row in access_rows(listed.session)] == ["S1", "BOX"]
    with pytest.raises(DeskError):
        grant(listed.session, ["class:1300", "nothing"], given)
    assert [row["on"] for row in access_rows(listed.session)] == ["S1", "BOX"]


def test_a_person_is_named_by_an_entry_though_renamed(listed: Centre) -> None:
    enter(listed, "S1")
    edit_person(listed.session, "P1", {"name": "Aiko Sato"})
    assert access_rows(listed.session, "S1")[0]["to"] == "Aiko Sato"
    assert isinstance(listed.session.person("Aiko Sato"), Person)
