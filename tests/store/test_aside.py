"""The journal's indexes over the few entries that not everybody may be told of."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data import APART, Author, Index, Schema, Store, TableSpec, Unavailable, layout, open_store
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
        found = store.aside.between(*ALL)
        told = sorted((each.action, each.subject, bool(each.tells)) for each in found)
        assert [(a, s if len(s) < 12 else s.split(":")[0], t) for a, s, t in told] == [
            ("add", "files", True),
            ("add", "orders", True),
            ("change", "files:1", True),
            ("refuse", "files:2", True),
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
        sizes = store.aside.sizes(acts)
        for act in acts:
            entries = store.journal.act(act)
            assert sum(sizes[act].values()) == len(entries)
            for (action, table), n in sizes[act].items():
                same = [e for e in entries if e.action == action and e.subject.startswith(table)]
                assert len(same) == n


def test_what_is_numbered_apart_stays_aside_when_it_tells_nothing(tmp_path: Path) -> None:
    with closing(opened(tmp_path)) as store:
        with store.transaction(CLERK, "add"):
            number = store.table("loans").insert({"file": 1}, apart=True)
        assert number >= APART
        assert [(e.subject, e.tells) for e in store.aside.between(*ALL)] == [(f"loans:{number}", 0)]


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
        found = store.aside.between(*ALL), store.aside.taken_out()
    without_indexes(tmp_path)

    def cannot(_engine: Engine) -> None:
        raise Unavailable("", "")

    monkeypatch.setattr(Engine, "_take_to_write", cannot)
    with closing(opened(tmp_path)) as store:
        assert indexes(store) == set()
        assert (store.aside.between(*ALL), store.aside.taken_out()) == found
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
