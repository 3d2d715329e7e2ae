"""Many records of one subject together ask for a level of their own, by the site's rule (R16).

And what a record says is not given as a copy, a scan or a look to who could not draw it.
"""

from collections.abc import Iterator

import pytest

from rmdesk.duties.circulation import against_charge_out, charge_out, return_
from rmdesk.duties.ending import close
from rmdesk.duties.fulfilment import hand_over, make_ready
from rmdesk.duties.intake import intake
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import pick
from rmdesk.model.errors import Refused
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre

SAID = "R16: 3 records of 1250 together with Aiko Ito are secret: not cleared for it."


@pytest.fixture
def strict(centre: Centre) -> Iterator[Centre]:
    """A centre where three records of one class are secret together."""
    rule = '[access]\naggregate = 3\naggregate_level = "secret"\n'
    (centre.home / "guidelines.toml").write_text(rule)
    centre.desk.close()
    centre.desk = open_desk(centre.home, now=centre.clock)
    centre.session = centre.desk.session("mlee")
    for key in ("A1", "A2", "A3", "A4"):
        centre.file(key, **{"class": "1250"})
    centre.file("B1", **{"class": "1300"})
    centre.file("C1")
    yield centre
    centre.desk.close()


def against(centre: Centre, key: str, to: str = "P1") -> list[str]:
    session = centre.session
    case = against_charge_out(session, centre.now(key), session.person(to))
    return [each.told for each in case]


def test_so_many_of_a_class_ask_for_a_level(strict: Centre) -> None:
    charge_out(strict.session, ["A1", "B1", "C1"], "P1")
    assert against(strict, "A2") == []
    charge_out(strict.session, ["A2"], "P1")
    assert against(strict, "A3") == [SAID]
    assert against(strict, "A3", "P2") == []
    edit_person(strict.session, "P1", {"clearance": "secret"})
    assert against(strict, "A3") == []
    edit_person(strict.session, "P1", {"clearance": "confidential"})
    return_(strict.session, ["A1"])
    assert against(strict, "A3") == []


def test_so_many_in_one_hand_over_count_together(strict: Centre) -> None:
    with pytest.raises(Refused) as refusal:
        charge_out(strict.session, ["A1", "B1", "A2", "A3"], "P1")
    assert [each.told for each in refusal.value.reasons] == [SAID]
    charge_out(strict.session, ["A1", "B1", "A2", "C1"], "P1")


def test_what_is_in_a_box_counts_and_the_box_does_not(strict: Centre) -> None:
    strict.file("BOX", kind="box", **{"class": "1250"})
    for key in ("X1", "X2"):
        strict.file(key, container="BOX", home="", **{"class": "1250"})
    assert against(strict, "BOX") == []
    strict.file("X3", container="BOX", home="", **{"class": "1250"})
    assert against(strict, "BOX") == [SAID]


def test_of_hidden_ones_nothing_is_told_r17(strict: Centre) -> None:
    edit_person(strict.session, "P1", {"clearance": "protected a"})
    for key in ("A1", "A2"):
        strict.file(f"H{key}", security="protected a", **{"class": "1250"})
    charge_out(strict.session, ["HA1", "HA2"], "P1")
    add_person(strict.session, {"name": "Clerk", "login": "clerk"})
    clerk = strict.desk.session("clerk")
    case = against_charge_out(clerk, clerk.visible.one("A1"), clerk.person("P1"))
    assert [each.told for each in case] == ["R14: A1 does not go as it is now."]


def test_without_a_rule_any_number_goes(centre: Centre) -> None:
    keys = [centre.file(f"A{n}", **{"class": "1250"}).barcode for n in range(9)]
    charge_out(centre.session, keys, "P1")


def test_a_request_hands_over_so_many_and_no_more(strict: Centre) -> None:
    request = intake(strict.session, "P1", ["A1", "A2", "A3"]).request
    for key in ("A1", "A2", "A3"):
        pick(strict.session, key)
    make_ready(strict.session, request.number)
    with pytest.raises(Refused) as refusal:
        hand_over(strict.session, request.number)
    assert [each.told for each in refusal.value.reasons] == [SAID]


@pytest.mark.parametrize("type_", ["consult", "copy", "scan", "research"])
def test_what_a_record_says_is_given_to_who_could_draw_it(centre: Centre, type_: str) -> None:
    centre.file("S1", security="secret")
    request = intake(centre.session, "P1", ["S1"], type_=type_).request
    pick(centre.session, "S1")
    with pytest.raises(Refused) as refusal:
        close(centre.session, request.number)
    assert [each.told for each in refusal.value.reasons] == [
        "R16: Aiko Ito is not cleared for S1.",
        "R16: Aiko Ito is not on the access list of S1.",
    ]
    with pytest.raises(Refused):
        close(centre.session, request.number, "partly")
    edit_person(centre.session, "P1", {"clearance": "secret"})
    centre.entered("S1", "P1")
    close(centre.session, request.number)


def test_who_only_adds_to_a_record_is_told_nothing_of_it(centre: Centre) -> None:
    """What is interfiled gives nothing of the record to who brought the papers."""
    centre.file("S1", security="secret")
    request = intake(centre.session, "P1", ["S1"], type_="interfile").request
    pick(centre.session, "S1")
    assert close(centre.session, request.number).request.outcome == "filled"


def test_what_was_not_given_ends_for_anybody(centre: Centre) -> None:
    centre.file("S1", security="secret")
    request = intake(centre.session, "P1", ["S1"], type_="copy").request
    pick(centre.session, "S1")
    close(centre.session, request.number, "denied")
