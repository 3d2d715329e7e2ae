"""Maps: a TOML file that says which of our fields each column of a file fills.

`[columns]` (ours = "theirs", or a list of which the first that the file has), `[constants]`
(ours = value), `[templates]` (ours = "{theirs} text"), `[file]` for how the file is laid out, and
`[map]` for what the map is about. Without a map, a column that has our name, in any case and with
blanks or hyphens for underscores, fills that field, and so does one of a name that lists give it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from data.texts import gettext as _
from rmdesk.exchange.letters import is_encoding
from rmdesk.exchange.rows_file import FileOptions
from rmdesk.exchange.synonyms import folded_head, synonyms
from rmdesk.model.errors import BadInput
from rmdesk.model.values import Cell

__all__ = ["Binding", "ImportMap", "bind", "check_given", "field_named", "read_map"]

_HOLE = re.compile(r"\{([^{}]*)\}")
_LONGEST_MAP = 1 << 20
_TABLES = ("columns", "constants", "templates", "file", "map")
_ABOUT = ("title", "kind", "signature", "also", "refused")


@dataclass(frozen=True)
class ImportMap:
    """A map; `path` is None where none was read: it was made, or columns go by their names."""

    path: Path | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, Cell] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    file: FileOptions = field(default_factory=FileOptions)
    lenient: bool = False  # columns that a file has not are left out: lists of one make differ

    @property
    def by_name(self) -> bool:
        """Whether columns are taken by their own names."""
        return not (self.columns or self.constants or self.templates)


def read_map(path: Path | None, fields: Collection[str]) -> ImportMap:
    """Read a map for a kind with these fields.

    Raises BadInput naming the file, the key and the accepted values.
    """
    if path is None:
        return ImportMap()
    tables = _toml(path)
    for name, value in tables.items():
        if name not in _TABLES or not isinstance(value, dict):
            raise _wrong(path, name, _("is not a table of a map"), _TABLES)
    given = {name: dict(tables.get(name, {})) for name in _TABLES}
    for name in given["map"]:
        if name not in _ABOUT:
            raise _wrong(path, f"map.{name}", _("is not known"), _ABOUT)
    _check_fields(path, given, fields)
    return ImportMap(
        path,
        {ours: _columns(path, ours, theirs) for ours, theirs in given["columns"].items()},
        {ours: _constant(path, ours, value) for ours, value in given["constants"].items()},
        {ours: _template(path, ours, value) for ours, value in given["templates"].items()},
        _file_options(path, given["file"]),
        "signature" in given["map"],
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            data = stream.read(_LONGEST_MAP + 1)
        if len(data) > _LONGEST_MAP:
            raise ValueError(_("it is too long for a map"))
        return tomllib.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # ValueError: what is no TOML, no text
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(
            _("The map cannot be read"),
            f"{path}: {reason}",
            _('A map is TOML, such as: [columns] title = "Title"'),
            str(path),
        ) from error


def _wrong(
    path: Path, key: str, trouble: str, accepted: Collection[str] = (), meant: str = ""
) -> BadInput:
    close = get_close_matches(meant or key.rpartition(".")[2], list(accepted), 1)
    words = [_("Did you mean “{word}”?").format(word=close[0])] if close else []
    if accepted:
        words.append(_("Accepted: {words}.").format(words=", ".join(accepted)))
    message = _("In {file}, “{key}” {trouble}.").format(file=path.name, key=key, trouble=trouble)
    return BadInput(_("The map is not right"), message, " ".join(words), str(path), None, key)


def _check_fields(path: Path, given: dict[str, dict[str, Any]], fields: Collection[str]) -> None:
    seen: dict[str, str] = {}
    for table in ("columns", "constants", "templates"):
        for ours in given[table]:
            if ours not in fields:
                raise _wrong(path, f"{table}.{ours}", _("is no field of ours"), fields)
            if ours in seen:
                trouble = _("is filled by [{table}] already").format(table=seen[ours])
                raise _wrong(path, f"{table}.{ours}", trouble)
            seen[ours] = table


def _text(path: Path, table: str, ours: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(path, f"{table}.{ours}", _("should be a text in quotes"))
    return value.strip()


def _columns(path: Path, ours: str, value: object) -> tuple[str, ...]:
    """The columns that may fill a field, the first that a file has before the others."""
    if isinstance(value, list) and value:
        return tuple(_text(path, "columns", ours, each) for each in value)
    return (_text(path, "columns", ours, value),)


def _constant(path: Path, ours: str, value: object) -> Cell:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    trouble = _("should be a text, a number, true or false, or a list of texts")
    raise _wrong(path, f"constants.{ours}", trouble)


def _template(path: Path, ours: str, value: object) -> str:
    text = _text(path, "templates", ours, value)
    if not _HOLE.search(text) or re.search(r"[{}]", _HOLE.sub("", text)):
        raise _wrong(path, f"templates.{ours}", _("needs holes such as {Box number}"))
    return text


def _file_options(path: Path, given: dict[str, Any]) -> FileOptions:
    checks: dict[str, tuple[Callable[[Any], bool], str]] = {
        "header_row": (
            _count_from(0),
            _("should be the number of the row with the column names, or 0 where there is none"),
        ),
        "header_begins": (
            _is_name,
            _("should be what the first cell of the row with the column names begins with"),
        ),
        "header_rows": (_count_from(1), _("should be how many rows name the columns together")),
        "skip_rows": (_count_from(0), _("should be how many rows under the header are not data")),
        "encoding": (is_encoding, _("should name an encoding, such as utf-8, cp1252 or gb18030")),
        "delimiter": (_is_delimiter, _("should be one sign, such as ; or a tab")),
        "quote": (_is_quote, _('should be one sign, or "" where none stands around cells')),
        "comment": (_is_name, _("should be what rows begin with that are no records, such as #")),
        "fill_down": (_are_texts, _('should be a list of columns, such as ["Box"]')),
        "empty_words": (_are_texts, _('should be a list of words, such as ["N/A", "-"]')),
        "sheet": (lambda value: isinstance(value, str), _("should name a sheet")),
        "list": (_is_name, _("should name the list that the rows belong to")),
    }
    options: dict[str, Any] = {}
    for key, value in given.items():
        if key not in checks:
            raise _wrong(path, f"file.{key}", _("is not known"), list(checks))
        fits, trouble = checks[key]
        if not fits(value):
            raise _wrong(path, f"file.{key}", trouble)
        name = "list_name" if key == "list" else key
        options[name] = tuple(value) if isinstance(value, list) else value
    return FileOptions(**options)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= 100


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each for each in value)


def _count_from(least: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= 1000


def _is_delimiter(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in '"\r\n\0'


def _is_quote(value: object) -> bool:
    return value == "" or (isinstance(value, str) and len(value) == 1 and value not in "\r\n\0")


# --- binding a map to a file ----------------------------------------------------------------------


@dataclass(frozen=True)
class Binding:
    """A map bound to the columns of one file: turns a record's cells into our fields."""

    columns: Mapping[str, str]
    constants: Mapping[str, Cell]
    templates: Mapping[str, str]
    by_name: bool = False  # there is no map, so columns go by their own names
    left_out: tuple[str, ...] = ()  # columns whose names are not ours
    given: Mapping[str, str] = field(default_factory=dict)  # what fills fields that stay blank
    taken_for: tuple[tuple[str, str], ...] = ()  # columns of another name, and what they are

    @property
    def fields(self) -> list[str]:
        """The fields it fills."""
        return [*self.columns, *self.templates, *self.constants]

    def fill(self, cells: Mapping[str, Cell]) -> dict[str, Cell]:
        """Our fields from a record's cells, as texts with no blanks around them."""
        filled: dict[str, Cell] = dict(self.constants)
        for ours, theirs in self.columns.items():
            cell = cells.get(theirs, "")
            filled[ours] = cell.strip() if type(cell) is str else cell
        for ours, template in self.templates.items():
            filled[ours] = _filled(template, cells)
        for ours, value in self.given.items():
            filled[ours] = filled.get(ours) or value
        return filled


