"""Of what labels are made: one source of each sort, so that turning to another loses nothing."""

from __future__ import annotations

from dataclasses import replace
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from rmdesk.desk.desk import Session
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.model.errors import NotFound
from rmdesk.model.records import Holding, Person, Place
from screens.records.facts import Facts
from screens.records.picks import Picks
from screens.records.record_list import PersonRecords
from screens.records.record_view import RecordView
from screens.records.request_view import RequestView
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.app.app import DeskApp
    from screens.views.labels.labels import Labels

_ALWAYS = (Sort.RECORDS, Sort.PEOPLE, Sort.ACCESSION, Sort.PLACES, Sort.STORED, Sort.NEW)
_ROLL = 30
"""New barcodes offered at first: a sheet of the most common stock."""

_RANGES = (Sort.PLACES, Sort.STORED)


def sort_word(sort: str) -> str:
    """Where the records come from, in words."""
    return {
        Sort.RECORDS: _("records, one by one"),
        Sort.PEOPLE: _("people: badges"),
        Sort.RESULTS: _("all results of the search"),
        Sort.INSIDE: _("what lies inside the record"),
        Sort.ACCESSION: _("an accession"),
        Sort.PLACES: _("places: labels of the shelves"),
        Sort.STORED: _("places: labels of what is stored there"),
        Sort.NEW: _("new barcodes for a roll"),
    }[Sort(sort)]


def what_word(sort: Sort) -> tuple[str, str]:
    """What the source is named by, and how to name it."""
    return {
        Sort.RECORDS: (_("records"), _("scan, or type words to search")),
        Sort.PEOPLE: (_("people"), _("scan badges, or type a name")),
        Sort.RESULTS: (_("search"), ""),
        Sort.INSIDE: (_("inside of"), _("scan the box")),
        Sort.ACCESSION: (_("accession"), _("type its number, or scan a box of it")),
        Sort.PLACES: (_("from..to"), _("A-01-01..A-01-20, or scan the first and the last")),
        Sort.STORED: (_("from..to"), _("A-01-01..A-01-20, or scan the first and the last")),
        Sort.NEW: (_("how many"), "30"),
    }[sort]


class Sources:
    """The source chosen, and the others as they were left."""

    def __init__(self) -> None:
        self.sort = Sort.RECORDS
        self._each = {sort: LabelSource(sort) for sort in _ALWAYS}
        self._each[Sort.ACCESSION] = _accession("")
        self._each[Sort.NEW] = LabelSource(Sort.NEW, count=_ROLL)
        self._names: dict[Sort, list[str]] = {}

    @property
    def chosen(self) -> LabelSource:
        """The source that labels are made of."""
        return self._each[self.sort]

    @property
    def sorts(self) -> list[str]:
        """The sorts there are to choose from, in the order in which they are turned."""
        return [str(sort) for sort in Sort if sort in self._each]

    @property
    def names(self) -> list[str]:
        """What was scanned or chosen one by one."""
        return self._names.get(self.sort, [])

    def offer(self, source: LabelSource, *names: str) -> None:
        """Have a source to turn to."""
        self._each[source.sort] = source
        self._names[source.sort] = list(names)

    def choose(self, source: LabelSource, *names: str) -> None:
        """Have a source, and turn to it."""
        self.offer(source, *names)
        self.sort = source.sort

    def put(self, **values: object) -> None:
        """Change the chosen source."""
        self._each[self.sort] = replace(self.chosen, **values)  # type: ignore[arg-type]

    def add(self, sort: Sort, key: str, name: str) -> None:
        """One more record, or person."""
        self.sort = sort
        self.put(keys=(*self.chosen.keys, key))
        self._names.setdefault(sort, []).append(name)

    def take_off(self) -> bool:
        """Leave out what was added last; whether there was anything."""
        if self.sort not in (Sort.RECORDS, Sort.PEOPLE) or not self.chosen.keys:
            return False
        self.put(keys=self.chosen.keys[:-1])
        self._names[self.sort] = self.names[:-1]
        return True

    # --- what was scanned

    def hear_holding(self, holding: Holding) -> None:
        """A holding gets a label; where an accession or a box is wanted it names that."""
        if self.sort == Sort.ACCESSION and holding.accession:
            self.put(text=holding.accession)
        elif self.sort == Sort.INSIDE:
            self.choose(LabelSource(Sort.INSIDE, keys=(f"#{holding.id}",)), holding.name)
        else:
            self.add(Sort.RECORDS, f"#{holding.id}", holding.name)

    def hear_person(self, person: Person) -> None:
        """A person gets a badge."""
        self.add(Sort.PEOPLE, person.barcode, person.name)

    def hear_place(self, name: str) -> None:
        """The first place of a range, then the last; a third begins another range."""
        if self.sort not in _RANGES:
            self.sort = Sort.PLACES
            self.put(text=name)
            return
        first = self.chosen.text.strip()
        self.put(text=name if not first or ".." in first else f"{first}..{name}")

    def said(self) -> str:
        """What the source is, in the words that were typed or scanned."""
        source, n = self.chosen, len(self.chosen.keys)
        if self.sort == Sort.RESULTS:
            return _("“{text}”").format(text=source.text)
        if self.sort == Sort.NEW:
            return f"{source.count:,}"
        if self.sort in (Sort.RECORDS, Sort.PEOPLE):
            first = " · ".join(self.names[-1:])
            count = ngettext("{n} record", "{n} records", n).format(n=n)
            return f"{count} · {first}" if n else ""
        return source.text or " · ".join(self.names)


