"""Regular expressions that are compiled when something is first looked for by them.

A module may name dozens, and a process that only looks at a record needs few of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as pattern

    def signed(text: str, signs: str) -> re.Pattern[str]:
        """Declare a pattern, and between bars what a text must have one of for it to be there."""
else:
    from collections.abc import Callable

    class pattern:  # noqa: N801  (called as re.compile is)
        """What `re.compile` would give."""

        def __init__(self, text: str | bytes, flags: int = 0) -> None:
            self._said = text, flags

        def __getattr__(self, name: str) -> Any:
            found = getattr(re.compile(*self._said), name)
            setattr(self, name, found)  # from now on it is no longer asked for here
            return found

    def _looking(name: str) -> Callable[[signed, str], Any]:
        def look(self: signed, text: str) -> Any:
            return getattr(self.late, name)(text) if self.may_be_in(text) else None

        return look

    class signed:  # noqa: N801
        """What `re.compile` would give, not even compiled for texts without any of the signs."""

        def __init__(self, text: str, signs: str) -> None:
            self.signs, self.late = signs.split("|"), pattern(text)

        def may_be_in(self, text: str) -> bool:
            """Whether any of the signs is in a text."""
            return any(sign in text for sign in self.signs)

        match, fullmatch, search = map(_looking, ("match", "fullmatch", "search"))

        def sub(self, by: str, text: str) -> str:
            """The text with `by` for each place where the pattern is."""
            return self.late.sub(by, text) if self.may_be_in(text) else text


__all__ = ["pattern", "signed"]
