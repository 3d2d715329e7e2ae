"""Bring-forwards (BF): a record goes back to the same officer on a day that was set.

On its day it is listed and noticed; bringing it enters the officer into its queue, and from there
it is fetched as anything that is asked for.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from tinydb import Query

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.desk.takes import PERSON
from rmdesk.duties.authorising import registered
from rmdesk.duties.departure import gone
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import against_due, not_past
from rmdesk.duties.notice import FORWARD, Owed, told_of
from rmdesk.duties.onward import follow_queue
from rmdesk.duties.place import address_of_home
from rmdesk.duties.reservation import against_waiting, claim, claim_of
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.fields import Paths, Record, kept, refers
from rmdesk.model.records import Holding, Person
from rmdesk.model.values import DATE, LINE
from rmdesk.model.words import later

_ROUTINE = 3


@dataclass(kw_only=True, slots=True)
class BringForward(Record):
    """That a holding goes back to a person on a day; `waits` is that day until it is `ended`.

    `outcome` is how it ended: `asked`, `held` by them already, `cancelled`, or the record `gone`.
    """

    table: ClassVar[str] = "forwards"
    word: ClassVar[str] = later("bring-forward")
    indexed: ClassVar[tuple[Paths, ...]] = ("holding", "person")
    sparse: ClassVar[tuple[Paths, ...]] = ("waits",)
    known_by: ClassVar[str] = "holding"

    holding: int = refers("holdings", later("record"), "holding")
    person: int = refers("people", later("person"), "person")
    on: str = kept("", later("on"))
    note: str = kept("", later("note"))
    waits: str = kept("")
    set_by: str = kept("", later("set by"))
    ended: str = kept("", later("ended"))
    outcome: str = kept("", later("outcome"))


def forwards_of(session: Session, holding: Holding) -> list[BringForward]:
    """What still waits of the bring-forwards of a holding, the next first."""
    every = session.where(BringForward, Query().holding == holding.id)
    found = [each for each in every if each.waits]
    return sorted(found, key=lambda each: (each.waits, each.id))


def due_forward(session: Session, day: date) -> Iterator[BringForward]:
    """What is to be brought forward up to a day, the earliest first, of this person's knowledge."""
    waits = (Query().waits >= "0") & (Query().waits <= day.isoformat())
    for row in session.visible.all_in(BringForward.table, waits, order_by="waits"):
        yield BringForward.from_document(row)


def of_forwards(session: Session) -> Iterator[Owed]:
    """What is to be told today of all that is to be brought forward."""
    for each in due_forward(session, session.now().date()):
        yield from of_forward(session, each)


def of_forward(session: Session, forward: BringForward) -> Iterator[Owed]:
    """That a record comes back to its officer, as was asked: once for its day."""
    person, holding = session.get(Person, forward.person), session.visible.get(forward.holding)
    if person is None or holding is None or not forward.waits:
        return
    occasion = f"forward:{forward.id}/{FORWARD}/{forward.on}"
    if not any(each.occasion == occasion for each in told_of(session, "forward", forward.id)):
        yield Owed(
            FORWARD, None, occasion, person, holding, "", 0, forward=forward.id, asked=forward.on
        )


# --- setting one, and ending it


def bring_forward(
    session: Session, keys: Sequence[str], to: str, on: date, note: str = ""
) -> list[Handled]:
    """Set the day on which holdings go back to a person: an open day; another day replaces it.

    Raises Refused, NotFound, BadInput for a day that is past.
    """
    not_past(session, on)
    with session.change("bring-forward"):
        person, holdings = session.person(to), holdings_named(session, keys)
        against = [r for each in holdings for r in against_forward(session, each, person, on)]
        Refused.for_any(_("Not set"), against)
        return [_set(session, each, person, on, note) for each in holdings]


def against_forward(
    session: Session, holding: Holding, person: Person, on: date | None = None
) -> list[Reason]:
    """Every reason why a holding does not go back to a person on a day.

    That they have it now is none: so it is mostly said.
    """
    away = [each for each in against_waiting(holding, person) if each.rule != "R40"]
    return [*registered(person, session.now().date()), *against_due(person, on), *away]


