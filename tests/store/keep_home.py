"""Keeps a small store of the present format for the tests of later ones.

    python -m tests.store.keep_home

Run it once for each new format or schema version, and commit what it writes.
"""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

from data import Index, Schema, TableSpec, open_store
from data.layout import FORMAT
from tests.store.site import CLERK, OTHER, Clock

HOMES = Path(__file__).parent / "homes"
FIRST = Schema(1, (TableSpec("holdings", (Index(("barcode",), unique=True),)),))


def main() -> None:
    """Two holdings, a change of each, one removed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rmdesk.db"
        with open_store(path, FIRST, create=True, now=Clock()) as store:
            holdings = store.table("holdings")
            with store.transaction(CLERK, "register", reason="arrived") as transaction:
                transaction.number("accession")
                holdings.insert_multiple(
                    {"barcode": f"B{n}", "title": "Procès-verbal 合同", "box": "96-0067-01"}
                    for n in range(3)
                )
            with store.transaction(OTHER, "destroy"):
                holdings.remove(doc_ids=[2])
                holdings.update({"status": "out"}, doc_ids=[1])
            store.backup(Path(folder) / "kept")
        content = (Path(folder) / "kept").read_bytes()
        kept = HOMES / f"format-{FORMAT}-version-{FIRST.version}.db.gz"
        kept.write_bytes(gzip.compress(content, mtime=0))


if __name__ == "__main__":
    main()
