"""Search: what answers to the words, as they are typed, and the marked record in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.dating import last_day
from rmdesk.model.fields import Record
from rmdesk.model.naming import order_name
from rmdesk.model.records import Holding, Person, Place, Request, SchemeClass
from rmdesk.model.words import Status, kind_word, status_span
from screens.kit.paint import WIDE, Column, Fitting, Line, Span, fit, wrap
from screens.kit.view import View
from screens.views.found import Row, beside_detail, beside_values, rows_of

if TYPE_CHECKING:
    from rmdesk.duties.beside import Beside
    from rmdesk.duties.search import Results
    from screens.kit.host import Host
    from screens.views.why import Why

FIRST = 60
MOST = 2_000
"""How many hits are fetched at first, and at most; the total above them counts all."""
_TITLED, _DATED = 1, 3
"""The columns of the title and of the dates."""

_MEASURED = 100
"""Rows that say how wide the columns are."""

_TITLE = 34
"""Cells of the text in the title, at most."""


@dataclass(frozen=True)
class FoundHits:
    """An answer with what its lines need: names of holders, addresses of homes."""

    text: str
    results: Results
    limit: int
    typing: bool = False
    names: Mapping[int, str] = field(default_factory=dict)
    homes: Mapping[int, str] = field(default_factory=dict)
    today: str = ""
    besides: Beside | None = None
    why: Why | None = None

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Everything found, group by group."""
        return rows_of(self.results, self.besides)


def find(
    session: Session,
    text: str,
    *,
    limit: int = FIRST,
    typing: bool = False,
    only_records: bool = False,
) -> FoundHits:
    """Search, and look up what the lines show; `only_records`: no people, places or requests."""
    from rmdesk.duties.beside import beside
    from rmdesk.duties.describe import Describer
    from rmdesk.duties.search import search  # and the query language, with the first key
    from screens.views.why import Why

    results = search(session, text, limit=limit, typing=typing)
    found = bool(results.answers) and not results.left_out
    besides = None if only_records else beside(session, text, records=found)
    held = [hit for hit in results.hits if isinstance(hit, Holding)]
    homes = Describer(session)
    return FoundHits(
        text,
        results,
        limit,
        typing,
        {number: _name(session, number) for number in {h.holder_id for h in held} if number},
        {hit.id: homes.home(hit) for hit in held},
        session.today(),
        besides,
        Why(results.did_you_mean or text, results.hits),
    )


def _name(session: Session, number: int) -> str:
    person = session.get(Person, number)
    return person.name if person else ""


