"""A list as a file: CSV for spreadsheets, PDF for paper. What is written is what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from rmdesk.exchange.tabular import WRITERS

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

Row = Mapping[str, Any]

_SHARES: Mapping[str, float] = {
    "title": 3, "reasons": 3, "subject": 3, "code": 1.6, "for": 1.5, "requester": 1.4,
    "identifier": 1.3, "due": 1.3, "since": 1.3, "barcode": 1.2, "priority": 0.8,
    "days_waiting": 0.7, "number_of_act": 0.5,
}  # fmt: skip
"""How wide the columns of paper are beside each other; others are 1."""


@dataclass(frozen=True)
class ListPart:
    """Rows under their heads: `heads` are the columns in their order, each with its word."""

    heads: Mapping[str, str]
    rows: Sequence[Row]
    title: str = ""


@dataclass(frozen=True)
class ListPaper:
    """A list to be written or printed: its title, what is said of all of it, and its parts."""

    title: str
    said: Sequence[str]
    parts: Sequence[ListPart]


def list_csv(part: ListPart) -> str:
    """A part as CSV under its names, which stand there without rows as well."""
    csv = WRITERS["csv"]
    said = csv([{name: row[name] for name in part.heads} for row in part.rows], {}).decode()
    return said or csv([{name: name for name in part.heads}], {}).decode().partition("\n")[2]


def list_pdf(session: Session, paper: ListPaper) -> bytes:
    """A list as PDF, on the site's paper."""
    from rmdesk.labels.paper import Column, Pages

    pages = Pages.of(session.guidelines.paper, paper.title, session.desk.labels)
    pages.heading(paper.title)
    for text in paper.said:
        pages.text(text)
    for part in paper.parts:
        pages.gap()
        if part.title:
            pages.heading(part.title)
        columns = [Column(head, _SHARES.get(name, 1)) for name, head in part.heads.items()]
        rows = [["" if row[n] is None else str(row[n]) for n in part.heads] for row in part.rows]
        pages.table(columns, rows)
    return pages.pdf()
