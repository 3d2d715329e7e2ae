import csv
from pathlib import Path

import pytest

from rmdesk.labels.drawing import (
    LabelContent,
    Settings,
    Stock,
    find_stocks,
    load_stocks,
    make_labels,
    preview_label,
    proof_labels,
    stock_named,
)
from rmdesk.model.errors import BadInput, NotFound

FIELDS_OWN_TABLE = Path(__file__).parents[3] / "shared/data/labels/label_stock.csv"
HEADER = "brand,parts,paper,unit,label_w,label_h,nx,ny,x0,y0,pitch_x,pitch_y"


def site_with(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "stocks.csv").write_text("\n".join([HEADER, *rows, ""]))
    return tmp_path


def refused(site: Path) -> list[str]:
    return [str(line.problem) for line in load_stocks(site).refused]


def spread(stock: Stock) -> tuple[float, float]:
    """How unequal the margins are, across and down, in mm."""
    right = stock.page_w_mm - stock.corner(stock.per_sheet - 1)[0] - stock.label_w_mm
    below = stock.page_h_mm - stock.corner(stock.per_sheet - 1)[1] - stock.label_h_mm
    return abs(right - stock.x0_mm), abs(below - stock.y0_mm)


def test_every_line_of_ours_is_a_stock_and_none_is_odd() -> None:
    catalogue = load_stocks()
    assert catalogue.refused == ()
    assert [said for stock in catalogue.stocks for said in stock.odd()] == []


def test_300_geometries_rest_on_two_publications_and_none_on_nothing() -> None:
    stocks = load_stocks().stocks
    assert [stock.name for stock in stocks if not stock.sources] == []
    assert [stock.name for stock in stocks if len(set(stock.sources)) != len(stock.sources)] == []
    assert sum(len(stock.sources) == 2 for stock in stocks) >= 300


def test_the_publications_are_those_that_the_documentation_names() -> None:
    told = (Path(__file__).parents[2] / "docs/labels.md").read_text("utf-8")
    sources = {source for stock in load_stocks().stocks for source in stock.sources}
    assert sorted(name for name in sources if f"`{name.partition(' ')[0]}" not in told) == []


@pytest.mark.parametrize("stock", load_stocks().stocks, ids=lambda stock: stock.name)
def test_a_stock_of_ours_can_be_a_sheet(stock: Stock) -> None:
    assert stock.off_sheet_mm() <= 0.6
    assert stock.overlap_mm() <= 0.05
    assert min(stock.label_w_mm, stock.label_h_mm) >= 5
    assert stock.pitch_x_mm >= stock.label_w_mm - 0.05
    assert stock.pitch_y_mm >= stock.label_h_mm - 0.05
    assert max(spread(stock)) < (33 if len(stock.sources) > 1 else 26)


