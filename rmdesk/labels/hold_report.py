"""What a legal hold covers, on paper, for whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.labels.list_on_paper import ListOnPaper
from rmdesk.model.words import status_word

_WIDTHS = (28, 58, 26, 18, 26, 18)
"""Of the columns of the list, in millimetres."""


def hold_pdf(session: Session, told: Mapping[str, Any]) -> bytes:
    """A hold as `hold report` tells it, with its `records`."""
    day = session.today()
    statement = _(
        "These records were under this hold on {day}: they are not destroyed, transferred or "
        "altered until every hold on them is lifted."
    )
    return ListOnPaper(
        title=_("Legal hold {number}: {title}").format(number=told["number"], title=told["title"]),
        statement=statement.format(day=day),
        facts=list(_facts(told)),
        heads=(_("record"), _("title"), _("unit"), _("class"), _("through"), _("since")),
        widths=_WIDTHS,
        rows=[tuple(_cells(row)) for row in told["records"]],
        foot=f"{told['number']}  {day}",
    ).drawn(session.desk.labels)


def _facts(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Matter"), str(told["matter"])
    yield _("Authority"), str(told["authority"])
    yield _("Grounds"), str(told["grounds"]) or "-"
    yield _("From"), str(told["starts"])
    yield _("To be reviewed"), str(told["review"]) or "-"
    yield _("Opened by"), f"{told['opened_by']}, {str(told['opened'])[:16].replace('T', ' ')}"
    if told["lifted"]:
        yield _("Lifted"), f"{told['lifted'][:10]}, {told['lifted_by']}: {told['lifted_for']}"
    yield _("Records"), f"{len(told['records']):,}"


def _cells(row: Mapping[str, Any]) -> Iterator[str]:
    yield str(row["key"])
    where = "" if row["status"] == "in" else f" ({status_word(row['status'])})"
    yield f"{row['title']}{where}"
    yield str(row["unit"])
    yield str(row["class"])
    yield str(row["through"])
    yield str(row["since"])[:10]
