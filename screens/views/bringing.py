"""Bringing a file in: choose it, say which column is which field, try it, then take it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import FileRefused
from data.files import check_reach
from data.plain import dataclass
from data.texts import gettext as _
from data.texts import ngettext
from rmdesk.exchange import ImportReport, Preview, Way, file_kinds, import_files, map_of, preview
from rmdesk.model.errors import BadInput
from screens.kit.listing import Listing
from screens.kit.notice import Told
from screens.kit.options import Options
from screens.kit.paint import Column, Line, Span, fit
from screens.kit.scan_queue import heed
from screens.kit.view import View
from screens.kit.work import Work

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session
    from screens.kit.host import Host

_READ = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".xml", ".gz")
_MOST_FILES = 2_000
_FIRST = ("holdings", "people", "locations", "scheme", "schedule", "requests")
_FIELD = 18


# --- which file


@dataclass(frozen=True)
class _File:
    path: Path
    name: str
    size: int
    changed: str
    folder: bool = False


class Files(Listing):
    """The files of a folder that can be brought in, and the folders beside them.

    `then` takes the one that is chosen; without it, its columns are asked about.
    """

    name = "files"

    def __init__(self, folder: Path, then: Callable[[Host, Path], None] | None = None) -> None:
        super().__init__()
        self._folder, self._then = folder, then

    def title(self) -> Line:
        return [(_("bring in: "), "dim"), (str(self._folder), "bold"), (f" {self.text}", "")]

    def status(self) -> Line:
        return [(_("on the machine that rmdesk runs on"), "dim")]

    def prompt(self) -> str:
        return _("type a part of its name, or the whole path; Enter opens")

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("file"), 30, 4, name="file"),
            Column(_("size"), 10, right=True, name="size"),
            Column(_("changed"), 16, name="changed"),
        )

    def cells_of(self, row: _File) -> Sequence[Span]:
        size = "" if row.folder else f"{row.size:,}"
        return ((row.name, "bold" if row.folder else ""), (size, "dim"), (row.changed, "dim"))

    def key_of(self, row: _File) -> Path:
        return row.path

    def load(self, session: Session) -> list[_File]:
        return list(_files_in(self._folder))

    def show(self, loaded: list[_File]) -> None:
        self.take(loaded)

    def nothing(self) -> Line:
        return [(_("No table is in this folder: CSV, XLSX, ODS, JSON or XML."), "dim")]

    def enter_does(self) -> str:
        return _("Open {name}").format(name=self.marked.name) if self.marked else ""

    def choose(self, app: Host) -> None:
        if self.marked is not None:
            self._open(app, self.marked.path)

    def words(self, app: Host, text: str) -> bool:
        """A whole path opens; other words narrow the list."""
        path = Path(text).expanduser()
        path = path if path.is_absolute() else self._folder / path
        if path.exists():
            self._open(app, path)
            return True
        return super().words(app, text)

    def _open(self, app: Host, path: Path) -> None:
        self.text = ""
        try:
            check_reach(path.resolve() if path.is_dir() else path.resolve().parent)
        except FileRefused as refused:
            app.tell(Told(refused.message, "✗", "bad", refused.next_step))
            return
        if path.is_dir():
            self._folder, self.cursor = path.resolve(), 0
            app.reload()
        elif self._then is not None:
            self._then(app, path.resolve())
        else:
            app.open(Bringing(path.resolve()))


def _files_in(folder: Path) -> Iterator[_File]:
    """The folder above, the folders in it, then what can be read, by name."""
    if folder.parent != folder:
        yield _File(folder.parent, "..", 0, "", folder=True)
    try:
        found = sorted(folder.iterdir(), key=lambda each: (each.is_file(), each.name.casefold()))
    except OSError as error:
        raise BadInput(
            _("The folder cannot be read"), f"{folder}: {error.strerror}", _("Choose another.")
        ) from error
    for path in found[:_MOST_FILES]:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield _File(path, f"{path.name}/", 0, "", folder=True)
        elif path.suffix.lower() in _READ:
            about = path.stat()
            changed = f"{datetime.fromtimestamp(about.st_mtime).astimezone():%Y-%m-%d %H:%M}"
            yield _File(path, path.name, about.st_size, changed)


# --- what is in it, and what it would change


@dataclass(frozen=True)
class _Row:
    """A line; or the kind, a column of the file, or what can be done."""

    line: Line = ()
    part: str = ""
    column: str = ""


class Bringing(View):
    """A file's columns with the fields that they fill, and what came of trying it."""

    name = "import"
    live = False
    searches = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kind = "holdings"
        self._seen: Preview | None = None
        self._fields: dict[str, str] = {}
        self._report: ImportReport | None = None
        self._rows: list[_Row] = []
        self._work = Work(_("Nothing was taken: all rows are, or none (R36)."))

    def title(self) -> Line:
        return [(_("bring in") + " ", "dim"), (self._path.name, "bold")]

    def status(self) -> Line:
        """How far it is and how long it still takes; before that, how many columns are taken."""
        if self._work.runs:
            return self._work.status()
        if self._seen is None:
            return ()
        told = _("{n} of {total} columns are taken")
        return [(told.format(n=len(self._fields), total=len(self._seen.columns)), "")]

    def prompt(self) -> str:
        return _("Left and Right turn what is marked · Enter lists what it may be")

    @property
    def turns(self) -> datetime | None:
        return self._work.turns

    # --- what it reads

    def load(self, session: Session) -> Preview | None:
        if self._seen is not None and self._seen.kind == self._kind:
            return self._seen
        found = preview(self._kind, self._path)
        begins = self._seen is None  # nobody has said yet what the rows are
        return preview(found.rather, self._path) if begins and found.rather else found

    def show(self, loaded: Preview | None) -> None:
        if loaded is not None and loaded is not self._seen:
            self._seen, self._fields = loaded, dict(loaded.guess)
            self._kind = loaded.kind
            self._report = None
        self._make()

    def _make(self) -> None:
        self._rows = list(self._made()) if self._seen else []
        self.cursor = min(self.cursor, max(0, len(self._rows) - 1))

    def _made(self) -> Iterator[_Row]:
        assert self._seen is not None
        yield _Row(part="kind")
        yield _Row()
        yield _Row([(fit(_("their column"), 24), "dim"), (fit(_("our field"), _FIELD + 3), "dim"),
                    (_("first rows"), "dim")])  # fmt: skip
        yield from (_Row(part="column", column=each) for each in self._seen.columns)
        yield _Row()
        yield _Row(part="try")
        yield _Row(part="take")
        if self._report is not None:
            yield _Row()
            yield from map(_Row, _told(self._report))
            yield _Row(part="refused") if self._report.refused or self._report.warnings else _Row()

    def __len__(self) -> int:
        return len(self._rows)

    def selectable(self, index: int) -> bool:
        return bool(self._rows[index].part)

    def row(self, index: int, width: int) -> Line:
        row = self._rows[index]
        if row.part == "column":
            return self._column(row.column, width)
        if row.part == "kind":
            other = self._seen.rather if self._seen else ""
            told = _(" rather {kind}, by its columns").format(kind=other) if other else ""
            chosen = (f"‹ {self._kind} ›", "bold")
            return [(fit(_("what its rows are"), 24), "dim"), chosen, (told, "warn")]
        if row.part == "try":
            return [(_("Try it: what would it change?"), "bold")]
        if row.part == "take":
            return self._take_line()
        if row.part == "refused":
            return [(_("List what was refused and what to look at"), "bold")]
        return row.line

    def _column(self, column: str, width: int) -> Line:
        assert self._seen is not None
        ours = self._fields.get(column, "")
        field = self._seen.fields.get(ours, ours) or _("– not taken")
        shown = " │ ".join(_cell(row.get(column, "")) for row in self._seen.rows)
        return [
            (fit(column, 22), "name"),
            ("  ‹ ", "dim"),
            (fit(field, _FIELD), "" if ours else "dim"),
            (" › ", "dim"),
            (fit(shown, max(0, width - _FIELD - 29)), "dim"),
        ]

    def _take_line(self) -> Line:
        title = _("Bring it in")
        if why := self._against_taking:
            return [(fit(title, 26), "dim"), (" ", ""), (why, "dim")]
        assert self._report is not None
        n = self._report.added + self._report.updated
        told = ngettext("{n} record", "{n} records", n).format(n=f"{n:,}")
        return [(title, "bold"), (f": {told}", "")]

    @property
    def _against_taking(self) -> str:
        """Why it cannot be brought in now."""
        report = self._report
        if report is None or not report.dry_run:
            return _("Try it first.")
        if report.refused:
            n = len(report.refused)
            told = ngettext("R36: {n} row is refused; all are taken, or none.",
                            "R36: {n} rows are refused; all are taken, or none.", n)  # fmt: skip
            return told.format(n=f"{n:,}")
        return "" if report.added or report.updated else _("It would change nothing.")

    def empty(self) -> Line:
        return ()

    # --- what it does

    def turn(self, app: Host, step: int) -> None:
        """Another kind, or another field for the marked column."""
        row = self._rows[self.cursor] if self._rows else _Row()
        if self._work.runs or self._seen is None:
            return
        if row.part == "kind":
            kinds = _kinds()
            self._kind = kinds[(kinds.index(self._kind) + step) % len(kinds)]
            app.reload()
        elif row.part == "column":
            here = self._fields.get(row.column, "")
            free = set(self._seen.fields) - set(self._fields.values()) | {here}
            names = ["", *(each for each in self._seen.fields if each in free)]
            at = names.index(here)
            self._put(app, row.column, names[(at + step) % len(names)])

    def _put(self, app: Host, column: str, ours: str) -> None:
        """Let a column fill a field, and no other column the same."""
        self._fields = {c: f for c, f in self._fields.items() if c != column and f != ours}
        if ours:
            self._fields[column] = ours
        self._report = None
        self._make()
        app.repaint()

    def choose(self, app: Host) -> None:
        row = self._rows[self.cursor] if self._rows else _Row()
        if self._work.runs or self._seen is None:
            return
        if not self.moved and row.part in ("try", "take"):
            self.moved = True
            app.repaint()
        elif row.part == "column":
            self._ask(app, row.column)
        elif row.part == "kind":
            self.turn(app, 1)
        elif row.part == "try":
            self._run(app, dry_run=True)
        elif row.part == "refused" and self._report is not None:
            app.open(Remarks(self._report))
        elif row.part == "take":
            if why := self._against_taking:
                app.tell(Told(_("Bring it in: {why}").format(why=why), "✗", "warn"))
            else:
                self._run(app, dry_run=False)

    def _ask(self, app: Host, column: str) -> None:
        """List what a column may be."""
        assert self._seen is not None
        names = ["", *self._seen.fields]
        options = [(_("– not taken"), ""), *((self._seen.fields[n], n) for n in names[1:])]
        title = _("What is “{column}”?").format(column=column)
        app.open(Options(title, options, lambda number: self._put(app, column, names[number])))

    def escaped(self, app: Host) -> bool:
        return self._work.stop()

    def _run(self, app: Host, *, dry_run: bool) -> None:
        """Try it beside the screen; bring it in in turn with the scans."""
        if not self._fields:
            app.tell(Told(_("No column fills a field yet."), "✗", "warn"))
            return
        self._work.begin(_("trying") if dry_run else _("bringing in"))
        made: list[ImportReport] = []

        def work(session: Session) -> Told:
            made_map = map_of(self._fields.items())
            way = Way(dry_run=dry_run, progress=self._work.count, made_map=made_map)
            (report,) = import_files(session, self._kind, [(self._path, self._path)], way)
            made.append(report)
            return _short(report)

        def done(_told: Told) -> None:
            self._work.end()
            self._report = made[0] if made else None
            self._make()
            self.moved = False
            parts = [each.part for each in self._rows]
            self.cursor = parts.index("take" if made and not self._against_taking else "try")
            app.repaint()

        def told_and_done(told: Told) -> None:
            app.tell(told)
            done(told)

        app.repaint()
        if dry_run:
            app.look_up(lambda session: heed(lambda: work(session)), told_and_done)
        else:
            app.do(work, done)


