"""The classification scheme: its classes, their order and their places in the tree (D1)."""

from collections.abc import Sequence
from typing import Any

from tinydb import Query
from tinydb.table import Document

from data.plain import replace
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.access.clearance import implies, lowered
from rmdesk.desk.acts import Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Remark, Values
from rmdesk.desk.registering import amend, found
from rmdesk.duties.held import against_moving
from rmdesk.duties.reach import class_and_above
from rmdesk.duties.retention import redate, unscheduled
from rmdesk.model.errors import Reason
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, ScheduleItem, SchemeClass
from rmdesk.model.roles import SECURE
from rmdesk.model.values import LINE
from rmdesk.model.words import later


def complete_class(item: SchemeClass, values: Values, remark: Remark) -> None:
    """Amend a class; nothing is its own parent."""
    item.amend(values)
    if item.parent and item.parent == item.code:
        item.parent = ""
        remark("parent", _("a class is not its own parent; left out"))


def _against(session: Session, item: SchemeClass, before: Values) -> list[Reason]:
    """R1, R16, R37: of its own level; not below itself; a code that records carry stays."""
    for name, level in (("security", item.security), ("default_level", item.default_level)):
        said = level != before.get(name, "")
        if said and not session.visible.may_know(guard_of(level, [])):
            text = _("You are not cleared for the level you gave.")
            return [Reason("R16", text, _("the security officer"), at=name)]
    if before and before.get("code") != item.code and _in_use(session, before["code"]):
        text = _("{code} is the class of records: they would lose it.").format(code=before["code"])
        return [Reason("R36", text, _("classifying them anew first"), at="code")]
    if item.code in class_and_above(session, item.parent):
        text = _("{code} would lie below itself.").format(code=item.code)
        return [Reason("R36", text, _("naming another class above it"), at="parent")]
    return [
        *_lowering(session, item, before),
        *_under_another_item(session, item, before),
        *_taken_out(session, item, before),
    ]


def _lowering(session: Session, item: SchemeClass, before: Values) -> list[Reason]:
    """R37: the security officer alone lowers a class, or what its records are by default.

    That a class says, or that it has from the classes above it.
    """
    from rmdesk.duties.class_level import ClassLevels  # only who amends a class

    levels = ClassLevels(session)
    was = SchemeClass.from_document(Document(dict(before), item.id))
    by_default = levels.default(was) if before else levels.inherited(item)
    at = ""
    if lowered(guard_of(was.security, []), guard_of(item.security, [])):
        at = "security"
    elif lowered(by_default, levels.default(item)):
        at = "default_level" if was.default_level != item.default_level else "parent"
    if at:
        return [replace(each, at=at) for each in session.against(SECURE)]
    return _taken_from_below(session, was) if before and was.code != item.code else []


def _taken_from_below(session: Session, item: SchemeClass) -> list[Reason]:
    """R37: the same of classes below one that say no level, and find none where its code was."""
    from rmdesk.duties.class_level import ClassLevels  # only who renames or takes back a class

    below = session.visible.where(SchemeClass, Query().parent == item.code)
    if all(each.default_level for each in below) or not ClassLevels(session).default(item):
        return []
    return [replace(each, at="code") for each in session.against(SECURE)]


def _against_removing(session: Session, item: SchemeClass) -> list[Reason]:
    return [*against_moving(session, item.code, renamed=True), *_taken_from_below(session, item)]


def _under_another_item(session: Session, item: SchemeClass, before: Values) -> list[Reason]:
    """R13: whoever puts records under another item decides how long they are kept, as who amends
    an item does: by an amendment, which a second person approves.

    Records that they may not know of are none to them (R17): a refusal would tell that the class
    has some.
    """
    was = before.get("schedule", "")
    if not was or was == item.schedule:
        return []
    if not session.visible.count(Query()["class"] == before["code"]):
        return []
    text = _("Records stand in {code}.").format(code=before["code"])
    return [Reason("R13", text, _("an amendment: rmdesk schedule put"), at="schedule")]


def _taken_out(session: Session, item: SchemeClass, before: Values) -> list[Reason]:
    """R1: a class keeps its place while its records are under a hold through it.

    Elsewhere they would be free of a hold that nobody lifted.
    """
    code = before.get("code", "")
    renamed = item.code != code
    if not code or not (renamed or item.parent != before.get("parent", "")):
        return []
    against = against_moving(session, code, renamed=renamed)
    return [replace(each, at="code" if renamed else "parent") for each in against]


def _in_use(session: Session, code: str) -> bool:
    rows = session.store.table("holdings").page(Query()["class"] == code, limit=1).rows
    return bool(rows)


