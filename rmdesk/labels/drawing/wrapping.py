"""Making text fit: break it into lines, shrink it to a floor, only then end it in an ellipsis."""

import re
import unicodedata
from itertools import accumulate

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.labels.drawing.fonts import Fonts, Style
from rmdesk.labels.drawing.ink import PT_PER_MM

LINE_HEIGHT = 1.18
"""Distance of baselines, as a share of the size."""
STEP_PT = 0.5
ELLIPSIS = "…"
NO_GLYPH = "▯"
"""Stands where no font has the character: a person sees that something is missing."""

NOT_FIRST = (
    "、。，．：；！？）］｝〉》」』】〕〗〙〛％‰℃々〻ゝゞヽヾーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
    "\u2019\u201d»\u203a…‥·)]},.;:!?%"
)
"""Characters that begin no line beside Chinese or Japanese: what closes, ends or lengthens."""
NOT_LAST = "（［｛〈《「『【〔〖〘〚￥＄￡№\u2018\u201c«\u2039([{"
"""Characters that end no line: what opens, and the signs before a number."""

_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_OPENS, _CLOSES = (f"[{re.escape(each)}]" for each in (NOT_LAST, NOT_FIRST))
# Words with the blanks before them; a wide character (Chinese) is a word of its own. To either
# belongs what opens before it and what closes after it.
_WORD = (
    rf"\s*(?:{_OPENS}*(?:(?!{_OPENS}|{_CLOSES})[{_WIDE}]"
    rf"|[^\s{_WIDE}]+?(?={_OPENS}*[{_WIDE}])|[^\s{_WIDE}]+){_CLOSES}*|[{_WIDE}])"
)


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
            return Fitted(tuple(text[a:b] for a, b in broken), size, cut=False)
        if size <= floor_pt:
            break
        size -= STEP_PT
    if not allowed:
        return None
    last = _shorten(text[broken[allowed - 1][0] :], style, fonts, room)
    return Fitted((*(text[a:b] for a, b in broken[: allowed - 1]), last), size, cut=True)


def _break(text: str, advances: list[float], room: float) -> list[tuple[int, int]]:
    """Break into lines of at most `room`, each from where to where it goes.

    A word that is longer than a line is broken inside.
    """
    ends = [0.0, *accumulate(advances)]
    if ends[-1] <= room:
        return [(0, len(text))]
    lines: list[tuple[int, int]] = []
    start = upto = 0
    for word in re.finditer(_WORD, text):
        begin, end = word.span()
        if ends[end] - ends[start] > room and upto > start:
            lines.append((start, upto))
            start = begin + len(word[0]) - len(word[0].lstrip())
        while ends[end] - ends[start] > room and end - start > 1:
            inside = next(i for i in range(start + 2, end + 1) if ends[i] - ends[start] > room)
            inside = _not_beside(text, start, inside - 1)
            lines.append((start, inside))
            start = inside
        upto = end
    return [*lines, (start, len(text))]


def _not_beside(text: str, start: int, inside: int) -> int:
    """The nearest place up to `inside` where a word may be broken, a letter from its start."""
    for place in range(inside, start, -1):
        if text[place] not in NOT_FIRST and text[place - 1] not in NOT_LAST:
            return place
    return inside


def _shorten(text: str, style: Style, fonts: Fonts, room: float) -> str:
    room -= fonts.advances(ELLIPSIS, style)[0]
    ends = accumulate(fonts.advances(text, style))
    kept = sum(1 for end in ends if end <= room)
    return text[:kept].rstrip(f" {NOT_LAST}") + ELLIPSIS
