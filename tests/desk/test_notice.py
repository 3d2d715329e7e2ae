"""What people are to be told today, and that each is told once (R23).

The centre's counter is closed on Saturdays and Sundays. A file lent on Monday, 2026-03-02, is due
on Monday, 2026-03-30; the steps of the ladder fall on 04-29 (Wednesday), 05-29 (Friday), 06-28 (a
Sunday, so on Monday, 06-29), 07-28, 08-27 and 09-26 (a Saturday, so on Monday, 09-28).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tinydb import Query

from rmdesk import duties
from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import notes_on
from rmdesk.duties.circulation import charge_out, recall, renew, reserve, return_
from rmdesk.duties.claimed import claim_returned
from rmdesk.duties.notice import Notice, notices_of, perhaps_sent
from rmdesk.duties.notice_text import compose
from rmdesk.duties.notifying import begin, end, letters_due, print_letters
from rmdesk.duties.owing import owed_today
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import mark_missing, pick, put_back
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import intake, make_ready
from rmdesk.duties.undo import undo
from rmdesk.model.errors import NotFound, Refused
from rmdesk.model.words import NoticeState
from rmdesk.opening import open_desk
from tests.desk.conftest import MONDAY, Centre
from tests.staff import colleague

DUE = date(2026, 3, 30)


def told(session: Session) -> list[tuple[str, int | None, str]]:
    """Tell all that is due as letters on paper; what was told of which record."""
    found = [(e.kind, e.step, e.holding.barcode) for e in owed_today(session)]
    print_letters(session, letters_due(session, by_mail=False), lambda _letters: None)
    return found


def on(centre: Centre, day: date) -> Session:
    """The desk on a day, at the hour of Monday."""
    centre.clock.moment = datetime.combine(day, MONDAY.time(), MONDAY.tzinfo)
    return centre.session


def after(centre: Centre, days: int) -> Session:
    return on(centre, DUE + timedelta(days=days))


@pytest.fixture
def lent(centre: Centre) -> Centre:
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1")
    return centre


def with_ladder(centre: Centre, **values: object) -> None:
    """Give the open desk another ladder."""
    follow_up = replace(centre.desk.guidelines.follow_up, **values)  # type: ignore[arg-type]
    centre.desk.guidelines = replace(centre.desk.guidelines, follow_up=follow_up)
    centre.session = centre.desk.session("mlee")


# --- the ladder


@pytest.mark.parametrize(
    ("day", "step"),
    [
        ("2026-03-02", None), ("2026-03-31", None), ("2026-04-28", None), ("2026-04-29", 30),
        ("2026-05-28", 30), ("2026-05-29", 60), ("2026-06-26", 60), ("2026-06-28", 60),
        ("2026-06-29", 90), ("2026-07-28", 120), ("2026-08-27", 150), ("2026-09-26", 150),
        ("2026-09-28", 180), ("2029-01-01", 180),
    ],
)  # fmt: skip
def test_each_step_is_reached_on_its_open_day(lent: Centre, day: str, step: int | None) -> None:
    found = told(on(lent, date.fromisoformat(day)))
    assert found == ([("overdue", step, "F1")] if step else [])


def test_a_step_is_told_once_whoever_runs_it(lent: Centre) -> None:
    assert told(after(lent, 30)) == [("overdue", 30, "F1")]
    assert told(lent.session) == []
    assert told(after(lent, 31)) == []
    with open_desk(lent.home, now=lent.clock) as other:
        assert told(colleague(other, "jroy")) == []


def test_what_was_slept_through_is_one_notice_and_not_several(lent: Centre) -> None:
    assert told(after(lent, 100)) == [("overdue", 90, "F1")]
    assert told(after(lent, 101)) == []
    assert told(after(lent, 120)) == [("overdue", 120, "F1")]


@pytest.mark.whole
def test_the_whole_ladder_is_climbed_once(lent: Centre) -> None:
    steps = [step for days in range(400) for _kind, step, _key in told(after(lent, days))]
    assert steps == [30, 60, 90, 120, 150, 180]


def test_another_ladder_goes_on_from_the_step_that_was_told(lent: Centre) -> None:
    told(after(lent, 30))
    with_ladder(lent, days=[10, 30, 35])
    assert told(after(lent, 34)) == []
    assert told(after(lent, 35)) == [("overdue", 35, "F1")]
    with_ladder(lent, days=[])
    assert told(after(lent, 365)) == []


def test_a_renewal_begins_the_ladder_anew_and_its_undo_goes_on_with_the_old_one(
    lent: Centre,
) -> None:
    told(after(lent, 30))
    renew(lent.session, ["F1"])
    assert told(after(lent, 31)) == []
    due = date.fromisoformat(lent.now("F1").due)
    on(lent, due + timedelta(days=31))
    assert told(lent.session) == [("overdue", 30, "F1")]


def test_undo_of_a_renewal_tells_no_step_twice(lent: Centre) -> None:
    told(after(lent, 30))
    renew(lent.session, ["F1"])
    undo(lent.session)
    assert told(after(lent, 31)) == []
    assert told(after(lent, 60)) == [("overdue", 60, "F1")]


def test_what_came_back_is_told_no_more_and_a_new_loan_begins_at_the_beginning(
    lent: Centre,
) -> None:
    told(after(lent, 30))
    return_(lent.session, ["F1"])
    assert told(after(lent, 60)) == []
    undo(lent.session)
    assert told(lent.session) == [("overdue", 60, "F1")]
    return_(lent.session, ["F1"])
    charge_out(lent.session, ["F1"], "P2")
    assert told(lent.session) == []
    later = date.fromisoformat(lent.now("F1").due) + timedelta(days=33)
    assert told(on(lent, later)) == [("overdue", 30, "F1")]


def test_what_is_missing_is_not_asked_back_and_goes_on_once_it_is_out_again(lent: Centre) -> None:
    after(lent, 30)
    mark_missing(lent.session, "F1", "claimed returned")
    assert told(lent.session) == []
    undo(lent.session)
    assert told(lent.session) == [("overdue", 30, "F1")]


def test_what_is_said_to_be_returned_is_not_asked_back(lent: Centre) -> None:
    after(lent, 30)
    claim_returned(lent.session, ["F1"], "by phone")
    assert told(lent.session) == []
    undo(lent.session)
    assert told(lent.session) == [("overdue", 30, "F1")]


def test_a_box_is_followed_up_with_what_is_in_it(centre: Centre) -> None:
    centre.file("BOX", kind="box")
    centre.file("IN1", container="BOX", home="")
    charge_out(centre.session, ["BOX"], "P1")
    assert centre.status("IN1") == "out"
    assert told(after(centre, 30)) == [("overdue", 30, "BOX")]


# --- a word before it is due


def test_a_loan_is_told_to_be_due_soon_once_for_each_due_day(lent: Centre) -> None:
    with_ladder(lent, due_soon_days=3)  # three days before Monday is Friday
    assert told(on(lent, date(2026, 3, 26))) == []
    assert told(on(lent, date(2026, 3, 27))) == [("due-soon", None, "F1")]
    assert told(on(lent, date(2026, 3, 30))) == []
    renew(lent.session, ["F1"])  # until Monday, 04-27
    assert told(on(lent, date(2026, 4, 23))) == []
    assert told(on(lent, date(2026, 4, 24))) == [("due-soon", None, "F1")]


def test_due_soon_falls_on_the_open_day_before_and_not_after_the_due_day(lent: Centre) -> None:
    with_ladder(lent, due_soon_days=2)  # two days before is a Saturday: on Friday
    assert told(on(lent, date(2026, 3, 26))) == []
    assert told(on(lent, date(2026, 3, 27))) == [("due-soon", None, "F1")]


def test_who_slept_through_due_soon_is_not_told_on_the_day_after(lent: Centre) -> None:
    with_ladder(lent, due_soon_days=3)
    assert told(on(lent, date(2026, 3, 31))) == []


def test_a_loan_as_short_as_the_word_before_it_is_not_told(centre: Centre) -> None:
    with_ladder(centre, due_soon_days=5)
    centre.file("F1")
    charge_out(centre.session, ["F1"], "P1", due=date(2026, 3, 6))
    assert told(centre.session) == []


# --- recalls


def test_a_recall_is_told_once_and_the_ladder_climbs_from_its_day(lent: Centre) -> None:
    recall(lent.session, ["F1"])
    assert told(lent.session) == [("recall", None, "F1")]
    assert told(lent.session) == []
    assert lent.now("F1").due == "2026-03-03"
    assert told(on(lent, date(2026, 4, 2))) == [("overdue", 30, "F1")]


def test_a_recall_that_was_taken_back_and_made_again_is_told_once(lent: Centre) -> None:
    recall(lent.session, ["F1"])
    told(lent.session)
    # The notice is no act that a key takes back; the recall before it is corrected by hand.
    with pytest.raises(Refused, match="told to somebody"):
        undo(lent.session)


def test_a_recalled_loan_is_not_also_due_soon(lent: Centre) -> None:
    with_ladder(lent, due_soon_days=3)
    on(lent, date(2026, 3, 26))
    recall(lent.session, ["F1"])
    assert told(lent.session) == [("recall", None, "F1")]


# --- what waits on the hold shelf


def test_what_is_set_aside_is_told_once_a_day_on_which_it_is(centre: Centre) -> None:
    centre.file("F1")
    made = intake(centre.session, "P1", ["F1"])
    assert told(centre.session) == []
    pick(centre.session, "F1")
    assert told(centre.session) == []
    make_ready(centre.session, made.request.number)
    assert [e.request for e in owed_today(centre.session)] == [made.request.number]
    assert told(centre.session) == [("set-aside", None, "F1")]
    put_back(centre.session, "F1")
    pick(centre.session, "F1")
    make_ready(centre.session, made.request.number)
    assert told(centre.session) == []
    put_back(centre.session, "F1")
    assert told(on(centre, date(2026, 3, 3))) == []
    pick(centre.session, "F1")
    make_ready(centre.session, made.request.number)
    assert told(centre.session) == [("set-aside", None, "F1")]


def test_who_is_told_of_what_is_set_aside_is_told_until_when(lent: Centre) -> None:
    reserve(lent.session, ["F1"], "P2")
    return_(lent.session, ["F1"])
    (owed,) = owed_today(lent.session)
    assert owed.due == "2026-03-09"
    (letter,) = [compose(lent.session, [owed], "paper")]
    assert "set aside 2026-03-02 until 2026-03-09" in letter.text


def test_what_came_back_for_the_next_is_told_to_the_next(lent: Centre) -> None:
    reserve(lent.session, ["F1"], "P2")
    return_(lent.session, ["F1"])
    assert [e.person.name for e in owed_today(lent.session)] == ["Jean Roy"]
    charge_out(lent.session, ["F1"], "P2")
    assert told(lent.session) == []


# --- who may know (R17)


def test_a_notice_names_nothing_that_the_technician_may_not_know(centre: Centre) -> None:
    add_person(centre.session, {"name": "Cleared", "barcode": "P9", "clearance": "secret"})
    add_person(centre.session, {"name": "T", "login": "tech", "role": "technician"})
    centre.file("S1", security="secret")
    with centre.session.change("clear"):
        cleared = centre.session.person("P9")
        cleared.custodian = True
        centre.session.save(cleared)
    centre.entered("S1", "P9")
    charge_out(centre.session, ["S1"], "P9")
    after(centre, 30)
    technician = centre.desk.session("tech")
    assert owed_today(technician) == []
    assert told(technician) == []
    assert notices_of(technician, None, 10) == []
    assert told(centre.session) == [("overdue", 30, "S1")]
    assert notices_of(technician, None, 10) == []
    (number,) = [each.number for each in notices_of(centre.session, None, 10)]
    assert number != "N-2026-0001"  # which the next notice of an open record is given
    with pytest.raises(NotFound):
        perform(technician, duties.acts()["again"], [number], {"reason": "x"})


# --- begun, and not known to have gone


def test_a_kill_leaves_a_notice_that_does_not_go_by_itself(lent: Centre) -> None:
    after(lent, 30)
    (letter,) = letters_due(lent.session)
    assert begin(lent.session, letter) is not None  # and here the machine stops
    assert told(lent.session) == []
    assert perhaps_sent(lent.session) == []  # another session may be about it
    lent.clock.forward(minutes=15)
    assert [each.number for each in perhaps_sent(lent.session)] == ["N-2026-0001"]
    assert told(after(lent, 60)) == [("overdue", 60, "F1")]


@pytest.mark.parametrize(("act", "goes"), [("went", []), ("again", [("overdue", 30, "F1")])])
def test_a_person_says_what_became_of_it(
    lent: Centre, act: str, goes: list[tuple[str, int, str]]
) -> None:
    after(lent, 30)
    (letter,) = letters_due(lent.session)
    begin(lent.session, letter)
    lent.clock.forward(minutes=20)
    perform(lent.session, duties.acts()[act], ["n-2026-0001"], {"reason": "the server's log"})
    assert perhaps_sent(lent.session) == []
    assert told(lent.session) == goes
    if act == "went":
        with pytest.raises(Refused, match="N-2026-0001 is sent"):
            perform(lent.session, duties.acts()[act], ["N-2026-0001"], {"reason": "x"})


def test_two_sessions_that_saw_the_same_send_it_once(lent: Centre) -> None:
    after(lent, 30)
    (mine,) = letters_due(lent.session)
    (theirs,) = letters_due(colleague(lent.desk, "jroy"))
    found = begin(lent.session, mine)
    assert found is not None
    assert begin(colleague(lent.desk, "jroy"), theirs) is None
    end(lent.session, found[1], NoticeState.SENT)
    assert begin(colleague(lent.desk, "jroy"), theirs) is None


def test_what_came_back_while_the_letters_were_made_is_left_out(lent: Centre) -> None:
    lent.file("F2")
    charge_out(lent.session, ["F2"], "P1")
    after(lent, 30)
    (letter,) = letters_due(lent.session)
    assert letter.text.count("overdue") == 1
    return_(lent.session, ["F1"])
    refile(lent.session, ["F1"], "L1")
    found = begin(lent.session, letter)
    assert found is not None
    assert [each.holding.barcode for each in found[0].owed] == ["F2"]
    assert "F1" not in found[0].text


def test_a_letter_that_could_not_be_written_is_still_due(lent: Centre) -> None:
    after(lent, 30)

    def fails(_letters: object) -> None:
        raise OSError("no paper")

    with pytest.raises(OSError, match="no paper"):
        print_letters(lent.session, letters_due(lent.session), fails)
    (notice,) = notices_of(lent.session, None, 10)
    assert (notice.state, notice.why) == ("failed", "no paper")
    assert told(lent.session) == [("overdue", 30, "F1")]
    (notice,) = notices_of(lent.session, None, 10)
    assert (notice.state, notice.why, notice.number) == ("sent", "", "N-2026-0001")


# --- where it is seen


def test_a_record_tells_what_was_said_of_its_loan_until_it_is_back(lent: Centre) -> None:
    told(after(lent, 30))
    (note,) = notes_on(lent.session, lent.now("F1"))["notices"]
    assert note.text == "overdue (30 days) 2026-04-29, on paper: sent"
    assert note.data["person"] == "Aiko Ito"
    return_(lent.session, ["F1"])
    assert notes_on(lent.session, lent.now("F1"))["notices"] == []


def test_every_notice_is_in_the_journal(lent: Centre) -> None:
    told(after(lent, 30))
    entries = lent.session.store.journal.of(f"{Notice.table}:1", limit=10)
    assert [each.action for each in entries] == ["notices", "notices"]


def test_no_table_is_scanned_for_it(lent: Centre) -> None:
    reserve(lent.session, ["F1"], "P2")
    told(after(lent, 30))
    return_(lent.session, ["F1"])
    told(lent.session)
    notices_of(lent.session, Query().person == lent.ito.id, 10)
    assert dict(lent.session.store.scans) == {}
