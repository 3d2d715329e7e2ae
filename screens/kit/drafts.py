"""What was begun in a form, kept beside the store until it is written or discarded.

A draft is a small file of its own in the home's `drafts`, for nobody but the account that types
it: it may tell of what others may not know (R17).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from data.files import OWNER_ONLY, keep
from data.plain import dataclass


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


@dataclass(frozen=True)
class Draft:
    """What was begun: the name of its form, its texts by their fields, when it was typed last."""

    name: str
    texts: Mapping[str, str]
    at: datetime


def kept_drafts(home: Path, login: str) -> list[Draft]:
    """The drafts of an account, the newest first; those of others are not even opened."""
    head, found = f"{quote(login, safe='')}.", list[Draft]()
    try:
        files = [each for each in (home / "drafts").iterdir() if each.name.startswith(head)]
        for file in files:
            name = unquote(file.name[len(head) : -len(".json")])
            if texts := read_draft(home, login, name):
                at = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
                found.append(Draft(name, texts, at))
    except OSError:
        return found
    return sorted(found, key=lambda each: each.at, reverse=True)


def _file(home: Path, login: str, name: str) -> Path:
    return home / "drafts" / f"{quote(login, safe='')}.{quote(name, safe='')}.json"
