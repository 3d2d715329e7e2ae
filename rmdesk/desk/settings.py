"""A site's file of settings, TOML, read as dataclasses that say of each field what it takes.

Every fault is told at once: the file, the key, what stands there, and what is accepted.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.errors import BadInput

T = TypeVar("T")
_RULE, _SECTION, _NAMED = "rule", "section", "named"
_SHOWN = 60


@dataclass(frozen=True)
class Rule:
    """What a value must be: whether it `fits`, and what is `accepted`, in words."""

    fits: Callable[[Any], bool]
    accepted: Callable[[], str]


def setting(default: T, rule: Rule) -> T:
    """A field of such a dataclass, and what it takes. A list or a table is each one's own."""
    about = {_RULE: rule}
    if isinstance(default, list | dict):
        return cast(T, field(default_factory=default.copy, metadata=about))
    return field(default=default, metadata=about)


def section(kind: type[T]) -> T:
    """A field that is a table of the file: a dataclass of settings itself."""
    return field(default_factory=kind, metadata={_SECTION: kind})


def named_sections(kind: type[T], names: Rule) -> Mapping[str, T]:
    """A field that is a table of such tables, by names that fit."""
    about = {_NAMED: kind, _RULE: names}
    return cast(Mapping[str, T], field(default_factory=dict, metadata=about))


def whole(low: int, high: int) -> Rule:
    """A whole number in a range, both ends included."""
    return Rule(
        lambda value: type(value) is int and low <= value <= high,
        lambda: _("a whole number from {low} to {high}").format(low=low, high=f"{high:,}"),
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
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return kind()
    except (ValueError, RecursionError) as error:
        raise _bad(about, path, [str(error) or type(error).__name__]) from error
    if faults := list(_faults(kind, values, "")):
        raise _bad(about, path, faults)
    made = _made(kind, values)
    if faults := [told for part in _parts(made) if (told := part.conflict())]:
        raise _bad(about, path, faults)
    return made


def _faults(kind: type[Any], values: Mapping[str, Any], before: str) -> Iterator[str]:
    known = {each.name: each.metadata for each in fields(kind)}
    for key, value in values.items():
        where = f"{before}{key}"
        if key not in known:
            yield _unknown(where, key, list(known))
        elif inner := known[key].get(_SECTION):
            if isinstance(value, dict):
                yield from _faults(inner, value, f"{where}.")
            else:
                yield _("{key} must be a table").format(key=where)
        elif inner := known[key].get(_NAMED):
            yield from _named_faults(inner, known[key][_RULE], value, where)
        elif not known[key][_RULE].fits(value):
            accepted = known[key][_RULE].accepted()
            yield _("{key} is {value}; accepted: {accepted}").format(
                key=where, value=_shown(value), accepted=accepted
            )


def _named_faults(kind: type[Any], names: Rule, value: Any, where: str) -> Iterator[str]:
    """What is wrong with a table of tables."""
    if not isinstance(value, dict):
        yield _("{key} must be a table").format(key=where)
        return
    for name, each in value.items():
        if not names.fits(name):
            told = _("{key} is {value}; accepted: {accepted}")
            yield told.format(key=f"{where}.*", value=_shown(name), accepted=names.accepted())
        elif not isinstance(each, dict):
            yield _("{key} must be a table").format(key=f"{where}.{name}")
        else:
            yield from _faults(kind, each, f"{where}.{name}.")


def _unknown(where: str, key: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    meant = " " + _("(did you mean {key}?)").format(key=near[0]) if near else ""
    return _("the key {key} is not known{meant}; known: {known}").format(
        key=where, meant=meant, known=", ".join(known)
    )


def _shown(value: Any) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    about = {each.name: each.metadata for each in fields(cast(Any, kind))}
    return kind(**{key: _value(about[key], value) for key, value in values.items()})


def _value(about: Mapping[str, Any], value: Any) -> Any:
    if inner := about.get(_SECTION):
        return _made(inner, value)
    if inner := about.get(_NAMED):
        return {name: _made(inner, each) for name, each in value.items()}
    return value


def _parts(made: object) -> Iterator[Any]:
    parts = (made, *(getattr(made, each.name) for each in fields(cast(Any, made))))
    return (part for part in parts if hasattr(part, "conflict"))


def _bad(about: About, path: Path, faults: Sequence[str]) -> BadInput:
    told = f"{path}: {'; '.join(faults)}."
    return BadInput(about.title(), told, about.next_step(), file=str(path))
