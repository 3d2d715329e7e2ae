"""Commands of labels and of what waits for a printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk.model.words import later
from screens.app import navigation
from screens.kit.command import ScreenCommand

if TYPE_CHECKING:
    from screens.kit.host import Host

PRINT_AGAIN = ScreenCommand(
    name="print-again",
    key="f8",
    footer=later("reprint"),
    title=later("Print the last labels again"),
    help=later("Print your last labels again, as they were; what still waits is tried again."),
    lacks=lambda app: "" if app.printing.last else _("Nothing was printed yet."),
    run=lambda app: app.printing.again(),
)

JOBS = ScreenCommand(
    name="jobs",
    key="f12",
    footer=later("unprinted"),
    title=later("What waits to be printed"),
    help=later("Labels that a printer did not take: why, try again, give up."),
    lacks=lambda app: "" if app.printing.waiting else _("Nothing."),
    lists=True,
    run=navigation.open_jobs,
)

JOB_COMMANDS = (
    ScreenCommand(
        name="retry-all",
        key="ctrl+r",
        footer=later("try all"),
        title=later("Try all jobs again"),
        help=later("Print everything that waits, in order; a printer that is off is asked once."),
        views=("jobs",),
        run=lambda app: navigation.jobs_shown(app).retry_all(app),
    ),
    ScreenCommand(
        name="give-up",
        key="ctrl+x",
        footer=later("give up"),
        title=later("Give up the marked job…"),
        help=later("Throw the marked job away unprinted; asks first."),
        views=("jobs",),
        lacks=lambda app: "" if navigation.jobs_shown(app).marked else _("Nothing is marked."),
        run=lambda app: navigation.jobs_shown(app).ask_to_give_up(app),
    ),
)


def _not_moved(app: Host) -> str:
    """Only sheets are moved by a calibration."""
    pdf = navigation.labels_shown(app).settings.format == "pdf"
    return "" if pdf else _("Only what is printed as PDF is calibrated.")


LABEL_COMMANDS = (
    ScreenCommand(
        name="label-preview",
        key="ctrl+g",
        footer=later("look"),
        title=later("Look at the labels"),
        help=later("Draw the labels one by one, as text, with all that is odd about them."),
        views=("labels",),
        run=navigation.open_label_preview,
    ),
    ScreenCommand(
        name="calibrate",
        title=later("Calibrate this printer for this stock"),
        help=later("Print a cross-hair sheet, type what you measure, test one label."),
        views=("labels",),
        lacks=_not_moved,
        run=navigation.open_calibration,
    ),
    ScreenCommand(
        name="copy-template",
        title=later("Copy this template to change it"),
        help=later(
            "Copy the template of these labels into the centre's folder, to be changed there."
        ),
        views=("labels",),
        run=lambda app: navigation.labels_shown(app).copy_template(app),
    ),
)
