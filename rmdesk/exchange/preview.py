"""A file before it is brought in: its first rows, and which of our fields each column likely is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from data.texts import gettext as _
from rmdesk.exchange.kinds import FileKind, kind_named
from rmdesk.exchange.mapping import ImportMap, field_named
from rmdesk.exchange.other_kinds import rather
from rmdesk.exchange.reading import open_rows
from rmdesk.exchange.synonyms import folded_head, synonyms
from rmdesk.model.fields import FieldSpec
from rmdesk.model.values import Cell

__all__ = ["Preview", "map_of", "preview"]

_LIKE = 0.8
"""How alike a column's name and ours must be, of 1."""


@dataclass(frozen=True)
class Preview:
    """A file's columns, its first rows, and the field of ours that each column likely fills.

    `fields` are all of ours with what people call them; a column that is none of them is not in
    `guess`. `rather` is the kind whose columns they clearly are, if that is another one.
    """

    kind: str
    path: Path
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    fields: Mapping[str, str]
    guess: Mapping[str, str]
    rather: str = ""


def preview(kind: str, path: Path, rows: int = 5) -> Preview:
    """Look at the beginning of a file. Raises BadInput for one that cannot be read."""
    chosen = kind_named(kind)
    options = replace(ImportMap().file, table=chosen.record.table, fields=tuple(chosen.columns))
    with open_rows(path, options) as source:
        first = tuple(dict(row.cells) for row in islice(source.rows, rows) if not row.trouble)
        columns = tuple(dict.fromkeys(each for each in source.columns if each))
    labels = {name: _(spec.label) for name, spec in _specs(chosen).items()}
    fields = {name: labels.get(name, name) for name in chosen.fields}
    guess = _guessed(columns, fields, chosen.name)
    return Preview(chosen.name, path, columns, first, fields, guess, rather(columns, chosen))


def _specs(kind: FileKind) -> Mapping[str, FieldSpec]:
    return kind.record.given_by("file")


def _guessed(columns: Sequence[str], fields: Mapping[str, str], kind: str) -> dict[str, str]:
    """Columns and their fields: by our name, by what we call it, by what others do, by likeness."""
    labels = {label: name for name, label in fields.items()}
    others = synonyms(kind)
    known = {folded_head(label): name for label, name in labels.items()} | {
        head: name for head, name in others.items() if name in fields
    }

    def near(column: str) -> str:
        close = get_close_matches(folded_head(column), list(known), 1, _LIKE)
        return known[close[0]] if close else ""

    found: dict[str, str] = {}
    ways: tuple[Callable[[str], str], ...] = (
        lambda column: field_named(column, fields),
        lambda column: known.get(folded_head(column), ""),
        near,
    )
    for way in ways:
        for column in columns:
            ours = way(column)
            if ours and column not in found and ours not in found.values():
                found[column] = ours
    return found


def map_of(chosen: Iterable[tuple[str, str]]) -> ImportMap:
    """The map of columns and the fields that they fill."""
    return ImportMap(columns={ours: (theirs,) for theirs, ours in chosen})
