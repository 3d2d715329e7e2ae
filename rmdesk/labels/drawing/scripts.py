"""Scripts that cannot be set one character after another, from left to right.

Arabic letters join and Hebrew runs from right to left; in the scripts of India and of the countries
east of it letters move and melt together. What lays labels out does neither, and nothing that comes
with rmdesk does: reportlab shapes text only with uharfbuzz, Pillow only with a fribidi of the
system. So such a text is named before it is printed, never left to be found on the shelf.
"""

import unicodedata

from data.texts import gettext as _
from rmdesk.labels.drawing.wrapping import brief

RIGHT_TO_LEFT = ("R", "AL")
MOVING = (
    (0x0900, 0x0DFF),  # Devanagari to Sinhala
    (0x0F00, 0x109F),  # Tibetan, Myanmar
    (0x1780, 0x18AF),  # Khmer, Mongolian
    (0x1900, 0x1CFF),  # Limbu to the Vedic signs
    (0xA800, 0xA8FF),  # Syloti Nagri to Devanagari
    (0xA930, 0xABFF),  # Rejang to Meetei Mayek
    (0x11000, 0x11FFF),  # Brahmi and what came of it
)
"""Blocks of scripts whose letters change their places or their shapes beside others."""


def out_of_order(text: str) -> list[str]:
    """Say of a text with such letters that they will not stand as they are read, once a script."""
    scripts = dict.fromkeys(_script(letter) for letter in text if _needs_setting(letter))
    return [
        _(
            "“{text}”: nothing here joins and orders {script} letters, they may stand apart and "
            "from left to right. Write it in another script."
        ).format(text=brief(text), script=script)
        for script in scripts
    ]


def _needs_setting(letter: str) -> bool:
    if letter.isascii():
        return False
    code = ord(letter)
    return unicodedata.bidirectional(letter) in RIGHT_TO_LEFT or any(
        first <= code <= last for first, last in MOVING
    )


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").partition(" ")[0]
    known = {"ARABIC": _("Arabic"), "HEBREW": _("Hebrew"), "RIGHT-TO-LEFT": _("right-to-left")}
    return known.get(name, name.title())
