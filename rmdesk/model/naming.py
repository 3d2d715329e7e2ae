"""Names of people as they are compared: nobody types every accent and capital."""

import unicodedata


def fold_name(name: str) -> str:
    """A name without case, accents and double blanks: `élise TREMBLAY` is `elise tremblay`."""
    parted = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return " ".join(bare.split())