def test_part_numbers_are_unique_within_a_brand() -> None:
    named = [(s.brand, part) for s in load_stocks().stocks for part in s.numbers]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("text", "label", "sheet", "first"),
    [
        ("Herma 4677", (63.5, 38.1), (3, 7), (7.21, 15.15)),
        ("Herma 4474", (48.5, 25.4), (4, 10), (8, 21.5)),
        ("Herma 4459", (70, 16.93), (3, 17), (0, 4.6)),
        ("Herma 5065", (210, 297), (1, 1), (0, 0)),
        ("Herma 5090", (192, 38), (1, 7), (9, 15.5)),
        ("Zweckform 3665", (105, 33.8), (2, 8), (0, 13.23)),
        ("Zweckform 3666", (38, 21.2), (5, 13), (10, 10.7)),
        ("Zweckform 4737", (63.5, 29.63), (3, 9), (7.21, 15.1)),
        ("Zweckform 6008", (25.4, 10), (7, 27), (8.48, 13.43)),
        ("Avery C2166", (70, 52), (2, 4), (31.9, 33.6)),
        ("Avery L4730", (17.8, 10), (10, 27), (4.75, 13.5)),
        ("Avery L4744", (96, 50.8), (2, 5), (7.73, 21.43)),
        ("Avery L4745", (96, 63.5), (2, 4), (7.75, 21.5)),
        ("Avery L4770", (45.7, 25.4), (4, 10), (10, 22)),
        ("Avery L7063", (99.1, 38.1), (2, 7), (4.65, 15.15)),
        ("Avery L7069", (99.1, 139), (2, 2), (4.65, 9.5)),
        ("Avery L7159", (63.5, 33.9), (3, 8), (7.2, 12.9)),
        ("Avery L7170", (134, 11), (1, 24), (38, 16.5)),
        ("Avery L7418", (86, 55), (2, 4), (19, 38.5)),
        ("Avery L7567", (199.6, 284), (1, 1), (5.2, 6.5)),
        ("Avery L7636", (45.7, 21.2), (4, 12), (9.7, 21.3)),
        ("Avery L7701", (192, 62), (1, 4), (9, 24.5)),
        ("Avery 5660", (71.96, 25.4), (3, 10), (0, 12.7)),
        ("Avery 5390", (88.9, 56.36), (2, 4), (19.05, 26.99)),
        ("Brother DK-22205", (100, 62), (1, 1), (0, 0)),
        ("Brother DK-22210", (90, 29), (1, 1), (0, 0)),
        ("Zebra 800262-127", (57.15, 31.75), (1, 1), (0, 0)),
        ("Zebra 800294-605", (101.6, 152.4), (1, 1), (0, 0)),
        ("Tower CIL-W103", (101, 70), (2, 4), (3, 4.2)),
        ("SheetLabels SL100", (66.675, 25.4), (3, 10), (4.76, 12.7)),
        ("Online Labels OL125", (101.6, 50.8), (2, 5), (4.57, 12.7)),
        ("A-one 28315", (64, 33.9), (3, 7), (7, 23.5)),
        ("Hisago OP861", (83.8, 42.3), (2, 6), (20.3, 20.3)),
    ],
)
def test_a_sheet_is_as_it_is_sold(
    text: str, label: tuple[float, float], sheet: tuple[int, int], first: tuple[float, float]
) -> None:
    stock = stock_named(text)
    assert (stock.label_w_mm, stock.label_h_mm) == pytest.approx(label, abs=0.05)
    assert (stock.nx, stock.ny) == sheet
    assert (stock.x0_mm, stock.y0_mm) == pytest.approx(first, abs=0.1)


def test_where_publications_differ_a_stock_says_so() -> None:
    assert stock_named("Avery L4730").note.startswith("gLabels: first at 6/13")
    assert "Paper-Specs: 69.85 x 25.4" in stock_named("Avery 5660").note


def test_a_number_that_stands_in_no_publication_is_found_and_marked() -> None:
    stock = stock_named("48160")
    assert stock.part == "5160"
    assert "48160" in stock.unconfirmed
    assert "48160" not in stock.equivalents


@pytest.mark.parametrize("text", ["5160", "8160", "Avery 15160", "avery 5160", "48160"])
def test_a_stock_is_found_by_any_of_its_part_numbers(text: str) -> None:
    stock = stock_named(text)
    assert (stock.part, stock.nx, stock.ny, stock.label_h_mm) == ("5160", 3, 10, 25.4)


def test_hyphens_and_case_do_not_matter() -> None:
    assert stock_named("dk11201") == stock_named("DK-1201")


def test_words_narrow_the_list() -> None:
    a4 = find_stocks("zweckform a4")
    assert len(a4) > 20
    assert {stock.paper for stock in a4} == {"a4"}


def test_a_word_that_several_answer_to_asks_for_more() -> None:
    with pytest.raises(BadInput, match="Avery 5160"):
        stock_named("avery")
    with pytest.raises(BadInput, match="Avery 5196, Herma 4284"):
        stock_named("5096")
    with pytest.raises(NotFound, match="4711-nope"):
        stock_named("4711-nope")


OVERLAPPING = "Ours,A1,a4,mm,70.45,37,3,8,0,0.5,69.75,37"


