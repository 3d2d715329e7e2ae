"""Security levels and caveats: two separate scales, and the guard that they make.

A record's guard is one short text of all that a person must be cleared for, such as `secret|NATO`;
an unclassified record has none. Store and index keep the guard beside the record, so that every
query is narrowed by it inside (R17).
"""

from collections.abc import Collection

from data.texts import gettext as _
from rmdesk.model.errors import BadInput

PROTECTED = ("protected a", "protected b", "protected c")
CLASSIFIED = ("confidential", "secret", "top secret")
LEVELS = ("unclassified", *PROTECTED, *CLASSIFIED)
"""The two scales (DOMAIN 2): Protected A to C, and Confidential to Top Secret."""

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


def asks_list(guard: str) -> bool:
    """Whether who draws a record with this guard must be on an access list for it (R16)."""
    return guard.partition("|")[0] in CLASSIFIED


def guard_of(security: str, caveats: Collection[str]) -> str:
    """What one must be cleared for to know of a record; "" for a record anyone may know of."""
    if not security and not caveats:
        return ""
    level = level_of(security)
    marks = sorted({caveat.strip().upper() for caveat in caveats if caveat.strip()})
    if level == "unclassified" and not marks:
        return ""
    return "|".join([level, *marks])
