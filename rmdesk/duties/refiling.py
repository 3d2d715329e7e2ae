"""Refiling: a holding goes back into its home, and a scan of the place confirms it (R26)."""

from collections.abc import Iterable, Sequence
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import PLACE
from rmdesk.duties.container import against_putting_in, inside
from rmdesk.duties.describe import Describer
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import close_loan, loans_with, open_loan
from rmdesk.duties.onward import came_back, give_back
from rmdesk.duties.place import address_of_home, home_of
from rmdesk.duties.reservation import head_of, queue_of
from rmdesk.duties.space import Filling, against_living
from rmdesk.duties.states import GONE, move
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.records import Holding, Loan, Person, Place
from rmdesk.model.words import Status, later, status_word


def refile(session: Session, keys: Sequence[str], at: str) -> list[Handled]:
    """Put holdings back in their home, confirmed by the place that was scanned (R26).

    A holding without a home gets this place as its home. Raises Refused, NotFound, BadInput.
    """
    with session.change("refile"):
        holdings = holdings_named(session, keys)
        place = _place_for(session, holdings, at)
        against = [r for each in holdings for r in against_refile(session, each, place)]
        Refused.for_any(_("Not refiled"), against)
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


def against_refile(session: Session, holding: Holding, place: Place | None = None) -> list[Reason]:
    """Every reason why a holding is not put home now, or not at this place.

    Without a place only what stands against it anywhere.
    """
    found = []
    if holding.status in (Status.OUT, *GONE):
        text = _("{key} is {state}: return it first.")
        told = text.format(key=holding.key, state=status_word(holding.status))
        found.append(Reason("R26", told))
    elif box := session.get(Holding, holding.inside):
        # It is in its place only once it is in its container, and that is here.
        placed = Holding(id=holding.id, barcode=holding.key, status=Status.IN)
        found += against_putting_in(session, placed, box)
    return [*found, *(_lives_elsewhere(session, holding, place) if place else ())]


def _lives_elsewhere(session: Session, holding: Holding, place: Place) -> list[Reason]:
    home_place = home_of(session, holding)
    if place.id and (closed := Filling(session).against_closed(place)):
        return closed
    if place.id and not (home_place or holding.home or holding.inside):
        return against_living(session, holding, place)
    elsewhere = home_place and place.id and home_place.id != place.id
    unlike = not home_place and holding.home and holding.home != place.address
    if elsewhere or unlike:
        home = address_of_home(session, holding)
        text = _("{key} lives at {home}, not at {place}.").format(
            key=holding.key, home=home, place=session.address(place.id) or place.address
        )
        return [Reason("R26", text, _("changing its home first"))]
    return []


def _put_home(session: Session, holding: Holding, place: Place) -> Handled:
    loan = open_loan(session, holding.id) if holding.status == Status.MISSING else None
    move(holding, Status.IN, "refile")
    holding.place_id, holding.holder_id, holding.due = place.id or None, None, ""
    if not (holding.home_id or holding.home or holding.inside):
        holding.home_id, holding.home = place.id or None, place.address
    session.save(holding)
    if loan is not None:
        _end_lost_loan(session, loan)
    give_back(session, holding, "refile")
    head = head_of(session, holding)
    step = _("still reserved: pull it for the head of its queue") if head else ""
    steps = [step, *_left_inside(session, holding)]
    where = place.address or place.barcode
    return Handled(holding, holding.status, place=where, next=in_words(*steps))


def _end_lost_loan(session: Session, loan: Loan) -> None:
    """What was missing from its borrower is in its place: the loan is over, and what went along."""
    requests = [loan.request]
    close_loan(session, loan, "refile")
    for each in loans_with(session, loan):
        close_loan(session, each, "refile")
        requests.append(each.request)
        content = session.get(Holding, each.holding)
        if content is not None:
            content.holder_id, content.due = None, ""
            if content.status == Status.OUT:
                move(content, Status.IN, "return")
            session.save(content)
            give_back(session, content, "refile")
    came_back(session, requests, "refile")


def _left_inside(session: Session, box: Holding) -> list[str]:
    """R41: what should have been taken out and went home inside is to be picked; said in words."""
    steps = []
    for content in inside(session, box.id):
        if content.status != Status.WAITING:
            continue
        left = [each for each in queue_of(session, content.id) if each.take_out]
        if not left:
            continue
        move(content, Status.IN, "refile")
        session.save(content)
        give_back(session, content, "refile")
        person = session.get(Person, left[0].person)
        if person is not None and session.visible.may_know(content.guard):
            text = _("{key} in it is still reserved for {name}: pull it")
            steps.append(text.format(key=content.key, name=person.name))
    return steps


def _against(session: Session, holding: Holding, given: Given) -> list[Reason]:
    place = _place_for(session, [holding], given["at"]) if "at" in given else None
    return against_refile(session, holding, place)


def to_refile(session: Session) -> list[dict[str, Any]]:
    """What came back and is not in its place yet, in walking order; what has no home comes last."""
    describer = Describer(session)

    def walked(holding: Holding) -> tuple[bool, str, list[tuple[int, int | str]]]:
        home = home_of(session, holding)
        walk = home.walk if home else ""
        return not walk, walk, as_counted(holding.identifier or holding.key)

    waiting = Query().status == Status.TO_REFILE
    found = session.visible.all_in(Holding.table, waiting, order_by="due")
    return [
        {
            "place": describer.home(holding),
            "barcode": holding.barcode,
            "identifier": holding.identifier,
            "title": holding.title,
            "unit": holding.unit,
        }
        for holding in sorted(map(Holding.from_document, found), key=walked)
    ]


ACTS = (
    Act(
        name="refile",
        on=Holding,
        title=later("Refile it"),
        help=later("Put holdings back into their place. A scan of it confirms that (R26)."),
        done=later("Refiled: {name}"),
        word=later("refiled"),
        takes=(PLACE,),
        against=_against,
        do=lambda session, keys, given: refile(session, keys, given["at"]),
        scanned=later("Scan {place}, then the record."),
        details=later("The place confirms that it is their home; another is refused."),
        also=("file", "reshelve"),
    ),
)
