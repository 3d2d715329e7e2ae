"""Choosing a person: scan the badge, or type a part of the name or the unit."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from typing import TYPE_CHECKING

from rmdesk.duties.person import PEOPLE
from rmdesk.model.records import Person
from screens.kit.paint import Line
from screens.kit.view import View
from screens.records.record_list import RecordList

if TYPE_CHECKING:
    from screens.kit.host import Host


class People(RecordList):
    """Everybody, narrowed by what is typed; who is chosen goes to the asker."""

    name = "people"
    live = False

    def __init__(
        self, asker: View, take: Callable[[Person], None], text: str = "", asked: str = ""
    ) -> None:
        super().__init__(PEOPLE, take, ("name:3", "unit:3", "phone", "barcode"), text)
        self.asker, self._asked = asker, asked

    def title(self) -> Line:
        return [(self._asked or _("who asks?"), "bold")]

    def prompt(self) -> str:
        return _("scan the badge, or type a part of the name or the unit")

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            app.back()
            super().choose(app)
