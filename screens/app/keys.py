"""Every command of the screens: keys, footer, palette, help and docs/keys.md come from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.texts import gettext as _
from rmdesk import duties
from rmdesk.model.records import Holding
from rmdesk.model.words import later
from screens.app import navigation
from screens.app.boxes_commands import PAGE_COMMANDS, PLACES_BY_RANGES
from screens.app.form_commands import FORM_COMMANDS, KIND_COMMANDS
from screens.app.keeping_commands import KEEPING_COMMANDS
from screens.app.label_commands import JOB_COMMANDS, JOBS, LABEL_COMMANDS, PRINT_AGAIN
from screens.app.list_commands import (
    CENSUS_COMMANDS,
    FINGERPRINTS,
    INVENTORY,
    LIST_COMMANDS,
    REPORT_COMMANDS,
)
from screens.kit.command import ScreenCommand
from screens.kit.form import Form
from screens.kit.language import speaks
from screens.kit.notice import Told
from screens.records.actions import ask_or_do

if TYPE_CHECKING:
    from screens.kit.host import Host


def _form(app: Host) -> Form | None:
    """The form that is shown, or that something is chosen for."""
    for view in reversed(app.views):
        if isinstance(view, Form):
            return view
        if not (view.asker or view.transient):
            return None
    return None


def _marked_pull(app: Host) -> Holding | None:
    """The holding marked on the pick list that is shown."""
    taken = getattr(app.lasting, "taken", None)
    return taken if isinstance(taken, Holding) else None


class _Write(ScreenCommand):
    """Belongs to a form, and to what is chosen for one."""

    def belongs(self, app: Host) -> bool:
        """Whether there is a form to be written."""
        return _form(app) is not None


def _write(app: Host) -> None:
    """Take what was marked for the form, if one chooses, and confirm it."""
    form = _form(app)
    if form is None:
        return
    typed = app.line.value.strip()
    if app.view is not form and typed and not len(app.view):
        app.back_to(form)  # no choice has these words
    if app.view is form:
        # What is seen is written: a text that no field takes must not be lost silently.
        app.line.empty()
        if not form.write(app, typed):
            _not_written(app, typed)
        return
    left_out = bool(typed) and form.left_out()
    if app.view.moved or (left_out and len(app.view) == 1):
        app.view.choose(app)
    elif left_out:
        _not_written(app, typed)
        return
    app.line.empty()
    app.back_to(form)
    form.confirm(app)


def _not_written(app: Host, text: str) -> None:
    told = _("Not written: “{text}” is in no field yet. Enter it first.")
    app.tell(Told(told.format(text=text), "✗", "warn"))
    app.line.offer(text)


def _draft(app: Host) -> bool:
    return "intake" in app.begun


def _ask_discard(app: Host) -> None:
    navigation.ask_discard(app)


def _open_last(app: Host) -> None:
    if app.last_holding:
        navigation.open_record(app, app.last_holding)


def _ask_undo(app: Host) -> None:
    from screens.kit.undoing import ask_undo

    ask_undo(app)


def _not_there(app: Host) -> None:
    holding = _marked_pull(app)
    if holding:
        ask_or_do(app, duties.acts()["not-on-shelf"], f"#{holding.id}", holding.name, {})


def _quit(app: Host) -> None:
    app.quit()


def _language(code: str, own_name: str) -> ScreenCommand:
    """A language of the screens, named by itself in every language."""
    return ScreenCommand(
        name=f"language-{code}",
        title=own_name,
        help=later("Switch the language of the screens at once."),
        lacks=lambda _app: "" if speaks(code) else _("The screens do not speak it yet."),
        run=lambda app: app.speak(code),
    )


COMMANDS: tuple[ScreenCommand, ...] = (
    ScreenCommand(
        name="intake",
        key="f2",
        footer=later("intake"),
        title=later("Take in a request"),
        help=later("Take in a request: requester, records, type, priority. The draft is kept."),
        run=navigation.open_intake,
    ),
    ScreenCommand(
        name="discard-request",
        title=later("Discard the request's draft"),
        help=later("Throw away the request that was begun and is not written; asks first."),
        lacks=lambda app: "" if _draft(app) else _("No request was begun."),
        run=_ask_discard,
        also=("draft", "forget", "empty"),
    ),
    ScreenCommand(
        name="picks",
        key="f3",
        footer=later("pick list"),
        title=later("Pick list"),
        help=later("What to take off the shelves, in walking order; a scan picks."),
        run=navigation.open_picks,
    ),
    ScreenCommand(
        name="refiles",
        title=later("Refile list"),
        help=later("What to put back, in walking order; scan the shelf, then each record."),
        run=navigation.open_refiles,
        also=("refile", "reshelve", "put back"),
    ),
    ScreenCommand(
        name="shift",
        key="f11",
        title=later("Hand over the shift"),
        help=later("What the next at the desk must know: open pulls, late, set aside, exceptions."),
        run=navigation.open_shift,
        also=("hand-over", "exceptions", "missing", "end of day"),
    ),
    ScreenCommand(
        name="acts",
        title=later("What you did today"),
        help=later("Your own acts of today, the last first; Enter undoes one, after asking."),
        run=navigation.open_acts,
        also=("undo", "history", "mine", "own acts"),
    ),
    ScreenCommand(
        name="out-cards",
        title=later("Print the OUT cards"),
        help=later("On the pick list: an OUT card for each marked record, or for all of them."),
        views=("picks",),
        lacks=lambda app: "" if getattr(app.lasting, "holdings", ()) else _("Nothing is listed."),
        run=navigation.print_cards,
        also=("card", "outcard", "label"),
    ),
    ScreenCommand(
        name="narrow",
        key="ctrl+f",
        footer=later("narrow"),
        title=later("Narrow the results"),
        help=later("Narrow the results by kind, status, unit, decade or place, with counts."),
        views=("search",),
        run=navigation.open_facets,
    ),
    _Write(
        name="write",
        key="ctrl+s",
        footer=later("write"),
        title=later("Write or print what is on the screen"),
        help=later("Write the request or record, print the labels, or keep the calibration."),
        views=(
            "intake",
            "form",
            "act",
            "what-if",
            "labels",
            "label-preview",
            "calibration",
        ),
        run=_write,
    ),
    *FORM_COMMANDS,
    *KEEPING_COMMANDS,
    *LIST_COMMANDS,
    *LABEL_COMMANDS,
    *JOB_COMMANDS,
    ScreenCommand(
        name="labels",
        key="f5",
        footer=later("label"),
        title=later("Print labels"),
        help=later("Labels of records, results, accessions, shelves, people, or new barcodes."),
        run=navigation.open_labels,
    ),
    ScreenCommand(
        name="reports",
        key="f6",
        footer=later("reports"),
        title=later("Reports"),
        help=later("The centre at a glance; Tab lists every report."),
        run=navigation.open_reports,
    ),
    ScreenCommand(
        name="undo",
        key="f9",
        footer=later("undo"),
        title=later("Undo your last act"),
        help=later("Says what it would undo, then asks. Undo is a new entry in the journal."),
        run=_ask_undo,
    ),
    ScreenCommand(
        name="help",
        key="f1",
        footer=later("help"),
        title=later("Help"),
        help=later("What scans and keys do where you are."),
        run=navigation.open_help,
    ),
    ScreenCommand(
        name="palette",
        key="ctrl+p",
        footer=later("all"),
        title=later("All commands"),
        help=later("All commands; typing > opens them too."),
        run=navigation.open_palette,
    ),
    ScreenCommand(
        name="last",
        key="f4",
        footer=later("last scan"),
        title=later("Open the last record scanned"),
        help=later("Open the record that was scanned last."),
        lacks=lambda app: "" if app.last_holding else _("No record was scanned yet."),
        run=_open_last,
    ),
    ScreenCommand(
        name="person",
        key="f7",
        footer=later("person"),
        title=later("The current person"),
        help=later("What waits here for the person, what is overdue, out and asked for."),
        lacks=lambda app: (
            "" if navigation.person_meant(app) else _("Scan the person's badge first.")
        ),
        run=navigation.open_person,
    ),
    PRINT_AGAIN,
    JOBS,
    *CENSUS_COMMANDS,
    INVENTORY,
    FINGERPRINTS,
    *REPORT_COMMANDS,
    *KIND_COMMANDS,
    PLACES_BY_RANGES,
    *PAGE_COMMANDS,
    ScreenCommand(
        name="not-there",
        title=later("It is not in its place…"),
        help=later("On the pick list: mark the record missing, with a reason."),
        views=("picks",),
        lacks=lambda app: "" if _marked_pull(app) else _("Nothing is marked."),
        run=_not_there,
    ),
    ScreenCommand(
        name="back",
        key="escape",
        title=later("Back"),
        help=later("Leave what is shown; at the desk, end with the current person or place."),
        run=lambda app: app.escape(),
    ),
    ScreenCommand(
        name="desk",
        key="f10",
        title=later("Back to the desk"),
        help=later("Leave every screen and show the desk; drafts are kept."),
        also=("queue", "requests", "waiting", "late", "urgent"),
        run=lambda app: app.go_home(),
    ),
    ScreenCommand(
        name="search-help",
        title=later("How to search"),
        help=later("What can be typed into a search: phrases, fields, dates, statuses, signs."),
        run=navigation.open_search_help,
        also=("query", "fields", "wildcard", "quotes", "language"),
    ),
    ScreenCommand(
        name="glossary",
        title=later("Words and rules"),
        help=later("What each word of the screens means, and every rule in a sentence."),
        run=navigation.open_glossary,
        also=("glossary", "meaning", "rule", "dictionary", "R14"),
    ),
    ScreenCommand(
        name="contrast",
        title=later("High contrast, or as it was"),
        help=later("Nothing is dim: all letters have the terminal's full colour, and frames too."),
        run=navigation.turn_contrast,
        also=("colour", "color", "bright", "light", "dark", "theme", "accessibility"),
    ),
    ScreenCommand(
        name="ground",
        title=later("Dark ground, light ground, or any"),
        help=later("Says what the terminal's letters stand on, so that grey ones can be read."),
        run=navigation.turn_ground,
        also=("background", "dark", "light", "theme", "grey", "colour", "dim"),
    ),
    ScreenCommand(
        name="import",
        title=later("Bring a file in…"),
        help=later("Choose a table, say which column is which field, try it, then take it."),
        run=navigation.open_import,
        also=("import", "csv", "excel", "spreadsheet", "upload", "load", "map"),
    ),
    ScreenCommand(
        name="messages",
        key="ctrl+l",
        title=later("All messages"),
        help=later("All that was told in this session, the newest first; Enter opens what of."),
        run=navigation.open_messages,
        also=("history", "log", "answers"),
    ),
    ScreenCommand(
        name="drafts",
        title=later("Drafts"),
        help=later("What was begun in forms and is not written; Enter goes on, Delete discards."),
        lacks=lambda app: "" if app.begun else _("Nothing was begun."),
        run=navigation.open_drafts,
        also=("unfinished", "resume", "go on", "discard"),
    ),
    ScreenCommand(
        name="lock",
        key="ctrl+z",
        title=later("Lock the screen"),
        help=later("Hide the desk until you, or another, sign in by badge and PIN."),
        lacks=lambda app: app.against_locking(),
        run=lambda app: app.lock(),
        also=("leave", "away", "sign out", "pin"),
    ),
    ScreenCommand(
        name="clear",
        title=later("Clear the messages"),
        help=later("Take the answers to the last scans off the screen."),
        run=lambda app: app.hush(),
    ),
    _language("en", "Language: English"),
    _language("fr", "Langue : français"),
    _language("zh", "语言：中文"),
    ScreenCommand(
        name="quit",
        key="ctrl+q",
        title=later("Quit"),
        help=later("Leave rmdesk once every scan is on disk. Ctrl+C and `> quit` do it too."),
        run=_quit,
    ),
)
"""In the order of the footer and the palette; those made of acts come beside them."""


def every_command() -> tuple[ScreenCommand, ...]:
    """All that the palette offers and a name can mean: the acts are imported for it."""
    from screens.app.act_commands import act_commands

    return (*COMMANDS, *act_commands())


_BY_KEY: dict[str, list[ScreenCommand]] = {}
for _command in COMMANDS:
    _BY_KEY.setdefault(_command.key, []).append(_command)
_BY_KEY["ctrl+c"] = _BY_KEY["ctrl+q"]


def command_for_key(key: str, app: Host | None = None) -> ScreenCommand | None:
    """The command of a key; where it has one on each of several screens, that of what is shown."""
    found = _BY_KEY.get(key, ()) if key else ()
    here = (each for each in found if app is not None and each.belongs(app))
    return next(here, next(iter(found), None))
