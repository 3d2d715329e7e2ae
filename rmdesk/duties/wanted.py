"""Which part of each record is asked for: frames of a film, pages of a file."""

import re
from collections.abc import Mapping, Sequence

from data.patterns import pattern
from data.texts import gettext as _
from rmdesk.model.codes import clean_code
from rmdesk.model.errors import BadInput
from rmdesk.model.own_fields import frames_of
from rmdesk.model.records import Holding
from rmdesk.model.values import LINE, Unfit, within

_LONGEST = 200
"""Signs of what is said of one record."""

_ONLY_FRAMES = pattern(r"(?:(?:frames?|images?|expos\w*)\b[\s.:]*)?(\d[\d\s.,–-]*)", re.IGNORECASE)
"""What is nothing but ranges, with or without a word before them."""


def parts_wanted(text: str, holdings: Sequence[Holding]) -> Mapping[int, str]:
    """What is wanted of each of some holdings, by their numbers; those that nothing is said of not.

    `text` as it is typed: `frames 100-150` of one holding, `M-12: 100-150; M-13: 7` of several,
    each by its barcode, code or # number. Raises BadInput for what names none of them, and for
    frames that a film does not have.
    """
    if not text.strip():
        return {}
    if not holdings:
        raise _unfit(
            _("A part is wanted of a record, and none is named."),
            _("Name the record, or say it in the words of the request."),
        )
    one = holdings[0] if len(holdings) == 1 else None
    parts: dict[int, str] = {}
    for said in text.split(";"):
        if not said.strip():
            continue
        holding, part = _named(said, holdings)
        holding, part = (holding, part) if holding else (one, said)
        if holding is None:
            raise _unfit(
                _("“{text}” does not say of which record it is wanted.").format(text=said.strip()),
                _("Write it as {key}: frames 100-150.").format(key=holdings[0].key),
            )
        try:
            told = _on_its_film(holding, LINE.read(within(part.strip(), _LONGEST)))
        except Unfit as error:
            raise _unfit(f"{str(error).rstrip('.')}.") from error
        parts[holding.id] = "; ".join(filter(None, (parts.get(holding.id), told)))
    return parts


def _named(said: str, holdings: Sequence[Holding]) -> tuple[Holding | None, str]:
    """The holding whose key stands before a colon, and what follows it."""
    for place, sign in enumerate(said):
        if sign != ":":
            continue
        key = clean_code(said[:place]).casefold()
        for each in holdings:
            keys = (each.barcode, each.identifier, f"#{each.id}")
            if key and key in {name.casefold() for name in keys}:
                return each, said[place + 1 :]
    return None, said


def _on_its_film(holding: Holding, part: str) -> str:
    """Frames that are asked for lie on their film as far as it is known which those are.

    Raises Unfit for a range that is none, BadInput for others.
    """
    has = str(holding.own.get("frames") or "")
    found = _ONLY_FRAMES.fullmatch(part) if has else None
    for frames in filter(None, map(str.strip, found[1].split(","))) if found else ():
        (first, last), (begins, ends) = frames_of(frames), frames_of(has)
        if first < begins or last > ends:
            text = _("Frames {frames} are not on {key}: it has {has}.")
            raise _unfit(
                text.format(frames=frames, key=holding.key, has=has),
                _("Look for the right film: rmdesk film find."),
            )
    return part


def _unfit(why: str, fix: str = "") -> BadInput:
    return BadInput(_("No such part"), why, fix, field_name="part")
