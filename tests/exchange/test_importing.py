"""Bringing files in: what is matched, refused, warned about, and left alone."""

import contextlib
import json
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import Transaction
from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.exchange import import_file, importing, planning
from rmdesk.exchange.kinds import KINDS
from rmdesk.exchange.mapping import Binding
from rmdesk.exchange.rows import _is_meant_so, _Taking
from rmdesk.exchange.rows_file import FileRow, RowsFile
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Unit
from tests.exchange.conftest import Bring, counts, kept
from tests.staff import colleague


def test_a_second_run_of_the_same_file_changes_nothing(session: Session, bring: Bring) -> None:
    maps = ",Maps,n.d.,Legal\n"
    text = f"barcode,title,dates,unit\n0042,Minutes,1950-53,Finance\n{maps}{maps}"
    assert counts(bring(text)) == (3, 0, 0, 0)
    before = session.store.journal.last()
    assert counts(bring(text)) == (0, 0, 3, 0)
    assert session.store.journal.last() == before
    assert kept(session)[0].barcode == "0042"


def test_a_dry_run_tells_the_same_and_does_nothing(session: Session, bring: Bring) -> None:
    text = "title,unit\nMinutes,Finance\n"
    report = bring(text, dry_run=True)
    assert (counts(report), report.units, report.dry_run) == ((1, 0, 0, 0), 1, True)
    assert not kept(session)
    assert not session.store.table(Unit.table).all()


def test_a_barcode_or_an_identifier_makes_a_second_run_an_update(
    session: Session, bring: Bring
) -> None:
    bring("barcode,identifier,title\nB1,,Minutes\n,F-2,Maps\n")
    report = bring("barcode,identifier,title,notes\nB1,,Minutes,torn\nB9,F-2,Maps,\n")
    assert counts(report) == (0, 2, 0, 0)
    assert [(each.barcode, each.notes) for each in kept(session)] == [("B1", "torn"), ("B9", "")]


def test_a_blank_cell_never_erases_what_is_kept(session: Session, bring: Bring) -> None:
    bring("identifier,title,notes\nF-1,Minutes,torn\n")
    assert counts(bring("identifier,title,notes\nF-1,Minutes,\n")) == (0, 0, 1, 0)
    assert kept(session)[0].notes == "torn"


def test_a_cell_of_control_characters_is_blank(session: Session, bring: Bring) -> None:
    text = "identifier,title,dates,notes,keywords\nF-1,Minutes,1950,torn,maps\n"
    bring(text)
    assert counts(bring(text.replace("1950,torn,maps", "\x07,\x07,;"))) == (0, 0, 1, 0)
    assert (kept(session)[0].notes, kept(session)[0].date_from) == ("torn", "1950")
    assert bring("title\n\x07\n").refused[0].field == "barcode"


def test_identifiers_may_repeat_and_match_in_order(session: Session, bring: Bring) -> None:
    text = "identifier,title\n" + "".join(f"MC/ET/I/288,act {n}\n" for n in range(60))
    assert counts(bring(text)) == (60, 0, 0, 0)
    assert counts(bring(text)) == (0, 0, 60, 0)
    changed = text.replace("act 41\n", "act 41 bis\n")
    assert counts(bring(changed)) == (0, 1, 59, 0)
    assert kept(session)[41].title == "act 41 bis"


def test_a_row_never_takes_over_a_record_with_another_barcode(
    session: Session, bring: Bring
) -> None:
    bring("barcode,identifier,title\nB1,F-1,Minutes\n")
    assert counts(bring("barcode,identifier,title\nB2,F-1,Maps\n")) == (1, 0, 0, 0)
    assert [each.title for each in kept(session)] == ["Minutes", "Maps"]


def test_rows_with_only_a_title_are_known_again_by_their_values(
    session: Session, bring: Bring
) -> None:
    bring("title,container\nMinutes,Box 1\nMinutes,Box 1\nMinutes,Box 2\n")
    report = bring("title,container\nMinutes,Box 2\nMinutes,Box 1\nMinutes,Box 1\nMinutes,Box 1\n")
    assert counts(report) == (1, 0, 3, 0)


