"""Of many records those that nothing else bears on, looked up for all of them at once.

A batch asks of each record what lies in it, who waits for it, which holds name it, whether it is
listed elsewhere: some ten questions, to which most records answer with nothing. Those are told
apart here, a few questions for hundreds; the others are looked at one by one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from rmdesk.desk.desk import Session
from rmdesk.duties.batch import DisposalItem
from rmdesk.duties.container import above
from rmdesk.duties.held import Coverage, covered_by
from rmdesk.duties.reach import class_and_above, reach
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.transfers import TransferLine
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status

AT_ONCE = 250
"""Records that are asked for in one question."""


class Alone:
    """Which of some records nothing bears on, as of the transaction that asks.

    Nothing lies in it and nobody waits for it; its containers are in their places, and nobody waits
    for them; no hold reaches it; it is on the list of no transfer and in no open batch but `batch`.
    That holds until one of the records asked for changes: what lies in such a record is none.
    """

    def __init__(self, session: Session, holdings: Sequence[Holding], batch: int = 0) -> None:
        self.today = session.today()
        self._session = session
        numbers = [each.id for each in holdings]
        busy = holders_among(session, numbers)
        busy |= {row["holding"] for row in _rows(session, Reservation, numbers, IS_OPEN)}
        busy |= {row["holding"] for row in _rows(session, TransferLine, numbers, IS_OPEN)}
        busy |= {
            row["holding"]
            for row in _rows(session, DisposalItem, numbers, IS_OPEN)
            if row["batch"] != batch
        }
        busy |= {row["holding"] for row in _rows(session, Coverage, numbers) if not _lifted(row)}
        self._free = set(numbers) - busy
        self._reached: dict[tuple[str, str], bool] = {}
        self._boxes: dict[int, bool] = {}

    def __contains__(self, holding: Holding) -> bool:
        """Whether nothing bears on it."""
        return holding.id in self._free and self._by_itself(holding) and self._boxed(holding)

    def _by_itself(self, holding: Holding) -> bool:
        """Whether no hold is on its classes or its unit."""
        key = holding.class_, holding.unit
        if key not in self._reached:
            classes = list(class_and_above(self._session, holding.class_))
            units = [holding.unit] if holding.unit else []
            self._reached[key] = bool(
                covered_by(self._session, "class", classes)
                or covered_by(self._session, "unit", units)
            )
        return not self._reached[key]

    def _boxed(self, holding: Holding) -> bool:
        """Whether its containers are in their places, and under no hold."""
        if not holding.inside:
            return True
        if holding.inside not in self._boxes:
            self._boxes[holding.inside] = self._plain(holding.inside)
        return self._boxes[holding.inside]

    def _plain(self, number: int) -> bool:
        box = self._session.get(Holding, number)
        if box is None:
            return False
        chain = [box, *above(self._session, box)]
        if any(each.status != Status.IN or queue_of(self._session, each.id) for each in chain):
            return False
        reached = reach(self._session, box)
        paths = ("holding", "class", "unit")
        return not any(covered_by(self._session, path, reached[path]) for path in paths)


def holders_among(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of some records that anything belongs in."""
    table = session.store.table(Holding.table)
    return {row["inside"] for some in _some(numbers) for row in table.search(_any("inside", some))}


def _rows(
    session: Session, kind: type[Record], numbers: Sequence[int], also: QueryInstance | None = None
) -> Iterator[Mapping[str, Any]]:
    """The documents of a kind that speak of some records."""
    table = session.store.table(kind.table)
    for some in _some(numbers):
        asked = _any("holding", some)
        yield from table.search(asked & also if also is not None else asked)


def _any(path: str, numbers: list[int]) -> QueryInstance:
    asked: QueryInstance = Query()[path].one_of(numbers)
    return asked


def _some(numbers: Sequence[int]) -> Iterable[list[int]]:
    return (list(numbers[n : n + AT_ONCE]) for n in range(0, len(numbers), AT_ONCE))


def _lifted(row: Mapping[str, Any]) -> bool:
    return bool(row.get("lifted"))
