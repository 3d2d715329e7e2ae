"""Workbooks as a person sees them, and what cannot be read told as what it is."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rmdesk.desk.desk import Session
from rmdesk.exchange import import_file
from rmdesk.exchange.reading import FileOptions, FileRow, open_rows
from rmdesk.model.errors import BadInput
from tests.exchange.conftest import kept

pytestmark = pytest.mark.whole


def read(path: Path, **options: Any) -> tuple[list[str], list[FileRow], list[str]]:
    with open_rows(path, FileOptions(**options)) as source:
        return source.columns, list(source.rows), source.remarks


def values(rows: list[FileRow]) -> list[list[object]]:
    return [list(row.cells.values()) for row in rows]


def remade(path: Path, part: str, old: str, new: str) -> None:
    """Change the text of a part of a workbook; it must be there."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    text = parts[part].decode()
    assert old in text
    parts[part] = text.replace(old, new).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


def test_numbers_and_dates_are_read_as_they_are_seen(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        looks = {"000000": 42, "0.00": 4.1, "yyyy": 18264, "mmm-yy": 18264, "yyyy-mm-dd": 18264}
        sheet.write_row(0, 0, ["identifier", "notes", "dates", "description", "title"])
        for column, (look, number) in enumerate(looks.items()):
            sheet.write_number(1, column, number, book.add_format({"num_format": look}))
        sheet.write_number(2, 0, 1234567890123450)
        sheet.write_number(3, 0, 12345678901234567)
        sheet.write_string(4, 0, "_x0041_ \x07")
        sheet.write_boolean(4, 1, True)
    _columns, rows, _remarks = read(path)
    assert values(rows)[0] == ["000042", "4.10", "1950", "Jan 1950", "1950-01-01"]
    assert values(rows)[1:3] == [["1234567890123450"], ["12345678901234570"]]
    assert values(rows)[3] == ["_x0041_ \x07", "true"]
    report = import_file(session, "holdings", path)
    assert [(each.row, each.field) for each in report.warnings] == [
        (3, "identifier"),
        (5, "identifier"),
    ]
    assert report.warnings[0].rows == 2
    assert kept(session)[0].identifier == "000042"
    assert kept(session)[0].date_from == "1950"


def test_a_formula_that_was_never_worked_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["title", "notes", "box"])
        sheet.write_formula(1, 0, "=A9")  # as it is written where nothing calculates: 0
        sheet.write_formula(1, 1, "=B9", value="")
        sheet.write_formula(1, 2, '="B"&1', value="B1")
    _columns, rows, _remarks = read(path)
    assert values(rows) == [["0", "", "B1"]]
    assert set(rows[0].remarks) == {"title", "notes"}


def test_a_cell_with_an_error_is_blank_and_told(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["title", "notes"])
        sheet.write_row(1, 0, ["Minutes"])
        sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")
    _columns, rows, _remarks = read(path)
    assert values(rows) == [["Minutes", ""]]
    assert "#DIV/0!" in rows[0].remarks["notes"]


def test_the_first_sheet_that_is_seen_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Lists").write_row(0, 0, ["nothing"])
        book.add_worksheet("Boxes").write_row(0, 0, ["title"])
        book.add_worksheet("Old").write_row(0, 0, ["title", "old"])
        book.get_worksheet_by_name("Lists").hide()
        book.get_worksheet_by_name("Boxes").activate()
    columns, _rows, remarks = read(path)
    assert columns == ["title"]
    assert remarks == ["the sheet “Boxes” was read; not: Lists (hidden), Old"]
    columns, _rows, remarks = read(path, sheet="Old")
    assert (columns, remarks) == (["title", "old"], [])
    assert read(path, sheet="Lists")[0] == ["nothing"]


def test_hidden_rows_and_cells_over_several_rows_are_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["container", "title"])
        sheet.merge_range(1, 0, 2, 0, "Box 1")
        sheet.write_column(1, 1, ["a", "b"])
        sheet.set_row(2, None, None, {"hidden": True})
    report = import_file(session, "holdings", path)
    assert [each.text.split(" ")[0:2] for each in report.warnings] == [
        ["1", "hidden"],
        ["1", "cell"],
        ["no", "holding"],
    ]
    map_path = tmp_path / "map.toml"
    map_path.write_text('[file]\nfill_down = ["container"]\n', "utf-8")
    import_file(session, "holdings", path, map_path=map_path)
    assert [each.container for each in kept(session)] == ["Box 1", "Box 1"]


