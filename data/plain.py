"""Dataclasses that cost the start of a process little.

The standard library writes and compiles up to six functions for each class when it is imported, and
looks at each of its fields with care; its module brings half a dozen others. All that was a third
of the time until the desk is seen. Here the function that makes an object is compiled with the
first object, which most classes never have in a process, and the others are the same for all
classes. What is frozen is held by the type checker alone, which looks at all that we write; that
makes each object sooner, too. To the library's own functions these classes are dataclasses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import MISSING, asdict, dataclass, field, fields, replace
else:
    from collections.abc import Callable, Mapping
    from functools import cache
    from operator import attrgetter
    from typing import Any, ClassVar

    class _Missing:
        """Says that a field has no default."""

        def __repr__(self) -> str:
            return "MISSING"

    MISSING = _Missing()
    _NOTHING: Mapping[str, Any] = {}

    class _Field:
        """What is said of one field, under the names of the standard library."""

        __slots__ = (
            "compare", "default", "default_factory", "init", "kw_only", "metadata", "name", "repr",
            "type",
        )  # fmt: skip

        def __init__(
            self,
            *,
            default: Any = MISSING,
            default_factory: Any = MISSING,
            metadata: Mapping[str, Any] = _NOTHING,
            init: bool = True,
            repr: bool = True,  # noqa: A002  (as the standard library calls it)
            compare: bool = True,
        ) -> None:
            self.default, self.default_factory, self.metadata = default, default_factory, metadata
            self.init, self.repr, self.compare = init, repr, compare

    field = _Field

    def dataclass(
        cls: type | None = None,
        /,
        *,
        eq: bool = True,
        repr: bool = True,  # noqa: A002
        frozen: bool = False,
        kw_only: bool = False,
        slots: bool = False,
    ) -> Any:
        """Make a class a dataclass, as `dataclasses.dataclass` does; its own methods stay."""

        def made(cls: type) -> type:
            said = _said(cls, kw_only)
            if slots:
                cls = _with_slots(cls, said)
            own = vars(cls)
            hashed = own.get("__hash__")
            if repr and "__repr__" not in own:
                cls.__repr__ = _told
            if eq:
                if "__eq__" not in own:
                    cls.__eq__ = _equal
                if hashed is None:
                    cls.__hash__ = _hash if frozen else None
            cls.__said__ = said
            cls.__dataclass_fields__ = _STANDARD
            return _made_late(cls)

        return made if cls is None else made(cls)

    def _said(cls: type, kw_only: bool) -> dict[str, _Field]:
        """The fields that a class declares itself; it is left with their defaults."""
        own, said = vars(cls), {}
        for name, kind in cls.__annotations__.items():
            if _is_of_class(kind):
                continue
            given = own.get(name, MISSING)
            if isinstance(given, _Field):
                if given.default is MISSING:
                    delattr(cls, name)
                else:
                    setattr(cls, name, given.default)
            else:
                given = _Field(default=given)
            if type(given.default).__module__ == "dataclasses":
                raise TypeError(f"{cls.__qualname__}.{name} is a field of another sort of class")
            if type(given.default).__hash__ is None:
                raise ValueError(
                    f"{cls.__qualname__}.{name}: one {given.default!r} for all objects"
                )
            given.name, given.type, given.kw_only = name, kind, kw_only
            said[name] = given
        return said

    def _is_of_class(kind: Any) -> bool:
        if isinstance(kind, str):
            return kind.startswith("ClassVar")
        return kind is ClassVar or getattr(kind, "__origin__", None) is ClassVar

    def _with_slots(cls: type, said: Mapping[str, _Field]) -> type:
        """The class made again, its objects without a dictionary."""
        above = {name for base in cls.__mro__[1:] for name in vars(base).get("__slots__", ())}
        without = {*said, "__dict__", "__weakref__"}
        kept = {name: value for name, value in vars(cls).items() if name not in without}
        kept["__slots__"] = tuple(name for name in said if name not in above)
        again = type(cls)(cls.__name__, cls.__bases__, kept)
        again.__qualname__ = cls.__qualname__
        return again

    def _made_late(cls: type) -> type:
        """A class whose `__init__` is compiled when many of its objects are made."""
        made = 0

        def first(self: Any, *given: Any, **named: Any) -> None:
            nonlocal made
            made += 1
            if made > _FEW or not _filled(self, _fields(cls), given, named):
                cls.__init__ = _init_of(cls)
                cls.__init__(self, *given, **named)

        cls.__init__ = first
        return cls

    _FEW = 8
    """So many objects are made sooner than a function is compiled that makes them."""

    def _filled(self: Any, said: tuple[_Field, ...], given: Any, named: Mapping[str, Any]) -> bool:
        """Make an object of its fields; False where what was given does not fit them."""
        placed, used = iter(given), 0
        for each in said:
            value = next(placed, MISSING) if each.init and not each.kw_only else MISSING
            if value is MISSING and each.init and each.name in named:
                value, used = named[each.name], used + 1
            if value is MISSING:
                value = each.default
            if value is MISSING and each.default_factory is not MISSING:
                value = each.default_factory()
            if value is not MISSING:
                setattr(self, each.name, value)
            elif each.init:
                return False
        if used < len(named) or next(placed, MISSING) is not MISSING:
            return False
        if hasattr(self, "__post_init__"):
            self.__post_init__()
        return True

    def _init_of(cls: type) -> Callable[..., None]:
        """What makes an object of a class of its fields."""
        scope: dict[str, Any] = {}
        placed, named, lines = [], ["*"], ["pass"]
        for each in fields(cls):
            name, default, make = each.name, f"_default_{each.name}", f"_make_{each.name}"
            scope |= {default: each.default, make: each.default_factory}
            said = each.default is not MISSING
            made = each.default_factory is not MISSING
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

    def fields(of: Any) -> tuple[Any, ...]:
        """The fields of a dataclass, or of an object of one."""
        cls = of if isinstance(of, type) else type(of)
        if isinstance(vars(cls).get("__dataclass_fields__"), Mapping):
            import dataclasses  # one of the standard library's

            return dataclasses.fields(of)
        return _fields(cls)

    @cache
    def _fields(cls: type) -> tuple[_Field, ...]:
        found: dict[str, _Field] = {}
        for each in reversed(cls.__mro__):
            found |= vars(each).get("__said__", _NOTHING)
        return tuple(found.values())

    def replace(of: Any, /, **changes: Any) -> Any:
        """An object with the values of another, but for the changes."""
        names = (each.name for each in fields(of) if each.init)
        return type(of)(**{name: getattr(of, name) for name in names} | changes)

    def asdict(of: Any) -> dict[str, Any]:
        """The values of an object by their names, objects within it likewise."""
        return {each.name: _inner(getattr(of, each.name)) for each in fields(of)}

    def _inner(value: Any) -> Any:
        if hasattr(type(value), "__dataclass_fields__"):
            return asdict(value)
        if isinstance(value, dict):
            return type(value)((_inner(key), _inner(each)) for key, each in value.items())
        if hasattr(value, "_fields"):  # a tuple whose places have names
            return type(value)(*map(_inner, value))
        if isinstance(value, list | tuple):
            return type(value)(map(_inner, value))
        return value

    class _Standard:
        """The fields of a class as the standard library knows them, for its own functions."""

        def __get__(self, _object: object, cls: type) -> Mapping[str, Any]:
            return _standard(cls)

    _STANDARD = _Standard()

    @cache
    def _standard(cls: type) -> Mapping[str, Any]:
        import dataclasses

        def same(each: _Field) -> Any:
            options = {
                "metadata": each.metadata,
                "init": each.init,
                "repr": each.repr,
                "compare": each.compare,
                "kw_only": each.kw_only,
            }
            if each.default is not MISSING:
                options["default"] = each.default
            if each.default_factory is not MISSING:
                options["default_factory"] = each.default_factory
            return dataclasses.field(**options)

        said = [(each.name, each.type, same(each)) for each in _fields(cls)]
        made = dataclasses.make_dataclass(cls.__name__, said, init=False, repr=False, eq=False)
        known: Mapping[str, Any] = made.__dataclass_fields__
        return known

    def _told(self: Any) -> str:
        shown = (each.name for each in fields(self) if each.repr)
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
        names = [each.name for each in fields(cls) if each.compare]
        return attrgetter(*names) if names else lambda _object: ()


__all__ = ["MISSING", "asdict", "dataclass", "field", "fields", "replace"]
