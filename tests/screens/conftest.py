"""The screens speak English in tests, whatever the machine speaks."""

import os
from collections.abc import Iterator

import pytest

from screens.kit.language import use_language


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", ""))
    use_language("en")
    yield
    use_language("en")