class Search(View):
    """Results with a detail. With `take`, Enter gives the marked holding to the asker."""

    name = "search"
    detail_height = 6
    beside_from = 170

    def __init__(
        self, asker: View, take: Callable[[Holding], None] | None = None, asked: str = ""
    ) -> None:
        self.found: FoundHits | None = None
        self.entered = take is not None
        """Whether it stays when the line is emptied: it was asked for by Enter or by a screen."""
        self.text = ""
        self._limit = FIRST
        self._fitting: Fitting | None = None
        self.asker, self.take, self._asked = asker, take, asked

    def title(self) -> Line:
        if self.found is None:
            return [(self._asked or _("search"), "bold")]
        parts: list[Span] = [(self._asked + ": ", "bold")] if self._asked else []
        parts.append((_("search"), "bold"))
        if self.found.results.did_you_mean:
            text = _("nothing for “{typed}”, showing “{meant}”")
            told = text.format(typed=self.found.text, meant=self.found.results.did_you_mean)
            if others := self.found.results.others:
                told += _("; or “{other}”?").format(other="”, “".join(others))
            return [*parts, (" · ", "dim"), (told, "warn")]
        named = self.entered and not self.take
        if named:
            # The line was emptied by the same Enter.
            parts.append((f" “{fit(self.found.text, _TITLE).rstrip()}”", ""))
        if self.found.results.cut:
            return [*parts, (" · ", "dim"), (_("only its beginning was read"), "warn")]
        if unread := self.found.results.unread:
            return [*parts, (" · ", "dim"), (unread[0], "warn")]
        if self.found.results.left_out:
            return [*parts, (" · ", "dim"), (self._left_out(named), "warn")]
        return parts

    def _left_out(self, briefly: bool) -> str:
        """What the near ones do not hold."""
        assert self.found is not None
        words = self.found.results.left_out
        if self.found.results.besides and len(words) > 1:
            return _("below, near ones without one of the words")
        text = _("nothing holds all of it; near, without {words}")
        if self.found.results.besides:
            text = _("below, near ones without {words}")
        elif briefly:
            text = _("near, without {words}")
        return text.format(words=", ".join(words))

    def status(self) -> Line:
        """How many of how many; whether there may be more."""
        if self.found is None:
            return ()
        results = self.found.results
        listed, total = len(results.answers), results.total
        count = (
            f"{total:,}"
            if listed >= total
            else _("{n:,} of {total:,}").format(n=listed, total=total)
        )
        if results.besides:
            count = _("{total} and {n} near").format(total=count, n=results.besides)
        near = results.left_out and not results.besides
        about = "" if results.exact or near else _(" or more")
        return [(count, "bold"), (about, "warn")]

    def prompt(self) -> str:
        return self._asked

    def load(self, session: Session) -> FoundHits | None:
        """The same search again, as large as it has grown."""
        if not self.text:
            return None
        only = self.take is not None
        return find(session, self.text, limit=self._limit, typing=self.typing, only_records=only)

    def show(self, loaded: FoundHits | None) -> None:
        """Take over the same search read again, unless another was answered meanwhile."""
        if loaded and (loaded.text, loaded.typing) == (self.text, self.typing):
            self.answer(loaded)

    @property
    def typing(self) -> bool:
        """Whether the last word may be unfinished."""
        return self.found is not None and self.found.typing

    def answer(self, loaded: FoundHits) -> None:
        """Take over the answer to what was asked last; a new text begins at its first hit."""
        if self.found is None or self.found.text != loaded.text:
            self.cursor, self.moved, self._limit = 0, False, loaded.limit
        self.text, self.found, self._fitting = loaded.text, loaded, None
        if not self.moved:
            self.cursor = next((n for n, row in enumerate(loaded.rows) if row.record), 0)

    @property
    def rows(self) -> Sequence[Row]:
        """Everything found, group by group."""
        return self.found.rows if self.found else ()

    def __len__(self) -> int:
        return len(self.rows)

    def selectable(self, index: int) -> bool:
        return self.rows[index].record is not None

    @property
    def marked(self) -> Record | None:
        """What the mark is on."""
        return self.rows[self.cursor].record if self.cursor < len(self) else None

    @property
    def namesakes(self) -> bool:
        """Whether somebody else has the name of the person who is marked."""
        marked = self.marked
        others = (row.record for row in self.rows if isinstance(row.record, Person))
        name = order_name(marked.name) if isinstance(marked, Person) else ""
        return isinstance(marked, Person) and any(
            each.id != marked.id and order_name(each.name) == name for each in others
        )

    @property
    def subject(self) -> Record | None:
        return self.marked if isinstance(self.marked, Record) else None

    def head(self, width: int) -> Line:
        return self._fits.heads(width) if len(self) else ()

    @property
    def _fits(self) -> Fitting:
        """The columns, as wide as what was found asks for: the title has what is left over."""
        assert self.found is not None
        if self._fitting is None:
            self._fitting = Fitting(_columns(), list(self._first_values()))
        return self._fitting

    def _first_values(self) -> Iterator[Sequence[Span]]:
        """The cells of the first rows."""
        for row in self.rows[:_MEASURED]:
            if isinstance(row.record, Holding):
                yield self._values(row.record)
            elif row.record is not None:
                yield beside_values(row.record)

    def row(self, index: int, width: int) -> Line:
        """Code, title (after `≈` of what is only near), kind, dates, place, status with holder."""
        assert self.found is not None
        row = self.rows[index]
        hit = row.record
        if hit is None:
            return [(f"── {row.head}", "dim")]
        if not isinstance(hit, Holding):
            return self._fits.cells(width, beside_values(hit))
        code, (name, _role), *others = self._values(hit)
        if row.near:
            return self._fits.cells(width, [code, (f"≈ {name}", "dim"), *others])
        shown = [each.least for each in self._fits.at(width)]
        titled = [(name, "")]
        if why := self.found.why:
            titled = list(why.named(hit, shown[_TITLED], dated=bool(shown[_DATED])))
        return self._fits.cells(width, [code, titled, *others])

    def _values(self, hit: Holding) -> list[Span]:
        assert self.found is not None
        word, role = status_span(hit.status, hit.due, self.found.today)
        roomy = self.room[0] >= WIDE  # else the title needs it, and the detail tells who has it
        holder = self.found.names.get(hit.holder_id or 0, "") if roomy else ""
        state = " ".join(part for part in (word, hit.due[5:], holder) if part)
        if day := self._kept(hit):
            state = _("to {day}").format(day=day) + ("" if hit.status == Status.IN else f" {word}")
        return [
            (hit.identifier or hit.barcode, "name"),
            (hit.name, ""),
            (kind_word(hit.kind), "dim"),
            (hit.dates, "dim"),
            (self.found.homes.get(hit.id, ""), ""),
            (state, role),
        ]

    def empty(self) -> Line:
        """Before the words, and when nothing answers."""
        if self.found is None:
            return [(_("Type words of its title, a code, a box, a year; or scan it."), "dim")]
        if self.growing:
            return [(_("The search index is being made; what it holds comes by itself."), "")]
        return [(_("Nothing answers to “{text}”.").format(text=self.found.text), "")]

    @property
    def meant(self) -> str:
        """The text that the results are for."""
        return (self.found.results.did_you_mean if self.found else "") or self.text

    @property
    def growing(self) -> bool:
        """Whether more may be found in a moment."""
        return self.found is not None and self.found.results.growing

    def detail(self, width: int) -> Sequence[Line]:
        hit = self.marked
        if isinstance(hit, Holding):
            return self._holding_detail(hit, width)
        return beside_detail(hit, width) if hit else ()

    def _kept(self, hit: Holding) -> str:
        """Until when a record is kept, where that was asked for."""
        from rmdesk.desk.search_source import asks_last_day  # with the first search

        return last_day(hit.ends) if self.found and asks_last_day(self.found.text) else ""

    def _holding_detail(self, hit: Holding, width: int) -> list[Line]:
        assert self.found is not None
        home = self.found.homes.get(hit.id, "")
        word, role = status_span(hit.status, hit.due, self.found.today)
        facts = [kind_word(hit.kind), hit.dates, hit.unit, hit.series or hit.class_]
        codes = [hit.identifier, hit.barcode, hit.container]
        lines: list[Line] = [self._told(line, "bold") for line in wrap(hit.name, width, 3)]
        lines.append(self._told(" · ".join(part for part in codes if part), "name"))
        lines.append(self._told(" · ".join(part for part in facts if part), ""))
        state: list[Span] = [
            (_("home {place}").format(place=home or "–") + " · ", ""),
            (word, role),
        ]
        if hit.holder_id:
            holder = self.found.names.get(hit.holder_id, "")
            told = _(" with {name}, due {day}").format(name=holder, day=hit.due)
            state.append((told, ""))
        if day := self._kept(hit):
            state.append((_(", kept until {day}").format(day=day), ""))
        lines.append(state)
        for text in (hit.description, hit.notes, ", ".join(hit.keywords)):
            lines += [self._told(line, "dim") for line in wrap(text, width, 6)]
        return lines

    def _told(self, text: str, role: str) -> list[Span]:
        """A text with what was asked for set off."""
        why = self.found.why if self.found else None
        return why.marked(text, role) if why else [(text, role)]

    def enter_does(self) -> str:
        return _("Take what is marked") if self.take else _("Open what is marked")

    def choose(self, app: Host) -> None:
        """Open the marked record, or give it to who asked."""
        hit = self.marked
        if isinstance(hit, Holding):
            if self.take:
                self.take(hit)
            else:
                app.open_record(hit.id)
        elif isinstance(hit, SchemeClass):
            app.search_now(f"code:{hit.code}")
        elif isinstance(hit, Person | Place | Request):
            app.open_meant(hit)
        elif hit is not None:
            app.open_page(hit)

    def reaches_end(self) -> bool:
        """Whether the mark is near the last fetched hit while more are there; then fetch more."""
        found = self.found
        if found is None or self._limit >= MOST or len(found.results.hits) >= found.results.total:
            return False
        if self.cursor < len(self) - 20:
            return False
        self._limit = min(MOST, self._limit * 3)
        return True


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("code"), 12, 1),
        Column(_("title"), 28, 8),
        Column(_("kind"), 8, wide=True),
        Column(_("dates"), 10, 1, wide=True),
        Column(_("home"), 8, 1),
        Column(_("status"), 14, 2),
    )
