from functools import partial
from pathlib import Path

import pytest

from rmdesk.labels.drawing import (
    LabelContent,
    Settings,
    load_template,
    make_labels,
    template_names,
)
from rmdesk.labels.drawing.captions import printed_words
from rmdesk.labels.drawing.fonts import load_fonts
from rmdesk.labels.drawing.ink import Fill, InkText
from rmdesk.labels.drawing.palette import band_colours
from rmdesk.labels.drawing.template import BandPart, CodePart, TextPart, parse_template
from rmdesk.model.errors import BadInput
from tests.labels.seeing import decoded, needs_pdftoppm, pages_of
from tests.labels.test_sheets import designer

HEAD = 'title = "A"\nstock = "Avery 5160"\n'
PART = f"{HEAD}[[part]]\n"
KINDS = [
    "badge", "box", "chargeout", "endtab", "fiche", "fingerprint", "folder", "outcard", "place",
    "reel", "request", "shelf", "tab", "transmittal", "volume",
]  # fmt: skip
HAN = "" if load_fonts().missing("合同财务处") else " / 合同财务处"  # if a font here has it
FIELDS = {
    "identifier": "45-49-93", "title": f"Contrats ACME 1950–1962{HAN}", "accession": "2026-0067",
    "box": "12", "volume": "3", "dates": "1950–1962", "place": "B3-04-2", "building": "Main",
    "floor": "2", "room": "Vault 3", "reel": "17", "frames": "1–1840", "width": "35 mm",
    "generation": "master", "classification": "16 M 9 U OOI 12", "name": "Renée Dubois",
    "unit": f"Finance{HAN}", "borrower": "Ken Ito", "phone": "613-555-0142",
    "out": "2026-11-22", "due": "2026-12-06", "request": "R-1042", "priority": "urgent",
    "requester": "Ken Ito", "needed": "16:00", "delivery": "counter",
    "contact": "613-555-0142", "remarks": "volume 3 alone", "opr": "CFO",
    "series": "Contracts", "boxes": "1 to 24", "restriction": "Protected B",
    "authority": "DA 2019/004", "disposition": "2033-03-31", "prepared": "mlee",
}  # fmt: skip


def test_every_kind_of_label_has_a_template() -> None:
    assert template_names() == KINDS


@pytest.mark.whole
@needs_pdftoppm
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_prints_whole_on_its_own_stock_and_is_read(name: str, tmp_path: Path) -> None:
    job = make_labels([LabelContent("RC-004600-K", FIELDS)], Settings(template=name))
    assert job.warnings == ()
    assert decoded(pages_of(job.data, tmp_path, dpi=240)[0]) == ["RC-004600-K"]


def test_the_words_that_templates_print_are_known_to_translators() -> None:
    for name in KINDS:
        template = load_template(name)
        texts = {part.text for part in template.parts if isinstance(part, TextPart)}
        captions = {getattr(part, "caption", "") for part in template.parts} - {""}
        captions |= {text for text in texts if "{" not in text}
        assert {template.title, *captions} <= printed_words()


def test_terminal_digits_are_coloured_bands_with_their_digits() -> None:
    ink = designer("Avery 5160", "endtab").design(LabelContent("X", {"identifier": "45-49-93"})).ink
    colours = band_colours()
    assert [i.colour for i in ink if isinstance(i, Fill)] == [colours["9"], colours["3"]]
    digits = [i.text for i in ink if isinstance(i, InkText)]
    assert "9" in digits
    assert "3" in digits


def test_the_palette_has_ten_different_colours_and_a_site_has_its_own(tmp_path: Path) -> None:
    assert len(set(band_colours().values())) == 10
    (tmp_path / "palette.csv").write_text("digit,name,colour\n0,white,#ffffff\n")
    assert band_colours(tmp_path) == {"0": "#ffffff"}


def test_a_sites_template_of_the_same_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "box.toml").write_text(
        'title = "Our box"\nstock = "Avery 5163"\n[[part]]\ntext = "{series}"\n'
    )
    assert load_template("box", tmp_path).title == "Our box"
    assert load_template("folder", tmp_path).title == "File folder"


