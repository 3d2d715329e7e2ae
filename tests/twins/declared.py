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
        "A box goes with all that is in it (R24), a disposition and a transfer with all that is on "
        "the list: what holds something that may not go stays, and the security officer says why "
        "(R14, R18).",
    ),
    Difference(
        r"\S+ (has no room for the [\d.]+ m of|is taken: a numbered position)",
        "A shelf takes what it has room for, and a numbered position one holding (R30): who stands "
        "before it sees that it is full, and nobody can put there what does not go in.",
    ),
)

_CHANCE = re.compile(
    rb"(?P<job>\b\d{20}-[0-9a-f]{6}\b)"
    rb"|\b(?P<kind>R|ST|[ACDHNST]C?-\d{4}|\d{4})-(?:[1-9]\d{5}\b|\d{3}(?=\xe2\x80\xa6))"
    rb"|(?P<hash>\b(?:[0-9a-f]{64}|batch:[0-9a-f]{32})\b)"
)
"""Made by the clock and by chance: a label's job, the numbers of what not everybody may know of
(also cut short, where a screen has little room), what is hashed of them in a statement, and of a
file of scans."""


def only_declared(whole: str, known: str) -> bool:
    """Whether the home with the hidden records tells something that it must, and the other not."""
    return any(re.search(each.text, whole) and not re.search(each.text, known) for each in DECLARED)


class Settled:
    """Texts and files with what is made by chance called by its place: the first, the second.

    How many there are, how often each is told and in what order is as it was.
    """

    def __init__(self) -> None:
        self._names: dict[bytes, bytes] = {}

    def __call__(self, content: bytes) -> bytes:
        return _CHANCE.sub(self._called, content)

    def text(self, text: str) -> str:
        """A text, as a file with it."""
        return self(text.encode()).decode()

    def _called(self, found: re.Match[bytes]) -> bytes:
        kind = found["kind"] or (b"job" if found["job"] else b"hash")
        return self._names.setdefault(found[0], b"%s~%d" % (kind, len(self._names) + 1))
