"""The only place, with `whoosh_tables`, that speaks to Whoosh 2.7.4, which has no types of its own.

Whoosh keeps the table of contents, the segments with their deletions, and the lock.
`postings_codec` writes the postings and `whoosh_tables` the rest of a segment, because Whoosh's own
writer takes ten times as long.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

with warnings.catch_warnings():
    # Whoosh's regular expressions make newer Pythons warn, once, at first import.
    warnings.simplefilter("ignore", SyntaxWarning)
    from whoosh import fields
    from whoosh.analysis import IDAnalyzer, RegexTokenizer
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import TOC, clean_files

    from index.storage.plain_pickles import read_whoosh_plainly
    from index.storage.whoosh_tables import TermTable, write_stored

read_whoosh_plainly()

if TYPE_CHECKING:
    from index.storage.postings_codec import File

NAME = "rmdesk"
WORDS, CODES, RECORD = "text", "code", "record"

InfoWriter = Callable[["File"], Iterable[bytes]]


class DamagedFolder(Exception):
    """The index folder cannot be read; the index is made anew."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment in the table of contents."""

    id: str
    count: int
    dead: frozenset[int]
    raw: Any

    def without(self, numbers: Iterable[int]) -> SegmentEntry:
        """The same segment with more records struck out."""
        dead = self.dead | frozenset(numbers)
        raw = W3Codec().new_segment(None, NAME)
        raw.__dict__.update(self.raw.__dict__)
        raw._deleted = set(dead)
        return SegmentEntry(self.id, self.count, dead, raw)


@dataclass(frozen=True, slots=True)
class Contents:
    """One generation of the index."""

    generation: int
    entries: tuple[SegmentEntry, ...]


def schema() -> Any:
    """Whoosh's view of a record: weighted words with positions, codes, and the record's facts."""
    return fields.Schema(
        **{
            WORDS: fields.TEXT(analyzer=RegexTokenizer(r"\S+"), phrase=True),
            CODES: fields.ID(analyzer=IDAnalyzer()),
            RECORD: fields.STORED(),
        }
    )


def storage(folder: Path) -> Any:
    """Whoosh's storage over a folder."""
    return FileStorage(str(folder))


def make_folder(folder: Path) -> None:
    """The folder, for its owner and group only, whatever the umask says."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(folder.stat().st_mode & 0o7000 | 0o770)  # setgid stays: one group for all


def create(folder: Path) -> None:
    """Start an empty index in place of whatever is there. The write lock must be held."""
    make_folder(folder)
    for pattern in (f"_{NAME}_*", f"{NAME}_*.*"):
        for path in folder.glob(pattern):
            remove(path)
    TOC.create(storage(folder), schema(), NAME)
    _settle(contents_path(folder, 0))


def remove(path: Path) -> None:
    """Take a file away, or what stands in its place."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def contents_path(folder: Path, generation: int) -> Path:
    """Where a generation's table of contents is."""
    return folder / str(TOC._filename(NAME, generation))


def contents(folder: Path) -> Contents:
    """The newest generation. Raises `DamagedFolder` when there is none that can be read."""
    store = storage(folder)
    files: list[Any] = []
    opening = store.open_file

    def open_file(name: str, **options: Any) -> Any:
        files.append(opening(name, **options))
        return files[-1]

    # Whoosh leaves the file open when it makes no sense.
    store.open_file = open_file
    try:
        toc = TOC.read(store, NAME, schema=schema())  # ours, not the pickled one
        return Contents(toc.generation, tuple(_entry(raw) for raw in toc.segments))
    except Exception as problem:  # Whoosh unpickles it, and noise may make that raise anything
        raise DamagedFolder(str(problem)) from problem
    finally:
        for file in files:
            if not file.is_closed:
                file.close()


def _entry(raw: Any) -> SegmentEntry:
    dead = frozenset(raw.deleted_docs()) if raw.has_deletions() else frozenset()
    count = raw.doc_count_all()
    if any(not 0 <= number < count for number in dead):
        raise ValueError("records are struck out that the segment never had")
    return SegmentEntry(raw.segment_id(), count, dead, raw)


