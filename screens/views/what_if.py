"""What if an item of the schedule were amended, or a class put under another: what would change is
shown before it is proposed.

Amendments of it that wait are listed first, and approved from there by another person.
"""

from __future__ import annotations

import asyncio
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, written_values
from rmdesk.desk.registering import found
from rmdesk.duties.amendment import (
    Amended,
    Amendment,
    Tried,
    amend,
    amendable,
    amendments_of,
    try_amendment,
)
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.trial import SORTS
from rmdesk.model.errors import BadInput, NotFound, Reason
from rmdesk.model.values import DAY, Unfit
from rmdesk.model.words import later
from screens.kit.form import Field, Form
from screens.kit.notice import Told
from screens.kit.paint import Column, Line, Span, cells, fit, wrap
from screens.records.act_form import take
from screens.records.asking import day_said

if TYPE_CHECKING:
    from screens.kit.host import Host

_WORDS = {
    "holdings": later("records under it"),
    "becomes_due": later("become due"),
    "becomes_undue": later("are due no more"),
    "changes_step": later("change step"),
    "changes_disposition": later("change disposition"),
    "changes_day": later("change day"),
}
TRIED = {"schedule": "what-if", "scheme": "what-if-class"}
"""What drafts of an item and of a class are called."""

_NARROW = 70
_EXAMPLE = (Column("", 11), Column("", 39, 1), Column("", 4, 1))
_HIDDEN = {"title", "vital", "review_years"}
"""What changes no retention is amended in the item itself."""


@dataclass(frozen=True)
class _Loaded:
    item: Amended
    waiting: Sequence[Amendment]
    against: Mapping[str, Sequence[Reason]]
    tried: Tried | None
    wrong: str


class WhatIf(Form):
    """The fields of an item, or the item of a class, that may be amended, with what would change.

    `kind` is SCHEDULE or SCHEME: what the code is of.
    """

    name = "what-if"
    searches = False
    detail_height = 10
    detail_width = 56
    least_list = 8

    def __init__(self, code: str, kind: RecordKind = SCHEDULE) -> None:
        self.code = code
        self.of = kind
        self.changes: dict[str, str] = {}
        self.draft_name = f"{TRIED[kind.name]} {code}"
        super().__init__(self.changes)
        self._fields = [
            Field(name, partial(_, spec.label), hint=partial(_, spec.help))
            for name, spec in amendable(kind.record).items()
            if name not in _HIDDEN
        ]
        self._fields += [
            Field("effective", lambda: _("from the day"), hint=lambda: _("today")),
            Field("reason", lambda: _("reason"), hint=lambda: _("why, for the log")),
        ]
        self._loaded: _Loaded | None = None
        self._counted: tuple[int, int] | None = None

    def shown_fields(self) -> Sequence[Field]:
        return self._fields

    @property
    def subject(self) -> Amended | None:
        return self._loaded.item if self._loaded else None

    def title(self) -> Line:
        about = self._loaded.item.title if self._loaded else ""
        return [(_("what if") + " ", "dim"), (self.code, "name"), (f" {about}", "bold")]

    def status(self) -> Line:
        if self._counted is not None:
            done, total = self._counted
            return [(_("counting {done:,} of {total:,}").format(done=done, total=total), "warn")]
        version = getattr(self._loaded.item, "version", 0) if self._loaded else 0
        return [(_("version {n}").format(n=version), "bold")] if version else ()

    # --- what it reads

    def load(self, session: Session) -> _Loaded:
        """The item, what waits to be approved, and what the typed changes would change."""
        item: Amended = found(session, self.of, self.code)
        waiting = [each for each in amendments_of(session, item) if each.status != "in force"]
        act = duties.acts()["approve-amendment"]
        against = {each.number: act.reasons_against(session, each, {}) for each in waiting}
        tried, wrong = None, ""
        try:
            if texts := self._texts():
                day = _day(self.changes.get("effective", ""))
                tried = try_amendment(session, self.code, texts, self._progress, day, self.of)
        except (BadInput, NotFound) as error:
            wrong = error.message
        finally:
            self._counted = None
        return _Loaded(item, waiting, against, tried, wrong)

    def _progress(self, done: int, total: int) -> None:
        self._counted = done, total

    def _texts(self) -> dict[str, str]:
        return {k: v for k, v in self.changes.items() if k not in ("effective", "reason")}

    def show(self, loaded: _Loaded) -> None:
        first = self._loaded is None
        self._loaded = loaded
        before = written_values(self.of, loaded.item)
        self.values = ChainMap(self.changes, before)
        if first and loaded.waiting:
            self.cursor = 0

    def extra(self) -> Sequence[Line]:
        """The amendments that wait."""
        return [self._waiting_line(each) for each in self._loaded.waiting] if self._loaded else ()

    def _waiting_line(self, each: Amendment) -> Line:
        assert self._loaded is not None
        against = self._loaded.against[each.number]
        told = _("{number}, from {day}, by {who}: {state}").format(
            number=each.number, day=each.effective, who=each.proposed_by, state=_(each.status)
        )
        if against:
            return [(fit(told, 48), "dim"), (" ", ""), (against[0].told, "dim")]
        return [(told, "bold"), ("   " + _("Enter approves it"), "key")]

    def value(self, each: Field) -> str:
        """A changed value is marked."""
        text = super().value(each)
        changed = each.name in self.changes and each.name not in ("effective", "reason")
        return f"{text or '–'}  ◂" if changed else text

    def confirm_title(self) -> str:
        return _("Propose this amendment")

    # --- what would change

    def detail_title(self) -> str:
        return _("what would change")

    def detail(self, width: int) -> Sequence[Line]:
        """Counts, the same by class and unit, and examples."""
        if self._loaded is None:
            return ()
        if self._loaded.wrong:
            return [[(line, "warn")] for line in wrap(self._loaded.wrong, width)]
        if self._loaded.tried is None:
            return [[(_("Mark a field and type another value; then it is counted here."), "dim")]]
        return list(_told(self._loaded.tried, width))

    # --- what it does

    def put(self, app: Host, name: str, value: str) -> None:
        """Take a value, `-` for none, and count anew; what is as before is no change."""
        before = written_values(self.of, self._loaded.item) if self._loaded else {}
        text = "" if value == "-" else value
        if name == "effective":
            text = day_said(app, DAY, text)
        if before.get(name, "") == text:
            self.changes.pop(name, None)
        else:
            self.changes[name] = text
        self.keep(app)
        self._count(app)

    def go_on(self, app: Host) -> None:
        """Take over what was tried before and not proposed."""
        from screens.kit.drafts import read_draft

        self.changes.update(read_draft(app.desk.home, app.session.login, self.draft_name))

    def drafted(self) -> Mapping[str, str]:
        return self.changes

    def forget(self, app: Host) -> None:
        self.changes.clear()
        self.keep(app)

    def _count(self, app: Host) -> None:
        self._counted = 0, 0
        app.reload()
        app.run_worker(self._show_progress(app), group="what-if")
        app.repaint()

    async def _show_progress(self, app: Host) -> None:
        """Paint how far it is while it counts."""
        while self._counted is not None and app.view is self:
            await asyncio.sleep(0.3)
            app.repaint()

    def choose(self, app: Host) -> None:
        """Approve the marked amendment; else as in any form."""
        part, number = self.part(self.cursor)
        if part == "extra" and self._loaded is not None:
            self._approve(app, self._loaded.waiting[number])
        elif part == "field":
            app.line.offer(self.values.get(self.shown_fields()[number].name, ""))
        else:
            super().choose(app)

    def _approve(self, app: Host, each: Amendment) -> None:
        assert self._loaded is not None
        act = duties.acts()["approve-amendment"]
        if against := self._loaded.against[each.number]:
            app.tell(Told(f"{_(act.title)}: {each.number}", "✗", "warn", reasons=against))
        elif not self.moved:
            self.moved = True
            app.repaint()
        else:
            take(app, act, each.number, each.number, {})

    def hear_typed(self, session: Session, counter: Any, text: str) -> Told:
        """What is typed is for the marked field."""
        return Told(text, words=True)

    def confirm(self, app: Host) -> None:
        """Propose it; another person approves it."""
        if not self._texts():
            app.tell(Told(_("Nothing was typed or changed."), "?", "warn"))
            return
        given = self._texts(), self.changes.get("effective", ""), self.changes.get("reason", "")

        def done(told: Told) -> None:
            if told.mark == "✓":
                self.forget(app)
                app.reload()

        app.do(partial(_proposed, self.code, self.of, *given), done)


