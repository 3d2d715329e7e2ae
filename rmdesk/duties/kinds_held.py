"""The kinds of holding of a centre: what fields each has, and what its records say in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tinydb import Query
from tinydb.queries import QueryInstance

from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.reports import Period, Report, ReportKind
from rmdesk.duties import stock
from rmdesk.duties.own_value import own_fields_used
from rmdesk.model.fields import FieldSpec
from rmdesk.model.records import OwnValue
from rmdesk.model.words import KINDS, later

_FILLED = Query().filled == True  # noqa: E712  (a query, not a test)


def kinds_told(session: Session) -> list[dict[str, Any]]:
    """Every kind of holding with each of its own fields: what it takes, in how many records.

    A kind without own fields is one row. What is said in a field that no kind declares any more
    is told under the kind of those records.
    """
    own = session.desk.holding_kinds
    held = {str(kind): int(n) for kind, (n, *_rest) in stock.held(session, "kind").items()}
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys((*KINDS, *own.kinds)):
        declared = own.kinds.get(name)
        told = {
            "kind": name,
            "site": bool(declared and declared.by_site),
            "also": ", ".join(declared.also) if declared else "",
            "records": held.get(name, 0),
        }
        fields: Mapping[str, FieldSpec | None] = own.of(name) or {"": None}
        rows += [{**told, **_field(session, name, each, spec)} for each, spec in fields.items()]
    return rows + undeclared(session)


def _field(session: Session, kind: str, name: str, spec: FieldSpec | None) -> dict[str, Any]:
    choices = list(spec.kind.choices) if spec and spec.kind else []
    return {
        "field": name,
        "label": _(spec.label) if spec else "",
        "takes": ", ".join(choices) if choices else _(spec.help) if spec and spec.help else "",
        "filled": _count(session, kind, name) if name else 0,
    }


def _count(session: Session, kind: str, name: str) -> int:
    return session.visible.count_in(OwnValue.table, _of(kind, name) & _FILLED)


def _of(kind: str, name: str) -> QueryInstance:
    found: QueryInstance = (Query().kind == kind) & (Query().field == name)
    return found


def undeclared(session: Session) -> list[dict[str, Any]]:
    """What records say in fields that their kind has no more: kept, and told until it is mended."""
    own, rows = session.desk.holding_kinds, []
    table = session.store.table(OwnValue.table)
    for name in own_fields_used(session):
        for kind in sorted(table.tally("kind", Query().field == name)):
            if name not in own.of(kind or "") and (n := _count(session, kind or "", name)):
                rows.append(
                    {
                        "kind": kind or "", "site": False, "also": "", "records": 0, "field": name,
                        "label": name, "takes": _("declared no more; its values are kept"),
                        "filled": n,
                    }
                )  # fmt: skip
    return rows


def undeclared_said(session: Session) -> list[str]:
    """The same in sentences, for the doctor."""
    text = _(
        "{n} records of the kind {kind} say something in “{field}”, which kinds.toml does not "
        "declare (any more): it is kept, shown and exported, but cannot be amended."
    )
    return [
        text.format(n=each["filled"], kind=each["kind"] or "-", field=each["field"])
        for each in undeclared(session)
    ]


def _reported(session: Session, period: Period) -> Report:
    """Own fields by kind, or by value where there are words to choose from."""
    rows: list[dict[str, Any]] = []
    for each in kinds_told(session):
        if not each["field"]:
            continue
        told = {name: each[name] for name in ("kind", "field", "records", "filled")}
        if period.by != "value":
            rows.append(told)
            continue
        for value, n in sorted(_values(session, each["kind"], each["field"]).items()):
            rows.append({"kind": each["kind"], "field": each["field"], "value": value, "count": n})
    column = "count" if period.by == "value" else "filled"
    totals = {column: sum(row[column] for row in rows)}
    more = {} if period.most is None or len(rows) <= period.most else {"shown": period.most}
    return Report("kinds", rows[: period.most], totals | more)


def _values(session: Session, kind: str, name: str) -> dict[str, int]:
    """How many records say each value of a field."""
    of = _of(kind, name) & (Query().whole == True)  # noqa: E712  (a query, not a test)
    visible, table = session.visible, session.store.table(OwnValue.table)
    if not visible.hides_any:
        return {str(value): n for value, n in table.tally("value", of).items()}
    return dict(
        Counter(str(row["value"]) for row in visible.known(OwnValue.table, table.search(of)))
    )


def saying_in(session: Session) -> Iterator[dict[str, Any]]:
    """Each record that says something in an own field, and what; of several values each."""
    table = session.store.table(OwnValue.table)
    of = Query().whole == True  # noqa: E712  (a query, not a test)
    for name in own_fields_used(session):
        for rows in table.pages((Query().field == name) & of, order_by=("field", "whole")):
            known = session.visible.known(OwnValue.table, rows)
            holdings = {
                each.id: each for each in session.visible.many([r["holding"] for r in known])
            }
            for row in known:
                if holding := holdings.get(row["holding"]):
                    yield {
                        "barcode": holding.key,
                        "title": holding.title,
                        "kind": row.get("kind", ""),
                        "field": name,
                        "value": str(row["value"]),
                    }


REPORTS = (
    ReportKind(
        "kinds",
        later("Fields of kinds"),
        later(
            "the own fields of each kind of holding: records of the kind that the centre holds, "
            "and records that say something in the field; by `value` how many say each, so that a "
            "record that says several counts in each"
        ),
        _reported,
        ("value",),
        behind="field-values",
    ),
)
