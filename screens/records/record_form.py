"""A form for a record of any kind, new or amended, from what its declaration says.

Each text is read by its field's kind as it is entered, and why it does not fit stands beside it.
What is begun is a draft, kept through Esc and a crash until it is written or discarded.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

from data import StoreError
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, read_values, written_values
from rmdesk.desk.registering import Asked, amend, register
from rmdesk.duties.scan import Counter, clean, understood
from rmdesk.model.codes import fold_code
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import FieldSpec, Record
from rmdesk.model.records import Holding, Place
from rmdesk.model.values import YES, written
from rmdesk.model.words import Status
from screens.kit.drafts import keep_draft, read_draft
from screens.kit.form import LABEL, Field, Form
from screens.kit.notice import Told, told_of_error
from screens.kit.paint import Line, Span, fit, wrap
from screens.kit.question import Question
from screens.kit.scan_queue import at_the_counter

if TYPE_CHECKING:
    from screens.kit.host import Host

EMPTIES = "-"
"""Typed alone, it empties the marked field."""

_VALUE = 20
"""Cells of a value that has a reason beside it."""


class RecordForm(Form):
    """The fields that a person says of a record; `number` is that of the one to amend."""

    name = "form"
    searches = False
    detail_height = 3

    def __init__(self, app: Host, kind: RecordKind, number: int = 0) -> None:
        self.kind, self.number = kind, number
        self.draft_name = f"{kind.word} {number}" if number else f"new {kind.word}"
        kept = read_draft(app.desk.home, app.session.login, self.draft_name)
        draft = {name: text for name, text in kept.items() if name in kind.given}
        self.changes: dict[str, str] = app.drafts.setdefault(self.draft_name, draft)
        self._said: dict[str, str] = {}
        self._take(kind.record(id=number))
        self._gone = False
        self._fields = [_field(name, spec, self._choices) for name, spec in kind.given.items()]

    def _take(self, record: Any, against: Sequence[Reason] = ()) -> None:
        """The record as it is kept, under what was typed."""
        self.record, self._against = record, against
        self._before = written_values(self.kind, record)
        self.values = ChainMap(self.changes, self._before)
        self._look()

    def _look(self) -> None:
        """Why what was typed does not fit; what writing it said stays until it is changed."""
        self.beside = self._said | beside(self.kind, self.record, self.changes)

    def load(self, session: Session) -> tuple[Any, Sequence[Reason]] | None:
        """The record to amend, and what stands against amending it at all."""
        if not self.number:
            return self.kind.record(), ()
        table = self.kind.record.table
        document = session.store.table(table).get(doc_id=self.number)
        if document is None or not session.visible.known(table, [document]):
            return None
        record = self.kind.record.from_document(document)
        return record, self.kind.reasons_against(session, record, record.to_document())

    def show(self, loaded: tuple[Any, Sequence[Reason]] | None) -> None:
        self._gone = loaded is None
        if loaded is not None:
            self._take(*loaded)

    # --- what is shown

    def title(self) -> Line:
        word = _(self.kind.word)
        if not self.number:
            return [(_("new {kind}").format(kind=word), "bold")]
        return [(_("amend {kind}").format(kind=word) + " ", "dim"), (self.record.key, "name")]

    def status(self) -> Line:
        if self._gone:
            return [(_("There is no such record any more."), "warn")]
        return [(_("draft, kept until written"), "dim")] if self.changes else ()

    def shown_fields(self) -> Sequence[Field]:
        return self._fields

    def _choices(self, name: str) -> Sequence[str]:
        """Nothing, the words that there are, and what is there already."""
        kind = self.kind.given[name].kind
        words = ("yes",) if kind is YES else kind.choices if kind else ()
        return list(dict.fromkeys(("", *words, self.values.get(name, ""))))

    def field_line(self, each: Field, marked: bool) -> Line:
        """Label and value, in bold where it is not written yet; why it does not fit beside it."""
        value, why = self.value(each), self.beside.get(each.name, "")
        turned = each.choices is not None and marked
        text = f"‹ {value} ›" if turned else f"  {value}"
        if why and len(text) > _VALUE:
            text = fit(text, _VALUE)
        line: list[Span] = [(fit(each.label(), LABEL), "dim")]
        line.append((text, "bold" if each.name in self.changes else ""))
        return [*line, (f"  ✗ {why}", "bad")] if why else line

    def confirm_title(self) -> str:
        """What the last row says, and what stands against it."""
        title = _("Write the changes") if self.number else _("Register it")
        told = [f"{reason.rule}: {reason.text}" for reason in self._against]
        return "   ".join((title, *told))

    def detail(self, width: int) -> Sequence[Line]:
        """What the marked field is, why its text does not fit, and what it was."""
        each = self.marked
        if each is None:
            return ()
        spec, why = self.kind.given[each.name], self.beside.get(each.name, "")
        lines: list[Line] = [[(line, "bad")] for line in wrap(why, width, 2)]
        lines.append([(_(spec.help) if spec.help else each.label(), "dim")])
        if self.number and each.name in self.changes:
            was = each.shown(self._before.get(each.name, "")) or _("nothing")
            lines.append([(_("now: {value}").format(value=was), "dim")])
        return lines

    def detail_title(self) -> str:
        return self.marked.label() if self.marked else ""

    def prompt(self) -> str:
        each = self.marked
        if each is None:
            return ""
        text = _("{field}: type it, or turn it; - empties it") if each.choices else ""
        text = text or _("{field}: type it, then Enter; - empties it")
        return text.format(field=each.label())

    # --- scans and words

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan does what it does at the counter, but for what the marked field waits for."""
        for candidate in filter(None, (clean(text), tail)):
            found = understood(session, candidate)
            if found is not None:
                if self._waits_for(found, candidate):
                    break
                return at_the_counter(session, counter, candidate)
        return Told(clean(text), words=True)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What a person types is for the marked field, whatever it may name."""
        return Told(clean(text), words=True)

    def _waits_for(self, found: Record, text: str) -> bool:
        """Whether what names a record is for the marked field.

        A home or a container is; what is out comes back before anything is put into it. Otherwise
        a barcode is a scan, and what names a record by its code or address was typed.
        """
        name = self.marked.name if self.marked else ""
        if isinstance(found, Place) and name == "home":
            return True
        if isinstance(found, Holding) and name == "container":
            return found.status != Status.OUT
        if not name or (name == "barcode" and found != self.record):
            return False
        same = str(getattr(found, name, ""))
        barcode = getattr(found, "barcode", "") or found.key
        return fold_code(text) == fold_code(same) or fold_code(text) != fold_code(barcode)

    def words(self, app: Host, text: str) -> bool:
        """Take a text into the marked field, as its kind writes it."""
        if self.marked is None:
            return False
        self.put(app, self.marked.name, "" if text == EMPTIES else text)
        if self.marked.name not in self.beside:
            self.tab(app)
        return True

    def put(self, app: Host, name: str, value: str) -> None:
        """Change the draft; a value that is kept already is none."""
        with suppress(BadInput):  # else it stays as typed, with the reason beside it
            value = written(read_values(self.kind, {name: value})[name])
        self.changes[name] = value
        if value == self._before[name]:
            del self.changes[name]
        self._said.pop(name, None)
        self._look()
        self.keep(app)
        app.repaint()

    def choose(self, app: Host) -> None:
        """Enter: turns a choice, gives a text to be changed, confirms on the last row."""
        each = self.marked
        if each is not None and each.choices is None:
            app.line.offer(self.values[each.name])
        else:
            super().choose(app)

    # --- the draft

    def keep(self, app: Host) -> None:
        """Keep the draft through a crash, or say that it cannot be."""
        try:
            keep_draft(app.desk.home, app.session.login, self.draft_name, self.changes)
        except StoreError as error:
            told = _("The draft is on the screen only: {why}").format(why=error.message)
            app.tell(Told(told, "✗", "warn"))

    def ask_to_discard(self, app: Host) -> None:
        """Throw the draft away, once that was asked."""
        n = len(self.changes)
        fields = ngettext("{n} field was typed.", "{n} fields were typed.", n).format(n=n)
        app.open(
            Question(
                title=_("Discard the draft"),
                lines=[self.draft_name, fields],
                yes=_("Yes: discard it"),
                then=lambda _reason: self._leave(app),
            )
        )

    def _leave(self, app: Host) -> None:
        self.changes.clear()
        self.keep(app)
        app.drafts.pop(self.draft_name, None)
        if app.view is self:
            app.back()

    # --- writing

    def confirm(self, app: Host) -> None:
        """Write it in turn with the scans; the draft goes only once it is written."""
        self._write(app, sure=False)

    def _write(self, app: Host, sure: bool) -> None:
        if not self.changes:
            app.tell(Told(_("Nothing was typed or changed."), "?", "warn"))
            return
        came: list[Record | Refused | BadInput] = []
        work = partial(_written, self.kind, self.number, dict(self.changes), sure, came)
        app.do(work, lambda _told: self._came(app, came))

    def _came(self, app: Host, came: Sequence[Record | Refused | BadInput]) -> None:
        """Leave what is written; ask what is asked; mark the field that could not be taken."""
        for found in came:
            if isinstance(found, Record):
                app.last_holding = found.id if isinstance(found, Holding) else app.last_holding
                self._leave(app)
            elif isinstance(found, Asked):
                self._ask(app, found)
            elif isinstance(found, BadInput) and found.field_name in self.kind.given:
                self._said[found.field_name] = f"{found.message} {found.next_step}".strip()
                self._look()
                self.mark(found.field_name)
                app.repaint()

    def _ask(self, app: Host, asked: Asked) -> None:
        lines = [text for each in asked.reasons for text in wrap(f"{each.rule}: {each.text}", 70)]
        app.open(
            Question(
                title=self.title()[0][0],
                lines=lines,
                yes=_("Yes, I am sure: register it"),
                then=lambda _reason: self._write(app, sure=True),
            )
        )


def beside(kind: RecordKind, record: Any, changes: Mapping[str, str]) -> dict[str, str]:
    """Why texts do not fit, and what is odd about them, by their fields."""
    found: dict[str, str] = {}
    values: dict[str, Any] = {}
    for name, text in changes.items():
        try:
            values |= read_values(kind, {name: text})
        except BadInput as error:
            found[name] = error.message
    try:
        kind.complete(replace(record), values, found.__setitem__)
    except BadInput as error:
        found[error.field_name] = error.message
    return {name: why for name, why in found.items() if name in changes}


def _field(name: str, spec: FieldSpec, choices: Callable[[str], Sequence[str]]) -> Field:
    """A field as the form shows it; what there are words for is turned."""
    turned = spec.kind is not None and (spec.kind is YES or bool(spec.kind.choices))
    shown = spec.word or str
    if spec.kind is YES:
        shown = _yes_or_no
    return Field(
        name, lambda: _(spec.label), partial(choices, name) if turned else None, shown=shown
    )


def _yes_or_no(value: str) -> str:
    return {"": _("no"), "yes": _("yes")}.get(value, value)


def _written(
    kind: RecordKind,
    number: int,
    texts: Mapping[str, str],
    sure: bool,
    came: list[Record | Refused | BadInput],
    session: Session,
) -> Told:
    """Register or amend; what came of it is put into `came`, beside what is told of it."""
    remarks: list[str] = []
    try:
        values = read_values(kind, texts)
        if number:
            told = _("Amended: {name}")
            record = amend(session, kind, f"#{number}", values, remark=_into(remarks))
        else:
            told = _("Registered: {name}")
            record = register(session, kind, values, _into(remarks), sure=sure)
    except (BadInput, Refused) as error:
        came.append(error)
        return told_of_error(error)
    came.append(record)
    name = kind.called(session, record)
    return Told(told.format(name=name), "✓", "good", "; ".join(remarks))


def _into(remarks: list[str]) -> Callable[[str, str], None]:
    return lambda _field, text: remarks.append(text)
