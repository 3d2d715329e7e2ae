"""The hand-over gate (R14): every reason why a holding may not go to a person, all at once.

Charge-out, renewal, delivery and the dimmed actions of the screens all ask here. Rules are plain
functions of a `HandOver`, the facts gathered in the transaction of the issue itself.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from tinydb import Query
from tinydb.queries import QueryInstance

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Guidelines
from rmdesk.duties.aggregation import against_together
from rmdesk.duties.authorising import against_collecting, registered
from rmdesk.duties.container import cut_off_already, goes_with, in_away_box, inside, lies_in
from rmdesk.duties.departure import gone
from rmdesk.duties.eligibility import (
    Drawing,
    against_masters,
    cleared,
    drawing,
    entitled,
    not_as_it_is,
    reasons_against_drawing,
    released,
    unreleased,
)
from rmdesk.duties.held import against_altering
from rmdesk.duties.need_to_know import unlisted
from rmdesk.duties.reservation import head_of, queue_of, served
from rmdesk.duties.states import FETCHED, LENDABLE
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import CONSULT, WITHDRAWAL, Status, kind_word, status_word

__all__ = [
    "HandOver",
    "against_collector",
    "against_keeping",
    "against_purpose",
    "against_showing",
    "gather",
    "overridable",
    "reasons_against",
]


@dataclass(frozen=True, kw_only=True)
class HandOver(Drawing):
    """The facts of one hand-over.

    `contents` is all that would go with the holding. `queue` are the open claims on it, `head` the
    first person there who may draw it; `waited_for` tells of what would go with it and is waited
    for by somebody else, `in_box` that it lies in a container which is away, `masters` that a film
    of it is never lent, `together` that the person would have too many of one subject, `for_good`
    that they asked for it to be withdrawn. `type_` is the type of the request that it fills;
    `loans_out` are the borrower's loans, `alike_out` those of its kind. `collected` is what stands
    against who collects it for the borrower; `may_collect` that the borrower may, for the head of
    the queue, for whom it was fetched.
    """

    guidelines: Guidelines
    collected: tuple[Reason, ...]
    holder: Person | None
    queue: tuple[Reservation, ...]
    head: Person | None
    type_: str
    loans_out: int
    alike_out: int
    waited_for: tuple[Reason, ...]
    may_collect: bool
    in_box: tuple[Reason, ...]
    kept_in: tuple[Reason, ...]
    masters: tuple[Reason, ...]
    together: tuple[Reason, ...]
    for_good: tuple[Reason, ...]


def gather(
    session: Session,
    holding: Holding,
    borrower: Person,
    *,
    before: Sequence[Holding] = (),
    request: Request | None = None,
    here: bool = False,
    by: Person | None = None,
) -> HandOver:
    """Look up the facts of a hand-over, in the room or not, to the borrower or who comes `by`.

    `before` are the holdings of the same hand-over that go before this one, `request` the one that
    is being filled; without it that of the borrower's own claim.
    """
    queue = queue_of(session, holding.id)
    belongs = list(inside(session, holding.id)) if holding.status in LENDABLE else []
    # A box is one loan, however many files go with it (R24).
    held = (Query().person == borrower.id) & IS_OPEN & ~Query().with_container.exists()
    loans = session.store.table(Loan.table)
    head = next(served(session, holding, queue), None)
    contents = tuple(each for each in belongs if each.status == Status.IN)
    limited = session.guidelines.loans.most_of(holding.kind) is not None
    return HandOver(
        holding=holding,
        borrower=borrower,
        today=session.now().date(),
        unreleased=unreleased(session, borrower, (holding, *contents)),
        contents=contents,
        collected=tuple(_by_another(session, holding, contents, borrower, by)),
        sight=session.visible.may_know,
        unlisted=unlisted(session, borrower, (holding, *contents)),
        guidelines=session.guidelines,
        holder=session.get(Person, holding.holder_id),
        queue=tuple(queue),
        head=head[1] if head else None,
        may_collect=_may_collect(session, holding, contents, head, borrower),
        type_=CONSULT if here else (request or _asked(session, queue, borrower)).type,
        loans_out=len(before) + loans.count(held),
        alike_out=_alike(holding, [*before, *_held(session, held)]) if limited else 0,
        waited_for=tuple(_waited_for(session, holding, belongs, borrower)),
        in_box=tuple(in_away_box(session, holding)),
        kept_in=() if head else tuple(_kept_in(session, holding, borrower)),
        masters=tuple(against_masters(session, (holding, *contents), borrower)),
        together=tuple(against_together(session, holding, borrower, before)),
        for_good=tuple(_for_good(session, (holding, *contents), borrower, request)),
    )


def against_collector(
    session: Session, borrower: Person, holdings: Sequence[Holding], by: Person | None
) -> list[Reason]:
    """R15, R18: every reason why a third person may not collect these for a borrower.

    Where nothing is named yet: why they may not collect what is of no unit.
    """
    if by is None or by.id == borrower.id:
        return []
    if not holdings:
        today = session.now().date()
        return [*against_collecting(session, by, borrower, ""), *registered(by, today)]
    return [
        reason
        for each in holdings
        for reason in _by_another(session, each, goes_with(session, each.id), borrower, by)
    ]


def _by_another(
    session: Session,
    holding: Holding,
    contents: Sequence[Holding],
    borrower: Person,
    by: Person | None,
) -> list[Reason]:
    """R15, R18: who collects for a borrower is let, active, and cleared for what they carry."""
    if by is None or by.id == borrower.id:
        return []
    today, sight = session.now().date(), session.visible.may_know
    carried = Drawing(
        holding=holding, borrower=by, today=today, contents=tuple(contents), sight=sight
    )
    return [
        *(
            against_collecting(session, by, borrower, holding.unit)
            or _within(session, carried, borrower)
        ),
        *registered(by, today),
        *cleared(carried),
    ]


def _within(session: Session, carried: Drawing, borrower: Person) -> list[Reason]:
    """R15: the same of what goes with it, where that is of other units; of the hidden, R17."""
    by, box = carried.borrower, carried.holding
    for each in carried.contents:
        if each.unit != box.unit and (
            against := against_collecting(session, by, borrower, each.unit)
        ):
            return against if carried.sight(each.guard) else [not_as_it_is(box)]
    return []


def _may_collect(
    session: Session,
    holding: Holding,
    contents: Sequence[Holding],
    head: tuple[Reservation, Person] | None,
    person: Person,
) -> bool:
    """Whether a holding was fetched for the head of its queue, and a person may collect it."""
    if head is None or head[1].id == person.id or holding.status not in FETCHED:
        return False
    return not _by_another(session, holding, contents, head[1], person)


def _asked(session: Session, queue: Iterable[Reservation], borrower: Person) -> Request:
    """The request by which a borrower waits for a holding; one for a loan where there is none."""
    mine = (session.get(Request, each.request) for each in queue if each.person == borrower.id)
    return next(filter(None, mine), Request())


def _for_good(
    session: Session, goes: Sequence[Holding], borrower: Person, request: Request | None
) -> Iterator[Reason]:
    """R28: what a person asked to have for good goes by that request, and is not lent instead.

    `goes` is a holding, and after it all that goes with it.
    """
    for each in goes:
        mine = [e for e in queue_of(session, each.id) if e.person == borrower.id]
        asked = [session.get(Request, e.request) for e in mine]
        asked += [request] if each is goes[0] else []
        for found in dict.fromkeys(e.number for e in asked if e and e.type == WITHDRAWAL):
            if not session.visible.may_know(each.guard):
                yield not_as_it_is(goes[0])
                continue
            text = _("{key} is to be withdrawn for good by {number}, not lent.")
            lifted = _("handing over {number}, or cancelling it").format(number=found)
            yield Reason("R28", text.format(key=each.key, number=found), lifted)


def _held(session: Session, condition: QueryInstance) -> Iterator[Holding]:
    """What some open loans are of."""
    for loan in session.store.table(Loan.table).search(condition):
        if holding := session.get(Holding, loan["holding"]):
            yield holding


def _alike(holding: Holding, others: Iterable[Holding]) -> int:
    """How many are of the same kind."""
    kind = holding.kind.casefold()
    return sum(each.kind.casefold() == kind for each in others)


def _waited_for(
    session: Session, box: Holding, belongs: Iterable[Holding], borrower: Person
) -> Iterator[Reason]:
    """R20, R41: what would go with a container though somebody else waits for it first.

    What is set aside is out of it, unless nobody has seen it outside yet.
    """
    for content in belongs:
        if content.status == Status.IN:
            head = head_of(session, content)
        elif content.status == Status.WAITING:
            held = [each for each in queue_of(session, content.id) if each.take_out]
            head = next(served(session, content, held), None)
        else:
            continue
        if head is not None and head[1].id != borrower.id:
            yield _reserved_inside(session, box, content, head[1])


def _kept_in(session: Session, holding: Holding, borrower: Person) -> Iterator[Reason]:
    """R20, R38: what lies in a container that was fetched for somebody else is kept with it.

    A claim on the content itself is one on what the container may not take along (R41).
    """
    box = lies_in(session, holding)
    head = head_of(session, box) if box is not None and box.status in FETCHED else None
    if box is None or head is None or head[1].id == borrower.id:
        return
    if not session.visible.may_know(box.guard):
        yield not_as_it_is(holding)
        return
    text = _("{key} is in {box}, which is reserved for {name}.")
    told = text.format(key=holding.key, box=box.key, name=head[1].name)
    yield Reason("R20", told, _("cancelling that reservation, or a reservation"))


def _reserved_inside(session: Session, box: Holding, content: Holding, person: Person) -> Reason:
    """A content that is reserved; one that may not be known of is not named (R17)."""
    if not session.visible.may_know(content.guard):
        return not_as_it_is(box)
    text = _("{key} in {box} is reserved for {name}.").format(
        key=content.key, box=box.key, name=person.name
    )
    lifted = _("picking it first") if content.status == Status.IN else _("taking it out first")
    return Reason("R20", text, lifted)


def reasons_against(case: HandOver, override: Collection[str] = ()) -> list[Reason]:
    """Every reason against a hand-over; none means that it may go.

    `override` names rules that do not count where they may be overridden (R37).
    """
    return [
        _with_hint(reason) if rule in _OVERRIDABLE else reason
        for rule in _RULES
        for reason in rule(case)
        if rule not in _OVERRIDABLE or reason.rule not in override
    ]


def _with_hint(reason: Reason) -> Reason:
    """R37: who may override it, and how."""
    text = _("{lifted}; or a supervisor, with a reason: override --rule {rule}")
    return replace(reason, lifted_by=text.format(lifted=reason.lifted_by, rule=reason.rule))


def overridable(case: HandOver) -> list[Reason]:
    """What stands against a hand-over and may be overridden (R37)."""
    return [reason for rule in _OVERRIDABLE for reason in rule(case)]


def against_keeping(session: Session, holding: Holding, borrower: Person) -> list[Reason]:
    """Every reason why who has a holding, with all that went with it, may not keep it longer."""
    belongs = inside(session, holding.id)
    contents = tuple(each for each in belongs if each.holder_id == borrower.id)
    case = Drawing(
        holding=holding,
        borrower=borrower,
        today=session.now().date(),
        unreleased=unreleased(session, borrower, (holding, *contents)),
        contents=contents,
        sight=session.visible.may_know,
        unlisted=unlisted(session, borrower, (holding, *contents)),
    )
    return [
        *reasons_against_drawing(case),
        *against_masters(session, (holding, *contents), borrower),
    ]


def against_purpose(session: Session, holding: Holding, type_: str) -> list[Reason]:
    """R1: every hold that forbids what a request of this type does to a record."""
    rule = _LASTING.get(type_)
    return rule(session, holding) if rule else []


def against_showing(session: Session, holding: Holding, request: Request) -> list[Reason]:
    """R16: why a copy, a scan or a look at a record is not given to who asked for it."""
    if request.type not in _SHOWN or not holding.guard:
        return []
    person = session.get(Person, request.requester_id) or Person(name=request.requester)
    return entitled(drawing(session, holding, person))


_SHOWN = ("consult", "copy", "scan", "research")
"""Types of request that give what a record says to who asks, without a loan."""


def _status(case: HandOver) -> list[Reason]:
    """R14: the holding must be here and free; R28: what left for good stays away."""
    return against_status(case.holding, case.holder) or list(case.in_box)


def against_here(session: Session, holding: Holding) -> list[Reason]:
    """The same, of a record whose holder and container are looked up."""
    holder = session.get(Person, holding.holder_id)
    return against_status(holding, holder) or in_away_box(session, holding)


def against_status(holding: Holding, holder: Person | None) -> list[Reason]:
    """The same, of a record that is with a `holder`, if anybody."""
    status = Status(holding.status)
    if status in LENDABLE:
        return []
    if against := gone(holding):
        return against
    if status is Status.OUT:
        name = holder.name if holder else _("somebody")
        text = _("{key} is out to {holder}, due {due}.").format(
            key=holding.key, holder=name, due=holding.due or "-"
        )
        return [Reason("R14", text, _("its return, or a reservation"))]
    text = _("{key} is {status}.").format(key=holding.key, status=status_word(status))
    return [Reason("R14", text, _("finding or receiving it first"))]


def _queue(case: HandOver) -> list[Reason]:
    """R20: nobody is issued past the head of the queue, be it that of its container."""
    if case.head is None:
        return list(case.kept_in)
    if case.head.id == case.borrower.id:
        return []
    text = _("{key} is reserved for {name}.").format(key=case.holding.key, name=case.head.name)
    lifted = _("cancelling that reservation")
    if case.may_collect:
        told = _("{borrower} may collect it for {name}: “Hand over to who collects it”; or {other}")
        lifted = told.format(borrower=case.borrower.name, name=case.head.name, other=lifted)
    return [Reason("R20", text, lifted)]


def _queue_inside(case: HandOver) -> list[Reason]:
    """R20, R41: nor past the head of the queue of what goes with it."""
    return list(case.waited_for)


def _not_for_good(case: HandOver) -> list[Reason]:
    """R28: nor is it lent to who asked to have it for good."""
    return list(case.for_good)


def _together(case: HandOver) -> list[Reason]:
    """R16: nor so many of one subject that they tell more than each."""
    return list(case.together)


def _masters(case: HandOver) -> list[Reason]:
    """R14: nor is a master of a film, whose copies are."""
    return list(case.masters)


def _collected(case: HandOver) -> list[Reason]:
    """R15: nor is it given to a third person who may not collect it."""
    return list(case.collected)


def _registered(case: HandOver) -> list[Reason]:
    return registered(case.borrower, case.today)


def _within_limit(case: HandOver) -> list[Reason]:
    """R14: the borrower is within limits."""
    most = case.guidelines.loans.most(case.borrower.unit)
    if case.loans_out < most.number:
        return []
    text = _("{name} has {n} holdings out; the limit is {limit} ({key}).").format(
        name=case.borrower.name, n=case.loans_out, limit=most.number, key=most.key
    )
    return [Reason("R14", text, _("returning some, or the site's guidelines"))]


def _within_limit_of_kind(case: HandOver) -> list[Reason]:
    """R14: nor has the borrower too many of the kind."""
    most = case.guidelines.loans.most_of(case.holding.kind)
    if most is None or case.alike_out < most.number:
        return []
    text = _("{name} has {n} of the kind {kind} out; the limit is {limit} ({key}).").format(
        name=case.borrower.name,
        n=case.alike_out,
        kind=kind_word(case.holding.kind),
        limit=most.number,
        key=most.key,
    )
    return [Reason("R14", text, _("returning some, or the site's guidelines"))]


def _guideline(case: HandOver) -> list[Reason]:
    """R27: files are lent, not single documents out of them; the site names the kinds.

    In the room they are read: they do not leave it.
    """
    if case.type_ == CONSULT or case.holding.kind not in case.guidelines.loans.not_lent:
        return []
    text = _("{key} is a {kind}: that kind is not lent by itself.").format(
        key=case.holding.key, kind=case.holding.kind
    )
    return [Reason("R27", text, _("lending the file that holds it"))]


def _against_interfiling(session: Session, holding: Holding) -> list[Reason]:
    """R1: no hold keeps it from being altered; R9: it is open to new papers."""
    closed = [cut_off_already(holding)] if holding.closed else []
    return [*against_altering(session, holding), *closed]


def _against_taking_back(session: Session, holding: Holding) -> list[Reason]:
    from rmdesk.duties.removing import against_taking_back  # few requests ask for it

    return against_taking_back(session, holding)


_LASTING = {WITHDRAWAL: _against_taking_back, "interfile": _against_interfiling}
"""Types of request that change a record, or take it away for good."""

_RULES: tuple[Callable[[HandOver], list[Reason]], ...] = (
    _status,
    entitled,
    released,
    _masters,
    _together,
    _not_for_good,
    _queue_inside,
    _queue,
    _collected,
    _registered,
    _within_limit,
    _within_limit_of_kind,
    _guideline,
)

_OVERRIDABLE = (_queue, _within_limit, _within_limit_of_kind, _guideline)
"""What a supervisor may override with a reason (R37): the site's own order, no more.

Never a clearance, a need to know, an authorisation or a hold, nor where a holding is.
"""
