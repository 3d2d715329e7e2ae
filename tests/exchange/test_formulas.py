"""What a spreadsheet would calculate is quoted one way, wherever CSV is written."""

import pytest

from rmdesk.exchange.formulas import quoted, unquoted
from rmdesk.exchange.tabular import WRITERS


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''=1"])
def test_a_formula_gets_a_quote_and_loses_it_again(text: str) -> None:
    assert quoted(text) == f"'{text}"
    assert unquoted(quoted(text)) == text
    assert WRITERS["csv"]([{"text": text}], {}).decode().splitlines()[1].strip('"') == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "'tis", "1=1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert quoted(text) == unquoted(text) == text
