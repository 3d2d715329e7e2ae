"""The language of the screens and the command line, switched at once."""

import gettext
import os
from pathlib import Path

DOMAIN = "rmdesk"
LANGUAGES = ("en", "fr", "zh")
_CATALOGUES = Path(__file__).with_name("locales")


def use_language(code: str) -> None:
    """Speak a language from the next text on; English needs no catalogue. ValueError if unknown."""
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}: one of {', '.join(LANGUAGES)}")
    # Without a catalogue gettext would look for one on disk at every text that is painted.
    os.environ["LANGUAGE"] = "C" if code == "en" else code
    gettext.bindtextdomain(DOMAIN, str(_CATALOGUES))
    gettext.textdomain(DOMAIN)


def speaks(code: str) -> bool:
    """Whether there is a catalogue of texts in this language; English needs none."""
    return code == "en" or gettext.find(DOMAIN, str(_CATALOGUES), [code]) is not None


def language_of_locale() -> str:
    """The language that the environment asks for, English unless we speak it."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        asked = os.environ.get(name, "").split(":")[0][:2].lower()
        if asked:
            return asked if asked in LANGUAGES else "en"
    return "en"
