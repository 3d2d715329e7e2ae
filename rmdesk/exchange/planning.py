"""Planning an import: what each row of a file would do to the store, before any of it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.texts import gettext as _
from rmdesk.desk.barcodes import given, looks_numbered, not_free, numbered_field
from rmdesk.desk.desk import Session
from rmdesk.duties.person import against_giving, not_entrusted
from rmdesk.exchange.cells import only_shortened
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.matching import Claim, Values, claim, numbered
from rmdesk.exchange.outcome import STEP, Caution, ImportReport, Refusal, counted
from rmdesk.exchange.references import References
from rmdesk.exchange.row_draft import RowDraft
from rmdesk.exchange.rows import Row, Rows
from rmdesk.model.codes import fold_code
from rmdesk.model.errors import BadInput, Reason
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Person, Record, SchemeClass, Unit, said_in

__all__ = ["ImportPlan", "make_plan"]


@dataclass
class ImportPlan:
    """All that a run would do. With `stopped` a refusal stops all of it."""

    drafts: list[RowDraft] = field(default_factory=list)
    changes: list[RowDraft] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    overwritten: int = 0
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    stopped: bool = False
    attempts: list[Reason] = field(default_factory=list)

    def warn(self, row: int, name: str, text: str) -> None:
        """Note a warning."""
        self.warnings.append(Caution(row, name, text))

    def refuse(self, row: int, name: str, reason: str) -> None:
        """Note a refusal."""
        self.refused.append(Refusal(row, name, reason))

    def tell(self, report: ImportReport) -> None:
        """Put the plan's figures into a report."""
        report.refused = sorted(self.refused, key=lambda each: each.row)
        report.warnings = counted(self.warnings)
        report.taken = not self.stopped
        if report.taken:
            report.added = sum(not draft.updates for draft in self.changes)
            report.updated = len(self.changes) - report.added
            report.unchanged = len(self.drafts) - len(self.changes)
            report.units = sum(not unit.id for unit in self.units)
            report.overwritten = self.overwritten


def make_plan(
    session: Session, kind: FileKind, rows: Rows, *, skip_bad: bool, overwrite: bool = True
) -> ImportPlan:
    """What each row would do to the store as it is now.

    The rows are used up: each is let go as soon as it is a draft.
    Without `overwrite` a row that would change what is filled already is refused (R43).
    """
    plan = ImportPlan(refused=list(rows.unfit), warnings=list(rows.remarks))
    planning = _Planning(session, kind, plan, rows, overwrite=overwrite)
    planning.draft()
    planning.references.finish(plan.warn)
    planning.refuse_linked()
    plan.units = planning.references.new_units()
    plan.stopped = bool(plan.refused) and not skip_bad
    plan.changes = [] if plan.stopped else [draft for draft in plan.drafts if draft.changed]
    return plan


