"""Files in and out by the command line: small ones always, the real ones where they are."""

import csv
import gzip
import json
from itertools import islice
from pathlib import Path

import pytest

from tests.cli.conftest import Say

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CLARKE = DATA / "holdings" / "umich_clarke_clements.csv"
NAA = DATA / "holdings" / "naa_files.csv.gz"
SAMPLES = DATA / "import_samples"

CLARKE_MAP = """
[columns]
identifier = "record_id"
title = "title"
dates = "date_text"
date_from = "date_start"
date_to = "date_end"
series = "series_path"
[templates]
container = "{container_type} {container_no}"
volume = "{container2_type} {container2_no}"
"""
NAA_MAP = """
[columns]
barcode = "item_barcode"
identifier = "control_symbol"
title = "title"
dates = "date_text"
date_from = "date_start"
date_to = "date_end"
home = "location"
"""


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"real data is not here: {path.name}")


def beginning(path: Path, rows: int) -> Path:
    """The first rows of a real file, as a file of its own."""
    taken = Path(f"first-{path.name.removesuffix('.gz')}")
    open_ = gzip.open if path.suffix == ".gz" else open
    with open_(path, "rt", encoding="utf-8", newline="") as whole, taken.open("w") as part:
        csv.writer(part).writerows(islice(csv.reader(whole), rows + 1))
    return taken


def mapped(text: str) -> Path:
    path = Path("map.toml")
    path.write_text(text)
    return path


def test_an_import_is_tried_done_and_done_again(say: Say) -> None:
    Path("new.csv").write_text("barcode,title,dates\nN1,One,1950\nN2,Two,n.d.\n0001,Changed,\n")
    words = ("import", "holdings", "new.csv")
    tried = say(*words, "--dry-run").data
    assert (tried["rows"], tried["added"], tried["updated"]) == (3, 2, 1)
    assert say("show", "N1").status == 3
    done = say(*words).data
    assert done.keys() >= {"rows", "added", "updated", "unchanged", "refused", "warnings"}
    assert (done["added"], done["updated"], done["unchanged"]) == (2, 1, 0)
    again = say(*words).data
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 3)
    assert say("search", "One").data["hits"][0]["barcode"] == "N1"


def test_an_export_goes_to_standard_output_alone(say: Say) -> None:
    written = say("export", "place", "--out", "-", json=False).out
    assert [row["barcode"] for row in csv.DictReader(written.splitlines())] == ["L1", "L2"]
    assert [
        each["barcode"] for each in say("export", "people", "--format", "json", "--out", "-").data
    ]
    assert not Path("-").exists()


def test_a_bad_row_stops_all_unless_it_is_skipped(say: Say) -> None:
    Path("bad.csv").write_text("barcode,title,extent_m\nN1,One,long\nN2,Two,0.3\n")
    words = ("import", "holdings", "bad.csv")
    stopped = say(*words)
    assert stopped.status == 2
    assert "field extent_m" in stopped.error["message"]
    (refusal,) = stopped.data["refused"]
    assert refusal.keys() == {"row", "field", "reason"}
    assert refusal["field"] == "extent_m"
    assert say("show", "N2").status == 3
    assert say(*words, "--dry-run").status == 2
    skipped = say(*words, "--skip-bad")
    assert (skipped.status, skipped.data["added"]) == (0, 1)
    assert "N1" in Path(skipped.data["refused_file"]).read_text()


def test_plain_text_says_what_an_import_did(say: Say) -> None:
    Path("odd.csv").write_text("title,dates\nOne,sometime in 12007\nTwo,1950\n")
    told = say("import", "holdings", "odd.csv", json=False)
    assert "Warnings (1):" in told.out
    assert told.out.endswith("Read 2 rows: 2 added, 0 updated, 0 unchanged.\n")
    assert told.err == ""  # progress is for terminals


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "tinydb"])
def test_every_export_is_counted_and_its_file_named(say: Say, form: str) -> None:
    told = say("export", "holdings", "--format", form, "--out", f"out.{form}").data
    assert told == {"count": 4, "file": f"out.{form}"}
    assert Path(f"out.{form}").stat().st_size > 0


