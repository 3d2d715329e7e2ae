"""Commands of the scheme, the schedule and dispositions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.records import ScheduleItem, SchemeClass
from rmdesk.model.words import later
from screens.kit.command import ScreenCommand
from screens.records.act_form import take

if TYPE_CHECKING:
    from rmdesk.desk.kinds import RecordKind
    from screens.kit.host import Host


def open_scheme(app: Host) -> None:
    """Show the classification scheme as a tree."""
    from screens.views.scheme import SchemeTree

    app.open(SchemeTree())


def open_due(app: Host) -> None:
    """Show what falls due for disposition."""
    from screens.views.due import DueList

    app.open(DueList())


def propose_due(app: Host) -> None:
    """Propose what is due, of what the list shows."""
    from screens.views.due import DueList

    if isinstance(app.lasting, DueList):
        app.lasting.propose(app)


def item_meant(app: Host) -> str:
    """The code of the schedule item that is marked, or of the marked class's."""
    found = app.lasting.subject
    if isinstance(found, SchemeClass):
        return found.schedule
    return found.code if isinstance(found, ScheduleItem) else ""


def _of_items(app: Host) -> bool:
    """Whether items, or classes that have one, are shown or listed."""
    kind: RecordKind | None = getattr(app.lasting, "kind", None)
    return kind is None or kind.record in (SchemeClass, ScheduleItem)


def open_what_if(app: Host) -> None:
    """Show what an amendment of the marked item would change."""
    if code := item_meant(app):
        open_trial(app, code)


def open_trial(app: Host, code: str, kind: RecordKind = SCHEDULE) -> None:
    """Show what an amendment of an item or a class would change, with what was tried before."""
    from screens.views.what_if import WhatIf

    form = WhatIf(code, kind)
    form.go_on(app)
    app.open(form)


def _class_meant(app: Host) -> str:
    """The code of the class that is marked."""
    found = app.lasting.subject
    return found.code if isinstance(found, SchemeClass) else ""


def _of_classes(app: Host) -> bool:
    """Whether classes are shown or listed."""
    kind: RecordKind | None = getattr(app.lasting, "kind", None)
    return kind is None or kind.record is SchemeClass


def _put_under(app: Host) -> None:
    if code := _class_meant(app):
        open_trial(app, code, SCHEME)


def _review(app: Host) -> None:
    code = item_meant(app)
    take(app, duties.acts()["review"], code, code, {})


KEEPING_COMMANDS = (
    ScreenCommand(
        name="scheme",
        title=later("Scheme, as a tree"),
        help=later("Browse, find, move and amend the classes of the scheme."),
        run=open_scheme,
        also=("file plan", "classification", "classes"),
    ),
    ScreenCommand(
        name="due",
        title=later("Due for disposition"),
        help=later("What may be disposed of, earliest first; propose it from there."),
        run=open_due,
        also=("destroy", "retention", "dispose"),
    ),
    ScreenCommand(
        name="propose",
        key="ctrl+b",
        footer=later("propose"),
        title=later("Propose what is due…"),
        help=later("Propose what is marked, or what is shown of a unit, and may go, as one batch."),
        views=("due",),
        run=propose_due,
    ),
    ScreenCommand(
        name="what-if",
        key="ctrl+y",
        footer=later("what if"),
        title=later("What if the item were amended?"),
        help=later("Try an amendment of the marked schedule item: what it would change is shown."),
        views=("list", "scheme", "form", "kind"),
        fits=_of_items,
        lacks=lambda app: "" if item_meant(app) else _("Mark an item, or a class with an item."),
        run=open_what_if,
        also=("amendment", "schedule", "impact"),
    ),
    ScreenCommand(
        name="what-if-class",
        title=later("What if the class stood under another item?"),
        help=later("Try putting the marked class under another item: what changes is shown."),
        views=("list", "scheme", "form", "kind"),
        fits=_of_classes,
        lacks=lambda app: "" if _class_meant(app) else _("Mark a class."),
        run=_put_under,
        also=("amendment", "schedule", "put"),
    ),
    ScreenCommand(
        name="review-item",
        title=later("Its essential records were reviewed…"),
        help=later("Keep that the essential records of the marked item were reviewed."),
        views=("list", "scheme", "what-if", "kind"),
        fits=_of_items,
        lacks=lambda app: "" if item_meant(app) else _("Mark an item, or a class with an item."),
        run=_review,
        also=("vital", "essential"),
    ),
)
