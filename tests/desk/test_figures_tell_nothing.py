"""R17 in every figure: what is done on hidden records changes no report of who may not know."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rmdesk.access import journal
from rmdesk.desk.registering import register
from rmdesk.duties.access_list import grant
from rmdesk.duties.accession import accept, receive
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.film import FILM_JOBS
from rmdesk.duties.hold import place
from rmdesk.duties.override import charge_out_anyway
from rmdesk.duties.person import edit_person
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.request import close, intake
from rmdesk.duties.reserving import reserve
from rmdesk.duties.returning import return_
from rmdesk.duties.sending import receive as signed_for
from tests.desk.test_accession import announce
from tests.desk.test_digitizing import queued
from tests.desk.test_hold import opened
from tests.desk.test_transfer import Out, out
from tests.staff import colleague

__all__ = ["out"]

pytestmark = pytest.mark.whole


DAYS = date(2026, 1, 1), date(2026, 12, 31)


def secret(out: Out, key: str, **more: Any) -> str:
    out.goes(key, security="secret", extent_m=0.5, **more)
    return key


def cleared(out: Out, **more: Any) -> str:
    """A hidden record that two people may draw."""
    secret(out, "S1", **more)
    for person in ("P1", "O1"):
        grant(out.session, ["S1"], {"to": person, "purpose": "work"})
    return "S1"


def _requested(out: Out) -> None:
    number = intake(out.boss, "P1", [secret(out, "S1")], priority="urgent").request.number
    close(out.boss, number, "not-found")


def _accession(out: Out) -> None:
    number = announce(out.centre, "0801", security="secret", **{"class": "S"})
    receive(out.session, number, {})
    accept(out.session, number, {"place": "L2"})


def _transferred(out: Out) -> None:
    number = out.sent(secret(out, "S1"))
    signed_for(out.session, number, {"signed": "A. Keeper"})


def _filmed(out: Out) -> None:
    secret(out, "S1", kind="reel")
    register(out.session, FILM_JOBS, {"film": "S1", "frames": "1-40"})


def _lent_and_back(out: Out) -> None:
    charge_out(out.boss, [cleared(out, unit="Sigint")], "P1")
    return_(out.session, ["S1"])


def _disposed(out: Out) -> None:
    out.file("S1", security="secret")
    out.executed("S1", witness=["Wit", "Ness"])


def _lent_all_the_same(out: Out) -> None:
    reserve(out.boss, [cleared(out)], "O1")
    charge_out_anyway(out.boss, ["S1"], "P1", "urgent")


HIDDEN: dict[str, Callable[[Out], object]] = {
    "registered": lambda out: secret(out, "S1", unit="Sigint", medium="film", **{"class": "S"}),
    "lent": lambda out: charge_out(out.boss, [cleared(out)], "P1"),
    "lent and back": _lent_and_back,
    "lent all the same": _lent_all_the_same,
    "waited for": lambda out: (
        charge_out(out.boss, [cleared(out)], "P1"), reserve(out.boss, ["S1"], "O1"),
    ),
    "requested, not found": _requested,
    "missing": lambda out: mark_missing(out.session, secret(out, "S1"), "not there"),
    "listed for access": lambda out: grant(
        out.session, [secret(out, "S1")], {"to": "P1", "purpose": "work"}
    ),
    "held": lambda out: place(
        out.session, opened(out.session, security="secret"), {"on": [secret(out, "S1")]}
    ),
    "accessioned": _accession,
    "transferred": _transferred,
    "disposed of": _disposed,
    "queued for a scan": lambda out: queued(out.centre, secret(out, "S1")),
    "filmed": _filmed,
}  # fmt: skip
"""What is done on a record that only some may know of; each leaves its rows in some report."""


def told(out: Out, login: str) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Every report by each of its groups, as somebody has it."""
    session = colleague(out.centre.desk, login)
    asked = [(name, by) for name, kind in REPORTS.items() for by in ("", *kind.groups)]
    made = {key: make_report(session, key[0], *DAYS, key[1]) for key in asked}
    return {key: (each.rows, each.totals) for key, each in made.items()}


@pytest.mark.parametrize("few", [0, 10**9], ids=["from sums", "one by one"])
@pytest.mark.parametrize("what", HIDDEN)
def test_no_report_of_who_may_not_know_is_another(
    out: Out, what: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "FEW", few)
    colleague(out.centre.desk, "low")
    for key in ("P1", "O1", "Wit", "Ness"):
        edit_person(out.session, key, {"clearance": "secret", "clearance_until": "2030-01-01"})
    secret(out, "S9")  # so that something is hidden before as well
    told(out, "low")  # what falls due is dated anew by who looks first
    before, all_before = told(out, "low"), told(out, "boss")
    HIDDEN[what](out)
    after, all_after = told(out, "low"), told(out, "boss")
    assert [key for key in after if after[key] != before[key]] == []
    assert all_after != all_before, "nothing was done"
