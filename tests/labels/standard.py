"""Code 128 read by the tables of its standard (ISO/IEC 15417): a witness that shares nothing with
the library that encodes our codes, nor with the readers that we try them on.
"""

from itertools import groupby

from PIL import Image

TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232 2331112"
)
WIDTHS = TABLE.split()
VALUES = {widths: value for value, widths in enumerate(WIDTHS)}
SHIFT, TO_C, TO_B, TO_A, STOP = 98, 99, 100, 101, 106
STARTS = {103: "A", 104: "B", 105: "C"}
QUIET = 10


class NotASymbol(ValueError):
    """The bars are no whole and undamaged Code 128."""


def read_code128(picture: Image.Image) -> str:
    """Return what the bars along the middle of an upright picture say. Raises NotASymbol."""
    middle = picture.height // 2
    shades = picture.convert("L").crop((0, middle, picture.width, middle + 1)).tobytes()
    runs = [len(list(run)) for _shade, run in groupby(shades)]
    left, bars, right = runs[0], runs[1:-1], runs[-1]
    module = sum(bars[:6]) / 11
    if not (shades[0] and shades[-1]) or min(left, right) < QUIET * module:
        raise NotASymbol("no quiet zone")
    return _text(_values([round(bar / module) for bar in bars]))


def _values(widths: list[int]) -> list[int]:
    """The values of the symbol characters, from the start to the last before the check."""
    stop = len(WIDTHS[STOP])
    body, end = widths[:-stop], widths[-stop:]
    characters = ["".join(map(str, body[at : at + 6])) for at in range(0, len(body), 6)]
    if VALUES.get("".join(map(str, end))) != STOP or not set(characters) <= VALUES.keys():
        raise NotASymbol("bars that are no character")
    *values, check = (VALUES[character] for character in characters)
    if (values[0] + sum(at * value for at, value in enumerate(values))) % 103 != check:
        raise NotASymbol("wrong check character")
    return values


def _text(values: list[int]) -> str:
    if values[0] not in STARTS:
        raise NotASymbol("no start")
    code_set, text, shifted = STARTS[values[0]], "", False
    for value in values[1:]:
        now = {"A": "B", "B": "A"}[code_set] if shifted else code_set
        shifted = False
        if now == "C" and value < TO_B:
            text += f"{value:02}"
        elif now != "C" and value < 96:
            text += chr(value + 32 if now == "B" or value < 64 else value - 64)
        elif now != "C" and value == SHIFT:
            shifted = True
        elif value in (TO_A, TO_B, TO_C) and value != {"A": TO_A, "B": TO_B, "C": TO_C}[now]:
            code_set = {TO_A: "A", TO_B: "B", TO_C: "C"}[value]
        else:
            raise NotASymbol("a function character, which we never print")
    return text
