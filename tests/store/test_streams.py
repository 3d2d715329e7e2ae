"""What is written into pipes, open files and devices goes there whole, and to nobody else."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data.errors import FileRefused, StoreError
from data.files import check, output
from data.streams import is_device, is_standard_output, names_stream, send_to_device


@contextmanager
def reading(pipe: Path) -> Iterator[list[bytes]]:
    """Reads a pipe to its end meanwhile."""
    told: list[bytes] = []
    reader = threading.Thread(target=lambda: told.append(pipe.read_bytes()))
    reader.start()
    try:
        yield told
    finally:
        reader.join(30)


def test_a_pipe_gets_all_of_it_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check(pipe)
    whole = os.urandom(300_000)
    with reading(pipe) as told, output(pipe) as draft:
        draft.path.write_bytes(whole)
    assert told == [whole]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_another_accounts_pipe_is_refused(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("needs an account that can give a file away")
    pipe = tmp_path / "a.csv"
    os.mkfifo(pipe)
    os.chown(pipe, 4711, 4711)
    for force in (False, True):
        with pytest.raises(FileRefused, match="another account"):
            check(pipe, force=force)


def test_an_open_file_of_ours_gets_it_at_its_place(tmp_path: Path) -> None:
    with (tmp_path / "log").open("ab") as log:
        log.write(b"before ")
        log.flush()
        target = f"/dev/fd/{log.fileno()}"
        check(target)
        with output(target) as draft:
            draft.path.write_text("after")
    assert (tmp_path / "log").read_text() == "before after"
    for gone in (target, "/dev/fd/9999"):
        with pytest.raises(StoreError), output(gone):
            pass


def test_devices_are_for_printers_alone(tmp_path: Path) -> None:
    for force in (False, True):
        with pytest.raises(FileRefused, match="no plain file"):
            check("/dev/null", force=force)
    (tmp_path / "lp0").symlink_to("/dev/null")
    assert is_device(tmp_path / "lp0")
    send_to_device(tmp_path / "lp0", b"x")
    assert not is_device(tmp_path)
    assert not is_device(tmp_path / "nothing")
    (tmp_path / "file").write_text("old")
    with pytest.raises(FileRefused, match="already"):
        send_to_device(tmp_path / "file", b"x")
    assert (tmp_path / "file").read_text() == "old"


def test_a_terminal_is_no_file() -> None:
    ours, theirs = os.openpty()
    try:
        for name in (os.ttyname(theirs), f"/dev/fd/{theirs}"):
            with pytest.raises(FileRefused):
                check(name)
    finally:
        os.close(ours)
        os.close(theirs)


def test_only_what_is_typed_as_a_dash_is_standard_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(map(is_standard_output, ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")))
    assert not any(map(is_standard_output, ("./-", "--", "", None, "/dev/fd/11", Path("-"))))
    assert not names_stream("./-")
    monkeypatch.chdir(tmp_path)
    with output(Path("-")) as draft:
        draft.path.write_text("a file of that name")
    assert [path.name for path in tmp_path.iterdir()] == ["-"]


def test_a_reader_that_leaves_is_told_as_such(tmp_path: Path) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    try:
        with pytest.raises(BrokenPipeError), output(f"/dev/fd/{writes}") as draft:
            draft.path.write_bytes(bytes(10))
    finally:
        os.close(writes)
