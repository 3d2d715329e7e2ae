"""Making text fit: break it into lines, shrink it to a floor, only then end it in an ellipsis."""

import re
import unicodedata
from dataclasses import dataclass
from gettext import gettext as _
from itertools import accumulate

from rmdesk.labels.drawing.fonts import Fonts, Style
from rmdesk.labels.drawing.ink import PT_PER_MM

LINE_HEIGHT = 1.18
"""Distance of baselines, as a share of the size."""
STEP_PT = 0.5
ELLIPSIS = "…"
NO_GLYPH = "▯"
"""Stands where no font has the character: a person sees that something is missing."""

# Words with the blanks before them; a wide character (Chinese) is a word of its own.
WORD = re.compile(r"\s*(?:[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF]|[^\s\u2E80-\u9FFF"
                  r"\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF]+)")  # fmt: skip


@dataclass(frozen=True)
class Fitted:
    """The lines that fit, at this size; `cut` tells whether an ellipsis stands for a rest."""

    lines: tuple[str, ...]
    pt: float
    cut: bool

    @property
    def height_mm(self) -> float:
        """The height that the lines take."""
        return len(self.lines) * line_mm(self.pt)


def line_mm(pt: float) -> float:
    """Return the height of one line of this size in millimetres."""
    return pt * LINE_HEIGHT / PT_PER_MM


def brief(text: str, most: int = 60) -> str:
    """Return the beginning of a text, for a message about it."""
    return text if len(text) <= most else text[: most - 1] + ELLIPSIS


def clean(text: str, fonts: Fonts) -> str:
    """Put text on one line without control characters; what no font has becomes a visible mark."""
    plain = text
    if not text.isprintable():
        plain = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    plain = unicodedata.normalize("NFC", " ".join(plain.split()))
    for character in fonts.missing(plain):
        plain = plain.replace(character, NO_GLYPH)
    return plain


def without_font(text: str, fonts: Fonts) -> list[str]:
    """Say of each character that no font has that it is missing, once."""
    return [
        _("No font here has the character “{character}” (U+{number:04X}).").format(
            character=character, number=ord(character)
        )
        for character in fonts.missing(" ".join(text.split()))
    ]


def fit(
    text: str,
    style: Style,
    fonts: Fonts,
    *,
    width_mm: float,
    height_mm: float,
    pt: float,
    floor_pt: float,
    lines: int,
) -> Fitted | None:
    """Fit `text` into a width and height; None where not even one line at the floor has room."""
    size = pt
    while True:
        size = max(size, floor_pt)
        allowed = min(lines, int(height_mm / line_mm(size) + 1e-6))
        room = width_mm * PT_PER_MM / size
        broken = _break(text, fonts.advances(text, style), room) if allowed else []
        if allowed and len(broken) <= allowed:
            return Fitted(tuple(broken), size, cut=False)
        if size <= floor_pt:
            break
        size -= STEP_PT
    if not allowed:
        return None
    last = _shorten(" ".join(broken[allowed - 1 :]), style, fonts, room)
    return Fitted((*broken[: allowed - 1], last), size, cut=True)


def _break(text: str, advances: list[float], room: float) -> list[str]:
    """Break into lines of at most `room`; a word that is longer than a line is broken inside."""
    ends = [0.0, *accumulate(advances)]
    if ends[-1] <= room:
        return [text]
    lines: list[str] = []
    start = upto = 0
    for word in WORD.finditer(text):
        begin, end = word.span()
        if ends[end] - ends[start] > room and upto > start:
            lines.append(text[start:upto])
            start = begin + len(word[0]) - len(word[0].lstrip())
        while ends[end] - ends[start] > room and end - start > 1:
            inside = next(i for i in range(start + 2, end + 1) if ends[i] - ends[start] > room)
            lines.append(text[start : inside - 1])
            start = inside - 1
        upto = end
    return [*lines, text[start:]]


def _shorten(text: str, style: Style, fonts: Fonts, room: float) -> str:
    room -= fonts.advances(ELLIPSIS, style)[0]
    ends = accumulate(fonts.advances(text, style))
    kept = sum(1 for end in ends if end <= room)
    return text[:kept].rstrip() + ELLIPSIS
