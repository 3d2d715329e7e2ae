"""The site's rules of loans as data: how long, how many, how often, and what never leaves."""

from collections.abc import Mapping

from data.plain import dataclass
from rmdesk.desk.settings import by_name, setting, several, text, whole, yes_or_no
from rmdesk.model.words import CONSULT, TYPES

_DAYS = whole(0, 3_650)
_MANY = whole(1, 1_000_000)
_LASTING = tuple(each for each in TYPES if each != CONSULT)
"""Types of request whose loans have a period; what is consulted in the room comes back that day."""


@dataclass(frozen=True)
class Rated:
    """A number of the guidelines, and the key that says it."""

    number: int
    key: str


@dataclass(frozen=True)
class Loans:
    """How long, how many, how often, and what never leaves.

    Kinds are those of holdings, units the borrower's, types those of the request that a loan fills.
    `masters_to` are the units that film: a master goes to nobody else.
    """

    days: int = setting(28, _DAYS)
    days_by_kind: dict[str, int] = setting({}, by_name(_DAYS))
    limit: int = setting(50, _MANY)
    renewals: int = setting(2, whole(0, 1_000))
    not_lent: list[str] = setting(["document", "frame"], several(text(40, 1)))
    minimum_days: int = setting(0, _DAYS)
    hold_days: int = setting(5, whole(0, 366))
    days_by_unit: dict[str, int] = setting({}, by_name(_DAYS))
    days_by_type: dict[str, int] = setting({}, by_name(_DAYS, _LASTING))
    open_days: bool = setting(False, yes_or_no())
    limit_by_kind: dict[str, int] = setting({}, by_name(_MANY))
    limit_by_unit: dict[str, int] = setting({}, by_name(_MANY))
    masters_to: list[str] = setting([], several(text(60, 1)))

    def period(self, kind: str, unit: str, type_: str) -> Rated:
        """How many days a loan lasts: the shortest that is named for it, else `days`."""
        named = [
            _named(self.days_by_kind, "loans.days_by_kind", kind),
            _named(self.days_by_unit, "loans.days_by_unit", unit),
            _named(self.days_by_type, "loans.days_by_type", type_),
        ]
        found = [each for each in named if each]
        return min(found, key=lambda each: each.number, default=Rated(self.days, "loans.days"))

    def most(self, unit: str) -> Rated:
        """How many holdings a person of a unit may have out at once."""
        named = _named(self.limit_by_unit, "loans.limit_by_unit", unit)
        return named or Rated(self.limit, "loans.limit")

    def most_of(self, kind: str) -> Rated | None:
        """How many of a kind one person may have out at once; None where no number is named."""
        return _named(self.limit_by_kind, "loans.limit_by_kind", kind)


def _named(table: Mapping[str, int], key: str, word: str) -> Rated | None:
    """What a table says of a word, in whatever case it is written."""
    wanted = word.strip().casefold()
    if not wanted:
        return None
    found = ((name, n) for name, n in table.items() if name.strip().casefold() == wanted)
    return next((Rated(n, f"{key}.{name}") for name, n in found), None)
