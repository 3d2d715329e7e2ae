"""Bringing files in: what a run would do is planned first, then done in one transaction or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tinydb.table import Document

from data import DuplicateKey
from data.texts import gettext as _
from index.storage.gc_pause import uncollected
from rmdesk.desk.barcodes import not_free
from rmdesk.desk.desk import Session
from rmdesk.duties.holding import ensure_unit
from rmdesk.exchange.kinds import kind_for
from rmdesk.exchange.mapping import ImportMap, bind, check_given, read_map
from rmdesk.exchange.matching import store_mark
from rmdesk.exchange.other_kinds import refuse_other_kind
from rmdesk.exchange.outcome import STEP, ImportReport, Progress, Refusal
from rmdesk.exchange.planning import ImportPlan, make_plan
from rmdesk.exchange.reading import FileOptions, open_rows
from rmdesk.exchange.refused import write_refused
from rmdesk.exchange.row_draft import RowDraft
from rmdesk.exchange.rows import take_rows
from rmdesk.exchange.shipped import refuse_known
from rmdesk.model.errors import BadInput
from rmdesk.model.records import Record

__all__ = ["Way", "import_file", "import_files"]


@dataclass(frozen=True)
class Way:
    """How files are brought in; see `import_file`."""

    map_path: Path | None = None
    dry_run: bool = False
    skip_bad: bool = False
    overwrite: bool = True
    list_name: str = ""
    progress: Progress | None = None
    by_name: bool = False  # columns go by their names, of whichever make the file is
    given: Mapping[str, str] = field(default_factory=dict)  # for every row whose field is blank
    made_map: ImportMap | None = None  # a map that was made, not read


class _NotKept(Exception):
    """Takes back what was tried."""


def import_file(
    session: Session,
    kind: str,
    path: Path,
    *,
    map_path: Path | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    overwrite: bool = True,
    list_name: str = "",
    beside: Path | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring a file's rows in: all of them or none, or with `skip_bad` all that can be taken.

    Refused rows are written beside the file then, or beside the path `beside` where the file is a
    pipe's. A second run of the same file changes nothing. Without `overwrite` a row that would
    change what is filled already is refused. `list_name` names the list that rows without a code
    belong to, before the map and the file's name.
    Raises BadInput for a file or a map that cannot be read at all.
    """
    way = Way(map_path, dry_run, skip_bad, overwrite, list_name, progress)
    return _import(session, kind, path, way, beside or path)


def import_files(
    session: Session, kind: str, files: Sequence[tuple[Path, Path]], way: Way
) -> list[ImportReport]:
    """Bring several files in, one after the other and as one act: all of them or none.

    Each has the path beside which its refused rows are written. A later file knows what an earlier
    one brings, in a dry run too: that does everything and takes it back. The reports end with the
    file that stopped it all. Raises as `import_file` does.
    """
    if len(files) == 1:
        return [_import(session, kind, files[0][0], way, files[0][1])]
    reports: list[ImportReport] = []
    doing = replace(way, dry_run=False)
    try:
        names = ", ".join(path.name for path, _beside in files)
        with session.through("import").change("import", names, trial=way.dry_run):
            for path, beside in files:
                report = _import(session, kind, path, doing, None if way.dry_run else beside)
                reports.append(report)
                if not report.taken:
                    raise _NotKept
            if way.dry_run:
                raise _NotKept
    except _NotKept:
        for report in reports:
            report.dry_run = way.dry_run
    return reports


