"""Known items: does the record that a person has in mind come first?

Procedure. Records with a title of at least four different words, in an order shuffled with a fixed
seed, are targets. Words are runs of letters, lower case, accents stripped; a word's frequency is
the number of records that hold it. A target's memory is its three rarest words of four letters or
more that stand in at least two records (nobody remembers a unique misspelling), in title order;
for Chinese its two least frequent pairs of characters. A target is used only when at most five
records hold the whole memory. All records with its title, series and boxes are right answers.

Each kind makes a query from the memory by one rule, with a fixed seed:

    dropped      the memory, in title order
    reordered    the memory, backwards
    accents      a title with accents: the words as typed without them; else with them kept
    typo         one word of six letters or more with two neighbours swapped, or a letter left
                 out, doubled or changed
    two typos    a word of eight letters or more with two such slips
    neighbour    the memory and the rarest word of the next record, that is not in the target
    typing       the memory, the last word cut to three letters, while it is being typed
    inflected    every word of five letters or more with its number changed (s put on or taken
                 off), the first with l' before it if French
    word forms   one word of the memory in another part of speech, by the endings of -tion, -ment,
                 -ize and -ing (negotiations as negotiating, retirement as retiring, restauration
                 as restaurer), if that is a word which some record holds; the others as they are
    one form     the same, of a memory of two words
    parent       two words of the memory and a rare word of the series
    code         an identifier: whole, with other separators, with blanks, its parts only, or with
                 leading zeros; only codes that at most five records have
    box          the outer and inner box, with one word of the title or series
    year         two words of the memory and a year inside the record's span of several years
    names        "Surname, First" as first and last name, and back
    Chinese      the two pairs of characters; every second one in traditional characters

Run: python -m benchmarks.known_item [--records 60000] [--tasks 40]
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.collection import Records, collection
from benchmarks.peers import Fts5, Tantivy, tantivy_module
from benchmarks.word_changes import form_of, inflected, slip
from index import Finder, Text, open_finder
from index.language.chinese import SIMPLER
from index.language.words import strings

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u4e00-\u9fff]+")
_NAME = re.compile(r"([A-Z][A-Za-z'-]{3,}), ([A-Z][a-z]{2,})(?: ([A-Z][a-z]{2,}))?")


@dataclass(frozen=True)
class Task:
    """A query and the records that are right."""

    kind: str
    query: str
    answers: frozenset[int]
    typing: bool = False


def plain(word: str) -> str:
    """Lower case without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not _mark(c))


def _mark(char: str) -> bool:
    return unicodedata.combining(char) > 0


def words_of(text: Text, *names: str) -> list[str]:
    """The words in some of a record's fields, as written."""
    return [w for name in names for s in strings(text.fields.get(name)) for w in _WORD.findall(s)]


