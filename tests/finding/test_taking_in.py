"""The index follows its source, whatever happens to its files, its processes or its store."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Finder, Text, open_finder
from index.matching.unindexed import MOST
from index.segments.arrays import Segment
from index.storage import indexer, sidecar, whoosh_api
from index.storage.folder import read_position, write_position
from tests.finding.records import Records, a_few


def found(finder: Finder, text: str) -> set[int]:
    return {hit.key for hit in finder.search(text, limit=1000).hits}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_a_record_is_found_the_moment_it_is_saved(folder: Path) -> None:
    records = a_few()
    finder, other = open_finder(folder, records), open_finder(folder, records)
    finder.catch_up()
    assert found(other, "zanzibar") == set()
    records.put(50, title="Zanzibar")
    assert found(finder, "zanzibar") == found(other, "zanzibar") == {50}
    records.put(50, title="Madagascar")
    assert found(finder, "zanzibar") == set()
    assert found(other, "madagascar") == {50}
    records.drop(50)
    assert found(other, "madagascar") == set()
    assert finder.status().position == 7


def test_one_session_takes_in_and_the_others_see_it(folder: Path) -> None:
    records = a_few()
    finder, other = open_finder(folder, records), open_finder(folder, records)
    assert other.catch_up() == 7
    assert finder.search("walesa").exact
    assert finder.status().position == 7
    assert finder.status().waiting == 0
    assert finder.catch_up() == 0


def test_only_one_takes_in_at_a_time(folder: Path) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    records.put(8, title="later")
    with whoosh_api.write_lock(folder) as held:
        assert held
        assert finder.catch_up() == 0
        assert finder.rebuild() == 0
    assert found(finder, "later") == {8}
    assert finder.catch_up() == 1


def test_edits_and_removals_are_taken_in(folder: Path) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    records.put(2, title="Changed altogether")
    records.drop(3)
    assert finder.catch_up() == 2
    assert found(finder, "acme") == found(finder, "专利") == set()
    assert found(finder, "changed") == {2}
    assert finder.status().documents == 6
    assert finder.check().sound


def test_many_small_changes_leave_few_segments(folder: Path) -> None:
    records = Records()
    finder = open_finder(folder, records)
    finder.catch_up()
    for step in range(40):
        records.put(step % 25, title=f"step {step}")
        finder.catch_up()
    assert finder.status().segments < 12
    assert finder.status().documents == 25
    assert finder.check().sound


def test_very_many_waiting_are_said_not_to_be_all(folder: Path) -> None:
    records = Records()
    finder = open_finder(folder, records)
    finder.catch_up()
    for key in range(MOST + 1500):
        records.put(key, title="bulk")
    first = finder.search("bulk", limit=0)
    assert not first.exact
    assert first.total >= MOST
    finder.catch_up()
    assert finder.search("bulk", limit=0).total == MOST + 1500
    assert finder.search("bulk", limit=0).exact


class Slow(Records):
    """A source that searches while its records are being read for the first build."""

    def __init__(self, records: Records, folder: Path) -> None:
        super().__init__()
        self.texts, self.journal = records.texts, records.journal
        self.folder = folder
        self.seen: set[int] = set()

    def all(self, after_key: int, limit: int) -> list[Text]:
        if after_key == -1:
            self.seen = found(open_finder(self.folder, self), "contract")
        return super().all(after_key, limit)


def test_everything_is_found_while_the_first_build_goes_on(folder: Path) -> None:
    records = Slow(a_few(), folder)
    open_finder(folder, records).catch_up()
    assert 2 in records.seen


def test_what_is_readable_is_searched_while_a_lost_sidecar_is_made_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    records.put(99, title="Contract of a later day")
    finder.catch_up()
    early = min(folder.glob("*.side"), key=lambda path: path.stat().st_mtime_ns)
    finder.close()
    early.unlink()
    recover, seen = sidecar.recover, []

    def recover_while_others_search(folder: Path, entry: whoosh_api.SegmentEntry) -> Segment:
        seen.append(finder.search("contract"))
        return recover(folder, entry)

    monkeypatch.setattr(sidecar, "recover", recover_while_others_search)
    finder.catch_up()
    assert [[hit.key for hit in each.hits] for each in seen] == [[99]]
    assert not seen[0].exact
    assert found(finder, "contract") == {2, 5, 99}
    assert finder.search("contract").exact


def test_a_rebuild_puts_the_new_in_place_of_the_old(folder: Path) -> None:
    records = a_few()
    finder, other = open_finder(folder, records), open_finder(folder, records)
    finder.catch_up()
    assert found(other, "walesa") == {1}
    told: list[int] = []
    assert finder.rebuild(lambda done, _: told.append(done)) == 7
    assert told == [7]
    assert found(other, "walesa") == {1}
    assert finder.check().sound


def test_a_killed_build_goes_on_where_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "BATCH", 10)

    class Stops(Records):
        """Fails at the third segment, as a killed process would end there."""

        def all(self, after_key: int, limit: int) -> list[Text]:
            if after_key >= 2 * 10 - 1:
                raise KeyboardInterrupt
            return super().all(after_key, 10)

    stops, goes = Stops(), Records()
    for key in range(45):
        stops.put(key, title="built")
        goes.put(key, title="built")
    with pytest.raises(KeyboardInterrupt):
        open_finder(folder, stops).catch_up()
    assert read_position(folder).after_key == 19
    finder = open_finder(folder, goes)
    assert finder.search("built", limit=0).total == 20
    assert not finder.search("built", limit=0).exact
    assert finder.catch_up() == 25
    assert finder.search("built", limit=0).total == 45


def test_files_that_go_while_they_are_read_are_built_anew_the_next_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()

    def lost(*_given: object) -> None:
        raise whoosh_api.DamagedFolder("gone")

    records.put(2, title="again")
    with monkeypatch.context() as gone:
        gone.setattr(indexer.Indexer, "_follow", lost)
        assert finder.catch_up() == 0
    assert finder.catch_up() == 7
    assert finder.check().sound


def test_a_store_put_back_to_an_older_state_makes_the_index_anew(folder: Path) -> None:
    newer = a_few()
    newer.put(8, title="zanzibar")
    open_finder(folder, newer).catch_up()
    finder = open_finder(folder, a_few())
    assert found(finder, "zanzibar") == set()
    assert found(finder, "walesa") == {1}
    assert finder.catch_up() == 7
    assert finder.check().sound


def test_the_files_are_for_owner_and_group_only(folder: Path) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    records.put(2, title="again")
    finder.catch_up()
    assert folder.stat().st_mode & 0o777 == 0o770
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o660}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scramble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[: len(data) // 3] = random.Random(1).randbytes(len(data) // 3)
    path.write_bytes(data)


def older(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:8] + b"\xff\0\0\0" + data[12:])


def empty(path: Path) -> None:
    path.write_bytes(b"")


# Whoosh leaves files that it cannot read to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("harm", [Path.unlink, cut, scramble, older, empty])
@pytest.mark.parametrize("pattern", ["*.side", "_*.toc", "position.json", "rmdesk_*", "*"])
def test_harmed_files_are_made_again(
    folder: Path, harm: Callable[[Path], object], pattern: str
) -> None:
    records = a_few()
    open_finder(folder, records).catch_up()
    for path in folder.glob(pattern):
        harm(path)
    finder = open_finder(folder, records)
    for _ in range(2):
        assert found(finder, "lech walesa") == {1}
        assert found(finder, '"acme corporation" 1970') == {2}
        assert found(finder, "corespondence") == {5, 6, 7}
        assert found(finder, "593961") == {2}
        finder.catch_up()
    assert finder.check().sound
    assert finder.search("walesa").exact


def test_a_table_of_contents_newer_than_the_position_does_no_harm(folder: Path) -> None:
    """As after a kill between the two."""
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    before = read_position(folder)
    records.put(2, title="once more")
    records.drop(3)
    finder.catch_up()
    write_position(folder, before)
    again = open_finder(folder, records)
    assert found(again, "once") == {2}
    assert again.catch_up() == 2
    assert again.check().sound
    assert again.status().documents == 6


def test_the_check_names_what_is_wrong(folder: Path) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    # Changes that the journal does not tell of.
    records.texts[99] = Text(99, "", {"title": "unseen"})
    del records.texts[7]
    records.texts[1] = Text(1, "", {"title": "rewritten"})
    check = finder.check(sample=100)
    assert (check.missing, check.extra, check.wrong) == ([99], [7], [1])
    assert not check.sound
    finder.rebuild()
    assert finder.check(sample=100).sound


def test_a_glance_sees_what_it_looks_at(folder: Path) -> None:
    records = a_few()
    finder = open_finder(folder, records)
    finder.catch_up()
    assert finder.glance(100).sound
    records.texts[1] = Text(1, "", {"title": "rewritten"})
    records.texts[6] = Text(6, "", {"title": "rewritten"})
    glanced = finder.glance(100)
    assert glanced.wrong == finder.check(sample=100).wrong
    assert 1 in glanced.wrong
    assert finder.glance(1).records == 1


CHILD = """
import sys
from pathlib import Path
from index import open_finder
from tests.finding.test_taking_in import story

