"""The store: TinyDB documents, transactions, the journal, backups. Knows nothing of records."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    from data.table import APART, Table
    from data.transaction import Transaction
    from data.verifying import VerifyReport, verify

__all__ = [
    "APART",
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

_IN = {
    "Restored": "copying",
    "restore": "copying",
    "Busy": "errors",
    "ClockWentBack": "errors",
    "Damaged": "errors",
    "DuplicateKey": "errors",
    "NotInTransaction": "errors",
    "StoreError": "errors",
    "TooNew": "errors",
    "Unavailable": "errors",
    "Entry": "journal",
    "Journal": "journal",
    "open_store": "opening",
    "Cursor": "paging",
    "Page": "reading",
    "Receipt": "receipt",
    "Author": "schema",
    "Index": "schema",
    "Schema": "schema",
    "TableSpec": "schema",
    "Store": "store",
    "APART": "table",
    "Table": "table",
    "Transaction": "transaction",
    "VerifyReport": "verifying",
    "verify": "verifying",
}
"""The module that each name lies in: it is imported when the name is first asked for."""


def __getattr__(name: str) -> Any:
    if name not in _IN:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_IN[name]}"), name)
