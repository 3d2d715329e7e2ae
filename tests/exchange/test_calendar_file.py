"""Due dates and bring-forwards as iCalendar: read back by another program, and by the letter."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.forward import bring_forward, cancel_forward
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.loan import renew
from rmdesk.duties.person import edit_person
from rmdesk.exchange.calendar_file import Event, as_icalendar, events
from tests.desk.conftest import Centre
from tests.staff import colleague

FRIDAY = date(2026, 3, 6)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """F1 out to Ito, F2 to Roy, F3 comes back to Roy on Friday, a box out with F4 in it, F5 in."""
    made = Centre(tmp_path / "home")
    for key in ("F1", "F2", "F3", "F5"):
        made.file(key, identifier=f"45-{key}")
    made.file("B1", kind="box")
    made.file("F4", container="B1")
    charge_out(made.session, ["F1", "B1"], "P1")
    charge_out(made.session, ["F2"], "P2")
    bring_forward(made.session, ["F3"], "P2", FRIDAY, "with the plans; see 3, 4")
    yield made
    made.desk.close()


def said(told: list[Event]) -> list[str]:
    return [each.summary for each in told]


def test_it_tells_what_is_due_and_brought_forward_the_earliest_first(centre: Centre) -> None:
    told = events(centre.session)
    assert [each.day for each in told] == [FRIDAY, *[date(2026, 3, 30)] * 3]
    assert said(told)[0] == "Bring forward: F3 45-F3 File F3, to Jean Roy"
    assert told[0].note == "with the plans; see 3, 4"
    assert sorted(said(told)[1:]) == [
        "Due: B1 File B1, from Aiko Ito",  # F4 is due with it
        "Due: F1 45-F1 File F1, from Aiko Ito",
        "Due: F2 45-F2 File F2, from Jean Roy",
    ]


def test_that_of_one_person_has_only_theirs(centre: Centre) -> None:
    assert said(events(centre.session, centre.ito)) == ["Due: B1 File B1", "Due: F1 45-F1 File F1"]
    assert said(events(centre.session, centre.roy)) == [
        "Bring forward: F3 45-F3 File F3", "Due: F2 45-F2 File F2",
    ]  # fmt: skip


def test_what_came_back_was_given_up_or_is_missing_is_not_in_it(centre: Centre) -> None:
    return_(centre.session, ["F1", "B1"])
    cancel_forward(centre.session, ["F3"], "P2")
    assert said(events(centre.session)) == ["Due: F2 45-F2 File F2, from Jean Roy"]
    return_(centre.session, ["F2"])
    assert events(centre.session) == []


def test_an_entry_keeps_its_mark_and_another_centre_has_others(
    centre: Centre, tmp_path: Path
) -> None:
    before = {each.summary: each.uid for each in events(centre.session)}
    assert len(set(before.values())) == 4
    centre.clock.forward(days=1)
    renew(centre.session, ["F2"])
    after = {each.summary: each.uid for each in events(centre.session)}
    assert after == before
    return_(centre.session, ["F2"])
    charge_out(centre.session, ["F2"], "P2")  # another loan
    again = {each.summary: each.uid for each in events(centre.session)}
    assert {name for name in before if before[name] != again[name]} == {
        "Due: F2 45-F2 File F2, from Jean Roy"
    }


# --- R17


def cleared(centre: Centre, person: str, **values: str) -> None:
    edit_person(centre.session, person, values)


def told_to(session: Session, *of: Any) -> str:
    return as_icalendar(session, events(session, *of)).decode().replace("\r\n ", "")


def test_what_one_may_not_know_is_in_no_calendar(centre: Centre) -> None:
    session = colleague(centre.desk, "newcomer")
    before = told_to(session)
    hidden = centre.file("S1", title="Kestrel", security="secret", identifier="S-9")
    cleared(centre, "P2", clearance="secret", clearance_until="2027-01-01")
    centre.entered("S1", "P2")
    charge_out(centre.session, ["S1"], "P2")
    bring_forward(centre.session, ["S1"], "P2", FRIDAY, "for the Kestrel board")
    assert hidden.guard
    assert told_to(session) == before
    assert told_to(session, centre.roy).count("BEGIN:VEVENT") == 2
    assert "S1" in told_to(centre.session)


def test_a_record_with_a_level_goes_by_its_barcode_alone(centre: Centre) -> None:
    centre.file("S1", title="Kestrel", security="secret", identifier="S-9")
    cleared(centre, "P2", clearance="secret", clearance_until="2027-01-01")
    centre.entered("S1", "P2")
    charge_out(centre.session, ["S1"], "P2")
    bring_forward(centre.session, ["S1"], "P2", FRIDAY, "for the Kestrel board")
    for told in (told_to(centre.session), told_to(centre.session, centre.roy)):
        assert "SUMMARY:Due: S1" in told
        assert "Kestrel" not in told
        assert "S-9" not in told
    mail = replace(centre.desk.guidelines.mail, classified="title")
    centre.desk.guidelines = replace(centre.desk.guidelines, mail=mail)
    session = centre.desk.session("mlee")
    assert "Kestrel board" in told_to(session, session.person("P2"))
    cleared(centre, "P2", clearance_until="2026-03-01")  # is none any more
    assert "Kestrel" not in told_to(session, session.person("P2"))
    assert "SUMMARY:Due: S1" in told_to(session, session.person("P2"))


# --- the file

OURS = re.compile(rb"[^\r\n]{1,75}\r\n")


def read(data: bytes) -> list[Any]:
    """The events as another program reads them."""
    icalendar = pytest.importorskip("icalendar", reason="icalendar is not installed here")
    calendar = icalendar.Calendar.from_ical(data)
    assert (str(calendar["VERSION"]), calendar.errors) == ("2.0", [])
    return list(calendar.walk("VEVENT"))


def test_another_program_reads_what_is_told(centre: Centre) -> None:
    told = events(centre.session)
    found = read(as_icalendar(centre.session, told))
    assert [str(each["SUMMARY"]) for each in found] == said(told)
    assert [each["DTSTART"].dt for each in found] == [each.day for each in told]
    assert [str(each["UID"]) for each in found] == [each.uid for each in told]
    assert str(found[0]["DESCRIPTION"]) == "with the plans; see 3, 4"
    assert found[0]["DTSTAMP"].dt.isoformat() == "2026-03-02T15:00:00+00:00"


TEXTS = [
    "a" * 300,
    "é" * 100,
    "档案" * 60,
    "a" * 66 + "档",
    "a" * 67 + "é",
    "😀" * 40,
    "a\\nb; c, d: \"e\" 'f' \\\\",
    "Eve\r\nATTENDEE:mailto:all@example.org",
    "two\nlines\ttab\x1b[31m\u2028end\x7f\ufeff",
    "",
]


def file_of(centre: Centre, text: str) -> bytes:
    return as_icalendar(centre.session, [Event("1@rmdesk", FRIDAY, f"x{text}", text)])


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_letter(
    centre: Centre, text: str
) -> None:
    data = file_of(centre, text)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert all(0 < len(line) <= 75 and line.decode() for line in lines)
    assert b"\n" not in data.replace(b"\r\n", b"")
    heads = [line.partition(b":")[0] for line in lines if not line.startswith(b" ")]
    assert b"ATTENDEE" not in heads


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_as_it_was_without_signs_that_steer(centre: Centre, text: str) -> None:
    (found,) = read(file_of(centre, text))
    plain = "".join(each if each.isprintable() else " " for each in text)
    assert str(found["SUMMARY"]) == f"x{plain}"
    assert str(found.get("DESCRIPTION", "")) == plain


@given(st.text(max_size=120))
def test_any_text_is_read_as_it_was(text: str) -> None:
    pytest.importorskip("icalendar", reason="icalendar is not installed here")
    found = read(as_icalendar(PLAIN, [Event("1@rmdesk", FRIDAY, f"x{text}")]))
    assert str(found[0]["SUMMARY"]) == "x" + "".join(c if c.isprintable() else " " for c in text)


class _Plain:
    """A session as far as a calendar asks."""

    class guidelines:  # noqa: N801
        centre = "Main"

    @staticmethod
    def now() -> Any:
        from tests.desk.conftest import MONDAY

        return MONDAY


PLAIN: Any = _Plain()


def test_a_calendar_of_nothing_is_one(centre: Centre) -> None:
    assert read(as_icalendar(centre.session, [])) == []


def test_a_record_of_an_old_title_is_told_by_the_new_one(centre: Centre) -> None:
    edit_holding(centre.session, "F2", {"title": "Ferries"})
    assert "Due: F2 45-F2 Ferries, from Jean Roy" in said(events(centre.session))
