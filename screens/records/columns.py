"""Which columns a list of a kind shows: what the site has chosen, or what is usual.

The screens and the command line ask here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rmdesk.desk.kinds import RecordKind
from rmdesk.model.values import PROSE, WORDS

if TYPE_CHECKING:
    from rmdesk.desk.guideline import Guidelines

COLUMNS = {
    "holdings": ("identifier:2", "title:9", "kind", "unit:2", "home", "status"),
    "places": ("address:2", "room:2", "building:2", "barcode", "capacity_m", "security"),
    "people": ("name:3", "unit:3", "phone", "barcode"),
    "dispositions": ("number:2", "status:2", "reason:5", "proposed:2", "certificate:2"),
    "holds": ("number:2", "title:3", "matter:5", "review:2", "lifted:2"),
    "transfers": ("number:2", "status:2", "archives:4", "title:5", "made:2", "sent:2"),
    "amendments": ("number:2", "status:2", "code:2", "reason:5", "effective:2", "proposed_by:2"),
    "access_entries": ("number:2", "purpose:5", "until:2", "review:2", "granted_by:2"),
    "notices": ("number:2", "kind:2", "state:2", "due:2", "address:3"),
}
"""What a list of a kind shows at first sight; of other kinds, what they are called by and given."""

_SHOWN = 6
"""Columns where none are named."""


def columns_of(guidelines: Guidelines, kind: RecordKind) -> Sequence[str]:
    """What a list of a kind shows: as the site has chosen, else the usual ones of that kind."""
    fields = kind.specs
    chosen = guidelines.lists.columns.get(kind.record.table, ())
    found = [each for each in chosen if each.partition(":")[0] in fields]
    return found or COLUMNS.get(kind.record.table) or default_columns(kind)


def default_columns(kind: RecordKind) -> list[str]:
    """What people call it by, how it stands, then what they say of it first; the title is wide.

    What takes a paragraph or is a list is left for the record itself.
    """
    said = (name for name, spec in kind.given.items() if spec.kind not in (PROSE, WORDS))
    stands = [name for name, spec in kind.specs.items() if name == "status" and spec.label]
    names = list(dict.fromkeys((*kind.keys, *stands, *said)))[:_SHOWN]
    return [f"{name}:9" if name == "title" else name for name in names]
