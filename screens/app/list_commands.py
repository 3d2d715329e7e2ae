"""Commands of the lists: each report, and each step of a request or a census that is shown."""

from __future__ import annotations

from functools import partial

from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.duties.counted import Census
from rmdesk.model.records import Request
from rmdesk.model.words import later
from screens.app import navigation
from screens.kit.command import ScreenCommand


def _step(act: Act) -> ScreenCommand:
    """A step of the request that is shown, by its name in the palette."""
    return ScreenCommand(
        name=f"request-{act.name}",
        title=act.title,
        help=act.help,
        views=("request",),
        also=(*act.also, "request"),
        run=partial(navigation.take_step, act),
    )


def _of_census(act: Act) -> ScreenCommand:
    """A step of the census that is shown."""
    return ScreenCommand(
        name=f"census-{act.name}",
        title=act.title,
        help=act.help,
        views=("census",),
        also=(*act.also, "census"),
        lacks=partial(navigation.against_census_step, act),
        run=partial(navigation.take_census_step, act),
    )


def _report(name: str, title: str, about: str, *also: str) -> ScreenCommand:
    return ScreenCommand(
        name=f"report-{name}",
        title=title,
        help=about,
        run=partial(navigation.open_report, name),
        also=("report", "list", *also),
    )


REQUEST_COMMANDS = tuple(_step(act) for act in duties.acts_on(Request) if not act.names_more)

CENSUS_COMMANDS = (
    ScreenCommand(
        name="count",
        title=later("Count shelves"),
        help=later("Go on with the census that you count for; without one, list the censuses."),
        run=navigation.open_counting,
        also=("census", "stock-take", "inventory", "shelf audit"),
    ),
    *(_of_census(act) for act in duties.acts_on(Census)),
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
