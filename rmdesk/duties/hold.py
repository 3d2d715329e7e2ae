"""Legal holds: what is under one is not destroyed, transferred out or altered (R1).

A hold covers records, classes and units; what lies in a box that is covered, and what stands in a
class below one, is under it too. Each is placed and lifted with its reason, and a record is free
only when every hold on it is lifted. Lending is not altering: what is under a hold goes out and
comes back.
"""

from collections.abc import Sequence

from data.plain import replace
from data.texts import gettext as _
from rmdesk.access.clearance import lowered
from rmdesk.desk.acts import SUPERVISOR, Act, Given, Takes, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.desk.registering import found
from rmdesk.desk.takes import reason
from rmdesk.duties.covering import cover, follow_searches, holdings_in, keys_in, named_for
from rmdesk.duties.departure import gone
from rmdesk.duties.handled import Handled
from rmdesk.duties.held import (
    Coverage,
    Hold,
    called_coverage,
    covered_by,
    holds_on,
    in_force,
    known_holds,
    notes_of,
    parts_of,
    told_hold,
)
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding
from rmdesk.model.roles import SECURE
from rmdesk.model.values import LINE
from rmdesk.model.words import later

# --- opening and amending one


def _complete(hold: Hold, values: Values, _remark: Remark) -> None:
    """Amend a hold. Raises BadInput for one without a title, a matter or an authority."""
    hold.amend(values)
    missing = [name for name in ("title", "matter", "authority") if not getattr(hold, name)]
    if missing:
        label = _(Hold.specs()[missing[0]].label)
        text = _("A hold has a title, a matter and an authority; it has no {field}.")
        told = text.format(field=label)
        raise BadInput(_("Not a whole hold"), told, _("Give it."), field_name=missing[0])
    if hold.review and hold.review < hold.starts:
        told = _("It would be reviewed before it starts.")
        raise BadInput(_("No such review"), told, _("Give a later day."), field_name="review")


def _against(session: Session, hold: Hold, before: Values) -> list[Reason]:
    """R37: only a supervisor opens and amends one; R35: one that is over stays as it is."""
    return [*not_permitted(session, SUPERVISOR), *_over(hold), *_above(session, hold, before)]


def _above(session: Session, hold: Hold, before: Values) -> list[Reason]:
    """R16: nobody gives a hold a level that they are not cleared for; R37: who lowers one."""
    was, is_now = (guard_of(str(said), []) for said in (before.get("security", ""), hold.security))
    if not session.visible.may_know(is_now):
        text = _("You are not cleared for the level you gave.")
        return [Reason("R16", text, _("the security officer"), at="security")]
    lowering = session.against(SECURE) if lowered(was, is_now) else []
    return [replace(each, at="security") for each in lowering]


def _settle(session: Session, hold: Hold, _before: Values, _remark: Remark) -> None:
    """Give a new hold its number, never given before."""
    if hold.id:
        return
    now = session.now()
    with session.change("add hold") as transaction:
        counter, form = f"hold {now.year}", f"H-{now.year}-{{:04}}".format
        hold.number = numbered_as_known(session, transaction, hold, counter, form)
    hold.opened, hold.opened_by = now.isoformat(timespec="seconds"), session.login
    hold.starts = hold.starts or session.today()


def _over(hold: Hold) -> list[Reason]:
    if not hold.lifted:
        return []
    text = _("{number} is lifted.").format(number=hold.number)
    return [Reason("R35", text, _("a new hold"))]


# --- placing


def place(session: Session, number: str, given: Given) -> Hold:
    """Place records, classes or units under a hold; what is under it already stays as it is.

    `given` may name `on` (keys of records), `class_`, `unit`, `search` (words that find records)
    and why (`reason`). Raises Refused, NotFound, and BadInput where nothing is named or found.
    """
    with session.change("place"):
        hold = _found(session, number)
        Refused.for_any(_("Not placed"), against_placing(session, hold, given))
        covered = list(named_for(session, hold, given))
        if not covered:
            told = _("Neither records nor a class nor a unit were named.")
            raise BadInput(_("Nothing to place"), told, _("Give --on, --class, --unit, --search."))
        cover(session, hold, covered, given.get("reason") or "")
    return hold


def against_placing(session: Session, hold: Hold, given: Given) -> list[Reason]:
    """It is in force; R28: no record comes under it that has left for good."""
    return _over(hold) or [reason for each in keys_in(session, given) for reason in gone(each)]


