"""Texts that a spreadsheet would calculate, made harmless in CSV and read back as they were."""

import re

__all__ = ["quoted", "unquoted"]

_CALCULATED = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet takes for a formula, with any quotes before it: those are kept apart too."""


def quoted(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a quote stands before what it would run."""
    return f"'{text}" if _CALCULATED.match(text) else text


def unquoted(text: str) -> str:
    """The text that `quoted` was given."""
    return text[1:] if text.startswith("'") and _CALCULATED.match(text) else text
