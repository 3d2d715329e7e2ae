"""The journal as one person may know it: entries about what they may not know of are not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from tinydb.table import Document

from data import Entry, Store
from data.plain import replace
from rmdesk.access.guards import guard_in, links_of
from rmdesk.access.matters import BREACH, only_matters, without_matters, without_unsaid
from rmdesk.access.visibility import Visibility
from rmdesk.model.days import SPANS, day_of, span_of
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Unit

if TYPE_CHECKING:
    from data.aside import Touch

FEW = 5000
"""So many entries are counted one by one sooner than it is found which of them are hidden."""


class Activity(NamedTuple):
    """Acts and the holdings they changed, by what was asked, and the totals of both.

    An act may count in several groups, in the totals once.
    """

    acts: dict[str, int]
    holdings: dict[str, int]
    totals: tuple[int, int]

    @classmethod
    def of(
        cls, acts: Mapping[str, set[int]], changed: Mapping[str, set[tuple[int, Any]]]
    ) -> Activity:
        """Of the acts themselves, and of pairs of an act and a holding."""
        totals = len(set().union(*acts.values())), len(set().union(*changed.values()))
        return cls(_sizes(acts), _sizes(changed), totals)


class KnownJournal:
    """Reads the journal for who has a `Visibility`, as of when that was made (R17, R34)."""

    def __init__(
        self,
        store: Store,
        records: Mapping[str, type[Record]],
        visible: Visibility,
        *,
        officer: bool,
    ) -> None:
        self._store = store
        self._records = records
        self._visible = visible
        self._officer = officer

    @property
    def reads_all(self) -> bool:
        """Whether no entry can be kept from who reads here."""
        return self._officer and self._visible.knows_all

    def matters(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those of some entries that are matters of security, for the officer."""
        return list(only_matters(self.entries(entries), self._records)) if self._officer else []

    def entries(self, entries: Sequence[Entry]) -> list[Entry]:
        """Journal entries without those about what this person may not know of.

        Matters of security are there for the security officer alone.
        """
        known: Iterable[Entry] = self._unlinked(self._known(entries))
        if not self._officer:
            known = without_matters(known, self._records)
        return [without_unsaid(each, self._records.get(_table_of(each))) for each in known]

    def _known(self, entries: Sequence[Entry]) -> list[Entry]:
        if self._visible.knows_all:  # else what is gone may be hidden, though nothing is now
            return list(entries)
        return self._without_hidden_acts(self._readable(entries))

    def _unlinked(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        """Entries without the numbers of what this person may not know of (R17).

        Such as of the secret box that an open file lies in. What tells nothing else is not there.
        """
        if self._visible.knows_all:
            return entries
        links = [self._links(entry) for entry in entries]
        named = {
            f"{names[path]}:{values[path]}"
            for entry, names in zip(entries, links, strict=True)
            for values in (entry.old or {}, entry.new or {})
            for path in names.keys() & values.keys()
        }
        if not (hidden := self._hidden_subjects(named)):
            return entries
        told = []
        for entry, names in zip(entries, links, strict=True):
            old, new = (_without(each, names, hidden) for each in (entry.old, entry.new))
            if old or new or (old, new) == (entry.old, entry.new):
                told.append(replace(entry, old=old, new=new))
        return told

    def _links(self, entry: Entry) -> Mapping[str, str]:
        record = self._records.get(_table_of(entry))
        return record.links() if record else {}

    def _readable(self, entries: Sequence[Entry]) -> list[Entry]:
        """Entries without those that tell of a document that this person may not know of."""
        subjects = self._hidden_subjects({entry.subject for entry in entries})
        named: defaultdict[str, set[Any]] = defaultdict(set)
        for entry in entries:
            for record, values in self._told(entry):
                for path, table in links_of(record):
                    named[table].add(values.get(path))
        hidden = {
            table: self._visible.hidden_numbers(table, asked) for table, asked in named.items()
        }

        def knows(record: type[Record], values: Mapping[str, Any]) -> bool:
            if not (linked := links_of(record)):
                return self._visible.may_know(guard_in(record, values))
            return all(values.get(path) not in hidden[table] for path, table in linked)

        may_know = self._visible.may_know
        return [
            entry
            for entry in entries
            if entry.subject not in subjects
            and (entry.action != BREACH or may_know((entry.new or {}).get("guard", "")))
            and all(knows(record, values) for record, values in self._told(entry))
        ]

    def _without_hidden_acts(self, entries: Sequence[Entry]) -> list[Entry]:
        """Entries without what is said of no record, in acts on nothing but hidden ones."""
        acts = {entry.act for entry in entries if not self._names_record(entry)}
        hidden = {act for act in acts if self._is_hidden(act)}
        return [each for each in entries if each.act not in hidden or self._names_record(each)]

    def _is_hidden(self, act: int) -> bool:
        touched = [each for each in self._store.journal.act(act) if self._names_record(each)]
        return bool(touched) and not self._known(touched)

    def _names_record(self, entry: Entry) -> bool:
        return entry.subject.partition(":")[0] in self._records

    def _told(self, entry: Entry) -> list[tuple[type[Record], dict[str, Any]]]:
        """An entry's own values, where its record says in them who may know of it."""
        record = self._records.get(entry.subject.partition(":")[0])
        if record is None or not record.known_by:
            return []
        return [(record, values) for values in (entry.old, entry.new) if values]

    def knows_any(self, entries: Iterable[Sequence[Entry]]) -> bool:
        """Whether there is an entry, in some pages of them, that this person may know of."""
        return self._visible.knows_all or any(map(self._known, entries))

    def may_give_back(self, entries: Sequence[Entry]) -> bool:
        """Whether this person may know of all that these entries tell, before and after.

        Of a level that nothing has any more too: it would be given back. That a unit was taken in
        anew, because more people may know of it, or fewer again, is nobody's to know.
        """
        entries = [entry for entry in entries if _table_of(entry) != Unit.table]
        told = (pair for entry in entries for pair in self._told(entry))
        guards = (guard_in(*pair) for pair in told if pair[0].known_by not in pair[0].links())
        cleared = all(map(self._visible.may_know, guards))
        return cleared and len(self._known(entries)) == len(entries)

    def acts(self, start: datetime, end: datetime) -> Iterator[list[Entry]]:
        """The acts in [start, end), oldest first: what of each this person may read.

        Those are there that `activity` counts, so also matters of security; `entries` tells what
        is told of them.
        """
        pages = map(self._known, self._store.journal.between(start, end))
        for _act, entries in groupby(chain.from_iterable(pages), key=lambda each: each.act):
            yield list(entries)

    def activity(self, start: datetime, end: datetime, by: str) -> Activity:
        """Acts in [start, end), and holdings that they changed, by action, actor or day.

        By channel, month or week too. Days are those of the zone of `start` (R44). Only what this
        person may read counts. The counts that are kept as the journal grows are of everybody's
        acts: what this person may not know of is taken off them (R17).
        Matters of security count for everybody: left out where something is hidden alone, they
        would tell that there is.
        """
        if self._reads_whole(start, end):
            return self._all_activity(start, end, by)
        if self._store.aside.exceeds(start, end, FEW):
            return self._known_activity(start, end, by)
        return self._told_activity(start, end, by)

    def _told_activity(self, start: datetime, end: datetime, by: str) -> Activity:
        """Entry by entry."""
        journal = self._store.journal
        acts: defaultdict[str, set[int]] = defaultdict(set)
        changed: defaultdict[str, set[tuple[int, Any]]] = defaultdict(set)
        for entries in journal.between(start, end):
            for entry in self._known(entries):
                key = _key_of(entry, by, start.tzinfo)
                acts[key].add(entry.act)
                if entry.subject.startswith(f"{Holding.table}:"):
                    changed[key].add((entry.act, entry.subject))
        return Activity.of(acts, changed)

    def _reads_whole(self, start: datetime, end: datetime) -> bool:
        """Whether nothing that was done in [start, end) is kept from who reads here."""
        if self._visible.knows_all:
            return True
        if self._visible.hides_any or self._counts(start, end, "action")[0].get(BREACH):
            return False
        gone = map(self._store.journal.act, self._store.journal.taken_back(start, end))
        return all(len(self._known(entries)) == len(entries) for entries in gone)

    def _all_activity(self, start: datetime, end: datetime, by: str) -> Activity:
        acts, changed = self._counts(start, end, "quarter" if by in SPANS else by)
        whole = (acts, changed) if by != "action" else self._counts(start, end, "actor")
        if by in SPANS:
            acts, changed = (_by_span(each, by, start.tzinfo) for each in (acts, changed))
        return Activity(acts, changed, (sum(whole[0].values()), sum(whole[1].values())))

    def _known_activity(self, start: datetime, end: datetime, by: str) -> Activity:
        """All of it, without what this person may not know of."""
        from rmdesk.access.unknown import Unknown, taken_off

        aside, zone = self._store.aside, start.tzinfo
        with self._store.snapshot():
            whole = self._all_activity(start, end, by)
            subjects, told = self._unknown(start, end)
            apart = {touch.act for touch in told}
            ways = ["quarter" if by in SPANS else by, *([""] if by == "action" else [])]
            found = [aside.unseen(subjects, start, end, w, self._records, apart) for w in ways]
            touches = aside.of(apart)
        numbers = {touch.seq for touch in told}
        unknown = Unknown(
            touches,
            lambda touch: touch.seq in numbers or touch.subject in subjects,
            self._records,
        )
        acts, holdings, totals = unknown.counts(
            lambda touch: _key_of(touch, by, zone), by == "action"
        )
        for counts, unseen in zip((acts, holdings), found[0], strict=True):
            counts.update(_by_span(unseen, by, zone) if by in SPANS else unseen)
        sums = [sum(each.values()) for each in found[-1]]
        return Activity(
            taken_off(whole.acts, acts),
            taken_off(whole.holdings, holdings),
            (whole.totals[0] - totals[0] - sums[0], whole.totals[1] - totals[1] - sums[1]),
        )

    def _unknown(self, start: datetime, end: datetime) -> tuple[set[str], list[Touch]]:
        """All subjects that are hidden from this person; entries on others that are for what they
        tell.
        """
        aside, visible = self._store.aside, self._visible
        subjects = {f"{table}:{n}" for table in self._records for n in visible.hidden_in(table)}
        out = aside.on(aside.taken_out() - subjects, start, end)
        subjects |= self._hidden_subjects({touch.subject for touch in out})
        touches = {touch.seq: touch for touch in (*out, *aside.telling(start, end))}
        asked = [seq for seq, touch in touches.items() if touch.subject not in subjects]
        return subjects, [touches[seq] for seq in sorted(self._kept_back(asked))]

    def _kept_back(self, numbers: Sequence[int]) -> set[int]:
        """Which of these entries tell of a document that this person may not know of."""
        hidden: set[int] = set()
        for entries in self._store.journal.numbered(numbers):
            hidden |= {entry.seq for entry in entries}
            hidden -= {entry.seq for entry in self._readable(entries)}
        return hidden

    def _counts(
        self, start: datetime, end: datetime, by: str
    ) -> tuple[dict[str, int], dict[str, int]]:
        """Of all acts, as they were summed when they were done, or else as the journal tells."""
        if (sums := self._store.summary.sums(start, end, by)) is not None:
            return sums.acts, sums.documents
        journal = self._store.journal
        return journal.tally(start, end, by), journal.tally(start, end, by, Holding.table)

    def activity_under(self, start: datetime, end: datetime, field: str) -> Activity:
        """Acts in [start, end), and holdings that they changed, by a field that holdings have now.

        Only what this person may read counts.
        """
        guards = Holding.known_by, [] if self._visible.knows_all else self._visible.hidden_guards
        with self._store.snapshot():
            told = self._holdings_unknown(start, end)
            found, totals = self._store.journal.tally_under(
                start, end, Holding.table, field, guards, told
            )
        acts, holdings = ({key: each[n] for key, each in found.items()} for n in (0, 1))
        return Activity(acts, holdings, totals)

    def _holdings_unknown(self, start: datetime, end: datetime) -> list[int]:
        """Entries on holdings that are not hidden now, or are gone, and are kept from this person.

        For what they tell, or because what was taken away was hidden.
        """
        if self._visible.knows_all:
            return []
        aside, of_holdings = self._store.aside, f"{Holding.table}:"
        gone = [each for each in aside.taken_out() if each.startswith(of_holdings)]
        hidden = self._hidden_subjects(gone)
        touches = [*aside.telling(start, end), *aside.on(gone, start, end)]
        touches = [each for each in touches if each.subject.startswith(of_holdings)]
        asked = {each.seq for each in touches if each.subject not in hidden}
        on_hidden = {each.seq for each in touches if each.subject in hidden}
        return sorted(on_hidden | self._kept_back(sorted(asked)))

    def _hidden_subjects(self, subjects: Iterable[str]) -> set[str]:
        """Which of these subjects of the journal are documents that must not be known of."""
        numbers: defaultdict[str, list[int]] = defaultdict(list)
        for subject in subjects:
            table, _colon, number = subject.partition(":")
            if table in self._records and number.isdecimal():
                numbers[table].append(int(number))
        hidden = set()
        for table, asked in numbers.items():
            record = self._records[table]
            if not (record.known_by or record.known_through):
                continue
            documents = self._store.table(table).get(doc_ids=asked)
            known = {each.doc_id for each in self._visible.known(table, documents)}
            hidden |= {f"{table}:{each.doc_id}" for each in documents if each.doc_id not in known}
            gone = set(asked).difference(each.doc_id for each in documents)
            hidden |= {f"{table}:{n}" for n in gone if self._hides_removed(record, n)}
        return hidden

    def _hides_removed(self, record: type[Record], number: int) -> bool:
        """Whether a document that an undo took away was one that must not be known of."""
        removal = self._store.journal.of(f"{record.table}:{number}", limit=1)[0]
        if record.known_through is None:
            gone = Document(removal.old or {}, number)
            return removal.old is not None and not self._visible.known(record.table, [gone])
        # What named it went in the same act.
        table, path = record.known_through
        naming = [
            Document(entry.old, 0)
            for entry in self._store.journal.act(removal.act)
            if entry.subject.startswith(f"{table}:") and (entry.old or {}).get(path) == number
            if entry.old
        ]
        return bool(naming) and not self._visible.known(table, naming)


def channel_of(entry: Entry | Touch) -> str:
    """By what way an entry came, as the name of its session begins; "" where that does not say."""
    return entry.session.partition(":")[0] if ":" in entry.session else ""


def _key_of(entry: Entry | Touch, by: str, zone: tzinfo | None) -> str:
    if by in SPANS:
        return span_of(day_of(entry.time, zone), by)
    if by == "channel":
        return channel_of(entry)
    return str(getattr(entry, by))


def _by_span(quarters: Mapping[str, int], by: str, zone: tzinfo | None) -> dict[str, int]:
    """Counts of quarters of an hour (UTC) as those of local days, weeks or months.

    No zone parts a quarter.
    """
    spans: defaultdict[str, int] = defaultdict(int)
    for quarter, count in quarters.items():
        spans[span_of(day_of(f"{quarter}Z", zone), by)] += count
    return dict(spans)


def _sizes(sets: Mapping[str, set[Any]]) -> dict[str, int]:
    return {key: len(members) for key, members in sets.items()}


def _without(
    values: dict[str, Any] | None, names: Mapping[str, str], hidden: Collection[str]
) -> dict[str, Any] | None:
    """Values without those that name something hidden; `names` tells of which table each does."""
    if values is None:
        return None
    return {k: v for k, v in values.items() if f"{names.get(k)}:{v}" not in hidden}


def _table_of(entry: Entry | Touch) -> str:
    return entry.subject.partition(":")[0]


def _holding_of(entry: Entry) -> int | None:
    """The holding that an entry is about."""
    table, _colon, number = entry.subject.partition(":")
    return int(number) if table == Holding.table and number.isdecimal() else None
