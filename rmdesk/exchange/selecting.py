"""Which records of a kind an export holds: all, what a search finds, what fields say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.listing import check_fields, holds
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding, Record

__all__ = ["ALL", "Selection"]

_PAGE = 1000


@dataclass(frozen=True)
class Selection:
    """What records must be, all of it: answers to the search `text`, of one of `kinds`, and with
    these texts in their fields (`where`, as in lists). Empty ones ask for nothing.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)

    def check(self, session: Session, record: type[Record]) -> None:
        """Raise BadInput where the records of a kind cannot be chosen so."""
        if (self.text or self.kinds) and record is not Holding:
            raise BadInput(
                _("Only holdings are chosen so"),
                _("--search and --kind choose among holdings."),
                _("Choose others by their fields: --where FIELD=TEXT."),
            )
        check_fields(session.desk.kinds[record.table], self.where)

    def documents(self, session: Session, record: type[Record]) -> Iterator[Any]:
        """The documents that are meant and that this person may know of, oldest first."""
        for document in self._pages(session, record):
            if (not self.kinds or document.get("kind") in self.kinds) and holds(
                document, self.where
            ):
                yield document

    def _pages(self, session: Session, record: type[Record]) -> Iterator[Any]:
        """Documents a page at a time, by the visibility of that moment."""
        table = session.store.table(record.table)
        if self.text:
            numbers = sorted(_found(session, self.text))
            for first in range(0, len(numbers), _PAGE):
                some = table.get(doc_ids=numbers[first : first + _PAGE])
                yield from session.visible.known(table.name, some)
            return
        after = None
        while True:
            visible = session.visible  # what is classified meanwhile is left out
            page = (
                visible.page(after=after, limit=_PAGE)
                if record is Holding
                else table.page(after=after, limit=_PAGE)
            )
            yield from visible.known(table.name, page.rows)
            if page.next is None:
                return
            after = page.next


ALL = Selection()
"""Every record of a kind."""


def _found(session: Session, text: str) -> set[int]:
    """The numbers of the holdings that answer to a text; none that are only near. Raises BadInput.

    The search is asked twice: how many there are, then for all of them.
    """
    from rmdesk.duties.search import search

    first = search(session, text, limit=1)
    if first.did_you_mean or (first.left_out and not first.besides):
        return set()
    every = search(session, text, limit=max(first.total, 1))
    return {hit.id for hit in every.answers if isinstance(hit, Holding)}
