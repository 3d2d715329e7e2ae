from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data import Store
from tests.store.site import open_site


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_site(tmp_path) as opened:
        yield opened
