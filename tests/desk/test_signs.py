"""The patterns of schedules are looked for only in texts with a sign of them: none is missed."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.patterns import pattern, signed
from rmdesk.model import clauses, clocks

PATTERNS: dict[str, Any] = {
    name: value
    for module in (clauses, clocks)
    for name, value in vars(module).items()
    if type(value) is signed
}


@pytest.mark.parametrize("name", PATTERNS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_whatever_a_pattern_finds_has_one_of_its_signs(name: str, data: st.DataObject) -> None:
    late = PATTERNS[name]
    compiled = re.compile(late.late.pattern)
    text = data.draw(st.from_regex(compiled))
    assert late.may_be_in(text)
    assert late.sub("-", text) == compiled.sub("-", text)
    for method in ("match", "fullmatch", "search"):
        found, wanted = getattr(late, method)(text), getattr(compiled, method)(text)
        assert (found and found.span()) == (wanted and wanted.span())


def test_a_text_without_a_sign_compiles_nothing() -> None:
    odd = signed("(", "sign")
    assert odd.search("nothing") is odd.match("") is odd.fullmatch("") is None
    assert odd.sub("-", "nothing") == "nothing"
    with pytest.raises(re.error):
        odd.search("a sign")


def test_a_pattern_is_compiled_when_it_is_looked_for() -> None:
    late = pattern("(", re.IGNORECASE)
    with pytest.raises(re.error):
        late.search("a")
    assert pattern("A(b)", re.IGNORECASE).sub(r"\1", "xaBc") == "xBc"
