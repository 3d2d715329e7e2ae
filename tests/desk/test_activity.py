"""The report of activity is what the journal tells one by one, for whoever asks (R17, R44)."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest

from data.summary import Summary
from rmdesk.access import journal
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.request import intake
from rmdesk.duties.scan_batch import apply_batch, read_batch
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.maintenance.doctor import examine
from rmdesk.model.days import span_of
from rmdesk.model.errors import DeskError
from tests.desk.conftest import Centre
from tests.desk.zones import KIRITIMATI, TORONTO

SPANS = ("day", "week", "month")


def history(centre: Centre, random: Random, acts: int) -> None:
    """Acts of chance on open and on hidden records, by several ways, some of them taken back."""
    for number in range(4):
        secret = "secret" if number == 0 else ""
        centre.file(f"F{number}", unit=f"Unit {number % 2}", security=secret)
    ways: list[Callable[[Session], object]] = [
        lambda session: charge_out(session, [f"F{random.randrange(4)}"], "P1"),
        lambda session: return_(session, [f"F{random.randrange(4)}"]),
        lambda session: edit_holding(
            session, f"F{random.randrange(4)}", {"notes": str(random.random())}
        ),
        lambda session: intake(session, "P2", [f"F{random.randrange(4)}"]),
        undo,
    ]
    for _act in range(acts):
        centre.clock.forward(minutes=random.choice((1, 14, 60, 60 * 26, 60 * 24 * 9)))
        session = centre.session.through(random.choice(("", "screen", "command")))
        try:
            random.choice(ways)(session)
        except DeskError:
            continue  # what a rule stands against was not done


def counted(session: Session, start: date, end: date, by: str) -> dict[str, tuple[int, int]]:
    """Entry by entry, those that this person may read."""
    acts: defaultdict[str, set[int]] = defaultdict(set)
    holdings: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    zone = session.now().tzinfo
    for entry in session.journal.entries(session.store.journal.since(0, 10_000)):
        day = datetime.fromisoformat(entry.time).astimezone(zone).date()
        if not start <= day <= end:
            continue
        key = {
            "action": entry.action,
            "actor": entry.actor,
            "channel": entry.session.split(":")[0] if ":" in entry.session else "(unsaid)",
            **{span: span_of(day, span) for span in SPANS},
        }[by]
        acts[key].add(entry.act)
        if entry.subject.startswith("holdings:"):
            holdings[key].add((entry.act, entry.subject))
    return {key: (len(acts[key]), len(holdings[key])) for key in acts}


@pytest.mark.whole
@pytest.mark.parametrize("zone", [TORONTO, KIRITIMATI], ids=str)
@pytest.mark.parametrize("login", ["mlee", "stranger"])
@pytest.mark.parametrize("seed", range(2))
def test_every_group_is_what_the_journal_tells(
    centre: Centre, login: str, zone: tzinfo, seed: int
) -> None:
    # Over the days on which clocks go forward or back.
    centre.clock.moment = datetime(2026, 10, 29 + seed, 22, 40, tzinfo=zone)
    history(centre, Random(seed), 25)
    last = centre.clock().date()
    session = centre.desk.session(login)
    for first in (date(2026, 3, 1), date(2026, 10, 31), last):
        for by in ("action", "actor", "channel", *SPANS):
            made = make_report(session, "activity", first, last, by)
            told = {row[by]: (row["acts"], row["holdings"]) for row in made.rows}
            naive = counted(session, first, last, by)
            assert {key: value for key, value in told.items() if any(value)} == naive, by
            if by in SPANS:
                days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
                assert list(told) == sorted({span_of(day, by) for day in days})
            if by != "action":  # an act of several actions counts in each
                assert made.totals["acts"] == sum(row["acts"] for row in made.rows)
    assert examine(session)["figures"]["sound"]


def test_sums_that_were_kept_are_used_for_everybody_once_there_is_much(centre: Centre) -> None:
    centre.file("F1", security="secret")
    for login, few, times in (
        ("mlee", 10**9, True),
        ("stranger", 10**9, False),
        ("stranger", 0, True),
    ):
        with (
            patch.object(Summary, "sums", return_value=None) as asked,
            patch.object(journal, "FEW", few),
        ):
            make_report(centre.desk.session(login), "activity")
        assert asked.called is times


def test_each_way_to_the_desk_is_told_apart(centre: Centre, tmp_path: Path) -> None:
    centre.file("A1")
    charge_out(centre.session.through("screen"), ["A1"], "P1")
    return_(centre.session.through("command"), ["A1"])
    (tmp_path / "people.csv").write_text("barcode,name\nP7,Zoe Hart\n")
    import_file(centre.session, "people", tmp_path / "people.csv")
    (tmp_path / "scans.txt").write_text("P1\nA1\n")
    batch = read_batch(centre.session, tmp_path / "scans.txt")
    apply_batch(centre.session, tmp_path / "scans.txt", batch)
    rows = make_report(centre.session, "activity", by="channel").rows
    assert {row["channel"] for row in rows} == {"(unsaid)", "screen", "command", "import", "batch"}
    acts = {row["channel"]: row["acts"] for row in rows}
    assert (acts["screen"], acts["command"], acts["import"], acts["batch"]) == (1, 1, 1, 1)


def test_an_act_that_was_taken_back_was_done_all_the_same(centre: Centre) -> None:
    monday = centre.clock().date()
    centre.file("A1")
    before = make_report(centre.session, "activity", monday, monday)
    centre.clock.forward(days=1)
    undo(centre.session)
    assert make_report(centre.session, "activity", monday, monday) == before
    assert [row["action"] for row in make_report(centre.session, "activity").rows] == ["undo"]


def test_a_long_period_has_lines_of_nothing_between_its_first_and_last_act(centre: Centre) -> None:
    centre.file("A1")
    made = make_report(centre.session, "activity", date.min, date.max, "month")
    assert [row["month"] for row in made.rows] == ["2026-03"]
    assert "activity" in REPORTS


def test_the_doctor_finds_figures_that_are_wrong_and_makes_them_anew(centre: Centre) -> None:
    centre.file("A1")
    with centre.desk.store.transaction(centre.session.author, "spoil"):
        centre.desk.store._engine.execute("UPDATE summary SET acts = acts + 1")
    facts = examine(centre.session)
    assert not facts["figures"]["sound"]
    assert any("--rebuild-figures" in text for text in facts["findings"])
    assert examine(centre.session, rebuild=True)["figures"]["sound"]
    assert not any("--rebuild-figures" in text for text in examine(centre.session)["findings"])
