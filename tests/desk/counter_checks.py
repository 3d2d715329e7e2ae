"""What must hold of a small centre after every act at its counter, whoever did it and by what way.

A test asks `what_must_hold`, with the keys of all records that it has; and `tables`, to see that
what was undone is as it was.
"""

from collections.abc import Collection
from typing import Any

from tinydb.table import Document

from rmdesk.desk.desk import Session
from rmdesk.duties.authorising import registered
from rmdesk.duties.circulation import against_cancel_reservation
from rmdesk.duties.container import at_hand, inside
from rmdesk.duties.picking import against_pick, passed_over, pick_list
from rmdesk.duties.request import find_request
from rmdesk.duties.reservation import queue_of, reservations_of
from rmdesk.duties.soundness import against_holding, against_request
from rmdesk.duties.states import GONE
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.words import RequestStatus, ReservationState, Status
from tests.desk.conftest import Centre

KINDS = (Holding, Loan, Reservation, Request)


def what_must_hold(centre: Centre, keys: Collection[str]) -> None:
    all_is_sound(centre, keys)
    what_has_left_is_nowhere_and_nobody_waits_for_it(centre, keys)
    what_is_on_the_list_can_be_picked_and_nothing_else(centre, keys)
    every_claim_can_be_served_or_ended_and_is_listed(centre, keys)
    who_is_on_the_waiting_list_waits_for_what_is_not_here(centre)


def all_is_sound(centre: Centre, keys: Collection[str]) -> None:
    session = centre.session
    for key in keys:
        assert against_holding(session, centre.now(key)) == []
    for document in session.store.table(Request.table).page(limit=200).rows:
        assert against_request(session, Request.from_document(document)) == []


def what_has_left_is_nowhere_and_nobody_waits_for_it(centre: Centre, keys: Collection[str]) -> None:
    """With all that was in it, by the request that it left by."""
    session = centre.session
    for key in keys:
        holding = centre.now(key)
        if holding.status != Status.WITHDRAWN:
            assert (holding.disposed, holding.left) == ("", "")
            continue
        assert queue_of(session, holding.id) == []
        assert (holding.place_id, holding.holder_id, holding.due) == (None, None, "")
        assert find_request(session, holding.disposed).type == "withdrawal"
        assert all(each.status in GONE for each in inside(session, holding.id))


def what_is_on_the_list_can_be_picked_and_nothing_else(
    centre: Centre, keys: Collection[str]
) -> None:
    session = centre.session
    listed = {pull.holding.barcode for pull in pick_list(session)}
    can = {key for key in keys if not against_pick(session, centre.now(key))}
    assert listed == can


def every_claim_can_be_served_or_ended_and_is_listed(centre: Centre, keys: Collection[str]) -> None:
    """Picked by now, or waiting for what is not here, or behind others, or passed over."""
    session = centre.session
    listed = {pull.reservation.id for pull in pick_list(session)}
    passed = {each.reservation.id for each in passed_over(session)}
    for key in keys:
        holding = centre.now(key)
        for n, each in enumerate(queue_of(session, holding.id)):
            person = session.get(Person, each.person)
            assert person is not None
            assert against_cancel_reservation(session, holding, person) == []
            served = each.state != ReservationState.QUEUED or each.id in listed | passed
            away = holding.status not in (Status.IN, Status.TO_REFILE)
            boxed = bool(against_pick(session, holding))
            assert served or away or boxed or n > 0, (key, each)
            if registered(person, session.now().date()):
                assert each.id in passed


def who_is_on_the_waiting_list_waits_for_what_is_not_here(centre: Centre) -> None:
    """And a new request is for something that can be fetched, in its box or by itself."""
    session = centre.session
    for document in session.store.table(Request.table).page(limit=200).rows:
        request = Request.from_document(document)
        claims = reservations_of(session, request.id)
        if claims and request.status in (RequestStatus.NEW, RequestStatus.WAITING):
            left = [session.get(Holding, each.holding) for each in claims if each.open]
            here = any(at_hand(session, each) for each in left)
            assert request.status == ("new" if here else "waiting"), (request.number, left)


def tables(session: Session) -> dict[str, dict[int, dict[str, Any]]]:
    """Every record of the counter as it is kept, by table and number."""
    found = {}
    for kind in KINDS:
        documents: dict[int, Document] = {}
        for rows in session.store.table(kind.table).pages():
            documents |= {each.doc_id: each for each in rows}
        found[kind.table] = {number: dict(each) for number, each in documents.items()}
    return found


def replays(session: Session) -> None:
    """The journal's old and new values, one after the other, give the tables."""
    replayed: dict[str, dict[int, dict[str, Any]]] = {}
    seq = 0
    while entries := session.store.journal.since(seq):
        for entry in entries:
            seq = entry.seq
            table, _colon, number = entry.subject.partition(":")
            if not entry.change:
                continue
            rows = replayed.setdefault(table, {})
            if entry.new is None:
                del rows[int(number)]
                continue
            row = rows.setdefault(int(number), {})
            assert all(row.get(name) == value for name, value in (entry.old or {}).items())
            for name in entry.old or {}:
                row.pop(name, None)
            row.update(entry.new)
    assert tables(session) == {kind.table: replayed.get(kind.table, {}) for kind in KINDS}
