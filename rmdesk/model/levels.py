"""Security levels, caveats and clearances: two separate scales, and who may know of a record.

A record's guard is one short text of all that a person must be cleared for, such as `secret|NATO`;
an unclassified record has none. Store and index keep the guard beside the record, so that every
query is narrowed by it inside (R17).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from gettext import gettext as _

from rmdesk.model.errors import BadInput
from rmdesk.model.records import Person

PROTECTED = ("protected a", "protected b", "protected c")
CLASSIFIED = ("confidential", "secret", "top secret")
LEVELS = ("unclassified", *PROTECTED, *CLASSIFIED)
"""The two scales (DOMAIN 2): Protected A to C, and Confidential to Top Secret."""

EVERY_CAVEAT = "*"
"""Held by who must see everything, such as the supervisor that `init` makes."""

_SHORT = {"": "unclassified", "none": "unclassified", "public": "unclassified"}
_SHORT |= {level.split()[1]: level for level in PROTECTED}
_SHORT |= {"top-secret": "top secret", "ts": "top secret", "s": "secret"}


def level_of(text: str) -> str:
    """The level that a file or a form names, one of LEVELS.

    Raises BadInput for a word that is on neither scale: a level is never guessed.
    """
    word = " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
    word = _SHORT.get(word, word)
    if word not in LEVELS:
        raise BadInput(
            _("Unknown security level"),
            _("“{text}” is not a security level.").format(text=text),
            _("Levels are: {levels}.").format(levels=", ".join(LEVELS)),
        )
    return word


def guard_of(security: str, caveats: Collection[str]) -> str:
    """What one must be cleared for to know of a record; "" for a record anyone may know of."""
    if not security and not caveats:
        return ""
    level = level_of(security)
    marks = sorted({caveat.strip().upper() for caveat in caveats if caveat.strip()})
    if level == "unclassified" and not marks:
        return ""
    return "|".join([level, *marks])


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

    def covers(self, guard: str) -> bool:
        """Whether this clearance is enough for a guard, caveats included."""
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
