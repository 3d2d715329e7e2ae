"""What the tests of several rooms share."""

import fcntl
import gc
import os
import tempfile
import time
import tomllib
from collections.abc import Generator, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from screens.cli.printing import Output
from tests.leftovers import clear

# How long an example takes says more of the machine than of us. In the plain run tens of them are
# tried of each law, in the long one hundreds.
for name, examples in (("plain", 40), ("long", 500)):
    settings.register_profile(
        name, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=examples
    )

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free there: several times what a run fills."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the homes of the plain run in memory, where there is room; the long run is on the disk.

    A thousand homes sync their files some ten thousand times, which a disk is slow at. What is
    killed or damaged is seen in memory as on a disk: no test takes the disk's power away.
    """
    if not hasattr(config, "workerinput"):
        clear(MEMORY, Path(tempfile.gettempdir()))
        config.pluginmanager.register(_PlainPart())
    short = config.option.markexpr.startswith("not slow")
    settings.load_profile("plain" if short else "long")
    if short and _has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The plain part first: what is wrong is mostly seen there, in a quarter of the time."""
    items.sort(key=_is_whole)


def _is_whole(item: pytest.Item) -> bool:
    return item.get_closest_marker("whole") is not None


class _PlainPart:
    """Tells beside the closing line how long the part without whole screens and processes took."""

    def __init__(self) -> None:
        self.began, self.ended, self.tests = time.monotonic(), 0.0, 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and "whole" not in report.keywords:
            self.ended, self.tests = time.monotonic(), self.tests + 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.tests:
            took = self.ended - self.began
            terminalreporter.write_line(f"The plain part: {self.tests} tests in {took:.0f} s.")


def _has_room(folder: Path) -> bool:
    """Whether a folder takes files, scripts among them, and enough of them."""
    if not os.access(folder, os.W_OK):
        return False
    about = os.statvfs(folder)
    return about.f_bavail * about.f_frsize > ROOM and not about.f_flag & os.ST_NOEXEC


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is collected stays to the end: it is not looked through for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _temporary_folders_go_with_the_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Also what is made once for many tests lies where a later run finds it if this is killed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))
        yield


@pytest.fixture(autouse=True, scope="session")
def _what_is_not_in_the_table_of_states_fails() -> Iterator[None]:
    """In use such a step is refused; a test that expects a refusal must not be content with it."""
    from rmdesk.duties import states

    def fails(machine: states.Machine, *step: str) -> Exception:
        return AssertionError(f"not in the table of states: {machine.name} {step}")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(states, "unknown", fails)
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_font_file_is_read_once() -> Iterator[None]:
    """A desk reads its fonts once; the homes of a thousand tests have the same, large files."""
    from reportlab.pdfbase import ttfonts

    read = cache(ttfonts.TTFontFace)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ttfonts, "TTFontFace", read)
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_same_guidelines_are_parsed_once() -> Iterator[None]:
    """A desk reads its guidelines once; the homes of a thousand tests have the same, long ones."""
    parsed = cache(tomllib.loads)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tomllib, "loads", lambda text, **ways: deepcopy(parsed(text, **ways)))
        yield


@pytest.fixture(scope="session")
def sample_cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A cache folder with the sample centre in it, made once for all workers."""
    from screens.cli.sampling import sample

    base = tmp_path_factory.getbasetemp()
    cache = (base if worker_id == "master" else base.parent) / "cache"
    cache.mkdir(exist_ok=True)
    with (cache / "lock").open("w") as lock, pytest.MonkeyPatch.context() as patched:
        fcntl.flock(lock, fcntl.LOCK_EX)
        patched.setenv("XDG_CACHE_HOME", str(cache))
        sample(Output(as_json=True))
    return cache
