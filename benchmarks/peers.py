"""The peers: SQLite FTS5 and tantivy on the same records, with their default settings,
and with the stemmers that they bring.

tantivy is not part of the project; `pip install tantivy` for a run that compares with it.
"""

from __future__ import annotations

import importlib
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from index import Text
from index.language.words import strings

COLUMNS = ("title", "code", "box", "parent", "place", "kind", "dates", "notes")


class Peer(Protocol):
    """What is measured."""

    name: str

    def search(self, text: str, limit: int) -> tuple[int, list[int]]:
        """How many match, and the keys of the best."""
        ...


def columns(text: Text) -> list[str]:
    """A record as plain text columns."""
    return [" ; ".join(strings(text.fields.get(name))) for name in COLUMNS]


class Fts5:
    """SQLite FTS5 with bm25: every word quoted, so that no text is a syntax error."""

    name = "FTS5"

    def __init__(
        self, path: Path, texts: Sequence[Text] | None = None, tokenizer: str = "unicode61"
    ) -> None:
        if texts is not None:
            path.unlink(missing_ok=True)
        self.db = sqlite3.connect(path)
        if texts is None:
            return
        self.db.execute(
            f"CREATE VIRTUAL TABLE t USING fts5({', '.join(COLUMNS)}, d1, d2, "
            f"tokenize = '{tokenizer}')"
        )
        marks = ", ".join("?" * (len(COLUMNS) + 3))
        with self.db:
            self.db.executemany(
                f"INSERT INTO t (rowid, {', '.join(COLUMNS)}, d1, d2) VALUES ({marks})",
                (
                    [t.key, *columns(t), t.fields.get("date_from"), t.fields.get("date_to")]
                    for t in texts
                ),
            )

    def search(self, text: str, limit: int) -> tuple[int, list[int]]:
        """The words, all of them; the last is a beginning when it ends with a star."""
        return self.match(" ".join(map(_quoted, text.split())), limit)

    def match(self, query: str, limit: int) -> tuple[int, list[int]]:
        """A query in FTS5's own language."""
        if not query.strip():
            return 0, []
        try:
            rows = self.db.execute(
                "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t) LIMIT ?", (query, limit)
            ).fetchall()
        except sqlite3.OperationalError:
            return 0, []
        return len(rows), [row[0] for row in rows]

    def count(self, query: str) -> int:
        """How many match."""
        found = self.db.execute("SELECT count(*) FROM t WHERE t MATCH ?", (query,)).fetchone()
        return int(found[0])


def _quoted(word: str) -> str:
    star = "*" if word.endswith("*") else ""
    word = word.rstrip("*").replace('"', '""')
    return f'"{word}"{star}'


def tantivy_module() -> ModuleType | None:
    """tantivy, when it is installed."""
    try:
        return importlib.import_module("tantivy")
    except ImportError:
        print("tantivy is not installed: measured without it (pip install tantivy).")
        return None


class Tantivy:
    """tantivy: its default tokenizer or another, its own lenient query parser over all columns."""

    name = "tantivy"

    def __init__(
        self,
        tantivy: Any,
        path: Path,
        texts: Sequence[Text] | None = None,
        tokenizer: str = "default",
    ) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("key", stored=True, indexed=True, fast=True)
        builder.add_integer_field("day", stored=False, indexed=True, fast=True)
        for name in COLUMNS:
            builder.add_text_field(name, stored=False, tokenizer_name=tokenizer)
        if texts is not None:
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir(parents=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(path))
        if texts is not None:
            writer = self.index.writer()
            for text in texts:
                document = tantivy.Document()
                document.add_integer("key", text.key)
                document.add_integer("day", int(str(text.fields.get("date_from") or 0)))
                for name, value in zip(COLUMNS, columns(text), strict=True):
                    document.add_text(name, value)
                writer.add_document(document)
            writer.commit()
        self.index.reload()
        self.searcher = self.index.searcher()

    def search(self, text: str, limit: int) -> tuple[int, list[int]]:
        """The text as tantivy's parser takes it."""
        query, _ = self.index.parse_query_lenient(text, list(COLUMNS))
        return self.query(query, limit)

    def query(self, query: Any, limit: int, **options: Any) -> tuple[int, list[int]]:
        """A query as tantivy builds them."""
        found = self.searcher.search(query, max(1, limit), **options)
        keys = [self.searcher.doc(address)["key"][0] for _, address in found.hits]
        return found.count or 0, keys
