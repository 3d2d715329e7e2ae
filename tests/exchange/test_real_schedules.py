"""Real retention schedules: what is written is kept, and read right or not at all."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.model.plans import Plan
from rmdesk.model.records import ScheduleItem
from rmdesk.model.understanding import plan_of
from tests.exchange.conftest import Bring
from tests.exchange.real import DATA, needs, rows_of

pytestmark = pytest.mark.whole

FILE = DATA / "retention" / "retention.csv"
READINGS = Path(__file__).with_name("schedule_readings.txt")
"""What rows of the file mean, told by hand: the row, then its clocks, `ever`, or `?` for what is
not to be understood. A clock is a length (months, days), where it starts and at whose end."""

MAP = """[columns]
code = "row_id"
title = "title"
trigger = "retention_text"
active_years = "retention_years"
disposition = "disposition_text"
citation = "legal_citation"
"""


@cache
def items() -> Mapping[str, ScheduleItem]:
    return {row["row_id"]: item_of(row) for row in rows_of(FILE)}


def item_of(row: Mapping[str, str]) -> ScheduleItem:
    years, months = row["retention_years"], row["retention_months"]
    return ScheduleItem(
        code=row["row_id"],
        trigger=row["retention_text"],
        disposition=row["disposition_text"],
        active_years=float(years) if years else None,
        active_period=f"{years or 0} years {months} months" if months else "",
    )


def reading(plan: Plan) -> str:
    if plan.unread:
        return "?"
    if plan.permanent:
        return "ever"
    told = []
    for term in plan.terms:
        months, days = int(term.length.months), int(term.length.days)
        length = (f"{months}m" if months else "") + (f"{days}d" if days else "") or "0"
        told.append("/".join(filter(None, (length, term.clock.start, term.clock.rounded))))
    return (" max " if plan.latest else " min ").join(told)


def told_by_hand() -> Iterator[tuple[str, str]]:
    for line in READINGS.read_text("utf-8").splitlines():
        row, _blank, said = line.partition(" ")
        yield row, said


@needs(FILE)
def test_the_readings_told_by_hand_are_those_of_the_desk() -> None:
    told = dict(told_by_hand())
    assert len(told) > 200
    assert {row: reading(plan_of(items()[row])) for row in told} == told


@needs(FILE)
def test_four_of_five_real_items_are_understood_and_the_others_say_why() -> None:
    plans = [plan_of(item) for item in items().values()]
    understood = [plan for plan in plans if not plan.unread]
    assert len(plans) == 3301
    assert len(understood) >= 0.85 * len(plans)
    assert all(str(plan) and (plan.permanent or plan.terms) for plan in understood)


@needs(FILE)
def test_what_a_source_calls_permanent_is_never_dated() -> None:
    for row in rows_of(FILE):
        if row["permanent"] == "1":
            plan = plan_of(items()[row["row_id"]])
            assert plan.permanent or plan.unread or plan.fate != "destroy", row["row_id"]


@needs(FILE)
def test_a_period_beside_its_text_is_never_contradicted() -> None:
    for row in rows_of(FILE):
        plan = plan_of(items()[row["row_id"]])
        if row["retention_years"] and not row["retention_months"] and plan.terms:
            years = {term.length.years for term in plan.terms}
            assert float(row["retention_years"]) in years, row["row_id"]


@needs(FILE)
def test_a_real_schedule_is_imported_as_written_with_what_was_understood_beside_it(
    session: Session, bring: Bring
) -> None:
    report = bring(FILE.read_bytes(), MAP, kind="schedule")
    assert (report.added, report.refused) == (3301, [])
    kept = {
        each["code"]: ScheduleItem.from_document(each)
        for each in session.store.table("schedule_items").all()
    }
    for row in rows_of(FILE):
        item = kept[row["row_id"]]
        assert item.trigger == " ".join(row["retention_text"].split())
        assert bool(item.understood) != bool(item.unread)
    told = sum(each.field in ("trigger", "rule", "active_years") for each in report.warnings)
    assert told >= 1
    assert bring(FILE.read_bytes(), MAP, kind="schedule").unchanged == 3301
