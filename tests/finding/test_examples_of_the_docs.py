"""Every example of the search language in docs/search.md finds what it is an example of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index import Statuses, Text, Value, open_finder
from tests.finding.records import Records

DOCS = Path(__file__).resolve().parents[2] / "docs" / "search.md"
STATUSES = Statuses(
    {"out": lambda: [1], "to-refile": lambda: [2]},
    "in",
    lambda keys: keys > 0,
    {name: lambda _text: [1] for name in ("class", "due", "hold", "holder")},
)

HOLDINGS: list[dict[str, Value]] = [
    {
        "title": "ACME contract negotiations", "code": ["RG-12/A", "MC/ET/I/30"], "kind": "map",
        "unit": "Legal", "place": "Vault 1 > B3", "box": ["Box 12", "Folder 1-3"],
        "date_from": 19540312, "date_to": 19540312,
    },
    {"title": "ACME agreement, women", "unit": "Finance", "date_from": 19000101},
    {"title": "Restauration, reorganization, phase III, an IX", "parent": "St-Denis"},
    {"title": "National Association, Galveston railroad", "box": ["Reel 7", "Frame 120"]},
    {"title": "上海市专利保护条例 人民代表大会", "date_from": 20080301, "date_to": 20080331},
    {"title": "C++ and C# course, print #42, 50% share", "code": ["MC/ET/I/288", "593961"]},
    {"title": "Who", "notes": "annual report", "dates": "Aug 1938"},
    {"title": "Annual report, 1er mars 1790", "date_from": 17900301, "date_to": 17900301},
    {"title": "11/4/1959", "date_from": 19780301, "date_to": 19780331},
    {"title": "Zenith contract", "date_from": 19370101, "date_to": 19370131},
    {"title": "ACME plans", "box": "Box 1372"},
    {"title": "Treaty", "date_from": 18500101, "date_to": 18501231},
]  # fmt: skip


def examples() -> list[str]:
    """What stands in the first column of the table, and in the second where a field goes."""
    table = DOCS.read_text("utf-8").split("## What can be typed")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    found = [text for row in rows for text in re.findall("`([^`]+)`", row.split(" | ")[0])]
    return [text for text in found if not text.endswith(":")]


@pytest.mark.parametrize("text", examples())
def test_the_example_finds_something(tmp_path: Path, text: str) -> None:
    records = Records()
    for key, fields in enumerate(HOLDINGS, 1):
        records.texts[key] = Text(key, "", fields)
        records.journal.append(key)
    finder = open_finder(tmp_path / "index", records)
    found = finder.search(text, near=False, statuses=STATUSES)
    assert found.total > 0
    assert not found.cut


def test_there_are_examples() -> None:
    assert len(examples()) > 60
