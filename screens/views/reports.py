"""Reports: choose one, then turn its period and what it counts by."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import shown
from rmdesk.duties.audit import action_word
from rmdesk.duties.headings import figure_word, heading
from rmdesk.duties.report import REPORTS, Report, make_report
from rmdesk.model.days import moment_said
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import priority_word, request_word, type_word
from screens.kit.listing import AS_READ, Listing, Target
from screens.kit.paint import Column, Line, Span, bar_of, fit
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

_PERIODS = ("today", "week", "month", "year")
MONTH = _PERIODS.index("month")


class Reports(View):
    """The reports there are."""

    name = "reports"
    live = False
    _names: ClassVar[tuple[str, ...]] = tuple(REPORTS)

    def title(self) -> Line:
        return [(_("reports"), "bold")]

    def __len__(self) -> int:
        return len(self._names)

    def row(self, index: int, width: int) -> Line:
        kind = REPORTS[self._names[index]]
        return [(fit(_(kind.title), 24), ""), (_(kind.counts), "dim")]

    def choose(self, app: Host) -> None:
        app.open(ReportView(self._names[self.cursor]))


class ReportView(Listing):
    """One report, of one of the periods: the first, if no other is named."""

    name = "reports"

    def __init__(self, report: str, period: int = 0) -> None:
        super().__init__()
        self._kind = REPORTS[report]
        self._period = period
        self._by = 0
        self._report: Report | None = None
        self._before: Report | None = None

    def title(self) -> Line:
        by = self._grouped()
        parts = [_(self._kind.title)]
        parts += [_period_word(_PERIODS[self._period])] if self._kind.dated else []
        parts += [_("by {what}").format(what=heading(by))] if by else []
        words = [(f" {self.text}", "")] if self.text else []
        return [(" · ".join(parts), "bold"), *words]

    def status(self) -> Line:
        """The totals; of what is narrowed, how much of it is shown."""
        if self._report is None:
            return ()
        if len(self.seen) < len(self.rows):
            return self.counted_line()
        return [(" · ".join(self.said()), "bold"), *self.marks_line()]

    def said(self) -> list[str]:
        totals = self._report.totals if self._report else {}
        return [self._figure(name, figure) for name, figure in totals.items()]

    def _figure(self, name: str, figure: object) -> str:
        before = self._before.totals.get(name) if self._before else None
        told = f"{heading(name)} {shown(figure)}"
        return (
            told if before is None else _("{told} (before {n})").format(told=told, n=shown(before))
        )

    def load(self, session: Session) -> tuple[Report, Report | None]:
        """The report, and of a period the same of as many days before it."""
        start, today = span_of_days(self._period, session)
        made = make_report(session, self._kind.name, start, today, self._grouped())
        if not self._kind.dated:
            return made, None
        end = start - timedelta(days=1)
        before = make_report(session, self._kind.name, end - (today - start), end)
        return made, before

    def show(self, loaded: tuple[Report, Report | None]) -> None:
        self._report, self._before = loaded
        self.take(self._report.rows)

    def total(self) -> int:
        counted = self._report.totals.get("count", 0) if self._report else 0
        return max(len(self.rows), int(counted)) if not self._by else len(self.rows)

    def columns(self) -> Sequence[Column]:
        names = list(self.rows[0]) if self.rows else []
        by, figures = self._grouped(), self._figures(names)
        named = [
            Column(
                heading(name),
                self._least(name, name in figures or name == by),
                share=0 if name in figures else _SHARES.get(name, 2 if name == by else 1),
                right=name in figures,
                wide=name in _WIDE_ONLY and name != by,
                name=name,
            )
            for name in names
        ]
        # What is counted goes before its bar where there is not room for both.
        taken = sum(each.least + _GAP for each in named) + _BAR_CELLS
        bar = Column("", _BAR_CELLS, wide=taken > _NARROW)
        return [*named, bar] if self._measured() else named

    def _least(self, name: str, told_whole: bool) -> int:
        """A figure, and what it is grouped by, is shown whole; other words as far as they fit."""
        if not told_whole:
            return _least(name)
        longest = max((cell_len(_cell(name, row[name])) for row in self.rows), default=0)
        return min(_MOST_CELLS, max(longest, min(_HEAD_CELLS, cell_len(heading(name)))))

    def _figures(self, names: Sequence[str]) -> set[str]:
        """The columns of numbers."""
        return {
            name for name in names if any(isinstance(row[name], int | float) for row in self.rows)
        }

    def _measured(self) -> str:
        """The figure that a bar shows, of rows that are groups; "" for none."""
        figures = (n for n in ("count", "acts", "capacity_m") if self.rows and n in self.rows[0])
        return next(figures, "") if len(self.rows) > 1 else ""

    def _bar(self, row: Any) -> str:
        name = self._measured()
        most = max(each[name] or 0 for each in self.rows)
        return bar_of((row[name] or 0) / most, _BAR_CELLS) if most else ""

    def cells_of(self, row: Any) -> Sequence[Span]:
        cells: list[Span] = [(_cell(name, value), "") for name, value in row.items()]
        return [*cells, (self._bar(row), "dim")] if self._measured() else cells

    def _grouped(self) -> str:
        return ("", *self._kind.groups)[self._by]

    def key_of(self, row: Any) -> Hashable:
        return tuple(map(str, row.values()))

    def sort_key(self, row: Any, column: int) -> str:
        values = [*row.values(), ""]
        return str(values[column])

    def target_of(self, row: Any) -> Target | None:
        name = str(row.get("title") or row.get("requester") or "")
        if key := row.get("barcode") or row.get("identifier"):
            return Target(Holding, str(key), name)
        if key := row.get("number"):
            return Target(Request, str(key), name)
        return None

    def nothing(self) -> Line:
        return [(_("Nothing in this period."), "dim")]

    def turn(self, app: Host, step: int) -> None:
        self._period = (self._period + step) % len(_PERIODS)
        app.reload()

    def tab(self, app: Host) -> None:
        """Counted by something else."""
        self._by = (self._by + 1) % (len(self._kind.groups) + 1)
        self.cursor, self.sorted_at = 0, AS_READ
        app.reload()

    def prompt(self) -> str:
        keys = [_("← → period")] if self._kind.dated else []
        keys += [_("Tab: by what")] if self._kind.groups else []
        return " · ".join([*keys, _("type words to narrow")])

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            key = (
                self.marked.get("barcode")
                or self.marked.get("identifier")
                or self.marked.get("number")
            )
            if key:
                app.open_key(str(key))
            elif asked := self._behind(self.marked):
                app.search_now(asked)

    def _behind(self, row: Any) -> str:
        """The search for the records that a figure counts; "" where none finds just them."""
        by = self._grouped() or next(iter(row))
        if self._kind.records is None or by not in _SEARCHED or not row[by]:
            return ""
        return f'{self._kind.records} {by}:"{row[by]}"'.strip()


_SEARCHED = ("unit", "kind", "status", "place")
"""What the search narrows by, as reports group by it."""

_BAR_CELLS = 24
_NARROW, _GAP = 74, 2
"""Cells of a list at 80 by 24, and between its columns."""
_MOST_CELLS = 24
_HEAD_CELLS = 12
"""Cells of a head that are shown at least, where its figures are shorter."""
_SHARES = {"title": 4}
_WIDE_ONLY = (
    "identifier", "unit", "outcome", "type", "step", "number", "technician", "delivery",
)  # fmt: skip


def _least(name: str) -> int:
    return {"title": 20, "count": 7, "due": 10, "received": 16, "figure": 24, "action": 24}.get(
        name, 10
    )


def span_of_days(period: int, session: Session) -> tuple[date, date]:
    """The first and the last day of a period, which ends today."""
    today = session.now().date()
    return _start(_PERIODS[period], today), today


def _start(period: str, today: date) -> date:
    if period == "year":
        return today.replace(month=1, day=1)
    return today - timedelta(days={"today": 0, "week": 6, "month": 29}[period])


def _period_word(period: str) -> str:
    return {
        "today": _("today"),
        "week": _("the last 7 days"),
        "month": _("the last 30 days"),
        "year": _("this year"),
    }[period]


def _cell(name: str, value: object) -> str:
    text = str(value)
    if name in ("action", "figure"):
        return figure_word(text) or action_word(text)
    if name == "priority":
        return priority_word(text)
    if name == "type":
        return type_word(text)
    if name in ("received", "since", "out"):
        return moment_said(text)
    if value is None or isinstance(value, int | float):
        return shown(value)
    return request_word(text) if name == "status" and text else text
