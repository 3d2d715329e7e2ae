"""The tables of the desk, and the index that each screen and rule uses."""

from tinydb import Query

from data import Index, Schema, TableSpec

__all__ = ["IS_CUSTODIAN", "IS_OPEN", "SCHEMA"]

IS_OPEN = Query().open == True  # noqa: E712  (a query, not a test)
"""Loans not yet returned, reservations not yet over."""

IS_CUSTODIAN = Query().custodian == True  # noqa: E712


def _table(name: str, *paths: str | tuple[str, ...], unique: tuple[str, ...] = ()) -> TableSpec:
    indexes = tuple(Index((path,) if isinstance(path, str) else path) for path in paths)
    keys = tuple(Index((path,), unique=True) for path in unique)
    return TableSpec(name, indexes=keys + indexes)


SCHEMA = Schema(
    version=1,
    tables=(
        _table(
            "holdings",
            "folded",
            "identifier",
            "origin",
            "inside",
            "accession",
            "guard",
            ("class", "identifier"),
            ("status", "due"),
            ("holder_id", "due"),
            ("home_id", "identifier"),
            ("place_id", "identifier"),
            unique=("barcode",),
        ),
        _table("places", "address", "walk", unique=("barcode",)),
        _table("units", unique=("name",)),
        _table(
            "people", "name", ("unit", "name"), ("custodian", "unit"), unique=("barcode", "login")
        ),
        _table("requests", "number", "received", ("status", "due"), ("status", "rank", "due")),
        _table(
            "reservations", ("holding", "open"), "request", ("person", "open"), ("open", "rank")
        ),
        _table("loans", ("holding", "open"), ("person", "open"), ("open", "due"), "with_container"),
        _table("classes", "parent", unique=("code",)),
        _table("schedule_items", unique=("code",)),
    ),
)
