"""Days and instants (R44): a day is the site's local day, instants are compared as instants.

A moment is kept as ISO text with its offset. Such texts do not sort as time does: the offset is
another one in summer, and in a file from elsewhere.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from data.patterns import pattern
from data.texts import gettext as _

_TO_THE_MINUTE = len("2026-12-31T10:00")
_MOMENT = pattern(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"([+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_ISO_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class _LocalZone(tzinfo):
    """The zone of this machine: its offset is that of the moment, not that of now."""

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self._there(moment).utcoffset() if moment else None

    def dst(self, _moment: datetime | None) -> None:
        return None

    def tzname(self, moment: datetime | None) -> str | None:
        return self._there(moment).tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        """In the hour that comes twice, `fold` tells the second from the first."""
        there = moment.replace(tzinfo=UTC).astimezone()
        found = there.replace(tzinfo=self, fold=0)
        return found if found.utcoffset() == there.utcoffset() else found.replace(fold=1)

    def _there(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=None).astimezone()


LOCAL: tzinfo = _LocalZone()


def iso_day(text: str) -> date:
    """The day of a text such as 2026-12-31, and of no other form: a week is no day. ValueError."""
    if not _ISO_DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def moment_said(text: str) -> str:
    """A kept moment as people read it: its day, hour and minute. Any other text as it is."""
    is_moment = text[10:11] == "T" and bool(_ISO_DAY.fullmatch(text[:10]))
    return text[:_TO_THE_MINUTE].replace("T", " ") if is_moment else text


def instant_of(text: str, zone: tzinfo | None) -> datetime | None:
    """The moment that a text names, in UTC; one without an offset is meant in the site's zone.

    None for what is no moment. A day begins at its midnight.
    """
    moment = _moment(text)
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return None


def day_of(text: str, zone: tzinfo | None) -> date | None:
    """The site's local day of a day or moment that a text names; None where it names none."""
    moment = _moment(text)
    if moment is None:
        return None
    try:
        return moment.astimezone(zone).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return None


def _moment(text: str) -> datetime | None:
    if not _ISO_DAY.fullmatch(text[:10]):  # nor weeks, nor days without hyphens
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


_DAY = timedelta(days=1)


def days_in(zone: tzinfo | None) -> Callable[[str], date | None]:
    """`day_of` a zone for many texts, most of them moments as the desk keeps them.

    One with the offset that the site has all day long is of the day that it names: days and offsets
    are looked at once each, not with each text.
    """
    days: dict[tuple[str, str], date | None] = {}

    def found(text: str) -> date | None:
        moment = _MOMENT.fullmatch(text)
        if moment is None:
            return day_of(text, zone)
        key = moment[1], moment[2]
        if key not in days:
            days[key] = _whole_day(*key, zone)
        return days[key] or day_of(text, zone)

    return found


def _whole_day(day: str, offset: str, zone: tzinfo | None) -> date | None:
    """The day that a text names, where the site has this offset from its start to its end."""
    start = _moment(f"{day}T00:00:00{offset}")
    if start is None or zone is None:
        return None
    try:
        own = [datetime.combine(each, time(), zone) for each in (start.date(), start.date() + _DAY)]
        return start.date() if {each.utcoffset() for each in own} == {start.utcoffset()} else None
    except OverflowError:
        return None


SPANS = ("day", "week", "month")
"""What days are gathered into."""

Days = tuple[date, date]
"""The first and the last day of a span, both included."""

BY_TIME = ("month", "week", "day")
"""The same as people ask for them: the longest first."""


def span_of(day: date | None, span: str) -> str:
    """The day, the ISO week or the month of a day, as it is said: 2026-03-02, 2026-W10, 2026-03."""
    if day is None or span == "day":
        return str(day)
    if span == "month":
        return str(day)[:7]
    year, week, _weekday = day.isocalendar()
    return f"{year:04}-W{week:02}"


def days_in_span(said: str) -> Days | None:
    """The first and the last day of a day, week or month as it is said; None for another text."""
    try:
        if re.fullmatch(r"\d{4}-\d\d", said):
            first = date.fromisoformat(f"{said}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        first = date.fromisoformat(said)
    except (ValueError, OverflowError):
        return None
    return first, first + timedelta(days=6 if "W" in said else 0)


def long_day(day: date) -> str:
    """A day with its weekday, as it is said in sentences."""
    names = (
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    )  # fmt: skip
    return _("{weekday} {day}").format(weekday=names[day.weekday()], day=day.isoformat())
