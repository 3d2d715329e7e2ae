import importlib
import io
import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from rmdesk.labels.drawing import LabelContent, Settings, find_stocks, make_labels, preview_label
from rmdesk.model.errors import BadInput, Refused
from tests.labels.seeing import decoded
from tests.labels.test_sheets import DRAWN, thirty
from tests.labels.test_templates import FIELDS, KINDS
from tests.labels.zebra import printed

pytestmark = pytest.mark.whole

ROLL = "Zebra 800264-205"


def runs(image: Image.Image) -> list[tuple[int, int]]:
    """Lengths of dark and light runs across the middle of the bars: (shade, dots)."""
    row = image.convert("1").crop(
        (0, image.height * 2 // 3, image.width, image.height * 2 // 3 + 1)
    )
    return [
        (shade, len(list(same))) for shade, same in itertools.groupby(row.convert("L").tobytes())
    ]


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("symbology", DRAWN)
def test_zpl_is_read_at_every_resolution(dpi: int, symbology: str) -> None:
    contents = thirty()[:6]
    job = make_labels(contents, Settings(stock=ROLL, format="zpl", dpi=dpi, symbology=symbology))
    labels = printed(job.data.decode("ascii"))
    assert [decoded(label) for label in labels] == [[content.code] for content in contents]


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_bars_in_zpl_are_whole_dots_with_their_quiet_zones(dpi: int) -> None:
    job = make_labels([LabelContent("9912345678")], Settings(stock=ROLL, format="zpl", dpi=dpi))
    (label,) = printed(job.data.decode())
    found = runs(label)
    module = min(dots for shade, dots in found[1:-1])
    assert module / dpi * 25.4 >= 0.19
    assert all(dots % module == 0 for _shade, dots in found[1:-1])
    quiet = max(10 * module, 2.54 / 25.4 * dpi)
    assert found[0][0] == found[-1][0] == 255
    assert min(found[0][1], found[-1][1]) >= quiet


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_label_goes_to_a_label_printer(kind: str) -> None:
    job = make_labels(
        [LabelContent("RC-004600-K", FIELDS)], Settings(template=kind, format="zpl", dpi=300)
    )
    assert [decoded(label) for label in printed(job.data.decode())] == [["RC-004600-K"]]


def test_text_cannot_smuggle_commands_into_zpl() -> None:
    content = LabelContent("42", {"identifier": "^XZ^XA~JA", "title": "^FDx^FS"})
    text = make_labels([content], Settings(stock=ROLL, format="zpl")).data.decode()
    assert set(re.findall(r"[\^~][A-Z]{2}", text)) == {
        "^XA", "^PW", "^LL", "^LH", "^FO", "^GB", "^GF", "^FS", "^XZ",
    }  # fmt: skip


@pytest.mark.skipif(importlib.util.find_spec("zplkit") is None, reason="zplkit is not installed")
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_zpl_is_read_after_a_renderer_of_others(dpi: int) -> None:
    zplkit = importlib.import_module("zplkit")
    job = make_labels(thirty()[:5], Settings(stock=ROLL, format="zpl", dpi=dpi))
    drawn = zplkit.render(job.data, zplkit.Options(profile="specification", dpi=dpi)).labels
    dots = [scene.rasterize() for scene in drawn]
    images = [Image.frombytes("L", (d.width, d.height), d.pixels) for d in dots]
    assert [decoded(image) for image in images] == [[c.code] for c in thirty()[:5]]


def test_epl_is_a_picture_of_the_label() -> None:
    data = make_labels([thirty()[1]], Settings(stock=ROLL, format="epl", dpi=203)).data
    head = re.match(rb"\nN\nq(\d+)\nQ(\d+),24\nGW0,0,(\d+),(\d+),", data)
    assert head is not None
    across, height = int(head[3]), int(head[4])
    dots = data[head.end() : head.end() + across * height]
    assert data[head.end() + across * height :] == b"\nP1\n"
    image = Image.frombytes("1", (across * 8, height), dots)
    assert decoded(image) == [thirty()[1].code]


RASTER = re.compile(rb"\x1dv0\x00(..)(..)", re.DOTALL)


@pytest.mark.parametrize("symbology", ["code128", "qr"])
@pytest.mark.parametrize("kind", ["outcard", "request", "chargeout"])
def test_a_slip_for_a_receipt_printer_is_text_with_a_readable_code(
    kind: str, symbology: str
) -> None:
    content = LabelContent("RC-004600-K", FIELDS)
    data = make_labels(
        [content], Settings(template=kind, format="escpos", symbology=symbology)
    ).data
    assert data.startswith(b"\x1b@")
    # The dash of the title is not in the code page: that line is drawn as dots.
    assert b"Contrats ACME" not in data
    assert b"R-1042" in data
    assert data.endswith(b"\x1dVB\x00")
    last = list(RASTER.finditer(data))[-1]
    across, height = (int.from_bytes(size, "little") for size in last.groups())
    dots = data[last.end() : last.end() + across * height]
    image = Image.frombytes("1", (across * 8, height), bytes(255 - byte for byte in dots))
    framed = Image.new("L", (image.width + 40, image.height + 40), 255)
    framed.paste(image, (20, 20))
    assert decoded(framed) == ["RC-004600-K"]


def test_french_goes_to_a_receipt_printer_as_text() -> None:
    content = LabelContent("42", {"title": "Négociations à l'œuvre", "identifier": "é"})
    assert (
        "é".encode("cp858")
        in make_labels([content], Settings(template="request", format="escpos")).data
    )


def test_png_is_read() -> None:
    job = make_labels(thirty(), Settings(stock="Avery 5160", format="png", dpi=200))
    image = Image.open(io.BytesIO(job.data))
    assert sorted(decoded(image)) == sorted(content.code for content in thirty())


def test_svg_has_the_bars_of_the_pdf_and_the_text_as_text() -> None:
    content = LabelContent("42", {"identifier": "<1250>", "title": "A & B"})
    root = ET.fromstring(make_labels([content], Settings(stock="Avery 5160", format="svg")).data)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("width") == "215.9mm"
    assert {"<1250>", "A & B", "42"} == {"".join(t.itertext()) for t in root.iter(f"{space}text")}
    (path,) = root.iter(f"{space}path")
    widths = [float(w) for w in re.findall(r"h([\d.]+)v", path.get("d") or "")]
    module = min(widths)
    assert all(abs(w / module - round(w / module)) < 1e-2 for w in widths)


def test_copies_are_collated_or_not() -> None:
    def codes(collate: bool) -> list[str]:
        job = make_labels(
            thirty()[:2], Settings(stock=ROLL, format="zpl", copies=2, collate=collate, dpi=203)
        )
        return [decoded(label)[0] for label in printed(job.data.decode())]

    first, second = (content.code for content in thirty()[:2])
    assert codes(True) == [first, second, first, second]
    assert codes(False) == [first, first, second, second]


def test_a_preview_shows_the_label_and_says_it_line_by_line() -> None:
    preview = preview_label(LabelContent("RC-004600-K", FIELDS), Settings(template="folder"))
    assert len({len(line) + line.count("合同") * 2 for line in preview.drawn}) <= 2
    assert preview.said[0] == "45-49-93"
    assert preview.said[-1] == "RC-004600-K"
    assert any("RC-004600-K" in line for line in preview.drawn)
    assert all(len(line) <= 78 for line in preview.drawn)


def test_an_unknown_format_or_nothing_to_print_is_refused() -> None:
    with pytest.raises(BadInput, match="pdf, zpl, epl"):
        make_labels(thirty(), Settings(format="docx"))
    with pytest.raises(BadInput, match="nothing to print"):
        make_labels([])
    with pytest.raises(BadInput, match="No printer has 0 dots"):
        make_labels(thirty(), Settings(format="zpl", dpi=0))
    for copies in (0, 100_000):
        with pytest.raises(BadInput, match="copies cannot be printed"):
            make_labels(thirty(), Settings(copies=copies))


def test_a_text_of_any_length_is_cut_and_the_message_stays_short() -> None:
    job = make_labels([LabelContent("42", {"identifier": "x" * 5000, "title": "词" * 5000})])
    assert job.warnings
    assert all(len(warning) < 120 for warning in job.warnings)


def test_a_label_printer_begins_anew_whatever_place_of_a_sheet_was_asked() -> None:
    job = make_labels(thirty()[:2], Settings(stock="Avery 5160", format="zpl", start=7))
    assert (job.labels, job.pages) == (2, 2)


def test_a_usual_code_fits_on_most_stocks_or_is_refused_with_widths() -> None:
    refused = []
    for stock in find_stocks():
        try:
            make_labels([LabelContent("RC-004600-K")], Settings(stock=stock.name, format="svg"))
        except Refused as refusal:
            refused.append(refusal.message)
    assert all("mm" in message for message in refused)
    assert len(refused) < len(find_stocks()) * 0.15
