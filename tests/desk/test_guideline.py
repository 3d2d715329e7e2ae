"""The site's guidelines as data."""

import re
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import pytest

from rmdesk.desk.guideline import (
    GUIDELINES_FILE,
    Guidelines,
    Service,
    read_guidelines,
)
from rmdesk.desk.lending import Loans
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import KINDS, TYPES
from tests.desk.conftest import MONDAY


def written(folder: Path, text: str) -> Path:
    path = folder / "guidelines.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_guidelines(tmp_path / "none.toml") == Guidelines()


def test_the_file_that_init_writes_says_the_defaults_key_by_key(tmp_path: Path) -> None:
    assert read_guidelines(written(tmp_path, GUIDELINES_FILE)) == Guidelines()
    for name in ("loans", "service", "barcodes", "scanner", "follow_up"):
        section = getattr(Guidelines(), name)
        assert all(f"\n{field.name} = " in GUIDELINES_FILE for field in fields(section))


def test_a_kind_has_its_own_loan_period(tmp_path: Path) -> None:
    text = "[loans]\ndays = 10\ndays_by_kind = { reel = 3 }\n"
    guidelines = read_guidelines(written(tmp_path, text))
    today = MONDAY.date()
    assert guidelines.due_date(Holding(kind="file"), Person(), today).isoformat() == "2026-03-12"
    assert guidelines.due_date(Holding(kind="reel"), Person(), today).isoformat() == "2026-03-05"