@pytest.mark.parametrize(
    ("text", "key", "accepted"),
    [
        ("titel = 1", "titel", "the key titel is not known (did you mean title?); known: title"),
        ("titel = 1", "titel", "stock is missing; accepted: a text of 1 to 100 letters"),
        ('title = "A"', "stock", "stock is missing"),
        ('title = 7\nstock = "x"', "title", "title is 7; accepted: a text of 1 to 100 letters"),
        (f"{HEAD}margin_mm = -1", "margin_mm", "accepted: a number from 0 to 100"),
        (f'{HEAD}symbology = "morse"', "symbology", "accepted: code128, code39"),
        (f"{HEAD}part = 3", "part", "accepted: tables, each begun by [[part]]"),
        (f'{PART}type = "picture"', "part 1: type", "accepted: text, code, bands, rule"),
        (f"{PART}at = 'top'", "part 1: text", "part 1: text is missing"),
        (f"{PART}text = ''\nat = 'up'", "part 1: at", "top, bottom, left, right, fill"),
        (f"{PART}text = ''\nsize = 'big'", "part 1: size", "a share such as “45%”"),
        (f"{PART}text = ''\nsize = '145%'", "part 1: size", 'part 1: size is "145%"'),
        (f"{PART}text = ''\npt = true", "part 1: pt", "accepted: a number from 1 to 500"),
        (f"{PART}text = ''\npt = 0", "part 1: pt", "part 1: pt is 0"),
        (f"{PART}text = ''\nstyle = 'thin'", "part 1: style", "regular, bold, mono"),
        (f"{PART}text = ''\nalign = 'center'", "part 1: align", "left, centre, right"),
        (f"{PART}text = ''\nlines = 1.5", "part 1: lines", "a whole number from 1 to 100"),
        (f"{PART}text = 'a\\nb'".replace("'", '"'), "part 1: text", "letters on one line"),
        (f"{PART}text = ''\n[[part]]\ntype = 'code'\nshown = 1", "part 2: shown", "true or false"),
        ("title = ", "", "Invalid value"),
    ],
)
def test_a_faulty_template_names_file_key_and_accepted_values(
    text: str, key: str, accepted: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_template("a", text.encode(), "labels/a.toml")
    assert refusal.value.field_name == key
    assert "labels/a.toml" in refusal.value.message
    assert accepted in refusal.value.message


def test_every_fault_of_a_template_is_told_at_once() -> None:
    text = f"{PART}at = 'up'\npt = 0\n[[part]]\ntype = 'code'\npt = 900"
    with pytest.raises(BadInput) as refusal:
        parse_template("a", text.encode(), "labels/a.toml")
    for key in ("part 1: at is", "part 1: pt is", "part 1: text is missing", "part 2: pt is"):
        assert key in refusal.value.message


def test_a_sites_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    for name in ("box.toml", "palette.csv"):
        (tmp_path / name).write_bytes("title = 'Boîte'".encode("latin-1"))
    for read in (partial(load_template, "box"), band_colours):
        with pytest.raises(BadInput, match="not text in UTF-8"):
            read(tmp_path)


def test_a_sites_palette_of_another_shape_is_named(tmp_path: Path) -> None:
    (tmp_path / "palette.csv").write_text("number,colour\n0,#ffffff\n")
    with pytest.raises(BadInput, match="needs a digit and a colour"):
        band_colours(tmp_path)


def test_parts_have_sensible_defaults() -> None:
    assert (TextPart("a").at, CodePart().at, BandPart("a").at) == ("top", "bottom", "right")


def test_pieces_without_a_value_take_their_separator_along() -> None:
    ink = designer("Avery 5163", "place").design(
        LabelContent("P", {"place": "B3", "building": "Main", "room": "Vault"})
    ).ink  # fmt: skip
    assert "Main · Vault" in [i.text for i in ink if isinstance(i, InkText)]
