"""When the counter is open: its hours, its days, and the days on which it is closed (R44)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.days import iso_day

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_LONGEST = 366
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Closure:
    """Days on which the counter is closed, the first and the last included."""

    first: date
    last: date

    @classmethod
    def read(cls, text: str) -> "Closure":
        """A day such as 2026-12-25, or a span such as 2026-12-24..2027-01-03.

        Raises ValueError for anything else, and for more than a year at once.
        """
        start, dots, end = text.partition("..")
        first = iso_day(start.strip())
        last = iso_day(end.strip()) if dots else first
        if not (_FIRST <= first <= last <= _LAST and (last - first).days < _LONGEST):
            raise ValueError(text)
        return cls(first, last)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Calendar:
    """The days and hours of a counter; some weekday is open, and it opens before it closes."""

    opens: time
    closes: time
    closed_weekdays: frozenset[str] = frozenset()
    closures: tuple[Closure, ...] = ()

    def is_open(self, day: date) -> bool:
        """Whether the counter is open on a day."""
        return not self.why_closed(day)

    def why_closed(self, day: date) -> str:
        """Which key of the guidelines closes a day; "" where none does."""
        if WEEKDAYS[day.weekday()] in self.closed_weekdays:
            return "closed_days"
        return "closures" if any(day in closure for closure in self.closures) else ""

    def open_from(self, day: date) -> date:
        """The first open day from a day on."""
        while not self.is_open(day):
            day += _DAY
        return day

    def open_until(self, day: date, first: date) -> date:
        """The last open day up to a day, not before `first`; the day itself where there is none."""
        found = day
        while found > first and not self.is_open(found):
            found -= _DAY
        return found if self.is_open(found) else day

    def later(self, day: date, count: int) -> date:
        """The day that comes so many open days after an open one."""
        for _step in range(count):
            day = self.open_from(day + _DAY)
        return day

    def first_open(self, moment: datetime) -> datetime:
        """The first moment from this one on when the counter is open, in its zone."""
        day, hour = moment.date(), moment.time()
        if self.is_open(day) and hour < self.closes:
            return max(moment, self._at(day, self.opens, moment.tzinfo))
        return self._at(self.open_from(day + _DAY), self.opens, moment.tzinfo)

    def after(self, start: datetime, hours: int) -> datetime:
        """When so many hours of open counter are over that begin at an open moment."""
        left = timedelta(hours=hours)
        while left > (today := _between(start, self.closing(start.date(), start.tzinfo))):
            left -= today
            start = self._at(self.open_from(start.date() + _DAY), self.opens, start.tzinfo)
        return (start.astimezone(UTC) + left).astimezone(start.tzinfo)

    def hours_between(self, start: datetime, end: datetime) -> float:
        """How many hours the counter was open between two moments of one zone."""
        hours, day = 0.0, start.date()
        while day <= end.date():
            if self.is_open(day):
                opened = max(start, self._at(day, self.opens, start.tzinfo))
                closed = min(end, self.closing(day, start.tzinfo))
                hours += max(0.0, _between(opened, closed) / _HOUR)
            day += _DAY
        return hours

    def closing(self, day: date, zone: tzinfo | None) -> datetime:
        """When the counter closes on a day, with the offset of that day."""
        return self._at(day, self.closes, zone)

    def _at(self, day: date, hour: time, zone: tzinfo | None) -> datetime:
        return datetime.combine(day, hour, zone)


def _between(start: datetime, end: datetime) -> timedelta:
    """The time between two moments: what clocks show of one zone does not tell it."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def closure_words() -> str:
    """How days are named on which the counter is closed."""
    return _("days such as 2026-12-25, spans of at most a year such as 2026-12-24..2027-01-03")
