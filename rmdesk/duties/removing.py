"""What keeps a record, with all that is in it, from leaving for good by itself (R1, R7)."""

from collections.abc import Iterator

from rmdesk.desk.desk import Session
from rmdesk.duties.container import inside
from rmdesk.duties.disposal import listed_in, on_a_list
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.duties.held import against_removing
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding


def against_taking_back(session: Session, holding: Holding) -> list[Reason]:
    """Every hold on a record and what is in it, and the batch or transfer in which any stands."""
    return list(dict.fromkeys([*against_removing(session, holding), *_listed(session, holding)]))


def _listed(session: Session, holding: Holding) -> Iterator[Reason]:
    for each in (holding, *inside(session, holding.id)):
        if number := listed_in(session, each):
            known = session.visible.may_know(each.guard)
            yield on_a_list(each, number) if known else not_as_it_is(holding)
