"""Dataclasses that cost the start of a process little.

The standard library writes and compiles up to six functions for each class when it is imported: a
third of the time until the desk is seen. Here the one that makes an object is compiled with the
first object, which most classes never have in a process, and the others are the same for all
classes. What is frozen is held by the type checker alone, which looks at all that we write; that
makes each object sooner, too.
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
            if not cls.__doc__:  # the standard library would work out a signature to say there
                cls.__doc__ = cls.__name__
            return _made_late(dataclasses.dataclass(cls, init=False, eq=False, repr=False, **more))

        return made if cls is None else made(cls)

    def _made_late(cls: type) -> type:
        """A class whose `__init__` is compiled when its first object is made."""

        def first(self: Any, *given: Any, **named: Any) -> None:
            cls.__init__ = _init_of(cls)
            cls.__init__(self, *given, **named)

        cls.__init__ = first
        return cls

    def _init_of(cls: type) -> Callable[..., None]:
        """What makes an object of a class of its fields."""
        scope: dict[str, Any] = {}
        placed, named, lines = [], ["*"], ["pass"]
        for each in dataclasses.fields(cls):
            name, default, make = each.name, f"_default_{each.name}", f"_make_{each.name}"
            scope |= {default: each.default, make: each.default_factory}
            said = each.default is not dataclasses.MISSING
            made = each.default_factory is not dataclasses.MISSING
            if each.init:
                into = named if each.kw_only else placed
                into.append(f"{name}={default}" if said or made else name)
                value = f"{make}() if {name} is {default} else {name}" if made else name
            elif said or made:
                value = f"{make}()" if made else default
            else:
                continue
            lines.append(f"self.{name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        parameters = ", ".join(("self", *placed, *(named if len(named) > 1 else ())))
        exec(f"def __init__({parameters}):\n " + "\n ".join(lines), scope)  # noqa: S102
        init: Callable[..., None] = scope["__init__"]
        init.__qualname__ = f"{cls.__qualname__}.__init__"
        return init

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
