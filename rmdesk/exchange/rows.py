"""Taking rows from a file: cells become values of our fields, or a reason why they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from data.texts import gettext as _
from rmdesk.exchange.cells import (
    CODES,
    cleaned,
    day_hint,
    day_in_order,
    doubtful,
    empty_word_hint,
    empty_words,
    loses,
)
from rmdesk.exchange.formulas import unquoted
from rmdesk.exchange.kinds import FileKind, origin_of
from rmdesk.exchange.mapping import Binding
from rmdesk.exchange.matching import unmarked
from rmdesk.exchange.outcome import Caution, Progress, Refusal
from rmdesk.exchange.packing import Packing
from rmdesk.exchange.rows_file import FileRow, RowsFile
from rmdesk.exchange.trouble import unread
from rmdesk.model.records import Holding
from rmdesk.model.values import DAY, LONGEST_MARK, Cell, Unfit

__all__ = ["Row", "Rows", "take_rows"]

_BLANK: tuple[object, ...] = ("", [])
"""What is left of a cell with nothing in it but control characters."""

_Texts = tuple[str, ...]
_MOST_REMEMBERED = 1_000
"""Cells of a column; in most columns there are few, in the others remembering is of no use."""
_LONGEST_REMEMBERED = 60
_UNCHANGING = (str, bool, float, int, type(None))

_MOST_ROWS = 5_000_000
"""More than any list of a centre has; what is longer would fill the memory."""

_SHOWN = frozenset({"place", "holder"})
"""What an export tells in words, beside the fields of a record that are the desk's own."""


class Row:
    """A row whose cells all fit their fields; `mark` is the record of this store it names, or 0.

    `list_name` is the list it belongs to, as long as it has no code; `key` what no other has.
    Its values are held as bytes, a quarter of what a dictionary of texts takes: there may be
    a million of them.
    """

    __slots__ = ("_held", "_packing", "key", "list_name", "mark", "number")

    def __init__(
        self,
        number: int,
        values: dict[str, Any],
        packing: Packing,
        mark: int = 0,
        list_name: str = "",
        key: str = "",
    ) -> None:
        self.key = key
        self.number = number
        self.mark = mark
        self.list_name = list_name
        self._packing = packing
        self._held = packing.pack(values)

    def get(self, name: str, default: Any = None) -> Any:
        """One of its values, without making the others."""
        return self._packing.value(self._held, name, default)

    def origin_without_code(self) -> str:
        """What it belonged to before it had the code that it has now; "" if that is not known."""
        title = self.get("title", "")
        is_coded = self.get("barcode") or self.get("identifier")
        if not (is_coded and title and self.list_name) or self.get("origin"):
            return ""
        return origin_of(self.list_name, title)

    @property
    def values(self) -> dict[str, Any]:
        """Its values by our fields, a fresh dictionary each time."""
        return self._packing.unpack(self._held)


@dataclass
class Rows:
    """Every row of a file: those whose cells fit, and why the others do not."""

    count: int = 0
    fit: list[Row] = field(default_factory=list)
    unfit: list[Refusal] = field(default_factory=list)
    remarks: list[Caution] = field(default_factory=list)
    containers: dict[str, str] = field(default_factory=dict)  # what rows name as theirs
    packing: Packing = field(default_factory=Packing)


def take_rows(
    kind: FileKind,
    source: RowsFile,
    binding: Binding,
    mark: str,
    progress: Progress | None = None,
) -> Rows:
    """Read every row of an open file; `mark` is this store's, by which exports name records.

    Raises BadInput where the file cannot be read on.
    """
    rows = Rows(remarks=list(_left_out(kind, source, binding)))
    taking = _Taking(kind, binding, source)
    for row in source.rows:
        rows.count += 1
        if rows.count > _MOST_ROWS:
            text = _("It has more than {n} rows.").format(n=f"{_MOST_ROWS:,}")
            raise unread(source.path, text, _("Cut it into several files."))
        try:
            if row.trouble:
                raise _Untaken(row.column, row.trouble)
            values = taking.values(row)
            record = _name(kind, values, mark, source.list_name)
        except _Untaken as reason:
            rows.unfit.append(Refusal(row.number, *reason.args))
        else:
            key = values.get(kind.unique, "")
            rows.fit.append(Row(row.number, values, rows.packing, record, source.list_name, key))
            rows.remarks += taking.remarks
            if container := values.get("container"):
                rows.containers.setdefault(container, container)
        if progress:  # at each row: it may be slow, and be stopped
            progress(rows.count, None)
    rows.remarks += [Caution(len(source.preamble) or 1, "", text) for text in source.remarks]
    return rows


def _name(kind: FileKind, values: dict[str, Any], mark: str, list_name: str) -> int:
    """The number of the record here that a row names; without a code it gets its list and title.

    Raises _Untaken where its list has no name, so that nobody could know it again.
    """
    origin, record = values.pop("origin", ""), 0
    if origin:
        origin, record = unmarked(origin, mark)
    if kind.record is Holding and not (values.get("barcode") or values.get("identifier")):
        if not (origin or list_name):
            text = _(
                "a row without a code belongs to its list, and a pipe has no name: --list NAME"
            )
            raise _Untaken("title", text)
        values["origin"] = origin or origin_of(list_name, values["title"])
    return record


class _Untaken(Exception):
    """A field, and why a row cannot be taken."""


