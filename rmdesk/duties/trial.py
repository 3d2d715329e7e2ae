"""What an amendment would change, counted over the records under it before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tinydb import Query

from data.plain import asdict, dataclass, field
from rmdesk.desk.desk import Session
from rmdesk.duties.dating import Dated
from rmdesk.duties.retention import Dater, dater_of
from rmdesk.duties.states import GONE
from rmdesk.model.plans import KEEP
from rmdesk.model.records import Holding

Progress = Callable[[int, int], None]
_PAGE = 2000
_EXAMPLES = 5
"""Examples of each sort of change."""

SORTS = ("becomes_due", "becomes_undue", "changes_step", "changes_disposition", "changes_day")
"""What may change of a record: whether it may be disposed of that day, its step, end and fate."""


@dataclass
class Impact:
    """How many of the records under an item would change, by class and unit, with examples.

    `holdings` are all that this person may know of under it; a record counts in every sort of
    change that it undergoes.
    """

    holdings: int = 0
    becomes_due: int = 0
    becomes_undue: int = 0
    changes_step: int = 0
    changes_disposition: int = 0
    changes_day: int = 0
    by: list[dict[str, Any]] = field(default_factory=list)
    examples: list[dict[str, Any]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class _State:
    """How a record stands on a day: its last day, its step, what becomes of it."""

    ends: str
    step: str
    fate: str
    due: bool


def impact_of(
    session: Session,
    codes: Sequence[str],
    then: Dater,
    progress: Progress | None = None,
    on: str = "",
) -> Impact:
    """Compare how the records of some classes are dated with how they would be `then`.

    `on` is the day on which they are compared, today if none is told.
    """
    trial = _Trial(on or session.today(), dater_of(session), then)
    return trial.run(session, codes, progress)


class _Trial:
    """Compares the records one by one; those with the same days once, for they have one item."""

    def __init__(self, today: str, now: Dater, then: Dater) -> None:
        self._today, self._now, self._then = today, now, then
        self._seen: dict[tuple[Any, ...], tuple[_State, _State, tuple[str, ...]]] = {}
        self._by: dict[tuple[str, str], dict[str, Any]] = {}
        self._impact = Impact()

    def run(self, session: Session, codes: Sequence[str], progress: Progress | None) -> Impact:
        """All records of these classes that this person may know of, and that one of both dates."""
        asked = Query()["class"].one_of(list(codes))
        narrowed = session.visible.narrow(asked) or asked
        total = session.store.table(Holding.table).count(narrowed) if progress else 0
        for rows in session.store.table(Holding.table).pages(narrowed, limit=_PAGE):
            for row in rows:
                if row.get("status") not in GONE and self._bears_on(row):
                    self._take(row)
            if progress:
                progress(self._impact.holdings, total)
        self._impact.by = sorted(self._by.values(), key=lambda each: (each["class"], each["unit"]))
        return self._impact

    def _bears_on(self, row: Any) -> bool:
        """Whether an item says anything of a record, as it is or as it would be."""
        return bool(self._now.rule_of(row).item or self._then.rule_of(row).item)

    def _take(self, row: Any) -> None:
        self._impact.holdings += 1
        key = (
            row.get("latest"), row.get("closed"), row.get("medium"), row.get("permanent"),
            tuple(row.get("events", ())),
        )  # fmt: skip
        if key not in self._seen:
            self._seen[key] = self._compared(row)
        now, then, sorts = self._seen[key]
        if not sorts:
            return
        counts = self._counts(row.get("class", ""), row.get("unit", ""))
        for sort in sorts:
            setattr(self._impact, sort, getattr(self._impact, sort) + 1)
            counts[sort] += 1
            if getattr(self._impact, sort) <= _EXAMPLES:
                self._impact.examples.append(_example(row, sort, now, then))

    def _counts(self, class_: str, unit: str) -> dict[str, Any]:
        empty = {"class": class_, "unit": unit, **dict.fromkeys(SORTS, 0)}
        return self._by.setdefault((class_, unit), empty)

    def _compared(self, row: Mapping[str, Any]) -> tuple[_State, _State, tuple[str, ...]]:
        now, then = self._state(self._now, row), self._state(self._then, row)
        changed = {
            "becomes_due": then.due and not now.due,
            "becomes_undue": now.due and not then.due,
            "changes_step": now.step != then.step,
            "changes_disposition": now.fate != then.fate,
            "changes_day": now.ends != then.ends,
        }
        return now, then, tuple(sort for sort in SORTS if changed[sort])

    def _state(self, dater: Dater, row: Mapping[str, Any]) -> _State:
        found, plan = dater.dated(row, quiet=True), dater.rule_of(row).plan
        ends = dater.ends(row)
        due = bool(found and found.due and found.due < self._today)
        fate = KEEP if row.get("permanent") else plan.fate if plan else ""
        return _State(ends, _step(found, self._today), fate, due)


def _step(found: Dated | None, today: str) -> str:
    """The step that a record is in on a day; "" before its clock starts, `final` after the last."""
    if found is None or not found.steps:
        return ""
    running = (each.step for each in found.steps if today <= each.until)
    return next(running, "final")


def _example(row: Any, sort: str, now: _State, then: _State) -> dict[str, Any]:
    key = row.get("barcode") or row.get("identifier") or f"#{row.doc_id}"
    return {
        "change": sort,
        "key": key,
        "title": row.get("title", ""),
        "now": asdict(now),
        "then": asdict(then),
    }
