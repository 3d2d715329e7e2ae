"""All or nothing, one writer at a time, seen by all others at once."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tinydb import where

from data import Busy, DuplicateKey, Store, open_store
from tests.store.site import CLERK, OTHER, SCHEMA, open_site
from tests.waiting import LONG_S


def test_what_fails_leaves_nothing_behind(store: Store) -> None:
    holdings = store.table("holdings")

    def register() -> None:
        with store.transaction(CLERK, "register") as transaction:
            holdings.insert({"barcode": "B1"})
            store.table("drafts").insert({"key": "x"})
            transaction.number("request")
            assert holdings.one("barcode", "B1") == {"barcode": "B1"}
            raise LookupError

    with pytest.raises(LookupError):
        register()
    assert (len(holdings), len(store.table("drafts")), store.journal.last()) == (0, 0, 0)


def test_an_error_of_the_caller_stays_the_callers(store: Store) -> None:
    with pytest.raises(FileNotFoundError), store.transaction(CLERK, "import"):
        Path("/nowhere/at/all").read_text()


def test_one_inside_another_joins_it(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "charge-out") as outer:
        holdings.insert({"barcode": "B1"})
        with store.transaction(OTHER, "other") as inner:
            assert inner is outer
            holdings.insert({"barcode": "B2"})
    assert [(entry.actor, entry.action, entry.act) for entry in store.journal.since(0)] == [
        ("mlee", "charge-out", 1),
        ("mlee", "charge-out", 1),
    ]


def test_a_failing_part_is_undone_alone(store: Store) -> None:
    holdings = store.table("holdings")

    def part() -> None:
        with store.transaction(CLERK, "part"):
            holdings.insert({"barcode": "B2"})
            holdings.insert({"barcode": "B1"})

    def twice(_doc: object) -> None:
        holdings.insert({"barcode": "B1"})

    with store.transaction(CLERK, "register"):
        holdings.insert({"barcode": "B1"})
        with pytest.raises(DuplicateKey):
            part()
        with pytest.raises(DuplicateKey):
            holdings.insert_multiple([{"barcode": "B3"}, {"barcode": "B1"}])
        with pytest.raises(DuplicateKey):
            holdings.update_multiple(
                [({"n": 1}, where("barcode") == "B1"), (twice, where("n") == 1)]
            )
        holdings.insert({"barcode": "B4"})
    assert [doc["barcode"] for doc in holdings] == ["B1", "B4"]
    assert [entry.new for entry in store.journal.since(0)] == [{"barcode": "B1"}, {"barcode": "B4"}]
    assert store.verify().sound


def test_a_taken_key_is_named(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "register"):
        holdings.insert({"barcode": "B1", "series": "S", "volume": 1})
    with pytest.raises(DuplicateKey) as told, store.transaction(CLERK, "register"):
        holdings.insert_multiple([{"barcode": "B0"}, {"barcode": "B1"}])
    assert (told.value.table, told.value.path, told.value.value) == ("holdings", "barcode", "B1")
    with pytest.raises(DuplicateKey) as told, store.transaction(CLERK, "register"):
        holdings.insert({"series": "S", "volume": 1})
    assert (told.value.path, told.value.value) == ("series,volume", ("S", 1))


def test_empty_keys_are_free(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "register"):
        holdings.insert_multiple([{}, {}, {"barcode": None}, {"barcode": None}])
        holdings.insert_multiple([{"barcode": ""}, {"barcode": ""}])
        holdings.insert_multiple([{"series": "S"}, {"series": "S", "volume": ""}])
    assert len(holdings.search(where("barcode") == "")) == 2
    assert holdings.one("barcode", "") is None


def test_numbers_go_up_and_are_given_once(store: Store) -> None:
    given = []
    for _turn in range(3):
        with store.transaction(CLERK, "request") as transaction:
            given.append(transaction.number("request"))
    with pytest.raises(ZeroDivisionError), store.transaction(CLERK, "request") as transaction:
        assert transaction.number("request") / 0
    with store.transaction(CLERK, "request") as transaction:
        given.append(transaction.number("request"))
        assert transaction.number("accession") == 1
    assert given == [1, 2, 3, 4]


def test_ids_are_never_given_again(store: Store) -> None:
    loans = store.table("loans")
    with store.transaction(CLERK, "lend"):
        first = loans.insert({})
        loans.truncate()
        assert loans.insert({}) > first


def test_others_see_it_when_it_returns_and_not_before(store: Store, tmp_path: Path) -> None:
    with open_site(tmp_path) as other:
        before = other.data_version()
        with store.transaction(CLERK, "lend"):
            store.table("loans").insert({})
            assert len(other.table("loans")) == 0
        assert len(other.table("loans")) == 1
        assert other.data_version() != before
        assert other.data_version() == other.data_version()


def test_our_own_commits_change_the_data_version_too(store: Store) -> None:
    before = store.data_version()
    with store.transaction(CLERK, "lend"):
        store.table("loans").insert({})
    assert store.data_version() != before


def test_waiting_for_a_writer_is_bounded_and_plain(store: Store, tmp_path: Path) -> None:
    with open_site(tmp_path, timeout=0.1) as other, store.transaction(CLERK, "lend"):
        # Without a bound it would wait for ever: the one that writes is this same thread.
        with pytest.raises(Busy) as told, other.transaction(OTHER, "lend"):
            pass
        assert told.value.next_step
    with open_site(tmp_path) as other, other.transaction(OTHER, "lend"):
        other.table("loans").insert({})


def test_a_writer_waits_its_turn(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = threading.Event()
    flock = fcntl.flock

    def told(handle: int, kind: int) -> None:
        if kind == fcntl.LOCK_EX:  # the one that blocks
            waits.set()
        flock(handle, kind)

    def lend() -> None:
        with open_site(tmp_path, timeout=LONG_S) as other, other.transaction(OTHER, "lend"):
            other.table("loans").insert({"who": "second"})

    waiting = threading.Thread(target=lend)
    with store.transaction(CLERK, "lend"):
        monkeypatch.setattr(fcntl, "flock", told)
        waiting.start()
        assert waits.wait(LONG_S)
        store.table("loans").insert({"who": "first"})
    waiting.join()
    assert [doc["who"] for doc in store.table("loans")] == ["first", "second"]


def test_threads_of_one_process_share_a_store(store: Store) -> None:
    """Eight threads count up one document and read meanwhile: no update is lost."""
    loans = store.table("loans")
    with store.transaction(CLERK, "lend"):
        loans.insert({"n": 0})
    errors: list[BaseException] = []

    def count() -> None:
        try:
            for _turn in range(10):
                with store.transaction(CLERK, "count"):
                    document = loans.get(doc_id=1)
                    assert document is not None
                    loans.update({"n": document["n"] + 1}, doc_ids=[1])
                store.table("holdings").search(where("status") == "in")
                store.data_version()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=count) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert loans.get(doc_id=1) == {"n": 80}
    assert store.verify().sound


def test_a_long_write_in_one_thread_does_not_stop_reading_in_another(store: Store) -> None:
    seen: list[int] = []
    with store.transaction(CLERK, "import"):
        store.table("holdings").insert_multiple({"n": n} for n in range(100))
        reader = threading.Thread(target=lambda: seen.append(len(store.table("holdings"))))
        reader.start()
        reader.join(LONG_S)
    assert seen == [0]


FORKED = """
import os, sys
from pathlib import Path
from tests.store.site import CLERK, open_site
store = open_site(Path(sys.argv[1]))
with store.transaction(CLERK, "lend"):
    store.table("loans").insert({"by": "parent"})
child = os.fork()
if child == 0:
    with store.transaction(CLERK, "lend"):
        store.table("loans").insert({"by": "child"})
    os._exit(0 if len(store.table("loans")) == 2 else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
with store.transaction(CLERK, "lend"):
    store.table("loans").insert({"by": "parent"})
assert [doc["by"] for doc in store.table("loans")] == ["parent", "child", "parent"]
assert store.verify().sound
store.close()
"""


def test_a_store_goes_on_in_a_forked_child(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKED, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = open_store(tmp_path / "rmdesk.db", SCHEMA, create=True)
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.table("loans").all()
