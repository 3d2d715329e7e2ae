"""The fields of files: `python -m pages.importing` writes the table of docs/import.md.

The rest of that page is written by hand; the table stands where its head is.
"""

import re
import sys
from pathlib import Path

from pages.writing import written
from rmdesk.exchange.kinds import file_kinds

_PAGE = Path(__file__).resolve().parents[1] / "docs" / "import.md"
_HEAD = "| kind | fields |\n|---|---|\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\|\n)*")


def page() -> str:
    """The page with its table as the declarations have it, in Markdown and English."""
    rows = (f"| {kind.name} | {', '.join(kind.fields)} |\n" for kind in file_kinds().values())
    table = _HEAD + "".join(rows)
    return _TABLE.sub(lambda _old: table, _PAGE.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(written(_PAGE.name, page()))
