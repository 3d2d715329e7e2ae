"""Real files of other systems: each is taken whole with a map, or refused by row and field."""

import contextlib
import csv
import random
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.exchange import ImportReport, import_file
from rmdesk.model.errors import BadInput
from tests.exchange.real import HOLDINGS, SAMPLES, needs, rows_of

pytestmark = pytest.mark.whole

ACCESSIONS = """
[columns]
title = "accession_title"
dates = "date_1_expression"
date_from = "date_1_begin"
date_to = "date_1_end"
extent_m = "extent_number"
description = "accession_content_description"
language = "accession_language"
[templates]
identifier = "{accession_number_1}-{accession_number_2}-{accession_number_3}"
accession = "{accession_number_1}-{accession_number_2}"
[constants]
kind = "series"
"""
LISTS = """
[columns]
identifier = "finding_aid_reference_raw_value"
title = "text_value"
series = "series_value"
date_from = "start_date_original_value"
date_to = "end_date_original_value"
[constants]
kind = "file"
"""
BULK = """
[file]
skip_rows = 1
[columns]
title = "title"
kind = "level"
dates = "expression_1"
date_from = "begin_1"
date_to = "end_1"
"""
RECORDS = """
[columns]
identifier = "identifier"
title = "title"
kind = "levelOfDescription"
dates = "eventDates"
date_from = "eventStartDates"
date_to = "eventEndDates"
description = "scopeAndContent"
language = "language"
home = "physicalObjectLocation"
notes = "generalNote"
"""

# Sample: kind, map, rows, refused rows as "row field".
SAMPLES_WITH_MAPS: dict[str, tuple[str, str, int, list[str]]] = {
    "archivesspace__accession_import_with_invalid_date_types": (
        "holdings", ACCESSIONS, 5, ["5 extent_m"],
    ),
    "archivesspace__accession_import_with_valid_date_types": (
        "holdings", ACCESSIONS, 5, ["5 extent_m"],
    ),
    "archivesspace__aspace_accession_import_template": (
        "holdings", ACCESSIONS.replace('extent_m = "extent_number"', ""), 10, [],
    ),
    "archivesspace__aspace_location_import_template": (
        "locations",
        """
        [columns]
        barcode = "location_barcode"
        building = "location_building"
        floor = "location_floor"
        room = "location_room"
        row = "location_coordinate_1_indicator"
        bay = "location_coordinate_2_indicator"
        shelf = "location_coordinate_3_indicator"
        """,
        3,
        [],
    ),
    "archivesspace__bulk_import_VFIRST01_test01": (
        "holdings",
        BULK + 'barcode = "barcode"\n[templates]\ncontainer = "{type_1} {indicator_1}"',
        2,
        [],
    ),
    "archivesspace__bulk_import_date_era_calendar_test": ("holdings", BULK, 1, []),
    "archivesspace__bulk_import_multi_date_test": ("holdings", BULK, 1, []),
    "archivesspace__testTopLinkerUpload": (
        "holdings",
        """
        [file]
        header_row = 4
        skip_rows = 1
        [columns]
        barcode = "child_barcode"
        identifier = "ref_id"
        title = "title"
        series = "resource_title"
        [templates]
        container = "{top_container_type} {top_container_indicator}"
        """,
        5,
        ["7 barcode", "8 barcode"],  # one child barcode stands in three rows
    ),
    "archivesspace__test_digital_object_utf8_bom": (
        "holdings",
        """
        [columns]
        identifier = "digital_object_id"
        title = "digital_object_title"
        language = "digital_object_language"
        [constants]
        kind = "digital object"
        """,
        1,
        [],
    ),
    "atom__example_accessions": (
        "holdings",
        """
        [columns]
        identifier = "accessionNumber"
        title = "title"
        dates = "eventDates"
        home = "locationInformation"
        notes = "processingNotes"
        unit = "sourceOfAcquisition"
        """,
        2,
        [],
    ),
    "atom__example_deaccessions": (
        "requests",
        """
        [columns]
        number = "deaccessionNumber"
        received = "date"
        text = "description"
        [constants]
        type = "withdrawal"
        outcome = "filled"
        """,
        2,
        [],
    ),
    "atom__example_information_objects_isad": ("holdings", RECORDS, 2, []),
    "atom__example_information_objects_rad": ("holdings", RECORDS, 2, []),
    "atom__example_physicalobject": (
        "holdings",
        """
        [columns]
        barcode = "legacyId"
        identifier = "name"
        kind = "type"
        home = "location"
        language = "culture"
        """,
        2,
        [],
    ),
    "finding-aids__64154_lewis_orr_and_gibson_621": ("holdings", LISTS, 1377, []),
    "finding-aids__64463_australian_foremen_stevedores_association": ("holdings", LISTS, 929, []),
    "finding-aids__64465_operative_painters_and_decorators_union_of_australia_vic_branch_7352": (
        "holdings", LISTS, 101, [],
    ),
}  # fmt: skip

