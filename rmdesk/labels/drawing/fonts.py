"""Fonts for labels: which face draws which character, and how wide it is.

Vera comes with reportlab and DejaVu Sans Mono with python-barcode, so a label with French or Greek
looks the same on every machine. Chinese needs a TrueType font of the system, or one in the site's
`labels/fonts` folder. Faces with CFF outlines cannot be embedded and are left alone.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from data.plain import dataclass, field
from rmdesk.labels.drawing.ink import Run

SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
)
WIDE_FACES = (
    "wqy-zenhei.ttc",
    "wqy-microhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
    "uming.ttc",
    "ukai.ttc",
    "NotoSansSC-Regular.ttf",
    "NotoSansTC-Regular.ttf",
    "Arial Unicode.ttf",
)
"""File names of TrueType faces with Chinese, the most wanted first."""

Style = str
REGULAR, BOLD, MONO = "regular", "bold", "mono"


@dataclass(eq=False)
class Face:
    """One TrueType face; it is read from its file only when a character needs it."""

    name: str
    path: Path
    _loaded: Any = field(default=None, repr=False)

    @property
    def font(self) -> Any:
        """The reportlab font of this face."""
        if self._loaded is None:
            from reportlab.pdfbase.ttfonts import TTFont

            self._loaded = TTFont(self.name, str(self.path), subfontIndex=0)
        return self._loaded

    def draws(self, character: str) -> bool:
        """Tell whether this face has a glyph for the character."""
        return bool(self.font.face.charToGlyph.get(ord(character)))

    def advance(self, character: str) -> float:
        """Return the width of a character in thousandths of the size."""
        face = self.font.face
        return float(face.charWidths.get(ord(character), face.defaultWidth))


class _Glyphs(dict[str, tuple[str, float]]):
    """For each character asked: the face that draws it ("" where none does), and its width."""

    def __init__(self, chain: list[Face]) -> None:
        self.chain = chain

    def __missing__(self, character: str) -> tuple[str, float]:
        face = next((face for face in self.chain if face.draws(character)), None)
        self[character] = (face.name, face.advance(character) / 1000) if face else ("", 0.0)
        return self[character]


class Fonts:
    """The faces to try for each style, in order, and what they measure."""

    def __init__(self, chains: dict[Style, list[Face]]) -> None:
        self.faces = {face.name: face for chain in chains.values() for face in chain}
        self._glyphs = {style: _Glyphs(chain) for style, chain in chains.items()}

    def missing(self, text: str) -> list[str]:
        """Return the characters of `text` that no face has, each once, in order of appearance."""
        glyphs = self._glyphs[REGULAR]
        return [character for character in dict.fromkeys(text) if not glyphs[character][0]]

    def advances(self, text: str, style: Style) -> list[float]:
        """Return the width of each character, as a share of the size."""
        glyphs = self._glyphs[style]
        return [glyphs[character][1] for character in text]

    def runs(self, text: str, style: Style) -> tuple[Run, ...]:
        """Split `text` into runs of one face each; characters without a face are left out."""
        glyphs = self._glyphs[style]
        by_face = groupby(text, key=lambda character: glyphs[character][0])
        return tuple(Run(name, "".join(characters)) for name, characters in by_face if name)


@cache
def load_fonts(site: Path | None = None) -> Fonts:
    """Return the fonts of this machine and of the site's folder (`labels/fonts`), if it has one."""
    regular = Face("Vera", _shipped("reportlab", "fonts/Vera.ttf"))
    bold = Face("VeraBd", _shipped("reportlab", "fonts/VeraBd.ttf"))
    mono = Face("DejaVuSansMono", _shipped("barcode", "fonts/DejaVuSansMono.ttf"))
    wide = [Face(path.stem, path) for path in _wide_faces(site)]
    return Fonts(
        {
            REGULAR: [regular, mono, *wide],
            BOLD: [bold, regular, mono, *wide],
            MONO: [mono, regular, *wide],
        }
    )


def _shipped(package: str, file: str) -> Path:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / file


def _wide_faces(site: Path | None) -> Iterator[Path]:
    if site is not None:
        yield from sorted(site.glob("*.tt[fc]"))
    present = _files_by_name(Path(folder).expanduser() for folder in SYSTEM_FOLDERS)
    yield from (present[name] for name in WIDE_FACES if name in present)


def _files_by_name(folders: Iterable[Path]) -> dict[str, Path]:
    found = {}
    for folder in folders:
        with suppress(OSError):  # one of another account, as after `sudo` without its own home
            found.update({path.name: path for path in folder.rglob("*.tt[fc]")})
    return found
