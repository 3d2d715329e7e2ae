"""Values and documents of a million rows held as bytes, for as long as nobody looks at them."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from enum import Enum
from typing import Any

__all__ = ["Held", "Packing"]

Held = bytes | dict[str, Any]
_FORM = 2
"""Later ones look for what stands in several places, which takes as long as all the rest."""


def _plain(value: Any) -> Any:
    """A word of ours as the text that it is."""
    return value.value if isinstance(value, Enum) else value


class Packing:
    """Packs dictionaries whose names come again and again: each set of names is kept once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._names: list[tuple[str, ...]] = []
        self._places: list[dict[str, int]] = []
        self._words: list[list[int]] = []  # where words of ours stood in one of these names

    def pack(self, values: Mapping[str, Any]) -> Held:
        """A dictionary as bytes; as it is where it holds more than texts, numbers and lists."""
        names = tuple(values)
        number = self._numbers.get(names)
        if number is None:
            number = self._numbers[names] = len(self._names)
            self._names.append(names)
            self._words.append([])
            self._places.append({name: place for place, name in enumerate(names)})
        held: list[Any] = [*values.values(), number]
        for place in self._words[number]:
            held[place] = _plain(held[place])
        try:
            return marshal.dumps(held, _FORM)
        except ValueError:
            return self._pack_plain(held, number) or dict(values)

    def _pack_plain(self, held: list[Any], number: int) -> bytes:
        """The same with words of ours as the texts that they are; nothing if that is not all."""
        self._words[number] += [
            place for place, value in enumerate(held) if isinstance(value, Enum)
        ]
        try:
            return marshal.dumps(list(map(_plain, held)), _FORM)
        except ValueError:
            return b""

    def value(self, held: Held, name: str, default: Any) -> Any:
        """One value of a dictionary that was packed."""
        if isinstance(held, dict):
            return held.get(name, default)
        values = marshal.loads(held)
        place = self._places[values[-1]].get(name)
        return default if place is None else values[place]

    def unpack(self, held: Held) -> dict[str, Any]:
        """The dictionary that was packed, to do with as one likes."""
        if isinstance(held, dict):
            return dict(held)
        values = marshal.loads(held)
        names = self._names[values.pop()]
        return dict(zip(names, values, strict=True))
