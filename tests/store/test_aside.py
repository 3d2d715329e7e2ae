"""The journal's indexes over the few entries that not everybody may be told of."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import Author, Index, Schema, Store, TableSpec, Unavailable, layout, open_store
from data.engine import Engine
from tests.store.site import Clock

SCHEMA = Schema(
    1,
    (
        TableSpec("files", (Index(("barcode",), unique=True),), apart=("guard",)),
        TableSpec("orders", apart=("level",)),
        TableSpec("loans", named=("file",)),
    ),
)
ALL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
CLERK = Author("mlee", "screen:mlee/pts1/7")
NAMES = {layout.APART_INDEX, layout.OUT_INDEX}


def opened(path: Path, schema: Schema = SCHEMA) -> Store:
    return open_store(path / "rmdesk.db", schema, create=True, now=Clock())


def indexes(store: Store) -> set[str]:
    rows = store._engine.rows("SELECT name FROM sqlite_master WHERE tbl_name='journal'")
    return {name for (name,) in rows} & NAMES


def without_indexes(path: Path) -> None:
    """Leave a store as an earlier version made it."""
    with closing(opened(path)) as store, store.transaction(CLERK, "drop"):
        for name in NAMES:
            store._engine.execute(f"DROP INDEX {name}")


def change(store: Store) -> None:
    with store.transaction(CLERK, "add") as transaction:
        store.table("files").insert_multiple([{"n": 1}, {"n": 2}, {"guard": "s"}])
        store.table("orders").insert_multiple([{"guard": "no matter here"}, {"level": "s"}])
        store.table("loans").insert_multiple([{"file": 1}, {"file": 2}, {"file": 2}])
        transaction.note("refuse", "files:2", new={"guard": "s"})
        transaction.note("refuse", "files:2", new={"why": "s"})
    with store.transaction(CLERK, "change"):
        store.table("files").update({"guard": "s"}, doc_ids=[1])
        store.table("files").update({"n": 3}, doc_ids=[2])
        store.table("loans").update({"file": 1}, doc_ids=[2])
        store.table("loans").update({"n": 1}, doc_ids=[1])
        store.table("loans").remove(doc_ids=[3])


@pytest.mark.parametrize("indexed", [True, False])
def test_each_entry_that_stands_aside_is_found(tmp_path: Path, indexed: bool) -> None:
    with closing(opened(tmp_path)) as store:
        change(store)
        if not indexed:
            with store.transaction(CLERK, "drop"):
                for name in NAMES:
                    store._engine.execute(f"DROP INDEX {name}")
        found = store.aside.telling(*ALL)
        told = sorted((each.action, each.subject) for each in found)
        assert [(action, s if len(s) < 12 else s.split(":")[0]) for action, s in told] == [
            ("add", "files"),
            ("add", "orders"),
            ("change", "files:1"),
            ("refuse", "files:2"),
        ]
        assert store.aside.taken_out() == {"loans:2", "loans:3"}
        on = store.aside.on(["loans:2", "files:2"], *ALL)
        assert sorted((each.action, each.subject) for each in on) == [
            ("add", "files:2"),
            ("add", "loans:2"),
            ("change", "files:2"),
            ("change", "loans:2"),
            ("refuse", "files:2"),
            ("refuse", "files:2"),
        ]
        acts = {each.act for each in on}
        for act in acts:
            entries = store.journal.act(act)
            assert [each.seq for each in store.aside.of([act])] == [each.seq for each in entries]


ON_FILES = Schema(1, (TableSpec("files", counted=True), TableSpec("loans")))


@pytest.mark.parametrize(
    "hidden",
    [
        (),
        ("files:1",),
        ("files:1", "loans:1"),
        ("files:1", "files:2"),
        ("files:1", "files:2", "loans:1"),
    ],
)
def test_what_is_unseen_of_acts(tmp_path: Path, hidden: tuple[str, ...]) -> None:
    """Of an act of which nothing else is seen, what is said of no document is unseen as well."""
    with closing(opened(tmp_path, ON_FILES)) as store:
        with store.transaction(CLERK, "add"):
            store.table("files").insert_multiple([{"n": 1}, {"n": 2}])
        with store.transaction(CLERK, "add") as transaction:
            store.table("files").update({"n": 3}, doc_ids=[1])
            transaction.note("lend", "loans:1")
            transaction.note("note", "act:1")
        tables = ["files", "loans"]

        def unseen(by: str, without: tuple[int, ...] = ()) -> tuple[dict[str, int], dict[str, int]]:
            return store.aside.unseen(hidden, *ALL, by, tables, without)

        first, second = {"files:1", "files:2"} <= {*hidden}, {"files:1", "loans:1"} <= {*hidden}
        acts, documents = unseen("")
        assert sum(acts.values()) == first + second
        pairs = 2 * ("files:1" in hidden) + ("files:2" in hidden)
        assert sum(documents.values()) == pairs
        acts, documents = unseen("action")
        assert acts.get("lend", 0) == second == acts.get("note", 0)
        assert acts.get("add", 0) == first + ("files:1" in hidden)
        assert documents.get("add", 0) == pairs
        assert unseen("action", (1, 3)) == ({}, {})


def test_a_store_made_before_gets_the_indexes_when_it_is_opened(tmp_path: Path) -> None:
    without_indexes(tmp_path)
    with closing(opened(tmp_path)) as store:
        assert indexes(store) == NAMES
        assert store.verify().sound


def test_one_that_cannot_be_written_is_read_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(tmp_path)) as store:
        change(store)
        found = store.aside.telling(*ALL), store.aside.taken_out()
    without_indexes(tmp_path)

    def cannot(_engine: Engine) -> None:
        raise Unavailable("", "")

    monkeypatch.setattr(Engine, "_take_to_write", cannot)
    with closing(opened(tmp_path)) as store:
        assert indexes(store) == set()
        assert (store.aside.telling(*ALL), store.aside.taken_out()) == found
        assert store.verify().sound


def test_indexes_follow_what_the_tables_declare(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as store:
        change(store)
    other = Schema(1, (*SCHEMA.tables[:2], TableSpec("loans", named=("n",))))
    with closing(opened(tmp_path, other)) as store:
        assert indexes(store) == NAMES
        assert not layout.lacks_journal_indexes(store._engine, other)
        assert store.aside.taken_out() == {"loans:1", "loans:3"}
        assert store.verify().sound


@pytest.mark.parametrize(
    "ddl",
    [
        f"CREATE UNIQUE INDEX {layout.APART_INDEX} ON journal(time)",
        "CREATE INDEX other ON journal(time)",
    ],
)
def test_another_index_is_a_journal_not_as_it_was_made(tmp_path: Path, ddl: str) -> None:
    with closing(opened(tmp_path)) as store:
        with store.transaction(CLERK, "spoil"):
            store._engine.execute(f"DROP INDEX {layout.APART_INDEX}")
            store._engine.execute(ddl)
        assert not store.verify().sound
