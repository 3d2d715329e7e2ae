"""Retention of holdings: which item of the schedule holds for each, and until when it is kept.

The last day of each is kept beside it (`ends`), made anew when what it follows from changes: the
record, its class, the item, the site's fiscal year. The day itself changes nothing in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from tinydb import Query

from data import Store
from data.plain import asdict, dataclass
from data.texts import gettext as _
from rmdesk.access.clearance import implies
from rmdesk.access.guards import guard_in
from rmdesk.desk.desk import Session
from rmdesk.desk.guideline import Guidelines
from rmdesk.desk.kinds import Note
from rmdesk.duties.container import inside
from rmdesk.duties.dating import WAITS, Dated, dated, days_of
from rmdesk.duties.held import Hold, holds_on, known_holds
from rmdesk.duties.states import GONE
from rmdesk.model.fields import Record, kept
from rmdesk.model.levels import guard_of
from rmdesk.model.plans import KEEP, Plan
from rmdesk.model.records import Holding, ScheduleItem, SchemeClass
from rmdesk.model.words import DISPOSITIONS, later

_BATCH = 1000
CONVENTION = 2
"""Counts changes of the convention by which days are counted; a change dates every record anew."""

_SEVERE = {fate: place for place, fate in enumerate(("", *DISPOSITIONS))}
"""How final a disposition is, for a box with several: what must be kept longest is most severe."""


@dataclass(kw_only=True, slots=True)
class Dating(Record):
    """By what the stored days were last made: one document in a home."""

    table: ClassVar[str] = "dating"
    word: ClassVar[str] = later("dating")

    fiscal: str = kept("")
    convention: int = kept(0)


@dataclass(frozen=True)
class Rule:
    """What holds for the records of a class: its item and what that means; None without one.

    `guard` is what one must be cleared for to know of the class.
    """

    item: ScheduleItem | None = None
    plan: Plan | None = None
    guard: str = ""


_NONE = Rule()


def unscheduled(code: str) -> str:
    """The warning of a class without an item (R10): to who gives it to a record, and on that."""
    return _("class {code} has no item of the schedule: never due (R10)").format(code=code)


def meaning(item: ScheduleItem) -> Plan:
    """What a schedule item means, as its fields stand."""
    from rmdesk.model.understanding import plan_of  # what reads it is long: not at each start

    return plan_of(item)


class Dater:
    """Dates holdings; classes and items are looked up once each.

    A class says nothing of a record that people may know of who may not know of the class: by its
    day, its item or its disposition they would learn of it (R17). `may_know` is for whom it tells.
    """

    def __init__(
        self, store: Store, guidelines: Guidelines, may_know: Callable[[str], bool]
    ) -> None:
        self._classes = store.table(SchemeClass.table)
        self._items = store.table(ScheduleItem.table)
        self._fiscal = guidelines.retention.begins
        self._may_know = may_know
        self._rules: dict[str, Rule] = {}
        self.remembered: dict[tuple[str, ...], Any] = {}
        """What who asks for many works out once for each of these."""

    def rule(self, code: str, guard: str) -> Rule:
        """What holds for the records of a class that have this guard."""
        rule = self._rule(code)
        return rule if not rule.guard or implies(guard, rule.guard) else _NONE

    def _rule(self, code: str) -> Rule:
        if code not in self._rules:
            found = self._classes.one("code", code) if code else None
            item = self._item(found.get("schedule", "")) if found else None
            guard = guard_in(SchemeClass, found) if found else ""
            self._rules[code] = Rule(item, meaning(item) if item else None, guard)
        return self._rules[code]

    def warning(self, code: str, guard: str) -> str:
        """Why nothing of a class with this guard falls due (R10); "" where an item says when."""
        rule = self._rule(code)
        if self.rule(code, guard).item:
            return ""
        if rule.item is None or not self._may_know(rule.guard):
            return unscheduled(code)
        text = _("class {code} is {level}, and this is not: never due until it is (R17)")
        return text.format(code=code, level=rule.guard)

    def _item(self, code: str) -> ScheduleItem | None:
        found = self._items.one("code", code) if code else None
        return ScheduleItem.from_document(found) if found else None

    def use(self, item: ScheduleItem) -> None:
        """Take an item as it would be, for every class that has it: a trial of an amendment."""
        rows = self._classes.search(Query().schedule == item.code)
        self._rules |= {
            row["code"]: Rule(item, meaning(item), guard_in(SchemeClass, row)) for row in rows
        }

    def put(self, item: SchemeClass) -> None:
        """Take a class as it would be: a trial of putting it under another item."""
        found, guard = self._item(item.schedule), guard_of(item.security, [])
        self._rules[item.code] = Rule(found, meaning(found) if found else None, guard)

    def rule_of(self, document: Mapping[str, Any]) -> Rule:
        """What holds for a holding."""
        return self.rule(document.get("class", ""), document.get("guard", ""))

    def dated(self, document: Mapping[str, Any], *, quiet: bool = False) -> Dated | None:
        """Until when a holding is kept; None for one without a schedule item.

        With `quiet` its sentences are not to be read. What was decided to be kept for ever has no
        day, whatever its item says of all that stand under it.
        """
        plan = self.rule_of(document).plan
        if plan is None:
            return None
        if number := document.get("permanent"):
            return Dated(said=(_("{number} decided to keep it").format(number=number),))
        medium = document.get("medium", "")
        return dated(plan, days_of(document), medium, self._fiscal, quiet=quiet)

    def ends(self, document: Mapping[str, Any]) -> str:
        """What is kept of it: its last day, WAITS, or "" for what never falls due."""
        if document.get("status") in GONE:
            return ""
        found = self.dated(document, quiet=True)
        return (found.due or (WAITS if found.waits else "")) if found else ""


def dater_of(session: Session) -> Dater:
    """A dater for this home, as schedule and scheme are now."""
    return Dater(session.store, session.guidelines, session.visible.may_know)


def date_holding(session: Session, holding: Holding) -> str:
    """Fill in until when a holding is kept; why it is never due where it has a class (R10).

    "" for one that falls due, and where there is no scheme yet. The caller keeps the holding.
    """
    holding.ends = ""
    if not holding.class_:
        return ""
    dater = dater_of(session)
    holding.ends = dater.ends(holding.to_document())
    warning = dater.warning(holding.class_, holding.guard)
    return warning if warning and has_scheme(session) else ""


def has_scheme(session: Session) -> bool:
    """Whether there is a class at all that this person may know of: before, none is missed."""
    return bool(
        session.visible.first(SchemeClass.table, Query().code > "", order_by="code", limit=1)
    )


# --- making the stored days anew


def redate(session: Session, codes: Iterable[str] | None = None) -> int:
    """Date the holdings of some classes anew, or all, inside a transaction; how many changed."""
    table, dater, changed = session.store.table(Holding.table), dater_of(session), 0
    wanted = None if codes is None else sorted(set(codes))
    if wanted == []:
        return 0
    asked = None if wanted is None else Query()["class"].one_of(wanted)
    numbers = []
    for rows in table.pages(asked, limit=_BATCH):
        numbers += [row.doc_id for row in rows if dater.ends(row) != row.get("ends", "")]
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        changed += len(table.update(_setting(dater), doc_ids=batch))
    return changed


def _setting(dater: Dater) -> Any:
    def put(document: Any) -> None:
        document.pop("ends", None)
        if ends := dater.ends(document):
            document["ends"] = ends

    return put


def classes_of(session: Session, items: Iterable[str]) -> list[str]:
    """The codes of the classes that have any of these items."""
    asked = sorted(set(items))
    rows = session.store.table(SchemeClass.table).search(Query().schedule.one_of(asked))
    return [row["code"] for row in rows]


def begin_dating(session: Session) -> None:
    """Keep by what days are made from now on, inside a transaction; for a centre without records.

    Its first look at what is due would otherwise date anew all that came in until then.
    """
    session.save(_counted_now(session))


def _counted_now(session: Session) -> Dating:
    return Dating(fiscal=session.guidelines.retention.fiscal_year, convention=CONVENTION)


def ensure_dated(session: Session) -> None:
    """Date every holding anew where the site counts otherwise than when they were dated last."""
    table = session.store.table(Dating.table)
    now = _counted_now(session)
    rows = table.page(limit=1).rows
    last = Dating.from_document(rows[0]) if rows else Dating()
    if (last.fiscal, last.convention) == (now.fiscal, now.convention):
        return
    with session.follow("date anew"):
        now.id = last.id
        redate(session)
        session.save(now)


# --- told


@dataclass(frozen=True)
class Retention:
    """All that is known of how long a record is kept, as `retention` tells it."""

    key: str
    class_: str
    schedule: str
    version: int | None
    trigger: str
    dated: Dated
    disposition: str
    authority: str
    holds: tuple[str, ...]
    explained: tuple[str, ...]
    item: ScheduleItem | None = None

    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "key": self.key,
            "class": self.class_,
            "schedule": self.schedule,
            "version": self.version,
            "trigger": self.trigger,
            "trigger_date": self.dated.trigger,
            "steps": [asdict(step) for step in self.dated.steps],
            "due": self.dated.due,
            "disposition": self.disposition,
            "authority": self.authority,
            "holds": list(self.holds),
            "explained": list(self.explained),
        }


def retention_of(session: Session, holding: Holding, dater: Dater | None = None) -> Retention:
    """How long a record is kept, as of now. A box without a class goes by what lies in it (R11)."""
    dater = dater or dater_of(session)
    contents = list(inside(session, holding.id))
    by = decisive(session, holding, dater, contents)
    items = items_in(session, dater, contents)
    return kept_until(dater, holding, by, items, known_holds(session, holds_on(session, holding)))


def kept_until(
    dater: Dater, holding: Holding, by: Holding, items: Collection[str], holds: Sequence[Hold] = ()
) -> Retention:
    """How long a record is kept, by what was looked up of it.

    `by` is the record whose rule counts, `items` the items of the schedule of what lies in it.
    """
    found = dater.dated(by.to_document())
    rule = dater.rule(by.class_, by.guard)
    item, plan = rule.item, rule.plan
    return Retention(
        key=holding.key,
        class_=by.class_,
        schedule=item.code if item else "",
        version=item.version if item else None,
        trigger=_trigger(item, plan),
        dated=found or Dated(),
        disposition=_fate(by, item, plan),
        authority=item.authority if item else "",
        holds=tuple(hold.number for hold in holds),
        explained=(
            *_by(holding, by),
            *_mixed(items),
            *_named(by, item, dater),
            *(found.said if found else ()),
            *_finally(item, plan, found),
            *(_("held by {number}: {matter}").format(number=h.number, matter=h.matter)
              for h in holds),
        ),
        item=item,
    )  # fmt: skip


def _trigger(item: ScheduleItem | None, plan: Plan | None) -> str:
    if item is None or plan is None:
        return ""
    return item.trigger or (str(plan.terms[0].clock) if plan.terms else "")


def _fate(by: Holding, item: ScheduleItem | None, plan: Plan | None) -> str:
    """What becomes of it: what was decided of it, or what its item says."""
    if by.permanent:
        return KEEP
    return (plan.fate or item.disposition) if item and plan else ""


def _by(holding: Holding, by: Holding) -> Iterator[str]:
    if by.id != holding.id:
        text = _("goes by the longest kept of what lies in it: {key}")
        yield text.format(key=by.key)


def _mixed(items: Collection[str]) -> Iterator[str]:
    if len(items) > 1:
        text = _("holds records of several items, and one box holds one (R11): {items}")
        yield text.format(items=", ".join(sorted(items)))


def _named(holding: Holding, item: ScheduleItem | None, dater: Dater) -> Iterator[str]:
    if not holding.class_:
        yield _("it has no class, so nothing says how long it is kept")
    elif item is None:
        yield dater.warning(holding.class_, holding.guard)
    else:
        text = _("class {code} has item {item}, version {version}: {said}")
        said = item.understood or item.unread or str(meaning(item)) or meaning(item).unread
        yield text.format(code=holding.class_, item=item.code, version=item.version, said=said)


def _finally(item: ScheduleItem | None, plan: Plan | None, found: Dated | None) -> Iterator[str]:
    """What becomes of it in the end, and under which authority (R3, R4)."""
    if item is None or plan is None or found is None:
        return
    if item.vital:
        every = _("an essential record, reviewed every {n:g} years")
        yield every.format(n=item.review_years) if item.review_years else _("an essential record")
    if plan.fate == KEEP or plan.permanent or (not found.due and not found.waits):
        yield _("permanent: it is never offered for disposition (R7)")
        return
    if not plan.fate:
        yield _("no final disposition is understood: never offered")
    elif found.due:
        yield _("{fate} from the day after {day}").format(fate=plan.fate, day=found.due)
    else:
        yield _("not due: {why}").format(why=found.waits)
    if item.authority:
        yield _("under authority {number}").format(number=item.authority)
    elif plan.fate:
        yield _("no disposition authority is told: nothing is destroyed without one (R3)")


def notes_of(session: Session, holding: Holding) -> list[Note]:
    """Until when a record is kept, wherever it is shown; R10's warning stays on it."""
    if not holding.class_ or holding.status in GONE:
        return []
    told = retention_of(session, holding)
    said = told.explained[0] if not told.schedule else _kept(told)
    names = "class", "schedule", "version", "due", "disposition", "explained"
    plain = told.told()
    return [Note(later("retention"), said, {name: plain[name] for name in names}, of=told.item)]


