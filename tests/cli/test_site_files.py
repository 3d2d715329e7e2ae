"""The files that a site writes itself are checked alike at each start."""

from pathlib import Path

import pytest

from rmdesk.labels.drawing import template_names
from rmdesk.maintenance.doctor import examine
from rmdesk.opening import open_desk
from tests.cli.conftest import Say

LABEL = 'title = "Ours"\nstock = "Avery 5160"\n'
PART = f"{LABEL}[[part]]\n"
WRONG = [
    ("guidelines.toml", "[loans]\ndays = -5", "loans.days", "a whole number from 0 to 3,650"),
    ("guidelines.toml", "[loans]\ndayz = 5", "loans.dayz", "did you mean days?"),
    ("guidelines.toml", "[service]\nclosures = ['May']", "service.closures", "days such as 2026"),
    ("guidelines.toml", "paper = 'a3'", "paper", "letter, a4"),
    ("guidelines.toml", "[barcodes]\nholding = 'R'", "barcodes.holding", "one {number}"),
    ("kinds.toml", "[kinds.Wax]", "kinds.*", "small letters, digits and hyphens"),
    ("kinds.toml", "[kinds.wax.fields.a]\ntype = 'int'", "kinds.wax.fields.a.type", "text, prose"),
    ("labels/ours.toml", "title = 'Ours'", "stock", "stock is missing"),
    ("labels/ours.toml", f"{LABEL}margin_mm = 900", "margin_mm", "a number from 0 to 100"),
    ("labels/ours.toml", f"{LABEL}symbology = 'morse'", "symbology", "code128, code39"),
    ("labels/ours.toml", f"{LABEL}part = ['x']", "part", "tables, each begun by [[part]]"),
    ("labels/ours.toml", f"{PART}text = 'x'\nat = 'up'", "part 1: at", "top, bottom, left"),
    ("labels/ours.toml", f"{PART}text = 'x'\nsize = '9'", "part 1: size", "a share such as “45%”"),
    ("labels/ours.toml", f"{PART}text = 'x'\npt = 0", "part 1: pt", "a number from 1 to 500"),
    ("labels/box.toml", f"{PART}type = 'photo'", "part 1: type", "text, code, bands, rule"),
    ("labels/ours.toml", b"title = '\xff'", "", "not text in UTF-8"),
    ("maps/list.toml", "[columns]\ntitel = 'T'", "columns.titel", "did you mean title?"),
    ("maps/list.toml", "[columns]\ntitle = 3", "columns.title", "the name of a column"),
    ("maps/list.toml", "[file]\nheader_row = -1", "file.header_row", "from 0 to 1,000"),
    ("maps/list.toml", "[map]\nkind = 'boxes'", "map.kind", "holdings"),
    ("maps/list.toml", "[templates]\ntitle = 'x'", "templates.title", "with holes such as"),
    ("maps/list.toml", "[map]\nkind='people'\n[columns]\ntitle='T'", "columns.title", "known: "),
    ("maps/list.toml", "[columns", "", "at end of document"),
]  # fmt: skip


def put(home: Path, name: str, given: str | bytes) -> Path:
    file = home / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(given.encode() if isinstance(given, str) else given)
    return file


@pytest.mark.parametrize("words", [("show", "0001"), ("doctor",), ("init",)])
@pytest.mark.parametrize(("name", "given", "key", "accepted"), WRONG)
def test_a_wrong_file_is_refused_with_file_key_and_what_is_accepted(
    say: Say, home: Path, name: str, given: str | bytes, key: str, accepted: str, words: list[str]
) -> None:
    file = put(home, name, given)
    refused = say(*words)
    assert refused.status == 2
    assert str(file) in refused.err
    assert key in refused.err
    assert accepted in refused.err


def test_all_wrong_files_are_told_at_once(say: Say, home: Path) -> None:
    files = [
        put(home, name, "colour = 1") for name in ("kinds.toml", "labels/a.toml", "maps/b.toml")
    ]
    told = say("doctor").err
    assert all(str(file) in told for file in files)
    assert told.count("colour is not known") == 3


def test_what_became_wrong_since_is_told_by_the_doctor_of_a_session_that_goes_on(
    say: Say, home: Path
) -> None:
    with open_desk(home) as desk:
        session = desk.session(say("whoami").data["login"])
        assert not [each for each in examine(session)["findings"] if "labels" in each]
        file = put(home, "labels/ours.toml", "title = 3")
        found = [each for each in examine(session)["findings"] if str(file) in each]
    assert len(found) == 1
    assert "title is 3; accepted" in found[0]


@pytest.mark.parametrize("name", template_names())
def test_a_copy_of_a_template_of_ours_is_right(say: Say, name: str) -> None:
    assert say("templates", "--copy", name).status == 0
    assert say("show", "0001").status == 0


def test_a_map_of_the_centre_is_taken_by_its_name(say: Say, home: Path, tmp_path: Path) -> None:
    put(
        home,
        "maps/ours.toml",
        '[map]\nkind = "holding"\n[columns]\nbarcode = "No"\ntitle = "What"\n',
    )
    (tmp_path / "list.csv").write_text("No,What\nX77,Ferry timetable\n")
    assert say("import", "holdings", tmp_path / "list.csv", "--map", "ours").status == 0
    assert say("show", "X77").data["title"] == "Ferry timetable"
    refused = say("import", "holdings", tmp_path / "list.csv", "--map", "other")
    assert refused.status == 2
    assert "ours, archivesspace" in refused.err


def test_a_map_of_the_centre_goes_before_ours_of_the_same_name(
    say: Say, home: Path, tmp_path: Path
) -> None:
    put(home, "maps/atom-isad.toml", '[columns]\nbarcode = "No"\ntitle = "What"\n')
    (tmp_path / "list.csv").write_text("No,What\nX78,Ferry rates\n")
    assert say("import", "holdings", tmp_path / "list.csv", "--map", "atom-isad").status == 0
    assert say("show", "X78").data["title"] == "Ferry rates"


def test_a_map_may_fill_a_field_of_the_sites_own_kinds(say: Say, home: Path) -> None:
    put(home, "kinds.toml", "[kinds.wax.fields.speed]\ntype = 'number'")
    put(home, "maps/wax.toml", '[map]\nkind = "holdings"\n[columns]\nspeed = "rpm"\n')
    assert say("show", "0001").status == 0