@uncollected()
def _import(session: Session, kind: str, path: Path, way: Way, beside: Path | None) -> ImportReport:
    """One file; without `beside` refused rows are written nowhere."""
    chosen = kind_for(session, kind)
    import_map = way.made_map or read_map(way.map_path, chosen.columns)
    options = replace(
        import_map.file,
        table=chosen.record.table,
        fields=tuple(chosen.columns),
        list_name=way.list_name or import_map.file.list_name,
    )
    check_given(way.given, chosen.columns)
    report = ImportReport(chosen.name, str(path), way.dry_run)

    def planned() -> ImportPlan:
        with open_rows(path, options) as source:
            if import_map.path is None and import_map.by_name and not way.by_name:
                refuse_known(path, source.columns, chosen)
                refuse_other_kind(path, source.columns, chosen)
            binding = bind(import_map, source.columns, chosen.columns, path, chosen.name)
            binding = replace(binding, given=way.given)
            rows = take_rows(chosen, source, binding, store_mark(session), way.progress)
        report.rows = rows.count
        plan = make_plan(session, chosen, rows, skip_bad=way.skip_bad, overwrite=way.overwrite)
        plan.tell(report)
        return plan

    seen = session.store.journal.last()
    plan = planned()
    if way.dry_run or not (plan.changes or (way.skip_bad and plan.refused)):
        _tell_attempts(session, plan, way)
        return report
    with session.through("import").change("import", path.name):
        if session.store.journal.last() != seen:
            plan = planned()  # somebody else changed something meanwhile
        if not plan.stopped:
            _write(session, chosen.record, plan, way.progress)
            if plan.refused and beside:
                report.refused_file = str(_write_refused(path, options, plan.refused, beside))
    _tell_attempts(session, plan, way)
    return report


def _tell_attempts(session: Session, plan: ImportPlan, way: Way) -> None:
    """R18: rows above the level of where they would come to be are told; no trial tells any.

    Of several files that are one act they are told when that ends.
    """
    if not way.dry_run:
        session.attempted("import", plan.attempts)
        if not session.store.writing:
            session.tell_attempts()


def _write(
    session: Session, record: type[Record], plan: ImportPlan, progress: Progress | None
) -> None:
    """Keep the plan's changes, inside a transaction: new rows first, then the others."""
    changes = plan.changes
    for unit in plan.units:
        ensure_unit(session, unit.name, unit.guard)
    table = session.store.table(record.table)
    done = 0
    new = [draft for draft in changes if not draft.updates]
    others = [draft for draft in changes if draft.updates]
    for batch in _batches(new):
        with _named_duplicates():
            numbers = table.insert_drafts([draft.draft() for draft in batch])
        for draft, number in zip(batch, numbers, strict=True):
            draft.number = number
        done += len(batch)
        if progress:
            progress(done, len(changes))
    for draft in [*(draft for draft in new if draft.waits), *others]:
        with _named_duplicates():
            session.save(record.from_document(Document(draft.document(), draft.number)))
        done += draft.updates
        if progress and draft.updates:
            progress(done, len(changes))
    if follow := session.desk.kinds[record.table].follow:
        followed = [draft for draft in changes if draft.is_followed]
        for first in range(0, len(followed), STEP):  # whole, a million would fill the memory
            some = followed[first : first + STEP]
            follow(session, [record.from_document(Document(d.document(), d.number)) for d in some])


def _batches(drafts: Sequence[RowDraft]) -> Iterator[list[RowDraft]]:
    """New rows in batches and in their order, which tells equal codes apart ever after.

    A batch ends before a row whose container is in it, so that the container has its number.
    """
    batch: list[RowDraft] = []
    within: set[RowDraft] = set()
    for draft in drafts:
        if len(batch) == STEP or draft.parent in within:
            yield batch
            batch, within = [], set()
        batch.append(draft)
        within.add(draft)
    if batch:
        yield batch


def _write_refused(
    path: Path, options: FileOptions, refused: Sequence[Refusal], beside: Path
) -> Path:
    """Write the refused rows beside the file, which is read once more for them."""
    reasons = {each.row: each for each in refused}
    with open_rows(path, options) as source:
        rows = ((row, reasons[row.number]) for row in source.rows if row.number in reasons)
        return write_refused(source, ((row, each.field, each.reason) for row, each in rows), beside)


@contextmanager
def _named_duplicates() -> Iterator[None]:
    """A key that somebody else took in the meantime, in words that tell nothing else (R17)."""
    try:
        yield
    except DuplicateKey as error:
        text = not_free(error.path, str(error.value))
        raise BadInput(_("Not taken"), text, _("Run it again."), field_name=error.path) from error