def test_hidden_columns_that_hold_something_are_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["title", "notes", "unit"])
        sheet.write_row(1, 0, ["Minutes", "torn", "Finance"])
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(2, 2, 0)
        sheet.set_column(26, 16383, None, None, {"hidden": True})
        sheet.set_row(5, None, None, {"hidden": True})
    report = import_file(session, "holdings", path)
    assert [each.text for each in report.warnings] == ["2 hidden columns were read too (B, C)"]
    assert kept(session)[0].notes == "torn"


def test_the_names_of_columns_may_stand_under_blank_rows(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(3, 0, ["title"])
        sheet.write_row(4, 0, ["Minutes"])
    with pytest.raises(BadInput, match=r"header_row = 4"):
        read(path)
    columns, rows, _remarks = read(path, header_row=4)
    assert (columns, rows[0].number) == (["title"], 5)


def test_cells_without_their_names_and_texts_within_cells(tmp_path: Path) -> None:
    """As other programs than the usual ones write them."""
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["x", "y"])
    sheet = (
        '<row><c t="inlineStr"><is><t>title</t></is></c><c t="str"><v>box</v></c></row>'
        '<row><c t="inlineStr"><is><r><t>Min</t></r><r><t>utes</t></r><rPh><t>no</t></rPh></is></c>'
        '<c t="d"><v>1950-01-01T00:00:00</v></c></row>'
    )
    with zipfile.ZipFile(path) as book:
        text = book.read("xl/worksheets/sheet1.xml").decode()
    data = text[text.index("<sheetData>") : text.index("</sheetData>")]
    remade(path, "xl/worksheets/sheet1.xml", data, f"<sheetData>{sheet}")
    columns, rows, _remarks = read(path)
    assert (columns, values(rows)) == (["title", "box"], [["Minutes", "1950-01-01"]])


def test_the_days_of_another_calendar_are_counted_from_1904(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["dates"])
        sheet.write_number(1, 0, 16802, book.add_format({"num_format": 14}))
    assert values(read(path)[1]) == [["1950-01-01"]]


TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1)


@given(TEXTS)
def test_any_texts_are_read_as_they_were_written(texts: list[str]) -> None:
    from rmdesk.exchange.workbooks import Workbook

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        plain = [text.translate({0xFFFE: None, 0xFFFF: None, 0: None, 13: None}) for text in texts]
        for row, text in enumerate(plain):
            sheet.write_string(row, 0, text)
    opened = Workbook(stream)
    records = {each.number: each.cells[0] for each in opened.records("Sheet1")}
    assert [records.get(n, "") for n, _text in enumerate(plain, 1)] == plain


# --- OpenDocument ---------------------------------------------------------------------------------

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s">
<office:automatic-styles><style:style style:name="ta2"><style:table-properties
 table:display="false"/></style:style></office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Lists" table:style-name="ta2"><table:table-row>
 <table:table-cell><text:p>nothing</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Boxes"><table:table-row>{cells}</table:table-row>{more}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods(path: Path, cells: str, more: str = "", manifest: str = "<m/>") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr("content.xml", ODS.replace("{cells}", cells).replace("{more}", more))
    return path


def cell(shown: str, **attributes: str) -> str:
    said = "".join(f' office:{name.replace("_", "-")}="{v}"' for name, v in attributes.items())
    return f"<table:table-cell{said}><text:p>{shown}</text:p></table:table-cell>"