@contextmanager
def write_lock(folder: Path) -> Iterator[bool]:
    """Hold Whoosh's write lock for the block; False when another process or thread has it."""
    name = f"{NAME}_WRITELOCK"
    if (folder / name).is_dir():
        remove(folder / name)
    if not (folder / name).exists():
        with suppress(FileExistsError):  # by another meanwhile
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660)
            os.fchmod(handle, 0o660)
            os.close(handle)
    lock = storage(folder).lock(name)
    held = bool(lock.acquire())
    try:
        yield held
    finally:
        if held:
            lock.release()


def write_segment(
    folder: Path,
    records: Iterable[object],
    lengths: bytes,
    total_length: int,
    terms: Mapping[str, tuple[Sequence[bytes], InfoWriter]],
    sidecar: Callable[[Path], None],
) -> SegmentEntry:
    """Write one segment; it counts only once `commit` has named it.

    `records` are the facts of each record, `lengths` the length of its words as Whoosh codes it in
    a byte, and `total_length` the exact sum. `terms` has the terms of each field in order, and what
    writes their postings and then gives the info of each.
    """
    store = storage(folder)
    segment = W3Codec().new_segment(store, NAME)
    segment.set_doc_count(len(lengths))
    segment._fieldlengths = {WORDS: total_length}

    def column(name: str) -> Any:
        return store.create_file(W3Codec.column_filename(segment, name))

    write_stored(column("_stored"), ({RECORD: facts} for facts in records))
    measures = column(f"_{WORDS}_len")
    measures.write(lengths)
    measures.close()
    table = TermTable(segment.create_file(store, W3Codec.TERMS_EXT))
    postings = segment.create_file(store, W3Codec.POSTS_EXT)
    for name, (words, infos) in terms.items():
        table.add(name, words, infos(postings))
    table.close()
    postings.close()
    sidecar(side_path(folder, segment.segment_id()))
    for name in segment.list_files(store):
        _settle(folder / name)
    return SegmentEntry(segment.segment_id(), len(lengths), frozenset(), segment)


def commit(folder: Path, entries: Sequence[SegmentEntry], generation: int) -> None:
    """Make `entries` the index, all at once. The write lock must be held."""
    raws = [entry.raw for entry in entries]
    TOC(schema(), raws, generation).write(storage(folder), NAME)
    _settle(contents_path(folder, generation))
    _sync(folder)
    sweep(folder, Contents(generation, tuple(entries)))


def sweep(folder: Path, named: Contents) -> None:
    """Take away what no one names: what is outdated, and what a full disk or a kill left behind.

    The write lock must be held.
    """
    clean_files(storage(folder), NAME, named.generation, [entry.raw for entry in named.entries])
    for pattern in (f"_{NAME}_*.toc.*", f"{NAME}_*.side.*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def side_path(folder: Path, segment: str) -> Path:
    """Where a segment's sidecar is; Whoosh deletes it together with the segment."""
    return folder / f"{segment}.side"


def _settle(path: Path) -> None:
    """On disk, and for the group too: another account's session may go on from here."""
    path.chmod(0o660)
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class StockSegment:
    """A segment read through Whoosh alone, for want of a sidecar."""

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        store, codec = storage(folder), W3Codec()
        self._records = codec.per_document_reader(store, entry.raw)
        self._terms = codec.terms_reader(store, entry.raw)
        self.total_length = int(self._records.field_length(WORDS))
        self.count = entry.count

    def records(self) -> list[Any]:
        """The facts of every record, as they were written."""
        return [self._records.stored_fields(i)[RECORD] for i in range(self.count)]

    def lengths(self) -> list[int]:
        """The length bytes of every record's words."""
        column = f"_{WORDS}_len"
        if not self._records.has_column(column):
            return [0] * self.count
        file, offset, length = self._records._get_column_file(column)
        data = list(bytes(file.get(offset, length)))[: self.count]
        file.close()
        return data + [0] * (self.count - len(data))

    def items(self, field: str) -> Iterator[tuple[bytes, bytes]]:
        """Every term of a field with the bytes of its postings."""
        for (name, term), info in self._terms.items_from(field, b""):
            if name != field:
                return
            offset, length = info.extent()
            if not isinstance(length, int):
                (length,) = length
            yield term, bytes(self._terms._postfile.get(offset, length))

    def close(self) -> None:
        """Close its files."""
        self._terms.close()
        self._records.close()
