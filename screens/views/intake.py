"""Request intake: requester, records, type, priority, text. The draft outlives the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.intake import against_intake, intake, warnings_at_intake
from rmdesk.duties.scan import Counter, clean, understood
from rmdesk.duties.ticket import Ticket
from rmdesk.duties.wanted import parts_wanted
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.records import Holding, Person
from rmdesk.model.values import DAY
from rmdesk.model.words import PRIORITIES, TYPES, clock_word, priority_word, status_span, type_word
from screens.kit.form import Field, Form, whole
from screens.kit.notice import Told, told_of_error
from screens.kit.paint import Line, Span, fit
from screens.kit.scan_queue import at_the_counter
from screens.records.asking import day_said
from screens.records.facts import record_shown
from screens.records.record_view import RecordView
from screens.views.people import People
from screens.views.search import Search

if TYPE_CHECKING:
    from screens.kit.host import Host

_WIDTH = 74
_MOST_AGAINST = 7
"""Lines of what stands against a draft, at most; the refusal tells all."""

_PEOPLE = ("requester", "collector")
"""Fields that name a person: by the badge, or chosen among those whose names are typed."""

_DELIVERY = ("", "counter", "internal mail", "courier", "e-mail")


@dataclass
class RequestDraft:
    """What was typed and scanned of a request that is not written yet."""

    requester: Person | None = None
    collector: Person | None = None
    holdings: list[Holding] = field(default_factory=list)
    values: dict[str, str] = field(
        default_factory=lambda: {"type": TYPES[0], "priority": PRIORITIES[-1]}
    )

    @classmethod
    def begun(cls, app: Host) -> RequestDraft:
        """A new one: for who is current or shown, with the record that is shown or marked."""
        facts, view = record_shown(app), app.lasting
        shown = [facts.holding] if isinstance(view, RecordView) and facts else []
        if isinstance(view, Search) and isinstance(view.marked, Holding):
            shown = [view.marked]
        person = getattr(view, "person", None)
        return cls(app.counter.person or person, holdings=shown)

    @classmethod
    def kept(cls, app: Host) -> RequestDraft:
        """The one that was kept in an earlier session, of what may be known still; else none."""
        from screens.kit.drafts import read_draft

        texts = read_draft(app.desk.home, app.session.login, Intake.draft_name)
        session, draft = app.session, cls()
        for name in _PEOPLE:
            if number := whole(texts.pop(name, "")):
                setattr(draft, name, session.get(Person, number))
        records = [session.visible.get(whole(each)) for each in texts.pop("records", "").split()]
        draft.holdings = [each for each in records if each is not None]
        draft.values.update(texts)
        return draft

    @property
    def texts(self) -> dict[str, str]:
        """All of it as texts, people and records by their numbers; nothing of an empty one."""
        people = {name: getattr(self, name) for name in _PEOPLE}
        texts = {name: str(each.id) for name, each in people.items() if each is not None}
        texts["records"] = " ".join(str(each.id) for each in self.holdings)
        texts |= self.values
        return {} if self.empty else {name: text for name, text in texts.items() if text}

    @property
    def empty(self) -> bool:
        """Whether nothing was put into it that somebody would miss."""
        said = {name for name, text in self.values.items() if text} - {"type", "priority"}
        return not (self.requester or self.collector or self.holdings or said)


def _delivery_word(value: str) -> str:
    return {
        "": _("not said"),
        "counter": _("counter"),
        "internal mail": _("internal mail"),
        "courier": _("courier"),
        "e-mail": _("e-mail"),
    }.get(value, value)


class Intake(Form):
    """The form of a request."""

    name = "intake"
    draft_name = "intake"
    extra_after = 2
    fields = (
        Field("requester", lambda: _("requester"), hint=lambda: _("scan the badge, or type")),
        Field("records", lambda: _("records"), hint=lambda: _("scan, or type words to search")),
        Field("type", lambda: _("type"), lambda: TYPES, type_word),
        Field("priority", lambda: _("priority"), lambda: PRIORITIES, priority_word),
        Field("text", lambda: _("in words"), hint=lambda: _("what is wanted, if not by record")),
        Field("part", lambda: _("part wanted"), hint=lambda: _("frames 1-9; of several KEY: PART")),
        Field("delivery", lambda: _("delivery"), lambda: _DELIVERY, _delivery_word),
        Field(
            "collector",
            lambda: _("collected by"),
            hint=lambda: _("if not the requester: scan the badge, or type"),
        ),
        Field("needed_by", lambda: _("needed by"), hint=lambda: _("a day: today, fri, +7")),
        Field("contact", lambda: _("contact")),
        Field("remarks", lambda: _("remarks")),
    )

    def __init__(self, draft: RequestDraft) -> None:
        super().__init__(draft.values)
        self.draft = draft
        self._against: list[Reason] = []
        self._warned: list[Reason] = []
        if draft.requester:
            self.mark("records")

    def title(self) -> Line:
        return [(_("new request"), "bold")]

    def status(self) -> Line:
        return [(_("draft, kept until it is written or discarded"), "dim")]

    def confirm_title(self) -> str:
        return _("Write the request")

    def value(self, each: Field) -> str:
        """People and records come from the draft."""
        if each.name in _PEOPLE:
            person: Person | None = getattr(self.draft, each.name)
            return " · ".join(p for p in (person.name, person.unit) if p) if person else ""
        if each.name == "records":
            n = len(self.draft.holdings)
            return ngettext("{n} record", "{n} records", n).format(n=n) if n else ""
        return super().value(each)

    @property
    def detail_height(self) -> int:  # type: ignore[override]
        """Room for what stands against it, where something does."""
        lines = len(self.detail(_WIDTH))
        return min(_MOST_AGAINST, max(2, lines)) if lines else 0

    def detail_title(self) -> str:
        return _("stands against it")

    def detail(self, width: int) -> Sequence[Line]:
        """What refuses it, then what would stand against the hand-over, each with who lifts it."""
        refused = Told("", reasons=self._against).lines(width)[1:]
        warned = Told("", reasons=self._warned).lines(width)[1:]
        head: Line = [(_("It is taken in, but would not be handed over today:"), "warn")]
        return [*refused, *([head] if warned else []), *warned]

    def load(self, session: Session) -> tuple[list[Reason], list[Reason]]:
        """What stands against the draft, asked while it is filled (R40)."""
        draft = self.draft
        if draft.requester is None:
            return [], []
        person = session.get(Person, draft.requester.id) or draft.requester
        found = (session.visible.get(each.id) for each in draft.holdings)
        holdings = [each for each in found if each is not None]
        refused = against_intake(session, person, holdings, draft.values["type"])
        warned = warnings_at_intake(session, person, holdings, draft.collector)
        return refused, [each for each in warned if each not in refused]

    def show(self, loaded: tuple[list[Reason], list[Reason]]) -> None:
        self._against, self._warned = loaded

    def extra(self) -> Sequence[Line]:
        """The records; Delete takes one off."""
        return [_holding_line(holding) for holding in self.draft.holdings]

    @property
    def searches(self) -> bool:  # type: ignore[override]
        """Typing searches for records where they are marked."""
        return self.marked is not None and self.marked.name == "records"

    def prompt(self) -> str:
        each = self.marked
        if each is not None and each.name in (*_PEOPLE, "records"):
            return f"{each.label()}: {each.hint()}"
        return super().prompt()

    # --- scans and words

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """A badge is the requester, a record is asked for; nothing is handed over here."""
        for candidate in filter(None, (clean(text), tail)):
            found = understood(session, candidate)
            if isinstance(found, Person):
                collects = self.marked is not None and self.marked.name == "collector"
                said = _("Collected by {name}") if collects else _("Requester: {name}")
                return Told(said.format(name=found.name), "▸", "name", person=found)
            if isinstance(found, Holding):
                again = any(each.id == found.id for each in self.draft.holdings)
                said = _("Counted once: {name}") if again else _("Asked for: {name}")
                mark, role = ("·", "") if again else ("▸", "name")
                return Told(said.format(name=found.name), mark, role, holding=found)
            if found is not None:
                return replace(at_the_counter(session, counter, candidate), request=None)
        return Told(clean(text), words=True)

    def hear_typed(self, session: Session, counter: Counter, text: str) -> Told:
        """A form is filled by typing as by scans."""
        return self.hear(session, counter, text, "")

    def heard(self, app: Host, told: Told) -> None:
        """Put what was scanned into the draft."""
        super().heard(app, told)
        if told.person:
            self._take_person(app, told.person)
        elif told.holding:
            self.add(app, told.holding)

    def _take_person(self, app: Host, person: Person) -> None:
        """Who collects it where that is marked, else who asks."""
        if self.marked is not None and self.marked.name == "collector":
            self._collected_by(app, person)
        else:
            self._asked_by(app, person)

    def _asked_by(self, app: Host, person: Person) -> None:
        self.draft.requester = person
        self.mark("records")
        self._changed(app)

    def _collected_by(self, app: Host, person: Person | None) -> None:
        self.draft.collector = person
        self._changed(app)

    def add(self, app: Host, holding: Holding) -> None:
        """Ask for a record, once."""
        if all(each.id != holding.id for each in self.draft.holdings):
            self.draft.holdings.append(holding)
        if app.view is self:
            self.mark("records")
        self._changed(app)

    def _changed(self, app: Host) -> None:
        """Keep and show it, and ask again what stands against it."""
        self.keep(app)
        app.repaint()
        if app.view is self:
            app.reload()

    def put(self, app: Host, name: str, value: str) -> None:
        if name == "needed_by":
            value = day_said(app, DAY, value)
        if name == "part" and self.draft.holdings:
            try:
                parts_wanted(value, self.draft.holdings)
            except BadInput as error:  # it stays as typed: records may come yet
                app.tell(told_of_error(error))
        super().put(app, name, value)
        self._changed(app)

    def typed(self, app: Host, text: str) -> bool:
        """Words for the requester, or who collects it, narrow the people."""
        each = self.marked
        if each is not None and each.name in _PEOPLE and text.strip():
            self._choose_person(app, each, text)
            return True
        return super().typed(app, text)

    def _choose_person(self, app: Host, each: Field, text: str = "") -> None:
        taken = self._asked_by if each.name == "requester" else self._collected_by
        app.open(People(self, partial(taken, app), text))

    def searcher(self, app: Host) -> Search:
        """Results whose Enter asks for the marked record."""

        def take(holding: Holding) -> None:
            self.add(app, holding)
            told = _("Asked for: {name}").format(name=holding.name)
            app.tell(Told(told, "▸", "name", _("type on for more, Esc for the form")))

        return Search(self, take, _("records for the request"))

    def words(self, app: Host, text: str) -> bool:
        """Words for records are searched, others go into the marked field."""
        each = self.marked
        if each is None:
            return False
        if each.name in _PEOPLE:
            self._choose_person(app, each, text)
            app.line.offer(text)
            return True
        return False if each.name == "records" else super().words(app, text)

    def write(self, app: Host, text: str) -> bool:
        """A name is first chosen among those who have it."""
        if text and self.marked is not None and self.marked.name in _PEOPLE:
            return False
        return super().write(app, text)

    def left_out(self) -> bool:
        """Another who asks, or who collects it; that nobody asks is told anyhow."""
        name = self.marked.name if self.marked else ""
        if name in _PEOPLE:
            return name != "requester" or self.draft.requester is not None
        return super().left_out()

    def choose(self, app: Host) -> None:
        """Enter: choose the requester, search or open records, turn, or write."""
        part, number = self.part(self.cursor)
        each = self.marked
        if part == "extra":
            app.open_record(self.draft.holdings[number].id)
        elif each is not None and each.name in _PEOPLE:
            self._choose_person(app, each)
        elif each is not None and each.name == "records":
            app.open(self.searcher(app))
        else:
            super().choose(app)

    def delete(self, app: Host) -> None:
        """Take the marked record off, or who collects it."""
        part, number = self.part(self.cursor)
        if part == "extra":
            del self.draft.holdings[number]
            self._changed(app)
        elif self.marked is not None and self.marked.name == "collector":
            self._collected_by(app, None)

    # --- writing

    def drafted(self) -> Mapping[str, str]:
        return self.draft.texts

    def about_draft(self) -> list[str]:
        who = self.draft.requester.name if self.draft.requester else _("nobody yet")
        n = len(self.draft.holdings)
        records = ngettext("{n} record", "{n} records", n).format(n=n)
        return [_("A request of {name}, {records}").format(name=who, records=records)]

    def forget(self, app: Host) -> None:
        app.drafts.pop(self.draft_name, None)
        self.draft = RequestDraft()
        self.values = self.draft.values
        self.keep(app)

    def confirm(self, app: Host) -> None:
        """Write the request; the draft goes only once it is written."""
        draft = self.draft
        if draft.requester is None:
            app.tell(Told(_("Who asks? Scan the badge, or type the name."), "✗", "warn"))
            self.mark("requester")
            app.repaint()
            return
        details = {k: v for k, v in draft.values.items() if k not in ("type", "priority", "text")}
        if draft.collector is not None:
            details["collector"] = f"#{draft.collector.id}"

        def written(told: Told) -> None:
            if told.request is None:
                return
            self.forget(app)
            if app.view is self:
                app.back()

        app.do(_writing(draft, dict(details)), written)


def _writing(draft: RequestDraft, details: dict[str, str]) -> Callable[[Session], Told]:
    """The draft as it is now: what is typed later is not in it."""
    assert draft.requester is not None
    requester = f"#{draft.requester.id}"
    keys = [f"#{holding.id}" for holding in draft.holdings]
    values = dict(draft.values)

    def work(session: Session) -> Told:
        made = intake(
            session,
            requester,
            keys,
            text=values.get("text", ""),
            type_=values["type"],
            priority=values["priority"],
            **details,
        )
        return _told(session, made)

    return work


def _told(session: Session, made: Ticket) -> Told:
    n = len(made.items)
    records = ngettext("{n} record", "{n} records", n).format(n=n) if n else made.request.text
    text = _("{number} written: {what} for {name}, due {clock}").format(
        number=made.request.number,
        what=records,
        name=made.request.requester,
        clock=clock_word(made.request.due, session.now()),
    )
    waiting = all(item.position > 1 or item.holding.status == "out" for item in made.items)
    step = _("it waits: nothing of it is here") if n and waiting else _("pick it: F3")
    steps = [*made.next, *([step] if n else [])]
    return Told(text, "✓", "good", "; ".join(steps), request=made.request)


def _holding_line(holding: Holding) -> list[Span]:
    return [
        ("    ", ""),
        (fit(holding.identifier or holding.key, 14), "name"),
        (" ", ""),
        status_span(holding.status, "", ""),
        (f"  {holding.name}", ""),
    ]
