"""Inventories and the index of terms: what is in them, in which order, and what their sums say."""

from typing import Any

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.indexing import TERMS, decide
from rmdesk.duties.inventory import inventory
from rmdesk.duties.person import edit_person
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.errors import BadInput, NotFound
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def filled(centre: Centre) -> Centre:
    """Two boxes of an accession at L1, a file in the first, loose files at L1 and L2, classes."""
    session = centre.session
    scheme: dict[str, dict[str, Any]] = {
        "1250": {"title": "Contracts", "terms": ["Agreements", "Tenders"], "see_also": ["1300"]},
        "1250-9": {"title": "Harbours", "parent": "1250"},
        "1250-10": {"title": "Bridges", "parent": "1250"},
        "1300": {"title": "Purchasing"},
        "PROC": {"title": "Procurement", "see": ["1300"], "terms": ["Buying"]},
    }
    for code, values in scheme.items():
        register(session, SCHEME, {"code": code, **values})
    box = {"kind": "box", "accession": "2026-0067", "unit": "Legal"}
    centre.file("B10", identifier="2026-0067-10", **box)  # as long as its type is: 0.4 m
    centre.file("B2", identifier="2026-0067-2", extent_m=0.4, **box)
    centre.file("IN1", container="B2", home="", extent_m=0.1, identifier="9-1", keywords=["Ships"])
    centre.file("F2", identifier="1250-10/2", home="L2", unit="Legal", **{"class": "1250-10"})
    centre.file("F1", identifier="1250-9/10", unit="Finance", extent_m=0.02, **{"class": "1250-9"})
    centre.file("F0", identifier="1250-9/9", unit="Finance", **{"class": "1250-9"})
    charge_out(session, ["F0"], "P1")
    return centre


def keys(centre: Centre, of: str, name: str = "") -> list[str]:
    return [row["key"] for row in inventory(centre.session, of, name).rows]


@pytest.mark.parametrize(("of", "name", "found"), [
    ("L1", "", ["F0", "F1", "B2", "IN1", "B10"]),
    ("B3", "", ["F0", "F1", "B2", "IN1", "B10"]),
    ("A1-11-5", "", ["F2"]),
    ("2026-0067", "", ["B2", "B10"]),
    ("L1", "boxes", ["B2", "B10"]),
    ("1250", "", ["F0", "F1", "F2"]),
    ("1250-10", "", ["F2"]),
    ("Legal", "", ["F2", "B2", "B10"]),
    ("unit:Finance", "holdings", ["F0", "F1"]),
    ("all", "", ["F0", "F1", "F2", "IN1", "B2", "B10"]),
    ("all", "shelf-list", ["F2", "F0", "F1", "B2", "IN1", "B10"]),
])  # fmt: skip
def test_what_is_listed_and_in_which_order(
    filled: Centre, of: str, name: str, found: list[str]
) -> None:
    assert keys(filled, of, name) == found


@pytest.mark.parametrize(("of", "name", "totals"), [
    ("L1", "", {"count": 5, "extent_m": 0.82, "measured": 3, "unmeasured": 1}),
    ("2026-0067", "", {"count": 2, "extent_m": 0.8, "measured": 2, "unmeasured": 0}),
    ("2026-0067", "holdings", {"count": 2, "extent_m": 0.8, "measured": 2, "unmeasured": 0}),
    ("1250", "", {"count": 3, "extent_m": 0.02, "measured": 1, "unmeasured": 2}),
])  # fmt: skip
def test_extents_are_added_once_and_say_what_they_leave_out(
    filled: Centre, of: str, name: str, totals: dict[str, Any]
) -> None:
    assert inventory(filled.session, of, name).totals == totals


def test_rows_tell_where_each_is(filled: Centre) -> None:
    rows = {row["key"]: row for row in inventory(filled.session, "L1").rows}
    assert (rows["IN1"]["home"], rows["IN1"]["container"]) == ("B3-04-2", "B2")
    assert rows["F0"]["status"] == "out"
    (box, _other) = inventory(filled.session, "2026-0067").rows
    assert (box["identifier"], box["contents"]) == ("2026-0067-2", 1)


def test_what_lies_in_a_box_is_listed_where_that_is_whatever_home_was_said_of_it(
    filled: Centre,
) -> None:
    """R24."""
    filled.file("IN2", container="B2", home="L2", identifier="9-2")
    assert keys(filled, "L1") == ["F0", "F1", "B2", "IN1", "IN2", "B10"]
    assert keys(filled, "L2") == ["F2"]
    assert keys(filled, "all", "shelf-list") == ["F2", "F0", "F1", "B2", "IN1", "IN2", "B10"]
    (row,) = [row for row in inventory(filled.session, "L1").rows if row["key"] == "IN2"]
    assert (row["home"], row["container"]) == ("B3-04-2", "B2")
    filled.file("OPEN", kind="box", home="")  # a box without a home: each lives where it was said
    filled.file("IN3", container="OPEN", home="L2", identifier="9-3")
    assert keys(filled, "L2") == ["F2", "IN3"]


