"""What can be done with the record on the screen. Each says against itself why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from typing import TYPE_CHECKING

from rmdesk.circulation import Handled, charge_out, recall, renew, reserve, return_
from rmdesk.desk import Session
from rmdesk.picking import mark_missing, pick
from rmdesk.records import Holding, Person, Status
from screens.command import Command, later
from screens.facts import Facts
from screens.told import Told
from screens.views.question import Question
from screens.words import status_word

if TYPE_CHECKING:
    from screens.app import DeskApp

__all__ = ["RECORD_ACTIONS", "RecordAction"]

_AT_HAND = (Status.IN, Status.PICKED, Status.WAITING, Status.TO_REFILE)


class RecordAction(Command):
    """A command on the record that is shown."""

    views = ("record",)

    def against(self, app: DeskApp) -> str:
        """The reason against it, from the facts the screen shows."""
        facts = app.facts()
        return self.against_record(facts) if facts else _("Open a record first.")

    def against_record(self, facts: Facts) -> str:
        """Why it cannot be done with this record now."""
        return ""

    def title_for(self, person: Person | None) -> str:
        """What it would do, for the current person."""
        return _(self.title)


def _state(facts: Facts) -> str:
    return _("It is {state}.").format(state=status_word(facts.holding.status))


def _told(handled: Handled, text: str) -> Told:
    due = _("due {day}").format(day=handled.due) if handled.due else ""
    step = " · ".join(part for part in (due, handled.next) if part)
    return Told(text.format(name=handled.holding.name), "✓", "good", step)


class ChargeOut(RecordAction):
    """Hand it to the current person."""

    name = "charge-out"
    title = later("Charge out")
    help = later("Hand the record to the current person; the gate gives every reason against it.")

    def title_for(self, person: Person | None) -> str:
        """With the person's name, where there is one."""
        return _("Charge out to {name}").format(name=person.name) if person else _(self.title)

    def against_record(self, facts: Facts) -> str:
        """No person, or the gate's reasons."""
        if facts.person is None:
            return _("Scan the person's badge first.")
        return " ".join(f"{reason.rule}: {reason.text}" for reason in facts.against)

    def run(self, app: DeskApp) -> None:
        """Hand it over; the gate is asked again in the transaction."""
        facts, person = app.facts(), app.counter.person
        if facts is None or person is None:
            return
        key, to = f"#{facts.holding.id}", f"#{person.id}"
        text = _("Out to {person}: {{name}}").format(person=person.name.replace("{", "{{"))
        app.do(lambda session: _told(charge_out(session, [key], to)[0], text))


class _OnRecord(RecordAction):
    """An action that takes the record's key and nothing else."""

    done = ""
    use_case: Callable[[Session, list[str]], list[Handled]]

    def run(self, app: DeskApp) -> None:
        """Do it in turn with the scans."""
        facts = app.facts()
        if facts is not None:
            key, use_case, text = f"#{facts.holding.id}", type(self).use_case, _(self.done)
            app.do(lambda session: _told(use_case(session, [key])[0], text))


class Return(_OnRecord):
    """Take it back."""

    name = "return"
    title = later("Take back")
    help = later("Return a record that is out; scanning it does the same.")
    done = later("Returned: {name}")
    use_case = staticmethod(return_)

    def against_record(self, facts: Facts) -> str:
        """Only what is out comes back."""
        away = (Status.OUT, Status.MISSING, Status.TRANSIT)
        return "" if facts.holding.status in away else _state(facts)


class Renew(_OnRecord):
    """Lengthen the loan."""

    name = "renew"
    title = later("Renew the loan")
    help = later("Lengthen the loan by the guideline's period, unless somebody waits (R21).")
    done = later("Renewed: {name}")
    use_case = staticmethod(renew)

    def against_record(self, facts: Facts) -> str:
        """R21, R22, and only a loan."""
        if facts.loan is None:
            return _state(facts)
        if facts.queue:
            return _("R21: somebody waits for it.")
        return _("R22: it was recalled.") if facts.loan.recalled else ""


