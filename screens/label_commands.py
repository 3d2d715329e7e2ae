"""Commands of labels and of what waits for a printer."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING

from screens import opening
from screens.command import Command, later

if TYPE_CHECKING:
    from screens.app import DeskApp

__all__ = ["JOB_COMMANDS", "LABEL_COMMANDS", "Jobs", "PrintAgain"]


class PrintAgain(Command):
    """F8."""

    name = "print-again"
    key = "f8"
    footer = later("reprint")
    title = later("Print the last labels again")
    help = later("Print your last labels again, as they were; what still waits is tried again.")

    def against(self, app: DeskApp) -> str:
        """Something must have been printed."""
        return "" if app.printing.last else _("Nothing was printed yet.")

    def run(self, app: DeskApp) -> None:
        """Print once more."""
        app.printing.again()


class Jobs(Command):
    """F12."""

    name = "jobs"
    key = "f12"
    footer = later("unprinted")
    title = later("What waits to be printed")
    help = later("Labels that a printer did not take: why, try again, give up.")

    def against(self, app: DeskApp) -> str:
        """Something must wait."""
        return "" if app.printing.waiting else _("Nothing.")

    def run(self, app: DeskApp) -> None:
        """Open the list."""
        opening.open_jobs(app)


class RetryAll(Command):
    """On the list of what waits."""

    name = "retry-all"
    key = "ctrl+r"
    footer = later("try all")
    title = later("Try all jobs again")
    help = later("Print everything that waits, in order; a printer that is off is asked once.")
    views = ("jobs",)

    def run(self, app: DeskApp) -> None:
        """Try them."""
        opening.jobs_shown(app).retry_all(app)


class GiveUp(Command):
    """On the list of what waits."""

    name = "give-up"
    key = "ctrl+x"
    footer = later("give up")
    title = later("Give up the marked job…")
    help = later("Throw the marked job away unprinted; asks first.")
    views = ("jobs",)

    def against(self, app: DeskApp) -> str:
        """A job must be marked."""
        return super().against(app) or (
            "" if opening.jobs_shown(app).marked else _("Nothing is marked.")
        )

    def run(self, app: DeskApp) -> None:
        """Ask, then do it."""
        opening.jobs_shown(app).ask_to_give_up(app)


class LookAtLabels(Command):
    """On the labels."""

    name = "label-preview"
    key = "ctrl+l"
    footer = later("look")
    title = later("Look at the labels")
    help = later("Draw the labels one by one, as text, with all that is odd about them.")
    views = ("labels",)

    def run(self, app: DeskApp) -> None:
        """Open the drawing."""
        opening.open_label_preview(app)


class Calibrate(Command):
    """On the labels."""

    name = "calibrate"
    title = later("Calibrate this printer for this stock")
    help = later("Print a cross-hair sheet, type what you measure, test one label.")
    views = ("labels",)

    def against(self, app: DeskApp) -> str:
        """Only sheets are moved."""
        other = super().against(app)
        if other or opening.labels_shown(app).settings.format == "pdf":
            return other
        return _("Only what is printed as PDF is calibrated.")

    def run(self, app: DeskApp) -> None:
        """Open the form."""
        opening.open_calibration(app)


class CopyTemplate(Command):
    """On the labels."""

    name = "copy-template"
    title = later("Copy this template to change it")
    help = later("Copy the template of these labels into the centre's folder, to be changed there.")
    views = ("labels",)

    def run(self, app: DeskApp) -> None:
        """Copy it, and say where."""
        opening.labels_shown(app).copy_template(app)


JOB_COMMANDS: tuple[Command, ...] = (RetryAll(), GiveUp())
LABEL_COMMANDS: tuple[Command, ...] = (LookAtLabels(), Calibrate(), CopyTemplate())