class Memory:
    """Word frequencies of the collection, and what a person remembers of a record."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts
        self.holders: dict[str, set[int]] = defaultdict(set)
        self.twins: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        self.coded = Counter(c for text in texts for c in strings(text.fields.get("code")))
        for text in texts:
            self.twins[_identity(text)].add(text.key)
            for word in words_of(text, "title", "parent", "place", "notes", "box"):
                self.holders[plain(word)].add(text.key)

    def rare(self, words: list[str], count: int) -> list[str]:
        """The rarest of some words that stand in two records or more, in their own order."""
        known = {plain(w): w for w in words if len(w) >= 4 and len(self.holders[plain(w)]) >= 2}
        best = sorted(known, key=lambda w: (len(self.holders[w]), w))[:count]
        return [known[w] for w in known if w in best]

    def posed(self, words: list[str]) -> bool:
        """Whether at most five records hold all the words."""
        sets = [self.holders[plain(word)] for word in words]
        return bool(sets) and len(set.intersection(*sets)) <= 5

    def answers(self, text: Text) -> frozenset[int]:
        return frozenset(self.twins[_identity(text)])


def _identity(text: Text) -> tuple[str, str, str]:
    fields = text.fields
    return str(fields.get("title")), str(fields.get("parent")), str(fields.get("box"))


def _slipped(words: list[str], least: int, slips: int, chance: random.Random) -> str | None:
    long = [w for w in words if len(w) >= least]
    if not long:
        return None
    wrong = chance.choice(long)
    new = plain(wrong)
    while new == plain(wrong):
        for _ in range(slips):
            new = slip(new, chance)
    return " ".join(new if w == wrong else w for w in words)


def _code_query(code: str, chance: random.Random) -> str | None:
    parts = re.findall(r"\w+", code)
    digits = sum(c.isdigit() for c in code)
    if digits < 4 or len(code) > 30 or " - " in code or ";" in code:
        return None
    if len(parts) == 1:
        half = len(code) // 2
        shapes = [code, f"{code[:half]} {code[half:]}", "00" + code]
        shapes += [code[2:]] if digits >= 8 else []
        return chance.choice(shapes)
    return chance.choice([code, "-".join(parts), " ".join(parts), "".join(parts), ".".join(parts)])


def _traditional(text: str) -> str:
    back: dict[str, str] = {}
    for many, one in SIMPLER.items():
        back.setdefault(one, many)
    return "".join(back.get(c, c) for c in text)


def make(texts: list[Text], each: int) -> list[Task]:
    """The tasks: `each` of every kind, spread over the collection."""
    memory = Memory(texts)
    made: list[Task] = []
    for number, (kind, rule) in enumerate(RULES.items()):
        chance = random.Random(number)
        order = list(range(len(texts) - 1))
        chance.shuffle(order)
        found = 0
        for i in order:
            text = texts[i]
            query = rule(memory, i, chance)
            if query:
                made.append(Task(kind, query, memory.answers(text), kind == "typing"))
                found += 1
            if found == each:
                break
    return made


Rule = Callable[[Memory, int, random.Random], str | None]


def _remembered(memory: Memory, i: int, count: int = 3) -> list[str] | None:
    words = words_of(memory.texts[i], "title")
    if len(set(words)) < 4:
        return None
    rare = memory.rare(words, count)
    return rare if len(rare) == count and memory.posed(rare) else None


def _dropped(memory: Memory, i: int, _: random.Random) -> str | None:
    words = _remembered(memory, i)
    return " ".join(words) if words else None


def _reordered(memory: Memory, i: int, _: random.Random) -> str | None:
    words = _remembered(memory, i)
    return " ".join(words[::-1]) if words else None


def _accents(memory: Memory, i: int, chance: random.Random) -> str | None:
    words = _remembered(memory, i)
    if not words or all(plain(w) == w.lower() for w in words):
        return None
    return " ".join(map(plain, words)) if chance.random() < 0.7 else " ".join(words).upper()


def _typo(memory: Memory, i: int, chance: random.Random) -> str | None:
    words = _remembered(memory, i)
    return _slipped(words, 6, 1, chance) if words else None


def _two_typos(memory: Memory, i: int, chance: random.Random) -> str | None:
    words = _remembered(memory, i)
    return _slipped(words, 8, 2, chance) if words else None


def _neighbour(memory: Memory, i: int, _: random.Random) -> str | None:
    words = _remembered(memory, i)
    own = {plain(w) for w in words_of(memory.texts[i], "title", "parent", "notes")}
    others = memory.rare(words_of(memory.texts[i + 1], "title"), 1)
    if not words or not others or plain(others[0]) in own:
        return None
    return " ".join([*words, others[0]])


def _typing(memory: Memory, i: int, _: random.Random) -> str | None:
    words = _remembered(memory, i)
    return " ".join([*words[:-1], words[-1][:3]]) if words else None


def _inflect(memory: Memory, i: int, _: random.Random) -> str | None:
    words = _remembered(memory, i)
    french = "Minutes" in str(memory.texts[i].fields.get("parent"))
    if not words or inflected(words, french) == " ".join(words):
        return None
    return inflected(words, french)


def _formed(memory: Memory, i: int, count: int) -> str | None:
    """The memory with the first of its words that has another form in that form."""
    words = _remembered(memory, i, count)
    french = "Minutes" in str(memory.texts[i].fields.get("parent"))
    for word in words or ():
        form = form_of(plain(word), french, lambda form: bool(memory.holders.get(form)))
        if form and words:
            return " ".join(form if each == word else each for each in words)
    return None


def _word_forms(memory: Memory, i: int, _: random.Random) -> str | None:
    return _formed(memory, i, 3)


def _one_form(memory: Memory, i: int, _: random.Random) -> str | None:
    return _formed(memory, i, 2)


def _parent(memory: Memory, i: int, _: random.Random) -> str | None:
    text = memory.texts[i]
    words = memory.rare(words_of(text, "title"), 2)
    own = set(words_of(text, "title"))
    above = memory.rare([w for w in words_of(text, "parent") if w not in own], 1)
    if len(words) < 2 or not above or not memory.posed([*words, *above]):
        return None
    return " ".join([*words, *above])


def _code(memory: Memory, i: int, chance: random.Random) -> str | None:
    codes = [c for c in strings(memory.texts[i].fields.get("code")) if memory.coded[c] <= 5]
    return _code_query(chance.choice(codes), chance) if codes else None


def _box(memory: Memory, i: int, _: random.Random) -> str | None:
    text = memory.texts[i]
    boxes = list(strings(text.fields.get("box")))
    words = memory.rare(words_of(text, "title"), 1)
    if len(boxes) < 2 or not words or not all(re.fullmatch(r"\w+ \d+", b) for b in boxes):
        return None
    return " ".join([*boxes, words[0]]).lower()


def _year(memory: Memory, i: int, chance: random.Random) -> str | None:
    text = memory.texts[i]
    words = _remembered(memory, i, 2)
    first, last = text.fields.get("date_from"), text.fields.get("date_to")
    if not words or not isinstance(first, int) or not isinstance(last, int):
        return None
    low, high = first // 10000, last // 10000
    if high - low < 2:
        return None
    return " ".join([*words, str(chance.randrange(low + 1, high))])


def _names(memory: Memory, i: int, _: random.Random) -> str | None:
    match = _NAME.search(str(memory.texts[i].fields.get("title")))
    if not match:
        return None
    words = [w for w in match.groups() if w]
    if not all(memory.posed([w, *words]) for w in words[:1]):
        return None
    return " ".join([*words[1:], words[0]])


def _chinese(memory: Memory, i: int, chance: random.Random) -> str | None:
    title = str(memory.texts[i].fields.get("title"))
    pairs = [run[k : k + 2] for run in _HAN.findall(title) for k in range(len(run) - 1)]
    if len(pairs) < 4:
        return None
    titles = [str(t.fields["title"]) for t in memory.texts if t.fields.get("kind") == "law"]
    held = {p: sum(p in other for other in titles) for p in set(pairs)}
    first, second = sorted(held, key=lambda p: (held[p], p))[:2]
    both = sum(first in other and second in other for other in titles)
    if both > 5:
        return None
    query = f"{first} {second}"
    return _traditional(query) if chance.random() < 0.5 else query


RULES: dict[str, Rule] = {
    "dropped": _dropped,
    "reordered": _reordered,
    "accents": _accents,
    "typo": _typo,
    "two typos": _two_typos,
    "neighbour": _neighbour,
    "typing": _typing,
    "inflected": _inflect,
    "word forms": _word_forms,
    "one form": _one_form,
    "parent": _parent,
    "code": _code,
    "box": _box,
    "year": _year,
    "names": _names,
    "Chinese": _chinese,
}


def score(tasks: list[Task], search: Callable[[Task], list[int]]) -> dict[str, list[float]]:
    """For each kind and over all: success at 1, at 10, mean reciprocal rank."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for task in tasks:
        keys = search(task)[:10]
        rank = next((r for r, key in enumerate(keys, 1) if key in task.answers), 0)
        for name in (task.kind, "all"):
            row = sums[name]
            row[0] += rank == 1
            row[1] += rank > 0
            row[2] += 1 / rank if rank else 0.0
            row[3] += 1
    return {name: [value / row[3] for value in row[:3]] + [row[3]] for name, row in sums.items()}


