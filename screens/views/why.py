"""Why something was found: the words in its title, or the line of it that has them; and what tells
it from others of the same title.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from unicodedata import normalize

from rich.cells import cell_len

from rmdesk.model.records import Holding
from screens.kit.paint import Line, Span, fit

_APART: tuple[Callable[[Holding], str], ...] = (
    lambda each: each.dates,
    lambda each: each.container,
    lambda each: each.volume,
    lambda each: each.series or each.class_,
    lambda each: each.unit,
    lambda each: each.description,
)
"""What may tell records of one title apart, in this order."""

_BEFORE = 12
"""Letters before the found word, where a line of a long text is shown."""


def folded(text: str) -> str:
    """A text without case and accents, letter by letter: as long as it was."""
    return "".join(normalize("NFKD", letter)[0].casefold()[:1] or letter for letter in text)


class Why:
    """What the results of a text show of it."""

    def __init__(self, text: str, hits: Iterable[object]) -> None:
        self._text = text
        self._hits = [each for each in hits if isinstance(each, Holding)]

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        found = {folded(word) for word in asked_words(self._text)}
        if not found:
            return None
        longest = sorted(found, key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + ")")

    @cached_property
    def _apart(self) -> Mapping[int, Sequence[str]]:
        """Of each record whose title others have as well: what differs among them."""
        alike: defaultdict[str, list[Holding]] = defaultdict(list)
        for each in self._hits:
            alike[each.name.casefold()].append(each)
        found = {}
        for group in alike.values():
            for each in group if len(group) > 1 else ():
                found[each.id] = _differing(each, group)
        return found

    def marked(self, text: str, role: str = "") -> list[Span]:
        """A text with what was asked for set off."""
        if self._pattern is None:
            return [(text, role)]
        spans: list[Span] = []
        at = 0
        for match in self._pattern.finditer(folded(text)):
            spans += [(text[at : match.start()], role), (text[match.start() : match.end()], "hit")]
            at = match.end()
        return [span for span in [*spans, (text[at:], role)] if span[0]]

    def _says(self, text: str) -> bool:
        return self._pattern is not None and bool(self._pattern.search(folded(text)))

    def named(self, hit: Holding, width: int, *, dated: bool) -> Line:
        """A record's title in so many cells: with what tells it apart, or where the words are.

        `dated`: its dates stand in a column of their own.
        """
        apart = [each for each in self._apart.get(hit.id, ()) if not (dated and each == hit.dates)]
        rest = " · ".join(apart)
        if not rest and not self._says(f"{hit.name} {hit.identifier} {hit.barcode}"):
            rest = self._line_of(hit)
        if not rest:
            return self.marked(fit(hit.name, width))
        room = max(width // 2, width - cell_len(rest) - 3)
        title = hit.name if cell_len(hit.name) <= room else fit(hit.name, room)
        left = width - cell_len(title) - 3
        if left < 4:
            return self.marked(fit(hit.name, width))
        return [*self.marked(title), (" · ", "dim"), *self.marked(fit(rest, left), "dim")]

    def _line_of(self, hit: Holding) -> str:
        """The text of a record that has the words, from a little before the first of them."""
        said = (hit.series, hit.description, hit.notes, ", ".join(hit.keywords), hit.unit,
                hit.container, hit.class_)  # fmt: skip
        for text in said:
            if self._pattern and (match := self._pattern.search(folded(text))):
                start = max(0, match.start() - _BEFORE)
                start = text.find(" ", start) + 1 if start and " " in text[start:] else start
                return ("…" if start else "") + text[start:]
        return ""


def _differing(hit: Holding, group: Sequence[Holding]) -> list[str]:
    """What of a record others of its title have not: as much as it takes to know it."""
    found: list[str] = []
    others = [each for each in group if each.id != hit.id]
    for tells in _APART:
        if not others:
            break
        said = tells(hit)
        same = [each for each in others if tells(each) == said]
        if len(same) < len(others) and said:
            found.append(said)
            others = same
    return found


_FIELD = re.compile(r"\b\w+:(?=\S)")
_NOT = re.compile(r"(?:^|\s)-\S+")


def asked_words(text: str) -> Iterator[str]:
    """The words of a query that what answers to it holds; not those that it must not."""
    plain = _FIELD.sub(" ", _NOT.sub(" ", text))
    yield from (word for word in re.findall(r"\w+", plain) if word not in ("OR", "AND", "NOT"))
