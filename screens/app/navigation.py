"""What opens which view: the commands, the keys and the scans all come here.

A view is imported when it is first opened, so that the first paint waits for none of them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rmdesk.duties.scan import resolve
from rmdesk.model.records import Holding, Request

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.views.labels.jobs import Jobs
    from screens.views.labels.labels import Labels


def open_record(app: Host, number: int) -> None:
    """Show a holding; in place of another one that is shown."""
    from screens.records.record_view import RecordView

    app.last_holding = number
    app.open(RecordView(number, app.counter), instead=isinstance(app.view, RecordView))


def open_key(app: Host, key: str) -> None:
    """Open what a code names, without doing anything to it."""

    def opened(found: object) -> None:
        if isinstance(found, Holding):
            open_record(app, found.id)
        elif isinstance(found, Request):
            open_request(app, found)

    app.look_up(partial(resolve, text=key), opened)


def open_request(app: Host, request: Request) -> None:
    """Show a request."""
    from screens.views.request import RequestView

    app.open(RequestView(request))


def open_picks(app: Host) -> None:
    """Show the pick list."""
    from screens.views.picks import Picks

    app.open(Picks())


def open_help(app: Host) -> None:
    """Show the help of this view."""
    from screens.kit.help import Help

    if app.view.name != "help":
        app.open(Help(app))


def open_palette(app: Host) -> None:
    """Show all commands; typing narrows them."""
    from screens.kit.palette import SIGN, Palette

    if not isinstance(app.view, Palette):
        app.open(Palette(app))
    if not app.line.value:
        app.line.insert_text_at_cursor(SIGN)


def open_intake(app: Host) -> None:
    """Show the draft of a request."""
    from screens.views.intake import Intake, RequestDraft

    draft = app.drafts.setdefault("intake", RequestDraft.begun(app))
    if app.view.name != "intake":
        app.open(Intake(draft))


def open_reports(app: Host) -> None:
    """Show the list of reports."""
    from screens.views.reports import Reports

    app.open(Reports())


def open_person(app: Host) -> None:
    """Show what the current person has."""
    from screens.views.person import PersonRecords

    if app.counter.person:
        app.open(PersonRecords(app.counter.person))


def open_labels(app: Host) -> None:
    """Show the labels of what is marked or shown."""
    from screens.views.labels.beginning import labels_of_view

    labels = labels_of_view(app)
    if labels is app.view:
        return
    if labels in app.views:
        app.back_to(labels)
    else:
        app.open(labels)
    app.line.empty()  # the words of the search are in its results


def labels_shown(app: Host) -> Labels:
    """The labels that are shown, or lie right under the palette."""
    from screens.views.labels.labels import Labels

    return next(view for view in reversed(app.views) if isinstance(view, Labels))


def open_label_preview(app: Host) -> None:
    """Draw the labels that are shown."""
    from screens.views.labels.label_preview import LabelPreviews

    labels = labels_shown(app)
    app.open(LabelPreviews(labels))


def open_calibration(app: Host) -> None:
    """Show the calibration of the printer and the stock of the labels that are shown."""
    from screens.views.labels.calibrating import calibrating

    calibrating(app, labels_shown(app))


def open_jobs(app: Host) -> None:
    """Show what waits to be printed."""
    from screens.views.labels.jobs import Jobs

    if app.view.name != "jobs":
        app.open(Jobs())


def jobs_shown(app: Host) -> Jobs:
    """The jobs that are shown, or lie right under the palette."""
    from screens.views.labels.jobs import Jobs

    return next(view for view in reversed(app.views) if isinstance(view, Jobs))


def open_facets(app: Host) -> None:
    """Show by what the results can be narrowed."""
    from screens.views.facets import Facets
    from screens.views.search import Search

    if isinstance(app.view, Search):
        app.open(Facets(app.view))
