"""A short way round a room of shelves: rows side by side, bays along them, joined at their ends.

One goes from the door through the aisles in their order and back to it. Each aisle is walked up or
down: through it, or in as far as one must and out by the same end. Which, is chosen for all aisles
together, so that the whole way is the shortest of this kind: the composite routing of parallel
aisles (C. G. Petersen, 1995). One that passed an aisle and came back to it later may be shorter
still, and is hard to follow with a trolley.
"""

from collections.abc import Sequence
from itertools import pairwise

from data.plain import dataclass

FRONT, BACK = "front", "back"
"""The ends of the aisles: the one at bay 1, and the other."""

_Way = tuple[int, ...]
"""The numbers of an aisle's spots in the order in which one comes to them."""


@dataclass(frozen=True)
class Spot:
    """Where one stops: `across`, the metres from the door to its aisle; `along`, into the aisle."""

    across: float
    along: float


@dataclass(frozen=True)
class Room:
    """A room: the length of its aisles in metres, and the ends at which they are joined."""

    depth: float
    ends: tuple[str, ...] = (FRONT, BACK)

    @property
    def door(self) -> Spot:
        """Where one comes in: at the first aisle, at the end where the aisles are joined."""
        return Spot(0.0, 0.0 if FRONT in self.ends else self.depth)

    def between(self, one: Spot, other: Spot) -> float:
        """Metres from one spot to another."""
        if one.across == other.across:
            return abs(one.along - other.along)
        over = min(self._to(end, one) + self._to(end, other) for end in self.ends)
        return over + abs(one.across - other.across)

    def _to(self, end: str, spot: Spot) -> float:
        return spot.along if end == FRONT else self.depth - spot.along

    def round(self, spots: Sequence[Spot]) -> list[float]:
        """Metres walked from the door up to each spot, and last of all back at the door."""
        walked = [0.0]
        for one, other in pairwise([self.door, *spots, self.door]):
            walked.append(walked[-1] + self.between(one, other))
        return walked[1:]

    def shortest(self, spots: Sequence[Spot]) -> list[int]:
        """The order in which to go to these spots, as their numbers.

        Spots that are equal keep the order in which they are given.
        """
        aisles: dict[float, list[int]] = {}
        for number in sorted(range(len(spots)), key=lambda n: (spots[n].across, spots[n].along)):
            aisles.setdefault(spots[number].across, []).append(number)
        return [number for aisle in self._ways(spots, aisles) for number in aisle]

    def _ways(self, spots: Sequence[Spot], aisles: dict[float, list[int]]) -> tuple[_Way, ...]:
        """Aisle by aisle the spots in their order, along the shortest of all ways round.

        Of equal ones, that on which the fewest aisles are walked down.
        """
        reached: dict[Spot, tuple[float, int, tuple[_Way, ...]]] = {self.door: (0.0, 0, ())}
        for aisle in aisles.values():
            step: dict[Spot, tuple[float, int, tuple[_Way, ...]]] = {}
            for down, way in enumerate((tuple(aisle), _turned(spots, aisle))):
                first, last = spots[way[0]], spots[way[-1]]
                within = self.between(first, last)
                found = min(
                    (metres + self.between(at, first) + within, turned + down, (*walked, way))
                    for at, (metres, turned, walked) in reached.items()
                )
                step[last] = min(found, step.get(last, found))
            reached = step
        return min(
            (metres + self.between(at, self.door), turned, walked)
            for at, (metres, turned, walked) in reached.items()
        )[2]


def _turned(spots: Sequence[Spot], aisle: Sequence[int]) -> _Way:
    """An aisle from its other end, but what is at one spot in the order in which it was."""
    return tuple(sorted(aisle, key=lambda number: -spots[number].along))
