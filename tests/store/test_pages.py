"""Lists in order, page by page: nothing twice, nothing left out, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import where

from data import Store
from data.translate import condition, value_of
from tests.store.site import CLERK, open_site

dues = st.sampled_from([None, "", "2026-01", "2026-02", 5, 7.5])
rows = st.lists(
    st.fixed_dictionaries({"status": st.sampled_from(["in", "out"])}, optional={"due": dues}),
    max_size=12,
)


def pages(store: Store, limit: int, **asked: Any) -> list[int]:
    """The ids of a whole list, read page by page."""
    ids, after = [], None
    while True:
        page = store.table("holdings").page(after=after, limit=limit, **asked)
        assert len(page.rows) <= limit
        ids += [doc.doc_id for doc in page.rows]
        after = page.next
        if after is None:
            return ids


def rank(value: Any) -> tuple[int, Any]:
    """No value first, then numbers, then texts."""
    return (0, 0) if value is None else (2, value) if isinstance(value, str) else (1, value)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_site(tmp_path_factory.mktemp("home")) as store:
        yield store


@given(documents=rows, limit=st.integers(1, 5), descending=st.booleans())
def test_pages_in_turn_are_the_list_in_order(
    shelf: Store,
    documents: list[dict[str, Any]],
    limit: int,
    descending: bool,
) -> None:
    with shelf.transaction(CLERK, "add"):
        shelf.table("holdings").truncate()
        ids = shelf.table("holdings").insert_multiple(documents)
        whole = sorted(
            zip(documents, ids, strict=True),
            key=lambda pair: (pair[0]["status"], rank(pair[0].get("due")), pair[1]),
            reverse=descending,
        )
        order = {"order_by": ("status", "due"), "descending": descending}
        assert pages(shelf, limit, **order) == [key for _doc, key in whole]
        out = [key for doc, key in whole if doc["status"] == "out"]
        assert pages(shelf, limit, cond=where("status") == "out", **order) == out
        by_function = where("status").matches("out")
        assert pages(shelf, limit, cond=by_function, **order) == out


def test_what_is_written_meanwhile_neither_doubles_nor_hides_a_row(store: Store) -> None:
    holdings = store.table("holdings")
    with store.transaction(CLERK, "add"):
        holdings.insert_multiple({"due": f"2026-{month:02}"} for month in range(2, 8))
    first = holdings.page(order_by="due", limit=3)
    with store.transaction(CLERK, "change"):
        holdings.insert({"due": "2026-01"})
        holdings.remove(doc_ids=[first.rows[-1].doc_id])
    second = holdings.page(order_by="due", limit=3, after=first.next)
    dues = [doc["due"] for doc in (*first.rows, *second.rows)]
    assert dues == [f"2026-{month:02}" for month in range(2, 8)]
    assert all(one < two for one, two in pairwise(dues))


def test_the_store_learns_which_index_narrows_most(store: Store) -> None:
    """Without statistics this page would be read in the order of all that is in."""
    holdings = store.table("holdings")
    with store.transaction(CLERK, "add"):
        holdings.insert_multiple(
            {"status": "in", "due": str(n), "place": {"shelf": n // 10}} for n in range(3000)
        )
    query = (where("status") == "in") & (where("place")["shelf"] == 7)
    clause = condition(query)
    sql = f"SELECT id FROM holdings WHERE {clause.sql} ORDER BY {value_of(('due',))} LIMIT 50"
    (step, *_sorting) = store._engine.rows(f"EXPLAIN QUERY PLAN {sql}", clause.parameters)
    assert "holdings_by_place_shelf" in step[3]
    assert len(holdings.page(query, order_by="due").rows) == 10


def test_the_last_page_has_no_next(store: Store) -> None:
    with store.transaction(CLERK, "add"):
        store.table("holdings").insert_multiple([{}, {}])
    assert store.table("holdings").page(limit=2).next is None
    assert store.table("holdings").page(limit=1).next is not None
    assert store.table("loans").page().rows == []


def test_tallies_group_in_the_store(store: Store) -> None:
    with store.transaction(CLERK, "add"):
        store.table("holdings").insert_multiple(
            [{"status": "in", "n": 1}, {"status": "out", "n": 1}, {"status": "in"}, {}]
        )
    holdings = store.table("holdings")
    assert holdings.tally("status") == {"in": 2, "out": 1, None: 1}
    assert holdings.tally("status", where("n") == 1) == {"in": 1, "out": 1}
    assert holdings.tally("status", where("n").test(bool)) == {"in": 1, "out": 1}


def test_ids_alone_for_masks(store: Store) -> None:
    with store.transaction(CLERK, "add"):
        ids = store.table("holdings").insert_multiple({"status": "in"} for _each in range(5))
    holdings = store.table("holdings")
    assert sorted(holdings.ids(where("status") == "in")) == ids
    assert len(holdings.ids(where("status") == "in", limit=2)) == 2
    assert len(holdings.ids(where("status").test(bool), limit=2)) == 2
