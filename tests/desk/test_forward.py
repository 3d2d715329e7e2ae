"""Bring-forwards: a record goes back to the same officer on a day, listed and told on it."""

from datetime import date

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.kinds import notes_on
from rmdesk.duties import acts
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.forward import bring, bring_forward, cancel_forward, forwards_of
from rmdesk.duties.lost import give_up
from rmdesk.duties.notice_text import compose
from rmdesk.duties.notifying import begin, end, letters_due
from rmdesk.duties.owing import owed_today, still_owed
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing, pick_list
from rmdesk.duties.report import make_report
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.words import NoticeState
from tests.desk.conftest import Centre

FRIDAY, SATURDAY = date(2026, 3, 6), date(2026, 3, 7)


@pytest.fixture
def files(centre: Centre) -> Centre:
    for key in ("F1", "F2"):
        centre.file(key)
    centre.file("BOX", kind="box")
    centre.file("I1", container="BOX", home="")
    return centre


def rules(act: object) -> list[str]:
    with pytest.raises(Refused) as refusal:
        act()  # type: ignore[operator]
    return [each.rule for each in refusal.value.reasons]


def listed(centre: Centre, until: date | None = None) -> list[tuple[str, str, str]]:
    rows = make_report(centre.session, "bring-forward", end=until).rows
    return [(row["on"], row["barcode"], row["holder"]) for row in rows]


def waiting(centre: Centre, key: str) -> list[int]:
    return [each.person for each in queue_of(centre.session, centre.now(key).id)]


def test_it_is_listed_on_its_day_told_and_fetched(files: Centre) -> None:
    charge_out(files.session, ["F1"], "P1")
    (set_,) = bring_forward(files.session, ["F1"], "P1", FRIDAY, "the answer is due")
    assert set_.next == "brought forward to Aiko Ito on 2026-03-06"
    return_(files.session, ["F1"])
    assert (listed(files), owed_today(files.session)) == ([], [])
    assert listed(files, FRIDAY) == [("2026-03-06", "F1", "Aiko Ito")]
    assert rules(lambda: bring(files.session, ["F1"])) == ["R20"]
    files.clock.forward(days=4)
    assert listed(files) == [("2026-03-06", "F1", "Aiko Ito")]
    (owed,) = owed_today(files.session)
    assert (owed.kind, owed.holding.barcode, owed.began) == ("bring-forward", "F1", "2026-03-06")
    assert "asked for 2026-03-06" in compose(files.session, [owed], "paper").text
    (brought,) = bring(files.session, ["F1"])
    assert brought.next == "asked for, for Aiko Ito"
    assert [pull.holding.barcode for pull in pick_list(files.session)] == ["F1"]
    assert (listed(files), still_owed(files.session, owed)) == ([], False)
    assert rules(lambda: bring(files.session, ["F1"])) == ["R20"]


def test_its_notice_goes_once(files: Centre) -> None:
    bring_forward(files.session, ["F1"], "P1", date(2026, 3, 2))
    (letter,) = letters_due(files.session)
    found = begin(files.session, letter)
    assert found is not None
    end(files.session, found[1], NoticeState.SENT)
    assert owed_today(files.session) == []
    bring_forward(files.session, ["F1"], "P1", date(2026, 3, 3))
    files.clock.forward(days=1)
    assert len(owed_today(files.session)) == 1


def test_a_closed_day_is_the_next_open_one_and_a_day_said_again_replaces_it(files: Centre) -> None:
    bring_forward(files.session, ["F1"], "P1", SATURDAY)
    (made,) = forwards_of(files.session, files.now("F1"))
    assert made.on == "2026-03-09"
    (again,) = bring_forward(files.session, ["F1"], "P1", FRIDAY)
    assert again.next == "brought forward to Aiko Ito on 2026-03-06; not on 2026-03-09"
    bring_forward(files.session, ["F1"], "P2", date(2026, 3, 5))
    assert listed(files, FRIDAY) == [
        ("2026-03-05", "F1", "Jean Roy"),
        ("2026-03-06", "F1", "Aiko Ito"),
    ]


