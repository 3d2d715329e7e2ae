"""What falls due for disposition, earliest first; it is proposed from here."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import Session
from rmdesk.duties.falling_due import DueList as Due
from rmdesk.duties.falling_due import Part, answering, due_by, undated
from rmdesk.duties.proposing import Going, may_go, propose_counted
from rmdesk.model.records import Holding
from rmdesk.model.words import status_word
from screens.kit.listing import Listing, Target
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span
from screens.kit.question import Question
from screens.kit.work import Work
from screens.records.kind_view import count_said

if TYPE_CHECKING:
    from screens.kit.host import Host

_MOST = 500
_AHEAD = (0, 1, 2, 5, 10)
"""Years that one looks ahead; after these comes what has no day."""

_NAMED, _KEPT_NAMED = 3, 2
"""Records that a question names, of what goes and of what stays: all of it is read at 80x24."""

_REASONS = 6
"""Reasons that are told where nothing may go."""


@dataclass(frozen=True)
class _Read:
    """What was read, the words for which the index gave it ("" for the first of all), and how
    many there are without words.
    """

    asked: str
    due: Due
    everything: int


class DueList(Listing):
    """Records whose last day has come, or comes; Left and Right look ahead, typed words narrow."""

    name = "due"

    def __init__(self) -> None:
        super().__init__()
        self._ahead = 0
        self._due: Due | None = None
        self._asked = ""
        """The words for which the index gave the rows: then it is more than a list reads."""
        self._all = 0
        """How many there are without words."""
        self._work = Work(_("Nothing was proposed."))

    def title(self) -> Line:
        words = [(f" {self.text}", "")] if self.text else []
        return [(self.called(), "bold"), *words]

    def called(self) -> str:
        return f"{_('due for disposition')} · {self._until()}"

    def _until(self) -> str:
        if self._ahead == len(_AHEAD):
            return _("no day is known")
        years = _AHEAD[self._ahead]
        return _("in {n} years").format(n=years) if years else _("today")

    def status(self) -> Line:
        """How many are shown of all, those not read too; or what runs."""
        return self._work.status() if self._work.runs else super().status()

    def total(self) -> int:
        return self._due.total if self._due else 0

    def prompt(self) -> str:
        return _("← → look ahead; type a unit or a class; Enter opens; Ctrl+B proposes")

    @property
    def turns(self) -> datetime | None:
        return self._work.turns

    def escaped(self, app: Host) -> bool:
        """Esc stops what looks at records or proposes them: nothing of it is kept."""
        return self._work.stop()

    # --- what is shown

    def load(self, session: Session) -> _Read:
        if self._work.runs and self._due is not None:
            return _Read(self._asked, self._due, self._all)
        never = self._ahead == len(_AHEAD)
        by = "" if never else _by(session, _AHEAD[self._ahead]).isoformat()
        read = partial(undated, session) if never else partial(due_by, session, by)
        if (text := self.text) and (everything := read(limit=1).total) > _MOST:
            return _Read(text, answering(session, by, text, limit=_MOST), everything)
        due = read(limit=_MOST)
        return _Read("", due, due.total)

    def show(self, loaded: _Read) -> None:
        self._asked, self._due, self._all = loaded.asked, loaded.due, loaded.everything
        self._take(loaded.due)

    def _take(self, loaded: Due) -> None:
        rows = zip(loaded.numbers, loaded.rows, strict=True)
        self.take({"id": number, **row} for number, row in rows)

    def _holds(self, row: Any, words: Sequence[str]) -> bool:
        # What the index gave for the words answers to them, if not letter by letter.
        return bool(self._asked and self._asked == self.text) or super()._holds(row, words)

    def changed(self, app: Host) -> None:
        """Show other words or another order; of more than a list reads, ask the index."""
        super().changed(app)
        if self._all > _MOST:
            app.reload()

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("due"), 10, name="due"),
            Column(_("code"), 10, 1, name="key"),
            Column(_("title"), 18, 5, name="title"),
            Column(_("unit"), 9, 1, name="unit"),
            Column(_("class"), 8, 1, name="class"),
            Column(_("disposition"), 11, name="disposition"),
            Column(_("authority"), 12, wide=True, name="authority"),
            Column(_("now"), 12, wide=True, name="status"),
        )

    def cells_of(self, row: Any) -> Sequence[Span]:
        held = row["listed"] or ("" if row["status"] == "in" else status_word(row["status"]))
        return (
            (row["due"] or row["waits"], ""), (row["key"], "name"), (row["title"], ""),
            (row["unit"], ""), (row["class"], ""), (row["disposition"], ""),
            (row["authority"], "dim"), (held, "dim"),
        )  # fmt: skip

    def key_of(self, row: Any) -> Hashable:
        number: int = row["id"]
        return number

    def target_of(self, row: Any) -> Target | None:
        return Target(Holding, f"#{row['id']}", str(row["title"]))

    def nothing(self) -> Line:
        return [(_("Nothing is due."), "good")]

    def turn(self, app: Host, step: int) -> None:
        """Look further ahead, or less far."""
        self._ahead = (self._ahead + step) % (len(_AHEAD) + 1)
        self.cursor = 0
        app.reload()

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            app.open_record(self.marked["id"])

    # --- proposing

    def propose(self, app: Host) -> None:
        """Propose what is due today: first all of it is looked at, and just that is asked about.

        It is what is marked; where nothing is, what the words have left of the unit of the row
        under the mark; without words all that is due of that unit, also what the list had not read.
        """
        if self._ahead or self.marked is None:
            told = _("Only what is due today is proposed.") if self._ahead else _("Nothing is due.")
            app.tell(Told(told, "✗", "warn"))
            return
        unit = "" if self.marks else str(self.marked["unit"])
        if not (unit or self.marks):  # else it would be all that is due of every unit
            told = _("It is of no unit: records of none are proposed by their keys.")
            step = _("mark them with Space, or rmdesk disposition propose KEY…")
            app.tell(Told(told, "✗", "warn", step))
            return
        shown = [row["id"] for row in self.listed if row["unit"] == unit] if self.text else None
        self._look(app, unit, [row["id"] for row in self.chosen] or shown)

    def _look(self, app: Host, unit: str, among: Collection[int] | None) -> None:
        """Look at each, in turn with the scans, then ask about just what may go."""
        came: list[Going] = []

        def work(session: Session) -> Told:
            by = _by(session, 0).isoformat()
            came.append(may_go(session, by, Part(unit), among=among, progress=self._work.count))
            return _looked(came[0], unit)

        def done(_told: Told) -> None:
            self._work.end()
            if came and came[0].cases and app.view is self:
                self._ask(app, unit, came[0])

        self._work.begin(_("looking"))
        app.do(work, done)
        app.repaint()

    def _ask(self, app: Host, unit: str, going: Going) -> None:
        n = len(going.cases)
        app.open(
            Question(
                title=_("Propose what is due"),
                lines=_question(going, unit),
                yes=ngettext(
                    "Yes: propose this record", "Yes: propose these {n} records", n
                ).format(n=f"{n:,}"),
                asks=_("Why is it proposed?"),
                then=partial(self._do, app, going.numbers),
            )
        )

    def _do(self, app: Host, counted: Collection[int], why: str) -> None:
        def done(told: Told) -> None:
            self._work.end()
            if told.mark == "✓":
                self.marks.clear()

        self._work.begin(_("looking"))
        app.do(partial(_proposed, counted, why, self._work), done)
        app.repaint()


def _by(session: Session, years: int) -> date:
    """The last day that is looked at; what ends today may go tomorrow."""
    yesterday = session.now().date() - timedelta(days=1)
    return yesterday + timedelta(days=round(365.25 * years))


def _proposed(counted: Collection[int], why: str, work: Work, session: Session) -> Told:
    by = _by(session, 0).isoformat()
    batch = propose_counted(session, by, why, counted, work.count)
    told = _("Proposed: {number}").format(number=batch.number)
    return Told(told, "✓", "good", _("its owners are asked; type > dispositions"))


def _looked(going: Going, unit: str) -> Told:
    if going.cases:
        return Told(_goes(going, unit), "·")
    reasons = tuple(reason for _holding, reason in going.kept[:_REASONS])
    return Told(_("Nothing of it may be proposed now."), "✗", "bad", reasons=reasons)


def _goes(going: Going, unit: str) -> str:
    """How much may go, and how much of what was asked for stays."""
    n, kept = len(going.cases), len(going.kept)
    records = count_said(n)
    told = (
        _("{records} of {unit} may go").format(records=records, unit=unit)
        if unit
        else (_("{records} may go").format(records=records))
    )
    return told + (_(", {n} cannot").format(n=f"{kept:,}") if kept else "")


def _question(going: Going, unit: str) -> list[str]:
    """Just what would be proposed: how much, what for, what goes along, and what stays and why."""
    lines = [_goes(going, unit) + ":"]
    lines += _some([f"{each.key}  {each.name}" for each in going.due], _NAMED)
    if along := len(going.cases) - len(going.due):
        told = ngettext(
            "{n} of them lies in what goes, and goes with it.",
            "{n} of them lie in what goes, and go with it.",
            along,
        )
        lines.append(told.format(n=f"{along:,}"))
    if kept := len(going.kept):
        told = ngettext("{n} is left as it is:", "{n} are left as they are:", kept)
        lines.append(told.format(n=f"{kept:,}"))
        lines += _some([reason.told for _holding, reason in going.kept], _KEPT_NAMED)
    return lines


def _some(names: Sequence[str], most: int) -> list[str]:
    more = len(names) - most
    return [*names[:most], *([_("and {n} more").format(n=f"{more:,}")] if more > 0 else [])]
