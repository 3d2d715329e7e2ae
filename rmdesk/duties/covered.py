"""What a hold covers, record by record: through what, and since when. For the lawyer.

What this person may not know of is not among it (R17).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from tinydb import Query

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.container import inside
from rmdesk.duties.describe import Describer
from rmdesk.duties.held import Coverage, Hold, known_holds, known_in_force
from rmdesk.duties.reach import class_and_above
from rmdesk.model.days import day_of
from rmdesk.model.records import Holding

_PAGE = 2000
COLUMNS = (
    "key", "title", "kind", "unit", "class", "dates", "security", "status", "home", "through",
    "since", "because",
)  # fmt: skip


@dataclass
class _Found:
    """Records under a hold, each with the first coverage that brings it under, and its box."""

    through: dict[int, tuple[Coverage, str]] = field(default_factory=dict)

    def take(self, number: int, coverage: Coverage, through: str) -> None:
        before = self.through.get(number)
        if before is None or coverage.placed < before[0].placed:
            self.through[number] = coverage, through


def covered_rows(session: Session, hold: Hold) -> list[dict[str, Any]]:
    """Each record that a hold covers now, in the order of their keys (see COLUMNS)."""
    found = _Found()
    for coverage in known_in_force(session, hold):
        for number, through in _by(session, coverage):
            found.take(number, coverage, through)
    describer = Describer(session)
    rows = [
        _row(describer, holding, *found.through[holding.id])
        for holding in session.visible.many(list(found.through))
    ]
    return sorted(rows, key=lambda row: str(row["key"]))


def _by(session: Session, coverage: Coverage) -> Iterator[tuple[int, str]]:
    """The numbers of what one coverage brings under a hold, and through what."""
    own = session.get(Holding, coverage.holding) if coverage.holding else None
    if own is not None:
        yield own.id, _("itself")
        yield from _contents(session, own)
    elif coverage.class_:
        through = _("class {code}").format(code=coverage.class_)
        for holding in _of_class(session, coverage.class_):
            yield holding.id, through
            yield from _contents(session, holding)
    elif coverage.unit:
        through = _("unit {name}").format(name=coverage.unit)
        for holding in _of_unit(session, coverage.unit):
            yield holding.id, through
            yield from _contents(session, holding)


def _contents(session: Session, box: Holding) -> Iterator[tuple[int, str]]:
    through = _("its box {key}").format(key=box.key)
    yield from ((content.id, through) for content in inside(session, box.id))


def _of_class(session: Session, code: str) -> Iterator[Holding]:
    """Records of a class and of all below it."""
    codes = [
        row["code"]
        for row in session.store.table("classes").all()
        if code in class_and_above(session, row["code"])
    ]
    asked = Query()["class"].one_of(sorted({code, *codes}))
    yield from _pages(session, asked)


def _of_unit(session: Session, unit: str) -> Iterator[Holding]:
    yield from (each for each in _pages(session, None) if each.unit == unit)


def _pages(session: Session, asked: Any) -> Iterator[Holding]:
    for rows in session.store.table(Holding.table).pages(asked, limit=_PAGE):
        yield from map(Holding.from_document, rows)


def _row(
    describer: Describer, holding: Holding, coverage: Coverage, through: str
) -> dict[str, Any]:
    names = "title", "kind", "unit", "class", "dates", "security"
    return {
        "key": holding.key,
        **holding.plain(names),
        "status": str(holding.status),
        "home": describer.home(holding),
        "through": through,
        "since": coverage.placed,
        "because": coverage.placed_for,
    }


# --- holds to be reviewed, and how old they are


def holds_rows(session: Session) -> list[dict[str, Any]]:
    """Every hold in force, those whose review is longest past first, then the oldest."""
    pages = session.store.table(Hold.table).pages()
    holds = [Hold.from_document(row) for rows in pages for row in rows if not row.get("lifted")]
    told = [_aged(session, hold) for hold in known_holds(session, holds)]
    return sorted(told, key=lambda row: (row["review"] or "9999", row["since"]))


def _aged(session: Session, hold: Hold) -> dict[str, Any]:
    today = session.now().date()
    covers = [each for each in known_in_force(session, hold) if not each.search]
    since = hold.starts or hold.opened[:10]
    return {
        "number": hold.number,
        "title": hold.title,
        "matter": hold.matter,
        "authority": hold.authority,
        "since": since,
        "age": _days(since, today),
        "review": hold.review,
        "late": max(0, _days(hold.review, today)) if hold.review else "",
        "covers": len(covers),
        "kinds": ", ".join(_kinds(covers)),
    }


def _days(day: str, today: date) -> int:
    told = day_of(day, None)
    return (today - told).days if told else 0


def _kinds(covers: Iterable[Coverage]) -> Iterator[str]:
    counts: Mapping[str, int] = {
        word: n
        for word, n in (
            (_("records"), sum(1 for each in covers if each.holding)),
            (_("classes"), sum(1 for each in covers if each.class_)),
            (_("units"), sum(1 for each in covers if each.unit)),
        )
        if n
    }
    yield from (f"{n} {word}" for word, n in counts.items())