finder = open_finder(Path(sys.argv[1]), records := story(int(sys.argv[2])))
for step in range(int(sys.argv[2]), 100_000, 3):
    story(step + 3, records)
    finder.catch_up()
    print(step + 3, flush=True)
"""


def story(steps: int, records: Records | None = None) -> Records:
    """The same records for the same number of steps, in every process."""
    records = records or Records()
    for step in range(len(records.journal), steps):
        key = step * 7 % 120
        if step % 5 == 4 and key in records.texts:
            records.drop(key)
        else:
            records.put(key, title=f"step {step} word{step % 13}", code=f"{key}-{step}")
    return records


def kill_often(folder: Path, times: int) -> None:
    chance = random.Random(9)
    root = Path(__file__).parents[2]
    steps = 0
    for _ in range(times):
        command = [sys.executable, "-c", CHILD, str(folder), str(steps)]
        with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            child.stdout.readline()
            time.sleep(chance.random() * 0.4)
            child.kill()
            lines = child.stdout.read().split()
        steps = max([steps, *map(int, lines)]) + 6
        records = story(steps)
        finder = open_finder(folder, records)
        wanted = {k for k, t in records.texts.items() if "word5" in str(t.fields["title"]).split()}
        assert found(finder, "word5") == wanted
        assert finder.check(sample=500).sound
        finder.catch_up()
        assert finder.check(sample=500).sound
        assert found(finder, "word5") == wanted
        finder.close()


@pytest.mark.whole
def test_a_kill_at_any_moment_leaves_it_right(folder: Path) -> None:
    kill_often(folder, 1)


@pytest.mark.slow
def test_forty_kills_leave_it_right(folder: Path) -> None:
    kill_often(folder, 40)
