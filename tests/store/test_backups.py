"""Backups are of one moment; a restore puts back a sound one or changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB

from data import Busy, Damaged, Schema, Store, TooNew, open_store, restore, verify
from tests.store.site import CLERK, SCHEMA, open_site
from tests.waiting import LONG_S, until

ROOT = Path(__file__).parents[2]
WRITER = """
import os, sys, threading
from pathlib import Path
from tests.store.site import CLERK, open_site
parent = os.getppid()
def write():
    with open_site(Path(sys.argv[1]), timeout=300) as store:
        while os.getppid() == parent:
            with store.transaction(CLERK, "lend"):
                key = store.table("holdings").insert({"title": "Minutes", "loans": 1})
                store.table("loans").insert({"holding": key})
for _session in range(int(sys.argv[2])):
    threading.Thread(target=write).start()
"""


def lend(store: Store, count: int = 1) -> None:
    with store.transaction(CLERK, "lend"):
        store.table("loans").insert_multiple({"n": n} for n in range(count))


def until_beyond(store: Store, seq: int) -> None:
    """Wait until others have written more than so many entries."""
    until(lambda: store.journal.last() > seq)


def test_a_backup_taken_while_eight_sessions_write_is_of_one_moment(tmp_path: Path) -> None:
    with open_site(tmp_path, timeout=LONG_S) as store:
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), "4"], cwd=ROOT)
            for _each in range(2)
        ]
        try:
            until_beyond(store, 16)
            for number in range(3):
                copy = tmp_path / f"{number}.backup"
                receipt = store.backup(copy)
                report = verify(copy, receipt)
                assert report.sound
                assert report.entries == receipt.seq
                assert report.documents == receipt.seq  # each act inserts two, with two entries
                until_beyond(store, receipt.seq)  # they go on
        finally:
            for writer in writers:
                writer.kill()
                writer.wait()
        assert store.journal.last() > receipt.seq
        assert store.verify().sound
    restored = restore(copy, tmp_path / "rmdesk.db")
    assert restored.report.entries == receipt.seq
    with open_site(tmp_path, create=False) as store:
        assert store.journal.last() == receipt.seq
        lend(store)
        assert store.verify().sound
    assert restored.kept_aside is not None
    assert verify(restored.kept_aside).entries > receipt.seq


def test_what_a_killed_backup_left_goes_with_a_later_one(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    names = (".monday.backup.4711.rmdesk-new", ".tuesday.backup.4712.rmdesk-new", ".other.4713.new")
    for name in names:
        (folder / name).write_bytes(b"half")
    for name in (names[0], names[2]):
        os.utime(folder / name, (0, 0))
    store.backup(folder / "today.backup")
    assert sorted(each.name for each in folder.iterdir()) == [*sorted(names[1:]), "today.backup"]


def test_a_backup_is_one_file_for_owner_and_group(store: Store, tmp_path: Path) -> None:
    lend(store)
    folder = tmp_path / "backups"
    folder.mkdir()
    store.backup(folder / "today.backup")
    assert [path.name for path in folder.iterdir()] == ["today.backup"]
    assert (folder / "today.backup").stat().st_mode & 0o007 == 0


def test_a_damaged_backup_is_refused_and_nothing_changes(store: Store, tmp_path: Path) -> None:
    lend(store, 100)
    copy = tmp_path / "copy.backup"
    store.backup(copy)
    lend(store)
    content = bytearray(copy.read_bytes())
    content[content.index(b"loans:50")] ^= 1
    copy.write_bytes(content)
    store.close()
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Damaged, match="backup is damaged"):
        restore(copy, store.path)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("content", [b"", b"not a store" * 1000])
def test_something_else_is_no_backup(store: Store, tmp_path: Path, content: bytes) -> None:
    store.close()
    other = tmp_path / "other"
    other.write_bytes(content)
    with pytest.raises(Damaged):
        restore(other, store.path)


def test_a_store_in_use_is_not_replaced(store: Store, tmp_path: Path) -> None:
    lend(store)
    store.backup(tmp_path / "copy.backup")
    with pytest.raises(Busy, match="in use"):
        restore(tmp_path / "copy.backup", store.path)
    lend(store)


def test_a_damaged_store_is_replaced_and_kept_aside(store: Store, tmp_path: Path) -> None:
    lend(store)
    store.backup(tmp_path / "copy.backup")
    lend(store)
    store.close()
    store.path.write_bytes(b"rubbish" * 999)
    with pytest.raises(Damaged):
        open_site(tmp_path, create=False)
    restored = restore(tmp_path / "copy.backup", store.path)
    assert restored.kept_aside is not None
    assert restored.kept_aside.read_bytes() == b"rubbish" * 999
    assert restored.replaced is not None
    assert restored.replaced.seq == 2  # what the lost store knew, for a note in the journal
    with open_site(tmp_path, create=False) as again:
        assert again.journal.last() == 1


def test_a_backup_makes_a_new_home(store: Store, tmp_path: Path) -> None:
    lend(store)
    store.backup(tmp_path / "copy.backup")
    restored = tmp_path / "new" / "home" / "rmdesk.db"
    restore(tmp_path / "copy.backup", restored)
    assert restored.stat().st_mode & 0o777 == 0o660  # the group goes on working
    with open_site(tmp_path / "new" / "home", create=False) as other:
        assert len(other.table("loans")) == 1


def test_a_backup_of_a_later_version_is_refused(store: Store, tmp_path: Path) -> None:
    later = Schema(SCHEMA.version + 1, SCHEMA.tables, {1: lambda _store: None})
    with open_store(tmp_path / "later.db", later, create=True) as newer:
        newer.backup(tmp_path / "copy.backup")
    store.close()
    with pytest.raises(TooNew):
        restore(tmp_path / "copy.backup", store.path, schema=SCHEMA)
    with open_site(tmp_path, create=False):
        pass


def test_stock_tinydb_opens_what_is_exported_and_it_comes_back_the_same(
    store: Store, tmp_path: Path
) -> None:
    documents: list[dict[str, Any]] = [
        {"title": 'Procès-verbal "A"', "n": [1, None, True]},
        {"title": "合同"},
    ]
    with store.transaction(CLERK, "register"):
        store.table("holdings").insert_multiple(documents)
        store.table("holdings").remove(doc_ids=[1])
        lend(store)
    store.insert({"a": 1})
    exported = tmp_path / "all.json"
    assert store.export_json(exported) == 3
    with TinyDB(exported, encoding="utf-8") as stock:
        assert stock.tables() == {"_default", "holdings", "loans"}
        assert stock.table("holdings").all() == documents[1:]
    with open_store(tmp_path / "other.db", SCHEMA, create=True) as other:
        with other.transaction(CLERK, "import"):
            assert other.import_json(exported) == {"_default": 1, "holdings": 1, "loans": 1}
        assert other.table("holdings").get(doc_id=2) == documents[1]
        assert other.verify().sound


def test_a_json_file_that_is_not_tinydbs_is_refused(store: Store, tmp_path: Path) -> None:
    for content in ("[1, 2]", '{"holdings": [1]}', '{"holdings": {"x": {}}}', "{", "\udcff"):
        path = tmp_path / "bad.json"
        path.write_bytes(content.encode(errors="surrogateescape"))
        with pytest.raises(Damaged, match="not a TinyDB file"), store.transaction(CLERK, "import"):
            store.import_json(path)
    assert store.journal.last() == 0
