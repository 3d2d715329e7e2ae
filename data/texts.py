"""The texts that people see, in the language that is spoken.

The standard library's own functions look for their catalogue on disk at each text, which takes
longer than many a thing that a text tells of. Here it is looked for when the language changes.
"""

from gettext import NullTranslations

_spoken = NullTranslations()


def speak(translations: NullTranslations) -> None:
    """Take the texts from these translations from now on."""
    global _spoken
    _spoken = translations


def gettext(message: str) -> str:
    """A text in the language that is spoken."""
    return _spoken.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The text for so many."""
    return _spoken.ngettext(one, many, n)
