"""Other forms of a word are found, below the word itself, and what only looks like one is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Finder, open_finder
from index.language.forms import FAR, GIVEN_NAMES, NEAR, forms_of
from index.segments.pieces import build
from tests.finding.records import Records


def exactly(finder: Finder, text: str) -> list[int]:
    return [hit.key for hit in finder.search(text, near=False).hits]


def forms(word: str, typed: str = "") -> set[str]:
    found = forms_of(word, typed or word)
    return {*found.alike, *(form.decode() for form, _ in found.others)}


@pytest.mark.parametrize(
    "family",
    [
        "reorganize reorganized reorganizing reorganization reorganisation",
        "negotiate negotiating negotiation negotiations negotiated",
        "retire retires retired retiring retirement",
        "restaurer restauration restaure restauree",
        "develop developing developed development developments",
        "appoint appointed appointing appointment",
        "classify classified classifying classification",
        "apply applied applying application",
        "naturalize naturalized naturalization naturalisation",
        "construct constructed constructing construction",
        "extend extended extending extension",
        "describe described description descriptions",
        "permit permitted permitting permission",
        "publish published publishing publication",
        "ship shipped shipping shipment",
        "transfer transferred transferring",
        "manage managed managing management manager",
        "legislate legislating legislation legislative",
        "remboursement rembourser rembourse",
        "etablir etablissement etabli",
        "marier mariage mariages",
        "acquisition acquis acquereur",
        "vendre vente vendu",
        "administration administrateur administrative",
        "child children",
        "grandchild grandchildren",
        "index indices indexes",
        "appendix appendices",
        "mouse mice",
        "policeman policemen",
        "midwife midwives",
        "bookshelf bookshelves",
        "wharf wharves wharfs",
        "person people",
        "analysis analyses",
        "hypothesis hypotheses",
        "basis bases",
        "memorandum memoranda memorandums",
        "medium media",
        "criterion criteria",
        "alumnus alumni",
        "formula formulae",
        "vitrail vitraux",
        "madame mesdames",
        "gentilhomme gentilshommes",
        "finance finances financial",
        "territory territories territorial",
        "municipal municipale municipales municipaux",
        "tax taxes taxation taxed",
        "education educational",
        "institution institutional institutions",
        "agriculture agricultural",
        "culture cultural",
        "industry industrial industries",
        "territory territorial",
        "finance financial finances",
        "politics political",
        "geology geological geologic",
        "history historical historic",
        "photograph photographs photography photographer photographic",
        "account accounts accounting accountant",
        "audit auditing auditor",
        "license licensing licence licensee",
        "inspection inspector inspecting",
        "inspection inspecteur inspecter",
        "teacher teaching teach",
        "submit submission submitting submitted",
        "admission admitting",
        "municipale municipaux",
        "ancien ancienne anciens",
        "religieux religieuse",
        "industriel industrielle",
        "paiement payer",
        "achat acheter",
        "nomination nommer",
        "approve approval approving",
    ],
)
def test_forms_of_one_word_meet(family: str) -> None:
    words = family.split()
    for word in words[1:]:
        assert words[0] in forms(word), word
        assert word in forms(words[0]), word


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("mariee", "marie"), ("maries", "marie"), ("roberts", "robert"), ("robert", "roberts"),
        ("renee", "rene"), ("mission", "missing"), ("station", "state"), ("general", "generation"),
        ("university", "universe"), ("department", "depart"), ("question", "quest"),
        ("organ", "organization"), ("petition", "petit"), ("officer", "office"), ("dec", "deces"),
        ("contraction", "contract"), ("convention", "convent"), ("garnier", "garni"),
        ("four", "for"), ("jouer", "jour"), ("profession", "professor"), ("notes", "not"),
        ("authorize", "author"), ("audition", "audit"), ("journee", "journal"),
        ("committee", "committed"), ("conference", "confer"), ("entree", "entre"),
        ("statement", "state"), ("state", "statement"), ("memorial", "memory"),
        ("official", "office"), ("special", "space"), ("material", "mater"), ("rural", "rure"),
        ("convention", "conventional"), ("public", "puby"), ("local", "loca"),
        ("provision", "provisional"), ("national", "nation"), ("omen", "oman"),
        ("data", "dates"), ("index", "indice"), ("medium", "median"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_form_is_none(word: str, other: str) -> None:
    assert other not in forms(word)
    assert word not in forms(other)


def test_a_participle_that_is_written_as_a_name_is_meant_by_its_accent() -> None:
    assert forms("marie", "Marie") == set()
    assert {"mariee", "mariees"} <= forms("marie", "marié")
    assert not GIVEN_NAMES & forms("marie", "marié")


@given(st.text("abcdeimnorstuz", min_size=1, max_size=14))
def test_no_word_is_a_form_of_itself_and_all_are_worth_less(word: str) -> None:
    found = forms_of(word, word)
    worth = [*found.alike.values(), *(worth for _, worth in found.others)]
    assert word not in forms(word)
    assert not GIVEN_NAMES & forms(word)
    assert set(worth) <= {NEAR, FAR}
    assert all(form.startswith(found.beginning) for form in found.alike)


@given(st.sets(st.sampled_from(sorted(forms("reorganizing") | forms("permission") | {"zebra"}))))
def test_the_forms_that_stand_in_a_segment_are_those_a_plain_look_finds(words: set[str]) -> None:
    records = Records()
    records.put(1, title=" ".join(words))
    segment = build(records.texts.values())
    for word in ("reorganizing", "permission", "permits", "reorganisations"):
        standing = {form.decode() for form, _ in segment.words.forms(forms_of(word, word))}
        assert standing == forms(word) & words


def test_forms_are_found_among_many_words_that_begin_alike(tmp_path: Path) -> None:
    records = Records()
    letters = "abcdefghijklmnopqrstuvwxyz"
    crowd = [f"mari{a}{b}x" for a in letters for b in letters]
    records.put(1, title="Marié, mariées, mariage", notes=" ".join(crowd))
    finder = open_finder(tmp_path / "index", records)
    assert exactly(finder, "mariée") == [1]


@pytest.mark.parametrize("taken_in", [False, True])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("reorganizing", [3, 1, 2]),
        ("title:reorganizing", [1, 2]),
        ('"reorganizing"', [3]),
        ("reorganiz*", [1, 3]),
        ("reorganising office", [1]),
        ("reorganizing -office", [3, 2]),
    ],
)
def test_the_word_itself_comes_before_its_forms_wherever_it_stands(
    tmp_path: Path, text: str, found: list[int], taken_in: bool
) -> None:
    records = Records()
    records.put(1, title="Reorganization of an office")
    records.put(2, title="Reorganisation")
    records.put(3, title="Long ledger", notes="wages " * 40 + "reorganizing")
    finder = open_finder(tmp_path / "index", records)
    if taken_in:
        finder.catch_up()
    got = exactly(finder, text)
    assert sorted(got) == sorted(found)
    if 3 in found and "*" not in text:
        assert got[0] == 3


def test_a_plural_that_follows_no_rule_comes_below_the_word_itself(tmp_path: Path) -> None:
    records = Records()
    records.put(1, title="Child welfare: index of cases")
    records.put(2, title="Welfare of children, indices")
    finder = open_finder(tmp_path / "index", records)
    assert exactly(finder, "child") == exactly(finder, "index") == [1, 2]
    assert exactly(finder, "children") == exactly(finder, "indices") == [2, 1]
    assert exactly(finder, '"children"') == [2]


@pytest.mark.parametrize("taken_in", [False, True])
def test_names_stay_what_they_are(tmp_path: Path, taken_in: bool) -> None:
    records = Records()
    for key, title in enumerate(["Marie", "Mariée", "Roberts", "Robert", "Renée", "René"], 1):
        records.put(key, title=title)
    finder = open_finder(tmp_path / "index", records)
    if taken_in:
        finder.catch_up()
    assert exactly(finder, "mariée") == [2]
    assert exactly(finder, "marie") == [1]
    assert exactly(finder, "robert") == [4]
    assert exactly(finder, "roberts") == [3]
    assert exactly(finder, "rené") == [6]


@pytest.mark.parametrize("guarded", [False, True])
def test_forms_that_only_a_secret_holds_change_nothing(tmp_path: Path, guarded: bool) -> None:
    records = Records()
    records.put(1, title="Negotiation of a lease")
    if guarded:
        records.put(2, "secret", title="Negotiating, negotiated, negotiator")
    finder = open_finder(tmp_path / "index", records)
    found = finder.search("negotiated", may_know=lambda guard: not guard)
    assert ([hit.key for hit in found.hits], found.total, found.did_you_mean) == ([1], 1, "")
