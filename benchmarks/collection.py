"""The shared data as records to search: real titles, codes, boxes, series and dates."""

from __future__ import annotations

import csv
import gzip
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from index import Changes, Text

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "holdings"
FILES = (
    ("anfr_minutier.csv.gz", 0.38),
    ("naa_files.csv.gz", 0.34),
    ("umich_clarke_clements.csv", 0.14),
    ("umich_scrc.csv", 0.06),
    ("nypl_misc.csv", 0.04),
    ("zh_law_titles.csv", 0.03),
    ("stanford.csv", 0.01),
)
"""Files and their share of a smaller collection."""

Row = dict[str, str]


def available() -> None:
    """End with a plain word when the data is not here."""
    if not DATA.is_dir():
        sys.exit(f"The shared data is not at {DATA}; nothing was measured.")


def read(name: str) -> Iterator[Row]:
    """The rows of one file."""
    path = DATA / name
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        yield from csv.DictReader(TextIOWrapper(file, encoding="utf-8", newline=""))


def collection(count: int) -> list[Text]:
    """`count` records, consecutive ones of every file. Beyond the data's size they are enlarged.

    Enlarging takes a record's title with another record's series, box and dates of the same file,
    so the vocabulary stays real and its frequencies stay as they are.
    """
    available()
    texts: list[Text] = []
    for name, share in FILES:
        wanted = round(count * share)
        rows = list(islice(read(name), wanted))
        for i in range(wanted if name.endswith(".gz") or count > 200_000 else len(rows)):
            row = rows[i % len(rows)]
            if i >= len(rows):
                other = rows[(i * 7919 + i // len(rows)) % len(rows)]
                row = {**other, "title": row["title"]}
            texts.append(Text(len(texts) + 1, "", _fields(row)))
            if len(texts) >= count:
                return texts
    return texts


def _fields(row: Row) -> dict[str, str | int | list[str] | None]:
    if "item_barcode" in row:
        return {
            "title": row["title"],
            "code": [row["item_barcode"], f"{row['series']} {row['control_symbol']}"],
            "parent": row["series_title"],
            "kind": "file",
            "place": row["location"],
            "notes": row["access_decision_reasons"],
            **_dates(row["date_text"], row["date_start"], row["date_end"]),
        }
    if "category_path" in row:
        return {
            "title": row["title"],
            "code": row["record_id"],
            "parent": row["category_path"],
            "kind": "law",
            **_dates(row["date_issued"], row["date_issued"], row["date_issued"]),
        }
    boxes = [
        f"{row[f'{which}_type']} {row[f'{which}_no']}".strip()
        for which in ("container", "container2")
    ]
    return {
        "title": row["title"],
        "code": [code for code in (row["unit_id"], row["record_id"], row["barcode"]) if code],
        "parent": row["series_path"],
        "kind": row["level"],
        "box": [box for box in boxes if box],
        "place": row["location_note"],
        "notes": f"{row['extent']} {row['access_note']}".strip(),
        **_dates(row["date_text"], row["date_start"], row["date_end"]),
    }


def _dates(written: str, start: str, end: str) -> dict[str, str | int | None]:
    first, last = re.match(r"[12]\d{3}", start), re.match(r"[12]\d{3}", end)
    return {
        "dates": written,
        "date_from": int(first[0]) * 10000 + 101 if first else None,
        "date_to": int(last[0]) * 10000 + 1231 if last else None,
    }


class Records:
    """A source for the finder over a list of records, and a journal of what is put after it."""

    def __init__(self, texts: list[Text]) -> None:
        self._texts = {text.key: text for text in texts}
        self._keys = sorted(self._texts)
        self._journal: list[int] = []

    def put(self, text: Text) -> None:
        """Save a record."""
        if text.key not in self._texts:
            self._keys.append(text.key)
            self._keys.sort()
        self._texts[text.key] = text
        self._journal.append(text.key)

    def last(self) -> int:
        """See `index.Source`."""
        return 1 + len(self._journal)

    def mark(self, seq: int) -> str:
        """See `index.Source`."""
        return str(seq) if 0 < seq <= self.last() else ""

    def changed(self, after: int, limit: int) -> Changes:
        """See `index.Source`."""
        keys = dict.fromkeys(self._journal[max(0, after - 1) : after - 1 + limit])
        upto = min(self.last(), max(1, after) + limit)
        return Changes(upto, [self._texts[key] for key in keys], [])

    def all(self, after_key: int, limit: int) -> list[Text]:
        """See `index.Source`."""
        start = bisect_right(self._keys, after_key)
        return [self._texts[key] for key in self._keys[start : start + limit]]
