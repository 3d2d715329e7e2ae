"""Dataclasses that cost the start of a process little.

The standard library writes and compiles up to six functions for each class when it is imported: a
third of the time until the desk is seen. Here it compiles the one that makes an object, and the
others are the same for all classes. What is frozen is held by the type checker alone, which looks
at all that we write; that makes each object sooner, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from collections.abc import Callable
    from functools import cache
    from operator import attrgetter
    from typing import Any

    def dataclass(
        cls: type | None = None,
        /,
        *,
        eq: bool = True,
        repr: bool = True,  # noqa: A002  (as the standard library calls it)
        frozen: bool = False,
        **more: bool,
    ) -> Any:
        """Make a class a dataclass, as `dataclasses.dataclass` does; its own methods stay."""

        def made(cls: type) -> type:
            own = vars(cls)
            hashed = own.get("__hash__")
            methods = {"__repr__": _told} if repr else {}
            if eq:
                methods |= {"__eq__": _equal}
                if hashed is None:
                    cls.__hash__ = _hash if frozen else None
            for name, method in methods.items():
                if name not in own:
                    setattr(cls, name, method)
            return dataclasses.dataclass(cls, eq=False, repr=False, **more)

        return made if cls is None else made(cls)

    def _told(self: Any) -> str:
        shown = (each.name for each in dataclasses.fields(self) if each.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({values})"

    def _equal(self: Any, other: object) -> Any:
        if type(other) is not type(self):
            return NotImplemented
        values = _compared(type(self))
        return values(self) == values(other)

    def _hash(self: Any) -> int:
        return hash(_compared(type(self))(self))

    @cache
    def _compared(cls: type) -> Callable[[Any], Any]:
        """What gives the values by which objects of a class are compared."""
        names = [each.name for each in dataclasses.fields(cls) if each.compare]
        return attrgetter(*names) if names else lambda _object: ()


__all__ = ["dataclass"]
