"""The local Whoosh index: analysers, query language, ranking. Knows fields and words, not rules.

Importing this package costs nothing: numpy and Whoosh come with the first search.
"""

from index.finder import Finder, open_finder
from index.schema import (
    Changes,
    Check,
    Found,
    Hit,
    IndexSource,
    IndexStatus,
    Progress,
    Statuses,
    Text,
    Value,
)

__all__ = [
    "Changes",
    "Check",
    "Finder",
    "Found",
    "Hit",
    "IndexSource",
    "IndexStatus",
    "Progress",
    "Statuses",
    "Text",
    "Value",
    "open_finder",
]
