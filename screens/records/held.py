"""What something that is shown holds, as a list of records: of a request, a person, a place, a box.

Its own screen shows them beside all else; as a list they have the columns of the site.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tinydb import Query

from data.texts import gettext as _
from rmdesk.duties import kinds
from rmdesk.duties.place import lives_there
from rmdesk.model.counting import as_counted
from rmdesk.model.records import Holding, Place
from screens.records.columns import columns_of
from screens.records.record_list import MOST, RecordsOf
from screens.records.record_view import RecordView

if TYPE_CHECKING:
    from tinydb.queries import QueryInstance

    from rmdesk.desk.desk import Session
    from screens.kit.host import Host
    from screens.kit.view import View


def lacks_records(app: Host) -> str:
    """Why there is nothing to list."""
    view = app.lasting
    if isinstance(view, RecordView):
        holds = bool(view.facts and view.facts.contents)
        return "" if holds else _("Nothing lies in it.")
    return "" if getattr(view, "holdings", ()) else _("It has no records.")


def list_records(app: Host) -> None:
    """List them; Enter opens one."""
    view, kind = app.lasting, kinds()[Holding.table]
    called = "".join(text for text, _role in view.title()).strip()
    columns = columns_of(app.session.guidelines, kind)
    app.open(
        RecordsOf(kind, lambda each: app.open_record(each.id), columns, called, _reading(view))
    )


def _reading(view: View) -> Callable[[Session], Sequence[Holding]]:
    """How they are read, again and again: what may not be known any more is not among them."""
    if isinstance(view, RecordView):
        return lambda session: _where(session, Query().inside == view.number)
    if isinstance(view.subject, Place):
        place = view.subject
        return lambda session: lives_there(session, place)[:MOST]
    numbers = [each.id for each in getattr(view, "holdings", ())]

    def read(session: Session) -> list[Holding]:
        found = map(session.visible.get, numbers)
        return [each for each in found if each is not None]

    return read


def _where(session: Session, condition: QueryInstance) -> list[Holding]:
    rows = session.visible.page(condition, limit=MOST).rows
    return sorted(map(Holding.from_document, rows), key=lambda each: as_counted(each.key))
