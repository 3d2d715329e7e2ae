"""Many records of one subject together tell more than each: by a site's rule they ask for more.

With `access.aggregate` records of one class with one person, these ask for a clearance for
`access.aggregate_level`, whatever level each of them has.
"""

from collections.abc import Iterator, Sequence

from tinydb import Query

from data.texts import gettext as _
from rmdesk.access.clearance import Clearance
from rmdesk.desk.desk import Session
from rmdesk.duties.container import goes_with
from rmdesk.duties.eligibility import not_as_it_is
from rmdesk.model.errors import Reason
from rmdesk.model.records import Holding, Person

_CONTAINER = "box"


def against_together(
    session: Session, holding: Holding, borrower: Person, before: Sequence[Holding]
) -> Iterator[Reason]:
    """R16: why so many of a class do not go to a person; `before` go in the same hand-over."""
    rules = session.guidelines.access
    cleared = Clearance.of(borrower, session.now().date())
    if not rules.aggregate or cleared.covers(rules.aggregate_level):
        return
    going = _whole(session, [holding])
    out = session.store.table(Holding.table).search(Query().holder_id == borrower.id)
    with_them = [*map(Holding.from_document, out), *_whole(session, before), *going]
    for code in sorted({each.class_ for each in going} - {""}):
        of_class = {each.id: each for each in with_them if each.class_ == code}
        seen = sum(session.visible.may_know(each.guard) for each in of_class.values())
        if seen >= rules.aggregate:
            text = _("{n} records of {code} together with {name} are {level}: not cleared for it.")
            told = text.format(n=seen, code=code, name=borrower.name, level=rules.aggregate_level)
            yield Reason("R16", told, _("the security officer"))
        elif len(of_class) >= rules.aggregate:
            yield not_as_it_is(holding)  # R17: nothing of why


def _whole(session: Session, holdings: Sequence[Holding]) -> list[Holding]:
    """The records with all that goes with them; a box is no record of a subject itself."""
    whole = [each for one in holdings for each in (one, *goes_with(session, one.id))]
    return [each for each in whole if each.kind != _CONTAINER]
