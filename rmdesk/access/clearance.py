"""Clearances: what a person is cleared for today, on two separate scales (R16)."""

from collections.abc import Collection, Iterable
from datetime import date

from data.plain import dataclass
from rmdesk.model.levels import CLASSIFIED, LEVELS, PROTECTED, guard_of, level_of
from rmdesk.model.records import Person

EVERY_CAVEAT = "*"
"""Held by who must see everything, such as the supervisor that `init` makes."""

EITHER = "; "
"""Stands between guards of which any is enough."""


@dataclass(frozen=True)
class Clearance:
    """What a person is cleared for on a given day. Each scale is passed on its own (R16)."""

    protected: int
    classified: int
    caveats: frozenset[str]

    @classmethod
    def of(cls, person: Person | None, today: date) -> "Clearance":
        """The clearance of a person today; an expired one is none (R16).

        A clearance on the national-interest scale covers the Protected scale as well, as
        published practice has it; the reverse never holds.
        """
        if person is None or not person.clearance:
            return cls(0, 0, frozenset())
        if person.clearance_until and person.clearance_until < today.isoformat():
            return cls(0, 0, frozenset())
        held = frozenset(caveat.strip().upper() for caveat in person.caveats)
        return cls._at(level_of(person.clearance), held)

    @classmethod
    def least(cls, guard: str) -> "Clearance":
        """The least clearance that is enough for a guard."""
        level, *marks = guard.split("|")
        return cls._at(level, frozenset(marks))

    @classmethod
    def _at(cls, level: str, caveats: frozenset[str]) -> "Clearance":
        classified = CLASSIFIED.index(level) + 1 if level in CLASSIFIED else 0
        protected = PROTECTED.index(level) + 1 if level in PROTECTED else 0
        return cls(len(PROTECTED) if classified else protected, classified, caveats)

    def both(self, other: "Clearance") -> "Clearance":
        """What this and another clearance are both enough for."""
        if EVERY_CAVEAT in self.caveats:
            marks = other.caveats
        elif EVERY_CAVEAT in other.caveats:
            marks = self.caveats
        else:
            marks = self.caveats & other.caveats
        protected = min(self.protected, other.protected)
        return Clearance(protected, min(self.classified, other.classified), marks)

    def covers(self, guard: str) -> bool:
        """Whether this clearance is enough for a guard, caveats included; or for any of several."""
        return not guard or any(map(self._covers, guard.split(EITHER)))

    def _covers(self, guard: str) -> bool:
        if not guard:
            return True
        level, *marks = guard.split("|")
        if level in CLASSIFIED:
            enough = self.classified > CLASSIFIED.index(level)
        elif level in PROTECTED:
            enough = self.protected > PROTECTED.index(level)
        else:
            enough = True
        return enough and self._holds(marks)

    @property
    def covers_all(self) -> bool:
        """Whether this clearance is enough for every guard that there can be."""
        return self.classified == len(CLASSIFIED) and EVERY_CAVEAT in self.caveats

    def _holds(self, marks: Collection[str]) -> bool:
        return EVERY_CAVEAT in self.caveats or self.caveats.issuperset(marks)


def implies(guard: str, other: str) -> bool:
    """Whether everybody who may know of a record with `guard` may know of one with `other`."""
    return Clearance.least(guard).covers(other)


def lowest_first(guards: Iterable[str]) -> list[str]:
    """Guards, each once, in an order in which each comes after all that it implies."""
    every = sorted(set(guards))
    return sorted(every, key=lambda guard: sum(implies(guard, other) for other in every))


def joined(guard: str, other: str) -> str:
    """The guard of what only who may know of both may know of."""
    if not (guard and other):
        return guard or other
    (level, *marks), (beside, *more) = guard.split("|"), other.split("|")
    highest = max(level, beside, key=LEVELS.index)
    return guard_of(highest, [*marks, *more])


def either(guard: str, other: str) -> str:
    """The guard of what is known to who may know of either of two: "" where that is everybody."""
    every = dict.fromkeys([*guard.split(EITHER), *other.split(EITHER)])
    least = [
        each for each in every if not any(implies(each, than) for than in every if than != each)
    ]
    return EITHER.join(sorted(least))


def lowered(before: str, guard: str) -> bool:
    """Whether somebody may know of a record with `guard` who might not before."""
    return not implies(guard, before)
