"""All that the desk knows of one holding at this moment: what the record's screen is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from data import Entry
from data.plain import dataclass, field
from rmdesk import duties
from rmdesk.access.visibility import belongs_in
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, notes_on
from rmdesk.duties.describe import Describer
from rmdesk.duties.loan import open_loan
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.states import FETCHED
from rmdesk.model.errors import Reason
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding, Loan, Person, Request, Reservation
from rmdesk.model.values import written
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.records.doors import Door

_HISTORY = 200
_INSIDE = 100


@dataclass(frozen=True)
class Waiting:
    """Somebody in the holding's queue."""

    reservation: Reservation
    person: Person | None
    request: Request | None


@dataclass(frozen=True)
class Facts:
    """A holding, where it lives, is and goes, who has it, who waits, and what was done with it.

    `against` holds what stands against each act by its name, for `person`: the current one, or who
    it was fetched for. `inside` is the first of its contents, `names` whom its history names.
    `why_due` says in sentences why its loan is due on its day. `doors` are where one goes from
    here, `told_doors` those of `notes` by their place among them.
    """

    holding: Holding
    home: str
    current: str
    bound: str
    holder: Person | None
    loan: Loan | None
    collector: Person | None
    queue: Sequence[Waiting]
    person: Person | None
    against: Mapping[str, Sequence[Reason]]
    history: Sequence[Entry]
    container: Holding | None
    contents: int
    now: datetime
    notes: Sequence[Note]
    inside: Sequence[Holding]
    names: Mapping[int, str]
    why_due: Sequence[str] = ()
    doors: Sequence[Door] = ()
    told_doors: Mapping[int, Door] = field(default_factory=dict)

    def door(self, *fields: str) -> Door | None:
        """Where the first of some fields leads that leads anywhere."""
        doors = {each.of: each for each in self.doors}
        return next((doors[each] for each in fields if each in doors), None)

    @property
    def today(self) -> str:
        """The local date, ISO."""
        return self.now.date().isoformat()


class OfRecord(View):
    """A view of one holding."""

    facts: Facts | None = None

    @property
    def subject(self) -> Record | None:
        return self.facts.holding if self.facts else None


def record_shown(app: Host) -> Facts | None:
    """What is known of the holding that is shown, or lies right under the palette."""
    view = app.lasting
    return view.facts if isinstance(view, OfRecord) else None


def facts_of(session: Session, number: int, person: Person | None) -> Facts | None:
    """Gather what is known of a holding; None where this person may not know of it."""
    holding = session.visible.get(number)
    if holding is None:
        return None
    history = session.store.journal.of(f"{Holding.table}:{number}", limit=_HISTORY)
    queue = [_waiting(session, each) for each in queue_of(session, number)]
    if person is None and queue and holding.status in FETCHED:
        # It was fetched for them: they are who it is handed to.
        person = session.get(Person, queue[0].reservation.person)
    loan = open_loan(session, number)
    entries, describer = session.journal.entries(history), Describer(session)
    notes = [note for told in notes_on(session, holding).values() for note in told]
    doors, told_doors = _doors(session, holding, notes)
    return Facts(
        holding=holding,
        home=describer.home(holding),
        current=describer.place(holding),
        bound=session.address(holding.bound_id),
        holder=session.get(Person, holding.holder_id),
        loan=loan,
        collector=session.get(Person, loan.by) if loan else None,
        queue=queue,
        person=person,
        against=reasons_on(session, holding, person),
        history=entries,
        container=session.visible.get(holding.inside),
        contents=session.visible.count_inside(holding),
        now=session.now(),
        notes=[*notes, *_own(session, holding)],
        inside=_inside(session, holding),
        names=_names(session, entries),
        why_due=_why_due(session, holding) if loan else (),
        doors=doors,
        told_doors=told_doors,
    )


def _doors(
    session: Session, holding: Holding, notes: Sequence[Note]
) -> tuple[Sequence[Door], Mapping[int, Door]]:
    from screens.records.doors import doors_of_holding  # with the first record that is shown

    return doors_of_holding(session, holding, notes)


def _own(session: Session, holding: Holding) -> Iterator[Note]:
    """What a holding says in the fields of its kind; what is declared no more under its name."""
    specs = session.desk.kinds[Holding.table].specs if holding.own else {}
    for name, value in holding.own.items():
        spec = specs.get(name)
        text = written(value)
        said = spec.word(text) if spec is not None and spec.word else text
        yield Note(spec.label if spec else name.replace("_", " "), said, {name: value})


def _inside(session: Session, holding: Holding) -> list[Holding]:
    page = session.visible.page(belongs_in(holding), order_by="inside", limit=_INSIDE)
    return [Holding.from_document(row) for row in page.rows]


def _names(session: Session, entries: Sequence[Entry]) -> dict[int, str]:
    """The people that a history names, by their numbers."""
    holders = {int((each.new or {}).get("holder_id") or 0) for each in entries}
    people = (session.get(Person, number) for number in holders if number)
    return {each.id: each.name for each in people if each}


def _why_due(session: Session, holding: Holding) -> list[str]:
    from rmdesk.duties.guidance import explain_loan  # few records that are shown are out

    return explain_loan(session, f"#{holding.id}")


def _waiting(session: Session, reservation: Reservation) -> Waiting:
    person = session.get(Person, reservation.person)
    request = session.get(Request, reservation.request)
    return Waiting(reservation, person, request)


def reasons_on(
    session: Session, holding: Holding, person: Person | None
) -> dict[str, Sequence[Reason]]:
    """What stands against each act on a holding now; those for a person only with one."""
    found: dict[str, Sequence[Reason]] = {}
    for act in duties.acts_on(Holding):
        if act.names_more:
            continue
        if act.for_person is None:
            found[act.name] = act.reasons_against(session, holding, {})
        elif person is not None:
            given = {act.for_person.name: f"#{person.id}"}
            found[act.name] = act.reasons_against(session, holding, given)
    return found
