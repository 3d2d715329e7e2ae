"""What was begun in a form, kept beside the store until it is written or discarded.

A draft is a small file of its own in the home's `drafts`, for nobody but the account that types
it: it may tell of what others may not know (R17).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from data.files import OWNER_ONLY, keep


def read_draft(home: Path, login: str, name: str) -> dict[str, str]:
    """The texts of a draft by their fields; none where there is no draft of this account."""
    try:
        handle = os.open(_file(home, login, name), os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, encoding="utf-8") as file:
            own = os.fstat(file.fileno()).st_uid == os.geteuid()
            kept = json.load(file) if own else {}
    except (OSError, ValueError):
        return {}
    return {str(key): str(text) for key, text in kept.items()} if isinstance(kept, dict) else {}


def keep_draft(home: Path, login: str, name: str, texts: Mapping[str, str]) -> None:
    """Keep a draft whole, in the place of the one before; an empty one goes. StoreError."""
    path = _file(home, login, name)
    if texts:
        keep(path, json.dumps(dict(texts), ensure_ascii=False).encode(), OWNER_ONLY)
    else:
        path.unlink(missing_ok=True)


def _file(home: Path, login: str, name: str) -> Path:
    return home / "drafts" / f"{quote(login, safe='')}.{quote(name, safe='')}.json"
