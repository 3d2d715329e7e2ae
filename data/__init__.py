"""The store: TinyDB documents, transactions, the journal, backups. Knows nothing of records."""

from data.errors import (
    Busy,
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

__all__ = [
    "Author",
    "Busy",
    "Cursor",
    "Damaged",
    "DuplicateKey",
    "Entry",
    "Index",
    "Journal",
    "NotInTransaction",
    "Page",
    "Receipt",
    "Schema",
    "Store",
    "StoreError",
    "Table",
    "TableSpec",
    "TooNew",
    "Transaction",
    "Unavailable",
    "open_store",
]
