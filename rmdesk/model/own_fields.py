"""The fields that a kind of holding has of its own, each said once: a reel its generation, a map
its sheet, a fingerprint card its prints. A site's kinds are such declarations too.

A holding keeps their values beside its other fields, under their names, which no two kinds share
for different things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from rmdesk.model.errors import BadInput
from rmdesk.model.fields import FieldSpec
from rmdesk.model.records import Holding
from rmdesk.model.values import CODE, LINE, MARK, WORDS, Cell, Unfit, ValueKind, line, slug
from rmdesk.model.words import (
    GENERATIONS,
    POLARITIES,
    generation_word,
    kind_word,
    later,
    polarity_word,
)

Own = Mapping[str, Any]
"""The values of own fields by their names; what is empty is not there."""


@dataclass(frozen=True, kw_only=True)
class HoldingKind:
    """One kind of holding: its `name`, further words for it, and its own fields.

    `complete(own, said)` gives the values with what follows from them, of which `said` were said
    just now; it raises BadInput for such as do not go together. `label` is the template of its
    label, that of a folder if empty. `by_site` are those that a site's file declares.
    """

    name: str
    also: tuple[str, ...] = ()
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    complete: Callable[[Own, Own], Own] | None = None
    label: str = ""
    by_site: bool = False


def _counted(low: float, high: float, sign: str = "") -> ValueKind[float | None]:
    """A measure in a range, both ends included, perhaps with the sign that people put to it."""

    def read(cell: Cell) -> float:
        text = line(cell).strip()
        plain = text.casefold().removesuffix(sign).removeprefix(sign).strip() if sign else text
        return in_range(plain, low, high, text)

    return ValueKind(read, lambda: None)


def in_range(plain: str, low: float, high: float, text: str) -> float:
    """A number between two, both included. Raises Unfit."""
    try:
        number = float(plain.replace(",", "."))
    except ValueError:
        number = low - 1
    if not low <= number <= high or not re.fullmatch(r"-?\d*[.,]?\d+", plain, re.ASCII):
        told = _("“{text}” is not a number from {low} to {high}")
        raise Unfit(told.format(text=text, low=f"{low:g}", high=f"{high:g}"))
    return number


def word_among(words: Sequence[str], also: Mapping[str, str] | None = None) -> ValueKind[str]:
    """One of some words, or what else people call one."""
    others = {slug(name): word for name, word in (also or {}).items()}
    slugs = {slug(word): word for word in words}

    def read(cell: Cell) -> str:
        said = slug(line(cell))
        found = slugs.get(said) or others.get(said)
        if found is None:
            told = _("“{text}” is not known; accepted: {words}")
            raise Unfit(told.format(text=line(cell), words=", ".join(words)))
        return found

    return ValueKind(read, str, tuple(words))


_FRAMES = re.compile(r"(\d{1,7})(?:\s*(?:-|–|\.\.|to|à)\s*(\d{1,7}))?", re.IGNORECASE | re.ASCII)


def frames_of(text: str) -> tuple[int, int]:
    """The first and the last frame of a range as it is written: `1-1250`, `17`. Raises Unfit."""
    found = _FRAMES.fullmatch(text.strip())
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if last < first:
        raise Unfit(_("“{text}” is not a range of frames such as 1-1250").format(text=text))
    return first, last


def _frames(cell: Cell) -> str:
    first, last = frames_of(line(cell))
    return str(first) if first == last else f"{first}-{last}"


_SCALE = re.compile(r"1\s*[:/]\s*([1-9][\d ,.’']*)")


def _scale(cell: Cell) -> str:
    """A scale, as `1:50000`; one that is not one to something stays as it is written."""
    text = line(cell)
    found = _SCALE.fullmatch(text)
    return f"1:{re.sub(r'[^0-9]', '', found[1])}" if found else text


FRAMES: ValueKind[str] = ValueKind(_frames, str)
SCALE: ValueKind[str] = ValueKind(_scale, str)

_FILM = {
    "film": FieldSpec(label=later("film"), kind=LINE, help=later("number of the film")),
    "reel": FieldSpec(label=later("reel"), kind=LINE, help=later("number of the reel")),
    "generation": FieldSpec(
        label=later("generation"),
        kind=word_among(
            GENERATIONS,
            {
                "camera-negative": "master", "camera master": "master", "original": "master",
                "intermediate": "printing-master", "duplicating master": "printing-master",
                "copy": "duplicate", "service-copy": "use-copy", "user copy": "use-copy",
            },
        ),
        help=later("master (the camera negative), printing master, duplicate, use copy"),
        word=generation_word,
    ),
    "copy_of": FieldSpec(
        label=later("copy of"), kind=MARK, help=later("barcode or code of the film it is made from")
    ),
    "width_mm": FieldSpec(
        label=later("width (mm)"), kind=_counted(8, 105, "mm"), help=later("16, 35, 70 or 105")
    ),
    "reduction": FieldSpec(
        label=later("reduction"), kind=_counted(1, 400, "x"), help=later("reduction ratio, as 24x")
    ),
    "polarity": FieldSpec(
        label=later("polarity"), kind=word_among(POLARITIES), word=polarity_word
    ),
    "targets": FieldSpec(
        label=later("targets"), kind=WORDS, help=later("what is filmed between the papers")
    ),
    "frames": FieldSpec(
        label=later("frames"), kind=FRAMES, help=later("first and last frame, as 1-1250")
    ),
}  # fmt: skip

_DRAWN = {
    "drawer": FieldSpec(label=later("drawer"), kind=LINE, help=later("drawer of the cabinet")),
    "sheet": FieldSpec(label=later("sheet"), kind=LINE, help=later("number of the sheet")),
    "scale": FieldSpec(label=later("scale"), kind=SCALE, help=later("as 1:50000")),
}
_PHOTOGRAPHED = {
    "negative": FieldSpec(label=later("negative"), kind=CODE, help=later("number of the negative")),
    "process": FieldSpec(label=later("process"), kind=LINE, help=later("as albumen print")),
}


def built_in() -> tuple[HoldingKind, ...]:
    """The kinds that come with the program and have fields of their own."""
    film = (
        HoldingKind(name="reel", fields=_FILM, label="reel", also=("microfilm",)),
        HoldingKind(name="microfiche", fields=_FILM, label="fiche", also=("fiche",)),
        HoldingKind(name="jacket", fields=_FILM, label="fiche"),
        HoldingKind(name="aperture-card", fields=_FILM, label="fiche"),
        HoldingKind(name="frame", fields=_FILM),
    )
    sheets = (
        HoldingKind(name="map", fields=_DRAWN),
        HoldingKind(name="plan", fields=_DRAWN, also=("drawing",)),
        HoldingKind(name="photograph", fields=_DRAWN | _PHOTOGRAPHED, also=("photo",)),
    )
    return (*film, *sheets)


class HoldingKinds:
    """The kinds of holding of one centre: those that come with the program, and its own."""

    def __init__(self, site: Iterable[HoldingKind] = ()) -> None:
        self.kinds = {kind.name: kind for kind in (*built_in(), *site)}
        """Those with fields of their own, or declared by the site; by their names."""
        self.words = {name: name for name in self.kinds}
        """The name of the kind that each word means."""
        self.words |= {slug(word): kind.name for kind in self.kinds.values() for word in kind.also}

    @cached_property
    def specs(self) -> Mapping[str, FieldSpec]:
        """Every own field, with the kinds whose it is; those of the program first."""
        found: dict[str, FieldSpec] = {}
        for kind in self.kinds.values():
            for name, spec in kind.fields.items():
                of = found[name].of if name in found else ()
                found[name] = replace(found.get(name, spec), of=(*of, kind.name))
        return found

    def of(self, kind: str) -> Mapping[str, FieldSpec]:
        """The own fields of a kind of holding; none for one that has none."""
        return self.kinds[kind].fields if kind in self.kinds else {}

    def named(self, word: str) -> str:
        """The name of the kind that a word means; the word itself where it is none of these."""
        return self.words.get(word, word)

    def complete(self, holding: Holding, said: Own) -> None:
        """See that what is said of a holding belongs to its kind, and fill in what follows.

        What it has of another kind stays: nothing is lost where a kind is amended or removed.
        Raises BadInput.
        """
        holding.kind = self.named(holding.kind)
        fields = self.of(holding.kind)
        said = {name: value for name, value in said.items() if name in self.specs}
        for name, value in said.items():
            if value and name not in fields:
                raise BadInput(
                    _("Not of this kind"),
                    _("A {kind} has no {field}.").format(
                        kind=kind_word(holding.kind) or _("holding"), field=name
                    ),
                    _("It belongs to: {kinds}.").format(kinds=", ".join(self.specs[name].of)),
                    field_name=name,
                )
        kind = self.kinds.get(holding.kind)
        if kind is not None and kind.complete is not None:
            holding.own = dict(kind.complete(holding.own, said))
