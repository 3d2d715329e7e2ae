"""The pick list as it is carried through the stacks: a line for each box or record one walks to.

The screen, paper, CSV and JSON show these lines, and no others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.container import above
from rmdesk.duties.describe import Describer
from rmdesk.duties.picking import Pull, pulls_walked, queues
from rmdesk.duties.walking import code_of
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import ReservationState, Status, priority_word

COLUMNS = ("place", "code", "title", "for", "request", "priority", "due")
"""What each line says, in this order, wherever it is read."""


@dataclass(frozen=True)
class Want:
    """A claim on what a line names: whose, by which request, and its turn from 1."""

    holding: Holding
    claim: Reservation
    person: str
    request: Request | None
    turn: int


@dataclass(frozen=True)
class PickLine:
    """Where one goes once: what is taken there, out of which box, and for whom.

    `box` is the container that it lies in, None where that is unknown to this person or there is
    none; `within` the one in it that each record lies in itself, by the record's number, where that
    is another. `wants` are all claims on the box and on what is taken out of it. `metres` are
    walked up to here.
    """

    pulls: tuple[Pull, ...]
    box: Holding | None
    wants: tuple[Want, ...]
    metres: float
    within: Mapping[int, Holding]

    @property
    def main(self) -> Pull:
        """The box itself where it is to be taken, else what is wanted first."""
        boxes = (each for each in self.pulls if self.box and each.holding.id == self.box.id)
        return next(boxes, min(self.pulls, key=lambda each: (each.reservation.rank, _due(each))))


@dataclass(frozen=True)
class PickList:
    """The lines in walking order; the metres of the walk and of one by address; what is picked."""

    lines: tuple[PickLine, ...]
    metres: float
    plain: float
    picked: int

    @property
    def to_pick(self) -> int:
        """How many records are still to be taken."""
        return sum(len(line.pulls) for line in self.lines)


def pick_lines(session: Session, number: int | None = None) -> PickList:
    """The pick list, or that of one request; what is on the trolley counts as picked."""
    waiting = queues(session)
    walk = pulls_walked(session, waiting, number)
    claims = {holding.id: queue for holding, queue in waiting}
    picked = (
        each.state == ReservationState.PICKED and number in (None, each.request)
        for queue in claims.values()
        for each in queue
    )
    grouped: dict[int, list[tuple[Pull, float]]] = {}
    boxes: dict[int, Holding] = {}
    for pull, metres in zip(walk.stops, walk.up_to, strict=True):
        box = _box_of(session, pull)
        grouped.setdefault(box.id if box else pull.holding.id, []).append((pull, metres))
        boxes |= {box.id: box} if box else {}
    lines = tuple(
        _line(session, boxes.get(number), found, claims) for number, found in grouped.items()
    )
    return PickList(lines, walk.metres, walk.plain, sum(picked))


def _box_of(session: Session, pull: Pull) -> Holding | None:
    """The outermost container that one goes to for a record; itself where that is a container."""
    holding = pull.holding
    known = session.visible
    boxes = [box for box in above(session, holding) if known.may_know(box.guard)]
    inside = holding.status == Status.IN and boxes
    return boxes[-1] if inside else holding if holding.kind == "box" else None


def _line(
    session: Session,
    box: Holding | None,
    found: Sequence[tuple[Pull, float]],
    claims: dict[int, list[Reservation]],
) -> PickLine:
    pulls = tuple(pull for pull, _metres in found)
    wants = [want for pull in pulls for want in _wants(session, pull.holding, pull.claims)]
    if box is not None and all(pull.holding.id != box.id for pull in pulls):
        wants += _wants(session, box, claims.get(box.id, ()))
    within = {pull.holding.id: inner for pull in pulls if (inner := _within(session, box, pull))}
    return PickLine(pulls, box, tuple(wants), found[0][1], within)


def _within(session: Session, box: Holding | None, pull: Pull) -> Holding | None:
    """The container in a box that a record is looked for in, if that is another (R17)."""
    if box is None or pull.holding.id == box.id:
        return None
    known = (each for each in above(session, pull.holding) if session.visible.may_know(each.guard))
    inner = next(known, box)
    return inner if inner.id != box.id else None


def _wants(session: Session, holding: Holding, claims: Sequence[Reservation]) -> list[Want]:
    return [
        Want(
            holding,
            each,
            (session.get(Person, each.person) or Person()).name,
            session.get(Request, each.request),
            turn,
        )
        for turn, each in enumerate(claims, 1)
    ]


# --- as it is read


def pick_row(describer: Describer, line: PickLine) -> dict[str, Any]:
    """A line as JSON has it. The record, request and person are those of what is wanted first."""
    pull, request = line.main, line.main.request
    inside = line.box if line.box and line.box.id != pull.holding.id else None
    return {
        "place": pull.address,
        "key": describer.key(pull.holding),
        "barcode": pull.holding.barcode,
        "identifier": pull.holding.identifier,
        "title": pull.holding.title,
        "kind": pull.holding.kind,
        "request": request.number if request else "",
        "priority": request.priority if request else "",
        "due": request.due if request else "",
        "requester": pull.requester,
        "box": describer.key(inside) if inside else "",
        "take": [
            {
                "key": describer.key(each.holding),
                "title": each.holding.title,
                "part": each.reservation.part,
                "box": describer.key(inner) if (inner := line.within.get(each.holding.id)) else "",
            }
            for each in line.pulls
        ],
        "requests": [
            {
                "number": want.request.number if want.request else "",
                "key": describer.key(want.holding),
                "requester": want.person,
                "part": want.claim.part,
                "turn": want.turn,
            }
            for want in line.wants
        ],
        "metres": round(line.metres, 1),
    }


def pick_cells(line: PickLine) -> dict[str, str]:
    """A line in the words of COLUMNS; `due` is the moment as it is kept."""
    pull, request = line.main, line.main.request
    numbers = dict.fromkeys(each.request.number for each in line.wants if each.request)
    return {
        "place": pull.address,
        "code": _code(line),
        "title": _title(line),
        "for": _people(line),
        "request": ", ".join(numbers),
        "priority": priority_word(request.priority) if request else "",
        "due": request.due if request else "",
    }


def _code(line: PickLine) -> str:
    """What one looks for on the shelf, and what to take out of it."""
    if line.box is None or (line.box.id == line.main.holding.id and len(line.pulls) == 1):
        return code_of(line.main.holding)
    taken = [_taken(line, each.holding) for each in line.pulls if each.holding.id != line.box.id]
    return f"{code_of(line.box)}: {', '.join(taken)}"


def _taken(line: PickLine, holding: Holding) -> str:
    inner = line.within.get(holding.id)
    if inner is None:
        return code_of(holding)
    return _("{key} in {box}").format(key=code_of(holding), box=code_of(inner))


def _title(line: PickLine) -> str:
    others = [_wanted(each) for each in line.pulls if each is not line.main]
    return "; ".join([_wanted(line.main), *others])


def _wanted(pull: Pull) -> str:
    """A record by its name, and the part of it that is wanted."""
    return " · ".join(filter(None, (pull.holding.name, pull.reservation.part)))


def _people(line: PickLine) -> str:
    """For whom, and how many wait behind."""
    first = dict.fromkeys(pull.requester for pull in line.pulls)
    behind = len(line.wants) - len(line.pulls)
    more = ngettext("+{n} waits", "+{n} wait", behind).format(n=behind) if behind > 0 else ""
    return " ".join(filter(None, [", ".join(first), more]))


def _due(pull: Pull) -> str:
    return pull.request.due if pull.request else "9999"