def _proposed(
    code: str,
    kind: RecordKind,
    texts: Mapping[str, str],
    effective: str,
    why: str,
    session: Session,
) -> Told:
    made = amend(session, code, texts, _day(effective), why, kind=kind).amendment
    told = _("Proposed: {number}").format(number=made.number)
    return Told(told, "✓", "good", _("another person approves it (R5)"))


def _day(text: str) -> str:
    """The day that was typed, ISO. Raises BadInput."""
    try:
        return str(DAY.read(text)) if text else ""
    except Unfit as error:
        raise BadInput(_("This cannot be taken"), f"{error}", field_name="effective") from error


def _told(tried: Tried, width: int) -> Iterator[Line]:
    """Counts, the same by class and unit, then examples of each sort of change."""
    impact, narrow = tried.impact, width < _NARROW
    counts = [_count_said(name, getattr(impact, name)) for name in _WORDS]
    if narrow:
        yield from counts
    else:
        yield from ([span for line in part for span in line] for part in (counts[:3], counts[3:]))
    for row in impact.by:
        said = ", ".join(f"{row[sort]:,} {_(_WORDS[sort])}" for sort in SORTS if row[sort])
        yield [(f"{row['class']} {row['unit']}: ", "name"), (said, "")]
    for sort in SORTS:
        examples = [each for each in impact.examples if each["change"] == sort]
        if examples:
            yield [(_(_WORDS[sort]), "dim")]
        for each in examples:
            change = _change(each["now"], each["then"])
            yield cells(_EXAMPLE, width, [(each["key"], "name"), (change, ""), (each["title"], "")])


def _count_said(name: str, n: int) -> list[Span]:
    heavy = name in ("becomes_due", "changes_disposition") and n > 0
    return [(f"{n:,}", "warn" if heavy else "bold"), (f" {_(_WORDS[name])}   ", "")]


def _change(now: Mapping[str, Any], then: Mapping[str, Any]) -> str:
    """What of its day, its step and its disposition would be another."""
    names = ("ends", "step", "fate")
    return ", ".join(f"{now[n] or '–'} → {then[n] or '–'}" for n in names if now[n] != then[n])
