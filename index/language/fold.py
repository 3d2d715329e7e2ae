"""Folding: what a person may type for the same letters comes to the same letters."""

from __future__ import annotations

import re
import unicodedata

from index.language.chinese import SIMPLER

_MARKS = re.compile("[\u0300-\u036f]+")
_TURNED = "ƀƃƈƌɟƒǥɠɣɦⱨɨɩɉⱪƛɫɬɭƚɱƞɳɵɤƥɋɍɽɾʂȿʃƭƫʈⱦʉʊʌⱳɏȥʐɀʒⱬǝɇɑ"
_PLAIN = "bbcdjfggghhiijklllllmnnoopqrrrsssttttuuvwyzzzzzeea"
"""Further Latin letters with a stroke, a hook or a tail, or turned, and the nearest of ours."""

_LETTERS = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ħ": "h",
        "ŋ": "n",
        "ı": "i",
        "ŧ": "t",
        "ĸ": "k",
        "ſ": "s",
        "ɓ": "b",
        "ɖ": "d",
        "ɗ": "d",
        "ɛ": "e",
        "ə": "e",
        "ƙ": "k",
        "ɲ": "n",
        "ɔ": "o",
        "ʋ": "v",
        "ƴ": "y",
        "ƶ": "z",
        **dict(zip(_TURNED, _PLAIN, strict=True)),
        "ʻ": "'",
        "ʽ": "'",
        "ʾ": "'",
        "ʿ": "'",
        "ʹ": "'",
        "ꞌ": "'",
        "‛": "'",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "′": "'",
        **SIMPLER,
    }
)


def fold(text: str) -> str:
    """Lower case, without accents and ligatures, full width made plain, Chinese simplified."""
    if text.isascii():
        return text.lower()
    # An accent that stands alone is an apostrophe; taken apart it would be a blank.
    text = text.casefold().replace("´", "'")
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return text if text.isascii() else text.translate(_LETTERS)
