"""A census: the walk along its shelves, what should stand on the one that is counted, what to do.

Scans count at the shelf that was scanned last. Tab turns between the walk and what was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties.census import find_census
from rmdesk.duties.census_plan import Stop, next_stop, walk_of_census
from rmdesk.duties.counted import Census
from rmdesk.duties.counting import count_record
from rmdesk.duties.place import address_of_home, home_of
from rmdesk.duties.readings import Reading
from rmdesk.duties.scan import Counter, clean, understood
from rmdesk.duties.settling import Settled, settle, settled
from rmdesk.duties.shelf_walk import Expected, Shelf, expected_word, shelf_at
from rmdesk.duties.tally import OUTCOMES, Line, Tally, tally
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding
from rmdesk.model.words import CountOutcome, count_word, status_word
from screens.kit.notice import Told
from screens.kit.paint import Column, cells, heads
from screens.kit.paint import Line as Painted
from screens.kit.question import Question
from screens.kit.scan_queue import at_the_counter
from screens.kit.view import View
from screens.records.actions import ask_or_do

if TYPE_CHECKING:
    from screens.kit.host import Host

_TO_DO = tuple(each for each in OUTCOMES if each != CountOutcome.FOUND)


@dataclass(frozen=True)
class _Row:
    """A row: a shelf of the walk, a record of the shelf, or one of what was found."""

    stop: Stop | None = None
    expected: Expected | None = None
    reading: Reading | None = None
    unknown: str = ""
    line: Line | None = None
    home: str = ""
    place: str = ""


@dataclass
class _Loaded:
    census: Census
    counts_for_it: bool = False
    rows: list[_Row] = field(default_factory=list)
    mark: int = 0
    shelf: Shelf | None = None
    address: str = ""
    tally: Tally | None = None
    whole: int = 0
    against: Mapping[str, Sequence[Reason]] = field(default_factory=dict)


class CensusView(View):
    """One census."""

    name = "census"

    def __init__(self, census: Census, counter: Counter) -> None:
        self._census, self._counter = census, counter
        self._lists = False
        self._read = _Loaded(census)

    # --- what is shown

    @property
    def census(self) -> Census:
        """As it was read last."""
        return self._read.census

    def title(self) -> Painted:
        census, read = self.census, self._read
        what = census.scope or census.class_ or census.unit or census.search
        where = [(f" · {read.address}", "place")] if read.shelf else []
        return [(_("census") + " ", "dim"), (census.number, "name"), (f" {what}", "bold"), *where]

    def status(self) -> Painted:
        read = self._read
        if read.tally is not None:
            n = len(read.rows)
            return [(ngettext("{n} to look at", "{n} to look at", n).format(n=n), "bold")]
        if read.shelf is not None:
            text = _("{n} of {total} read").format(
                n=read.shelf.read, total=len(read.shelf.expected)
            )
            passed = len(read.shelf.passed_over)
            over = ngettext("{n} passed over", "{n} passed over", passed).format(n=passed)
            return [(text, "bold"), *([(" · ", "dim"), (over, "warn")] if passed else [])]
        text = _("{n} of {total} shelves read whole")
        return [(text.format(n=read.whole, total=len(read.rows)), "bold")]

    def prompt(self) -> str:
        if not self.census.open:
            return _("closed · Tab: the walk, or what was found")
        if not self._read.counts_for_it:
            return _("Enter: count for it · Tab: what was found")
        if self._lists:
            return _("scan what is carried home at its shelf · Tab: the walk")
        if self._read.shelf is not None:
            return _("scan what stands here, from the left · Tab: what was found")
        return _("scan a shelf, then each record on it · Tab: what was found")

    def load(self, session: Session) -> _Loaded:
        """The shelf that is counted, else the walk; or what was found."""
        census = find_census(session, self._census.number)
        loaded = _Loaded(census, session.login in census.walkers and census.open)
        acts = duties.acts_on(Census)
        loaded.against = {act.name: act.reasons_against(session, census, {}) for act in acts}
        if self._lists:
            self._load_lists(session, loaded)
        elif self._counts_here(census):
            self._load_shelf(session, loaded)
        else:
            stops = walk_of_census(session, census)
            loaded.rows = [_Row(stop, place=session.address(stop.place.id)) for stop in stops]
            loaded.whole = sum(bool(each.state and each.state.ended) for each in stops)
            loaded.mark = next_stop(stops, session.login)
        return loaded

    def _counts_here(self, census: Census) -> bool:
        counter = self._counter
        counting = counter.census is not None and counter.census.id == census.id
        return counting and counter.place is not None

    def _load_shelf(self, session: Session, loaded: _Loaded) -> None:
        place = self._counter.place
        assert place is not None
        shelf = shelf_at(session, loaded.census, place)
        loaded.shelf, loaded.address = shelf, session.address(place.id)
        loaded.rows = [_Row(expected=each) for each in shelf.expected]
        loaded.rows += [_Row(reading=each) for each in shelf.besides]
        loaded.rows += [_Row(unknown=each.code) for each in shelf.unknown]
        left = shelf.next
        numbers = [each.holding.id for each in shelf.expected]
        loaded.mark = numbers.index(left.id) if left else max(0, len(numbers) - 1)

    def _load_lists(self, session: Session, loaded: _Loaded) -> None:
        loaded.tally = made = tally(session, loaded.census)
        for name in _TO_DO:
            for line in made.lists[name]:
                home = address_of_home(session, line.holding) if line.holding else ""
                loaded.rows.append(_Row(line=line, home=home, place=session.address(line.place)))

    def show(self, loaded: _Loaded) -> None:
        """The mark goes on with the walk; among what was found it stays where it is."""
        lists = loaded.tally is not None
        self.cursor = min(self.cursor, max(0, len(loaded.rows) - 1)) if lists else loaded.mark
        self._read = loaded

    def __len__(self) -> int:
        return len(self._read.rows)

    def head(self, width: int) -> Painted:
        return heads(self._columns(), width) if self._read.rows else ()

    def _columns(self) -> tuple[Column, ...]:
        if self._lists:
            return _of_lists()
        return _of_shelf() if self._read.shelf is not None else _of_walk()

    def row(self, index: int, width: int) -> Painted:
        row = self._read.rows[index]
        values = _stop(row) if row.stop else _listed(row) if row.line else self._standing(row)
        return cells(self._columns(), width, values)

    def _standing(self, row: _Row) -> Painted:
        """A record of the shelf, or what else was read there."""
        shelf = self._read.shelf
        assert shelf is not None
        if row.expected is not None:
            holding, read = row.expected.holding, row.expected.count is not None
            following = shelf.next is not None and shelf.next.id == holding.id
            sign = "✓" if read else "▸" if following else " "
            word, role = expected_word(row.expected, shelf.place), "" if read else "dim"
            if holding in shelf.missing:
                word, role = count_word(CountOutcome.MISSING), "bad"
            elif not read and holding in shelf.passed_over:
                word, role = _("passed over"), "warn"
        elif row.reading is not None:
            holding, sign = row.reading.holding, "!"
            found = row.reading.count.outcome == CountOutcome.FOUND  # a content, out of its box
            word, role = count_word(row.reading.count.outcome), "" if found else "warn"
            sign = "✓" if found else sign
        else:
            return [("!", "warn"), (row.unknown, "name"), ("", ""), (_("unknown"), "warn")]
        return [(sign, role), (_code(holding), "name"), (holding.name, ""), (word, role)]

    def empty(self) -> Painted:
        if self._read.tally is not None:
            return [(_("Nothing is to be done."), "good")]
        return [(_("Nothing should stand here."), "dim")]

    # --- what it does

    @property
    def marked(self) -> _Row | None:
        """The row that the mark is on."""
        return self._read.rows[self.cursor] if self._read.rows else None

    @property
    def holdings(self) -> list[Holding]:
        """The records that are shown, for labels."""
        found = (_holding_of(each) for each in self._read.rows)
        return [each for each in found if each is not None]

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan counts; among what is to be done, one that can be done so is done."""
        holding = understood(session, clean(text)) if self._lists else None
        if isinstance(holding, Holding):
            lines = {each.line.holding.id: each.line for each in self._read.rows
                     if each.line and each.line.holding}  # fmt: skip
            line = lines.get(holding.id)
            if line is not None and line.to_do in ("return", "found", "refile"):
                return self._settled(session, counter, line)
        return at_the_counter(session, counter, text, tail)

    def _settled(self, session: Session, counter: Counter, line: Line) -> Told:
        """Do it; what was carried home is counted there first."""
        holding, place = line.holding, counter.place
        assert holding is not None
        home = home_of(session, holding)
        if place is not None and home is not None and home.id == place.id:
            if self._counts_here(self.census):
                count_record(session, self.census, place, holding)
            line = replace(line, place=place.id)
        return told_of_settled(settled(session, self.census, line))

    def enter_does(self) -> str:
        if self.census.open and not self._read.counts_for_it:
            return _("Count for it")
        holding = _holding_of(self.marked) if self.marked else None
        return _("Open {name}").format(name=holding.key) if holding else ""

    def choose(self, app: Host) -> None:
        """Count for it, who does not yet; else open what is marked."""
        row = self.marked
        holding = _holding_of(row) if row else None
        if self.census.open and not self._read.counts_for_it and not self._lists:
            app.run_named("census-join-census")
        elif holding is not None:
            app.open_record(holding.id)
        elif row is not None and row.stop is not None:
            app.open_meant(row.stop.place)

    def stands_against(self, act: Act) -> str:
        """Why a step cannot be taken now, in plain words."""
        return " ".join(reason.told for reason in self._read.against.get(act.name, ()))

    def take(self, app: Host, act: Act) -> None:
        """Take a step of it."""
        ask_or_do(app, act, self.census.number, self.census.number, {})

    def ask_to_settle_missing(self, app: Host) -> None:
        """Mark all that is missing, once that was asked."""
        title = _("Mark all that is missing")
        app.open(
            Question(
                title=title,
                lines=[
                    self.census.number,
                    _("Each is an act of its own, which can be undone."),
                    *([] if not self.census.open else [_("The census goes on.")]),
                ],
                yes=_("Yes: {act}").format(act=title),
                then=lambda _reason: app.do(self._settle_missing),
            )
        )

    def _settle_missing(self, session: Session) -> Told:
        done = settle(session, self.census, CountOutcome.MISSING, dry_run=False)
        n = sum(bool(each.done) for each in done)
        text = ngettext("{n} marked missing", "{n} marked missing", n).format(n=n)
        left = "; ".join(each.next for each in done if not each.done)
        return Told(text, "✓", "good", left)

    def tab(self, app: Host) -> None:
        """The walk, or what was found."""
        self._lists = not self._lists
        self.cursor = 0
        app.reload()


