"""The kinds of holding that a site declares itself, in `kinds.toml` in the home folder.

An error names the file, the key and what is accepted; every fault is told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from data.plain import dataclass
from data.plain import fields as fields_of
from data.texts import gettext as _
from rmdesk.desk.settings import (
    About,
    Rule,
    named_sections,
    read_by,
    read_settings,
    setting,
    several,
    text,
    word_of,
)
from rmdesk.model.fields import FieldSpec
from rmdesk.model.own_fields import HoldingKind, HoldingKinds, in_range, word_among
from rmdesk.model.records import Holding
from rmdesk.model.values import (
    COUNT,
    DAY,
    LINE,
    PROSE,
    WORDS,
    YES,
    Cell,
    Unfit,
    ValueKind,
    line,
    slug,
)
from rmdesk.model.words import KINDS

__all__ = ["KINDS_EXAMPLE", "read_kinds"]

KINDS_EXAMPLE = """\
# The kinds of holding of this records centre, beside those that come with rmdesk.
# Change a line, save, and start rmdesk again. docs/kinds.md tells of each key.

[kinds.wax-cylinder]              # its name: small letters, digits, hyphens
also = ["cylinder", "phonogram"]  # what else people call it, in files and commands
label = "folder"                  # the template of its label

[kinds.wax-cylinder.fields.speed] # a field: small letters, digits, _; `speed:160` finds by it
label = "speed (rpm)"             # what stands before it
help = "turns a minute"           # what a form says of it
type = "number"                   # text, prose, number, whole, day, words, yes, choice
least = 80                        # of a number
most = 200

[kinds.wax-cylinder.fields.state]
type = "choice"
choices = ["whole", "cracked", "broken"]