def _kinds() -> list[str]:
    others = [name for name in file_kinds() if name not in _FIRST]
    return [*_FIRST, *others]


def _cell(cell: object) -> str:
    return "; ".join(map(str, cell)) if isinstance(cell, list) else str(cell)


def _short(report: ImportReport) -> Told:
    text = "".join(part for part, _role in _figures(report))
    if report.refused:
        return Told(text, "✗", "bad", _("mend the rows that are listed, then try it again"))
    return Told(text, "·" if report.dry_run else "✓", "" if report.dry_run else "good")


def _figures(report: ImportReport) -> Line:
    text = (
        _("It would add {added}, change {updated} and leave {unchanged} as they are.")
        if report.dry_run
        else _("Brought in: {added} added, {updated} changed, {unchanged} as they were.")
    )
    figures = {n: f"{getattr(report, n):,}" for n in ("added", "updated", "unchanged")}
    refused = len(report.refused)
    told = ngettext("{n} row is refused: nothing would be taken.",
                    "{n} rows are refused: nothing would be taken.", refused)  # fmt: skip
    if refused:
        return [(told.format(n=f"{refused:,}"), "bad")]
    return [(text.format(**figures), "bold")]


def _told(report: ImportReport) -> Iterator[Line]:
    """The figures, and the first of what is changed or to be looked at."""
    yield _figures(report)
    for each in report.refused[:3]:
        line: list[Span] = [(_("row {n}").format(n=each.row), "dim"), (f" {each.field}: ", "name")]
        yield [*line, (each.reason, "")]
    for caution in report.warnings[:3]:
        line = [(_("row {n}").format(n=caution.row), "dim"), (f" {caution.field}: ", "name")]
        yield [*line, (caution.text, "")]


