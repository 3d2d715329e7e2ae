"""Commands of the lists: each report, and each step of a request that is shown."""

from __future__ import annotations

from functools import partial

from rmdesk import duties
from rmdesk.desk.acts import Act
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


def _report(name: str, title: str, about: str, *also: str) -> ScreenCommand:
    return ScreenCommand(
        name=f"report-{name}",
        title=title,
        help=about,
        run=partial(navigation.open_report, name),
        also=("report", "list", *also),
    )


REQUEST_COMMANDS = tuple(_step(act) for act in duties.acts_on(Request) if not act.names_more)

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
)