def _is_meant_so(cell: str) -> bool:
    """Whether a cell is plain text, and no program has put anything around it or in its place."""
    plain = len(cell) <= LONGEST_MARK and cell.isascii() and cell.isprintable()
    return plain and cell[0] not in "='#" and "  " not in cell and "+" not in cell


class _Taking:
    """Makes values of cells."""

    def __init__(self, kind: FileKind, binding: Binding, source: RowsFile) -> None:
        self._kind = kind
        self._parsers = kind.columns
        self._binding = binding
        # An export puts a quote before what a spreadsheet would calculate.
        self._quoted = binding.by_name and source.form == "csv"
        self._empty = empty_words(source.empty_words)
        # Of these a plain text is its own value; most cells of a list are such.
        self._verbatim = {
            name
            for name, spec in kind.specs.items()
            if spec.kind and spec.kind.verbatim and not self._empty
        }
        self._days = {name for name, spec in kind.specs.items() if spec.kind is DAY}
        self._order = source.days
        self.remarks: list[Caution] = []  # on the row that was last read
        self._words = {
            name: {"", *known}
            for name, known in kind.known_words.items()
            if name in (*binding.fields, *binding.given)
        }
        self._read: dict[str, dict[str, tuple[Any, _Texts]]] = {
            name: {} for name in (*binding.fields, *binding.given)
        }

    def values(self, row: FileRow) -> dict[str, Any]:
        """A row's values by our fields. Raises _Untaken."""
        self.remarks = [Caution(row.number, *each) for each in row.remarks.items()]
        values: dict[str, Any] = {}
        verbatim = self._verbatim
        for name, cell in self._binding.fill(row.cells).items():
            if not cell:
                continue
            if name in verbatim and type(cell) is str and _is_meant_so(cell):
                values[name] = cell
                continue
            found = self._read[name].get(cell) if type(cell) is str else None
            value, texts = found or self._newly_read(name, cell)
            if value is not None:
                values[name] = value
            for text in texts:
                self.remarks.append(Caution(row.number, name, text))
        self._check_named(values)
        self._check_words(row.number, values)
        return values

    def _newly_read(self, name: str, cell: Cell) -> tuple[Any, _Texts]:
        """A cell's value and what to say of it, remembered where it may stand in more rows."""
        found = self._understood(name, cell)
        if isinstance(cell, str) and len(cell) <= _LONGEST_REMEMBERED:
            read = self._read[name]
            # What could be changed afterwards is no other row's.
            if len(read) < _MOST_REMEMBERED and isinstance(found[0], _UNCHANGING):
                read[cell] = found
        return found

    def _understood(self, name: str, cell: Cell) -> tuple[Any, _Texts]:
        """A cell's value, None where nothing is in it, and what to say of it. Raises _Untaken."""
        texts: list[str] = []
        said = self._text(name, cell, texts) if isinstance(cell, str) else cell
        if not said:
            return None, ()
        if loses(name, cell):
            texts.append(_("signs that nobody sees were left out"))
        value = self._value(name, said)
        return None if value in _BLANK else value, tuple(texts)

    def _text(self, name: str, raw: str, texts: list[str]) -> str:
        """A cell's text as it was meant; "" where it is a word for nothing."""
        plain = name not in CODES and raw[0] not in "='#" and raw.isascii()
        if plain:  # as most are: there is nothing to mend or to doubt
            cell = raw
        else:
            cell = unquoted(raw) if self._quoted and raw[0] == "'" else cleaned(name, raw)
        if self._empty and cell.casefold() in self._empty:
            return ""
        if not plain and (text := doubtful(name, cell)):
            texts.append(text)
        return cell

    def _value(self, name: str, cell: Cell) -> Any:
        is_day = name in self._days
        if is_day and self._order and isinstance(cell, str):
            cell = day_in_order(cell, self._order)
        try:
            value = self._parsers[name](cell)
        except Unfit as misfit:
            hint = (day_hint(cell) if is_day else "") or empty_word_hint(cell)
            raise _Untaken(name, f"{misfit}. {hint}" if hint else f"{misfit}") from misfit
        if isinstance(value, float) and not isfinite(value):
            raise _Untaken(name, _("the number is too large"))
        return value

    def _check_named(self, values: dict[str, Any]) -> None:
        needs = self._kind.needs
        if not any(map(values.get, needs)):
            text = _("one of these is needed: {names}").format(names=", ".join(needs))
            raise _Untaken(needs[0], text)

    def _check_words(self, row: int, values: dict[str, Any]) -> None:
        """One warning for each word that a site uses and the desk has no meaning for."""
        for name, seen in self._words.items():
            word = values.get(name, "")
            if word not in seen:
                seen.add(word)
                known = ", ".join(self._kind.known_words[name])
                text = _("“{word}” is none of our words ({known}); kept as it is")
                self.remarks.append(Caution(row, name, text.format(word=word, known=known)))


def _shortened(column: str) -> str:
    return column if len(column) <= _LONGEST_REMEMBERED else f"{column[:_LONGEST_REMEMBERED]}…"


def _left_out(kind: FileKind, source: RowsFile, binding: Binding) -> Iterator[Caution]:
    header = len(source.preamble) or 1
    ours = kind.record.keys() | _SHOWN
    for column in binding.left_out:
        if column.casefold() not in ours:
            yield Caution(header, _shortened(column), _("no field of ours has this name; left out"))
        elif "origin" not in binding.columns:  # an export tells them beside its fields
            yield Caution(header, column, _("it follows from the work at the desk: not taken"))
    for column, name in binding.taken_for:
        yield Caution(header, column, _("taken for {field}").format(field=name))