def _set(session: Session, holding: Holding, person: Person, on: date, note: str) -> Handled:
    kept_now = _of(session, holding, person)
    made = kept_now or BringForward(holding=holding.id, person=person.id)
    before = made.waits
    made.on = made.waits = session.guidelines.open_day(on).isoformat()
    made.note, made.set_by = note or made.note, session.login
    session.save(made)
    step = _("brought forward to {name} on {day}").format(name=person.name, day=made.on)
    instead = _("not on {day}").format(day=before) if before not in ("", made.on) else ""
    return Handled(holding, holding.status, holding.due, next=in_words(step, instead))


def _of(session: Session, holding: Holding, person: Person) -> BringForward | None:
    mine = (each for each in forwards_of(session, holding) if each.person == person.id)
    return next(mine, None)


def cancel_forward(session: Session, keys: Sequence[str], to: str) -> list[Handled]:
    """Give up bringing holdings forward to a person. Raises Refused, NotFound."""
    with session.change("cancel-forward"):
        person, holdings = session.person(to), holdings_named(session, keys)
        against = [r for each in holdings for r in against_cancel_forward(session, each, person)]
        Refused.for_any(_("Not cancelled"), against)
        for each in holdings:
            if made := _of(session, each, person):
                end_forward(session, made, "cancelled")
        return [Handled(each, each.status, each.due) for each in holdings]


def against_cancel_forward(session: Session, holding: Holding, person: Person) -> list[Reason]:
    """Every reason why there is nothing to give up."""
    if _of(session, holding, person) is not None:
        return []
    text = _("{key} is not to be brought forward to {name}.")
    return [Reason("R20", text.format(key=holding.key, name=person.name))]


def end_forward(session: Session, made: BringForward, outcome: str) -> None:
    """End one that waits, with its outcome, in a transaction."""
    made.ended, made.outcome, made.waits = session.today(), outcome, ""
    session.save(made)


# --- its day


def bring(session: Session, keys: Sequence[str]) -> list[Handled]:
    """Ask for what is to be brought forward by now, for its officers. Raises Refused, NotFound."""
    with session.change("bring"):
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_bring(session, each)]
        Refused.for_any(_("Not brought forward"), against)
        return [_brought(session, each) for each in holdings]


