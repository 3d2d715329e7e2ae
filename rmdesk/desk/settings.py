"""A site's file of settings, TOML, read as dataclasses that say of each field what it takes.

Guidelines, kinds of holding, notices, label templates and maps are all read by it. Every fault is
told at once: the file, the key, what stands there, and what is accepted.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from data.plain import MISSING, dataclass, field, fields
from data.texts import gettext as _
from rmdesk.model.errors import BadInput

T = TypeVar("T")
_RULE = "rule"
_SHOWN = 60
_LONGEST = 1 << 20


class Fault(NamedTuple):
    """What is wrong at a key of a file, in words that name the key and what is accepted."""

    key: str
    told: str


@dataclass(frozen=True)
class Rule:
    """What a value must be: whether it `fits`, and what is `accepted`, in words."""

    fits: Callable[[Any], bool]
    accepted: Callable[[], str]

    def faults(self, key: str, value: Any) -> Iterator[Fault]:
        """What is wrong with the value of a key."""
        if not self.fits(value):
            yield not_accepted(key, value, self.accepted())

    def made(self, value: Any) -> Any:
        """The field's value, of one without a fault."""
        return value


def not_accepted(key: str, value: Any, accepted: str) -> Fault:
    """That a key has a value that is none, and what would be one."""
    told = _("{key} is {value}; accepted: {accepted}")
    return Fault(key, told.format(key=key, value=_shown(value), accepted=accepted))


def setting(default: T, rule: Rule) -> T:
    """A field of such a dataclass, and what it takes. A list or a table is each one's own."""
    about = {_RULE: rule}
    if isinstance(default, list | dict):
        return cast(T, field(default_factory=default.copy, metadata=about))
    return field(default=default, metadata=about)


def needed(rule: Rule) -> Any:
    """A field that the file must have."""
    return field(metadata={_RULE: rule})


def section(kind: type[T]) -> T:
    """A field that is a table of the file: a dataclass of settings itself."""
    return field(default_factory=kind, metadata={_RULE: _Section(kind)})


def named_sections(kind: type[T], names: Rule) -> Mapping[str, T]:
    """A field that is a table of such tables, by names that fit."""
    about = {_RULE: _Named(kind, names)}
    return cast(Mapping[str, T], field(default_factory=dict, metadata=about))


def listed_sections(kinds: Mapping[str, type[Any]], usual: str) -> list[Any]:
    """A field that is a list of tables, whose `type`, or else the `usual` one, says of what kind"""
    return field(default_factory=list, metadata={_RULE: _Listed(kinds, usual)})


@dataclass(frozen=True)
class _Section:
    kind: type[Any]

    def faults(self, key: str, value: Any) -> Iterator[Fault]:
        if isinstance(value, dict):
            yield from _faults(self.kind, value, f"{key}.")
        else:
            yield _no_table(key)

    def made(self, value: Any) -> Any:
        return _made(self.kind, value)


