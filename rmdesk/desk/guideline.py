"""The site's own rules as data: loan periods, limits, what leaves the room, service levels.

They live in `guidelines.toml` in the home folder. A key that is absent takes the value shown in
GUIDELINES_FILE, which `init` writes; an error names the file, the key and what is accepted.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.calendar import WEEKDAYS, Calendar, Closure, closure_words
from rmdesk.desk.containers import Containers
from rmdesk.desk.lending import Loans, Rated
from rmdesk.desk.mail import Mail
from rmdesk.desk.paths import BACK, FRONT
from rmdesk.desk.settings import (
    Rule,
    by_name,
    read_by,
    read_settings,
    section,
    setting,
    several,
    text,
    whole,
    word_of,
    yes_or_no,
)
from rmdesk.model.days import iso_day, long_day
from rmdesk.model.filing import ORDERS
from rmdesk.model.identifier import IdentifierPattern, NumberPattern
from rmdesk.model.levels import LEVELS
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import CONSULT

FILE_NAME = "guidelines.toml"
GUIDELINES_FILE = """\
# The guidelines of this records centre. Change a line, save, and start rmdesk again.

centre = "Main file room"         # the name on screens and slips
paper = "letter"                  # of lists and letters: letter or a4

[loans]
days = 28                         # days a loan lasts; it is due on the next open day
days_by_kind = {}                 # e.g. { reel = 7, map = 14 }; the shortest named holds
days_by_unit = {}                 # of the borrower's unit, e.g. { "Legal Services" = 60 }
days_by_type = {}                 # of the request's type, e.g. { research = 3 }
open_days = false                 # true: these days are days on which the counter is open
limit = 50                        # most holdings one person may have out at once
limit_by_unit = {}                # e.g. { "Legal Services" = 200 }, in place of it
limit_by_kind = {}                # e.g. { reel = 5 }: most of a kind one person may have out
renewals = 2                      # most renewals of one loan
minimum_days = 0                  # days a loan lasts at least, though it is recalled (R22)
hold_days = 5                     # open days that what is set aside waits for its person; 0: no end
not_lent = ["document", "frame"]  # kinds that never leave by themselves: files are lent (R27)
masters_to = []                   # units that film: masters of films go to nobody else (R14)

[service]
opens = "08:00"                   # the counter's hours, for the service-level clock
closes = "17:00"
closed_days = ["sat", "sun"]      # mon, tue, wed, thu, fri, sat, sun
closures = []                     # e.g. ["2026-12-25", "2026-12-31..2027-01-02"], both included
urgent_hours = 2                  # an urgent request is due within these hours of open counter
routine_days = 3                  # a routine one within these open days

[barcodes]                        # new ones; those that exist are kept as they are
holding = "R{number:06}{check}"   # capitals, digits, hyphens, {number}, {year}; {check} at the end
place = "L{number:05}{check}"
person = "P{number:04}{check}"

[numbers]                         # of new accessions, their boxes (from 1 in each), transfers out
accession = "{year}-{number:04}"
box = "{accession}-{number:02}"
transfer = "T-{year}-{number:04}"

[containers]                      # boxes in cm: along the files first, then across, then high
standard = "box"                  # what a box is that says no container type
sizes = {}                        # further ones, e.g. { map-box = [90, 60, 5] }; without being
                                  # named box is [40, 32, 25] and us-box [38.1, 30.5, 25.4]

[scanner]                         # what your scanners type around each code, e.g. "*" and "#";
prefix = ""                       # identifiers such as ]C0 are known without being named here
suffix = ""
same_code_seconds = 2             # the same code read twice within these counts once
key_milliseconds = 50             # keys closer together than this are a scanner's: typing opens
person_minutes = 10               # without a scan this long a person is current no more; 0: stays

[retention]
fiscal_year = "04-01"             # month and day with which the site's fiscal year begins
ask_again_days = [14, 30, 60]     # days after which an owner who has not answered is asked again

[filing]
order = "code"                    # on a shelf: code, terminal-digit, henry, none
order_by_kind = {}                # e.g. { box = "none", fingerprint-card = "henry" }

