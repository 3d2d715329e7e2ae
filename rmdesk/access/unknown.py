"""What of the figures of acts somebody may not know of: it is taken off those of everybody's acts.

An entry of the journal is kept from somebody for its document, which is hidden from them now or
was when it was taken away, or for what it tells itself. The first are counted in SQL, however many
they are. Acts in which there is one of the last, which are few, are counted one by one (R17).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from data.aside import Touch
from rmdesk.model.records import Holding


def taken_off(counts: Mapping[str, int], unknown: Mapping[str, int]) -> dict[str, int]:
    """Counts without what is not known of them; what comes to nothing is left out."""
    rest = {key: count - unknown.get(key, 0) for key, count in counts.items()}
    return {key: count for key, count in rest.items() if count}


class Unknown:
    """Acts, and holdings of acts, of which somebody may know nothing, by a key of their entries.

    `touches` are all entries of some acts, `hidden` tells which are kept from them, `tables` those
    that have records.
    """

    def __init__(
        self,
        touches: Iterable[Touch],
        hidden: Callable[[Touch], bool],
        tables: Collection[str],
    ) -> None:
        self._by_act: defaultdict[int, list[Touch]] = defaultdict(list)
        self._sizes: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        self._tables = tables
        self._known = set[tuple[int, str]](), set[tuple[int, str, str]]()
        for touch in touches:
            self._sizes[touch.act][touch.action, touch.subject.partition(":")[0]] += 1
            if hidden(touch):
                self._by_act[touch.act].append(touch)
            else:
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
