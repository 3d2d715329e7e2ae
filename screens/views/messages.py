"""What was told in this session, the newest first; what is marked stands below in full."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.duties.lookup import Meant
from screens.kit.listing import Listing
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from screens.kit.host import Host


class Messages(Listing):
    """The messages of this session; Enter opens what one tells of."""

    name = "messages"
    detail_height = 5
    beside_from = 1_000

    def __init__(self, told: Sequence[Told]) -> None:
        super().__init__()
        self._told = told

    def title(self) -> Line:
        return [(_("messages"), "bold"), (f" {self.text}".rstrip(), "")]

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("at"), 7, name="at"),
            Column(_("what was told"), 30, 3, name="told"),
            Column(_("next, or why not"), 20, 3, name="next"),
        )

    def cells_of(self, row: Told) -> Sequence[Span]:
        why = " ".join(reason.told for reason in row.reasons)
        return (
            (f"{row.mark} {row.at}", row.role),
            (row.text, ""),
            (" · ".join(part for part in (row.next, why) if part), "dim"),
        )

    def key_of(self, row: Told) -> Hashable:
        return id(row)

    def load(self, session: Session) -> list[Told]:
        """What may not be known any more is not among them: it was taken out (R17)."""
        return list(reversed(self._told))

    def show(self, loaded: list[Told]) -> None:
        self.take(loaded)

    def nothing(self) -> Line:
        return [(_("Nothing was told yet."), "dim")]

    def detail(self, width: int) -> Sequence[Line]:
        told: Told | None = self.marked
        return told.lines(width) if told is not None else ()

    def enter_does(self) -> str:
        return _("Open what it tells of")

    def choose(self, app: Host) -> None:
        """Open the record, request, person or place of a message."""
        told: Told | None = self.marked
        about = told and (told.holding or told.request or told.person or told.place or told.opens)
        if isinstance(about, Meant):
            app.open_meant(about)
        elif about:
            app.open_page(about)
        else:
            app.tell(Told(_("This message is about no record."), "?", "warn"))
