"""The retention schedule: its items as written, and beside that what the desk understands (D1).

An authority is not a period (R4). What is not understood is kept, told with its reason, and dates
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinydb import Query

from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import found
from rmdesk.duties.retention import Dating, classes_of, meaning, notes_of, redate
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.plans import Period
from rmdesk.model.records import ScheduleItem, SchemeClass
from rmdesk.model.values import DATE, LINE
from rmdesk.model.words import later

PERIODS = {"active_years": "active_period", "semi_active_years": "semi_active_period"}
"""Periods in years, and where what is written of them stands."""


def complete_item(item: ScheduleItem, values: Values, remark: Remark) -> None:
    """Amend an item and understand it. Raises BadInput for what no schedule can mean."""
    periods = {*PERIODS, *PERIODS.values()}
    item.amend({name: value for name, value in values.items() if name not in periods})
    for name, beside in PERIODS.items():
        if name in values or beside in values:
            _set_period(item, name, _period(item, values, name, beside), remark)
    _check_media(item)
    understand(item)
    _tell(item, remark)


def _set_period(item: ScheduleItem, name: str, period: Period | None, remark: Remark) -> None:
    beside = PERIODS[name]
    setattr(item, name, period.years if period else None)
    setattr(item, beside, "" if period is None or period.is_plain else period.written)
    if period and period.odd:
        remark(name, period.odd)


def _period(item: ScheduleItem, values: Values, name: str, beside: str) -> Period | None:
    """The period of a row: an export gives its number and its text; what was changed counts."""

    from rmdesk.model.periods import Absurd, read_period

    said, text = values.get(name), values.get(beside, "")
    try:
        written = read_period(text) if text else None
    except Absurd as error:
        raise BadInput(_("Not a period"), f"{error}.", field_name=beside) from error
    if written is None or said is None:
        return said or written
    is_stale = text == getattr(item, beside) and said.years != written.years
    return said if is_stale else written


def _check_media(item: ScheduleItem) -> None:
    """Raise BadInput for a medium's period that is none."""
    from rmdesk.model.periods import Absurd, read_period

    for each in item.media:
        _name, _sign, text = each.partition(":")
        try:
            known = read_period(text.strip())
        except Absurd:
            known = None
        if known is None or (known.length is None and not known.permanent):
            told = _("“{text}” does not say a medium and its period.").format(text=each)
            step = _("Write it as “microfilm: 10 years”.")
            raise BadInput(_("Not a period"), told, step, field_name="media")


def understand(item: ScheduleItem) -> None:
    """Fill in what the desk reads in an item, or why it cannot."""
    plan = meaning(item)
    item.understood, item.unread = str(plan), plan.unread


def _tell(item: ScheduleItem, remark: Remark) -> None:
    """Say what was not understood of it."""
    if item.unread == _("no period is given"):
        remark("active_years", item.unread)
    elif item.unread:
        remark("rule" if item.rule else "trigger", item.unread)


def _against(session: Session, item: ScheduleItem, before: Values) -> list[Reason]:
    """R13: what records stand under is changed by an amendment, which a second person approves."""
    if not before or not _in_use(session, before.get("code", "")):
        return []
    text = _("Records stand under {code}.").format(code=item.code)
    return [Reason("R13", text, _("an amendment: rmdesk schedule amend"))]


def _in_use(session: Session, code: str) -> bool:
    """Whether a record stands in a class that has this item, as far as one may know (R17)."""
    return code != "" and records_under(session, code) > 0


def records_under(session: Session, code: str) -> int:
    """How many records stand in classes with this item, as far as one may know of both (R17)."""
    asked = Query().schedule == code
    codes = [each.code for each in session.visible.where(SchemeClass, asked)]
    return session.visible.count(Query()["class"].one_of(codes)) if codes else 0


def _follow(session: Session, records: Sequence[Any]) -> None:
    """Date anew what stands under the classes of these items."""
    redate(session, classes_of(session, [item.code for item in records]))


SCHEDULE: RecordKind = RecordKind(
    record=ScheduleItem,
    name="schedule",
    also=("schedules",),
    complete=complete_item,
    against=_against,
    follow=_follow,
    notes=notes_of,
)


def review(session: Session, code: str, given: Given) -> ScheduleItem:
    """Keep that the essential records of an item were reviewed, on a `day` or today.

    That changes no retention, and so is no amendment. Raises Refused, NotFound, and BadInput for a
    day to come.
    """
    today = session.now().date()
    day = given.get("day") or today
    if day > today:
        told = _("A review is told today or on a day that is past.")
        raise BadInput(_("A day to come"), told, _("Give another day."), field_name="day")
    with session.change("review", given.get("reason")):
        item: ScheduleItem = found(session, SCHEDULE, code)
        Refused.for_any(_("Not reviewed"), against_reviewing(session, item, given))
        item.reviewed = max(item.reviewed, day.isoformat())
        session.save(item)
    return item


def against_reviewing(_session: Session, item: ScheduleItem, _given: Given) -> list[Reason]:
    """Only essential records have a cycle of reviews."""
    if item.vital:
        return []
    text = _("{code} is no item of essential records.").format(code=item.code)
    return [Reason("R13", text, _("amending the item"))]


def vital_rows(session: Session) -> list[dict[str, Any]]:
    """The items of essential records, those whose review is longest past first."""
    items = map(ScheduleItem.from_document, session.store.table(ScheduleItem.table).all())
    rows = [_vital(session, item) for item in items if item.vital]
    return sorted(rows, key=lambda row: (row["next"] or "9999", row["code"]))


def _vital(session: Session, item: ScheduleItem) -> dict[str, Any]:
    """When it is to be reviewed next: now, where it never was and has a cycle."""
    from rmdesk.model.lengths import after, length_of

    last = iso_day(item.reviewed) if item.reviewed else None
    following = ""
    if item.review_years:
        cycle = length_of("m", round(item.review_years * 12))
        following = (after(last, cycle) if last else session.now().date()).isoformat()
    return {
        "code": item.code,
        "title": item.title,
        "every": item.review_years or "",
        "reviewed": item.reviewed,
        "next": following,
        "late": following != "" and following <= session.today(),
        "records": records_under(session, item.code),
    }


ACTS = (
    Act(
        name="review",
        on=ScheduleItem,
        title=later("Its essential records were reviewed"),
        help=later("Keep that the essential records of a schedule item were reviewed."),
        done=later("Reviewed: {name}"),
        word=later("reviewed"),
        takes=(
            Takes(
                name="day", flag="--on", help=later("on this day (default: today)"), kind=DATE,
                metavar="DAY",
            ),
            Takes(name="reason", help=later("why, for the log"), kind=LINE),
        ),
        against=against_reviewing,
        do=lambda session, keys, given: review(session, keys[0], given),
        also=("vital", "essential"),
    ),
)  # fmt: skip


KINDS = (SCHEDULE, RecordKind(record=Dating, name="dating", by_hand=False))
