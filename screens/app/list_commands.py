"""Commands of the lists, of the census and of the reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from data.texts import gettext as _
from rmdesk.model.words import later
from screens.app import navigation
from screens.kit.command import ScreenCommand

if TYPE_CHECKING:
    from screens.kit.host import Host
    from screens.kit.listing import Listing


def _report(name: str, title: str, about: str, *also: str) -> ScreenCommand:
    return ScreenCommand(
        name=f"report-{name}",
        title=title,
        help=about,
        run=partial(navigation.open_report, name),
        also=("report", "list", *also),
    )


class _OfList(ScreenCommand):
    """Belongs to every list."""

    def belongs(self, app: Host) -> bool:
        """Whether a list is shown."""
        return app.lasting.lists

    def elsewhere(self) -> str:
        """They belong to every list, and no name is on all."""
        return _("For a list.")


def _listed(
    name: str,
    key: str,
    title: str,
    about: str,
    run: Callable[[Listing, Host], None],
    *also: str,
) -> ScreenCommand:
    def on_list(app: Host) -> None:
        if app.lasting.lists:
            run(cast("Listing", app.lasting), app)

    return _OfList(name=name, key=key, title=title, help=about, run=on_list, also=also)


def _act(app: Host) -> None:
    from screens.records.marked import act_on_marked  # with the first act on a list

    act_on_marked(app)


def _write(app: Host) -> None:
    from screens.records.marked import ask_to_write

    ask_to_write(app)


def _copy(app: Host) -> None:
    from screens.records.marked import copy_marked

    copy_marked(app)


def _open_counting(app: Host) -> None:
    from screens.app.pages_of import open_counting

    open_counting(app)


def _no_acts(app: Host) -> str:
    from screens.records.marked import acts_on_marked

    targets, acts = acts_on_marked(app)
    if not targets:
        return _("Nothing is marked that is a record.")
    return "" if acts else _("Nothing is done with such records from a list.")


LIST_COMMANDS: tuple[ScreenCommand, ...] = (
    _OfList(
        name="act",
        key="ctrl+d",
        footer=later("act"),
        title=later("Act on what is marked…"),
        help=later("Choose what to do with the marked rows: one dry run, one question, one act."),
        lacks=_no_acts,
        run=_act,
        also=("bulk", "marked", "all of them", "batch"),
    ),
    _OfList(
        name="write-list",
        key="ctrl+e",
        footer=later("write"),
        title=later("Write or print the list…"),
        help=later("What is marked, or else all that is seen, as CSV or PDF, or to a printer."),
        run=_write,
        also=("export", "csv", "pdf", "print", "save"),
    ),
    _OfList(
        name="copy",
        key="ctrl+k",
        footer=later("copy"),
        title=later("Copy what is marked"),
        help=later("The marked rows, or else all that are seen, to the terminal's clipboard."),
        run=_copy,
        also=("clipboard", "yank"),
    ),
    _listed(
        "mark-all", "ctrl+a", later("Mark all, or none"),
        later("Mark all that the words have left; where all is marked, none."),
        lambda shown, app: shown.star_all(app), "select",
    ),
    _listed(
        "mark-range", "ctrl+down", later("Mark up to here"),
        later("Mark all rows from the last one marked to this one."),
        lambda shown, app: shown.star_range(app), "select",
    ),
    _listed(
        "sort-next", "ctrl+right", later("Sort by the next column"),
        later("Sort by the next column, or as it was read; a click on a head does it too."),
        lambda shown, app: shown.sort(app, 1), "order",
    ),
    _listed(
        "sort-back", "ctrl+left", later("Sort by the column before"),
        later("Sort by the column before."), lambda shown, app: shown.sort(app, -1), "order",
    ),
    _listed(
        "sort-turn", "ctrl+up", later("Turn the order round"),
        later("Turn the order of the list round; what is empty stays last."),
        lambda shown, app: shown.turn_round(app), "order", "descending",
    ),
)  # fmt: skip

CENSUS_COMMANDS = (
    ScreenCommand(
        name="count",
        title=later("Count shelves"),
        help=later("Go on with the census that you count for; without one, list the censuses."),
        run=_open_counting,
        also=("census", "stock-take", "inventory", "shelf audit"),
    ),
    ScreenCommand(
        name="settle-missing",
        title=later("Mark all that is missing"),
        help=later("Mark each record that the census misses as missing, by an act of its own."),
        views=("census",),
        run=navigation.ask_to_settle_missing,
        also=("lost", "census"),
    ),
)

INVENTORY = ScreenCommand(
    name="inventory",
    title=later("Inventory…"),
    help=later("List what the place that is shown holds, or what a place, class or unit does."),
    run=navigation.open_inventory,
    also=("shelf list", "holdings", "box list", "index", "terms", "accession"),
)

FINGERPRINTS = ScreenCommand(
    name="search-fingerprints",
    title=later("Search fingerprint cards…"),
    help=later("By a Henry formula or an NCIC code, with a margin on ridge counts."),
    run=navigation.search_fingerprints,
    also=("formula", "classify", "henry", "ncic", "prints"),
)

REPORT_COMMANDS = (
    _report("out", later("What is out"), later("All that is out, by due date."), "loans", "lent"),
    _report("overdue", later("What is overdue"), later("What is out past its due date."), "late"),
    _report(
        "to-refile",
        later("What is to be refiled"),
        later("What came back and is not in its place yet, in walking order."),
        "returned",
        "reshelve",
    ),
    _report(
        "set-aside",
        later("The hold shelf"),
        later("What is set aside for whom, and since when."),
        "waiting",
        "ready",
    ),
    _report(
        "census",
        later("Shelves counted"),
        later("When each shelf was counted last, and how accurate it was."),
        "accuracy",
    ),
)
