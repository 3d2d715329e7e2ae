"""Finding: search as the desk asks it."""

import re
from collections.abc import Collection, Sequence
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from tinydb import Query

from data.plain import dataclass, field
from index import Statuses
from index.query.query import unjoined, unquoted
from rmdesk.desk.search_source import CLASS, HOLDING, SORTS, key_of
from rmdesk.duties.stored import spelt_out, stored_fields, with_preferred
from rmdesk.model.counting import as_counted
from rmdesk.model.records import Holding, SchemeClass
from rmdesk.model.words import Status

if TYPE_CHECKING:
    from rmdesk.access.visibility import Visibility
    from rmdesk.desk.desk import Session

_LISTED = tuple(status for status in Status if status is not Status.IN)
"""Statuses few enough to be listed for the index; the rest of the holdings are in."""

_LATELY = 200
"""Journal entries that tell what was used lately: it comes first among equals."""

_COUNTED = 500
"""Records of a container that are put in the order of their numbers."""

_ONE_WORD = re.compile(r"[\w-]+")
"""What needs no quotes."""


@dataclass(frozen=True)
class Results:
    """An answer to a search: `total` counts all that match, `hits` are the best of them.

    `exact` is False while the index still takes records in, for patterns of too many words, and for
    near answers. Where nothing answers to the whole text, `did_you_mean` is the text that was
    searched instead (and `others` are texts that would find something too), or `left_out` names
    the words that most hits do not hold, and `unread` says what of it narrows to nothing because
    it is not understood. Below a few exact hits stand some of that kind, the last
    `besides` of them; `total` does not count those. `cut`: only the beginning of the text was
    read. `growing`: a later search may find more.
    """

    total: int
    exact: bool
    took_ms: float
    hits: list[Holding | SchemeClass]
    did_you_mean: str = ""
    others: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    besides: int = 0
    cut: bool = False
    growing: bool = False
    facets: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def answers(self) -> list[Holding | SchemeClass]:
        """The hits that `total` counts: all but those that stand below a few exact ones."""
        return self.hits[: len(self.hits) - self.besides]


def search(
    session: "Session",
    text: str,
    *,
    limit: int = 20,
    kinds: Sequence[str] = (),
    statuses: Sequence[str] = (),
    typing: bool = False,
    facets: bool = False,
) -> Results:
    """What answers to a text: records it names outright first, then full text, best first.

    Everything is narrowed to what this person may know, inside the query (R17).
    """
    start = perf_counter()
    visible = session.visible
    prefix = f"{' OR '.join(map(_of_status, statuses))} " if statuses else ""
    said = text if typing else with_preferred(session, text)  # no query more for each key
    text = spelt_out(session, prefix + unjoined(said) if prefix else said)
    named = [] if kinds else visible.named(text)[:limit]
    ask = partial(
        session.desk.finder.search,
        text,
        may_know=visible.may_know,
        kinds=kinds,
        typing=typing,
        statuses=_statuses(session),
        recent=_lately_used(session),
    )
    found = ask(limit=limit, facets=facets)
    exact = len(found.hits) - found.besides
    answers = found.hits[:exact]
    counted = found.containers and found.total <= _COUNTED
    if counted and found.total > limit:
        answers = ask(limit=found.total, near=False).hits
    matching = _records(session, visible, [hit.key for hit in answers])
    if counted:
        matching.sort(key=partial(_in_container, found.containers))
    hits: dict[tuple[str, int], Holding | SchemeClass]
    hits = {(Holding.table, holding.id): holding for holding in named}
    for record in matching[:limit]:
        hits.setdefault((record.table, record.id), record)
    answering = len(hits)
    for record in _records(session, visible, [hit.key for hit in found.hits[exact:]]):
        hits.setdefault((record.table, record.id), record)
    listed = list(hits.values())[:limit]
    return Results(
        total=max(found.total, answering),
        exact=found.exact,
        took_ms=round((perf_counter() - start) * 1000, 1),
        hits=listed,
        did_you_mean="" if named else found.did_you_mean.removeprefix(prefix),
        others=() if named else tuple(other.removeprefix(prefix) for other in found.others),
        left_out=() if named and not found.besides else tuple(found.left_out),
        unread=() if answering and not found.left_out else _unread(said),
        besides=max(0, len(listed) - answering),
        cut=found.cut,
        growing=found.growing,
        facets={name: dict(counts) for name, counts in found.facets.items()},
    )


def _unread(text: str) -> tuple[str, ...]:
    from rmdesk.duties.unread import unread_in  # most searches find something

    return tuple(unread_in(text))


def _in_container(
    containers: Collection[str], record: Holding | SchemeClass
) -> tuple[bool, list[tuple[int, int | str]], list[tuple[int, int | str]]]:
    """Where a record comes among those of a container: that itself, then as people count."""
    if isinstance(record, SchemeClass) or record.kind.casefold() in containers:
        return False, [], []
    named = record.identifier or record.volume or record.title or record.barcode
    return True, as_counted(named), as_counted(record.volume or record.title)


def narrowed(text: str, facet: str, value: str) -> str:
    """A text that finds, of what `text` finds, the records with this value of a facet alone.

    What narrows stands first: the last word may be unfinished, and a quote still be open.
    """
    text = unjoined(text)
    if facet == "decade":
        return f"date:{value}s {text}"
    if facet == "status":
        return f"{_of_status(value)} {text}"
    whole = value if _ONE_WORD.fullmatch(value) else f'"{unquoted(value)}"'
    return f"{facet}:={whole} {text}"


def _lately_used(session: "Session") -> list[int]:
    """The index keys of the holdings that this desk last had to do with, latest first."""
    journal = session.store.journal
    numbers, _upto = journal.touched(Holding.table, max(0, journal.last() - _LATELY), _LATELY)
    return [key_of(HOLDING, number) for number in reversed(numbers)]


def _records(
    session: "Session", visible: "Visibility", keys: Sequence[int]
) -> list[Holding | SchemeClass]:
    """The records of these keys, in their order, as they are now."""
    numbers = [key // SORTS for key in keys if key % SORTS == HOLDING]
    found: dict[int, Holding | SchemeClass] = {
        key_of(HOLDING, holding.id): holding for holding in visible.many(numbers)
    }
    others = [key // SORTS for key in keys if key % SORTS == CLASS]
    classes = session.store.table(SchemeClass.table).get(doc_ids=others) if others else []
    for document in visible.known(SchemeClass.table, classes):
        found[key_of(CLASS, document.doc_id)] = SchemeClass.from_document(document)
    return [found[key] for key in keys if key in found]


def _of_status(status: str) -> str:
    return f"status:{status}"


def _statuses(session: "Session") -> Statuses:
    """What the index asks of statuses: classes have none, and most holdings are in."""
    holdings = session.store.table(Holding.table)

    def having(status: Status) -> list[int]:
        return [key_of(HOLDING, number) for number in holdings.ids(Query().status == status)]

    return Statuses(
        {status: partial(having, status) for status in _LISTED},
        other=Status.IN,
        may_have=lambda keys: keys % SORTS == HOLDING,
        asked=stored_fields(session),
    )
