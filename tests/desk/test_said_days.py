"""Days as people say them, seen from a Tuesday."""

from datetime import date
from pathlib import Path

import pytest

from rmdesk.model.days import moment_said
from rmdesk.model.said_days import as_iso, day_meant, said_day
from rmdesk.model.values import DATE, FIRST, LAST, LINE
from screens.records.asking import day_said
from tests.screens.centre import Desktop, at_the_desk

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-24"),
        ("Tomorrow ", "2026-11-25"),
        ("après-demain", "2026-11-26"),
        ("明天", "2026-11-25"),
        ("fri", "2026-11-27"),
        ("tue", "2026-12-01"),
        ("lundi", "2026-11-30"),
        ("+7", "2026-12-01"),
        ("+ 10", "2026-12-04"),
        ("+2w", "2026-12-08"),
        ("+0", "2026-11-24"),
        ("7", None),
        ("+", None),
        ("-1", None),
        ("yesterday", "2026-11-23"),
        ("hier", "2026-11-23"),
        ("someday", None),
        ("2026-12-31", None),
        ("", None),
    ],
)
def test_a_day_as_it_is_said(text: str, day: str | None) -> None:
    found = said_day(text, TUESDAY)
    assert (found.isoformat() if found else None) == day
    assert as_iso(text, TUESDAY) == (day or text)


def test_a_form_takes_days_as_they_are_said_and_other_texts_as_they_are(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        assert day_said(desk.app, DATE, "+7") == "2026-12-01"
        assert day_said(desk.app, LINE, "+7") == "+7"
        desk.app.run_named("new-person")
        await desk.settle()
        await desk.press("home")
        view = desk.app.view
        names = ["".join(t for t, _r in view.row(n, 90)) for n in range(len(view))]
        wanted = next(n for n, line in enumerate(names) if "valid until" in line)
        while view.cursor < wanted:
            await desk.press("down")
        await desk.type("fri")
        await desk.press("enter")
        assert "2026-11-27" in desk.text

    at_the_desk(tmp_path, does, size=(100, 45))


@pytest.mark.parametrize(
    ("text", "first", "last", "day"),
    [
        ("2027", "2027-01-01", "2027-12-31", None),
        ("2027-02", "2027-02-01", "2027-02-28", None),
        ("mars 2028", "2028-03-01", "2028-03-31", None),
        ("2026年12月", "2026-12-01", "2026-12-31", None),
        ("31 Dec 2026", "2026-12-31", "2026-12-31", "2026-12-31"),
        ("1er mars 2027", "2027-03-01", "2027-03-01", "2027-03-01"),
        ("31/12/2026", "2026-12-31", "2026-12-31", "2026-12-31"),
        ("2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31"),
        ("fri", "2026-11-27", "2026-11-27", "2026-11-27"),
        ("12/11/2026", None, None, None),
        ("2026-13-45", None, None, None),
        ("someday", None, None, None),
    ],
)
def test_a_day_as_it_is_written_and_of_a_year_the_end_that_is_meant(
    text: str, first: str | None, last: str | None, day: str | None
) -> None:
    met = [day_meant(text, TUESDAY, edge) for edge in (FIRST, LAST, "")]
    assert [each.isoformat() if each else None for each in met] == [first, last, day]


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("2026-09-17T18:15:53+00:00", "2026-09-17 18:15"),
        ("2026-09-17T18:15-04:00", "2026-09-17 18:15"),
        ("2026-09-17", "2026-09-17"),
        ("1250-20-T1 T", "1250-20-T1 T"),
        ("ABCDEFGHIJT12", "ABCDEFGHIJT12"),
        ("", ""),
    ],
)
def test_a_moment_is_said_to_the_minute_and_what_is_none_as_it_is(kept: str, said: str) -> None:
    assert moment_said(kept) == said
