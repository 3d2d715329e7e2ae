"""Names and codes as they are compared: nobody types every accent and capital."""

import re
import unicodedata

_CHARACTER = r"[\u3040-\u30ff\u3400-\u9fff]"
_BETWEEN_CHARACTERS = rf"(?<={_CHARACTER})\s+(?={_CHARACTER})"
_SIGNS = r"[,;.，、·・]+"


def fold_name(name: str) -> str:
    """A name without case, accents and double blanks: `élise TREMBLAY` is `elise tremblay`."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return " ".join(bare.split())


def order_name(name: str) -> str:
    """A folded name whatever the order of its parts: `Smith, John` and `JOHN SMITH` are the same.

    Chinese names are one word, with a blank inside or not.
    """
    parts = re.sub(_SIGNS, " ", fold_name(name))
    return " ".join(sorted(re.sub(_BETWEEN_CHARACTERS, "", parts).split()))
