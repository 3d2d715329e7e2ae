"""A clock that went back stops the work, until a supervisor says that it is right."""

import pytest

from data import StoreError
from rmdesk.duties.circulation import charge_out
from rmdesk.maintenance.clock import accept_clock
from rmdesk.model.errors import Refused
from tests.desk.conftest import Centre


def test_work_stops_and_goes_on_once_the_clock_is_accepted(centre: Centre) -> None:
    centre.file("A1")
    centre.clock.forward(days=-2)
    with pytest.raises(StoreError, match="clock"):
        charge_out(centre.session, ["A1"], "P1")
    assert centre.status("A1") == "in"
    accept_clock(centre.session, "the year was wrong")
    (entry,) = centre.session.store.journal.latest(1)
    assert entry.reason == "the year was wrong"
    charge_out(centre.session, ["A1"], "P1")
    assert not centre.session.store.verify().faults


def test_accepting_needs_a_supervisor_and_a_reason_r37(centre: Centre) -> None:
    centre.clock.forward(days=-2)
    for session, reason in ((centre.desk.session("visitor"), "why"), (centre.session, " ")):
        with pytest.raises(Refused) as refusal:
            accept_clock(session, reason)
        assert [each.rule for each in refusal.value.reasons] == ["R37"]
