"""Reports that are made by themselves: which, how often, in what form, into what folder or to whom.

A timer of the machine runs them (`report --due`); each is made of the last whole day, week, month
or year, once, and of those that were missed. What was not made says why, and is due again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.acts import Act, Given
from rmdesk.desk.desk import STORE_FILE, Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import found
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import Record, given, kept
from rmdesk.model.values import LINE, choice
from rmdesk.model.words import later

FORMATS = ("csv", "json", "md", "xlsx", "pdf")
EVERY = ("day", "week", "month", "year")
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MOST_MISSED = 60
"""Most spans that are made up for at once; the older ones are asked for by hand."""


@dataclass(kw_only=True, slots=True)
class SavedReport(Record):
    """A report to be made again and again.

    `done` is the last day (ISO) of which it was made, `failed` why it was not made when it was last
    due, `stopped` the day since when it is not made any more.
    """

    table: ClassVar[str] = "saved_reports"
    word: ClassVar[str] = later("saved report")
    unique: ClassVar[tuple[str, ...]] = ("name",)
    called_by: ClassVar[tuple[str, ...]] = ("name",)
    needs: ClassVar[tuple[str, ...]] = ("name",)

    name: str = given(LINE, later("name"), later("what it is called, and its files"))
    report: str = given(LINE, later("report"), later("such as requests, turnaround or centre"))
    grouping: str = given(LINE, later("grouped by"), later("unit, type, month, ..."))
    every: str = given(choice(*EVERY), later("every"), later("how often"), empty="month")
    format: str = given(choice(*FORMATS), later("format"), later("of its file"), empty="csv")
    folder: str = given(LINE, later("folder"), later("where its files go"))
    email: str = given(LINE, later("e-mail"), later("to whom it goes, if not into a folder"))
    done: str = kept("", later("made up to"))
    failed: str = kept("", later("not made"))
    stopped: str = kept("", later("stopped"))


def _complete(made: SavedReport, values: Values, _remark: Remark) -> None:
    """Amend it. Raises BadInput for an unknown report, and unless it goes to just one place."""
    from rmdesk.duties.report import REPORTS  # every duty with it, which few starts need

    made.amend(values)
    if made.report not in REPORTS:
        raise BadInput(
            _("Unknown report"),
            _("There is no report “{name}”.").format(name=made.report),
            _("Known: {names}.").format(names=", ".join(REPORTS)),
            field_name="report",
        )
    REPORTS[made.report].accept(made.grouping)
    if bool(made.folder) == bool(made.email):
        raise BadInput(
            _("No place for it"),
            _("It goes into a folder, or to an address by e-mail."),
            _("Name one of the two."),
            field_name="folder",
        )
    if made.folder:  # a timer runs in another folder than who saves it
        made.folder = str(Path(made.folder).expanduser().absolute())
        _check_folder(Path(made.folder))
    if not made.name or "/" in made.name or made.name.startswith("."):
        text = _("“{name}” cannot be the name of a file.").format(name=made.name)
        raise BadInput(_("No such name"), text, "", field_name="name")


def _check_folder(folder: Path) -> None:
    """Raises BadInput for a folder that is none, or is a home: what is amiss is said at once."""
    if not folder.is_dir():
        raise BadInput(
            _("No such folder"),
            _("There is no folder {folder}.").format(folder=folder),
            _("Make it first, or name another."),
            field_name="folder",
        )
    if any((each / STORE_FILE).exists() for each in (folder, *folder.parents)):
        raise BadInput(
            _("Not into a home"),
            _("{folder} belongs to a home of rmdesk, where nothing else is kept.").format(
                folder=folder
            ),
            _("Name a folder elsewhere."),
            field_name="folder",
        )


def _against_stopping(_session: Session, made: SavedReport, _given: Given) -> list[Reason]:
    if not made.stopped:
        return []
    text = _("{name} was stopped on {day}.").format(name=made.name, day=made.stopped)
    return [Reason("R35", text, _("a new saved report"))]


def stop(session: Session, keys: Sequence[str], told: Given) -> SavedReport:
    """Make a saved report no more. Raises Refused, NotFound."""
    with session.change("stop-report"):
        made: SavedReport = found(session, SAVED_REPORTS, keys[0])
        Refused.for_any(_("Not stopped"), _against_stopping(session, made, told))
        made.stopped = session.today()
        session.save(made)
    return made


# --- what is due


def due_reports(session: Session) -> list[tuple[SavedReport, date, date]]:
    """Each saved report with the days of which it is to be made now, the longest missed first."""
    today = session.now().date()
    rows = (row for page in session.store.table(SavedReport.table).pages() for row in page)
    kept_ones = (SavedReport.from_document(row) for row in rows)
    return [(each, *span) for each in kept_ones if not each.stopped for span in _spans(each, today)]


def _spans(made: SavedReport, today: date) -> Iterator[tuple[date, date]]:
    """The whole spans before today of which it was not made: the last one, if it never was."""
    done = date.fromisoformat(made.done) if made.done else None
    spans: list[tuple[date, date]] = []
    end = _first_of(today, made.every) - _DAY
    while len(spans) < _MOST_MISSED and (done is None or end > done):
        start = _first_of(end, made.every)
        spans.append((start, end))
        if done is None:
            break
        end = start - _DAY
    yield from reversed(spans)


def _first_of(day: date, every: str) -> date:
    """The first day of the day, week, month or year that a day lies in."""
    return {
        "day": day,
        "week": day - day.weekday() * _DAY,
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
    }[every]


def mark_made(session: Session, made: SavedReport, end: date) -> None:
    """A saved report was made of the days up to one."""
    _mark(session, made, done=end.isoformat(), failed="")


def mark_failed(session: Session, made: SavedReport, why: str) -> None:
    """A saved report was not made: it stays due, and says why."""
    _mark(session, made, failed=why)


def _mark(session: Session, made: SavedReport, **values: str) -> None:
    with session.change("report due"):
        session.store.table(SavedReport.table).update(values, doc_ids=[made.id])


SAVED_REPORTS: RecordKind = RecordKind(
    record=SavedReport,
    name="saved-reports",
    complete=_complete,
    grouped=True,
    command="saved-report",
    called=lambda _session, made: made.name,
)
KINDS = (SAVED_REPORTS,)

ACTS = (
    Act(
        name="stop",
        on=SavedReport,
        title=later("Stop it"),
        help=later("Make a saved report no more."),
        done=later("Stopped: {name}"),
        word=later("saved report stopped"),
        against=_against_stopping,
        do=stop,
        journal="stop-report",
    ),
)
