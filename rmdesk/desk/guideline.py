"""The site's own rules as data: loan periods, limits, what leaves the room, service levels.

They live in `guidelines.toml` in the home folder. A key that is absent takes the value shown in
GUIDELINES_FILE, which `init` writes; an error names the file, the key and what is accepted.
"""

import tomllib
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from gettext import gettext as _
from pathlib import Path
from typing import Any

from rmdesk.model.errors import BadInput
from rmdesk.model.identifier import IdentifierPattern
from rmdesk.model.records import Holding, Person

FILE_NAME = "guidelines.toml"
GUIDELINES_FILE = """\
# The guidelines of this records centre. Change a line, save, and start rmdesk again.

centre = "Main file room"         # the name on screens and slips

[loans]
days = 28                         # days a loan lasts
days_by_kind = {}                 # e.g. { reel = 7, map = 14 }
limit = 50                        # most holdings one person may have out at once
renewals = 2                      # most renewals of one loan
not_lent = ["document", "frame"]  # kinds that never leave by themselves: files are lent (R27)

[service]
opens = "08:00"                   # the counter's hours, for the service-level clock
closes = "17:00"
closed_days = ["sat", "sun"]
urgent_hours = 2                  # an urgent request is due within these working hours
routine_days = 3                  # a routine one within these working days

[barcodes]                        # new ones; those that exist are kept as they are
holding = "R{number:06}{check}"   # capitals, digits, hyphens, {number}, {year}; {check} at the end
place = "L{number:05}{check}"
person = "P{number:04}{check}"

[scanner]                         # what your scanners type around each code, e.g. "*" and "#";
prefix = ""                       # identifiers such as ]C0 are known without being named here
suffix = ""

[follow_up]
days = [30, 60, 90, 120, 150, 180]  # one notice at each step after the due date (R23)
"""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Loans:
    """How long, how many, how often, and what never leaves."""

    days: int = 28
    days_by_kind: dict[str, int] = field(default_factory=dict)
    limit: int = 50
    renewals: int = 2
    not_lent: list[str] = field(default_factory=lambda: ["document", "frame"])


@dataclass(frozen=True)
class Service:
    """The counter's hours and the periods of the service-level clock."""

    opens: str = "08:00"
    closes: str = "17:00"
    closed_days: list[str] = field(default_factory=lambda: ["sat", "sun"])
    urgent_hours: int = 2
    routine_days: int = 3

    def working(self, day: date) -> bool:
        """Whether the counter is open on a day."""
        return _WEEKDAYS[day.weekday()] not in self.closed_days

    def due(self, received: datetime, priority: str) -> datetime:
        """When a request received at this moment must be filled, in the same time zone.

        Urgent: within `urgent_hours` of open counter; same-day and next-day: by closing time;
        routine: by closing time of the last of `routine_days` working days.
        """
        opens, closes = time.fromisoformat(self.opens), time.fromisoformat(self.closes)
        start = received
        if not self.working(start.date()) or start.time() >= closes:
            start = self._later(start, 1, opens)
        elif start.time() < opens:
            start = datetime.combine(start.date(), opens, start.tzinfo)
        if priority == "urgent":
            end = start + timedelta(hours=self.urgent_hours)
            close = datetime.combine(start.date(), closes, start.tzinfo)
            return end if end <= close else self._later(start, 1, opens) + (end - close)
        days = {"same-day": 0, "next-day": 1}.get(priority, self.routine_days)
        return self._later(start, days, closes)

    def _later(self, start: datetime, days: int, at: time) -> datetime:
        """The given hour, this many working days after `start`."""
        day = start.date()
        for _step in range(days):
            day += timedelta(days=1)
            while not self.working(day):
                day += timedelta(days=1)
        return datetime.combine(day, at, start.tzinfo)


@dataclass(frozen=True)
class FollowUp:
    """Days after the due date at which one notice is sent (R23)."""

    days: list[int] = field(default_factory=lambda: [30, 60, 90, 120, 150, 180])


@dataclass(frozen=True)
class Barcodes:
    """Patterns of new barcodes (rmdesk.model.identifier)."""

    holding: str = "R{number:06}{check}"
    place: str = "L{number:05}{check}"
    person: str = "P{number:04}{check}"


@dataclass(frozen=True)
class Scanner:
    """What scanners were set up to type before and after each code."""

    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Guidelines:
    """All guidelines of a site."""

    centre: str = "Main file room"
    loans: Loans = field(default_factory=Loans)
    service: Service = field(default_factory=Service)
    barcodes: Barcodes = field(default_factory=Barcodes)
    scanner: Scanner = field(default_factory=Scanner)
    follow_up: FollowUp = field(default_factory=FollowUp)

    def due_date(self, holding: Holding, borrower: Person, day: date) -> date:
        """When a loan of this holding made on `day` must come back, never past validity."""
        days = self.loans.days_by_kind.get(holding.kind, self.loans.days)
        due = day + timedelta(days=days)
        if borrower.valid_until:
            due = min(due, max(day, date.fromisoformat(borrower.valid_until)))
        return due


def read_guidelines(path: Path) -> Guidelines:
    """Read a site's guidelines; an absent file means the defaults. Raises BadInput."""
    if not path.exists():
        return Guidelines()
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _bad(path, str(error)) from error
    sections: dict[str, Any] = {
        "loans": Loans,
        "service": Service,
        "barcodes": Barcodes,
        "scanner": Scanner,
        "follow_up": FollowUp,
    }
    chosen: dict[str, Any] = {}
    for key, value in values.items():
        if key in sections:
            chosen[key] = _section(path, key, sections[key], value)
        elif key == "centre" and isinstance(value, str):
            chosen[key] = value
        else:
            raise _bad(path, _("the key {key} is not known").format(key=key))
    return Guidelines(**chosen)


def _section(path: Path, name: str, kind: type[Any], values: object) -> object:
    """One table of the file as its dataclass; the default of each field shows its type."""
    if not isinstance(values, dict):
        raise _bad(path, _("{key} must be a table").format(key=name))
    default = kind()
    accepted = {f.name: getattr(default, f.name) for f in fields(default)}
    for key, value in values.items():
        where = f"{name}.{key}"
        if key not in accepted:
            known = ", ".join(accepted)
            raise _bad(path, _("{key} is not known; known: {known}").format(key=where, known=known))
        if type(value) is not type(accepted[key]):
            example = repr(accepted[key])
            raise _bad(path, _("{key} must look like {like}").format(key=where, like=example))
    made = kind(**values)
    if isinstance(made, Service):
        _check_service(path, made)
    if isinstance(made, Barcodes):
        for each in fields(made):
            IdentifierPattern(getattr(made, each.name))
    return made


def _check_service(path: Path, service: Service) -> None:
    """Hours must be hours, and the counter must be open on some day."""
    for key in ("opens", "closes"):
        try:
            time.fromisoformat(getattr(service, key))
        except ValueError as error:
            raise _bad(path, _("service.{key} must look like 08:00").format(key=key)) from error
    if service.opens >= service.closes or not set(_WEEKDAYS) - set(service.closed_days):
        raise _bad(path, _("the counter would never be open"))


def _bad(path: Path, text: str) -> BadInput:
    return BadInput(
        _("Guidelines cannot be read"),
        f"{path}: {text}.",
        _("Mend the file; the file that init writes shows every key."),
        file=str(path),
    )
