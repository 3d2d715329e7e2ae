"""How a person stands with the desk: what they have, what is late, what waits for them, until when.

Told at the scan of the badge, to who may know of the records.
"""

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Values
from rmdesk.duties.describe import Describer
from rmdesk.duties.handled import in_words
from rmdesk.duties.reservation import claims_of, hold_until
from rmdesk.duties.states import UNDONE
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import ReservationState


@dataclass(frozen=True)
class Waiting:
    """A claim of a person, with its holding and the request that made it."""

    reservation: Reservation
    holding: Holding
    request: Request | None

    @property
    def aside(self) -> bool:
        """Whether the holding is set aside for it, on the hold shelf."""
        return self.reservation.state == ReservationState.READY


@dataclass(frozen=True)
class Standing:
    """What a person has out, overdue ones among it, and what they wait for; `ended` says that
    their registration is over.
    """

    person: Person
    loans: list[tuple[Loan, Holding]]
    overdue: list[Holding]
    ready: list[Waiting]
    waiting: list[Waiting]
    ended: bool

    @property
    def words(self) -> str:
        """What whoever scanned the badge has to know now, in a line."""
        late = len(self.overdue)
        gone = sum(bool(holding.lost) for _loan, holding in self.loans)
        aside = [f"{w.holding.key} {w.request.number if w.request else ''}" for w in self.ready]
        told = [
            ngettext("{n} overdue", "{n} overdue", late).format(n=late) if late else "",
            ngettext("{n} lost", "{n} lost", gone).format(n=gone) if gone else "",
            _("set aside: {keys}").format(keys=", ".join(each.strip() for each in aside))
            if aside
            else "",
        ]
        if end := self.person.valid_until:
            text = _("registration ended on {day}") if self.ended else _("registered until {day}")
            told.append(text.format(day=end))
        return in_words(*told)


def open_requests_of(session: Session, person: Person) -> list[Request]:
    """The requests of a person that are not handed over yet, most urgent first (R17)."""
    found = (
        Request.from_document(document)
        for status in UNDONE
        for document in session.visible.all_in(
            Request.table, Query().status == status, order_by=("rank", "due")
        )
        if document.get("requester_id") == person.id
    )
    return sorted(found, key=lambda each: (each.rank, each.id))


def standing_of(session: Session, person: Person) -> Standing:
    """How a person stands now, without what one may not know of (R17)."""
    today, visible = session.today(), session.visible
    mine = (Query().person == person.id) & IS_OPEN & ~Query().with_container.exists()
    found = [Loan.from_document(each) for each in session.store.table(Loan.table).search(mine)]
    loans = [(loan, holding) for loan in found if (holding := visible.get(loan.holding))]
    claims = [
        Waiting(each, holding, session.get(Request, each.request))
        for each in claims_of(session, person.id)
        if (holding := visible.get(each.holding))
    ]
    aside = [waiting for waiting in claims if waiting.aside]
    return Standing(
        person=person,
        loans=sorted(loans, key=lambda pair: (pair[0].due, pair[0].id)),
        overdue=[holding for loan, holding in loans if loan.due < today],
        ready=aside,
        waiting=[w for w in claims if w not in aside],
        ended=bool(person.valid_until) and person.valid_until < today,
    )


def told_standing(session: Session, standing: Standing) -> list[Values]:
    """As plain values: what is set aside, `due` until when; what is out; what is waited for."""
    describer, late = Describer(session), {holding.id for holding in standing.overdue}

    def row(holding: Holding, request: Request | None, status: str, due: str) -> Values:
        return {
            "key": describer.key(holding),
            "title": holding.title,
            "status": status,
            "request": request.number if request else "",
            "due": due,
            "late": holding.id in late,
        }

    claims = [
        row(
            each.holding,
            each.request,
            str(each.reservation.state),
            hold_until(session, each.reservation),
        )
        for each in (*standing.ready, *standing.waiting)
    ]
    loans = [
        row(holding, session.get(Request, loan.request), str(holding.status), loan.due)
        for loan, holding in standing.loans
    ]
    return [*claims[: len(standing.ready)], *loans, *claims[len(standing.ready) :]]
