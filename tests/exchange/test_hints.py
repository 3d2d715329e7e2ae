"""Every hint works: what a refusal says to put into a map is put there, and the file is taken."""

import gzip
import io
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import ImportReport, import_file
from rmdesk.exchange.kinds import kind_for
from rmdesk.exchange.sketching import sketch
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


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("31/12/2001", "2001-12-31"),
        ("12/31/2001", "2001-12-31"),
        ("2001/12/31", "2001-12-31"),
        ("1/2/2001", "2001-02-01"),
        ("31.12.2001 14:30", "2001-12-31"),
    ],
)
def test_the_hint_for_days_reads_them(
    session: Session, tmp_path: Path, said: str, day: str
) -> None:
    data = f"title,closed,dates\nMinutes,{said},03/04/1999\n".encode()
    hint = hint_of(session, tmp_path, data)
    assert bring(session, tmp_path, data, followed(hint)).refused == []
    (found,) = kept(session)
    assert (found.closed, found.dates) == (day, "03/04/1999")


@pytest.mark.parametrize("said", ["soon", "2026-13-45", "31/31/2001", "1/2/01", "99/99/9999"])
def test_what_is_no_day_in_any_order_has_no_hint_of_one(
    session: Session, tmp_path: Path, said: str
) -> None:
    hint = hint_of(session, tmp_path, f"title,closed\nMinutes,{said}\n".encode())
    assert "[file]" not in hint


def test_a_column_whose_name_has_quotes_is_hinted_as_a_map_can_say_it(
    session: Session, tmp_path: Path
) -> None:
    data = b'"Called ""it""\\A",x\nMinutes,1\n'
    hint = hint_of(session, tmp_path, data)
    said = re.search(r"\[columns\] (title = .*?)\. If", hint)
    assert said
    assert bring(session, tmp_path, data, f"[columns]\n{said[1]}").added == 1


def test_a_map_for_a_doubled_column_takes_the_other_columns_too(
    session: Session, tmp_path: Path
) -> None:
    data = b"title,Title,notes\nMinutes,Other,torn\n"
    assert "--sketch-map MAP.toml" in hint_of(session, tmp_path, data)
    sketched = sketch(tmp_path / "in.csv", kind_for(session, "holdings"))
    assert bring(session, tmp_path, data, sketched).added == 1
    assert [(each.title, each.notes) for each in kept(session)] == [("Minutes", "torn")]


def test_the_letters_of_wider_signs_are_hinted_by_their_own_name(
    session: Session, tmp_path: Path
) -> None:
    data = "title\nétat\n".encode("utf-32-le")
    hint = hint_of(session, tmp_path, data)
    assert 'encoding = "utf-32"' in hint
    assert bring(session, tmp_path, data, followed(hint)).added == 1


@pytest.mark.parametrize(
    "data",
    [
        b"title,notes\nMin\0utes,torn\nMaps,x\n",
        b"ti\0tle,notes\nMinutes,torn\nMaps,x\n",
        b"title,notes\nMinutes\0\0\0\0\0,torn\0\0\0\0\0\0\nMaps\0\0\0\0\0\0\0\0,x\n",
    ],
)
def test_a_stray_zero_is_no_sign_of_another_text(
    session: Session, tmp_path: Path, data: bytes
) -> None:
    """No map would read it: as UTF-16 it is nonsense."""
    report = bring(session, tmp_path, data)
    assert (report.added, report.refused) == (2, [])
    assert [each.title for each in kept(session)][1] == "Maps"


@pytest.mark.parametrize("data", [b"MZ\x90\0\3" + b"\0" * 400, bytes(range(256)) * 9])
def test_what_is_no_text_is_not_said_to_be_utf_16(
    session: Session, tmp_path: Path, data: bytes
) -> None:
    assert "utf-16" not in hint_of(session, tmp_path, data)


def test_a_header_that_begins_otherwise_is_found_by_its_row(
    session: Session, tmp_path: Path
) -> None:
    data = b"List\ntitle\n" + b"Minutes\n" * 120
    hint = hint_of(session, tmp_path, data, '[file]\nheader_begins = "Code"')
    assert bring(session, tmp_path, data, followed(hint)).added == 120


def test_what_is_packed_is_taken_once_it_is_unpacked(session: Session, tmp_path: Path) -> None:
    plain = b"title\nMinutes\n"
    twice = gzip.compress(gzip.compress(plain))
    assert "Unpack it once" in hint_of(session, tmp_path, twice)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as folder:
        folder.writestr("list.csv", plain)
    assert hint_of(session, tmp_path, packed.getvalue()) == "Unpack it first."
    assert bring(session, tmp_path, gzip.decompress(twice)).added == 1
    with zipfile.ZipFile(packed) as folder:
        assert bring(session, tmp_path, folder.read("list.csv")).unchanged == 1


def test_commands_in_hints_name_the_file_as_it_can_be_named(
    session: Session, tmp_path: Path
) -> None:
    """From any folder, and with blanks in its name."""
    path = tmp_path / "our scheme.csv"
    path.write_text("code,title,parent,schedule\n10,Finance,,7\n")
    with pytest.raises(BadInput) as told:
        import_file(session, "holdings", path)
    command = re.search(r"rmdesk (import .*?);", told.value.next_step)
    assert command
    _verb, kind, file = shlex.split(command[1])
    assert import_file(session, kind, Path(file)).added == 1


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (b'title, notes\n"Minutes, board", "torn, wet"\n', ["Minutes, board"]),
        (b'title , notes\n"Minutes" , "torn, wet" \n"A ""x""" , y\n', ["Minutes", 'A "x"']),
        (b'title; notes\n"a; b"; "c; d"\n', ["a; b"]),
        (b'title, notes\nMinutes, "Big" one\n', ["Minutes"]),
        (b'notes, title\nx, "Big" one\n', ['"Big" one']),
        (b'title,notes\n5" pipe , x\n', ['5" pipe']),
    ],
)  # fmt: skip
def test_blanks_around_what_is_quoted_are_no_part_of_it(
    session: Session, tmp_path: Path, data: bytes, titles: list[str]
) -> None:
    """Unless the quotes are letters of the cell."""
    assert bring(session, tmp_path, data).refused == []
    assert [each.title for each in kept(session)] == titles
