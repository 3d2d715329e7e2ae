"""R34: what the journal tells of security is read by the security officer alone, and R17 first."""

from __future__ import annotations

from datetime import date

import pytest

from rmdesk.access.matters import BREACH
from rmdesk.desk.admission import admit
from rmdesk.desk.desk import Session
from rmdesk.duties.access_list import grant
from rmdesk.duties.audit import entry_data, entry_line, latest_entries, trail_of
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.moving import move
from rmdesk.duties.person import edit_person
from rmdesk.duties.place import add_place, edit_place
from rmdesk.duties.report import make_report
from rmdesk.duties.undo import undo
from rmdesk.model.errors import Refused
from rmdesk.model.roles import ROLES
from tests.desk.conftest import Centre
from tests.staff import colleague, signed_in

OTHERS = [role for role in ROLES if role != "security officer"]


@pytest.fixture
def busy(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Centre:
    """A centre in which every matter of security came up once, and other things beside."""
    session = centre.session
    centre.file("S", security="secret")
    centre.file("F")
    edit_person(session, "P1", {"clearance": "secret", "clearance_until": "2027-01-01"})
    edit_person(session, "P2", {"caveats": ["KITE"], "phone": "555"})
    edit_person(session, "P2", {"login": "jroy", "role": "technician"})
    grant(session, ["S"], {"to": "P1", "purpose": "work"})
    edit_holding(session, "F", {"security": "protected a"}, "found to be")
    edit_holding(session, "F", {"security": "protected b", "notes": "Amended"})
    add_place(session, {"barcode": "LOW", "row": "Z9"})
    edit_place(session, "LOW", {"security": "protected a"})
    with pytest.raises(Refused):
        move(session, ["S"], {"place": "LOW"})
    with pytest.raises(Refused):
        add_holding(session, {"title": "New", "security": "secret", "home": "LOW"})
    signed_in(monkeypatch, "mlee")
    admit(centre.desk, "jroy", "shared terminal")
    return centre


def told(session: Session, *, security: bool = False) -> list[tuple[str, str]]:
    """Actions and what they tell of, of the whole log."""
    rows = map(entry_data, latest_entries(session, 500, security=security))
    return [(each["action"], str({**(each["old"] or {}), **(each["new"] or {})})) for each in rows]


WORDS = ("secret", "clearance", "caveats", "protected", "KITE", "jroy", "'role'")
ACTIONS = (BREACH, "act for", "access grant")


@pytest.mark.parametrize("role", OTHERS)
def test_others_read_nothing_of_it(busy: Centre, role: str) -> None:
    other = colleague(busy.desk, "other", role=role, clearance="top secret", caveats="*")
    rows = told(other)
    assert not {action for action, _text in rows} & set(ACTIONS)
    assert not [row for row in rows if any(word in row[1] for word in WORDS)]
    assert any("Amended" in text for _action, text in rows), "the rest of the entry is there"
    assert any("555" in text for _action, text in rows)
    assert not [row for row in rows if row[0].startswith("edit ") and row[1] == "{}"]
    for key in ("P1", "P2", "S", "F", "LOW"):
        trail = str([entry_data(each) for each in trail_of(other, key, 100)])
        assert not any(word in trail for word in WORDS), key
    with pytest.raises(Refused, match="security officer"):
        latest_entries(other, 10, security=True)


def test_numbers_leave_no_gap_for_others(busy: Centre) -> None:
    other = colleague(busy.desk, "other", role="supervisor", clearance="top secret", caveats="*")
    numbers = [each.seq for each in latest_entries(other, 500)]
    assert numbers == [*range(1, len(numbers) + 1)]


def test_the_officer_reads_all_of_it(busy: Centre) -> None:
    officer = colleague(
        busy.desk, "officer", role="security officer", clearance="top secret", caveats="*"
    )
    actions = {action for action, _text in told(officer, security=True)}
    assert {*ACTIONS, "edit person", "edit holding", "edit place"} <= actions
    assert not any("File F'" in text for _action, text in told(officer, security=True)[2:])


def test_an_officer_reads_of_nothing_they_may_not_know_of(busy: Centre) -> None:
    officer = colleague(busy.desk, "officer", role="security officer")
    text = str(told(officer)) + str(told(officer, security=True))
    assert BREACH not in text
    assert "File S" not in text
    assert "act for" in text


def test_an_officer_who_knows_a_part_reads_of_that(busy: Centre) -> None:
    with pytest.raises(Refused):
        busy.file("K", security="top secret", caveats=["KITE"])
    officer = colleague(busy.desk, "officer", role="security officer", clearance="secret")
    breaches = [text for action, text in told(officer, security=True) if action == BREACH]
    assert len(breaches) == 2
    assert not any("KITE" in each for each in breaches)


def test_what_was_hidden_and_is_gone_is_in_no_log_and_no_figure(centre: Centre) -> None:
    """Also where nothing that is there now is hidden."""
    centre.file("F", unit="Maps")
    add_place(centre.session, {"barcode": "LOW", "row": "Z9"})
    edit_place(centre.session, "LOW", {"security": "protected a"})
    clerk = colleague(centre.desk, "clerk")
    officer = colleague(centre.desk, "officer", role="security officer")

    def seen() -> list[object]:
        days = date(2026, 1, 1), date(2026, 12, 31)
        figures = [
            make_report(each, "activity", *days, by=by).rows
            for each in (clerk, officer)
            for by in ("action", "actor", "day")
        ]
        return [told(clerk), told(officer), told(officer, security=True), *figures]

    before = seen()
    centre.file("S", security="secret", unit="Sigint", home="")
    undo(centre.session)
    assert seen() == before
    with pytest.raises(Refused):
        centre.file("S", security="secret", home="LOW")
    assert seen() == before


def test_who_acts_for_an_officer_and_is_none_reads_nothing(busy: Centre) -> None:
    colleague(busy.desk, "officer", role="security officer", clearance="top secret", caveats="*")
    colleague(busy.desk, "other", role="administrator", clearance="top secret", caveats="*")
    acting = Session(busy.desk, "officer", "other")
    assert not {action for action, _text in told(acting)} & set(ACTIONS)


def test_an_open_record_in_a_hidden_box_tells_no_number_of_it(centre: Centre) -> None:
    """As of a container that nothing answers to: what was written stays, and stands for nothing."""
    add_place(centre.session, {"barcode": "VAULT", "row": "Z9", "security": "secret"})
    clerk = colleague(centre.desk, "clerk")

    def seen(barcode: str) -> list[object]:
        centre.file(barcode, container="BOX", home="")
        edit_holding(centre.session, barcode, {"container": "O"})
        edit_holding(centre.session, barcode, {"container": "BOX", "notes": "back"})
        trail = trail_of(clerk, barcode, 100)
        lines = [entry_line(clerk, each)["change"].replace(barcode, "F") for each in trail]
        values = [(each.old, {**(each.new or {}), "barcode": ""}) for each in trail]
        return [lines, str(values).replace(barcode, "F")]

    centre.file("O", kind="box")
    without = seen("A1")
    assert "inside" in str(without), "of a box that one may know of it is told"
    centre.file("BOX", kind="box", security="secret", home="VAULT")
    assert seen("A2") == without
    whole = [entry_line(centre.session, each) for each in trail_of(centre.session, "A2", 100)]
    assert "inside: BOX" in str(whole), "who may know of the box is told"


def test_what_only_names_what_is_hidden_is_in_no_log(centre: Centre) -> None:
    add_place(centre.session, {"barcode": "VAULT", "row": "Z9", "security": "secret"})
    clerk = colleague(centre.desk, "clerk")
    centre.file("A1", container="BOX", home="")
    before = told(clerk)
    centre.file("BOX", kind="box", security="secret", home="VAULT")
    edit_holding(centre.session, "A1", {"container": "BOX"})
    assert centre.now("A1").inside == centre.now("BOX").id
    assert told(clerk) == before