def test_an_overlap_under_a_millimetre_is_accepted_and_said_before_printing(
    tmp_path: Path,
) -> None:
    site = site_with(tmp_path, OVERLAPPING)
    said = ["Ours A1: neighbouring labels overlap by 0.70 mm."]
    assert stock_named("Ours A1", site).odd() == said
    label, sheet = LabelContent("42", {"identifier": "1"}), Settings(stock="Ours A1")
    assert list(make_labels([label], sheet, site=site).warnings) == said
    assert list(proof_labels([label], sheet, site=site).warnings) == said
    assert list(preview_label(label, sheet, site=site).warnings) == said
    single = Settings(stock="Ours A1", format="zpl")  # one label after another
    assert make_labels([label], single, site=site).warnings == ()
    assert proof_labels([label], single, site=site).warnings == ()
    assert preview_label(label, single, site=site).warnings == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ours,A1,a4,mm,70,37,3,8,5,0.5,70,37", "line 2: Ours A1 reaches 5.0 mm over the edge"),
        ("Ours,A1,a4,mm,70,37,3,8,-2,0.5,69,37", "reaches 2.0 mm over"),
        ("Ours,A1,a4,mm,70,37,3,8,0,0.5,68,37", "overlap by 2.0 mm"),
        ("Ours,A1,a4,mm,70,37,3,8,0,0.5,69,37", "overlap by 1.0 mm"),
        ("Ours,A1,a4,mm,0,37,3,8,0,0.5,70,37", "must have a size"),
        ("Ours,A1,a4,mm,wide,37,3,8,0,0.5,70,37", "“label_w” is not a number"),
        ("Ours,A1,a4,mm,nan,37,3,8,0,0.5,70,37", "“label_w” is not a number"),
        ("Ours,A1,a4,mm,70,37,inf,8,0,0.5,70,37", "“nx” is not a number"),
        ("Ours,A1,a4,mm,70,37,2.5,8,0,0.5,70,37", "“nx” is no count"),
        ("Ours,A1,a4,mm,70,37,3,0,0,0.5,70,37", "“ny” is no count"),
        ("Ours,A1,a4,mm,70,37,3,8,0,0.5,70", "“pitch_y” is not a number"),
        ("Ours,A1,a4,mm,70,37,3,8,0,0.5,70,37,x", "more cells than there are columns"),
        ('"Ours,A1,a4,mm,70,37,3,8,0,0.5,70,37', "does not end on its line"),
        ("Ours,A1,a4,cm,70,37,3,8,0,0.5,70,37", "unit is mm or in"),
        ("Ours,,a4,mm,70,37,3,8,0,0.5,70,37", "a part must be named"),
        ("Ours,A1,b7,mm,70,37,3,8,0,0.5,70,37", "roll, letter, a4, a5"),
    ],
)
def test_an_impossible_line_is_refused_and_that_stock_alone(
    tmp_path: Path, row: str, why: str
) -> None:
    site = site_with(tmp_path, row, "Ours,B2,a4,mm,70,37,3,8,0,0.5,70,37")
    (said,) = refused(site)
    assert why in said
    assert f"{tmp_path / 'stocks.csv'}, line 2" in said
    assert stock_named("Ours B2", site).label_w_mm == 70
    assert stock_named("5160", site).part == "5160"
    assert make_labels([LabelContent("42")], site=site).labels == 1


