"""Commands made of acts: on the record, and each step of the request, disposition or census shown.

They have no key: the palette offers them, and imports every act for that. A start does without.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import TYPE_CHECKING

from data.plain import replace
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
        *(_step(act, "request", navigation.take_step) for act in duties.acts_on(Request)),
        *(_step(act, "disposition", _take) for act in duties.acts_on(Disposition)),
        *(
            replace(
                _step(act, "census", navigation.take_census_step),
                lacks=partial(navigation.against_census_step, act),
            )
            for act in duties.acts_on(Census)
        ),
    )


def _step(act: Act, view: str, take: Callable[[Act, Host], None]) -> ScreenCommand:
    """An act on what a view shows, by its name in the palette."""
    return ScreenCommand(
        name=f"{view}-{act.name}",
        title=act.title,
        help=act.help,
        views=(view,),
        also=(*act.also, view),
        run=partial(take, act),
    )


def _batch_shown(app: Host) -> KindView | None:
    view = app.lasting
    return view if isinstance(view, KindView) and view.kind.record is Disposition else None


def _take(act: Act, app: Host) -> None:
    if (view := _batch_shown(app)) is not None:
        view.take(app, act)
