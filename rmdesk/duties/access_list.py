"""Access lists: who needs to know of what, granted by the security officer, never to oneself.

An entry is made once and stays: it is reviewed and withdrawn, never amended or taken away, so that
the lists tell who had what, when and on whose authority (R34).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.desk.takes import PERSON, reason
from rmdesk.duties.access_entries import OPEN, entry_named
from rmdesk.duties.access_named import (
    Named,
    grantee,
    grantee_of,
    subject,
)
from rmdesk.duties.departure import gone
from rmdesk.duties.entitlement import recall_unentitled
from rmdesk.duties.need_to_know import (
    ENDED,
    WITHDRAWN,
    AccessEntry,
    roles_of,
)
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding, Person
from rmdesk.model.roles import SECURE, holder_of
from rmdesk.model.values import DATE, FIRST, LAST, LINE
from rmdesk.model.words import later


@dataclass(frozen=True)
class Entered:
    """An entry, and what is to be done next, in words."""

    entry: AccessEntry
    next: str = ""
    due: str = ""


# --- granting


def grant(session: Session, keys: Sequence[str], given: Given) -> list[Entered]:
    """Enter somebody (`to`) on the access lists of what the keys name.

    `given` may name `purpose`, `authority`, and the days `from_`, `until` and `review`; those that
    are not said follow from the guidelines. Raises Refused, NotFound, BadInput.
    """
    if not keys:
        raise BadInput(_("Nothing named"), _("No barcode or code was given."), "")
    with session.change("access grant", given.get("purpose")) as transaction:
        whom, drafted = grantee(session, given["to"]), _drafted(session, given)
        subjects = list(dict.fromkeys(subject(session, key) for key in keys))
        against = [r for each in subjects for r in _against(session, each, whom, drafted)]
        Refused.for_any(_("Not granted"), [*_not_to_oneself(session, whom), *against])
        entered = []
        for each in subjects:
            entry = whom.fills(each.fills(drafted))
            year = session.now().year
            entry.number = numbered_as_known(
                session, transaction, entry, f"access {year}", f"A-{year}-{{:04}}".format
            )
            entry.granted = session.now().isoformat(timespec="seconds")
            entry.granted_by = session.login
            session.save(entry)
            entered.append(Entered(entry, _granted(entry)))
    return entered


def _granted(entry: AccessEntry) -> str:
    text = _("{number}: until {day}, to be reviewed on {review}")
    return text.format(number=entry.number, day=entry.until, review=entry.review)


def _drafted(session: Session, given: Given) -> AccessEntry:
    """An entry's purpose, authority and days. Raises BadInput for days in the wrong order."""
    rules, today = session.guidelines.access, session.now().date()
    starts: date = given.get("from_") or today
    until: date = given.get("until") or starts + timedelta(days=rules.days)
    asked = given.get("review") or starts + timedelta(days=rules.review_days)
    review = asked if given.get("review") else min(asked, until)
    _in_order(_("It would end before today."), "until", today, until)
    _in_order(_("It would end before it begins."), "until", starts, until)
    _in_order(_("It would be reviewed before it begins."), "review", starts, review)
    _in_order(_("It would be reviewed after it ends."), "review", review, until)
    purpose = str(given.get("purpose") or "").strip()
    if not purpose:
        told = _("Nobody is entered on an access list without a purpose.")
        raise BadInput(_("No purpose"), told, _("Say what for."), field_name="purpose")
    return AccessEntry(
        purpose=purpose,
        authority=str(given.get("authority") or session.login),
        from_=starts.isoformat(),
        until=until.isoformat(),
        review=review.isoformat(),
    )


def _in_order(told: str, name: str, first: date, last: date) -> None:
    if first > last:
        raise BadInput(_("Days in the wrong order"), told, _("Give a later day."), field_name=name)


