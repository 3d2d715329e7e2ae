"""TinyDB's documented behaviour, asked of stock TinyDB in memory and of the store alike.

What the store leaves out, and why, is listed in docs/store.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.operations import add, decrement, delete, increment, subtract
from tinydb.operations import set as put
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from data import Schema, TableSpec, open_store

TABLES = ("_default", "people", "files")
LOOSE = Schema(1, tuple(TableSpec(name, journaled=False) for name in TABLES))
THREE: list[Mapping[str, Any]] = [{"int": 1, "char": c} for c in "abc"]
Doc = MutableMapping[str, Any]


@pytest.fixture(params=["stock", "store"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TinyDB]:
    if request.param == "stock":
        opened = TinyDB(storage=MemoryStorage)
    else:
        opened = open_store(tmp_path / "rmdesk.db", LOOSE, create=True)
    with opened:
        yield opened


@pytest.fixture
def full(db: TinyDB) -> TinyDB:
    db.insert_multiple(THREE)
    return db


def test_a_document_is_inserted_and_its_id_returned(db: TinyDB) -> None:
    assert db.insert({"a": 1}) == 1
    assert db.insert({"a": 2}) == 2
    assert db.all() == [{"a": 1}, {"a": 2}]


def test_many_documents_are_inserted_from_lists_and_generators(db: TinyDB) -> None:
    assert db.insert_multiple([{"a": 1}, {"a": 2}]) == [1, 2]
    assert db.insert_multiple({"a": n} for n in range(3)) == [3, 4, 5]
    assert db.insert_multiple([]) == []
    assert len(db) == 5


def test_a_document_with_an_id_keeps_it(db: TinyDB) -> None:
    assert db.insert(Document({"a": 1}, 7)) == 7
    assert db.insert({"a": 2}) == 8
    assert db.insert_multiple([Document({"a": 3}, 12), Document({"a": 4}, 77)]) == [12, 77]
    assert db.get(doc_id=77) == {"a": 4}


def test_an_id_that_is_taken_is_refused(db: TinyDB) -> None:
    db.insert(Document({"a": 1}, 7))
    with pytest.raises(ValueError, match="Document with ID 7 already exists"):
        db.insert(Document({"a": 2}, 7))
    with pytest.raises(ValueError, match="Document with ID 7 already exists"):
        db.insert_multiple([Document({"a": 2}, 6), Document({"a": 2}, 7)])
    assert db.all() == [{"a": 1}]


@pytest.mark.parametrize("thing", [[1], {1}, "abc", 7])
def test_only_mappings_are_documents(db: TinyDB, thing: Any) -> None:
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert(thing)
    with pytest.raises(ValueError, match="not a Mapping"):
        db.insert_multiple([{"a": 1}, thing])
    assert len(db) == 0


def test_any_mapping_is_a_document(db: TinyDB) -> None:
    class Own(Mapping[str, Any]):
        def __getitem__(self, key: str) -> Any:
            return {"a": 1}[key]

        def __iter__(self) -> Iterator[str]:
            return iter(["a"])

        def __len__(self) -> int:
            return 1

    db.insert(Own())
    assert db.get(where("a") == 1) == {"a": 1}


def test_all_and_iteration_give_documents_with_ids(full: TinyDB) -> None:
    assert full.all() == THREE
    assert [doc.doc_id for doc in full] == [1, 2, 3]
    assert all(isinstance(doc, Document) for doc in full)
    assert len(full) == 3


def test_search_finds_all_that_match(full: TinyDB) -> None:
    assert full.search(where("int") == 1) == THREE
    assert full.search(where("char") == "b") == [THREE[1]]
    assert full.search(where("char") == "z") == []
    assert full.search(Query().noop()) == THREE


def test_what_search_returns_is_a_list_of_its_own(full: TinyDB) -> None:
    first = full.search(where("int") == 1)
    first.clear()
    assert full.search(where("int") == 1) == THREE


def test_get_finds_by_id_by_ids_and_by_query(full: TinyDB) -> None:
    assert full.get(where("char") == "b") == THREE[1]
    assert full.get(where("int") == 1) == THREE[0]
    assert full.get(doc_id=2) == THREE[1]
    assert full.get(doc_ids=[3, 1, 99]) == [THREE[0], THREE[2]]
    assert full.get(where("char") == "z") is None
    assert full.get(doc_id=99) is None
    found = full.get(where("char") == "c")
    assert isinstance(found, Document)
    assert found.doc_id == 3


def test_an_id_that_no_document_can_have_is_not_there(full: TinyDB) -> None:
    assert full.get(doc_id=10**30) is None
    assert not full.contains(doc_id=-(10**30))
    assert full.get(doc_ids=[10**30]) == []


def test_get_and_contains_want_to_be_told_what(full: TinyDB) -> None:
    with pytest.raises(RuntimeError):
        full.get()
    with pytest.raises(RuntimeError):
        full.contains()
    with pytest.raises(RuntimeError):
        full.remove()


def test_contains_and_count(full: TinyDB) -> None:
    assert full.contains(where("int") == 1)
    assert not full.contains(where("int") == 0)
    assert full.contains(doc_id=1)
    assert not full.contains(doc_id=99)
    assert full.count(where("int") == 1) == 3
    assert full.count(where("char") == "d") == 0


def test_update_changes_all_those_that_match_or_those_named(full: TinyDB) -> None:
    assert full.update({"int": 2}) == [1, 2, 3]
    assert full.update({"int": 3}, where("char") == "a") == [1]
    assert full.update({"new": [1]}, doc_ids=[3, 99, 2]) == [3, 2]
    assert full.update({"int": 9}, where("char") == "z") == []
    assert full.all() == [
        {"int": 3, "char": "a"},
        {"int": 2, "char": "b", "new": [1]},
        {"int": 2, "char": "c", "new": [1]},
    ]


def test_update_takes_a_function_and_tinydbs_operations(full: TinyDB) -> None:
    def louder(doc: Doc) -> None:
        doc["char"] = doc["char"].upper()

    full.update(louder, where("char") == "a")
    full.update(increment("int"), where("char") == "A")
    full.update(add("int", 5), where("char") == "A")
    full.update(subtract("int", 1), where("char") == "A")
    full.update(decrement("int"), where("char") == "b")
    full.update(delete("int"), where("char") == "c")
    full.update(put("char", "x"), doc_ids=[3])
    assert full.all() == [{"int": 6, "char": "A"}, {"int": 0, "char": "b"}, {"char": "x"}]


def test_an_update_that_fails_changes_nothing(full: TinyDB) -> None:
    def fails(doc: Doc) -> None:
        if doc["char"] == "c":
            raise LookupError
        doc["int"] = 9

    with pytest.raises(LookupError):
        full.update(fails)
    # Stock memory storage shares its documents, so it is only asked about those on disk.
    if full.storage.__class__ is not MemoryStorage:
        assert full.all() == THREE


def test_several_updates_in_turn(full: TinyDB) -> None:
    changed = full.update_multiple(
        [({"int": 2}, where("char") == "a"), ({"int": 4}, where("char") == "b")]
    )
    assert changed == [1, 2]
    assert [doc["int"] for doc in full] == [2, 4, 1]


def test_upsert_updates_or_inserts(full: TinyDB) -> None:
    assert full.upsert({"int": 5}, where("char") == "a") == [1]
    assert full.upsert({"int": 9, "char": "x"}, where("char") == "x") == [4]
    assert full.upsert(Document({"char": "y"}, 4)) == [4]
    assert full.upsert(Document({"char": "z"}, 9)) == [9]
    assert full.get(doc_id=4) == {"int": 9, "char": "y"}
    assert full.get(doc_id=9) == {"char": "z"}
    with pytest.raises(ValueError, match="doc_id"):
        full.upsert({"abc": "xyz"})


def test_remove_takes_queries_and_ids(full: TinyDB) -> None:
    assert full.remove(where("char") == "b") == [2]
    assert full.remove(doc_ids=[3, 99]) == [3]
    assert full.remove(where("char") == "z") == []
    assert full.all() == [THREE[0]]


def test_truncate_removes_all(full: TinyDB) -> None:
    full.truncate()
    assert len(full) == 0
    assert full.all() == []


def test_tables_are_apart(db: TinyDB) -> None:
    people, files = db.table("people"), db.table("files")
    people.insert({"a": 1})
    files.insert_multiple([{"a": 2}, {"a": 3}])
    assert (len(people), len(files), len(db)) == (1, 2, 0)
    assert db.tables() == {"people", "files"}
    assert db.table("people") is people
    assert people.name == "people"
    db.drop_table("people")
    assert db.tables() == {"files"}
    assert len(db.table("people")) == 0
    db.drop_tables()
    assert db.tables() == set()


def test_the_default_table_is_the_database_itself(db: TinyDB) -> None:
    db.insert({"a": 1})
    assert db.table(db.default_table_name).all() == [{"a": 1}]
    assert list(iter(db)) == [{"a": 1}]


DOCUMENTS: list[Mapping[str, Any]] = [
    {"name": "John", "age": 22, "born": {"year": 1985}, "groups": [{"g": "admin"}], "n": None},
    {"name": "Ana", "age": 37, "born": {"year": 1980}, "groups": [], "tags": ["a", "b"]},
    {"name": "Étienne", "age": 40, "vip": True, "odd key": "x", "tags": ["a"]},
    {"name": "合同", "age": 22.5, "vip": False, "a.b": 1, "born": "unknown"},
    {},
]
F = Query()
NOTHING: Any = None
YES: Any = True
QUERIES = {
    "==": F.name == "Ana",
    "== text of another script": F.name == "合同",
    "== None": F.n == NOTHING,
    "== True": F.vip == YES,
    "== list": F.tags == ["a", "b"],
    "== dict": F.born == {"year": 1985},
    "!=": F.name != "Ana",
    "!= None": F.n != NOTHING,
    "<": F.age < 37,
    "<=": F.age <= 37,
    ">": F.age > 22,
    ">=": F.age >= 22.5,
    "text <": F.name < "K",
    "text >=": F.name >= "K",
    "nested": F.born.year == 1985,
    "nested below a text": F.born.year.exists(),
    "key with a blank": F["odd key"] == "x",
    "key with a dot": F["a.b"] == 1,
    "exists": F.age.exists(),
    "not exists": ~F.age.exists(),
    "matches": F.name.matches("[A-J]"),
    "search": F.name.search("TI", re.IGNORECASE),
    "test": F.age.test(lambda age: age % 2 == 0),
    "test with arguments": F.age.test(lambda age, low, high: low <= age <= high, 30, 39),
    "any of a query": F.groups.any(F.g == "admin"),
    "any of a list": F.tags.any(["b", "z"]),
    "all of a list": F.tags.all(["a"]),
    "one_of": F.name.one_of(["Ana", "John", 3]),
    "one_of nothing": F.name.one_of([]),
    "fragment": F.fragment({"name": "Ana", "age": 37}),
    "fragment below": F.born.fragment({"year": 1980}),
    "map": F.name.map(str.upper) == "ANA",
    "noop": F.noop(),
    "and": (F.age > 20) & (F.name == "John"),
    "and, half in Python": (F.age > 20) & F.name.matches("É"),
    "or": (F.age < 23) | (F.name == "Ana"),
    "or, half in Python": (F.age < 23) | F.name.matches("É"),
    "not": ~(F.age > 22),
    "not, in Python": ~F.name.matches("J"),
    "function": lambda doc: len(doc) > 4,
}


@pytest.mark.parametrize("name", QUERIES)
def test_queries_find_what_they_say(db: TinyDB, name: str) -> None:
    db.insert_multiple(DOCUMENTS)
    query: Any = QUERIES[name]
    expected = [doc for doc in DOCUMENTS if query(doc)]
    assert db.search(query) == expected
    assert db.count(query) == len(expected)
    assert db.contains(query) == bool(expected)
    assert db.get(query) == (expected[0] if expected else None)


def test_an_empty_query_is_refused(full: TinyDB) -> None:
    with pytest.raises(RuntimeError, match="Empty query"):
        full.search(Query())


def test_it_closes_as_a_context(db: TinyDB) -> None:
    with db as same:
        assert same is db
