"""How often the store is asked: a look at the desk and a keystroke must stay cheap over years."""

import gc
import sqlite3
from collections.abc import Callable

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.search import search
from rmdesk.duties.workload import desk_counts
from tests.desk.conftest import Centre


@pytest.fixture
def busy(centre: Centre) -> Centre:
    for number in range(12):
        level = ("", "secret", "protected b")[number % 3]
        centre.file(f"A{number}", title="culvert survey", security=level)
    return centre


def statements(session: Session, look: Callable[[], object]) -> list[str]:
    """What the store was asked, once all connections are there."""
    look()
    asked: list[str] = []
    connections = [each for each in gc.get_objects() if isinstance(each, sqlite3.Connection)]
    for each in connections:
        each.set_trace_callback(asked.append)
    try:
        look()
    finally:
        for each in connections:
            each.set_trace_callback(None)
    return asked


@pytest.mark.parametrize("login", ["mlee", "visitor"])
def test_the_counts_of_the_desk_take_at_most_thirty_statements(busy: Centre, login: str) -> None:
    session = busy.desk.session(login)
    asked = statements(session, lambda: desk_counts(session))
    assert 0 < len(asked) <= 30, asked


@pytest.mark.parametrize("login", ["mlee", "visitor"])
def test_a_keystroke_of_the_search_takes_at_most_twelve(busy: Centre, login: str) -> None:
    session = busy.desk.session(login)
    asked = statements(session, lambda: search(session, "culv", typing=True))
    assert 0 < len(asked) <= 12, asked


def test_guards_are_asked_again_once_somebody_has_written(busy: Centre) -> None:
    session = busy.desk.session("visitor")
    before = statements(session, lambda: session.visible.hidden_guards)
    assert not [each for each in before if "guard" in each]
    assert "top secret" not in session.visible.hidden_guards
    busy.file("T1", title="new level", security="top secret")
    assert "top secret" in session.visible.hidden_guards
