"""What a person does not see of a sheet, or sees otherwise than it is kept, and is told of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from data.texts import ngettext
from rmdesk.exchange.packed_xml import column_name

__all__ = ["Unseen"]

_MOST_NAMED = 5


@dataclass(slots=True)
class Unseen:
    """Of one sheet, as it is read: only rows and columns that have anything in them count."""

    rows: int = 0
    merged: int = 0  # cells that reach over several rows
    ranges: list[tuple[int, int]] = field(default_factory=list)  # of columns, from 1
    columns: set[int] = field(default_factory=set)

    def note_cell(self, column: int) -> None:
        """Note that a column has something in it."""
        if self.ranges and any(first <= column <= last for first, last in self.ranges):
            self.columns.add(column)

    def remarks(self) -> Iterator[str]:
        """What to say of the sheet as a whole."""
        if self.rows:
            text = ngettext(
                "{n} hidden row was read too", "{n} hidden rows were read too", self.rows
            )
            yield text.format(n=self.rows)
        if self.columns:
            text = ngettext(
                "{n} hidden column was read too ({names})",
                "{n} hidden columns were read too ({names})",
                len(self.columns),
            )
            names = [column_name(column) for column in sorted(self.columns)[:_MOST_NAMED]]
            names += ["…"] if len(self.columns) > _MOST_NAMED else []
            yield text.format(n=len(self.columns), names=", ".join(names))
        if self.merged:
            text = ngettext(
                "{n} cell reaches over several rows; only its first has the text "
                "(see fill_down in a map)",
                "{n} cells reach over several rows; only the first has the text "
                "(see fill_down in a map)",
                self.merged,
            )
            yield text.format(n=self.merged)
