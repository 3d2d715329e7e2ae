"""A row of a file on its way into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rmdesk.model.records import Record
from rmdesk.model.words import Status

if TYPE_CHECKING:
    from data.table import Draft, Table

__all__ = ["RowDraft"]


class RowDraft:
    """A row on its way into the store: the document it makes, held as the draft of its table.

    `number` is its record's, 0 while that is not kept; `updates` says that it changes a record and
    does not make one. `inside` is its container's number, as far as that is kept already; `parent`
    is the row of the same file that is its container, if that is new. `is_followed` says that more
    in the store may follow from it, as from a new record with the field `follows_from`.
    """

    __slots__ = (
        "_apart", "_held", "_here", "_kept_inside", "_same", "_table", "container", "guard",
        "home_id", "inside", "is_followed", "number", "parent", "row", "updates",
    )  # fmt: skip

    def __init__(
        self,
        row: int,
        record: Record,
        before: dict[str, Any] | None,
        container: str,
        table: Table,
        follows_from: str = "",
    ) -> None:
        document = record.to_document()
        self.row = row
        self.number = record.id
        self.updates = before is not None
        self.container = container
        self.parent: RowDraft | None = None
        self._kept_inside: int | None = (before or {}).get("inside")
        self.guard: str = document.get("guard", "")
        self.home_id: int | None = document.get("home_id")
        self._here = document.get("status") == Status.IN
        self._same = document == before
        self.inside: int | None = document.pop("inside", None)
        self.is_followed = self.updates or not follows_from or follows_from in document
        self._table = table
        self._held, self._apart = table.draft(document)

    @property
    def changed(self) -> bool:
        """Whether keeping it would change anything."""
        return not self._same or self.inside != self._kept_inside or self.parent is not None

    @property
    def goes_in(self) -> bool:
        """Whether what is in its place is put into another container than until now."""
        return self._here and self.is_put

    @property
    def is_put(self) -> bool:
        """Whether it belongs in another container from now on than until now."""
        return self.inside is not None and self.inside != self._kept_inside

    @property
    def goes_out(self) -> bool:
        """Whether it is taken out of the container that it is in until now."""
        moved = self.parent is not None or self.inside != self._kept_inside
        return self._kept_inside is not None and moved

    def stay(self) -> None:
        """Leave it in the container, or out of any, as it is kept now."""
        self.parent, self.inside = None, self._kept_inside

    @property
    def only_linked(self) -> bool:
        """Whether the row says nothing new of its record, and only its container was found."""
        return self._same and self.changed

    @property
    def waits(self) -> bool:
        """Whether its container got its number only after the row itself was kept."""
        return self.parent is not None and self.inside != self.parent.number

    def draft(self) -> Draft:
        """What its table inserts, put into its container as far as that is kept already."""
        self._find_parent()
        return self._table.draft(self.document()) if self.inside else (self._held, self._apart)

    def document(self) -> dict[str, Any]:
        """The document, put into its container as far as that is kept already."""
        self._find_parent()
        document = self._table.drafted((self._held, self._apart))
        return {**document, "inside": self.inside} if self.inside else document

    def _find_parent(self) -> None:
        if self.parent is not None:
            self.inside = self.parent.number or None
