"""Fields and maps of files: `python -m pages.importing` writes the tables of docs/import.md.

The rest of that page is written by hand; each table stands where its head is.
"""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from pages.writing import written
from rmdesk.exchange.kinds import file_kinds
from rmdesk.exchange.shipped import maps

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "import.md"
_FIELDS = "| kind | fields |\n|---|---|\n"
_MAPS = "| map | list | kind |\n|---|---|---|\n"


def page() -> str:
    """The page with its tables as the declarations have them, in Markdown and English."""
    fields = (f"| {kind.name} | {', '.join(kind.fields)} |\n" for kind in file_kinds().values())
    known = (
        f"| `{each.name}` | {each.title} | {each.kind} |\n"
        for each in maps().values()
        if not each.refused
    )
    return _tabled(_tabled(_PAGE.read_text("utf-8"), _FIELDS, fields), _MAPS, known)


def _tabled(text: str, head: str, rows: Iterable[str]) -> str:
    """A text with other rows under the head of a table."""
    table = head + "".join(rows)
    return re.sub(re.escape(head) + r"(?:\|.*\|\n)*", lambda _old: table, text)


if __name__ == "__main__":
    sys.exit(written(_PAGE.name, page()))
