"""What a command is: its name, its help and its arguments said once, and what it does.

The parser, `--help` and docs/cli.md all derive from these declarations.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.model.roles import LOOK

if TYPE_CHECKING:
    from rmdesk.model.fields import FieldSpec
    from screens.cli.call import Call


@dataclass(frozen=True)
class Argument:
    """One argument of a command: `flags` as argparse takes them, and its further options.

    `completes` gives words that a shell offers for it, where others are taken as well.
    """

    flags: tuple[str, ...]
    help: str
    options: Mapping[str, Any]
    completes: Callable[[], Iterable[str]] = tuple


def argument(
    *flags: str,
    help: str,  # noqa: A002  (argparse's word)
    completes: Callable[[], Iterable[str]] = tuple,
    **options: Any,
) -> Argument:
    """Declare an argument in argparse's words; `completes` gives what a shell offers for it."""
    return Argument(flags, help, options, completes)


PATHS = frozenset({"DIR", "FILE", "MAP.toml", "PRINTER", "RECIPIENT"})
"""What the values are called that may name a file."""


def readable(text: str) -> str:
    """A text that can be kept, as argparse takes its types.

    The system gives what is not in the locale's encoding as lone surrogates, which no file or
    store takes.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        raise ArgumentTypeError(_("“{text}” is not text in UTF-8").format(text=shown)) from None
    return text


def whole(text: str) -> int:
    """A whole number from 1 to 999,999,999, as argparse takes its types."""
    if text.isdecimal() and len(text) <= _MOST_DIGITS and int(text) > 0:
        return int(text)
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    raise ArgumentTypeError(_("“{text}” is not a whole number from 1").format(text=shown))


_MOST_DIGITS, _SHOWN = 9, 40


def word(text: str) -> str:
    """One of our words as files have it: `same-day`, said as `Same day` or `same_day` too."""
    return "-".join(text.replace("_", " ").replace("-", " ").casefold().split())


@dataclass(frozen=True)
class TextTable:
    """Rows to be read line by line; columns in which no row has anything are left out.

    `specs` are the fields of the record of which they are, where each names its column itself;
    `first` the columns that stay where a terminal has no room for all.
    """

    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[str]
    specs: Mapping[str, FieldSpec] | None = None
    first: Sequence[str] = ()


@dataclass(frozen=True)
class Fields:
    """Pairs of name and value, one a line; empty values are left out. For `specs` see TextTable."""

    values: Mapping[str, Any]
    specs: Mapping[str, FieldSpec] | None = None


Block = str | TextTable | Fields
"""A piece of plain text: a line, a table, or named values."""


@dataclass(frozen=True)
class Answer:
    """What a command did: `data` is what `--json` prints, `blocks` what a person reads.

    `against` is why it could not be done, or not all of it: it is told after the answer and gives
    the exit status.
    """

    data: Any
    blocks: Sequence[Block] = ()
    against: Exception | None = None


@dataclass(frozen=True)
class Shown:
    """What was told already, on the screens or by another command, and its exit status."""

    status: int


Run = Callable[["Call"], "Answer | Shown"]


@dataclass(frozen=True)
class Command:
    """A command, or a group of commands in `children`.

    `permission` is what one needs for it (`rmdesk.model.roles`), "" for what opens no records
    centre or asks by itself; `homeless` says that it works without one too. `result` says what
    `--json` prints. `own` names general options that mean something else here; with `rest`, words
    from the first that is no option on are left to `run` as they are.
    """

    name: str
    help: str
    run: Run | None = None
    arguments: tuple[Argument, ...] = ()
    details: str = ""
    result: str = ""
    examples: tuple[str, ...] = ()
    children: tuple[Command, ...] = field(default=())
    own: frozenset[str] = frozenset()
    rest: bool = False
    permission: str = LOOK
    homeless: bool = False
