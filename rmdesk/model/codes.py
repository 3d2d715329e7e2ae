"""Codes as scanners, files and people give them: cleaned and compared alike on every side (R42)."""

import re
import unicodedata

_NUMBERED = re.compile("#([0-9]{1,18})", re.ASCII)
_WIDE = re.compile("[\uff00-\uffef]+")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean_code(text: str) -> str:
    """A code without what nobody sees: blanks around it, control and zero-width characters.

    Full-width letters are read as the plain ones, any blank as a plain blank. Inner blanks and
    leading zeros stay, and so does every other character.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text)
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
    folded = fold_code(barcode)
    return folded if folded != barcode else ""


def document_number(key: str) -> int | None:
    """The document number that `#123` names; None for any other key."""
    named = _NUMBERED.fullmatch(key)
    return int(named[1]) if named else None