class Remarks(Listing):
    """What was refused and what to look at, old and new, row by row: a list to mend by."""

    name = "remarks"
    live = False

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self._report = report

    def title(self) -> Line:
        return [(_("what was refused, and what to look at"), "bold"), (f" {self.text}", "")]

    def status(self) -> Line:
        refused, others = len(self._report.refused), len(self._report.warnings)
        told = _("{n} refused · {m} to look at").format(n=f"{refused:,}", m=f"{others:,}")
        return [(told, "bad" if refused else "")]

    def prompt(self) -> str:
        return _("type words to narrow; Ctrl+E writes it as a file")

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("row"), 6, right=True, name="row"),
            Column("", 8, name="refused"),
            Column(_("field"), 12, 1, name="field"),
            Column(_("why, or old → new"), 30, 6, name="text"),
        )

    def cells_of(self, row: Mapping[str, str]) -> Sequence[Span]:
        state = (_("refused"), "bad") if row["refused"] else (_("look"), "dim")
        return ((row["row"], "name"), state, (row["field"], ""), (row["text"], ""))

    def load(self, session: Session) -> list[Mapping[str, str]]:
        found = [
            {"row": f"{each.row}", "refused": "1", "field": each.field, "text": each.reason}
            for each in self._report.refused
        ]
        return [*found, *(
            {"row": f"{each.row}", "refused": "", "field": each.field, "text": each.text}
            for each in self._report.warnings
        )]  # fmt: skip

    def show(self, loaded: list[Mapping[str, str]]) -> None:
        self.take(loaded)

    def nothing(self) -> Line:
        return [(_("Nothing was refused."), "good")]
