"""Several words that mean one thing are made one word before a date text is cut up.

The text is folded by then (see `folding`). Every pattern takes a bounded stretch, so that reading
stays linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rmdesk.dates import words

Replacement = str | Callable[[re.Match[str]], str]
_Phrase = tuple[re.Pattern[str], Replacement]

_END = r"(?= ?(?:$|[;,.)\]?]))"
_JOIN = r"(?: ?(?:[-/,;&、]|至|到|和|及|与|\b(?:and|or|to|et|ou|a|au)\b) ?)"
_AROUND = r"(?:\b(?:the|le|la|du|de|early|mid|middle|late|end|debut|fin|milieu|of)\b[- ]){0,3}"
_ORDINAL = r"(?:\d\d?(?:st|nd|rd|th|ere|er|eme|e)?|[ivx]{1,6}(?:er|eme|e)?)"
_ORDINAL_TH = r"\d\d?(?:st|nd|rd|th)"
_ORDINAL_E = r"(?:\d\d?|[ivx]{1,6})(?:e|eme)"
_CENTURY = r"(?:centur(?:y|ies)\b|cents?\b|siecles?\b)"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?(?!\d)"
_ZONE = (
    r"(?: ?(?:z|utc|gmt|[ecmp][sd]t|bst|ist|jst|hkt|cest|cet|wet|eet|aest|aedt|nzst)\b)?"
    r"(?: ?[-+](?:0\d|1[0-4])(?::?[0-5]\d)?(?!\d))?"
)
_HALF_DAY = r"(?: ?[ap]\.? ?m\b\.?)"
_TIME = rf"{_CLOCK}{_HALF_DAY}?{_ZONE}"
_NO = r"\b(?:no|not|non|pas)(?: (?:any|be))?"
_EARLY = r"early|mid|late|debut|milieu|mi|fin"
_ORDINAL_WORD = "|".join(sorted(words.ORDINALS, key=len, reverse=True))
_PART = "|".join(sorted(words.PARTS, key=len, reverse=True))
_WHICH_PART = rf"(?:{_ORDINAL_WORD}|{'|'.join(words.LAST)})"


def _part(found: re.Match[str]) -> str:
    """`first half` is q1of2: a word of our own that the cutting knows."""
    which, whole = found[1], words.PARTS[found[2]]
    number = whole if which in words.LAST else words.ORDINALS[which]
    return f" q{number}of{whole} " if number <= whole else found[0]


def _period(found: re.Match[str]) -> str:
    count, one, side = found.groups()
    days = _DAYS[one] if count is None else int(_COUNTS.get(count, count)) * (_DAYS[one] + 1) - 1
    return f" {'back' if side.startswith('end') else 'ahead'}{min(days, _LONGEST_PERIOD)} "


def _numbered_century(found: re.Match[str]) -> str:
    return f"{words.ORDINALS[found[1]]}th"


def _decades(found: re.Match[str]) -> str:
    return re.sub(r"\d+0\b", lambda year: f"{year[0]}s", found[1])


def _padded(found: re.Match[str]) -> str:
    """A year that an era marks as one: with four digits it cannot be taken for anything else."""
    return re.sub(r"\d+", lambda year: year[0].zfill(4), f" {found['years']} ")


def _of_century(found: re.Match[str]) -> str:
    return f"{max(int(found[1]) - 1, 0)}{found[2]}0年代"


_COUNTS = {"two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18}
_LONGEST_PERIOD = 9999
_DAYS = {"year": 365, "quarter": 91, "month": 30, "fortnight": 13, "week": 6}
_YEARS = r"(?P<years>(?<!\d)\d{1,4}(?: ?- ?\d{1,4})?)(?!\d)"
_OUR_ERA = (
    r"(?:a\. ?d\.|ad|anno domini|anno|l'an|c\. ?e\.|ce|apr?(?:es|\.)? ?j(?:esus|\.)?[- ]?"
    r"c(?:hrist|\.)?|公元|西元)"
)

_UNDATED = (
    (r"\[?\bno (?:month|day)[^\]]{0,40}\bno year\]?|\[?\bno year[^\]]{0,40}\]?", " undated "),
    (r"\[?\bno (?:month|day)(?:, ?(?:month|day))*\]?", " "),
    (
        r"\bundated|\bn\. ?d\b\.?|\bnd\b\.?|\bs\. ?d\b\.?|\bsd\b|\bsans date\b|\bsine dato\b"
        r"|\bno dates?\b|\bnot dated\b|\bdates? (?:not |un)known\b|\bscattered dates\b"
        r"|\bnon datee?s?\b|\bdates? inconnues?\b|\bn/a\b",
        " undated ",
    ),
)
_TIMES = (
    (rf"(?:[t:,]|\b(?:at?|vers)\b)? ?(?<!\d){_TIME}(?: ?- ?{_TIME})?", " "),
    (r"(?<!\d)\d\d?[点时](?:\d\d?分?)?(?:\d\d?秒)?", " "),
    (rf"(?:\bat )?(?<!\d)[01]?\d{_HALF_DAY}", " "),
    (r"(?:\b(?:a|vers) )?(?<!\d)(?:[01]?\d|2[0-4]) ?h ?[0-5]\d\b", " "),
    (r"(?:\b(?:a|vers) )?(?<!\d)\d\d? ?heures?\b(?: [0-5]\d(?!\d))?", " "),
    (r"\b(?:a|vers) \d\d? ?h\b", " "),
    (r"上午|下午|早上|晚上|凌晨|中午", " "),
)
_WHICH_ERA = (
    (r"\bb\. ?c\.(?: ?e\.)?|\bbc\b|\bav(?:ant|\.)? ?j(?:esus|\.)?[- ]?c(?:hrist|\.)?", " bce "),
    (r"\bav(?:ant|\.) (?:notre|n\.) ?e(?:re|\.)", " bce "),
    (r"\ba\. ?h\.", " ah "),
    (r"\bb\. ?p\b\.?", " bp "),
    (r"(?<![年月日国民以之])前(?=\d)", " bce "),
    (rf"(?<![a-z]){_OUR_ERA} ?{_YEARS}", _padded),
    (rf"{_YEARS} ?{_OUR_ERA}(?![a-z])", _padded),
)
_PERIODS = (
    (
        rf"(?<![a-z\d])(?:(\d\d?|{'|'.join(_COUNTS)})[ -])?(?:(?:fiscal|financial|budget) )?"
        r"(year|week|fortnight|month|quarter)s? (ending|ended|beginning|commencing|starting)\b"
        r"(?: (?:on|in)\b)?",
        _period,
    ),
    (r"(?<!\d)(\d{4}(?:[-/]\d{2,4})?) (?:fiscal|financial|budget) years?\b", r"fy \1"),
    (r"\bexercices? clos(?: (?:le|en|au))?\b", " back365 "),
    (rf"\b{_WHICH_PART} (?:week|semaine) (?:of|in|de)\b", " "),
    (r"\bweek of\b|\bsemaine d(?:u|e)\b", " ahead6 "),
)
_BEFORE_AND_AFTER = (
    (r"\ba\. ?(?=\d{3,4} ?- ?p\.)", " before "),
    (r"(?<=\d) ?- ?p\. ?(?=\d{3,4})", " - after "),
    (r"\bp ?(?=\d{4})", " "),  # of a recording
    (r"\bav\. ?(?=\d)", " before "),
    (r"\bap\. ?(?=\d)", " after "),
    (
        rf"{_NO} (?:before|earlier|prior|avant)\b(?: (?:than|to)\b)?"
        r"|\bau plus tot\b|\b(?:et|ou) plus tard\b"
        r"|\b(?:(?:et|ou) )?au-dela\b(?: d[eu]s?\b)?|\bat (?:the )?earliest\b"
        r"|\ba (?:partir|compter) d(?:es|e|u)?\b"
        r"|\b(?:posterieure?s?|ulterieure?s?|posterior|subsequent) (?:a|aux?|to)\b"
        r"|\b(?:beginning|starting|commencing|started|began)\b(?! of)(?: in\b)?|\bas of\b"
        r"|\bdes(?= \d{4})|\b(?:or|and|et|ou) (?:after|later|apres|since|beyond|up|on|onwards?"
        rf"|suivante?s?|ulterieure?s?(?:ment)?|posterieure?s?){_END}|\bet suiv\b\.?|\bet seq\b\.?"
        rf"|(?<=\d) on{_END}|(?<=\d)ff\b|(?<=[\ds]) ?\+{_END}",
        " after ",
    ),
    (
        rf"{_NO} (?:after|later|apres)\b(?: than\b)?"
        r"|\bau plus tard\b|\b(?:et|ou) plus tot\b|\bat (?:the )?latest\b|\bprior to\b"
        rf"|\b(?:or|and|et|ou) (?:before|earlier|prior|avant|anterieure?s?(?:ment)?){_END}"
        r"|\b(?:anterieure?s?|anterior) (?:a|aux?|to)\b",
        " before ",
    ),
    (
        r"\b(?:until |jusqu')?a nos jours\b|\b(?:to|until) (?:date|the present|present|now)\b"
        r"|- ?date\b|\ben cours\b|\ba ce jour\b|\baujourd'hui\b",
        " - present ",
    ),
    (r"\bjusqu'(?:en\b|aux?\b|a\b)?|\bup (?:to|until|till|through)\b", " until "),
    (r"\b(?:dating|dates?|dated) from\b|\bfrom the\b", " "),
)
_VAGUE = (
    (
        rf"\b(?:{_EARLY})(?: ?(?:-(?:to|or|and)-|-|/|\b(?:to|or|and|a|et|ou)\b) ?)"
        rf"(?=(?:{_EARLY})\b)",
        " ",
    ),
    (rf"\b({_EARLY}|pre|post|ca|circa|c)-", r"\1 "),
    (r"\bpeut-etre\b|\bi\. ?e\.", " "),
    (r"\bsans-culottide", "sansculottide"),
    (rf"\bmar\.? (?=\d\d?(?:er)? (?:{'|'.join(words.MONTHS)})\b)", ""),  # mardi, not March
    (
        r"\b(?:inclusive |span |bulk )?(?:dates?|dated|datee?s?|bulk|inclusive|span|created"
        r"|creation|cree?e?s?|issued|published|copyright|period|periode|annees?|years?|circa|approx)"
        r"(?: range| (?:of|de) creation| extremes)? ?:",
        " ",
    ),
    (r"(?:日期|时间|年代|年份) ?:", " "),
    (r"(?<=\d\d\d\d): (?=[a-z])", ", "),
)
_PARTS = (
    (rf"\b({_ORDINAL_WORD})(?={_JOIN}(?:{_ORDINAL_WORD}) ({_PART})\b)", _part),
    (rf"\b({_WHICH_PART}) ({_PART})\b", _part),
    (r"\b(?:premiere|1ere|1re|first) quinzaine\b", " 上半月 "),
    (r"\b(?:deuxieme|seconde|2e|2eme|second) quinzaine\b", " 下半月 "),
)
_CENTURIES = (
    (rf"\b({_ORDINAL_WORD})(?=[^;.]{{0,40}}{_CENTURY})", _numbered_century),
    (
        rf"(?<![\da-z])({_ORDINAL})(?=(?:{_JOIN}{_AROUND}{_ORDINAL}){{1,3}} {_CENTURY})",
        r"\1 century",
    ),
    (
        rf"(?<![\da-z])({_ORDINAL_E})(?=(?:{_JOIN}{_AROUND}{_ORDINAL_E}){{1,3}} s\b)",
        r"\1 siecle",
    ),
    (
        rf"(?<![\da-z])({_ORDINAL_TH})(?=(?:{_JOIN}{_AROUND}{_ORDINAL_TH}){{1,3}} c\b)",
        r"\1 century",
    ),
    (r"\bs(?:aec)?\. ?([ivx]{1,6})\b", r"\1e siecle"),
)
_SHARED_BY_HAN = (
    (r"(?:(?<=[约自从由至到迄在于])|(?<![一-鿿]))民(?=\d\d?年)", "民国"),
    (rf"(?<!\d)(\d{{1,4}})(?=(?:{_JOIN}\d{{1,4}}){{1,9}}年代)", r"\1年代"),
    (r"(?<!\d)(\d\d?)世纪(\d)0年代", _of_century),
    (rf"(?<!\d)(\d\d?)(?=(?:{_JOIN}\d\d?){{1,9}}世纪)", r"\1世纪"),
    (rf"(?<![\d.-])(\d\d|\d{{4}})(?=(?:{_JOIN}\d{{1,4}}){{1,9}}年(?!代))", r"\1年"),
    (rf"(?<!\d)(\d\d?)(?=(?:{_JOIN}\d\d?){{1,11}}月)", r"\1月"),
    (rf"(?<!\d)(\d\d?)(?=(?:{_JOIN}\d\d?){{1,30}}[日号])", r"\1日"),
    (rf"第?(\d)(?=(?:{_JOIN}第?\d){{1,3}}季)", r"\1季"),
)
_SHARED_DECADES = (
    (
        rf"\bannees ((?:\d{{3}}0|\d0)\b(?:{_JOIN}(?:annees )?(?:\d{{3}}0|\d0)\b){{0,4}})(?!\d)",
        _decades,
    ),
    (rf"(?<!\d)(\d{{3}}0)(?={_JOIN}'?(?:\d\d)?\d0'?s\b)", r"\1s"),
)
_SHARED_YEARS = (
    (rf"\b({'|'.join(words.REPUBLICAN_MONTHS)})\.?,?(?: year)? ([ivx]{{1,4}})\b", r"\1 an \2"),
    (
        r"\b(?:ans?|years?) ([ivx]+|\d\d?)( ?(?:-|\b(?:a|au|et|to|and)\b) ?)"
        rf"([ivx]+\b|\d\d?{_END})",
        r"an \1\2an \3",
    ),
)
_GROUPS = (
    # What a text must have for any phrase of a group to be in it, and the phrases.
    (r"\b(?:no|not|n|s|nd|sd|sans|sine|undated|dates?|scattered|non)\b|\bundated|n/a", _UNDATED),
    (r"[:点时午早晚凌]|\d ?(?:h|[ap]\.? ?m)", _TIMES),
    (
        r"\b[abc]\. ?[cdehp]|\bbc|\bad\b|\d ?ad\b|anno|l'an|ce\b|j\.|jesus|av |avant|元|前",
        _WHICH_ERA,
    ),
    (r"year|week|fortnight|month|quarter|exercice|semaine", _PERIODS),
    (
        r"p ?\d|[pv]\.|\b(?:no|not|non|pas|plus|earliest|latest|partir|compter|beginning|starting"
        r"|commencing|started|began|as|des|or|and|et|ou|on|prior|nos|to|until|en|ce|aujourd|jusqu|up|from"
        r"|date|au)\b|\dff\b|\+|\banter|\bposter|\bulter|\bsubseq",
        _BEFORE_AND_AFTER,
    ),
    (rf"\b(?:{_EARLY}|pre|post|ca|circa|c)\b|:|peut|\bi\. ?e|sans-c|\bmar\b", _VAGUE),
    (rf"\b(?:{_PART})\b|quinzaine", _PARTS),
    (r"cent|siecle|\bs(?:aec)?\.|th c\b|(?:st|nd|rd) c\b", _CENTURIES),
    (r"[一-鿿]", _SHARED_BY_HAN),
    (r"0'?s\b|annee", _SHARED_DECADES),
    (r"\b(?:ans?|years?|[ivx]+\b)", _SHARED_YEARS),
)


def _compiled(phrases: tuple[tuple[str, Replacement], ...]) -> list[_Phrase]:
    return [(re.compile(pattern), replacement) for pattern, replacement in phrases]


_PHRASES = [(re.compile(trigger), _compiled(phrases)) for trigger, phrases in _GROUPS]


def in_single_words(text: str) -> str:
    """The text with each phrase as the one word, or the signs, that the cutting knows."""
    for trigger, phrases in _PHRASES:
        if trigger.search(text):
            for phrase, replacement in phrases:
                text = phrase.sub(replacement, text)
    return text
