"""What was read in a census, as one person may know it: the last reading of each record."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tinydb import Query

from data.plain import dataclass, field, replace
from rmdesk.desk.desk import Session
from rmdesk.duties.counted import Census, Count, counts_of, is_scan
from rmdesk.duties.counting import Seen
from rmdesk.model.filing import ORDERS, Key, out_of_order
from rmdesk.model.records import Holding
from rmdesk.model.words import CountOutcome

if TYPE_CHECKING:
    from rmdesk.access.visibility import Visibility


@dataclass(frozen=True)
class Reading:
    """A record that was read, and the last count of it."""

    count: Count
    holding: Holding


@dataclass
class Readings:
    """The last reading of each record, in the order in which they were read.

    `unknown` are codes that answer to nothing, `not_counted` counts what was read where no place
    was certain. `touched` are all records that were perhaps read: none of them is missing.
    """

    last: dict[int, Reading] = field(default_factory=dict)
    unknown: list[Count] = field(default_factory=list)
    not_counted: int = 0
    touched: set[int] = field(default_factory=set)

    def add(self, count: Count, holding: Holding) -> None:
        """Take in a later reading. One of no certain place does not undo one that has a place."""
        self.touched.add(holding.id)
        if count.place is None and holding.id in self.last:
            return
        self.last.pop(holding.id, None)
        self.last[holding.id] = Reading(count, holding)

    def at(self, place: int) -> list[Reading]:
        """What was last read at a place, in that order."""
        return [each for each in self.last.values() if each.count.place == place]


def readings(
    session: Session, census: Census, visible: "Visibility", place: int | None = None
) -> Readings:
    """All that was read in a census, or at one place of it.

    A code that nobody knew when it was read is that of a record that this person knows now: one
    that was registered since, or that who read it might not know of (R17).
    """
    counts = [each for each in counts_of(session, census, visible, place) if is_scan(each)]
    numbers = list({each.holding for each in counts if each.holding})
    holdings = {each.id: each for each in visible.many(numbers)}
    seen, found = Seen(session, census), Readings()
    for count in counts:
        holding = holdings.get(count.holding or 0)
        if holding is None:
            named = visible.barcoded(count.code) or visible.identified(count.code)
            found.touched.update(each.id for each in named)
            if len(named) == 1:
                holding, count = named[0], _known_now(seen, count, named[0])
        if holding is not None:
            found.add(count, holding)
        elif count.outcome == CountOutcome.UNKNOWN:
            found.unknown.append(count)
        else:
            found.not_counted += 1
    last = (each.count.outcome for each in found.last.values())
    found.not_counted += sum(each == CountOutcome.NOT_COUNTED for each in last)
    return found


def perhaps_read(session: Session, census: Census, visible: "Visibility") -> set[int]:
    """Every record that some code may have been which named none when it was read."""
    outcomes = [CountOutcome.UNKNOWN, CountOutcome.NOT_COUNTED]
    asked = (Query().census == census.id) & Query().outcome.one_of(outcomes)
    counts = [each for each in session.visible.where(Count, asked) if each.code]
    named = (visible.barcoded(each.code) or visible.identified(each.code) for each in counts)
    return {each.id for holdings in named for each in holdings}


def _known_now(seen: Seen, count: Count, holding: Holding) -> Count:
    made = seen.counted(holding, seen.place(count.place))
    return replace(made, at=count.at, by=count.by, row=count.row)


def misfiled(session: Session, census: Census, read: Readings) -> Iterator[Reading]:
    """What stands out of order on its shelf: as each person read it, by the order of its kind.

    What lies in containers or has a numbered position stands in no order.
    """
    rows: dict[tuple[int, int, str, str], list[Reading]] = {}
    seen = Seen(session, census)
    for each in read.last.values():
        place = seen.place(each.count.place)
        in_place = each.count.outcome == CountOutcome.FOUND and not each.holding.inside
        if in_place and place is not None and not place.position:
            order = order_of(session, census, each.holding)
            key = place.id, each.count.row, each.count.by, order
            rows.setdefault(key, []).append(each)
    for (*_where, order), row in rows.items():
        keys = [filing_key(session, order, each.holding) for each in row]
        yield from (row[at] for at in out_of_order(keys))


def order_of(session: Session, census: Census, holding: Holding) -> str:
    """The order in which a record stands on its shelf: the census's, or the site's for its kind."""
    return census.order or session.guidelines.filing.of(holding.kind)


def filing_key(session: Session, order: str, holding: Holding) -> Key | None:
    """What sorts a record in an order; None for what has no place in it."""
    if order != "henry":
        return ORDERS[order](holding.identifier)
    from rmdesk.duties.fingerprint import fingerprint_of  # only where cards are filed by formulas

    card = fingerprint_of(session, holding.id)
    return ORDERS[order](card.formula if card else holding.identifier)
