"""R43: a row changes a record only when it surely is that record; what it would change is told."""

from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.holding import edit_holding
from rmdesk.exchange import export, import_file
from rmdesk.model.records import Holding, Person, Request
from tests.exchange.conftest import Bring, counts, kept
from tests.staff import colleague


def titles(session: Session) -> dict[str, str]:
    return {each.barcode or f"#{each.id}": each.title for each in kept(session)}


def told(report: object) -> list[tuple[int, str, str]]:
    return [(each.row, each.field, each.text) for each in report.warnings]  # type: ignore[attr-defined]


# --- keys that name two records -------------------------------------------------------------------


def test_a_row_whose_barcode_is_one_box_and_whose_code_another_is_refused(
    session: Session, bring: Bring
) -> None:
    bring("barcode,identifier,title\n11111111,BX-1,One\n22222222,BX-2,Two\n")
    before = session.store.journal.last()
    report = bring("identifier,barcode\nBX-1,22222222\nBX-2,11111111\n")
    assert counts(report) == (0, 0, 0, 2)
    assert [each.row for each in report.refused] == [2, 3]
    assert "22222222" in report.refused[0].reason
    assert "11111111" in report.refused[0].reason
    assert session.store.journal.last() == before


def test_the_same_for_a_box_without_a_code_and_a_code_without_a_barcode(bring: Bring) -> None:
    bring("barcode,identifier,title\nB1,,Minutes\n,F-1,Letters\n")
    report = bring("barcode,identifier\nB1,F-1\n")
    assert [(each.row, each.field) for each in report.refused] == [(2, "identifier")]


def test_boxes_of_one_shelf_mark_are_no_contradiction(session: Session, bring: Bring) -> None:
    bring("barcode,identifier,title\nB1,S-1,a\nB2,,b\n")
    assert counts(bring("barcode,identifier\nB1,S-1\nB2,S-1\n")) == (0, 1, 1, 0)
    bring("barcode,identifier,title\nB3,S-2,c\n")
    report = bring("barcode,identifier\nB3,S-1\n")  # two have it: it names neither
    assert counts(report) == (0, 1, 0, 0)
    assert told(report) == [(2, "identifier", "“S-2” → “S-1”")]


def test_badges_that_were_swapped_in_a_list_of_people_are_refused(bring: Bring) -> None:
    bring("barcode,name,unit\nP1,Ito,Legal\nP2,Roy,Legal\n", kind="people")
    report = bring("barcode,name,unit\nP2,Ito,Legal\nP1,Roy,Legal\n", kind="people")
    assert counts(report) == (0, 0, 0, 2)


def test_places_whose_barcodes_were_swapped_are_refused(bring: Bring) -> None:
    bring("barcode,row,bay\nL1,B3,1\nL2,B3,2\n", kind="locations")
    report = bring("barcode,row,bay\nL2,B3,1\nL1,B3,2\n", kind="locations")
    assert counts(report) == (0, 0, 0, 2)


# --- records of one code --------------------------------------------------------------------------


def test_rows_of_one_code_in_another_order_change_nothing(session: Session, bring: Bring) -> None:
    bring("identifier,title\nX-1,Minutes\nX-1,Letters\n")
    assert counts(bring("identifier,title\nX-1,Letters\nX-1,Minutes\n")) == (0, 0, 2, 0)
    assert counts(bring("identifier,title\nX-1,Letters\n")) == (0, 0, 1, 0)
    report = bring("identifier,title\nX-1,Plans\n")
    assert counts(report) == (1, 0, 0, 0)
    assert told(report) == [(2, "identifier", "none that has this identifier agrees; a new one")]


def test_a_row_that_may_be_either_of_two_is_refused(session: Session, bring: Bring) -> None:
    bring("identifier,title,dates\nX-1,Minutes,1950\nX-1,Minutes,1951\n")
    report = bring("identifier,title,notes\nX-1,Minutes,torn\n")
    assert counts(report) == (0, 0, 0, 1)
    assert "more than one of them may be meant" in report.refused[0].reason
    both = bring("identifier,title,dates,notes\nX-1,Minutes,1951,torn\n")
    assert counts(both) == (0, 1, 0, 0)
    assert [each.notes for each in kept(session)] == ["", "torn"]


def test_requests_of_one_number_in_another_order_change_nothing(
    session: Session, bring: Bring
) -> None:
    text = "number,received,text\nA-1,2019-05-02,lease files\nA-1,2019-05-03,maps\n"
    bring(text, kind="requests")
    lines = text.splitlines()
    again = "\n".join([lines[0], lines[2], lines[1]]) + "\n"
    assert counts(bring(again, kind="requests")) == (0, 0, 2, 0)
    assert counts(bring(f"{lines[0]}\n{lines[2]}\n", kind="requests")) == (0, 0, 1, 0)
    assert counts(bring(f"{lines[0]}\nA-1,2019-05-04,plans\n", kind="requests")) == (1, 0, 0, 0)
    assert len(session.store.table(Request.table)) == 3


