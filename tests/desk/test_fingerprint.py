"""Fingerprint cards: formulas computed and validated, found with a margin, filed in order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmdesk.desk.kinds import notes_on, read_values
from rmdesk.desk.registering import amend, register
from rmdesk.duties.census import start
from rmdesk.duties.census_told import counted
from rmdesk.duties.count_file import count_file
from rmdesk.duties.fingerprint import FINGERPRINTS, Fingerprint, Reference
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.person import edit_person
from rmdesk.duties.print_search import search_prints
from rmdesk.duties.scan_batch import Scan
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.prints import (
    Print,
    formula_key,
    henry,
    ncic,
    primary,
    read_henry,
    read_ncic,
    read_prints,
    readings,
)
from rmdesk.model.values import Unfit
from tests.desk.conftest import Centre
from tests.staff import colleague

LOOPS = "U12 U9 U11 U13 U5 U17 U10 U10 U14 U8"
WHORLS = "PI PI PM DO U9 XO CI PM DI U8"

FORMULAS = [
    # No whorl: 1 over 1. Left thumb 17 is large, beside it a right thumb up to 17 is small.
    (LOOPS, "12 S 1 U IOI 5 / L 1 U OIO", "12091113051710101408"),
    # Whorls on 2, 4, 6, 8: 16 + 8 + 4 + 2 and one; on 1, 3, 7, 9: 16 + 8 + 2 + 1 and one.
    (WHORLS, "I 31 W IMO 9 / O 28 W IMI", "PIPIPMDO09XOCIPMDI08"),
    ("PI PM PO CI CM CO DI DM DO XI", "I 32 W MOI / O 32 W IMO", "PIPMPOCICMCODIDMDOXI"),
    # Small letters beside the index finger, adjacent ones counted; arches have no counts.
    ("A R5 T U14 U9 PI A A A T", "5 - 5 aRt I-O 9 / I 1 A2at ---", "AA55TT1409PIAAAAAATT"),
    # The right little finger has no loop, nor the left: its whorl's count stands under.
    ("U18 U9 A A A U17 R3 T U2 PI12", "18 M 2 U3a I-- / L 1 Rt I-I 12", "1809AAAAAA1753TT02PI"),
    ("U11 U9 U10 U13 A U11 U9 U10 U13 U7", "11 S 1 U--a III / S 1 U III 7",
     "11091013AA1109101307"),
    ("U12 U10 U11 U14 A U16 U10 U11 U14 A", "12 M 1 U--a OOO / M 1 U--a OOO",
     "12101114AA16101114AA"),
    ("U17 U1 U1 U1 A U12 U1 U1 U1 A", "17 L 1 U--a III / M 1 U--a III", "17010101AA12010101AA"),
    ("U23 U1 U1 U1 A U17 U1 U1 U1 A", "23 L 1 U--a III / L 1 U--a III", "23010101AA17010101AA"),
    # What is missing is filed as the same finger of the other hand, or as a whorl that meets.
    ("XX U1 U1 U1 A U17 U1 U1 U1 SR", "17 S 1 U--a III / L 1 U--a III", "XX010101AA17010101SR"),
    ("PO U1 SR U1 U5 XX U1 CI U1 U5", "1 O 7 U III 5 / O 25 U III",
     "PO01SR0105XX01CI0105"),
    ("U3 XX U1 U1 U5 U3 SR U1 U1 U5", "3 S 17 W MII 5 / S 3 W MII", "03XX01010503SR010105"),
    # As "The Science of Fingerprints" shows it under "The Classification Formula".
    ("U20 U1 U12 U1 U10 U17 U1 U12 U1 U9", "20 M 1 U IOI 10 / L 1 U IOI",
     "20011201101701120109"),
    # Its examples of the primary: the odd fingers 1 and 7, the even ones 2, 4 and 6.
    ("PM PM A PM A PM PM A A A", "M 29 Wa-a M-M / M 19 W3a M--",
     "PMPMAAPMAAPMPMAAAAAA"),
]  # fmt: skip


@pytest.mark.parametrize(("prints", "formula", "code"), FORMULAS)
def test_formulas_follow_from_the_prints(prints: str, formula: str, code: str) -> None:
    first = next(readings(read_prints(prints)))
    made = henry(first)
    assert (made.text if made else "") == formula
    assert ncic(first) == code.replace(" ", "")
    if made:
        assert read_henry(formula) == made


@pytest.mark.parametrize("finger", range(10))
def test_a_whorl_counts_its_finger(finger: int) -> None:
    values = (16, 16, 8, 8, 4, 4, 2, 2, 1, 1)
    prints = [Print("P", None, "M") if n == finger else Print("A") for n in range(10)]
    over, under = primary(prints)
    told = (values[finger] + 1, 1) if finger % 2 else (1, values[finger] + 1)
    assert (over, under) == told


_one = st.one_of(
    st.builds("U{}".format, st.integers(1, 49)),
    st.builds("R{}".format, st.integers(1, 49)),
    st.sampled_from(["A", "T", "XX", "SR"]),
    st.builds("{}{}".format, st.sampled_from("PCDX"), st.sampled_from("IMO")),
)


@given(st.lists(_one, min_size=10, max_size=10))
def test_what_is_computed_is_read_back(fingers: list[str]) -> None:
    first = next(readings(read_prints(" ".join(fingers))))
    assert read_ncic(ncic(first)) == first
    made = henry(first)
    assert made is not None
    assert read_henry(made.text) == made
    assert formula_key(made.text) is not None


@pytest.mark.parametrize("text", [
    "", "U1", "U1 " * 9, "U1 " * 11, "U0 " + "A " * 9, "U50 " + "A " * 9, "W " + "A " * 9,
    "PX " + "A " * 9, "A3 " + "A " * 9, "U " + "A " * 9, "U1/ " + "A " * 9,
    " ".join(["U1/R1/A/T"] * 4 + ["A"] * 6),
])  # fmt: skip
def test_what_is_no_ten_prints_is_said(text: str) -> None:
    with pytest.raises(Unfit):
        read_prints(text.strip())


@pytest.mark.parametrize("text", [
    "", "1 U", "1 U / 33 U", "0 U / 1 U", "1 W / 1 U", "17 U / 1 U", "1 U / 3 U",
    "1 U IMO / 1 U III", "1 A III / 1 U III", "1 U III / 5 1 U III 5 5", "x 1 U / 1 U",
    "1 U / 1 U / 1 U", "1 U2a2a / 1 U", "9 U-r / 1 U", "1 U / 17 U a", "S 1 U / S 17 U",
    "M 1 U / L 17 U III S", "I 1 U / S 1 U", "- 1 U / S 1 U", "S 1 aU / S 1 U", "1 Ua III / 1 U",
    "1 U I-I / 1 U", "17 W III / 1 A III", "1 aU / 17 U", "5 U / 1 aU", "1 U--r / 5 U",
])  # fmt: skip
def test_a_formula_that_no_fingers_have_is_said(text: str) -> None:
    with pytest.raises(Unfit):
        read_henry(text)


@pytest.mark.parametrize("code", ["", "12", "12" * 11, "00" * 10, "50" * 10, "AT" * 10, "PX" * 10])
def test_a_code_that_is_none_is_said(code: str) -> None:
    with pytest.raises(Unfit):
        read_ncic(code)


FILED = (
    "1 A / 1 A", "1 T / 1 A", "1 R / 1 A", "1 U / 1 A", "1 A / 1 T", "1 U III / 1 U III",
    "1 U IIO / 1 U III", "S 1 U IIO 4 / S 1 U III", "9 S 1 U IIO 4 / S 1 U III",
    "S 1 U IIO 5 / S 1 U III", "L 1 U IIO 5 / S 1 U III", "2 U / 1 U", "17 W / 1 U", "1 U / 2 U",
)  # fmt: skip


FILED_WITH_SMALL_LETTERS = (
    # Pairs that "The Science of Fingerprints" gives, chapter VI, II.A.
    ("1 A / 1 A", "1 T / 1 A"), ("1 A / 1 rAt", "1 A / 1 A3t"), ("1 A / 1 aA", "1 A / 1 Aa"),
    ("1 A / 1 At", "1 A / 1 Ar"), ("1 aA / 1 aAr", "1 aAa / 1 aAr"),
    ("1 rA / 1 aA2a", "1 Ar / 1 aA2a"), ("1 aAtat / 1 tA3r", "1 aAtar / 1 tA3r"),
    # By how many, then where, then what; the denominator's before the numerator's.
    ("1 U--a / 1 U", "1 U-2a / 1 U"), ("1 tU / 1 U", "1 Ua / 1 U"), ("1 U-a / 1 U", "1 U--a / 1 U"),
    ("1 aUa / 1 U", "1 U2a / 1 U"), ("1 U3r / 1 Ua", "1 Ua / 1 U2a"), ("1 Ra / 1 U", "1 Ua / 1 U"),
    ("1 U3r / 1 Ra", "1 T / 1 Ua"),
    # II.B: with neither, R over R to W over W, after all that have some.
    ("1 aU / 1 U", "1 R / 1 R"), ("1 tU3r / 1 rU3t", "1 U / 1 U"), ("17 W / 1 Ua", "17 W / 1 R"),
)  # fmt: skip


@pytest.mark.parametrize("pair", FILED_WITH_SMALL_LETTERS)
def test_cards_with_small_letters_are_filed_as_published(pair: tuple[str, str]) -> None:
    before, after = map(formula_key, pair)
    assert before is not None
    assert after is not None
    assert before < after


def test_cards_are_filed_under_each_denominator_all_numerators() -> None:
    keys = [formula_key(each) for each in FILED]
    assert None not in keys
    assert sorted(keys, key=lambda each: each or ()) == keys
    assert formula_key("1250-7") is None


# --- kept and found


def card(centre: Centre, code: str, **values: str) -> Fingerprint:
    centre.file(code, kind="fingerprint-card", title=f"Card {code}")
    made: Fingerprint = register(
        centre.session, FINGERPRINTS, read_values(FINGERPRINTS, {"card": code, **values})
    )
    return made


@pytest.fixture
def cards(centre: Centre) -> Centre:
    card(centre, "C1", prints=LOOPS)
    card(centre, "C2", prints=WHORLS)
    card(centre, "C3", prints=LOOPS.replace("U12", "U14").replace("U5", "U7/T"))
    card(centre, "C4", formula="12 S 1 U IOI 5 / L 1 U OIO")
    card(centre, "C5", ncic="PIPIPMDO09XOCIPMDI08")
    card(centre, "C6", prints="XX" + LOOPS[3:])
    return centre


FOUND = [
    ("12091113051710101408", 0, [("C1", 0, False), ("C4", 0, False), ("C6", 0, False)]),
    ("12091113051710101408", 1, [("C1", 0, False), ("C4", 0, False), ("C6", 0, False)]),
    ("12091113051710101408", 2, [
        ("C1", 0, False), ("C4", 0, False), ("C6", 0, False), ("C3", 4, False)]),
    ("120911 13TT1710101408", 2, [("C3", 2, True)]),
    ("??091113051710101408", 0, [("C1", 0, False), ("C4", 0, False), ("C6", 0, False)]),
    ("??TT1113051710101408", 0, []),
    ("12 S 1 U IOI 5 / L 1 U OIO", 0, [("C1", 0, False), ("C4", 0, False), ("C6", 0, False)]),
    ("12 S 1 U IOI 5 / L 1 U OIO", 2, [
        ("C1", 0, False), ("C4", 0, False), ("C6", 0, False), ("C3", 4, False)]),
    ("1 U IOI 5 / 17 U OIO", 0, [("C6", 0, True)]),  # the thumb that is missing may be a whorl
    ("I 1 U IOI 5 / L 17 U OIO", 0, [("C6", 0, True)]),
    ("1 U IOI 9 / 17 U OIO", 0, []),
    ("12 S 1 U OOI 5 / L 1 U OIO", 0, []),
    ("12 S 1 U OOI 5 / L 1 U OIO", 1, [("C1", 0, False), ("C6", 0, False)]),  # 9 may be 10
    ("12 S 1 U III 5 / L 1 U OIO", 1, [("C1", 0, False), ("C6", 0, False)]),
    ("12101113051710101408", 0, []),
    ("12101113051710101408", 1, [("C4", 0, False), ("C1", 1, False), ("C6", 1, False)]),
    ("? 1 U / ? 1 U", 0, [
        ("C1", 0, False), ("C3", 0, False), ("C4", 0, False), ("C6", 0, False)]),
    ("31 W / 28 W", 0, [("C2", 0, False), ("C5", 0, False)]),
    ("pipipmdo09xocipmdi08", 0, [("C2", 0, False), ("C5", 0, False)]),
    ("PIPIPMDO10XOCIPMDI08", 0, []),
    ("PIPIPMDO10XOCIPMDI08", 1, [("C2", 1, False), ("C5", 1, False)]),
    ("PMPIPMDO09XOCIPMDI08", 3, []),
]  # fmt: skip


def test_cards_are_found_with_a_margin_and_by_references(cards: Centre) -> None:
    for text, margin, found in FOUND:
        told = [
            (each.fingerprint.card, each.difference, each.reference)
            for each in search_prints(cards.session, text, margin)
        ]
        assert told == found, (text, margin)
    assert dict(cards.session.store.scans) == {}


@pytest.mark.parametrize("text", ["", "12", "33 U / 1 U", "??????????????????0101"])
def test_what_cannot_be_searched_is_said(cards: Centre, text: str) -> None:
    with pytest.raises(BadInput):
        search_prints(cards.session, text)


def test_formulas_follow_and_must_agree(cards: Centre) -> None:
    session = cards.session
    kept = session.store.table(Fingerprint.table).one("card", "C5")
    assert kept is not None
    assert kept["prints"] == "PI PI PM DO U9 XO CI PM DI U8"
    assert kept["formula"] == "I 31 W IMO 9 / O 28 W IMI"
    with pytest.raises(BadInput, match=r"The prints give 12 S 1 U IOI 5 / L 1 U OIO, not"):
        card(cards, "C7", prints=LOOPS, formula="12 S 1 U IOI 6 / L 1 U OIO")
    amend(session, FINGERPRINTS, "C1", {"prints": read_prints(WHORLS)})
    assert [each.fingerprint.card for each in search_prints(session, "31 W / 28 W")] == [
        "C1", "C2", "C5",
    ]  # fmt: skip
    undo(session)
    assert [each.fingerprint.card for each in search_prints(session, "31 W / 28 W")] == [
        "C2", "C5",
    ]  # fmt: skip
    with pytest.raises(Refused, match="stay those of that card"):
        amend(session, FINGERPRINTS, "C1", {"card": "C2"})
    for values in ({"card": "C6"}, {"card": "NONE", "formula": "1 U / 1 U"}):
        with pytest.raises((BadInput, NotFound)):
            register(session, FINGERPRINTS, read_values(FINGERPRINTS, values))


def test_a_card_under_a_hold_is_not_read_anew(cards: Centre) -> None:
    hold = register(cards.session, HOLDS, {"title": "T", "matter": "M", "authority": "A"})
    place(cards.session, hold.number, {"on": ["C1"]})
    with pytest.raises(Refused) as refusal:
        amend(cards.session, FINGERPRINTS, "C1", {"prints": read_prints(WHORLS)})
    assert {reason.rule for reason in refusal.value.reasons} == {"R1"}


def test_a_card_tells_its_formula(cards: Centre) -> None:
    (note,) = notes_on(cards.session, cards.now("C2"))["fingerprints"]
    assert note.text == "I 31 W IMO 9 / O 28 W IMI · PIPIPMDO09XOCIPMDI08"


def test_who_may_not_know_of_a_card_does_not_find_it(cards: Centre) -> None:
    edit_person(cards.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    cards.file("S1", kind="fingerprint-card", security="secret")
    register(cards.session, FINGERPRINTS, {"card": "S1", "prints": read_prints(WHORLS)})
    other = colleague(cards.desk, "other")
    assert [each.fingerprint.card for each in search_prints(other, "31 W / 28 W")] == ["C2", "C5"]
    with pytest.raises(NotFound):
        register(other, FINGERPRINTS, {"card": "S1", "prints": read_prints(LOOPS)})
    card(cards, "C7", prints=LOOPS)
    numbers = sorted(
        each.doc_id
        for each in other.store.table(Reference.table)
        if other.visible.known(Reference.table, [each])
    )
    assert numbers == [*range(1, len(numbers) + 1)]


def test_cards_are_counted_in_the_order_of_their_formulas(cards: Centre) -> None:
    census = start(cards.session, {"scope": "L1", "order": "henry"})
    scans = [Scan(n, code) for n, code in enumerate(("L1", "C2", "C1", "C3", "C4", "C6", "C5"))]
    count_file(cards.session, census, scans, "walk")
    lists: dict[str, list[dict[str, Any]]] = counted(cards.session, census)["lists"]
    assert [row["key"] for row in lists["out-of-order"]] == ["C2", "C3"]
