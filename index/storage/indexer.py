"""Taking in: records from the source into segments on disk, by one process at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from index.schema import IndexSource, Progress, Text
from index.segments.arrays import Ints, Segment
from index.segments.merging import merge
from index.storage import sidecar, whoosh_api
from index.storage.building import CHUNK, Builder
from index.storage.folder import (
    Position,
    forget_position,
    mended,
    open_segment,
    read_state,
    write_position,
)
from index.storage.gc_pause import uncollected
from index.storage.sidecar import Stamp
from index.storage.whoosh_api import Contents, DamagedFolder, SegmentEntry, side_path

BATCH = 200_000
"""Records of a segment when an index is built."""
_FOLLOWED = 100_000
"""Changes taken in at once."""
_SMALL = 2_000
_MOST_SMALL = 8
_MOST_SEGMENTS = 12


class Indexer:
    """Brings the index in a folder up to its source."""

    def __init__(self, folder: Path, source: IndexSource) -> None:
        self._folder = folder
        self._source = source
        self._cache: dict[str, Segment] = {}
        self._intact: dict[str, Stamp | None] = {}
        self.building = False
        self.recovering = False

    def catch_up(self, progress: Progress | None = None) -> int:
        """Take in what is new, building anew first when there is no sound index."""
        try:
            return self._catch_up(progress)
        except FileNotFoundError:
            # What was just written is gone again: all of the folder may be deleted at any time.
            return self._catch_up(progress)

    def _catch_up(self, progress: Progress | None) -> int:
        with self._writing() as held:
            if not held:
                return 0
            try:
                state = self._sound_state()
                taken = 0
                if state[0].after_key is not None:
                    taken, state = self._build(state, progress)
                return taken + self._follow(state, progress)
            except DamagedFolder:
                # Files went while they were read: the next time builds anew, as at the start.
                forget_position(self._folder)
                return 0

    @uncollected()
    def rebuild(self, progress: Progress | None = None) -> int:
        """Build every segment anew beside the old ones, then name only the new."""
        with self._writing() as held:
            if not held:
                return 0
            self.building = True
            contents = (self._state() or self._begun())[1]
            journal, entries, taken = self._source.last(), [], 0
            after: int | None = -1
            with Builder() as builder:
                while after is not None:
                    count, after = self._gather(builder, after, taken, progress)
                    if count:
                        entries.append(builder.store(self._folder)[0])
                    taken += count
            generation = contents.generation + 1
            whoosh_api.commit(self._folder, entries, generation)
            self._write_position(generation, journal)
            return taken

    @contextmanager
    def _writing(self) -> Iterator[bool]:
        """Hold the write lock for the block; False when another process or thread has it."""
        whoosh_api.make_folder(self._folder)
        with whoosh_api.write_lock(self._folder) as held:
            try:
                yield held
            except OSError:
                if held:
                    self._sweep()
                raise
            finally:
                if held:
                    self._cache.clear()
                    self.building = False

    def _sweep(self) -> None:
        """On a full disk, what was not finished would only stand in the way."""
        with suppress(OSError, DamagedFolder):
            whoosh_api.sweep(self._folder, whoosh_api.contents(self._folder))

    def _state(self) -> tuple[Position, Contents] | None:
        """What is there; None when it is missing, damaged, or of another store."""
        try:
            position, contents = read_state(self._folder)
        except DamagedFolder:
            return None
        return (position, contents) if position.is_of(self._source) else None

    def _sound_state(self) -> tuple[Position, Contents]:
        """What is there with all its segments, or a fresh start."""
        state = self._state()
        if state is None:
            return self._begun()
        self.recovering = True
        try:
            for entry in state[1].entries:
                self._segment(entry)
        except DamagedFolder:
            return self._begun()
        finally:
            self.recovering = False
        return state

    def _begun(self) -> tuple[Position, Contents]:
        """A fresh start in place of whatever is there."""
        forget_position(self._folder)
        whoosh_api.create(self._folder)
        return self._write_position(0, self._source.last(), after_key=-1), Contents(0, ())

    def _write_position(
        self, generation: int, journal: int, after_key: int | None = None
    ) -> Position:
        position = Position(generation, journal, self._source.mark(journal), after_key)
        write_position(self._folder, position)
        return position

    @uncollected()
    def _build(
        self, state: tuple[Position, Contents], progress: Progress | None
    ) -> tuple[int, tuple[Position, Contents]]:
        """Take in all records by key; a killed build goes on where it was."""
        self.building = True
        position, contents = state
        after, taken = position.after_key, 0
        with Builder() as builder:
            while after is not None:
                count, after = self._gather(builder, after, taken, progress)
                if count:
                    contents = self._commit(contents, builder.store(self._folder), ())
                position = self._write_position(contents.generation, position.journal, after)
                taken += count
        return taken, (position, contents)

    def _gather(
        self, builder: Builder, after: int, taken: int, progress: Progress | None
    ) -> tuple[int, int | None]:
        """Add the next records by key, a segment of them; how many, and the last key or None."""
        count = 0
        while count < BATCH:
            texts = self._source.all(after, CHUNK)
            if not texts:
                return count, None
            builder.add(texts)
            after = texts[-1].key
            count += len(texts)
            if progress:
                progress(taken + count, 0)
        return count, after

    def _follow(self, state: tuple[Position, Contents], progress: Progress | None) -> int:
        """Take in what the journal tells by now; what comes meanwhile is for the next time."""
        position, contents = state
        taken, last = 0, self._source.last()
        while position.journal < last:
            changes = self._source.changed(position.journal, _FOLLOWED)
            if changes.upto <= position.journal:
                break
            if changes.texts or changes.gone:
                stored = self._stored(changes.texts) if changes.texts else None
                contents = self._commit(contents, stored, changes.gone)
            position = self._write_position(contents.generation, changes.upto)
            taken += len(changes.texts) + len(changes.gone)
            if progress:
                progress(taken, 0)
        return taken

    def _commit(
        self, contents: Contents, stored: tuple[SegmentEntry, Ints] | None, gone: Sequence[int]
    ) -> Contents:
        """One more generation: with a new segment of some keys, their older selves struck out."""
        keys = np.array(gone, np.int64)
        if stored:
            keys = np.concatenate((keys, stored[1]))
        keys = np.unique(keys)
        entries = [self._without(entry, keys) for entry in contents.entries]
        entries = [entry for entry in entries if len(entry.dead) < entry.count]
        if stored:
            entries.append(stored[0])
        entries = self._tidied(entries)
        generation = contents.generation + 1
        whoosh_api.commit(self._folder, entries, generation)
        return Contents(generation, tuple(entries))

    @uncollected()
    def _stored(self, texts: Sequence[Text]) -> tuple[SegmentEntry, Ints]:
        """A new segment of these texts, and their keys."""
        ordered = sorted(texts, key=lambda text: text.key)
        with Builder() as builder:
            for start in range(0, len(ordered), CHUNK):
                builder.add(ordered[start : start + CHUNK])
            return builder.store(self._folder)

    def _without(self, entry: SegmentEntry, keys: Ints) -> SegmentEntry:
        numbers = self._segment(entry).numbers(keys)
        return entry.without(numbers.tolist()) if len(numbers) else entry

    def _segment(self, entry: SegmentEntry) -> Segment:
        """A segment, its arrays looked through when this process sees them for the first time."""
        if entry.id not in self._cache:
            stamp = sidecar.stamp(side_path(self._folder, entry.id))
            if stamp is None or self._intact.get(entry.id) != stamp:
                return self._verified(entry)
            self._cache[entry.id] = open_segment(self._folder, entry)[0]
        return self._cache[entry.id]

    def _verified(self, entry: SegmentEntry) -> Segment:
        """A segment whose arrays are what was written: else they are made again."""
        path = side_path(self._folder, entry.id)
        opened = open_segment if sidecar.is_intact(path) else mended
        segment, stamp = opened(self._folder, entry)
        self._cache[entry.id], self._intact[entry.id] = segment, stamp
        return segment

    def _tidied(self, entries: list[SegmentEntry]) -> list[SegmentEntry]:
        """Few segments, and none that is mostly struck out."""
        small = [e for e in entries if e.count - len(e.dead) <= _SMALL]
        worn = [e for e in entries if e not in small and len(e.dead) * 2 > e.count]
        chosen = worn
        if len(small) > _MOST_SMALL or (worn and small):
            chosen = small + worn
        rest = len(entries) - len(chosen)
        if rest > _MOST_SEGMENTS:
            kept = sorted((e for e in entries if e not in chosen), key=lambda e: e.count)
            chosen = chosen + kept[: rest - _MOST_SEGMENTS + 3]
        if not chosen or (len(chosen) == 1 and not chosen[0].dead):
            return entries
        # What is merged gets a checksum of its own, which must not be one of harmed arrays.
        segments = [self._verified(entry) for entry in chosen]
        masks = []
        for entry in chosen:
            mask = np.ones(entry.count, np.bool_)
            mask[list(entry.dead)] = False
            masks.append(mask)
        merged = sidecar.store(merge(segments, masks), self._folder)
        return [entry for entry in entries if entry not in chosen] + [merged]
