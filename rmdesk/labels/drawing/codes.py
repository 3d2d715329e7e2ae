"""Codes as modules: what a scanner reads, before anybody knows how large it will be drawn.

Linear codes come from python-barcode, QR from segno, Data Matrix from ppf.datamatrix. Everything is
validated first: the libraries fail unclearly, or change the data, where they are given what a
symbology cannot hold. A code is written exactly as it is, or refused; nothing is upper-cased,
padded or given a check character.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.errors import BadInput

QUIET_MM = 2.54
"""The least quiet zone of a linear code, in millimetres (a tenth of an inch)."""

DIGITS = frozenset("0123456789")
CODE39 = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")
PRINTABLE = frozenset(map(chr, range(32, 127)))
SHIFTED = re.compile(r"[$%/+][A-Z]")
CODABAR = frozenset("0123456789-$:/.+")
CODABAR_ENDS = frozenset("ABCD")


class Symbology(StrEnum):
    """The kinds of code that the desk can print."""

    CODE128 = "code128"
    CODE39 = "code39"
    CODABAR = "codabar"
    ITF = "itf"
    EAN13 = "ean13"
    EAN8 = "ean8"
    QR = "qr"
    DATAMATRIX = "datamatrix"


@dataclass(frozen=True)
class Symbol:
    """One encoded code: `rows` of modules, `1` dark and `0` light; linear codes have one row."""

    symbology: Symbology
    code: str
    rows: tuple[str, ...]

    @property
    def linear(self) -> bool:
        """Whether the symbol is one row of bars."""
        return len(self.rows) == 1

    @property
    def width(self) -> int:
        """Modules across, quiet zones not counted."""
        return len(self.rows[0])

    def quiet_mm(self, module_mm: float) -> float:
        """The blank that must stay on each side, in millimetres, for modules of this width."""
        if not self.linear:
            return 4 * module_mm
        modules = 11 if self.symbology is Symbology.EAN13 else 10
        return max(modules * module_mm, QUIET_MM)

    def width_mm(self, module_mm: float) -> float:
        """The room across that the symbol needs, both quiet zones included, in millimetres."""
        return self.width * module_mm + 2 * self.quiet_mm(module_mm)


def symbology_named(name: str) -> Symbology:
    """Return the symbology of that name; BadInput names those there are."""
    try:
        return Symbology(name.strip().lower())
    except ValueError:
        raise BadInput(
            _("Unknown symbology"),
            _("“{name}” is not a kind of code that can be printed.").format(name=name),
            _("Choose one of {names}.").format(names=", ".join(Symbology)),
            field_name="symbology",
        ) from None


@lru_cache(maxsize=4096)
def encode(code: str, symbology: Symbology) -> Symbol:
    """Encode `code` as it is; BadInput says which characters the symbology cannot hold."""
    if not code:
        raise BadInput(
            _("This code cannot be printed"),
            _("There is no code to print."),
            _("Give it a barcode or an identifier first."),
            field_name="code",
        )
    return Symbol(symbology, code, _ENCODERS[symbology](code))


def _code128(code: str) -> tuple[str, ...]:
    from barcode.codex import Code128

    _allow(code, PRINTABLE, Symbology.CODE128)
    symbol: Any = Code128(code)
    optimise = symbol._try_to_optimize

    def keep_leading_99(encoded: list[int]) -> list[int]:
        # After Start C the value 99 is the digits 99; python-barcode takes it for "switch to C"
        # and drops them, so that 9912345678 scans as 12345678.
        return encoded if encoded[1] == 99 else list(optimise(encoded))

    symbol._try_to_optimize = keep_leading_99
    return (str(symbol.build()[0]),)


def _code39(code: str) -> tuple[str, ...]:
    from barcode.codex import Code39

    _allow(code, CODE39, Symbology.CODE39)
    if pair := SHIFTED.search(code):
        # Scanners set to "full ASCII" type one other character for such a pair.
        why = _("many scanners read {pair} as another character").format(pair=pair[0])
        raise _unfit(code, Symbology.CODE39, why)
    return (str(Code39(code, add_checksum=False).build()[0]),)


def _codabar(code: str) -> tuple[str, ...]:
    from barcode import codabar

    if len(code) < 3 or not {code[0], code[-1]} <= CODABAR_ENDS:
        # Ours would be printed with it, and what is scanned would be another code.
        why = _("it must begin and end with one of the letters A, B, C, D")
        raise _unfit(code, Symbology.CODABAR, why)
    _allow(code[1:-1], CODABAR, Symbology.CODABAR)
    return (str(codabar.CODABAR(code, narrow=1, wide=3).build()[0]),)


def _itf(code: str) -> tuple[str, ...]:
    from barcode.itf import ITF

    _allow(code, DIGITS, Symbology.ITF)
    if len(code) % 2:
        raise _unfit(code, Symbology.ITF, _("digits are written in pairs, and their number is odd"))
    return (str(ITF(code, narrow=1, wide=3).build()[0]),)


def _ean(code: str, symbology: Symbology, length: int) -> tuple[str, ...]:
    from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13

    _allow(code, DIGITS, symbology)
    if len(code) != length:
        raise _unfit(code, symbology, _("it must have {length} digits").format(length=length))
    check = ean_check_digit(code[:-1])
    if code[-1] != check:
        raise _unfit(code, symbology, _("its check digit should be {digit}").format(digit=check))
    drawn = EuropeanArticleNumber8 if symbology is Symbology.EAN8 else EuropeanArticleNumber13
    return (str(drawn(code).build()[0]),)


def _qr(code: str) -> tuple[str, ...]:
    import segno

    try:
        qr = segno.make_qr(code, error="m", encoding=None)
    except (segno.DataOverflowError, ValueError) as problem:
        raise _unfit(code, Symbology.QR, _("it is too long")) from problem
    return tuple("".join("1" if module else "0" for module in row) for row in qr.matrix)


def _datamatrix(code: str) -> tuple[str, ...]:
    from ppf.datamatrix import DataMatrix

    # What is beyond ASCII scanners type by code pages of their own.
    _allow(code, PRINTABLE, Symbology.DATAMATRIX)
    try:
        rows = DataMatrix(code).matrix
    except ValueError as problem:
        raise _unfit(code, Symbology.DATAMATRIX, _("it is too long")) from problem
    return tuple("".join(map(str, row)) for row in rows)


def ean_check_digit(digits: str) -> str:
    """Return the check digit of an EAN whose other digits are these."""
    weighted = sum(int(d) * (1 if i % 2 else 3) for i, d in enumerate(reversed(digits)))
    return str(-weighted % 10)


def _allow(code: str, alphabet: frozenset[str], symbology: Symbology) -> None:
    strange = sorted(set(code) - alphabet)
    if strange:
        shown = " ".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in strange)
        raise _unfit(code, symbology, _("it cannot hold {characters}").format(characters=shown))


def _unfit(code: str, symbology: Symbology, why: str) -> BadInput:
    return BadInput(
        _("This code cannot be printed"),
        _("“{code}” as {symbology}: {why}.").format(
            code=code if len(code) <= 60 else f"{code[:59]}…", symbology=symbology, why=why
        ),
        _instead(code, symbology),
        field_name="code",
    )


def _instead(code: str, symbology: Symbology) -> str:
    if symbology is Symbology.QR:
        return _("No other kind of code holds more: give it a shorter code.")
    if symbology is Symbology.CODE128 or set(code) - PRINTABLE:
        return _("Choose qr, which holds any text.")
    return _("Choose another symbology; code128 and qr hold the most.")


_ENCODERS: dict[Symbology, Callable[[str], tuple[str, ...]]] = {
    Symbology.CODE128: _code128,
    Symbology.CODE39: _code39,
    Symbology.CODABAR: _codabar,
    Symbology.ITF: _itf,
    Symbology.EAN13: lambda code: _ean(code, Symbology.EAN13, 13),
    Symbology.EAN8: lambda code: _ean(code, Symbology.EAN8, 8),
    Symbology.QR: _qr,
    Symbology.DATAMATRIX: _datamatrix,
}
