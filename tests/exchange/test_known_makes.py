"""Lists of other systems and forms: taken with the maps that come with the program, or refused."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import Way, file_kinds, import_file, import_files
from rmdesk.exchange.kinds import kind_named
from rmdesk.exchange.mapping import read_map
from rmdesk.exchange.shipped import known_make, map_named, maps
from rmdesk.exchange.sketching import sketch
from rmdesk.exchange.synonyms import _FILE, folded_head, synonyms
from rmdesk.model.errors import BadInput
from tests.exchange.conftest import Bring, counts, kept
from tests.exchange.real import SAMPLES, needs

WHOLE = {name: known for name, known in maps().items() if not known.refused}

# Sample: the map that its refusal names, rows, and those refused as "row field".
TAKEN: dict[str, tuple[str, int, list[str]]] = {
    "archivesspace__accession_import_with_invalid_date_types": ("archivesspace-accession", 5, []),
    "archivesspace__accession_import_with_valid_date_types": ("archivesspace-accession", 5, []),
    "archivesspace__aspace_accession_import_template": ("archivesspace-accession", 10, []),
    "archivesspace__aspace_location_import_template": ("archivesspace-location", 3, []),
    "archivesspace__bulk_import_VFIRST01_test01": ("archivesspace-bulk", 2, []),
    "archivesspace__bulk_import_date_era_calendar_test": ("archivesspace-bulk", 1, []),
    "archivesspace__bulk_import_multi_date_test": ("archivesspace-bulk", 1, []),
    "archivesspace__testTopLinkerUpload": ("archivesspace-top-container", 5, []),
    "archivesspace__test_digital_object_utf8_bom": ("archivesspace-digital-object", 1, []),
    "atom__example_accessions": ("atom-accession", 2, []),
    "atom__example_deaccessions": ("", 2, []),
    "atom__example_information_objects_isad": ("atom-isad", 2, []),
    "atom__example_information_objects_rad": ("atom-rad", 2, []),
    "atom__example_physicalobject": ("atom-physical-object", 2, []),
    "finding-aids__64154_lewis_orr_and_gibson_621": ("melbourne-finding-aid", 1377, []),
    "finding-aids__64463_australian_foremen_stevedores_association": (
        "melbourne-finding-aid", 929, [],
    ),
    "finding-aids__64465_operative_painters_and_decorators_union_of_australia_vic_branch_7352": (
        "melbourne-finding-aid", 101, [],
    ),
}  # fmt: skip


@needs(SAMPLES)
def test_every_sample_is_tried_here() -> None:
    assert {path.stem for path in SAMPLES.glob("*.csv")} == set(TAKEN)


@needs(SAMPLES)
@pytest.mark.parametrize("name", TAKEN)
def test_a_sample_is_taken_without_writing_a_map_or_refused_for_a_reason(
    session: Session, name: str
) -> None:
    path, (make, rows, refused) = SAMPLES / f"{name}.csv", TAKEN[name]
    with pytest.raises(BadInput, match="a list of") as told:
        import_file(session, "holdings", path, dry_run=True)
    if not make:
        assert "R3" in told.value.next_step
        return
    kind = WHOLE[make].kind
    assert f"import {kind} {path} --map {make}" in told.value.next_step
    given = {"unit": "Records"} if kind == "accessions" else {}  # an accession has one
    way = Way(map_named(make), dry_run=True, skip_bad=True, given=given)
    (report,) = import_files(session, kind, [(path, path)], way)
    assert [f"{each.row} {each.field}" for each in report.refused] == refused
    assert (report.rows, report.added) == (rows, rows - len(refused))


@pytest.mark.parametrize("name", WHOLE)
def test_a_map_that_comes_with_the_program_is_one(name: str) -> None:
    known = WHOLE[name]
    read = read_map(known.path, kind_named(known.kind).columns)
    assert read.lenient
    assert read.columns
    assert known.title


def signed(name: str) -> list[tuple[str, list[str]]]:
    return [(name, sorted(each)) for each in maps()[name].signatures]


@pytest.mark.parametrize(("name", "columns"), [each for name in maps() for each in signed(name)])
def test_a_make_is_known_by_its_columns_alone(name: str, columns: list[str]) -> None:
    found = known_make(columns, Path("nowhere.csv"), ())
    assert found is not None
    assert found.name == name


FORMS = {
    "nara-sf135": (
        "RG,FY,NUMBER,VOLUME (cu. ft.),SERIES DESCRIPTION (with inclusive dates of records),"
        "DISPOSAL AUTHORITY (schedule and item number)\n"
        "15,26,0067,12,Claims 1950-1962,N1-15-02-3\n",
        {"number": "15-26-0067", "title": "Claims 1950-1962", "authority": "N1-15-02-3"},
    ),
    "lac-box-list": (
        "Numéro d'acquisition,Numéro de contenant,Numéro de dossier,Titre du dossier,Date de fin\n"
        "2026-0067,3,1250-20,Contrats,1962\n",
        {"accession": "2026-0067", "container": "3", "identifier": "1250-20", "title": "Contrats",
         "date_to": "1962"},
    ),
    "bc-ars661": (
        "Accession Number,Box Number,Primary/Secondary,File Name,Date Range\n"
        "96-0067,01,1250-20,Contracts,1950-1962\n",
        {"accession": "96-0067", "container": "96-0067-01", "class": "1250-20",
         "title": "Contracts", "date_from": "1950"},
    ),
    "naa-items": (
        "Series number,Control symbol,Title,Contents date range,Location,Item ID\n"
        "A432,1950/12,Harbour works,1950 - 1962,Canberra,123456\n",
        {"identifier": "A432, 1950/12", "barcode": "123456", "title": "Harbour works",
         "date_to": "1962", "home": "Canberra"},
    ),
    "nara-box-list": (
        "Transfer Number,Box Number,Folder Title,Inclusive Dates\n"
        "PT-015-2026-0067,1,Claims A-C,1950-1962\n",
        {"accession": "PT-015-2026-0067", "container": "PT-015-2026-0067-1", "title": "Claims A-C"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_taken_with_its_map(session: Session, tmp_path: Path, name: str) -> None:
    text, values = FORMS[name]
    path = tmp_path / "list.csv"
    path.write_text(text)
    kind = kind_named(WHOLE[name].kind)
    given = {"unit": "Claims"} if kind.name == "accessions" else {}
    way = Way(map_named(name), given=given)
    assert import_files(session, kind.name, [(path, path)], way)[0].added == 1
    (document,) = session.store.table(kind.record.table).all()
    assert {each: document.get(each) for each in values} == values


def test_a_file_of_a_known_make_is_taken_by_its_names_if_that_is_said(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Series number,Control symbol,Title\nA432,1950/12,Harbour works\n")
    (report,) = import_files(session, "holdings", [(path, path)], Way(by_name=True))
    assert report.added == 1
    assert kept(session)[0].identifier == "1950/12"  # a synonym


def test_the_first_column_that_the_file_has_fills_a_field(bring: Bring, session: Session) -> None:
    map_text = '[columns]\ntitle = ["Name", "Titel"]\n'
    assert bring("Titel\nFerry\n", map_text).added == 1
    assert kept(session)[0].title == "Ferry"
    with pytest.raises(BadInput, match="Name"):
        bring("Other\nFerry\n", map_text)


def test_a_header_that_begins_with_words_is_found_below(bring: Bring, session: Session) -> None:
    map_text = '[file]\nheader_begins = "Code"\n[columns]\nidentifier = "Code"\ntitle = "T"\n'
    assert bring("Our list,\n,\nCode,T\nA1,Ferry\n", map_text).added == 1
    assert kept(session)[0].identifier == "A1"
    with pytest.raises(BadInput):
        bring("Our list,\n" + "A1,Ferry\n" * 200, map_text)


# --- what lists call our fields

HEADS = tomllib.loads(_FILE.read_text("utf-8"))


@pytest.mark.parametrize("kind", HEADS)
def test_what_lists_call_our_fields_means_one_field(kind: str) -> None:
    columns = file_kinds()[kind].columns
    assert HEADS[kind].keys() <= columns.keys()
    every = [folded_head(head) for heads in HEADS[kind].values() for head in heads]
    assert not {head for head in every if every.count(head) > 1}
    assert all(every)
    assert not set(every) & {folded_head(name) for name in columns}


@pytest.mark.parametrize(
    ("kind", "head", "field"),
    [
        ("people", "Badge No.", "barcode"), ("people", "Department", "unit"),
        ("people", "E-Mail", "email"), ("people", "姓名", "name"), ("people", "Courriel", "email"),
        ("holdings", "File No.", "identifier"), ("holdings", "Box no", "container"),
        ("holdings", "N° de dossier", "identifier"), ("holdings", "Cote", "identifier"),
        ("holdings", "档号", "identifier"), ("holdings", "题名", "title"),
        ("schedule", "保管期限", "rule"), ("holdings", "Boîte", "container"),
        ("locations", "Étage", "floor"),
    ],
)  # fmt: skip
def test_heads_in_three_languages(kind: str, head: str, field: str) -> None:
    assert synonyms(kind)[folded_head(head)] == field


def test_a_column_of_another_name_is_taken_and_told(bring: Bring, session: Session) -> None:
    report = bring("Cote,Intitulé,Boîte\nA1,Écluse,7\n")
    assert counts(report) == (1, 0, 0, 0)
    (record,) = kept(session)
    assert (record.identifier, record.title, record.container) == ("A1", "Écluse", "7")
    assert [(each.field, each.text) for each in report.warnings[:3]] == [
        ("Cote", "taken for identifier"), ("Intitulé", "taken for title"),
        ("Boîte", "taken for container"),
    ]  # fmt: skip


def test_our_own_name_goes_before_what_lists_say(bring: Bring, session: Session) -> None:
    bring("File no,identifier,title\nX,A1,Ferry\n")
    assert kept(session)[0].identifier == "A1"


# --- a map begun


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Cote,Shelf colour,Title\nA1,red,Ferry\n",
         {"columns": {"identifier": "Cote", "title": "Title"}}),
        ("Basement;\n;\nFile No.;Description of item\n17;Minutes\n",
         {"columns": {"identifier": "File No.", "title": "Description of item"},
          "file": {"header_row": 3, "delimiter": ";"}}),
        ('[{"Cote": "A1", "Titre": "Quai"}]',
         {"columns": {"identifier": "Cote", "title": "Titre"}}),
    ],
)  # fmt: skip
def test_a_sketched_map_reads_the_file(
    session: Session, tmp_path: Path, text: str, wanted: dict[str, Any]
) -> None:
    path, map_path = tmp_path / "list.csv", tmp_path / "map.toml"
    path.write_text(text)
    map_path.write_text(sketch(path, kind_named("holdings")))
    assert tomllib.loads(map_path.read_text()) == wanted
    assert import_file(session, "holdings", path, map_path=map_path).added == 1


def test_a_sketch_shows_what_is_left_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Cote,"Shelf ""colour"""\nA1,\nA2,"dark\nred"\n')
    text = sketch(path, kind_named("holdings"))
    assert '# = "Shelf \\"colour\\""  # dark red' in text
    assert tomllib.loads(text.replace('# = "Shelf', 'notes = "Shelf'))["columns"]["notes"]


def test_the_sketch_of_a_known_make_is_its_map(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(FORMS["bc-ars661"][0])
    assert tomllib.loads(sketch(path, kind_named("holdings")))["map"]["kind"] == "holdings"


def test_what_is_said_for_all_rows_fills_blanks_alone(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("barcode,title,unit\n1,Ferry,\n2,Quay,Legal\n")
    way = Way(given={"unit": "Finance", "notes": "damp"})
    assert import_files(session, "holdings", [(path, path)], way)[0].added == 2
    told = [(each.unit, each.notes) for each in kept(session)]
    assert told == [("Finance", "damp"), ("Legal", "damp")]
    with pytest.raises(BadInput, match="colour"):
        import_files(session, "holdings", [(path, path)], Way(given={"colour": "red"}))
