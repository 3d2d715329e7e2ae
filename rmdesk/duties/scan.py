"""What a scan at the desk line means, and does: the counter's work without a key.

A badge makes a person current; a holding that is out is returned; one that is here is charged out
to the current person, or shown; a place starts filing there, or counting for who counts for an open
census. What a scan did is on disk before it is acknowledged (R33).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from data.plain import dataclass, field, replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.container import above
from rmdesk.duties.departure import gone
from rmdesk.duties.handled import Handled
from rmdesk.duties.loan import open_loan
from rmdesk.duties.lookup import (
    Meant,
    heard_as,
    meanings,
    name_of,
    resolve,
    suggestion,
    understood,
)
from rmdesk.duties.picking import against_take_out, take_out
from rmdesk.duties.refiling import against_refile, refile
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.returning import found, return_
from rmdesk.duties.standing import standing_of
from rmdesk.duties.transit import receive
from rmdesk.model.codes import clean_code as clean
from rmdesk.model.records import Holding, Person, Place, Request
from rmdesk.model.words import CountOutcome, Status

if TYPE_CHECKING:
    from rmdesk.duties.counted import Census

__all__ = [
    "Counter",
    "Heard",
    "ScanOutcome",
    "clean",
    "meanings",
    "resolve",
    "take_scan",
    "understood",
]


class Heard(StrEnum):
    """What a scan turned out to be."""

    PERSON = "person"
    CHARGED_OUT = "charged-out"
    RETURNED = "returned"
    REFILED = "refiled"
    FOUND = "found"
    TAKEN_OUT = "taken-out"
    RECEIVED = "received"
    AGAIN = "again"
    SHOWN = "shown"
    PLACE = "place"
    COUNTED = "counted"
    ODD = "counted-odd"
    REQUEST = "request"
    ASKS = "asks"
    SUGGESTED = "suggested"
    WORDS = "words"
    BLOCKED = "blocked"


_ACTS = (
    Heard.CHARGED_OUT, Heard.RETURNED, Heard.REFILED, Heard.FOUND, Heard.TAKEN_OUT, Heard.RECEIVED,
)  # fmt: skip
"""What changes something, so that the same code read again at once must not undo it."""


@dataclass(frozen=True)
class ScanOutcome:
    """What a scan did, in words for the person at the desk, and what it was about.

    `asks` are the things that the code may mean, where there are several; `suggests` the one that
    it would be on another keyboard. Of either nothing was done. `moves` is a record that was
    scanned just before the place and does not live there: whether it shall from now on is to be
    asked, and `would` is what that would mean.
    """

    heard: Heard
    message: str
    holding: Holding | None = None
    person: Person | None = None
    place: Place | None = None
    request: Request | None = None
    due: str = ""
    next: str = ""
    asks: tuple[Meant, ...] = ()
    suggests: Meant | None = None
    moves: Holding | None = None
    would: tuple[str, ...] = ()


@dataclass
class Counter:
    """What the desk line remembers from one scan to the next.

    `blocked` is set by an unknown scan while filing: nothing more is filed until a valid place is
    scanned (R29). With a `census` the place is counted. `used` is when the person was last current
    at a scan, `acted` when each holding was last dealt with for them, `placed` when the place was
    scanned. In a `batch` no time passes. `shown` is the record that was scanned just before and is
    in its place.
    """

    person: Person | None = None
    place: Place | None = None
    census: Census | None = None
    blocked: bool = False
    placed: datetime | None = None
    batch: bool = False
    used: datetime | None = None
    shown: int = 0
    acted: dict[int, datetime] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget the current person and place: the next one in the queue of people."""
        self.person = self.place = self.census = None
        self.blocked = False
        self.acted.clear()

    def turn_to(
        self, person: Person | None, place: Place | None, census: Census | None = None
    ) -> None:
        """Another person or place is current from here on; the place is counted in a census."""
        before = [each and each.id for each in (self.person, self.place)]
        if self.blocked or before != [each and each.id for each in (person, place)]:
            self.acted.clear()
        self.person, self.place, self.census, self.blocked = person, place, census, False

    def expires(self, session: Session) -> bool:
        """Whether nothing was scanned for the current person for the site's minutes."""
        minutes, used = session.guidelines.scanner.person_minutes, self.used
        if self.person is None or not minutes or used is None:
            return False
        return session.now() - used > timedelta(minutes=minutes)

    def expire(self, session: Session) -> str:
        """Let go of a person for whom nothing was scanned for the site's minutes; says so, or "".

        A screen that shows who is current asks as well; the minutes begin anew at each scan.
        """
        minutes, person = session.guidelines.scanner.person_minutes, self.person
        if person is None or not self.expires(session):
            return ""
        self.clear()
        text = ngettext(
            "{name} is not current any more: nothing was scanned for {n} minute.",
            "{name} is not current any more: nothing was scanned for {n} minutes.",
            minutes,
        )
        return text.format(name=person.name, n=minutes)

    def again(self, session: Session, holding: Holding) -> bool:
        """Whether a holding was dealt with just before: the same code twice counts once (R42)."""
        at = self.acted.get(holding.id)
        if at is None or self.batch:
            return at is not None
        seconds = session.guidelines.scanner.same_code_seconds
        return session.now() - at < timedelta(seconds=seconds)

    def carried(self, session: Session, holding: Holding) -> bool:
        """Whether it went or came with its container, which was dealt with just before (R24, R42).

        Then its own first reading says the same once more; the next is one of its own.
        """
        if self.person is None or holding.id in self.acted:
            return False
        box = next((each for each in above(session, holding) if each.id in self.acted), None)
        if box is None or (box.status == Status.OUT) != (holding.status == Status.OUT):
            return False
        if holding.status == Status.OUT:
            loan = open_loan(session, holding.id)
            return loan is not None and loan.with_container is not None
        return holding.status == Status.IN

    def note(self, session: Session, answer: ScanOutcome) -> None:
        """Remember what was done, and when."""
        if answer.heard in _ACTS and answer.holding is not None:
            self.acted[answer.holding.id] = session.now()


