"""The words of dates in English, French and Chinese, folded: lower case, no accents."""

import re


def _numbered(*names: str) -> dict[str, int]:
    return {name: number for number, group in enumerate(names, 1) for name in group.split()}


MONTHS = _numbered(
    "january jan janvier janv",
    "february feb fevrier fevr fev",
    "march mar mars",
    "april apr avril avr",
    "may mai",
    "june jun juin",
    "july jul juillet juil",
    "august aug aout",
    "september sept sep septembre",
    "october oct octobre",
    "november nov novembre",
    "december dec decembre",
)
REPUBLICAN_MONTHS = _numbered(
    "vendemiaire",
    "brumaire",
    "frimaire",
    "nivose",
    "pluviose",
    "ventose",
    "germinal",
    "floreal",
    "prairial",
    "messidor",
    "thermidor fervidor",
    "fructidor",
    "complementaire complementaires sansculottide sansculottides",
)

# Words that neither narrow nor widen what stands beside them.
_VAGUE = """
    c ca circa about approximately approx around environ env vers probably perhaps possibly likely
    maybe early late mid
    of the in from between entre de du des d l le la les jour jours day days date dates dated year
    month bulk spring summer fall autumn winter christmas easter printemps ete automne hiver noel
    paques monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi
    vendredi samedi dimanche 约 大约 年代 春 夏 秋 冬
"""
VAGUE = frozenset(_VAGUE.split())
LISTED = frozenset({"and", "or", "et", "ou", "和", "或", "及", "、"})
RANGED = frozenset({"to", "a", "au", "through", "thru", "until", "till", "jusque", "至", "到"})
BEFORE = frozenset({"before", "by", "pre", "prior", "avant", "以前", "之前"})
AFTER = frozenset({"after", "post", "since", "apres", "depuis", "以后", "之后", "以來", "以来"})
ONGOING = frozenset({"present", "ongoing", "current", "now", "至今", "今"})

# Several words that mean one thing are made one word before the text is cut up.
PHRASES = (
    (re.compile(r"\[?no (?:month|day)[^\]]*\bno year\]?|\[?no year[^\]]*\]?"), " undated "),
    (re.compile(r"\[?no (?:month|day)(?:, ?(?:month|day))*\]?"), " "),
    (
        re.compile(
            r"\bundated|\bn\. ?d\b\.?|\bnd\b\.?|\bs\. ?d\b\.?|\bsd\b|\bsans date\b|\bno dates?\b"
            r"|\bdates? unknown\b|\bunknown\b|\bscattered dates\b|\bnon datee?s?\b"
            r"|无日期|日期不详|不详|年代不详"
        ),
        " undated ",
    ),
    (re.compile(r"\b(?:a|jusqu'a) nos jours\b|\bto date\b"), " ongoing "),
    (re.compile(r"sans-culottide"), "sansculottide"),
    (re.compile(r"\b(early|mid|late|pre|post|ca|circa|c)-"), r"\1 "),
)
ANY_PHRASE = re.compile("|".join(phrase.pattern for phrase, _word in PHRASES))
"""Whether any of them is there at all: most texts have none, and cutting up is done often."""