def test_a_content_is_sorted_by_its_box_where_only_the_content_is_listed(filled: Centre) -> None:
    """A unit's file in another's box stands where that does."""
    filled.file("U1", unit="Own", container="B10", home="")
    filled.file("U2", unit="Own", home="L2")
    filled.file("U3", unit="Own", home="L1", container="B2")
    filled.file("U4", unit="Own", home="L1")
    filled.file("U5", unit="Own", container="B10", home="")
    assert keys(filled, "unit:Own", "shelf-list") == ["U2", "U3", "U1", "U5", "U4"]


def entries(centre: Centre, of: str) -> list[tuple[str, str, str, int]]:
    rows = inventory(centre.session, of, "index").rows
    return [(row["term"], row["relation"], row["code"], row["holdings"]) for row in rows]


def test_the_index_has_terms_with_see_and_see_also(filled: Centre) -> None:
    assert entries(filled, "all") == [
        ("Agreements", "", "1250", 0),
        ("Bridges", "", "1250-10", 1),
        ("Buying", "see", "1300", 0),
        ("Contracts", "", "1250", 0),
        ("Contracts", "see also", "1300", 0),
        ("Harbours", "", "1250-9", 2),
        ("Procurement", "see", "1300", 0),
        ("Purchasing", "", "1300", 0),
        ("Ships", "", "IN1", 1),
        ("Tenders", "", "1250", 0),
    ]
    assert [each[0] for each in entries(filled, "class:1250-9")] == ["Harbours"]
    assert entries(filled, "Legal") == [("Bridges", "", "1250-10", 1)]


def test_the_index_leads_from_terms_of_the_controlled_list(filled: Centre) -> None:
    session, other = filled.session, colleague(filled.desk, "other")
    terms: list[dict[str, Any]] = [
        {"term": "Ships", "see_also": ["Sails"]},
        {"term": "Vessels", "see": "Ships"},
        {"term": "Boats", "see": "Vessels"},
        {"term": "Sails"},
        {"term": "Hulks", "see": "Ships"},
    ]
    for values in terms:
        register(session, TERMS, values)
        if values["term"] != "Hulks":  # it is not approved yet
            decide(other, values["term"], {}, approves=True)
    found = [each for each in entries(filled, "all") if each[2] == ""]
    assert found == [
        ("Boats", "see", "", 1), ("Ships", "see also", "", 0), ("Vessels", "see", "", 1),
    ]  # fmt: skip
    rows = inventory(session, "all", "index").rows
    assert {row["title"] for row in rows if row["term"] == "Boats"} == {"Ships"}
    assert [each for each in entries(filled, "L1") if each[2] == ""] == [
        ("Boats", "see", "", 1), ("Vessels", "see", "", 1),
    ]  # fmt: skip
    assert [each for each in entries(filled, "L2") if each[2] == ""] == []


@pytest.mark.parametrize("of", ["nothing", "", "class:9999", "unit:", "place:Z9", "accession:1"])
def test_what_names_nothing_is_said(filled: Centre, of: str) -> None:
    with pytest.raises(NotFound):
        inventory(filled.session, of)


def test_what_may_be_several_things_is_asked(filled: Centre) -> None:
    filled.file("X", unit="1250")
    with pytest.raises(BadInput, match="class:1250, unit:1250"):
        inventory(filled.session, "1250")
    assert keys(filled, "unit:1250") == ["X"]
    with pytest.raises(BadInput, match="no list"):
        inventory(filled.session, "L1", "weights")


def test_what_one_may_not_know_of_is_in_no_list_and_no_sum(filled: Centre) -> None:
    session = filled.session
    edit_person(session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    other = colleague(filled.desk, "other")
    before = [inventory(other, "all", name) for name in ("shelf-list", "holdings", "boxes")]
    hidden = {"security": "secret", "keywords": ["Kestrel"], "class": "1250-9", "extent_m": 9.0}
    filled.file("S1", kind="box", accession="2026-0099", **hidden)
    register(session, SCHEME, {"code": "SEC", "title": "Kestrel", "security": "secret"})
    edit_holding(session, "B2", {"notes": "seen"})
    after = [inventory(other, "all", name) for name in ("shelf-list", "holdings", "boxes")]
    assert [(each.rows, each.totals) for each in after] == [
        (each.rows, each.totals) for each in before
    ]
    assert "Kestrel" not in str(inventory(other, "all", "index").rows)
    assert "Kestrel" in str(inventory(session, "all", "index").rows)
    for of in ("2026-0099", "SEC"):
        with pytest.raises(NotFound):
            inventory(other, of)


def test_no_list_walks_a_table(filled: Centre) -> None:
    for of in ("L1", "1250", "2026-0067", "Legal", "all"):
        for name in ("shelf-list", "holdings", "boxes", "index"):
            inventory(filled.session, of, name)
    assert dict(filled.session.store.scans) == {}