def take_scan(session: Session, counter: Counter, text: str) -> ScanOutcome:
    """Do what a scan asks for. Raises Refused with every reason; the counter stays as it was."""
    let_go = counter.expire(session)
    counter.used = session.now()
    answer = _heard(session, counter, clean(text))
    counter.note(session, answer)
    return replace(answer, message=f"{let_go} {answer.message}") if let_go else answer


def _heard(session: Session, counter: Counter, text: str) -> ScanOutcome:
    meant = heard_as(session, text)
    shown, counter.shown = counter.shown, 0
    if len(meant) > 1:
        if counter.census is not None:
            _keep_unclear(session, counter.census, text)
        if counter.place is not None:  # it names no valid place (R29)
            counter.place, counter.blocked = None, True
        return asks_which(text, meant)
    named = meant[0] if meant else None
    if isinstance(named, Person):
        counter.turn_to(named, None)
        told = _("For {name}").format(name=named.name)
        words = standing_of(session, named).words
        return ScanOutcome(Heard.PERSON, told, person=named, next=words)
    if isinstance(named, Place):
        return _may_move(session, counter, shown, place_scanned(session, counter, named))
    if isinstance(named, Holding):
        free = counter.place is None and counter.person is None
        answer = _holding_scanned(session, counter, named)
        here = answer.heard is Heard.SHOWN and named.status == Status.IN
        counter.shown = named.id if here and free and not counter.batch else 0
        return answer
    if named is not None:
        told = _("Request {number}").format(number=named.number)
        return ScanOutcome(Heard.REQUEST, told, request=named)
    return _unknown(session, counter, text)


def place_scanned(session: Session, counter: Counter, place: Place) -> ScanOutcome:
    """What is scanned next is filed there; who counts for an open census counts there."""
    from rmdesk.duties.counting import census_of, go_to_shelf  # not before a place is scanned
    from rmdesk.duties.shelf_walk import shelf_at

    address = session.address(place.id)
    census = census_of(session)
    if census is None:
        counter.turn_to(None, place)
        return ScanOutcome(Heard.PLACE, _("Filing at {place}").format(place=address), place=place)
    counting = counter.census is not None and counter.census.id == census.id
    before = counter.place if counting else None
    if before is not None and before.id == place.id:
        return _shelf_again(session, counter, census, place)
    go_to_shelf(session, census, place, before.id if before else None)
    counter.turn_to(None, place, census)
    counter.placed = session.now()
    told = _("Counting at {place} ({number})").format(place=address, number=census.number)
    step = shelf_at(session, census, place).told()
    return ScanOutcome(Heard.PLACE, told, place=place, next=step)


