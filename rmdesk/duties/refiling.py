"""Refiling: a holding goes back into its home, and a scan of the place confirms it (R26)."""

from collections.abc import Iterable, Sequence
from gettext import gettext as _

from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import Handled
from rmdesk.duties.holding import contents_of, holdings_named
from rmdesk.duties.place import address_of_home, home_of
from rmdesk.duties.reservation import queue_of, requeue
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Place
from rmdesk.model.words import Status, later


def refile(session: Session, keys: Sequence[str], at: str) -> list[Handled]:
    """Put holdings back in their home, confirmed by the place that was scanned (R26).

    A holding without a home gets this place as its home. Raises Refused, NotFound, BadInput.
    """
    with session.change("refile"):
        holdings = holdings_named(session, keys)
        place = _place_for(session, holdings, at)
        against = [reason for each in holdings for reason in _not_refiled(session, each, place)]
        if against:
            raise Refused.by(_("Not refiled"), *against)
        return [_put_home(session, holding, place) for holding in holdings]


def _place_for(session: Session, holdings: Iterable[Holding], at: str) -> Place:
    """The scanned place; a home that was only ever written, not made a place, names itself.

    What has no home of its own lives in its container, whose scan confirms it.
    """
    containers = {each.inside for each in holdings if not (each.home_id or each.home)}
    for box in session.visible.named(at) if containers else ():
        if containers == {box.id}:
            return Place(address=box.key)
    written = at.strip().casefold()
    homes = {each.home for each in holdings if not each.home_id}
    if len(homes) == 1 and all(home.casefold() == written for home in homes):
        return Place(address=homes.pop())
    return session.place(at)


def _not_refiled(session: Session, holding: Holding, place: Place) -> list[Reason]:
    if holding.status in (Status.OUT, Status.WITHDRAWN, Status.TRANSFERRED, Status.DESTROYED):
        text = _("{key} is {state}: return it first.")
        return [Reason("R26", text.format(key=holding.key, state=holding.status))]
    home_place = home_of(session, holding)
    elsewhere = home_place and place.id and home_place.id != place.id
    unlike = not home_place and holding.home and holding.home != place.address
    if elsewhere or unlike:
        home = address_of_home(session, holding)
        text = _("{key} lives at {home}, not at {place}.").format(
            key=holding.key, home=home, place=place.address or place.barcode
        )
        return [Reason("R26", text, _("changing its home first"))]
    return []


def _put_home(session: Session, holding: Holding, place: Place) -> Handled:
    holding.status, holding.place_id = Status.IN, place.id or None
    if not (holding.home_id or holding.home or holding.inside):
        holding.home_id, holding.home = place.id or None, place.address
    session.save(holding)
    for reservation in queue_of(session, holding.id):
        requeue(session, reservation)
    for content in contents_of(session, holding.id):
        if content.status == Status.TO_REFILE:
            content.status = Status.IN
            session.save(content)
    head = next(iter(queue_of(session, holding.id)), None)
    step = _("still reserved: pull it for the head of its queue") if head else ""
    return Handled(holding, holding.status, place=place.address or place.barcode, next=step)


def _against_refile(session: Session, holding: Holding, given: Given) -> list[Reason]:
    place = _place_for(session, [holding], given["at"]) if "at" in given else Place()
    return _not_refiled(session, holding, place)


ACTS = (
    Act(
        name="refile",
        on=Holding,
        title=later("Refile it"),
        help=later("Put holdings back into their place. A scan of it confirms that (R26)."),
        done=later("Refiled: {name}"),
        word=later("refiled"),
        takes=(
            Takes(
                name="at",
                help=later("the place's barcode or address"),
                names=Place,
                metavar="PLACE",
                required=True,
            ),
        ),
        against=_against_refile,
        do=lambda session, keys, given: refile(session, keys, given["at"]),
        scanned=later("Scan {place}, then the record."),
        details=later("The place confirms that it is their home; another is refused."),
    ),
)
