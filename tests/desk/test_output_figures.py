"""Filming, accessions and transfers in figures, equal to a count by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from rmdesk.desk.registering import register
from rmdesk.desk.reports import UNDATED
from rmdesk.duties.accession import accept, receive, refuse_accession
from rmdesk.duties.film import FILM_JOBS, check_film
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.report import make_report
from rmdesk.duties.sending import receive as signed_for
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.records import Holding
from tests.desk.conftest import Centre
from tests.desk.test_accession import announce, room
from tests.desk.test_transfer import Out, out
from tests.staff import colleague

__all__ = ["out", "room"]

SPRING = (date(2026, 3, 1), date(2026, 5, 31))


def film(centre: Centre, frames: str, **more: str) -> str:
    values = {"film": "M1", "frames": frames, "record": "F1", **more}
    number: str = register(centre.session, FILM_JOBS, values).number
    return number


@pytest.fixture
def filmed(centre: Centre) -> Centre:
    """Two films: one of March with a retake, one begun on the last evening of March."""
    for key in ("M1", "M2"):
        centre.file(key, kind="reel")
    centre.file("F1", unit="Works", **{"class": "10"})
    checker = colleague(centre.desk, "checker")
    check_film(checker, film(centre, "1-40", camera="K1"), {}, passes=True)
    faulty = film(centre, "41-60", camera="K1")
    check_film(checker, faulty, {"reason": "out of focus"}, passes=False)
    film(centre, "41-60", camera="K2", retakes=faulty)
    centre.clock.forward(days=29, hours=13, minutes=30)  # 31 March, 23:30 here, April in UTC
    film(centre, "7", film="M2", record="", camera="K2")
    centre.clock.forward(days=40)
    return centre


def test_frames_and_films_count_on_the_sites_day_on_which_they_were_filmed(filmed: Centre) -> None:
    made = make_report(filmed.session, "filmed", *SPRING)
    names = ("count", "frames", "passed", "retaken", "films")
    assert [(row["month"], *(row[name] for name in names)) for row in made.rows] == [
        ("2026-03", 4, 81, 40, 20, 2), ("2026-04", 0, 0, 0, 0, 0), ("2026-05", 0, 0, 0, 0, 0),
    ]  # fmt: skip
    assert made.totals == dict(zip(names, (4, 81, 40, 20, 2), strict=True))
    days = make_report(filmed.session, "filmed", *SPRING, "day").rows
    assert {row["day"]: row["count"] for row in days if row["count"]} == {
        "2026-03-02": 3, "2026-03-31": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("by", "frames"),
    [
        ("unit", {"Works": 80, "": 1}), ("class", {"10": 80, "": 1}), ("technician", {"mlee": 81}),
        ("kind", {"file": 80, "reel": 1}), ("camera", {"K1": 60, "K2": 21}), ("batch", {"": 81}),
        ("film", {"M1": 80, "M2": 1}),
    ],
)  # fmt: skip
def test_filming_counts_by_what_was_filmed_and_by_whom(
    filmed: Centre, by: str, frames: dict[str, int]
) -> None:
    made = make_report(filmed.session, "filmed", *SPRING, by)
    assert {row[by]: row["frames"] for row in made.rows} == frames


@pytest.mark.parametrize("hidden", ["M1", "F1"])
def test_a_film_job_is_told_to_nobody_who_may_not_know_its_film_or_what_was_filmed(
    filmed: Centre, hidden: str
) -> None:
    low = colleague(filmed.desk, "low")
    edit_holding(filmed.session, hidden, {"security": "secret"}, "a case")
    assert make_report(low, "filmed", *SPRING).totals["frames"] == 1


def test_each_step_of_an_accession_counts_on_its_day_and_what_came_with_it(room: Centre) -> None:
    first = announce(room, "box\tfile number\ttitle\tdates\n1\tC-1\tA\t1990\n2\t\tPlans\t")
    other = announce(room, "0009", unit="Legal")
    announce(room, unit="Legal")
    room.clock.forward(days=31)
    receive(room.session, first, {})
    accept(room.session, first, {"place": "L2"})
    refuse_accession(colleague(room.desk, "rdiaz"), other, {"reason": "wet"})
    made = make_report(room.session, "accessions", *SPRING)
    assert [tuple(row.values()) for row in made.rows] == [
        ("2026-03", 3, 0, 0, 0, 0, 0, 0.0, 0),
        ("2026-04", 0, 1, 1, 1, 2, 1, 0.8, 0),
        ("2026-05", 0, 0, 0, 0, 0, 0, 0.0, 0),
    ]
    assert list(made.rows[0]) == [
        "month", "announced", "received", "accessioned", "refused", "boxes", "others", "metres",
        "unmeasured",
    ]  # fmt: skip
    by_unit = make_report(room.session, "accessions", *SPRING, "unit").rows
    assert [(row["unit"], row["announced"], row["boxes"]) for row in by_unit] == [
        ("Finance", 1, 2), ("Legal", 2, 0),
    ]  # fmt: skip
    who = make_report(room.session, "accessions", *SPRING, "technician").rows
    assert [(row["technician"], row["announced"], row["refused"]) for row in who] == [
        ("mlee", 3, 0), ("rdiaz", 0, 1),
    ]  # fmt: skip
    only_april = make_report(room.session, "accessions", date(2026, 4, 1), SPRING[1])
    assert (only_april.totals["announced"], only_april.totals["accessioned"]) == (0, 1)


def test_both_ends_of_a_period_are_days_of_it(room: Centre) -> None:
    announce(room)
    today, day = room.clock.moment.date(), timedelta(days=1)
    for first, last, count in (
        (today, today, 1), (today - day, today, 1), (today, today + day, 1),
        (today - day, today - day, 0), (today + day, today + day, 0),
    ):  # fmt: skip
        made = make_report(room.session, "accessions", first, last)
        assert made.totals["announced"] == count


def test_what_one_may_not_know_of_came_in_no_accession(room: Centre) -> None:
    number = announce(room, "box\tfile number\ttitle\tdates\n1\tC-1\tA\t1990\n2\t\tPlans\t")
    receive(room.session, number, {})
    accept(room.session, number, {"place": "L2"})
    edit_holding(room.session, "C-1", {"security": "secret"}, "a case")
    low = colleague(room.desk, "low")
    assert make_report(low, "accessions", *SPRING).totals["others"] == 0


def test_an_accession_of_a_file_that_names_no_day_has_a_line_of_its_own(
    room: Centre, tmp_path: Path
) -> None:
    path = tmp_path / "accessions.csv"
    path.write_text("number,unit,title,status\n1999-0001,Finance,Old,accessioned\n", "utf-8")
    import_file(room.session, "accessions", path)
    for by in ("", "unit", "technician"):
        made = make_report(room.session, "accessions", *SPRING, by)
        assert made.rows[-1][by or "month"] == UNDATED
        assert (made.rows[-1]["accessioned"], made.totals["accessioned"]) == (1, 0)
        assert made.totals["undated"] == 1


def test_what_an_archives_took_counts_when_it_signed_for_it(out: Out) -> None:
    number = out.sent("F1", "BOX")
    out.listed("F3")
    out.centre.clock.forward(days=31)
    signed_for(out.session, number, {"signed": "A. Keeper", "missing": ["F1"]})
    made = make_report(out.session, "transfers", *SPRING)
    assert [tuple(row.values()) for row in made.rows[:2]] == [
        ("2026-03", 2, 1, 0, 0, 0, 0.0, 0),
        ("2026-04", 0, 0, 1, 1, 2, 0.4, 0),
    ]
    by = make_report(out.session, "transfers", *SPRING, "archives").rows
    assert [(row["archives"], row["listed"], row["received"]) for row in by] == [
        ("City Archives", 2, 1)
    ]
    undo(out.session)
    assert make_report(out.session, "transfers", *SPRING).totals["received"] == 0
    assert isinstance(out.centre.now("F1"), Holding)