def range_name(session: Session, place: Place) -> str:
    """What names a place in a range: its address, unless another one has it too."""
    try:
        if session.place(place.address).id == place.id:
            return place.address
    except NotFound:
        pass
    return place.barcode


def labels_of_view(app: DeskApp) -> Labels:
    """Labels of the record shown, of what is listed or marked, or of what will be scanned.

    Where none of these is shown, labels that were begun below are gone back to; from records to
    choose for them all results are theirs.
    """
    from screens.views.labels.labels import Labels

    sources, facts, view = Sources(), app.facts(), app.view
    begun = next((each for each in reversed(app.views) if isinstance(each, Labels)), None)
    if app.counter.person and app.counter.person.barcode:
        person = app.counter.person
        sources.offer(LabelSource(Sort.PEOPLE, keys=(person.barcode,)), person.name)
    template = ""
    if isinstance(view, RecordView) and facts:
        _of_record(sources, facts)
    elif isinstance(view, Search) and view.found:
        if begun is not None and view.asker is begun:
            begun.sources.choose(_results(view))
            return begun
        _of_search(sources, view)
    elif isinstance(view, Picks):
        holdings = [view.marked] if view.moved and view.marked else view.holdings
        sources.choose(_records(holdings), *(holding.name for holding in holdings))
        template = "request"
    elif isinstance(view, RequestView):
        sources.choose(_records(view.holdings), *(each.name for each in view.holdings))
        template = "request"
    elif isinstance(view, PersonRecords) and view.person.barcode:
        sources.choose(LabelSource(Sort.PEOPLE, keys=(view.person.barcode,)), view.person.name)
    elif begun is not None:
        return begun
    return Labels(sources, app.printing.remembered, template)


def _records(holdings: list[Holding]) -> LabelSource:
    return LabelSource(Sort.RECORDS, keys=tuple(f"#{holding.id}" for holding in holdings))


def _accession(number: str) -> LabelSource:
    """An accession's labels are its boxes', unless somebody wants others."""
    return LabelSource(Sort.ACCESSION, text=number, only="box")


def _of_record(sources: Sources, facts: Facts) -> None:
    holding = facts.holding
    sources.choose(_records([holding]), holding.name)
    if facts.contents:
        sources.offer(LabelSource(Sort.INSIDE, keys=(f"#{holding.id}",)), holding.name)
    sources.offer(_accession(holding.accession))
    for sort in _RANGES:
        sources.offer(LabelSource(sort, text=facts.home))


def _results(view: Search) -> LabelSource:
    return LabelSource(Sort.RESULTS, text=view.text, unfinished=view.typing)


def _of_search(sources: Sources, view: Search) -> None:
    """All results; or only the marked one, where somebody has marked one."""
    marked = view.marked
    if isinstance(marked, Holding):
        sources.choose(_records([marked]), marked.name)
    if view.text:
        sources.offer(_results(view))
        if not view.moved or not isinstance(marked, Holding):
            sources.sort = Sort.RESULTS
