"""Reports: choose one, then turn its period and what it counts by."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import UNDATED, ReportKind, shown
from rmdesk.duties.audit import action_word
from rmdesk.duties.centre_page import BEHIND, Figure
from rmdesk.duties.headings import figure_word, heading
from rmdesk.duties.report import REPORTS, Report, make_report
from rmdesk.model.days import BY_TIME, Days, days_in_span, moment_said
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import (
    RequestStatus,
    Status,
    priority_word,
    request_word,
    status_word,
    type_word,
)
from screens.kit.listing import AS_READ, Listing, Target
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span, bar_of, wrap

if TYPE_CHECKING:
    from screens.kit.host import Host

_PERIODS = ("today", "week", "month", "year")
MONTH = _PERIODS.index("month")


class Reports(Listing):
    """The reports there are; typing narrows them, and the marked one is told in full."""

    name = "reports"
    live = False
    detail_height = 6
    beside_from = 170

    def __init__(self) -> None:
        super().__init__()
        self.take(REPORTS.values())

    def title(self) -> Line:
        words = [(f" {self.text}", "")] if self.text else []
        return [(_("reports"), "bold"), *words]

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("report"), 24, name="report"),
            Column(_("what it counts"), 20, 1, name="counts"),
        )

    def cells_of(self, row: ReportKind) -> Sequence[Span]:
        return ((_(row.title), "name"), (_(row.counts), "dim"))

    def key_of(self, row: ReportKind) -> Hashable:
        return row.name

    def also_of(self, row: ReportKind) -> str:
        return row.name

    def detail(self, width: int) -> Sequence[Line]:
        lines = wrap(_(self.marked.counts), width, self.detail_height) if self.marked else ()
        return [[(line, "")] for line in lines]

    def detail_title(self) -> str:
        return _(self.marked.title) if self.marked else ""

    def choose(self, app: Host) -> None:
        if self.marked is None:
            return
        if self.marked.name == "centre":
            app.run_named("reports")
        else:
            app.open(ReportView(self.marked.name))


class ReportView(Listing):
    """One report, of one of the periods: the first, if no other is named.

    As what is behind a figure of another, of the `days` and the groups (`only`) that it counts.
    """

    name = "reports"

    def __init__(
        self,
        report: str,
        period: int = 0,
        days: Days | None = None,
        only: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._kind = REPORTS[report]
        self._period, self._days = period, days
        self._only = only or {}
        self._by = 0
        self._report: Report | None = None
        self._before: Report | None = None
        self._counted: Days | None = None
        """The first and the last day of what is shown."""

    def title(self) -> Line:
        by = self._grouped()
        parts = [_(self._kind.title)]
        parts += [self._period_said()] if self._kind.dated else []
        parts += [
            UNDATED if name == UNDATED else f"{heading(name)} {_cell(name, said)}"
            for name, said in self._only.items()
        ]
        parts += [_("by {what}").format(what=heading(by))] if by else []
        words = [(f" {self.text}", "")] if self.text else []
        return [(" · ".join(parts), "bold"), *words]

    def _period_said(self) -> str:
        if self._days is None:
            return _period_word(_PERIODS[self._period])
        return " – ".join(dict.fromkeys(map(str, self._days)))

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

    def load(self, session: Session) -> tuple[Report, Report | None, Days]:
        """The report, of a period the same of as many days before it, and its days."""
        start, today = self._days or span_of_days(self._period, session)
        made = make_report(session, self._kind.name, start, today, self._grouped(), only=self._only)
        if not self._kind.dated or self._only or self._days:
            return made, None, (start, today)
        end = start - timedelta(days=1)
        before = make_report(session, self._kind.name, end - (today - start), end)
        return made, before, (start, today)

    def show(self, loaded: tuple[Report, Report | None, Days]) -> None:
        self._report, self._before, self._counted = loaded
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
                wide=name in _WIDE_ONLY and name not in (by, names[0]),
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
        """The figure that a bar shows of rows that are groups: how many, or else the first."""
        listed = self._kind.behind == self._kind.name and not self._grouped()
        if len(self.rows) < 2 or listed:
            return ""
        figures = self._figures(list(self.rows[0]))
        named = ("count", "acts", "capacity_m", *self.rows[0])
        return next((name for name in named if name in figures), "")

    def _bar(self, row: Any) -> str:
        name = self._measured()
        most = max(each[name] or 0 for each in self.rows)
        return bar_of((row[name] or 0) / most, _BAR_CELLS) if most else ""

    def cells_of(self, row: Any) -> Sequence[Span]:
        cells: list[Span] = [(_cell(name, value), "") for name, value in row.items()]
        return [*cells, (self._bar(row), "dim")] if self._measured() else cells

    def _grouped(self) -> str:
        return ("", *self._groups)[self._by]

    @property
    def _groups(self) -> Sequence[str]:
        """By what it may be told; what is behind a figure is a list of one group already."""
        return () if self._only else self._kind.groups

    def key_of(self, row: Any) -> Hashable:
        return tuple(map(str, row.values()))

    def sort_key(self, row: Any, column: int) -> str:
        values = [*row.values(), self._bar(row) if self._measured() else ""]
        return sorted_as(values[column])

    def target_of(self, row: Any) -> Target | None:
        name = str(row.get("title") or row.get("requester") or "")
        if key := row.get("barcode") or row.get("identifier"):
            return Target(Holding, str(key), name)
        if (key := row.get("number")) and "requester" in row:
            return Target(Request, str(key), name)
        return None

    def nothing(self) -> Line:
        return [(_("Nothing in this period."), "dim")]

    def turn(self, app: Host, step: int) -> None:
        self._period, self._days = (self._period + step) % len(_PERIODS), None
        app.reload()

    def tab(self, app: Host) -> None:
        """Counted by something else."""
        self._by = (self._by + 1) % (len(self._groups) + 1)
        self.cursor, self.sorted_at = 0, AS_READ
        app.reload()

    def prompt(self) -> str:
        keys = [_("← → period")] if self._kind.dated else []
        keys += [_("Tab: by what")] if self._groups else []
        return " · ".join([*keys, _("type words to narrow")])

    def enter_does(self) -> str:
        row = self.marked
        if row is None:
            return ""
        if key := _key(row):
            return _("Open {name}").format(name=key)
        return _("Show what it counts") if self.listing_of(row) else ""

    def choose(self, app: Host) -> None:
        """Open the record of the row, or what its figure counts."""
        row = self.marked
        if row is None:
            return
        if key := _key(row):
            app.open_key(key)
        elif (listing := self.listing_of(row)) is not None:
            app.open(listing)
        else:
            app.tell(Told(_("There is nothing behind this line."), "·"))

    def listing_of(self, row: Any) -> ReportView | None:
        """The report that lists one by one what a figure counts; None where there is none."""
        if figure := row.get("figure", ""):
            named = BEHIND.get(figure, Figure(figure, "acts", only={"action": figure}))
            return ReportView(named.report, self._period, only=named.only)
        if not self._kind.behind or (self._kind.behind == self._kind.name and not self._grouped()):
            return None
        listed = REPORTS[self._kind.behind]
        said = ((name, said) for name, said in row.items() if name != "title")
        groups = {name: said for name, said in said if isinstance(said, str)}
        if self._kind.dated and UNDATED in groups.values():
            groups = {name: said for name, said in groups.items() if said != UNDATED}
            only = {**groups, UNDATED: "yes"}
            known = set(groups) <= set(listed.groups)
            return ReportView(listed.name, self._period, only=only) if known else None
        days = [days_in_span(said) for name, said in groups.items() if name in BY_TIME]
        if None in days or not set(groups) <= set(listed.groups):
            return None
        only = {name: said for name, said in groups.items() if name not in BY_TIME}
        return ReportView(listed.name, self._period, self._within(days[0] if days else None), only)

    def _within(self, days: Days | None) -> Days | None:
        """What of a span is among the days that are counted: its first or last may not be."""
        if days is None or self._counted is None:
            return self._days
        return max(days[0], self._counted[0]), min(days[1], self._counted[1])


def sorted_as(value: object) -> str:
    """A value as lists sort it: figures by how much they are; what is unknown "", which is last."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value + _BEYOND:.4f}"
    return "" if value is None else str(value)