def test_people_of_one_name_and_unit_are_told_apart_or_asked_for(
    session: Session, bring: Bring
) -> None:
    text = "name,unit,phone\nIto,Legal,1\nIto,Legal,2\n"
    bring(text, kind="people")
    assert counts(bring("name,unit,phone\nIto,Legal,2\nIto,Legal,1\n", kind="people"))[2] == 2
    report = bring("name,unit,email\nIto,Legal,ito@example.org\n", kind="people")
    assert counts(report) == (0, 0, 0, 1)
    assert not any(each.get("email") for each in session.store.table(Person.table).all())


# --- rows without a code --------------------------------------------------------------------------


def test_two_lists_never_swallow_each_others_rows(session: Session, bring: Bring) -> None:
    bring("title,dates\nCorrespondence,1950\nMaps,1951\n", name="finance.csv")
    report = bring("title,dates\nCorrespondence,1950\nPlans,1952\n", name="legal.csv")
    assert counts(report) == (2, 0, 0, 0)
    assert counts(bring("title,dates\nCorrespondence,1950\n", name="finance.csv")) == (0, 0, 1, 0)
    assert len(kept(session)) == 4


def test_a_list_with_one_more_column_meets_its_own_records(session: Session, bring: Bring) -> None:
    bring("title,dates\nMinutes,1950\nMaps,n.d.\nMinutes,1951\n")
    report = bring("title,notes,dates\nMinutes,torn,1951\nMaps,,n.d.\nMinutes,,1950\n")
    assert counts(report) == (0, 1, 2, 0)
    assert [each.notes for each in kept(session)] == ["", "", "torn"]
    assert counts(bring("title\nMinutes\nMaps\nMinutes\n")) == (0, 0, 3, 0)


@pytest.mark.parametrize("code", ["identifier", "barcode"])
def test_a_list_that_gets_codes_meets_its_own_records(
    session: Session, bring: Bring, code: str
) -> None:
    bring("title,dates\nMinutes,1950\nMaps,n.d.\nMinutes,1951\n")
    coded = f"{code},title,dates\nX2,Minutes,1951\nX3,Maps,n.d.\nX1,Minutes,1950\nX4,Plans,\n"
    assert counts(bring(coded)) == (1, 3, 0, 0)
    assert [getattr(each, code) for each in kept(session)] == ["X1", "X3", "X2", "X4"]
    assert counts(bring(coded)) == (0, 0, 4, 0)
    assert counts(bring("title,dates\nMinutes,1951\nMaps,n.d.\n")) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("first", "then", "name", "right"),
    [
        ("title,dates\nMinutes,1950\n", "X1,Minutes,1980", "in.csv", (1, 0, 0, 0)),
        ("title,kind\nMinutes,map\n", "X1,Minutes,", "in.csv", (0, 1, 0, 0)),
        ("title,dates\nMinutes,1950\n", "X1,Minutes,1950", "other.csv", (1, 0, 0, 0)),
        ("identifier,title\nY1,Minutes\n", "X1,Minutes,", "in.csv", (1, 0, 0, 0)),
        ("title,dates\nMinutes,\nMinutes,\n", "X1,Minutes,\nX2,Minutes,", "in.csv", (0, 2, 0, 0)),
        ("title,dates\nMinutes,1950\nMinutes,1951\n", "X1,Minutes,", "in.csv", (0, 0, 0, 1)),
        ("title,dates\nMinutes,1950\n", "X1,Minutes,\nX1,Minutes,1950", "in.csv", (1, 1, 0, 0)),
    ],
)
def test_a_row_with_a_code_is_only_what_it_surely_was(
    bring: Bring, first: str, then: str, name: str, right: tuple[int, int, int, int]
) -> None:
    bring(first)
    assert counts(bring(f"identifier,title,dates\n{then}\n", name=name)) == right


def test_what_was_labelled_since_gets_no_other_label(session: Session, bring: Bring) -> None:
    bring("title,dates\nMinutes,1950\n")
    (made,) = kept(session)
    edit_holding(session, f"#{made.id}", {"barcode": "B7"})
    assert counts(bring("barcode,title,dates\nX1,Minutes,1950\n")) == (1, 0, 0, 0)
    assert [each.barcode for each in kept(session)] == ["B7", "X1"]


