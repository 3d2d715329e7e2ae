"""Plain text for people: aligned, safe for the terminal, in ASCII where the locale asks for it."""

import json
import re
from gettext import NullTranslations

import pytest

from data.texts import speak
from rmdesk.desk.kinds import Note
from screens.cli.command import Fields, TextTable
from screens.cli.printing import ascii_text, field_lines, table_lines, width_of
from tests.cli.conftest import Say


def test_columns_line_up_across_wide_characters() -> None:
    rows = [{"title": "黄河大桥", "due": "a"}, {"title": "Bridge", "due": "b"}]
    lines = table_lines(TextTable(rows, ("title", "due", "place")), None)
    assert lines == ["title     due", "黄河大桥  a", "Bridge    b"]


def test_on_a_narrow_terminal_the_widest_cells_are_cut() -> None:
    rows = [{"key": "0001", "title": "A very long title of a file" * 3}]
    for line in table_lines(TextTable(rows, ("key", "title")), 40):
        assert width_of(line) <= 40
    assert table_lines(TextTable(rows, ("key", "title")), 40)[1].endswith("…")


def test_what_a_terminal_has_no_room_for_is_named_and_never_wrapped() -> None:
    names = ("key", "title", "class", "dates", "unit", "status")
    row = {name: f"{name} as it was written" for name in names}
    table = TextTable([row], names, first=("title", "status"))
    head, line, *told = table_lines(table, 80)
    assert head.split() == ["key", "title", "status"]
    assert "title as it was written" in line  # what comes first is cut last
    assert max(map(width_of, [head, line, *told])) <= 80
    assert " ".join(told) == ("Left out for want of room: class, dates, unit. `--json` has them.")
    assert table_lines(table, None)[0].split() == list(names)  # a file or a pipe gets all
    assert table_lines(table, 200)[0].split() == list(names)
    assert table_lines(table, 10)[0].split() == ["title"]  # one stays, whatever the room


def test_empty_values_are_left_out_and_lists_are_joined() -> None:
    values = {"key": "0001", "place": "", "keywords": ["a", "b"], "contents": 0, "late": False}
    assert field_lines(Fields(values).values) == [
        "key:      0001",
        "keywords: a; b",
        "contents: 0",
        "late:     no",
    ]


def test_a_time_is_shown_as_on_the_desks_clock_and_kept_as_it_is_in_json(say: Say) -> None:
    moment = "2026-11-22T15:08:23+00:00"
    assert field_lines({"due": moment}) == ["due: 2026-11-22 15:08"]
    assert field_lines({"title": f"of {moment}"}) == [f"title: of {moment}"]
    told = say("request", "new", "0001", "--for", "P1", json=False).out
    assert re.search(r"^received: +\d{4}-\d\d-\d\d \d\d:\d\d$", told, re.MULTILINE)
    assert "+" not in told
    assert "T" in say("request", "show", "R-1001").data["received"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Écluse “à l’eau” – 1950…", 'Ecluse "a l\'eau" - 1950...'),
        ("黄河", "??"),
        ("œuvre, Łódź, Straße", "oeuvre, Lodz, Strasse"),
    ],
)
def test_ascii_keeps_what_has_a_likeness(text: str, plain: str) -> None:
    assert ascii_text(text) == plain


def test_control_characters_never_reach_the_terminal(say: Say) -> None:
    say("add", "file", "--barcode", "X1", "--title", "bad\x1b[31m\x9b2J\u202etitle")
    for said in (say("show", "X1", json=False), say("show", "X1")):
        assert said.status == 0
        assert said.out.replace("\n", "").isprintable()
    assert say("show", "0003", json=False).out.count("黄河大桥") == 1


def test_an_error_about_outside_text_is_clean_too(say: Say) -> None:
    said = say("show", "\x1b[2J\x07", json=False)
    assert said.err.replace("\n", "").isprintable()