[kinds.wax-cylinder.fields.matrix]
pattern = "[A-Z]{2}-[0-9]{1,5}"   # of a text: a regular expression that all of it must match
"""

_ABOUT = About(
    lambda: _("The site's kinds of holding cannot be read"),
    lambda: _("Mend the file; `rmdesk kinds --example` shows every key."),
)
_TYPES = ("text", "prose", "number", "whole", "day", "words", "yes", "choice")
_MOST_LETTERS = 500

_NAME = read_by(
    lambda name: None if re.fullmatch("[a-z][a-z0-9-]{0,39}", name) else _refuse(name),
    lambda: _("small letters, digits and hyphens, a letter first"),
)
_FIELD_NAME = read_by(
    lambda name: None if re.fullmatch("[a-z][a-z0-9_]{0,39}", name) else _refuse(name),
    lambda: _("small letters, digits and underscores, a letter first"),
)
_NUMBER = Rule(
    lambda value: type(value) in (int, float) and -1e12 <= value <= 1e12,
    lambda: _("a number"),
)


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ValueError(text) from error


def _refuse(name: str) -> None:
    raise ValueError(name)


@dataclass(frozen=True)
class _Field:
    """One own field, as the file says it."""

    label: str = setting("", text(40))
    help: str = setting("", text(200))
    type: str = setting("text", word_of(_TYPES))
    choices: list[str] = setting([], several(text(60, 1)))
    least: float | None = setting(None, _NUMBER)
    most: float | None = setting(None, _NUMBER)
    pattern: str = setting(
        "", read_by(_pattern, lambda: _("a regular expression such as “[A-Z]{2}-[0-9]+”"))
    )

    def fault(self, key: str) -> Iterator[str]:
        """What of it does not go together."""
        if (self.type == "choice") != bool(self.choices):
            yield _("{key}.choices go with the type choice, and that with them").format(key=key)
        ranged = self.least is not None or self.most is not None
        if ranged and self.type not in ("number", "whole"):
            yield _("{key}.least and most go with the types number and whole").format(key=key)
        if None not in (self.least, self.most) and self.least > self.most:  # type: ignore[operator]
            yield _("{key}.least must not be more than most").format(key=key)
        if self.pattern and self.type not in ("text", "prose"):
            yield _("{key}.pattern goes with the types text and prose").format(key=key)


@dataclass(frozen=True)
class _Kind:
    """One kind of holding, as the file says it."""

    also: list[str] = setting([], several(text(40, 1)))
    label: str = setting("", text(40))
    like: str = setting("", text(40))
    fields: Mapping[str, _Field] = named_sections(_Field, _FIELD_NAME)


@dataclass(frozen=True)
class _File:
    """The whole file."""

    kinds: Mapping[str, _Kind] = named_sections(_Kind, _NAME)

    def conflict(self) -> str:
        """What does not go together, or with what there is already; "" for nothing."""
        return "; ".join(self._faults())

    def _faults(self) -> Iterator[str]:
        shipped = HoldingKinds()
        declared: dict[str, tuple[str, _Field]] = {}
        words = {slug(word): name for name in (*KINDS, *shipped.kinds) for word in (name,)}
        words |= {slug(word): kind.name for kind in shipped.kinds.values() for word in kind.also}
        for name, kind in self.kinds.items():
            for word in (name, *kind.also):
                other = words.setdefault(slug(word), name)
                if other != name or (name in KINDS and name not in shipped.kinds and kind.also):
                    told = _("kinds.{name}: “{word}” is the kind {other} already")
                    yield told.format(name=name, word=word, other=other)
            if name in KINDS:
                told = _("kinds.{name}: this kind comes with rmdesk; accepted: another name")
                yield told.format(name=name)
            if kind.like and kind.like not in shipped.kinds:
                told = _("kinds.{name}.like is {like}; accepted: {known}")
                known = ", ".join(shipped.kinds)
                yield told.format(name=name, like=kind.like, known=known)
            for own, said in kind.fields.items():
                key = f"kinds.{name}.fields.{own}"
                yield from said.fault(key)
                if own in reserved() or own in shipped.specs:
                    told = _("{key}: every holding, or a kind of ours, has such a field already")
                    yield told.format(key=key)
                elif declared.setdefault(own, (key, said))[1] != said:
                    told = _("{key} must be said as {other} is, or have another name")
                    yield told.format(key=key, other=declared[own][0])


def reserved() -> frozenset[str]:
    """Names that no own field may have: those of every holding, and of what is told with it."""
    from index.query.query import FIELDS

    told = {"key", "place", "holder", "contents", "collected_by", "bound", "text", "own", "id"}
    return frozenset({*Holding.keys(), *(each.name for each in fields_of(Holding)), *told, *FIELDS})


def read_kinds(path: Path) -> HoldingKinds:
    """The kinds of holding of a centre: ours, and those of its file. Raises BadInput."""
    said: _File = read_settings(path, _File, _ABOUT)
    shipped = HoldingKinds()
    made = []
    for name, kind in said.kinds.items():
        fields = dict(shipped.of(kind.like))
        fields |= {own: _spec(own, each) for own, each in kind.fields.items()}
        label = kind.label or (shipped.kinds[kind.like].label if kind.like else "")
        made.append(
            HoldingKind(name=name, also=tuple(kind.also), fields=fields, label=label, by_site=True)
        )
    return HoldingKinds(made)


def _spec(name: str, said: _Field) -> FieldSpec:
    label = said.label or name.replace("_", " ")
    return FieldSpec(label=label, help=said.help or _told(said), kind=_kind_of(said))


def _told(said: _Field) -> str:
    if said.pattern:
        return _("must match {pattern}").format(pattern=said.pattern)
    return ""


def _kind_of(said: _Field) -> ValueKind[Any]:
    if said.type == "choice":
        return word_among(said.choices)
    plain: dict[str, ValueKind[Any]] = {
        "text": LINE, "prose": PROSE, "day": DAY, "words": WORDS, "yes": YES, "whole": COUNT,
    }  # fmt: skip
    if said.type in ("number", "whole"):
        return ValueKind(_measure(said), lambda: None)
    kind = plain[said.type]
    return ValueKind(_matching(kind.read, said.pattern), kind.empty) if said.pattern else kind


def _measure(said: _Field) -> Callable[[Cell], float | int]:
    low = -1e12 if said.least is None else said.least
    high = 1e12 if said.most is None else said.most

    def read(cell: Cell) -> float | int:
        written = line(cell)
        number = in_range(written, low, high, written)
        if said.type == "whole" and number != int(number):
            raise Unfit(_("“{text}” is not a whole number").format(text=written))
        return int(number) if said.type == "whole" else number

    return read


def _matching(read: Callable[[Cell], Any], pattern: str) -> Callable[[Cell], Any]:
    wanted = re.compile(pattern)

    def matching(cell: Cell) -> Any:
        value = read(cell)
        if not wanted.fullmatch(value):
            told = _("“{text}” does not match {pattern}")
            raise Unfit(told.format(text=value, pattern=pattern))
        return value

    return matching
