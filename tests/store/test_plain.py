"""Our dataclasses against the standard library's: what is so of the one is so of the other."""

import copy
import dataclasses
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import pytest

from data import plain

Maker = Callable[..., Any]


class Pair(NamedTuple):
    one: Any
    other: Any


def _classes(dataclass: Maker, field: Maker) -> dict[str, Any]:
    @dataclass(frozen=True)
    class Point:
        x: int
        y: int = 0
        size: ClassVar[int] = 2

    @dataclass(kw_only=True, slots=True)
    class Above:
        named: ClassVar[str] = "above"
        number: int = 0

        @property
        def twice(self) -> int:
            return self.number * 2

    @dataclass(kw_only=True, slots=True)
    class Below(Above):
        words: list[str] = field(default_factory=list)
        hidden: int = field(default=3, repr=False, compare=False)
        late: int = field(init=False, default=7)

    @dataclass
    class Settled:
        a: int
        b: "list[Any]" = field(default_factory=list)
        c: int = field(init=False)

        def __post_init__(self) -> None:
            self.c = self.a + len(self.b)

    @dataclass(eq=False)
    class Itself:
        a: int = 1

    class Plain:
        pass

    @dataclass(slots=True)
    class OnPlain(Plain):
        a: int = 1

    made = (Point, Above, Below, Settled, Itself, OnPlain)
    return {each.__name__: each for each in made}


OURS = _classes(plain.dataclass, plain.field)
THEIRS = _classes(dataclasses.dataclass, dataclasses.field)
CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Point", (1,), {}),
    ("Point", (1, 2), {}),
    ("Point", (), {"y": 2, "x": 1}),
    ("Point", (), {}),
    ("Point", (1, 2, 3), {}),
    ("Point", (1,), {"x": 2}),
    ("Point", (1,), {"z": 2}),
    ("Above", (), {"number": 4}),
    ("Above", (4,), {}),
    ("Below", (), {"number": 4, "words": ["a"], "hidden": 5}),
    ("Below", (), {}),
    ("Below", (), {"late": 1}),
    ("Settled", (1,), {}),
    ("Settled", (1, [2]), {}),
    ("Settled", (), {"b": []}),
    ("Itself", (), {}),
    ("OnPlain", (2,), {}),
]


def made(classes: dict[str, Any], name: str, given: Any, named: Any) -> Any:
    """An object, or the kind of error that there is instead."""
    try:
        return classes[name](*given, **named)
    except TypeError as error:
        return type(error)


def told(made: Any) -> str:
    return repr(made).replace("_classes.<locals>.", "")


@pytest.mark.parametrize("times", [1, 20], ids=["the first object", "one of many"])
@pytest.mark.parametrize(("name", "given", "named"), CALLS)
def test_objects_are_made_compared_and_told_alike(
    name: str, given: Any, named: Any, times: int
) -> None:
    for _time in range(times):
        ours, theirs = (made(classes, name, given, named) for classes in (OURS, THEIRS))
        assert (ours is TypeError) == (theirs is TypeError)
    if ours is TypeError:
        return
    again = [made(classes, name, given, named) for classes in (OURS, THEIRS)]
    assert told(ours) == told(theirs) or name == "Itself"
    assert (ours == again[0]) == (theirs == again[1])
    assert (ours == object()) is False
    assert (type(ours).__hash__ is None) == (type(theirs).__hash__ is None)
    assert plain.asdict(ours) == dataclasses.asdict(theirs)
    assert hasattr(ours, "__dict__") == hasattr(theirs, "__dict__")
    assert copy.copy(ours).__class__ is type(ours)


def test_what_is_frozen_is_hashed_by_its_values() -> None:
    point = OURS["Point"]
    assert len({point(1), point(1, 0), point(1, 2)}) == 2


def test_the_standard_librarys_functions_know_them() -> None:
    below: Any = OURS["Below"](number=1, words=["a"])
    assert dataclasses.is_dataclass(OURS["Below"])
    theirs = dataclasses.fields(THEIRS["Below"])
    for known in (plain.fields(below), dataclasses.fields(below)):
        assert [(f.name, f.init, f.repr, f.compare, f.kw_only) for f in known] == [
            (f.name, f.init, f.repr, f.compare, f.kw_only) for f in theirs
        ]
    assert dataclasses.asdict(below) == plain.asdict(below)
    assert dataclasses.replace(below, number=2) == plain.replace(below, number=2)
    assert plain.replace(below, number=2).number == 2
    assert plain.replace(THEIRS["Point"](1), y=5) == THEIRS["Point"](1, 5)


def test_objects_within_an_object_are_told_too() -> None:
    inner = OURS["Point"](1)
    outer = OURS["Settled"](1, [inner, {"at": (inner,)}, Pair(inner, 2)])
    dot = {"x": 1, "y": 0}
    assert plain.asdict(outer)["b"] == [dot, {"at": (dot,)}, Pair(dot, 2)]


def test_a_value_that_can_change_is_no_default_for_all() -> None:
    with pytest.raises(ValueError, match="one \\[\\] for all objects"):

        @plain.dataclass
        class Shared:
            words: list[str] = []  # noqa: RUF012


def test_a_field_of_the_standard_librarys_is_no_default() -> None:
    with pytest.raises(TypeError, match="another sort of class"):

        @plain.dataclass
        class Mixed:
            words: list[str] = dataclasses.field(default_factory=list)


def test_what_has_slots_takes_no_other_name() -> None:
    below = OURS["Below"]()
    with pytest.raises(AttributeError):
        below.wrods = ["a"]
    assert below.words is not OURS["Below"]().words
