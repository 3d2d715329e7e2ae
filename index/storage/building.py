"""Building segments of many records, with a second process for the second core.

A thread would not help: the work is Python's. The process is started for a build and ends with it,
also when the build is killed, for then its input ends. Whatever it cannot do is done here.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.schema import Text
from index.segments.arrays import Ints, Segment
from index.segments.pieces import Piece, assembled, gather
from index.storage import postings_codec, sidecar
from index.storage.gc_pause import uncollected
from index.storage.whoosh_api import SegmentEntry

CHUNK = 5_000
"""Records handed over at a time; fewer are built here."""
_AHEAD = 2
"""Chunks handed over before the first is back, so that the other process never waits for one."""
_SHARE = 0.6
"""Of the postings, what the other process packs: here the rest of the segment is written too."""

_PIPE = 1 << 20
"""Bytes on their way to the other process or back: what Linux allows everybody."""

_SERVE = "import sys; sys.path[:] = {path!r}; from index.storage.building import serve; serve()"
_FAILED = (OSError, EOFError, pickle.PickleError)


class Builder:
    """Gathers records and stores them as one segment; then again."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []
        self._asked: deque[tuple[Sequence[Text], Future[list[Piece]]]] = deque()
        self._helper: _Helper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self._helper:
            self._helper.close()

    def add(self, texts: Sequence[Text]) -> None:
        """Take some records, of keys that none before had."""
        if len(texts) >= CHUNK and not self._helper and (os.cpu_count() or 1) > 1:
            self._helper = _started()
        while self._asked and self._asked[0][1].done():
            self._take(*self._asked.popleft())
        if self._helper and len(self._asked) < _AHEAD and len(texts) >= CHUNK:
            self._asked.append((texts, self._helper.ask(_gathered, texts)))
        else:
            self._pieces.append(gather(texts))

    def _collect(self) -> None:
        """Take what was handed over; what is not begun is built here meanwhile."""
        while self._asked:
            texts, future = self._asked.pop()
            if future.cancel():
                self._pieces.append(gather(texts))
            else:
                self._take(texts, future)

    def _take(self, texts: Sequence[Text], future: Future[list[Piece]]) -> None:
        try:
            self._pieces += future.result()
        except _FAILED:
            self._pieces.append(gather(texts))

    def store(self, folder: Path) -> tuple[SegmentEntry, Ints]:
        """Write the segment of all that was added since the last; the segment and its keys."""
        self._collect()
        pieces = sorted(self._pieces, key=lambda piece: int(piece.keys[0]))
        self._pieces = []
        whole = assembled(pieces)
        pieces.clear()
        if not self._helper:
            return sidecar.store(whole, folder), whole.keys
        share = int(whole.words.firsts.searchsorted(_SHARE * len(whole.words.docs)))
        asked = postings_codec.pack, whole.words, whole.lengths, 0, share
        packed = partial(_packed, whole, share, self._helper.ask(*asked))
        return sidecar.store(whole, folder, packed), whole.keys


def _packed(
    whole: Segment, share: int, future: Future[list[postings_codec.Packed]]
) -> Iterator[postings_codec.Packed]:
    own = list(postings_codec.pack(whole.words, whole.lengths, share))
    try:
        yield from future.result()
    except _FAILED:
        yield from postings_codec.pack(whole.words, whole.lengths, 0, share)
    yield from own


def _gathered(texts: Sequence[Text]) -> Iterator[Piece]:
    yield gather(texts)


def _started() -> _Helper | None:
    """The other process; None where the machine has no room for one."""
    try:
        return _Helper()
    except OSError:
        return None


class _Helper:
    """The other process: asked for one thing after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _SERVE.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # what interrupts the desk is not for it
            # With every piece that goes through, a thread waits anew for the interpreter.
            bufsize=_PIPE,
            pipesize=_PIPE,
        )
        self._thread = ThreadPoolExecutor(1, "index-helper")

    def ask(self, task: Callable[..., Iterable[Any]], *given: object) -> Future[list[Any]]:
        """What the task yields, worked out over there. Fails with `_FAILED` if that is lost."""
        return self._thread.submit(self._exchange, (task, given))

    def _exchange(self, asked: object) -> list[Any]:
        to, back = self._process.stdin, self._process.stdout
        assert to
        assert back
        pickle.dump(asked, to, pickle.HIGHEST_PROTOCOL)
        to.flush()
        return list(iter(lambda: pickle.load(back), None))

    def close(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        self._thread.shutdown()
        self._process.communicate()


def serve() -> None:
    """In the other process: do what is asked until there is nothing more to do."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            task, given = pickle.load(asked)
        except EOFError:
            return
        with uncollected():
            for value in task(*given):
                pickle.dump(value, answers, pickle.HIGHEST_PROTOCOL)
        pickle.dump(None, answers)
        answers.flush()
