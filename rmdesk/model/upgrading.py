"""What earlier versions kept otherwise: each step takes a store from one version to the next.

A step runs once, in the transaction of the upgrade, after a backup was made. Indexes need none:
they are made those of the records at any start that finds others.
"""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from tinydb import Query

from data import Store
from rmdesk.model.codes import fold_code, folded_code
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.roles import FOUNDER


def _fold_names(store: Store) -> None:
    """From 1 to 2: people are known by their names without case and accents too."""

    def fold(person: MutableMapping[str, Any]) -> None:
        person["folded"] = fold_name(person["name"])

    store.table("people").update(fold)


def _fold_codes(store: Store) -> None:
    """From 2 to 3: names in any order; badges and places by their codes in either case."""

    def order(person: MutableMapping[str, Any]) -> None:
        person["ordered"] = order_name(person["name"])
        fold(person)

    def fold(record: MutableMapping[str, Any]) -> None:
        barcode = record.get("barcode", "")
        if (folded := fold_code(barcode)) != barcode:
            record["folded_code"] = folded

    store.table("people").update(order)
    store.table("places").update(fold)


def _entitle(store: Store) -> None:
    """From 3 to 4: supervisors gave clearances and accounts, which are roles of their own now."""

    def entitle(person: MutableMapping[str, Any]) -> None:
        role = person.get("role", "")
        if role == "supervisor":
            person["role"] = FOUNDER
        elif role:
            del person["role"]  # any other word meant a technician

    store.table("people").update(entitle)


def _fold_identifiers(store: Store) -> None:
    """From 4 to 5: holdings are found by their identifiers in whatever case."""

    def fold(holding: MutableMapping[str, Any]) -> None:
        if folded := folded_code(holding.get("identifier", "")):
            holding["folded_identifier"] = folded

    store.table("holdings").update(fold)


def _keep_for_ever(store: Store) -> None:
    """From 5 to 6: what a disposition has decided to keep says so, and is never due (R7)."""
    items = store.table("disposals").search(Query().state == "kept")
    decided = {item["holding"]: item["batch"] for item in items}
    batches = store.table("dispositions").get(doc_ids=list(set(decided.values())))
    assert isinstance(batches, list)
    numbers = {batch.doc_id: batch["number"] for batch in batches}

    def keep(holding: MutableMapping[str, Any]) -> None:
        if not holding.get("disposed"):  # else a later one decided otherwise
            holding["permanent"] = numbers.get(decided[holding.doc_id], "")  # type: ignore[attr-defined]
            holding.pop("ends", None)

    store.table("holdings").update(keep, doc_ids=list(decided))


MIGRATIONS: Mapping[int, Callable[[Store], None]] = {
    1: _fold_names,
    2: _fold_codes,
    3: _entitle,
    4: _fold_identifiers,
    5: _keep_for_ever,
}
"""From which version, and how."""
