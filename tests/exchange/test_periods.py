"""Periods of a schedule: units, for ever in all its spellings, kept as written, never absurd."""

from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import export, import_file
from rmdesk.model.periods import Absurd, read_period
from rmdesk.model.records import ScheduleItem
from tests.exchange.conftest import Bring, counts
from tests.exchange.real import DATA, needs, rows_of

DAY = 1 / 365.25


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("7", 7), ("0", 0), ("0.5", 0.5), ("1,5", 1.5), (".5", 0.5), ("120", 120), ("500", 500),
        ("P7Y", 7), ("P6M", 0.5), ("p1y6m", 1.5), ("P100D", 100 * DAY), ("P2W", 14 * DAY),
        ("100 DAY", 100 * DAY), ("100 days", 100 * DAY), ("30 jours", 30 * DAY), ("90天", 90 * DAY),
        ("26 weeks", 182 * DAY), ("6 months", 0.5), ("18 mois", 1.5), ("6个月", 0.5),
        ("10 ans", 10), ("10 années", 10), ("10年", 10), ("定期30年", 30), ("5 Years.", 5),
        ("5-year", 5), ("7 year(s)", 7), ("7yrs", 7), ("seven (7) years", 7),
        ("3 fiscal years", 3), ("3 calendar years", 3), ("2 years, 6 months", 2.5),
        ("30 ans et 6 mois", 30.5), ("1 yr 6 mo", 1.5), ("2 years and 1 month", 2 + 1 / 12),
    ],
)  # fmt: skip
def test_a_period_is_read_with_its_units(written: str, years: float) -> None:
    period = read_period(written)
    assert period.years == pytest.approx(years, abs=1e-4)
    assert (period.permanent, period.odd, period.written) == (False, "", written)


@pytest.mark.parametrize(
    "written",
    [
        "permanent", "Permanently", "PERM.", "PM", "forever", "for ever", "unlimited", "perpetual",
        "in perpetuity", "Permanent retention", "retain permanently", "Full retention", "no limit",
        "permanente", "conservation définitive", "illimité", "illimitée", "sans limite",
        "à perpétuité", "永久", "永久保存", "无限期", "bewaren", "blijvend bewaren", "∞",
    ],
)  # fmt: skip
def test_for_ever_is_known_in_all_its_spellings(written: str) -> None:
    period = read_period(written)
    assert (period.permanent, period.years, period.odd) == (True, None, "")


@pytest.mark.parametrize(
    "written", ["-1", "999", "9999", "999 years", "P999Y", "indefinite", "indéfini"]
)
def test_what_systems_write_for_permanent_is_read_so_and_said(written: str) -> None:
    period = read_period(written)
    assert (period.permanent, period.years) == (True, None)
    assert "permanent" in period.odd


@pytest.mark.parametrize(
    "written",
    ["until superseded", "5 years after closure", "CY+3", "长期", "never", "life of the building",
     "permanent after 5 years", "5 parsecs", "?"],
)  # fmt: skip
def test_what_is_no_period_is_kept_as_written_and_said(written: str) -> None:
    period = read_period(written)
    assert (period.permanent, period.years, period.written) == (False, None, written)
    assert period.odd


@pytest.mark.parametrize("written", ["-5", "-2 years", "501", "90000", "1000 years", "9" * 5_000])
def test_the_absurd_is_refused(written: str) -> None:
    with pytest.raises(Absurd) as absurd:
        read_period(written)
    assert len(str(absurd.value)) < 200


def items(session: Session) -> list[ScheduleItem]:
    return [
        ScheduleItem.from_document(each) for each in session.store.table("schedule_items").all()
    ]


LIST = """code,title,active_years,semi_active_years,disposition
A,Leases,100 DAY,7,destroy
B,Deeds,permanent,,destroy
C,Plans,until superseded,,destroy
D,Maps,,,destroy
E,Acts,,,permanent
F,Rolls,999,,destroy
"""


def test_a_schedule_keeps_what_is_written_beside_what_was_understood(
    session: Session, bring: Bring
) -> None:
    report = bring(LIST, kind="schedule")
    assert counts(report) == (6, 0, 0, 0)
    leases, deeds, plans, maps, _acts, rolls = items(session)
    assert (leases.active_years, leases.active_period) == (0.2738, "100 DAY")
    assert (leases.semi_active_years, leases.semi_active_period) == (7.0, "")
    assert (deeds.active_years, deeds.active_period) == (None, "permanent")
    assert (plans.active_years, plans.active_period) == (None, "until superseded")
    assert (maps.active_years, maps.active_period) == (None, "")
    assert (rolls.active_years, rolls.active_period) == (None, "999")
    assert [(each.row, each.text) for each in report.warnings] == [
        (4, "“until superseded” is no period in years; kept as it is written"),
        (5, "no period is given"),
        (7, "“999” is read as permanent"),
    ]
    assert counts(bring(LIST, kind="schedule")) == (0, 0, 6, 0)


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_periods_come_back_as_they_went(
    session: Session, bring: Bring, tmp_path: Path, format_: str
) -> None:
    bring(LIST, kind="schedule")
    out = tmp_path / f"out.{format_}"
    export(session, "schedule", format_, out)
    assert import_file(session, "schedule", out).unchanged == 6


def test_the_number_or_the_text_that_was_mended_in_an_export_counts(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring(LIST, kind="schedule")
    out = tmp_path / "out.csv"
    export(session, "schedule", "csv", out)
    text = out.read_text("utf-8-sig")
    text = text.replace("0.2738,", "5,").replace(",permanent,", ",30 years,")
    out.write_text(text, "utf-8")
    report = import_file(session, "schedule", out)
    leases, deeds, *_others = items(session)
    assert (leases.active_years, leases.active_period) == (5.0, "")
    assert (deeds.active_years, deeds.active_period) == (30.0, "30 years")
    assert ("active_period", "“permanent” → “30 years”") in [
        (each.field, each.text) for each in report.warnings
    ]


@needs(DATA / "retention" / "retention.csv")
def test_the_periods_of_real_schedules_are_all_read(session: Session) -> None:
    for row in rows_of(DATA / "retention" / "retention.csv"):
        if years := row["retention_years"]:
            assert read_period(years).years == float(years)
        if row["retention_text"] in ("Permanent", "PM", "permanently", "Permanently"):
            assert read_period(row["retention_text"]).permanent