WRONG = [
    ("days = 3", "the key days is not known"),
    ("[loans]\nday = 3", "the key loans.day is not known (did you mean days?); known: days, "),
    ("[loans]\ndays = 'many'", 'loans.days is "many"; accepted: a whole number from 0 to 3,650'),
    ("[loans]\ndays = true", "loans.days is true"),
    ("[loans]\ndays = 7.0", "loans.days is 7.0"),
    ("[loans]\ndays = -5", "loans.days is -5; accepted: a whole number from 0 to 3,650"),
    ("[loans]\ndays = 100000000", "loans.days is 100000000"),
    ("[loans]\nlimit = 0", "loans.limit is 0"),
    ("[loans]\nrenewals = -1", "loans.renewals is -1"),
    ("[loans]\ndays_by_kind = { file = '7' }", "a table such as { map = 14 }, each a whole number"),
    ("[loans]\ndays_by_kind = { file = -7 }", 'loans.days_by_kind is {"file": -7}'),
    ("[loans]\nnot_lent = 'frame'", 'loans.not_lent is "frame"; accepted: a list of: a text'),
    ("[loans]\nnot_lent = ['frame', 3]", "loans.not_lent is"),
    ("loans = 3", "loans must be a table"),
    ("[service]\nopens = 'early'", 'service.opens is "early"; accepted: an hour from “00:00”'),
    ("[service]\nopens = '08:00+05:00'", "service.opens"),
    ("[service]\nopens = '08:00:30'", "service.opens"),
    ("[service]\nopens = '8'", "service.opens"),
    ("[service]\nopens = 8", "service.opens is 8"),
    ("[service]\nopens = 08:00:00", "service.opens is"),
    ("[service]\ncloses = '24:00'", "service.closes"),
    ("[service]\nopens = '18:00'", "never be open"),
    ("[service]\nopens = '17:00'", "never be open"),
    (
        "[service]\nclosed_days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']",
        "never be open",
    ),
    (
        "[service]\nclosed_days = ['Sat', 'Sunday']",
        "a list of: mon, tue, wed, thu, fri, sat, sun",
    ),
    ("[service]\nclosed_days = ['2026-12-25']", "service.closed_days"),
    ("[service]\nclosures = ['2026-12-32']", "days such as 2026-12-25, spans"),
    ("[service]\nclosures = ['2026-W50']", "service.closures"),
    ("[service]\nclosures = ['25 December']", "service.closures"),
    ("[service]\nclosures = ['2027-01-03..2026-12-24']", "service.closures"),
    ("[service]\nclosures = ['2026-01-01..2027-01-02']", "service.closures"),
    ("[service]\nclosures = ['9999-12-31']", "service.closures"),
    ("[service]\nclosures = '2026-12-25'", "service.closures"),
    ("[service]\nurgent_hours = -2", "service.urgent_hours is -2"),
    ("[service]\nurgent_hours = 1001", "service.urgent_hours"),
    ("[service]\nroutine_days = 367", "service.routine_days is 367"),
    ("[follow_up]\ndays = [30, 30]", "follow_up.days must rise"),
    ("[retention]\nask_again_days = [14, 14]", "retention.ask_again_days must rise"),
    ("[follow_up]\ndays = [0, 30]", "follow_up.days is [0, 30]"),
    ("[scanner]\nprefix = 'much too long'", "scanner.prefix"),
    ("centre = ''", "centre is"),
    ('centre = "a\\u001b[2J"', "centre is"),
    ("[loans", "guidelines.toml"),
    ("[loans]\ndays = " + "9" * 5000, "guidelines.toml"),
    ("[barcodes]\nholding = 'R{number}'", "must end in {check}"),
    ("[barcodes]\nholding = 'R{number:019}{check}'", "at most 20 characters"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_a_fault_names_the_file_the_key_and_what_is_accepted(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(named)) as told:
        read_guidelines(written(tmp_path, text))
    assert str(tmp_path / "guidelines.toml") in told.value.message


def keys() -> list[tuple[str, str]]:
    """Each key of the guidelines with its section, "" for those that stand before any."""
    found = []
    for each in fields(Guidelines):
        value = getattr(Guidelines(), each.name)
        inner = fields(value) if is_dataclass(value) else ()
        found += [(each.name, key.name) for key in inner] or [("", each.name)]
    return found


@pytest.mark.parametrize(("section", "key"), keys())
@pytest.mark.parametrize("value", ["-1", "1e400", "'\\u0007'", "{ x = [[]] }", "[[{}]]"])
def test_no_key_takes_a_value_that_can_be_none_of_its_own(
    tmp_path: Path, section: str, key: str, value: str
) -> None:
    quoted = value.replace("'", '"')
    text = f"[{section}]\n{key} = {quoted}\n" if section else f"{key} = {quoted}\n"
    with pytest.raises(BadInput) as told:
        read_guidelines(written(tmp_path, text))
    name = f"{section}.{key}" if section else key
    assert f"{name} is " in told.value.message
    assert "; accepted: " in told.value.message
    assert str(tmp_path / "guidelines.toml") in told.value.message


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = "centre = 3\n[loans]\ndays = -5\nlimits = 3\n[service]\nopens = 'early'\n"
    with pytest.raises(BadInput) as told:
        read_guidelines(written(tmp_path, text))
    for key in ("centre", "loans.days", "loans.limits", "service.opens"):
        assert f"{key} is" in told.value.message


@pytest.mark.parametrize(("n", "shown"), [(58, f'"{"x" * 58}";'), (59, f'"{"x" * 59}…;')])
def test_a_long_value_is_told_by_its_beginning(tmp_path: Path, n: int, shown: str) -> None:
    with pytest.raises(BadInput, match=re.escape(f"loans.days is {shown}")):
        read_guidelines(written(tmp_path, f"[loans]\ndays = '{'x' * n}'"))


def test_what_is_at_the_ends_of_its_range_is_taken(tmp_path: Path) -> None:
    text = (
        "[loans]\ndays = 0\nlimit = 1\nrenewals = 0\ndays_by_kind = { map = 3650 }\nnot_lent = []\n"
        "[service]\nopens = '00:00'\ncloses = '23:59'\nclosed_days = []\nurgent_hours = 1000\n"
        "closures = ['1900-01-01', '2026-01-01..2027-01-01', '2199-12-31']\n"
    )
    guidelines = read_guidelines(written(tmp_path, text))
    assert guidelines.loans == Loans(0, {"map": 3650}, 1, 0, [])
    assert guidelines.service.calendar.open_from(date(2026, 1, 1)) == date(2027, 1, 2)


def test_a_table_may_name_all_the_words_that_are_known(tmp_path: Path) -> None:
    days = dict.fromkeys((each for each in TYPES if each != "consult"), 20)
    told = ", ".join(f"{name} = {count}" for name, count in days.items())
    text = (
        f"[loans]\ndays_by_type = {{ {told} }}\n[lists]\ncolumns = {{ holdings = ['title:9'] }}\n"
    )
    guidelines = read_guidelines(written(tmp_path, text))
    assert guidelines.loans.days_by_type == days
    assert guidelines.lists.columns == {"holdings": ["title:9"]}


@pytest.mark.parametrize(
    ("joined", "ends"), [("both", ("front", "back")), ("front", ("front",)), ("back", ("back",))]
)
def test_aisles_are_joined_where_the_site_says(
    tmp_path: Path, joined: str, ends: tuple[str, ...]
) -> None:
    text = f"[walk]\njoined = 'back'\njoined_in = {{ Vault = '{joined}' }}\n"
    walk = read_guidelines(written(tmp_path, text)).walk
    assert (walk.ends("Vault"), walk.ends("Hall")) == (ends, ("back",))


@pytest.mark.parametrize(("days", "until"), [(0, None), (1, date(2026, 3, 3))])
def test_what_is_set_aside_waits_as_many_open_days_or_for_ever(
    tmp_path: Path, days: int, until: date | None
) -> None:
    guidelines = read_guidelines(written(tmp_path, f"[loans]\nhold_days = {days}\n"))
    assert guidelines.hold_until(date(2026, 3, 2)) == until


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "guidelines.toml"
    path.write_text("centre = 'Salle'\n", "utf-8-sig")
    assert read_guidelines(path).centre == "Salle"


def test_what_is_allowed_and_perhaps_not_meant_is_told() -> None:
    guidelines = Guidelines(
        loans=Loans(days_by_kind={"Map": 7, "map": 7}, not_lent=["frames"]),
        service=Service(closures=["2025-12-25"]),
    )
    kinds, today = ("map", "frame"), date(2026, 11, 24)
    assert guidelines.doubts(kinds, today) == [
        "loans.days_by_kind names the kind “Map”, which is none of ours: map, frame.",
        "loans.not_lent names the kind “frames”, which is none of ours: map, frame.",
        "Every day in service.closures is past: name the coming ones.",
    ]
    assert Guidelines().doubts(KINDS, today) == []
    assert guidelines.doubts((*kinds, "Map", "frames"), date(2025, 12, 25)) == []


@pytest.mark.parametrize(("days", "least", "doubted"), [(5, 6, 1), (5, 5, 1), (5, 4, 0), (0, 0, 0)])
def test_a_least_that_leaves_no_recall_anything_to_shorten_is_told(
    days: int, least: int, doubted: int
) -> None:
    guidelines = Guidelines(loans=Loans(days=days, minimum_days=least))
    told = ["loans.minimum_days leaves no recall anything to shorten."]
    assert guidelines.doubts(KINDS, date(2026, 11, 24)) == told * doubted
