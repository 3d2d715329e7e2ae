"""Every hint works: what a refusal says to put into a map is put there, and the file is taken."""

import re
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import ImportReport, import_file
from rmdesk.model.errors import BadInput
from tests.exchange.conftest import kept

HINT = re.compile(r'\[(file|columns)\] (\w+) = ("[^"]*"|\[[^\]]*\]|\d+)')


def followed(hint: str) -> str:
    """A map made of what a hint says: the first value for each key."""
    tables: dict[str, dict[str, str]] = {"file": {}, "columns": {}}
    for table, key, value in HINT.findall(hint):
        tables[table].setdefault(key, value)
    assert any(tables.values()), f"no map can be made of: {hint}"
    return "\n".join(
        f"[{table}]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items())
        for table, lines in tables.items()
        if lines
    )


def bring(session: Session, folder: Path, data: bytes, map_text: str = "") -> ImportReport:
    path, map_path = folder / "in.csv", folder / "map.toml"
    path.write_bytes(data)
    map_path.write_text(map_text, "utf-8")
    return import_file(session, "holdings", path, map_path=map_path if map_text else None)


def hint_of(session: Session, folder: Path, data: bytes, map_text: str = "") -> str:
    try:
        report = bring(session, folder, data, map_text)
    except BadInput as error:
        return error.next_step
    assert report.refused
    return report.refused[0].reason


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        ("title\nétat civil “1950”\n".encode("cp1252"), ["état civil “1950”"]),
        ("title\n会议记录\n".encode("gb18030"), None),
        ("title,notes\n檔案碁,x\n".encode("cp950"), None),
        ("title\nMinutes\nétat\n".encode("utf-16-le"), ["Minutes", "état"]),
        ("title\nMinutes\nétat\n".encode("utf-16-be"), ["Minutes", "état"]),
        (b"\n\n\ntitle\nMinutes\n", ["Minutes"]),
        (b'title\tnotes\n"Minutes" of 1950\tx\n', ['"Minutes" of 1950']),
        (b'title\tnotes\n"Minutes\tx\nMaps\ty\n', ['"Minutes', "Maps"]),
        (b"title,extent_m\nMinutes,N/A\n", ["Minutes"]),
        (b"title,extent_m\nMinutes,-\n", ["Minutes"]),
        (b"title,Title\nMinutes,Other\n", ["Minutes"]),
        (b"# made by hand\ntitle\nMinutes\n", ["Minutes"]),
    ],
    ids=["cp1252", "gb18030", "cp950", "utf-16-le", "utf-16-be", "blank rows", "quotes",
         "open quote", "N/A", "hyphen", "doubled", "comment"],
)  # fmt: skip
def test_a_file_is_taken_with_the_map_that_its_refusal_asks_for(
    session: Session, tmp_path: Path, data: bytes, titles: list[str] | None
) -> None:
    hint = hint_of(session, tmp_path, data)
    report = bring(session, tmp_path, data, followed(hint))
    assert not report.refused
    if titles is not None:
        assert [each.title for each in kept(session)] == titles


def test_the_letters_offered_all_read_the_file_and_show_how(
    session: Session, tmp_path: Path
) -> None:
    data = "title\n檔案\n".encode("cp950")
    hint = hint_of(session, tmp_path, data)
    offered = re.findall(r"“(\w+)”: ([^;]+)", hint)
    assert ("cp950", "檔案") in offered
    for name, shown in offered:
        bring(session, tmp_path, data, f'[file]\nencoding = "{name}"\nlist = "{name}"')
        assert kept(session)[-1].title == shown.strip()


def test_without_a_row_of_names_columns_are_called_by_their_numbers(
    session: Session, tmp_path: Path
) -> None:
    data = b"Minutes,1950\nMaps,n.d.\n"
    hint = hint_of(session, tmp_path, data)
    assert "[file] header_row = 0" in hint
    map_text = '[file]\nheader_row = 0\n[columns]\ntitle = "1"\ndates = "2"\n'
    assert bring(session, tmp_path, data, map_text).added == 2
    assert [(each.title, each.dates) for each in kept(session)] == [
        ("Minutes", "1950"),
        ("Maps", "n.d."),
    ]


def test_columns_by_other_names_are_named_in_the_hint(session: Session, tmp_path: Path) -> None:
    data = b"What\nMinutes\n"
    hint = hint_of(session, tmp_path, data)
    assert '[columns] title = "What"' in hint
    assert bring(session, tmp_path, data, '[columns]\ntitle = "What"').added == 1


def test_a_column_that_fill_down_names_and_that_is_not_there_is_told(
    session: Session, tmp_path: Path
) -> None:
    hint = hint_of(session, tmp_path, b"title,Box\na,1\n", '[file]\nfill_down = ["Bx"]')
    assert "title, Box" in hint


def test_an_unknown_sheet_is_told_with_those_there_are(session: Session, tmp_path: Path) -> None:
    import xlsxwriter

    path, map_path = tmp_path / "in.xlsx", tmp_path / "map.toml"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Boxes").write_row(0, 0, ["title"])
        book.get_worksheet_by_name("Boxes").write_row(1, 0, ["Minutes"])
    map_path.write_text('[file]\nsheet = "Box"', "utf-8")
    with pytest.raises(BadInput, match="Its sheets are: Boxes"):
        import_file(session, "holdings", path, map_path=map_path)
    map_path.write_text('[file]\nsheet = "Boxes"', "utf-8")
    assert import_file(session, "holdings", path, map_path=map_path).added == 1


@pytest.mark.parametrize(
    ("order", "said", "day"),
    [
        ("", "2001-12-31", "2001-12-31"),
        ("dmy", "31/12/2001", "2001-12-31"),
        ("dmy", "1.2.2001", "2001-02-01"),
        ("dmy", "1. 2. 2001", "2001-02-01"),
        ("dmy", "31-12-2001 14:30", "2001-12-31"),
        ("dmy", "2001-12-31", "2001-12-31"),
        ("mdy", "12/31/2001", "2001-12-31"),
        ("mdy", "1/2/2001", "2001-01-02"),
        ("ymd", "2001/2/1", "2001-02-01"),
        ("", "31/12/2001", None),
        ("mdy", "31/12/2001", None),
        ("dmy", "31/12/01", None),
        ("dmy", "30/02/2001", None),
        ("dmy", "soon", None),
    ],
)
def test_the_figures_of_a_day_stand_as_the_map_says(
    session: Session, tmp_path: Path, order: str, said: str, day: str | None
) -> None:
    """None is guessed: a rule hangs on such a day."""
    data = f"title,closed\nMinutes,{said}\n".encode()
    report = bring(session, tmp_path, data, f'[file]\ndays = "{order}"\n' if order else "")
    assert bool(report.refused) == (day is None)
    assert [each.closed for each in kept(session)] == ([day] if day else [])


def test_the_hint_for_days_reads_them(session: Session, tmp_path: Path) -> None:
    data = b"title,closed,dates\nMinutes,31/12/2001,03/04/1999\n"
    hint = hint_of(session, tmp_path, data)
    assert bring(session, tmp_path, data, followed(hint)).refused == []
    (found,) = kept(session)
    assert (found.closed, found.dates) == ("2001-12-31", "03/04/1999")


def test_a_word_is_no_day_and_no_order_is_hinted(session: Session, tmp_path: Path) -> None:
    assert "days" not in hint_of(session, tmp_path, b"title,closed\nMinutes,soon\n")
