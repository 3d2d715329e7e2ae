import base64
import itertools
import re
import zlib
from math import inf, nan
from pathlib import Path

import pytest

from rmdesk.labels.drawing import (
    LabelContent,
    Settings,
    make_calibration_sheet,
    make_labels,
    stock_named,
)
from rmdesk.labels.drawing.calibration import (
    Calibration,
    calibration_of,
    cross_hairs,
    keep_calibration,
)
from rmdesk.model.errors import BadInput
from tests.labels.seeing import needs_pdftoppm, pages_of

MM = 72 / 25.4
RECTANGLE = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re")


def corners(pdf: bytes) -> list[tuple[float, float]]:
    """The lower left corner of every bar in a PDF, in mm from its lower left."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    drawn = b"".join(map(opened, streams))
    return [(float(x) / MM, float(y) / MM) for x, y, _w, _h in RECTANGLE.findall(drawn)]


def opened(stream: bytes) -> bytes:
    try:
        return zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))
    except (ValueError, zlib.error):
        return b""  # a font


def labels(calibration: Calibration | None) -> bytes:
    contents = [LabelContent(f"{n:010}", {"identifier": str(n)}) for n in range(30)]
    return make_labels(contents, Settings(stock="Avery 5160"), calibration=calibration).data


def test_the_offset_shifts_every_bar_of_every_label_to_a_twentieth_of_a_millimetre() -> None:
    plain, moved = corners(labels(None)), corners(labels(Calibration(1.3, -0.7)))
    assert len(plain) == len(moved) > 30 * 20
    for (x0, y0), (x1, y1) in zip(plain, moved, strict=True):
        assert x1 - x0 == pytest.approx(1.3, abs=0.05)
        assert y1 - y0 == pytest.approx(0.7, abs=0.05)  # PDF counts upwards


def test_the_scale_stretches_distances_and_leaves_bars_alone() -> None:
    plain, wide = corners(labels(None)), corners(labels(Calibration(scale_x=1.01)))
    inner = [b[0] - a[0] for a, b in itertools.pairwise(plain)][:20]
    assert [b[0] - a[0] for a, b in itertools.pairwise(wide)][:20] == pytest.approx(inner)
    assert max(x for x, _ in wide) - max(x for x, _ in plain) == pytest.approx(
        stock_named("Avery 5160").corner(2)[0] * 0.01, abs=0.05
    )


def test_it_is_kept_per_printer_and_stock(tmp_path: Path) -> None:
    avery, dymo = stock_named("Avery 5160"), stock_named("Dymo 30252")
    keep_calibration(tmp_path, "front desk", avery, Calibration(1, 2))
    keep_calibration(tmp_path, "vault", avery, Calibration(3, 4))
    assert calibration_of(tmp_path, "front desk", avery) == Calibration(1, 2)
    assert calibration_of(tmp_path, "vault", avery) == Calibration(3, 4)
    assert calibration_of(tmp_path, "vault", dymo) == Calibration()


def test_what_cannot_be_right_is_refused() -> None:
    for odd in ({"right_mm": 99.0}, {"scale_y": 1.5}, {"down_mm": nan}, {"scale_x": inf}):
        with pytest.raises(BadInput, match="cannot be right"):
            Calibration(**odd)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    for damaged in ("[1", '{"p": {"Avery 5160": {"left": 1}}}', '{"p": {"s": {"right_mm": "1"}}}'):
        (tmp_path / "calibration.json").write_text(damaged)
        with pytest.raises(BadInput, match=r"calibration\.json"):
            calibration_of(tmp_path, "p", stock_named("Avery 5160"))


def test_measuring_the_crosses_of_a_printer_that_is_off_puts_them_right() -> None:
    stock = stock_named("Avery 5160")
    (x0, y0), (x1, y1) = cross_hairs(stock)

    def printed(x: float, y: float) -> tuple[float, float]:  # 0.5 % too wide, 2 mm right, 1 mm up
        return x * 1.005 + 2, y * 0.998 - 1

    left, top = printed(x0, y0)
    right, low = printed(x1, y1)
    found = Calibration.measured(stock, left, top, right - left, low - top)
    for place in range(stock.per_sheet):
        corner = stock.corner(place)
        assert printed(*found.moved(*corner)) == pytest.approx(corner, abs=0.05)


@needs_pdftoppm
def test_the_crosses_are_where_the_sheet_says(tmp_path: Path) -> None:
    (page,) = pages_of(make_calibration_sheet("Avery 5160").data, tmp_path, dpi=300)
    (x0, y0), _second = cross_hairs(stock_named("Avery 5160"))
    for reach in (-4, 4):  # along both arms
        x, y = round((x0 + reach) / 25.4 * 300), round(y0 / 25.4 * 300)
        assert min(page.crop((x, y - 1, x + 1, y + 2)).tobytes()) < 128
