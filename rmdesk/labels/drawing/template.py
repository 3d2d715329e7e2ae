"""Templates: what stands where on a label, as TOML that a site can copy and change.

A template is a list of parts. Each part docks to an edge of what the parts before it left free
(`at = "top"`, `"bottom"`, `"left"`, `"right"`, or `"fill"` for all of it), so that one template
serves labels of many sizes. `docs/labels.md` describes every key. A file of the same name in the
site's `labels` folder is taken in place of ours.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from data.files import keep_new
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.labels.drawing.codes import Symbology, symbology_named
from rmdesk.labels.drawing.reading import site_text
from rmdesk.model.errors import BadInput, NotFound

EDGES = ("top", "bottom", "left", "right", "fill")
STYLES = ("regular", "bold", "mono")
ALIGNMENTS = ("left", "centre", "right")
FILE_NAME = re.compile(r"[\w-]+")
FIELD = re.compile(r"\{(\w+)\}")
SHARE = re.compile(r"|\d+(\.\d+)?%")


@dataclass(frozen=True)
class TextPart:
    """A text with fields in braces; it shrinks from `pt` to `floor_pt`, then ends in “…”.

    Its caption stands above it, or to its left in a column of `caption_mm`.
    """

    text: str
    caption: str = ""
    caption_mm: float = 0
    at: str = "top"
    size: float | str = ""
    pt: float = 9
    floor_pt: float = 5
    lines: int = 1
    style: str = "regular"
    align: str = "left"
    middle: bool = False
    reverse: bool = False
    gap_mm: float = 0


@dataclass(frozen=True)
class CodePart:
    """The code: bars or a square, and the code in plain characters if `shown`."""

    at: str = "bottom"
    square_at: str = "right"
    size: float | str = "45%"
    least_mm: float = 5
    module_mm: float = 0.339
    least_module_mm: float = 0.19
    shown: bool = True
    pt: float = 8
    gap_mm: float = 0.6


@dataclass(frozen=True)
class BandPart:
    """Colour bands for the last `digits` digits of a text, each digit printed on its band."""

    text: str
    at: str = "right"
    size: float | str = 7
    digits: int = 2
    pt: float = 11
    gap_mm: float = 0.8


@dataclass(frozen=True)
class RulePart:
    """A ruled line to write on, under a small caption."""

    caption: str = ""
    at: str = "top"
    size: float | str = 8
    pt: float = 7
    gap_mm: float = 0


Part = TextPart | CodePart | BandPart | RulePart
PARTS: Mapping[str, type[Part]] = {
    "text": TextPart,
    "code": CodePart,
    "bands": BandPart,
    "rule": RulePart,
}


@dataclass(frozen=True)
class Template:
    """One kind of label: its parts, its margin, and what it is printed with unless told."""

    name: str
    title: str
    stock: str
    parts: tuple[Part, ...]
    symbology: Symbology = Symbology.CODE128
    margin_mm: float = 2.0
    frame_mm: float = 0.0

    @property
    def asks(self) -> frozenset[str]:
        """The fields that its texts ask for."""
        texts = [part.text for part in self.parts if isinstance(part, TextPart | BandPart)]
        return frozenset(name for text in texts for name in FIELD.findall(text))


Made = TypeVar("Made", bound=Template | TextPart | CodePart | BandPart | RulePart)


def template_names(site: Path | None = None) -> list[str]:
    """Return the names of all templates, the site's own included."""
    return sorted({Path(file.name).stem for folder in _folders(site) for file in _tomls(folder)})


def load_template(name: str, site: Path | None = None) -> Template:
    """Return the template of that name, the site's before ours; NotFound names those there are."""
    for folder in _folders(site):
        for file in _tomls(folder):
            if Path(file.name).stem == name:
                return parse_template(name, site_text(file), str(file))
    raise NotFound(
        _("Unknown label template"),
        _("There is no label template “{name}”.").format(name=name),
        _("Choose one of {names}.").format(names=", ".join(template_names(site))),
    )


def copy_template(name: str, site: Path, new_name: str = "") -> Path:
    """Copy a template into the site's folder, to be changed there; return the file.

    Under its own name it is taken instead of ours from then on. NotFound where there is none,
    BadInput where the site has a template of the new name already: nothing is overwritten.
    """
    wanted = new_name or name
    target = site / f"{wanted}.toml"
    load_template(name, site)
    file = next(f for folder in _folders(site) for f in _tomls(folder) if Path(f.name).stem == name)
    if not FILE_NAME.fullmatch(wanted) or not keep_new(target, file.read_bytes()):
        raise BadInput(
            _("This template cannot be copied"),
            _("{file} is there already, or no name for a template.").format(file=target),
            _("Change that file, or give another name."),
            file=str(target),
        )
    return target


def parse_template(name: str, text: str, file: str) -> Template:
    """Read a template; BadInput names the file, the key and the values that are accepted."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _bad(file, "TOML", problem, (_("a TOML file"),)) from problem
    parts = tuple(_part(part, file) for part in data.pop("part", []))
    data["parts"] = parts
    data["symbology"] = symbology_named(data.get("symbology", Symbology.CODE128))
    return _make(Template, {"name": name, **data}, file)


def _part(data: dict[str, Any], file: str) -> Part:
    kind = data.pop("type", "text")
    if kind not in PARTS:
        raise _bad(file, "part.type", kind, PARTS)
    part = _make(PARTS[kind], data, file)
    if part.at not in EDGES:
        raise _bad(file, "part.at", part.at, EDGES)
    if isinstance(part, TextPart) and part.style not in STYLES:
        raise _bad(file, "part.style", part.style, STYLES)
    if isinstance(part, TextPart) and part.align not in ALIGNMENTS:
        raise _bad(file, "part.align", part.align, ALIGNMENTS)
    if isinstance(part.size, str) and not SHARE.fullmatch(part.size):
        raise _bad(file, "part.size", part.size, (_("millimetres"), _("a share such as 45%")))
    return part


def _make(kind: type[Made], data: Mapping[str, Any], file: str) -> Made:
    known = {field.name: field for field in fields(kind)}
    for key, value in data.items():
        if key not in known:
            raise _bad(file, key, key, known)
        wanted = known[key].type
        if wanted in (str, int, float, bool, float | str) and not _is(value, wanted):
            raise _bad(file, key, value, (getattr(wanted, "__name__", "float, str"),))
    for field in known.values():
        if field.default is MISSING and field.name not in data:
            raise _bad(file, field.name, "", (_("a value"),))
    return kind(**data)


def _is(value: object, wanted: Any) -> bool:
    if isinstance(value, bool):
        return wanted is bool
    return isinstance(value, wanted) or (isinstance(value, int) and wanted is not str)


def _bad(file: str, key: str, value: object, accepted: Iterable[str]) -> BadInput:
    return BadInput(
        _("This label template cannot be used"),
        _("{file}: {key} is “{value}”.").format(file=file, key=key, value=value),
        _("Accepted: {accepted}.").format(accepted=", ".join(accepted)),
        file=file,
        field_name=key,
    )


def _folders(site: Path | None) -> list[Traversable]:
    own = files(__package__) / "templates"
    return [site, own] if site is not None and site.is_dir() else [own]


def _tomls(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if file.name.endswith(".toml")]
