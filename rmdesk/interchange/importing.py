"""Bringing files in: what a run would do is planned first, then done in one transaction or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from gettext import gettext as _
from pathlib import Path
from typing import Any

from tinydb import Query

from data import DuplicateKey
from rmdesk.desk import Session
from rmdesk.errors import BadInput
from rmdesk.interchange.fields import Unfit
from rmdesk.interchange.formulas import unquoted
from rmdesk.interchange.kinds import Kind, kind_named, origin_of
from rmdesk.interchange.linking import Draft, link, new_units
from rmdesk.interchange.mapping import Binding, bind, read_map
from rmdesk.interchange.matching import claim
from rmdesk.interchange.reading import Cell, FileOptions, FileRow, RowsFile, open_rows
from rmdesk.interchange.refused import write_refused
from rmdesk.keeping import elsewhere, not_free
from rmdesk.people import not_entrusted
from rmdesk.records import Holding, Person, Record, SchemeClass, Status, Unit
from rmdesk.security import guard_of

__all__ = ["Caution", "ImportReport", "Progress", "Refusal", "import_file"]

Progress = Callable[[int, int | None], None]
"""Takes how many rows are done, and of how many where that is known."""

_STEP = 1000
_SHOWN = frozenset({"place", "holder"})
"""What an export tells in words, beside the fields of a record that are the desk's own."""


@dataclass(frozen=True)
class Refusal:
    """Why a row was not taken; the row as a person counts it, the field, the reason."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True)
class Caution:
    """What a person should look at in a row that was taken."""

    row: int
    field: str
    text: str


@dataclass
class ImportReport:
    """What an import did, or with `dry_run` would do.

    Where rows are refused and not skipped, nothing is taken: added, updated and unchanged are 0.
    """

    kind: str
    file: str
    dry_run: bool = False
    rows: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    units: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    refused_file: str = ""
    taken: bool = False

    def to_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        lists = {
            "refused": [vars(each) for each in self.refused],
            "warnings": [vars(each) for each in self.warnings],
        }
        return {**vars(self), **lists}


def import_file(
    session: Session,
    kind: str,
    path: Path,
    *,
    map_path: Path | None = None,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring a file's rows in: all of them or none, or with `skip_bad` all that can be taken.

    Refused rows are written beside the file then. A second run of the same file changes nothing.
    Raises BadInput for a file or a map that cannot be read at all.
    """
    chosen = kind_named(kind)
    import_map = read_map(map_path, chosen.columns)
    options = replace(import_map.file, table=chosen.record.table)
    with open_rows(path, options) as source:
        binding = bind(import_map, source.columns, chosen.columns, path)
        run = _Import(session, chosen, source, binding, options, skip_bad, progress)
        run.read()
    seen = session.store.journal.last()
    plan = run.plan()
    report = plan.report(dry_run)
    if dry_run or not (plan.changes or (skip_bad and plan.refused)):
        return report
    with session.change("import", path.name):
        if session.store.journal.last() != seen:
            plan = run.plan()
            report = plan.report(dry_run)
        if report.taken:
            run.write(plan)
            if plan.refused:
                report.refused_file = str(run.write_refused(plan))
    return report


@dataclass(frozen=True)
class _Row:
    """A row whose cells all fit their fields."""

    number: int
    values: Mapping[str, Any]


@dataclass
class _Plan:
    """All that a run would do, before any of it is done."""

    base: _Import
    drafts: list[Draft] = field(default_factory=list)
    changes: list[Draft] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)

    @property
    def stopped(self) -> bool:
        """Whether a refusal stops all."""
        return bool(self.refused) and not self.base.skip_bad

    def warn(self, row: int, name: str, text: str) -> None:
        """Note a warning."""
        self.warnings.append(Caution(row, name, text))

    def refuse(self, row: int, name: str, reason: str) -> None:
        """Note a refusal."""
        self.refused.append(Refusal(row, name, reason))

    def report(self, dry_run: bool) -> ImportReport:
        """The plan in figures."""
        base = self.base
        report = ImportReport(base.kind.name, str(base.source.path), dry_run, base.rows)
        report.refused = sorted(self.refused, key=lambda each: each.row)
        report.warnings = sorted(self.warnings, key=lambda each: each.row)
        report.taken = not self.stopped
        if report.taken:
            report.added = sum(draft.new for draft in self.changes)
            report.updated = len(self.changes) - report.added
            report.unchanged = len(self.drafts) - len(self.changes)
            report.units = len(self.units)
        return report


