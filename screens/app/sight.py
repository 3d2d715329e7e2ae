"""What is on a screen when somebody may not see it any more: it goes at once (R17).

Another session may raise a record, or end a registration, while a screen is open over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmdesk.model.fields import Record
from rmdesk.model.roles import LOOK
from screens.kit.notice import Told

if TYPE_CHECKING:
    from screens.app.app import DeskApp


def look_again(app: DeskApp) -> bool:
    """Take off what may not be known any more; whether the desk may stay open at all."""
    if against := app.session.against(LOOK):
        app.exit(return_code=1, message=against[0].text)
        return False
    app.answers.forget(lambda told: _tells_of_hidden(app, told))
    if app.last_holding and app.session.visible.get(app.last_holding) is None:
        app.last_holding = 0
    for view in app.views:
        if view.subject is not None and _is_hidden(app, view.subject):
            app.leave_above(view)
            break
    return True


def _tells_of_hidden(app: DeskApp, told: Told) -> bool:
    named = (told.holding, told.request, told.opens)
    return any(each is not None and _is_hidden(app, each) for each in named)


def _is_hidden(app: DeskApp, record: Record) -> bool:
    return bool(record.id) and not app.session.visible.known_among(type(record), [record])