def _shown(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


_LONGEST_TOLD = 80


class _Planning:
    """Makes drafts of rows, one by one, for one person."""

    def __init__(
        self,
        session: Session,
        kind: FileKind,
        plan: ImportPlan,
        rows: Rows,
        *,
        overwrite: bool,
    ) -> None:
        self.session = session
        self._today = session.today()
        self.kind = kind
        self.plan = plan
        self.visible = session.visible
        self.overwrite = overwrite
        self.rows = rows
        self._table = session.store.table(kind.record.table)
        self._kept_kind = session.desk.kinds[kind.record.table]
        self.references = References(session, kind, rows.containers)

    def draft(self) -> None:
        """Give the plan a draft of each row, or a refusal."""
        given_here: dict[str, list[str]] = {}
        fit = list(self._not_twice(self.rows.fit, given_here))
        self.rows.fit.clear()
        claims = claim(self.session, self.kind, fit)
        taken = self._taken(given_here)
        given_here.clear()
        fit.reverse()
        claims.reverse()
        while fit:
            some = [(fit.pop(), claims.pop()) for _row in range(min(STEP, len(fit)))]
            numbers = [claimed.record for _row, claimed in some if claimed.record]
            found = numbered(self.session, self.kind.record, numbers)
            records = {record.id: record for record in found}
            for row, claimed in some:
                self._take(row, claimed, records.get(claimed.record), taken)

    def _take(self, row: Row, claimed: Claim, record: Any, taken: set[str]) -> None:
        """Draft one row, or refuse it."""
        unique = self.kind.unique
        if claimed.against:
            self.plan.refuse(row.number, claimed.field, claimed.against)
        elif row.key in taken and (record is None or getattr(record, unique, "") != row.key):
            self.plan.refuse(row.number, unique, not_free(unique, row.key))
        elif draft := self._draft(row.number, row.values, record, claimed):
            self.plan.drafts.append(draft)

    def _not_twice(self, rows: Sequence[Row], given_here: dict[str, list[str]]) -> Iterator[Row]:
        """Rows without those that repeat a barcode or code of an earlier row, which are noted.

        What the others give is put into `given_here`, by what it is compared as.
        """
        first: dict[str, int] = {}
        name = self.kind.unique
        for row in rows if name else ():
            value = row.key
            same = fold_code(value) if name == "barcode" else value
            if same not in first:
                if value:
                    first[same] = row.number
                    given_here[same] = [value]
                yield row
            else:
                text = _("“{value}” stands in row {row} already")
                self.plan.refuse(row.number, name, text.format(value=value, row=first[same]))
        if not name:
            yield from rows

    def _taken(self, wanted: Mapping[str, Sequence[str]]) -> set[str]:
        """Barcodes (or codes) of the file that are in use; hidden records count too.

        Only that one is not free can be learnt from it, in words that tell nothing else (R17).
        """
        return given(self.session, self.kind.record, self.kind.unique, wanted) if wanted else set()

    def _draft(
        self, row: int, values: dict[str, Any], kept: Any, claimed: Claim
    ) -> RowDraft | None:
        before = kept.to_document() if kept else None
        if before is not None:
            values = {
                name: value
                for name, value in values.items()
                if name != "origin" and not only_shortened(value, said_in(before).get(name))
            }
        record = kept or self.kind.record()
        remarks = [Caution(row, claimed.field, claimed.remark)] if claimed.remark else []

        def remark(name: str, text: str) -> None:
            remarks.append(Caution(row, name, text))

        try:
            self.kind.complete(record, values, remark)
        except BadInput as error:
            name = error.field_name or self.kind.needs[0]
            self.plan.refuse(row, name, f"{error.message} {error.next_step}".strip())
            return None
        if against := self.references.level(record, before or {}, remark):
            self.plan.refuse(row, against[0].at, _told(against))
            return None
        if reason := self._forbidden(record, before):
            self.plan.refuse(row, *reason)
            return None
        self.references.take(row, record, values)
        if reason := self._against_keeping(record, before or {}):
            self.plan.refuse(row, *reason)
            return None
        if against := self.references.against_home(record, before or {}):
            self.plan.attempts += against
            self.plan.refuse(row, "home", _told(against))
            return None
        if before is not None and not self._may_overwrite(row, values, before, record):
            return None
        self.plan.warnings += remarks
        container = self.rows.containers.get(values.get("container", ""), "")
        if before is None and isinstance(record, Holding):
            record.came = self._today
        follows_from = self._kept_kind.follows_from
        draft = RowDraft(row, record, before, container, self._table, follows_from)
        self.references.drafted(draft, record, before or {})
        return draft

    def _may_overwrite(
        self, row: int, values: Values, kept: dict[str, Any], record: Record
    ) -> bool:
        """Tell old and new of each filled field that a row would change, or refuse the row."""
        if record.to_document() == kept:
            return True
        before, after = said_in(kept), said_in(record.to_document())
        changes = [
            (name, _shown(old), _shown(after.get(name, said)))
            for name, said in values.items()
            if (old := before.get(name)) and old not in (said, after.get(name))
        ]
        told = [(name, f"“{old}” → “{new}”") for name, old, new in changes]
        if changes and not self.overwrite:
            self.plan.refuse(row, *told[0])
            return False
        for name, text in told:
            self.plan.warn(row, name, text)
        self.plan.overwritten += bool(changes)
        return True

    def _forbidden(self, record: Record, before: dict[str, Any] | None) -> tuple[str, str] | None:
        """The field and reason where a rule stands against what a row says."""
        if name := numbered_field(before or {}, record):
            return name, looks_numbered(str(getattr(record, name)))
        if isinstance(record, Person):
            fields = not_entrusted(self.session, before or {}, record)
            if not fields:
                return None
            reason = against_giving(self.session, before or {}, fields[0])
            return fields[0], f"{reason.text} ({reason.rule}: {reason.lifted_by})"
        guard = record.guard if isinstance(record, Holding) else ""
        if isinstance(record, SchemeClass):
            guard = guard_of(record.security, [])
        if not self.visible.may_know(guard):
            return "security", _("you are not cleared for this level (R16)")
        return None

    def _against_keeping(self, record: Record, before: Values) -> tuple[str, str] | None:
        """What stands against keeping this record by hand stands against a row as well.

        Also where the row says nothing new, and is only linked to the place that it names.
        """
        if before and record.to_document() == before:
            return None
        against = self._kept_kind.reasons_against(self.session, record, before)
        self.plan.attempts += against
        if not against:
            return None
        at = against[0].at
        return at if at in self.kind.columns else self._amended(record, before), _told(against)

    def _amended(self, record: Record, before: Values) -> str:
        """The first field that a row changes, or in whose words it is linked to something else."""
        after, specs = said_in(record.to_document()), self._kept_kind.specs
        before = said_in(before)
        changed = [name for name in specs if after.get(name) != before.get(name)]
        words = {*changed, *(specs[name].said_as for name in changed)}
        return next((name for name in self.kind.columns if name in words), self.kind.needs[0])

    def refuse_linked(self) -> None:
        """Refuse rows that only put a kept record into its container, if it may not be amended."""
        linked = {draft.number: draft.row for draft in self.plan.drafts if draft.only_linked}
        refused = set()
        for record in numbered(self.session, self.kind.record, list(linked)):
            before = record.to_document()
            if against := self._kept_kind.reasons_against(self.session, record, before):
                self.plan.refuse(linked[record.id], "container", _told(against))
                refused.add(record.id)
        above = set()
        for draft, reasons in self.references.against_boxes():
            self.plan.attempts += reasons
            self.plan.refuse(draft.row, "container", _told(reasons))
            above.add(draft.row)
        if refused or above:
            self.plan.drafts = [
                each
                for each in self.plan.drafts
                if each.number not in refused and each.row not in above
            ]


def _told(against: Sequence[Reason]) -> str:
    return " ".join(f"{each.text} ({each.rule})" for each in against)
