"""The pick list: what is asked for and can be fetched, in walking order; and what picking finds.

What is on the list can be picked, and nothing else can.
"""

from collections import defaultdict
from collections.abc import Sequence

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import SHELF, reason
from rmdesk.duties.container import at_hand, in_away_box, lies_in
from rmdesk.duties.departure import gone
from rmdesk.duties.eligibility import against_drawing
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.onward import follow_queue, give_back
from rmdesk.duties.place import home_of, stands_at
from rmdesk.duties.reservation import move_claim, next_to_fetch, place_in_order, queue_of
from rmdesk.duties.states import FETCHED, move
from rmdesk.duties.walking import Walk, code_of, walked
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Person, Place, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.values import choice
from rmdesk.model.words import (
    ABSENCES,
    ReservationState,
    Status,
    absence_word,
    later,
    status_word,
)

Queues = list[tuple[Holding, list[Reservation]]]
"""Holdings that somebody waits for, each with its queue."""


@dataclass(frozen=True)
class Pull:
    """A holding to be fetched for a claim. `place` is the shelf it is on, None where it is on none.

    `claims` are all that wait for it, the one it is fetched for first.
    """

    holding: Holding
    reservation: Reservation
    request: Request | None
    requester: str
    address: str
    place: Place | None
    claims: tuple[Reservation, ...] = ()


@dataclass(frozen=True)
class Passed:
    """A claim that is passed over: whose it is, on what, and why they may not draw it (R40)."""

    holding: Holding
    reservation: Reservation
    person: Person
    reasons: list[Reason]


def pick_list(session: Session, number: int | None = None) -> list[Pull]:
    """Holdings that can be fetched and whose queue waits for them, in walking order.

    Only the head of each queue is pulled for (R20), of those who may draw the holding or may yet.
    Others are passed over (R40).
    `number` narrows to one request's id.
    """
    return list(pulls_walked(session, queues(session), number).stops)


def pulls_walked(session: Session, waiting: Queues, number: int | None = None) -> Walk[Pull]:
    """The pick list of these queues as a walk, with its metres."""
    pulls = []
    for holding, queue in waiting:
        head = next_to_fetch(session, holding, queue) if at_hand(session, holding) else None
        if head is None or head[0].state != ReservationState.QUEUED:
            continue
        if number in (None, head[0].request):
            pulls.append(_pull(session, holding, queue, *head))
    return walked(session, pulls, lambda pull: pull.place, lambda pull: code_of(pull.holding))


def passed_over(session: Session) -> list[Passed]:
    """Every claim whose person may not draw its holding today, with the reasons."""
    found = []
    for holding, queue in queues(session):
        for each in queue:
            person = session.get(Person, each.person) or Person()
            if reasons := against_drawing(session, holding, person):
                found.append(Passed(holding, each, person, reasons))
    return found


def queues(session: Session) -> Queues:
    """Every holding that this person may know of and somebody waits for, with its queue."""
    found: defaultdict[int, list[Reservation]] = defaultdict(list)
    for document in session.store.table(Reservation.table).search(IS_OPEN):
        each = Reservation.from_document(document)
        found[each.holding].append(each)
    holdings = session.visible.many(list(found))
    return [(each, sorted(found[each.id], key=place_in_order)) for each in holdings]


def _pull(
    session: Session,
    holding: Holding,
    queue: Sequence[Reservation],
    claim: Reservation,
    person: Person,
) -> Pull:
    address, place = _where(session, holding)
    others = (each for each in queue if each.id != claim.id)
    request = session.get(Request, claim.request)
    return Pull(holding, claim, request, person.name, address, place, (claim, *others))


def _where(session: Session, holding: Holding) -> tuple[str, Place | None]:
    """Where a holding is fetched, in words, and the shelf if it is on one."""
    box = lies_in(session, holding)
    if holding.status == Status.TO_REFILE:
        return status_word(Status.TO_REFILE), None
    if box is not None:
        known = session.visible.may_know(box.guard)
        return f"{box.key if known else ''} ({status_word(box.status)})".strip(), None
    place = stands_at(session, holding) or home_of(session, holding)
    return (session.address(place.id), place) if place else (holding.home, None)


def pick(session: Session, key: str, at: Place | None = None) -> Holding:
    """Take a holding off its shelf for the head of its queue; off the shelf `at`, if one says so.

    Raises NotFound, Refused.
    """
    with session.change("pick"):
        holding = session.visible.one(key)
        if against := against_pick(session, holding, at):
            raise Refused.by(_("Not picked"), *against)
        head = next_to_fetch(session, holding, queue_of(session, holding.id))
        assert head is not None  # the rules have seen it
        fetch(session, holding, head[0])
    return holding