def _against(session: Session, named: Named, whom: Named, drafted: AccessEntry) -> list[Reason]:
    """R28: nobody draws what is gone; R16: who is on the list for all those days already needs no
    second entry."""
    holding = session.get(Holding, dict(named.values).get("holding"))
    if holding and (left := gone(holding)):
        return left
    for each in _made_for(session, named, whom):
        open_ = each.standing(session.today()) in OPEN
        if open_ and each.from_ <= drafted.from_ and drafted.until <= each.until:
            text = _("{name} is on the access list of {key} until {day} ({number}).")
            told = text.format(name=whom.key, key=named.key, day=each.until, number=each.number)
            return [Reason("R16", told, _("a later day"))]
    return []


def _made_for(session: Session, named: Named, whom: Named) -> list[AccessEntry]:
    """The entries for just this and just these people, in the order of their making."""
    (path, value), *_more = named.values
    entries = session.where(AccessEntry, Query()[path] == value)
    return [each for each in entries if whom.is_in(each)]


def _not_to_oneself(session: Session, whom: Named) -> list[Reason]:
    """R37: nobody lets themselves draw a record: by name, by their unit, or by their role."""
    if not any(_is_for(whom, person) for person in session.own):
        return []
    text = _("Nobody gives this to themselves.")
    return [Reason("R37", text, _("another: {who}").format(who=holder_of(SECURE)))]


def _is_for(whom: Named, person: Person) -> bool:
    name, value = whom.values[0]
    mine: dict[str, list[Any]] = {
        "person": [person.id],
        "to_unit": [person.unit],
        "to_role": roles_of(person),
    }
    return value in mine[name]


# --- withdrawing


def withdraw(session: Session, keys: Sequence[str], given: Given) -> list[Entered]:
    """Withdraw entries for a `reason`: by their numbers, or of what is named and of whom (`to`).

    What somebody has out by them is called back at once. Raises Refused, NotFound, BadInput.
    """
    why = str(given.get("reason") or "").strip()
    if not why:
        told = _("An entry is withdrawn with a reason.")
        raise BadInput(_("No reason"), told, _("Say why."), field_name="reason")
    with session.change("access withdraw", why):
        entries = [each for key in keys for each in _meant(session, key, given.get("to"))]
        Refused.for_any(_("Not withdrawn"), [r for each in entries for r in over(session, each)])
        for each in entries:
            each.withdrawn = session.now().isoformat(timespec="seconds")
            each.withdrawn_by, each.withdrawn_for = session.login, why
            session.save(each)
        recalled = ", ".join(each.key for each in recall_unentitled(session))
        step = _("recalled: {keys}").format(keys=recalled) if recalled else ""
    return [Entered(each, step) for each in entries]


def over(session: Session, entry: AccessEntry) -> list[Reason]:
    """R35: why an entry is not reviewed or withdrawn: it is over."""
    standing = entry.standing(session.today())
    if standing in OPEN:
        return []
    texts = {WITHDRAWN: _("{number} is withdrawn."), ENDED: _("{number} ended on {day}.")}
    told = texts[standing].format(number=entry.number, day=entry.until)
    return [Reason("R35", told, _("a new entry"))]


def _meant(session: Session, key: str, to: str | None) -> list[AccessEntry]:
    """The entries that a key means: one by its number, or the open ones for what and whom."""
    if to is None:
        return [entry_named(session, key)]
    named, whom = subject(session, key), grantee(session, to)
    entries = _made_for(session, named, whom)
    still = [each for each in entries if each.standing(session.today()) in OPEN]
    if not still:
        text = _("{name} is not on the access list of {key} by an entry of its own.")
        told = text.format(name=whom.key, key=named.key)
        raise Refused.by(_("Not withdrawn"), Reason("R16", told))
    return still


# --- reviewing


def review(session: Session, keys: Sequence[str], given: Given) -> list[Entered]:
    """Say that entries are needed still: they are reviewed again on a day (`review`).

    Raises Refused, NotFound, BadInput.
    """
    rules, today = session.guidelines.access, session.now().date()
    with session.change("access review", given.get("reason")):
        entries = [entry_named(session, key) for key in keys]
        against = [r for each in entries for r in against_review(session, each)]
        Refused.for_any(_("Not reviewed"), against)
        for each in entries:
            ends = iso_day(each.until)
            day = given.get("review") or min(today + timedelta(days=rules.review_days), ends)
            _in_order(_("It would be reviewed before today."), "review", today, day)
            _in_order(_("It would be reviewed after it ends."), "review", day, ends)
            each.review = day.isoformat()
            each.reviewed = session.now().isoformat(timespec="seconds")
            each.reviewed_by = session.login
            session.save(each)
    return [Entered(each, _granted(each)) for each in entries]


