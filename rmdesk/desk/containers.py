"""Container types as data: the sizes of boxes, and the extent that follows from them.

The extent of a box is its inner length in the direction in which one looks through the files, in
linear metres. It is the one unit of all capacities: nothing is added across units.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.settings import Rule, by_name, setting, text
from rmdesk.model.records import Holding

KNOWN: Mapping[str, list[float]] = {"box": [40, 32, 25], "us-box": [38.1, 30.5, 25.4]}
"""Sizes in published use, in cm: along the files, across, high; the second is one cubic foot."""

_LARGEST_CM = 500
_DIMENSIONS = 3


def _is_size(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == _DIMENSIONS
        and all(type(each) in (int, float) and 0 < each <= _LARGEST_CM for each in value)
    )


_SIZE = Rule(_is_size, lambda: _("three numbers of centimetres such as [40, 32, 25]"))


@dataclass(frozen=True)
class Containers:
    """The container types of a site, and which of them a box is that says none."""

    standard: str = setting("box", text(40, 1))
    sizes: dict[str, list[float]] = setting({}, by_name(_SIZE))

    @cached_property
    def types(self) -> Mapping[str, list[float]]:
        """Every type that is known here, with its size in cm."""
        return {**KNOWN, **self.sizes}

    def conflict(self) -> str:
        """The standard type has a size."""
        if self.standard in self.types:
            return ""
        return _("containers.standard is {name}, which has no size; known: {known}").format(
            name=self.standard, known=", ".join(self.types)
        )

    def metres(self, name: str = "") -> float | None:
        """The extent of a type, by default the standard one, in metres; None for one unknown."""
        size = self.types.get(name or self.standard)
        return round(size[0] / 100, 4) if size else None

    def extent_of(self, holding: Holding) -> float | None:
        """What a holding takes of a shelf, in metres; None where that is not known.

        What was measured counts, else its container type; a box that says neither is standard.
        """
        if holding.extent_m is not None:
            return holding.extent_m
        if holding.container_type or holding.kind == "box":
            return self.metres(holding.container_type)
        return None

    def outermost(self, holdings: Iterable[Holding]) -> list[tuple[Holding, float | None]]:
        """Those of some holdings that lie in no other of them, with the extent of each.

        What lies in another takes no room but that one's.
        """
        listed = {each.id: each for each in holdings}
        outer = (each for each in listed.values() if each.inside not in listed)
        return [(each, self.extent_of(each)) for each in outer]
