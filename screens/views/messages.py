"""What was told in this session, the newest first; what is marked stands below in full."""

from __future__ import annotations

from collections.abc import Sequence

from data.texts import gettext as _
from screens.kit.notice import Told
from screens.kit.paint import Line
from screens.kit.view import View


class Messages(View):
    """The messages of this session."""

    name = "messages"
    live = False
    detail_height = 6

    def __init__(self, told: Sequence[Told]) -> None:
        self._told = list(reversed(told))

    def title(self) -> Line:
        return [(_("what was told"), "bold")]

    def __len__(self) -> int:
        return len(self._told)

    def row(self, index: int, width: int) -> Line:
        return self._told[index].short()

    def empty(self) -> Line:
        return [(_("Nothing was told yet."), "dim")]

    def detail(self, width: int) -> Sequence[Line]:
        return self._told[self.cursor].lines(width) if self._told else ()
