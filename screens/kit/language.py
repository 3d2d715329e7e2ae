"""The language of the screens and the command line, switched at once."""

import gettext
import os
from pathlib import Path

from data.texts import speak

DOMAIN = "rmdesk"
LANGUAGES = ("en", "fr", "zh")
_CATALOGUES = Path(__file__).with_name("locales")


def use_language(code: str) -> None:
    """Speak a language from the next text on; English needs no catalogue. ValueError if unknown."""
    if code not in LANGUAGES:
        raise ValueError(f"no language {code!r}: one of {', '.join(LANGUAGES)}")
    speak(_catalogue(code) if code != "en" else gettext.NullTranslations())
    # What the standard library says by itself, such as argparse, is looked up in its own way.
    os.environ["LANGUAGE"] = "C" if code == "en" else code
    gettext.bindtextdomain(DOMAIN, str(_CATALOGUES))
    gettext.textdomain(DOMAIN)


def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(_CATALOGUES), [code], fallback=True)


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
