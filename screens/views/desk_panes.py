"""What stands beside the queue where the window has room: the marked request in full, what is set
aside, due back and to refile; on a wide one the day as a chart, who is here, and the last acts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby, islice
from typing import TYPE_CHECKING

from tinydb import Query

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.leading import acted_on, has_page, known
from rmdesk.desk.presence import At, at_the_desk
from rmdesk.duties.audit import act_word, called_in, latest_entries, local_time
from rmdesk.duties.day import Day, day_by_hour
from rmdesk.duties.describe import Describer
from rmdesk.duties.shelf import Shelved, shelved
from rmdesk.duties.workload import Counts
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding
from rmdesk.model.words import Status
from screens.kit.paint import Column, Fitting, Line, Span, bar_of, cells, fit
from screens.kit.panes import Opens, Pane, PaneRow, Split, columns, rows

if TYPE_CHECKING:
    from screens.kit.host import Host

WIDE, HIGH = 110, 30
"""From this window on there are parts beside the queue."""

WIDEST = 170
"""From this width on there is a third column."""

_LISTED = 40
_ACTS, _ENTRIES = 16, 120
_DAY_WIDTH = 46


@dataclass(frozen=True)
class _Due:
    holding: Holding
    name: str


@dataclass(frozen=True)
class _Away:
    holding: Holding
    home: str


@dataclass(frozen=True)
class _Act:
    time: str
    actor: str
    word: str
    subject: str
    table: str
    number: int


@dataclass(frozen=True)
class Beside:
    """What is shown beside the queue: the first of each, for the figures count all."""

    aside: Sequence[Shelved]
    due: Sequence[_Due]
    due_in_all: int
    refile: Sequence[_Away]
    day: Day | None
    here: Sequence[At]
    acts: Sequence[_Act]


def beside_of(session: Session, width: int) -> Beside:
    """What a window of this width has room for beside the queue."""
    of = Query()
    back = (of.status == Status.OUT) & (of.due == session.today())
    describer = Describer(session)
    third = width >= WIDEST
    return Beside(
        [found for each in _first(session, of.status == Status.WAITING)
         if (found := shelved(session, each))],
        [_Due(each, describer.name(each.holder_id)) for each in _first(session, back)],
        session.visible.count(back),
        [_Away(each, describer.home(each))
         for each in _first(session, of.status == Status.TO_REFILE)],
        day_by_hour(session) if third else None,
        at_the_desk(session.desk.home) if third else (),
        list(islice(_acts(session), _ACTS)) if third else (),
    )  # fmt: skip


def _first(session: Session, condition: Query) -> list[Holding]:
    page = session.visible.page(condition, order_by=("status", "due"), limit=_LISTED)
    return [Holding.from_document(row) for row in page.rows]


def _acts(session: Session) -> Iterator[_Act]:
    """What was done last, the newest first: an act on many is told once."""
    newest = latest_entries(session, _ENTRIES)[::-1]
    for _number, found in groupby(newest, key=lambda entry: entry.act):
        entries = list(found)
        subjects = acted_on(session, entries)
        table, number = subjects[0] if subjects else ("", 0)
        name = called_in(session, table, number) if number else ""
        more = sum(each[0] == Holding.table for each in subjects) - 1
        yield _Act(
            _when(local_time(entries[0]), session.today()),
            entries[0].actor,
            act_word(entries),
            f"{name} +{more}" if more > 0 else name,
            table,
            number if number and has_page(session.desk.kinds[table]) else 0,
        )


def _when(time: str, today: str) -> str:
    return time[11:] if time[:10] == today else time[5:10]


def split_of(width: int, height: int) -> Split | None:
    """The queue on top, as wide as there is room; below it the rest; on a wide window the day."""
    if width < WIDE or height < HIGH - 13:
        return None
    below = columns((1, 0.38), (2, 0.27), (rows((3, 0.4), (4, 0)), 0))
    left = rows((0, 0.5), (below, 0))
    if width < WIDEST:
        return left
    return columns((left, 0), (rows((5, 0.46), (6, 0.16), (7, 0)), _DAY_WIDTH))


def panes_of(
    beside: Beside, request: Callable[[int], Sequence[PaneRow]], counts: Counts, now: datetime
) -> Sequence[Pane]:
    """The parts in their order; `request` gives the lines of the marked request."""
    found = [
        Pane(_("the marked request"), request),
        Pane(
            _("set aside"),
            partial(_aside_rows, beside.aside, now),
            f"{counts.waiting_on_shelf}",
        ),
        Pane(_("due back today"), partial(_due_rows, beside.due), f"{beside.due_in_all}"),
        Pane(_("to refile"), partial(_refile_rows, beside.refile), f"{counts.to_refile}"),
    ]
    if beside.day is not None:
        found += [
            Pane(_("the day"), partial(_day_rows, beside.day, now)),
            Pane(_("at the desk"), partial(_here_rows, beside.here, now), f"{len(beside.here)}"),
            Pane(_("the last acts"), partial(_act_rows, beside.acts)),
        ]
    return found


def _record(number: int) -> Callable[[Host], None]:
    return lambda app: app.open_record(number)


def _name(holding: Holding) -> str:
    code = holding.identifier or holding.key
    return holding.name if holding.name != code else ""


def _aside_rows(aside: Sequence[Shelved], now: datetime, width: int) -> list[PaneRow]:
    """For whom and until when first: that is what one is asked at the counter."""
    if not aside:
        return [_nothing(_("Nothing waits on the hold shelf."))]
    shape = (Column("", 10, 2), Column("", 10, 3), Column("", 5))
    rows_ = [
        (
            (each.person.name, "bold"),
            (each.holding.identifier or each.holding.key, ""),
            _until(each, now),
        )
        for each in aside
    ]
    return _fitted_rows(shape, rows_, [_record(each.holding.id) for each in aside], width)


def _fitted_rows(
    shape: Sequence[Column],
    rows_: Sequence[Sequence[Span]],
    opens: Sequence[Opens | None],
    width: int,
) -> list[PaneRow]:
    """Rows in columns as wide as what stands in them asks for, each a door where it leads on."""
    fits = Fitting(shape, rows_, 1)
    pairs = zip(rows_, opens, strict=True)
    return [PaneRow(fits.cells(width, row), leads) for row, leads in pairs]


def _until(each: Shelved, now: datetime) -> Span:
    over = bool(each.until) and each.until < now.date().isoformat()
    return (each.until[5:] or "–", "bad" if over else "dim")


def _due_rows(due: Sequence[_Due], width: int) -> list[PaneRow]:
    if not due:
        return [_nothing(_("Nothing is due back today."))]
    shape = (Column("", 10, 2), Column("", 10, 3))
    rows_ = [((each.name, "bold"), _coded(each.holding)) for each in due]
    return _fitted_rows(shape, rows_, [_record(each.holding.id) for each in due], width)


def _refile_rows(away: Sequence[_Away], width: int) -> list[PaneRow]:
    if not away:
        return [_nothing(_("Nothing is left to refile."))]
    shape = (Column("", 8), Column("", 10, 4))
    rows_ = [((each.home or "–", "bold"), _coded(each.holding)) for each in away]
    return _fitted_rows(shape, rows_, [_record(each.holding.id) for each in away], width)


def _coded(holding: Holding) -> Span:
    return f"{holding.identifier or holding.key} {_name(holding)}", ""


def _nothing(text: str) -> PaneRow:
    return PaneRow([(text, "dim")])


def _day_rows(day: Day, now: datetime, width: int) -> list[PaneRow]:
    """An hour a line, what came in to the left and what was closed to the right of its middle."""
    kept: list[Span] = [(_("Nothing was closed yet."), "dim")]
    if day.measured:
        share = f"{100 * day.within / day.measured:.0f} %"
        told = _(" of {n} closed within the service level").format(n=day.measured)
        kept = [(share, "bold"), (told, "")]
    most = max([1, *(max(each.received, each.closed) for each in day.hours)])
    side = (width - 13) // 2
    head = (
        f"{fit(_('in {n}').format(n=day.received), side + 9, right=True)}  "
        f"{_('closed {n}').format(n=day.closed)}"
    )
    found = [PaneRow(kept), PaneRow([(head, "dim")])]
    for each in day.hours:
        here = each.hour == now.hour
        came, went = (bar_of(n / most, side) for n in (each.received, each.closed))
        found.append(
            PaneRow([
                (f"{each.hour:02}:00 ", "bold" if here else "dim"),
                (f"{each.received or '':>3} ", ""),
                (fit(_mirrored(came), side, right=True), ""),
                ("│", "frame"),
                (fit(went, side), "dim"),
                (f" {each.closed or ''}", ""),
            ])
        )  # fmt: skip
    return found


def _mirrored(bar: str) -> str:
    """A bar that grows to the left: whole cells, for no blocks are filled from the right."""
    return "█" * len(bar) if len(bar) > 1 or bar == "█" else "▐" if bar else ""


def _here_rows(here: Sequence[At], now: datetime, width: int) -> list[PaneRow]:
    found = []
    for each in here:
        since = f"{each.since.astimezone(now.tzinfo):%H:%M}"
        line: Line = cells((Column("", 8, 1), Column("", 11)), width, (
            (each.login, "bold"), (_("since {clock}").format(clock=since), "dim"),
        ), 1)  # fmt: skip
        found.append(PaneRow(line))
    return found


def _act_rows(acts: Sequence[_Act], width: int) -> list[PaneRow]:
    shape = (Column("", 5), Column("", 6), Column("", 11), Column("", 10, 1))
    rows_ = [
        ((each.time, "dim"), (each.actor, "dim"), (each.word, ""), (each.subject, "bold"))
        for each in acts
    ]
    return _fitted_rows(shape, rows_, [_page(each) for each in acts], width)


def _page(act: _Act) -> Opens | None:
    """To the record that an act was on; None where people have no name for it."""
    if not act.number:
        return None
    table, number = act.table, act.number

    def read(session: Session) -> Record | None:
        kept = session.get(session.desk.kinds[table].record, number)
        return next(iter(known(session, [kept] if kept else [])), None)

    def opened(app: Host) -> None:
        app.look_up(read, lambda found: app.open_page(found) if found else None)

    return opened
