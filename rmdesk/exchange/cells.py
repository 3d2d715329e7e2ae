"""Cells as programs leave them, made what a person meant; what is not sure is told, not mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from data.texts import gettext as _
from rmdesk.exchange.letters import written_twice
from rmdesk.model.values import Cell

__all__ = [
    "CODES",
    "DAY_ORDERS",
    "LONGEST_CELL",
    "NOT_XML",
    "cleaned",
    "day_hint",
    "day_in_order",
    "doubtful",
    "empty_word_hint",
    "empty_words",
    "loses",
    "only_shortened",
    "shortened",
]

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 cannot hold, section 2.2."""

CODES = frozenset(
    {
        "barcode", "identifier", "number", "code", "parent", "class", "accession", "container",
        "home", "volume", "schedule", "row", "bay", "shelf", "position", "requester", "authority",
    }
)  # fmt: skip
"""Fields by which things are found again: a sign that nobody sees would hide them for ever."""

LONGEST_CELL = 32_767
"""Letters of a spreadsheet's cell."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}")
_ERROR = re.compile(
    r"#(N/A|N/D|REF!|DIV/0!|VALUE!|VALEUR!|NAME\?|NOM\?|NUM!|NOMBRE!|NULL!|NUL!|SPILL!|CALC!"
    r"|GETTING_DATA|##+)",
    re.I,
)


def cleaned(name: str, cell: str) -> str:
    """A cell without what a spreadsheet or an editor put around it.

    `="00123"` is how a spreadsheet is made to keep zeros. A byte order mark stands inside where
    files were put one behind the other. Signs that nobody sees are taken out of codes alone: in
    other texts some of them join letters.
    """
    if cell.startswith("=") and (found := _AS_TEXT.fullmatch(cell)):
        cell = found[1].replace('""', '"').strip()
    if cell.isascii():
        return cell
    cell = cell.replace("\ufeff", "")
    if name in CODES and not cell.isprintable():
        cell = "".join(
            " " if sign == "\xa0" else sign for sign in cell if unicodedata.category(sign) != "Cf"
        )
    return cell.strip()


def loses(name: str, cell: Cell) -> bool:
    """Whether a cell holds signs that nobody sees and that its field does not keep."""
    if not isinstance(cell, str):
        return any(loses(name, each) for each in cell)
    if cell.isprintable():
        return False
    unseen = name in CODES and any(unicodedata.category(sign) == "Cf" for sign in cell)
    return unseen or bool(_CONTROL.search(cell))


def shortened(text: str) -> str:
    """As much of a text as a spreadsheet's cell can hold, with a sign that there is more."""
    return f"{text[: LONGEST_CELL - 1]}…" if len(text) > LONGEST_CELL else text


def only_shortened(cell: object, kept: object) -> bool:
    """Whether a cell says no more than that a kept text was too long for a spreadsheet."""
    return isinstance(cell, str) and len(cell) == LONGEST_CELL and cell == shortened(str(kept))


def doubtful(name: str, cell: str) -> str:
    """What to say of a cell that looks damaged; "" for nothing."""
    if not cell.isascii():
        if "\ufffd" in cell:
            return _("a letter was lost before (�); look at the file it came from")
        if right := written_twice(cell):
            text = _("written twice over as UTF-8? “{cell}” would be “{right}”")
            return text.format(cell=cell[:60], right=right[:60])
    elif cell.startswith("#") and _ERROR.fullmatch(cell):
        text = _("“{cell}” is what a spreadsheet shows for an error, or where a column is narrow")
        return text.format(cell=cell[:20])
    elif name in CODES and _ROUNDED.fullmatch(cell):
        text = _("“{cell}” is a number that a spreadsheet has rounded, not a code")
        return text.format(cell=cell)
    return ""


# --- days -----------------------------------------------------------------------------------------

DAY_ORDERS = ("dmy", "mdy", "ymd")
"""In which orders the figures of a day stand, as a map says it: none is ever guessed."""

_FIGURES = re.compile(r"(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})\.?(?=$|[ T])", re.ASCII)


def day_in_order(cell: str, order: str) -> str:
    """A day of figures as ISO, by the order in which they stand; any other text as it is.

    A year has four figures: 01 may be any century.
    """
    found = _FIGURES.match(cell)
    if found is None or not order:
        return cell
    said = dict(zip(order, found.groups(), strict=True))
    if len(said["y"]) < _YEAR:
        return cell
    return f"{said['y']}-{said['m']:0>2}-{said['d']:0>2}{cell[found.end() :]}"


_YEAR = 4


def day_hint(cell: Cell) -> str:
    """What reads a day that was refused, where its figures are one in some order."""
    ways = [order for order in DAY_ORDERS if isinstance(cell, str) and _is_day(cell, order)]
    if not ways:
        return ""
    if len(ways) > 1:
        return _('If its day stands first, say in a map: [file] days = "dmy"; if the month, "mdy".')
    return _('Say in a map how it stands: [file] days = "{order}".').format(order=ways[0])


def _is_day(cell: str, order: str) -> bool:
    said = day_in_order(cell, order)
    try:
        return said != cell and bool(date.fromisoformat(said[:10]))
    except ValueError:
        return False


# --- words for nothing ----------------------------------------------------------------------------

_LIKELY = frozenset(
    {
        "n/a", "na", "n.a.", "#n/a", "none", "null", "nil", "nan", "-", "--", "–", "—", "?", "??",
        "unknown", "tbd", "tba", "blank", "empty", "s.o.", "néant", "aucun", "aucune", "inconnu",
        "无", "無", "不详", "不詳", "未知", "空",
    }
)  # fmt: skip
"""What people write for nothing. It is never taken so by itself: `-` may be a code."""


def empty_words(words: Collection[str]) -> frozenset[str]:
    """Words of a map that stand for a blank cell, as they are compared."""
    return frozenset(word.strip().casefold() for word in words)


def empty_word_hint(cell: Cell) -> str:
    """How to say that a refused cell means nothing, where it looks so; else ""."""
    if not isinstance(cell, str) or cell.strip().casefold() not in _LIKELY:
        return ""
    text = _('If it means nothing, say in a map: [file] empty_words = ["{word}"].')
    return text.format(word=cell.strip())
