"""`import` and `export`: files in and out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from data.streams import gives_stream, is_standard_output, names_stream
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.desk.desk import MAPS
from rmdesk.exchange import (
    FORMATS,
    Caution,
    Dress,
    ImportReport,
    Selection,
    Way,
    export,
    file_kinds,
    import_files,
    kind_named,
    take_back,
)
from rmdesk.exchange.shipped import map_named, maps, names_of_site
from rmdesk.exchange.sketching import sketch
from rmdesk.model.errors import BadInput
from rmdesk.model.roles import HANDLE
from rmdesk.model.words import later
from screens.cli.call import Call
from screens.cli.command import Answer, Block, Command, Shown, TextTable, argument, word
from screens.cli.intake import take_in
from screens.cli.writing import FORCE, output_file, write_output

_BY_NAME = "none"
"""Instead of a map: columns go by their names, of whichever make the list is."""

_SHOWN = 20
"""Most refusals and warnings listed in plain text; JSON has them all."""

_KIND = argument("kind", metavar="KIND", help=", ".join(file_kinds()), completes=file_kinds)


def _import(call: Call) -> Answer | Shown:
    args = call.args
    sources = [call.input_file(each) for each in args.file]
    if args.sketch_map:
        return _sketched(call, sources[0])
    progress = call.progress(_("Importing"))
    way = Way(
        _map(call),
        args.dry_run,
        args.skip_bad,
        not args.no_overwrite,
        args.list or "",
        progress,
        args.map == _BY_NAME,
        dict(text.partition("=")[::2] for text in args.set),
    )
    try:
        files = [(path, call.beside(path)) for path in sources]
        reports = import_files(call.session, args.kind, files, way)
    finally:
        progress.end()
    for each in reports:
        each.file = call.called(each.file)
    stopped = next(filter(None, map(_against, reports)), None)
    if not (args.dry_run or stopped) and any(each.added or each.updated for each in reports):
        take_in(call)
    if len(sources) == 1:
        return Answer(reports[0].to_json(), _told(reports[0]), stopped)
    blocks = [block for each in reports for block in (f"{each.file}:", *_told(each))]
    return Answer(_together(reports, taken=stopped is None), blocks, stopped)


def _sketched(call: Call, source: Path) -> Answer | Shown:
    target = output_file(call, call.args.sketch_map)
    text = sketch(source, kind_named(call.args.kind))
    write_output(call, target, text.encode())
    if is_standard_output(target):
        return Shown(0)
    told = _("A map for {source} is in {file}: amend it, and import with --map {file}.")
    return Answer({"file": target}, [told.format(source=call.called(source), file=target)])


def _map(call: Call) -> Path | None:
    """The map that is named: a file, one of the centre's, or one that comes with the program.

    Raises BadInput.
    """
    name: str = call.args.map or _BY_NAME
    if name == _BY_NAME:
        return None
    kept = None if Path(name).exists() else map_named(name, call.home / MAPS)
    return kept or _map_file(call, name)


def _map_file(call: Call, name: str) -> Path:
    if Path(name).suffix or gives_stream(name) or Path(name).exists():
        return call.input_file(name)
    known = ", ".join([*names_of_site(call.home / MAPS), *filter(map_named, maps())])
    raise BadInput(
        _("There is no such map"),
        _("“{name}” is no file, and no map of this centre or of rmdesk.").format(name=name),
        _("Those are: {names}.").format(names=known),
        file=name,
    )


def _together(reports: Sequence[ImportReport], *, taken: bool) -> dict[str, Any]:
    """Several files in one document: their sums, and each; nothing is taken where one stopped."""
    names = ("rows", "added", "updated", "unchanged", "overwritten")
    sums = {name: sum(getattr(each, name) for each in reports) for name in names}
    return {**sums, "taken": taken, "files": [each.to_json() for each in reports]}


def _against(report: ImportReport) -> BadInput | None:
    """Why nothing was taken, with the first row that cannot be; None where it was."""
    if report.taken or not report.refused:
        return None
    first = report.refused[0]
    return BadInput(
        _("Nothing was imported"),
        _("{reason} ({n} rows cannot be taken).").format(
            reason=first.reason.rstrip("."), n=len(report.refused)
        ),
        _("Mend the rows, or take the others with --skip-bad."),
        file=report.file,
        row=first.row,
        field_name=first.field,
    )


def _told(report: ImportReport) -> list[Block]:
    blocks: list[Block] = []
    for title, rows in (
        (_("Refused"), [vars(each) for each in report.refused]),
        (_("Warnings"), [_warned(each) for each in report.warnings]),
    ):
        blocks += _listed(title, rows)
    blocks.append(_summary(report))
    if report.refused_file:
        blocks.append(_("The refused rows are in {file}.").format(file=report.refused_file))
    return blocks


def _warned(caution: Caution) -> dict[str, Any]:
    """A warning as a row of a table; one that stands for many rows says so."""
    more = ngettext("{text} ({n} row)", "{text} ({n} rows)", caution.rows)
    text = more.format(text=caution.text, n=f"{caution.rows:,}") if caution.rows > 1 else ""
    return {**vars(caution), "text": text or caution.text}


def _listed(title: str, rows: list[dict[str, Any]]) -> list[Block]:
    if not rows:
        return []
    said = "reason" if "reason" in rows[0] else "text"
    columns = ("row", "field", said)
    more = len(rows) - _SHOWN
    listed: list[Block] = [f"{title} ({len(rows):,}):", TextTable(rows[:_SHOWN], columns)]
    return [*listed, _("... and {n} more").format(n=f"{more:,}")] if more > 0 else listed


def _summary(report: ImportReport) -> str:
    text = (
        _("Would read {rows} rows: {added} new, {updated} updated, {unchanged} unchanged.")
        if report.dry_run
        else _("Read {rows} rows: {added} added, {updated} updated, {unchanged} unchanged.")
    )
    names = ("rows", "added", "updated", "unchanged")
    told = text.format(**{name: f"{getattr(report, name):,}" for name in names})
    return f"{told} {_overwriting(report.overwritten)}" if report.overwritten else told


def _overwriting(rows: int) -> str:
    """How many rows change what was filled; each is among the warnings, old and new."""
    text = ngettext("{n} row changes what was filled.", "{n} rows change what was filled.", rows)
    return text.format(n=f"{rows:,}")


def _take_back(call: Call) -> Answer:
    done = take_back(call.session, call.args.file or "", dry_run=call.args.dry_run)
    if not done.dry_run:
        take_in(call)
    text = (
        _("Would take back {file}: {removed} records removed, {restored} restored.")
        if done.dry_run
        else _("Taken back {file}: {removed} records removed, {restored} restored.")
    )
    figures = {name: f"{getattr(done, name):,}" for name in ("removed", "restored")}
    return Answer(vars(done), [text.format(file=done.file, **figures)])


def _export(call: Call) -> Answer | Shown:
    args = call.args
    kind = kind_named(args.kind).name
    form = args.format or _form_of(args.out)
    target = output_file(call, args.out or f"{kind}.{'json' if form == 'tinydb' else form}")
    # What another program reads needs no mark of the letters.
    dress = Dress(mark=not names_stream(target), only=_chosen(args))
    count = export(call.session, kind, form, target, dress, force=args.force)
    if is_standard_output(target):
        return Shown(0)
    text = _("{count} {kind} written to {file}.").format(count=f"{count:,}", kind=kind, file=target)
    warnings = [{"row": row, "field": field, "text": _cut()} for row, field in dress.cut]
    blocks = [*_listed(_("Warnings"), warnings), text]
    told = {"warnings": warnings} if warnings else {}
    return Answer({"count": count, "file": target, **told}, blocks)


def _chosen(args: Any) -> Selection:
    where = dict(text.partition("=")[::2] for text in args.where)
    return Selection(args.search or "", tuple(args.only or ()), where)


def _cut() -> str:
    return _("longer than a spreadsheet's cell can be; cut there, and marked by …")


def _form_of(out: str | None) -> str:
    """The format that a file's name asks for; without a name, CSV. Raises BadInput."""
    if out is None or names_stream(out):
        return "csv"
    suffix = Path(out).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise BadInput(
            _("Unknown format"),
            _("“{file}” does not tell its format.").format(file=out),
            _("Give --format: {names}.").format(names=", ".join(FORMATS)),
        )
    return suffix


