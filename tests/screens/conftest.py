"""The screens speak English in tests, whatever the machine speaks, and most are tried whole."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from screens.kit.language import use_language
from screens.kit.paint import use_contrast, use_ground

HERE = Path(__file__).parent
PLAIN = (
    "test_colours",
    "test_edges",
    "test_glossary",
    "test_messages",
    "test_paste_gate",
    "test_scanning",
    "test_sight",
    "test_why",
)
"""What is tried without a screen, and the scans, which the plain part must not be without."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rest opens a desk and draws it at each key."""
    for item in items:
        if item.path.parent == HERE and item.path.stem not in PLAIN:
            item.add_marker("whole")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """And each is painted as at first, whatever another test has turned."""
    use_ground("")
    use_contrast(high=False)
    monkeypatch.setenv("LANGUAGE", os.environ.get("LANGUAGE", ""))
    use_language("en")
    yield
    use_language("en")
