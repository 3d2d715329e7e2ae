"""Tables as people have them: names of columns, blanks, comments, words for nothing, damage."""

from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange.letters import encoding_of, written_twice
from rmdesk.exchange.reading import FileOptions, FileRow, open_rows
from rmdesk.model.errors import BadInput
from tests.exchange.conftest import Bring, counts, kept


def read(folder: Path, text: str | bytes, **options: object) -> tuple[list[str], list[FileRow]]:
    path = folder / "in.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_rows(path, FileOptions(**options)) as source:  # type: ignore[arg-type]
        return source.columns, list(source.rows)


def cells(rows: list[FileRow]) -> list[list[object]]:
    return [list(row.cells.values()) for row in rows]


# --- the header -----------------------------------------------------------------------------------


def test_names_in_two_rows_are_read_as_one(tmp_path: Path) -> None:
    text = "Series,Dates,,Box\n,from,to,\nADM,1950,1953,7\n"
    columns, rows = read(tmp_path, text, header_rows=2)
    assert columns == ["Series", "Dates from", "Dates to", "Box"]
    assert [(row.number, list(row.cells.values())) for row in rows] == [
        (3, ["ADM", "1950", "1953", "7"])
    ]


def test_a_header_that_stands_again_is_no_record(tmp_path: Path) -> None:
    _columns, rows = read(tmp_path, "title,box\na,1\ntitle, box\nb,2\n")
    assert cells(rows) == [["a", "1"], ["b", "2"]]
    _columns, rows = read(tmp_path, "title\na\ntitle\n")  # one column: it may be a title
    assert cells(rows) == [["a"], ["title"]]


def test_names_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    columns, rows = read(tmp_path, "Title,Box,Title\na,1,b\n")
    assert columns == ["Title (1)", "Box", "Title (2)"]
    assert rows[0].cells["Title (2)"] == "b"


@pytest.mark.parametrize("sign", [";", ",", "\t", "|", "^"])
def test_a_first_row_that_names_the_separator_is_none(tmp_path: Path, sign: str) -> None:
    text = f"sep={sign}\ntitle{sign}box\na b{sign}1\n"
    columns, rows = read(tmp_path, text)
    assert columns == ["title", "box"]
    assert (rows[0].number, list(rows[0].cells.values())[-1]) == (3, "1")
    columns, _rows = read(tmp_path, text, header_row=2)
    assert columns == ["title", "box"]


def test_comments_are_no_records(tmp_path: Path) -> None:
    text = "# made by hand, in May\ntitle,box\na,1\n# the rest is lost\nb,2\n"
    columns, rows = read(tmp_path, text, comment="#", delimiter=",")
    assert columns == ["title", "box"]
    assert [row.number for row in rows] == [3, 5]


def test_the_end_that_dos_wrote_is_no_record(bring: Bring) -> None:
    assert counts(bring("title\na\n\x1a")) == (1, 0, 0, 0)


def test_a_blank_means_the_one_above_where_the_map_says_so(tmp_path: Path) -> None:
    text = "Box,title\n7,a\n,b\n\n8,c\n,d\n"
    _columns, rows = read(tmp_path, text, fill_down=("Box",))
    assert cells(rows) == [["7", "a"], ["7", "b"], ["8", "c"], ["8", "d"]]


def test_quotes_may_be_letters_like_others(tmp_path: Path) -> None:
    text = 'title\tbox\n"A" file\t1\n12" disks\t2\n'
    _columns, rows = read(tmp_path, text, quote="")
    assert cells(rows) == [['"A" file', "1"], ['12" disks', "2"]]
    _columns, rows = read(tmp_path, "title,box\n'a, b',1\n", quote="'")
    assert cells(rows) == [["a, b", "1"]]


def test_a_column_without_a_name_that_holds_something_is_told(bring: Bring) -> None:
    report = bring("title,\nMinutes,torn\nMaps,wet\n")
    assert [(each.row, each.field, each.rows) for each in report.warnings] == [(2, "column 2", 2)]


def test_a_row_with_too_few_cells_is_told(session: Session, bring: Bring) -> None:
    report = bring("title\tbox\tnotes\nMinutes of\nthe board\t7\tx\nMaps\t8\ty\n")
    assert counts(report) == (3, 0, 0, 0)
    told = [each for each in report.warnings if "perhaps a line break" in each.text]
    assert [(each.row, each.rows) for each in told] == [(2, 1)]


# --- words and signs ------------------------------------------------------------------------------


def test_words_for_nothing_are_blank_where_the_map_says_so(session: Session, bring: Bring) -> None:
    map_text = '[file]\nempty_words = ["N/A", "-"]\n'
    report = bring("title,extent_m,notes\nMinutes,n/a,-\n-,1,x\n", map_text)
    assert counts(report) == (0, 0, 0, 1)
    assert bring("title,extent_m,notes\nMinutes,n/a,-\n", map_text).added == 1
    assert (kept(session)[0].extent_m, kept(session)[0].notes) == (None, "")


def test_a_word_for_nothing_is_never_taken_so_by_itself(session: Session, bring: Bring) -> None:
    bring("title,notes\nNone,-\n")
    assert (kept(session)[0].title, kept(session)[0].notes) == ("None", "-")


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ("F\u200b12\u200e", "F12"),
        ("\ufeffF12", "F12"),
        ('"=""00123"""', "00123"),
        ("F\xa012", "F 12"),
        ("0012", "0012"),
    ],
)
def test_codes_are_cleaned_of_what_nobody_sees(
    session: Session, bring: Bring, cell: str, right: str
) -> None:
    bring(f"identifier,title\n{cell},Minutes\n")
    assert kept(session)[0].identifier == right
    assert session.visible.one(right).title == "Minutes"


