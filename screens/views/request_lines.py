"""A request in lines: who asks, by when, its holdings with what is against them, its steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.duties import acts_on
from rmdesk.duties.describe import Describer
from rmdesk.duties.ticket import Item, Ticket, find_request, ticket
from rmdesk.model.errors import Reason
from rmdesk.model.records import Request
from rmdesk.model.values import written
from rmdesk.model.words import (
    ReservationState,
    clock_word,
    is_late,
    late_word,
    priority_word,
    request_word,
    state_word,
    type_word,
)
from screens.kit.paint import Line, Span, fit, wrap
from screens.kit.panes import PaneRow
from screens.records.doors import Door, doors_of

if TYPE_CHECKING:
    from screens.kit.host import Host

SAID = (
    "text",
    "contact",
    "authority",
    "delivery",
    "collector",
    "needed_by",
    "remarks",
    "technician",
    "minutes",
)
"""All that was said of a request and is told again."""

_LABEL = 11
_CODE = 16


@dataclass(frozen=True)
class Whole:
    """A request with what stands against each of its holdings and of its steps, as of `now`.

    `homes` are where its holdings live, by their numbers, `doors` where its fields lead.
    """

    ticket: Ticket
    against: Mapping[str, Sequence[Reason]]
    homes: Mapping[int, str]
    now: datetime
    doors: Mapping[str, Door]

    @property
    def steps(self) -> list[Act]:
        """The steps that can be taken now, the likely one first."""
        found = sorted(acts_on(Request), key=partial(_likely, self.ticket))
        return [each for each in found if not self.against.get(each.name)]

    @property
    def dimmed(self) -> list[Act]:
        """The steps that something stands against."""
        found = sorted(acts_on(Request), key=partial(_likely, self.ticket))
        return [each for each in found if self.against.get(each.name)]


def whole_of(session: Session, number: str) -> Whole:
    """Read a request in full. Raises NotFound."""
    request = find_request(session, number)
    against = {act.name: act.reasons_against(session, request, {}) for act in acts_on(Request)}
    found = ticket(session, request, gate=True)
    describer = Describer(session)
    homes = {each.holding.id: describer.home(each.holding) for each in found.items}
    return Whole(found, against, homes, session.now(), doors_of(session, request))


def _likely(ticket: Ticket, act: Act) -> int:
    """What is likely next comes first: what was picked is set aside, what is aside handed over."""
    picked = any(item.reservation.state == ReservationState.PICKED for item in ticket.items)
    order = ("ready", "hand-over") if picked else ("hand-over", "ready")
    likely = (*order, "assign")
    return likely.index(act.name) if act.name in likely else len(likely)


def step_title(act: Act, ticket: Ticket) -> str:
    """What a step would do, for whom."""
    return _(act.titled or act.title).format(name=ticket.request.requester)


def about(whole: Whole, width: int) -> Iterator[PaneRow]:
    """Who asks, how, by when; and all else that was said when it was taken in.

    Who is named leads to their page.
    """
    ticket, doors = whole.ticket, whole.doors
    request, person = ticket.request, ticket.requester
    reach = " · ".join(part for part in (person.phone, person.email) if part) if person else ""
    who, role = doors.get("requester"), "leads" if "requester" in doors else "bold"
    yield PaneRow(
        [(request.requester, role), (f"  {request.unit}", ""), (f"  {reach}", "dim")],
        who.open if who else None,
    )
    yield PaneRow([
        (priority_word(request.priority), "warn" if request.rank == 0 else "bold"),
        (f" · {type_word(request.type)} · {request_word(request.status)} · ", ""),
        due_span(ticket, whole.now),
    ])  # fmt: skip
    for name in SAID:
        text, door = written(getattr(request, name)), doors.get(name)
        label = _(Request.specs()[name].label)
        for number, line in enumerate(wrap(text, max(10, width - _LABEL), 6)):
            said = [(fit("" if number else label, _LABEL), "dim"), (line, "leads" if door else "")]
            yield PaneRow(said, None if number or door is None else door.open)


def due_span(ticket: Ticket, now: datetime) -> Span:
    """The end of its clock, in words and colour."""
    due = ticket.request.due
    if ticket.late and is_late(due, now):
        return late_word(due, now), "bad"
    return _("due {clock}").format(clock=clock_word(due, now)), ""


def item_line(item: Item, now: datetime, home: str, *, named: bool = True) -> Line:
    """A holding: its code, how far it is and since when, where it lives, its title if `named`."""
    holding, claim = item.holding, item.reservation
    since = "" if claim.state == ReservationState.QUEUED else clock_word(claim.since, now)
    place = _(" · {n} in the queue").format(n=item.position) if item.position > 1 else ""
    until = _(" · until {day}").format(day=clock_word(item.until, now)) if item.until else ""
    state = f"{state_word(claim.state)} {since}".strip() + place + until
    code = holding.identifier or holding.key
    head: list[Span] = [
        (fit(code, max(_CODE, len(code))), "name"),
        (" ", ""),
        (fit(state, max(18, len(state))), "good" if claim.state == ReservationState.READY else ""),
    ]
    name = holding.name if named and holding.name != code else ""
    return [*head, (f" {home}" if home else "", "dim"), (f" {name}", "")]


def part_lines(item: Item, width: int) -> Iterator[Line]:
    """Which part of it is wanted, where that is not the whole."""
    for line in wrap(item.reservation.part, max(10, width - 2)):
        yield [("  ", ""), (line, "bold")]


def reason_lines(item: Item, width: int) -> Iterator[Line]:
    """What stands against handing it over, with who can lift it, none of it cut."""
    for reason in item.reasons:
        lifted = _("Lifted by: {who}.").format(who=reason.lifted_by) if reason.lifted_by else ""
        for number, line in enumerate(wrap(f"{reason.text} {lifted}", max(10, width - 7))):
            yield [(f"  {reason.rule:<4} " if not number else " " * 7, "warn"), (line, "")]


def request_rows(whole: Whole, width: int) -> Iterator[PaneRow]:
    """The request as a part of the desk: its next act first."""
    request = whole.ticket.request

    def opened(app: Host) -> None:
        app.open_request(request)

    steps = whole.steps
    title = f"{request.number}"
    yield PaneRow([(title, "name"), (" → ", "dim"), (_next(whole, steps), "bold")], opened)
    yield from about(whole, width)
    for item in whole.ticket.items:
        yield from _item_rows(item, whole, width)


def _next(whole: Whole, steps: Sequence[Act]) -> str:
    """What is to be done next: a step that can be taken, or else that it is to be fetched."""
    queued = [
        each for each in whole.ticket.items if each.reservation.state == ReservationState.QUEUED
    ]
    likely = [each for each in steps if each.name in ("ready", "hand-over")]
    if likely:
        return step_title(likely[0], whole.ticket)
    if queued:
        return _("Fetch it: F3")
    return step_title(steps[0], whole.ticket) if steps else _("nothing")


def _item_rows(item: Item, whole: Whole, width: int) -> Iterator[PaneRow]:
    holding, home = item.holding, whole.homes.get(item.holding.id, "")
    code = holding.identifier or holding.key
    state = state_word(item.reservation.state)
    good = "good" if item.reservation.state == ReservationState.READY else "dim"

    def opened(app: Host) -> None:
        app.open_record(holding.id, whole.ticket.requester)

    yield PaneRow([(code, "name"), (f" {home}", ""), (f" · {state}", good)], opened)
    if holding.name != code:
        for line in wrap(holding.name, max(10, width - 2), 3):
            yield PaneRow([("  ", ""), (line, "")])
    yield from map(PaneRow, (*part_lines(item, width), *reason_lines(item, width)))