def _found(session: Session, number: str) -> Hold:
    hold: Hold = found(session, HOLDS, number)
    return hold


def ask_again(session: Session, number: str) -> Hold:
    """Ask the saved searches of a hold again: what they find anew comes under it.

    Raises Refused, NotFound.
    """
    with session.change("place"):
        hold = _found(session, number)
        Refused.for_any(_("Not asked"), against_asking(session, hold, {}))
        follow_searches(session, hold)
    return hold


def against_asking(session: Session, hold: Hold, _given: Given) -> list[Reason]:
    """It is in force, and has words that find records."""
    if any(each.search for each in in_force(session, hold.id)):
        return _over(hold)
    text = _("{number} has no saved search.").format(number=hold.number)
    return _over(hold) or [Reason("R1", text, _("placing it with --search"))]


# --- lifting


def lift(session: Session, number: str, given: Given) -> Hold:
    """Lift a hold from some records (`on`), or all of it, with a `reason`.

    What is under another hold as well stays held. Raises Refused, NotFound, BadInput.
    """
    why = _reason_of(given)
    with session.change("lift", why):
        hold = _found(session, number)
        Refused.for_any(_("Not lifted"), against_lift(session, hold, given))
        numbers = {each.id for each in holdings_in(session, given)}
        for each in in_force(session, hold.id):
            if not numbers or each.holding in numbers:
                _end(session, each, why)
        if not numbers:
            _end(session, hold, why)
    return hold


def against_lift(session: Session, hold: Hold, given: Given) -> list[Reason]:
    """Every reason why a hold cannot be lifted: it is over, or does not cover what is named."""
    covered = {each.holding for each in in_force(session, hold.id)}
    text = _("{number} was not placed on {key} itself.")
    return _over(hold) or [
        Reason("R1", text.format(number=hold.number, key=each.key), _("lifting all of it"))
        for each in holdings_in(session, given)
        if each.id not in covered
    ]


def _reason_of(given: Given) -> str:
    why = str(given.get("reason") or "").strip()
    if not why:
        told = _("A hold is lifted with a reason.")
        raise BadInput(_("No reason"), told, _("Say why."), field_name="reason")
    return why


def _end(session: Session, record: Hold | Coverage, why: str) -> None:
    record.lifted = session.now().isoformat(timespec="seconds")
    record.lifted_by, record.lifted_for = session.login, why
    session.save(record)


# --- from the record itself


def _against_freeze(session: Session, holding: Holding, given: Given) -> list[Reason]:
    if not given.get("hold"):
        return gone(holding)
    return against_placing(session, _found(session, given["hold"]), {"on": [f"#{holding.id}"]})