def against_bring(session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not brought forward now: its day has not come, or none is set.

    Whose registration has ended gets nothing; the others do.
    """
    waiting = forwards_of(session, holding)
    if not waiting:
        text = _("No day is set on which {key} is brought forward.").format(key=holding.key)
        return [Reason("R20", text, _("setting one"))]
    due = [each for each in waiting if each.waits <= session.today()]
    if not due:
        text = _("{key} is brought forward on {day}.")
        told = text.format(key=holding.key, day=waiting[0].waits)
        return [Reason("R20", told, _("that day, or setting another"))]
    away = [each for each in against_waiting(holding, Person()) if each.rule != "R40"]
    people = (session.get(Person, each.person) for each in due)
    ended = [registered(each, session.now().date()) for each in people if each]
    return away or ([r for reasons in ended for r in reasons] if all(ended) else [])


def _brought(session: Session, holding: Holding) -> Handled:
    steps = []
    today = session.now().date()
    for each in forwards_of(session, holding):
        person = session.get(Person, each.person)
        if each.waits > today.isoformat() or person is None or registered(person, today):
            continue
        if holding.holder_id == person.id:
            end_forward(session, each, "held")
            steps.append(_("{name} has it already").format(name=person.name))
            continue
        if claim_of(session, holding, person) is None:
            claim(session, holding, person, None, _ROUTINE, "bring")
        end_forward(session, each, "asked")
        steps.append(_("asked for, for {name}").format(name=person.name))
    follow_queue(session, holding, "bring")
    return Handled(holding, holding.status, holding.due, next=in_words(*steps))


# --- how it is told


def forward_rows(session: Session, until: date) -> list[dict[str, Any]]:
    """What is to be brought forward up to a day, to whom, and where it is."""
    return [_row(session, each) for each in due_forward(session, until)]


def _row(session: Session, made: BringForward) -> dict[str, Any]:
    holding = session.visible.get(made.holding) or Holding()
    person = session.get(Person, made.person) or Person()
    return {
        "on": made.on,
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "status": str(holding.status),
        "place": address_of_home(session, holding),
        "holder": person.name,
        "unit": person.unit,
        "note": made.note,
    }


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """On which days a holding is to be brought forward, and to whom."""
    text = _("to {name} on {day} {note}")
    found = []
    for each in forwards_of(session, holding):
        person = session.get(Person, each.person) or Person()
        told = text.format(name=person.name, day=each.waits, note=each.note).rstrip()
        data = {"person": person.name, "on": each.waits, "note": each.note}
        found.append(Note(later("bring forward"), told, data, of=person if person.id else None))
    return found


def _called(session: Session, made: BringForward) -> str:
    holding, person = session.visible.get(made.holding), session.get(Person, made.person)
    if holding is None or person is None:
        return ""
    return _("{key} for {name}").format(key=holding.key, name=person.name)


def _against(session: Session, made: BringForward, before: Values) -> list[Reason]:
    """R28: none waits anew for what has left for good since."""
    holding = session.get(Holding, made.holding)
    anew = made.waits and not before.get("waits")
    return gone(holding) if holding and anew else []


KINDS = (
    RecordKind(
        record=BringForward,
        name="bring_forwards",
        by_hand=False,
        against=_against,
        notes=notes_of,
        called=_called,
    ),
)

ACTS = (
    Act(
        name="bring-forward",
        on=Holding,
        title=later("Bring it forward on a day…"),
        titled=later("Bring it forward to {name} on a day…"),
        help=later("Set the day on which holdings go back to the same officer (BF)."),
        done=later("Brought forward to {person}: {name}"),
        word=later("bring-forward set"),
        takes=(
            PERSON,
            Takes(
                name="on",
                help=later("the day, as 2026-12-31"),
                label=later("On which day?"),
                kind=DATE,
                metavar="DATE",
                required=True,
            ),
            Takes(name="note", help=later("what for"), kind=LINE),
        ),
        against=lambda session, holding, given: against_forward(
            session, holding, session.person(given["to"]), given.get("on")
        ),
        do=lambda session, keys, given: bring_forward(
            session, keys, given["to"], given["on"], given.get("note", "")
        ),
        details=later(
            "On its day `report bring-forward` lists it, `notices` tells the officer, and `bring` "
            "puts it on the pick list. Said again, the day is another."
        ),
        examples=("rmdesk bring-forward R100004O --to P0001C --on 2026-12-15",),
        also=("bf", "diary", "tickler"),
    ),
    Act(
        name="bring",
        on=Holding,
        title=later("Bring it forward now"),
        help=later("Ask for holdings whose day to be brought forward has come."),
        done=later("Asked for: {name}"),
        word=later("brought forward"),
        against=lambda session, holding, _given: against_bring(session, holding),
        do=lambda session, keys, _given: bring(session, keys),
        details=later("Each officer enters its queue; what is in its place is on the pick list."),
        also=("bf",),
    ),
    Act(
        name="cancel-forward",
        on=Holding,
        title=later("Do not bring it forward"),
        titled=later("Do not bring it forward to {name}"),
        help=later("Give up bringing holdings forward to a person."),
        done=later("Not brought forward to {person}: {name}"),
        word=later("bring-forward cancelled"),
        takes=(replace(PERSON, once="--for"),),
        against=lambda session, holding, given: against_cancel_forward(
            session, holding, session.person(given["to"])
        ),
        do=lambda session, keys, given: cancel_forward(session, keys, given["to"]),
        also=("bf",),
    ),
)
