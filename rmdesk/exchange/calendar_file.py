"""Due dates and bring-forwards as a calendar that other programs show: iCalendar (RFC 5545).

A calendar leaves the house as a mail does: a record with a level goes by its barcode alone unless
the site says otherwise, and to one person nothing is named that they are not cleared for (R17).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from hashlib import blake2b

from tinydb import Query

from data.texts import gettext as _
from rmdesk.access.clearance import Clearance
from rmdesk.desk.desk import Session
from rmdesk.duties.describe import Describer
from rmdesk.duties.forward import BringForward
from rmdesk.model.days import iso_day
from rmdesk.model.records import Holding, Loan, Person
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import Status

__all__ = ["Event", "as_icalendar", "events"]


@dataclass(frozen=True)
class Event:
    """What is due on a day: `uid` is the same whenever it is told, and gives nothing away."""

    uid: str
    day: date
    summary: str
    note: str = ""


def events(session: Session, of: Person | None = None) -> list[Event]:
    """What is due back and brought forward, of everybody or of one person, the earliest first.

    What is missing or said to be returned is not asked back; what went out in a box is due with it.
    """
    told = _Telling(session, of)
    return sorted(
        [*told.loans(), *told.forwards()], key=lambda each: (each.day, each.summary, each.uid)
    )


class _Telling:
    def __init__(self, session: Session, of: Person | None) -> None:
        self.session, self.of = session, of
        self.describer = Describer(session)
        self.clearance = Clearance.of(of, session.now().date()) if of else None
        self.by_barcode = session.guidelines.mail.classified == "barcode"
        first = session.store.journal.since(0, limit=1)
        self.store = first[0].hash if first else ""

    def loans(self) -> Iterator[Event]:
        asked = IS_OPEN if self.of is None else (Query().person == self.of.id) & IS_OPEN
        for row in self.session.visible.all_in(Loan.table, asked, order_by=()):
            loan = Loan.from_document(row)
            holding = self.session.visible.get(loan.holding)
            if not loan.due or holding is None or self._not_asked_back(loan, holding):
                continue
            text, name = _("Due: {record}"), self.describer.name(loan.person)
            if self.of is None:
                text = _("Due: {record}, from {name}")
            said = text.format(record=self._named(holding), name=name)
            yield Event(self._uid(Loan.table, loan.id), iso_day(loan.due), said)

    def _not_asked_back(self, loan: Loan, holding: Holding) -> bool:
        if loan.claimed or holding.status != Status.OUT:
            return True
        outer = self.session.get(Loan, loan.with_container) if loan.with_container else None
        return outer is not None and self.session.visible.get(outer.holding) is not None

    def forwards(self) -> Iterator[Event]:
        asked = (Query().waits >= "0") if self.of is None else (Query().person == self.of.id)
        order = "waits" if self.of is None else ()
        for row in self.session.visible.all_in(BringForward.table, asked, order_by=order):
            each = BringForward.from_document(row)
            holding = self.session.visible.get(each.holding)
            if holding is None or not each.waits:
                continue
            text, name = _("Bring forward: {record}"), self.describer.name(each.person)
            if self.of is None:
                text = _("Bring forward: {record}, to {name}")
            said = text.format(record=self._named(holding), name=name)
            note = "" if self._bare(holding) else each.note
            yield Event(self._uid(BringForward.table, each.id), iso_day(each.waits), said, note)

    def _bare(self, holding: Holding) -> bool:
        """Whether only the barcode of a holding may be told."""
        cleared = self.clearance is None or self.clearance.covers(holding.guard)
        return not cleared or bool(self.by_barcode and holding.guard)

    def _named(self, holding: Holding) -> str:
        if self._bare(holding):
            return holding.barcode or f"#{holding.id}"
        named = (self.describer.key(holding), holding.identifier, holding.title)
        return " ".join(dict.fromkeys(each for each in named if each))

    def _uid(self, table: str, number: int) -> str:
        told = blake2b(f"{self.store}/{table}:{number}".encode(), digest_size=12)
        return f"{told.hexdigest()}@rmdesk"


def as_icalendar(session: Session, told: list[Event]) -> bytes:
    """The events as a file for calendars: lines of at most 75 octets, each ended by CR and LF."""
    stamp = session.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//rmdesk//rmdesk//EN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(session.guidelines.centre)}")
    for each in told:
        lines += ["BEGIN:VEVENT", f"UID:{each.uid}", f"DTSTAMP:{stamp}"]
        lines += [f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}", f"SUMMARY:{_escaped(each.summary)}"]
        lines += [f"DESCRIPTION:{_escaped(each.note)}"] if each.note else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return b"".join(map(_folded, lines))


def _escaped(text: str) -> str:
    """A text of one line, without signs that steer; what iCalendar parts texts by is escaped."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """A line as its pieces, none longer than 75 octets and none ending within a letter."""
    pieces = [b""]
    for letter in line:
        octets = letter.encode()
        if len(pieces[-1]) + len(octets) > _OCTETS:
            pieces.append(b" ")
        pieces[-1] += octets
    return b"\r\n".join(pieces) + b"\r\n"


_OCTETS = 75
