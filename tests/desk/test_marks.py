"""R18, R19: nothing goes to a place, a container or a person below its level; each attempt is told.

Cases: how it would come there (registered, moved, refiled, sent, received, put into a box, raised,
imported), by what is above (the record, what lies in it), where the mark is said (the place, what
it lies in, nowhere), and who acts (who may know of it, who may not).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rmdesk import duties
from rmdesk.access.matters import BREACH
from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.marks import place_covers
from rmdesk.duties.moving import move
from rmdesk.duties.person import edit_person
from rmdesk.duties.place import add_place, edit_place
from rmdesk.duties.refiling import refile
from rmdesk.duties.returning import return_
from rmdesk.duties.transit import receive, send
from rmdesk.duties.undo import undo
from rmdesk.exchange.importing import import_file
from rmdesk.model.errors import Refused
from rmdesk.model.levels import LEVELS
from tests.desk.conftest import Centre
from tests.staff import colleague


def attempts(session: Session) -> list[str]:
    """What the journal tells of breaches that were attempted, oldest first: the key of each."""
    told = session.store.journal.since(0, 10_000)
    return [(each.new or {})["key"] for each in told if each.action == BREACH]


def refused(act: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [each.rule for each in caught.value.reasons]


@pytest.fixture
def marked(centre: Centre) -> Centre:
    """A centre with a vault for what is secret, a shelf for less, and a row whose room says it."""
    for values in (
        {"barcode": "VAULT", "room": "V", "security": "top secret"},
        {"barcode": "V1", "room": "V", "row": "1", "shelf": "1"},
        {"barcode": "V2", "room": "V", "row": "1", "shelf": "2"},
        {"barcode": "LOW", "row": "C1", "shelf": "1", "security": "protected a"},
    ):
        add_place(centre.session, values)
    return centre


@pytest.mark.parametrize("mark", LEVELS)
@pytest.mark.parametrize("level", LEVELS)
def test_a_mark_covers_its_scale_and_the_lower_one(mark: str, level: str) -> None:
    scale = {each: each.startswith("protected") for each in LEVELS}
    covers = place_covers(mark, "" if level == "unclassified" else f"{level}|NATO")
    if level == "unclassified":
        assert covers
    elif scale[mark] == scale[level]:
        assert covers == (LEVELS.index(mark) >= LEVELS.index(level))
    else:
        assert covers == (mark in LEVELS[4:])


PLACES = [("LOW", False), ("L1", False), ("VAULT", True), ("V1", True)]
"""What takes a secret record where places are marked: an unmarked one does not."""


@pytest.mark.parametrize(("place", "takes"), PLACES)
@pytest.mark.parametrize("how", ["add", "edit", "move", "refile", "send", "receive"])
def test_a_place_below_the_level_is_refused(
    marked: Centre, place: str, takes: bool, how: str
) -> None:
    session = marked.session
    if how not in ("add", "refile"):
        marked.file("S", security="secret", home="VAULT" if place != "VAULT" else "V1")
    if how == "refile":
        marked.file("S", security="secret", home="")
        charged(marked, "S")
    if how == "receive":
        send(session, ["S"], "V2")
    acts: dict[str, Callable[[], object]] = {
        "add": lambda: marked.file("S", security="secret", home=place),
        "edit": lambda: edit_holding(session, "S", {"home": place}),
        "move": lambda: move(session, ["S"], {"place": place}),
        "refile": lambda: refile(session, ["S"], place),
        "send": lambda: send(session, ["S"], place),
        "receive": lambda: receive(session, ["S"], place),
    }
    if takes:
        acts[how]()
        assert attempts(session) == []
    else:
        assert "R18" in refused(acts[how])
        assert attempts(session) == ["S"]


def charged(centre: Centre, key: str) -> None:
    edit_person(centre.session, "P1", {"clearance": "secret"})
    centre.entered(key, "P1")
    charge_out(centre.session, [key], "P1")
    return_(centre.session, [key])


def test_a_centre_that_marks_nothing_refuses_nothing(centre: Centre) -> None:
    centre.file("S", security="secret")
    move(centre.session, ["S"], {"place": "L2"})
    assert attempts(centre.session) == []


def test_what_lives_at_an_unmarked_place_goes_home(centre: Centre) -> None:
    centre.file("S", security="secret")
    charged(centre, "S")
    add_place(centre.session, {"barcode": "LOW", "security": "protected a"})
    refile(centre.session, ["S"], "L1")
    assert centre.status("S") == "in"


@pytest.mark.parametrize("how", ["move", "send"])
def test_a_box_counts_with_what_lies_in_it(marked: Centre, how: str) -> None:
    session = marked.session
    marked.file("B", kind="box", home="VAULT")
    marked.file("I", container="B", home="", security="secret")
    act = move if how == "move" else send
    to = {"place": "LOW"} if how == "move" else "LOW"
    assert refused(lambda: act(session, ["B"], to)) == ["R18"]  # type: ignore[arg-type]
    assert attempts(session) == ["I"]


def test_nothing_goes_into_a_box_below_it(marked: Centre) -> None:
    session = marked.session
    marked.file("B", kind="box", home="VAULT", security="protected a")
    marked.file("N", kind="box", home="LOW")
    assert refused(lambda: marked.file("I", container="B", home="", security="secret")) == ["R19"]
    assert refused(lambda: marked.file("I", container="N", home="", security="secret")) == ["R18"]
    assert attempts(session) == ["I", "I"]


def test_a_level_is_not_raised_above_where_the_record_is(marked: Centre) -> None:
    session = marked.session
    marked.file("F", home="LOW")
    marked.file("B", kind="box", home="VAULT", security="protected a")
    marked.file("I", container="B", home="")
    assert refused(lambda: edit_holding(session, "F", {"security": "secret"})) == ["R18"]
    assert refused(lambda: edit_holding(session, "I", {"security": "secret"})) == ["R19"]
    edit_holding(session, "F", {"security": "protected a"})
    assert attempts(session) == ["F", "I"]


def test_a_box_is_not_lowered_below_what_lies_in_it(marked: Centre) -> None:
    session = marked.session
    marked.file("B", kind="box", home="VAULT", security="secret")
    marked.file("I", container="B", home="", security="secret")
    assert refused(lambda: edit_holding(session, "B", {"security": "protected a"})) == ["R19"]


def test_a_place_is_not_lowered_below_what_lives_there(marked: Centre) -> None:
    session = marked.session
    marked.file("S", home="V1", security="secret")
    assert refused(lambda: edit_place(session, "VAULT", {"security": "protected c"})) == ["R18"]
    assert refused(lambda: edit_place(session, "V1", {"security": "confidential"})) == ["R18"]
    edit_place(session, "VAULT", {"security": "secret"})


@pytest.mark.parametrize("how", ["on its way", "received there", "in a box on its way"])
@pytest.mark.parametrize("place", ["V2", "VAULT"])
def test_a_place_is_not_lowered_below_what_is_there_for_a_while(
    marked: Centre, how: str, place: str
) -> None:
    session = marked.session
    marked.file("S", home="V1", security="secret")
    key = "S"
    if how == "in a box on its way":
        marked.file("B", kind="box", home="V1")
        marked.file("I", container="B", home="", security="secret")
        key = "B"
    add_place(session, {"barcode": "V0", "room": "V", "row": "2", "security": "secret"})
    move(session, ["S"], {"place": "V0"})
    send(session, [key], "V2")
    if how == "received there":
        receive(session, [key])
    values = {"security": "confidential"}
    assert refused(lambda: edit_place(session, place, values)) == ["R18"]
    edit_place(session, place, {"security": "secret"})
    receive(session, [key], at="V1") if how != "received there" else send(session, [key], "V1")


def test_only_the_security_officer_marks_a_place(marked: Centre) -> None:
    clerk = colleague(marked.desk, "clerk", role="supervisor", clearance="top secret")
    assert refused(lambda: edit_place(clerk, "LOW", {"security": "secret"})) == ["R37"]
    assert refused(lambda: add_place(clerk, {"barcode": "N", "security": "secret"})) == ["R37"]


def test_an_undo_passes_the_marks_of_today(marked: Centre) -> None:
    session = marked.session
    marked.file("F", home="LOW")
    move(session, ["F"], {"place": "VAULT"})
    edit_holding(session, "F", {"security": "secret"})
    move_act = next(e.act for e in session.store.journal.latest(100) if e.action == "move")
    assert refused(lambda: undo(session, move_act)) == ["R18"]
    assert attempts(session) == ["F"]


def test_a_row_above_the_level_of_its_place_or_box_is_refused(
    marked: Centre, tmp_path: Path
) -> None:
    marked.file("B", kind="box", home="VAULT", security="protected a")
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "barcode,title,home,container,security\nA,One,LOW,,secret\nC,Two,,B,secret\nD,Three,LOW,,\n"
        "X,Box,LOW,,\nE,Four,,X,secret\n",
        "utf-8",
    )
    dry = import_file(marked.session, "holdings", rows, dry_run=True, skip_bad=True)
    assert attempts(marked.session) == []
    report = import_file(marked.session, "holdings", rows, skip_bad=True)
    assert [each.row for each in report.refused] == [each.row for each in dry.refused] == [2, 3, 6]
    assert sorted(attempts(marked.session)) == ["A", "C", "E"]
    assert report.added == 2


def test_a_person_below_the_level_is_an_attempt(centre: Centre) -> None:
    centre.file("S", security="secret")
    centre.entered("S", "P1")
    assert refused(lambda: charge_out(centre.session, ["S"], "P1")) == ["R16"]
    assert attempts(centre.session) == ["S"]


def test_a_dry_run_and_a_dimmed_row_are_no_attempts(marked: Centre) -> None:
    marked.file("S", security="secret", home="VAULT")
    act = duties.acts()["move"]
    given = {"place": "LOW"}
    assert act.reasons_against(marked.session, marked.now("S"), given)
    refused(lambda: perform(marked.session, act, ["S"], given, dry_run=True))
    assert attempts(marked.session) == []


@pytest.mark.parametrize("place", ["LOW", "L1"])
def test_who_may_not_know_is_told_nothing_of_why(marked: Centre, place: str) -> None:
    marked.file("B", kind="box", home="VAULT")
    add_holding(
        marked.session,
        {"barcode": "I", "title": "Kestrel", "container": "B", "security": "secret"},
    )
    clerk = colleague(marked.desk, "clerk")
    with pytest.raises(Refused) as caught:
        move(clerk, ["B"], {"place": place})
    told = caught.value.message
    assert "as it is now" in told
    assert not any(word in told for word in ("I ", "secret", "Kestrel", "marked"))
