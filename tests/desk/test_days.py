"""Days are the site's local days, and instants are compared as instants (R44)."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rmdesk.desk.desk import system_now
from rmdesk.model.days import LOCAL, day_of, days_in, instant_of, iso_day, long_day
from tests.desk.zones import KIRITIMATI, TORONTO, TORONTO_RULES


@pytest.fixture
def in_toronto(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", TORONTO_RULES)
    time.tzset()
    yield
    if before is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", before)
    time.tzset()


@pytest.mark.usefixtures("in_toronto")
@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2026-10-30T14:00", "2026-10-30T10:00:00-04:00"),
        ("2026-11-01T05:30", "2026-11-01T01:30:00-04:00"),  # the hour that comes twice
        ("2026-11-01T06:30", "2026-11-01T01:30:00-05:00"),
        ("2026-11-04T22:00", "2026-11-04T17:00:00-05:00"),
        ("2026-03-08T07:00", "2026-03-08T03:00:00-04:00"),  # after the hour that never comes
    ],
)
def test_this_machines_zone_has_the_offset_of_the_moment(utc: str, local: str) -> None:
    moment = datetime.fromisoformat(f"{utc}+00:00").astimezone(LOCAL)
    assert moment.isoformat() == local
    assert moment.astimezone(UTC).isoformat() == f"{utc}:00+00:00"


@pytest.mark.usefixtures("in_toronto")
def test_the_systems_clock_tells_offsets_of_other_days() -> None:
    zone = system_now().tzinfo
    offsets = [datetime(2026, month, 15, 12, tzinfo=zone).utcoffset() for month in (1, 7)]
    assert offsets == [timedelta(hours=-5), timedelta(hours=-4)]
    assert datetime(2026, 1, 15, tzinfo=zone).tzname() == "EST"


@pytest.mark.parametrize(
    ("text", "day", "utc"),
    [
        ("2026-11-24T20:30:00-05:00", "2026-11-24", "2026-11-25T01:30:00+00:00"),
        ("2026-11-25T01:30:00Z", "2026-11-24", "2026-11-25T01:30:00+00:00"),
        ("2026-11-25T15:30:00+14:00", "2026-11-24", "2026-11-25T01:30:00+00:00"),
        ("2026-11-24 20:30", "2026-11-24", "2026-11-25T01:30:00+00:00"),
        ("2026-11-24", "2026-11-24", "2026-11-24T05:00:00+00:00"),
        ("2026-07-24", "2026-07-24", "2026-07-24T04:00:00+00:00"),
        ("2026-11", None, None),
        ("2026-W48", None, None),
        ("2026-W48-2", None, None),
        ("20261124", None, None),
        ("2026-11-31", None, None),
        ("24 November 2026", None, None),
        ("", None, None),
    ],
)
def test_a_text_is_of_one_day_and_of_one_instant(
    text: str, day: str | None, utc: str | None
) -> None:
    found, instant = day_of(text, TORONTO), instant_of(text, TORONTO)
    assert (found and found.isoformat(), instant and instant.isoformat()) == (day, utc)


_OFFSETS = st.sampled_from(["+00:00", "-04:00", "-05:00", "+14:00", "-11:59", "+99:00", "Z", ""])
_CLOCKS = st.sampled_from(
    ["00:00:00", "03:59:59", "05:00:00", "23:59:59", "24:00:00", "20:30", "5"]
)


@example("2026-11-01", ["T", "00:30:00", "-05:00"])
@example("2026-11-01", ["T", "23:30:00", "-04:00"])
@example("2026-03-08", ["T", "00:30:00", "-04:00"])
@example("9999-12-31", ["T", "23:00:00", "-10:00"])
@given(
    st.one_of(st.dates().map(str), st.sampled_from(["2026-02-30", "2026-11-01", "2026-03-08"])),
    st.tuples(st.sampled_from("T t"), st.one_of(_CLOCKS, st.times().map(str)), _OFFSETS).map(list),
)
def test_many_texts_are_of_the_same_days_as_each_by_itself(day: str, rest: list[str]) -> None:
    text = "".join([day, *rest])
    for zone in (UTC, TORONTO, KIRITIMATI, None):
        quick = days_in(zone)
        for each in (text, day, text, f"{day}T12:00:00{rest[-1]}"):
            assert quick(each) == day_of(each, zone), (each, zone)


def test_moments_at_the_ends_of_all_time_are_none() -> None:
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-10:00"):
        assert instant_of(text, UTC) is None
        assert day_of(text, UTC) is None


@pytest.mark.parametrize("text", ["2026-W50", "2026-W50-1", "20261231", "2026-13-01", "", "today"])
def test_only_a_written_out_day_is_one(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (of the library, or the text itself)
        iso_day(text)
    assert iso_day("2026-12-31") == date(2026, 12, 31)


def test_a_day_is_said_with_its_weekday() -> None:
    assert long_day(date(2026, 11, 26)) == "Thursday 2026-11-26"