class Recall(_OnRecord):
    """Call it back early."""

    name = "recall"
    title = later("Recall it")
    help = later("Call a loan back early: due tomorrow, and never renewed again (R22).")
    done = later("Recalled: {name}")
    use_case = staticmethod(recall)

    def against_record(self, facts: Facts) -> str:
        """Only a loan, and once."""
        if facts.loan is None:
            return _state(facts)
        return (
            _("It was recalled on {day}.").format(day=facts.loan.recalled)
            if (facts.loan.recalled)
            else ""
        )


class Reserve(RecordAction):
    """Put the current person into the queue."""

    name = "reserve"
    title = later("Reserve it")
    help = later("Put the current person into the record's queue: first come, first served (R20).")

    def title_for(self, person: Person | None) -> str:
        """With the person's name, where there is one."""
        return _("Reserve for {name}").format(name=person.name) if person else _(self.title)

    def against_record(self, facts: Facts) -> str:
        """Somebody must be there to wait."""
        return "" if facts.person else _("Scan the person's badge first.")

    def run(self, app: DeskApp) -> None:
        """Enter the person at the end of the queue."""
        facts, person = app.facts(), app.counter.person
        if facts is None or person is None:
            return
        key, to = f"#{facts.holding.id}", f"#{person.id}"
        app.do(lambda session: _told(reserve(session, [key], to)[0], _("Reserved: {name}")))


class Refile(RecordAction):
    """Said, not done: only a scan of the place confirms it (R26)."""

    name = "refile"
    title = later("Refile it")
    help = later("Scan the place, then the record: it is refiled only in its home (R26).")

    def against_record(self, facts: Facts) -> str:
        """What is to be scanned, or why nothing is."""
        if facts.holding.status in (Status.IN, Status.OUT):
            return _state(facts)
        home = facts.home or _("its place")
        return _("Scan {place}, then the record.").format(place=home)

    def run(self, app: DeskApp) -> None:
        """Nothing: the scans do it."""


class Pick(RecordAction):
    """Take it off the shelf for the head of its queue."""

    name = "pick"
    title = later("Pick it")
    help = later("Take the record off its shelf for the person who asked for it first.")

    def against_record(self, facts: Facts) -> str:
        """Only what is asked for and in its place."""
        if not facts.queue:
            return _("Nobody asked for it.")
        return "" if facts.holding.status == Status.IN else _state(facts)

    def run(self, app: DeskApp) -> None:
        """Pick it in turn with the scans."""
        facts = app.facts()
        if facts is not None:
            key = f"#{facts.holding.id}"
            app.do(lambda session: _picked(pick(session, key)))


def _picked(holding: Holding) -> Told:
    return Told(_("Picked: {name}").format(name=holding.name), "✓", "good")


class Missing(RecordAction):
    """Say that it is not in its place."""

    name = "missing"
    title = later("It is not in its place…")
    help = later("Mark the record missing, with a reason; it stays so until somebody finds it.")

    def against_record(self, facts: Facts) -> str:
        """Only what should be here can be missing."""
        here = (Status.IN, Status.TO_REFILE, Status.TRANSIT)
        return "" if facts.holding.status in here else _state(facts)

    def run(self, app: DeskApp) -> None:
        """Ask first: No is marked, and a reason is wanted."""
        facts = app.facts()
        if facts is None:
            return
        holding = facts.holding
        ask_missing(app, holding)


def ask_missing(app: DeskApp, holding: Holding) -> None:
    """Ask whether a holding is to be marked missing, and why."""
    key = f"#{holding.id}"

    def missing(reason: str) -> None:
        text = _("Marked missing: {name}").format(name=holding.name)
        app.do(lambda session: _missed(mark_missing(session, key, reason), text))

    app.open(
        Question(
            title=_("Mark missing"),
            lines=[holding.name, _("It stays missing until it is scanned again.")],
            yes=_("Yes, it is missing"),
            asks=_("Why? Where have you looked?"),
            then=missing,
        )
    )


def _missed(_holding: Holding, text: str) -> Told:
    return Told(text, "✓", "warn")


RECORD_ACTIONS: tuple[RecordAction, ...] = (
    ChargeOut(),
    Return(),
    Refile(),
    Pick(),
    Renew(),
    Recall(),
    Reserve(),
    Missing(),
)
"""In the order in which the record's screen lists them."""
