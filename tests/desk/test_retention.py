"""Until when a record is kept, told step by step: the worked examples of the docs, and siblings."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, register
from rmdesk.duties.dating import days_of
from rmdesk.duties.describe import Describer
from rmdesk.duties.falling_due import due_by
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.retention import dater_of, ensure_dated, notes_of, retentions
from rmdesk.duties.schedule import complete_item
from rmdesk.duties.scheme import complete_class
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.errors import Refused
from rmdesk.model.lengths import Length, after, end_of, length_of
from rmdesk.model.records import ScheduleItem, SchemeClass
from tests.desk.conftest import Centre

DOCS = Path(__file__).resolve().parents[2] / "docs" / "retention.md"


def ignored(_field: str, _text: str) -> None:
    pass


def schedule(session: Session, code: str, **values: object) -> ScheduleItem:
    """An item and a class of the same code that has it."""
    from rmdesk.exchange.kinds import KINDS

    read = {
        name: KINDS["schedule"].columns[name](str(value)) if isinstance(value, str) else value
        for name, value in values.items()
    }
    item, class_ = ScheduleItem(), SchemeClass()
    complete_item(item, {"code": code, **read}, ignored)
    complete_class(class_, {"code": code, "title": code, "schedule": code}, ignored)
    with session.change("import"):
        session.save(item)
        session.save(class_)
    return item


def due(centre: Centre, key: str) -> str:
    return retentions(centre.session, [key])[0].dated.due


# --- the convention


def examples() -> Iterator[tuple[str, ...]]:
    for line in DOCS.read_text("utf-8").split("Examples;")[1].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0] not in ("trigger", "---"):
            yield tuple(cells)


@pytest.mark.parametrize("example", list(examples()), ids=" ".join)
def test_the_examples_of_the_docs_hold(centre: Centre, example: tuple[str, ...]) -> None:
    trigger, active, semi, record, expected = example
    values = {"trigger": trigger, "active_years": active, "disposition": "destroy"}
    if "whichever" in active:
        values = {"rule": f"Retain {active}, then destroy"}
    schedule(centre.session, "S", **values, **({"semi_active_years": semi} if semi else {}))
    told: dict[str, object] = {}
    for part in record.split(", "):
        if found := re.fullmatch(r"closed (\S+)", part):
            told["closed"] = found[1]
        elif found := re.fullmatch(r"dated ?(.*)", part):
            told["dates"] = found[1]
        else:
            told["events"] = [part]
    centre.file("F", **{"class": "S", **told})
    assert due(centre, "F") == expected
    assert centre.now("F").ends in ({expected} if expected else {"", "waits"})


def test_there_are_examples() -> None:
    assert len(list(examples())) > 20


@pytest.mark.parametrize(
    ("day", "months", "days", "from_the_end", "last"),
    [
        ("2019-03-31", 12, 0, False, "2020-03-31"),
        ("2020-02-29", 12, 0, False, "2021-02-28"),
        ("2019-02-28", 12, 0, False, "2020-02-28"),
        ("2019-02-28", 12, 0, True, "2020-02-29"),
        ("2019-06-30", 1, 0, True, "2019-07-31"),
        ("2019-06-30", 0, 0, True, "2019-06-30"),
        ("2019-12-31", 2, 0, False, "2020-02-29"),
        ("2019-12-31", 1, 10, False, "2020-02-10"),
        ("2019-12-31", 500 * 12, 0, True, "2519-12-31"),
        ("9000-01-01", 500 * 12, 0, False, "9500-01-01"),
        ("9999-01-01", 12, 0, False, "9999-12-31"),
        ("9999-12-31", 0, 1, False, "9999-12-31"),
    ],
)
def test_the_last_day_of_a_period(
    day: str, months: int, days: int, from_the_end: bool, last: str
) -> None:
    start = date.fromisoformat(day)
    found = after(start, Length(months, days), from_the_end=from_the_end)
    assert found.isoformat() == last


@pytest.mark.parametrize(
    ("unit", "day", "begins", "end"),
    [
        ("month", "2020-02-01", (1, 1), "2020-02-29"),
        ("quarter", "2019-01-01", (1, 1), "2019-03-31"),
        ("quarter", "2019-12-31", (1, 1), "2019-12-31"),
        ("year", "2019-01-01", (4, 1), "2019-12-31"),
        ("fiscal", "2019-03-31", (4, 1), "2019-03-31"),
        ("fiscal", "2019-04-01", (4, 1), "2020-03-31"),
        ("fiscal", "2019-02-28", (3, 1), "2019-02-28"),
        ("fiscal", "2020-02-29", (3, 1), "2020-02-29"),
        ("fiscal", "2019-12-31", (1, 1), "2019-12-31"),
        ("fiscal", "2019-07-01", (7, 1), "2020-06-30"),
        ("fiscal", "9999-12-31", (4, 1), "9999-12-31"),
    ],
)
def test_the_end_of_a_unit(unit: str, day: str, begins: tuple[int, int], end: str) -> None:
    assert end_of(unit, date.fromisoformat(day), begins).isoformat() == end


@pytest.mark.parametrize(
    ("unit", "count", "length"),
    [
        ("y", 7, Length(84)), ("y", 0.5, Length(6)), ("y", 1.5, Length(18)),
        ("y", 0.0833, Length(1)), ("y", 0.2738, Length(3, 9)), ("m", 18, Length(18)),
        ("w", 2, Length(days=14)), ("d", 100, Length(days=100)), ("d", 0.5, Length(days=1)),
    ],
)  # fmt: skip
def test_a_length_is_months_and_days_and_parts_are_counted_up(
    unit: str, count: float, length: Length
) -> None:
    assert length_of(unit, count) == length


# --- told


def test_it_is_told_step_by_step(centre: Centre) -> None:
    schedule(
        centre.session, "FIN-1", trigger="end of fiscal year", active_years="2",
        semi_active_years="5", disposition="destroy", authority="DA-77",
    )  # fmt: skip
    centre.file("F", **{"class": "FIN-1", "closed": "2019-03-31"})
    (told,) = retentions(centre.session, ["F"])
    assert told.told() == {
        "key": "F",
        "class": "FIN-1",
        "schedule": "FIN-1",
        "version": 1,
        "trigger": "end of fiscal year",
        "trigger_date": "2019-03-31",
        "steps": [
            {"step": "active", "until": "2021-03-31"},
            {"step": "semi-active", "until": "2026-03-31"},
        ],
        "due": "2026-03-31",
        "disposition": "destroy",
        "authority": "DA-77",
        "holds": [],
        "explained": [
            "class FIN-1 has item FIN-1, version 1: 2 years after the end of the fiscal year of "
            "closure, then 5 years; destroy",
            "closed 2019-03-31",
            "the fiscal year ends 2019-03-31",
            "active 2 years to 2021-03-31",
            "semi-active 5 years to 2026-03-31",
            "destroy from the day after 2026-03-31",
            "under authority DA-77",
        ],
    }


def test_holds_are_told_with_it_and_change_no_day(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="1", disposition="destroy")
    centre.file("F", **{"class": "S", "closed": "2019-03-31"})
    about = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal"}
    hold = register(centre.session, HOLDS, about)
    place(centre.session, hold.number, {"on": ["F"]})
    (told,) = retentions(centre.session, ["F"])
    assert told.holds == (hold.number,)
    assert told.dated.due == "2020-03-31"
    assert told.explained[-1] == f"held by {hold.number}: ACME v. Crown"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"active_years": "2"}, "no final disposition is understood: never offered"),
        ({"disposition": "destroy"}, "the schedule item is not understood: no period is given"),
        (
            {"trigger": "the minister's pleasure, unless", "active_years": "2"},
            "the schedule item is not understood: “the minister's pleasure, unless” is not "
            "understood",
        ),
        ({"active_years": "permanent"}, "permanent: it is never offered for disposition (R7)"),
        (
            {"active_years": "2", "disposition": "destroy"},
            "no disposition authority is told: nothing is destroyed without one (R3)",
        ),
        (
            {"active_years": "2", "vital": "yes", "review_years": "1", "authority": "DA"},
            "an essential record, reviewed every 1 years",
        ),
    ],
)
def test_what_is_missing_is_told(centre: Centre, item: dict[str, str], said: str) -> None:
    schedule(centre.session, "S", **item)
    centre.file("F", **{"class": "S", "closed": "2019-03-31"})
    assert said in retentions(centre.session, ["F"])[0].explained


def test_without_a_class_or_an_item_nothing_is_due_and_that_is_told(centre: Centre) -> None:
    centre.file("F", closed="2019-03-31")
    centre.file("G", **{"class": "99", "closed": "2019-03-31"})
    first, second = retentions(centre.session, ["F", "G"])
    assert first.explained == ("it has no class, so nothing says how long it is kept",)
    assert second.explained == ("class 99 has no item of the schedule: never due (R10)",)
    assert (first.dated.due, second.dated.due) == ("", "")


def test_media_have_their_own_periods(centre: Centre) -> None:
    media = "microfilm: permanent; photograph: 10 years"
    schedule(centre.session, "S", active_years="2", disposition="destroy", media=media)
    for medium in ("paper", "Microfilm", "photograph"):
        centre.file(medium, **{"class": "S", "closed": "2019-03-31", "medium": medium})
    assert [due(centre, key) for key in ("paper", "Microfilm", "photograph")] == [
        "2021-03-31", "", "2029-03-31",
    ]  # fmt: skip


def test_a_box_without_a_class_goes_by_the_longest_kept_in_it(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    schedule(centre.session, "L", active_years="9", disposition="destroy")
    centre.file("BOX", kind="box")
    for key, code in (("A", "S"), ("B", "L"), ("C", "")):
        centre.file(key, **{"class": code, "closed": "2019-03-31", "container": "BOX"})
    (told,) = retentions(centre.session, ["BOX"])
    assert told.dated.due == "2028-03-31"
    assert told.explained[0] == "goes by the longest kept of what lies in it: B"
    schedule(centre.session, "P", active_years="permanent")
    centre.file("D", **{"class": "P", "container": "BOX"})
    assert retentions(centre.session, ["BOX"])[0].disposition == "permanent retention"


# --- kept beside the record


def test_the_day_kept_follows_the_record(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    centre.file("F", **{"class": "S", "dates": "2010"})
    assert centre.now("F").ends == "2012-12-31"
    edit_holding(centre.session, "F", {"closed": "2011-05-05"})
    assert centre.now("F").ends == "2013-05-05"
    undo(centre.session)
    assert centre.now("F").ends == "2012-12-31"
    edit_holding(centre.session, "F", {"class": ""})
    assert centre.now("F").ends == ""


def test_the_day_kept_follows_class_and_item_however_they_come(
    centre: Centre, tmp_path: Path
) -> None:
    centre.file("F", **{"class": "10", "dates": "2010"})
    files = {
        "scheme": "code,title,schedule\n10,Ledgers,S\n",
        "schedule": "code,active_years,disposition\nS,2,destroy\n",
        "holdings": "barcode,class,dates\nG,10,2011\n",
    }
    seen = []
    for kind, text in files.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        import_file(centre.session, kind, path)
        seen.append(centre.now("F").ends)
    assert seen == ["", "2012-12-31", "2012-12-31"]
    assert centre.now("G").ends == "2013-12-31"


def test_another_fiscal_year_dates_all_anew_by_itself(centre: Centre) -> None:
    schedule(centre.session, "S", trigger="end of fiscal year", active_years="1")
    centre.file("F", **{"class": "S", "closed": "2019-05-01"})
    ensure_dated(centre.session)
    assert centre.now("F").ends == "2021-03-31"
    path = centre.home / "guidelines.toml"
    path.write_text('[retention]\nfiscal_year = "01-01"\n', "utf-8")
    centre.desk.close()
    from rmdesk.opening import open_desk

    centre.desk = open_desk(centre.home, now=centre.clock)
    centre.session = centre.desk.session("mlee")
    ensure_dated(centre.session)
    assert centre.now("F").ends == "2020-12-31"
    last = centre.session.store.journal.last()
    ensure_dated(centre.session)
    assert centre.session.store.journal.last() == last


def test_the_first_look_in_a_new_centre_dates_nothing_anew(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    centre.file("F", **{"class": "S", "dates": "2010"})
    last = centre.session.store.journal.last()
    assert due_by(centre.session, "2027-01-01", limit=9).total == 1
    assert centre.session.store.journal.last() == last


def test_a_home_of_an_earlier_version_is_dated_by_itself(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    centre.file("F", **{"class": "S", "dates": "2010"})
    with centre.session.change("as it was"):
        centre.session.store.table("holdings").update(lambda each: each.pop("ends", None))
        dating = centre.session.store.table("dating")
        dating.remove(doc_ids=[row.doc_id for row in dating.page(limit=9).rows])
    ensure_dated(centre.session)
    assert centre.now("F").ends == "2012-12-31"


def test_days_that_no_calendar_has_are_no_days() -> None:
    events = ["audit: 2020-02-30", "audit: 2019-01-01", "Audit : 2018-01-01", "audit"]
    assert days_of({"events": events}).events == {"audit": date(2019, 1, 1)}


def test_a_dater_looks_each_class_up_once(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    dater = dater_of(centre.session)
    assert dater.rule("S", "") is dater.rule("S", "")
    assert dater.rule("", "").plan is None


def test_amending_a_class_is_undone_with_its_days(centre: Centre) -> None:
    kind = centre.desk.kinds["classes"]
    schedule(centre.session, "L", active_years="9", disposition="destroy")
    register(centre.session, kind, {"code": "N"}, sure=True)
    centre.file("F", **{"class": "N", "dates": "2010"})
    amend(centre.session, kind, "N", {"schedule": "L"})
    assert centre.now("F").ends == "2019-12-31"
    with pytest.raises(Refused):  # it would be kept otherwise again, by one person (R13)
        undo(centre.session)
    assert centre.now("F").ends == "2019-12-31"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"class": "S"}, "kept to 2012-03-31, then destroy (S)"),
        ({"class": "S", "closed": "", "dates": "1990-"},
         "not due: its last date is not known, and no day of closure was told"),
        ({"class": "P"}, "permanent (P)"),
        ({"class": "99"}, "class 99 has no item of the schedule: never due (R10)"),
        ({"class": ""}, ""),
    ],
)  # fmt: skip
def test_it_is_told_in_a_line_wherever_the_record_is_shown(
    centre: Centre, values: dict[str, str], said: str
) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy", authority="DA-1")
    schedule(centre.session, "P", active_years="permanent")
    centre.file("F", **{"closed": "2010-03-31", **values})
    notes = [each.text for each in notes_of(centre.session, centre.now("F"))]
    assert notes == ([said] if said else [])


@pytest.mark.parametrize(
    ("which", "events", "said"),
    [
        ("later", ["audit: 2024-05-02"], "the latest counts: 2024-05-02"),
        ("earlier", ["audit: 2024-05-02"], "the earliest counts: 2022-03-31"),
        ("earlier", [], "the earliest counts: 2022-03-31"),
    ],
)
def test_it_is_told_which_of_several_clocks_counts(
    centre: Centre, which: str, events: list[str], said: str
) -> None:
    rule = f"Retain 3 years after closure or until audit, whichever is {which}, then destroy"
    schedule(centre.session, "S", rule=rule)
    centre.file("F", **{"class": "S", "closed": "2019-03-31", "events": events})
    (told,) = retentions(centre.session, ["F"])
    assert [each for each in told.dated.said if "counts" in each] == [said]


def test_a_hit_of_the_search_tells_no_day_of_what_waits(centre: Centre) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy")
    for key, more in (("F", {"closed": "2010-03-31"}), ("W", {})):
        centre.file(key, **{"class": "S", **more})
    told = [Describer(centre.session).hit(centre.now(key))["kept_until"] for key in ("F", "W")]
    assert told == ["2012-03-31", ""]
