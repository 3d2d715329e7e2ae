"""What earlier versions kept otherwise: each step takes a store from one version to the next.

A step runs once, in the transaction of the upgrade, after a backup was made. Indexes need none:
they are made those of the records at any start that finds others.
"""

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from data import Store
from rmdesk.model.naming import fold_name


def _fold_names(store: Store) -> None:
    """From 1 to 2: people are known by their names without case and accents too."""

    def fold(person: MutableMapping[str, Any]) -> None:
        person["folded"] = fold_name(person["name"])

    store.table("people").update(fold)


MIGRATIONS: Mapping[int, Callable[[Store], None]] = {1: _fold_names}
"""From which version, and how."""
