"""Transit: holdings on their way to another desk, and their receipt there.

What was fetched for a claim stays with it on the way (R38); what lies in a container goes with it.
"""

from collections.abc import Sequence
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Takes
from rmdesk.desk.desk import Session
from rmdesk.duties.container import in_away_box, inside
from rmdesk.duties.departure import gone
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.marks import against_standing
from rmdesk.duties.onward import follow_queue, set_down
from rmdesk.duties.picking import against_take_out
from rmdesk.duties.reservation import move_claim, queue_of
from rmdesk.duties.states import LENDABLE, move
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person, Place
from rmdesk.model.words import ReservationState, Status, later, status_word


def send(session: Session, keys: Sequence[str], to: str) -> list[Handled]:
    """Send holdings that are here to another desk or place; a claim they were fetched for goes too.

    Raises Refused, NotFound, BadInput.
    """
    with session.change("send"):
        place = session.place(to)
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_send(session, each, place)]
        Refused.for_any(_("Not sent"), against)
        return [_sent(session, each, place) for each in holdings]


def against_send(session: Session, holding: Holding, to: Place | None = None) -> list[Reason]:
    """Every reason why a holding is not sent: not here, not out of its box, there, or above it.

    Without a place only what stands against it anywhere.
    """
    if left := gone(holding):
        return left
    if holding.status not in LENDABLE:
        text = _("{key} is {state}: only what is here is sent.")
        told = text.format(key=holding.key, state=status_word(holding.status))
        return [Reason("R14", told, _("its return, or receiving it"))]
    found = in_away_box(session, holding)
    if not against_take_out(session, holding):
        text = _("{key} is still in its container.").format(key=holding.key)
        found.append(Reason("R41", text, _("taking it out first")))
    found += _to_be_taken_out(session, holding)
    if to is not None and holding.place_id == to.id:
        text = _("{key} is at {place} already.")
        told = text.format(key=holding.key, place=session.address(to.id))
        found.append(Reason("R14", told, _("another place")))
    return [*found, *against_standing(session, holding, to)]


def _to_be_taken_out(session: Session, box: Holding) -> list[Reason]:
    """R41: what is set aside in a container is taken out before that is sent."""
    found = []
    for content in inside(session, box.id):
        if against_take_out(session, content):
            continue
        if session.visible.may_know(content.guard):
            text = _("{key} is still in {box}, set aside for somebody.")
            told = text.format(key=content.key, box=box.key)
            found.append(Reason("R41", told, _("taking it out first")))
        else:
            found.append(not_as_it_is(box))  # R17: nothing of why
    return list(dict.fromkeys(found))


def _sent(session: Session, holding: Holding, place: Place) -> Handled:
    held = [e for e in queue_of(session, holding.id) if e.state != ReservationState.QUEUED]
    move(holding, Status.TRANSIT, "send")
    holding.place_id, holding.bound_id = None, place.id
    session.save(holding)
    for claim in held:
        move_claim(session, claim, ReservationState.PICKED, "send")
    follow_queue(session, holding, "send")
    way = _("on its way to {place}").format(place=session.address(place.id))
    people = [session.get(Person, each.person) for each in held]
    whose = [_("for {name}").format(name=each.name) for each in people if each]
    return Handled(holding, holding.status, next=in_words(way, *whose))


def receive(session: Session, keys: Sequence[str], at: str = "") -> list[Handled]:
    """Take in what was on its way, where it was bound for or `at` another place.

    It is set aside there for who it was fetched for, or for the next in its queue; else it is to be
    refiled. Raises Refused, NotFound, BadInput.
    """
    with session.change("receive"):
        place = session.place(at) if at else None
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_receive(session, each, place)]
        Refused.for_any(_("Not received"), against)
        return [received(session, each, place) for each in holdings]


def against_receive(session: Session, holding: Holding, place: Place | None = None) -> list[Reason]:
    """Every reason why a holding is not received: it is not on its way, or above the level there.

    Without a place it is received where it was bound for.
    """
    if holding.status == Status.TRANSIT:
        return against_standing(session, holding, place or session.get(Place, holding.bound_id))
    if left := gone(holding):
        return left
    text = _("{key} is not on its way here: {state}.")
    return [Reason("R14", text.format(key=holding.key, state=status_word(holding.status)))]


def received(
    session: Session, holding: Holding, place: Place | None = None, act: str = "receive"
) -> Handled:
    """Set down what has arrived, in a transaction: at a place, or where it was bound for."""
    at = place or session.get(Place, holding.bound_id)
    done = set_down(session, holding, act)
    holding = session.get(Holding, holding.id) or holding
    holding.place_id = at.id if at else None
    session.save(holding)
    where = session.address(at.id) if at else ""
    return Handled(holding, holding.status, place=where, next=done.next)


def on_the_way(session: Session) -> list[dict[str, Any]]:
    """What is in transit, where to and for whom; by place, then by code."""
    found = session.visible.all_in(
        Holding.table, Query().status == Status.TRANSIT, order_by=("status", "due")
    )
    rows = [_row(session, Holding.from_document(each)) for each in found]
    return sorted(rows, key=lambda row: (row["place"], row["identifier"], row["barcode"]))


def _row(session: Session, holding: Holding) -> dict[str, Any]:
    queue = queue_of(session, holding.id)
    held = [each for each in queue if each.state != ReservationState.QUEUED]
    person = session.get(Person, held[0].person) if held else None
    return {
        "place": session.address(holding.bound_id),
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "requester": person.name if person else "",
        "unit": holding.unit,
    }


ACTS = (
    Act(
        name="send",
        on=Holding,
        title=later("Send it to another desk…"),
        help=later("Send holdings to another desk or place. They are in transit until received."),
        done=later("Sent: {name}"),
        word=later("sent to another desk"),
        takes=(
            Takes(
                name="to",
                help=later("the desk or place: barcode or address"),
                label=later("To which desk or place?"),
                metavar="PLACE",
                required=True,
            ),
        ),
        against=lambda session, holding, given: against_send(
            session, holding, session.place(given["to"]) if given.get("to") else None
        ),
        do=lambda session, keys, given: send(session, keys, given["to"]),
        details=later("What was fetched for somebody stays theirs. `report transit` lists all."),
        examples=("rmdesk send R100004O --to L00001N",),
        also=("transit", "transfer to a desk", "courier"),
    ),
    Act(
        name="receive",
        on=Holding,
        title=later("It has arrived"),
        help=later("Receive holdings that were on their way. A scan of one does the same."),
        done=later("Received: {name}"),
        word=later("received"),
        takes=(
            Takes(
                name="at",
                help=later("the desk or place, if not where it was sent to"),
                metavar="PLACE",
            ),
        ),
        against=lambda session, holding, given: against_receive(
            session, holding, session.place(given["at"]) if given.get("at") else None
        ),
        do=lambda session, keys, given: receive(session, keys, given.get("at") or ""),
        details=later(
            "Each is set aside there for who it was fetched for, or for the next in its queue; "
            "else it is to be refiled."
        ),
        also=("arrived", "transit"),
    ),
)
