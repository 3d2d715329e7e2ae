"""Refiling: a holding goes back into its home, and a scan of the place confirms it (R18, R26)."""

from collections.abc import Iterable, Sequence
from typing import Any

from tinydb import Query

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import Session
from rmdesk.desk.takes import PLACE
from rmdesk.duties.container import against_putting_in, away_from, inside, lies_in, named
from rmdesk.duties.departure import gone
from rmdesk.duties.describe import Describer
from rmdesk.duties.handled import Handled, in_words
from rmdesk.duties.holding import holdings_named
from rmdesk.duties.loan import close_loan, loans_with, open_loan
from rmdesk.duties.marks import Marks
from rmdesk.duties.onward import came_back, give_back, waited_inside
from rmdesk.duties.place import address_of_home, home_of, said_home
from rmdesk.duties.reservation import head_of, queue_of
from rmdesk.duties.space import Filling, against_living
from rmdesk.duties.states import AWAY, move
from rmdesk.duties.walking import code_of, walked
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

    What belongs in a container is put into it, and its scan confirms that.
    """
    containers = {each.inside for each in holdings}
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
    if left := gone(holding):
        return left
    found = []
    if holding.status == Status.OUT:
        text = _("{key} is {state}: return it first.")
        told = text.format(key=holding.key, state=status_word(holding.status))
        found.append(Reason("R26", told))
    elif box := session.get(Holding, holding.inside):
        # It is in its place only once it is in its container, and that is here. What was filed
        # before its container was closed goes back into it: R9 is of what is filed anew.
        placed = Holding(id=holding.id, barcode=holding.key, status=Status.IN)
        found += against_putting_in(session, placed, replace(box, closed=""))
    if place is None:
        return found
    return [
        *found,
        *_beside_its_box(session, holding, place),
        *_lives_elsewhere(session, holding, place),
    ]


def _beside_its_box(session: Session, holding: Holding, place: Place) -> list[Reason]:
    """R26, R41: where its container is not in its place, the bare shelf is not its own either.

    Also where it is told by itself: on it, it would go out with its container by the record alone.
    """
    box = lies_in(session, replace(holding, status=Status.IN))
    if box is None or box.status in AWAY:  # of what is away it was said already
        return []
    if not place.id and (place.address != holding.home or place.address == box.key):
        return []  # its container was scanned
    text = _("{key} belongs in {box}, which is {status}.")
    called = named(session, box)
    told = text.format(key=holding.key, box=called, status=status_word(box.status))
    return [Reason("R26", told, _("scanning {box}, or its own refiling first").format(box=called))]


def _lives_elsewhere(session: Session, holding: Holding, place: Place) -> list[Reason]:
    home_place = home_of(session, holding)
    if place.id and (closed := Filling(session).against_closed(place)):
        return closed
    if place.id and not (home_place or holding.home or holding.inside):
        return against_living(session, holding, place)
    if home_place and home_place.id == place.id:
        return Marks(session).against_home(holding, place)
    elsewhere = home_place and place.id
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
    back = give_back(session, holding, "refile")
    head = head_of(session, holding)
    step = _("still reserved: pull it for the head of its queue") if head else ""
    steps = [back, step, *waited_inside(session, holding), *_left_inside(session, holding)]
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


@dataclass(frozen=True)
class Filing:
    """A holding to be put back: its home in words and as a place, the box it lives in, who waits.

    `metres` are walked up to there.
    """

    holding: Holding
    address: str
    place: Place | None
    box: Holding | None
    waits: str = ""
    metres: float = 0.0


@dataclass(frozen=True)
class RefileList:
    """What is to be refiled in walking order; the metres of the walk, and of one by address."""

    lines: tuple[Filing, ...]
    metres: float
    plain: float


def refile_list(session: Session) -> RefileList:
    """What came back and is not in its place yet; what has no home comes last."""
    waiting = Query().status == Status.TO_REFILE
    found = session.visible.all_in(Holding.table, waiting, order_by="due")
    describer = Describer(session)
    filings = [_filing(session, describer, Holding.from_document(each)) for each in found]
    walk = walked(session, filings, lambda each: each.place, lambda each: code_of(each.holding))
    lines = [
        replace(each, metres=metres) for each, metres in zip(walk.stops, walk.up_to, strict=True)
    ]
    return RefileList(tuple(lines), walk.metres, walk.plain)


def _filing(session: Session, describer: Describer, holding: Holding) -> Filing:
    head = head_of(session, holding)
    waits = head[1].name if head else ""
    box = session.visible.get(holding.inside)
    if away_from(session, holding) is not None:
        return Filing(holding, said_home(session, holding), None, box, waits)
    return Filing(holding, describer.home(holding), home_of(session, holding), box, waits)


def to_refile(session: Session) -> list[dict[str, Any]]:
    """What came back and is not in its place yet, in walking order, as rows of a report."""
    return [
        {
            "place": each.address,
            "barcode": each.holding.barcode,
            "identifier": each.holding.identifier,
            "title": each.holding.title,
            "unit": each.holding.unit,
        }
        for each in refile_list(session).lines
    ]


def filing_row(describer: Describer, line: Filing) -> dict[str, Any]:
    """A line of the refile list as JSON has it."""
    return {
        "place": line.address,
        "key": describer.key(line.holding),
        "barcode": line.holding.barcode,
        "identifier": line.holding.identifier,
        "title": line.holding.title,
        "kind": line.holding.kind,
        "unit": line.holding.unit,
        "box": describer.key(line.box) if line.box else "",
        "waits": line.waits,
        "metres": round(line.metres, 1),
    }


COLUMNS = ("place", "code", "title", "box", "unit", "waits")
"""What each line of the refile list says, in this order, wherever it is read."""


def filing_cells(line: Filing) -> dict[str, str]:
    """A line in the words of COLUMNS."""
    return {
        "place": line.address,
        "code": code_of(line.holding),
        "title": line.holding.name,
        "box": code_of(line.box) if line.box else "",
        "unit": line.holding.unit,
        "waits": line.waits,
    }


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
