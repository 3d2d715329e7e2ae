"""Why a person should look at a date, in plain words of the language of the moment."""

from __future__ import annotations

from data.texts import gettext as _
from rmdesk.dates.points import Strange


def in_words(strange: Strange) -> str:
    """The reason, in the language of the moment."""
    texts = {
        "word": _("“{piece}” is not understood as part of a date"),
        "number": _("{piece} is not a year or a day that can be placed"),
        "two digits": _("the century of {piece} is not said"),
        "before 1000": _("{piece} is taken as a year before 1000; a digit may be missing"),
        "serial": _("{piece} is not a year; it may be a spreadsheet's count of days"),
        "zero": _("{piece} is what a spreadsheet shows where nothing was written"),
        "no month": _("{piece} looks like a day, but no month is named"),
        "no year": _("no year is named"),
        "no end": _("it says neither when it begins nor when it ends"),
        "no such day": _("there is no such day: {piece}"),
        "no such year": _("there is no such year: {piece}"),
        "backwards": _("it ends before it begins"),
        "dash first": _("it begins with a dash, so its beginning is unknown"),
        "beside a dash": _("one end of the range cannot be read: “{piece}”"),
        "either order": _("day and month may be either way round: {piece}"),
        "month or years": _("{piece} may be a month or two years"),
        "decade or century": _("{piece} may be ten years or a hundred"),
        "sign": _("the sign {piece} in a date is not understood"),
        "not": _("it says what is not meant: “{piece}”"),
        "uncounted": _("how many is not said: “{piece}”"),
        "two calendars": _("its month and its year are of two calendars"),
        "moon": _("{piece} is a month of the moon; the year alone is taken"),
        "other calendar": _("years of the calendar “{piece}” are not understood"),
        "before our era": _("days before our era are not counted"),
        "calendars": _("the date in brackets is another one: {piece}"),
        "long": _("a text as long as this is no date"),
    }
    return texts[strange.reason].format(piece=strange.piece)
