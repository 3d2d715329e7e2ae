"""The tables of the desk: which documents there are, and the index that each screen and rule uses."""

from data import Index, Schema, TableSpec

__all__ = ["SCHEMA"]


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
        _table("requests", "number", ("status", "due"), ("status", "rank", "due")),
        _table("reservations", ("holding", "open"), "request", ("person", "open"), ("open", "rank")),
        _table("loans", ("holding", "open"), ("person", "open"), ("open", "due"), "with_container"),
        _table("classes", "parent", unique=("code",)),
        _table("schedule_items", unique=("code",)),
    ),
)
