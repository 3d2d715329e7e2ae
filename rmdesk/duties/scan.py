"""What a scan at the desk line means, and does: the counter's work without a key.

A badge makes a person current; a holding that is out is returned; one that is here is charged out
to the current person, or shown; a place starts filing there. What a scan did is on disk before
it is acknowledged (R33).
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from gettext import gettext as _

from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Scanner
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import find_request
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, Place, Request
from rmdesk.model.words import Status

_AIM = re.compile(r"^\][A-Za-z][0-9A-Za-z](?=.)")
"""The symbology identifier some scanners put before the data, such as `]C0`."""

_AZERTY = str.maketrans("&é\"'(-è_çàaqzwAQZW,?):!$", "1234567890qawzQAWZmM-./]")
"""What a scanner set to an English keyboard types on a French one, read back."""


class Heard(StrEnum):
    """What a scan turned out to be."""

    PERSON = "person"
    CHARGED_OUT = "charged-out"
    RETURNED = "returned"
    REFILED = "refiled"
    SHOWN = "shown"
    PLACE = "place"
    REQUEST = "request"
    WORDS = "words"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class ScanOutcome:
    """What a scan did, in words for the person at the desk, and what it was about."""

    heard: Heard
    message: str
    holding: Holding | None = None
    person: Person | None = None
    place: Place | None = None
    request: Request | None = None
    due: str = ""
    next: str = ""


@dataclass
class Counter:
    """What the desk line remembers from one scan to the next.

    `blocked` is set by an unknown scan while filing: nothing more is filed until a valid place is
    scanned (R29).
    """

    person: Person | None = None
    place: Place | None = None
    blocked: bool = False

    def clear(self) -> None:
        """Forget the current person and place: the next one in the queue of people."""
        self.person = self.place = None
        self.blocked = False


def clean(text: str) -> str:
    """A scan without blanks around it and without control characters inside."""
    return "".join(letter for letter in text if letter.isprintable()).strip()


def resolve(session: Session, text: str) -> Person | Holding | Place | Request | None:
    """What a code names, in this order: a holding, a badge, a place, a request; None for words.

    Of several holdings with one code none is meant: the person must choose.
    """
    holdings = session.visible.named(text)
    if holdings:
        return holdings[0] if len(holdings) == 1 else None
    for look_up in (session.badge, session.place, lambda key: find_request(session, key)):
        try:
            found: Person | Place | Request = look_up(text)
        except NotFound:
            continue
        return found
    return None


def understood(
    session: Session, text: str
) -> tuple[Person | Holding | Place | Request | None, str]:
    """Resolve a scan as it is, without what its scanner adds, or as a mistyped layout."""
    for candidate in _readings(session.guidelines.scanner, text):
        found = resolve(session, candidate)
        if found is not None:
            return found, ""
    meant = text.translate(_AZERTY)
    if meant == text or meant.isalpha():
        return None, ""
    remark = _("The scanner types as on an English keyboard; this one is French.")
    for candidate in _readings(session.guidelines.scanner, meant):
        found = resolve(session, candidate)
        if found is not None:
            return found, remark
    return None, ""


def _readings(scanner: Scanner, text: str) -> list[str]:
    """What a scan may mean: itself, else what is left of it without what scanners put around."""
    bare = text.removeprefix(scanner.prefix).removesuffix(scanner.suffix)
    return list(dict.fromkeys((text, _AIM.sub("", text), bare, _AIM.sub("", bare))))


def take_scan(session: Session, counter: Counter, text: str) -> ScanOutcome:
    """Do what a scan asks for. Raises Refused with every reason; the counter stays as it was."""
    text = clean(text)
    try:
        found, remark = understood(session, text)
    except BadInput:  # an address that two rooms have is no valid place (R29)
        if counter.place is not None:
            counter.place, counter.blocked = None, True
        raise
    if isinstance(found, Person):
        counter.person, counter.place, counter.blocked = found, None, False
        answer = ScanOutcome(Heard.PERSON, _("For {name}").format(name=found.name), person=found)
    elif isinstance(found, Place):
        counter.person, counter.place, counter.blocked = None, found, False
        told = _("Filing at {place}").format(place=session.address(found.id))
        answer = ScanOutcome(Heard.PLACE, told, place=found)
    elif isinstance(found, Holding):
        answer = _holding_scanned(session, counter, found)
    elif found is not None:
        told = _("Request {number}").format(number=found.number)
        answer = ScanOutcome(Heard.REQUEST, told, request=found)
    elif counter.place is not None or counter.blocked:
        counter.place, counter.blocked = None, True
        answer = _blocked(_("“{text}” is not known.").format(text=text))
    else:
        answer = ScanOutcome(Heard.WORDS, text)
    return replace(answer, message=f"{answer.message} {remark}") if remark else answer


def _blocked(why: str) -> ScanOutcome:
    """R29: after an unknown scan nothing is filed until a valid place is scanned."""
    stop = _("Nothing more is filed until a place is scanned (R29).")
    return ScanOutcome(Heard.BLOCKED, f"{why} {stop}")


def _holding_scanned(session: Session, counter: Counter, holding: Holding) -> ScanOutcome:
    """A holding: back from its borrower, out to the current person, into its place, or shown."""
    key = [f"#{holding.id}"]
    if holding.status == Status.OUT:
        done = return_(session, key)[0]
        told = _("Returned: {name}").format(name=holding.name)
        return ScanOutcome(Heard.RETURNED, told, done.holding, next=done.next)
    if counter.blocked:
        return _blocked(_("Not filed: {name}.").format(name=holding.name))
    if counter.person is not None:
        done = charge_out(session, key, f"#{counter.person.id}")[0]
        told = _("Out to {person}: {name}").format(person=counter.person.name, name=holding.name)
        lent = ScanOutcome(Heard.CHARGED_OUT, told, done.holding, counter.person)
        return replace(lent, due=done.due, next=done.next)
    if counter.place is not None and holding.status != Status.IN:
        done = refile(session, key, f"#{counter.place.id}")[0]
        told = _("Refiled: {name}").format(name=holding.name)
        return ScanOutcome(Heard.REFILED, told, done.holding, place=counter.place, next=done.next)
    return ScanOutcome(Heard.SHOWN, holding.name, holding, counter.person, counter.place)
