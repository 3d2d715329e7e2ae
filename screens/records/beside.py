"""What stands beside the fields of a form: why a text does not fit, and what is odd about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.plain import dataclass, replace
from rmdesk.desk.kinds import RecordKind, read_values
from rmdesk.model.errors import BadInput, Reason
from screens.kit.paint import Span


@dataclass(frozen=True)
class Beside:
    """A word beside a field; what only warns keeps nothing from being written."""

    text: str
    warns: bool = False

    @property
    def span(self) -> Span:
        """It with its sign, so that colour does not tell alone."""
        return (f"! {self.text}", "warn") if self.warns else (f"✗ {self.text}", "bad")


def beside(kind: RecordKind, record: Any, changes: Mapping[str, str]) -> dict[str, Beside]:
    """What a record with these changes says of its fields, those that lack something included."""
    found: dict[str, Beside] = {}
    values: dict[str, Any] = {}
    for name, text in changes.items():
        try:
            values |= read_values(kind, {name: text})
        except BadInput as error:
            found[name] = Beside(error.message)

    def remark(name: str, text: str) -> None:
        found[name] = Beside(text, warns=True)

    try:
        kind.complete(replace(record), values, remark)
    except BadInput as error:
        found[error.field_name] = Beside(error.message)
    return found


def of_error(error: BadInput) -> Beside:
    """What writing said of a field."""
    return Beside(f"{error.message} {error.next_step}".strip())


def of_reason(reason: Reason) -> Beside:
    """A rule that stands against the text of a field."""
    return Beside(reason.told)