def told_of_settled(done: Settled) -> Told:
    """What came of acting on a record."""
    text = f"{done.holding.name}: {status_word(done.holding.status)}"
    if not done.done:
        return Told(text, "!", "warn", done.next, holding=done.holding)
    return Told(text, "✓", "good", done.next, holding=done.holding)


def _holding_of(row: _Row) -> Holding | None:
    if row.expected is not None:
        return row.expected.holding
    if row.reading is not None:
        return row.reading.holding
    return row.line.holding if row.line is not None else None


def _code(holding: Holding) -> str:
    return holding.identifier or holding.key


def _stop(row: _Row) -> Painted:
    """A shelf of the walk: how much should stand there, and how far it is."""
    assert row.stop is not None
    state = row.stop.state
    if state is None:
        word, role = _("to come"), "dim"
    elif state.ended:
        word, role = _("read whole"), "good"
    else:
        word, role = _("not whole"), "warn"
        if state.counting:
            word = _("not whole: {who}").format(who=", ".join(state.counting))
    return [(row.place, "name"), (f"{row.stop.expected:,}", ""), (word, role)]


def _listed(row: _Row) -> Painted:
    line = row.line
    assert line is not None
    holding = line.holding
    if holding is None:
        return [
            (count_word(line.outcome), "warn"), (line.code, "name"), ("", ""), ("", ""),
            (row.place, ""), ("", "dim"),
        ]  # fmt: skip
    role = "bad" if line.outcome == CountOutcome.MISSING and line.to_do else ""
    return [
        (count_word(line.outcome), role), (_code(holding), "name"), (holding.name, ""),
        (row.home, ""), (row.place, ""), (status_word(holding.status), "dim"),
    ]  # fmt: skip


def _of_walk() -> tuple[Column, ...]:
    return (
        Column(_("shelf"), 16, 2),
        Column(_("should stand there"), 18, right=True),
        Column("", 20, 3),
    )


def _of_shelf() -> tuple[Column, ...]:
    return Column("", 1), Column(_("code"), 16, 1), Column(_("title"), 20, 5), Column("", 14)


def _of_lists() -> tuple[Column, ...]:
    return (
        Column("", 21),
        Column(_("code"), 10, 1),
        Column(_("title"), 12, 5),
        Column(_("home"), 9, 1),
        Column(_("read at"), 9, 1),
        Column(_("status"), 9, wide=True),
    )
