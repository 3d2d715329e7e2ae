"""The tables of the desk, and the index that each screen and rule uses."""

from tinydb import Query

from data import Index, Schema, TableSpec
from rmdesk.model.upgrading import MIGRATIONS

IS_OPEN = Query().open == True  # noqa: E712  (a query, not a test)
"""Loans not yet returned, reservations not yet over."""

IS_CUSTODIAN = Query().custodian == True  # noqa: E712


Paths = str | tuple[str, ...]


def _table(
    name: str, *indexes: Paths, unique: tuple[str, ...] = (), sparse: tuple[Paths, ...] = ()
) -> TableSpec:
    """A table and its indexes; `sparse` are those over fields that most documents lack."""
    return TableSpec(
        name,
        indexes=(
            *(Index((path,), unique=True) for path in unique),
            *(Index(_several(paths)) for paths in indexes),
            *(Index(_several(paths), sparse=True) for paths in sparse),
        ),
    )


def _several(paths: Paths) -> tuple[str, ...]:
    return (paths,) if isinstance(paths, str) else paths


SCHEMA = Schema(
    version=2,
    migrations=MIGRATIONS,
    tables=(
        _table(
            "holdings",
            "identifier",
            ("status", "due"),
            unique=("barcode",),
            sparse=(
                "folded",
                "origin",
                "inside",
                "guard",
                "class",
                "accession",
                "home_id",
                ("holder_id", "due"),
            ),
        ),
        _table("places", "address", "walk", unique=("barcode",)),
        _table("units", unique=("name",)),
        _table(
            "people", "name", "folded", unique=("barcode", "login"), sparse=(("custodian", "unit"),)
        ),
        _table(
            "requests",
            "number",
            "received",
            ("status", "due"),
            ("status", "rank", "due"),
            ("status", "received"),
        ),
        _table("reservations", ("holding", "open"), "person", sparse=("request", ("open", "rank"))),
        _table("loans", ("holding", "open"), ("person", "open"), sparse=("open", "with_container")),
        _table("classes", unique=("code",), sparse=("security",)),
        _table("schedule_items", unique=("code",)),
    ),
)
