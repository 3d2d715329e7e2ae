"""New identifiers by a site's pattern, with a check character (ISO 7064, mod 37,36).

The check character catches every single wrong character and nearly every swap. Codes that exist
already are never asked for one: they are kept as they are.
"""

import re
from collections.abc import Iterator

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.errors import BadInput

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST = 20


def check_character(text: str) -> str:
    """Return the check character of digits and capitals; hyphens are for the eye and not counted.

    ISO 7064, mod 37,36. ValueError for any other character.
    """
    return ALPHABET[(37 - _product(text)) % 36]


def _product(text: str) -> int:
    product = 36
    for character in text.replace("-", ""):
        total = (product + ALPHABET.index(character)) % 36 or 36
        product = total * 2 % 37
    return product


@dataclass(frozen=True)
class IdentifierPattern:
    """The shape of a site's identifiers, such as `RC-{number:06}-{check}`.

    It is made of capitals, digits and hyphens, has a `{number}`, may have a `{year}`, ends in
    `{check}` and gives at most 20 characters. BadInput says what is wrong with it.
    """

    text: str

    def __post_init__(self) -> None:
        shape = re.fullmatch(r"([0-9A-Z-]|\{year\}|\{number(:0\d+)?\})*\{check\}", self.text)
        if shape is None or self.text.count("{number") != 1:
            raise self._bad(_("it needs one {number} and must end in {check}"))
        if len(self.identifier(1, 2026)) > LONGEST:
            raise self._bad(_("it gives more than 20 characters"))

    def identifier(self, number: int, year: int) -> str:
        """Return the identifier of this number; it is unique for ever if the number is."""
        if number < 1:
            raise ValueError(number)
        body = self.text.removesuffix("{check}").format(number=number, year=year)
        if len(body) >= LONGEST:
            raise self._bad(_("it gives more than 20 characters"))
        return body + check_character(body)

    def block(self, first: int, count: int, year: int) -> Iterator[str]:
        """Give the identifiers of `count` numbers from `first` on, for pre-printed rolls."""
        return (self.identifier(number, year) for number in range(first, first + count))

    def _bad(self, why: str) -> BadInput:
        return BadInput(
            _("This pattern of identifiers cannot be used"),
            _("“{pattern}”: {why}.").format(pattern=self.text, why=why),
            _("Use capitals, digits and hyphens, such as {example}.").format(
                example="RC-{number:06}-{check}"
            ),
            field_name="pattern",
        )


@dataclass(frozen=True)
class NumberPattern:
    """The shape of numbers that begin anew in each year or accession: `{year}-{number:04}`.

    It has one `{number}` and one of what it is counted within (`of`), and no check character:
    people say and write it. BadInput says what is wrong with it.
    """

    text: str
    of: str

    def __post_init__(self) -> None:
        shape = rf"([0-9A-Za-z./-]|\{{{self.of}\}}|\{{number(:0[1-9])?\}})*"
        counted = self.text.count("{number"), self.text.count(f"{{{self.of}}}")
        if not re.fullmatch(shape, self.text) or counted != (1, 1):
            raise BadInput(
                _("This pattern of numbers cannot be used"),
                _("“{pattern}” needs one {{{of}}} and one {{number}}.").format(
                    pattern=self.text, of=self.of
                ),
                _("Use letters, digits, hyphens, points and strokes besides."),
                field_name="pattern",
            )

    def said(self, number: int, within: object) -> str:
        """The number, as it is said."""
        return self.text.format(number=number, **{self.of: within})