def engines(folder: Path, texts: list[Text]) -> dict[str, Callable[[Task], list[int]]]:
    """rmdesk and the peers, loaded."""
    finder: Finder = open_finder(folder / "rmdesk", Records(texts))
    finder.catch_up()
    fts = Fts5(folder / "fts5.db", texts)
    stemming = Fts5(folder / "porter.db", texts, tokenizer="porter unicode61")
    found: dict[str, Callable[[Task], list[int]]] = {
        "rmdesk": lambda t: [h.key for h in finder.search(t.query, limit=10, typing=t.typing).hits],
        "FTS5": lambda t: fts.search(t.query + "*" * t.typing, 10)[1],
        "FTS5 porter": lambda t: stemming.search(t.query + "*" * t.typing, 10)[1],
    }
    tantivy = tantivy_module()
    if tantivy:
        peer = Tantivy(tantivy, folder / "tantivy", texts)
        stemmer = Tantivy(tantivy, folder / "tantivy-en", texts, tokenizer="en_stem")
        found["tantivy"] = lambda t: peer.search(t.query + "*" * t.typing, 10)[1]
        found["tantivy en_stem"] = lambda t: stemmer.search(t.query + "*" * t.typing, 10)[1]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Known-item search against FTS5 and tantivy")
    parser.add_argument("--records", type=int, default=60_000)
    parser.add_argument("--tasks", type=int, default=40, help="tasks of each kind")
    parser.add_argument("--missed", action="store_true", help="show what rmdesk missed")
    options = parser.parse_args()
    texts = collection(options.records)
    tasks = make(texts, options.tasks)
    print(f"{len(texts)} records, {len(tasks)} tasks; success at 1, at 10, reciprocal rank")
    with tempfile.TemporaryDirectory() as folder:
        searches = engines(Path(folder), texts)
        results = {name: score(tasks, search) for name, search in searches.items()}
        print(f"{'kind':11}" + "".join(f"{name:>22}" for name in results) + "   tasks")
        for kind in [*RULES, "all"]:
            cells = [result[kind] for result in results.values() if kind in result]
            if cells:
                row = "".join("".join(f"{v:7.2f}" for v in cell[:3]).rjust(22) for cell in cells)
                print(f"{kind:11}{row}   {cells[0][3]:.0f}")
        if options.missed:
            for task in tasks:
                keys = searches["rmdesk"](task)
                if not task.answers & set(keys[:10]):
                    title = texts[min(task.answers) - 1].fields.get("title")
                    got = [texts[key - 1].fields.get("title") for key in keys[:1]]
                    print(f"{task.kind}: {task.query!r} wanted {title!r} got {got}")


if __name__ == "__main__":
    main()
