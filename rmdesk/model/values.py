"""Kinds of value: how each is read from a file, an option or a form, how it is written, and what
is empty. Reading says in plain words why a text does not fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.codes import clean_code, without_sequences
from rmdesk.model.days import iso_day
from rmdesk.model.errors import BadInput
from rmdesk.model.levels import LEVELS, level_of
from rmdesk.model.roles import ROLES, roles_in
from rmdesk.model.words import DISPOSITIONS

if TYPE_CHECKING:
    from rmdesk.model.plans import Period

Cell = str | list[str]
"""A text; a list only where a JSON file holds one."""

Parser = Callable[[Cell], Any]
T = TypeVar("T")


LONGEST_REASON = 2_000
LONGEST_MARK, LONGEST_LINE, LONGEST_PROSE = 200, 10_000, 100_000
"""Letters that a code, a text on one line and one of paragraphs take at most."""


class Unfit(Exception):
    """A text that a field cannot take; its message is for a person."""


def within(text: str, longest: int) -> str:
    """A text that is not too long: whoever shows, searches or prints it must not stand still."""
    if len(text) > longest:
        told = _("it has {n} letters, and takes {longest} at most")
        raise Unfit(told.format(n=f"{len(text):,}", longest=f"{longest:,}"))
    return text


def check_reason(reason: str | None) -> None:
    """A reason is kept for ever and read in lists. Raises BadInput for one that is too long."""
    if reason is not None and len(reason) > LONGEST_REASON:
        told = _("It has {n} letters; a reason takes {longest} at most.")
        counts = {"n": f"{len(reason):,}", "longest": f"{LONGEST_REASON:,}"}
        raise BadInput(_("The reason is too long"), told.format(**counts), field_name="reason")


def line(cell: Cell) -> str:
    """A text on one line: line breaks and control characters become a blank."""
    text = within(cell if isinstance(cell, str) else "; ".join(cell), LONGEST_LINE)
    if text.isprintable() and "  " not in text:
        return text
    text = without_sequences(text)
    return re.sub(r"[ \t\r\n\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def prose(cell: Cell) -> str:
    """A text that may have paragraphs; control characters are left out."""
    return uncontrolled(within(cell if isinstance(cell, str) else "\n".join(cell), LONGEST_PROSE))


def uncontrolled(text: str) -> str:
    """A text of any length without control characters and sequences; paragraphs stay."""
    if text.isprintable():
        return text
    text = without_sequences(text).replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text).strip()


def as_written(cell: Cell) -> str:
    """A date: kept to the letter, inner blanks and all, without control characters."""
    text = within(cell if isinstance(cell, str) else "; ".join(cell), LONGEST_LINE)
    if text.isprintable():
        return text
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", without_sequences(text)).strip()


def mark(cell: Cell) -> str:
    """A barcode or an identifier: what a scanner types and a person sees, and nothing else."""
    text = within(cell if isinstance(cell, str) else "; ".join(cell), LONGEST_LINE)
    return within(clean_code(text), LONGEST_MARK)


def words(cell: Cell) -> list[str]:
    """Several words or phrases, between semicolons or bars."""
    within(cell if isinstance(cell, str) else "; ".join(cell), LONGEST_PROSE)
    # A control sequence may hold a semicolon, too.
    pieces = re.split(r"[;|\n]", without_sequences(cell)) if isinstance(cell, str) else cell
    return list(dict.fromkeys(word for piece in pieces if (word := line(piece.strip()))))


def slug(cell: Cell) -> str:
    """A word of ours or of the site: lower case, hyphens for blanks (`Aperture card`)."""
    return _slugged(line(cell))


def role(cell: Cell) -> str:
    """Roles of the staff, between commas or semicolons: `supervisor, security officer`."""
    text = line(cell)
    try:
        return ", ".join(roles_in(text))
    except ValueError as error:
        told = _("“{text}” is not a role; roles are: {names}")
        raise Unfit(told.format(text=error, names=", ".join(ROLES))) from error


@lru_cache
def _slugged(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.casefold()).strip("-")


def number(cell: Cell) -> float:
    """A measure, zero or more, with a point or a comma: `1.25`, `1,25`."""
    text = line(cell)
    plain = text.replace(",", ".") if re.fullmatch(r"\d*,\d{1,2}", text) else text
    if not re.fullmatch(r"\d{1,15}(\.\d*)?|\.\d+", plain, re.ASCII):  # more is no measure
        raise Unfit(_("“{text}” is not a number such as 1.25").format(text=text))
    return float(plain)


def whole(cell: Cell) -> int:
    """A number of things, from 1: `12`."""
    text = line(cell)
    if not re.fullmatch(r"0*[1-9]\d{0,8}", text, re.ASCII):
        raise Unfit(_("“{text}” is not a whole number from 1").format(text=text))
    return int(text)


def years(cell: Cell) -> Period:
    """A period in years: `7`, `P15Y`, `100 days`, `permanent`; what is none is kept as written."""
    from rmdesk.model.periods import Absurd, read_period  # long, and seldom needed

    try:
        return read_period(line(cell))
    except Absurd as error:
        raise Unfit(str(error)) from error


_YES = frozenset(["true", "yes", "y", "1", "x", "oui", "vrai", "o", "是"])
_NO = frozenset(["false", "no", "n", "0", "non", "faux", "否"])


def yes_or_no(cell: Cell) -> bool:
    """A yes or a no in our three languages."""
    text = line(cell)
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise Unfit(_("“{text}” is neither yes nor no").format(text=text))


def level(cell: Cell) -> str:
    """A security level; never guessed."""
    try:
        return level_of(line(cell))
    except BadInput as error:
        raise Unfit(f"{error.message} {error.next_step}") from error


def day(cell: Cell) -> str:
    """A day that a rule hangs on, such as an expiry: only ISO, because it is never guessed."""
    text = line(cell)
    try:
        return iso_day(re.sub("(?<=^.{10})[T ].*", "", text)).isoformat()
    except ValueError:
        raise Unfit(_("“{text}” is not a day such as 2026-12-31").format(text=text)) from None


def date_of(cell: Cell) -> date:
    """A day as a date; only ISO, because it is never guessed."""
    return date.fromisoformat(day(cell))


def one_of(accepted: Collection[str]) -> Parser:
    """One of our words, in any case and with blanks for hyphens."""

    def parse(cell: Cell) -> str:
        word = slug(unicodedata.normalize("NFKC", line(cell)))
        if word not in accepted:
            raise Unfit(
                _("“{text}” is not known; accepted: {words}").format(
                    text=line(cell), words=", ".join(accepted)
                )
            )
        return word

    return parse


_DISPOSITION_WORDS = {
    "destruction": "destroy",
    "destroyed": "destroy",
    "selective": "selective retention",
    "permanent": "permanent retention",
    "full retention": "permanent retention",
    "retain permanently": "permanent retention",
}


def disposition(cell: Cell) -> str:
    """A final disposition in our words; another text stays as it is written."""
    text = line(cell)
    word = " ".join(text.replace("-", " ").replace("_", " ").casefold().split())
    word = _DISPOSITION_WORDS.get(word, word)
    return word if word in DISPOSITIONS else text


@dataclass(frozen=True)
class ValueKind(Generic[T]):
    """One kind of value: `read` raises Unfit; `choices` are the words that there are, if few.

    `shares` says that an empty value may be one for all records: it never changes. `verbatim` says
    that a text of ASCII as short as a mark, with single blanks inside, is read as it stands.
    """

    read: Callable[[Cell], T]
    empty: Callable[[], T]
    choices: Sequence[str] = ()
    shares: bool = True
    verbatim: bool = False


def _text(read: Callable[[Cell], str]) -> ValueKind[str]:
    return ValueKind(read, str, verbatim=True)


def choice(*accepted: str) -> ValueKind[str]:
    """One of our words."""
    return ValueKind(one_of(accepted), str, accepted)


def known_word(*known: str, read: Callable[[Cell], str] = slug) -> ValueKind[str]:
    """One of our words, or one of the site's own."""
    return ValueKind(read, str, known)


LINE, PROSE, CODE, DAY = _text(line), _text(prose), _text(as_written), ValueKind(day, str)
DATE: ValueKind[date | None] = ValueKind(date_of, lambda: None)
FIRST, LAST = "first", "last"
"""Which day is meant by a month or a year, where one of its ends is asked for."""
MARK = _text(mark)
LEVEL = ValueKind(level, str, LEVELS)
WORDS: ValueKind[list[str]] = ValueKind(words, list, shares=False)
ROLE = ValueKind(role, str)
METRES: ValueKind[float | None] = ValueKind(number, lambda: None)
COUNT: ValueKind[int | None] = ValueKind(whole, lambda: None)
YEARS: ValueKind[Any] = ValueKind(years, lambda: None)
DISPOSITION = ValueKind(disposition, str, DISPOSITIONS)
YES: ValueKind[bool] = ValueKind(yes_or_no, bool)


def written(value: Any) -> str:
    """A value as a file or a form has it; `read` of its kind takes it back."""
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:g}" if value == float(f"{value:g}") else repr(value)
    return "" if value is None else str(value)