def test_what_nothing_names_is_refused_by_row_and_field(session: Session, bring: Bring) -> None:
    report = bring("title,notes\nMinutes,\n,only a note\n")
    assert counts(report) == (0, 0, 0, 1)
    assert (report.refused[0].row, report.refused[0].field) == (3, "barcode")
    assert not kept(session)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("extent_m", ".4?", "not a number"),
        ("extent_m", "59 boxes", "not a number"),
        ("extent_m", "-1", "not a number"),
        ("extent_m", "1e999", "not a number"),
        ("security", "Geheim", "not a security level"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_reason(
    session: Session, bring: Bring, column: str, value: str, words: str
) -> None:
    report = bring(f"title,{column}\nMinutes,{value}\nMaps,\n")
    assert [(each.row, each.field) for each in report.refused] == [(2, column)]
    assert words in report.refused[0].reason
    assert not kept(session)


def test_measures_are_read_with_a_point_or_a_comma(session: Session, bring: Bring) -> None:
    bring("title;extent_m\na;0,35\nb;1.25\nc;2\n")
    assert [each.extent_m for each in kept(session)] == [0.35, 1.25, 2.0]


def test_skipping_bad_rows_takes_the_rest_and_writes_them_beside_the_file(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    text = "A list;;\nName;Metres;Remark\nMinutes;0,5;ok\nMaps;much;rolled\n;;lost\n"
    map_text = """
        [file]
        header_row = 2
        [columns]
        title = "Name"
        extent_m = "Metres"
        """
    assert counts(bring(text, map_text)) == (0, 0, 0, 2)
    report = bring(text, map_text, skip_bad=True)
    assert counts(report) == (1, 0, 0, 2)
    refused = Path(report.refused_file)
    assert refused == tmp_path / "in.refused.csv"
    lines = refused.read_text("utf-8").splitlines()
    assert lines[0] == "A list;;"
    assert lines[1] == "Name;Metres;Remark;rmdesk_row;rmdesk_field;rmdesk_reason"
    assert lines[2].startswith("Maps;much;rolled;4;extent_m;")
    mended = refused.read_text("utf-8").replace("much", "2").replace("\n;;lost", "\nLost;1;lost")
    assert counts(bring(mended, map_text)) == (2, 0, 0, 0)


def test_refused_json_rows_stay_json(bring: Bring) -> None:
    rows = [{"title": "a", "extent_m": 1}, {"title": "b", "extent_m": "x"}]
    report = bring(json.dumps(rows), name="in.json", skip_bad=True)
    refused = json.loads(Path(report.refused_file).read_text("utf-8"))
    assert [(each["title"], each["rmdesk_row"]) for each in refused] == [("b", 2)]


def test_odd_dates_are_kept_as_written_and_told_by_row_and_field(
    session: Session, bring: Bring
) -> None:
    report = bring("title,dates,date_to\na,1967=1983,\nb,ca. 1950,986]\nc,nivôse an II,\n")
    assert counts(report) == (3, 0, 0, 0)
    assert [(each.row, each.field) for each in report.warnings] == [(2, "dates"), (3, "date_to")]
    first, second, third = kept(session)
    assert (first.dates, first.earliest) == ("1967=1983", None)
    assert (second.date_from, second.date_to, second.latest) == ("1950", "986]", 19501231)
    assert (third.dates, third.earliest, third.date_from) == (
        "nivôse an II",
        17931221,
        "1793-12-21",
    )


def test_new_dates_leave_no_old_ends_behind(session: Session, bring: Bring) -> None:
    bring("identifier,title,dates\nF-1,Minutes,1950\n")
    bring("identifier,title,dates\nF-1,Minutes,1960-1962\n")
    assert (kept(session)[0].date_from, kept(session)[0].latest) == ("1960", 19621231)


def test_the_same_barcode_twice_in_a_file_is_refused(bring: Bring) -> None:
    report = bring("barcode,title\nB1,Minutes\nB1,Maps\n")
    assert [(each.row, each.field) for each in report.refused] == [(3, "barcode")]
    assert "row 2" in report.refused[0].reason


def test_words_of_the_site_are_kept_and_told_once(session: Session, bring: Bring) -> None:
    report = bring("title,kind\na,Aperture Card\nb,Lantern slide\nc,Lantern slide\n")
    assert [(each.row, each.field) for each in report.warnings] == [(3, "kind")]
    assert [each.kind for each in kept(session)] == [
        "aperture-card",
        "lantern-slide",
        "lantern-slide",
    ]


def test_columns_that_are_not_taken_are_told_but_of_an_export_not_the_desks_own(
    bring: Bring,
) -> None:
    report = bring("title,status,Remarks,due\nMinutes,out,x,2026-01-01\n")
    assert {(each.row, each.field) for each in report.warnings} == {
        (1, "status"), (1, "Remarks"), (1, "due"),
    }  # fmt: skip
    report = bring("title,origin,status,Remarks\nMinutes,,out,x\n")
    assert [(each.row, each.field) for each in report.warnings] == [(1, "Remarks")]


def clerk(desk: Desk) -> Session:
    """Somebody at the same desk who is cleared for nothing."""
    return colleague(desk, "clerk")


def test_all_or_nothing_when_the_store_says_no_in_the_middle(
    desk: Desk, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody else took the barcode between the plan and the writing."""
    add_holding(session, {"barcode": "B2", "title": "Plan", "security": "secret"})
    monkeypatch.setattr(importing, "STEP", 1)
    monkeypatch.setattr(planning, "given", lambda *_args: set())
    path = tmp_path / "in.csv"
    path.write_text("barcode,title\nB1,a\nB2,b\nB3,c\n", "utf-8")
    with pytest.raises(BadInput, match="B2"):
        import_file(clerk(desk), "holdings", path)
    assert [each.barcode for each in kept(session)] == ["B2"]


class Overtaken(Session):
    """A session that somebody else overtakes between its plan and its writing."""

    overtaken = False

    def change(
        self, action: str, reason: str | None = None, *, trial: bool = False
    ) -> AbstractContextManager[Transaction]:
        if not self.overtaken:
            self.overtaken = True
            add_holding(self.desk.session("mlee"), {"identifier": "F-1", "title": "Minutes"})
        return super().change(action, reason)


def test_a_plan_overtaken_by_somebody_else_is_made_anew(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("identifier,title\nF-1,Minutes\nF-2,Maps\n", "utf-8")
    session = Overtaken(desk, "mlee")
    assert counts(import_file(session, "holdings", path)) == (1, 0, 1, 0)
    assert [each.identifier for each in kept(session)] == ["F-1", "F-2"]


def test_hidden_records_stay_hidden_from_who_brings_a_file(
    desk: Desk, session: Session, tmp_path: Path
) -> None:
    add_holding(session, {"barcode": "B1", "title": "Plan", "security": "secret"})
    add_holding(session, {"identifier": "F-1", "title": "Plan", "security": "secret"})
    path = tmp_path / "in.csv"
    path.write_text("identifier,title\nF-1,Mine\nB1,Box\n", "utf-8")
    report = import_file(clerk(desk), "holdings", path)
    assert counts(report) == (2, 0, 0, 0)
    path.write_text("title,container\nInside,B1\n", "utf-8")
    import_file(clerk(desk), "holdings", path)
    _mine, box, inside, *hidden = kept(session)
    assert inside.inside == box.id
    path.write_text("barcode,title\nB1,Mine\n", "utf-8")
    report = import_file(clerk(desk), "holdings", path, dry_run=True)
    assert [each.reason for each in report.refused] == [
        "the barcode B1 cannot be given to this record"
    ]
    assert [each.title for each in hidden] == ["Plan", "Plan"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("holdings", "title,barcode\nPlan,P1\nMap,S1\nMenu,F2\n"),
        ("people", "name,barcode\nRoy,F1\nLee,S1\nWu,F2\n"),
        ("locations", "row,barcode\nB4,F1\nB5,P1\nB6,F2\n"),
    ],
)
def test_a_barcode_of_another_kind_of_record_is_refused_with_its_row(
    bring: Bring, session: Session, kind: str, text: str
) -> None:
    add_place(session, {"barcode": "S1", "row": "B3"})
    add_person(session, {"barcode": "P1", "name": "Ito"})
    add_holding(session, {"barcode": "F1", "title": "Contract", "security": "secret"})
    report = bring(text, kind=kind, skip_bad=True)
    given = [line.split(",")[1] for line in text.splitlines()[1:3]]
    assert [(each.row, each.field, each.reason) for each in report.refused] == [
        (row, "barcode", f"the barcode {code} cannot be given to this record")
        for row, code in enumerate(given, 2)
    ]
    assert report.added == 1
    assert bring(text, kind=kind, skip_bad=True).unchanged == 1


def test_nobody_brings_in_what_they_may_not_know_of(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title,security\nPlan,Secret\nMenu,\n", "utf-8")
    report = import_file(clerk(desk), "holdings", path)
    assert [(each.row, each.field) for each in report.refused] == [(2, "security")]


def test_the_desks_own_changes_survive_a_file_that_does_not_speak_of_them(
    session: Session, bring: Bring
) -> None:
    bring("identifier,title\nF-1,Minutes\n")
    edit_holding(session, "F-1", {"notes": "mended", "barcode": "B77"})
    assert counts(bring("identifier,title\nF-1,Minutes\n")) == (0, 0, 1, 0)
    assert kept(session)[0].barcode == "B77"


def test_the_journal_tells_the_import_and_its_file(session: Session, bring: Bring) -> None:
    bring("title\nMinutes\n", name="shelf list.csv")
    entry = session.store.journal.latest(1)[0]
    assert (entry.action, entry.reason) == ("import", "shelf list.csv")


def test_progress_is_told_while_reading_and_while_writing(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title\n" + "".join(f"file {n}\n" for n in range(2500)), "utf-8")
    told: list[tuple[int, int | None]] = []
    import_file(session, "holdings", path, progress=lambda done, total: told.append((done, total)))
    read, wrote = told[:2500], told[2500:]
    assert read == [(n + 1, None) for n in range(2500)]
    assert wrote == [(1000, 2500), (2000, 2500), (2500, 2500)]


@pytest.mark.parametrize("at", [1, 3, 5])
def test_a_short_file_is_stopped_between_any_two_rows_and_nothing_is_taken(
    session: Session, tmp_path: Path, at: int
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title\n" + "".join(f"file {n}\n" for n in range(5)), "utf-8")

    def stop(done: int, total: int | None) -> None:
        if done == at and total is None:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        import_file(session, "holdings", path, progress=stop)
    assert not kept(session)


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        ("\x1b[31mMin\x07utes\x1b[0m", "Min utes"),
        ("\x1b[1;38;5;208mMinutes\x1b[K", "Minutes"),
        ("\x9b31mMinutes\x9b0m", "Minutes"),
        ("\x1b]0;owned\x07Minutes", "Minutes"),
        ("\x1b]8;;http://example.org\x1b\\Minutes\x1b]8;;\x1b\\", "Minutes"),
        ("\x9d2;owned\x9cMinutes", "Minutes"),
        ("\x1bP1$r0m\x1b\\Minutes", "Minutes"),
        ("\x1b]0;Minutes", "Minutes"),
        ("\x1b(BMinutes\x1bc", "Minutes"),
        ("Minutes\x1b[31", "Minutes"),
        ("Minutes\x1b", "Minutes"),
        ("Min\x1b[2Jutes", "Minutes"),
        ("[31mMinutes", "[31mMinutes"),
        ("\x9dMinutes\x9c", "Minutes"),
    ],
)
def test_control_sequences_never_get_in_and_are_told(
    session: Session, bring: Bring, cell: str, title: str
) -> None:
    rows = f'identifier,title,notes,dates,keywords,unit\n"{cell}","{cell}","{cell}\r\nb",,,\n'
    report = bring(rows, name="a.csv")
    assert kept(session)[0].title == title
    assert kept(session)[0].notes == f"{title}\nb".replace("Min utes", "Minutes")
    assert kept(session)[0].identifier == title.replace(" ", "")
    told = [each.field for each in report.warnings if "nobody sees" in each.text]
    assert told == (["identifier", "title", "notes"] if cell != title else [])


def test_in_dates_words_and_codes_nothing_is_left_of_them_either(
    session: Session, bring: Bring
) -> None:
    row = {"title": "a", "dates": "\x1b[1m1950\x1b[0m", "keywords": ["\x1b[31mmaps", "plans"]}
    report = bring(json.dumps([row | {"volume": "1\u200b"}]), name="a.json")
    holding = kept(session)[0]
    assert (holding.dates, holding.date_from, holding.keywords) == (
        "1950", "1950", ["maps", "plans"],
    )  # fmt: skip
    told = [each.field for each in report.warnings if "nobody sees" in each.text]
    assert sorted(told) == ["dates", "keywords", "volume"]


@pytest.mark.parametrize("text", ["a\tb", "a\r\nb", "نامه\u200cها", "Côte\xa0d'Or"])
def test_signs_that_are_kept_or_mean_a_blank_are_not_told(bring: Bring, text: str) -> None:
    assert bring(f'title,notes\n"{text}","{text}"\n').warnings == []


def test_an_unknown_kind_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Kinds are: holdings"):
        import_file(session, "boxes", tmp_path / "in.csv")


HEADS = st.sampled_from(
    [b"", b"title,dates\n", b"\xef\xbb\xbftitle\n", b"PK\x03\x04", b"\x1f\x8b\x08"]
)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(HEADS, st.binary(max_size=200), st.sampled_from(["in.csv", "in.json", "in.xlsx", "in.gz"]))
def test_no_bytes_whatever_break_an_import(
    session: Session, tmp_path: Path, head: bytes, tail: bytes, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(head + tail)
    with contextlib.suppress(BadInput):
        import_file(session, "holdings", path, dry_run=True)


def test_what_follows_from_new_records_is_done_for_so_many_at_a_time(
    session: Session, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "STEP", 3)
    told: list[list[int]] = []
    kinds = session.desk.kinds
    noting = replace(
        kinds["holdings"],
        follow=lambda _session, some: told.append([each.id for each in some]),
        follows_from="",
    )
    monkeypatch.setattr(session.desk, "kinds", {**kinds, "holdings": noting})
    bring("title\n" + "".join(f"Minutes {n}\n" for n in range(7)))
    assert told == [[1, 2, 3], [4, 5, 6], [7]]


def test_a_new_record_without_the_field_that_something_follows_from_is_not_looked_at_for_it(
    session: Session, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[int]] = []
    kinds = session.desk.kinds
    noting = replace(
        kinds["holdings"],
        follow=lambda _session, some: told.append([each.id for each in some]),
        follows_from="notes",
    )
    monkeypatch.setattr(session.desk, "kinds", {**kinds, "holdings": noting})
    bring("barcode,title,notes\n1,Minutes,\n2,Letters,torn\n")
    assert told == [[2]]
    bring("barcode,title\n1,Minutes of 1950\n")
    assert told == [[2], [1]]


PIECES = [
    "a",
    "Box 7",
    " ",
    "  ",
    '="',
    '"',
    "#N/A",
    "###",
    "1.2E+10",
    "'",
    "\t",
    "\x1b[1m",
    "é",
    ";",
]
CELLS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join)
CODE_OR_LINE = st.sampled_from(["barcode", "title", "series", "container", "notes"])


@given(CODE_OR_LINE | st.sampled_from(sorted(Holding.given_by("file"))), CELLS)
def test_a_plain_cell_is_its_own_value(name: str, text: str) -> None:
    """What is not looked at closely is what a close look would have made of it."""
    cell, kind = text.strip(), KINDS["holdings"]
    taking = _Taking(
        kind,
        Binding({name: "x", "title": "t"}, {}, {}, by_name=True),
        RowsFile(Path("in.csv"), "csv", ["x", "t"], iter(())),
    )
    if not (cell and name in taking._verbatim and _is_meant_so(cell)):
        return
    values = taking.values(FileRow(2, {"x": cell, "t": cell}))
    assert (values[name], taking._understood(name, cell)) == (cell, (cell, ()))
    assert not taking.remarks


@pytest.mark.parametrize("many", [10, 2000])
def test_a_barcode_of_a_person_or_a_place_is_taken_in_a_list_of_any_length(
    session: Session, bring: Bring, many: int
) -> None:
    """R42: however they are looked for, and in whatever case they are written."""
    add_person(session, {"name": "Ada Lovelace", "barcode": "ab-1"})
    add_place(session, {"room": "R1", "barcode": "PL-1"})
    rows = "".join(f"{n},Minutes\n" for n in range(many))
    report = bring(f"barcode,title\n{rows}AB-1,Maps\npl-1,Letters\n", skip_bad=True)
    assert report.added == many
    assert [(each.row, each.field) for each in report.refused] == [
        (many + 2, "barcode"),
        (many + 3, "barcode"),
    ]
