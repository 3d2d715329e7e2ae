"""Opening: what is made, what is refused, what is said."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import where

from data import Damaged, DuplicateKey, Index, Schema, TableSpec, TooNew, Unavailable, open_store
from tests.store.site import CLERK, SCHEMA, open_site


def test_nothing_is_made_unless_asked(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no store") as told:
        open_site(tmp_path, create=False)
    assert "init" in told.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_second_create_opens_what_is_there(tmp_path: Path) -> None:
    with open_site(tmp_path) as store, store.transaction(CLERK, "lend"):
        store.table("loans").insert({"n": 1})
    with open_site(tmp_path) as store:
        assert store.table("loans").all() == [{"n": 1}]


def test_files_are_for_owner_and_group_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        with open_site(tmp_path / "home") as store:
            with store.transaction(CLERK, "lend"):
                store.table("loans").insert({"n": 1})
            modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in store.path.parent.iterdir()}
    finally:
        os.umask(before)
    names = ["db", "db-shm", "db-wal", "lock", "receipt", "sessions"]
    assert modes == {f"rmdesk.{name}": 0o660 for name in names}


@pytest.mark.parametrize("begun", [False, True])
def test_a_half_made_store_is_made_whole(tmp_path: Path, begun: bool) -> None:
    (tmp_path / "rmdesk.db").touch()
    if begun:
        with closing(sqlite3.connect(tmp_path / "rmdesk.db")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    with pytest.raises(Damaged, match="not a store"):
        open_site(tmp_path, create=False)
    with open_site(tmp_path) as store:
        assert store.verify().sound


def test_another_database_is_not_taken_for_a_store(tmp_path: Path) -> None:
    (tmp_path / "rmdesk.db").write_bytes(b"some other file" * 100)
    with pytest.raises(Damaged):
        open_site(tmp_path)


def test_a_later_version_is_refused_plainly(tmp_path: Path) -> None:
    later = replace(SCHEMA, version=2, migrations={1: lambda _store: None})
    open_store(tmp_path / "rmdesk.db", later, create=True).close()
    with pytest.raises(TooNew) as told:
        open_site(tmp_path)
    assert "Update the program" in told.value.next_step


def test_an_upgrade_by_another_session_stops_the_older_one(tmp_path: Path) -> None:
    later = replace(SCHEMA, version=2, migrations={1: lambda _store: None})
    with open_site(tmp_path) as old:
        open_store(tmp_path / "rmdesk.db", later).close()
        with pytest.raises(TooNew), old.transaction(CLERK, "lend"):
            pass


def test_indexes_follow_their_declaration(tmp_path: Path) -> None:
    def schema(*indexes: Index) -> Schema:
        return Schema(1, (TableSpec("loans", indexes),))

    path = tmp_path / "rmdesk.db"
    with open_store(path, schema(Index(("due",))), create=True) as store:
        with store.transaction(CLERK, "lend"):
            store.table("loans").insert_multiple([{"due": "1", "key": "a"}, {"key": "a"}])
        store.table("loans").search(where("due") == "1")
        assert not store.scans
    with open_store(path, schema(Index(("key",)))) as store:
        store.table("loans").search(where("key") == "a")
        assert not store.scans
        store.table("loans").search(where("due") == "1")
        assert store.scans
    with pytest.raises(DuplicateKey):
        open_store(path, schema(Index(("key",), unique=True)))
    with open_store(path, schema(Index(("key",)))) as store:
        assert len(store.table("loans")) == 2


@pytest.mark.parametrize("name", ["journal", "meta", "sqlite_x", 'a"b', "1a", ""])
def test_bad_table_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a table name"):
        TableSpec(name)


@pytest.mark.parametrize("path", ["", "a..b", ".a", 'a"b', "a'b"])
def test_bad_paths_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="not document paths"):
        Index((path,))
