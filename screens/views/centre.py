"""The page of the centre: its key figures, how they went, and the report behind each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Report, shown, spark_of
from rmdesk.duties.headings import figure_word, heading
from rmdesk.duties.report import make_report
from rmdesk.model.days import Days
from screens.kit.paint import Column, Span
from screens.views.reports import MONTH, Reports, ReportView, sorted_as, span_of_days

if TYPE_CHECKING:
    from screens.kit.host import Host

_NAMES = ("figure", "now", "before", "change", "months")
_MONTHS = 12


class CentrePage(ReportView):
    """Figures of a period beside those before it, and of now; Enter opens what is behind one."""

    def __init__(self) -> None:
        super().__init__("centre", MONTH)

    def load(self, session: Session) -> tuple[Report, Report | None, Days]:
        """The page compares by itself."""
        days = span_of_days(self._period, session)
        return make_report(session, "centre", *days), None, days

    def said(self) -> list[str]:
        return []

    def columns(self) -> Sequence[Column]:
        return [
            Column(heading("figure"), 24, share=1, name="figure"),
            *(Column(heading(name), 9, right=True, name=name) for name in _NAMES[1:4]),
            Column(heading("months"), max(_MONTHS, len(heading("months"))), name="months"),
        ]

    def cells_of(self, row: Any) -> Sequence[Span]:
        change = row["change"]
        return [
            (figure_word(row["figure"]), ""),
            (shown(row["now"]), "bold"),
            (shown(row["before"]), "dim"),
            ("" if change is None else f"{change:+,}" if change else "=", ""),
            (spark_of(row["months"]), "dim"),
        ]

    def sort_key(self, row: Any, column: int) -> str:
        if column:
            return sorted_as(row[_NAMES[column]])
        return figure_word(row["figure"])

    def tab(self, app: Host) -> None:
        """All reports."""
        app.open(Reports())

    def prompt(self) -> str:
        return " · ".join([_("← → period"), _("Enter: what is behind it"), _("Tab: all reports")])

    def choose(self, app: Host) -> None:
        listing = self.listing_of(self.marked) if self.marked is not None else None
        if listing is not None:
            app.open(listing)