[access]                          # entries of access lists (R16)
days = 365                        # days that one lasts, if no last day is said
review_days = 180                 # days until it is looked at again
ahead_days = 30                   # days ahead that reports of entries tell
aggregate = 0                     # so many records of one class with one person ask for the level
aggregate_level = "confidential"  # below, whatever level each has; 0: never

[digitizing]
fixity_days = 365                 # days after which a file is compared with its SHA-256 again

[follow_up]
days = [30, 60, 90, 120, 150, 180]  # one notice at each step after the due date (R23)
due_soon_days = 0                 # a notice so many days before the due date; 0: none

[terminal]                        # who is at the screen; docs/security.md
shared_accounts = []              # accounts of terminals that several use, each by badge and PIN
ssh_accounts = []                 # accounts that take in by SSH whom a key belongs to: setup ssh
idle_minutes = 10                 # without a key this long the screen is locked; 0: never
pin_digits = 6                    # the least of a PIN
ground = "unknown"                # of the terminals that do not say theirs: dark, light
tries = 5                         # so many wrong ones in a row lock it

[backup]
recipients = []                   # public keys of age (age1…), or files of them, that open backups

[walk]                            # how one walks to fetch and to refile
joined = "both"                   # where rows are joined: both ends, front (at bay 1), back
joined_in = {}                    # rooms that differ, e.g. { Vault = "front" }
rows_an_aisle = 1                 # rows that are reached from one aisle; 2 where they face it
row_cm = 160                      # from one row to the next
bay_cm = 90                       # from one bay to the next
out_cards = false                 # an OUT card is printed at each pick

[lists]                           # what lists of records show; docs/lists.md
columns = {}                      # e.g. { holdings = ["identifier:2", "title:9", "status"] }

[mail]                            # how notices go by e-mail; docs/notices.md tells of each key
server = ""                       # the mail server's name; "": notices go on paper only
port = 25
security = "none"                 # none, starttls, tls
sender = ""                       # the address that notices come from
reply_to = ""                     # where answers go, if elsewhere
login = ""                        # the account, where the server asks for one (never unencrypted)
password_file = ""                # a file with its password, which nobody else may read
timeout_seconds = 30
classified = "barcode"            # a record with a security level: by barcode alone, or title
"""


def _hour(text: str) -> time:
    """An hour of the clock on the wall, such as 08:00: one with an offset is none."""
    if not re.fullmatch("[0-9]{2}:[0-9]{2}", text, re.ASCII):
        raise ValueError(text)
    return time.fromisoformat(text)


_HOUR = read_by(_hour, lambda: _("an hour from “00:00” to “23:59”"))
_PATTERN = read_by(
    IdentifierPattern,
    lambda: _(
        "capitals, digits and hyphens with one {number}, at most 20 characters; "
        "it must end in {check}"
    ),
)


def number_pattern(of: str) -> Rule:
    """A pattern of numbers within each `of`, such as a year."""
    return read_by(
        partial(NumberPattern, of=of),
        lambda: _("letters, digits, hyphens, one {{{of}}} and one {{number}}").format(of=of),
    )


@dataclass(frozen=True)
class Service:
    """The counter's hours and days, and the periods of the service-level clock."""

    opens: str = setting("08:00", _HOUR)
    closes: str = setting("17:00", _HOUR)
    closed_days: list[str] = setting(["sat", "sun"], several(word_of(WEEKDAYS)))
    closures: list[str] = setting([], several(read_by(Closure.read, closure_words)))
    urgent_hours: int = setting(2, whole(0, 1_000))
    routine_days: int = setting(3, whole(0, 366))

    @cached_property
    def calendar(self) -> Calendar:
        """When the counter is open."""
        return Calendar(
            _hour(self.opens),
            _hour(self.closes),
            frozenset(self.closed_days),
            tuple(map(Closure.read, self.closures)),
        )

    def due(self, received: datetime, priority: str) -> datetime:
        """When a request received at this moment must be filled, in the same time zone.

        Urgent: within `urgent_hours` of open counter; same-day and next-day: by closing time;
        routine: by closing time of the last of `routine_days` open days.
        """
        start = self.calendar.first_open(received)
        if priority == "urgent":
            return self.calendar.after(start, self.urgent_hours)
        days = {"same-day": 0, "next-day": 1}.get(priority, self.routine_days)
        return self.calendar.closing(self.calendar.later(start.date(), days), start.tzinfo)

    def conflict(self) -> str:
        """The counter must be open some time."""
        if self.opens < self.closes and set(WEEKDAYS) - set(self.closed_days):
            return ""
        return _(
            "the counter would never be open: service.opens must be before service.closes, "
            "and service.closed_days leave out a weekday"
        )


