"""Counts kept as the journal grows are those that the journal tells, whatever happens."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import Author, Index, Schema, Store, TableSpec, open_store
from data import summary as summary_module
from tests.store.site import Clock

SCHEMA = Schema(
    1,
    (
        TableSpec("holdings", (Index(("barcode",), unique=True),), counted=True),
        TableSpec("loans"),
    ),
)
ALL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
AUTHORS = (
    Author("mlee", "screen:mlee/pts1/7"),
    Author("aroy", "command:aroy/-/8"),
    Author("mlee", "mlee/-/9"),
)


def opened(path: Path, clock: Clock | None = None) -> Store:
    return open_store(path, SCHEMA, create=True, now=clock or Clock())


def naive(store: Store, by: str, start: datetime, end: datetime) -> tuple[dict, dict]:  # type: ignore[type-arg]
    """What each entry of the journal tells, one by one."""
    acts: defaultdict[str, set[int]] = defaultdict(set)
    changed: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for entry in store.journal.since(0, 10**6):
        moment = datetime.fromisoformat(entry.time)
        if not start <= moment < end:
            continue
        if by == "quarter":
            key = moment.replace(minute=moment.minute // 15 * 15).isoformat()[:16]
        elif by == "channel":
            key = entry.session.split(":")[0] if ":" in entry.session else ""
        else:
            key = getattr(entry, by)
        acts[key].add(entry.act)
        if entry.subject.startswith("holdings:"):
            changed[key].add((entry.act, entry.subject))
    return {k: len(v) for k, v in acts.items()}, {k: len(v) for k, v in changed.items()}


def check(store: Store, start: datetime = ALL[0], end: datetime = ALL[1]) -> None:
    for by in summary_module.WAYS:
        sums = store.summary.sums(start, end, by)
        assert sums is not None
        assert (sums.acts, sums.documents) == naive(store, by, start, end), by
    assert store.summary.differences() == []


ACTS = st.lists(
    st.tuples(
        st.sampled_from(AUTHORS),
        st.sampled_from(["register", "charge-out", "undo"]),
        st.integers(0, 3),  # holdings written
        st.integers(0, 1),  # loans written
        st.sampled_from(["", "override", "register"]),  # a note of another action, or the same
        st.integers(0, 70),  # minutes since the one before
        st.booleans(),  # whether it fails
    ),
    max_size=8,
)


class _Fails(Exception):
    pass


def do(store: Store, clock: Clock, acts: list) -> None:  # type: ignore[type-arg]
    for author, action, holdings, loans, note, minutes, fails in acts:
        clock.move(minutes=minutes)
        with suppress(_Fails), store.transaction(author, action) as transaction:
            keys = store.table("holdings").insert_multiple([{"n": 1}] * holdings)
            for key in keys[:1]:
                store.table("holdings").update({"n": 2}, doc_ids=[key])
            store.table("loans").insert_multiple([{}] * loans)
            if note:
                transaction.note(note, f"holdings:{keys[0]}" if keys else "store")
            with suppress(_Fails), transaction.part():
                store.table("holdings").insert({"n": 3})
                if holdings != 1:
                    raise _Fails
            if fails:
                raise _Fails


@settings(max_examples=25, deadline=None)
@given(ACTS)
def test_counts_are_what_the_journal_tells_one_by_one(tmp_path_factory, acts) -> None:  # type: ignore[no-untyped-def]
    clock = Clock()
    with opened(tmp_path_factory.mktemp("s") / "s.db", clock) as store:
        do(store, clock, acts)
        check(store)
        middle = clock().astimezone(UTC).replace(minute=0)
        check(store, middle - timedelta(minutes=45), middle + timedelta(minutes=15))
        with store.transaction(AUTHORS[0], "rebuild"):
            store.summary.rebuild()
        check(store)


@pytest.mark.parametrize("step", [1, 2, 3, 5, 100])
def test_what_others_left_out_is_taken_in_act_by_act(
    tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that keeps no counts has written meanwhile, few or many acts, short or long."""
    monkeypatch.setattr(summary_module, "_STEP", step)
    clock = Clock()
    with opened(tmp_path / "s.db", clock) as store:
        do(store, clock, [(AUTHORS[n % 3], "register", n % 4, 1, "", 7, False) for n in range(9)])
        with closing(sqlite3.connect(tmp_path / "s.db")) as raw, raw:
            raw.execute("DELETE FROM summary")
            raw.execute("DELETE FROM meta WHERE name='summary'")
        assert store.summary.sums(*ALL) is None
        assert store.summary.differences()
        do(store, clock, [(AUTHORS[0], "undo", 1, 0, "", 7, False)])
        check(store)


def test_counts_that_are_not_so_are_found_and_made_anew(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path / "s.db", clock) as store:
        do(store, clock, [(AUTHORS[0], "register", 2, 1, "", 30, False)] * 3)
        with closing(sqlite3.connect(tmp_path / "s.db")) as raw, raw:
            raw.execute(
                "UPDATE summary SET acts = 7 WHERE quarter = (SELECT max(quarter) FROM summary)"
            )
        (wrong,) = store.summary.differences()
        moment = datetime.fromisoformat(f"{wrong}+00:00")
        assert store.summary.differences(moment + timedelta(minutes=15)) == []
        assert store.summary.differences(moment) == [wrong]
        with store.transaction(AUTHORS[0], "rebuild"):
            store.summary.rebuild()
        check(store)


def test_a_store_without_counts_is_counted_when_it_is_opened(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path / "s.db", clock) as store:
        do(store, clock, [(AUTHORS[0], "register", 2, 1, "", 30, False)] * 3)
    with closing(sqlite3.connect(tmp_path / "s.db")) as raw, raw:
        raw.execute("DROP TABLE summary")
        raw.execute("DELETE FROM meta WHERE name='summary'")
    with opened(tmp_path / "s.db", clock) as store:
        check(store)
        assert store.verify().sound


def test_part_of_a_quarter_of_an_hour_is_not_summed(tmp_path: Path) -> None:
    with opened(tmp_path / "s.db") as store:
        start = datetime(2026, 3, 2, 9, 7, tzinfo=UTC)
        assert store.summary.sums(start, ALL[1]) is None
        assert store.summary.sums(ALL[0], start) is None
        with pytest.raises(ValueError, match="summed by"):
            store.summary.sums(*ALL, by="1; DROP TABLE journal")


def test_acts_written_together_keep_their_authors_and_times(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path / "s.db", clock) as store:
        with store.together():
            do(store, clock, [(AUTHORS[n % 2], "register", 1, 1, "", 30, False) for n in range(5)])
        check(store)
        assert len({entry.act for entry in store.journal.since(0)}) == 5
        assert store.verify(store.receipt()).sound
        with suppress(_Fails), store.together():
            do(store, clock, [(AUTHORS[0], "register", 1, 1, "", 30, False)])
            raise _Fails
        assert len({entry.act for entry in store.journal.since(0)}) == 5
        check(store)
    with opened(tmp_path / "s.db", clock) as store:
        assert store.verify().sound


@pytest.mark.parametrize("minutes", [-1, 0, 1, 6, 7, 8, 14, 15, 16])
def test_what_is_looked_at_begins_with_a_whole_quarter(tmp_path: Path, minutes: int) -> None:
    clock = Clock()
    with opened(tmp_path / "store", clock) as store:
        start = clock() + timedelta(minutes=minutes, seconds=7)
        for _act in range(3):
            clock.move(minutes=7)
            with store.transaction(AUTHORS[0], "add"):
                store.table("holdings").insert({"barcode": f"A{clock()}"})
        assert store.summary.differences(start) == []
