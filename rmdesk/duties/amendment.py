"""Amendments of the schedule: from a day on, approved by a second person, and tried before (R13).

Of an item, or of the item that a class stands under. What an amendment would change is counted
first: nothing is due, undue or disposed of otherwise than somebody has seen beforehand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from tinydb import Query

from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.desk.acts import SUPERVISOR, Act, Given, not_permitted
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Values
from rmdesk.desk.numbering import numbered_as_known
from rmdesk.desk.registering import found, unheard
from rmdesk.duties.retention import classes_of, dater_of, redate
from rmdesk.duties.schedule import SCHEDULE, complete_item
from rmdesk.duties.scheme import complete_class
from rmdesk.duties.states import AMENDMENT, move_batch
from rmdesk.duties.two_persons import against_own, numbers_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import FieldSpec, Paths, Record, kept, link
from rmdesk.model.records import ScheduleItem, SchemeClass
from rmdesk.model.values import Unfit
from rmdesk.model.words import later

if TYPE_CHECKING:
    from rmdesk.duties.trial import Impact, Progress

PROPOSED, APPROVED, IN_FORCE = AMENDMENT.states
Amended = ScheduleItem | SchemeClass


@dataclass(kw_only=True, slots=True)
class Amendment(Record):
    """What is to be changed of an item, or of a class, from a day on.

    `code` is what that was called when it was proposed. `values` are the texts of the changed
    fields and `before` its document when it took effect, both as JSON; `version` is the one of the
    item that it made, `proposers` the numbers of who proposed it, parted by blanks.
    """

    table: ClassVar[str] = "amendments"
    word: ClassVar[str] = later("amendment")
    unique: ClassVar[tuple[str, ...]] = ("number",)
    sparse: ClassVar[tuple[Paths, ...]] = ("status", "item", "scheme")
    known_by: ClassVar[str] = "scheme"
    called_by: ClassVar[tuple[str, ...]] = ("number",)
    numbered: ClassVar[str] = "A"

    number: str = kept("", later("number"))
    item: int | None = link(ScheduleItem.table, later("schedule item"), "schedule")
    scheme: int | None = link(SchemeClass.table, later("class"), "class")
    code: str = kept("", later("amends"))
    values: str = kept("", later("changes"))
    effective: str = kept("", later("takes effect"))
    reason: str = kept("", later("reason"))
    status: str = kept(PROPOSED, later("status"))
    proposed: str = kept("", later("proposed"))
    proposed_by: str = kept("", later("proposed by"))
    proposers: str = kept("")
    approved: str = kept("", later("approved"))
    approved_by: str = kept("", later("approved by"))
    version: int = kept(0, later("version"))
    before: str = kept("")


@dataclass(frozen=True)
class Tried:
    """An amendment, the item or class that it is of, and what it would change."""

    amendment: Amendment
    of: Amended
    changes: Sequence[Mapping[str, Any]]
    impact: Impact


def amend(
    session: Session,
    code: str,
    texts: Mapping[str, str],
    effective: str,
    why: str,
    progress: Progress | None = None,
    kind: RecordKind = SCHEDULE,
) -> Tried:
    """Propose to amend an item, or of a class (the `kind` SCHEME) its item, from a day on.

    It is in force when somebody else approves it. `texts` are the changed fields as a person writes
    them. Raises BadInput for what cannot be read and where nothing changes, NotFound.
    """
    with session.change("amend schedule", why) as transaction:
        texts = _in_its_code(session, texts, kind)
        tried = try_amendment(session, code, texts, progress, effective, kind)
        amendment, year = replace(tried.amendment, reason=why), session.now().year
        amendment.number = numbered_as_known(
            session, transaction, amendment, f"amendment {year}", lambda n: f"A-{year}-{n:04}"
        )
        move_batch(amendment, PROPOSED, "amend schedule", AMENDMENT)
        amendment.values = json.dumps(dict(texts), ensure_ascii=False)
        amendment.code = tried.of.code
        amendment.proposed = session.now().isoformat(timespec="seconds")
        amendment.proposed_by, amendment.proposers = session.login, numbers_of(session.own)
        session.save(amendment)
        return replace(tried, amendment=amendment)


def try_amendment(
    session: Session,
    code: str,
    texts: Mapping[str, str],
    progress: Progress | None = None,
    effective: str = "",
    kind: RecordKind = SCHEDULE,
) -> Tried:
    """What an amendment would change on the day it takes effect, today if none is told.

    Nothing is kept, and who may look may try. Raises BadInput, NotFound.
    """
    record: Amended = found(session, kind, code)
    day = _day_of_effect(session, effective)
    after, changes = _amended(record, _in_its_code(session, texts, kind))
    if not changes:
        told = _("{code} says so already.").format(code=record.code)
        raise BadInput(_("Nothing to amend"), told, _("Give what is to change."))
    impact = _impact(session, after, progress, day)
    made = Amendment(effective=day)
    made.item, made.scheme = (record.id, None) if kind is SCHEDULE else (None, record.id)
    return Tried(made, record, changes, impact)


def _in_its_code(session: Session, texts: Mapping[str, str], kind: RecordKind) -> Mapping[str, str]:
    """Texts in which a class names its item by the item's own code, however that was typed."""
    named = "" if kind is SCHEDULE else texts.get("schedule", "").strip()
    return {**texts, "schedule": found(session, SCHEDULE, named).code} if named else texts


