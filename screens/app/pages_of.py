"""The page of a record, and the list of those of a kind: what Enter on one opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmdesk.desk.kinds import RecordKind
from rmdesk.duties import kinds
from rmdesk.duties.batch import Disposition
from rmdesk.duties.counted import Census
from rmdesk.duties.lookup import Meant
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding
from screens.app.navigation import open_census, open_meant

if TYPE_CHECKING:
    from screens.kit.host import Host


def open_page(app: Host, record: Record) -> None:
    """Show the page of a record: the screen that its kind has, or else what is told of it.

    Esc leads back, to another holding as well.
    """
    if isinstance(record, Holding):
        from screens.records.record_view import RecordView

        app.last_holding = record.id
        app.open(RecordView(record.id, app.counter))
    elif isinstance(record, Meant):
        open_meant(app, record)
    elif isinstance(record, Census):
        open_census(app, record)
    else:
        open_kind(app, kinds()[record.table], record.id)


def open_list(app: Host, kind: RecordKind) -> None:
    """Show the records of a kind; Enter opens the page of one, as a fact that names it does."""
    from screens.records.columns import columns_of
    from screens.records.record_list import RecordList

    app.open(RecordList(kind, app.open_page, columns_of(app.session.guidelines, kind)))


def open_kind(app: Host, kind: RecordKind, number: int) -> None:
    """Show what is told of a record, what can be done with it, and its parts."""
    from screens.app.boxes_commands import doors_on
    from screens.records.kind_view import KindView
    from screens.views.disposition import DispositionView

    by_hand = kind.record is Disposition
    more = doors_on(kind)
    app.open(DispositionView(kind, number) if by_hand else KindView(kind, number, more))


def open_counting(app: Host) -> None:
    """Show the census that this person counts for, else all of them."""
    from rmdesk.duties.counting import census_of

    def opened(found: Census | None) -> None:
        if found is None:
            open_list(app, kinds()[Census.table])
        else:
            open_census(app, found)

    app.look_up(census_of, opened)
