"""The store: TinyDB documents, transactions, the journal, backups. Knows nothing of records."""

from data.copying import Restored, restore
from data.errors import (
    Busy,
    ClockWentBack,
    Damaged,
    DuplicateKey,
    NotInTransaction,
    StoreError,
    TooNew,
    Unavailable,
)
from data.journal import Entry, Journal
from data.opening import open_store
from data.paging import Cursor
from data.reading import Page
from data.receipt import Receipt
from data.schema import Author, Index, Schema, TableSpec
from data.store import Store
from data.table import Table
from data.transaction import Transaction
from data.verifying import VerifyReport, verify

__all__ = [
    "Author",
    "Busy",
    "ClockWentBack",
    "Cursor",
    "Damaged",
    "DuplicateKey",
    "Entry",
    "Index",
    "Journal",
    "NotInTransaction",
    "Page",
    "Receipt",
    "Restored",
    "Schema",
    "Store",
    "StoreError",
    "Table",
    "TableSpec",
    "TooNew",
    "Transaction",
    "Unavailable",
    "VerifyReport",
    "open_store",
    "restore",
    "verify",
]
