"""The hand-over gate (R14): each rule passes and refuses, and all reasons come at once."""

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.gate import gather, reasons_against
from rmdesk.duties.person import add_person
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import Status
from tests.desk.conftest import Centre


def against(session: Session, holding: Holding, person: Person) -> list[str]:
    return [reason.rule for reason in reasons_against(gather(session, holding, person))]


def test_a_plain_file_goes_to_a_plain_borrower(centre: Centre) -> None:
    assert against(centre.session, centre.file("A1"), centre.ito) == []


@pytest.mark.parametrize(
    ("status", "rule"),
    [
        (Status.MISSING, "R14"),
        (Status.TRANSIT, "R14"),
        (Status.DESTROYED, "R28"),
        (Status.TRANSFERRED, "R28"),
        (Status.WITHDRAWN, "R28"),
    ],
)
def test_what_is_not_here_does_not_go(centre: Centre, status: Status, rule: str) -> None:
    holding = centre.file("A1")
    holding.status = status
    assert against(centre.session, holding, centre.ito) == [rule]


@pytest.mark.parametrize("status", [Status.IN, Status.PICKED, Status.WAITING, Status.TO_REFILE])
def test_what_is_here_goes(centre: Centre, status: Status) -> None:
    holding = centre.file("A1")
    holding.status = status
    assert against(centre.session, holding, centre.ito) == []


@pytest.mark.parametrize(
    ("level", "clearance", "rules"),
    [
        ("protected b", "protected b", []),
        ("protected b", "protected a", ["R16"]),
        ("protected b", "secret", []),
        ("confidential", "protected c", ["R16"]),
        ("secret", "secret", []),
        ("secret", "confidential", ["R16"]),
        ("secret", "", ["R16"]),
    ],
)
def test_clearance_is_asked_on_the_right_scale_r16(
    centre: Centre, level: str, clearance: str, rules: list[str]
) -> None:
    holding = centre.file("A1", security=level)
    person = add_person(centre.session, {"name": "Cleared", "clearance": clearance})
    centre.entered("A1", "Cleared")
    assert against(centre.session, holding, person) == rules


@pytest.mark.parametrize(
    ("until", "told"),
    [
        ("2026-03-01", "The clearance of Cleared expired on 2026-03-01."),
        ("2026-03-02", "Cleared is not cleared for A1."),
        ("", "Cleared is not cleared for A1."),
    ],
)
def test_it_is_told_whether_a_clearance_is_over_or_too_low(
    centre: Centre, until: str, told: str
) -> None:
    holding = centre.file("A1", security="secret")
    values = {"name": "Cleared", "clearance": "confidential", "clearance_until": until}
    person = add_person(centre.session, values)
    first, *_rest = reasons_against(gather(centre.session, holding, person))
    assert (first.rule, first.text) == ("R16", told)


def test_an_expired_clearance_is_none_r16(centre: Centre) -> None:
    holding = centre.file("A1", security="secret")
    for name, until, rules in (("Late", "2026-03-01", ["R16"]), ("Today", "2026-03-02", [])):
        values = {"name": name, "clearance": "secret", "clearance_until": until}
        person = add_person(centre.session, values)
        centre.entered("A1", name)
        assert against(centre.session, holding, person) == rules


def test_a_caveat_must_be_held_too(centre: Centre) -> None:
    holding = centre.file("A1", security="secret", caveats=["nato"])
    values = {"name": "Without", "clearance": "top secret"}
    without = add_person(centre.session, values)
    holder = {"name": "With", "clearance": "secret", "caveats": ["NATO"]}
    with_it = add_person(centre.session, holder)
    for name in ("With", "Without"):
        centre.entered("A1", name)
    assert against(centre.session, holding, without) == ["R16"]
    assert against(centre.session, holding, with_it) == []


def test_a_box_asks_for_the_level_of_all_that_goes_with_it_r19(centre: Centre) -> None:
    box = centre.file("BOX", kind="box")
    centre.file("A1", container="BOX", security="secret")
    assert against(centre.session, box, centre.ito) == ["R16", "R16"]
    centre.entered("A1", "P1")
    assert against(centre.session, box, centre.ito) == ["R16"]


def test_a_unit_with_a_custodian_releases_to_whom_it_authorised_r15(centre: Centre) -> None:
    holding = centre.file("A1", unit="Finance")
    assert against(centre.session, holding, centre.ito) == []
    custodian = {"name": "Keeper", "unit": "Finance", "custodian": True}
    keeper = add_person(centre.session, custodian)
    deputy = add_person(centre.session, {"name": "Deputy", "authorised": ["Finance"]})
    colleague = add_person(centre.session, {"name": "Colleague", "unit": "Finance"})
    assert against(centre.session, holding, keeper) == []
    assert against(centre.session, holding, deputy) == []
    assert against(centre.session, holding, colleague) == ["R15"]
    (reason,) = reasons_against(gather(centre.session, holding, centre.ito))
    assert reason.lifted_by == "Keeper"


def test_a_borrower_past_the_last_valid_day_gets_nothing(centre: Centre) -> None:
    holding = centre.file("A1")
    gone = add_person(centre.session, {"name": "Gone", "valid_until": "2026-03-01"})
    stays = add_person(centre.session, {"name": "Stays", "valid_until": "2026-03-02"})
    assert against(centre.session, holding, gone) == ["R14"]
    assert against(centre.session, holding, stays) == []


def test_the_limit_counts_what_goes_in_the_same_hand_over(centre: Centre) -> None:
    keys = [centre.file(f"A{number}").barcode for number in range(51)]
    with pytest.raises(Refused) as refusal:
        charge_out(centre.session, keys, "P1")
    assert [reason.rule for reason in refusal.value.reasons] == ["R14"]
    charge_out(centre.session, keys[:50], "P1")


def test_single_documents_are_not_lent_r27(centre: Centre) -> None:
    assert against(centre.session, centre.file("A1", kind="document"), centre.ito) == ["R27"]


def test_all_reasons_are_given_at_once_r14(centre: Centre) -> None:
    holding = centre.file("A1", kind="document", security="secret", unit="Finance")
    add_person(centre.session, {"name": "Keeper", "unit": "Finance", "custodian": True})
    holding.status = Status.MISSING
    late = add_person(centre.session, {"name": "Late", "valid_until": "2020-01-01"})
    assert sorted(against(centre.session, holding, late)) == [
        "R14",
        "R14",
        "R15",
        "R16",
        "R16",
        "R27",
    ]
