"""What falls due by a day, as lists show it: one page costs a page, however much is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.amendment import take_effect
from rmdesk.duties.batch import DisposalItem, Disposition
from rmdesk.duties.dating import WAITS
from rmdesk.duties.retention import Dater, dater_of, ensure_dated
from rmdesk.model.records import Holding, ScheduleItem, SchemeClass
from rmdesk.model.schema import IS_OPEN


@dataclass(frozen=True)
class DueList:
    """Records whose last day is on or before a day, earliest first; `total` is how many in all.

    `numbers` are the document numbers of what `rows` tell of.
    """

    by: str
    rows: list[dict[str, Any]]
    total: int
    numbers: list[int]


def follow_schedule(session: Session) -> None:
    """Bring the stored days up to the schedule of today: amendments, and the site's fiscal year."""
    take_effect(session)
    ensure_dated(session)


@dataclass(frozen=True)
class Part:
    """Which part of what falls due is asked for: of a unit, of a class, under an authority."""

    unit: str = ""
    class_: str = ""
    authority: str = ""

    def of(self, session: Session, asked: QueryInstance) -> QueryInstance:
        """What is asked for, narrowed to this part, as far as one may know of the classes."""
        if self.unit:
            asked &= Query().unit == self.unit
        if self.class_:
            asked &= Query()["class"] == self.class_
        if self.authority:
            items = session.where(ScheduleItem, Query().authority == self.authority)
            under = Query().schedule.one_of([each.code for each in items] or [""])
            codes = [each.code for each in session.visible.where(SchemeClass, under)]
            asked &= Query()["class"].one_of(codes) if codes else Query().ends == ""
        return asked


ALL = Part()


def due_by(session: Session, by: str, part: Part = ALL, *, limit: int = 200) -> DueList:
    """What falls due by a day; permanent records are never among it (R7)."""
    follow_schedule(session)
    return _listing(session, by, part.of(session, Query().ends <= by), limit)


def undated(session: Session, part: Part = ALL, *, limit: int = 200) -> DueList:
    """What is scheduled and has no day, with what is not known of each."""
    follow_schedule(session)
    return _listing(session, "", part.of(session, Query().ends == WAITS), limit)


def answering(session: Session, by: str, text: str, *, limit: int = 200) -> DueList:
    """What of it answers to words, by the search index; of what has no day, where `by` is "".

    Nothing that is only near: it is proposed by what the words leave.
    """
    from index.query.query import unjoined
    from rmdesk.duties.search import search  # only where there is more than a list reads

    follow_schedule(session)
    day = f"..{by}" if by else "none"
    # Behind it the text may end in half a word or half a phrase, and is cut where it is too long.
    found = search(session, f"due:{day} {unjoined(text)}", limit=limit, typing=True)
    if found.left_out or found.did_you_mean:
        return DueList(by, [], 0, [])
    holdings = [each for each in found.answers if isinstance(each, Holding)]
    holdings.sort(key=lambda each: (each.ends, each.id))
    return DueList(by, told_due(session, holdings), found.total, [each.id for each in holdings])


def _listing(session: Session, by: str, asked: QueryInstance, limit: int) -> DueList:
    rows = session.visible.page(asked, order_by="ends", limit=limit).rows
    total = len(rows) if len(rows) < limit else session.visible.count(asked)
    holdings = [Holding.from_document(row) for row in rows]
    return DueList(by, told_due(session, holdings), total, [each.id for each in holdings])


def due_numbers(session: Session, by: str, part: Part = ALL) -> Iterator[int]:
    """The document numbers of all that falls due by a day, a page at a time."""
    asked = part.of(session, Query().ends <= by)
    yield from session.store.table(Holding.table).ids(session.visible.narrow(asked) or asked)


def told_due(session: Session, holdings: list[Holding]) -> list[dict[str, Any]]:
    """Records in their order, each with when it falls due, by what rule, in which batch."""
    dater, listed = dater_of(session), _listed(session, holdings)
    return [_row(dater, each, listed.get(each.id, "")) for each in holdings]


def _row(dater: Dater, holding: Holding, listed: str) -> dict[str, Any]:
    rule = dater.rule(holding.class_, holding.guard)
    found = dater.dated(holding.to_document())
    return {
        "key": holding.key,
        "title": holding.title,
        "unit": holding.unit,
        "class": holding.class_,
        "schedule": rule.item.code if rule.item else "",
        "authority": rule.item.authority if rule.item else "",
        "disposition": rule.plan.fate if rule.plan else "",
        "due": found.due if found else "",
        "status": str(holding.status),
        "listed": listed,
        "waits": found.waits if found else _("no item of the schedule"),
    }


def _listed(session: Session, holdings: list[Holding]) -> dict[int, str]:
    """The numbers of the open batches that records are in."""
    numbers = [each.id for each in holdings]
    asked = Query().holding.one_of(numbers) & IS_OPEN
    items = session.store.table(DisposalItem.table).search(asked) if numbers else []
    batches = {n: session.get(Disposition, n) for n in {item["batch"] for item in items}}
    found = {item["holding"]: batches[item["batch"]] for item in items}
    return {number: batch.number for number, batch in found.items() if batch}
