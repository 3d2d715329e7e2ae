"""Commands made of acts: on the record, and each step of the request, disposition or census shown.

They have no key: the palette offers them, and imports every act for that. A start does without.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from rmdesk import duties
from rmdesk.desk.acts import Act
from rmdesk.duties.batch import Disposition
from rmdesk.duties.counted import Census
from rmdesk.model.records import Request
from screens.app import navigation
from screens.kit.command import ScreenCommand
from screens.records.actions import record_actions
from screens.records.kind_view import KindView

if TYPE_CHECKING:
    from screens.kit.host import Host


@cache
def act_commands() -> tuple[ScreenCommand, ...]:
    """What is done to records, then the steps of requests, dispositions and censuses."""
    return (
        *record_actions(),
        *(_step(act) for act in duties.acts_on(Request) if not act.names_more),
        *(_of_disposition(act) for act in duties.acts_on(Disposition)),
        *(_of_census(act) for act in duties.acts_on(Census)),
    )


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


def _of_disposition(act: Act) -> ScreenCommand:
    """An act on the disposition that is shown, by its name in the palette."""
    return ScreenCommand(
        name=f"disposition-{act.name}",
        title=act.title,
        help=act.help,
        views=("disposition",),
        also=(*act.also, "disposition"),
        run=partial(_take, act),
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


def _batch_shown(app: Host) -> KindView | None:
    view = app.lasting
    return view if isinstance(view, KindView) and view.kind.record is Disposition else None


def _take(act: Act, app: Host) -> None:
    if (view := _batch_shown(app)) is not None:
        view.take(app, act)