def test_what_a_spreadsheet_puts_around_a_text_goes_from_any_field(
    session: Session, bring: Bring
) -> None:
    bring('title,notes,dates\n"=""1950""",\'=A1,"=""1950"""\n')
    found = kept(session)[0]
    assert (found.title, found.notes, found.dates) == ("1950", "=A1", "1950")


def test_signs_that_join_letters_stay_in_a_title(session: Session, bring: Bring) -> None:
    bring("title\nنامه\u200cها\n")
    assert kept(session)[0].title == "نامه\u200cها"


def test_a_second_mark_in_the_middle_of_a_file_goes(session: Session, bring: Bring) -> None:
    bring("\ufefftitle,box\na,1\n\ufefftitle,box\n\ufeffb,2\n")
    assert [each.title for each in kept(session)] == ["a", "b"]


@pytest.mark.parametrize(
    ("cell", "field", "word"),
    [
        ("3.1E+13", "identifier", "rounded"),
        ("1,2E+5", "identifier", "rounded"),
        ("l\ufffdtat", "title", "lost"),
        *((each, field, "for an error") for field in ("title", "identifier")
          for each in ("#N/A", "#REF!", "#valeur!", "#DIV/0!", "########")),
        ("Ã©tat civil", "title", "état civil"),
        ("â€œMinutesâ€\x9d", "title", "“Minutes”"),
    ],
)  # fmt: skip
def test_what_looks_damaged_is_told_and_kept(
    session: Session, bring: Bring, cell: str, field: str, word: str
) -> None:
    report = bring(f'title,{"x" if field == "title" else field}\n"{cell}","{cell}"\n')
    told = [each for each in report.warnings if each.field == field]
    assert word in told[0].text


@pytest.mark.parametrize("title", ["#42", "# of boxes", "#", "##", "#NAME", "C#", "#REF! of it"])
def test_signs_of_numbers_are_not_taken_for_errors(bring: Bring, title: str) -> None:
    assert not bring(f"barcode,title\nB1,{title}\n").warnings


@pytest.mark.parametrize(
    "text", ["état", "Âme", "ÉTÉ", "Ãlvaro", "naïve", "São Paulo", "â", "“x”", "Ã", "会议"]
)
def test_plain_words_are_not_taken_for_damage(text: str) -> None:
    assert written_twice(text) == ""


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["latin-1", "iso-8859-1", "ISO8859_1", "cp1252", "windows-1252"])
def test_latin_1_is_read_as_what_people_mean_by_it(tmp_path: Path, said: str) -> None:
    _columns, rows = read(tmp_path, "title\n“état” – 5 €\n".encode("cp1252"), encoding=said)
    assert cells(rows) == [["“état” – 5 €"]]


@pytest.mark.parametrize(
    ("text", "written", "said"),
    [
        ("title\n檔案碁\n", "cp950", "big5"),
        ("title\n会议鎔\n", "gb18030", "gb2312"),
        ("title\n髙橋\n", "cp932", "shift_jis"),
        ("title\n똠방\n", "cp949", "euc-kr"),
        ("title\nétat\n", "utf-16-le", "utf-16"),
        ("title\n会议记录\n", "utf-16-be", "utf-16"),
        ("title\nétat\n", "utf-32-be", "utf-32"),
        ("title\nétat\n", "utf-16", "cp1252"),  # its mark goes before what the map says
    ],
)
def test_a_name_is_taken_in_its_wider_meaning(
    tmp_path: Path, text: str, written: str, said: str
) -> None:
    columns, rows = read(tmp_path, text.encode(written), encoding=said)
    assert (columns, cells(rows)) == (["title"], [[text.split("\n")[1]]])


def test_half_a_sign_at_the_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="UTF-16"):
        read(tmp_path, "title\na\n".encode("utf-16") + b"\n")


def test_a_file_says_how_it_is_written_or_is_utf_8() -> None:
    assert encoding_of(b"title", None) == "utf-8"
    assert encoding_of(b"\xef\xbb\xbftitle", "cp1252") == "utf-8-sig"


# --- refused rows come back -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "map_text"),
    [
        ('title\textent_m\n"A"\tx\n', '[file]\nquote = ""\n'),
        ("Holding,,Size\ntitle,notes,m\nA,b,x\n",
         '[file]\nheader_rows = 2\n[columns]\ntitle = "Holding title"\nextent_m = "Size m"\n'),
        ("A,x\n", '[file]\nheader_row = 0\n[columns]\ntitle = "1"\nextent_m = "2"\n'),
        ("Title,Title,m\nA,b,x\n", '[columns]\ntitle = "Title (1)"\nextent_m = "m"\n'),
        ("sep=;\ntitle;extent_m\nA;x\n", "[file]\nskip_rows = 0\n"),
        ("# note\ntitle,extent_m\nA,x\n", '[file]\ncomment = "#"\n'),
    ],
)  # fmt: skip
def test_refused_rows_are_read_by_the_same_map(
    session: Session, bring: Bring, tmp_path: Path, text: str, map_text: str
) -> None:
    assert counts(bring(text, map_text, skip_bad=True)) == (0, 0, 0, 1)
    mended = (tmp_path / "in.refused.csv").read_text("utf-8")
    assert counts(bring(mended.replace("x", "1", 1), map_text, name="in.refused.csv"))[0] == 1
    assert kept(session)[0].title.strip('"') == "A"
