"""Narrowing: kinds, statuses, units, decades and places of the results, with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.search import narrowed, search
from rmdesk.model.words import kind_word, status_word
from screens.kit.paint import Line, fit
from screens.kit.view import View
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.kit.host import Host

_EACH = 6
"""Most values shown of one facet: the largest."""


@dataclass(frozen=True)
class _Value:
    facet: str
    value: str
    count: int


class Facets(View):
    """What the results of a search are made of; Enter narrows them."""

    name = "facets"
    transient = True
    live = False

    def __init__(self, results: Search) -> None:
        self.asker, self._results = results.asker, results
        self._text = results.meant
        self._values: list[_Value] = []
        self._loaded = False
        self.moved = True

    def title(self) -> Line:
        return [(_("narrow “{text}”").format(text=self._text), "bold")]

    def status(self) -> Line:
        return [(_("Enter narrows · Esc leaves"), "dim")]

    def load(self, session: Session) -> list[_Value]:
        typing = self._results.typing
        results = search(session, self._text, limit=1, typing=typing, facets=True)
        found: list[_Value] = []
        for facet, counts in results.facets.items():
            ranked = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
            found += [_Value(facet, str(v), n) for v, n in ranked[:_EACH] if n]
        return found

    def show(self, loaded: list[_Value]) -> None:
        self._values, self._loaded = loaded, True

    def __len__(self) -> int:
        return len(self._values)

    def row(self, index: int, width: int) -> Line:
        each = self._values[index]
        first = index == 0 or self._values[index - 1].facet != each.facet
        return [
            (fit(_facet_word(each.facet) if first else "", 10), "dim"),
            (fit(_value_word(each), 34), ""),
            (f"{each.count:>7,}", "bold"),
        ]

    def empty(self) -> Line:
        return [(_("There is nothing to narrow by."), "dim")] if self._loaded else ()

    def choose(self, app: Host) -> None:
        if not self._values:
            return
        each, results = self._values[self.cursor], self._results
        text = narrowed(self._text, each.facet, each.value)
        app.back()
        app.search_now(text, unfinished=results.typing)


def _facet_word(facet: str) -> str:
    return {
        "kind": _("kind"),
        "unit": _("unit"),
        "place": _("place"),
        "decade": _("decade"),
        "status": _("status"),
    }.get(facet, facet)


def _value_word(each: _Value) -> str:
    if each.facet == "kind":
        return kind_word(each.value)
    if each.facet == "status":
        return status_word(each.value)
    return _("{decade}s").format(decade=each.value) if each.facet == "decade" else each.value
