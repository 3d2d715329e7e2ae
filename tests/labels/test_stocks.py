import csv
from pathlib import Path

import pytest

from rmdesk.labels.drawing.stock import Stock, find_stocks, load_stocks, stock_named
from rmdesk.model.errors import BadInput, NotFound

FIELDS_OWN_TABLE = Path(__file__).parents[3] / "shared/data/labels/label_stock.csv"
HEADER = "brand,parts,paper,unit,label_w,label_h,nx,ny,x0,y0,pitch_x,pitch_y\n"


def site_with(tmp_path: Path, row: str) -> Path:
    (tmp_path / "stocks.csv").write_text(HEADER + row + "\n")
    return tmp_path


def test_there_are_at_least_150_geometries_and_none_is_odd() -> None:
    catalogue = load_stocks()
    assert len(catalogue.stocks) >= 150
    assert catalogue.warnings == ()


def test_part_numbers_are_unique_within_a_brand() -> None:
    named = [(s.brand, part) for s in load_stocks().stocks for part in (s.part, *s.equivalents)]
    assert len(named) == len(set(named))


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
    with pytest.raises(NotFound, match="4711-nope"):
        stock_named("4711-nope")


def test_an_overlap_under_a_millimetre_is_accepted_and_said(tmp_path: Path) -> None:
    site = site_with(tmp_path, "Ours,A1,a4,mm,70.45,37,3,8,0,0.5,69.75,37")
    assert any("overlap by 0.70 mm" in warning for warning in load_stocks(site).warnings)
    assert stock_named("Ours A1", site).label_w_mm == 70.45


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ours,A1,a4,mm,70,37,3,8,5,0.5,70,37", "line 2: Ours A1 reaches 5.0 mm over the edge"),
        ("Ours,A1,a4,mm,70,37,3,8,-2,0.5,69,37", "reaches 2.0 mm over"),
        ("Ours,A1,a4,mm,70,37,3,8,0,0.5,68,37", "overlap by 2.0 mm"),
        ("Ours,A1,a4,mm,0,37,3,8,0,0.5,70,37", "must have a size"),
        ("Ours,A1,a4,mm,wide,37,3,8,0,0.5,70,37", "not a number"),
        ("Ours,A1,b7,mm,70,37,3,8,0,0.5,70,37", "letter"),
    ],
)
def test_impossible_geometry_is_refused_with_its_line(tmp_path: Path, row: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        load_stocks(site_with(tmp_path, row))


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
    assert [stock.name for stock, row in shared if farthest(stock, row) > 1] == []


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