def _may_move(session: Session, counter: Counter, shown: int, answer: ScanOutcome) -> ScanOutcome:
    """A record, then a place where it does not live: whether it shall is asked, nothing is done."""
    holding = session.visible.get(shown) if shown and counter.census is None else None
    place = answer.place
    if holding is None or place is None or holding.home_id == place.id:
        return answer
    from rmdesk.duties.moving import against_moving, two_scans  # few scan so

    against = against_moving(session, holding, {"place": f"#{place.id}"})
    if against:
        why = " ".join(reason.told for reason in against)
        return replace(answer, next=_("{key} is not moved there: {why}").format(
            key=holding.key, why=why))  # fmt: skip
    return replace(answer, moves=holding, would=tuple(two_scans(session, holding, place)))


def _shelf_again(session: Session, counter: Counter, census: Census, place: Place) -> ScanOutcome:
    """The shelf one counts at, scanned once more: it is read whole; at once, it counts once."""
    from rmdesk.duties.counting import finish_shelf
    from rmdesk.duties.shelf_walk import shelf_at

    address = session.address(place.id)
    seconds = session.guidelines.scanner.same_code_seconds
    at_once = counter.placed is not None and session.now() - counter.placed < timedelta(
        seconds=seconds
    )
    if counter.batch or at_once:
        told = _("Counting at {place} ({number})").format(place=address, number=census.number)
        step = shelf_at(session, census, place).told()
        return ScanOutcome(Heard.AGAIN, told, place=place, next=step)
    finish_shelf(session, census, place)
    counter.placed = session.now()
    told = _("{place} is read whole").format(place=address)
    step = shelf_at(session, census, place).told_whole()
    return ScanOutcome(Heard.COUNTED, told, place=place, next=step)


def _counted(session: Session, counter: Counter, census: Census, holding: Holding) -> ScanOutcome:
    """A record read on the shelf that is counted: nothing else is done to it."""
    from rmdesk.duties.counting import count_record
    from rmdesk.duties.shelf_walk import shelf_at

    if counter.place is None:
        return _not_counted(_("Not counted: {name}.").format(name=holding.name))
    done = count_record(session, census, counter.place, holding)
    heard = Heard.COUNTED if done.count.outcome == CountOutcome.FOUND else Heard.ODD
    step = shelf_at(session, census, counter.place).told()
    return ScanOutcome(
        Heard.AGAIN if done.again else heard, done.told(session), holding, place=counter.place,
        next=step,
    )  # fmt: skip


def _counted_unknown(
    session: Session, counter: Counter, census: Census, text: str, why: str, *, sure: bool
) -> ScanOutcome:
    """A code that nobody knows is kept; one that may be a shelf's ends the counting (R29)."""
    from rmdesk.duties.code_shapes import Shapes
    from rmdesk.duties.counting import count_unknown

    if counter.place is None or not sure or Shapes(session).may_be_place(text):
        counter.place, counter.blocked = None, True
        count_unknown(session, census, None, text)
        return _not_counted(why)
    count_unknown(session, census, counter.place, text)
    told = _("{why} It is kept as unknown.").format(why=why)
    return ScanOutcome(Heard.ODD, told, place=counter.place)


def _keep_unclear(session: Session, census: Census, text: str) -> None:
    """A code that may be several things is kept: none of them is missing by it (R31)."""
    from rmdesk.duties.counting import count_unknown

    count_unknown(session, census, None, text)


def _not_counted(why: str) -> ScanOutcome:
    """R29: after an unknown place nothing is counted until a valid one is scanned."""
    stop = _("Nothing more is counted until a place is scanned (R29).")
    return ScanOutcome(Heard.BLOCKED, f"{why} {stop}")


def asks_which(text: str, meant: list[Meant]) -> ScanOutcome:
    """R42: a code that several things answer to acts on none."""
    names = ", ".join(map(name_of, meant[:8]))
    told = _("“{text}” may be {names}. Nothing was done: choose one.")
    return ScanOutcome(Heard.ASKS, told.format(text=text, names=names), asks=tuple(meant))


def _unknown(session: Session, counter: Counter, text: str) -> ScanOutcome:
    """Words for the search; while filing nothing more is filed (R29)."""
    guess = None if counter.batch else suggestion(session, text)
    why = _("“{text}” is not known.").format(text=text)
    if guess is not None:
        hint = _("On a {layout} keyboard it may be {code}: {name}. Nothing was done.")
        hint = hint.format(layout=guess.layout, code=guess.code, name=name_of(guess.meant))
        why = f"{why} {hint}"
    if counter.census is not None:
        found = _counted_unknown(session, counter, counter.census, text, why, sure=guess is None)
        return replace(found, suggests=guess.meant if guess else None)
    if counter.place is not None or counter.blocked:
        counter.place, counter.blocked = None, True
        return replace(_blocked(why), suggests=guess.meant if guess else None)
    if guess is not None:
        return ScanOutcome(Heard.SUGGESTED, why, suggests=guess.meant)
    return ScanOutcome(Heard.WORDS, text)


