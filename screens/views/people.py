"""Choosing a person: scan the badge, or type a part of the name or the unit."""

from __future__ import annotations

from collections.abc import Callable

from data.texts import gettext as _
from rmdesk.duties.person import PEOPLE
from rmdesk.model.records import Person
from screens.kit.view import View
from screens.records.columns import COLUMNS
from screens.records.record_list import Choosing


class People(Choosing):
    """Everybody, narrowed by what is typed; who is chosen goes to the asker."""

    name = "people"

    def __init__(
        self, asker: View, take: Callable[[Person], None], text: str = "", asked: str = ""
    ) -> None:
        super().__init__(asker, PEOPLE, take, COLUMNS[PEOPLE.name], text, asked or _("who asks?"))

    def prompt(self) -> str:
        return _("scan the badge, or type a part of the name or the unit")
