"""Reports: choose one, then turn its period and what it counts by."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.audit import action_word
from rmdesk.duties.report import REPORTS, Report, make_report
from rmdesk.model.records import Holding, Request
from rmdesk.model.words import priority_word, request_word, type_word
from screens.kit.listing import AS_READ, Listing, Target
from screens.kit.paint import Column, Line, Span, fit
from screens.kit.view import View

if TYPE_CHECKING:
    from screens.kit.host import Host

_GROUPS: dict[str, tuple[str, ...]] = {
    "notices": ("", "kind", "person", "way", "state"),
    "activity": ("", "actor", "day", "unit", "class"),
    "out": ("", "unit", "holder"),
    "overdue": ("", "unit", "holder"),
    "left": ("", "unit", "holder"),
    "to-refile": ("", "unit", "place"),
    "set-aside": ("", "unit", "requester"),
    "passed-over": ("", "unit", "requester"),
    "requests": ("", "status", "unit", "type", "priority", "outcome"),
    "census": ("", "census"),
    "disposed": ("", "unit", "class", "authority", "state", "number"),
    "due-ahead": ("", "unit", "class", "disposition"),
    "holds": ("", "authority", "matter"),
    "access": ("", "to", "on", "granted_by"),
    "access-review": ("", "to", "on"),
    "access-ending": ("", "to", "on"),
}
_PERIODS = ("today", "week", "month", "year")


def _report_words(name: str) -> tuple[str, str]:
    return {
        "notices": (_("Notices"), _("what people were told, by kind, person, way, state")),
        "today": (_("Figures of the day"), _("what waits, what is out, what was done")),
        "activity": (_("Activity"), _("acts by kind, by person, by day, by unit, by class")),
        "out": (_("Out"), _("everything that is out, by due date")),
        "overdue": (_("Overdue"), _("what is out past its due date")),
        "to-refile": (_("To refile"), _("what came back, in walking order of its place")),
        "set-aside": (_("Hold shelf"), _("what is set aside, for whom, since when")),
        "left": (_("People who left"), _("what is out with those whose registration has ended")),
        "passed-over": (_("Passed over"), _("claims of those who may not draw the record today")),
        "census": (_("Shelves counted"), _("when each was counted last, and how accurate it was")),
        "disposed": (_("Disposed of"), _("what was destroyed, transferred, kept, and when")),
        "due-ahead": (_("Due in ten years"), _("what falls due, by year, unit, class")),
        "holds": (_("Legal holds"), _("holds in force, their age, and which review is past")),
        "vital": (_("Essential records"), _("which items are to be reviewed, and when")),
        "requests": (_("Requests"), _("requests received, by status, unit, type, priority")),
        "access": (_("Access lists"), _("who was on them, by whom entered, until when")),
        "access-review": (_("Access to review"), _("entries of access lists that are to be seen")),
        "access-ending": (_("Access ending"), _("entries of access lists that end soon")),
    }.get(name, (name, ""))


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
        title, about = _report_words(self._names[index])
        return [(fit(title, 24), ""), (about, "dim")]

    def choose(self, app: Host) -> None:
        app.open(ReportView(self._names[self.cursor]))


class ReportView(Listing):
    """One report."""

    name = "reports"

    def __init__(self, report: str) -> None:
        super().__init__()
        self._name = report
        self._period = 0
        self._by = 0
        self._report: Report | None = None

    def title(self) -> Line:
        by = _GROUPS.get(self._name, ("",))[self._by]
        parts = [_report_words(self._name)[0], _period_word(_PERIODS[self._period])]
        parts += [_("by {what}").format(what=_heading(by))] if by else []
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
        return [f"{_heading(name)} {n:,}" for name, n in totals.items()]

    def load(self, session: Session) -> Report:
        today = session.now().date()
        start = _start(_PERIODS[self._period], today)
        by = _GROUPS.get(self._name, ("",))[self._by]
        return make_report(session, self._name, start, today, by)

    def show(self, loaded: Report) -> None:
        self._report = loaded
        self.take(loaded.rows)

    def total(self) -> int:
        counted = self._report.totals.get("count", 0) if self._report else 0
        return max(len(self.rows), int(counted)) if not self._by else len(self.rows)

    def columns(self) -> Sequence[Column]:
        names = list(self.rows[0]) if self.rows else []
        by = _GROUPS.get(self._name, ("",))[self._by]
        return [
            Column(
                _heading(name),
                _least(name),
                share=4 if name == "title" else 1,
                right=name == "count",
                wide=name in _WIDE_ONLY and name != by,
                name=name,
            )
            for name in names
        ]

    def cells_of(self, row: Any) -> Sequence[Span]:
        return [(_cell(name, value), "") for name, value in row.items()]

    def key_of(self, row: Any) -> Hashable:
        return tuple(map(str, row.values()))

    def sort_key(self, row: Any, column: int) -> str:
        return str(list(row.values())[column])

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
        self._by = (self._by + 1) % len(_GROUPS.get(self._name, ("",)))
        self.cursor, self.sorted_at = 0, AS_READ
        app.reload()

    def prompt(self) -> str:
        tab = " · " + _("Tab: by what") if self._name in _GROUPS else ""
        return _("← → period") + tab + " · " + _("type words to narrow")

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            key = (
                self.marked.get("barcode")
                or self.marked.get("identifier")
                or self.marked.get("number")
            )
            if key:
                app.open_key(str(key))


_WIDE_ONLY = ("identifier", "unit", "outcome", "type", "step", "number")


def _least(name: str) -> int:
    return {"title": 20, "count": 7, "due": 10, "received": 16, "figure": 24, "action": 24}.get(
        name, 10
    )


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


def _heading(name: str) -> str:
    return {
        "count": _("count"),
        "acts": _("acts"),
        "holdings": _("holdings"),
        "class": _("class"),
        "loans": _("loans"),
        "undated": _("undated"),
        "shown": _("shown"),
        "action": _("act"),
        "actor": _("who"),
        "technician": _("who"),
        "day": _("day"),
        "figure": _("figure"),
        "barcode": _("barcode"),
        "identifier": _("code"),
        "title": _("title"),
        "holder": _("holder"),
        "kind": _("about"),
        "step": _("days after"),
        "person": _("person"),
        "way": _("by"),
        "state": _("state"),
        "unit": _("unit"),
        "due": _("due"),
        "place": _("place"),
        "since": _("since"),
        "left": _("left"),
        "reasons": _("why"),
        "number": _("number"),
        "received": _("received"),
        "requester": _("requester"),
        "type": _("type"),
        "priority": _("priority"),
        "status": _("status"),
        "outcome": _("outcome"),
        "out": _("out"),
        "rule": _("rule"),
        "reason": _("reason"),
        "until": _("until"),
        "ended": _("over"),
        "counted": _("counted"),
        "census": _("census"),
        "found": _("found"),
        "missing": _("missing"),
        "misplaced": _("misplaced"),
        "accuracy": _("per cent right"),
        "never": _("never counted"),
        "year": _("year"),
        "age": _("days old"),
        "late": _("days late"),
        "review": _("review"),
        "matter": _("matter"),
        "authority": _("authority"),
        "covers": _("covers"),
        "metres": _("metres"),
        "certificate": _("certificate"),
        "disposition": _("disposition"),
    }.get(name, name)


def _cell(name: str, value: object) -> str:
    text = str(value)
    if name in ("action", "figure"):
        return _figures().get(text) or action_word(text)
    if name == "priority":
        return priority_word(text)
    if name == "type":
        return type_word(text)
    if name in ("received", "since", "out"):
        return text[:16].replace("T", " ")
    if name == "count":
        return f"{value:,}"
    return request_word(text) if name == "status" and text else text


def _figures() -> dict[str, str]:
    return {
        "waiting": _("requests waiting"),
        "urgent": _("urgent"),
        "late": _("late"),
        "out": _("out"),
        "overdue": _("overdue"),
        "to_refile": _("to refile"),
        "waiting_on_shelf": _("set aside for somebody"),
    }
