"""A disposition, from the proposal to the certificate: its steps, and its records one by one.

While it is executed by scans, a scan of a box or a record disposes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from data.texts import gettext as _
from rmdesk.desk.acts import Act
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Values
from rmdesk.duties.batch import DisposalItem, Disposition, items_of, known_items
from rmdesk.duties.disposition import answer_rows, item_rows
from rmdesk.duties.execution import execute
from rmdesk.duties.scan import Counter, clean, understood
from rmdesk.model.days import moment_said
from rmdesk.model.records import Holding
from rmdesk.model.words import BatchStatus, ItemState, batch_word, item_word
from screens.kit.notice import Told
from screens.kit.paint import Line, fit, wrap
from screens.kit.view import View
from screens.kit.work import Work
from screens.records.act_form import ActForm
from screens.records.kind_view import SHOWN, KindView, Loaded, Row, count_said

if TYPE_CHECKING:
    from screens.kit.host import Host

_LABEL = 12


class DispositionView(KindView):
    """One batch. Delete on a record keeps it, for its owner refuses."""

    name = "disposition"
    columns: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "items": ("key", "status", "due", "unit", "title", "decision", "reason")
    }

    def __init__(self, kind: RecordKind, number: int) -> None:
        super().__init__(kind, number)
        self._work = Work(_("What is done is done; “Execute it” goes on with the rest."))

    def title(self) -> Line:
        batch = self.loaded.record if self.loaded else None
        about = f" {batch.reason}" if batch else ""
        return [(_("disposition") + " ", "dim"), (batch.number if batch else "", "name"),
                (about, "bold")]  # fmt: skip

    def status(self) -> Line:
        if self._work.runs:
            return self._work.status()
        if self.loaded is None:
            return ()
        total = self.loaded.totals["items"]
        return [(f"{count_said(total)} · ", ""), (batch_word(self.loaded.record.status), "bold")]

    def prompt(self) -> str:
        batch = self.loaded.record if self.loaded else None
        executing = batch is not None and batch.status == BatchStatus.EXECUTING
        return _("scan each box or record as it goes") if executing else ""

    @property
    def turns(self) -> datetime | None:
        return self._work.turns

    def load(self, session: Session) -> Loaded | None:
        """The batch; while it is executed from here only how far it is is shown anew."""
        return self.loaded if self._work.runs else super().load(session)

    def escaped(self, app: Host) -> bool:
        """Esc stops an execution after the records that are being disposed of."""
        return self._work.stop()

    def parts_of(self, session: Session, record: Disposition) -> Mapping[str, Sequence[Values]]:
        """The first of its records, and what their owners answered."""
        items = known_items(session, record.id)[:SHOWN]
        return {"items": item_rows(session, items), "concurrences": answer_rows(session, record)}

    def totals_of(
        self, told: Mapping[str, object], parts: Mapping[str, Sequence[Values]]
    ) -> Mapping[str, int]:
        """How many records it has in all, by its counts."""
        counts = told["counts"]
        assert isinstance(counts, Mapping)
        return {**super().totals_of(told, parts), "items": sum(counts.values())}

    def part_row(self, name: str, row: Values) -> Values:
        if name != "items":
            return row
        return {**row, "status": item_word(row["status"])}

    def about(self, loaded: Loaded) -> Iterator[Row]:
        """Who did what when, how many are how far, and for whom one waits."""
        batch = loaded.record
        by = _("{when} by {who}")
        told = (
            (_("proposed"), _when(by, batch.proposed, batch.proposed_by)),
            (_("approved"), _when(by, batch.approved, batch.approved_by)),
            (_("executed"), _when(by, batch.executed, batch.executed_by)),
            (_("how"), " · ".join(filter(None, (batch.method, batch.recipient)))),
            (_("witnesses"), ", ".join(batch.witnesses)),
            (_("certificate"), batch.certificate),
            (_("records"), _counted(loaded.told["counts"])),
        )
        for label, text in told:
            for n, line in enumerate(wrap(text, self.text_width - _LABEL)):
                yield Row([(fit("" if n else label, _LABEL), "dim"), (line, "")])
        for text in loaded.told["awaited"]:
            for n, line in enumerate(wrap(text, self.text_width - _LABEL)):
                yield Row([(fit("" if n else _("waits for"), _LABEL), "dim"), (line, "warn")])

    # --- what it does

    def told_to(self, act: Act) -> Mapping[str, str]:
        """The marked record is the one meant."""
        key = str(self.marked_part.get("key", ""))
        return {"keys": key, "unit": str(self.marked_part.get("unit") or self._waited_for())}

    def _waited_for(self) -> str:
        """The first unit that has not answered."""
        parts = self.loaded.parts if self.loaded else {}
        agreed = {row["unit"] for row in parts.get("concurrences", ())}
        waits = (r["unit"] for r in parts.get("items", ()) if r["status"] == ItemState.PROPOSED)
        return next((unit for unit in waits if unit not in agreed), "")

    def open_form(self, app: Host, act: Act) -> None:
        """An execution is followed here, where Esc stops it."""
        if act.name != "execute" or self.loaded is None:
            super().open_form(app, act)
            return
        key = self.loaded.record.key
        app.open(_Executing(act, key, key, self.told_to(act), self))

    def execute(self, app: Host, given: Mapping[str, Any]) -> None:
        """Execute it in turn with the scans, some records at a time."""
        self._work.begin(_("disposing"))
        app.do(partial(_executed, self.number, given, self._work), lambda _told: self._work.end())
        app.repaint()

    def delete(self, app: Host) -> None:
        """Its owner refuses the marked record."""
        if self.marked_part.get("key"):
            self.take(app, next(act for act in self.acts if act.name == "refuse"))

    def hear(self, session: Session, counter: Counter, text: str, tail: str) -> Told:
        """While it is executed, a record of it that is scanned goes, with what lies in it."""
        batch, found = self._batch_now(session), understood(session, clean(text))
        if batch is not None and isinstance(found, Holding):
            before = _open(session, batch)
            if found.id in {item.holding for item in before}:
                return _gone(session, batch, found, before)
        return View.hear(self, session, counter, text, tail)

    def _batch_now(self, session: Session) -> Disposition | None:
        """The batch, if it is being executed at this moment."""
        batch = session.get(Disposition, self.number)
        return batch if batch is not None and batch.status == BatchStatus.EXECUTING else None


class _Executing(ActForm):
    """What an execution is told; it goes on on the screen of its batch."""

    def __init__(
        self, act: Act, key: str, about: str, told: Mapping[str, str], batch: DispositionView
    ) -> None:
        super().__init__(act, key, about, told)
        self._batch = batch

    def _do(self, app: Host, given: Mapping[str, Any]) -> None:
        app.back_to(self._batch)
        self._batch.execute(app, given)


def _executed(number: int, given: Mapping[str, Any], work: Work, session: Session) -> Told:
    batch = session.get(Disposition, number)
    assert batch is not None  # it is shown
    done = execute(session, batch, given, work.count)
    told = _("Executed: {number}").format(number=done.number)
    if done.status == BatchStatus.EXECUTED:
        return Told(told, "✓", "good", done.certificate)
    return Told(told, "✓", "good", _("the rest waits for its scan"))


def _open(session: Session, batch: Disposition) -> list[DisposalItem]:
    return [item for item in items_of(session, batch.id) if item.open]


def _gone(
    session: Session, batch: Disposition, scanned: Holding, before: Sequence[DisposalItem]
) -> Told:
    """Dispose of what was scanned, and say what came of it."""
    done = execute(session, batch, {"scanned": [f"#{scanned.id}"]})
    now = {item.id: item for item in items_of(session, batch.id)}
    own = next(now[item.id] for item in before if item.holding == scanned.id)
    n = sum(not now[item.id].open for item in before)
    left = len(before) - n
    step = _("all is done: {number}").format(number=done.certificate)
    if left:
        step = _("{n} still to be scanned").format(n=left)
    if own.state == ItemState.DROPPED:
        text = _("It stays: {name}. {why}").format(name=scanned.name, why=own.reason)
        return Told(text, "✗", "bad", step)
    told = f"{item_word(own.state)}: {scanned.key} {scanned.name} ({count_said(n)})"
    return Told(told, "✓", "good", step)


def _when(text: str, when: str, who: str) -> str:
    return text.format(when=moment_said(when), who=who) if when else ""


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {item_word(name)}" for name, n in counts.items())
