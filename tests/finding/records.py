"""A store in miniature: records, and a journal of what happened to them."""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path
from zlib import crc32

from index import Changes, Text
from index.schema import Value


class Records:
    """Implements `index.Source` over a dict, with a file behind it when several processes share."""

    def __init__(self) -> None:
        self.texts: dict[int, Text] = {}
        self.journal: list[int] = []

    def put(self, key: int, guard: str = "", **fields: Value) -> Text:
        text = Text(key, guard, fields)
        self.texts[key] = text
        self.journal.append(key)
        return text

    def drop(self, key: int) -> None:
        del self.texts[key]
        self.journal.append(key)

    def last(self) -> int:
        return len(self.journal)

    def mark(self, seq: int) -> str:
        return f"{crc32(repr(self.journal[:seq]).encode())}" if 0 < seq <= self.last() else ""

    def changed(self, after: int, limit: int) -> Changes:
        keys = list(dict.fromkeys(self.journal[after : after + limit]))
        upto = min(after + limit, len(self.journal))
        here = [self.texts[key] for key in keys if key in self.texts]
        return Changes(upto, here, [key for key in keys if key not in self.texts])

    def all(self, after_key: int, limit: int) -> list[Text]:
        keys = sorted(self.texts)
        start = bisect_right(keys, after_key)
        return [self.texts[key] for key in keys[start : start + limit]]

    def save(self, path: Path) -> None:
        rows = [[t.key, t.guard, dict(t.fields)] for t in self.texts.values()]
        path.write_text(json.dumps({"texts": rows, "journal": self.journal}))

    @staticmethod
    def load(path: Path) -> Records:
        records = Records()
        saved = json.loads(path.read_text())
        records.texts = {row[0]: Text(*row) for row in saved["texts"]}
        records.journal = saved["journal"]
        return records


def a_few() -> Records:
    """Some records of every sort."""
    records = Records()
    records.put(
        1,
        title="Œuvre de Lech Wałęsa à l'hôpital général",
        code=["MC/ET/I/288", "00012345"],
        box=["Box 12", "Folder 1-3"],
        parent="Étude I > Minutes",
        kind="folder",
        unit="Archives",
        place="Basement > B3-04-2",
        date_from=19500101,
        date_to=19621231,
    )
    records.put(
        2,
        title="Contract with ACME Corporation",
        parent="Legal affairs",
        code=["1250-20", "36105014593961"],
        kind="folder",
        unit="Finance",
        date_from=19700101,
        date_to=19701231,
    )
    records.put(
        3,
        title="上海市专利保护条例",
        notes="Shanghai patents, 2004",
        code="ZH001-0002",
        kind="folder",
        date_from=20040101,
        date_to=20041231,
    )
    records.put(4, title="Box 12", code="2026-0067-12", box="Box 12", kind="box")
    records.put(
        5,
        title="Correspondence",
        names=["Müller, Anna", "O'Brien, Pat"],
        notes="About the contract with a company",
        kind="reel",
        box=["Reel 7", "Frame 120"],
        unit="Finance",
        date_from=19550101,
        date_to=19551231,
    )
    records.put(6, title="General correspondence of the minister", kind="folder")
    records.put(7, title="Minutes", parent="Correspondence with ministries", kind="folder")
    return records
