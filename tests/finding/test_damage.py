"""Whatever is done to the files of an index is found out, and the index found in is right again."""

from __future__ import annotations

import os
import pickle
import random
import shutil
from array import array
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import whoosh.codec.whoosh3
import whoosh.columns
import whoosh.filedb.structfile
from whoosh.index import TOC

from index import Finder, open_finder
from index.segments.arrays import Segment
from index.storage import folder as index_folder
from index.storage import plain_pickles, sidecar, whoosh_api
from index.storage.folder import read_position, write_position
from tests.finding.records import Records, a_few

QUERIES = ("lech walesa", "contract", '"acme corporation" 1970', "593961", "alph*", "zanzibar")

# Whoosh leaves files that it cannot read to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("alone"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def records(folder: Path) -> Records:
    """Records that are taken in, in two segments of the same size."""
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    for key in range(100, 107):
        records.put(key, title=f"alpha{key} contract", code=f"{key}-1", kind="folder")
    finder.catch_up()
    assert finder.status().segments == 2
    finder.close()
    return records


def keys(finder: Finder) -> list[list[int]]:
    """What is found, with everything that a search reads."""
    found = (
        finder.search(text, limit=100, facets=True, may_know=lambda _guard: True)
        for text in QUERIES
    )
    return [sorted(hit.key for hit in each.hits) for each in found]


def as_new(records: Records, tmp_path: Path) -> list[list[int]]:
    finder = open_finder(tmp_path / "another", records)
    finder.catch_up()
    return keys(finder)


def place_of(path: Path, name: str) -> tuple[int, int]:
    """Where an array of a sidecar begins, and its bytes."""
    with path.open("rb") as file:
        facts, base = sidecar._facts(file, path.stem)
    kind, at, count = facts["arrays"][name]
    return base + at, np.dtype(kind).itemsize * count


