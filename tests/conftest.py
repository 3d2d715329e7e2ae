"""What the tests of several rooms share."""

import fcntl
import gc
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from screens.cli.printing import Output

# How long an example takes says more of the machine than of us.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


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
def _each_font_file_is_read_once() -> Iterator[None]:
    """A desk reads its fonts once; the homes of a thousand tests have the same, large files."""
    from reportlab.pdfbase import ttfonts

    read = cache(ttfonts.TTFontFace)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ttfonts, "TTFontFace", read)
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