def _freeze(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    hold = place(session, given["hold"], {"on": keys, "reason": given.get("reason")})
    next_ = _("under {number}").format(number=hold.number)
    return [_handled(each, next_) for each in holdings_in(session, {"on": keys})]


def _against_unfreeze(session: Session, holding: Holding, given: Given) -> list[Reason]:
    """Only what was placed on the record itself is lifted from it, one hold at a time."""
    numbers = _own(session, holding)
    if wanted := given.get("hold"):
        return against_lift(session, _found(session, wanted), {"on": [f"#{holding.id}"]})
    if not numbers:
        text = _("{key} is under no hold of its own.").format(key=holding.key)
        return [Reason("R1", text, _("lifting the hold of its box, class or unit"))]
    if len(numbers) > 1:
        text = _("{key} is under several: {numbers}.")
        told = text.format(key=holding.key, numbers=", ".join(numbers))
        return [Reason("R1", told, _("naming one of them"))]
    return []


def _own(session: Session, holding: Holding) -> list[str]:
    holds = (session.get(Hold, each.hold) for each in covered_by(session, "holding", [holding.id]))
    return [hold.number for hold in holds if hold is not None]


def _unfreeze(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    why = _reason_of(given)
    with session.change("lift", why):
        holdings = holdings_in(session, {"on": keys})
        against = [r for each in holdings for r in _against_unfreeze(session, each, given)]
        Refused.for_any(_("Not lifted"), against)
        for each in holdings:
            number = given.get("hold") or _own(session, each)[0]
            lift(session, number, {"on": [f"#{each.id}"], "reason": why})
        return [_handled(each, _still(session, each)) for each in holdings]


def _still(session: Session, holding: Holding) -> str:
    """That a record is not free yet, in words."""
    left = known_holds(session, holds_on(session, holding))
    numbers = ", ".join(each.number for each in left)
    return _("still under {number}").format(number=numbers) if left else ""


def _handled(holding: Holding, next_: str) -> Handled:
    return Handled(holding, holding.status, holding.due, next=next_)


HOLDS: RecordKind = RecordKind(
    record=Hold,
    name="holds",
    complete=_complete,
    settle=_settle,
    against=_against,
    describe=told_hold,
    parts=parts_of,
    notes=notes_of,
    grouped=True,
)
KINDS = (
    HOLDS,
    RecordKind(
        record=Coverage,
        name="coverage",
        by_hand=False,
        called=called_coverage,
        against=lambda session, _coverage, _before: not_permitted(session, SUPERVISOR),
    ),
)

_ON = Takes(
    name="on",
    flag="--on",
    help=later("these records, by their keys; - reads them from standard input"),
    names=Holding,
    metavar="KEY",
    many=True,
)
_WHY = Takes(name="reason", help=later("why, for the log"), kind=LINE)
_LIFTED = reason(later("Why is it lifted?"))

ACTS = (
    Act(
        name="place",
        on=Hold,
        title=later("Place under it"),
        help=later("Place records, a class or a unit under a hold (R1)."),
        done=later("Placed: {name}"),
        word=later("placed under a hold"),
        takes=(
            _ON,
            Takes(
                name="class_",
                flag="--class",
                help=later("all of this class and those below it"),
                kind=LINE,
                metavar="CODE",
            ),
            Takes(name="unit", help=later("all of this unit"), kind=LINE, metavar="NAME"),
            Takes(
                name="search",
                help=later("each record that these words find, now and later"),
                kind=LINE,
            ),
            _WHY,
        ),
        against=against_placing,
        do=lambda session, keys, given: place(session, keys[0], given),
        permission=SUPERVISOR,
        details=later("What lies in a box that is under a hold is under it too."),
        examples=("rmdesk hold place H-2026-0001 --on R100004O R100003Q --reason notice",),
    ),
    Act(
        name="ask-again",
        on=Hold,
        title=later("Ask its saved searches again"),
        help=later("Ask the saved searches of a hold again: what they find comes under it (R1)."),
        done=later("Asked again: {name}"),
        word=later("placed under a hold"),
        against=against_asking,
        do=lambda session, keys, _given: ask_again(session, keys[0]),
        journal="place",
        permission=SUPERVISOR,
        details=later("It is done before each disposition as well, whoever proposes or executes."),
    ),
    Act(
        name="lift",
        on=Hold,
        title=later("Lift it…"),
        help=later("Lift a hold, from some records or from all that it covers."),
        done=later("Lifted: {name}"),
        word=later("hold lifted"),
        takes=(_ON, _LIFTED),
        against=against_lift,
        do=lambda session, keys, given: lift(session, keys[0], given),
        permission=SUPERVISOR,
        details=later("A record is free only when every hold on it is lifted (R1)."),
    ),
    Act(
        name="freeze",
        on=Holding,
        title=later("Place under a hold…"),
        help=later("Place holdings under a hold: they are not altered or disposed of (R1)."),
        done=later("Placed under a hold: {name}"),
        word=later("placed under a hold"),
        takes=(
            Takes(
                name="hold",
                help=later("the hold's number"),
                label=later("Under which hold? Its number"),
                kind=LINE,
                metavar="NUMBER",
                required=True,
            ),
            _WHY,
        ),
        against=_against_freeze,
        do=_freeze,
        journal="place",
        permission=SUPERVISOR,
        also=("legal hold", "litigation"),
    ),
    Act(
        name="unfreeze",
        on=Holding,
        title=later("Lift its hold…"),
        help=later("Lift a hold from holdings that it was placed on by themselves."),
        done=later("Hold lifted: {name}"),
        word=later("hold lifted"),
        takes=(
            _LIFTED,
            Takes(
                name="hold",
                help=later("the hold's number, where there are several"),
                kind=LINE,
                metavar="NUMBER",
            ),
        ),
        against=_against_unfreeze,
        do=_unfreeze,
        journal="lift",
        permission=SUPERVISOR,
        also=("legal hold", "release"),
    ),
)
