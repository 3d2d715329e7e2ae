"""Each claim of docs/security.md names a test, and each of these exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [
    line
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| what | against")
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)` \|$")


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_a_claim_names_a_test_that_there_is(row: str) -> None:
    named = NAMED.search(row)
    assert named, row
    tree = ast.parse((ROOT / named[1]).read_text("utf-8"))
    functions = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    assert named[2] in functions, named[0]


def test_there_are_claims_and_it_is_said_what_is_not_protected() -> None:
    assert len(ROWS) > 20
    assert "## What is not protected" in PAGE
