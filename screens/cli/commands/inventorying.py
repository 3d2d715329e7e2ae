"""`inventory`: what a place, class, unit or accession holds, on the screen and in files."""

from __future__ import annotations

from typing import Any

from data.streams import is_standard_output, names_stream
from data.texts import gettext as _
from rmdesk.duties.headings import heading
from rmdesk.duties.inventory import LISTS, Inventory, inventory, list_word
from rmdesk.exchange.tabular import WRITERS
from rmdesk.model.values import written
from rmdesk.model.words import kind_word, later, status_word
from screens.cli.call import Call
from screens.cli.command import Answer, Command, Shown, TextTable, argument
from screens.cli.writing import FORCE, output_file, write_output

_TEXTS = ("text", "csv", "json")
_FORMATS = (*_TEXTS, "xlsx", "pdf")


def _inventory(call: Call) -> Answer | Shown:
    args = call.args
    made = inventory(call.session, " ".join(args.scope), args.list or "")
    data = {
        "list": made.name,
        "of": {"kind": made.of.kind, "name": made.of.said},
        "rows": made.rows,
        "totals": made.totals,
    }
    form = args.format or _form_of(args.out)
    if form == "text" and not args.out:
        columns = list(made.rows[0]) if made.rows else []
        rows = [_worded(row) for row in made.rows]
        return Answer(data, [TextTable(rows, columns), _total(made)])
    if form in _TEXTS and not args.out:
        return Answer(data, _as_file(call, made, form).decode().splitlines())
    target = output_file(call, args.out or f"{made.name}.{form}")
    write_output(call, target, _as_file(call, made, form))
    if is_standard_output(target):
        return Shown(0)
    told = _("{n} rows written to {file}.").format(n=f"{len(made.rows):,}", file=target)
    return Answer({**data, "file": target}, [told, _total(made)])


def _form_of(out: str | None) -> str:
    """The format that a file's name says, a text for none."""
    if out is None or names_stream(out):
        return "text"
    ending = out.rpartition(".")[2].lower()
    return ending if ending in _FORMATS else "csv"


def _as_file(call: Call, made: Inventory, form: str) -> bytes:
    if form in ("csv", "json"):
        return WRITERS[form](made.rows, made.totals)
    if form == "xlsx":
        return _as_workbook(made)
    if form == "pdf":
        return _pdf(call, made)
    lines = [*([map(heading, made.rows[0])] if made.rows else []),
             *(_worded(row).values() for row in made.rows)]  # fmt: skip
    return "".join("\t".join(line) + "\n" for line in lines).encode()


def _as_workbook(made: Inventory) -> bytes:
    """The rows on a sheet under their names, the totals on another. Raises BadInput."""
    from rmdesk.exchange.sheets import Sheet, workbook

    columns = list(made.rows[0]) if made.rows else []
    totals = [{"": name, "value": value} for name, value in made.totals.items()]
    return workbook(
        Sheet(made.name, columns, made.rows),
        Sheet("totals", ("", "value"), totals, head=False),
    )


def _pdf(call: Call, made: Inventory) -> bytes:
    from rmdesk.labels.list_pdf import list_pdf

    named = made.of.said if made.of.kind != "all" else _("all")
    title = _("{list}: {name}").format(list=list_word(made.name).capitalize(), name=named)
    heads = [heading(name) for name in (made.rows[0] if made.rows else ())]
    rows = [list(_worded(row).values()) for row in made.rows]
    totals = {heading(name): written(value) or "0" for name, value in made.totals.items()}
    return list_pdf(call.session.desk.labels, title, heads, rows, totals)


def _worded(row: dict[str, Any]) -> dict[str, str]:
    """A row in the words of the desk, each value as a text."""
    says = {"status": status_word, "kind": kind_word}
    return {
        name: says[name](value) if name in says and value else written(value)
        for name, value in row.items()
    }


def _total(made: Inventory) -> str:
    told = ", ".join(f"{heading(name)} {written(n) or '0'}" for name, n in made.totals.items())
    return _("Total: {totals}").format(totals=told)


COMMANDS = (
    Command(
        "inventory",
        later("list what a place, a class, a unit or an accession holds"),
        _inventory,
        (
            argument(
                "scope",
                nargs="+",
                metavar="SCOPE",
                help=later(
                    "a place or what places share (B3), a class, a unit, an accession, or all; "
                    "class:1250 says which is meant"
                ),
            ),
            argument(
                "--list",
                choices=LISTS,
                help=later(
                    "which list (default: of a place its shelf list, of an accession boxes)"
                ),
            ),
            argument(
                "--format",
                choices=_FORMATS,
                help=later(
                    "text, csv and json are printed where no file is named (default: a table)"
                ),
            ),
            argument("--out", metavar="FILE", help=later("the file; - is standard output")),
            FORCE,
        ),
        details=later(
            "The rows are the same in every format. Extents are in linear metres; what lies in a "
            "box that is listed is in its extent, what has no measure is counted as unmeasured. "
            "The index has the terms of the classes with see and see also, and the keywords of "
            "records."
        ),
        result="`list`, `of` (`kind`, `name`), `rows`, `totals` (`count`, `extent_m`, `measured`, "
        "`unmeasured`); `file` if written",
        examples=(
            "rmdesk inventory A-01 --format pdf --out shelf-list.pdf",
            "rmdesk inventory 2026-0003",
            "rmdesk inventory all --list index",
        ),
    ),
)
