"""Values and documents of a million rows held as bytes, for as long as nobody looks at them."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from enum import Enum
from typing import Any

__all__ = ["Held", "Packing"]

Held = bytes | dict[str, Any]


class Packing:
    """Packs dictionaries whose names come again and again: each set of names is kept once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._names: list[tuple[str, ...]] = []

    def pack(self, values: Mapping[str, Any]) -> Held:
        """A dictionary as bytes; as it is where it holds more than texts, numbers and lists."""
        names = tuple(values)
        number = self._numbers.get(names)
        if number is None:
            number = self._numbers[names] = len(self._names)
            self._names.append(names)
        try:
            plain: list[Any] = [number, *map(_plain, values.values())]
            return marshal.dumps(plain)
        except ValueError:
            return dict(values)

    def unpack(self, held: Held) -> dict[str, Any]:
        """The dictionary that was packed, to do with as one likes."""
        if isinstance(held, dict):
            return dict(held)
        number, *values = marshal.loads(held)
        return dict(zip(self._names[number], values, strict=True))


def _plain(value: object) -> object:
    """A word of ours as the text that it is."""
    return value.value if isinstance(value, Enum) else value
