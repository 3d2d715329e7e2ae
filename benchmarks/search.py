"""How fast is a keystroke? rmdesk, SQLite FTS5 and tantivy on the same records and queries.

Every engine runs in processes of its own, three of each turn by turn, opened on an index built
before. "fresh" are the first queries after opening; "new" are later ones, with words that nobody
has asked before (but for one-letter beginnings and the like, of which there are too few); "warm"
are all queries asked once more. p50 and p95 are those of the new ones. A row's ratio is rmdesk's
median over FTS5's; the geometric means are over all rows that FTS5 can answer too (it has no fuzzy
search, and its tokenizer does not split Chinese). "nothing" asks for exact matches only, "nearest"
is rmdesk's search for near spellings and for most of the words when there are none. rmdesk also
counts all matches and looks at title phrases; FTS5 and tantivy only find their best twenty.

Run: python -m benchmarks.search [--records 100000] [--rounds 7] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import geometric_mean, median, quantiles
from typing import Any

from benchmarks.collection import Records, collection
from benchmarks.peers import COLUMNS, Fts5, Tantivy, tantivy_module
from index import Text, open_finder
from index.language.fold import fold
from index.language.words import strings

LIMIT = 20
STATES = ("fresh", "new", "warm")
EACH = 6
"""Queries of a kind in a round."""
TURNS = 3
"""Processes of each engine."""


@dataclass(frozen=True)
class Question:
    """One query, in a way that each engine can be asked it."""

    kind: str
    words: list[str]
    first: int = 0
    last: int = 0


KINDS = (
    *("rare", "common", "two common", "three ORed", "phrase", "prefix 1", "prefix 2", "prefix 3"),
    *("prefix 4", "prefix 5", "word + prefix", "fuzzy", "code prefix", "date range", "count"),
    *("by date", "Chinese", "nothing", "nearest"),
)
NOT_FTS5 = ("fuzzy", "Chinese", "nearest")


def questions(texts: list[Text], rounds: int) -> list[Question]:
    """Queries made from the words that the records hold, by how often they do; round by round."""
    chance = random.Random(20)
    frequency: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts[:: max(1, len(texts) // 50_000)]:
        title = re.findall("[a-z]{3,}", fold(str(text.fields.get("title"))))
        frequency.update(set(title))
        pairs.update(set(pairwise(title)))
    ranked = [word for word, _ in frequency.most_common()]
    common, rare = ranked[:30], [w for w in ranked if frequency[w] == 3 and len(w) >= 6]
    phrases = [list(pair) for pair, _ in pairs.most_common(40)]
    codes = [str(next(iter(strings(t.fields.get("code"))), "")) for t in chance.sample(texts, 200)]
    codes = [code for code in codes if re.fullmatch(r"\d{6,}", code)]
    han = ["专利", "条例", "保护", "管理", "安全", "环境"]

    def of(kind: str) -> list[str]:
        some = chance.sample(common, 3)
        match kind:
            case "rare":
                return chance.sample(rare, 1)
            case "two common":
                return chance.choice(phrases)[::-1]
            case "three ORed":
                return some
            case "phrase":
                return chance.choice(phrases)
            case "word + prefix":
                return [some[0], some[1][:3]]
            case "fuzzy":
                word = chance.choice([w for w in rare if len(w) >= 8])
                return [word[:3] + word[4] + word[3] + word[5:]]
            case "code prefix":
                return [chance.choice(codes)[:4]]
            case "Chinese":
                return [chance.choice(han)]
            case "nothing" | "nearest":
                return [chance.choice(common), f"zq{chance.randrange(1000)}xv"]
            case _ if kind.startswith("prefix"):
                return [chance.choice(ranked[:2000])[: int(kind[-1])]]
        return some[:1]

    made: list[Question] = []
    asked: set[tuple[str, ...]] = set()
    for _round in range(rounds):
        for kind in KINDS:
            for _ in range(EACH):
                words = of(kind)
                for _again in range(20):
                    if (kind, *words) not in asked:
                        break
                    words = of(kind)
                asked.add((kind, *words))
                year = chance.randrange(1720, 1980)
                dates = year * 10000 + 101, (year + 9) * 10000 + 1231
                made.append(Question(kind, words, *dates))
    return made


Search = Callable[[Question], int]


def rmdesk(folder: Path) -> Search:
    """How rmdesk is asked, as the desk line asks it."""
    finder = open_finder(folder / "rmdesk", Records([]))

    def search(question: Question) -> int:
        text = " ".join(question.words)
        options: dict[str, Any] = {"limit": LIMIT}
        match question.kind:
            case "three ORed":
                text = " OR ".join(question.words)
            case "phrase":
                text = f'"{text}"'
            case "word + prefix":
                options["typing"] = True
            case "code prefix":
                text, options["typing"] = f"code:{text}", True
            case "date range":
                text = f"{text} date:{question.first // 10000}..{question.last // 10000}"
            case "count":
                options["limit"] = 0
            case "by date":
                options["sort"] = "date"
            case "nothing":
                options["near"] = False
            case kind if kind.startswith("prefix"):
                options["typing"] = True
        return finder.search(text, **options).total

    return search


def fts5(folder: Path) -> Search:
    """How FTS5 is asked, with bm25 unless by date."""
    fts = Fts5(folder / "fts5.db")
    dated = "SELECT t.rowid FROM t JOIN d ON d.rowid = t.rowid WHERE t MATCH ? "

    def search(question: Question) -> int:
        words = question.words
        quoted = [f'"{word}"' for word in words]
        match question.kind:
            case "three ORed":
                return fts.match(" OR ".join(quoted), LIMIT)[0]
            case "phrase":
                return fts.match(f'"{" ".join(words)}"', LIMIT)[0]
            case "code prefix":
                return fts.match(f"code : {quoted[0]}*", LIMIT)[0]
            case "count":
                return fts.count(quoted[0])
            case "date range":
                clause = f"AND d.first <= ? AND d.last >= ? ORDER BY bm25(t) LIMIT {LIMIT}"
                values = (quoted[0], question.last, question.first)
                return len(fts.db.execute(dated + clause, values).fetchall())
            case "by date":
                clause = f"ORDER BY d.first LIMIT {LIMIT}"
                return len(fts.db.execute(dated + clause, (quoted[0],)).fetchall())
            case kind if "prefix" in kind:
                return fts.match(" ".join(quoted) + "*", LIMIT)[0]
        return fts.match(" ".join(quoted), LIMIT)[0]

    return search


def tantivy(folder: Path) -> Search:
    """How tantivy is asked."""
    module: Any = tantivy_module()
    peer = Tantivy(module, folder / "tantivy")
    query = module.Query

    def search(question: Question) -> int:
        words = question.words
        text = " AND ".join(words)
        options: dict[str, Any] = {}
        match question.kind:
            case "three ORed":
                text = " OR ".join(words)
            case "phrase":
                text = f'"{" ".join(words)}"'
            case "count":
                found = peer.index.parse_query(text, list(COLUMNS))
                return int(peer.searcher.search(found, 1, count=True).count)
            case "by date":
                options["order_by_field"] = "day"
            case "date range":
                text += f" AND day:[{question.first} TO {question.last}]"
            case "fuzzy":
                term = query.fuzzy_term_query(peer.schema, "title", words[0], distance=2)
                return peer.query(term, LIMIT)[0]
            case kind if "prefix" in kind:
                name = "code" if kind == "code prefix" else "title"
                start = query.regex_query(peer.schema, name, re.escape(words[-1]) + ".*")
                if len(words) == 1:
                    return peer.query(start, LIMIT)[0]
                first = peer.index.parse_query(words[0], list(COLUMNS))
                both = [(module.Occur.Must, first), (module.Occur.Must, start)]
                return peer.query(query.boolean_query(both), LIMIT)[0]
        return peer.query(peer.index.parse_query(text, list(COLUMNS)), LIMIT, **options)[0]

    return search


ENGINES: dict[str, Callable[[Path], Search]] = {"rmdesk": rmdesk, "FTS5": fts5, "tantivy": tantivy}


def measure(engine: str, folder: Path) -> None:
    """Run in a process of its own: prints times in milliseconds as JSON."""
    asked = [Question(**row) for row in json.loads((folder / "questions.json").read_text())]
    started = time.perf_counter()
    search = ENGINES[engine](folder)
    search(Question("rare", ["zzzzzz"]))
    opened = (time.perf_counter() - started) * 1000
    times: dict[str, dict[str, list[float]]] = {state: {} for state in STATES}
    matched: Counter[str] = Counter()
    size = EACH * len(KINDS)
    rounds = [asked[at : at + size] for at in range(0, len(asked), size)]
    for number, questions_asked in enumerate(rounds):
        for state in ("new" if number else "fresh", "warm"):
            for question in questions_asked:
                start = time.perf_counter()
                found = search(question)
                taken = (time.perf_counter() - start) * 1000
                times[state].setdefault(question.kind, []).append(taken)
                matched[question.kind] += found
    print(
        json.dumps(
            {
                "opened": opened,
                **times,
                "private_mb": private_megabytes(),
                "empty": [kind for kind in KINDS if not matched[kind]],
            }
        )
    )


def private_megabytes() -> float:
    """Memory of this process alone: not what is mapped from a file, which all sessions share."""
    rollup = Path("/proc/self/smaps_rollup")
    if not rollup.exists():
        return 0.0
    return sum(int(kb) for kb in re.findall(r"Private_Dirty: +(\d+)", rollup.read_text())) / 1024


def load(folder: Path, texts: list[Text], rounds: int) -> dict[str, float]:
    """Build what is missing; seconds each took."""
    took: dict[str, float] = {}
    asked = [asdict(question) for question in questions(texts, rounds + 1)]
    (folder / "questions.json").write_text(json.dumps(asked))
    steps: dict[str, Callable[[], object]] = {
        "fts5.db": partial(_load_fts5, folder / "fts5.db", texts),
        "rmdesk": lambda: open_finder(folder / "rmdesk", Records(texts)).catch_up(),
    }
    module = tantivy_module()
    if module:
        steps["tantivy"] = lambda: Tantivy(module, folder / "tantivy", texts)
    for name, step in steps.items():
        if not (folder / name).exists():
            start = time.perf_counter()
            step()
            took[name] = time.perf_counter() - start
    os.sync()  # what is not on disk yet would count as the memory of who reads it
    return took


def _load_fts5(path: Path, texts: list[Text]) -> None:
    fts = Fts5(path, texts)
    with fts.db:
        fts.db.execute("CREATE TABLE d (rowid INTEGER PRIMARY KEY, first INT, last INT)")
        rows = ((t.key, t.fields.get("date_from"), t.fields.get("date_to")) for t in texts)
        fts.db.executemany("INSERT INTO d VALUES (?, ?, ?)", rows)
    fts.db.close()


def pooled(engines: Sequence[str], folder: Path) -> dict[str, dict[str, Any]]:
    """What each engine took, in processes turn by turn: the machine's own pace goes up and down."""
    results = {engine: run(engine, folder) for engine in engines}
    for _again in range(1, TURNS):
        for engine, result in results.items():
            more = run(engine, folder)
            for state in STATES:
                for kind, times in more[state].items():
                    result[state][kind] += times
            for fact in ("opened", "private_mb"):
                result[fact] = max(result[fact], more[fact])
    return results


