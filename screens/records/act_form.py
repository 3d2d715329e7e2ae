"""A form for what an act is told, from its declaration: for acts that take more than one thing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Takes, perform
from rmdesk.desk.desk import Session
from rmdesk.duties.lookup import bare_code
from rmdesk.duties.scan import Counter
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Holding
from screens.kit.form import Field, Form
from screens.kit.notice import Told
from screens.kit.paint import Line
from screens.kit.question import Question
from screens.records.actions import ask_or_do, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screens.kit.host import Host

ABOUT = "·about"
"""What a draft calls the name of the record: no field is called so."""

_AND = "\n"
"""Between several values of one field: each is a line of its own."""


class ActForm(Form):
    """What an act on one record is told; a scan fills the field that names records, or takes many.

    `key` names the record, `about` is what people call it, `told` what is known already.
    """

    name = "act"
    searches = False

    def __init__(self, act: Act, key: str, about: str, told: Mapping[str, str]) -> None:
        super().__init__({each.name: told.get(each.name, each.default) for each in act.takes})
        self.act, self.key, self.about = act, key, about
        self._told = dict(self.values)
        self.draft_name = f"{act.name} {key}"
        self._fields = [_field(each) for each in act.takes]

    def title(self) -> Line:
        return [(_(self.act.title).rstrip("…"), "bold"), (f" {self.about}", "name")]

    def shown_fields(self) -> list[Field]:
        return self._fields

    def confirm_title(self) -> str:
        return _("Do it: {act}").format(act=_(self.act.title).rstrip("…"))

    @property
    def _takes(self) -> Takes | None:
        """What the marked field is about."""
        part, number = self.part(self.cursor)
        return self.act.takes[number] if part == "field" else None

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan fills the marked field, if that names records or people, or takes many."""
        takes = self._takes
        if takes is not None and (takes.names is not None or takes.many):
            return Told(text, words=True, code=bare_code(session, text))
        return super().hear(session, counter, text, tail)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """What is typed is for the marked field."""
        return Told(text, words=True)

    def put(self, app: Host, name: str, value: str) -> None:
        """One more where it takes many."""
        takes = next(each for each in self.act.takes if each.name == name)
        from screens.records.asking import day_said  # with the first form that is sent

        value = day_said(app, takes.kind, value, takes.edge)
        before = self.values[name] if takes.many else ""
        super().put(app, name, _AND.join(filter(None, (before, value))))
        self.keep(app)

    def drafted(self) -> Mapping[str, str]:
        """What was said beyond what it began with, and of what record."""
        said = {name: text for name, text in self.values.items() if text != self._told[name]}
        return said | {ABOUT: self.about} if said else {}

    def forget(self, app: Host) -> None:
        self.values.update(self._told)
        self.keep(app)

    def status(self) -> Line:
        return [(_("draft, kept until it is done or discarded"), "dim")] if self.drafted() else ()

    def go_on(self, app: Host) -> None:
        """Take over what was said of it before."""
        from screens.kit.drafts import read_draft

        kept = read_draft(app.desk.home, app.session.login, self.draft_name)
        self.values.update({name: text for name, text in kept.items() if name in self.values})

    def words(self, app: Host, text: str) -> bool:
        """Take a text into the marked field; the mark stays where several may follow."""
        takes = self._takes
        if takes is None or not takes.many:
            return super().words(app, text)
        self.put(app, takes.name, text)
        return True

    @property
    def takes_cells(self) -> bool:
        """Whether a pasted line keeps the tabs between its cells."""
        return self._takes is not None and self._takes.many

    def value(self, each: Field) -> str:
        """Of several values how many there are, the last one first."""
        several = self.values.get(each.name, "").split(_AND)
        if len(several) == 1:
            return super().value(each)
        told = "; ".join(" ".join(text.split()) for text in reversed(several))
        return f"{len(several)}: {told}"

    def delete(self, app: Host) -> None:
        """Empties the marked field; of several values it takes the last one back."""
        if takes := self._takes:
            before = self.values[takes.name].rpartition(_AND)[0] if takes.many else ""
            self.values[takes.name] = before or takes.default
            self.keep(app)
            app.repaint()

    def confirm(self, app: Host) -> None:
        """Do it, once what it must be told is there and what it asks was answered."""
        lacks = [each for each in self.act.takes if each.required and not self.values[each.name]]
        if lacks:
            self.mark(lacks[0].name)
            app.tell(Told(_("Say: {what}").format(what=_(lacks[0].help)), "?", "warn"))
            return
        try:
            given = {name: value for each in self.act.takes for name, value in self._given(each)}
        except BadInput as error:
            self.mark(error.field_name)
            app.tell(Told(error.message, "✗", "warn"))
            return
        if self.act.confirms:
            app.open(self._question(app, given))
        else:
            self._do(app, given)

    def _given(self, takes: Takes) -> list[tuple[str, Any]]:
        """What a field says, as the act takes it; nothing for an empty one."""
        text = self.values[takes.name]
        if not text:
            return []
        if not takes.many:
            return [(takes.name, takes.read(text))]
        several = text.split(_AND)
        keys = [key for each in several for key in each.split("; ")]
        return [(takes.name, keys if takes.names is not None else several)]

    def _question(self, app: Host, given: Mapping[str, Any]) -> Question:
        title = _(self.act.title).rstrip("…")
        return Question(
            title=title,
            lines=[self.about, _(self.act.confirms)],
            yes=_("Yes: {act}").format(act=title),
            then=lambda _reason: self._do(app, given),
        )

    def _do(self, app: Host, given: Mapping[str, Any]) -> None:
        """In turn with the scans; a refusal leaves the form as it is."""

        def done(told: Told) -> None:
            if told.mark == "✓":
                self.forget(app)
            if told.mark == "✓" and app.view is self:
                app.back()

        app.do(partial(_done, self.act, self.key, self.about, given), done)


def _done(act: Act, key: str, about: str, given: Mapping[str, Any], session: Session) -> Told:
    done = perform(session, act, [key], given)
    person = session.person(given[act.for_person.name]).name if act.for_person else ""
    return told_of(act, done, about, person)


def _field(takes: Takes) -> Field:
    """A field as the form shows it: its short name, and what it is for while it is empty."""
    choices = takes.kind.choices if takes.kind is not None else ()
    label = _("records") if takes.names is Holding and takes.required else takes.name.rstrip("_")
    return Field(
        takes.name,
        lambda: _(label.replace("_", " ")),
        (lambda: choices) if choices else None,
        hint=lambda: _(takes.help),
    )


def take(app: Host, act: Act, key: str, about: str, told: Mapping[str, str]) -> None:
    """Do an act on one record, once what it is told was asked for: in one question, or a form."""
    alone = act.asks is not None and len(act.takes) == 1
    if alone or not act.takes:
        ask_or_do(app, act, key, about, {})
    else:
        open_act(app, act, key, about, told)


def open_act(app: Host, act: Act, key: str, about: str, told: Mapping[str, str]) -> None:
    """Open the form of an act, with what was said of it before."""
    form = ActForm(act, key, about, told)
    form.go_on(app)
    app.open(form)


def tell_more(app: Host, act: Act, key: str, about: str, told: Mapping[str, str]) -> None:
    """Open the form of all that an act can be told, also of what need not be said."""
    open_act(app, act, key, about, told)


def more_to_tell(act: Act | None) -> bool:
    """Whether an act can be told more than its screen asks for."""
    return act is not None and not act.scanned and any(not each.required for each in act.takes)
