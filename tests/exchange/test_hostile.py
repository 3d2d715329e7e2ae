"""Files made to break an import: bounded in memory and time, refused in words, nothing aborts."""

import contextlib
import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from rmdesk.desk.desk import Session
from rmdesk.exchange import import_file, rows
from rmdesk.exchange.reading import FileOptions, open_rows
from rmdesk.model.errors import BadInput
from tests.exchange.conftest import Bring, counts, kept

pytestmark = pytest.mark.whole


def read(path: Path) -> int:
    with open_rows(path, FileOptions()) as source:
        return sum(1 for _row in source.rows)


def test_a_small_packed_file_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv.gz"
    with gzip.open(path, "wb") as packed:
        for _piece in range(100):
            packed.write(b"title\n" * 200_000)
    with pytest.raises(BadInput, match="unpacks to more than 200 times"):
        read(path)


def test_a_workbook_that_unpacks_to_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["title"])
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            if name.endswith("sheet1.xml"):
                data = data.replace(b"<sheetData>", b"<sheetData>" + b"<row></row>" * 7_000_000)
            book.writestr(name, data)
    with pytest.raises(BadInput, match="unpacks to more than 200 times"):
        read(path)


def test_long_lines_are_read_and_endless_ones_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"title,notes\n{'x' * 200_000},y\n", "utf-8")
    assert read(path) == 1
    path.write_text(f"{'x' * 200_000}\n", "utf-8")
    assert read(path) == 0
    path.write_bytes(b"x" * 40_000_000)
    with pytest.raises(BadInput, match="field larger"):
        read(path)
    path.write_bytes(b'title\n"' + b"x\n" * 20_000_000)
    with pytest.raises(BadInput, match="Row 2 is not well formed"):
        read(path)
    path.write_bytes(b"," * 20_000)
    with pytest.raises(BadInput):
        read(path)
    path.write_bytes(b"a," * 20_000)
    with pytest.raises(BadInput, match="20001 columns"):
        read(path)


def test_more_rows_than_any_list_has_are_refused(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_MOST_ROWS", 10)
    assert counts(bring("title\n" + "a\n" * 10)) == (10, 0, 0, 0)
    with pytest.raises(BadInput, match="more than 10 rows"):
        bring("title\n" + "a\n" * 11)


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": ' + "9" * 5_000 + "}]",
        '[{"title": NaN}]',
        '[{"title": "a"} {"title": "b"}]',
        '[{"title": "a"}]]',
        '[{"title": "a"},]',
        "[" + "[" * 100_000,
        '[{"title": "' + "x" * 100,
        "{" * 50_000,
    ],
)
def test_json_of_any_make_is_taken_or_refused(session: Session, tmp_path: Path, text: str) -> None:
    path = tmp_path / "in.json"
    path.write_text(text, "utf-8")
    with contextlib.suppress(BadInput):
        assert import_file(session, "holdings", path).added == 1


def test_numbers_of_json_stay_as_they_were_written(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text('[{"identifier": 4.10, "title": 12345678901234567890, "extent_m": 1.5e1}]')
    import_file(session, "holdings", path)
    holding = kept(session)[0]
    assert (holding.identifier, holding.title, holding.extent_m) == (
        "4.10",
        "12345678901234567890",
        15.0,
    )


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("3.9e13", "39000000000000"),
        ("1.23456789012345678e5", "123456.789012345678"),
        ("1e400", "1e400"),
        ("1e-400", "1e-400"),
        ("2.5E-3", "0.0025"),
        ("-0.0", "-0.0"),
    ],
)
def test_a_number_with_an_exponent_says_what_it_said(
    session: Session, tmp_path: Path, written: str, right: str
) -> None:
    path = tmp_path / "in.json"
    path.write_text(f'[{{"identifier": "A", "title": {written}}}]')
    import_file(session, "holdings", path)
    assert kept(session)[0].title == right


@pytest.mark.parametrize(
    "text",
    [
        '[{"title": "One", "title": "Uno"}]',
        '{"title": "One"}\n{"title": "One", "notes": "a", "title": "One"}',
        '{"holdings": {"1": {"title": "One", "title": "Uno"}}}',
    ],
)
def test_an_object_that_says_a_name_twice_is_refused(
    session: Session, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "in.json"
    path.write_text(text)
    with pytest.raises(BadInput, match="names “title” twice"):
        import_file(session, "holdings", path)
    assert not kept(session)


def test_a_number_without_end_is_refused_in_its_row(bring: Bring) -> None:
    report = bring(f"title,extent_m\nMinutes,{'9' * 5_000}\n")
    assert [(each.row, each.field) for each in report.refused] == [(2, "extent_m")]


def test_json_is_read_wherever_its_pieces_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rmdesk.exchange import objects

    given = [{"title": f"会议 {n}", "notes": "x" * n, "keywords": ["a", "b"]} for n in range(30)]
    path = tmp_path / "in.json"
    path.write_text(json.dumps(given, ensure_ascii=False, indent=1) + "\n", "utf-8")
    for size in (1, 2, 7, 64, 1000):
        monkeypatch.setattr(objects, "_PIECE", size)
        with open_rows(path, FileOptions()) as source:
            assert [row.cells for row in source.rows] == given


def test_an_empty_list_is_read_back(bring: Bring) -> None:
    assert counts(bring("[]", name="out.json")) == (0, 0, 0, 0)
    assert counts(bring("[\n]\n", name="out.json")) == (0, 0, 0, 0)


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
from pathlib import Path
from rmdesk.exchange.reading import FileOptions, open_rows
from rmdesk.model.errors import BadInput
try:
    with open_rows(Path(sys.argv[1]), FileOptions()) as source:
        print(sum(1 for _row in source.rows))
except BadInput as error:
    print(error)
"""


def limited(path: Path) -> str:
    """Read a file in a process of its own that may not use much more than it starts with."""
    program = LIMITED.format(limit=1 << 29)
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout


def test_a_stray_cell_of_a_sheet_that_hides_its_size_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["title"])
        sheet.write_string(1_048_575, 16_383, "stray")
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet_xml = parts["xl/worksheets/sheet1.xml"]
    start = sheet_xml.index(b"<dimension")
    end = sheet_xml.index(b"/>", start) + 2
    parts["xl/worksheets/sheet1.xml"] = sheet_xml[:start] + sheet_xml[end:]
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    assert limited(path).strip() == "1"


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><Relationships>&a;</Relationships>'
    with zipfile.ZipFile(stream, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("_rels/.rels", bomb)
    path = tmp_path / "in.xlsx"
    path.write_bytes(stream.getvalue())
    with pytest.raises(BadInput, match="declares what no workbook does"):
        read(path)