def _filled(template: str, cells: Mapping[str, Cell]) -> str:
    """The template with its holes filled; nothing at all where every hole is blank."""
    values = {hole: _joined(cells.get(hole.strip(), "")) for hole in _HOLE.findall(template)}
    if not any(values.values()):
        return ""
    return " ".join(_HOLE.sub(lambda hole: values[hole[1]], template).split())


def _joined(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else "; ".join(cell)


def bind(
    import_map: ImportMap,
    columns: Sequence[str],
    fields: Collection[str],
    file: Path,
    kind: str = "",
) -> Binding:
    """Bind a map to a file's columns. Raises BadInput for a column that the file has not.

    Without a map columns go by their names, and by what lists of this kind call them.
    """
    if not columns:  # a list of no objects
        return Binding({}, {}, {})
    if import_map.by_name:
        return _bound_by_name(columns, fields, file, kind)
    known = [column for column in dict.fromkeys(columns) if column]
    bound = {
        ours: next((each for each in theirs if each in known), "")
        for ours, theirs in import_map.columns.items()
    }
    if import_map.lenient:
        return Binding(
            {ours: theirs for ours, theirs in bound.items() if theirs},
            import_map.constants,
            {
                ours: template
                for ours, template in import_map.templates.items()
                if any(hole.strip() in known for hole in _HOLE.findall(template))
            },
        )
    path = import_map.path or file
    missing = [
        (f"columns.{ours}", import_map.columns[ours][0])
        for ours, theirs in bound.items()
        if not theirs
    ]
    for ours, template in import_map.templates.items():
        holes = (hole.strip() for hole in _HOLE.findall(template))
        missing += [(f"templates.{ours}", hole) for hole in holes if hole not in known]
    for key, theirs in missing:
        trouble = _("names the column “{column}”, which {file} has not").format(
            column=theirs, file=file.name
        )
        raise _wrong(path, key, trouble, known, theirs)
    return Binding(bound, import_map.constants, import_map.templates)


def _bound_by_name(
    columns: Sequence[str], fields: Collection[str], file: Path, kind: str
) -> Binding:
    bound: dict[str, str] = {}
    others = []
    for column in columns:
        ours = field_named(column, fields)
        if not ours:
            others.append(column)
        elif ours in bound:
            raise BadInput(
                _("Two columns of one name"),
                _("“{one}” and “{other}” both mean {field}.").format(
                    one=bound[ours], other=column, field=ours
                ),
                _('Say in a map which one is meant: [columns] {field} = "{one}".').format(
                    field=ours, one=bound[ours]
                ),
                str(file),
                field_name=ours,
            )
        else:
            bound[ours] = column
    called, left_out = _called_otherwise(others, bound, fields, kind)
    bound.update(called)
    if not bound:
        raise BadInput(
            _("No column is known"),
            _("{file} has no column named as one of our fields.").format(file=file.name),
            " ".join(_when_none_is_known(columns, fields)),
            str(file),
            1,
        )
    taken_for = tuple((column, ours) for ours, column in called.items())
    return Binding(bound, {}, {}, True, tuple(filter(None, left_out)), taken_for=taken_for)


def check_given(given: Collection[str], fields: Collection[str]) -> None:
    """Raise BadInput where what is given for all rows is no field of ours."""
    if unknown := next((name for name in given if name not in fields), ""):
        raise BadInput(
            _("No such field"),
            _("“{field}” is no field of ours.").format(field=unknown),
            _("Our fields are: {fields}.").format(fields=", ".join(fields)),
            field_name=unknown,
        )


def _called_otherwise(
    columns: Sequence[str], bound: Collection[str], fields: Collection[str], kind: str
) -> tuple[dict[str, str], list[str]]:
    """The fields that columns of another name fill, each by the first; and those that fill none."""
    found: dict[str, str] = {}
    left = []
    known = synonyms(kind) if kind and columns else {}
    for column in columns:
        ours = known.get(folded_head(column), "")
        if ours in fields and ours not in bound and ours not in found:
            found[ours] = column
        else:
            left.append(column)
    return found, left


_TOLD_APART = re.compile(r" \([0-9]+\)$")


def field_named(column: str, fields: Collection[str]) -> str:
    """The field of ours that has a column's name, in any case and with blanks for underscores."""
    names = (_our_name(column), _our_name(_TOLD_APART.sub("", column)))
    return next((name for name in names if name in fields), "")


def _our_name(column: str) -> str:
    return re.sub(r"[\s_-]+", "_", column.strip().casefold())


def _when_none_is_known(columns: Sequence[str], fields: Collection[str]) -> Iterator[str]:
    """What to do where no column has one of our names."""
    yield _("Our fields are: {fields}.").format(fields=", ".join(fields))
    first = next(iter(columns), "")
    if first.startswith(("#", "//", ";", "%")):
        sign = "//" if first.startswith("//") else first[0]
        yield _('If it begins with comments, say in a map: [file] comment = "{sign}".').format(
            sign=sign
        )
        return
    title = next((name for name in ("title", "name", "text", "code") if name in fields), "")
    yield _(
        'Say in a map (--map) which column fills which: [columns] {ours} = "{theirs}". If its '
        'first row is a record already: [file] header_row = 0 and [columns] {ours} = "1".'
    ).format(ours=title, theirs=first)
