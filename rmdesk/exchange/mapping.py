"""Maps: a TOML file that says which of our fields each column of a file fills.

`[columns]` (ours = "theirs", or a list of which the first that the file has), `[constants]`
(ours = value), `[templates]` (ours = "{theirs} text"), `[file]` for how the file is laid out, and
`[map]` for what the map is about. Without a map, a column that has our name, in any case and with
blanks or hyphens for underscores, fills that field, and so does one of a name that lists give it.
What is wrong with a map is told at once, key by key (rmdesk.desk.settings).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from data.texts import gettext as _
from rmdesk.exchange.map_file import HOLE, map_for
from rmdesk.exchange.rows_file import FileOptions
from rmdesk.exchange.synonyms import folded_head, synonyms
from rmdesk.exchange.trouble import in_quotes
from rmdesk.model.errors import BadInput
from rmdesk.model.values import Cell

__all__ = ["Binding", "ImportMap", "bind", "check_given", "field_named", "read_map"]


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


def read_map(path: Path | None, known: Collection[str]) -> ImportMap:
    """Read a map for a kind with these fields.

    Raises BadInput naming the file, the keys and the accepted values.
    """
    if path is None:
        return ImportMap()
    said = map_for(path, known)
    return ImportMap(
        path,
        {ours: _columns(theirs) for ours, theirs in said.columns.items()},
        {ours: _constant(value) for ours, value in said.constants.items()},
        {ours: template.strip() for ours, template in said.templates.items()},
        said.file.options,
        bool(said.map.signature),
    )


def _columns(theirs: str | list[str]) -> tuple[str, ...]:
    """The columns that may fill a field, the first that a file has before the others."""
    return tuple(each.strip() for each in ([theirs] if isinstance(theirs, str) else theirs))


def _constant(value: str | float | bool | list[str]) -> Cell:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, list) else str(value)


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
    values = {hole: _joined(cells.get(hole.strip(), "")) for hole in HOLE.findall(template)}
    if not any(values.values()):
        return ""
    return " ".join(HOLE.sub(lambda hole: values[hole[1]], template).split())


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
                if any(hole.strip() in known for hole in HOLE.findall(template))
            },
        )
    path = import_map.path or file
    missing = [
        (f"columns.{ours}", import_map.columns[ours][0])
        for ours, theirs in bound.items()
        if not theirs
    ]
    for ours, template in import_map.templates.items():
        holes = (hole.strip() for hole in HOLE.findall(template))
        missing += [(f"templates.{ours}", hole) for hole in holes if hole not in known]
    for key, theirs in missing:
        trouble = _("names the column “{column}”, which {file} has not").format(
            column=theirs, file=file.name
        )
        close = [
            _("Did you mean “{word}”?").format(word=w) for w in get_close_matches(theirs, known, 1)
        ]
        close.append(_("Accepted: {words}.").format(words=", ".join(known)))
        message = _("In {file}, “{key}” {trouble}.").format(
            file=path.name, key=key, trouble=trouble
        )
        title = _("The map is not right")
        raise BadInput(title, message, " ".join(close), str(path), field_name=key)
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
                _(
                    "Say in a map which one is meant: [columns] {field} = {one}. A map takes only "
                    "what it names: --sketch-map MAP.toml writes one of all columns."
                ).format(field=ours, one=in_quotes(bound[ours])),
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
        "Say in a map (--map) which column fills which: [columns] {ours} = {theirs}. If its "
        'first row is a record already: [file] header_row = 0 and [columns] {ours} = "1".'
    ).format(ours=title, theirs=in_quotes(first))
