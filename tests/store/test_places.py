"""Where files are written: into no home, and for owner and group, whatever the umask."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

import pytest

from data.errors import FileRefused
from data.files import Draft, check, check_home, keep, kept, numbered, output
from data.private import make_folder, private_files, private_folder

Write = Callable[[Path], AbstractContextManager[Draft]]
forced = partial(output, force=True)
WRITERS: tuple[Write, ...] = (kept, output, forced, numbered)


def put(path: Path, text: str, *, force: bool = False) -> None:
    with output(path, force=force) as draft:
        draft.path.write_text(text)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder that holds a store, with folders in it."""
    folder = tmp_path / "home"
    (folder / "labels" / "last").mkdir(parents=True)
    (folder / "rmdesk.db").write_text("the store")
    return folder


# --- into no home


def outside_ways(home: Path) -> Iterator[Path]:
    """Every way into a home that a person may name."""
    around = home.parent
    (around / "link").symlink_to(home)
    (around / "deep").symlink_to(home / "labels" / "last")
    yield home / "rmdesk.db"
    yield home / "guidelines.toml"
    yield home / "new.csv"
    yield home / "labels" / "last" / "new.csv"
    yield around / "link" / "new.csv"
    yield around / "deep" / "new.csv"
    yield home / "labels" / ".." / "new.csv"
    yield around / "other" / "rmdesk.db"  # would make a home of that folder


def test_nothing_is_written_into_a_home(home: Path) -> None:
    (home.parent / "other").mkdir()
    for path in outside_ways(home):
        for write in (output, forced, numbered):
            with pytest.raises(FileRefused, match="records centre") as told, write(path):
                raise AssertionError("begun")
            assert told.value.next_step
        with pytest.raises(FileRefused, match="records centre"):
            check(path, force=True)
        with pytest.raises(FileRefused, match="records centre"):
            check_home(path)
    assert (home / "rmdesk.db").read_text() == "the store"
    assert names(home) == ["labels", "rmdesk.db"]


def test_the_folder_that_one_is_in_may_be_a_home(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home / "labels")
    with pytest.raises(FileRefused, match="records centre"):
        put(Path("a.csv"), "x")
    put(Path("../../a.csv"), "x")
    assert (home.parent / "a.csv").read_text() == "x"


def test_a_file_in_a_folder_that_is_not_there_yet_may_be_in_a_home(home: Path) -> None:
    for path in (home / "new" / "deeper" / "a.pdf", home / "labels", home):
        with pytest.raises(FileRefused, match="records centre"):
            check_home(path)
    check_home(home.parent / "new" / "a.pdf")


def test_a_homes_file_under_another_name_stays_as_it_is(home: Path) -> None:
    beside = home.parent / "a.csv"
    os.link(home / "rmdesk.db", beside)
    with pytest.raises(FileRefused, match="already"):
        put(beside, "x")
    put(beside, "x", force=True)
    assert (home / "rmdesk.db").read_text() == "the store"


# --- for owner and group


@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
@pytest.mark.parametrize("write", WRITERS)
def test_a_file_is_for_owner_and_group_whatever_the_umask(
    tmp_path: Path, write: Write, mask: int
) -> None:
    before = os.umask(mask)
    try:
        with write(tmp_path / "a") as draft:
            assert draft.path.stat().st_mode & 0o777 == 0o660
        make_folder(tmp_path / "new" / "folder")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o660
    assert (tmp_path / "new" / "folder").stat().st_mode & 0o777 == 0o770


def test_in_a_folder_of_a_group_everything_is_of_that_group(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    if os.getuid() == 0:
        os.chown(shared, -1, 4711)
    shared.chmod(0o2770)
    keep(shared / "spool" / "a", b"x")
    put(shared / "b", "x")
    with numbered(shared / "c"), private_folder(shared) as folder:
        assert folder.stat().st_gid == shared.stat().st_gid
    for path in shared.rglob("*"):
        assert path.stat().st_gid == shared.stat().st_gid, path
    assert (shared / "spool").stat().st_mode & 0o7777 == 0o2770


def test_the_umask_comes_back(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with suppress(ZeroDivisionError), private_files():
            (tmp_path / "a").touch()
            raise ZeroDivisionError
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o660