def _impact(
    session: Session, after: Amended, progress: Progress | None = None, on: str = ""
) -> Impact:
    """What would change of the records of an item, or of a class, that would be so."""
    from rmdesk.duties.trial import impact_of  # only who amends the schedule

    then = dater_of(session)
    if isinstance(after, ScheduleItem):
        then.use(after)
        codes = classes_of(session, [after.code])
    else:
        then.put(after)
        codes = [after.code]
    return impact_of(session, codes, then, progress, on)


def _day_of_effect(session: Session, told: str) -> str:
    """R13: what was decided until today stays explained by the version of then.

    Raises BadInput for a day that is past.
    """
    today = session.today()
    if told and told < today:
        text = _("No version has been in force since {day}: what was decided until today stays "
                 "explained by those of then (R13).")  # fmt: skip
        raise BadInput(
            _("A day that is past"), text.format(day=told), _("Give today or a day to come."),
            field_name="effective",
        )  # fmt: skip
    return told or today


def _amended(record: Amended, texts: Mapping[str, str]) -> tuple[Amended, list[dict[str, Any]]]:
    """An item or a class as it would be, and which of its fields change."""
    before = record.to_document()
    after = type(record).from_document(_document(before, record.id))
    _complete(after, texts)
    changed = after.to_document()
    names = [name for name in record.specs() if changed.get(name) != before.get(name)]
    return after, [
        {"field": name, "old": before.get(name, ""), "new": changed.get(name, "")} for name in names
    ]


def _document(values: Mapping[str, Any], number: int) -> Any:
    from tinydb.table import Document

    return Document(dict(values), number)


def _complete(record: Amended, texts: Mapping[str, str]) -> None:
    """Amend an item or a class by texts. Raises BadInput."""
    values = _read(texts, amendable(type(record)))
    if isinstance(record, ScheduleItem):
        complete_item(record, values, unheard)
    else:
        complete_class(record, values, unheard)


def amendable(record: type[Record]) -> Mapping[str, FieldSpec]:
    """The fields that are amended so: all of an item but its code, of a class its item alone."""
    specs = record.given_by("hand")
    return {
        name: spec
        for name, spec in specs.items()
        if (name != "code" if record is ScheduleItem else name == "schedule")
    }


def _read(texts: Mapping[str, str], specs: Mapping[str, FieldSpec]) -> dict[str, Any]:
    """The values of texts. Raises BadInput naming the field."""
    values = {}
    for name, text in texts.items():
        spec = specs.get(name)
        if spec is None or spec.kind is None:
            raise BadInput(_("This cannot be taken"), _("An item has no such field."), "",
                           field_name=name)  # fmt: skip
        try:
            values[name] = spec.kind.read(text) if text else spec.kind.empty()
        except Unfit as error:
            told = f"{str(error).rstrip('.')}."
            raise BadInput(_("This cannot be taken"), told, field_name=name) from error
    return values


# --- approving, and taking effect


def approve_amendment(session: Session, number: str) -> Tried:
    """Approve an amendment that somebody else proposed (R5); it takes effect on its day.

    Raises Refused, NotFound.
    """
    with session.change("approve amendment"):
        amendment: Amendment = found(session, AMENDMENTS, number)
        against = not_permitted(session, SUPERVISOR) or against_approving(session, amendment, {})
        Refused.for_any(_("Not approved"), against)
        move_batch(amendment, APPROVED, "approve amendment", AMENDMENT)
        amendment.approved = session.now().isoformat(timespec="seconds")
        amendment.approved_by = session.login
        amendment.effective = max(amendment.effective, session.today())  # not before its approval
        session.save(amendment)
        record = amended_by(session, amendment)
        after, changes = _amended(record, json.loads(amendment.values))
        impact = _impact(session, after, on=amendment.effective)
        if amendment.effective <= session.today():
            _apply(session, amendment)
        return Tried(amendment, record, changes, impact)


def amended_by(session: Session, amendment: Amendment) -> Amended:
    """The item or the class that an amendment is of."""
    found = session.get(ScheduleItem, amendment.item) or session.get(SchemeClass, amendment.scheme)
    assert found is not None
    return found


