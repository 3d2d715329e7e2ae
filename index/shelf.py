"""The index folder: Whoosh's segments, their sidecars, and the journal position they stand at.

The position is written after the segments it speaks of, so it can only be too low: then a few
records are taken in twice, each replacing itself.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import sidecar
from index.arrays import Bools, Segment
from index.schema import FORMAT
from index.whoosh_api import Contents, Damaged, Entry, contents, side_path

_POSITION = "position.json"
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Position:
    """Where the index stands.

    `after_key` is the last key taken in while the index is being built, None when it is whole.
    """

    generation: int
    journal: int
    after_key: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A segment as opened, with the records in it that still count (None: all do)."""

    entry: Entry
    segment: Segment
    alive: Bools | None
    mapped: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation, opened; `lacking` when segments are left out until they can be read fast."""

    position: int
    generation: int
    parts: tuple[Part, ...]
    whole: bool
    lacking: bool = False


NOTHING = Opened(0, -1, (), False)


def read_position(folder: Path) -> Position:
    """The position as written. Raises `Damaged` when there is none."""
    try:
        written = json.loads((folder / _POSITION).read_text())
        if written["format"] != FORMAT:
            raise Damaged("the index is of another version")
        return Position(written["generation"], written["journal"], written["after_key"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Damaged(str(problem)) from problem


def write_position(folder: Path, position: Position) -> None:
    """Write the position, whole or not at all, and on disk when this returns."""
    new = folder / f"{_POSITION}.{os.getpid()}"
    with new.open("w") as file:
        file.write(
            json.dumps(
                {
                    "format": FORMAT,
                    "generation": position.generation,
                    "journal": position.journal,
                    "after_key": position.after_key,
                }
            )
        )
        file.flush()
        os.fchmod(file.fileno(), 0o660)
        os.fsync(file.fileno())
    new.replace(folder / _POSITION)


def forget_position(folder: Path) -> None:
    """From here on the index counts as missing."""
    (folder / _POSITION).unlink(missing_ok=True)


def read_state(folder: Path) -> tuple[Position, Contents]:
    """Position and contents that fit each other. Raises `Damaged`."""
    position = read_position(folder)
    found = contents(folder)
    if found.generation < position.generation:
        raise Damaged("a newer table of contents is lost")
    return position, found


def size(folder: Path) -> int:
    """Bytes in the folder."""
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())


class Shelf:
    """Opens what is in the folder, and keeps open what is still the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._position = folder / _POSITION
        self._stamp: tuple[int, int, int] | None = None
        self._opened = NOTHING

    def refresh(self, patient: bool = True) -> Opened:
        """The newest generation; nothing when it is missing or damaged.

        Whoever is not `patient` has it without the segments whose sidecars are lost.
        """
        stamp = self._read_stamp()
        if stamp != self._stamp or self._opened.lacking:
            self._opened = NOTHING if stamp is None else self._open(patient)
            self._stamp = stamp
        return self._opened

    def nothing(self) -> Opened:
        """As if there were no index."""
        self._opened = NOTHING
        return NOTHING

    def close(self) -> None:
        """Let go of every file."""
        self._opened, self._stamp = NOTHING, None

    def _read_stamp(self) -> tuple[int, int, int] | None:
        try:
            stat = self._position.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

    def _open(self, patient: bool) -> Opened:
        for attempt in range(_TRIES):
            try:
                position, found = read_state(self._folder)
                parts = tuple(self._parts(found.entries, patient))
            except Damaged:
                # Another process may just be replacing the files.
                if attempt == _TRIES - 1:
                    return NOTHING
                time.sleep(0.01)
            else:
                lacking = len(parts) < len(found.entries)
                whole = position.after_key is None and not lacking
                # Begun and nothing in it yet: all that the journal tells is still waiting.
                stands_at = position.journal if whole or found.entries else 0
                return Opened(stands_at, found.generation, parts, whole, lacking)
        return NOTHING

    def _parts(self, entries: Sequence[Entry], patient: bool) -> Iterator[Part]:
        known = {part.entry.id: part for part in self._opened.parts}
        for entry in entries:
            part = known.get(entry.id)
            if part and part.entry.dead == entry.dead:
                yield part
            elif part:
                yield Part(entry, part.segment, _alive(entry), part.mapped)
            elif patient or is_sound(self._folder, entry):
                segment, mapped = open_segment(self._folder, entry)
                yield Part(entry, segment, _alive(entry), mapped)


def is_sound(folder: Path, entry: Entry) -> bool:
    """Whether a segment has its sidecar and so is opened at once."""
    try:
        sidecar.load(side_path(folder, entry.id), entry.count)
    except Damaged:
        return False
    return True


def open_segment(folder: Path, entry: Entry) -> tuple[Segment, bool]:
    """A segment and whether it is mapped. A lost sidecar is made again from Whoosh's own files.

    Raises `Damaged` when those are lost too: another process may just have replaced them.
    """
    path = side_path(folder, entry.id)
    try:
        return sidecar.load(path, entry.count), True
    except Damaged:
        segment = _recovered(folder, entry)
    try:
        sidecar.save(segment, path)
        return sidecar.load(path, entry.count), True
    except (OSError, Damaged):
        return segment, False


def _recovered(folder: Path, entry: Entry) -> Segment:
    try:
        return sidecar.recover(folder, entry)
    except Exception as problem:  # Whoosh knows no error of its own for a file cut short
        raise Damaged(str(problem)) from problem


def _alive(entry: Entry) -> Bools | None:
    if not entry.dead:
        return None
    alive = np.ones(entry.count, np.bool_)
    alive[list(entry.dead)] = False
    return alive
