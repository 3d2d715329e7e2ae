"""The index folder: Whoosh's segments, their sidecars, and the journal position they stand at.

The position is written after the segments it speaks of, so it can only be too low: then a few
records are taken in twice, each replacing itself.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from index.schema import FORMAT, IndexSource
from index.segments.arrays import Bools, Segment
from index.storage import sidecar
from index.storage.sidecar import Stamp
from index.storage.whoosh_api import (
    Contents,
    DamagedFolder,
    SegmentEntry,
    contents,
    contents_path,
    remove,
    side_path,
)

_POSITION = "position.json"
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Position:
    """Where the index stands.

    `mark` tells the journal up to there from any other (see `Source.mark`): an index that came with
    another home is not believed, nor one that knows more than a store that was put back.
    `after_key` is the last key taken in while the index is being built, None when it is whole.
    """

    generation: int
    journal: int
    mark: str
    after_key: int | None = None

    def is_of(self, source: IndexSource) -> bool:
        """Whether the index was made from this source."""
        return self.mark == source.mark(self.journal)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment as opened, with the records in it that still count (None: all do).

    `stamp` is of the sidecar that is mapped, None for arrays that are in memory only.
    """

    entry: SegmentEntry
    segment: Segment
    alive: Bools | None
    stamp: Stamp | None

    @property
    def mapped(self) -> bool:
        """Whether the arrays are those of a sidecar."""
        return self.stamp is not None


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
    """The position as written. Raises `DamagedFolder` when there is none."""
    return _read(folder)[0]


def _read(folder: Path) -> tuple[Position, int | None]:
    """The position, and the checksum of the table of contents that it speaks of."""
    try:
        written = json.loads((folder / _POSITION).read_text())
        if written.pop("sum") != _sum(written):
            raise DamagedFolder("the position is not what was written")
        if written.pop("format") != FORMAT:
            raise DamagedFolder("the index is of another version")
        contents_sum = written.pop("contents")
        return Position(**written), contents_sum
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as problem:
        raise DamagedFolder(str(problem)) from problem


def write_position(folder: Path, position: Position) -> None:
    """Write the position, whole or not at all, and on disk when this returns."""
    try:
        contents_sum = crc32(contents_path(folder, position.generation).read_bytes())
    except OSError:
        contents_sum = None
    facts = {"format": FORMAT, **asdict(position), "contents": contents_sum}
    new = folder / f"{_POSITION}.new"
    try:
        new.unlink(missing_ok=True)  # one that a kill left may be another account's alone
        with new.open("x") as file:  # never through a link that somebody put there
            file.write(json.dumps({**facts, "sum": _sum(facts)}))
            file.flush()
            os.fchmod(file.fileno(), 0o660)
            os.fsync(file.fileno())
        if (folder / _POSITION).is_dir():
            forget_position(folder)
        new.replace(folder / _POSITION)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _sum(facts: dict[str, object]) -> int:
    return crc32(json.dumps(facts, sort_keys=True).encode())


def forget_position(folder: Path) -> None:
    """From here on the index counts as missing."""
    remove(folder / _POSITION)


def read_state(folder: Path) -> tuple[Position, Contents]:
    """Position and contents that fit each other. Raises `DamagedFolder`."""
    position, contents_sum = _read(folder)
    named = contents_path(folder, position.generation)
    try:
        # None after a kill that left the position behind: then there is a newer table.
        altered = named.exists() and crc32(named.read_bytes()) != contents_sum
    except OSError as problem:
        raise DamagedFolder(str(problem)) from problem
    if altered:
        raise DamagedFolder("the table of contents is not what was written")
    found = contents(folder)
    if found.generation < position.generation:
        raise DamagedFolder("a newer table of contents is lost")
    return position, found


def size(folder: Path) -> int:
    """Bytes in the folder, whose files may go while they are counted."""
    total = 0
    for path in folder.glob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