def _kept(told: Retention) -> str:
    """In a line: the last day and what follows, or why there is none."""
    if told.dated.due:
        text = _("kept to {day}, then {fate} ({item})")
        return text.format(day=told.dated.due, fate=told.disposition or "-", item=told.schedule)
    if told.dated.waits:
        return _("not due: {why}").format(why=told.dated.waits)
    return _("permanent ({item})").format(item=told.schedule)


# --- boxes


def decisive(
    session: Session, holding: Holding, dater: Dater, contents: Sequence[Holding]
) -> Holding:
    """The record whose rule counts: its own, or of a box without a class the most severe in it.

    `contents` is all that lies in it. Once all of it has left, a box still goes by what lay in it.
    """
    if holding.class_ or not contents:
        return holding
    may_know = session.visible.may_know
    known = [each for each in contents if each.class_ and may_know(each.guard)]
    still = [each for each in known if each.status not in GONE] or known
    return max(still, key=lambda each: severity(dater, each.to_document()), default=holding)


def items_in(session: Session, dater: Dater, contents: Sequence[Holding]) -> set[str]:
    """The items of the schedule by which what lies in a box is kept (R11): one, or it is mixed."""
    if not contents:
        return set()
    may_know = session.visible.may_know
    rules = [
        dater.rule(each.class_, each.guard)
        for each in contents
        if each.status not in GONE and may_know(each.guard)
    ]
    return {rule.item.code for rule in rules if rule.item}


def severity(dater: Dater, document: Mapping[str, Any]) -> tuple[int, int, str]:
    """How long and how finally a record is kept, to be compared: what waits is kept longest."""
    plan, found = dater.rule_of(document).plan, dater.dated(document, quiet=True)
    if plan is None or found is None:
        return 2, 0, ""
    never = plan.permanent or plan.fate == KEEP or bool(document.get("permanent"))
    return 3 if never else 1 + bool(found.waits), _SEVERE.get(plan.fate, 0), found.due


def retentions(session: Session, keys: Sequence[str]) -> list[Retention]:
    """How long each of these records is kept. Raises NotFound, BadInput."""
    dater = dater_of(session)
    return [retention_of(session, session.visible.one(key), dater) for key in keys]
