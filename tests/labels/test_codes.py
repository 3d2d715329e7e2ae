import random
from collections.abc import Callable

import pytest
from reportlab.graphics.barcode.code128 import Code128Auto

from rmdesk.labels.drawing.codes import (
    CODABAR,
    CODABAR_ENDS,
    CODE39,
    PRINTABLE,
    SHIFTED,
    Symbology,
    ean_check_digit,
    encode,
)
from rmdesk.model.errors import BadInput
from tests.labels.seeing import decoded, needs_zbar, picture_of, seen_by_zbar
from tests.labels.standard import read_code128

RANDOM = random.Random(20260067)


def some(alphabet: frozenset[str], least: int, most: int) -> str:
    return "".join(RANDOM.choices(sorted(alphabet), k=RANDOM.randint(least, most)))


def code128() -> str:
    """Text, digits and mixtures, as often as not beginning with 99."""
    text = some(PRINTABLE, 1, 12) + some(frozenset("0123456789"), 0, 9) + some(PRINTABLE, 0, 4)
    return RANDOM.choice(["99", ""]) + RANDOM.choice([text, some(frozenset("0123456789"), 1, 16)])


def code39() -> str:
    """Anything but a pair that scanners in full ASCII mode change, or blanks at an end."""
    return SHIFTED.sub("-", some(CODE39, 1, 14)).strip() or "0"


def ean(length: int) -> str:
    digits = some(frozenset("0123456789"), length - 1, length - 1)
    return digits + ean_check_digit(digits)


MAKERS: dict[Symbology, Callable[[], str]] = {
    Symbology.CODE128: code128,
    Symbology.CODE39: code39,
    Symbology.CODABAR: lambda: (
        some(CODABAR_ENDS, 1, 1) + some(CODABAR, 4, 14) + some(CODABAR_ENDS, 1, 1)
    ),
    Symbology.ITF: lambda: (
        some(frozenset("0123456789"), 1, 1) * 2
        + "".join(f"{RANDOM.randrange(100):02}" for _ in range(RANDOM.randint(3, 7)))
    ),
    Symbology.EAN13: lambda: ean(13),
    Symbology.EAN8: lambda: ean(8),
    Symbology.QR: lambda: some(PRINTABLE, 1, 30),
    Symbology.DATAMATRIX: lambda: some(PRINTABLE, 1, 30),
}


def some_codes(symbology: Symbology, count: int, seed: int = 0) -> list[str]:
    """So many different codes, the same for a seed."""
    RANDOM.seed(f"{symbology} {seed}")
    codes: dict[str, None] = {}
    while len(codes) < count:
        codes[MAKERS[symbology]()] = None
    return list(codes)


def misread(symbology: Symbology, count: int) -> list[tuple[str, list[str]]]:
    pictures = [
        (code, picture_of(encode(code, symbology))) for code in some_codes(symbology, count)
    ]
    read = [(code, decoded(picture, symbology)) for code, picture in pictures]
    return [(code, texts) for code, texts in read if texts != [code]]


EACH = list(Symbology)


@pytest.mark.whole
@pytest.mark.parametrize("symbology", EACH)
def test_every_code_is_read_as_it_was_given(symbology: Symbology) -> None:
    assert misread(symbology, 145) == []


@pytest.mark.slow
@pytest.mark.parametrize("symbology", EACH)
def test_thousands_of_codes_are_read_as_they_were_given(symbology: Symbology) -> None:
    assert misread(symbology, 5000) == []


def test_the_bars_of_code_128_say_by_its_standard_what_they_were_given() -> None:
    codes = some_codes(Symbology.CODE128, 500, seed=1)
    assert [read_code128(picture_of(encode(code, Symbology.CODE128))) for code in codes] == codes


GHOST = "99F8DJ}]g/,Wl[253535"
"""Within the first half of these bars zxing-cpp sees an EAN-13 as well, or nothing but that."""


@pytest.mark.parametrize("module", [1, 2, 3, 4, 6, 8])
def test_bars_within_which_a_reader_sees_an_ean_are_right(module: int) -> None:
    picture = picture_of(encode(GHOST, Symbology.CODE128), module)
    assert read_code128(picture) == GHOST
    assert decoded(picture, Symbology.CODE128) == [GHOST]