@dataclass(frozen=True)
class FollowUp:
    """Days after the due date at which one notice is sent (R23), and before it (0: none)."""

    days: list[int] = setting([30, 60, 90, 120, 150, 180], several(whole(1, 3_650)))
    due_soon_days: int = setting(0, whole(0, 366))

    def conflict(self) -> str:
        """A ladder climbs."""
        if all(earlier < later for earlier, later in pairwise(self.days)):
            return ""
        return _("follow_up.days must rise from step to step")


@dataclass(frozen=True)
class Access:
    """How long an entry of an access list lasts, when it is reviewed, and what many together are.

    With `aggregate` records of one class with one person, these ask for `aggregate_level`.
    """

    days: int = setting(365, whole(1, 3_650))
    review_days: int = setting(180, whole(1, 3_650))
    ahead_days: int = setting(30, whole(0, 3_650))
    aggregate: int = setting(0, whole(0, 1_000_000))
    aggregate_level: str = setting("confidential", word_of(LEVELS[1:]))


def _month_and_day(text: str) -> tuple[int, int]:
    """A day of every year, such as 04-01; one that not every year has is none."""
    if not re.fullmatch("[0-9]{2}-[0-9]{2}", text, re.ASCII):
        raise ValueError(text)
    day = date(2001, int(text[:2]), int(text[3:]))
    return day.month, day.day


@dataclass(frozen=True)
class Retention:
    """What the schedule's periods are counted by."""

    fiscal_year: str = setting(
        "04-01", read_by(_month_and_day, lambda: _("a month and a day such as “04-01”"))
    )

    ask_again_days: list[int] = setting([14, 30, 60], several(whole(1, 3_650)))

    def conflict(self) -> str:
        """A ladder climbs."""
        if all(earlier < later for earlier, later in pairwise(self.ask_again_days)):
            return ""
        return _("retention.ask_again_days must rise from step to step")

    @cached_property
    def begins(self) -> tuple[int, int]:
        """The month and day with which the fiscal year begins."""
        return _month_and_day(self.fiscal_year)


_ORDER = word_of(tuple(ORDERS))


@dataclass(frozen=True)
class Filing:
    """The order in which records stand on a shelf, as a census looks at it."""

    order: str = setting("code", _ORDER)
    order_by_kind: dict[str, str] = setting({}, by_name(_ORDER))

    def of(self, kind: str) -> str:
        """The order of a kind of holding."""
        return self.order_by_kind.get(kind, self.order)


@dataclass(frozen=True)
class Digitizing:
    """How often the files that were made are compared with their SHA-256."""

    fixity_days: int = setting(365, whole(1, 3_650))


@dataclass(frozen=True)
class Barcodes:
    """Patterns of new barcodes (rmdesk.model.identifier)."""

    holding: str = setting("R{number:06}{check}", _PATTERN)
    place: str = setting("L{number:05}{check}", _PATTERN)
    person: str = setting("P{number:04}{check}", _PATTERN)


@dataclass(frozen=True)
class Numbers:
    """Patterns of the numbers of accessions, of their boxes, and of transfers out."""

    accession: str = setting("{year}-{number:04}", number_pattern("year"))
    box: str = setting("{accession}-{number:02}", number_pattern("accession"))
    transfer: str = setting("T-{year}-{number:04}", number_pattern("year"))


@dataclass(frozen=True)
class Scanner:
    """What scanners were set up to type before and after each code, and how long a scan counts.

    The same code read again within `same_code_seconds` counts once; a person for whom nothing is
    scanned for `person_minutes` is current no more (0: stays). Keys closer together than
    `key_milliseconds` are a scanner's, and act; what is typed is opened.
    """

    prefix: str = setting("", text(10))
    suffix: str = setting("", text(10))
    same_code_seconds: int = setting(2, whole(0, 60))
    key_milliseconds: int = setting(50, whole(5, 500))
    person_minutes: int = setting(10, whole(0, 1_440))