class Shelf:
    """Opens what is in the folder, and keeps open what is still the same."""

    def __init__(self, folder: Path, source: IndexSource) -> None:
        self._folder = folder
        self._source = source
        self._position = folder / _POSITION
        self._stamp: Stamp | None = None
        self._opened = NOTHING
        self._harmed: set[Stamp] = set()

    def refresh(self, patient: bool = True) -> Opened:
        """The newest generation; nothing when it is missing or damaged.

        Whoever is not `patient` has it without the segments whose sidecars are lost.
        """
        stamp = sidecar.stamp(self._position)
        if stamp != self._stamp or self._opened.lacking:
            self._opened = NOTHING if stamp is None else self._open(patient)
            self._stamp = stamp
        return self._opened

    def nothing(self) -> Opened:
        """As if there were no index."""
        self._opened = NOTHING
        return NOTHING

    def harmed(self) -> int:
        """How many segments that are open have other arrays than were written.

        It reads them all. They are not used from here on: `refresh` opens what is made of Whoosh's
        files instead.
        """
        count = 0
        for part in self._opened.parts:
            path = side_path(self._folder, part.entry.id)
            now, intact = sidecar.stamp(path), sidecar.is_intact(path)
            if not part.mapped or (intact and now == part.stamp):
                continue
            count += 1
            if now and not intact:
                self._harmed.add(now)
        if count:
            self._opened, self._stamp = NOTHING, None
        return count

    def close(self) -> None:
        """Let go of every file."""
        self._opened, self._stamp = NOTHING, None

    def _open(self, patient: bool) -> Opened:
        for attempt in range(_TRIES):
            try:
                position, found = read_state(self._folder)
                if not position.is_of(self._source):
                    return NOTHING
                parts = tuple(self._parts(found.entries, patient))
            except DamagedFolder:
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

    def _parts(self, entries: Sequence[SegmentEntry], patient: bool) -> Iterator[Part]:
        known = {part.entry.id: part for part in self._opened.parts}
        for entry in entries:
            part = known.get(entry.id)
            if part is None or self._is_replaced(part):
                if patient or self._is_ready(entry):
                    segment, stamp = open_segment(self._folder, entry, self._harmed)
                    yield Part(entry, segment, _alive(entry), stamp)
            elif part.entry.dead == entry.dead:
                yield part
            else:
                yield Part(entry, part.segment, _alive(entry), part.stamp)

    def _is_replaced(self, part: Part) -> bool:
        """Whether another sidecar is in the place of the one that is mapped."""
        now = sidecar.stamp(side_path(self._folder, part.entry.id))
        return part.mapped and now is not None and now != part.stamp

    def _is_ready(self, entry: SegmentEntry) -> bool:
        """Whether a segment has its sidecar and so is opened at once."""
        path = side_path(self._folder, entry.id)
        try:
            sidecar.load(path, entry.count)
        except DamagedFolder:
            return False
        return sidecar.stamp(path) not in self._harmed


def open_segment(
    folder: Path, entry: SegmentEntry, harmed: Collection[Stamp] = ()
) -> tuple[Segment, Stamp | None]:
    """A segment and the stamp of its sidecar, None if that cannot be kept.

    A sidecar that is lost, or one of the `harmed`, is made again from Whoosh's own files. Raises
    `DamagedFolder` when those are lost too: another process may just have replaced them.
    """
    path = side_path(folder, entry.id)
    stamp = sidecar.stamp(path)
    if stamp not in harmed:
        with suppress(DamagedFolder):
            return sidecar.load(path, entry.count), stamp
    return mended(folder, entry)


def mended(folder: Path, entry: SegmentEntry) -> tuple[Segment, Stamp | None]:
    """As `open_segment` for a sidecar that is not believed. Every session will open the new one."""
    path = side_path(folder, entry.id)
    segment = _recovered(folder, entry)
    try:
        sidecar.save(segment, path)
        stamp = sidecar.stamp(path)
        kept = sidecar.load(path, entry.count)
    except (OSError, DamagedFolder):
        return segment, None
    with suppress(OSError):
        os.utime(folder / _POSITION)
    return kept, stamp


def _recovered(folder: Path, entry: SegmentEntry) -> Segment:
    try:
        return sidecar.recover(folder, entry)
    except Exception as problem:  # Whoosh knows no error of its own for a file cut short
        raise DamagedFolder(str(problem)) from problem


def _alive(entry: SegmentEntry) -> Bools | None:
    if not entry.dead:
        return None
    alive = np.ones(entry.count, np.bool_)
    alive[list(entry.dead)] = False
    return alive
