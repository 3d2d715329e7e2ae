"""Text on labels: where its lines break, and which scripts it cannot be printed in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmdesk.labels.drawing import LabelContent, Settings, make_labels, preview_label, proof_labels
from rmdesk.labels.drawing.fonts import Fonts, load_fonts
from rmdesk.labels.drawing.wrapping import NOT_FIRST, NOT_LAST, fit

PT = 7.0
EM_MM = PT / 72 * 25.4


class Square(Fonts):
    """Every character one em wide, so that lines can be counted by eye."""

    def __init__(self) -> None:
        super().__init__({})

    def advances(self, text: str, style: str) -> list[float]:
        return [1.0] * len(text)


def lines(text: str, ems: int, most: int = 99) -> tuple[str, ...]:
    fitted = fit(
        text,
        "regular",
        Square(),
        width_mm=ems * EM_MM + 0.01,
        height_mm=999,
        pt=PT,
        floor_pt=PT,
        lines=most,
    )
    assert fitted is not None
    return fitted.lines


@pytest.mark.parametrize(
    ("text", "ems", "broken"),
    [
        ("合同档案信件", 4, ("合同档案", "信件")),
        ("《合同》档案", 3, ("《合", "同》档", "案")),
        ("合同档《案》", 4, ("合同档", "《案》")),
        ("合同档案，信件", 4, ("合同档", "案，信件")),
        ("合同档案）（信件", 4, ("合同档", "案）（信", "件")),
        ("合同（信）件", 3, ("合同", "（信）", "件")),
        ("合同“信”件档", 3, ("合同", "“信”", "件档")),
        ("ACME，合同", 5, ("ACME，", "合同")),
        ("合同ACME，档", 6, ("合同", "ACME，档")),
        ("合同（ACME）档", 6, ("合同", "（ACME）", "档")),
        ("ACME(档)案", 5, ("ACME", "(档)案")),
        ("カード", 2, ("カー", "ド")),
        ("foo(bar) baz", 8, ("foo(bar)", "baz")),
        ("one two three", 7, ("one two", "three")),
        ("Aktenschrank", 5, ("Akten", "schra", "nk")),
        ("abcd，efgh", 4, ("abc", "d，", "efgh")),
    ],
)
def test_a_line_begins_with_nothing_that_closes_and_ends_with_nothing_that_opens(
    text: str, ems: int, broken: tuple[str, ...]
) -> None:
    assert lines(text, ems) == broken


LETTERS = st.text("档案合同信件甲乙", min_size=1, max_size=3)
OPENED, CLOSED = st.sampled_from("《（“「"), st.sampled_from("》）”」，。；")
MARKED = st.tuples(OPENED, LETTERS, CLOSED).map("".join)


@given(st.lists(st.one_of(LETTERS, MARKED), min_size=1, max_size=20).map("".join),
       st.integers(4, 12))  # fmt: skip
def test_however_chinese_is_broken_no_mark_is_alone_and_nothing_is_lost(
    text: str, ems: int
) -> None:
    broken = lines(text, ems)
    assert "".join(broken) == text
    assert [line for line in broken if line[0] in NOT_FIRST and line is not broken[0]] == []
    assert [line for line in broken if line[-1] in NOT_LAST] == []
    assert all(len(line) <= ems for line in broken)


def test_a_character_wider_than_the_room_stands_alone_on_its_line() -> None:
    assert lines("合同", 0) == ("合", "同")


def test_a_text_that_is_cut_ends_in_no_opening_mark_and_gains_no_blank() -> None:
    assert lines("合同档案（信件）甲乙", 4, most=2) == ("合同档案", "（信件…")
    assert lines("合同（信件）", 4, most=1) == ("合同…",)
    assert lines("合同档案，信件甲乙丙丁", 4, most=2) == ("合同档", "案，信…")


ARABIC, HEBREW = "ملف العقود 1950", "חוזה 12"


@pytest.mark.parametrize("form", ["pdf", "svg", "zpl", "escpos"])
@pytest.mark.parametrize(
    ("text", "script"),
    [
        (ARABIC, "Arabic"),
        (HEBREW, "Hebrew"),
        (f"ACME {ARABIC} v. 3", "Arabic"),
        ("ܐܪܟܝܒܐ", "Syriac"),
        ("हिन्दी", "Devanagari"),
        ("မြန်မာ", "Myanmar"),
        ("\u0f00", "Tibetan"),  # the first and the last of their blocks
        ("\u109f", "Myanmar"),
        ("\u1780", "Khmer"),
        ("ﻣﻠﻒ", "Arabic"),
    ],
)
def test_a_script_that_cannot_be_set_is_named_before_printing(
    form: str, text: str, script: str
) -> None:
    label, settings = LabelContent("42", {"identifier": "1", "title": text}), Settings(format=form)
    said = [
        make_labels([label], settings).warnings,
        proof_labels([label], settings).warnings,
        preview_label(label, settings).warnings,
    ]
    for warnings in said:
        assert len([each for each in warnings if f"joins and orders {script} letters" in each]) == 1


@pytest.mark.parametrize("text", ["Grüße 2026", "Архив ΕΛ", "合同 カード", "½ – № 3"])
def test_other_scripts_are_printed_without_a_word(text: str) -> None:
    said = make_labels([LabelContent("42", {"identifier": "1", "title": text})]).warnings
    assert [each for each in said if "joins and orders" in each] == []


def test_two_scripts_in_a_text_are_each_named_once() -> None:
    both = LabelContent("42", {"identifier": "1", "title": f"{ARABIC} {HEBREW} {ARABIC}"})
    said = [each for each in make_labels([both]).warnings if "joins and orders" in each]
    assert [("Arabic" in each, "Hebrew" in each) for each in said] == [(True, False), (False, True)]


def test_a_face_of_the_desk_measures_what_it_draws() -> None:
    assert sum(load_fonts().advances("合同", "regular")) > 0
