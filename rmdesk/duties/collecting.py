"""Collecting: what is set aside for somebody goes to who is authorised to fetch it (R15).

The loan is the borrower's; who collected it stands on it, on the slip and on the record.
"""

from collections.abc import Sequence

from data.plain import replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import BY
from rmdesk.duties.circulation import against_charge_out, charge_out
from rmdesk.duties.gate import against_here
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.states import FETCHED
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import later


def collect(session: Session, keys: Sequence[str], by: str) -> list[Handled]:
    """Lend what was fetched for people to who collects it for them. Raises Refused, NotFound."""
    with session.change("charge-out"):
        third = session.person(by)
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_collect(session, each, third)]
        Refused.for_any(_("Not handed over"), against)
        return [done for each in holdings for done in _collected(session, each, third)]


def against_collect(session: Session, holding: Holding, by: Person) -> list[Reason]:
    """Every reason why a person does not get what was fetched for another."""
    person = _fetched_for(session, holding)
    if person is None:
        text = _("{key} was fetched for nobody.").format(key=holding.key)
        away = against_here(session, holding)
        return away or [Reason("R39", text, _("a charge-out"))]
    if person.id == by.id:
        text = _("{key} was fetched for {name} themselves.")
        told = text.format(key=holding.key, name=by.name)
        return [Reason("R15", told, _("a charge-out"))]
    return against_charge_out(session, holding, person, by=by)


def _fetched_for(session: Session, holding: Holding) -> Person | None:
    """Who a holding was picked or set aside for."""
    queue = queue_of(session, holding.id) if holding.status in FETCHED else []
    return session.get(Person, queue[0].person) if queue else None


def _collected(session: Session, holding: Holding, by: Person) -> list[Handled]:
    person = _fetched_for(session, holding)
    assert person is not None  # the rules have seen it
    return charge_out(session, [f"#{holding.id}"], f"#{person.id}", by=f"#{by.id}")


ACTS = (
    Act(
        name="collect",
        on=Holding,
        title=later("Hand over to who collects it"),
        titled=later("Hand over to {name}, who collects it"),
        help=later("Hand what was fetched for somebody to who is authorised to collect it (R15)."),
        done=later("Collected by {person}: {name}"),
        word=later("handed over to who collects it"),
        takes=(replace(BY, required=True),),
        against=lambda session, holding, given: against_collect(
            session, holding, session.person(given["by"])
        ),
        do=lambda session, keys, given: collect(session, keys, given["by"]),
        journal="charge-out",
        details=later(
            "The loan is of who waited for it. `authorisation new` says who may collect for whom."
        ),
        examples=("rmdesk collect R100004O --by P0002A",),
        also=("messenger", "third person", "courier"),
    ),
)
