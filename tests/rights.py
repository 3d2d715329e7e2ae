"""Acting as an account without rights, wherever the project itself may lie."""

import builtins
import importlib._bootstrap
import io
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.leftovers import PREFIX

NOBODY = 65534
ROOT = Path(__file__).parents[1]


def give_up_rights(user: int = NOBODY, group: int = NOBODY, groups: Sequence[int] = ()) -> None:
    """Go on as nobody, or as another account; without root's rights to give up, as oneself.

    The modules and files of the program itself are still read as who started: it may lie where no
    other account may look, such as in root's own home.
    """
    if os.geteuid() != 0:
        return
    bootstrap: Any = importlib._bootstrap
    bootstrap._find_and_load = _as_starter(bootstrap._find_and_load)
    open_, own = io.open, _as_starter(io.open)

    def opened(file: Any, *given: Any, **named: Any) -> Any:
        return (own if _is_ours(file) else open_)(file, *given, **named)

    for module in (io, builtins):
        vars(module)["open"] = opened
    os.setgroups(groups)
    os.setresgid(group, group, group)
    os.setresuid(user, user, 0)  # the saved one brings the rights back


def _is_ours(file: object) -> bool:
    """Whether it is a file of the program: none of these is ever written by it."""
    return isinstance(file, str | Path) and Path(file).is_relative_to(ROOT)


def _as_starter(work: Callable[..., Any]) -> Callable[..., Any]:
    def worked(*given: Any, **named: Any) -> Any:
        before = os.geteuid()
        os.seteuid(0)
        try:
            return work(*given, **named)
        finally:
            os.seteuid(before)

    return worked


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder that every account can reach and look into, gone afterwards.

    The test is skipped where this machine has no such place.
    """
    import pytest  # not by those that only give up rights

    places = ("/tmp", "/var/tmp", "/dev/shm")
    free = next((place for place in map(Path, places) if _reachable(place)), None)
    if free is None:
        pytest.skip("this machine has no folder for temporary files that other accounts can enter")
    with tempfile.TemporaryDirectory(dir=free, prefix=f"{PREFIX}{os.getpid()}-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def _reachable(place: Path) -> bool:
    """Whether others may go into a folder, from the top down, and we may make files there."""
    try:
        ways = [each.stat().st_mode for each in (place, *place.parents)]
    except OSError:
        return False
    return all(way & stat.S_IXOTH for way in ways) and os.access(place, os.W_OK)