def _tell_kept(session: Session, item: SchemeClass, before: Values, remark: Remark) -> None:
    """Say how many records another item keeps from now on."""
    asked = Query()["class"] == item.code
    changed = bool(before and item.schedule) and before.get("schedule", "") != item.schedule
    if changed and (n := session.visible.count(asked)):
        text = ngettext(
            "{n} record stands in it, which this item keeps from now on",
            "{n} records stand in it, which this item keeps from now on",
            n,
        )
        remark("schedule", text.format(n=f"{n:,}"))


def _tell_below(session: Session, item: SchemeClass, before: Values, remark: Remark) -> None:
    """Say how many records are below a level that a class says from now on."""
    never = ngettext(
        "{n} record stands in it that is below its level: never due until it is raised (R17)",
        "{n} records stand in it that are below its level: never due until they are raised (R17)",
        n := _below(session, item, before, "security"),
    )
    stays = ngettext(
        "{n} record stands in it that is below this level, and stays as it is",
        "{n} records stand in it that are below this level, and stay as they are",
        m := _below(session, item, before, "default_level"),
    )
    if n:
        remark("security", never.format(n=f"{n:,}"))
    if m:
        remark("default_level", stays.format(n=f"{m:,}"))


def _below(session: Session, item: SchemeClass, before: Values, name: str) -> int:
    """How many records of a class are below a level that it did not say before."""
    guard = guard_of(getattr(item, name), [])
    if not before or implies(guard_of(before.get(name, ""), []), guard):
        return 0
    asked = Query()["class"] == item.code
    enough = [each for each in session.visible.guards_of(Holding) if implies(each, guard)]
    count = session.visible.count
    return count(asked) - count(asked & Query().guard.one_of(enough))


def _settle(session: Session, item: SchemeClass, before: Values, remark: Remark) -> None:
    """Say what a class names that is not there, and that one without an item is used with care."""
    if item.parent and not session.visible.where(SchemeClass, Query().code == item.parent):
        remark("parent", _("no class has the code “{code}”").format(code=item.parent))
    _tell_kept(session, item, before, remark)
    _tell_below(session, item, before, remark)
    if not item.schedule:
        remark("schedule", unscheduled(item.code))
    elif session.store.table(ScheduleItem.table).one("code", item.schedule) is None:
        text = _("no item of the schedule has the code “{code}”")
        remark("schedule", text.format(code=item.schedule))


def _follow(session: Session, records: Sequence[Any]) -> None:
    """Date anew what stands in these classes."""
    redate(session, [each.code for each in records])


def _notes(session: Session, holding: Holding) -> list[Note]:
    """That a record is below the level of its class, wherever it is shown."""
    if not holding.class_:
        return []
    from rmdesk.duties.class_level import ClassLevels  # only of what has a class

    level = ClassLevels(session).of(holding.class_)
    if implies(holding.guard, level):
        return []
    item: SchemeClass = found(session, SCHEME, holding.class_)
    text = _("below its class: records of {code} are {level}")
    said = text.format(code=item.code, level=level)
    return [Note(later("level"), said, {"class": item.code, "level": level}, of=item)]


SCHEME: RecordKind = RecordKind(
    record=SchemeClass,
    name="scheme",
    also=("schemes",),
    complete=complete_class,
    against=_against,
    against_removing=_against_removing,
    settle=_settle,
    follow=_follow,
    notes=_notes,
)
KINDS = (SCHEME,)


def move_class(session: Session, code: str, given: Given) -> SchemeClass:
    """Put a class below another (`parent`), or at the top. Raises Refused, NotFound."""
    with session.change("move-class", given.get("reason")):
        parent = found(session, SCHEME, given["parent"]).code if given.get("parent") else ""
        moved: SchemeClass = amend(session, SCHEME, code, {"parent": parent})
        return moved


def against_moving_class(session: Session, item: SchemeClass, given: Given) -> list[Reason]:
    """R1: its records keep the holds above it; nothing lies below itself."""
    if "parent" not in given:
        return against_moving(session, item.code, renamed=False)
    moved = SchemeClass.from_document(Document(item.to_document(), item.id))
    moved.parent = found(session, SCHEME, given["parent"]).code if given["parent"] else ""
    before = item.to_document()
    return _against(session, item, before) or _against(session, moved, before)


ACTS = (
    Act(
        name="move-class",
        on=SchemeClass,
        title=later("Move it below another class…"),
        help=later("Put a class of the scheme, with all below it, below another or at the top."),
        done=later("Moved: {name}"),
        word=later("class moved"),
        takes=(
            Takes(
                name="parent",
                help=later("code of the class above it; empty for the top"),
                kind=LINE,
                names=SchemeClass,
                metavar="CODE",
            ),
        ),
        against=against_moving_class,
        do=lambda session, keys, given: move_class(session, keys[0], given),
        also=("scheme", "file plan"),
    ),
)
