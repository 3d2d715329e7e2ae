import math
from pathlib import Path

import pytest
from PIL import Image, ImageFilter

from rmdesk.labels.drawing import LabelContent, Settings, make_labels, proof_labels
from rmdesk.labels.drawing.catalogue import stock_named
from rmdesk.labels.drawing.codes import Symbology, encode
from rmdesk.labels.drawing.fonts import load_fonts
from rmdesk.labels.drawing.ink import Bars, InkText
from rmdesk.labels.drawing.layout import Designer
from rmdesk.labels.drawing.palette import band_colours
from rmdesk.labels.drawing.template import load_template
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.labels.seeing import decoded, needs_pdftoppm, pages_of

pytestmark = pytest.mark.whole

TITLES = [
    "Contrats ACME, négociations et règlements d’arbitrage 1950–1962, volume 3",
    "合同档案：与中国公司的往来信件",
    "Short",
]

DRAWN = ["code128", "code39", "qr", "datamatrix"]


def thirty() -> list[LabelContent]:
    """Codes of a records centre: some begin with 99, some mix letters, digits and dashes."""
    shapes = ["99{:08}", "R-{:06}-K", "{:010}"]
    return [
        LabelContent(
            shapes[n % 3].format(n + 7),
            {"identifier": f"1250-20/{n}", "title": TITLES[n % 3]},
        )
        for n in range(30)
    ]


@needs_pdftoppm
@pytest.mark.parametrize("symbology", DRAWN)
def test_a_sheet_of_thirty_is_read_thirty_of_thirty(tmp_path: Path, symbology: str) -> None:
    job = make_labels(thirty(), Settings(stock="Avery 5160", symbology=symbology))
    (page,) = pages_of(job.data, tmp_path)
    assert sorted(decoded(page)) == sorted(label.code for label in thirty())


@needs_pdftoppm
def test_a_sheet_is_read_after_a_blur_and_a_turn_of_one_degree(tmp_path: Path) -> None:
    (page,) = pages_of(make_labels(thirty(), Settings(stock="Avery 5160")).data, tmp_path)
    tired = page.filter(ImageFilter.GaussianBlur(1.2)).rotate(
        1, Image.Resampling.BICUBIC, fillcolor=255
    )
    assert sorted(decoded(tired)) == sorted(label.code for label in thirty())


def test_the_same_labels_give_the_same_bytes() -> None:
    assert make_labels(thirty()).data == make_labels(thirty()).data


def test_a_used_sheet_is_begun_where_it_is_free() -> None:
    job = make_labels(thirty()[:3], Settings(stock="Avery 5160", start=29))
    assert (job.labels, job.pages) == (3, 2)


def test_a_start_that_the_sheet_does_not_have_is_refused() -> None:
    with pytest.raises(BadInput, match="30 labels"):
        make_labels(thirty(), Settings(stock="Avery 5160", start=31))


def test_a_code_without_room_is_refused_with_its_widths() -> None:
    with pytest.raises(Refused, match=r"needs a width of 1\d\d\.\d mm .* leaves 66\.7 mm"):
        make_labels([LabelContent("R-" + "X9" * 20)], Settings(stock="Avery 5160"))


@pytest.mark.parametrize(
    ("symbology", "next_step"), [("code128", "qr takes the least room"), ("qr", "a shorter code")]
)
def test_a_code_without_room_is_not_told_to_try_what_was_tried(
    symbology: str, next_step: str
) -> None:
    settings = Settings(template="fiche", symbology=symbology)
    with pytest.raises(Refused) as refusal:
        make_labels([LabelContent("https://archive/" + "x" * 600)], settings)
    assert next_step in refusal.value.next_step


@pytest.mark.parametrize("form", ["pdf", "escpos", "zpl"])
@pytest.mark.parametrize(
    ("labels", "copies", "most"),
    [(3, 1001, 1000), (3, 0, 1000), (2, -1, 1000), (1, 1_000_000, 1000), (500, 401, 400)],
)
def test_copies_are_bounded_with_their_own_next_step(
    form: str, labels: int, copies: int, most: int
) -> None:
    settings = Settings(copies=copies, format=form)
    for do in (make_labels, proof_labels):
        with pytest.raises(BadInput, match=f"{copies} copies of {labels} label") as refusal:
            do([LabelContent("42")] * labels, settings)
        assert f"from 1 to {most} copies" in refusal.value.next_step


def test_an_unknown_template_stock_or_symbology_is_named() -> None:
    with pytest.raises(NotFound, match="folder"):
        make_labels(thirty(), Settings(template="nothing"))
    with pytest.raises(NotFound, match="no such stock"):
        make_labels(thirty(), Settings(stock="no such stock"))
    with pytest.raises(BadInput, match="code128"):
        make_labels(thirty(), Settings(symbology="morse"))


def designer(stock: str, template: str = "folder", symbology: str = "code128") -> Designer:
    geometry = stock_named(stock)
    return Designer(
        load_template(template),
        (geometry.label_w_mm, geometry.label_h_mm),
        symbology=Symbology(symbology),
        fonts=load_fonts(),
        palette=band_colours(),
        dots=(300, 600),
    )


@pytest.mark.parametrize("symbology", DRAWN)
def test_quiet_zones_lie_inside_the_label_and_bars_are_whole_dots(symbology: str) -> None:
    for content in thirty():
        drawn = designer("Avery 5160", symbology=symbology).design(content)
        (bars,) = (ink for ink in drawn.ink if isinstance(ink, Bars))
        symbol = encode(content.code, Symbology(symbology))
        quiet = max(10 * bars.module, 2.54) if symbol.linear else 4 * bars.module
        assert bars.x >= quiet - 1e-6
        assert bars.x + symbol.width * bars.module <= 66.675 - quiet + 1e-6
        assert bars.module >= 0.19
        dots = bars.module / 25.4 * 600
        assert math.isclose(dots, round(dots), abs_tol=1e-6)


def test_long_text_shrinks_to_its_floor_and_is_then_cut_and_said() -> None:
    content = LabelContent("42", {"identifier": "1", "title": "Correspondence " * 20})
    drawn = designer("Avery 5160").design(content)
    texts = [ink for ink in drawn.ink if isinstance(ink, InkText)]
    assert any(text.text.endswith("…") and text.size == 5 for text in texts)
    assert all(text.x + text.width <= 66.675 - 2 + 1e-6 for text in texts)
    assert any("is cut" in warning for warning in drawn.warnings)


def test_a_character_that_no_font_has_is_named_before_printing() -> None:
    content = LabelContent("42", {"identifier": "1", "title": "seal \U00013000"})
    assert any("U+13000" in warning for warning in make_labels([content]).warnings)


def test_control_characters_in_a_title_do_no_harm() -> None:
    content = LabelContent("42", {"identifier": "1", "title": "two\x1b[31m\r\nlines"})
    texts = [i.text for i in designer("Avery 5160").design(content).ink if isinstance(i, InkText)]
    assert "two [31m lines" in texts


def test_a_box_label_shows_accession_and_box_number_only() -> None:
    content = LabelContent(
        "B-77", {"accession": "2026-0067", "box": "12", "title": "Secret", "series": "Finance"}
    )
    drawn = designer("Avery 5163", "box").design(content)
    said = {ink.text for ink in drawn.ink if isinstance(ink, InkText)}
    assert said == {"B-77", "Accession", "2026-0067", "Box", "12"}
