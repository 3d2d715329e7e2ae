"""The pick list: what is asked for and in its place, in walking order; and what picking finds."""

from dataclasses import dataclass
from gettext import gettext as _

from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import Handled
from rmdesk.duties.place import home_of
from rmdesk.duties.reservation import move_reservation, queue_of
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person, Place, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.values import LINE
from rmdesk.model.words import RequestStatus, ReservationState, Status, later


@dataclass(frozen=True)
class Pull:
    """One line of the pick list. `walk` sorts lines in walking order; homeless ones come last."""

    holding: Holding
    reservation: Reservation
    request: Request | None
    requester: str
    address: str
    walk: str


def pick_list(session: Session, number: int | None = None) -> list[Pull]:
    """Holdings in their place whose queue waits for them, in walking order.

    Only the head of each queue is pulled for (R20). `number` narrows to one request's id.
    """
    open_ones = session.store.table(Reservation.table).search(IS_OPEN)
    heads: dict[int, Reservation] = {}
    for document in open_ones:
        each = Reservation.from_document(document)
        head = heads.get(each.holding)
        if head is None or (each.rank, each.made, each.id) < (head.rank, head.made, head.id):
            heads[each.holding] = each
    wanted = [
        each
        for each in heads.values()
        if each.state == ReservationState.QUEUED and number in (None, each.request)
    ]
    holdings = {found.id: found for found in session.visible.many([r.holding for r in wanted])}
    pulls = [
        _pull(session, holdings[each.holding], each)
        for each in wanted
        if each.holding in holdings and holdings[each.holding].status == Status.IN
    ]
    return sorted(pulls, key=lambda pull: (not pull.walk, pull.walk, pull.holding.key))


def _pull(session: Session, holding: Holding, reservation: Reservation) -> Pull:
    place = session.get(Place, holding.place_id) or home_of(session, holding)
    request = session.get(Request, reservation.request)
    person = session.get(Person, reservation.person)
    return Pull(
        holding=holding,
        reservation=reservation,
        request=request,
        requester=person.name if person else "",
        address=place.address if place else holding.home,
        walk=place.walk if place else "",
    )


def pick(session: Session, key: str) -> Holding:
    """Take a holding off its shelf for the head of its queue. Raises NotFound, Refused."""
    with session.change("pick"):
        holding, head = _asked_for(session, key)
        holding.status, holding.place_id = Status.PICKED, None
        session.save(holding)
        move_reservation(session, head, ReservationState.PICKED)
        request = session.get(Request, head.request)
        if request is not None:
            request.status = RequestStatus.PICKING
            request.technician = request.technician or session.login
            session.save(request)
    return holding


def mark_missing(session: Session, key: str, reason: str) -> Holding:
    """Say that a holding was not in its place; it is missing until somebody finds it.

    Its reservations keep their places in the queue. Raises NotFound, Refused.
    """
    with session.change("missing", reason):
        holding = session.visible.one(key)
        if holding.status not in (Status.IN, Status.TO_REFILE, Status.TRANSIT):
            text = _("{key} is {state}.").format(key=holding.key, state=holding.status)
            raise Refused.by(_("Not marked missing"), Reason("R14", text))
        holding.status, holding.place_id = Status.MISSING, None
        session.save(holding)
    return holding


def _asked_for(session: Session, key: str) -> tuple[Holding, Reservation]:
    holding = session.visible.one(key)
    queue = queue_of(session, holding.id)
    if not queue:
        text = _("Nobody asked for {key}.").format(key=holding.key)
        raise Refused.by(_("Not picked"), Reason("R20", text, _("a request for it")))
    if holding.status != Status.IN:
        text = _("{key} is {state}.").format(key=holding.key, state=holding.status)
        raise Refused.by(_("Not picked"), Reason("R14", text))
    return holding, queue[0]


def _against_pick(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    if not queue_of(session, holding.id):
        text = _("Nobody asked for {key}.").format(key=holding.key)
        return [Reason("R20", text, _("a request for it"))]
    if holding.status != Status.IN:
        return [Reason("R14", _("{key} is {state}.").format(key=holding.key, state=holding.status))]
    return []


def _against_missing(_session: Session, holding: Holding, _given: Given) -> list[Reason]:
    if holding.status in (Status.IN, Status.TO_REFILE, Status.TRANSIT):
        return []
    return [Reason("R14", _("{key} is {state}.").format(key=holding.key, state=holding.status))]


def _stood(holding: Holding) -> Handled:
    return Handled(holding, holding.status, holding.due)


ACTS = (
    Act(
        name="pick",
        on=Holding,
        title=later("Pick it"),
        help=later("Take holdings off their shelves for the head of their queues."),
        done=later("Picked: {name}"),
        word=later("picked"),
        against=_against_pick,
        do=lambda session, keys, _given: [_stood(pick(session, key)) for key in keys],
        also=("fetch", "pull"),
    ),
    Act(
        name="missing",
        on=Holding,
        title=later("Mark missing…"),
        help=later("Say that holdings are not in their place. They are missing until found."),
        done=later("Marked missing: {name}"),
        word=later("missing"),
        takes=(
            Takes(
                name="reason",
                help=later("what was found"),
                label=later("Why? Where have you looked?"),
                kind=LINE,
                required=True,
            ),
        ),
        against=_against_missing,
        do=lambda session, keys, given: [
            _stood(mark_missing(session, key, given["reason"])) for key in keys
        ],
        also=("lost", "not on shelf"),
    ),
)
