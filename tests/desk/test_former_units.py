"""Units that an act made known, when it is taken back: for who may not know of them too (R17)."""

from __future__ import annotations

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.batch import DisposalItem
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import edit_person
from rmdesk.duties.shift import acts_of_today
from rmdesk.duties.undo import Undone, undo
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Unit
from tests.desk.conftest import Centre
from tests.staff import colleague


def units(session: Session) -> dict[str, str]:
    rows = session.visible.known(Unit.table, [*session.store.table(Unit.table)])
    return {row["name"]: row.get("guard", "") for row in rows}


def registered(session: Session, unit: str) -> tuple[int, Undone]:
    """Register a file of a unit and take it back: how many acts one had, and what was undone."""
    add_holding(session, {"barcode": f"of {unit}", "title": "x", "unit": unit})
    return len(acts_of_today(session)), undo(session)


def test_naming_a_hidden_unit_is_undone_as_if_it_had_not_been(centre: Centre) -> None:
    centre.file("S1", security="secret", unit="Sigint")
    clerk = colleague(centre.desk, "clerk")
    before = units(centre.session)
    told = {unit: registered(clerk, unit) for unit in ("Sigint", "New")}
    (one, hidden), (other, new) = told.values()
    assert (one + 1, hidden.action, hidden.word) == (other, new.action, new.word)
    assert [each.partition(":")[0] for each in hidden.subjects] \
        == [each.partition(":")[0] for each in new.subjects]  # fmt: skip
    with pytest.raises(NotFound):
        clerk.visible.one("of Sigint")
    assert units(clerk).keys() == before.keys() - {"Sigint"}
    assert units(centre.session) == before


def test_what_tells_of_the_unit_of_a_hidden_record_makes_it_known_to_nobody(centre: Centre) -> None:
    clerk = colleague(centre.desk, "clerk")
    add_holding(clerk, {"barcode": "A", "title": "x", "unit": "Sigint"})
    hidden = centre.file("S1", security="secret", unit="Sigint")
    with centre.session.change("propose"):
        centre.session.save(DisposalItem(batch=1, holding=hidden.id, unit="Sigint"))
    undo(clerk)
    assert "Sigint" not in units(clerk)


def test_the_unit_of_a_hidden_accession_is_hidden(centre: Centre) -> None:
    announced = {"unit": "Sigint", "title": "x"}
    register(centre.session, ACCESSIONS, announced | {"security": "secret"})
    clerk = colleague(centre.desk, "clerk")
    assert "Sigint" not in units(clerk)
    register(centre.session, ACCESSIONS, announced)
    assert units(clerk)["Sigint"] == ""


def test_a_unit_that_others_name_since_stays_known_to_them(centre: Centre) -> None:
    clerk = colleague(centre.desk, "clerk")
    add_holding(clerk, {"barcode": "A", "title": "x", "unit": "Maps"})
    centre.file("B", unit="Maps")
    undo(clerk)
    assert units(clerk)["Maps"] == ""
    add_holding(clerk, {"barcode": "A", "title": "x", "unit": "Plans"})
    centre.file("S1", security="secret", unit="Plans")
    undo(clerk)
    assert "Plans" not in units(clerk)
    assert units(centre.session)["Plans"] == "secret"
    add_holding(clerk, {"barcode": "A", "title": "x", "unit": "Leases"})
    edit_person(centre.session, "P1", {"authorised": ["Leases"]})
    undo(clerk)
    assert units(clerk)["Leases"] == ""