class _Import:
    """One run over one file: read, plan, write."""

    def __init__(
        self,
        session: Session,
        kind: Kind,
        source: RowsFile,
        binding: Binding,
        options: FileOptions,
        skip_bad: bool,
        progress: Progress | None,
    ) -> None:
        self.session = session
        self.kind = kind
        self.parsers = kind.columns
        self.source = source
        self.binding = binding
        self.options = options
        self.sight = session.sight
        self.skip_bad = skip_bad
        self.progress = progress
        self.rows = 0
        self.good: list[_Row] = []
        self.unfit: list[Refusal] = []
        self.remarks: list[Caution] = []

    # --- reading

    def read(self) -> None:
        """Read every row, and sort out those whose cells do not fit their fields."""
        origins: dict[str, int] = {}
        self.remarks += self._left_out()
        for row in self.source.rows:
            self.rows += 1
            trouble = (row.column, row.trouble) if row.trouble else self._take(row, origins)
            if trouble:
                self.unfit.append(Refusal(row.number, *trouble))
            self._tell(self.rows, None)
        self.remarks += self._unknown_words()

    def _left_out(self) -> Iterator[Caution]:
        header = max(len(self.source.preamble), 1)
        ours = self.kind.record.keys() | _SHOWN
        for column in self.binding.left_out:
            if column.casefold() not in ours:
                yield Caution(header, column, _("no field of ours has this name; left out"))

    def _take(self, row: FileRow, origins: dict[str, int]) -> tuple[str, str] | None:
        """Keep a row's values; the field and reason where it cannot be taken."""
        cells = self.binding.fill(row.cells)
        if self.binding.by_name and self.source.form == "csv":
            cells = {name: _unquoted(cell) for name, cell in cells.items()}
        values: dict[str, Any] = {}
        for name, cell in cells.items():
            if not cell:
                continue
            try:
                values[name] = self.parsers[name](cell)
            except Unfit as misfit:
                return name, str(misfit)
        if not any(values.get(name) for name in self.kind.needs):
            names = ", ".join(self.kind.needs)
            return self.kind.needs[0], _("one of these is needed: {names}").format(names=names)
        if self.kind.record is Holding and not (values.get("barcode") or values.get("identifier")):
            values.setdefault("origin", origin_of(cells, origins))
        self.good.append(_Row(row.number, values))
        return None

    def _unknown_words(self) -> Iterator[Caution]:
        """One warning for each word that a site uses and the desk has no meaning for."""
        for name, known in self.kind.known_words.items():
            seen = set(known)
            for row in self.good:
                word = row.values.get(name, "")
                if word and word not in seen:
                    seen.add(word)
                    text = _("“{word}” is none of our words ({known}); kept as it is")
                    yield Caution(row.number, name, text.format(word=word, known=", ".join(known)))

    # --- planning

    def plan(self) -> _Plan:
        """What each row would do to the store as it is now."""
        plan = _Plan(self, refused=list(self.unfit), warnings=list(self.remarks))
        rows = list(self._not_twice(plan))
        claims = claim(self.session, self.kind.record, [row.values for row in rows], self.kind.keys)
        unique = self._unique()
        taken = self._taken(rows, unique)
        if unique == "barcode":
            taken |= self._elsewhere(rows)
        for row, claimed in zip(rows, claims, strict=True):
            value = row.values.get(unique, "")
            has_it = claimed is not None and getattr(claimed, unique, "") == value
            if value in taken and not has_it:
                plan.refuse(row.number, unique, not_free(unique, value))
            elif draft := self._draft(plan, row, claimed):
                plan.drafts.append(draft)
        link(self.session, self.kind, plan.drafts, plan.warn)
        plan.units = new_units(self.session, self.kind, plan.drafts)
        plan.changes = [] if plan.stopped else [draft for draft in plan.drafts if draft.changed]
        return plan

    def _not_twice(self, plan: _Plan) -> Iterator[_Row]:
        """Rows without those that repeat a barcode or code of an earlier row."""
        first: dict[tuple[str, str], int] = {}
        for row in self.good:
            keys = [(name, row.values[name]) for name in self.kind.once if name in row.values]
            repeated = next((key for key in keys if key in first), None)
            if repeated is None:
                first.update(dict.fromkeys(keys, row.number))
                yield row
            else:
                name, value = repeated
                text = _("“{value}” stands in row {row} already")
                plan.refuse(row.number, name, text.format(value=value, row=first[repeated]))

    def _unique(self) -> str:
        """The field that no two records share: the barcode, or the code of a class; "" for none."""
        if self.kind.record is SchemeClass:
            return "code"
        return "barcode" if "barcode" in self.kind.fields else ""

    def _taken(self, rows: Sequence[_Row], unique: str) -> set[str]:
        """Barcodes (or codes) of the file that are in use; hidden records count too.

        Only that one is not free can be learnt from it, in words that tell nothing else (R17).
        """
        table = self.session.store.table(self.kind.record.table)
        wanted = [row.values[unique] for row in rows if unique in row.values]
        return {
            document[unique]
            for start in range(0, len(wanted), _STEP)
            for document in table.search(Query()[unique].one_of(wanted[start : start + _STEP]))
        }

    def _elsewhere(self, rows: Sequence[_Row]) -> set[str]:
        """Barcodes of the file that are given to records of other kinds: a badge, a place."""
        wanted = (row.values["barcode"] for row in rows if "barcode" in row.values)
        return elsewhere(self.session, self.kind.record, wanted)

    def _draft(self, plan: _Plan, row: _Row, claimed: Record | None) -> Draft | None:
        record = claimed or self.kind.record()
        before = claimed.to_document() if claimed else None
        values = {
            name: row.values[name] for name in row.values if not (claimed and name == "origin")
        }
        draft = Draft(row.number, record, values, before)
        remarks: list[Caution] = []

        def remark(name: str, text: str) -> None:
            remarks.append(Caution(row.number, name, text))

        try:
            self.kind.complete(record, values, remark)
        except BadInput as error:
            name = error.field_name or self.kind.needs[0]
            plan.refuse(row.number, name, f"{error.message} {error.next_step}".strip())
            return None
        if reason := self._forbidden(draft):
            plan.refuse(row.number, *reason)
            return None
        plan.warnings += remarks
        return draft

    def _forbidden(self, draft: Draft) -> tuple[str, str] | None:
        """The field and reason where a rule stands against what a row says."""
        record = draft.record
        if isinstance(record, Person):
            fields = not_entrusted(self.session, draft.before or {}, record)
            return (fields[0], _("only a supervisor gives it (R37)")) if fields else None
        guard = record.guard if isinstance(record, Holding) else ""
        if isinstance(record, SchemeClass):
            guard = guard_of(record.security, [])
        if not self.sight.may_know(guard):
            return "security", _("you are not cleared for this level (R16)")
        if isinstance(record, Holding) and record.status == Status.DESTROYED and draft.changed:
            return "status", _("it was destroyed; its stub stays as it is (R8)")
        return None

    # --- writing

    def write(self, plan: _Plan) -> None:
        """Keep the plan's changes, inside a transaction: new rows first, then the others."""
        changes = plan.changes
        for unit in plan.units:
            self.session.save(unit)
        table = self.session.store.table(self.kind.record.table)
        done = 0
        for batch in _batches([draft for draft in changes if draft.new]):
            with _named_duplicates():
                numbers = table.insert_multiple([draft.linked().to_document() for draft in batch])
            for draft, number in zip(batch, numbers, strict=True):
                draft.record.id = number
            done += len(batch)
            self._tell(done, len(changes), always=True)
        for draft in changes:
            if draft.before is None and not draft.waits:
                continue
            with _named_duplicates():
                self.session.save(draft.linked())
            done += draft.before is not None
            self._tell(done, len(changes))

    def write_refused(self, plan: _Plan) -> Path:
        """Write the refused rows beside the file, which is read once more for them."""
        refused = {each.row: each for each in plan.refused}
        with open_rows(self.source.path, self.options) as source:
            rows = ((row, refused[row.number]) for row in source.rows if row.number in refused)
            return write_refused(source, ((row, each.field, each.reason) for row, each in rows))

    def _tell(self, done: int, total: int | None, *, always: bool = False) -> None:
        if self.progress and (always or done % _STEP == 0):
            self.progress(done, total)


def _batches(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """New rows in batches and in their order, which tells equal codes apart ever after.

    A batch ends before a row whose container is in it, so that the container has its number.
    """
    batch: list[Draft] = []
    within: set[Draft] = set()
    for draft in drafts:
        if len(batch) == _STEP or draft.parent in within:
            yield batch
            batch, within = [], set()
        batch.append(draft)
        within.add(draft)
    if batch:
        yield batch


@contextmanager
def _named_duplicates() -> Iterator[None]:
    """A key that somebody else took in the meantime, in words that tell nothing else (R17)."""
    try:
        yield
    except DuplicateKey as error:
        text = not_free(error.path, str(error.value))
        raise BadInput(_("Not taken"), text, _("Run it again."), field_name=error.path) from error


def _unquoted(cell: Cell) -> Cell:
    """A cell without the quote that an export puts before what a spreadsheet would calculate."""
    return unquoted(cell) if isinstance(cell, str) else cell