def overwrite(path: Path, start: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def write_over(path: Path, byte: bytes | None) -> None:
    """All arrays made of one byte, or of noise."""
    start, _ = place_of(path, "keys")
    size = path.stat().st_size - start
    overwrite(path, start, random.Random(5).randbytes(size) if byte is None else byte * size)


@pytest.mark.parametrize("byte", [b"\xff", b"\0", None], ids=["0xFF", "zeros", "noise"])
@pytest.mark.parametrize("opened", [True, False], ids=["while open", "before"])
def test_arrays_that_were_written_over_are_made_again(
    folder: Path, tmp_path: Path, records: Records, byte: bytes | None, opened: bool
) -> None:
    finder = open_finder(folder, records)
    if opened:
        keys(finder)
    for path in folder.glob("*.side"):
        write_over(path, byte)
    keys(finder)  # may be wrong where nothing of it is impossible, but comes to an end
    assert finder.glance(100).records
    later = open_finder(folder, records)
    later.catch_up()
    assert keys(finder) == keys(later) == as_new(records, tmp_path)
    assert finder.check(1000).sound
    assert later.status().missing_sidecars == 0


def point_nowhere(folder: Path) -> None:
    """Record numbers beyond the last one: no search with hits can go on."""
    for path in folder.glob("*.side"):
        start, size = place_of(path, "words.docs")
        overwrite(path, start, b"\xff" * size)


def test_a_search_that_fails_over_its_arrays_is_asked_once_more(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    point_nowhere(folder)
    assert keys(open_finder(folder, records)) == as_new(records, tmp_path)


def test_a_fault_that_is_not_of_the_arrays_is_told(
    folder: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = open_finder(folder, records)

    def refuses(_guard: str) -> bool:
        raise ValueError("not of the arrays")

    with pytest.raises(ValueError, match="not of the arrays"):
        finder.search("contract", may_know=refuses)


def test_a_flipped_bit_is_found_by_the_check_and_mended_for_all(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    others = open_finder(folder, records)
    keys(others)
    for path in folder.glob("*.side"):
        place = path.stat().st_size - 200
        overwrite(path, place, bytes([path.read_bytes()[place] ^ 4]))
    check = open_finder(folder, records).check(1000)
    assert (check.harmed, check.sound) == (2, False)
    assert check.wrong == check.missing == check.extra == []
    assert open_finder(folder, records).check(1000).sound
    assert keys(others) == as_new(records, tmp_path)
    assert others.check(1000).sound


def test_a_session_finds_out_at_its_start_and_the_others_open_what_it_mended(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    for path in folder.glob("*.side"):
        write_over(path, b"\0")
    others = open_finder(folder, records)
    assert keys(others) != as_new(records, tmp_path), "nothing of it is impossible"
    assert open_finder(folder, records).catch_up() == 0
    assert keys(others) == as_new(records, tmp_path)


def test_harmed_arrays_get_no_checksum_of_their_own_by_being_merged(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    finder = open_finder(folder, records)
    finder.catch_up()
    for path in folder.glob("*.side"):
        times = path.stat()
        start, size = place_of(path, "words.positions")
        overwrite(path, start, bytes(size))
        # As a disk does that loses bits.
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    for key in range(7):
        records.put(key + 200, title="zanzibar")
        finder.catch_up()
    assert finder.status().segments < 9
    assert finder.check(1000).sound
    assert keys(finder) == as_new(records, tmp_path)


def test_the_first_search_reads_no_more_than_it_needs(
    folder: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(sidecar, "is_intact", looked.append)
    assert open_finder(folder, records).search("contract").total
    assert looked == []


def test_sidecars_that_were_exchanged_are_not_believed(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    one, two = folder.glob("*.side")
    records.put(3, title="alpha8")  # each segment has its own records struck out
    open_finder(folder, records).catch_up()
    one.rename(folder / "aside")
    two.rename(one)
    (folder / "aside").rename(two)
    finder = open_finder(folder, records)
    assert keys(finder) == as_new(records, tmp_path)
    assert finder.check(1000).sound


def test_a_harmed_sidecar_that_cannot_be_written_is_mended_in_memory(
    folder: Path, tmp_path: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = as_new(records, tmp_path)
    point_nowhere(folder)

    def refuses(_segment: Segment, path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(sidecar, "save", refuses)
    finder = open_finder(folder, records)
    assert keys(finder) == expected
    assert finder.status().missing_sidecars == 2


@pytest.mark.parametrize(
    "written",
    [
        *('{"journal": "7"}', "[]", "[" * 100_000, "null", "1" * 5000, '"', "\xff", "{}"),
        *('{"sum": 0}', '{"sum": [], "format": 3}'),
    ],
    ids=lambda text: text[:12],
)
def test_a_position_that_makes_no_sense_counts_as_missing(
    folder: Path, tmp_path: Path, records: Records, written: str
) -> None:
    (folder / "position.json").write_text(written, "latin-1")
    healed(folder, tmp_path, records)


@pytest.mark.parametrize("name", ["generation", "journal", "after_key", "mark", "contents"])
@pytest.mark.parametrize("value", ['"x"', "-1", "1" + "0" * 40, "[1]"])
def test_no_value_of_the_position_can_be_changed_unnoticed(
    folder: Path, tmp_path: Path, records: Records, name: str, value: str
) -> None:
    path = folder / "position.json"
    facts = dict(part.split(": ") for part in path.read_text().strip("{}").split(", "))
    facts[f'"{name}"'] = value
    path.write_text("{" + ", ".join(map(": ".join, facts.items())) + "}")
    with pytest.raises(whoosh_api.DamagedFolder):
        index_folder.read_position(folder)
    finder = open_finder(folder, records)
    assert finder.status().documents == len(records.texts)
    assert finder.check(10).sound
    finder.catch_up()
    assert finder.status().waiting == 0


def healed(folder: Path, tmp_path: Path, records: Records) -> None:
    """It is searched at once, taken in, and sound."""
    finder = open_finder(folder, records)
    expected = as_new(records, tmp_path)
    assert keys(finder) == expected
    assert finder.status().documents == len(records.texts)
    assert finder.check(1000).sound
    finder.catch_up()
    assert keys(finder) == expected
    assert finder.status().waiting == finder.status().missing_sidecars == 0
    assert finder.check(1000).sound


def test_a_table_of_contents_that_was_altered_is_not_believed(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    finder = open_finder(folder, records)
    records.put(2, title="again")
    finder.catch_up()
    (path,) = folder.glob("_*.toc")
    data = path.read_bytes()
    at = data.rindex(b"_deleted")
    for place in range(at + 8, at + 40):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(whoosh_api.DamagedFolder):
            index_folder.read_state(folder)
    healed(folder, tmp_path, records)


def test_whooshs_files_that_disagree_are_not_believed(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    """A sidecar is not made of them: the index is built anew from its source."""
    for path in folder.glob("*.side"):
        path.unlink()
    for path in folder.glob("*.pst"):
        data = path.read_bytes()
        # A pickled record number, in the block of a word that stands in one record.
        at = data.rindex(b"\x80\x03J") + 3
        path.write_bytes(data[:at] + b"\x02\0\0\0" + data[at + 4 :])
    healed(folder, tmp_path, records)


@pytest.mark.parametrize(
    "pattern", ["*.side", "*.trm", "_*.toc", "position.json", "*_WRITELOCK", "*"]
)
def test_folders_in_the_place_of_files_are_taken_away(
    folder: Path, tmp_path: Path, records: Records, pattern: str
) -> None:
    for path in list(folder.glob(pattern)):
        path.unlink()
        path.mkdir()
        (path / "something").touch()
    healed(folder, tmp_path, records)


def test_an_index_that_came_with_another_home_is_not_believed(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    other = Records()
    for number in range(records.last()):
        other.put(number + 500, title=f"zanzibar alpha{number}")
    shutil.copytree(folder, tmp_path / "copied")
    assert keys(open_finder(tmp_path / "copied", other)) == as_new(other, tmp_path)
    healed(tmp_path / "copied", tmp_path, other)


def test_a_store_put_back_that_has_grown_since_makes_the_index_anew(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    put_back = a_few()
    for number in range(20):
        put_back.put(number + 500, title="zanzibar")
    assert put_back.last() > records.last()
    healed(folder, tmp_path, put_back)


def test_what_a_full_disk_left_behind_is_taken_away(
    folder: Path, tmp_path: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(folder.iterdir())
    finder = open_finder(folder, records)
    records.put(9, title="zanzibar")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            finder.catch_up()
    assert set(folder.iterdir()) == before
    with monkeypatch.context() as disk:
        disk.setattr(os, "fchmod", lambda _handle, _mode: full(0))
        with pytest.raises(OSError, match="No space left"):
            finder.rebuild()
    assert not (folder / "position.json.new").exists()
    assert keys(finder) == as_new(records, tmp_path)
    finder.catch_up()
    assert finder.check(1000).sound


def test_a_position_that_a_kill_left_half_written_is_made_anew_not_written_through(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    # Another account's may be closed to this one: it can be removed from the folder, not written.
    (tmp_path / "left").write_text("half")
    os.link(tmp_path / "left", folder / "position.json.new")
    records.put(9, title="zanzibar")
    finder = open_finder(folder, records)
    finder.catch_up()
    assert finder.status().waiting == 0
    assert (tmp_path / "left").read_text() == "half"


def test_the_folder_may_be_deleted_while_records_are_taken_in(
    folder: Path, tmp_path: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []
    settle = whoosh_api._settle

    def deleted_once(path: Path) -> None:
        if not written:
            shutil.rmtree(folder)
        written.append(path)
        settle(path)

    records.put(9, title="zanzibar")
    monkeypatch.setattr(whoosh_api, "_settle", deleted_once)
    finder = open_finder(folder, records)
    assert finder.catch_up() == len(records.texts)
    assert keys(finder) == as_new(records, tmp_path)


def test_files_may_go_while_they_are_counted(
    folder: Path, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat: Callable[..., os.stat_result] = Path.stat

    def gone(path: Path, **options: bool) -> os.stat_result:
        if path.suffix == ".trm":
            raise FileNotFoundError(2, "No such file", str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", gone)
    assert open_finder(folder, records).status().bytes > 0


# --- what somebody who may write the folder has put there


class Planted:
    """Something that runs code when it is read back as a pickle."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self._mark,)


def test_a_planted_table_of_contents_runs_nothing(
    folder: Path, tmp_path: Path, records: Records
) -> None:
    """Its checksums are right: it was written by who knows how."""
    mark = tmp_path / "ran"
    assert records.texts
    position = read_position(folder)
    store = whoosh_api.storage(folder)
    whoosh_api.contents_path(folder, position.generation).unlink()
    TOC(whoosh_api.schema(), [Planted(mark)], position.generation).write(store, whoosh_api.NAME)
    write_position(folder, position)
    healed(folder, tmp_path, records)
    assert not mark.exists()


@pytest.mark.parametrize("read", [
    plain_pickles.loads, lambda data: plain_pickles.load(BytesIO(data)), whoosh.columns.loads,
    whoosh.codec.whoosh3.loads,
    lambda data: whoosh.filedb.structfile.load_pickle(BytesIO(data)),
    lambda data: whoosh.filedb.structfile.load(BytesIO(data)),
])  # fmt: skip
def test_no_pickle_of_an_index_runs_anything(
    read: Callable[[bytes], object], tmp_path: Path
) -> None:
    mark = tmp_path / "ran"
    with pytest.raises(pickle.UnpicklingError, match="nothing that an index holds"):
        read(pickle.dumps(Planted(mark)))
    assert not mark.exists()
    kept = (1, b"x", {2}, frozenset({3}), array("I", [4]), [5.0, None, "x"])
    for protocol in (0, 2, pickle.HIGHEST_PROTOCOL):
        assert read(pickle.dumps(kept, protocol)) == kept