def test_what_an_open_document_hides_is_told(session: Session, tmp_path: Path) -> None:
    columns = (
        "<table:table-column/><table:table-column table:visibility='collapse'"
        " table:number-columns-repeated='26'/>"
    )
    spanned = cell("Minutes").replace("-cell>", "-cell table:number-rows-spanned='2'>", 1)
    row = f"<table:table-row table:visibility='filter'>{spanned}{cell('torn')}</table:table-row>"
    path = ods(tmp_path / "in.ods", cell("title") + cell("notes"), row)
    remade(path, "content.xml", '"Boxes">', f'"Boxes">{columns}')
    report = import_file(session, "holdings", path)
    assert [each.text.split(" (")[0] for each in report.warnings] == [
        "the sheet “Boxes” was read; not: Lists",
        "1 hidden row was read too",
        "1 hidden column was read too",
        "1 cell reaches over several rows; only its first has the text",
    ]
    assert kept(session)[0].title == "Minutes"


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (cell("000042", value_type="float", value="42"), "000042"),
        (cell("4,10", value_type="float", value="4.1"), "4.10"),
        (cell("1 234,50", value_type="float", value="1234.5"), "1234.5"),
        (cell("1,234", value_type="float", value="1234"), "1234"),
        (cell("12-345", value_type="float", value="12345"), "12-345"),
        (cell("0,4", value_type="float", value="0.35"), "0.35"),
        (cell("01/01/50", value_type="date", date_value="1950-01-01"), "1950-01-01"),
        (cell("1950", value_type="date", date_value="1950-01-01"), "1950"),
        (cell("janv. 50", value_type="date", date_value="1950-01-01"), "Jan 1950"),
        (cell("1950年1月", value_type="date", date_value="1950-01-01"), "Jan 1950"),
        (cell("VRAI", value_type="boolean", boolean_value="true"), "true"),
        (cell("two<text:line-break/>lines", value_type="string"), "two\nlines"),
        (cell("a<text:s text:c='2'/>b", value_type="string"), "a  b"),
    ],
)
def test_an_open_document_is_read_as_it_is_seen(tmp_path: Path, given: str, right: str) -> None:
    more = f"<table:table-row>{given}</table:table-row>"
    columns, rows, remarks = read(ods(tmp_path / "in.ods", cell("title"), more))
    assert (columns, values(rows)) == (["title"], [[right]])
    assert remarks == ["the sheet “Boxes” was read; not: Lists (hidden)"]


def test_what_an_open_document_repeats_is_bounded(tmp_path: Path) -> None:
    times = 'table:number-rows-repeated="1048570"'
    blank = f"<table:table-row {times}><table:table-cell/></table:table-row>"
    last = f"<table:table-row>{cell('Minutes')}</table:table-row>"
    _columns, rows, _remarks = read(ods(tmp_path / "in.ods", cell("title"), blank + last))
    assert [(row.number, row.cells["title"]) for row in rows] == [(1_048_572, "Minutes")]
    many = blank.replace("<table:table-cell/>", cell("x") * 3)
    with pytest.raises(BadInput, match="repeated"):
        read(ods(tmp_path / "in.ods", cell("title"), many))


# --- told as such ---------------------------------------------------------------------------------


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE, "no spreadsheet"),
        (b"<html><table><tr><td>title</td></tr></table></html>", "HTML"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>\n<html>", "HTML"),
        (b"<table><tr><td>title", "HTML"),
        ('<html><meta charset="utf-16">'.encode("utf-16"), "HTML"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "XML of 2003"),
        (b'<?xml version="1.0"?>\n<ead>', "EAD"),
        (b'<?xml version="1.0"?>\n<records><title>x</title></records>', "XML"),
        (b"<records><title>x</title></records>", "XML"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"{\\rtf1 title}", "RTF"),
        (b"SQLite format 3\0", "SQLite"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"BZh91AY", "bzip2"),
        (zipped("a.csv", "b.csv"), "a.csv, b.csv"),
        (zipped("[Content_Types].xml", "word/document.xml"), "Word"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "XLSB"),
        (zipped("[Content_Types].xml"), "no part"),
        (zipped("content.xml"), "no part"),
    ],
)
@pytest.mark.parametrize("name", ["in.csv", "in.xlsx"])
def test_what_is_no_table_is_told_as_what_it_is(
    tmp_path: Path, name: str, data: bytes, word: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadInput, match=word):
        read(tmp_path / name)


def test_an_encrypted_open_document_is_told(tmp_path: Path) -> None:
    manifest = "<m><manifest:encryption-data/></m>"
    with pytest.raises(BadInput, match="password"):
        read(ods(tmp_path / "in.ods", cell("title"), manifest=manifest))


@pytest.mark.parametrize("text", ["<title>,box\na,1\n", "< 5 years,box\na,1\n", "<5\n1\n"])
def test_a_table_may_begin_with_an_angle(tmp_path: Path, text: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text, "utf-8")
    if text.startswith("<title>"):
        with pytest.raises(BadInput, match="XML"):
            read(path)
    else:
        assert read(path)[1]