def against_approving(session: Session, amendment: Amendment, _given: Given) -> list[Reason]:
    """It waits for approval, and R5: by another than its proposer, whichever account they use."""
    if amendment.status != PROPOSED:
        text = _("{number} is {status} already.")
        told = text.format(number=amendment.number, status=amendment.status)
        return [Reason("R35", told, _("a new amendment"))]
    number, by = amendment.number, amendment.proposed_by
    own = against_own(session, number, by, amendment.proposers)
    return [*own, *_changes_nothing(session, amendment)]


def _changes_nothing(session: Session, amendment: Amendment) -> list[Reason]:
    """R35: what another amendment has brought about meanwhile makes no further version."""
    record = amended_by(session, amendment)
    if _amended(record, json.loads(amendment.values))[1]:
        return []
    text = _("{number} changes nothing any more: {code} is so already.")
    told = text.format(number=amendment.number, code=record.code)
    return [Reason("R35", told, _("leaving it"))]


def _apply(session: Session, amendment: Amendment) -> None:
    """Bring an amendment into force, and date anew what stands under it."""
    record = amended_by(session, amendment)
    amendment.before = json.dumps(record.to_document(), ensure_ascii=False)
    _complete(record, json.loads(amendment.values))
    codes = [record.code]
    if isinstance(record, ScheduleItem):
        record.version += 1
        amendment.version = record.version
        codes = classes_of(session, codes)
    move_batch(amendment, IN_FORCE, "take effect", AMENDMENT)
    session.save(record)
    session.save(amendment)
    redate(session, codes)


def take_effect(session: Session) -> int:
    """Bring the amendments into force whose day has come; how many."""
    waiting = [
        each
        for each in session.store.table(Amendment.table).search(Query().status == APPROVED)
        if each["effective"] <= session.today()
    ]
    if not waiting:
        return 0
    with session.follow("amendments take effect"):
        order = sorted(map(Amendment.from_document, waiting), key=lambda a: (a.effective, a.id))
        for amendment in order:
            _apply(session, amendment)
    return len(waiting)


# --- told


def amendments_of(session: Session, record: Amended) -> list[Amendment]:
    """All amendments of an item or a class, oldest first."""
    path = "item" if isinstance(record, ScheduleItem) else "scheme"
    return session.where(Amendment, Query()[path] == record.id)


def version_of(session: Session, item: ScheduleItem, version: int) -> ScheduleItem:
    """An item as a version had it (R13); the one of now for one there was not."""
    for each in amendments_of(session, item):
        if each.version == version + 1:
            return ScheduleItem.from_document(_document(json.loads(each.before), item.id))
    return item


def authorities_of(session: Session, item: ScheduleItem) -> list[str]:
    """The authorities that an item names and has named before: what came under one of them did
    so rightly (R13)."""
    texts = (json.loads(each.before) for each in amendments_of(session, item) if each.before)
    return [item.authority, *(str(each.get("authority", "")) for each in texts)]


def told_amendments(session: Session, item: Amended) -> Iterator[Values]:
    """The amendments of an item or a class as its screen tells them."""
    names = "number", "status", "effective", "version", "reason", "proposed_by", "approved_by"
    for each in amendments_of(session, item):
        yield {**each.plain(names), "changes": _changes(each)}


def _changes(amendment: Amendment) -> str:
    """What it says otherwise, in words."""
    return "; ".join(f"{name}: {text}" for name, text in json.loads(amendment.values).items())


def _described(session: Session, amendment: Amendment) -> dict[str, Any]:
    """An amendment, with its changes in words; what it is of is told by its code of now."""
    specs = Amendment.specs().items()
    told = amendment.plain(name for name, spec in specs if spec.told and name != "code")
    of = "item" if amendment.item else "scheme"
    code = {"item": "", "scheme": "", of: amended_by(session, amendment).code}
    return {**told, **code, "values": _changes(amendment), "version": amendment.version or ""}


def _against(_session: Session, amendment: Amendment, before: Values) -> list[Reason]:
    """R13: what is in force is not taken back, whether anything stands under it or not."""
    if before.get("status") != IN_FORCE:
        return []
    text = _("{number} is in force.").format(number=amendment.number)
    return [Reason("R13", text, _("a new amendment"))]


AMENDMENTS: RecordKind = RecordKind(
    record=Amendment,
    name="amendments",
    describe=_described,
    by_hand=False,
    grouped=True,
    against=_against,
)
KINDS = (AMENDMENTS,)

ACTS = (
    Act(
        name="approve-amendment",
        on=Amendment,
        title=later("Approve the amendment"),
        help=later("Approve an amendment that somebody else proposed (R5)."),
        done=later("Approved: {name}"),
        word=later("amendment approved"),
        against=against_approving,
        do=lambda session, keys, _given: approve_amendment(session, keys[0]),
        journal="approve amendment",
        permission=SUPERVISOR,
        details=later("It takes effect on its day; what it would change is told."),
    ),
)
