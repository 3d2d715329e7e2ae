"""A small site for the tests of the store: its schema, its people, its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from data import Author, Index, Schema, Store, TableSpec, open_store

SCHEMA = Schema(
    1,
    (
        TableSpec("_default", journaled=False),
        TableSpec(
            "holdings",
            (
                Index(("barcode",), unique=True),
                Index(("series", "volume"), unique=True),
                Index(("status", "due")),
                Index(("place.shelf",)),
            ),
        ),
        TableSpec("loans", (Index(("holding",)),)),
        TableSpec("drafts", (Index(("key",), unique=True),), journaled=False),
    ),
)
CLERK = Author("mlee", "tty1")
OTHER = Author("aroy", "ssh2")


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC).astimezone(None)

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **step: float) -> None:
        self.moment += timedelta(**step)


def open_site(home: Path, *, create: bool = True, timeout: float = 5.0) -> Store:
    return open_store(home / "rmdesk.db", SCHEMA, create=create, timeout=timeout)