def _blocked(why: str) -> ScanOutcome:
    """R29: after an unknown scan nothing is filed until a valid place is scanned."""
    stop = _("Nothing more is filed until a place is scanned (R29).")
    return ScanOutcome(Heard.BLOCKED, f"{why} {stop}")


def _holding_scanned(session: Session, counter: Counter, holding: Holding) -> ScanOutcome:
    """A holding: back from its borrower, out to the current person, into its place, or shown."""
    if counter.census is not None:
        return _counted(session, counter, counter.census, holding)
    if counter.again(session, holding):
        told = _("Counted once: {name}").format(name=holding.name)
        return ScanOutcome(Heard.AGAIN, told, holding, counter.person, counter.place)
    if counter.carried(session, holding):
        counter.acted[holding.id] = session.now()
        told = _("Counted with its container: {name}").format(name=holding.name)
        return ScanOutcome(Heard.AGAIN, told, holding, counter.person, counter.place)
    key = [f"#{holding.id}"]
    if holding.status == Status.OUT:
        told = _("Returned: {name}").format(name=holding.name)
        return _done(Heard.RETURNED, told, return_(session, key)[0])
    if counter.blocked:
        return _blocked(_("Not filed: {name}.").format(name=holding.name))
    if holding.status == Status.MISSING:
        return _seen_again(session, counter, holding)
    if holding.status == Status.TRANSIT and counter.person is None:
        return _arrived(session, counter, holding)
    if counter.person is not None:
        done = charge_out(session, key, f"#{counter.person.id}")[0]
        told = _("Out to {person}: {name}").format(person=counter.person.name, name=holding.name)
        return replace(_done(Heard.CHARGED_OUT, told, done), person=counter.person)
    if counter.place is not None and holding.status != Status.IN:
        return _refiled(session, counter.place, holding)
    if not against_take_out(session, holding):
        told = _("Taken out of its container: {name}").format(name=holding.name)
        return _done(Heard.TAKEN_OUT, told, take_out(session, key[0]))
    return ScanOutcome(
        Heard.SHOWN, holding.name, holding, counter.person, counter.place,
        next=_waits(session, holding),
    )  # fmt: skip


def _seen_again(session: Session, counter: Counter, holding: Holding) -> ScanOutcome:
    """What was missing is here: in its place where that was scanned, else at the desk."""
    place = counter.place
    if place is not None and not against_refile(session, holding, place):
        return _refiled(session, place, holding)
    told = _("Found: {name}").format(name=holding.name)
    return _done(Heard.FOUND, told, found(session, [f"#{holding.id}"])[0])


def _arrived(session: Session, counter: Counter, holding: Holding) -> ScanOutcome:
    """What was on its way is here: in its place where that was scanned, else at this desk."""
    place = counter.place
    if place is not None and not against_refile(session, holding, place):
        return _refiled(session, place, holding)
    told = _("Received: {name}").format(name=holding.name)
    at = f"#{place.id}" if place else ""
    done = _done(Heard.RECEIVED, told, receive(session, [f"#{holding.id}"], at)[0])
    return replace(done, place=place)


def _refiled(session: Session, place: Place, holding: Holding) -> ScanOutcome:
    done = refile(session, [f"#{holding.id}"], f"#{place.id}")[0]
    told = _("Refiled: {name}").format(name=holding.name)
    return replace(_done(Heard.REFILED, told, done), place=place)


def _done(heard: Heard, told: str, done: Handled) -> ScanOutcome:
    return ScanOutcome(heard, told, done.holding, due=done.due, next=done.next)


def _waits(session: Session, holding: Holding) -> str:
    """For whom a holding was fetched that is only shown; that it has left for good (R28)."""
    for reason in gone(holding):
        return reason.text
    if holding.status not in (Status.PICKED, Status.WAITING):
        return ""
    head = next(iter(queue_of(session, holding.id)), None)
    person = session.get(Person, head.person) if head else None
    return _("fetched for {name}").format(name=person.name) if person else ""
