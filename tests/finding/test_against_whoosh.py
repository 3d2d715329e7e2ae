"""Our writer against stock Whoosh's writer, our matcher against stock Whoosh's scores."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import query as whoosh_query
from whoosh.fields import Schema
from whoosh.index import create_in, open_dir
from whoosh.scoring import BM25F
from whoosh.writing import SegmentWriter

from index import Statuses, Text, open_finder
from index.language.words import codes, occurrences, tokens
from index.matching.matcher import Evaluation
from index.matching.scoring import Scoring
from index.matching.statistics import TermStatistics
from index.matching.status_filter import Standing
from index.query.nodes import And, Node, Or, Phrase, Prefix, Term
from index.schema import ZONE_BITS
from index.segments.arrays import ZONE_WEIGHT, Segment
from index.segments.pieces import build
from index.storage import folder, sidecar, whoosh_api
from index.storage.folder import Shelf
from tests.finding.records import Records

WORDS = [
    *("box", "folder", "minute", "letter", "contract", "map", "reel", "file", "paris", "rome"),
    *("oslo", "office", "legal", "tax", "land", "vente", "rente", "dépôt", "étude", "档案", "管理"),
    *("1954", "12", "3", "7"),
]


def some_texts(chance: random.Random, count: int, first: int = 1) -> list[Text]:
    def words(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(0, most)))

    return [
        Text(
            key,
            chance.choice(["", "secret"]),
            {
                "title": words(8),
                "parent": words(6),
                "notes": words(300 if key % 50 == 0 else 20),
                "code": [f"{chance.randint(1, 40):04}-{chance.randint(1, 9)}"],
                "kind": chance.choice(["box", "file"]),
                "date_from": chance.choice([None, 19500101]),
            },
        )
        for key in range(first, first + count)
    ]


def stock_segment(folder: Path, texts: list[Text]) -> None:
    """The same postings, written by stock Whoosh a posting at a time."""
    folder.mkdir()
    schema: Schema = whoosh_api.schema()
    writer: Any = SegmentWriter(create_in(str(folder), schema, whoosh_api.NAME), compound=False)
    encode = schema[whoosh_api.WORDS].format.encode
    for number, text in enumerate(texts):
        places: dict[str, list[int]] = {}
        for word, at in zip(*occurrences(text), strict=True):
            places.setdefault(word, []).append(at)
        length = 0
        for word, all_at in places.items():
            weight = sum(int(ZONE_WEIGHT[at >> ZONE_BITS]) for at in all_at)
            length += weight
            value = encode(sorted(all_at))
            posting = (whoosh_api.WORDS, word.encode(), number, float(weight), value)
            writer.pool.add(posting)
        for code in codes(text):
            writer.pool.add((whoosh_api.CODES, code.encode(), number, 1.0, b""))
        writer.perdocwriter.start_doc(number)
        writer.perdocwriter.add_field(whoosh_api.WORDS, schema[whoosh_api.WORDS], None, length)
        writer.perdocwriter.finish_doc()
        writer._added = True
        writer.docnum += 1
    writer.commit(merge=False)


def info(reader: Any, term: tuple[str, bytes]) -> list[object]:
    found = reader.term_info(*term)
    return [
        found.weight(), found.doc_frequency(), found.min_length(), found.max_length(),
        found.max_weight(), found.min_id(), found.max_id(),
    ]  # fmt: skip


def postings(reader: Any, term: tuple[str, bytes]) -> list[tuple[object, ...]]:
    matcher = reader.postings(*term)
    rows: list[tuple[object, ...]] = []
    while matcher.is_active():
        blocks = matcher.block_max_weight(), matcher.block_min_length(), matcher.block_max_length()
        rows.append((matcher.id(), matcher.weight(), matcher.value(), *blocks))
        matcher.next()
    return rows


def test_stock_whoosh_reads_the_same_from_our_segments(tmp_path: Path) -> None:
    texts = some_texts(random.Random(1), 700)
    stock_segment(tmp_path / "stock", texts)
    whoosh_api.create(tmp_path / "ours")
    entry = sidecar.store(build(texts), tmp_path / "ours")
    whoosh_api.commit(tmp_path / "ours", [entry], 1)

    stock = open_dir(str(tmp_path / "stock"), whoosh_api.NAME).reader()
    ours = open_dir(str(tmp_path / "ours"), whoosh_api.NAME).reader()
    terms = list(stock.all_terms())
    assert terms == list(ours.all_terms())
    assert any(len(postings(stock, term)) > 128 for term in terms), "several blocks are compared"
    for term in terms:
        assert info(stock, term) == info(ours, term)
        assert postings(stock, term) == postings(ours, term)
    field = whoosh_api.WORDS
    assert stock.field_length(field) == ours.field_length(field)
    for number in range(len(texts)):
        assert stock.doc_field_length(number, field) == ours.doc_field_length(number, field)
        assert ours.stored_fields(number)[whoosh_api.RECORD][0] == texts[number].key
    stock.close()
    ours.close()


def same(one: Segment, other: Segment) -> bool:
    def arrays(segment: Segment) -> list[Any]:
        parts = [segment.keys, segment.lengths, segment.title_words, segment.dates_from]
        parts += [segment.dates_to, *segment.coded.values()]
        for found in (segment.words, segment.codes):
            parts += [np.frombuffer(found.blob, np.uint8), found.starts, found.firsts, found.docs]
            parts += [found.weights, found.offsets, found.positions, found.letters]
        return parts

    columns = {name: list(values) for name, values in one.names.items()} == other.names
    return columns and all(map(np.array_equal, arrays(one), arrays(other)))


@pytest.mark.parametrize("writer", ["stock", "ours"])
def test_a_sidecar_is_made_again_from_the_segment_alone(tmp_path: Path, writer: str) -> None:
    texts = some_texts(random.Random(2), 300)
    segment = build(texts)
    folder = tmp_path / "index"
    if writer == "stock":
        stock_segment(folder, texts)
        entry = whoosh_api.contents(folder).entries[0]
        stock = whoosh_api.StockSegment(folder, entry)
        assert stock.total_length == segment.total_length
        assert sidecar.decode(stock, whoosh_api.WORDS).terms() == segment.words.terms()
        found = sidecar.decode(stock, whoosh_api.WORDS)
        assert np.array_equal(found.positions, segment.words.positions)
        assert np.array_equal(found.weights, segment.words.weights)
        stock.close()
    else:
        whoosh_api.create(folder)
        entry = sidecar.store(segment, folder)
        assert same(sidecar.load(whoosh_api.side_path(folder, entry.id), entry.count), segment)
        assert same(sidecar.recover(folder, entry), segment)


def random_query(chance: random.Random, pool: list[str], depth: int = 0) -> tuple[Node, Any]:
    """The same query for us and for Whoosh. No word twice: Whoosh would count it once."""
    field = whoosh_api.WORDS

    def word() -> str:
        return pool.pop() if pool else f"nothing{chance.random()}"

    kind = chance.choice(["term", "term", "phrase", "and", "or"] if depth < 3 else ["term"])
    if kind == "term":
        text = word()
        return Term(text.encode()), whoosh_query.Term(field, text.encode())
    if kind == "phrase":
        texts = [word() for _ in range(chance.randint(2, 3))]
        places = tuple((text.encode(),) for text in texts)
        return Phrase(places), whoosh_query.Phrase(field, texts)
    parts = [random_query(chance, pool, depth + 1) for _ in range(chance.randint(2, 4))]
    ours, theirs = tuple(p[0] for p in parts), [p[1] for p in parts]
    if kind == "and":
        return And(ours), whoosh_query.And(theirs)
    return Or(ours, (1.0,) * len(ours)), whoosh_query.Or(theirs)


def shuffled(chance: random.Random) -> list[str]:
    return chance.sample([tokens(word)[0] for word in WORDS], len(WORDS))


def holds(node: Node, words: list[tuple[str, int]]) -> bool:
    """Whether a record matches, by looking at every word of it."""
    match node:
        case Term():
            return any(word.encode() == node.text for word, _ in words)
        case Phrase():
            standing = {(word.encode(), at) for word, at in words}
            return any(
                all((place[0], at + i) in standing for i, place in enumerate(node.places))
                for _, at in standing
            )
        case And():
            excluded = any(holds(part, words) for part in node.without)
            return all(holds(part, words) for part in node.parts) and not excluded
        case Or():
            return sum(holds(part, words) for part in node.parts) >= node.least
    raise AssertionError(node)


def random_node(chance: random.Random, depth: int = 0) -> Node:
    """A query of ours with exclusions and "some of these", at any depth."""
    if depth > 2 or chance.random() < 0.3:
        return random_query(chance, shuffled(chance), 3)[0]
    parts = tuple(random_node(chance, depth + 1) for _ in range(chance.randint(1, 4)))
    if chance.random() < 0.5:
        return And(parts[1:], parts[:1])
    return Or(parts, (1.0,) * len(parts), chance.randint(1, len(parts)))


def test_exclusions_match_a_plain_scan() -> None:
    """Whoosh's own AndNot lets the first records of a segment through, so it can't be the judge."""
    chance = random.Random(5)
    texts = some_texts(chance, 100)
    segment = build(texts)
    words = [list(zip(*occurrences(text), strict=True)) for text in texts]
    for _ in range(100):
        node = random_node(chance)
        docs = Evaluation(segment, Standing(Statuses())).docs(node)
        assert docs.tolist() == [i for i, standing in enumerate(words) if holds(node, standing)]


@pytest.mark.whole
def test_counts_and_scores_are_whooshs_own(tmp_path: Path) -> None:
    records = Records()
    chance = random.Random(3)
    finder = open_finder(tmp_path / "index", records)
    for first in (1, 101, 201):
        for text in some_texts(chance, 100, first):
            records.put(text.key, text.guard, **text.fields)
        finder.catch_up()
    for key in range(80, 140, 7):
        records.drop(key)
    finder.catch_up()

    opened = Shelf(tmp_path / "index", records).refresh()
    assert len(opened.parts) > 1
    assert any(part.alive is not None for part in opened.parts)
    statistics = TermStatistics([part.segment for part in opened.parts])
    searcher = open_dir(str(tmp_path / "index"), whoosh_api.NAME).searcher(weighting=BM25F())
    compared = 0
    for _ in range(80):
        ours, theirs = random_query(chance, shuffled(chance))
        wanted = {number: score for score, number in searcher.search(theirs, limit=None).top_n}
        got: dict[int, float] = {}
        base = 0
        for part in opened.parts:
            evaluation = Evaluation(part.segment, Standing(Statuses()))
            docs = evaluation.docs(ours)
            if part.alive is not None:
                docs = docs[part.alive[docs]]
            scores = Scoring(evaluation, statistics).scores(ours, docs)
            got |= {base + int(d): float(s) for d, s in zip(docs, scores, strict=True)}
            base += len(part.segment)
        assert got.keys() == wanted.keys(), theirs
        assert got == pytest.approx(wanted, rel=1e-9)
        compared += len(got)
    assert compared > 2000
    searcher.close()


def test_beginnings_match_what_whoosh_matches(tmp_path: Path) -> None:
    records = Records()
    for text in some_texts(random.Random(4), 200):
        records.put(text.key, text.guard, **text.fields)
    open_finder(tmp_path / "index", records).catch_up()
    opened = Shelf(tmp_path / "index", records).refresh()
    segment = opened.parts[0].segment
    searcher = open_dir(str(tmp_path / "index"), whoosh_api.NAME).searcher()
    for start in ("m", "mi", "c", "档", "1", "x"):
        wanted = searcher.docs_for_query(whoosh_query.Prefix(whoosh_api.WORDS, start))
        docs = Evaluation(segment, Standing(Statuses())).docs(Prefix(start.encode()))
        assert docs.tolist() == sorted(wanted)
    searcher.close()


def test_no_sidecar_stays_when_its_segment_goes(tmp_path: Path) -> None:
    records = Records()
    finder = open_finder(tmp_path / "index", records)
    records.put(1, title="first")
    finder.catch_up()
    before = set((tmp_path / "index").glob("*.side"))
    finder.rebuild()
    after = set((tmp_path / "index").glob("*.side"))
    assert len(before) == len(after) == 1
    assert before != after
    assert folder.size(tmp_path / "index") > 0
