"""What can be done with the record on the screen, from the acts of the duties."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.acts import Act, Given, perform
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Person
from screens.kit.command import ScreenCommand
from screens.kit.notice import Told
from screens.kit.question import Question
from screens.records.facts import Facts, record_shown

if TYPE_CHECKING:
    from screens.kit.host import Host


@dataclass(frozen=True, kw_only=True)
class RecordAction(ScreenCommand):
    """An act on the holding that is shown; dimmed by what the act itself would be refused by."""

    act: Act
    views: tuple[str, ...] = ("record",)

    def against(self, app: Host) -> str:
        """The reason against it, from the facts the screen shows."""
        facts = record_shown(app)
        return self.stands_against(facts) if facts else _("Open a record first.")

    def reasons(self, app: Host) -> Sequence[Reason]:
        """All that stands against it, with who can lift it."""
        facts = record_shown(app)
        return facts.against.get(self.act.name, ()) if facts else ()

    def stands_against(self, facts: Facts) -> str:
        """Why it cannot be done with this record now, or what is to be scanned to do it."""
        if self.act.for_person and facts.person is None:
            return _("Scan the person's badge first.")
        if against := facts.against.get(self.act.name):
            return " ".join(reason.told for reason in against)
        if self.act.scanned:
            return _(self.act.scanned).format(place=facts.home or _("its place"))
        return ""

    def title_for(self, person: Person | None) -> str:
        """What it would do, for the person that it is for."""
        if person is not None and self.act.titled:
            return _(self.act.titled).format(name=person.name)
        return _(self.title)


def _run(app: Host, act: Act) -> None:
    facts = record_shown(app)
    if facts is not None:
        person = facts.person if act.for_person else None
        given = {act.for_person.name: f"#{person.id}"} if act.for_person and person else {}
        holding = facts.holding
        ask_or_do(app, act, f"#{holding.id}", holding.name, given, person.name if person else "")


def ask_or_do(app: Host, act: Act, key: str, name: str, given: Given, person: str = "") -> None:
    """Do an act in turn with the scans, once what it must be told or confirmed was asked for."""
    asks = act.asks
    if asks is None and not act.confirms:
        do_act(app, act, key, name, given, person)
        return

    def told(text: str) -> None:
        more = {asks.name: asks.read(text)} if asks else {}
        do_act(app, act, key, name, {**given, **more}, person)

    if asks is not None and asks.kind is not None and asks.kind.choices and not act.confirms:
        from screens.records.asking import ask_for  # with the first act that asks so

        ask_for(app, asks, _(act.title), told)
        return
    title = _(act.title).rstrip("…")

    def ask(advice: Sequence[str]) -> None:
        app.open(
            Question(
                title=title,
                lines=[name, _(act.confirms or act.help), *advice],
                yes=_("Yes: {act}").format(act=title),
                asks=_(asks.label or asks.help) if asks else "",
                then=told,
            )
        )

    if (advises := act.advises) is None:
        ask(())
    else:
        app.look_up(lambda session: advises(session, key), ask)


def do_act(app: Host, act: Act, key: str, name: str, given: Given, person: str) -> None:
    """Do an act of which all is told, in turn with the scans."""
    app.do(lambda session: told_of(act, perform(session, act, [key], given), name, person))


def told_of(act: Act, done: Any, name: str, person: str) -> Told:
    """What came of an act: of a holding handled, or of a request with its next steps."""
    handled = next(iter(done), None) if isinstance(done, Sequence) else None
    due = _("due {day}").format(day=handled.due) if handled and handled.due else ""
    steps = [handled.next] if handled else [*getattr(done, "next", ())]
    text = _(act.done).format(name=name, person=person)
    return Told(text, "✓", "good", " · ".join(part for part in (due, *steps) if part))


def offered_on(record: type[Record]) -> tuple[Act, ...]:
    """The acts that a screen of a record offers: those that need no further records named."""
    return tuple(act for act in duties.acts_on(record) if not act.names_more)


@cache
def record_actions() -> tuple[RecordAction, ...]:
    """In the order in which the record's screen lists them."""
    return tuple(
        RecordAction(
            name=act.name,
            title=act.title,
            help=act.help,
            also=act.also,
            act=act,
            run=lambda app, act=act: _run(app, act),  # type: ignore[misc]
        )
        for act in offered_on(Holding)
    )