def test_an_export_goes_by_its_files_name_and_says_who_has_what(say: Say) -> None:
    say("charge-out", "0001", "--to", "P1", "--due", "2099-12-31")
    say("export", "holdings", "--out", "all.json")
    kept = {each["barcode"]: each for each in json.loads(Path("all.json").read_text())}
    told = {name: kept["0001"][name] for name in ("status", "place", "holder", "due")}
    assert told == {"status": "out", "place": "", "holder": "Aiko Ito", "due": "2099-12-31"}
    assert kept["0002"]["place"] == "B3-04-2"
    assert say("export", "people").data == {"count": 3, "file": "people.csv"}


def test_an_export_can_be_imported_again_without_a_change(say: Say) -> None:
    say("export", "holdings", "--out", "all.csv")
    assert say("import", "holdings", "all.csv").data["unchanged"] == 4


def test_a_report_is_written_as_csv_safe_for_spreadsheets(say: Say) -> None:
    say("add", "file", "--barcode", "E1", "--title", "=1+1")
    say("charge-out", "E1", "--to", "P1")
    assert say("report", "out", "--out", "out.csv").data["file"] == "out.csv"
    (row,) = csv.DictReader(Path("out.csv").read_text().splitlines())
    assert row["title"] == "'=1+1"


@needs(CLARKE)
def test_real_records_are_imported_found_lent_and_refiled(say: Say) -> None:
    """The first rows of the real file; every step is in the log of the record."""
    file, map_ = beginning(CLARKE, 400), mapped(CLARKE_MAP)
    done = say("import", "holdings", file, "--map", map_).data
    assert (done["rows"], done["added"], done["refused"]) == (400, 400, [])
    assert say("import", "holdings", file, "--map", map_).data["unchanged"] == 400
    hit = say("search", "aladdin incorporation", "1950").data["hits"][0]
    assert hit["identifier"] == "UM0001-00002"
    key = hit["key"]
    number = say("request", "new", key, "--for", "P1").data["number"]
    assert [pull["key"] for pull in say("picklist").data] == [key]
    say("pick", key)
    assert say("charge-out", key, "--to", "P1", "--request", number).data[0]["status"] == "out"
    assert say("search", "aladdin incorporation").data["hits"][0]["status"] == "out"
    say("return", key)
    assert say("refile", key, "--at", "L1").data[0]["place"] == "B3-04-2"
    steps = [entry["action"] for entry in say("log", key).data]
    assert list(dict.fromkeys(steps)) == [
        "import", "request", "pick", "charge-out", "return", "refile",
    ]  # fmt: skip
    assert say("verify").data["sound"] is True


@needs(NAA)
def test_real_records_come_packed_and_keep_their_dates(say: Say) -> None:
    file, map_ = beginning(NAA, 300), mapped(NAA_MAP)
    assert say("import", "holdings", file, "--map", map_).data["added"] == 300
    first = next(csv.DictReader(file.read_text().splitlines()))
    shown = say("show", first["item_barcode"]).data
    assert (shown["dates"], shown["title"]) == (first["date_text"], first["title"])


@needs(CLARKE)
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "map_", "rows"), [(CLARKE, CLARKE_MAP, 21_900), (NAA, NAA_MAP, 60_898)]
)
def test_every_real_row_is_taken_and_a_second_run_changes_nothing(
    say: Say, path: Path, map_: str, rows: int
) -> None:
    words = ("import", "holdings", path, "--map", mapped(map_))
    assert say(*words, "--dry-run").data["added"] == rows
    done = say(*words).data
    assert (done["rows"], done["added"], done["refused"]) == (rows, rows, [])
    assert say(*words).data["unchanged"] == rows
    assert say("verify").data["sound"] is True


@needs(SAMPLES)
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.csv")), ids=lambda path: path.stem[:40])
def test_other_systems_files_are_taken_or_refused_plainly(say: Say, path: Path) -> None:
    said = say("import", "holdings", path, "--dry-run")
    assert said.status in (0, 2)
    assert "Traceback" not in said.err
    if said.out:
        assert said.data["rows"] > 0
        assert all(each["reason"] for each in said.data["refused"])
    else:
        assert path.name in said.error["message"]