def test_a_stock_whose_line_is_refused_is_not_taken_from_our_table(tmp_path: Path) -> None:
    site = site_with(tmp_path, "Avery,5160 X7,letter,mm,66,25,3,10,50,12.7,69.85,25.4")
    for text in ("5160", "Avery 5160", "X7"):
        with pytest.raises(BadInput, match=r"line 2: Avery 5160 reaches \d+\.\d mm over"):
            stock_named(text, site)
    assert stock_named("8160", site).part == "5160"  # our number for it, which it does not name
    assert stock_named("Avery 5161", site).part == "5161"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"marque;pi\xe8ces", "is not text in UTF-8"),
        (b"brand;parts;paper", "The columns must be brand,parts,paper,unit"),
        (b"", "The columns must be"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_our_stocks(
    tmp_path: Path, content: bytes, why: str
) -> None:
    (tmp_path / "stocks.csv").write_bytes(content)
    (said,) = refused(tmp_path)
    assert why in said
    assert len(load_stocks(tmp_path).stocks) == len(load_stocks().stocks)


def test_a_site_may_name_its_sources_and_leave_blank_lines(tmp_path: Path) -> None:
    told = f"{HEADER},source,second_source,note,unconfirmed"
    row = "Ours,A1,a4,mm,70,37,3,8,0,0.5,70,37,our ruler,,measured twice,A2"
    (tmp_path / "stocks.csv").write_text(f"\ufeff{told}\n,,,,\n# ours\n{row}\n")
    stock = stock_named("A2", tmp_path)
    assert (stock.name, stock.sources, stock.note) == ("Ours A1", ("our ruler",), "measured twice")


def test_the_pitch_of_one_label_is_no_overlap(tmp_path: Path) -> None:
    site = site_with(tmp_path, "Ours,A1,a4,mm,70,37,1,1,0,0,0,0")
    assert stock_named("Ours A1", site).overlap_mm() == 0
    for row in ("Ours,A1,a4,mm,70,37,2,1,0,0,0,0", "Ours,A1,a4,mm,70,37,1,2,0,0,0,0"):
        assert "overlap by" in refused(site_with(tmp_path, row))[0]


def test_a_line_that_is_put_right_is_taken_at_once(tmp_path: Path) -> None:
    assert refused(site_with(tmp_path, "Ours,A1,a4,mm,wide,37,3,8,0,0.5,70,37")) != []
    assert refused(site_with(tmp_path, "Ours,A1,a4,mm,70,37,3,8,0,0.5,70,37")) == []
    assert stock_named("Ours A1", tmp_path).label_w_mm == 70


def test_a_sites_stock_is_taken_before_ours(tmp_path: Path) -> None:
    site = site_with(tmp_path, "Avery,5160,letter,mm,66,25,3,10,5,12.7,69.85,25.4")
    assert {stock.label_w_mm for stock in find_stocks("5160", site)} == {66.0, 66.675}
    assert stock_named("5160", site).label_w_mm == 66.0


@pytest.mark.skipif(not FIELDS_OWN_TABLE.exists(), reason="the field's own table is not here")
def test_our_geometry_agrees_with_the_fields_own_table_to_a_millimetre() -> None:
    def brand(name: str) -> str:
        return "Avery Zweckform" if name == "Zweckform" else name

    ours = {(s.brand, part): s for s in load_stocks().stocks for part in (s.part, *s.equivalents)}
    with FIELDS_OWN_TABLE.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["geometry_ok"] == "1"]
    shared = [
        (ours[key], row) for row in rows if (key := (brand(row["brand"]), row["part"])) in ours
    ]
    assert len(shared) > 130
    apart = [stock for stock, row in shared if farthest(stock, row) > 1]
    assert [stock.name for stock in apart if "gLabels: " not in stock.note] == []


def farthest(stock: Stock, row: dict[str, str]) -> float:
    """How far the corners of first and last label and the label's size are apart, in mm."""
    w, h, x0, y0, dx, dy = (
        float(row[f"{name}_mm"])
        for name in ("label_w", "label_h", "x0", "y0", "pitch_x", "pitch_y")
    )
    if stock.paper == "roll":  # some give the side across the printer first, some the long one
        mine = sorted((stock.label_w_mm, stock.label_h_mm))
        return max(abs(a - b) for a, b in zip(mine, sorted((w, h)), strict=True))
    if (stock.nx, stock.ny) != (int(row["nx"]), int(row["ny"])):
        return 999
    last = stock.corner(stock.per_sheet - 1)
    theirs = (x0 + (stock.nx - 1) * dx, y0 + (stock.ny - 1) * dy)
    pairs = [*zip(last, theirs, strict=True), (stock.label_w_mm, w), (stock.label_h_mm, h)]
    return max(abs(a - b) for a, b in [*pairs, (stock.x0_mm, x0), (stock.y0_mm, y0)])
