"""Asking for what an act must be told: a word of few is chosen, all else is typed or scanned."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from data.texts import gettext as _
from rmdesk.desk.acts import Takes
from rmdesk.model.errors import BadInput
from rmdesk.model.values import DATE, DAY, ValueKind
from rmdesk.model.words import absence_word
from screens.kit.notice import Told
from screens.kit.options import Asking, Options

if TYPE_CHECKING:
    from screens.kit.host import Host


def day_said(app: Host, kind: ValueKind[Any] | None, text: str, edge: str = "") -> str:
    """A text for something of a kind: a day may be said as `today`, `fri`, `31 Dec 2026`."""
    if kind not in (DAY, DATE):
        return text
    from rmdesk.model.said_days import as_iso  # with the first day that is said

    return as_iso(text, app.session.now().date(), edge)


def ask_for(app: Host, takes: Takes, title: str, then: Callable[[Any], None]) -> None:
    """Ask for one thing that an act takes, and go on with it."""
    asks, choices = _(takes.label or takes.help), takes.kind.choices if takes.kind else ()
    if choices:
        options = [(absence_word(each), "") for each in choices]
        app.open(Options(f"{title.rstrip('…')}: {asks}", options, lambda n: then(choices[n])))
        return

    def read(text: str) -> None:
        try:
            value = takes.read(day_said(app, takes.kind, text, takes.edge))
        except BadInput as error:
            app.tell(Told(f"{error.title}: {error.message}", "✗", "warn"))
        else:
            then(value)

    app.open(Asking(title.rstrip("…"), asks, read))
