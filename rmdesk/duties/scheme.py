"""The classification scheme: its classes, brought by files (D1)."""

from collections.abc import Sequence
from gettext import gettext as _
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.duties.retention import redate
from rmdesk.model.records import SchemeClass


def complete_class(item: SchemeClass, values: Values, remark: Remark) -> None:
    """Amend a class; nothing is its own parent."""
    item.amend(values)
    if item.parent and item.parent == item.code:
        item.parent = ""
        remark("parent", _("a class is not its own parent; left out"))


def _follow(session: Session, records: Sequence[Any]) -> None:
    """Date anew what stands in these classes."""
    redate(session, [each.code for each in records])


KINDS = (
    RecordKind(
        record=SchemeClass,
        name="scheme",
        also=("schemes",),
        complete=complete_class,
        by_hand=False,
        follow=_follow,
    ),
)