def test_a_locale_without_utf8_gets_ascii(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert "Ecluse de Lachine" in say("show", "0002", json=False).out
    told = say("show", "0003")
    assert told.out.isascii()
    assert json.loads(told.out)["title"] == "黄河大桥"


def test_a_log_names_people_and_places_not_numbers(say: Say) -> None:
    say("charge-out", "0001", "--to", "P1")
    last = say("log", "0001", json=False).out.splitlines()[-1]
    assert "status: out (was in)" in last
    assert "holder: Aiko Ito" in last


def test_statuses_are_said_as_at_the_desk(say: Say) -> None:
    say("reserve", "0001", "--to", "P2")
    say("charge-out", "0002", "--to", "P1")
    say("reserve", "0002", "--to", "P2")
    assert "set aside" in say("return", "0002", json=False).out


def test_a_search_without_hits_says_so(say: Say) -> None:
    assert say("search", "zzzzqqqq", json=False).out == "0 found\n"
    assert say("search", "brigde", json=False).out.startswith("Nothing found; shown for")


def test_totals_and_what_is_shown_are_told_apart(say: Say) -> None:
    assert "1 shown of 3 found" in say("search", "date:1955", "--limit", "1", json=False).out


def test_a_control_sequence_is_taken_out_whole_wherever_people_type(say: Say) -> None:
    hostile = "\x1b[31mZed\x1b]0;owned\x07"
    say("edit", "0001", "--notes", hostile, "--keywords", hostile, "--reason", hostile)
    shown = say("show", "0001").data
    assert (shown["notes"], shown["keywords"]) == ("Zed", ["Zed"])
    assert say("log", "0001").data[-1]["reason"] == "Zed"
    say("request", "new", "0001", "--for", "P1", "--remarks", hostile, "--contact", hostile)
    asked = say("request", "show", "R-1001").data
    assert (asked["remarks"], asked["contact"]) == ("Zed", "Zed")


def test_what_others_tell_of_a_record_is_a_sentence_under_its_label(say: Say) -> None:
    for matter in ("ACME", "Harrow"):
        given = ("--matter", matter, "--authority", "Legal")
        number = say("hold", "new", matter, *given).data["number"]
        say("hold", "place", number, "--on", "0001", "--reason", "notice")
    say("cross-refer", "0001", "--with", "0002")
    told = [each["number"] for each in say("show", "0001").data["holds"]]
    shown = say("show", "0001", json=False).out
    lines = [line.split(maxsplit=1) for line in shown.splitlines()]
    held = [value for label, value in lines if label == "held:"]
    assert held == [f"{told[0]} ACME", f"{told[1]} Harrow"]
    amended = say("edit", "0002", "--notes", "seen", json=False).out
    for printed in (shown, amended):
        assert "see also:" in printed
        assert "key=" not in printed
    listed = say("list", "holdings", json=False).out.splitlines()
    assert {"held", "see", "also"} <= set(listed[0].split())
    assert "holds" not in listed[0]
    assert f"{told[0]} ACME; {told[1]} Harrow" in next(x for x in listed if x.startswith("0001"))
    data = say("list", "holdings").data
    row = next(each for each in data if each["key"] == "0001")
    assert row["holds"] == say("show", "0001").data["holds"]
    assert all({"number", "title", "matter"} == each.keys() for each in row["holds"])


def test_the_label_of_what_others_tell_is_translated_as_on_the_page() -> None:
    class Loud(NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

    noted = [Note("held", "H-1 ACME", {"number": "H-1"}).told()]
    speak(Loud())
    try:
        assert field_lines({"holds": noted}) == ["HELD: H-1 ACME"]
        assert table_lines(TextTable([{"holds": noted}], ["holds"]), None) == ["HELD", "H-1 ACME"]
    finally:
        speak(NullTranslations())


def test_what_a_record_says_is_told_whatever_others_tell_under_the_same_word(say: Say) -> None:
    """The class of a record, and what its class has to say of it."""
    assert (
        say("add", "file", "--barcode", "X1", "--title", "Letters", "--class", "1250").status == 0
    )
    told = say("show", "X1", json=False).out
    assert re.search(r"^class: +1250$", told, re.MULTILINE)
    rows = {"class": "1250", "scheme": [], "title": ""}
    assert field_lines(rows) == ["class: 1250"]
