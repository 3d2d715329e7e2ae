"""What may differ between twins, and why: no rule could be kept otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A text that only the home with the hidden records gives, and why it must."""

    text: str
    why: str


DECLARED = (
    Difference(
        r"[Tt]he (barcode|code|login) \S+ cannot be given to this record",
        "A barcode and a class's code mean one thing (R42). It is refused in the words in which "
        "any that is taken is refused, be it a place's or of a record of another centre's list.",
    ),
    Difference(
        r"\S+ (does not go|cannot go to [^.\"]+) as it is(?: now)?\.",
        "A box goes with all that is in it (R24): one that holds what may not go stays, and the "
        "security officer says why (R14, R18).",
    ),
)

CHANCE = (
    re.compile(rb"\d{20}-[0-9a-f]{6}"),
    re.compile(rb"\b(R|ST|[ACDHNST]C?-\d{4}|\d{4})-[1-9]\d{5}\b"),
    re.compile(rb"\b[0-9a-f]{64}\b"),
    re.compile(rb"\"took_ms\": [0-9.]+"),
)
"""Made by the clock and by chance: a label's job, how long a search took, the numbers of what not
everybody may know of, and what is hashed of them in a statement of custody."""


def only_declared(whole: str, known: str) -> bool:
    """Whether the home with the hidden records tells something that it must, and the other not."""
    return any(re.search(each.text, whole) and not re.search(each.text, known) for each in DECLARED)


def without_chance(content: bytes) -> bytes:
    """A text or a file without what differs from run to run."""
    for pattern in CHANCE:
        content = pattern.sub(b"", content)
    return content
