"""Giving records out, and taking them back without a change."""

import csv
import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook
from tinydb import TinyDB

from data.errors import FileRefused
from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.holding import add_holding
from rmdesk.exchange import KINDS, Dress, export, import_file
from rmdesk.model.errors import BadInput
from rmdesk.opening import init_home
from tests.exchange.conftest import Bring, fixed_now
from tests.staff import colleague

TABLES = {
    "locations": "barcode,row,bay,shelf,capacity_m,security\nL1,B3,04,2,0.9,secret\n,B3,05,1,,\n",
    "people": (
        "barcode,name,unit,clearance,clearance_until,custodian\n"
        "P1,Ito,Finance,secret,2027-01-31,yes\n"
    ),
    "scheme": "code,parent,title,see_also,terms\nADM,,Admin,FIN;LEG,rent\nADM-1,ADM,Rent,,\n",
    "schedule": "code,title,active_years,disposition,vital\nS1,Leases,0.5,destroy,yes\n",
    "holdings": (
        "barcode,identifier,title,description,container,dates,date_from,extent_m,security,"
        "caveats,home,keywords,unit\n"
        'B1,F-1,Minutes,"two\nlines",,nivôse an II,,0.35,secret,NATO;Q,L1,rent; lease,Finance\n'
        ",F-1,=1+1,,B1,1967=1983,986],,,,Attic,,\n"
        "0042,,会议记录,,B1,n.d.,,1,,,b3-05-1,,\n"
        ",,Only a title,,,1950,,,,,,,\n,,Only a title,,,1950,,,,,,,\n"
    ),
    "requests": (
        "number,received,closed,requester,text,priority\n"
        "A-1,2026-03-01,,Ito,leases,urgent\nA-1,,2026-03-02,,maps,\n"
    ),
}


@pytest.fixture
def filled(session: Session, bring: Bring) -> Session:
    for kind, text in TABLES.items():
        report = bring(text, kind=kind)
        assert not report.refused
    return session


OF_EVERY_KIND = ("csv", "json", "xlsx", "tinydb")
GIVEN = [(kind, format_) for kind in KINDS for format_ in OF_EVERY_KIND]
GIVEN += [("holdings", "ead"), ("holdings", "ead3"), ("scheme", "skos")]


@pytest.mark.parametrize(("kind", "format_"), GIVEN)
def test_what_is_given_out_is_taken_back_unchanged(
    filled: Session, tmp_path: Path, kind: str, format_: str
) -> None:
    out = tmp_path / f"out.{format_}"
    count = export(filled, kind, format_, out)
    report = import_file(filled, kind, out)
    assert (report.added, report.updated, report.unchanged) == (0, 0, count)
    assert not report.refused
    assert not [each for each in report.warnings if each.text.endswith("left out")]


@pytest.mark.whole
@pytest.mark.parametrize("format_", ["csv", "json", "xlsx", "ead", "ead3"])
def test_a_new_centre_takes_it_whole(filled: Session, tmp_path: Path, format_: str) -> None:
    with init_home(tmp_path / "other", "mlee", now=fixed_now) as other:
        session = other.session("mlee")
        for kind in TABLES:
            only = "holdings" if format_.startswith("ead") else kind
            chosen = format_ if kind == only else "skos" if kind == "scheme" else "json"
            out = tmp_path / f"{kind}.{chosen}"
            export(filled, kind, chosen, out)
            assert not import_file(session, kind, out).refused
        for table in ("holdings", "places", "units", "classes", "schedule_items", "requests"):
            ours, theirs = (
                sorted(map(str, each.store.table(table).all())) for each in (filled, session)
            )
            assert theirs == ours


def test_json_is_a_list_of_objects_with_our_names_and_where_each_is(
    filled: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    assert export(filled, "holdings", "json", out) == 5
    # What not everybody may know of is numbered apart, and comes last.
    _second, third, *others, first = json.loads(out.read_text("utf-8"))
    assert [each["title"] for each in others] == ["Only a title"] * 2
    assert first["keywords"] == ["rent", "lease"]
    assert (first["status"], first["place"], first["holder"], first["due"]) == (
        "in",
        "B3-04-2",
        "",
        "",
    )
    assert list(first) == [*KINDS["holdings"].fields, "origin", "status", "place", "holder", "due"]
    assert (third["extent_m"], first["date_from"], third["title"]) == (
        1.0,
        "1793-12-21",
        "会议记录",
    )


def test_no_cell_can_make_a_spreadsheet_calculate(filled: Session, tmp_path: Path) -> None:
    for title in ("=1+1", "+1", "-1", "@SUM(A1)", "'=1"):
        add_holding(filled, {"title": title, "notes": "x"})
    out = tmp_path / "out.csv"
    export(filled, "holdings", "csv", out)
    with out.open(encoding="utf-8", newline="") as lines:
        titles = [row["title"] for row in csv.DictReader(lines)][4:-1]
    assert titles == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "''=1"]
    sheet = tmp_path / "out.xlsx"
    export(filled, "holdings", "xlsx", sheet)
    cells = load_workbook(str(sheet)).get_sheet_by_index(0).to_python()
    assert [row[3] for row in cells][5:-1] == ["=1+1", "+1", "-1", "@SUM(A1)", "'=1"]


