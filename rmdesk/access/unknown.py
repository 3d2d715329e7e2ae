"""What of the figures of acts somebody may not know of: it is taken off those of everybody's acts.

An entry of the journal is kept from somebody for its document, which is hidden from them now or
was when it was taken away, or for what it tells itself. So it is among those on documents that are
numbered apart, those that tell of a guard, those on what was taken away or names another now, and
those on what is hidden and numbered with the others, as it is when it was raised later (R17).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import reduce
from operator import or_

from tinydb import Query
from tinydb.queries import QueryInstance

from data import APART, Store
from data.aside import Touch
from rmdesk.access.guards import guard_in, links_of
from rmdesk.access.visibility import Visibility
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding

Sizes = Mapping[int, Counter[tuple[str, str]]]
"""By act: how many entries it has of each action, on each table."""


class HiddenWithOthers:
    """Which documents that are numbered with the others may be hidden from somebody now.

    All that are, and some that are not: what only some of the records are hidden with which it is
    known.
    """

    def __init__(
        self, store: Store, records: Mapping[str, type[Record]], visible: Visibility
    ) -> None:
        self._store = store
        self._records = records
        self._visible = visible
        self._found: dict[str, set[int]] = {table: set() for table in records}
        self._apart: set[str] = set()  # tables of which something numbered apart may be hidden
        self._spread: dict[str, object] = {}

    def subjects(self) -> set[str]:
        """As the journal names them."""
        if not self._visible.hides_any:
            return set()
        for table, record in self._records.items():
            if record.known_by and not links_of(record):
                self._take(table, self._above(record))
        while self._spread_from_all():
            pass  # what speaks of that, until nothing more does
        return {f"{table}:{number}" for table, ids in self._found.items() for number in ids}

    def _take(self, table: str, ids: Iterable[int]) -> None:
        for number in ids:
            if number < APART:
                self._found[table].add(number)
            else:
                self._apart.add(table)

    def _above(self, record: type[Record]) -> list[int]:
        """Documents with a guard or a level of their own that this person is not cleared for."""
        path = record.known_by
        hidden = [
            value
            for value in self._visible.guards_of(record)
            if not self._visible.may_know(guard_in(record, {path: value}))
        ]
        return self._store.table(record.table).ids(Query()[path].one_of(hidden)) if hidden else []

    def _spread_from_all(self) -> bool:
        return sum(self._spread_from(*each) for each in self._records.items()) > 0

    def _spread_from(self, table: str, record: type[Record]) -> bool:
        """Take what a table has that names what is hidden, and what is known through that.

        Whether there was anything new to look for.
        """
        links = [(path, named) for path, named in links_of(record) if self._may_hide(named)]
        known = [(path, len(self._found[named]), named in self._apart) for path, named in links]
        if not links or self._spread.get(table) == known:
            return False
        self._spread[table] = known
        naming = reduce(or_, (self._naming(path, named) for path, named in links))
        kept = self._store.table(table)
        self._take(table, kept.ids(naming))
        for through, each in self._records.items():
            if each.known_through is not None and each.known_through[0] == table:
                path = each.known_through[1]
                self._apart.add(through)
                documents = kept.search((Query()[path] < APART) & naming)
                self._take(through, (document[path] for document in documents))
        return True

    def _may_hide(self, table: str) -> bool:
        return bool(self._found[table]) or table in self._apart

    def _naming(self, path: str, table: str) -> QueryInstance:
        """That a document names one of a table that is numbered apart, or was found."""
        naming: QueryInstance = Query()[path] >= APART
        if found := self._found[table]:
            naming |= Query()[path].one_of(sorted(found))
        return naming


def taken_off(counts: Mapping[str, int], unknown: Mapping[str, int]) -> dict[str, int]:
    """Counts without what is not known of them; what comes to nothing is left out."""
    rest = {key: count - unknown.get(key, 0) for key, count in counts.items()}
    return {key: count for key, count in rest.items() if count}


class Unknown:
    """Acts, and holdings of acts, of which somebody may know nothing, by a key of their entries.

    `hidden` are all entries that are kept from them for what they tell or are about; `sizes` are
    those of the acts of these; `beside` all entries on what of that they may know of otherwise;
    `tables` those that have records.
    """

    def __init__(
        self,
        hidden: Collection[Touch],
        sizes: Sizes,
        beside: Iterable[Touch],
        tables: Collection[str],
    ) -> None:
        self._by_act: defaultdict[int, list[Touch]] = defaultdict(list)
        for touch in hidden:
            self._by_act[touch.act].append(touch)
        self._sizes = sizes
        self._tables = tables
        self._known = set[tuple[int, str]](), set[tuple[int, str, str]]()
        kept = {touch.seq for touch in hidden}
        for touch in beside:
            if touch.seq not in kept:
                self._known[0].add((touch.act, touch.subject))
                self._known[1].add((touch.act, touch.action, touch.subject))

    def counts(
        self, key_of: Callable[[Touch], str], by_action: bool
    ) -> tuple[Counter[str], Counter[str], tuple[int, int]]:
        """How many acts and holdings by key, and of both in all."""
        acts: Counter[str] = Counter()
        holdings: Counter[str] = Counter()
        all_acts = all_holdings = 0
        for act, touches in self._by_act.items():
            gone = self._actions_gone(act, touches)
            whole = gone == {action for action, _table in self._sizes[act]}
            pairs = {touch.subject for touch in touches if _is_holding(touch)}
            pairs = {subject for subject in pairs if (act, subject) not in self._known[0]}
            all_acts += whole
            all_holdings += len(pairs)
            if by_action:
                acts.update(gone)
                each = {(t.action, t.subject) for t in touches if _is_holding(t)}
                holdings.update(
                    action for action, on in each if (act, action, on) not in self._known[1]
                )
            else:
                key = key_of(touches[0])
                acts[key] += whole
                holdings[key] += len(pairs)
        return acts, holdings, (all_acts, all_holdings)

    def _actions_gone(self, act: int, touches: list[Touch]) -> set[str]:
        """The actions of an act of which no entry is known.

        What is said of no document is not either where nothing is known of those of the act.
        """
        sizes = self._sizes[act]
        named = sum(n for (_action, table), n in sizes.items() if table in self._tables)
        kept = sum(touch.subject.partition(":")[0] in self._tables for touch in touches)
        if 0 < kept == named:
            return {action for action, _table in sizes}
        of_action: Counter[str] = Counter()
        for (action, _table), n in sizes.items():
            of_action[action] += n
        hidden = Counter(touch.action for touch in touches)
        return {action for action, n in hidden.items() if n == of_action[action]}


def _is_holding(touch: Touch) -> bool:
    return touch.subject.startswith(f"{Holding.table}:")
