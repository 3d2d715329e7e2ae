"""The sample centre's schedule, its holds, and a disposition in every state, told by the acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import found, register
from rmdesk.duties.accession import ACCESSIONS, accept, list_boxes, receive, refuse_accession
from rmdesk.duties.approval import approve, drop
from rmdesk.duties.consent import concur, refuse
from rmdesk.duties.disposition import BATCHES
from rmdesk.duties.execution import begin, execute
from rmdesk.duties.falling_due import due_by
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.person import add_person
from rmdesk.duties.proposing import propose
from rmdesk.duties.schedule import understand
from rmdesk.model.levels import LEVELS
from rmdesk.model.records import Person, ScheduleItem
from rmdesk.model.schema import IS_CUSTODIAN
from rmdesk.sample.years import STAFF

MANAGER = "records-manager"
"""The account of who approves what another proposes (R5)."""

_RULES: tuple[dict[str, Any], ...] = (
    {"trigger": "end of fiscal year", "active_years": 2.0, "semi_active_years": 5.0,
     "disposition": "destroy"},
    {"trigger": "closure", "active_years": 5.0, "semi_active_years": 25.0,
     "disposition": "selective retention"},
    {"trigger": "closure", "active_period": "permanent", "disposition": "permanent retention"},
    {"rule": "Retain 10 years after end of contract, then destroy", "disposition": "destroy"},
    {"trigger": "end of calendar year", "active_years": 30.0, "disposition": "transfer"},
)  # fmt: skip


def schedule_items(units: Iterable[dict[str, Any]]) -> list[ScheduleItem]:
    """An item for the class of each unit, of every sort of rule in turn."""
    items = []
    for number, (unit, rule) in enumerate(zip(units, cycle(_RULES), strict=False), start=1):
        item = ScheduleItem(code=item_code(unit), title=unit["title"], **rule)
        item.authority = f"DA-{2000 + number}/{number:02}"
        understand(item)
        items.append(item)
    return items


def item_code(unit: dict[str, Any]) -> str:
    """The code of the item for a unit's class."""
    return f"RS-{unit['code']}"


def add_staff(session: Session) -> None:
    """The manager, and the technicians of the years' work."""
    manager = {"name": "Records manager", "login": MANAGER, "role": "supervisor"}
    add_person(session, {**manager, "clearance": LEVELS[-1], "caveats": ["*"]})
    for login, name in STAFF.items():
        add_person(session, {"name": name, "login": login, "role": "technician"})


def keep_and_dispose(session: Session) -> None:
    """A hold on records that are due, and a disposition in every state."""
    boss = session.desk.session(MANAGER)
    files = _due(session)
    about = {"matter": "Harrow Bay v. Ashgrove", "authority": "Legal Services"}
    hold = register(session, HOLDS, {"title": "Harrow Bay", **about})
    place(session, hold.number, {"on": files[:3], "reason": "notice of action"})
    proposed, approved, executing, executed, dropped = (
        propose(session, files[start : start + 4], "due at year end").number
        for start in range(3, 23, 4)
    )
    for number in (approved, executing, executed):
        _agree(session, number)
        approve(boss, number)
    refuse(session, proposed, {"keys": files[3:4], "reason": "still in use"})
    drop(boss, dropped, {"reason": "the list is drawn up anew"})
    begin(session, executing, {"method": "shredded"})
    execute(session, found(session, BATCHES, executed), {"method": "shredded"})


def take_boxes_in(session: Session) -> None:
    """An accession in every state."""
    about = {"unit": "Finance", "series": "Travel claims", "authority": "DA-2001/01"}
    years = ("2019", "2020", "2021", "2022")
    announced, received, accessioned, refused = (
        str(register(session, ACCESSIONS, {**about, "title": f"Travel claims {year}"}).number)
        for year in years
    )
    for number, year in zip((announced, received, accessioned, refused), years, strict=True):
        list_boxes(
            session, number, [{"title": f"Claims {half}", "dates": year} for half in ("A-L", "M-Z")]
        )
    receive(session, received, {"boxes": ["1"]})
    receive(session, accessioned, {})
    accept(session, accessioned, {})
    refuse_accession(session, refused, {"reason": "the boxes are wet"})


def _due(session: Session) -> Sequence[str]:
    """Unclassified files of the first unit that are due and may go."""
    rows = due_by(session, session.today(), limit=400).rows
    return [row["key"] for row in rows if _may_go(row)][:23]


def _may_go(row: dict[str, Any]) -> bool:
    wanted = {"disposition": "destroy", "status": "in", "unit": "Finance"}
    return all(row[name] == value for name, value in wanted.items())


def _agree(session: Session, number: str) -> None:
    """The unit's custodian agrees in writing (R6)."""
    people = session.store.table(Person.table).search(IS_CUSTODIAN)
    owner = next(each for each in people if each["unit"] == "Finance")
    answer = {"unit": "Finance", "by": owner["barcode"], "evidence": "memo of the custodian"}
    concur(session, number, answer)