def against_review(session: Session, entry: AccessEntry) -> list[Reason]:
    """Every reason why an entry is not confirmed: it is over, or one's own (R37)."""
    return [*over(session, entry), *_not_to_oneself(session, grantee_of(session, entry))]


# --- from the record itself


def _against_grant(session: Session, holding: Holding, given: Given) -> list[Reason]:
    named = subject(session, f"#{holding.id}")
    whom = grantee(session, given["to"])
    draft = _drafted(session, {"purpose": "-", **given})
    return [*_not_to_oneself(session, whom), *_against(session, named, whom, draft)]


def _against_withdraw(session: Session, holding: Holding, given: Given) -> list[Reason]:
    try:
        _meant(session, f"#{holding.id}", given["to"])
    except Refused as refused:
        return refused.reasons
    return []


_REVIEW = Takes(
    name="review", help=later("the day on which to see whether it is needed still"),
    kind=DATE, metavar="DAY",
)  # fmt: skip
_WHY = reason(later("Why is it withdrawn?"))

ACTS = (
    Act(
        name="access grant",
        on=Holding,
        title=later("Enter on the access list…"),
        titled=later("Enter {name} on the access list…"),
        help=later("Let somebody draw classified records: they need to know of them (R16)."),
        done=later("On the access list of {name}: {person}"),
        word=later("entered on the access list"),
        takes=(
            PERSON,
            Takes(
                name="purpose",
                help=later("what they need it for"),
                label=later("What do they need it for?"),
                kind=LINE,
                required=True,
            ),
            Takes(
                name="until", help=later("the last day (default: by the guidelines)"),
                kind=DATE, metavar="DAY", edge=LAST,
            ),
            Takes(
                name="from_", flag="--from", help=later("the first day (default: today)"),
                kind=DATE, metavar="DAY", edge=FIRST,
            ),
            _REVIEW,
            Takes(
                name="authority",
                help=later("on whose authority (default: who grants it)"),
                kind=LINE,
            ),
        ),
        against=_against_grant,
        do=grant,
        permission=SECURE,
        details=later(
            "KEY names a record, a class, an accession or a unit, PERSON a person, a unit or a "
            "role of the staff; class:1250, unit:Legal and role:technician say which. What is in "
            "a box, below a class, in an accession or of a unit is on its list too."
        ),
        examples=(
            "rmdesk access grant R100004O --to P0001C --purpose 'inquiry 7' --until 2026-12-31",
            "rmdesk access grant class:1200 --to 'unit:Legal Services' --purpose litigation",
        ),
        also=("need to know", "access list", "security"),
    ),
    Act(
        name="access withdraw",
        on=Holding,
        title=later("Withdraw from the access list…"),
        titled=later("Withdraw {name} from the access list…"),
        help=later("Withdraw entries of access lists. What is out by them is called back."),
        done=later("No longer on the access list of {name}: {person}"),
        word=later("withdrawn from the access list"),
        takes=(PERSON, _WHY),
        against=_against_withdraw,
        do=withdraw,
        permission=SECURE,
        details=later("KEY is the number of an entry; or, with --to, what it is for."),
        examples=("rmdesk access withdraw A-2026-0001 --reason 'the inquiry is over'",),
        also=("need to know", "access list", "security"),
    ),
    Act(
        name="access review",
        on=AccessEntry,
        title=later("It is needed still"),
        help=later("Review entries of access lists: they are needed still."),
        done=later("Reviewed: {name}"),
        word=later("access reviewed"),
        takes=(_REVIEW, Takes(name="reason", help=later("why, for the log"), kind=LINE)),
        against=lambda session, entry, _given: against_review(session, entry),
        do=review,
        permission=SECURE,
    ),
)  # fmt: skip
