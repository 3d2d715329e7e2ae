"""Proofs: what is odd about labels is said before anything is printed."""

import sys
from collections import Counter
from pathlib import Path
from types import FrameType

import pytest

from rmdesk.labels.drawing import (
    LabelContent,
    Settings,
    copy_template,
    load_template,
    make_labels,
    preview_label,
    proof_labels,
)
from rmdesk.model.errors import BadInput, Refused

SHORT = LabelContent("RC-000001-K", {"identifier": "1250-20", "title": "ACME contract"})
LONG = LabelContent("RC-2026-0067-ACME-FINANCE-0001-K", {"identifier": "1250-21"})


def test_a_proof_counts_labels_and_sheets_from_the_first_free_label_on() -> None:
    proof = proof_labels([SHORT] * 3, Settings(start=29, copies=10))
    assert (proof.labels, proof.pages) == (30, 2)
    assert proof_labels([SHORT] * 3, Settings(format="zpl")).pages == 3


def test_a_proof_gives_every_refusal_at_once_with_the_widths() -> None:
    longer = LabelContent(LONG.code + "X")
    proof = proof_labels([LONG, SHORT, longer], Settings(template="fiche", symbology="code128"))
    assert len(proof.refusals) == 2
    assert "mm with its quiet zones" in str(proof.refusals[0])


def test_what_a_printer_of_few_dots_cannot_draw_is_refused_in_its_preview_too() -> None:
    code = LabelContent("RC-2026-0067-ACME-01-K")
    assert preview_label(code, Settings(stock="Avery 5160")).drawn
    with pytest.raises(Refused, match="needs a width of"):
        preview_label(code, Settings(stock="Avery 5160", format="zpl", dpi=203))


def test_missing_characters_and_cut_texts_are_named() -> None:
    odd = LabelContent("A1", {"identifier": "\U0001f5c4 " + "wide " * 40})
    for output in ("pdf", "escpos"):
        proof = proof_labels([odd], Settings(format=output))
        assert any("U+1F5C4" in warning for warning in proof.warnings)
    assert any("is cut to fit" in warning for warning in proof_labels([odd]).warnings)
    assert any("U+1F5C4" in said for said in make_labels([odd], Settings(format="escpos")).warnings)


def test_a_proof_of_slips_looks_at_each_without_drawing_it() -> None:
    called: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        called[frame.f_code.co_name] += event == "call"

    sys.setprofile(note)
    try:
        proof_labels([SHORT] * 20, Settings(template="request", format="escpos"))
    finally:
        sys.setprofile(None)
    assert called["odd"] == 20
    assert (called["said"], called["framed"], called["load_template"]) == (0, 0, 1)


@pytest.mark.parametrize(("mm", "columns"), [(58, 32), (80, 48)])
def test_a_slip_is_as_wide_as_its_paper(mm: int, columns: int) -> None:
    seen = preview_label(SHORT, Settings(template="request", format="escpos", paper_mm=mm))
    assert {len(line) for line in seen.drawn} == {columns + 2}
    assert "RC-000001-K".center(columns) in seen.said
    slip = make_labels([SHORT], Settings(template="request", format="escpos", paper_mm=mm)).data
    assert bytes([columns * 12 // 8, 0]) in slip  # bytes of a row of dots


def test_a_width_that_no_receipt_has_is_refused() -> None:
    with pytest.raises(BadInput, match="paper of 70 mm"):
        make_labels([SHORT], Settings(format="escpos", paper_mm=70))


def test_copies_of_slips_are_collated_or_not() -> None:
    other = LabelContent("RC-000002-I")
    both = [SHORT, other]
    slips = make_labels(both, Settings(format="escpos", copies=2, collate=False)).data
    places = [slips.index(b"RC-000002-I"), slips.rindex(b"RC-000001-K")]
    assert places == sorted(places, reverse=True)


def test_the_code_in_characters_stands_clear_of_its_bars_in_a_preview() -> None:
    (line,) = [each for each in preview_label(SHORT).drawn if "RC-000001-K" in each]
    assert line.strip("│ ") == "RC-000001-K"


def test_a_template_is_copied_to_be_changed_and_none_is_overwritten(tmp_path: Path) -> None:
    copied = copy_template("box", tmp_path)
    copied.write_text(copied.read_text("utf-8").replace('title = "Box"', 'title = "Carton"'))
    assert load_template("box", tmp_path).title == "Carton"
    copy_template("box", tmp_path, "tall-box")
    for name in ("box", "tall-box", "../box"):
        with pytest.raises(BadInput, match="cannot be copied"):
            copy_template("box", tmp_path, name)


def test_small_type_loses_no_line_in_a_preview() -> None:
    long = LabelContent("A1", {"identifier": "1", "title": "one two three four five six " * 12})
    seen = preview_label(long)
    drawn = "\n".join(seen.drawn)
    assert all(line[:40] in drawn for line in seen.said)
