"""Cut-off: a closed file takes nothing more (R9); of a volume that is closed the next is opened."""

import re
from collections.abc import Sequence

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import issue_barcodes
from rmdesk.desk.registering import register
from rmdesk.duties.departure import gone
from rmdesk.duties.handled import Handled
from rmdesk.duties.held import against_altering
from rmdesk.duties.holding import edit_holding, holdings_named
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.values import DATE, LINE
from rmdesk.model.words import later

_LEFT_BEHIND = {
    "barcode", "volume", "dates", "date_from", "date_to", "container", "closed", "events",
    "extent_m", "notes",
}  # fmt: skip
"""What a new volume does not take over from the one before it."""


def cut_off(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    """Close files to new papers, as of a day (`day`, by default today), all of them or none.

    Of a volume the next is opened. Raises Refused, NotFound, and BadInput for a day to come.
    """
    today = session.now().date()
    day = given.get("day") or today
    if day > today:
        told = _("A file is closed today or on a day that is past.")
        raise BadInput(_("A day to come"), told, _("Give another day."), field_name="day")
    with session.change("cut-off", given.get("reason")):
        holdings = holdings_named(session, keys)
        against = [r for each in holdings for r in against_cutting_off(session, each, {})]
        Refused.for_any(_("Not closed"), against)
        return [_closed(session, each, day.isoformat()) for each in holdings]


def against_cutting_off(session: Session, holding: Holding, _given: Given) -> list[Reason]:
    """It is open still, and nothing keeps it from being altered (R1)."""
    if left := gone(holding):
        return left
    if holding.closed:
        text = _("{key} was closed on {day}.").format(key=holding.key, day=holding.closed)
        return [Reason("R9", text, _("amending the day, with a reason"))]
    return against_altering(session, holding)


def _closed(session: Session, holding: Holding, day: str) -> Handled:
    closed = edit_holding(session, f"#{holding.id}", {"closed": day})
    opened = _next_volume(session, closed) if holding.volume else None
    text = _("closed on {day}; {volume} is open: {key}")
    said = text.format(day=day, volume=opened.volume, key=opened.key) if opened else ""
    return Handled(closed, closed.status, closed.due, next=said)


def _next_volume(session: Session, before: Holding) -> Holding | None:
    """Open the next volume, if its number can be told and there is none."""
    found = re.search(r"[0-9]+(?=[^0-9]*$)", before.volume)
    if found is None or open_volume(session, before):
        return None
    number = f"{int(found[0]) + 1:0{len(found[0])}}"
    volume = f"{before.volume[: found.start()]}{number}{before.volume[found.end() :]}"
    kind = session.desk.kinds[Holding.table]
    values = before.plain(name for name in kind.given if name not in _LEFT_BEHIND)
    barcode = issue_barcodes(session, "holding")[0]
    made: Holding = register(
        session, kind, {**values, "volume": volume, "barcode": barcode}, sure=True
    )
    return made


def open_volume(session: Session, holding: Holding) -> Holding | None:
    """The volume of the same file that takes new papers; None where none is known."""
    from rmdesk.duties.volumes import other_volumes

    return next((each for each in other_volumes(session, holding) if not each.closed), None)


CUT_OFF = Act(
    name="cut-off",
    on=Holding,
    title=later("Close it (cut-off)…"),
    help=later("Close files to new papers; of a volume the next is opened (R9)."),
    done=later("Closed: {name}"),
    word=later("closed"),
    takes=(
        Takes(
            name="day",
            flag="--on",
            help=later("as of this day (default: today)"),
            kind=DATE,
            metavar="DAY",
        ),
        Takes(name="reason", help=later("why, for the log"), kind=LINE),
    ),
    against=against_cutting_off,
    do=cut_off,
    also=("cut-off", "close"),
)