COMMANDS = (
    Command(
        "import",
        later("take records from files: CSV, TSV, XLSX, ODS, JSON, NDJSON, EAD, SKOS"),
        _import,
        (
            _KIND,
            argument(
                "file",
                nargs="+",
                metavar="FILE",
                help=later("the files, taken as one; .gz is read as it is; - is standard input"),
            ),
            argument(
                "--map",
                metavar="MAP.toml",
                completes=lambda: (*filter(map_named, maps()), _BY_NAME),
                help=later(
                    "which of their columns are ours: a file, the name of a map in maps/ of the "
                    "home or of one that comes with rmdesk, or none"
                ),
            ),
            argument(
                "--sketch-map",
                metavar="FILE",
                help=later("write a map for the file, to be amended, and import nothing"),
            ),
            argument(
                "--set",
                action="append",
                default=[],
                metavar="FIELD=TEXT",
                help=later("what every row says whose field is blank; repeatable"),
            ),
            argument(
                "--list",
                metavar="NAME",
                help=later(
                    "the list that rows without a code belong to (default: the file's name)"
                ),
            ),
            argument("--dry-run", action="store_true", help=later("tell what would happen")),
            argument(
                "--skip-bad",
                action="store_true",
                help=later("take what can be taken; write the refused rows to a file beside it"),
            ),
            argument(
                "--no-overwrite",
                action="store_true",
                help=later("refuse rows that would change what is filled already"),
            ),
            FORCE,
        ),
        details=later(
            "All rows are taken, or none. A second run of the same file changes nothing. Where "
            "rows are refused and not skipped the exit status is 2, in a dry run too."
        ),
        result="`rows`, `added`, `updated`, `unchanged`, `refused` (`row`, `field`, `reason`), "
        "`warnings` (`row`, `field`, `text`, `rows`: of how many rows it is so), `overwritten`; of "
        "several files their sums, and in `files` this of each",
        examples=(
            "rmdesk import holdings boxes.csv --map boxes.toml --dry-run",
            "rmdesk import holdings descriptions.csv --map atom-isad",
            "rmdesk import holdings list.csv --sketch-map list.toml",
            "cat people.ndjson | rmdesk import people -",
        ),
        permission=HANDLE,
    ),
    Command(
        "take-back",
        later("take an import back, as one act"),
        _take_back,
        (
            argument(
                "file",
                metavar="FILE",
                nargs="?",
                help=later("name of the file that was brought in; default: the last one"),
            ),
            argument("--dry-run", action="store_true", help=later("tell what would happen")),
        ),
        details=later(
            "What the import made is removed, and what it changed is as it was. Nothing is taken "
            "back where one of its records was changed or used since; every reason is told. One "
            "takes back one's own imports, a supervisor anybody's."
        ),
        result="`file`, `time`, `dry_run`, `removed`, `restored`",
        examples=("rmdesk take-back boxes.csv --dry-run",),
        permission=HANDLE,
    ),
    Command(
        "export",
        later("write records to a file"),
        _export,
        (
            _KIND,
            argument(
                "--format", choices=list(FORMATS), help=later("default: by the file's name, csv")
            ),
            argument(
                "--out",
                metavar="FILE",
                help=later("default: KIND.csv in this folder; - is standard output"),
            ),
            argument("--search", metavar="TEXT", help=later("only holdings that a search finds")),
            argument(
                "--kind",
                dest="only",
                action="append",
                type=word,
                metavar="K",
                help=later("only this kind of holding; repeatable"),
            ),
            argument(
                "--where",
                action="append",
                default=[],
                metavar="FIELD=TEXT",
                help=later("only those whose field holds this text; repeatable"),
            ),
            FORCE,
        ),
        examples=(
            "rmdesk export holdings --search 'bridge 1932' --out bridges.csv",
            "rmdesk export people --where unit=Finance --format ndjson --out -",
        ),
        result="`count`, `file`; `warnings` (`row`, `field`, `text`) where cells were cut",
    ),
)
