"""Planning an import: what each row of a file would do to the store, before any of it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from gettext import gettext as _

from rmdesk.desk.barcodes import elsewhere, given, looks_numbered, not_free, numbered_field
from rmdesk.desk.desk import Session
from rmdesk.duties.person import not_entrusted
from rmdesk.exchange.cells import only_shortened
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.matching import Claim, claim
from rmdesk.exchange.outcome import Caution, ImportReport, Refusal, counted
from rmdesk.exchange.references import RowDraft, link, new_units
from rmdesk.exchange.rows import Row, Rows
from rmdesk.model.codes import fold_code
from rmdesk.model.errors import BadInput
from rmdesk.model.levels import guard_of
from rmdesk.model.records import Holding, Person, SchemeClass, Unit
from rmdesk.model.words import Status

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
            report.added = sum(draft.new for draft in self.changes)
            report.updated = len(self.changes) - report.added
            report.unchanged = len(self.drafts) - len(self.changes)
            report.units = len(self.units)
            report.overwritten = self.overwritten


def make_plan(
    session: Session, kind: FileKind, rows: Rows, *, skip_bad: bool, overwrite: bool = True
) -> ImportPlan:
    """What each row would do to the store as it is now.

    Without `overwrite` a row that would change what is filled already is refused (R43).
    """
    plan = ImportPlan(refused=list(rows.unfit), warnings=list(rows.remarks))
    _Planning(session, kind, plan).draft(rows.fit)
    link(session, kind, plan.drafts, plan.warn)
    _tell_overwritten(plan, overwrite=overwrite)
    plan.units = new_units(session, kind, plan.drafts)
    plan.stopped = bool(plan.refused) and not skip_bad
    plan.changes = [] if plan.stopped else [draft for draft in plan.drafts if draft.changed]
    return plan


def _tell_overwritten(plan: ImportPlan, *, overwrite: bool) -> None:
    """Tell old and new of each filled field that a row would change, or refuse the row."""
    drafts = []
    for draft in plan.drafts:
        changes = list(draft.overwrites()) if draft.before else []
        if overwrite or not changes:
            drafts.append(draft)
        for name, old, new in changes if overwrite else changes[:1]:
            text = _("“{old}” → “{new}”").format(old=_shown(old), new=_shown(new))
            (plan.warn if overwrite else plan.refuse)(draft.row, name, text)
        plan.overwritten += bool(changes) and overwrite
    plan.drafts = drafts


def _shown(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


_LONGEST_TOLD = 80


class _Planning:
    """Makes drafts of rows, one by one, for one person."""

    def __init__(self, session: Session, kind: FileKind, plan: ImportPlan) -> None:
        self.session = session
        self.kind = kind
        self.plan = plan
        self.visible = session.visible

    def draft(self, rows: Sequence[Row]) -> None:
        """Give the plan a draft of each row, or a refusal."""
        unique = self.kind.unique
        fit = list(self._not_twice(rows))
        values, marks = [row.values for row in fit], [row.mark for row in fit]
        claims = claim(self.session, self.kind, values, marks)
        taken = self._taken(fit)
        for row, claimed in zip(fit, claims, strict=True):
            value = row.values.get(unique, "")
            has_it = claimed.record is not None and getattr(claimed.record, unique, "") == value
            if claimed.against:
                self.plan.refuse(row.number, claimed.field, claimed.against)
            elif value in taken and not has_it:
                self.plan.refuse(row.number, unique, not_free(unique, value))
            elif draft := self._draft(row, claimed):
                self.plan.drafts.append(draft)

    def _not_twice(self, rows: Sequence[Row]) -> Iterator[Row]:
        """Rows without those that repeat a barcode or code of an earlier row."""
        first: dict[str, int] = {}
        name = self.kind.unique
        for row in rows:
            value = row.values.get(name, "")
            same = fold_code(value) if name == "barcode" else value
            if same not in first:
                if value:
                    first[same] = row.number
                yield row
            else:
                text = _("“{value}” stands in row {row} already")
                self.plan.refuse(row.number, name, text.format(value=value, row=first[same]))

    def _taken(self, rows: Sequence[Row]) -> set[str]:
        """Barcodes (or codes) of the file that are in use; hidden records count too.

        Only that one is not free can be learnt from it, in words that tell nothing else (R17).
        """
        record, name = self.kind.record, self.kind.unique
        wanted = [row.values[name] for row in rows if name in row.values]
        taken = given(self.session, record, name, wanted)
        return taken | elsewhere(self.session, record, wanted) if name == "barcode" else taken

    def _draft(self, row: Row, claimed: Claim) -> RowDraft | None:
        values, before, record = row.values, None, claimed.record
        if record:
            before = record.to_document()
            values = {
                name: value
                for name, value in values.items()
                if name != "origin" and not only_shortened(value, before.get(name))
            }
        draft = RowDraft(row.number, record or self.kind.record(), values, before)
        remarks: list[Caution] = []
        if claimed.remark:
            remarks.append(Caution(row.number, claimed.field, claimed.remark))

        def remark(name: str, text: str) -> None:
            remarks.append(Caution(row.number, name, text))

        try:
            self.kind.complete(draft.record, values, remark)
        except BadInput as error:
            name = error.field_name or self.kind.needs[0]
            self.plan.refuse(row.number, name, f"{error.message} {error.next_step}".strip())
            return None
        if reason := self._forbidden(draft):
            self.plan.refuse(row.number, *reason)
            return None
        self.plan.warnings += remarks
        return draft

    def _forbidden(self, draft: RowDraft) -> tuple[str, str] | None:
        """The field and reason where a rule stands against what a row says."""
        record = draft.record
        if name := numbered_field(draft.before or {}, record):
            return name, looks_numbered(str(getattr(record, name)))
        if isinstance(record, Person):
            fields = not_entrusted(self.session, draft.before or {}, record)
            return (fields[0], _("only a supervisor gives it (R37)")) if fields else None
        guard = record.guard if isinstance(record, Holding) else ""
        if isinstance(record, SchemeClass):
            guard = guard_of(record.security, [])
        if not self.visible.may_know(guard):
            return "security", _("you are not cleared for this level (R16)")
        if isinstance(record, Holding) and record.status == Status.DESTROYED and draft.changed:
            return "status", _("it was destroyed; its stub stays as it is (R8)")
        return None
