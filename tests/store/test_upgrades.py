"""A home of each earlier version opens and is migrated, a backup made first; or stays as it is."""

from __future__ import annotations

import gzip
import threading
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from tinydb import where

from data import Index, Schema, Store, TableSpec, open_store, verify
from tests.store.keep_home import FIRST, HOMES
from tests.store.site import CLERK

KEPT = sorted(HOMES.glob("*.db.gz"))


def containers(store: Store) -> None:
    """From 1 to 2: a box is a document of its own."""
    for holding in store.table("holdings"):
        box = store.table("containers").upsert({"number": holding["box"]}, where("number").exists())

        def moved(document: MutableMapping[str, Any], container: int = box[0]) -> None:
            document["container"] = container
            del document["box"]

        store.table("holdings").update(moved, doc_ids=[holding.doc_id])


def titles(store: Store) -> None:
    """From 2 to 3: titles are lists, one for each language."""
    for holding in store.table("holdings"):
        store.table("holdings").update({"title": [holding["title"]]}, doc_ids=[holding.doc_id])


THIRD = Schema(
    3,
    (
        TableSpec("holdings", (Index(("barcode",), unique=True), Index(("container",)))),
        TableSpec("containers", (Index(("number",), unique=True),)),
    ),
    {1: containers, 2: titles},
)


@pytest.fixture(params=KEPT, ids=lambda path: path.name.removesuffix(".db.gz"))
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "rmdesk.db").write_bytes(gzip.decompress(request.param.read_bytes()))
    return tmp_path / "rmdesk.db"


def test_there_is_a_home_to_test_with() -> None:
    assert KEPT


def test_it_opens_as_it_was_kept(home: Path) -> None:
    with open_store(home, FIRST) as store:
        assert store.table("holdings").get(doc_id=1) == {
            "barcode": "B0",
            "title": "Procès-verbal 合同",
            "box": "96-0067-01",
            "status": "out",
        }
        assert len(store.table("holdings")) == 2
        with store.transaction(CLERK, "register") as transaction:
            assert transaction.number("accession") == 2
        assert store.verify().sound


def test_it_is_migrated_and_the_journal_tells_how(home: Path) -> None:
    with open_store(home, THIRD) as store:
        assert store.table("holdings").all() == [
            {"barcode": "B0", "title": ["Procès-verbal 合同"], "status": "out", "container": 1},
            {"barcode": "B2", "title": ["Procès-verbal 合同"], "container": 1},
        ]
        store.table("holdings").search(where("container") == 1)
        assert not store.scans
        assert store.verify().sound
        note = store.journal.latest(1)[0]
        assert (note.actor, note.old, note.new) == ("rmdesk", {"version": 1}, {"version": 3})
    with open_store(home, THIRD) as store:
        assert store.journal.latest(1) == [note]


def test_a_backup_is_made_first(home: Path) -> None:
    open_store(home, THIRD).close()
    (backup,) = home.parent.glob("rmdesk.before-upgrade-from-1-*.db")
    assert verify(backup).sound
    with open_store(backup, FIRST) as store:
        assert store.table("holdings").search(where("box") == "96-0067-01")


def test_a_migration_that_fails_changes_nothing(home: Path) -> None:
    def fails(_store: Store) -> None:
        raise LookupError

    broken = Schema(3, THIRD.tables, {1: containers, 2: fails})
    with pytest.raises(LookupError):
        open_store(home, broken)
    with open_store(home, FIRST) as store:
        assert "box" in store.table("holdings").all()[0]
        assert store.verify().sound


def test_two_sessions_that_start_at_once_migrate_once(home: Path) -> None:
    notes: list[int] = []

    def begin() -> None:
        with open_store(home, THIRD) as store:
            notes.append(len([e for e in store.journal.since(0) if e.subject == "store"]))

    threads = [threading.Thread(target=begin) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert notes == [1, 1, 1, 1]
