"""Owners are asked by letter, once a step, until they answer; no answer is never consent (R6)."""

from typing import Any

import pytest

from rmdesk.duties.approval import approve, drop
from rmdesk.duties.asking import addressee
from rmdesk.duties.consent import concur, refuse
from rmdesk.duties.disposition import told_batch
from rmdesk.duties.notice import CONCURRENCE, Notice
from rmdesk.duties.notifying import letters_due, print_letters
from rmdesk.duties.owing import owed_today
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre
from tests.desk.test_disposition import Batches


@pytest.fixture
def batches(centre: Centre) -> Batches:
    """Two units with a custodian each, and a record of either in a disposition."""
    made = Batches(centre)
    for name, unit in (("Cora", "Finance"), ("Lex", "Legal")):
        values = {"name": name, "barcode": name.upper(), "unit": unit, "custodian": True}
        add_person(made.session, values)
    for key, unit in (("A", "Finance"), ("B", "Finance"), ("C", "Legal")):
        made.file(key, unit=unit)
    made.propose("A", "B", "C")
    return made


def due(batches: Batches) -> list[tuple[str, str, int | None, int]]:
    return [(o.person.name, o.unit, o.step, len(o.items)) for o in owed_today(batches.session)]


def send(batches: Batches) -> list[str]:
    letters = letters_due(batches.session, [CONCURRENCE])
    print_letters(batches.session, letters, lambda _some: None)
    return [letter.text for letter in letters]


def awaited(batches: Batches) -> list[str]:
    told: list[str] = told_batch(batches.session, batches.batch("1"))["awaited"]
    return told


def test_each_unit_is_asked_once_with_all_its_records(batches: Batches) -> None:
    assert due(batches) == [("Cora", "Finance", 0, 2), ("Lex", "Legal", 0, 1)]
    finance, legal = send(batches)
    assert "A  File A\n    kept to 2015-03-31  D-2026-0001, proposed 2026-03-02" in finance
    assert ("B  File B" in finance, "File C" in finance, "File C" in legal) == (True, False, True)
    assert "No answer is not taken for consent." in " ".join(finance.split())
    assert due(batches) == []
    assert send(batches) == []
    assert awaited(batches) == [
        "Finance: 2 records, asked 0 days ago; 1 letter, on 2026-03-02",
        "Legal: 1 records, asked 0 days ago; 1 letter, on 2026-03-02",
    ]


@pytest.mark.parametrize(
    ("days", "step"), [(1, None), (13, None), (14, 14), (29, 14), (30, 30), (59, 30), (400, 60)]
)
def test_who_does_not_answer_is_asked_again_on_each_step(
    batches: Batches, days: int, step: int | None
) -> None:
    send(batches)
    batches.centre.clock.forward(days=days)
    assert {each[2] for each in due(batches)} == ({step} if step is not None else set())
    send(batches)
    assert due(batches) == []
    with pytest.raises(Refused):
        approve(batches.boss, "D-2026-0001")


def test_the_letters_are_aged_and_counted(batches: Batches) -> None:
    send(batches)
    batches.centre.clock.forward(days=20)
    send(batches)
    assert awaited(batches)[0] == (
        "Finance: 2 records, asked 20 days ago; 2 letters, the last on 2026-03-22"
    )


ANSWERS: list[tuple[str, Any]] = [
    ("agreed", lambda b: concur(b.session, "1", {"unit": "Finance", "by": "CORA"})),
    ("refused", lambda b: refuse(b.session, "1", {"keys": ["A", "B"], "reason": "ours"})),
]


@pytest.mark.parametrize("answer", [case[1] for case in ANSWERS], ids=[c[0] for c in ANSWERS])
def test_who_answered_is_asked_no_more(batches: Batches, answer: Any) -> None:
    answer(batches)
    assert due(batches) == [("Lex", "Legal", 0, 1)]
    undo(batches.session)
    assert len(due(batches)) == 2


def test_what_is_given_up_or_approved_is_asked_of_nobody(batches: Batches) -> None:
    letters = letters_due(batches.session, [CONCURRENCE])
    drop(batches.session, "1", {"reason": "anew"})
    assert due(batches) == []
    written: list[int] = []
    print_letters(batches.session, letters, lambda some: written.append(len(some)))
    assert written == [0]
    assert batches.session.store.table(Notice.table).all() == []


def test_only_a_custodian_who_is_still_there_is_written_to(batches: Batches) -> None:
    edit_person(batches.session, "LEX", {"valid_until": "2026-03-01"})
    assert addressee(batches.session, "Legal") is None
    assert "Legal: 1 records, asked 0 days ago; it has no custodian to write to" in awaited(batches)
    mail = {"name": "Zoe", "unit": "Finance", "custodian": True, "email": "zoe@example.org"}
    add_person(batches.session, mail)
    found = addressee(batches.session, "Finance")
    assert found is not None
    assert found.name == "Zoe"
    assert addressee(batches.session, "") is None


def test_a_letter_names_nothing_that_its_reader_is_not_cleared_for(batches: Batches) -> None:
    batches.file("S", title="Kestrel", security="secret")
    number = batches.propose("S")
    text = next(text for text in send(batches) if number in text)
    assert "Kestrel" not in text
