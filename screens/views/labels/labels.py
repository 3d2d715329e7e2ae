"""Labels: of which records, on which stock, by which template, to which file or printer.

What was chosen last stays with the desk; a proof of all labels is there before any is printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from data.plain import replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.scan import Counter, clean, understood
from rmdesk.labels.presets import LabelSource, Last, Sort
from rmdesk.labels.settings import FORMATS, Settings
from rmdesk.model.records import Holding, Person, Place
from screens.kit.form import Field, Form, whole
from screens.kit.notice import Told, told_of_error
from screens.kit.paint import Line
from screens.kit.scan_queue import at_the_counter
from screens.views.labels.label_fields import (
    calibration_words,
    changed,
    fields_for,
    settings_of,
    shown_value,
    values_of,
)
from screens.views.labels.label_proof import Proofed, proof_lines, proof_of
from screens.views.labels.label_sources import Sources, range_name, what_word
from screens.views.people import People
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.kit.host import Host

_NUMBERS = {"start": 9_999, "copies": 1_000, "dpi": 2_400}
_NEW_MOST = 10_000
_NUMBER = re.compile("[1-9][0-9]{0,4}", re.ASCII)


class Labels(Form):
    """The form of a print job, with its proof."""

    name = "labels"
    detail_height = 20
    detail_width = 58
    least_list = 12

    def __init__(self, sources: Sources, last: Last, template: str = "") -> None:
        kept = replace(last.settings, template=template, stock="", start=1, copies=1, collate=True)
        super().__init__(values_of(kept))
        self.sources, self.last = sources, last
        self.proofed = Proofed()

    @property
    def source(self) -> LabelSource:
        """Of what labels are made."""
        return self.sources.chosen

    @property
    def settings(self) -> Settings:
        """How they are made."""
        return settings_of(self.values)

    # --- what is shown

    def title(self) -> Line:
        return [(_("labels"), "bold")]

    def status(self) -> Line:
        """How many, on how many sheets, and whether anything is odd."""
        return self.proofed.status()

    def confirm_title(self) -> str:
        return _("Print")

    def shown_fields(self) -> Sequence[Field]:
        """The fields that this source, this format and this stock call for."""
        return fields_for(self.source, self.sources.sorts, self.settings, self.proofed)

    def value(self, each: Field) -> str:
        """What is chosen; what is used where nothing is."""
        if each.name == "what":
            return self._what()
        if each.name == "calibration":
            return calibration_words(self.proofed)
        if each.name in ("sort", "kind", "only"):
            return each.shown(str(getattr(self.source, each.name)))
        return shown_value(each, self.values, self.proofed)

    def _what(self) -> str:
        found, total = self.sources.said(), self.proofed.total
        if not found or self.source.sort in (Sort.RECORDS, Sort.PEOPLE, Sort.NEW):
            return found
        count = ngettext("{n:,} record", "{n:,} records", total).format(n=total)
        if self.source.sort == Sort.PLACES:
            count = ngettext("{n:,} place", "{n:,} places", total).format(n=total)
        return f"{found} · {count}" if total else found

    def field_line(self, each: Field, marked: bool) -> Line:
        """As in any form; a record added by mistake is taken off by Left."""
        line = super().field_line(each, marked)
        one_by_one = self.source.sort in (Sort.RECORDS, Sort.PEOPLE)
        if marked and each.name == "what" and one_by_one and self.source.keys:
            return [*line, ("   " + _("← takes the last off"), "dim")]
        return line

    @property
    def searches(self) -> bool:  # type: ignore[override]
        """Typing searches for records where they are chosen one by one."""
        each = self.marked
        choosing = each is None or each.name in ("sort", "what")
        return choosing and self.source.sort == Sort.RECORDS

    def prompt(self) -> str:
        each = self.marked
        if each is not None and each.name == "what":
            return f"{each.label()}: {what_word(self.source.sort)[1]}"
        if each is not None and each.name in ("stock", "printer"):
            return f"{each.label()}: {each.hint()}"
        if each is not None and each.name in ("calibration", "look"):
            return ""
        return super().prompt()

    # --- the proof

    def load(self, session: Session) -> Proofed:
        """Every label laid out, none printed."""
        return proof_of(session, self.source, self.settings, self.last, self.proofed.printers)

    def show(self, loaded: Proofed) -> None:
        """Take it over, and with it the kind of holding that there is."""
        marked = self.marked
        self.proofed = loaded
        if replace(loaded.source, only=self.source.only) == self.source:
            self.sources.put(only=loaded.source.only)
        self._mark_again(marked)

    def detail_title(self) -> str:
        return _("proof · Ctrl+G looks at each")

    def detail_in(self, width: int, height: int) -> Sequence[Line]:
        return proof_lines(self.proofed, width, height)

    # --- scans

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A record, a place or a badge gets a label; nothing is handed over here."""
        if self._asks_number and _NUMBER.fullmatch(text):
            return Told(text, words=True)
        for candidate in filter(None, (clean(text), tail)):
            found = understood(session, candidate)
            if isinstance(found, Holding):
                told = _("Label for {name}").format(name=found.name)
                return Told(told, "▸", "name", holding=found)
            if isinstance(found, Place):
                told = _("Place {name}").format(name=found.address)
                named = replace(found, address=range_name(session, found))
                return Told(told, "▸", "name", place=named)
            if isinstance(found, Person):
                told = _("Badge for {name}").format(name=found.name)
                return Told(told, "▸", "name", person=found)
            if found is not None and not candidate.isdecimal():
                return at_the_counter(session, counter, candidate)
        return Told(clean(text), words=True)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """A form is filled by typing as by scans."""
        return self.hear(session, counter, text, "")

    @property
    def _asks_number(self) -> bool:
        """Whether a number is typed here: a short one is no code then."""
        each = self.marked
        name = each.name if each else ""
        return name in _NUMBERS or (name == "what" and self.source.sort == Sort.NEW)

    def heard(self, app: Host, told: Told) -> None:
        """Add what was scanned to what gets labels."""
        super().heard(app, told)
        if told.holding:
            self.sources.hear_holding(told.holding)
        elif told.place:
            self.sources.hear_place(told.place.address)
        elif told.person:
            self.sources.hear_person(told.person)
        self._changed(app)

    def add(self, app: Host, holding: Holding) -> None:
        """A holding chosen among results."""
        self.sources.add(Sort.RECORDS, f"#{holding.id}", holding.name)
        told = _("Label for {name}").format(name=holding.name)
        app.tell(Told(told, "▸", "name", next=_("type on for more, Esc for the form")))
        self._changed(app)

    def _add_person(self, app: Host, person: Person) -> None:
        self.sources.add(Sort.PEOPLE, person.barcode or f"#{person.id}", person.name)
        self._changed(app)

    def _changed(self, app: Host) -> None:
        """Show what was taken at once, and its proof when it is there."""
        if app.view is self:
            app.repaint()
            app.reload()

    def searcher(self, app: Host) -> Search:
        """Results whose Enter adds a label."""
        return Search(self, partial(self.add, app), _("records to label"))

    # --- keys and words

    def turn(self, app: Host, step: int) -> None:
        """Left and Right: the next choice, one more or less, or the last record taken off."""
        each = self.marked
        if each is None:
            return
        if each.name == "what":
            if self.source.sort == Sort.NEW:
                self.sources.put(count=max(1, min(_NEW_MOST, self.source.count + step)))
            elif step < 0 and not self.sources.take_off():
                return
            self._changed(app)
        elif each.name in ("start", "copies"):
            self.put(app, each.name, str(max(1, int(self.values[each.name]) + step)))
        elif each.choices is not None:
            self._turn_choice(app, each, step)

    def delete(self, app: Host) -> None:
        """Take the last record off."""
        if self.marked is not None and self.marked.name == "what" and self.sources.take_off():
            self._changed(app)

    def _turn_choice(self, app: Host, each: Field, step: int) -> None:
        choices = [str(choice) for choice in each.choices() or ()] if each.choices else []
        if not choices:
            return
        kept = self.values.get(each.name, "")
        now = str(getattr(self.source, each.name)) if each.name in _OF_SOURCE else kept
        if each.name == "stock":
            now = now or self.proofed.stock
        place = choices.index(now) if now in choices else -1 if step > 0 else 0
        self.put(app, each.name, choices[(place + step) % len(choices)])

    def put(self, app: Host, name: str, value: str) -> None:
        """Set a field; what follows from it follows."""
        marked = self.marked
        if name == "sort":
            self.sources.sort = Sort(value)
        elif name in ("kind", "only"):
            self.sources.put(**{name: value})
        else:
            self.values = changed(self.values, name, value, self.last)
        self._mark_again(marked)
        self._changed(app)

    def _mark_again(self, marked: Field | None) -> None:
        """The mark stays on its field, though others before it come and go."""
        if marked is None:
            self.cursor = min(self.cursor, len(self) - 1)
        elif marked.name in [each.name for each in self.shown_fields()]:
            self.mark(marked.name)

    def words(self, app: Host, text: str) -> bool:
        """Words name records, an accession, places or people; elsewhere the field's value."""
        each = self.marked
        if each is None or each.name in ("sort", "look", "calibration"):
            if self.source.sort == Sort.RECORDS:
                return False
            self.mark("what")
            each = self.marked
        assert each is not None
        if each.name == "what":
            return self._named(app, text)
        if each.name in _NUMBERS:
            return self._numbered(app, each.name, text, _NUMBERS[each.name])
        if each.name == "stock":
            app.look_up(partial(_stock_named, text), partial(self._stock, app))
            return True
        if each.name == "printer":
            self.put(app, "printer", _address(text, self.proofed.printers))
            return True
        return super().words(app, text)

    def _named(self, app: Host, text: str) -> bool:
        sort = self.source.sort
        if sort == Sort.RECORDS:
            return False
        if sort == Sort.PEOPLE:
            asked = _("whose badge?")
            app.open(People(self, partial(self._add_person, app), text, asked))
            app.line.offer(text)
        elif sort == Sort.NEW:
            return self._numbered(app, "count", text, _NEW_MOST)
        elif sort in (Sort.ACCESSION, Sort.PLACES, Sort.STORED):
            self.sources.put(text=text)
            self._changed(app)
        return True

    def _numbered(self, app: Host, name: str, text: str, most: int) -> bool:
        number = whole(text)
        if not 1 <= number <= most:
            wrong = _("“{text}” is not a number from 1 to {most:,}.").format(text=text, most=most)
            app.tell(Told(wrong, "✗", "warn"))
        elif name == "count":
            self.sources.put(count=number)
            self._changed(app)
        else:
            self.put(app, name, str(number))
        return True

    def typed(self, app: Host, text: str) -> bool:
        """Letters of a name narrow the people."""
        each = self.marked
        asks = each is not None and each.name == "what" and self.source.sort == Sort.PEOPLE
        if asks and text.strip():
            self._named(app, text)
        named = each is None or each.name in _NAMES_RECORDS
        return asks or (not named and super().typed(app, text))

    def unsaid(self, each: Field) -> bool:
        """What stands there is what is printed, chosen or not."""
        return False

    def _stock(self, app: Host, found: str | Told) -> None:
        if isinstance(found, Told):
            app.tell(found)
        else:
            self.put(app, "stock", found)

    def write(self, app: Host, text: str) -> bool:
        """Nothing is printed before what was typed is understood: a sheet is spoilt by it."""
        name = self.marked.name if text and self.marked else ""
        if name == "what" and self.left_out():
            return False
        if name and self._asks_number and not 1 <= whole(text) <= _NUMBERS.get(name, _NEW_MOST):
            self.words(app, text)
            app.line.offer(text)
            return True
        if name == "stock":
            app.look_up(partial(_stock_named, text), partial(self._stock_to_print, app, text))
            return True
        return super().write(app, text)

    def left_out(self) -> bool:
        """A badge is printed for who was chosen, not for who was only named."""
        if self.marked is not None and self.marked.name == "what":
            return self.source.sort == Sort.PEOPLE
        return super().left_out()

    def _stock_to_print(self, app: Host, text: str, found: str | Told) -> None:
        self._stock(app, found)
        if isinstance(found, Told):
            app.line.offer(text)
        else:
            self.confirm(app)

    def choose(self, app: Host) -> None:
        """Enter: search for records, look, calibrate, turn, or print."""
        each = self.marked
        if each is not None and each.name == "what" and self.source.sort == Sort.RECORDS:
            app.open(self.searcher(app))
        elif each is not None and each.name == "what" and self.source.sort == Sort.PEOPLE:
            self._named(app, "")
        elif each is not None and each.name in ("look", "calibration"):
            app.run_named({"look": "label-preview", "calibration": "calibrate"}[each.name])
        elif each is None or each.choices is not None:
            super().choose(app)

    def confirm(self, app: Host) -> None:
        """Print, and remember; the desk goes on meanwhile."""
        source = self.source
        if source.sort in (Sort.RECORDS, Sort.PEOPLE) and not source.keys:
            app.tell(Told(_("Nothing to print: scan a record first."), "✗", "warn"))
            return
        app.printing.print(source, self.settings, partial(self._printed, app))

    def _printed(self, app: Host) -> None:
        """The next labels begin where these end; what was printed is what is remembered."""
        self.last = app.printing.remembered
        self._changed(app)

    def copy_template(self, app: Host) -> None:
        """Copy the template into the centre's folder, and say where it is."""
        name = self.proofed.template

        def work(session: Session) -> Told:
            from rmdesk.labels.drawing import copy_template

            file = copy_template(name, session.desk.labels)
            text = _("Copied to {file}").format(file=file)
            return Told(text, "✓", "good", _("change it there; it is used from now on"))

        app.do(work)


_NAMES_RECORDS = ("what", "sort", "look", "calibration")
"""Fields where words name what gets labels."""

_OF_SOURCE = ("sort", "kind", "only")


def _address(text: str, queues: Sequence[str]) -> str:
    """The address of a printer: a bare name is a queue of CUPS, one with an ending a file."""
    if ":" in text:
        return text
    if f"lp:{text}" not in queues and Path(text).suffix.lower().removeprefix(".") in FORMATS:
        return f"file:{text}"
    return f"lp:{text}"


def _stock_named(text: str, session: Session) -> str | Told:
    from rmdesk.labels.drawing import stock_named
    from rmdesk.model.errors import DeskError

    try:
        return stock_named(text, session.desk.labels).name
    except DeskError as error:
        return told_of_error(error)
