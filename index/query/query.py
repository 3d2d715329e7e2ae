"""The query language: any text to a tree, never an error.

    words             all must be there          "a phrase"      words in sequence
    -word, NOT word   must not be there          one OR other    either; AND is what is meant anyway
    ( … )             grouping                   title:word      in one field
    date:1950..1962   dates that overlap         con*t           any letters, ? for one
    1950s             the same, of a decade      unit:=legal     all of a kind, unit or place
    status:out        as the store tells it; class:10-2, due:..2027, hold:H-2026-0001 too

What makes no sense as language is taken as words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from index.query.nodes import Dates, Value

LONGEST = 1000
"""Characters of a query that are read."""
MOST_WORDS = 40
DEEPEST = 12

_NAMES = {
    "title": "titre 题名 标题",
    "names": "name nom noms 姓名",
    "code": "cote barcode identifier id 编号 条码",
    "terms": "term keyword keywords mot 关键词",
    "box": "boite boîte container folder reel 盒 箱",
    "parent": "series série serie accession 全宗 系列",
    "place": "lieu location 位置",
    "unit": "unité unite 单位",
    "kind": "genre type 类型",
    "date": "dates year année annee 日期 年",
    "notes": "note description 备注",
    "status": "statut etat état 状态",
    "class": "classe 类 类目",
    "due": "echeance échéance 到期",
    "hold": "gel 冻结",
    "holder": "emprunteur 借阅人",
    "own": "",
}

FIELDS = {alias: name for name, others in _NAMES.items() for alias in (name, *others.split())}
"""What may stand before a colon, and the field it means."""

_PLAINER = str.maketrans("：（）“”„«»「」『』＂＊？　", ':()"""""""""' + '"*? ')
_LEXEME = re.compile(
    r'(?P<not>(?<!\S)-(?=\S))|(?P<open>\()|(?P<close>\))|(?P<quote>")|(?P<word>[^\s()"]+)'
)
_JUST_WORDS = re.compile(r"\s*\w[\w\s]*")
_EITHER = frozenset(("OR", "|", "OU"))
_NOT = frozenset(("NOT", "SAUF"))
_AND = "AND"
_OPERATORS = _EITHER | _NOT | {_AND}
_EXACT = frozenset(("kind", "unit", "place", "status"))
STORED = frozenset(("status", "class", "due", "hold", "holder", "own"))
"""What the store tells of records: their words are not in the index."""
_FIELD = re.compile(r"([^\W\d_]+):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed; `last` when it stands at the very end and may be unfinished."""

    text: str
    field: str = ""
    last: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that must stand in sequence."""

    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be."""

    part: Tree


@dataclass(frozen=True, slots=True)
class All:
    """Everything must be."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """One of these must be."""

    parts: tuple[Tree, ...]


Tree = Word | Quoted | Value | Dates | Not | All | Any
"""What says itself what to look up is a node of the plan already."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query understood; `cut` when only its beginning was."""

    tree: All
    cut: bool


@lru_cache(4096)
def exact(text: str) -> str:
    """What of a kind, unit, place or status is compared."""
    return unquoted(text).casefold().strip()


def unjoined(text: str) -> str:
    """A text that can stand behind another: an OR at its start would join the two."""
    first, _, rest = text.lstrip().partition(" ")
    return unjoined(rest) if first in _EITHER and rest.strip() else text


def unquoted(text: str) -> str:
    """A text without what would end a phrase."""
    return text.translate(_PLAINER).replace('"', "")


@lru_cache(256)
def parse(text: str) -> Query:
    """Understand a query. Asked again with every page, facet and change of the records found."""
    if len(text) <= LONGEST and _JUST_WORDS.fullmatch(text):
        *first, last = text.split()
        whole = Word(last, "", not text[-1].isspace())
        if len(first) < MOST_WORDS and _OPERATORS.isdisjoint(first):
            return Query(All((*map(Word, first), whole)), False)
    cut = len(text) > LONGEST
    text = text[:LONGEST].translate(_PLAINER)
    lexemes = [(m.lastgroup or "", m[0], m.end()) for m in _LEXEME.finditer(text)]
    if len(lexemes) > MOST_WORDS * 2:
        cut = cut or any(kind == "word" for kind, *_ in lexemes[MOST_WORDS * 2 :])
        lexemes = lexemes[: MOST_WORDS * 2]
    return Query(_Parser(text, lexemes).parse(), cut)


class _Parser:
    def __init__(self, text: str, lexemes: list[tuple[str, str, int]]) -> None:
        self.text = text
        self.lexemes = lexemes
        self.at = 0
        # In `DO NOT OPEN` it is a word like the others.
        self.shouted = text.isupper() and not any(word == "OR" for _, word, _ in lexemes)

    def parse(self) -> All:
        parts: list[Tree] = []
        while self.at < len(self.lexemes):
            parts += self._group(0).parts
        return All(tuple(parts))

    def _group(self, depth: int) -> All:
        """Parts up to the closing parenthesis or the end, with OR between neighbours."""
        parts: list[Tree] = []
        joining = False
        while self.at < len(self.lexemes):
            kind, word, _ = self.lexemes[self.at]
            if kind == "close":
                self.at += 1
                break
            if kind == "word" and word in _EITHER:
                self.at += 1
                joining = bool(parts)
                continue
            if kind == "word" and self._says(word, (_AND,)):
                self.at += 1
                continue
            part = self._part(depth)
            if part is None:
                continue
            if joining:
                part = Any((*_alternatives(parts.pop()), part))
            parts.append(part)
            joining = False
        return All(tuple(parts))

    def _part(self, depth: int) -> Tree | None:
        kind, word, end = self.lexemes[self.at]
        self.at += 1
        if kind == "not" or self._says(word, _NOT):
            part = self._part(depth) if self.at < len(self.lexemes) else None
            return None if part is None else Not(part)
        if kind == "open":
            if depth >= DEEPEST:
                return None
            group = self._group(depth + 1)
            return group if group.parts else None
        if kind == "close":
            return None
        if kind == "quote":
            return self._quoted("", end)
        return self._word(word, end)

    def _says(self, word: str, operator: Collection[str]) -> bool:
        return word in operator and not self.shouted and self.at < len(self.lexemes)

    def _quoted(self, field: str, start: int, whole: bool = False) -> Tree | None:
        close = self.text.find('"', start)
        close = len(self.text) if close < 0 else close
        while self.at < len(self.lexemes) and self.lexemes[self.at][2] <= close + 1:
            self.at += 1
        inner = self.text[start:close].strip()
        if not inner:
            return None
        if whole:
            return Value(field, exact(inner))
        return (_when(inner) if field == "date" else None) or Quoted(inner, field)

    def _word(self, word: str, end: int) -> Tree | None:
        match = _FIELD.fullmatch(word)
        field = FIELDS.get(match[1].casefold(), "") if match else ""
        if match and field:
            equal = field in _EXACT and match[2].startswith("=")
            whole = equal or field in STORED
            word = match[2][equal:]
            if not word:
                if self.at < len(self.lexemes) and self.lexemes[self.at][0] == "quote":
                    start = self.lexemes[self.at][2]
                    self.at += 1
                    return self._quoted(field, start, whole)
                return self._behind(match[0])
            if whole:
                return Value(field, exact(word))
        if field == "date" or ".." in word:
            if asked := (compared(word) if field else None) or _when(word):
                return asked
            field = "" if field != "date" else "dates"
        return Word(word, field, end == len(self.text))

    def _behind(self, field: str) -> Tree | None:
        """`title: who`, where a blank parts the field from its word."""
        if self.at >= len(self.lexemes) or self.lexemes[self.at][0] != "word":
            return None
        _, word, end = self.lexemes[self.at]
        if word in _OPERATORS or _FIELD.match(word):
            return None
        self.at += 1
        return self._word(field + word, end)


def _alternatives(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, Any) else (tree,)


_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?|(\d{4})(\d\d)(\d\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_DECADE = re.compile(r"(\d{3})(?:0['’]?s|\?|0年代)")
_CENTURY = re.compile(r"(\d{2})00['’]?s")
_CHINESE = re.compile(r"(?:(\d{4})|民[国國](元|\d{1,2}))年(?:(\d{1,2})月(?:(\d{1,2})[日号號])?)?")
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_COUNTED = re.compile("([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_COMPARED = re.compile("([<>]=?|[≥≤-])(.+)", re.DOTALL)
_REPUBLIC = 1911
"""The year before the first of the Chinese republic."""
_SPAN = re.compile(r"(\d{4})[-–/](\d{4})")


def _when(text: str) -> Dates | Any | None:
    """The span or day that is meant. In `12/03/1954` the day may stand first or the month."""
    if not (written := _DAY_FIRST.fullmatch(text)):
        return dates(text)
    one, other, year = int(written[1]), int(written[3]), int(written[4]) * 10000
    pairs = dict.fromkeys(((other, one), (one, other)))
    days = [year + month * 100 + day for month, day in pairs if 0 < month <= 12 and 0 < day <= 31]
    spans = tuple(Dates(day, day) for day in days)
    return spans[0] if len(spans) == 1 else Any(spans) if spans else None


def compared(text: str) -> Dates | None:
    """`>1980`, `<=1950-03`, and as archivists leave an end open, `1980-` and `-1950`."""
    if text.endswith("-"):
        return dates(text[:-1] + "..")
    if not (match := _COMPARED.fullmatch(text)):
        return None
    sign, day = match.groups()
    if not (asked := dates(day)):
        return None
    if sign.startswith((">", "≥")):
        return Dates(asked.first if sign != ">" else asked.last + 1, 99991231)
    return Dates(0, asked.first - 1 if sign == "<" else asked.last)


def dates(text: str) -> Dates | None:
    """`1954`, `1954-03`, `1954-03-15`, `1950..1962`, `1950-1962`, `..1962`, `1950..`, `1950s`.

    `1800s` may be the decade or the century: the century, which holds both.
    """
    if any(map(_is_chinese, text)) and (said := _chinese(text)):
        return said
    if century := _CENTURY.fullmatch(text):
        return Dates(int(century[1]) * 1_000_000 + 101, int(century[1]) * 1_000_000 + 991_231)
    if decade := _DECADE.fullmatch(text):
        return Dates(int(decade[1]) * 100_000 + 101, int(decade[1]) * 100_000 + 91_231)
    span = _SPAN.fullmatch(text)
    first, dots, last = (span[1], "..", span[2]) if span else text.partition("..")
    last = last.lstrip(".")
    low = _day(first) if first else (0, 0)
    high = (_day(last) if last else (99991231, 99991231)) if dots else low
    if low is None or high is None or not (first or last):
        return None
    return Dates(min(low[0], high[0]), max(low[1], high[1]))


def _is_chinese(char: str) -> bool:
    return char >= "〇"


def _chinese(text: str) -> Dates | None:
    """`2008年`, `1978年3月`, `一九七八年三月五日`, `民国26年`."""
    in_digits = _COUNTED.sub(lambda m: (m[1] or "一") + (m[2] or "〇"), text).translate(_DIGITS)
    if not (match := _CHINESE.fullmatch(in_digits)):
        return None
    year, since, month, day = match.groups()
    if since:
        year = str(_REPUBLIC + (1 if since == "元" else int(since)))
    span = _day("-".join(filter(None, (year, month, day))))
    return Dates(*span) if span else None


def _day(text: str) -> tuple[int, int] | None:
    match = _DAY.fullmatch(text)
    if not match:
        return None
    first, second, third = match.groups()[:3] if match[1] else match.groups()[3:]
    year = int(first) * 10000
    if not second:
        return year + 101, year + 1231
    if not (0 < int(second) <= 12 and int(third or 1) <= 31):
        return None
    month = year + int(second) * 100
    return (month + 1, month + 31) if not third else (month + int(third),) * 2
