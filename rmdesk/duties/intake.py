"""Intake: who asks for what, by when, and what stands against it said at once (R40)."""

from collections.abc import Mapping, Sequence
from datetime import date

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import HOLDINGS, PART
from rmdesk.duties.authorising import registered
from rmdesk.duties.container import at_hand
from rmdesk.duties.eligibility import against_drawing, against_masters
from rmdesk.duties.gate import against_collector, against_purpose
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.onward import follow
from rmdesk.duties.parting import apart_from, as_told_to, known_alike, request_apart, request_number
from rmdesk.duties.reservation import against_waiting, claim, claim_of, reservations_of
from rmdesk.duties.states import UNDONE, move
from rmdesk.duties.ticket import Ticket, find_request, ticket
from rmdesk.duties.wanted import parts_wanted
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import CONSULT, PRIORITIES, TYPES, RequestStatus, later, request_word


def intake(
    session: Session,
    requester: str,
    keys: Sequence[str] = (),
    *,
    text: str = "",
    type_: str = "loan",
    priority: str = "routine",
    part: str = "",
    **details: str,
) -> Ticket:
    """Take in a request for holdings, or for a free description, and start its clock.

    `details` are further fields of the request: contact, authority, delivery, collector, needed_by,
    remarks. `part` is which part of each is wanted, as in `parts_wanted`.
    What will stand against the hand-over is told with each holding. Raises Refused with every
    reason why it is not taken in, NotFound for the requester or a holding, BadInput for an unknown
    type or priority, for a day that cannot be read or is past, and for no such part.
    """
    accepted(_("type"), type_, TYPES)
    accepted(_("priority"), priority, PRIORITIES)
    if not keys and not text.strip():
        raise BadInput(
            _("Nothing asked for"),
            _("A request names holdings or describes what is wanted."),
            _("Give a barcode, a code, or a description."),
        )
    if details.get("needed_by"):
        details["needed_by"] = needed_by(details["needed_by"], session.now().date())
    with session.change("request") as transaction:
        person = session.person(requester)
        holdings = holdings_named(session, keys) if keys else []
        parts = parts_wanted(part, holdings)
        Refused.for_any(_("Not taken in"), against_intake(session, person, holdings, type_))
        now = session.now()
        first, *others = known_alike(session, holdings) or [[]]
        apart = bool(first) and all(each.guard for each in first)
        request = Request(
            number=request_number(session, transaction, apart=apart),
            received=now.isoformat(timespec="seconds"),
            requester=person.name,
            requester_id=person.id,
            unit=person.unit,
            text=text.strip(),
            type=type_,
            priority=priority,
            rank=PRIORITIES.index(priority),
            due=session.guidelines.service.due(now, priority).isoformat(timespec="minutes"),
        )
        request.amend(details)
        if request.collector:
            collector = session.person(request.collector)
            request.collector, request.collector_id = collector.name, collector.id
        here = not first or any(at_hand(session, each) for each in first)
        move(request, RequestStatus.NEW if here else RequestStatus.WAITING, "request")
        session.save(request, apart=apart)
        for holding in first:
            wanted = parts.get(holding.id, "")
            claim(session, holding, person, request, request.rank, part=wanted)
        besides = [
            request_apart(session, request, person, each, "request", parts) for each in others
        ]
    return _with_what_is_apart(session, request, besides)


def _with_what_is_apart(session: Session, request: Request, besides: Sequence[Request]) -> Ticket:
    """All that was asked for together, and by which request what goes by one of its own (R17)."""
    made = ticket(session, request, gate=True)
    apart = [ticket(session, each, gate=True) for each in besides]
    text = _("{key} is asked for by {number}")
    told = [
        text.format(key=item.holding.key, number=each.request.number)
        for each in apart
        for item in each.items
    ]
    items = [item for each in (made, *apart) for item in each.items]
    return replace(made, items=items, next=(*made.next, *told))


def against_intake(
    session: Session, person: Person, holdings: Sequence[Holding], type_: str = "loan"
) -> list[Reason]:
    """Every reason why a person's request for these holdings is not taken in."""
    found = registered(person, session.now().date())
    for holding in holdings:
        found += _asked_already(session, holding, person) + against_waiting(holding, person)
        found += against_purpose(session, holding, type_)
        if type_ in ("loan", CONSULT):
            found += against_masters(session, [holding], person)
    return found


def warnings_at_intake(
    session: Session,
    person: Person,
    holdings: Sequence[Holding],
    collector: Person | None = None,
) -> list[Reason]:
    """What would stand against handing these to the person today, said before it is written.

    `collector` is who comes for them (R15). The request is taken in all the same: an authorisation
    may come before the holding does.
    """
    reasons = [r for each in holdings for r in against_drawing(session, each, person)]
    reasons += against_collector(session, person, holdings, collector)
    return list(dict.fromkeys(reasons))