def test_a_title_mended_in_a_spreadsheet_comes_back_to_its_own_record(
    filled: Session, tmp_path: Path
) -> None:
    add_holding(filled, {"title": "Made at the desk"})
    out = tmp_path / "out.csv"
    count = export(filled, "holdings", "csv", out)
    text = out.read_text("utf-8").replace("Made at the", "Mended at the")
    out.write_text(text.replace("Only a title", "A better title", 1), "utf-8")
    report = import_file(filled, "holdings", out)
    assert (report.added, report.updated, report.unchanged) == (0, 2, count - 2)


def test_hidden_records_are_in_no_file(desk: Desk, filled: Session, tmp_path: Path) -> None:
    clerk = colleague(desk, "clerk")
    for format_ in ("csv", "json", "xlsx", "tinydb"):
        out = tmp_path / f"out.{format_}"
        assert export(clerk, "holdings", format_, out) == 4
        if format_ != "xlsx":
            assert "Minutes" not in out.read_text("utf-8")


def test_tinydb_itself_reads_what_is_given_out_for_it(filled: Session, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert export(filled, "holdings", "tinydb", out) == 5
    with TinyDB(out, encoding="utf-8", access_mode="r") as stock:
        assert stock.table("holdings").all() == filled.store.table("holdings").all()


def test_a_file_of_tinydb_itself_is_taken(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "db.json"
    with TinyDB(out, encoding="utf-8", ensure_ascii=False) as stock:
        stock.table("notes").insert({"text": "not ours"})
        stock.table("holdings").insert_multiple(
            [{"title": "Écluse", "keywords": ["lock", "canal"], "colour": "red"}, {"barcode": "B7"}]
        )
    report = import_file(session, "holdings", out)
    assert (report.added, report.refused) == (2, [])
    assert [each.field for each in report.warnings] == ["colour"]
    assert import_file(session, "holdings", out).unchanged == 2
    with pytest.raises(BadInput, match="no table “people”"):
        import_file(session, "people", out)


def test_a_holding_without_a_code_comes_back_as_itself(session: Session, tmp_path: Path) -> None:
    add_holding(session, {"title": "Typed in at the desk"})
    out = tmp_path / "out.json"
    export(session, "holdings", "tinydb", out)
    assert import_file(session, "holdings", out).unchanged == 1


def test_a_file_is_for_its_owner_and_group_and_appears_whole_or_not(
    filled: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    export(filled, "holdings", "csv", out)
    assert not stat.S_IMODE(out.stat().st_mode) & 0o007
    with pytest.raises(FileRefused, match="cannot be written"):
        export(filled, "holdings", "csv", tmp_path / "no such folder" / "out.csv")
    with pytest.raises(BadInput, match="Formats are: csv"):
        export(filled, "holdings", "pdf", out)


def test_a_cell_too_long_for_a_spreadsheet_is_cut_and_told(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring(json.dumps([{"title": "long", "description": "x" * 40_000}]), name="in.json")
    dress = Dress()
    assert export(session, "holdings", "xlsx", tmp_path / "big.xlsx", dress) == 1
    assert dress.cut == [(2, "description")]
    cells = load_workbook(str(tmp_path / "big.xlsx")).get_sheet_by_index(0).to_python()
    assert cells[1][4] == "x" * 32_766 + "…"
    assert import_file(session, "holdings", tmp_path / "big.xlsx").unchanged == 1


def test_what_xml_or_a_terminal_cannot_take_is_left_out(session: Session, tmp_path: Path) -> None:
    text = "a\x1b[2Jb\ufffec\x9bd\ttab\nline"
    with session.change("as another program may have left it"):
        session.store.table("holdings").insert({"title": text, "status": "in"})
    out, sheet = tmp_path / "out.csv", tmp_path / "out.xlsx"
    export(session, "holdings", "csv", out)
    assert "a[2Jb\ufffecd\ttab\nline" in out.read_text("utf-8-sig")
    export(session, "holdings", "xlsx", sheet)
    cells = load_workbook(str(sheet)).get_sheet_by_index(0).to_python()
    assert cells[1][3] == "a[2Jbc\x9bd\ttab\nline"


def test_a_table_for_a_spreadsheet_says_its_letters_and_one_for_a_program_does_not(
    filled: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    export(filled, "holdings", "csv", out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbfbarcode,")
    export(filled, "holdings", "csv", out, Dress(mark=False), force=True)
    assert out.read_bytes().startswith(b"barcode,")


@pytest.mark.whole
def test_more_than_a_page_is_given_out(session: Session, bring: Bring, tmp_path: Path) -> None:
    bring("title\n" + "".join(f"file {n}\n" for n in range(2100)))
    assert export(session, "holdings", "json", tmp_path / "out.json") == 2100
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))) == 2100


@pytest.mark.whole
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(
        st.fixed_dictionaries(
            {name: st.text(max_size=12) for name in ("identifier", "title", "dates", "notes")}
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["csv", "json", "xlsx"]),
)
def test_any_texts_come_back_as_they_went(
    session: Session, tmp_path: Path, rows: list[dict[str, str]], format_: str
) -> None:
    source, out = tmp_path / "in.json", tmp_path / f"out.{format_}"
    source.write_text(json.dumps(rows), "utf-8")
    import_file(session, "holdings", source, skip_bad=True)
    count = export(session, "holdings", format_, out, force=True)
    report = import_file(session, "holdings", out, dry_run=True)
    assert (report.unchanged, report.refused) == (count, [])
