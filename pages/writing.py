"""Puts a page where it belongs, or tells whether it is stale there."""

import sys
from pathlib import Path

_DOCS = Path(__file__).resolve().parents[1] / "docs"


def written(name: str, text: str) -> int:
    """Write a page of docs/, or with `--check` say whether it is stale (exit status 1)."""
    page = _DOCS / name
    if "--check" in sys.argv[1:]:
        return 0 if page.exists() and page.read_text("utf-8") == text else 1
    page.write_text(text, "utf-8")
    return 0