@dataclass(frozen=True)
class Terminal:
    """Who is at a screen: at those of `shared_accounts` who signs in by badge and PIN.

    At those of `ssh_accounts` it is whom the key belongs to that was used (`setup ssh`).
    After `idle_minutes` without a key a screen is locked that somebody can unlock by a PIN (0:
    never). A PIN has at least `pin_digits`, and is locked after so many wrong `tries` in a row.
    `ground` is what the letters of the site's terminals stand on, where a terminal does not say.
    """

    shared_accounts: list[str] = setting([], several(text(64, 1)))
    ssh_accounts: list[str] = setting([], several(text(64, 1)))
    idle_minutes: int = setting(10, whole(0, 1_440))
    pin_digits: int = setting(6, whole(4, 12))
    tries: int = setting(5, whole(2, 20))
    ground: str = setting("unknown", word_of(("unknown", "dark", "light")))


@dataclass(frozen=True)
class Backup:
    """For whom backups are sealed: public keys of age, or files of them; nobody: they are plain."""

    recipients: list[str] = setting([], several(text(400, 1)))


_JOINED = word_of(("both", FRONT, BACK))


@dataclass(frozen=True)
class Walk:
    """How the rows of shelves lie, by which lists are put into walking order.

    Aisles are `joined` at both ends, or only at the front, where bay 1 is, or at the back;
    `joined_in` names rooms that differ. `out_cards`: an OUT card is printed at each pick.
    """

    joined: str = setting("both", _JOINED)
    joined_in: dict[str, str] = setting({}, by_name(_JOINED))
    rows_an_aisle: int = setting(1, whole(1, 20))
    row_cm: int = setting(160, whole(1, 10_000))
    bay_cm: int = setting(90, whole(1, 10_000))
    out_cards: bool = setting(False, yes_or_no())

    def ends(self, room: str) -> tuple[str, ...]:
        """The ends at which the aisles of a room are joined."""
        joined = self.joined_in.get(room, self.joined)
        return (FRONT, BACK) if joined == "both" else (joined,)


_COLUMN = read_by(
    lambda text: re.fullmatch("[a-z][a-z_]*(:[1-9])?", text, re.ASCII) or int(""),
    lambda: _("a field such as title, or title:9 with its share of the width"),
)


@dataclass(frozen=True)
class Lists:
    """The columns of lists by the table of their records; of others the usual ones are shown."""

    columns: dict[str, list[str]] = setting({}, by_name(several(_COLUMN)))


