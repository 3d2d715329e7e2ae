"""What stands on slips: who has a record or asked for it, and what an accession holds in all."""

from collections.abc import Iterable, Sequence

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.describe import Describer
from rmdesk.duties.loan import open_loan
from rmdesk.duties.reservation import next_to_fetch, part_wanted, queue_of
from rmdesk.labels.drawing import LabelContent
from rmdesk.model.levels import LEVELS
from rmdesk.model.records import Holding, Person, Request, Reservation
from rmdesk.model.words import ReservationState, priority_word


def on_a_slip(session: Session, holding: Holding) -> dict[str, str]:
    """Who has a holding, or is to have it next: for OUT cards, charge-out and request slips.

    `unit` is then that person's. A holding that nobody has or asked for says nothing of it.
    """
    loan = open_loan(session, holding.id)
    if loan is not None:
        person, request = session.get(Person, loan.person), session.get(Request, loan.request)
        part = part_wanted(session, loan.request, holding)
        lent = {"out": loan.out[:10], "due": loan.due}
        collector = session.get(Person, loan.by)
    else:
        queue = queue_of(session, holding.id)
        if not queue:
            return {}
        claim = _served_by(session, holding, queue)
        person = session.get(Person, claim.person)
        request = session.get(Request, claim.request)
        part = claim.part
        lent = _lent_today(session, holding, person, request)
        collector = session.get(Person, request.collector_id) if request else None
    told = {**lent, **_of_person(person), **_of_request(request), "part": part}
    return told | _by_another(told, collector)


def _served_by(session: Session, holding: Holding, queue: Sequence[Reservation]) -> Reservation:
    """The claim that a holding was fetched for, or is to be: that of the pick list (R38, R40)."""
    first = queue[0]
    if first.state != ReservationState.QUEUED:
        return first
    head = next_to_fetch(session, holding, queue)
    return head[0] if head else first


def _by_another(told: dict[str, str], collector: Person | None) -> dict[str, str]:
    """Who collects it for its borrower stands beside their name (R15)."""
    text = _("{name}, by {collector}")
    return {
        key: text.format(name=told[key], collector=collector.name)
        for key in ("borrower", "requester")
        if collector is not None and told.get(key)
    }


def _lent_today(
    session: Session, holding: Holding, person: Person | None, request: Request | None
) -> dict[str, str]:
    """When it leaves its shelf, and when it would be due if it is handed over today."""
    today = session.now().date()
    due, type_ = "", request.type if request else "loan"
    if person is not None:
        due = session.guidelines.due_date(holding, person, today, None, type_).isoformat()
    return {"out": today.isoformat(), "due": due}


def _of_person(person: Person | None) -> dict[str, str]:
    if person is None:
        return {}
    return {
        "borrower": person.name,
        "requester": person.name,
        "unit": person.unit,
        "phone": person.phone,
    }


def _of_request(request: Request | None) -> dict[str, str]:
    if request is None:
        return {}
    return {
        "request": request.number,
        "requester": request.requester,
        "priority": priority_word(request.priority),
        "needed": request.needed_by or request.due[:16].replace("T", " "),
        "delivery": request.delivery,
        "contact": request.contact,
        "remarks": request.remarks,
    }


def on_a_transmittal(session: Session, accession: str, holdings: Sequence[Holding]) -> LabelContent:
    """One label for a whole accession, of what this person may know of it (R17)."""
    boxes = [each for each in holdings if each.kind == "box"]
    first, last = (_end(boxes, number) for number in (0, -1))
    spans = [day for each in holdings for day in (each.date_from, each.date_to) if day]
    extents = [each.extent_m for each in boxes or holdings if each.extent_m]
    staff = session.staff
    fields = {
        "accession": accession,
        "unit": _several(each.unit for each in holdings),
        "series": _several(each.series for each in holdings),
        "dates": "–".join(dict.fromkeys((min(spans)[:4], max(spans)[:4]))) if spans else "",
        "boxes": f"{len(boxes)}: {first} – {last}" if len(boxes) > 1 else first,
        "volume": _("{metres:.2f} m").format(metres=sum(extents)) if extents else "",
        "restriction": _highest([each.security for each in holdings]),
        "place": _several(map(Describer(session).home, boxes or holdings)),
        "prepared": staff.name if staff else session.login,
    }
    return LabelContent(accession, fields)


def _end(boxes: Sequence[Holding], number: int) -> str:
    return (boxes[number].identifier or boxes[number].barcode) if boxes else ""


def _several(texts: Iterable[str]) -> str:
    """Different texts one after the other; of many the first few."""
    found = [text for text in dict.fromkeys(texts) if text]
    return ", ".join([*found[:4], "…"] if len(found) > 4 else found)


def _highest(levels: Sequence[str]) -> str:
    """The highest of the levels given, "" if none is."""
    return max((level for level in levels if level), key=_rank, default="")


def _rank(level: str) -> int:
    known = list(LEVELS)
    return known.index(level) if level in known else -1
