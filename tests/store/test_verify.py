"""Whatever is changed behind the store's back is found, and the first bad entry is named."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from data import Damaged, Receipt, Store, Unavailable, open_store, verify
from data import receipt as receipts
from tests.store.site import CLERK, SCHEMA, open_site

COLUMNS = "time,offset,actor,session,act,action,subject,change,old,new,reason,prev,hash"

CUT_OFF = (  # the last two entries, and what they did, as if it had never been
    "DELETE FROM journal WHERE seq > 38",
    "UPDATE holdings SET doc = json_remove(doc, '$.status') WHERE id > 18",
)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A closed store with forty journal entries."""
    with open_site(tmp_path) as store:
        fill(store, 5)
    return tmp_path / "rmdesk.db"


def fill(store: Store, acts: int) -> None:
    """Four holdings and eight journal entries for each act."""
    holdings = store.table("holdings")
    for number in range(acts):
        with store.transaction(CLERK, "register", reason=f"reason {number}"):
            keys = holdings.insert_multiple({"title": "Minutes of meetings"} for _each in range(4))
            holdings.update({"status": "in"}, doc_ids=keys)


def tamper(path: Path, *statements: str) -> None:
    """Change the file with SQL, as someone with the rights of the desk could."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        for name, sql in guards.fetchall():
            statements = (f"DROP TRIGGER {name}", *statements, sql)
        for statement in statements:
            connection.execute(statement)


def test_a_sound_store_is_sound(kept: Path) -> None:
    report = verify(kept)
    assert report.sound
    assert (report.entries, report.documents, report.first_bad) == (40, 20, None)
    assert report.receipt is not None
    assert report.receipt.seq == 40


@pytest.mark.parametrize("column", COLUMNS.split(","))
def test_any_changed_field_of_an_entry_is_found(kept: Path, column: str) -> None:
    tamper(kept, f"UPDATE journal SET {column} = 'x' WHERE seq = 18")
    assert verify(kept).first_bad == 18


def test_a_missing_entry_is_found(kept: Path) -> None:
    tamper(kept, "DELETE FROM journal WHERE seq = 7")
    assert verify(kept).first_bad == 7


def test_an_entry_that_was_slipped_in_is_found(kept: Path) -> None:
    tamper(kept, f"INSERT INTO journal SELECT 41,{COLUMNS} FROM journal WHERE seq = 40")
    assert verify(kept).first_bad == 41


def test_a_removed_tail_is_found_by_the_receipt(kept: Path) -> None:
    tamper(kept, *CUT_OFF)
    report = verify(kept)
    assert report.first_bad == 39
    assert "39 to 40" in report.faults[0]
    with pytest.raises(Damaged, match="39 to 40"):
        open_store(kept, SCHEMA)


def test_without_its_receipt_a_removed_tail_shows_only_by_one_kept_elsewhere(kept: Path) -> None:
    with open_store(kept, SCHEMA) as store:
        elsewhere = store.receipt()
    copy = kept.parent / "printed.receipt"
    copy.write_text(receipts.place(kept).read_text())
    tamper(kept, *CUT_OFF)
    receipts.place(kept).unlink()
    assert verify(kept).sound
    assert verify(kept, elsewhere).first_bad == 39
    assert verify(kept, copy).first_bad == 39


def test_a_chain_made_anew_does_not_fit_the_receipt(kept: Path) -> None:
    false = Receipt(12, "00" * 32, "")
    assert verify(kept, false).first_bad == 12


@pytest.mark.parametrize("content", ["", "{}", '{"seq": 40, "hash": "no hash", "time": ""}'])
def test_a_receipt_that_cannot_be_read_is_never_a_traceback(kept: Path, content: str) -> None:
    receipts.place(kept).write_text(content)
    assert verify(kept).first_bad in (None, 40)
    with contextlib.suppress(Damaged):
        open_store(kept, SCHEMA).close()


def test_a_receipt_that_is_none_is_refused(kept: Path) -> None:
    with pytest.raises(ValueError, match="no receipt"):
        verify(kept, kept)


def test_a_document_changed_without_the_journal_is_found(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("""UPDATE holdings SET doc = replace(doc, 'Minutes', 'Letters')
            WHERE id = 4""")
        connection.execute("DELETE FROM holdings WHERE id = 5")
        connection.execute("INSERT INTO holdings(doc) VALUES('{}')")
    report = verify(kept)
    assert report.first_bad is None
    assert [fault[:20] for fault in sorted(report.faults)] == [
        "1 documents of holdi",
        "Document holdings:4 ",
        "Document holdings:5 ",
    ]


def test_a_journal_without_its_guards_is_found(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("DROP TRIGGER journal_never_changes")
    assert not verify(kept).sound


def journal_bytes(path: Path) -> list[int]:
    """Where in the file the contents of journal entries lie: each place of each reason."""
    return [found.start() for found in re.finditer(rb"reason \d", path.read_bytes())]


def flipped(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x04
    path.write_bytes(content)


def test_a_flipped_byte_is_found_and_its_entry_named(kept: Path) -> None:
    sound = kept.read_bytes()
    entries = set()
    for place in journal_bytes(kept):
        flipped(kept, place)
        report = verify(kept)
        assert not report.sound
        assert report.first_bad is not None
        entries.add(report.first_bad)
        kept.write_bytes(sound)
    assert entries == set(range(1, 41))


def test_a_flipped_byte_anywhere_in_a_journal_page_is_found_or_harmless(kept: Path) -> None:
    """Beyond the contents: record headers, cell pointers, page headers. What is not used by
    anything may change; whatever else does must be found, and never be shown as sound."""
    with open_store(kept, SCHEMA) as store:
        before = store.journal.since(0, limit=1000)
    sound = kept.read_bytes()
    page = journal_bytes(kept)[0] // 4096 * 4096
    for place in range(page, page + 4096, 61):
        flipped(kept, place)
        if verify(kept).sound:
            with open_store(kept, SCHEMA) as store:
                assert store.journal.since(0, limit=1000) == before
        kept.write_bytes(sound)


def test_verify_looks_at_one_moment_while_others_write(store: Store) -> None:
    fill(store, 2)
    with store.transaction(CLERK, "register"):
        store.table("holdings").insert({"barcode": "later"})
        assert verify(store.path).entries == 16
    assert verify(store.path).entries == 17


def test_nothing_is_not_verified(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no store"):
        verify(tmp_path / "nothing.db")


def test_progress_is_told(store: Store) -> None:
    with store.transaction(CLERK, "load"):
        store.table("loans").insert_multiple({} for _each in range(2_000))
    told: list[int] = []
    verify(store.path, progress=told.append)
    assert told == [1_000, 2_000]


def test_the_receipt_is_written_at_each_commit(store: Store) -> None:
    fill(store, 1)
    written = receipts.read(receipts.place(store.path))
    assert written == store.receipt()
    assert written is not None
    assert written.hash == store.journal.latest(1)[0].hash


def test_a_receipt_that_cannot_be_written_does_not_undo_the_change(store: Store) -> None:
    receipts.place(store.path).mkdir()
    fill(store, 1)
    assert store.journal.last() == 8