def fetch(session: Session, holding: Holding, reservation: Reservation) -> None:
    """Take a holding for a claim, inside a transaction; who fetches it has the request."""
    move(holding, Status.PICKED, "pick")
    holding.place_id = None
    session.save(holding)
    move_claim(session, reservation, ReservationState.PICKED, "pick")
    request = session.get(Request, reservation.request)
    if request is not None and not request.technician:
        request.technician = session.login
        session.save(request)
    follow_queue(session, holding, "pick")


def against_pick(session: Session, holding: Holding, at: Place | None = None) -> list[Reason]:
    """Every reason why a holding cannot be picked: nobody asked who may have it, or it is not here.

    It can be picked if it is on the pick list, and from no shelf but the one that it is on.
    """
    if left := gone(holding):
        return left
    found = []
    queue = queue_of(session, holding.id)
    head = next_to_fetch(session, holding, queue)
    if not queue:
        text = _("Nobody asked for {key}.").format(key=holding.key)
        found.append(Reason("R20", text, _("a request for it")))
    elif head is None:
        person = session.get(Person, queue[0].person) or Person()
        found += against_drawing(session, holding, person)
    if holding.status not in (Status.IN, Status.TO_REFILE):
        text = _("{key} is {state}.")
        found.append(Reason("R14", text.format(key=holding.key, state=status_word(holding.status))))
    elsewhere = _on_another_shelf(session, holding, at) if at else []
    return [*found, *in_away_box(session, holding), *elsewhere]


def _on_another_shelf(session: Session, holding: Holding, at: Place) -> list[Reason]:
    """R29: the shelf that was scanned is not the one that a holding is on."""
    address, place = _where(session, holding)
    if place is None or place.id == at.id:
        return []
    text = _("{key} belongs at {home}, and {place} was scanned.")
    told = text.format(key=holding.key, home=address, place=session.address(at.id))
    return [Reason("R29", told, _("scanning its own shelf, or a move of its home"))]


def put_back(session: Session, key: str) -> Handled:
    """Give up a pick: the holding is to be refiled, and its claim queues again. Raises Refused."""
    with session.change("put-back"):
        holding = session.visible.one(key)
        if against := against_put_back(session, holding):
            raise Refused.by(_("Not put back"), *against)
        # What was never taken out of its container is in its place already (R41).
        inside = not against_take_out(session, holding)
        move(holding, Status.IN if inside else Status.TO_REFILE, "put-back")
        session.save(holding)
        back = give_back(session, holding, "put-back")
    step = _("pick it again") if inside else _("refile it, or pick it again")
    return Handled(holding, holding.status, next=in_words(back, step))


