"""The classification scheme: its classes, brought by files (D1)."""

from gettext import gettext as _

from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.model.records import SchemeClass


def complete_class(item: SchemeClass, values: Values, remark: Remark) -> None:
    """Amend a class; nothing is its own parent."""
    item.amend(values)
    if item.parent and item.parent == item.code:
        item.parent = ""
        remark("parent", _("a class is not its own parent; left out"))


KINDS = (
    RecordKind(
        record=SchemeClass,
        name="scheme",
        also=("schemes",),
        complete=complete_class,
        by_hand=False,
    ),
)
