"""Maps that come with the program, for lists of other systems and forms: `maps/*.toml`.

Each says in `[map]` what it is about, the kind of record, and the columns by which such a file is
known. A list of that make may have more or fewer columns: what it has not is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data.texts import gettext as _
from rmdesk.exchange.kinds import FileKind
from rmdesk.exchange.map_file import map_file
from rmdesk.exchange.mapping import field_named
from rmdesk.exchange.reading import FileOptions, open_rows
from rmdesk.exchange.trouble import as_typed
from rmdesk.model.errors import BadInput

__all__ = ["Known", "known_make", "map_named", "maps", "names_of_site", "refuse_known"]

_FOLDER = Path(__file__).with_name("maps")


@dataclass(frozen=True)
class Known:
    """A make of list: its map, what it is called, the kind of record it tells of, what marks it.

    `signatures` are columns that all stand in such a file. With `refused` nothing takes it.
    """

    name: str
    path: Path
    title: str
    kind: str
    signatures: tuple[frozenset[str], ...]
    begins: str = ""
    refused: str = ""

    def fits(self, columns: Sequence[str]) -> bool:
        """Whether a file with these columns is of this make."""
        return any(signature <= set(columns) for signature in self.signatures)


@cache
def maps() -> Mapping[str, Known]:
    """All makes that are known, by the names of their maps."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.toml"))}


def _read(path: Path) -> Known:
    said = map_file(path)
    about = said.map
    marks = (about.signature, about.also)
    return Known(
        path.stem,
        path,
        about.title,
        about.kind,
        tuple(frozenset(each) for each in marks if each),
        said.file.header_begins,
        about.refused,
    )


def map_named(name: str, site: Path | None = None) -> Path | None:
    """The map of this name: the centre's, else the one that comes with the program; or None."""
    if site is not None and name in names_of_site(site):
        return site / f"{name}.toml"
    found = maps().get(name)
    return found.path if found and not found.refused else None


def names_of_site(folder: Path) -> list[str]:
    """The names of the maps that a centre keeps."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def known_make(columns: Sequence[str], path: Path, fields: Collection[str]) -> Known | None:
    """Of which make a file is, by the columns that its first row names.

    Where none of those is one of our `fields`, the header may stand further down.
    """
    best = [each for each in maps().values() if each.fits(columns)]
    if not best and not any(field_named(column, fields) for column in columns):
        best = list(_with_header_below(path))
    return max(best, key=lambda each: max(map(len, each.signatures)), default=None)


def _with_header_below(path: Path) -> Iterator[Known]:
    for begins in sorted({each.begins for each in maps().values() if each.begins}):
        with suppress(BadInput), open_rows(path, FileOptions(header_begins=begins)) as source:
            yield from (each for each in maps().values() if each.fits(source.columns))


def refuse_known(path: Path, columns: Sequence[str], kind: FileKind) -> None:
    """Raise BadInput for a file of a known make, which names the map that takes it.

    Columns that happen to have one of our names would bring in half of it.
    """
    found = known_make(columns, path, kind.columns)
    if found is None:
        return
    next_step = _(
        "Take it with its map: rmdesk import {kind} {file} --map {name}; or its columns by their "
        "own names: --map none."
    ).format(kind=found.kind or kind.name, file=as_typed(path), name=found.name)
    raise BadInput(
        _("A list of a known make"),
        _("{file} is a list of {title}.").format(file=path.name, title=found.title),
        found.refused or next_step,
        str(path),
    )
