"""Overrides: a hand-over in spite of a rule, by who may, for a reason, and reported (R37)."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Given, Takes, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import DUE, PERSON, reason
from rmdesk.duties.circulation import against_charge_out, charge_out
from rmdesk.duties.gate import gather, overridable
from rmdesk.duties.handled import Handled
from rmdesk.duties.holding import holdings_named
from rmdesk.model.days import day_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.words import later


def charge_out_anyway(
    session: Session,
    keys: Sequence[str],
    to: str,
    why: str,
    *,
    rules: Collection[str] = (),
    due: date | None = None,
) -> list[Handled]:
    """Lend holdings in spite of the rules that may be overridden: those of `rules`, or any (R37).

    Each loan names the rules that stood against it and why they did not count. Raises Refused with
    every other reason, NotFound, and BadInput without a reason.
    """
    if not why.strip():
        raise BadInput(
            _("No reason given"),
            _("A rule is overridden with a reason."),
            _("Say why, for the log and the report."),
        )
    with session.change("override", why):
        borrower = session.person(to)
        holdings = holdings_named(session, keys)
        against = not_permitted(session, SUPERVISOR)
        against += [
            each
            for n, holding in enumerate(holdings)
            for each in against_overriding(
                session, holding, borrower, rules, due=due, before=holdings[:n]
            )
        ]
        Refused.for_any(_("Not handed over"), against)
        wanted = {each.rule for each in _standing(session, holdings, borrower)}
        lifted = dict.fromkeys(wanted & set(rules or wanted), why.strip())
        return charge_out(session, keys, to, due=due, override=lifted)


def _standing(session: Session, holdings: Sequence[Holding], borrower: Person) -> Iterator[Reason]:
    for n, each in enumerate(holdings):
        yield from overridable(gather(session, each, borrower, before=holdings[:n]))


def against_overriding(
    session: Session,
    holding: Holding,
    borrower: Person,
    rules: Collection[str] = (),
    *,
    due: date | None = None,
    before: Sequence[Holding] = (),
) -> list[Reason]:
    """Every reason why no rule is overridden here: others stand as well, or none that may be."""
    may = overridable(gather(session, holding, borrower, before=before))
    named = {each.rule for each in may} & set(rules or (each.rule for each in may))
    others = against_charge_out(session, holding, borrower, due=due, before=before, override=named)
    return [*others, *_nothing_to(holding, named, rules)]


def _nothing_to(holding: Holding, named: Collection[str], rules: Collection[str]) -> list[Reason]:
    """R37: an override names the rule that it overrides, and that stands against the hand-over."""
    if rules and (idle := [each for each in rules if each not in named]):
        text = _("{rules} does not stand against handing over {key}, or is never overridden.")
        return [Reason("R37", text.format(rules=", ".join(idle), key=holding.key))]
    if named:
        return []
    text = _("No rule that may be overridden stands against handing over {key}.")
    return [Reason("R37", text.format(key=holding.key), _("charging it out"))]


def overrides(session: Session, start: date, end: date) -> list[dict[str, Any]]:
    """The loans of these days, both included, for which a rule was overridden, newest first."""
    zone = session.now().tzinfo
    found = session.visible.all_in(Loan.table, Query().overrode >= "R", order_by="overrode")
    loans = [Loan.from_document(each) for each in found]
    meant = [each for each in loans if start <= (day_of(each.out, zone) or start) <= end]
    return [_row(session, each) for each in sorted(meant, key=lambda each: -each.id)]


def _row(session: Session, loan: Loan) -> dict[str, Any]:
    holding = session.visible.get(loan.holding) or Holding()
    person = session.get(Person, loan.person) or Person()
    return {
        "out": loan.out,
        "actor": loan.out_by,
        "rule": loan.overrode,
        "reason": loan.overrode_for,
        "barcode": holding.barcode,
        "identifier": holding.identifier,
        "title": holding.title,
        "holder": person.name,
        "unit": person.unit,
    }


def _do(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    rules = given.get("rules") or ()
    return charge_out_anyway(
        session, keys, given["to"], given["reason"], rules=rules, due=given.get("due")
    )


def _against(session: Session, holding: Holding, given: Given) -> list[Reason]:
    borrower = session.person(given["to"])
    rules = given.get("rules") or ()
    return against_overriding(session, holding, borrower, rules, due=given.get("due"))


ACTS = (
    Act(
        name="override",
        on=Holding,
        title=later("Charge out in spite of a rule…"),
        titled=later("Charge out to {name} in spite of a rule…"),
        help=later("Lend holdings in spite of a rule of the site (R37)."),
        done=later("Out to {person} in spite of a rule: {name}"),
        word=later("charged out in spite of a rule"),
        takes=(
            PERSON,
            Takes(
                name="rules",
                help=later("only these, such as R20 (default: those that stand against it)"),
                flag="--rule",
                metavar="RULE",
                many=True,
            ),
            DUE,
            reason(later("Why does the rule not count?")),
        ),
        against=_against,
        do=_do,
        permission=SUPERVISOR,
        details=later(
            "The queue (R20), the limit of loans (R14) and kinds that are not lent (R27) may be "
            "overridden, nothing else. `report overrides` tells of each."
        ),
        examples=("rmdesk override R100004O --to P0001C --rule R20 --reason 'court tomorrow'",),
        also=("exception", "out of turn"),
    ),
)
