"""The day by its hours: what came in, what was closed, how many kept their service level."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rmdesk.duties.day import day_by_hour
from rmdesk.model.records import Request
from tests.screens.centre import make_centre

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("received", "closed", "due", "came", "went", "kept"),
    [
        ("2026-11-24T09:10:00+00:00", "", "", (1, 9), (0, 0), (0, 0)),
        ("2026-11-24T09:10:00+00:00", "2026-11-24T11:59:00+00:00", "2026-11-24T12:00:00+00:00",
         (1, 9), (1, 11), (1, 1)),
        ("2026-11-23T09:10:00+00:00", "2026-11-24T05:00:00+00:00", "2026-11-24T04:00:00+00:00",
         (0, 0), (1, 5), (0, 1)),
        ("2026-11-24T03:00:00+09:00", "", "", (0, 0), (0, 0), (0, 0)),
        ("2026-11-24", "2026-11-24", "", (1, None), (1, None), (0, 0)),
    ],
)  # fmt: skip
def test_a_request_counts_in_the_hour_of_its_moment(
    tmp_path: Path,
    received: str,
    closed: str,
    due: str,
    came: tuple[int, int | None],
    went: tuple[int, int | None],
    kept: tuple[int, int],
) -> None:
    with make_centre(tmp_path / "home", 1, now=lambda: NOON) as desk:
        session = desk.session("mlee")
        with session.change("sample"):
            session.save(Request(number="R-9", received=received, closed=closed, due=due))
        day = day_by_hour(session)
    assert (day.received, day.closed, (day.within, day.measured)) == (came[0], went[0], kept)
    assert {each.hour for each in day.hours} >= set(range(8, 18))
    for hour in day.hours:
        assert hour.received == (came[0] if hour.hour == came[1] else 0)
        assert hour.closed == (went[0] if hour.hour == went[1] else 0)
