"""What is found when nothing holds just what was typed: slips, words joined and parted, most of
the words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index import Finder, Found, Text, Value, open_finder
from tests.finding.records import Records

Fields = dict[str, Value]
Put = Callable[..., Finder]


@pytest.fixture(params=["waiting", "taken in"])
def finder_of(tmp_path: Path, request: pytest.FixtureRequest) -> Put:
    """Opens a finder on records that have these fields, numbered from one."""

    def open_on(*fields: Fields) -> Finder:
        records = Records()
        for key, each in enumerate(fields, start=1):
            records.texts[key] = Text(key, "", each)
            records.journal.append(key)
        finder = open_finder(tmp_path / "index", records)
        if request.param == "taken in":
            finder.catch_up()
        return finder

    return open_on


def titles(*texts: str) -> list[Fields]:
    return [{"title": text} for text in texts]


def keys(found: Found) -> list[int]:
    return [hit.key for hit in found.hits]


@pytest.mark.parametrize("text", ["I. J. KALLAS", "Kallas I J", "i.j. kallas"])
def test_initials_never_push_the_surname_out(finder_of: Put, text: str) -> None:
    finder = finder_of(*titles("I (or J) B Christian", "J. I. Smith", "KALLAS Ivan John"))
    assert keys(finder.search(text)) == [3]


def test_initials_fit_the_names_that_begin_so(finder_of: Put) -> None:
    others = titles(
        *(f"HUME, {name}" for name in ["Ada", "Bob", "Eve", "Guy", "Jane", "Lee", "Max", "Ned"])
    )
    named: list[Fields] = [{"title": "Letters", "names": ["Hume, John Kennedy"]}]
    found = finder_of(*others, *named).search("J. K. Hume")
    assert keys(found)[:2] == [9, 5], "both initials, then one"
    assert found.total == 9
    assert found.left_out == ("J.", "K.")


def test_a_slip_is_likelier_than_a_word_after_an_article(finder_of: Put) -> None:
    finder = finder_of(*titles("Onassis, Aristotle", "Notes on ASIS", "The bridge at Fairwater"))
    assert finder.search("onasis").did_you_mean == "onassis"
    assert finder.search("thebridge").did_you_mean == "the bridge"


def test_initials_are_not_one_word(finder_of: Put) -> None:
    finder = finder_of(*titles("Crichton in WA", "Crichton, William Arthur", "Wages, A."))
    found = finder.search("W. A. Crichton")
    assert (found.did_you_mean, keys(found)) == ("", [2, 1])


def test_letters_alone_are_words_like_others(finder_of: Put) -> None:
    finder = finder_of(*titles("Plan A", "Plan A B", "Plan C"))
    assert keys(finder.search("a b q")) == [2]


@pytest.mark.parametrize(
    ("text", "meant", "key"),
    [
        ("l'hopitla", "l'hopital", 1),
        ("plans l’hopitla", "plans l’hopital", 1),
        ("jean-piere", "jean-pierre", 2),
        ("martin jean-piere", "martin jean-pierre", 2),
        ("o'shaugnessy", "o'shaughnessy", 3),
        ("title:quetzla", "title:quetzal", 4),
        ("unit:finnace", "unit:finance", 4),
        ("quetzla unit:finnace", "quetzal unit:finance", 4),
        ('"quetzal inventroy"', '"quetzal inventory"', 4),
        ('title:"quetzla inventory" kind:file', 'title:"quetzal inventory" kind:file', 4),
        ("(quetzla OR zzzzzz) inventory", "(quetzal OR zzzzzz) inventory", 4),
        ("quetzla quetzla", "quetzal quetzal", 4),
        ("quetzlas*", "quetzal*", 4),
    ],
)
def test_a_slip_is_put_right_wherever_it_stands(
    finder_of: Put, text: str, meant: str, key: int
) -> None:
    finder = finder_of(
        {"title": "Plans de l'hôpital"},
        {"title": "Jean-Pierre Martin"},
        {"title": "File", "names": ["O'Shaughnessy, Niamh"]},
        {"title": "Quetzal inventory", "unit": "Finance", "kind": "file"},
        {"title": "Finch", "notes": "finnach"},
    )
    found = finder.search(text)
    assert (found.did_you_mean, keys(found)) == (meant, [key])


@pytest.mark.parametrize("text", ["code:quetzla", "box:quetzla", "quetz1a", "*quetzla", "quet?la"])
def test_codes_and_patterns_are_meant_as_they_stand(finder_of: Put, text: str) -> None:
    finder = finder_of({"title": "Quetzal", "code": "QUETZAL", "box": "Quetzal"})
    assert finder.search(text).did_you_mean == ""


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("vanderzwaag", "van der zwaag"),
        ("piet vanderzwaag", "piet van der zwaag"),
        ("names:vanderzwaag", 'names:"van der zwaag"'),
        ("jeanluc zwaag", "jean luc zwaag"),
        ("leasebok", ""),
    ],
)
def test_a_word_is_parted_where_its_parts_stand_together(
    finder_of: Put, text: str, meant: str
) -> None:
    finder = finder_of(
        {"title": "Lease", "names": ["van der Zwaag, Piet"], "notes": "for Jean Luc"},
        {"title": "Van zwaag"},
        {"title": "Luc and Jean, lease for a bok"},
    )
    found = finder.search(text)
    assert found.did_you_mean == meant
    assert keys(found) == ([1] if meant else [])


def test_parts_come_before_other_letters(finder_of: Put) -> None:
    finder = finder_of(
        *titles("Note book of the clerk", "Notebooks", "Notebool"), {"notes": "clerk"}
    )
    assert finder.search("clerk notebook").did_you_mean == "clerk note book"
    assert keys(finder.search("clerk notebook")) == [1]
    assert keys(finder.search("notebook")) == [2], "a word that stands somewhere is not parted"


@pytest.mark.parametrize(
    ("text", "meant", "key"),
    [
        ("Mc Kinnon", "McKinnon", 1),
        ("al mc kinnon", "al mckinnon", 1),
        ("note book", "notebook", 2),
        ("note book clerk", "notebook clerk", 2),
        ("note book clrk", "notebook clerk", 2),
    ],
)
def test_neighbours_are_joined(finder_of: Put, text: str, meant: str, key: int) -> None:
    finder = finder_of(*titles("McKinnon, Al", "Notebook of a clerk", "Note", "A book", "Kennen"))
    found = finder.search(text)
    assert (found.did_you_mean, keys(found)) == (meant, [key])


def test_what_stands_together_is_not_joined(finder_of: Put) -> None:
    finder = finder_of(*titles("Notebook", "Note book", "Ledger"))
    found = finder.search("note book qqqqqq")
    assert (found.did_you_mean, keys(found), found.left_out) == ("", [2], ("qqqqqq",))


def test_left_out_names_what_most_hits_lack(finder_of: Put) -> None:
    many = [f"Harbour bridge plan {number}" for number in range(8)]
    finder = finder_of(*titles(*many, "Harbour plan lighting"))
    found = finder.search("harbour bridge plan lighting qqqqqq")
    assert found.total == 9
    assert found.left_out == ("lighting", "qqqqqq")
    assert finder.search("harbour bridge lighting", limit=0).left_out == ("lighting",)
    finder = finder_of(*titles("Tannery wages", "Wages ledger", "Tannery ledger"))
    assert finder.search("tannery wages ledger").left_out == ("tannery", "wages", "ledger")


def may_know(guard: str) -> bool:
    return guard != "secret"


@pytest.mark.parametrize("taken_in", [False, True])
@pytest.mark.parametrize("text", ["zorbek", "daybook", "day book", "l'zorbek", "title:zorbek"])
def test_nothing_is_meant_for_the_sake_of_a_secret(
    tmp_path: Path, text: str, taken_in: bool
) -> None:
    answers = []
    for secrets in (False, True):
        records = Records()
        records.put(1, title="zorbel")
        records.put(2, title="zorbel zurbek")
        records.put(3, title="zorbex, book, a day")
        key = 10
        for place in range(6) if secrets else ():
            for letter in "abcdfghijmnopqrst":
                word = "zorbek"[:place] + letter + "zorbek"[place + 1 :]
                for _ in range(2):
                    records.put(key := key + 1, "secret", title=word)
        for _ in range(5) if secrets else ():
            records.put(key := key + 1, "secret", title="zorbex, zurbek; day book; daybook")
        finder = open_finder(tmp_path / str(secrets), records)
        if taken_in:
            finder.catch_up()
        found = finder.search(text, may_know=may_know)
        answers.append((keys(found), found.total, found.did_you_mean, found.left_out))
    assert answers[0] == answers[1]
    assert ("zorbel" in answers[0][2]) is ("zorbek" in text)


def test_near_answers_are_all_that_hold_as_many_known_words(finder_of: Put) -> None:
    lines = [f"Galveston, Houston and Henderson timetable {n}" for n in range(8)]
    finder = finder_of(*titles(*lines, "Houston Henderson xk zq yacht", "Yacht"))
    found = finder.search("galveston houston henderson xk zq", limit=20)
    assert keys(found) == [9, 1, 2, 3, 4, 5, 6, 7, 8]
    assert found.total == 9
    assert not found.exact


def test_below_a_few_stand_those_without_two_of_many_words(finder_of: Put) -> None:
    lines = [f"Galveston Houston Henderson timetable {n}" for n in range(6)]
    finder = finder_of(*titles(*lines, "Galveston Houston Henderson xk zq"))
    found = finder.search("galveston houston henderson xk zq", limit=20)
    assert (found.total, found.besides, keys(found)[0]) == (1, 6, 7)


def test_unknown_words_do_not_hide_what_holds_the_known_ones(finder_of: Put) -> None:
    finder = finder_of(*titles("Tannery wages ledger", "Ledger", "Wages"))
    found = finder.search("tannery wages qqqqq wwwww xxxxx")
    assert (keys(found), found.left_out) == ([1], ("qqqqq", "wwwww", "xxxxx"))


@pytest.mark.parametrize("text", ["P.A.F. 9/4", "PAF 9/4", "qqqqq 9/4", "qqqqq 94", "qqqqq 1959"])
def test_a_number_alone_is_no_near_answer(finder_of: Put, text: str) -> None:
    dated: Fields = {"title": "Deed", "date_from": 19590101, "date_to": 19591231}
    finder = finder_of({"title": "Deed 9/4", "code": "94"}, *titles("Ledger 9, folio 4"), dated)
    found = finder.search(text)
    assert (found.total, keys(found)) == (0, [])
    assert finder.search("deed qqqqq 1959").total == 1, "beside a word it may help"


@pytest.mark.parametrize("text", ["Werlins Fredericks", "werlin frederick", "Charle Werlin"])
def test_an_s_at_a_name_is_put_right_when_nothing_is_found(finder_of: Put, text: str) -> None:
    finder = finder_of(*titles("Werlin, Charles Frederick", "Fredericks", "Frederick"))
    assert keys(finder.search(text)) == [1]


def test_other_respellings_are_offered(finder_of: Put) -> None:
    finder = finder_of(
        *titles("Hammerskjold, letters", "Hammarskjold, letters", "Hammarskjold, plans", "Letters")
    )
    found = finder.search("hammerskold letters")
    assert (found.did_you_mean, keys(found)) == ("hammerskjold letters", [1])
    assert found.others == ("hammarskjold letters",)
    assert finder.search("hammerskold plans").others == ()
    assert finder.search("hammarskjold").others == ()


@pytest.mark.parametrize(
    ("text", "meant", "key"),
    [
        ("legder", "ledger", 2),
        ("georgia o'keefe", "georgia o'keeffe", 4),
        ("georgia okeefe", "georgia okeeffe", 4),
    ],
)
def test_the_likelier_slip_comes_first(finder_of: Put, text: str, meant: str, key: int) -> None:
    many = titles("Léger (Jean)", "Ledger", "Léger (Marie)", "O'Keeffe, Georgia")
    finder = finder_of(*many, *titles("O'Keefe, William", "Leger"))
    found = finder.search(text)
    assert (found.did_you_mean, keys(found)[:1]) == (meant, [key])


@pytest.mark.parametrize("taken_in", [False, True])
def test_nothing_is_offered_for_the_sake_of_a_secret(tmp_path: Path, taken_in: bool) -> None:
    records = Records()
    records.put(1, title="Hammerskjold")
    records.put(2, "secret", title="Hammarskjold")
    finder = open_finder(tmp_path / "index", records)
    if taken_in:
        finder.catch_up()
    assert finder.search("hammerskold", may_know=may_know).others == ()
    assert finder.search("hammerskold").others == ("hammarskjold",)


def test_three_words_are_enough_for_near_ones_below_and_two_are_not(finder_of: Put) -> None:
    finder = finder_of(*titles("Tannery wages ledger", "Tannery wages", "Tannery"))
    assert keys(finder.search("tannery wages ledger")) == [1, 2]
    assert keys(finder.search("tannery wages")) == [2, 1]
    assert finder.search("tannery wages").besides == 0
    assert finder.search("tannery wages ledger", limit=1).besides == 0


def test_five_in_all_are_enough_before_a_second_word_may_be_missing(finder_of: Put) -> None:
    lacking_one = [f"Quay crane winch hoist {n}" for n in range(4)]
    finder = finder_of(*titles("Quay crane winch hoist pulley", *lacking_one, "Quay crane winch"))
    assert keys(finder.search("quay crane winch hoist pulley")) == [1, 2, 3, 4, 5]
    finder = finder_of(
        *titles("Quay crane winch hoist pulley", *lacking_one[:3], "Quay crane winch")
    )
    assert keys(finder.search("quay crane winch hoist pulley", limit=20)) == [1, 2, 3, 4, 5]
