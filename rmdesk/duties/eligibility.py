"""Who may draw a record: what concerns the person, whatever the shelf and the queue say.

The gate asks it at the hand-over, intake tells it beforehand, and the queue passes over whom it
stands against, so that nobody behind them waits in vain (R40).
"""

from collections.abc import Callable, Sequence
from datetime import date

from tinydb import Query

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.access.clearance import Clearance
from rmdesk.desk.desk import Session
from rmdesk.duties.authorising import lets_draw, registered
from rmdesk.duties.container import goes_with
from rmdesk.duties.marks import breach_of
from rmdesk.duties.need_to_know import Unlisted, unlisted
from rmdesk.model.errors import Reason
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Person
from rmdesk.model.schema import IS_CUSTODIAN


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A person and what they would draw: the holding, and `contents`, all that goes with it.

    `sight` says of a guard whether who acts may know of what has it: of the rest nothing is told.
    `unlisted` is what of it the person does not need to know of, with the reason; `unreleased` what
    of it the custodians of its unit do not let them draw, with the custodians' names.
    """

    holding: Holding
    borrower: Person
    today: date
    unreleased: tuple[tuple[Holding, tuple[str, ...]], ...] = ()
    contents: tuple[Holding, ...] = ()
    sight: Callable[[str], bool] = lambda _guard: True
    unlisted: tuple[Unlisted, ...] = ()


def unreleased(
    session: Session, borrower: Person, holdings: Sequence[Holding]
) -> tuple[tuple[Holding, tuple[str, ...]], ...]:
    """R15: the first record of each unit whose custodians do not let a person draw; their names.

    A unit that has named no custodian has nobody to ask, and one of whose custodians lets them draw
    has nobody left to ask; its records go by the other rules.
    """
    first: dict[str, Holding] = {}
    for each in holdings:
        first.setdefault(each.unit, each)
    found = ((each, _to_ask(session, unit, borrower)) for unit, each in first.items())
    return tuple((holding, names) for holding, names in found if names)


def _to_ask(session: Session, unit: str, borrower: Person) -> tuple[str, ...]:
    """The names of a unit's custodians, of whom none lets this person draw its records."""
    if not unit or unit in borrower.authorised or (borrower.custodian and borrower.unit == unit):
        return ()
    found = session.store.table(Person.table).search(IS_CUSTODIAN & (Query().unit == unit))
    if found and lets_draw(session, unit, borrower):
        return ()
    return tuple(document["name"] for document in found)


def drawing(session: Session, holding: Holding, borrower: Person) -> Drawing:
    """The facts of it, as they are now."""
    contents = tuple(goes_with(session, holding.id))
    return Drawing(
        holding=holding,
        borrower=borrower,
        today=session.now().date(),
        unreleased=unreleased(session, borrower, (holding, *contents)),
        contents=contents,
        sight=session.visible.may_know,
        unlisted=unlisted(session, borrower, (holding, *contents)),
    )


def against_drawing(session: Session, holding: Holding, borrower: Person) -> list[Reason]:
    """Every reason why a person may not draw a holding, today, whoever has it."""
    return reasons_against_drawing(drawing(session, holding, borrower))


def reasons_against_drawing(case: Drawing) -> list[Reason]:
    """The same of facts that are gathered already."""
    return [*entitled(case), *released(case), *registered(case.borrower, case.today)]


def entitled(case: Drawing) -> list[Reason]:
    """R16: cleared, and on the access list of what is classified: neither alone is enough."""
    return list(dict.fromkeys([*cleared(case), *listed(case)]))


def cleared(case: Drawing) -> list[Reason]:
    """R16, R18: cleared today on the right scale, for the holding and all that goes with it."""
    clearance = Clearance.of(case.borrower, case.today)
    goes = (case.holding, *case.contents)
    above = [each for each in goes if not clearance.covers(guard_of(each.security, each.caveats))]
    if not above:
        return []
    if not any(each is case.holding or case.sight(each.guard) for each in above):
        reason = not_as_it_is(case.holding)  # R17: nothing of why
        return [replace(reason, breach=breach_of(above[0]))]
    expired = case.borrower.clearance_until
    if expired and expired < case.today.isoformat():
        text = _("The clearance of {name} expired on {day}.").format(
            name=case.borrower.name, day=expired
        )
    else:
        text = _("{name} is not cleared for {key}.").format(
            name=case.borrower.name, key=case.holding.key
        )
    return [Reason("R16", text, _("the security officer"), breach=breach_of(above[0]))]


def listed(case: Drawing) -> list[Reason]:
    """R16: on the access list today, for each classified record that would go."""
    known = [
        each.reason
        for each in case.unlisted
        if each.holding is case.holding or case.sight(each.holding.guard)
    ]
    return known or ([not_as_it_is(case.holding)] if case.unlisted else [])  # R17


def not_as_it_is(box: Holding) -> Reason:
    """That a record does not go, or stay out, with what may not be known of, as its box (R17)."""
    text = _("{box} does not go as it is now.").format(box=box.key)
    return Reason("R14", text, _("the security officer"))


def released(case: Drawing) -> list[Reason]:
    """R15: to the custodian of its unit, or whom one of them authorised; all that goes with it too.

    Of what who acts may not know of, nothing is told but that the container does not go (R17).
    """
    known = [
        _not_released(case.borrower, holding, names)
        for holding, names in case.unreleased
        if holding is case.holding or case.sight(holding.guard)
    ]
    return known or ([not_as_it_is(case.holding)] if case.unreleased else [])


def _not_released(borrower: Person, holding: Holding, custodians: Sequence[str]) -> Reason:
    text = _("{name} is not authorised to draw records of {unit}.")
    told = text.format(name=borrower.name, unit=holding.unit)
    return Reason("R15", told, ", ".join(custodians))


def against_masters(session: Session, goes: Sequence[Holding], borrower: Person) -> list[Reason]:
    """R14: a master of a film is never lent nor read, but by who films; a copy of it is.

    `goes` is what would be handed over: a holding, and after it all that goes with it. Of what who
    acts may not know of, nothing is told but that the container does not go (R17).
    """
    masters = [each for each in goes if each.own.get("generation") == "master"]
    to = {unit.casefold() for unit in session.guidelines.loans.masters_to}
    if not masters or borrower.unit.casefold() in to:
        return []
    known = [each for each in masters if session.visible.may_know(each.guard)]
    if not known:
        return [not_as_it_is(goes[0])]
    return [_never_lent(session, each) for each in known]


def _never_lent(session: Session, master: Holding) -> Reason:
    from rmdesk.duties.own_value import lent_for  # few records are masters

    copies = lent_for(session, master)
    text = _("{key} is a master: it is never lent.").format(key=master.key)
    if not copies:
        return Reason("R14", text, _("making a use copy; or lending it to who films"))
    said = ", ".join(each.key for each in copies[:3])
    return Reason("R14", text, _("lending its copy: {copies}").format(copies=said))
