"""What falls due for disposition, earliest first; it is proposed from here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.falling_due import DueList as Due
from rmdesk.duties.falling_due import due_by, undated
from rmdesk.duties.proposing import propose_due
from rmdesk.model.words import status_word
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, cells, heads
from screens.kit.question import Question
from screens.kit.view import View
from screens.kit.work import Work
from screens.records.kind_view import count_said

if TYPE_CHECKING:
    from screens.kit.host import Host

_MOST = 500
_AHEAD = (0, 1, 2, 5, 10)
"""Years that one looks ahead; after these comes what has no day."""


class DueList(View):
    """Records whose last day has come, or comes; Left and Right look ahead, typed words narrow."""

    name = "due"
    searches = False

    def __init__(self) -> None:
        self._ahead = 0
        self._text = ""
        self._due: Due | None = None
        self._work = Work(_("Nothing was proposed."))

    def title(self) -> Line:
        return [(f"{_('due for disposition')} · {self._until()}", "bold")]

    def _until(self) -> str:
        if self._ahead == len(_AHEAD):
            return _("no day is known")
        years = _AHEAD[self._ahead]
        return _("in {n} years").format(n=years) if years else _("today")

    def status(self) -> Line:
        if self._work.runs:
            return self._work.status()
        if self._due is None:
            return ()
        shown, total = len(self._rows), self._due.total
        text = (
            f"{total:,}" if shown == total else _("{n:,} of {total:,}").format(n=shown, total=total)
        )
        return [(text, "bold")]

    def prompt(self) -> str:
        return _("← → look ahead; type a unit or a class; Enter opens; Ctrl+B proposes")

    @property
    def turns(self) -> datetime | None:
        return self._work.turns

    def escaped(self, app: Host) -> bool:
        """Esc stops a proposal: nothing of it is kept."""
        return self._work.stop()

    def load(self, session: Session) -> Due:
        if self._work.runs and self._due is not None:
            return self._due
        if self._ahead == len(_AHEAD):
            return undated(session, limit=_MOST)
        return due_by(session, _by(session, _AHEAD[self._ahead]).isoformat(), limit=_MOST)

    def show(self, loaded: Due) -> None:
        self._due = loaded
        self.cursor = min(self.cursor, max(0, len(self) - 1))

    @property
    def _rows(self) -> list[dict[str, Any]]:
        """What was read and holds the words."""
        rows, words = self._due.rows if self._due else [], self._text.casefold().split()
        return [row for row in rows if all(word in _searched(row) for word in words)]

    def __len__(self) -> int:
        return len(self._rows)

    def head(self, width: int) -> Line:
        return heads(_columns(), width) if len(self) else ()

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        held = row["listed"] or ("" if row["status"] == "in" else status_word(row["status"]))
        values = (
            (row["due"] or row["waits"], ""), (row["key"], "name"), (row["title"], ""),
            (row["unit"], ""), (row["class"], ""), (row["disposition"], ""),
            (row["authority"], "dim"), (held, "dim"),
        )  # fmt: skip
        return cells(_columns(), width, values)

    def empty(self) -> Line:
        return [(_("Nothing is due."), "good")] if self._due else ()

    def turn(self, app: Host, step: int) -> None:
        """Look further ahead, or less far."""
        self._ahead = (self._ahead + step) % (len(_AHEAD) + 1)
        self.cursor = 0
        app.reload()

    def typed(self, app: Host, text: str) -> bool:
        if text.strip() != self._text:
            self._text, self.cursor = text.strip(), 0
            app.repaint()
        return True

    def words(self, app: Host, text: str) -> bool:
        """Words were entered: open what is marked of those that hold them."""
        self._text = text.strip()
        self.choose(app)
        return True

    def choose(self, app: Host) -> None:
        if self._rows:
            app.open_key(str(self._rows[self.cursor]["key"]))

    # --- proposing

    def propose(self, app: Host) -> None:
        """Propose what is due today: of the marked unit, once that and the reason were told."""
        if self._ahead or not self._rows:
            told = _("Only what is due today is proposed.") if self._rows else _("Nothing is due.")
            app.tell(Told(told, "✗", "warn"))
            return
        unit = str(self._rows[self.cursor]["unit"])
        if not unit:  # else it would be all that is due of every unit
            told = _("It is of no unit: records of none are proposed by their keys.")
            app.tell(Told(told, "✗", "warn", _("rmdesk disposition propose KEY…")))
            return
        n = sum(row["unit"] == unit and not row["listed"] for row in self._rows)
        text = _("All that is due of {unit} and may go: {records} of this list, or more.")
        app.open(
            Question(
                title=_("Propose what is due"),
                lines=[text.format(unit=unit or "–", records=count_said(n))],
                yes=_("Yes: propose it"),
                asks=_("Why is it proposed?"),
                then=partial(self._do, app, unit),
            )
        )

    def _do(self, app: Host, unit: str, why: str) -> None:
        self._work.begin(_("looking"))
        app.do(partial(_proposed, unit, why, self._work), lambda _told: self._work.end())
        app.repaint()


def _by(session: Session, years: int) -> date:
    """The last day that is looked at; what ends today may go tomorrow."""
    yesterday = session.now().date() - timedelta(days=1)
    return yesterday + timedelta(days=round(365.25 * years))


def _proposed(unit: str, why: str, work: Work, session: Session) -> Told:
    by = _by(session, 0).isoformat()
    batch = propose_due(session, by, why, unit=unit, progress=work.count)
    told = _("Proposed: {number}").format(number=batch.number)
    return Told(told, "✓", "good", _("its owners are asked; type > dispositions"))


def _searched(row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in ("unit", "class", "key", "title")).casefold()


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("due"), 10),
        Column(_("code"), 10, 1),
        Column(_("title"), 18, 5),
        Column(_("unit"), 9, 1),
        Column(_("class"), 8, 1),
        Column(_("disposition"), 11),
        Column(_("authority"), 12, wide=True),
        Column(_("now"), 12, wide=True),
    )
