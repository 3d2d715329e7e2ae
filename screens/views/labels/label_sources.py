"""Of what labels are made: one source of each sort, so that turning to another loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.plain import replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, Place

if TYPE_CHECKING:
    pass

_ALWAYS = (Sort.RECORDS, Sort.PEOPLE, Sort.ACCESSION, Sort.PLACES, Sort.STORED, Sort.NEW)
_ROLL = 30
"""New barcodes offered at first: a sheet of the most common stock."""

RANGES = (Sort.PLACES, Sort.STORED)


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
        self._each[Sort.ACCESSION] = accession_labels("")
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
        if self.sort not in RANGES:
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
    except (BadInput, NotFound):
        pass
    return place.barcode or f"#{place.id}"


def accession_labels(number: str) -> LabelSource:
    """An accession's labels are its boxes', unless somebody wants others."""
    return LabelSource(Sort.ACCESSION, text=number, only="box")
