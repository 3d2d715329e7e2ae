"""Codes as scanners, files and people give them: cleaned and compared alike on every side (R42)."""

import re
import unicodedata

from data.patterns import pattern

_NUMBERED = pattern("#([0-9]{1,18})", re.ASCII)
_WIDE = pattern("[\uff00-\uffef]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

_SEQUENCE = pattern(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"  # CSI: colours, the cursor, clearing
    r"|\x1b[]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS and their sort: titles, links
    r"|\x1b][0-9]*;?"  # the same without an end
    r"|\x1b[ -/]*[0-~]"
    r"|\x9b[0-9;?]*[A-DHJKfhlmsu]|\x9d[0-9]+;[^\x07\x1b\x9c]*(?:\x07|\x9c)"
)
"""A control sequence as a whole (ECMA-48, 5.4, 5.6, 8.3): what belongs to it is no text either.

Those that begin with a sign of the upper half must be of a usual sort: text that was read in wrong
letters has such signs, too.
"""


def without_sequences(text: str) -> str:
    """A text without the control sequences of terminals in it; other control characters stay."""
    return text if text.isprintable() else _SEQUENCE.sub("", text)


def clean_code(text: str) -> str:
    """A code without what nobody sees: blanks around it, control and zero-width characters.

    Full-width letters are read as the plain ones, any blank as a plain blank. Inner blanks and
    leading zeros stay, and so does every other character.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", without_sequences(text))
    text = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    seen = (letter for letter in text if unicodedata.category(letter) not in _UNSEEN)
    return "".join(" " if letter.isspace() else letter for letter in seen).strip()


def fold_code(text: str) -> str:
    """A code as it is compared: cleaned, in capitals."""
    if text.isascii() and text.isprintable():
        return text.strip().upper()
    return clean_code(text).upper()


def folded_code(barcode: str) -> str:
    """What a barcode is compared as, where that is another text; "" where it is the same."""
    folded = fold_code(barcode) if barcode else ""
    return folded if folded != barcode else ""


def document_number(key: str) -> int | None:
    """The document number that `#123` names; None for any other key."""
    named = _NUMBERED.fullmatch(key) if key.startswith("#") else None
    return int(named[1]) if named else None
