"""Days as people say or write them: `today`, `fri`, `+7`, `31 déc. 2026`, told from a site's day.

A day is never guessed: what may be several is none, but where one end of it is asked for.
"""

import re
from datetime import date, timedelta

from rmdesk.model.days import iso_day
from rmdesk.model.naming import fold_name
from rmdesk.model.values import FIRST, LAST

_DAYS = {
    "yesterday": -1, "hier": -1, "昨天": -1, "昨日": -1,
    "today": 0, "aujourd'hui": 0, "今天": 0, "今日": 0,
    "tomorrow": 1, "demain": 1, "明天": 1, "明日": 1,
    "day after tomorrow": 2, "apres-demain": 2, "apres demain": 2, "后天": 2, "後天": 2,
}  # fmt: skip
_WEEKDAYS = (
    ("monday", "mon", "lundi", "lun", "星期一", "周一"),
    ("tuesday", "tue", "mardi", "mar", "星期二", "周二"),
    ("wednesday", "wed", "mercredi", "mer", "星期三", "周三"),
    ("thursday", "thu", "jeudi", "jeu", "星期四", "周四"),
    ("friday", "fri", "vendredi", "ven", "星期五", "周五"),
    ("saturday", "sat", "samedi", "sam", "星期六", "周六"),
    ("sunday", "sun", "dimanche", "dim", "星期日", "周日"),
)
"""What people say for days, folded."""

_AHEAD = re.compile(r"\+ ?([0-9]{1,4}) ?(w|weeks?|s|semaines?|周)?")
_WEEK = 7


def said_day(text: str, today: date) -> date | None:
    """The day that is said, seen from `today`; None for what says none so.

    A day of the week is the next one, never today; `+7` is so many days ahead, `+2w` weeks.
    """
    word = fold_name(text.strip().replace("’", "'"))
    if word in _DAYS:
        return today + timedelta(days=_DAYS[word])
    for number, names in enumerate(_WEEKDAYS):
        if word in names:
            return today + timedelta(days=(number - today.weekday() - 1) % _WEEK + 1)
    if ahead := _AHEAD.fullmatch(text.strip().casefold()):
        return today + timedelta(days=int(ahead[1]) * (_WEEK if ahead[2] else 1))
    return None


def day_meant(text: str, today: date, edge: str = "") -> date | None:
    """The day that is said or written; of a month or a year its `edge`, if that is FIRST or LAST.

    None for what is no day, or may be several.
    """
    try:
        return iso_day(text.strip())
    except ValueError:
        return said_day(text, today) or _written_day(text, edge)


def _written_day(text: str, edge: str) -> date | None:
    from rmdesk.dates import parse_end  # its patterns are made when a day is written otherwise

    span = parse_end(text)
    if span.odd or span.earliest is None or span.latest is None:
        return None
    if span.earliest != span.latest and edge not in (FIRST, LAST):
        return None
    return span.earliest if edge == FIRST else span.latest


def as_iso(text: str, today: date, edge: str = "") -> str:
    """The text, or the day that it means as ISO: for a field that takes a day."""
    day = day_meant(text, today, edge)
    return day.isoformat() if day else text