_BEYOND = 10**11
"""More than any figure is below 0, so that all are sorted as texts of the same length."""


def _key(row: Any) -> str:
    """What a row names: a record, a request, or another that has a number."""
    named = (row.get(name) for name in ("barcode", "identifier", "number"))
    of_place = "counted" in row or "used_m" in row
    return str(next(filter(None, named), "") or (of_place and row.get("place")) or "")


_BAR_CELLS = 24
_NARROW, _GAP = 74, 2
"""Cells of a list at 80 by 24, and between its columns."""
_MOST_CELLS = 24
_HEAD_CELLS = 12
"""Cells of a head that are shown at least, where its figures are shorter."""
_SHARES = {"title": 4}
_WIDE_ONLY = (
    "identifier", "unit", "outcome", "type", "step", "number", "technician", "delivery",
    "kind", "class", "medium", "security", "borrowing unit", "schedule", "authority", "series",
    "camera", "batch", "waiting",
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
    if value is None or isinstance(value, int | float):
        return shown(value)
    return _status(text) if name == "status" else moment_said(text)


def _status(text: str) -> str:
    """A status of a request or of a record in words; another stands for itself."""
    for statuses, word in ((RequestStatus, request_word), (Status, status_word)):
        if text in {str(each) for each in statuses}:
            return word(text)
    return text
