"""After anything that may happen, the finder finds what a plain scan of the records finds."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from index import open_finder
from index.language.words import tokens
from index.storage import whoosh_api
from tests.finding.records import Records

pytestmark = pytest.mark.whole

WORDS = st.sampled_from(
    ["box", "paris", "étude", "vente", "档案", "contract", "1954", "oslo", "a1"]
)
KEYS = st.integers(0, 30)


class Desk(RuleBasedStateMachine):
    """Records come, change and go; sessions open, take in and lose their files."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.folder = Path(self.home.name) / "index"
        self.records = Records()
        self.finder = open_finder(self.folder, self.records)
        self.other = open_finder(self.folder, self.records)

    def teardown(self) -> None:
        self.finder.close()
        self.other.close()
        self.home.cleanup()

    @rule(key=KEYS, title=st.lists(WORDS, max_size=5), guard=st.sampled_from(["", "secret"]))
    def save(self, key: int, title: list[str], guard: str) -> None:
        self.records.put(key, guard, title=" ".join(title))

    @rule(first=KEYS, word=WORDS)
    def save_many(self, first: int, word: str) -> None:
        for key in range(first, first + 12):
            self.records.put(key, title=f"{word} many")

    @rule(key=KEYS)
    def remove(self, key: int) -> None:
        if key in self.records.texts:
            self.records.drop(key)

    @rule()
    def take_in(self) -> None:
        self.finder.catch_up()
        assert self.finder.status().waiting == 0

    @rule()
    def another_takes_in(self) -> None:
        self.other.catch_up()

    @rule()
    def build_anew(self) -> None:
        self.other.rebuild()

    @rule()
    def open_again(self) -> None:
        self.finder.close()
        self.finder = open_finder(self.folder, self.records)

    @rule(pattern=st.sampled_from(["*.side", "_*.toc", "position.json"]))
    def lose_files(self, pattern: str) -> None:
        for path in self.folder.glob(pattern):
            path.unlink()
        self.open_again()

    @precondition(lambda self: self.folder.exists())
    @rule()
    def leave_half_a_commit(self) -> None:
        """What a kill leaves behind: files of a segment that no one names."""
        (self.folder / f"{whoosh_api.NAME}_abcdefghijklmnop.trm").write_bytes(b"half")

    @rule(words=st.lists(WORDS, min_size=1, max_size=3), guarded=st.booleans())
    def search(self, words: list[str], guarded: bool) -> None:
        wanted = {
            key
            for key, text in self.records.texts.items()
            if all(self._stands(word, str(text.fields["title"])) for word in words)
            and not (guarded and text.guard)
        }
        for finder in (self.finder, self.other):
            found = finder.search(
                " ".join(f'title:"{word}"' for word in words),
                limit=100,
                may_know=(lambda guard: not guard) if guarded else None,
            )
            if not found.left_out and not found.did_you_mean:
                assert {hit.key for hit in found.hits} == wanted
                assert found.total == len(wanted)
            else:
                assert not wanted

    def _stands(self, word: str, title: str) -> bool:
        sought, standing = tokens(word), tokens(title)
        if len(sought) == 2 and len(sought[1]) == 1:
            sought = sought[:1] if not sought[1].isdigit() else sought
        size = len(sought)
        return any(standing[i : i + size] == sought for i in range(len(standing)))

    @rule()
    def check(self) -> None:
        assert self.finder.check(sample=50).sound


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=10, stateful_step_count=25)