def test_who_has_it_on_its_day_is_not_queued_for_it(files: Centre) -> None:
    bring_forward(files.session, ["F1"], "P1", FRIDAY)
    charge_out(files.session, ["F1"], "P1")
    files.clock.forward(days=4)
    assert bring(files.session, ["F1"])[0].next == "Aiko Ito has it already"
    assert waiting(files, "F1") == []


def test_with_another_on_its_day_it_is_queued_for(files: Centre) -> None:
    bring_forward(files.session, ["F1"], "P1", FRIDAY)
    charge_out(files.session, ["F1"], "P2")
    files.clock.forward(days=4)
    bring(files.session, ["F1"])
    assert waiting(files, "F1") == [files.ito.id]
    assert return_(files.session, ["F1"])[0].next == "set aside for Aiko Ito"


def test_two_officers_of_one_day_both_queue_and_a_box_is_as_a_file(files: Centre) -> None:
    for person in ("P1", "P2"):
        bring_forward(files.session, ["F1", "BOX", "I1"], person, FRIDAY)
    files.clock.forward(days=4)
    bring(files.session, ["F1", "BOX", "I1"])
    for key in ("F1", "BOX", "I1"):
        assert waiting(files, key) == [files.ito.id, files.roy.id]


def test_it_is_given_up(files: Centre) -> None:
    assert rules(lambda: cancel_forward(files.session, ["F1"], "P1")) == ["R20"]
    bring_forward(files.session, ["F1"], "P1", FRIDAY)
    cancel_forward(files.session, ["F1"], "P1")
    files.clock.forward(days=4)
    assert (listed(files), owed_today(files.session)) == ([], [])


def test_what_cannot_be_is_refused(files: Centre) -> None:
    with pytest.raises(BadInput):
        bring_forward(files.session, ["F1"], "P1", date(2026, 3, 1))
    edit_person(files.session, "P1", {"valid_until": "2026-03-05"})
    assert rules(lambda: bring_forward(files.session, ["F1"], "P1", FRIDAY)) == ["R14"]
    edit_person(files.session, "P1", {"valid_until": "2026-03-01"})
    ask = lambda: bring_forward(files.session, ["F1"], "P1", date(2026, 3, 2))  # noqa: E731
    assert rules(ask) == ["R14", "R14"]
    mark_missing(files.session, "F2", "gone")
    give_up(files.session, ["F2"], "gone")
    assert rules(lambda: bring_forward(files.session, ["F2"], "P2", FRIDAY)) == ["R14"]


def test_whose_registration_has_ended_gets_nothing_and_the_others_do(files: Centre) -> None:
    for person in ("P1", "P2"):
        bring_forward(files.session, ["F1"], person, FRIDAY)
    bring_forward(files.session, ["F2"], "P1", FRIDAY)
    edit_person(files.session, "P1", {"valid_until": "2026-03-05"})
    files.clock.forward(days=4)
    assert rules(lambda: bring(files.session, ["F2"])) == ["R14"]
    assert bring(files.session, ["F1"])[0].next == "asked for, for Jean Roy"
    assert waiting(files, "F1") == [files.roy.id]


def test_each_step_is_tried_first_told_on_the_record_and_undone(files: Centre) -> None:
    given = {"to": "P1", "on": FRIDAY}
    perform(files.session, acts()["bring-forward"], ["F1"], given, dry_run=True)
    assert forwards_of(files.session, files.now("F1")) == []
    perform(files.session, acts()["bring-forward"], ["F1"], {**given, "note": "reply"})
    (note,) = notes_on(files.session, files.now("F1"))["bring_forwards"]
    assert note.text == "to Aiko Ito on 2026-03-06 reply"
    files.clock.forward(days=4)
    bring(files.session, ["F1"])
    undo(files.session)
    assert (listed(files), waiting(files, "F1")) == ([("2026-03-06", "F1", "Aiko Ito")], [])
    undo(files.session)
    assert listed(files) == []


def test_nobody_learns_of_a_hidden_one(files: Centre) -> None:
    files.file("S1", security="secret")
    bring_forward(files.session, ["S1"], "P1", date(2026, 3, 2))
    other = files.desk.session("other")
    assert make_report(files.session, "bring-forward").totals == {"count": 1}
    assert make_report(other, "bring-forward").totals == {"count": 0}
    assert owed_today(other) == []