def against_put_back(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not put back: it was not fetched for anybody."""
    if holding.status in FETCHED:
        return []
    if left := gone(holding):
        return left
    text = _("{key} was not fetched for anybody: {state}.")
    return [Reason("R39", text.format(key=holding.key, state=status_word(holding.status)))]


def take_out(session: Session, key: str) -> Handled:
    """Say that a content which is set aside was taken out of its container (R41)."""
    with session.change("take-out"):
        holding = session.visible.one(key)
        if against := against_take_out(session, holding):
            raise Refused.by(_("Not taken out"), *against)
        reservation = queue_of(session, holding.id)[0]
        reservation.take_out = None
        session.save(reservation)
        person = session.get(Person, reservation.person) or Person()
    step = _("set aside for {name}").format(name=person.name)
    return Handled(holding, holding.status, next=step)


def against_take_out(session: Session, holding: Holding) -> list[Reason]:
    """Every reason why there is nothing to take out: it is not set aside inside a container."""
    queue = queue_of(session, holding.id) if holding.status == Status.WAITING else []
    if any(each.take_out for each in queue):
        return []
    text = _("{key} does not wait to be taken out of its container.").format(key=holding.key)
    return gone(holding) or [Reason("R41", text, _("picking it, once somebody asks for it"))]


def say_missing(session: Session, key: str, reason: str) -> Handled:
    """Say that a holding is not where it should be; it is missing until somebody finds it.

    Its reservations keep their places in the queue. Its borrower answers for it until it is found:
    the loan stays open. Raises NotFound, Refused, and BadInput without a reason.
    """
    if not reason.strip():
        raise BadInput(
            _("No reason given"),
            _("A holding is marked missing with a reason."),
            _("Say where you have looked, or who lost it."),
        )
    with session.change("missing", reason):
        holding = session.visible.one(key)
        if against := against_mark_missing(session, holding):
            raise Refused.by(_("Not marked missing"), *against)
        move(holding, Status.MISSING, "missing")
        holding.place_id = None
        session.save(holding)
        back = give_back(session, holding, "missing")
    step = in_words(back, _("missing until it is found"))
    return Handled(holding, holding.status, holding.due, next=step)


def mark_missing(session: Session, key: str, reason: str) -> Holding:
    """Say the same where nobody is to be told what that means; the holding as it is kept then."""
    return say_missing(session, key, reason).holding


def not_on_shelf(session: Session, key: str, why: str, reason: str = "") -> Handled:
    """Say that a holding is not on its shelf, and why; each claim on it keeps that.

    It is missing until somebody finds it, and its claims keep their places in the queue. Raises
    NotFound, Refused.
    """
    with session.change("not-on-shelf", reason or absence_word(why)):
        done = say_missing(session, key, reason or absence_word(why))
        for claim in queue_of(session, done.holding.id):
            claim.absence = why
            session.save(claim)
    return replace(done, next=in_words(absence_word(why), done.next))


def against_mark_missing(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not marked missing: it is so already, or has left for good."""
    if holding.status != Status.MISSING:
        return gone(holding)
    text = _("{key} is {state}.").format(key=holding.key, state=status_word(holding.status))
    return [Reason("R14", text)]


def _shelf(session: Session, given: Given) -> Place | None:
    return session.place(given["at"]) if given.get("at") else None


def _picked(session: Session, key: str, given: Given) -> Handled:
    holding = pick(session, key, _shelf(session, given))
    return Handled(holding, holding.status, holding.due)


ACTS = (
    Act(
        name="pick",
        on=Holding,
        title=later("Pick it"),
        help=later("Take holdings off their shelves for the head of their queues."),
        done=later("Picked: {name}"),
        word=later("picked"),
        takes=(SHELF,),
        against=lambda session, holding, given: against_pick(
            session, holding, _shelf(session, given)
        ),
        do=lambda session, keys, given: [_picked(session, key, given) for key in keys],
        also=("fetch", "pull"),
    ),
    Act(
        name="put-back",
        on=Holding,
        title=later("Put it back"),
        help=later("Give up a pick. The holding is to be refiled, its claim queues again."),
        done=later("Put back: {name}"),
        word=later("put back"),
        against=lambda session, holding, _given: against_put_back(session, holding),
        do=lambda session, keys, _given: [put_back(session, key) for key in keys],
        also=("unpick",),
    ),
    Act(
        name="take-out",
        on=Holding,
        title=later("It is out of its box"),
        help=later("Say that what is set aside was taken out of its container (R41)."),
        done=later("Taken out: {name}"),
        word=later("taken out of its box"),
        against=lambda session, holding, _given: against_take_out(session, holding),
        do=lambda session, keys, _given: [take_out(session, key) for key in keys],
    ),
    Act(
        name="missing",
        on=Holding,
        title=later("Mark missing…"),
        help=later("Say that holdings are not where they should be. They are missing until found."),
        done=later("Marked missing: {name}"),
        word=later("missing"),
        takes=(reason(later("Why? Where have you looked?")),),
        against=lambda session, holding, _given: against_mark_missing(session, holding),
        do=lambda session, keys, given: [
            say_missing(session, key, given["reason"]) for key in keys
        ],
        also=("lost", "not in its place"),
    ),
    Act(
        name="not-on-shelf",
        on=Holding,
        title=later("It is not on its shelf…"),
        help=later("Say why holdings are not on their shelves; their claims keep the reason."),
        done=later("Not on its shelf: {name}"),
        word=later("not on its shelf"),
        takes=(
            Takes(
                name="why",
                help=later("why it is not there"),
                label=later("Why is it not there?"),
                kind=choice(*ABSENCES),
                required=True,
            ),
            replace(reason(""), help=later("where you have looked, for the log"), required=False),
        ),
        against=lambda session, holding, _given: against_mark_missing(session, holding),
        do=lambda session, keys, given: [
            not_on_shelf(session, key, given["why"], given.get("reason", "")) for key in keys
        ],
        details=later(
            "They are missing until found, as by `missing`. `list reservations --where "
            "absence=misfiled` lists the claims with a reason."
        ),
        also=("misfiled", "lost", "not on shelf", "not there"),
    ),
)