@dataclass(frozen=True)
class Guidelines:
    """All guidelines of a site."""

    centre: str = setting("Main file room", text(60, 1))
    paper: str = setting("letter", word_of(("letter", "a4")))
    loans: Loans = section(Loans)
    service: Service = section(Service)
    barcodes: Barcodes = section(Barcodes)
    numbers: Numbers = section(Numbers)
    containers: Containers = section(Containers)
    scanner: Scanner = section(Scanner)
    retention: Retention = section(Retention)
    filing: Filing = section(Filing)
    access: Access = section(Access)
    digitizing: Digitizing = section(Digitizing)
    follow_up: FollowUp = section(FollowUp)
    terminal: Terminal = section(Terminal)
    backup: Backup = section(Backup)
    walk: Walk = section(Walk)
    lists: Lists = section(Lists)
    mail: Mail = section(Mail)

    def period(self, holding: Holding, borrower: Person, type_: str = "loan") -> Rated:
        """How many days a loan lasts that fills a request of this type, and by which key."""
        return self.loans.period(holding.kind, borrower.unit, type_)

    def due_date(
        self,
        holding: Holding,
        borrower: Person,
        day: date,
        given: date | None = None,
        type_: str = "loan",
    ) -> date:
        """When a loan of this holding made on `day` must come back: an open day.

        By its period, or on the day that was given. Never past the borrower's validity: then the
        last open day before it ends. What is consulted in the room comes back the same day.
        """
        if type_ == CONSULT:
            return day
        due = self.open_day(
            given or self.counted(day, self.period(holding, borrower, type_).number)
        )
        last = max(day, iso_day(borrower.valid_until)) if borrower.valid_until else due
        return due if due <= last else self.service.calendar.open_until(last, day)

    def counted(self, day: date, days: int) -> date:
        """So many days after a day, counted as the site counts the days of a loan."""
        if self.loans.open_days:
            return self.service.calendar.later(day, days)
        return day + timedelta(days=days)

    def open_day(self, day: date) -> date:
        """The day itself, or the next on which the counter is open."""
        return self.service.calendar.open_from(day)

    def least_until(self, day: date) -> date:
        """Until when a loan made on a day lasts, though it is recalled: an open day."""
        return self.open_day(self.counted(day, self.loans.minimum_days))

    def hold_until(self, day: date) -> date | None:
        """The last day on which what was set aside on a day waits; None where that never ends."""
        if not self.loans.hold_days:
            return None
        return self.service.calendar.later(self.open_day(day), self.loans.hold_days)

    def recall_date(self, day: date, given: date | None = None) -> date:
        """When a loan that is recalled on a day must come back: the next open day, or as given."""
        return self.open_day(given or day + timedelta(days=1))

    @property
    def units(self) -> list[tuple[str, str]]:
        """The units that it names, each with its key."""
        tables = {
            "loans.days_by_unit": self.loans.days_by_unit,
            "loans.limit_by_unit": self.loans.limit_by_unit,
        }
        named = [(key, unit) for key, table in tables.items() for unit in table]
        return named + [("loans.masters_to", unit) for unit in self.loans.masters_to]

    def doubts(self, kinds: Collection[str], today: date) -> list[str]:
        """What is allowed and yet perhaps not meant, in sentences."""
        named = [("loans.days_by_kind", kind) for kind in self.loans.days_by_kind]
        named += [("loans.limit_by_kind", kind) for kind in self.loans.limit_by_kind]
        named += [("loans.not_lent", kind) for kind in self.loans.not_lent]
        unknown = _("{key} names the kind “{kind}”, which is none of ours: {known}.")
        known = ", ".join(kinds)
        found = [
            unknown.format(key=key, kind=kind, known=known)
            for key, kind in named
            if kind not in kinds
        ]
        if self.loans.minimum_days >= self.loans.days > 0:
            found.append(_("loans.minimum_days leaves no recall anything to shorten."))
        closures = self.service.calendar.closures
        if closures and all(closure.last < today for closure in closures):
            found.append(_("Every day in service.closures is past: name the coming ones."))
        return found


def explain_due(
    guidelines: Guidelines, holding: Holding, borrower: Person, day: date, type_: str = "loan"
) -> list[str]:
    """Why a loan of a holding made on `day` is due when it is, in sentences."""
    if type_ == CONSULT:
        text = _("Read in the room on {day}: it comes back the same day.")
        return [text.format(day=long_day(day))]
    period, calendar = guidelines.period(holding, borrower, type_), guidelines.service.calendar
    counted = guidelines.counted(day, period.number)
    said = [
        _lasts(guidelines, period.number).format(
            start=long_day(day), n=period.number, key=period.key, end=long_day(counted)
        )
    ]
    opened, due = (
        guidelines.open_day(counted),
        guidelines.due_date(holding, borrower, day, None, type_),
    )
    if opened != counted:
        text = _("The counter is closed then (service.{key}); the next open day is {day}.")
        said.append(text.format(key=calendar.why_closed(counted), day=long_day(opened)))
    if due != opened:
        text = _("{name} may borrow until {until} only: due {day}.")
        until = long_day(iso_day(borrower.valid_until))
        said.append(text.format(name=borrower.name, until=until, day=long_day(due)))
    return said


def _lasts(guidelines: Guidelines, days: int) -> str:
    if guidelines.loans.open_days:
        return ngettext(
            "Lent on {start} for {n} open day ({key}): {end}.",
            "Lent on {start} for {n} open days ({key}): {end}.",
            days,
        )
    return ngettext(
        "Lent on {start} for {n} day ({key}): {end}.",
        "Lent on {start} for {n} days ({key}): {end}.",
        days,
    )


def read_guidelines(path: Path) -> Guidelines:
    """Read a site's guidelines; an absent file means the defaults. Raises BadInput."""
    as_begun = GUIDELINES_FILE.encode()
    with suppress(OSError), path.open("rb") as stream:
        if stream.read(len(as_begun) + 1) == as_begun:
            return Guidelines()  # which it says, and it need not be taken apart
    return read_settings(path, Guidelines)