@dataclass(frozen=True)
class _Named:
    kind: type[Any]
    names: Rule

    def faults(self, key: str, value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _no_table(key)
            return
        for name, each in value.items():
            if not self.names.fits(name):
                yield not_accepted(f"{key}.*", name, self.names.accepted())
            else:
                yield from _Section(self.kind).faults(f"{key}.{name}", each)

    def made(self, value: Any) -> Any:
        return {name: _made(self.kind, each) for name, each in value.items()}


@dataclass(frozen=True)
class _Listed:
    kinds: Mapping[str, type[Any]]
    usual: str

    def faults(self, key: str, value: Any) -> Iterator[Fault]:
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            yield not_accepted(key, value, _("tables, each begun by [[{key}]]").format(key=key))
            return
        for number, each in enumerate(value, 1):
            where, kind, others = f"{key} {number}", *self._split(each)
            if kind in self.kinds:
                yield from _faults(self.kinds[kind], others, f"{where}: ")
            else:
                yield not_accepted(f"{where}: type", kind, ", ".join(self.kinds))

    def made(self, value: Any) -> Any:
        parts = map(self._split, value)
        return [_made(self.kinds[kind], others) for kind, others in parts]

    def _split(self, table: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        kind = table.get("type", self.usual)
        others = {key: value for key, value in table.items() if key != "type"}
        return (kind if isinstance(kind, str) else str(kind)), others


def whole(low: int, high: int) -> Rule:
    """A whole number in a range, both ends included."""
    return Rule(
        lambda value: type(value) is int and low <= value <= high,
        lambda: _("a whole number from {low} to {high}").format(low=low, high=f"{high:,}"),
    )


def number(low: float, high: float) -> Rule:
    """A number in a range, both ends included."""
    return Rule(
        lambda value: type(value) in (int, float) and low <= value <= high,
        lambda: _("a number from {low} to {high}").format(low=low, high=f"{high:,}"),
    )


def text(longest: int, least: int = 0) -> Rule:
    """A text on one line."""
    return Rule(
        lambda value: (
            isinstance(value, str)
            and least <= len(value.strip()) <= len(value) <= longest
            and value.isprintable()
        ),
        lambda: _("a text of {least} to {longest} letters on one line").format(
            least=least, longest=longest
        ),
    )


def word_of(words: Sequence[str]) -> Rule:
    """One of some words."""
    return Rule(lambda value: value in words, lambda: ", ".join(words))


def read_by(read: Callable[[str], object], accepted: Callable[[], str]) -> Rule:
    """A text that can be read: `read` raises ValueError or BadInput for what cannot."""

    def fits(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            read(value)
        except (ValueError, BadInput):
            return False
        return True

    return Rule(fits, accepted)


def several(rule: Rule) -> Rule:
    """A list, each part of which fits."""
    return Rule(
        lambda value: isinstance(value, list) and all(map(rule.fits, value)),
        lambda: _("a list of: {accepted}").format(accepted=rule.accepted()),
    )


def either(one: Rule, other: Rule) -> Rule:
    """What fits one rule or the other."""
    return Rule(
        lambda value: one.fits(value) or other.fits(value),
        lambda: _("{one}, or {other}").format(one=one.accepted(), other=other.accepted()),
    )


def yes_or_no() -> Rule:
    """True or false."""
    return Rule(lambda value: type(value) is bool, lambda: _("true or false"))


def by_name(rule: Rule, known: Sequence[str] = ()) -> Rule:
    """A table from words, of these if any are `known`, to values that fit."""

    def accepted() -> str:
        text = _("a table such as {{ {word} = 14 }}, each {accepted}")
        told = text.format(word=known[0] if known else "map", accepted=rule.accepted())
        return told + (_("; the words are {known}").format(known=", ".join(known)) if known else "")

    return Rule(
        lambda value: (
            isinstance(value, dict)
            and all(map(rule.fits, value.values()))
            and (not known or value.keys() <= set(known))
        ),
        accepted,
    )


def each_by_name(rule: Rule) -> Rule:
    """A table from words to values that fit, each of which is told by itself."""
    return _Each(rule.fits, rule.accepted)


@dataclass(frozen=True)
class _Each(Rule):
    def faults(self, key: str, value: Any) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield _no_table(key)
            return
        for name, each in value.items():
            yield from super().faults(f"{key}.{name}", each)


@dataclass(frozen=True)
class About:
    """What a file of settings is called where it cannot be read, and what helps then."""

    title: Callable[[], str]
    next_step: Callable[[], str]


GUIDELINES = About(
    lambda: _("Guidelines cannot be read"),
    lambda: _("Mend the file; the file that init writes shows every key."),
)


def read_settings(path: Path, kind: type[T], about: About = GUIDELINES) -> T:
    """Read a file as such a dataclass; an absent one means the defaults. Raises BadInput.

    A section whose fields go together says so in `conflict()`: what is wrong, or "".
    """
    try:
        given = read_toml(path, about)
    except FileNotFoundError:
        return kind()
    return settings_of(given, kind, about, str(path))


def read_toml(path: Path, about: About) -> dict[str, Any]:
    """What a file of settings says. Raises BadInput for what is none.

    That it is absent, or not to be read by this account, is no fault of the file: that is raised.
    """
    try:
        with path.open("rb") as stream:
            given = stream.read(_LONGEST + 1)
        return toml_of(given, about, str(path))
    except (FileNotFoundError, PermissionError):
        raise
    except OSError as error:
        raise _bad(about, str(path), [Fault("", error.strerror or str(error))]) from error


def toml_of(given: bytes, about: About, file: str) -> dict[str, Any]:
    """What the bytes of a file of settings say. Raises BadInput for what is none."""
    import tomllib  # its patterns take a while to compile, and many a file is as init wrote it

    try:
        if len(given) > _LONGEST:
            raise ValueError(_("it is longer than {n} bytes").format(n=f"{_LONGEST:,}"))
        return tomllib.loads(given.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, no UTF-8
        told = _no_toml(error)
        raise _bad(about, file, [Fault("", told)]) from error


def _no_toml(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return _("it is not text in UTF-8: save it as UTF-8")
    return str(error) or type(error).__name__


def settings_of(given: Mapping[str, Any], kind: type[T], about: About, file: str) -> T:
    """Make such a dataclass of what a file says. Raises BadInput."""
    if faults := list(_faults(kind, given, "")):
        raise _bad(about, file, faults)
    made = _made(kind, given)
    if told := [told for part in _parts(made) if (told := part.conflict())]:
        raise _bad(about, file, [Fault("", each) for each in told])
    return made


def refuse_faults(about: About, file: str, faults: Sequence[Fault]) -> None:
    """Raise BadInput where there are faults."""
    if faults:
        raise _bad(about, file, faults)


def _faults(kind: type[Any], values: Mapping[str, Any], before: str) -> Iterator[Fault]:
    about = {each.name: each for each in fields(kind)}
    for key, value in values.items():
        if key in about:
            yield from about[key].metadata[_RULE].faults(f"{before}{key}", value)
        else:
            yield unknown(f"{before}{key}", key, list(about))
    for name, each in about.items():
        if name not in values and each.default is each.default_factory is MISSING:
            told = _("{key} is missing; accepted: {accepted}")
            key, accepted = f"{before}{name}", each.metadata[_RULE].accepted()
            yield Fault(key, told.format(key=key, accepted=accepted))


def _no_table(key: str) -> Fault:
    return Fault(key, _("{key} must be a table").format(key=key))


def unknown(where: str, key: str, known: Sequence[str]) -> Fault:
    """That a key is not known, which one may be meant, and which there are."""
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    meant = " " + _("(did you mean {key}?)").format(key=near[0]) if near else ""
    told = _("the key {key} is not known{meant}; known: {known}")
    return Fault(where, told.format(key=where, meant=meant, known=", ".join(known)))


def _shown(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    about = {each.name: each.metadata for each in fields(cast(Any, kind))}
    return kind(**{key: about[key][_RULE].made(value) for key, value in values.items()})


def _parts(made: object) -> Iterator[Any]:
    parts = (made, *(getattr(made, each.name) for each in fields(cast(Any, made))))
    return (part for part in parts if hasattr(part, "conflict"))


def _bad(about: About, file: str, faults: Sequence[Fault]) -> BadInput:
    told = f"{file}: {'; '.join(each.told for each in faults)}."
    return BadInput(about.title(), told, about.next_step(), file=file, field_name=faults[0].key)