EAD = """
[columns]
identifier = "record_id"
kind = "level"
title = "title"
series = "series_path"
dates = "date_text"
date_from = "date_start"
date_to = "date_end"
notes = "extent"
[templates]
container = "{container_type} {container_no}"
"""
NAA = """
[columns]
barcode = "item_barcode"
title = "title"
series = "series_title"
dates = "date_text"
date_from = "date_start"
date_to = "date_end"
[templates]
identifier = "{series}, {control_symbol}"
[constants]
kind = "file"
"""


def bring(
    session: Session, folder: Path, kind: str, file: Path, map_text: str, **options: Any
) -> ImportReport:
    map_path = folder / "map.toml"
    map_path.write_text(map_text, "utf-8")
    return import_file(session, kind, file, map_path=map_path, **options)


def sums(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, len(report.refused)


@needs(SAMPLES)
def test_every_sample_is_tried_here() -> None:
    assert {path.stem for path in SAMPLES.glob("*.csv")} == set(SAMPLES_WITH_MAPS)


@needs(SAMPLES)
@pytest.mark.parametrize("name", SAMPLES_WITH_MAPS)
def test_a_sample_is_taken_or_refused_by_row_and_field(
    session: Session, tmp_path: Path, name: str
) -> None:
    kind, map_text, rows, refused = SAMPLES_WITH_MAPS[name]
    file = tmp_path / f"{name}.csv"
    file.write_bytes((SAMPLES / file.name).read_bytes())
    report = bring(session, tmp_path, kind, file, map_text)
    assert report.rows == rows
    assert [f"{each.row} {each.field}" for each in report.refused] == refused
    if refused:
        assert sums(report) == (0, 0, 0, len(refused))
        report = bring(session, tmp_path, kind, file, map_text, skip_bad=True)
    assert sums(report) == (rows - len(refused), 0, 0, len(refused))
    again = bring(session, tmp_path, kind, file, map_text, skip_bad=True)
    assert sums(again) == (0, 0, rows - len(refused), len(refused))


@needs(SAMPLES)
@pytest.mark.parametrize("kind", ["holdings", "locations", "people", "scheme", "schedule"])
def test_a_sample_without_a_map_is_refused_or_taken_but_never_breaks(
    session: Session, kind: str
) -> None:
    for path in sorted(SAMPLES.iterdir()):
        with contextlib.suppress(BadInput):
            report = import_file(session, kind, path, dry_run=True)
            assert all(each.row and each.field and each.reason for each in report.refused)


def whole_file(session: Session, folder: Path, name: str, map_text: str, rows: int) -> int:
    """Bring a real file in twice; how many warnings of odd dates it gives."""
    file = HOLDINGS / name
    assert sums(bring(session, folder, "holdings", file, map_text)) == (rows, 0, 0, 0)
    again = bring(session, folder, "holdings", file, map_text, dry_run=True)
    assert sums(again) == (0, 0, rows, 0)
    assert all(each.row for each in again.warnings)
    return sum(each.rows for each in again.warnings if each.field.startswith("date"))


@needs(HOLDINGS)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "map_text", "rows"),
    [
        ("umich_clarke_clements.csv", EAD, 21_900),
        ("naa_files.csv.gz", NAA, 60_898),
        ("anfr_minutier.csv.gz", EAD, 81_124),
        ("umich_scrc.csv", EAD, 12_643),
        ("nypl_misc.csv", EAD, 6_831),
    ],
)
def test_a_whole_real_file_is_taken_every_row(
    session: Session, tmp_path: Path, name: str, map_text: str, rows: int
) -> None:
    assert whole_file(session, tmp_path, name, map_text, rows) < rows / 50


@needs(HOLDINGS)
def test_real_rows_with_repeated_codes_and_none_are_taken_twice_without_change(
    session: Session, tmp_path: Path
) -> None:
    """Stanford's 1,803 rows: 1,668 have a field's label in place of their code."""
    map_text = EAD.replace("record_id", "unit_id")
    assert whole_file(session, tmp_path, "stanford.csv", map_text, 1_803) == 135


@needs(HOLDINGS)
@pytest.mark.parametrize("code", ['identifier = "unit_id"\n', ""])
def test_a_real_list_sorted_otherwise_cut_or_merged_changes_no_record(
    session: Session, tmp_path: Path, code: str
) -> None:
    """Two finding aids of the same archives, with their repeated codes, or with none at all."""
    map_text = EAD.replace('identifier = "record_id"\n', code)
    shuffle = random.Random(code).shuffle
    for name in ("stanford.csv", "nypl_misc.csv"):
        rows = [row for row in rows_of(HOLDINGS / name) if row["title"]][:2000]
        assert bring(session, tmp_path, "holdings", listed(tmp_path / name, rows), map_text).added
    before = session.store.journal.last()
    for name in ("stanford.csv", "nypl_misc.csv"):
        rows = [row for row in rows_of(HOLDINGS / name) if row["title"]][:2000]
        shuffle(rows)
        for part in (rows, rows[:500], [{**row, "extent": ""} for row in rows]):
            file = listed(tmp_path / name, part)
            assert sums(bring(session, tmp_path, "holdings", file, map_text)) == (
                0, 0, len(part), 0,
            )  # fmt: skip
    assert session.store.journal.last() == before


def listed(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