@needs_zbar
def test_a_second_reader_sees_no_ean_within_those_bars() -> None:
    assert seen_by_zbar(picture_of(encode(GHOST, Symbology.CODE128))) == [GHOST]


def test_another_encoder_makes_the_same_bars_of_that_code() -> None:
    theirs = Code128Auto(GHOST)
    for step in (theirs.validate, theirs.encode, theirs.decompose):
        step()
    # A capital is a bar, a small letter a gap; A is one module wide, B two.
    widths = [
        ("1" if each.isupper() else "0", ord(each.upper()) - 64) for each in theirs.decomposed
    ]
    assert "".join(bit * width for bit, width in widths) == encode(GHOST, Symbology.CODE128).rows[0]


@pytest.mark.parametrize("code", ["99", "9912345678", "99A", "999", "9900000000", "99 99"])
def test_digits_99_at_the_start_are_not_lost(code: str) -> None:
    assert decoded(picture_of(encode(code, Symbology.CODE128))) == [code]


def test_a_codes_leading_zeros_and_inner_blanks_are_kept() -> None:
    assert decoded(picture_of(encode("00 12  7", Symbology.CODE128))) == ["00 12  7"]


@pytest.mark.parametrize(
    ("code", "symbology", "why"),
    [
        ("", Symbology.CODE128, "no code"),
        ("档案", Symbology.CODE128, "档"),
        ("٣٤", Symbology.ITF, "٣"),
        ("a\tb", Symbology.CODE128, "U+0009"),
        ("abc", Symbology.CODE39, "a b c"),
        ("ADM/B-12", Symbology.CODE39, "/B"),
        ("123", Symbology.ITF, "odd"),
        ("12A", Symbology.EAN8, "A"),
        ("123", Symbology.EAN13, "13 digits"),
        ("4006381333930", Symbology.EAN13, "should be 1"),
        ("123", Symbology.CODABAR, "begin and end with one of the letters A, B, C, D"),
        ("A123", Symbology.CODABAR, "begin and end with"),
        ("123B", Symbology.CODABAR, "begin and end with"),
        ("a123b", Symbology.CODABAR, "begin and end with"),
        ("AB", Symbology.CODABAR, "begin and end with"),
        ("A1B2C", Symbology.CODABAR, "cannot hold B"),
    ],
)
def test_what_a_symbology_cannot_hold_is_refused_by_name(
    code: str, symbology: Symbology, why: str
) -> None:
    with pytest.raises(BadInput, match=why.replace("+", r"\+")):
        encode(code, symbology)


@pytest.mark.parametrize("code", ["A123A", "B1-2C", "D00D"])
def test_codabar_is_printed_with_its_own_letters(code: str) -> None:
    assert decoded(picture_of(encode(code, Symbology.CODABAR))) == [code]


@pytest.mark.parametrize(
    ("code", "symbology", "next_step"),
    [
        ("", Symbology.QR, "barcode or an identifier first"),
        ("X" * 4000, Symbology.QR, "a shorter code"),
        ("档案", Symbology.CODE128, "Choose qr,"),
        ("档案", Symbology.CODE39, "Choose qr,"),
        ("abc", Symbology.CODE39, "code128 and qr"),
        ("123", Symbology.CODABAR, "code128 and qr"),
    ],
)
def test_what_is_refused_is_told_something_else_than_what_was_tried(
    code: str, symbology: Symbology, next_step: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        encode(code, symbology)
    assert next_step in refusal.value.next_step


def test_chinese_goes_into_qr() -> None:
    assert decoded(picture_of(encode("档案-42", Symbology.QR))) == ["档案-42"]


@pytest.mark.parametrize(("code", "why"), [("档案", "档"), ("A" * 2400, "too long")])
def test_what_data_matrix_cannot_hold_is_refused(code: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        encode(code, Symbology.DATAMATRIX)


def test_quiet_zones_are_ten_modules_and_at_least_a_tenth_of_an_inch() -> None:
    symbol = encode("1250-20", Symbology.CODE128)
    assert symbol.quiet_mm(0.2) == 2.54
    assert symbol.quiet_mm(0.5) == pytest.approx(5.0)
    assert encode("1250-20", Symbology.QR).quiet_mm(0.5) == pytest.approx(2.0)
