"""Undo: says what it would take back, then does it, as a new entry (R35)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.duties.undo import Undone, act_told, next_undo, undo
from rmdesk.model.errors import DeskError
from rmdesk.model.records import Holding, Person, Place, Record, Request
from screens.kit.notice import Told, told_of_error
from screens.kit.question import Question

if TYPE_CHECKING:
    from screens.kit.host import Host

_NAMED = 8
_KINDS: tuple[type[Record], ...] = (Person, Place, Request)


def ask_undo(app: Host) -> None:
    """Look up this person's last act, and ask."""
    app.look_up(_would, lambda found: _ask(app, found))


def _would(session: Session) -> tuple[Undone, list[str]] | Told:
    try:
        would = next_undo(session)
    except DeskError as error:
        return told_of_error(error)
    return would, _names(session, would.subjects)


def _ask(app: Host, found: tuple[Undone, list[str]] | Told) -> None:
    if isinstance(found, Told):
        app.tell(found)
        return
    would, names = found
    if would.against:
        app.tell(_refused(would))
        return
    app.open(
        Question(
            title=_("Undo"),
            lines=[_("Your last act: {action}").format(action=would.word), *names],
            yes=_("Yes, undo it"),
            then=_take_back(app, would.act),
        )
    )


def _take_back(app: Host, act: int) -> Callable[[str], None]:
    def work(session: Session) -> Told:
        if next_undo(session).act != act:
            return Told(_("Not undone: you have done something else since."), "✗", "bad")
        return _undone(session)

    return lambda _reason: app.do(work)


def ask_undo_act(app: Host, number: int) -> None:
    """Say what one of today's own acts was, and ask whether it is to be taken back."""
    from rmdesk.duties.shift import act_numbered  # with the first list of acts

    def would(session: Session) -> tuple[Undone, list[str]] | Told:
        try:
            found = act_told(session, act_numbered(session, number))
        except DeskError as error:
            return told_of_error(error)
        return found, _names(session, found.subjects)

    def asked(found: tuple[Undone, list[str]] | Told) -> None:
        if isinstance(found, Told):
            app.tell(found)
            return
        told, names = found
        if told.against:
            app.tell(_refused(told))
            return
        text = _("Your act {n} of today: {action}")
        head = text.format(n=number, action=told.word)
        app.open(
            Question(
                title=_("Undo"),
                lines=[head, *names],
                yes=_("Yes, undo it"),
                then=lambda _reason: app.do(lambda session: _undone(session, told.act)),
            )
        )

    app.look_up(would, asked)


def _refused(would: Undone) -> Told:
    """That an act is not taken back, told before anybody is asked about it."""
    return Told(_("Not undone"), "✗", "bad", reasons=would.against)


def _undone(session: Session, act: int | None = None) -> Told:
    done = undo(session, act)
    text = _("Undone: {action}").format(action=done.word)
    names = ", ".join(_names(session, done.subjects))
    return Told(f"{text} · {names}" if names else text, "✓", "warn")


def _names(session: Session, subjects: Sequence[str]) -> list[str]:
    """What an act touched, as a person would name it; loans and queues go without saying."""
    found: list[str] = []
    for subject in dict.fromkeys(subjects):
        table, _colon, number = subject.partition(":")
        if not number.isdecimal():
            continue
        if table == Holding.table:
            holding = session.visible.get(int(number))
            found += [f"{holding.key}  {holding.name}"] if holding else []
        for kind in _KINDS:
            if kind.table == table:
                record = session.get(kind, int(number))
                found += [_name(record)] if record else []
    more = len(found) - _NAMED
    return [*found[:_NAMED], _("and {n} more").format(n=more)] if more > 0 else found


def _name(record: Record) -> str:
    if isinstance(record, Request):
        return f"{record.number} {record.requester}"
    if isinstance(record, Place):
        return record.address
    return record.name if isinstance(record, Person) else ""
