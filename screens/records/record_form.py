"""A form for a record of any kind, new or amended, from what its declaration says.

Each text is read by its field's kind as it is entered, and why it does not fit stands beside it.
What is begun is a draft, kept through Esc and a crash until it is written or discarded.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, read_values, written_values
from rmdesk.desk.registering import Asked
from rmdesk.desk.suggesting import names_nothing, suggested
from rmdesk.duties import kinds
from rmdesk.duties.lookup import bare_code
from rmdesk.duties.scan import Counter, clean, understood
from rmdesk.model.codes import fold_code
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import FieldSpec, Record
from rmdesk.model.records import Holding, Place
from rmdesk.model.values import YES, written
from rmdesk.model.words import Status
from screens.kit.drafts import read_draft
from screens.kit.form import LABEL, Field, Form, hinted, turned_prompt
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, fit, wrap
from screens.kit.question import Question
from screens.kit.scan_queue import at_the_counter
from screens.records.asking import day_said
from screens.records.beside import Beside, beside, of_error, of_reason
from screens.records.record_list import Choosing
from screens.records.writing import write_record

if TYPE_CHECKING:
    from screens.kit.host import Host

EMPTIES = "-"
"""Typed alone, it empties the marked field."""

_VALUE = 20
"""Cells of a value that has a reason beside it."""


@dataclass(frozen=True)
class _Loaded:
    """The record as it is kept, what stands against amending it, and what names no record."""

    record: Any
    against: Sequence[Reason] = ()
    nameless: Mapping[str, str] = field(default_factory=dict)


class RecordForm(Form):
    """The fields that a person says of a record; `number` is that of the one to amend."""

    name = "form"
    searches = False
    detail_height = 3

    def __init__(self, app: Host, kind: RecordKind, number: int = 0) -> None:
        kind = app.desk.kinds[kind.record.table]  # with the site's own kinds of holding
        self._kinds = app.desk.holding_kinds.kinds if kind.record is Holding else {}
        self.kind, self.number = kind, number
        self.draft_name = f"{kind.word} {number}" if number else f"new {kind.word}"
        kept = read_draft(app.desk.home, app.session.login, self.draft_name)
        draft = {name: text for name, text in kept.items() if name in kind.given}
        self.changes: dict[str, str] = app.drafts.setdefault(self.draft_name, draft)
        self._said: dict[str, Beside] = {}
        self._suggested: Sequence[str] = ()
        self._take(_Loaded(kind.record(id=number)))
        self._gone = False
        self._fields = [_field(name, spec, self._choices) for name, spec in kind.given.items()]

    def _take(self, loaded: _Loaded) -> None:
        """The record as it is kept, under what was typed."""
        self.record, self._against = loaded.record, loaded.against
        self._nameless = {name: Beside(why, warns=True) for name, why in loaded.nameless.items()}
        self._before = written_values(self.kind, self.record)
        self.values = ChainMap(self.changes, self._before)
        self._look()

    def _look(self) -> None:
        """Why what was typed does not fit; what writing it said stays until it is changed."""
        told = beside(self.kind, self.record, self.changes)
        typed = {name: each for name, each in told.items() if name in self.changes}
        self._lacking = [name for name, each in told.items() if not each.warns]
        self.beside = self._nameless | self._said | typed

    def load(self, session: Session) -> _Loaded | None:
        """The record to amend, what stands against that, and what was typed that names none."""
        nameless = names_nothing(session, self.kind, dict(self.changes))
        if not self.number:
            return _Loaded(self.kind.record(), nameless=nameless)
        table = self.kind.record.table
        document = session.store.table(table).get(doc_id=self.number)
        if document is None or not session.visible.known(table, [document]):
            return None
        record = self.kind.record.from_document(document)
        against = self.kind.reasons_against(session, record, record.to_document())
        return _Loaded(record, against, nameless)

    def show(self, loaded: _Loaded | None) -> None:
        self._gone = loaded is None
        if loaded is not None:
            self._take(loaded)

    # --- what is shown

    def title(self) -> Line:
        word = _(self.kind.word)
        if not self.number:
            return [(_("new {kind}").format(kind=word), "bold")]
        return [(_("amend {kind}").format(kind=word) + " ", "dim"), (self.record.key, "name")]

    def status(self) -> Line:
        if self._gone:
            return [(_("There is no such record any more."), "warn")]
        if self._against:
            rules = ", ".join(dict.fromkeys(each.rule for each in self._against))
            return [(_("not to be amended: {rules}").format(rules=rules), "bad")]
        return [(_("draft, kept until written"), "dim")] if self.changes else ()

    def shown_fields(self) -> Sequence[Field]:
        """All that such a record has; of own fields those of the kind that it is said to be."""
        given = self.kind.given
        return [each for each in self._fields if self._has(given[each.name].of)]

    def _has(self, of: Sequence[str]) -> bool:
        return not of or self.values.get("kind", "") in of

    def _choices(self, name: str) -> Sequence[str]:
        """Nothing, the words that there are, and what is there already."""
        kind = self.kind.given[name].kind
        words = ("yes",) if kind is YES else kind.choices if kind else ()
        words = (*words, *self._kinds) if name == "kind" else words
        return list(dict.fromkeys(("", *words, self.values.get(name, ""))))

    def field_line(self, each: Field, marked: bool) -> Line:
        """Label and value, in bold where it is not written yet; why it does not fit beside it."""
        value, why = self.value(each), self.beside.get(each.name)
        turned = each.choices is not None and marked
        text = f"‹ {value} ›" if turned else f"  {value}"
        if why and len(text) > _VALUE:
            text = fit(text, _VALUE)
        line: list[Span] = [(fit(each.label(), LABEL), "dim")]
        line.append((text, "bold" if each.name in self.changes else ""))
        if why is not None:
            return [*line, ("  ", ""), why.span]
        return line if value else [*line, (hinted(self._needed(each.name)), "dim")]

    def _needed(self, name: str) -> str:
        """That a field must be filled, or one of several, while none is."""
        needs = [each for each in self.kind.record.needs if each in self.kind.given]
        open_ = name in needs and not any(self.values.get(each) for each in needs)
        if open_ and len(needs) > 1:
            return _("one of these is needed")
        return _("needed") if open_ or name in self._lacking else ""

    def confirm_title(self) -> str:
        """What the last row says, and what stands against it."""
        title = _("Write the changes") if self.number else _("Register it")
        told = [reason.told for reason in self._against]
        return "   ".join((title, *told))

    def detail_in(self, width: int, height: int) -> Sequence[Line]:
        """What the marked field is and may name, why its text does not fit, and what it was."""
        each = self.marked
        if each is None:
            told = (reason.told for reason in self._against)
            return [[(line, "bad")] for text in told for line in wrap(text, width, 2)]
        spec, why = self.kind.given[each.name], self.beside.get(each.name)
        lines: list[Line] = []
        if self._suggested:
            beneath = height > self.detail_height
            shown = self._suggested if beneath else [" · ".join(self._suggested)]
            lines += [[(fit(text, width), "name")] for text in shown]
        elif why is not None:
            lines += [[(line, why.span[1])] for line in wrap(why.text, width, 2)]
        help_text = _(spec.help) if spec.help else each.label()
        lines += [[(line, "dim")] for line in wrap(help_text, width, 2)]
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
        if each.choices is not None:
            return turned_prompt(each)
        text = ""
        if self.named_by_it is not None:
            text = _("{field}: type it, or Ctrl+G chooses; - empties it")
        text = text or _("{field}: type it, then Enter; - empties it")
        return text.format(field=each.label())

    # --- scans and words

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan does what it does at the counter, but for what the marked field waits for."""
        said, code = clean(text), bare_code(session, clean(text))
        found = understood(session, code)
        if found is not None and not self._waits_for(found, code):
            return at_the_counter(session, counter, code)
        a_code = found is not None or (self.marked is not None and self.marked.name == "barcode")
        return Told(said, words=True, code=code if a_code else "")

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What a person types is for the marked field, whatever it may name."""
        return Told(clean(text), words=True)

    def _waits_for(self, found: Record, text: str) -> bool:
        """Whether what names a record is for the marked field.

        A place or a holding that it names is; what is out comes back before anything. Otherwise
        a barcode is a scan, and what names a record by its code or address was typed.
        """
        name = self.marked.name if self.marked else ""
        keyed = self.kind.given[name].keyed if name else ""
        if isinstance(found, Place) and keyed == Place.table:
            return True
        if isinstance(found, Holding) and keyed == Holding.table:
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
        self._suggested = ()
        each = self.marked
        if each.choices is not None and text != EMPTIES and self.take_choice(app, each, text):
            return True  # else it is a word of the site's own
        self.put(app, self.marked.name, "" if text == EMPTIES else text)
        if self.marked.name not in self.beside:
            self.tab(app)
        return True

    def put(self, app: Host, name: str, value: str) -> None:
        """Change the draft; a value that is kept already is none."""
        value = day_said(app, self.kind.given[name].kind, value)
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
        if each is not None and self.named_by_it is not None and not self.values[each.name]:
            self.choose_record(app)
        elif each is not None and each.choices is None:
            app.line.offer(self.values[each.name])
        else:
            super().choose(app)

    # --- records that fields name

    @property
    def named_by_it(self) -> RecordKind | None:
        """The kind of record that the marked field names."""
        keyed = self.kind.given[self.marked.name].keyed if self.marked else ""
        return kinds()[keyed] if keyed else None

    def typed(self, app: Host, text: str) -> bool:
        """Suggest the records that what is typed may name."""
        kind = self.named_by_it
        if self.marked is not None and self.marked.choices is not None:
            return super().typed(app, text)
        if kind is None or not text.strip():
            self._suggest(app, text, ())
        else:
            read = partial(suggested, kind=kind, text=text.strip())
            app.look_up(read, partial(self._suggest, app, text))
        return True

    def _suggest(self, app: Host, text: str, found: Sequence[Record]) -> None:
        """Show them, unless something else is typed by now."""
        shown = [f"{each.key} {getattr(each, 'title', '')}".strip() for each in found]
        if text == app.line.value and shown != self._suggested:
            self._suggested = shown
            app.repaint()

    def choose_record(self, app: Host) -> None:
        """Choose what the marked field names among the records there are."""
        each, kind = self.marked, self.named_by_it
        if each is None or kind is None:
            return
        asked = _("{field}: which {kind}?").format(field=each.label(), kind=_(kind.word))
        take = partial(self._chose, app, each.name)
        app.open(Choosing(self, kind, take, text=app.line.value.strip(), asked=asked))

    def _chose(self, app: Host, name: str, record: Record) -> None:
        self._suggested = ()
        self.mark(name)
        self.put(app, name, record.key)
        self.tab(app)

    # --- the draft

    def drafted(self) -> Mapping[str, str]:
        return self.changes

    def forget(self, app: Host) -> None:
        self.changes.clear()
        self.keep(app)
        app.drafts.pop(self.draft_name, None)

    def _leave(self, app: Host) -> None:
        self.forget(app)
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
        work = partial(write_record, self.kind, self.number, dict(self.changes), sure, came)
        app.do(work, lambda _told: self._came(app, came))

    def _came(self, app: Host, came: Sequence[Record | Refused | BadInput]) -> None:
        """Leave what is written; ask what is asked; mark the field that could not be taken."""
        for found in came:
            if isinstance(found, Record):
                app.last_holding = found.id if isinstance(found, Holding) else app.last_holding
                self._leave(app)
            elif isinstance(found, Asked):
                self._ask(app, found)
            elif isinstance(found, Refused):
                self._say(app, {each.at: of_reason(each) for each in found.reasons})
            elif isinstance(found, BadInput):
                self._say(app, {found.field_name: of_error(found)})

    def _say(self, app: Host, said: Mapping[str, Beside]) -> None:
        """Put what writing said beside its fields, and mark the first of them."""
        at_fields = {name: each for name, each in said.items() if name in self.kind.given}
        self._said |= at_fields
        self._look()
        for name in list(at_fields)[:1]:
            self.mark(name)
        app.repaint()

    def _ask(self, app: Host, asked: Asked) -> None:
        app.open(
            Question(
                title=self.title()[0][0],
                lines=[each.told for each in asked.reasons],
                yes=_("Yes, I am sure: register it"),
                then=lambda _reason: self._write(app, sure=True),
            )
        )


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
