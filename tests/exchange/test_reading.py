"""Files as they come: marks, line ends, delimiters, encodings, packed, spreadsheets, JSON."""

import gzip
import json
from pathlib import Path

import pytest
import xlsxwriter

from rmdesk.exchange import delimited
from rmdesk.exchange.reading import FileOptions, FileRow, open_rows
from rmdesk.model.errors import BadInput

PLAIN = "Title;Box\nÉtat civil;1\n\n会议记录;2\n"


def read(path: Path, **options: object) -> tuple[list[str], list[FileRow]]:
    with open_rows(path, FileOptions(**options)) as source:  # type: ignore[arg-type]
        return source.columns, list(source.rows)


def written(folder: Path, data: bytes, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.encode("utf-16"),
        gzip.compress(PLAIN.encode()),
        PLAIN.replace(";", "\t").encode(),
        PLAIN.replace(";", ",").encode(),
        PLAIN.replace(";", "|").encode(),
    ],
    ids=["plain", "mark", "crlf", "utf-16", "gz", "tab", "comma", "bar"],
)
def test_a_table_is_read_whatever_its_dress(tmp_path: Path, data: bytes) -> None:
    columns, rows = read(written(tmp_path, data))
    assert columns == ["Title", "Box"]
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"Title": "État civil", "Box": "1"}),
        (4, {"Title": "会议记录", "Box": "2"}),
    ]


def test_a_quoted_line_break_does_not_start_another_row(tmp_path: Path) -> None:
    _columns, rows = read(written(tmp_path, b'title,box\n"one\ntwo",1\nthree,2\n'))
    assert [row.number for row in rows] == [2, 3]
    assert rows[0].cells["title"] == "one\ntwo"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_whole_wherever_the_first_look_at_a_file_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    path = written(tmp_path, end.join(["title,box", "one,1", '"two\nlines",2', ""]).encode())
    for size in range(1, path.stat().st_size + 2):
        monkeypatch.setattr(delimited, "_SAMPLE", size)
        _columns, rows = read(path)
        assert [list(row.cells.values()) for row in rows] == [["one", "1"], ["two\nlines", "2"]]


def test_a_quote_that_never_closes_is_refused_not_swallowed(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read(written(tmp_path, b'title,box\nfirst,1\n"second,2\nthird,3\n'))
    assert caught.value.row == 3
    assert caught.value.file.endswith("in.csv")


def test_bytes_that_are_no_utf8_name_their_line_and_the_way_out(tmp_path: Path) -> None:
    path = written(tmp_path, "title\nplain\nétat\n".encode("cp1252"))
    with pytest.raises(BadInput) as caught:
        read(path)
    assert caught.value.row == 3
    assert "encoding" in caught.value.next_step
    _columns, rows = read(path, encoding="cp1252")
    assert rows[1].cells["title"] == "état"


@pytest.mark.whole
def test_bad_bytes_far_down_are_found_too(tmp_path: Path) -> None:
    path = written(tmp_path, b"title\n" + b"a line\n" * 40_000 + b"\xe9tat\n")
    with pytest.raises(BadInput) as caught:
        read(path)
    assert caught.value.row == 40_002


def test_chinese_is_read_in_the_encoding_the_map_names(tmp_path: Path) -> None:
    path = written(tmp_path, "title\n檔案\n".encode("big5"))
    with pytest.raises(BadInput):
        read(path)
    assert read(path, encoding="big5")[1][0].cells["title"] == "檔案"


def test_zero_bytes_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="zero bytes"):
        read(written(tmp_path, "title\nbox\n".encode("utf-16-le")))


def test_the_header_may_stand_lower_and_have_a_second_one_under_it(tmp_path: Path) -> None:
    data = b"A template,,\nPlease keep,,\ntitle,box,\nField name,Box,\nMinutes,7,\n"
    columns, rows = read(written(tmp_path, data), header_row=3, skip_rows=1)
    assert columns == ["title", "box", ""]
    assert [(row.number, row.cells["title"]) for row in rows] == [(5, "Minutes")]


def test_a_row_with_more_cells_than_columns_is_in_trouble_alone(tmp_path: Path) -> None:
    _columns, rows = read(written(tmp_path, b"title,box\na,1,surplus\nb,2,\nc\n"))
    assert [bool(row.trouble) for row in rows] == [True, False, False]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(BadInput, match="The file is empty"):
        read(written(tmp_path, data))


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_is_no_file_is_said_plainly(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(tmp_path / name)


def test_a_packed_file_cut_short_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(b"title\n" + b"".join(b"row %d\n" % n for n in range(60_000)))
    with pytest.raises(BadInput):
        read(written(tmp_path, packed[: len(packed) // 2], "in.csv.gz"))


def test_a_spreadsheet_gives_codes_dates_and_numbers_as_a_person_sees_them(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Notes").write_row(0, 0, ["nothing here"])
    sheet = book.add_worksheet("Boxes")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["barcode", "extent_m", "received", "title"])
    sheet.write_string(1, 0, "00123")
    sheet.write_number(1, 1, 0.35)
    sheet.write_number(1, 2, 29640, day)
    sheet.write_string(1, 3, "=SUM(A1)")
    sheet.write_number(3, 0, 36105014593961)
    book.close()
    columns, rows = read(path, sheet="Boxes")
    assert columns == ["barcode", "extent_m", "received", "title"]
    assert list(rows[0].cells.values()) == ["00123", "0.35", "1981-02-23", "=SUM(A1)"]
    assert (rows[1].number, rows[1].cells["barcode"]) == (4, "36105014593961")
    with pytest.raises(BadInput, match="Its sheets are: Notes, Boxes"):
        read(path, sheet="Box")


@pytest.mark.whole
def test_a_stray_cell_far_away_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "title")
        sheet.write_string(1_048_575, 16_383, "stray")
        sheet.write_string(2, 0, "Minutes")
    columns, rows = read(path)
    assert columns == ["title"]
    assert [(row.number, row.cells["title"], row.column) for row in rows] == [
        (3, "Minutes", ""),
        (1_048_576, "", "column 2"),
    ]
    assert rows[1].trouble


def test_what_only_looks_like_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no spreadsheet"):
        read(written(tmp_path, b"PK\x03\x04 not really", "in.xlsx"))


def test_json_keeps_its_lists_and_counts_from_one(tmp_path: Path) -> None:
    data = [{"title": "a", "keywords": ["x;y", "z"], "extent_m": 1.5}, {"title": None, "box": 7}]
    columns, rows = read(written(tmp_path, json.dumps(data).encode(), "in.json"))
    assert columns == ["title", "keywords", "extent_m", "box"]
    assert rows[0].cells == {"title": "a", "keywords": ["x;y", "z"], "extent_m": "1.5"}
    assert (rows[1].number, rows[1].cells) == (2, {"title": "", "box": "7"})


@pytest.mark.parametrize("text", ["{}", "[1]", "[", "[" * 100_000, '[{"title": '])
def test_json_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read(written(tmp_path, text.encode(), "in.json"))


def test_a_json_object_in_a_cell_is_in_trouble(tmp_path: Path) -> None:
    _columns, rows = read(written(tmp_path, b'[{"title": {"en": "a"}}]', "in.json"))
    assert rows[0].column == "title"
    assert rows[0].trouble