def _asked_already(session: Session, holding: Holding, person: Person) -> list[Reason]:
    """R40: a person queues once for a holding."""
    made = claim_of(session, holding, person)
    if made is None:
        return []
    request = session.get(Request, made.request)
    text = (
        _("{name} waits for {key} already, by {number}.")
        if request
        else _("{name} waits for {key} already.")
    )
    told = text.format(name=person.name, key=holding.key, number=request.number if request else "")
    return [Reason("R40", told, _("that claim, or cancelling it"))]


def add_to_request(session: Session, number: str, keys: Sequence[str], part: str = "") -> Ticket:
    """Ask for more holdings by a request that is not handed over yet, or for a `part` of each.

    Of what it asks for in part already it may be another part: the claim keeps its turn (R40).
    Raises Refused, and BadInput for no such part.
    """
    with session.change("add-to-request"):
        request = find_request(session, number)
        named = holdings_named(session, keys)
        parts = parts_wanted(part, named)
        more = _asked_in_part(session, request, parts)
        holdings = [each for each in named if each.id not in more]
        Refused.for_any(_("Not added"), against_adding(session, request, holdings))
        for each, claimed in more.items():
            claimed.part = f"{claimed.part}; {parts[each]}"
            session.save(claimed)
        person = session.get(Person, request.requester_id)
        assert person is not None  # the rules have seen it
        apart = apart_from(session, request, holdings)
        besides = [
            request_apart(
                session, as_told_to(session, request, each), person, each, "add-to-request", parts
            )
            for each in apart
        ]
        others = {each.id for group in apart for each in group}
        for holding in (each for each in holdings if each.id not in others):
            wanted = parts.get(holding.id, "")
            claim(session, holding, person, request, request.rank, "add-to-request", part=wanted)
        follow(session, request.id, "add-to-request")
        kept = session.get(Request, request.id) or request
    return _with_what_is_apart(session, kept, besides)


def _asked_in_part(
    session: Session, request: Request, parts: Mapping[int, str]
) -> dict[int, Reservation]:
    """The claims by which only a part of a holding is asked for, and now another too.

    By the holdings' numbers. What is queued to be scanned is made by what was said before.
    """
    if request.type == "scan":
        return {}
    claims = (each for each in reservations_of(session, request.id) if each.open and each.part)
    told = ((each, parts.get(each.holding, "")) for each in claims)
    return {each.holding: each for each, part in told if part and part not in each.part.split("; ")}


def against_adding(session: Session, request: Request, holdings: Sequence[Holding]) -> list[Reason]:
    """Every reason why these holdings cannot be added to a request."""
    if request.status not in UNDONE:
        text = _("{number} is {status} already.")
        told = text.format(number=request.number, status=request_word(request.status))
        return [Reason("R35", told, _("a new request"))]
    person = session.get(Person, request.requester_id)
    if person is None:
        text = _("{number} is of nobody who is registered here: {name}.")
        told = text.format(number=request.number, name=request.requester)
        return [Reason("R14", told, _("registering who asks"))]
    return against_intake(session, person, holdings, request.type)


def accepted(what: str, word: str, words: Sequence[str]) -> None:
    """Raises BadInput for a word of a request that is none of ours."""
    if word not in words:
        raise BadInput(
            _("Unknown word"),
            _("“{word}” is not a {what} of request.").format(word=word, what=what),
            _("Known: {words}.").format(words=", ".join(words)),
        )


def needed_by(text: str, today: date) -> str:
    """The day that a person names, as ISO: `2026-12-31`, `tomorrow`, `vendredi`, `明天`.

    Raises BadInput for what cannot be read as one day, and for a day that is past.
    """
    from rmdesk.model.said_days import day_meant  # with the first day that is said

    day = day_meant(text, today)
    if day is None or day < today:
        why = _("“{text}” is before today.") if day else _("“{text}” is not a day.")
        raise BadInput(
            _("Needed by no such day"),
            why.format(text=text),
            _("Write it as 2026-12-31, or say tomorrow, a day of the week, or +7."),
            field_name="needed_by",
        )
    return day.isoformat()


def _against_adding_these(session: Session, request: Request, given: Given) -> list[Reason]:
    """What stands against adding what is told, or anything. Raises BadInput for no such part."""
    holdings = holdings_named(session, given["keys"]) if given.get("keys") else []
    if holdings:
        parts = parts_wanted(given.get("part") or "", holdings)
        more = _asked_in_part(session, request, parts)
        holdings = [each for each in holdings if each.id not in more]
    return against_adding(session, request, holdings)


ACTS = (
    Act(
        name="add",
        on=Request,
        title=later("Ask for more by it…"),
        help=later("Ask for more holdings by a request that is not handed over yet."),
        done=later("Added to {name}"),
        word=later("added to a request"),
        takes=(HOLDINGS, PART),
        against=_against_adding_these,
        do=lambda session, keys, given: add_to_request(
            session, keys[0], given["keys"], given.get("part") or ""
        ),
        journal="add-to-request",
    ),
)