def test_a_hidden_record_of_a_list_gets_no_code(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring("title,security\nMinutes,secret\n")
    clerk = colleague(session.desk, "clerk")
    (tmp_path / "in.csv").write_text("identifier,title\nX1,Minutes\n")
    assert counts(import_file(clerk, "holdings", tmp_path / "in.csv")) == (1, 0, 0, 0)
    assert sorted(each.identifier for each in kept(session)) == ["", "X1"]


def test_a_date_mended_in_a_list_as_long_as_it_was_is_an_update(
    session: Session, bring: Bring
) -> None:
    bring("title,dates\nMinutes,1950\nMinutes,1951\n")
    report = bring("title,dates\nMinutes,1951\nMinutes,1960\n")
    assert counts(report) == (0, 1, 1, 0)
    assert told(report) == [(3, "dates", "“1950” → “1960”")]


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.refused.csv", "in.tsv"])
def test_a_list_is_itself_in_any_dress(bring: Bring, name: str) -> None:
    import gzip

    text = b"title\nMinutes\n"
    bring(text)
    data = gzip.compress(text) if name.endswith(".gz") else text
    assert counts(bring(data, name=name)) == (0, 0, 1, 0)


def test_a_map_may_name_the_list(session: Session, bring: Bring) -> None:
    first = '[file]\nlist = "Finance"\n'
    bring("title\nMinutes\n", first, name="a.csv")
    assert counts(bring("title\nMinutes\n", first, name="b.csv")) == (0, 0, 1, 0)
    assert counts(bring("title\nMinutes\n", '[file]\nlist = "Legal"\n', name="a.csv"))[0] == 1


# --- what is told, and how to refuse it -----------------------------------------------------------


def test_a_title_that_a_code_would_change_is_told_old_and_new_and_may_be_refused(
    session: Session, bring: Bring
) -> None:
    bring("identifier,title,kind,dates\n1,Minutes of the board,file,1950\n")
    text = "identifier,title,kind,dates\n1,Tax forms,box,1990\n2,Plans,file,\n"
    right = [
        (2, "title", "“Minutes of the board” → “Tax forms”"),
        (2, "kind", "“file” → “box”"),
        (2, "dates", "“1950” → “1990”"),
    ]
    dry = bring(text, dry_run=True)
    assert told(dry) == right
    assert (dry.overwritten, dry.to_json()["overwritten"]) == (1, 1)
    refused = bring(text, overwrite=False)
    assert counts(refused) == (0, 0, 0, 1)
    assert (refused.refused[0].row, refused.refused[0].field) == (2, "title")
    assert "“Minutes of the board” → “Tax forms”" in refused.refused[0].reason
    assert titles(session) == {"#1": "Minutes of the board"}
    assert counts(bring(text, overwrite=False, skip_bad=True)) == (1, 0, 0, 1)
    assert told(bring(text)) == right


def test_filling_what_is_blank_overwrites_nothing(session: Session, bring: Bring) -> None:
    bring("identifier,title\n1,Minutes\n")
    report = bring("identifier,title,notes,dates\n1,Minutes,torn,1950\n", overwrite=False)
    assert (counts(report), told(report), report.overwritten) == ((0, 1, 0, 0), [], 0)


def test_equal_warnings_are_told_once_with_their_number(bring: Bring) -> None:
    report = bring("title,dates\n" + "".join(f"file {n},1967=1983\n" for n in range(50)))
    assert [(each.row, each.field, each.rows) for each in report.warnings] == [(2, "dates", 50)]
    assert report.to_json()["warnings"][0]["rows"] == 50


# --- dates ----------------------------------------------------------------------------------------


def ends(session: Session) -> tuple[str, str, str]:
    holding = kept(session)[0]
    return holding.dates, holding.date_from, holding.date_to


def corrected(session: Session, folder: Path, old: str, new: str) -> list[tuple[int, str, str]]:
    out = folder / "out.csv"
    export(session, "holdings", "csv", out)
    out.write_text(out.read_text("utf-8-sig").replace(old, new, 1), "utf-8")
    return told(import_file(session, "holdings", out))


def test_ends_that_followed_from_a_text_follow_from_the_corrected_one(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring("identifier,title,dates\nF-1,Minutes,1950\n")
    assert corrected(session, tmp_path, ",1950,1950,1950", ",1960-61,1950,1950") == [
        (2, "dates", "“1950” → “1960-61”")
    ]
    assert ends(session) == ("1960-61", "1960", "1961")


def test_ends_that_the_source_gave_stay_and_disagreement_is_told(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring("identifier,title,dates,date_from,date_to\nF-1,Minutes,1950,1948,1950\n")
    warnings = corrected(session, tmp_path, ",1950,1948", ",1960,1948")
    assert sorted(each[1:] for each in warnings) == [
        ("date_from", "“1948” is outside of “1960”; both kept"),
        ("dates", "“1950” → “1960”"),
    ]
    assert ends(session) == ("1960", "1948", "1960")


def test_a_corrected_text_without_ends_beside_it_takes_no_given_end_away(
    session: Session, bring: Bring
) -> None:
    bring("identifier,title,dates,date_from\nF-1,Minutes,1950,1950-03\n")
    warnings = told(bring("identifier,title,dates\nF-1,Minutes,1960\n"))
    assert sorted(each[1:] for each in warnings) == [
        ("date_from", "“1950-03” is outside of “1960”; both kept"),
        ("dates", "“1950” → “1960”"),
    ]
    assert ends(session) == ("1960", "1950-03", "1960")


def test_a_list_that_repeats_the_text_alone_leaves_given_ends_alone(
    session: Session, bring: Bring
) -> None:
    bring("identifier,title,dates,date_from\nF-1,Minutes,circa 1950,1948\n")
    before = ends(session)
    assert counts(bring("identifier,title,dates\nF-1,Minutes,circa 1950\n")) == (0, 0, 1, 0)
    assert ends(session) == before
    assert counts(bring("identifier,date_to\nF-1,1952\n")) == (0, 1, 0, 0)
    assert ends(session) == ("circa 1950", "1948", "1952")


def test_a_code_that_differs_in_case_alone_is_another_and_told(
    session: Session, bring: Bring
) -> None:
    bring("identifier,title\nx-1,Minutes\nY-2,Maps\n")
    report = bring("identifier,title\nX-1,Letters\ny-2,Maps\nZ-3,Plans\n", name="other.csv")
    assert (report.added, report.updated) == (3, 0)
    assert told(report) == [(2, "identifier", "a code here differs in case alone; a new one")]
    assert report.warnings[0].rows == 2
    assert not session.store.scans
    assert [each.title for each in kept(session)][:2] == ["Minutes", "Maps"]
    assert counts(bring("identifier,title\nX-1,Letters\n")) == (0, 0, 1, 0)


# --- exports that come back -----------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["csv", "json", "xlsx"])
def test_an_export_knows_each_record_again_whatever_is_mended(
    session: Session, bring: Bring, tmp_path: Path, format_: str
) -> None:
    bring("identifier,title\nX-1,Minutes\nX-1,Minutes\nX-1,Minutes\n")
    edit_holding(session, "#2", {"notes": "the one on loan"})
    out = tmp_path / f"out.{format_}"
    export(session, "holdings", format_, out)
    edit_holding(session, "#2", {"notes": ""})  # now all three are equal
    assert import_file(session, "holdings", out).updated == 1
    assert [each.notes for each in kept(session)] == ["", "the one on loan", ""]


def test_a_badge_corrected_in_an_export_stays_with_its_person(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring("barcode,name,unit\nP1,Ito,Legal\n", kind="people")
    out = tmp_path / "people.csv"
    export(session, "people", "csv", out)
    out.write_text(out.read_text("utf-8-sig").replace("P1,Ito,", "P9,Itoh,"), "utf-8")
    report = import_file(session, "people", out)
    assert (report.added, report.updated) == (0, 1)
    assert session.person("P9").name == "Itoh"


def test_a_row_of_an_export_that_stands_twice_is_refused(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring("identifier,title\nX-1,Minutes\n")
    out = tmp_path / "out.csv"
    export(session, "holdings", "csv", out)
    text = out.read_text("utf-8-sig")
    out.write_text(text + text.splitlines()[1].replace("Minutes", "Maps") + "\n", "utf-8")
    report = import_file(session, "holdings", out)
    assert [(each.row, each.field) for each in report.refused] == [(3, "origin")]


def test_another_stores_mark_names_nothing_here(session: Session, bring: Bring) -> None:
    bring("title\nMinutes\n")
    report = bring("identifier,title,origin\nF-9,Maps,00000000#1\n,Plans,00000000#2\n")
    assert counts(report) == (2, 0, 0, 0)
    assert [each.origin for each in kept(session)[1:]] == ["", "00000000#2"]
    again = bring("identifier,title,origin\nF-9,Maps,00000000#1\n,Plans,00000000#2\n")
    assert counts(again) == (0, 0, 2, 0)


def test_a_hidden_record_is_no_rows_mark(session: Session, bring: Bring, tmp_path: Path) -> None:
    bring("title,security\nPlan,secret\n")
    out = tmp_path / "out.csv"
    export(session, "holdings", "csv", out)
    clerk = colleague(session.desk, "clerk")
    text = out.read_text("utf-8-sig").replace("secret", "")
    out.write_text(text, "utf-8")
    report = import_file(clerk, "holdings", out)
    assert (report.added, report.updated) == (1, 0)
    mine, hidden = map(Holding.from_document, session.store.table("holdings").all())
    assert (mine.security, hidden.security) == ("", "secret")
