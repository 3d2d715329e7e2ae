"""A form that is filled from the desk line: mark a field and type, or turn it, or scan.

The line stays the only place that takes keys, so a scan is heard in the middle of a form as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from data import StoreError
from data.plain import dataclass, field
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.model.naming import fold_name
from screens.kit.notice import Told
from screens.kit.paint import Line, Span, fit
from screens.kit.scan_queue import at_the_counter_or_words
from screens.kit.view import View

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from rmdesk.duties.scan import Counter
    from screens.kit.host import Host

LABEL = 14


_WHOLE = re.compile("[0-9]{1,9}", re.ASCII)


def whole(text: str) -> int:
    """A whole number as typed; 0 for any other text, and for more digits than anything has."""
    return int(text) if _WHOLE.fullmatch(text) else 0


_LISTED = 3
"""From so many choices on Enter lists them; of two it takes the other."""


def hinted(text: str) -> str:
    """A hint, so that nobody takes it for a value."""
    return f"({text})" if text else ""


def turned_prompt(each: Field) -> str:
    """What the desk line says of a field of choices."""
    choices = each.choices() if each.choices else ()
    if len(choices) < _LISTED:
        return _("{field}: Left and Right turn it").format(field=each.label())
    return _("{field}: Enter lists, letters narrow, Left and Right turn").format(field=each.label())


@dataclass
class Field:
    """A field of a form: its name, its label as shown, and either choices or free text.

    `shown` turns a value into words; `hint` stands there in parentheses while it is empty, and so
    does the word of the empty choice.
    """

    name: str
    label: Callable[[], str]
    choices: Callable[[], Sequence[str]] | None = None
    shown: Callable[[str], str] = str
    hint: Callable[[], str] = field(default=lambda: "")


class Form(View):
    """Fields one under the other; the last row confirms."""

    live = False
    fields: ClassVar[tuple[Field, ...]] = ()

    def __init__(self, values: MutableMapping[str, str]) -> None:
        self.values = values

    def shown_fields(self) -> Sequence[Field]:
        """The fields that there are now: what one holds may call for others."""
        return self.fields

    def confirm_title(self) -> str:
        """What the last row says."""
        return _("Write it")

    def confirm(self, app: Host) -> None:
        """Do what the form is for."""
        raise NotImplementedError

    # --- extra rows, such as the records of a request, lie under the first fields

    def extra(self) -> Sequence[Line]:
        """Rows that a subclass shows after its first `extra_after` fields."""
        return ()

    extra_after: ClassVar[int] = 0

    def part(self, index: int) -> tuple[str, int]:
        """What a row is: `field`, `extra`, `gap` or `confirm`, and its place there."""
        extras = len(self.extra())
        if index < self.extra_after:
            return "field", index
        if index < self.extra_after + extras:
            return "extra", index - self.extra_after
        if index < len(self.shown_fields()) + extras:
            return "field", index - extras
        return ("gap", 0) if index == len(self.shown_fields()) + extras else ("confirm", 0)

    def __len__(self) -> int:
        return len(self.shown_fields()) + len(self.extra()) + 2

    def selectable(self, index: int) -> bool:
        return self.part(index)[0] != "gap"

    @property
    def marked(self) -> Field | None:
        """The field that the mark is on."""
        part, number = self.part(self.cursor)
        return self.shown_fields()[number] if part == "field" else None

    def mark(self, name: str) -> None:
        """Put the mark on a field."""
        names = [each.name for each in self.shown_fields()]
        for index in range(len(self)):
            if self.part(index) == ("field", names.index(name)):
                self.cursor = index

    def value(self, each: Field) -> str:
        """What a field shows."""
        return each.shown(self.values.get(each.name, ""))

    def unsaid(self, each: Field) -> bool:
        """Whether nothing was chosen: then the word of the empty choice is only a hint."""
        return not self.values.get(each.name, "")

    def row(self, index: int, width: int) -> Line:
        """A field with its label, an extra row, or the row that confirms."""
        part, number = self.part(index)
        if part == "extra":
            return self.extra()[number]
        if part == "gap":
            return ()
        if part == "confirm":
            return [(self.confirm_title(), "bold"), ("   Ctrl+S", "key")]
        return self.field_line(self.shown_fields()[number], index == self.cursor)

    def field_line(self, each: Field, marked: bool) -> Line:
        """Label and value; arrows around what Left and Right change."""
        value = self.value(each)
        label: list[Span] = [(fit(each.label(), LABEL), "dim")]
        if each.choices is not None:
            said = hinted(value) if self.unsaid(each) else value
            role = "" if said == value else "dim"
            return [*label, (f"‹ {said} ›" if marked else f"  {said}", role)]
        if value:
            return [*label, ("  " + value, "")]
        return [*label, ("  " + hinted(each.hint()), "dim")]

    def prompt(self) -> str:
        each = self.marked
        if each is None:
            return ""
        if each.choices is not None:
            return turned_prompt(each)
        return _("{field}: type it, then Enter").format(field=each.label())

    def turn(self, app: Host, step: int) -> None:
        """The marked field's next or previous choice."""
        each = self.marked
        choices = list(each.choices()) if each and each.choices else []
        if each is None or not choices:
            return
        now = self.values.get(each.name, "")
        place = choices.index(now) if now in choices else 0
        self.put(app, each.name, choices[(place + step) % len(choices)])

    def put(self, app: Host, name: str, value: str) -> None:
        self.values[name] = value
        app.repaint()

    # --- the draft

    draft_name: str = ""
    """What its draft is kept as; "" where nothing is kept."""

    def drafted(self) -> Mapping[str, str]:
        """What a draft keeps of it, by its fields; nothing where nobody would miss it."""
        return {}

    def keep(self, app: Host) -> None:
        """Keep the draft through Esc and a crash, or say that it cannot be."""
        from screens.kit.drafts import keep_draft  # with the first thing that is typed

        texts = self.drafted()
        try:
            keep_draft(app.desk.home, app.session.login, self.draft_name, texts)
        except StoreError as error:
            told = _("The draft is on the screen only: {why}").format(why=error.message)
            app.tell(Told(told, "✗", "warn"))
        app.begun.discard(self.draft_name)
        if texts:
            app.begun.add(self.draft_name)

    def forget(self, app: Host) -> None:
        """The draft is written, or discarded."""
        raise NotImplementedError

    def about_draft(self) -> list[str]:
        """What is told before a draft is discarded."""
        n = len(self.drafted())
        fields = ngettext("{n} field was typed.", "{n} fields were typed.", n).format(n=n)
        return [self.draft_name, fields]

    def ask_to_discard(self, app: Host) -> None:
        """Throw the draft away, once that was asked."""
        from screens.kit.question import Question

        def discard(_reason: str) -> None:
            self.forget(app)
            app.tell(Told(_("The draft is discarded."), "·"))
            if app.view is self:
                app.back()

        app.open(
            Question(
                title=_("Discard the draft"),
                lines=self.about_draft(),
                yes=_("Yes: discard it"),
                then=discard,
            )
        )

    # --- choices

    def open_choices(self, app: Host, text: str = "") -> bool:
        """List the choices of the marked field, narrowed by a text; whether there are so many."""
        each = self.marked
        choices = list(each.choices()) if each and each.choices else []
        if each is None or len(choices) < _LISTED:
            return False
        words = [each.shown(choice) or _("nothing") for choice in choices]
        if text and not any(text.casefold() in word.casefold() for word in words):
            return False
        from screens.kit.options import Options  # with the first list of choices

        now, name = self.values.get(each.name, ""), each.name

        def take(number: int) -> None:
            self.mark(name)
            self.put(app, name, choices[number])
            if name in [each.name for each in self.shown_fields()]:
                self.tab(app)

        options = Options(each.label(), [(word, "") for word in words], take, self)
        options.cursor = choices.index(now) if now in choices else 0
        app.open(options)
        if text:
            options.typed(app, text)
        return True

    def typed(self, app: Host, text: str) -> bool:
        """Letters on a field of choices open their list, narrowed by them."""
        each = self.marked
        if each is None or each.choices is None:
            return False
        return not text.strip() or self.open_choices(app, text.strip()) or not self.searches

    def take_choice(self, app: Host, each: Field, text: str) -> bool:
        """The choice that a text begins, in the words shown or as files have it."""
        said = fold_name(text)
        for value in each.choices() if each.choices else ():
            if any(fold_name(word).startswith(said) for word in (each.shown(value), value)):
                self.put(app, each.name, value)
                self.tab(app)
                return True
        return False

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A scan does what it does at the counter; what is no code is for the marked field."""
        return at_the_counter_or_words(session, counter, text, tail)

    def heard(self, app: Host, told: Told) -> None:
        """What is scanned while something is chosen for this form leads back to it."""
        if app.view.asker is self:
            app.back_to(self)

    def words(self, app: Host, text: str) -> bool:
        """Take a text into the marked field."""
        each = self.marked
        if each is None:
            return False
        if each.choices is not None:
            return self.take_choice(app, each, text)
        self.put(app, each.name, text)
        self.tab(app)
        return True

    def write(self, app: Host, text: str) -> bool:
        """Confirm it with what stands in the line taken into the marked field, as Enter would.

        Whether the field has a use for the text. One that it refuses, or first asks about, is told
        and stays in the line: nothing is written without it.
        """
        if text and not self.words(app, text):
            return False
        self.confirm(app)
        return True

    def left_out(self) -> bool:
        """Whether what is chosen for it now would be left out unseen, were it written at once."""
        return self.marked is not None and self.marked.choices is not None

    def tab(self, app: Host) -> None:
        app.body.move("down")
        self.moved = False
        app.repaint()

    def choose(self, app: Host) -> None:
        """Enter: lists the choices, or turns where there are two; confirms on the last row."""
        part, _number = self.part(self.cursor)
        if part == "confirm" and self.moved:
            self.confirm(app)
        elif part == "field" and not self.open_choices(app):
            self.turn(app, 1)
