"""Every command of the screens: keys, footer, palette, help and docs/keys.md come from here."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, ClassVar

from screens import opening
from screens.actions import RECORD_ACTIONS, ask_missing
from screens.command import Command, later
from screens.label_commands import JOB_COMMANDS, LABEL_COMMANDS, Jobs, PrintAgain

if TYPE_CHECKING:
    from screens.app import DeskApp

__all__ = ["COMMANDS", "command_for_key", "command_named"]


class Intake(Command):
    """F2."""

    name = "intake"
    key = "f2"
    footer = later("intake")
    title = later("Take in a request")
    help = later("Take in a request: requester, records, type, priority. The draft is kept.")

    def run(self, app: DeskApp) -> None:
        """Open the draft."""
        opening.open_intake(app)


class PickList(Command):
    """F3."""

    name = "picks"
    key = "f3"
    footer = later("pick list")
    title = later("Pick list")
    help = later("What to take off the shelves, in walking order; a scan picks.")

    def run(self, app: DeskApp) -> None:
        """Open the list."""
        opening.open_picks(app)


class LastRecord(Command):
    """F4."""

    name = "last"
    key = "f4"
    footer = later("last scan")
    title = later("Open the last record scanned")
    help = later("Open the record that was scanned last.")

    def against(self, app: DeskApp) -> str:
        """Something must have been scanned."""
        return "" if app.last_holding else _("No record was scanned yet.")

    def run(self, app: DeskApp) -> None:
        """Open it."""
        if app.last_holding:
            opening.open_record(app, app.last_holding)


class Labels(Command):
    """F5."""

    name = "labels"
    key = "f5"
    footer = later("label")
    title = later("Print labels")
    help = later("Labels of records, results, accessions, shelves, people, or new barcodes.")

    def run(self, app: DeskApp) -> None:
        """Open the labels of what is shown."""
        opening.open_labels(app)


class Reports(Command):
    """F6."""

    name = "reports"
    key = "f6"
    footer = later("reports")
    title = later("Reports")
    help = later("Figures of the day, activity, what is out, overdue, requests.")

    def run(self, app: DeskApp) -> None:
        """Open the list of reports."""
        opening.open_reports(app)


class PersonRecords(Command):
    """F7."""

    name = "person"
    key = "f7"
    footer = later("person")
    title = later("What the current person has out")
    help = later("What the current person has out and waits for, with due dates.")

    def against(self, app: DeskApp) -> str:
        """Somebody must be there."""
        return "" if app.counter.person else _("Scan the person's badge first.")

    def run(self, app: DeskApp) -> None:
        """Open their list."""
        opening.open_person(app)


class Undo(Command):
    """F9."""

    name = "undo"
    key = "f9"
    footer = later("undo")
    title = later("Undo your last act")
    help = later("Says what it would take back, then asks. Undo is a new entry in the journal.")

    def run(self, app: DeskApp) -> None:
        """Say what it would take back, and ask."""
        from screens.views.undoing import ask_undo

        ask_undo(app)


class Help(Command):
    """F1."""

    name = "help"
    key = "f1"
    footer = later("help")
    title = later("Help")
    help = later("What scans and keys do where you are.")

    def run(self, app: DeskApp) -> None:
        """Open the help of this screen."""
        opening.open_help(app)


class Palette(Command):
    """Ctrl+P."""

    name = "palette"
    key = "ctrl+p"
    footer = later("all")
    title = later("All commands")
    help = later("All commands; typing > opens them too.")

    def run(self, app: DeskApp) -> None:
        """Open the palette."""
        opening.open_palette(app)


class Back(Command):
    """Esc."""

    name = "back"
    key = "escape"
    title = later("Back")
    help = later("Leave what is shown; at the desk, end with the current person or place.")

    def run(self, app: DeskApp) -> None:
        """Get out of the innermost thing."""
        app.escape()


class Home(Command):
    """Back to the desk from anywhere."""

    name = "desk"
    key = "f10"
    title = later("Back to the desk")
    help = later("Leave every screen and show the desk; drafts are kept.")

    def run(self, app: DeskApp) -> None:
        """Close all views but the desk."""
        app.go_home()


class Narrow(Command):
    """Ctrl+F."""

    name = "narrow"
    key = "ctrl+f"
    footer = later("narrow")
    title = later("Narrow the results")
    help = later("Narrow the results by kind, status, unit, decade or place, with counts.")
    views = ("search",)

    def run(self, app: DeskApp) -> None:
        """Show the facets of the results."""
        opening.open_facets(app)


class Write(Command):
    """Ctrl+S."""

    name = "write"
    key = "ctrl+s"
    footer = later("write")
    title = later("Write or print what is on the screen")
    help = later("Write the request, print the labels, or keep the calibration, that is shown.")
    views = ("intake", "labels", "label-preview", "calibration")

    def belongs(self, app: DeskApp) -> bool:
        """To a form, and to what is chosen for one."""
        return app.form() is not None

    def run(self, app: DeskApp) -> None:
        """Take what was marked for the form, if one chooses, and confirm it."""
        form = app.form()
        if form is None:
            return
        if app.view is not form:
            if app.view.moved:
                app.view.choose(app)
            app.line.empty()
            app.back_to(form)
        form.confirm(app)


class NotThere(Command):
    """On the pick list."""

    name = "not-there"
    title = later("It is not in its place…")
    help = later("On the pick list: mark the record missing, with a reason.")
    views = ("picks",)

    def against(self, app: DeskApp) -> str:
        """A line must be marked."""
        return super().against(app) or ("" if app.marked_pull() else _("Nothing is marked."))

    def run(self, app: DeskApp) -> None:
        """Ask, with a reason."""
        holding = app.marked_pull()
        if holding:
            ask_missing(app, holding)


class ClearLog(Command):
    """Take the answers off the screen."""

    name = "clear"
    title = later("Clear what was told")
    help = later("Take the answers to the last scans off the screen.")

    def run(self, app: DeskApp) -> None:
        """Hush."""
        app.hush()


class _Language(Command):
    """A language of the screens, named by itself."""

    code: ClassVar[str]
    own_name: ClassVar[str]
    title = later("Language")
    help = later("Switch the language of the screens at once.")

    def title_text(self) -> str:
        """Each language by its own name, in every language."""
        return self.own_name

    def run(self, app: DeskApp) -> None:
        """Switch."""
        app.speak(self.code)


class English(_Language):
    """English."""

    name = "language-en"
    code = "en"
    own_name = "Language: English"


class French(_Language):
    """French."""

    name = "language-fr"
    code = "fr"
    own_name = "Langue : français"


class Chinese(_Language):
    """Chinese."""

    name = "language-zh"
    code = "zh"
    own_name = "语言：中文"


class Quit(Command):
    """Ctrl+Q; `> quit` where a terminal eats it; Ctrl+C too."""

    name = "quit"
    key = "ctrl+q"
    title = later("Quit")
    help = later("Leave rmdesk once every scan is on disk. Ctrl+C and `> quit` do it too.")

    def run(self, app: DeskApp) -> None:
        """Quit when nothing waits."""
        app.quit()


COMMANDS: tuple[Command, ...] = (
    Intake(),
    PickList(),
    Narrow(),
    Write(),
    *LABEL_COMMANDS,
    *JOB_COMMANDS,
    Labels(),
    Reports(),
    Undo(),
    Help(),
    Palette(),
    LastRecord(),
    PersonRecords(),
    PrintAgain(),
    Jobs(),
    *RECORD_ACTIONS,
    NotThere(),
    Back(),
    Home(),
    ClearLog(),
    English(),
    French(),
    Chinese(),
    Quit(),
)
"""In the order of the footer and the palette."""

_OTHER_KEYS = {"ctrl+c": "quit"}
_BY_NAME = {command.name: command for command in COMMANDS}
_BY_KEY = {command.key: command for command in COMMANDS if command.key}


def command_for_key(key: str) -> Command | None:
    """The command of a key."""
    return _BY_KEY.get(key) or _BY_NAME.get(_OTHER_KEYS.get(key, ""))


def command_named(name: str) -> Command:
    """The command of a name. KeyError if there is none."""
    return _BY_NAME[name]
