"""Every change is told by itself, in a chain that only grows (R34, R35)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from tinydb import where

from data import ClockWentBack, NotInTransaction, Store, open_store
from tests.store.site import CLERK, OTHER, SCHEMA, Clock


def test_an_insert_tells_all_fields_and_no_old_ones(store: Store) -> None:
    with store.transaction(CLERK, "register", reason="found in the basement"):
        key = store.table("holdings").insert({"barcode": "B1", "title": "Procès-verbal"})
    (entry,) = store.journal.since(0)
    assert (entry.seq, entry.act, entry.subject) == (1, 1, f"holdings:{key}")
    assert (entry.actor, entry.session, entry.action) == ("mlee", "tty1", "register")
    assert entry.reason == "found in the basement"
    assert entry.old is None
    assert entry.new == {"barcode": "B1", "title": "Procès-verbal"}
    assert entry.change


def test_an_update_tells_only_what_changed(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "register"):
        key = holdings.insert({"title": "Minutes", "status": "in", "due": "x", "n": 1})
    with store.transaction(CLERK, "charge-out"):
        holdings.update({"status": "out", "title": "Minutes", "to": 7}, doc_ids=[key])
        holdings.update(lambda doc: doc.pop("due"), doc_ids=[key])
        holdings.update({"n": True}, doc_ids=[key])
    _insert, *updates = store.journal.since(0)
    assert [(entry.old, entry.new) for entry in updates] == [
        ({"status": "in"}, {"status": "out", "to": 7}),
        ({"due": "x"}, {}),
        ({"n": 1}, {"n": True}),
    ]


def test_an_update_that_changes_nothing_tells_nothing(store: Store) -> None:
    with store.transaction(CLERK, "register"):
        key = store.table("holdings").insert({"status": "in"})
    with store.transaction(CLERK, "idle"):
        assert store.table("holdings").update({"status": "in"}, doc_ids=[key]) == [key]
    assert store.journal.last() == 1


def test_a_removal_tells_what_is_gone(store: Store) -> None:
    with store.transaction(CLERK, "register"):
        key = store.table("holdings").insert({"status": "in"})
    with store.transaction(CLERK, "destroy"):
        store.table("holdings").remove(doc_ids=[key])
    entry = store.journal.latest(1)[0]
    assert (entry.action, entry.old, entry.new) == ("destroy", {"status": "in"}, None)


def test_no_change_escapes_the_journal(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "register"):
        key = holdings.insert({"status": "in"})
    for change in (
        lambda: holdings.insert({}),
        lambda: holdings.insert_multiple([{}]),
        lambda: holdings.update({"status": "out"}),
        lambda: holdings.update_multiple([({"status": "out"}, where("status") == "in")]),
        lambda: holdings.upsert({"status": "out"}, where("status") == "in"),
        lambda: holdings.remove(doc_ids=[key]),
        holdings.truncate,
        lambda: store.drop_table("holdings"),
        store.drop_tables,
    ):
        with pytest.raises(NotInTransaction):
            change()
    assert holdings.all() == [{"status": "in"}]
    assert store.journal.last() == 1


def test_a_note_tells_what_changed_no_document(store: Store) -> None:
    with store.transaction(CLERK, "move") as transaction:
        transaction.note("refused", "holdings:7", None, {"place": "B3"}, reason="R18")
    (entry,) = store.journal.of("holdings:7")
    assert (entry.action, entry.reason, entry.new) == ("refused", "R18", {"place": "B3"})
    assert not entry.change
    assert store.journal.touched("holdings", 0, 10) == ([], 1)


def test_an_act_is_all_that_one_transaction_did(store: Store) -> None:
    loans = store.table("loans")
    for count in (2, 3, 1):
        with store.transaction(CLERK, "charge-out"):
            loans.insert_multiple({"holding": n} for n in range(count))
    assert [entry.seq for entry in store.journal.act(3)] == [3, 4, 5]
    assert [entry.seq for entry in store.journal.act(6)] == [6]
    assert store.journal.act(4) == []


def test_reading_by_subject_actor_and_from_a_sequence(store: Store) -> None:
    for author, status in ((CLERK, "in"), (OTHER, "out"), (CLERK, "missing")):
        with store.transaction(author, "change"):
            store.table("holdings").upsert({"status": status}, where("status").exists())
    journal = store.journal
    assert [entry.seq for entry in journal.of("holdings:1")] == [3, 2, 1]
    assert [entry.seq for entry in journal.of("holdings:1", limit=1)] == [3]
    assert [entry.seq for entry in journal.latest(2)] == [3, 2]
    assert [entry.seq for entry in journal.latest(5, actor="mlee")] == [3, 1]
    assert [entry.seq for entry in journal.since(1)] == [2, 3]
    assert [entry.seq for entry in journal.since(0, limit=2)] == [1, 2]


def test_tallies_are_of_a_span_of_time(tmp_path: Path) -> None:
    clock = Clock()
    start = clock()
    with open_store(tmp_path / "rmdesk.db", SCHEMA, create=True, now=clock) as store:
        for author, action in ((CLERK, "return"), (CLERK, "charge-out"), (OTHER, "return")):
            with store.transaction(author, action):
                store.table("loans").insert({})
            clock.move(hours=1)
        later = start + timedelta(hours=1)
        assert store.journal.tally(start, clock()) == {"charge-out": 1, "return": 2}
        assert store.journal.tally(start, later) == {"return": 1}
        assert store.journal.tally(later, clock(), by="actor") == {"aroy": 1, "mlee": 1}
        with pytest.raises(ValueError, match="tallied by"):
            store.journal.tally(start, later, by="1; DROP TABLE journal")


def test_touched_names_each_document_once_and_filters_fields(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "register"):
        first, second = holdings.insert_multiple([{"title": "a"}, {"title": "b"}])
        store.table("loans").insert({})
    with store.transaction(CLERK, "change"):
        holdings.update({"status": "out"}, doc_ids=[second])
        holdings.update({"title": "c"}, doc_ids=[first])
        holdings.remove(doc_ids=[second])
    touched = store.journal.touched
    assert touched("holdings", 0, 100) == ([first, second], 6)
    assert touched("holdings", 3, 100, ["title"]) == ([first, second], 6)
    assert touched("holdings", 3, 1, ["title"]) == ([], 4)
    assert touched("holdings", 3, 1, ["status"]) == ([second], 4)
    assert touched("loans", 0, 2) == ([], 2)
    assert touched("loans", 6, 100) == ([], 6)


def test_time_is_utc_with_the_desks_own_offset(tmp_path: Path) -> None:
    ottawa = timezone(timedelta(hours=-5))
    moment = datetime(2026, 3, 2, 23, 30, 0, 123456, tzinfo=ottawa)
    with open_store(tmp_path / "rmdesk.db", SCHEMA, create=True, now=lambda: moment) as store:
        with store.transaction(CLERK, "register"):
            store.table("loans").insert({})
        entry = store.journal.latest(1)[0]
    assert (entry.time, entry.offset) == ("2026-03-03T04:30:00.123Z", "-05:00")


def test_a_time_without_its_offset_is_refused(tmp_path: Path) -> None:
    naive = datetime(2026, 3, 2, 9, tzinfo=UTC).replace(tzinfo=None)
    with open_store(tmp_path / "rmdesk.db", SCHEMA, create=True, now=lambda: naive) as store:
        with pytest.raises(ValueError, match="offset"), store.transaction(CLERK, "lend"):
            store.table("loans").insert({})
        assert store.journal.last() == 0


def test_the_chain_can_be_followed_by_anyone(store: Store) -> None:
    """docs/store.md tells how to compute a hash; this is that recipe, from the raw table."""
    with store.transaction(CLERK, "register", reason="why\n“not”"):
        store.table("holdings").insert_multiple([{"title": "合同"}, {"n": 1.5}])
    prev = "0" * 64
    with sqlite3.connect(store.path) as connection:
        for row in connection.execute("SELECT * FROM journal ORDER BY seq"):
            fields = [*row[:12], prev]
            text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
            prev = hashlib.sha256(text.encode()).hexdigest()
            assert row[13].hex() == prev
    connection.close()
    assert store.journal.latest(1)[0].hash == prev


@pytest.mark.parametrize("sql", ["UPDATE journal SET actor='x'", "DELETE FROM journal"])
def test_the_database_itself_refuses_to_edit_the_journal(store: Store, sql: str) -> None:
    with store.transaction(CLERK, "register"):
        store.table("loans").insert({})
    connection = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="only ever appended"):
        connection.execute(sql)
    connection.close()


def test_a_clock_that_went_back_is_refused_until_accepted(tmp_path: Path) -> None:
    clock = Clock()
    with open_store(tmp_path / "rmdesk.db", SCHEMA, create=True, now=clock) as store:
        loans = store.table("loans")
        with store.transaction(CLERK, "lend"):
            loans.insert({})
        clock.move(minutes=-9)  # small corrections happen
        with store.transaction(CLERK, "lend"):
            loans.insert({})
        clock.move(days=-400)
        with pytest.raises(ClockWentBack) as told, store.transaction(CLERK, "lend"):
            loans.insert({})
        assert "2026-03-02T08:51" in told.value.message
        assert len(loans) == 2
        with store.transaction(CLERK, "set the clock") as transaction:
            transaction.accept_clock()
        with store.transaction(CLERK, "lend"):
            loans.insert({})
        assert [entry.action for entry in store.journal.latest(2)] == ["lend", "accept-clock"]
        assert store.verify().sound


def test_now_is_utc_unless_told(store: Store) -> None:
    before = datetime.now(UTC)
    with store.transaction(CLERK, "lend"):
        store.table("loans").insert({})
    assert store.journal.tally(before - timedelta(seconds=1), before + timedelta(minutes=1)) == {
        "lend": 1
    }
