"""Sizing codes: modules of whole dots, quiet zones kept, a plain refusal where they do not fit."""

from collections.abc import Iterator, Sequence

from data.texts import gettext as _
from rmdesk.labels.drawing.codes import Symbol
from rmdesk.labels.drawing.ink import MM_PER_INCH, Area, Bars
from rmdesk.labels.drawing.template import CodePart
from rmdesk.labels.drawing.wrapping import brief
from rmdesk.model.errors import Refused

SQUARE_LEAST_MM = 0.25
SQUARE_SHARE = 0.42
"""How much of the label's width a square code takes before it grows out of need."""
ROUNDING_MM = 1e-6


def place_bars(symbol: Symbol, area: Area, part: CodePart, dots: Sequence[int]) -> Bars:
    """Centre a linear code in `area`, quiet zones included, as wide as wanted or as must be."""
    if area.h + ROUNDING_MM < part.least_mm:
        raise _no_room(symbol, _("height"), part.least_mm, area.h)
    for module in _modules(part.module_mm, part.least_module_mm, dots):
        if symbol.width_mm(module) <= area.w + ROUNDING_MM:
            x = area.x + (area.w - symbol.width * module) / 2
            return Bars(x, area.y, module, area.h, symbol.rows)
    raise _no_room(symbol, _("width"), least_width(symbol, part, dots), area.w)


def least_width(symbol: Symbol, part: CodePart, dots: Sequence[int]) -> float:
    """Return the width of a linear code at its narrowest, quiet zones included, in mm."""
    return symbol.width_mm(min(_modules(part.module_mm, part.least_module_mm, dots)))


def place_square(
    symbol: Symbol, free: Area, at: str, part: CodePart, dots: Sequence[int]
) -> tuple[Bars, float]:
    """Put a square code at an edge of `free`; return it and the side of its square, in mm."""
    most = min(free.w, free.h)
    least = max(part.least_module_mm, SQUARE_LEAST_MM)
    sides = (min(most, max(free.w, free.h) * SQUARE_SHARE), most)
    for side in sides:
        for module in _modules(side / symbol.width, least, dots[:1]):
            if (taken := symbol.width_mm(module)) <= side + ROUNDING_MM:
                return _at_edge(symbol, free, at, module, taken), taken
    raise _no_room(symbol, _("width"), symbol.width_mm(_least_module(least, dots[0])), most)


def _at_edge(symbol: Symbol, free: Area, at: str, module: float, side: float) -> Bars:
    quiet = symbol.quiet_mm(module)
    x = free.x + (free.w - side if at == "right" else 0 if at == "left" else (free.w - side) / 2)
    y = free.y + (free.h - side if at == "bottom" else 0 if at == "top" else (free.h - side) / 2)
    return Bars(x + quiet, y + quiet, module, module, symbol.rows)


def _modules(wanted: float, least: float, dots: Sequence[int]) -> Iterator[float]:
    """Give the widths to try: whole dots, from the one wanted down to the least, in mm."""
    for per_inch in dots:
        dot = MM_PER_INCH / per_inch
        most = max(int(wanted / dot + 0.05), 1)
        smallest = _least_module(least, per_inch)
        yield from (n * dot for n in range(max(most, round(smallest / dot)), 0, -1)
                    if n * dot >= smallest - ROUNDING_MM)  # fmt: skip


def _least_module(least: float, per_inch: int) -> float:
    dot = MM_PER_INCH / per_inch
    return -int(-(least - ROUNDING_MM) // dot) * dot


def _no_room(symbol: Symbol, side: str, needed: float, there: float) -> Refused:
    return Refused(
        _("This code has no room on the label"),
        _(
            "“{code}” as {symbology} needs a {side} of {needed:.1f} mm with its quiet zones; "
            "the label leaves {there:.1f} mm."
        ).format(
            code=brief(symbol.code),
            symbology=symbol.symbology,
            side=side,
            needed=needed,
            there=there,
        ),
        _("Choose a larger stock, or another symbology (qr takes the least room).")
        if symbol.linear
        else _("Choose a larger stock, or give it a shorter code."),
    )
