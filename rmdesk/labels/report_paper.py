"""A report on paper: what it counts, over which days, its rows and its totals."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Report, ReportKind, days_asked, shown, spark_of
from rmdesk.duties.headings import figure_word, heading
from rmdesk.labels.paper import Column, Pages

_WIDE = ("title", "reasons", "reason", "text")
_WIDE_SHARE = 3.0


def report_pdf(
    session: Session, kind: ReportKind, made: Report, days: tuple[date | None, date | None]
) -> bytes:
    """A report as a PDF on the site's paper; `days` are those asked for, None for today."""
    pages = Pages.of(session.guidelines.paper, _(kind.title), session.desk.labels)
    pages.heading(_(kind.title))
    pages.text(_asked(session, kind, days))
    pages.text(_("It counts {what}.").format(what=_(kind.counts)))
    pages.gap()
    if made.rows:
        pages.table(*_table(made.rows))
    pages.gap()
    pages.text("\n".join(f"{heading(name)}: {shown(n)}" for name, n in made.totals.items()))
    return pages.pdf()


def _asked(session: Session, kind: ReportKind, days: tuple[date | None, date | None]) -> str:
    if not kind.dated:
        return _("As of {day}").format(day=session.today())
    first, last = days_asked(session, *days, kind.months)
    return _("{first} to {last}").format(first=first.isoformat(), last=last.isoformat())


def _table(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Column], list[list[str]]]:
    columns = [Column(heading(name), _WIDE_SHARE if name in _WIDE else 1.0) for name in rows[0]]
    return columns, [[_cell(name, value) for name, value in row.items()] for row in rows]


def _cell(name: str, value: Any) -> str:
    """Figures by their words, and the months of one as a line of columns."""
    if name == "months" and isinstance(value, list):
        return spark_of(value)
    return (figure_word(value) if name == "figure" else "") or shown(value)