def run(engine: str, folder: Path) -> dict[str, Any]:
    """Measure one engine in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.search", "--engine", engine]
    command += ["--keep", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def report(results: dict[str, dict[str, Any]]) -> None:
    names = list(results)
    columns = "".join(f"{name + ' p50':>13}{'p95':>9}" for name in names)
    print(f"{'kind':14}{columns}" + "".join(f"{state:>8}" for state in STATES))
    ratios: dict[str, list[float]] = {state: [] for state in STATES}
    for kind in KINDS:
        row = f"{kind:14}"
        for name, result in results.items():
            if name == "FTS5" and kind in NOT_FTS5:
                row += f"{'-':>13}{'-':>9}"
                continue
            new = result["new"][kind]
            row += f"{median(new):13.2f}{quantiles(new, n=20)[-1]:9.2f}"
        if kind not in NOT_FTS5:
            for state, values in ratios.items():
                ours, theirs = results["rmdesk"][state][kind], results["FTS5"][state][kind]
                values.append(median(ours) / median(theirs))
                row += f"{values[-1]:8.2f}"
        print(row)
    for state, values in ratios.items():
        print(f"geometric mean of rmdesk / FTS5, {state}: {geometric_mean(values):.3f}")
    for name, result in results.items():
        print(
            f"{name}: opened and first answer {result['opened']:.0f} ms, "
            f"{result['private_mb']:.0f} MB private; without any match: {result['empty']}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Search speed against FTS5 and tantivy")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where the indexes are, or stay")
    parser.add_argument("--engine", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        measure(options.engine, options.keep)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        texts = collection(options.records)
        took = load(folder, texts, options.rounds)
        print(f"{len(texts)} records; milliseconds")
        names = [n for n in ENGINES if n != "tantivy" or tantivy_module()]
        report(pooled(names, folder))
        if "rmdesk" in took and "fts5.db" in took:
            print("loaded in s:", {name: round(s, 1) for name, s in took.items()})
            print(f"load, rmdesk / FTS5: {took['rmdesk'] / took['fts5.db']:.2f}")


if __name__ == "__main__":
    main()
