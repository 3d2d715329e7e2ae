"""What a map says, as a site's file of settings: each key with what it takes.

`rmdesk.exchange.mapping` tells what a map is, and binds it to a file.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from data.plain import dataclass, fields
from data.texts import gettext as _
from rmdesk.desk.settings import (
    About,
    Fault,
    Rule,
    each_by_name,
    either,
    not_accepted,
    read_toml,
    refuse_faults,
    section,
    setting,
    settings_of,
    several,
    unknown,
    whole,
    word_of,
)
from rmdesk.exchange.cells import DAY_ORDERS
from rmdesk.exchange.kinds import file_kinds, kind_named
from rmdesk.exchange.letters import is_encoding
from rmdesk.exchange.rows_file import FileOptions
from rmdesk.model.errors import BadInput

__all__ = ["HOLE", "MapFile", "check_map", "map_file", "map_for"]

HOLE = re.compile(r"\{([^{}]*)\}")
_MOST_ROWS = 1000

_ABOUT = About(
    lambda: _("The map cannot be read"),
    lambda: _('A map is TOML, such as: [columns] title = "Title"; docs/import.md tells of it.'),
)


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _has_holes(value: object) -> bool:
    if not isinstance(value, str) or not HOLE.search(value):
        return False
    return not re.search(r"[{}]", HOLE.sub("", value))


_SAID = Rule(
    lambda value: isinstance(value, str) and 0 < len(value.strip()) <= 100,
    lambda: _("a text in quotes"),
)
_TEXTS = several(
    Rule(lambda value: isinstance(value, str) and bool(value), lambda: _("a text in quotes"))
)
_COLUMN = Rule(
    lambda value: (
        _has_text(value) or (isinstance(value, list) and bool(value) and all(map(_has_text, value)))
    ),
    lambda: _("the name of a column in quotes, or a list of which the first that there is counts"),
)
_CONSTANT = either(
    Rule(
        lambda value: isinstance(value, str | int | float),
        lambda: _("a text, a number, true or false"),
    ),
    several(Rule(lambda value: isinstance(value, str), lambda: _("a text in quotes"))),
)
_TEMPLATE = Rule(_has_holes, lambda: _("a text with holes such as “Box {Box number}”"))


def _one_sign(value: object, refused: str) -> bool:
    return isinstance(value, str) and len(value) == 1 and value not in refused


@dataclass(frozen=True)
class _Layout:
    """How the file is laid out: `rmdesk.exchange.rows_file.FileOptions` as a map says it."""

    header_row: int = setting(1, whole(0, _MOST_ROWS))
    header_begins: str = setting("", _SAID)
    header_rows: int = setting(1, whole(1, _MOST_ROWS))
    skip_rows: int = setting(0, whole(0, _MOST_ROWS))
    encoding: str | None = setting(
        None, Rule(is_encoding, lambda: _("an encoding such as utf-8, cp1252 or gb18030"))
    )
    delimiter: str | None = setting(
        None,
        Rule(lambda value: _one_sign(value, '"\r\n\0'), lambda: _("one sign, such as ; or a tab")),
    )
    quote: str = setting(
        '"',
        Rule(
            lambda value: value == "" or _one_sign(value, "\r\n\0"),
            lambda: _('one sign, or "" where none stands around cells'),
        ),
    )
    comment: str = setting("", _SAID)
    fill_down: list[str] = setting([], _TEXTS)
    empty_words: list[str] = setting([], _TEXTS)
    days: str = setting("", word_of(DAY_ORDERS))
    sheet: str | None = setting(
        None, Rule(lambda value: isinstance(value, str), lambda: _("the name of a sheet"))
    )
    list: str = setting("", _SAID)

    @property
    def options(self) -> FileOptions:
        """What the reader of files is told."""
        said: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        said["list_name"] = said.pop("list")
        for name in ("fill_down", "empty_words"):
            said[name] = tuple(said[name])
        return FileOptions(**said)


@dataclass(frozen=True)
class _Map:
    """What a map is about: the make of list, its kind of record, the columns that mark it."""

    title: str = setting("", _SAID)
    kind: str = setting("", _SAID)
    signature: list[str] = setting([], _TEXTS)
    also: list[str] = setting([], _TEXTS)
    refused: str = setting("", Rule(_has_text, lambda: _("a text in quotes")))


@dataclass(frozen=True)
class MapFile:
    """A map as its file says it."""

    columns: dict[str, Any] = setting({}, each_by_name(_COLUMN))
    constants: dict[str, Any] = setting({}, each_by_name(_CONSTANT))
    templates: dict[str, str] = setting({}, each_by_name(_TEMPLATE))
    file: _Layout = section(_Layout)
    map: _Map = section(_Map)

    def faults(self, known: Collection[str]) -> Iterator[Fault]:
        """What names no field of ours, or fills one that is filled."""
        seen: dict[str, str] = {}
        tables = {"columns": self.columns, "constants": self.constants, "templates": self.templates}
        for table, given in tables.items():
            for ours in given:
                key = f"{table}.{ours}"
                if ours not in known:
                    yield unknown(key, ours, list(known))
                elif seen.setdefault(ours, table) != table:
                    told = _("{key}: this field is filled by [{table}] already")
                    yield Fault(key, told.format(key=key, table=seen[ours]))


def map_for(path: Path, known: Collection[str]) -> MapFile:
    """What a map for a kind with these fields says. Raises BadInput."""
    said = map_file(path)
    refuse_faults(_ABOUT, str(path), list(said.faults(known)))
    return said


def map_file(path: Path) -> MapFile:
    """What a map says, whatever the kind of record. Raises BadInput."""
    try:
        given = read_toml(path, _ABOUT)
    except (FileNotFoundError, PermissionError) as error:
        refuse_faults(_ABOUT, str(path), [Fault("", error.strerror or str(error))])
        raise
    return settings_of(given, MapFile, _ABOUT, str(path))


def check_map(path: Path, own: Collection[str] = ()) -> None:
    """Read a map that a centre keeps, where holdings have these own fields. Raises BadInput.

    One that does not say its kind may fill the fields of any.
    """
    said = map_file(path)
    kinds = file_kinds()
    if said.map.kind:
        try:
            kinds = {"": kind_named(said.map.kind)}
        except BadInput:
            fault = not_accepted("map.kind", said.map.kind, ", ".join(kinds))
            refuse_faults(_ABOUT, str(path), [fault])
    known = {name: None for kind in kinds.values() for name in kind.columns}
    refuse_faults(_ABOUT, str(path), list(said.faults([*known, *own])))
