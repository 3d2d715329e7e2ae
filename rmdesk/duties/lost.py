"""What is given up for lost: it stays missing, and its last borrower answers for it (R14).

The word for it in files is still `missing`: lost is what is made of that, by a supervisor, with a
reason. Finding it, in any way, ends that.
"""

from collections.abc import Sequence
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.acts import SUPERVISOR, Act
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import reason
from rmdesk.duties.departure import gone
from rmdesk.duties.exceptions import looked_for
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.reservation import queue_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Person
from rmdesk.model.words import Status, later, status_word


def give_up(session: Session, keys: Sequence[str], why: str) -> list[Handled]:
    """Give missing holdings up for lost. Raises Refused, NotFound, and BadInput without a reason.

    A loan that they were missing from stays open: its borrower answers for them.
    """
    if not why.strip():
        raise BadInput(
            _("No reason given"),
            _("A record is given up for lost with a reason."),
            _("Say where was looked, and who was asked."),
        )
    with session.change("lost", why):
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_giving_up(session, each)]
        Refused.for_any(_("Not given up"), against)
        return [_given_up(session, each, why.strip()) for each in holdings]


def against_giving_up(_session: Session, holding: Holding) -> list[Reason]:
    """Every reason why a holding is not given up: it is not missing, or is lost already."""
    if left := gone(holding):
        return left
    if holding.status != Status.MISSING:
        text = _("{key} is not missing: {state}.")
        told = text.format(key=holding.key, state=status_word(holding.status))
        return [Reason("R14", told, _("marking it missing first"))]
    if not holding.lost:
        return []
    text = _("{key} was given up for lost on {day}.")
    return [Reason("R14", text.format(key=holding.key, day=holding.lost), _("finding it"))]


def _given_up(session: Session, holding: Holding, why: str) -> Handled:
    holding.lost, holding.lost_for = session.today(), why
    session.save(holding)
    person = session.get(Person, holding.holder_id)
    liable = _("{name} answers for it").format(name=person.name) if person else ""
    behind = len(queue_of(session, holding.id))
    waits = ngettext(
        "{n} waits for it: tell them, and end that claim",
        "{n} wait for it: tell them, and end these claims",
        behind,
    ).format(n=behind)
    return Handled(holding, holding.status, next=in_words(liable, waits if behind else ""))


def lost_records(session: Session) -> list[dict[str, Any]]:
    """What was given up for lost, since when and why, and who answers for it; the oldest first."""
    found = session.visible.all_in(Holding.table, Query().lost >= "0", order_by="lost")
    return [_row(session, Holding.from_document(each)) for each in found]


def _row(session: Session, holding: Holding) -> dict[str, Any]:
    person = session.get(Person, holding.holder_id)
    return looked_for(session, holding, person, holding.lost) | {"reason": holding.lost_for}


ACTS = (
    Act(
        name="lost",
        on=Holding,
        title=later("Give it up for lost…"),
        help=later("Give missing holdings up for lost. Their last borrower answers for them."),
        done=later("Given up for lost: {name}"),
        word=later("given up for lost"),
        takes=(reason(later("Why? Where was looked, and who was asked?")),),
        against=lambda session, holding, _given: against_giving_up(session, holding),
        do=lambda session, keys, given: give_up(session, keys, given["reason"]),
        permission=SUPERVISOR,
        details=later(
            "They stay missing, and nobody queues for them any more; a scan of one finds it again. "
            "`report lost` lists them."
        ),
        also=("gone", "liable"),
    ),
)
