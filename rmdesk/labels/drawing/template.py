"""Templates: what stands where on a label, as TOML that a site can copy and change.

A template is a list of parts. Each part docks to an edge of what the parts before it left free
(`at = "top"`, `"bottom"`, `"left"`, `"right"`, or `"fill"` for all of it), so that one template
serves labels of many sizes. `docs/labels.md` describes every key. A file of the same name in the
site's `labels` folder is taken in place of ours.
"""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from data.files import keep_new
from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.settings import (
    About,
    Rule,
    either,
    listed_sections,
    needed,
    number,
    read_by,
    read_toml,
    setting,
    settings_of,
    text,
    toml_of,
    whole,
    word_of,
    yes_or_no,
)
from rmdesk.labels.drawing.codes import Symbology, symbology_named
from rmdesk.model.errors import BadInput, NotFound

FILE_NAME = re.compile(r"[\w-]+")
FIELD = re.compile(r"\{(\w+)\}")
SHARE = re.compile(r"|100%|\d{1,2}(\.\d+)?%", re.ASCII)

_EDGE = word_of(("top", "bottom", "left", "right", "fill"))
_STYLE = word_of(("regular", "bold", "mono"))
_ALIGNMENT = word_of(("left", "centre", "right"))
_TEXT = Rule(
    lambda value: isinstance(value, str) and bool(re.fullmatch(r"[^\0-\x1f\x7f]{0,500}", value)),
    lambda: _("a text of at most 500 letters on one line"),
)
_POINTS = number(1, 500)
_GAP = number(0, 500)
_SHARE = Rule(
    lambda value: isinstance(value, str) and bool(SHARE.fullmatch(value)),
    lambda: _("a share such as “45%”"),
)
_SIZE = either(number(0, 1_000), _SHARE)
_MODULE = number(0.05, 10)

_ABOUT = About(
    lambda: _("This label template cannot be used"),
    lambda: _("Mend the file; docs/labels.md tells of each key."),
)


@dataclass(frozen=True)
class TextPart:
    """A text with fields in braces; it shrinks from `pt` to `floor_pt`, then ends in “…”.

    Its caption stands above it, or to its left in a column of `caption_mm`.
    """

    text: str = needed(_TEXT)
    caption: str = setting("", _TEXT)
    caption_mm: float = setting(0, _GAP)
    at: str = setting("top", _EDGE)
    size: float | str = setting("", _SIZE)
    pt: float = setting(9, _POINTS)
    floor_pt: float = setting(5, _POINTS)
    lines: int = setting(1, whole(1, 100))
    style: str = setting("regular", _STYLE)
    align: str = setting("left", _ALIGNMENT)
    middle: bool = setting(False, yes_or_no())
    reverse: bool = setting(False, yes_or_no())
    gap_mm: float = setting(0, _GAP)


@dataclass(frozen=True)
class CodePart:
    """The code: bars or a square, and the code in plain characters if `shown`."""

    at: str = setting("bottom", _EDGE)
    square_at: str = setting("right", _EDGE)
    size: float | str = setting("45%", _SIZE)
    least_mm: float = setting(5, _GAP)
    module_mm: float = setting(0.339, _MODULE)
    least_module_mm: float = setting(0.19, _MODULE)
    shown: bool = setting(True, yes_or_no())
    pt: float = setting(8, _POINTS)
    gap_mm: float = setting(0.6, _GAP)


@dataclass(frozen=True)
class BandPart:
    """Colour bands for the last `digits` digits of a text, each digit printed on its band."""

    text: str = needed(_TEXT)
    at: str = setting("right", _EDGE)
    size: float | str = setting(7, _SIZE)
    digits: int = setting(2, whole(1, 20))
    pt: float = setting(11, _POINTS)
    gap_mm: float = setting(0.8, _GAP)


@dataclass(frozen=True)
class RulePart:
    """A ruled line to write on, under a small caption."""

    caption: str = setting("", _TEXT)
    at: str = setting("top", _EDGE)
    size: float | str = setting(8, _SIZE)
    pt: float = setting(7, _POINTS)
    gap_mm: float = setting(0, _GAP)


Part = TextPart | CodePart | BandPart | RulePart
PARTS: dict[str, type[Part]] = {
    "text": TextPart,
    "code": CodePart,
    "bands": BandPart,
    "rule": RulePart,
}


@dataclass(frozen=True)
class _File:
    """A template as its file says it."""

    title: str = needed(text(100, 1))
    stock: str = needed(text(100, 1))
    symbology: str = setting(
        Symbology.CODE128, read_by(symbology_named, lambda: ", ".join(Symbology))
    )
    margin_mm: float = setting(2.0, number(0, 100))
    frame_mm: float = setting(0.0, number(0, 20))
    part: list[Part] = listed_sections(PARTS, "text")


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


def template_names(site: Path | None = None) -> list[str]:
    """Return the names of all templates, the site's own included."""
    return sorted({Path(file.name).stem for folder in _folders(site) for file in _tomls(folder)})


def load_template(name: str, site: Path | None = None) -> Template:
    """Return the template of that name, the site's before ours; NotFound names those there are."""
    for folder in _folders(site):
        for file in _tomls(folder):
            if Path(file.name).stem == name:
                return parse_template(name, file.read_bytes(), str(file))
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


def parse_template(name: str, given: bytes, file: str) -> Template:
    """Read a template; BadInput names the file, the keys and the values that are accepted."""
    said = settings_of(toml_of(given, _ABOUT, file), _File, _ABOUT, file)
    return Template(
        name, said.title, said.stock, tuple(said.part), symbology_named(said.symbology),
        said.margin_mm, said.frame_mm,
    )  # fmt: skip


def check_template(file: Path) -> None:
    """Read a file of a site's folder as a template. Raises BadInput."""
    settings_of(read_toml(file, _ABOUT), _File, _ABOUT, str(file))


def _folders(site: Path | None) -> list[Traversable]:
    own = files(__package__) / "templates"
    return [site, own] if site is not None and site.is_dir() else [own]


def _tomls(folder: Traversable) -> list[Traversable]:
    return [file for file in folder.iterdir() if file.name.endswith(".toml")]
