"""What can be done with the record on the screen. Each says against itself why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from typing import TYPE_CHECKING

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import Handled, charge_out, recall, renew, reserve, return_
from rmdesk.duties.picking import mark_missing, pick
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import Status, later, status_word
from screens.kit.command import ScreenCommand
from screens.kit.notice import Told
from screens.kit.question import Question
from screens.records.facts import Facts

if TYPE_CHECKING:
    from screens.app.app import DeskApp


@dataclass(frozen=True, kw_only=True)
class RecordAction(ScreenCommand):
    """A command on the record that is shown.

    `stands_against` says why it cannot be done with this record now, from the facts on the screen.
    `titled` is its title with the current person's `{name}`, where it is done for somebody.
    """

    views: tuple[str, ...] = ("record",)
    stands_against: Callable[[Facts], str]
    titled: str = ""

    def against(self, app: DeskApp) -> str:
        """The reason against it, from the facts the screen shows."""
        facts = app.facts()
        return self.stands_against(facts) if facts else _("Open a record first.")

    def title_for(self, person: Person | None) -> str:
        """What it would do, for the current person."""
        if person is not None and self.titled:
            return _(self.titled).format(name=person.name)
        return _(self.title)


# --- what stands against them


def _state(facts: Facts) -> str:
    return _("It is {state}.").format(state=status_word(facts.holding.status))


def _unless(facts: Facts, *statuses: Status) -> str:
    """Its status, unless it is one of these."""
    return "" if facts.holding.status in statuses else _state(facts)


def _not_lent(facts: Facts) -> str:
    """No person, or the gate's reasons."""
    if facts.person is None:
        return _("Scan the person's badge first.")
    return " ".join(f"{reason.rule}: {reason.text}" for reason in facts.against)


def _not_refiled(facts: Facts) -> str:
    """What is to be scanned (R26), or why nothing is."""
    if facts.holding.status in (Status.IN, Status.OUT):
        return _state(facts)
    home = facts.home or _("its place")
    return _("Scan {place}, then the record.").format(place=home)


def _not_picked(facts: Facts) -> str:
    """Only what is asked for and in its place is picked."""
    return _unless(facts, Status.IN) if facts.queue else _("Nobody asked for it.")


def _not_renewed(facts: Facts) -> str:
    """R21, R22, and only a loan."""
    if facts.loan is None:
        return _state(facts)
    if facts.queue:
        return _("R21: somebody waits for it.")
    return _("R22: it was recalled.") if facts.loan.recalled else ""


def _not_recalled(facts: Facts) -> str:
    """Only a loan is, and once."""
    if facts.loan is None:
        return _state(facts)
    day = facts.loan.recalled
    return _("It was recalled on {day}.").format(day=day) if day else ""


# --- doing them


def _doing(
    use_case: Callable[[Session, list[str]], list[Handled]], done: str
) -> Callable[[DeskApp], None]:
    """Run a use-case on the record in turn with the scans; `done` tells of its `{name}`."""

    def run(app: DeskApp) -> None:
        facts = app.facts()
        if facts is not None:
            key = f"#{facts.holding.id}"
            app.do(lambda session: _told(use_case(session, [key])[0], done))

    return run


def _doing_for(
    use_case: Callable[[Session, list[str], str], list[Handled]], done: str
) -> Callable[[DeskApp], None]:
    """As `_doing`, for the current person, who is `{person}`."""

    def run(app: DeskApp) -> None:
        facts, person = app.facts(), app.counter.person
        if facts is not None and person is not None:
            key, to = f"#{facts.holding.id}", f"#{person.id}"
            app.do(lambda session: _told(use_case(session, [key], to)[0], done, person.name))

    return run


def _told(handled: Handled, done: str, person: str = "") -> Told:
    due = _("due {day}").format(day=handled.due) if handled.due else ""
    step = " · ".join(part for part in (due, handled.next) if part)
    return Told(_(done).format(name=handled.holding.name, person=person), "✓", "good", step)


def _pick(session: Session, keys: list[str]) -> list[Handled]:
    picked = pick(session, keys[0])
    return [Handled(picked, picked.status)]


def _missing(app: DeskApp) -> None:
    facts = app.facts()
    if facts is not None:
        ask_missing(app, facts.holding)


def ask_missing(app: DeskApp, holding: Holding) -> None:
    """Ask whether a holding is to be marked missing, and why."""
    key = f"#{holding.id}"

    def missing(reason: str) -> None:
        text = _("Marked missing: {name}").format(name=holding.name)

        def work(session: Session) -> Told:
            mark_missing(session, key, reason)
            return Told(text, "✓", "warn")

        app.do(work)

    app.open(
        Question(
            title=_("Mark missing"),
            lines=[holding.name, _("It stays missing until it is scanned again.")],
            yes=_("Yes, it is missing"),
            asks=_("Why? Where have you looked?"),
            then=missing,
        )
    )


RECORD_ACTIONS: tuple[RecordAction, ...] = (
    RecordAction(
        name="charge-out",
        title=later("Charge out"),
        titled=later("Charge out to {name}"),
        help=later(
            "Hand the record to the current person; the gate gives every reason against it."
        ),
        stands_against=_not_lent,
        run=_doing_for(charge_out, later("Out to {person}: {name}")),
    ),
    RecordAction(
        name="return",
        title=later("Take back"),
        help=later("Return a record that is out; scanning it does the same."),
        stands_against=lambda facts: _unless(facts, Status.OUT, Status.MISSING, Status.TRANSIT),
        run=_doing(return_, later("Returned: {name}")),
    ),
    RecordAction(
        name="refile",
        title=later("Refile it"),
        help=later("Scan the place, then the record: it is refiled only in its home (R26)."),
        stands_against=_not_refiled,
        run=lambda _app: None,  # only the scans do it
    ),
    RecordAction(
        name="pick",
        title=later("Pick it"),
        help=later("Take the record off its shelf for the person who asked for it first."),
        stands_against=_not_picked,
        run=_doing(_pick, later("Picked: {name}")),
    ),
    RecordAction(
        name="renew",
        title=later("Renew the loan"),
        help=later("Lengthen the loan by the guideline's period, unless somebody waits (R21)."),
        stands_against=_not_renewed,
        run=_doing(renew, later("Renewed: {name}")),
    ),
    RecordAction(
        name="recall",
        title=later("Recall it"),
        help=later("Call a loan back early: due tomorrow, and never renewed again (R22)."),
        stands_against=_not_recalled,
        run=_doing(recall, later("Recalled: {name}")),
    ),
    RecordAction(
        name="reserve",
        title=later("Reserve it"),
        titled=later("Reserve for {name}"),
        help=later(
            "Put the current person into the record's queue: first come, first served (R20)."
        ),
        stands_against=lambda facts: "" if facts.person else _("Scan the person's badge first."),
        run=_doing_for(reserve, later("Reserved: {name}")),
    ),
    RecordAction(
        name="missing",
        title=later("It is not in its place…"),
        help=later("Mark the record missing, with a reason; it stays so until somebody finds it."),
        stands_against=lambda facts: _unless(facts, Status.IN, Status.TO_REFILE, Status.TRANSIT),
        run=_missing,
    ),
)
"""In the order in which the record's screen lists them."""
