"""The indexer's desk: terms proposed and approved by another, see references, coverage by class."""

import pytest

from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import register
from rmdesk.duties.classification import index
from rmdesk.duties.describe import Describer
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.indexing import TERMS, decide, preferred, term_called
from rmdesk.duties.person import edit_person
from rmdesk.duties.report import make_report
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.search import search
from rmdesk.duties.undo import undo
from rmdesk.model.errors import BadInput, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


def term(centre: Centre, word: str, *, approved: bool = True, **texts: str) -> None:
    register(centre.session, TERMS, read_values(TERMS, {"term": word, **texts}))
    if approved:
        decide(colleague(centre.desk, "other"), word, {}, approves=True)


@pytest.fixture
def listed(centre: Centre) -> Centre:
    term(centre, "Harbours")
    term(centre, "Ports", see="Harbours")
    term(centre, "Havens", see="ports")
    term(centre, "Dredging", approved=False)
    centre.file("F1", keywords=["ports", "bridges"])
    return centre


REFUSED = [
    ({"term": "harbours"}, Refused, "R42"),
    ({"term": "HÀRBOURS"}, Refused, "R42"),
    ({"term": "Quays", "see": "Nothing"}, Refused, "R43"),
    ({"term": "Quays", "see": "quays"}, Refused, "R43"),
    ({"see": "Ports"}, BadInput, ""),
]


@pytest.mark.parametrize(("texts", "how", "rule"), REFUSED)
def test_what_is_no_term_of_the_list_is_refused(
    listed: Centre, texts: dict[str, str], how: type[Exception], rule: str
) -> None:
    with pytest.raises(how) as refused:
        register(listed.session, TERMS, read_values(TERMS, texts))
    if isinstance(refused.value, Refused):
        assert rule in {each.rule for each in refused.value.reasons}


def test_another_decides_than_who_proposed_and_once(listed: Centre) -> None:
    with pytest.raises(Refused, match="proposed “Dredging” yourself"):
        decide(listed.session, "Dredging", {}, approves=True)
    other = colleague(listed.desk, "other")
    refused = decide(other, "Dredging", {"reason": "too narrow"}, approves=False)
    assert (refused.status, refused.why, refused.decided_by) == ("refused", "too narrow", "other")
    with pytest.raises(Refused, match="is refused"):
        decide(other, "Dredging", {}, approves=True)
    undo(other)
    assert decide(other, "Dredging", {}, approves=True).status == "approved"


def test_a_term_leads_through_others_to_the_preferred_one(listed: Centre) -> None:
    havens = term_called(listed.session, "havens")
    assert havens is not None
    assert preferred(listed.session, havens).term == "Harbours"


INDEXED = [
    (["harbours"], ["Harbours", "bridges"]),
    (["Havens"], ["Harbours", "bridges"]),
]


@pytest.mark.parametrize(("terms", "keywords"), INDEXED)
def test_records_get_preferred_terms_and_keep_what_is_on_no_list(
    listed: Centre, terms: list[str], keywords: list[str]
) -> None:
    (handled,) = index(listed.session, ["F1"], {"terms": terms})
    assert handled.next == "; ".join(keywords)
    assert listed.now("F1").keywords == keywords
    undo(listed.session)
    assert listed.now("F1").keywords == ["ports", "bridges"]


@pytest.mark.parametrize(("text", "told"), [("Dredging", "is proposed"), ("Quays", "not on the")])
def test_what_is_not_approved_is_not_given(listed: Centre, text: str, told: str) -> None:
    listed.file("F2")
    with pytest.raises(BadInput, match=told):
        index(listed.session, ["F1", "F2"], {"terms": ["Harbours", text]})
    assert listed.now("F2").keywords == []


def test_what_is_under_a_hold_is_not_indexed(listed: Centre) -> None:
    hold = register(listed.session, HOLDS, {"title": "T", "matter": "M", "authority": "A"})
    place(listed.session, hold.number, {"on": ["F1"]})
    with pytest.raises(Refused) as refused:
        index(listed.session, ["F1"], {"terms": ["Harbours"]})
    assert {each.rule for each in refused.value.reasons} == {"R1"}


def test_keywords_that_are_typed_are_kept_and_told(listed: Centre) -> None:
    told: list[tuple[str, str]] = []
    kind = listed.desk.kinds["holdings"]
    values = {"barcode": "F3", "keywords": ["Harbours", "Ports", "Quays", "Dredging"]}
    made = register(listed.session, kind, values, lambda *each: told.append(each))
    assert made.keywords == ["Harbours", "Ports", "Quays", "Dredging"]
    assert [text for _name, text in told] == [
        "“Ports”: see “Harbours”", "“Quays” is not on the list of terms", "“Dredging” is proposed",
    ]  # fmt: skip


def test_a_term_that_leads_on_finds_what_has_the_preferred_one(listed: Centre) -> None:
    listed.file("F4", title="Sea walls", keywords=["Harbours"])
    listed.desk.finder.catch_up()
    assert {hit.key for hit in search(listed.session, "havens").hits} == {"F4"}
    assert {hit.key for hit in search(listed.session, "ports").hits} == {"F1", "F4"}
    assert dict(listed.session.store.scans) == {}


def test_coverage_is_told_by_class_of_what_one_may_know_of(listed: Centre) -> None:
    register(listed.session, SCHEME, {"code": "10", "title": "Works"})
    edit_person(listed.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    for number in range(3):
        listed.file(f"W{number}", **{"class": "10"}, keywords=["Harbours"] if number else [])
    add_holding(listed.session, {"barcode": "S1", "class": "10", "security": "secret"})
    told = make_report(listed.session, "term-coverage")
    rows = {row["class"]: row for row in told.rows}
    assert (rows["10"]["records"], rows["10"]["indexed"], rows["10"]["indexed_percent"]) == (
        4, 2, 50.0)  # fmt: skip
    assert rows[""]["records"] == 1
    other = make_report(colleague(listed.desk, "other"), "term-coverage").rows
    assert {row["class"]: row["records"] for row in other} == {"10": 3, "": 1}
    assert dict(listed.session.store.scans) == {}


def test_without_a_list_no_keyword_is_told(centre: Centre) -> None:
    centre.file("F1", keywords=["anything"])
    edit_holding(centre.session, "F1", {"keywords": ["else"]})
    assert Describer(centre.session).document(centre.now("F1"))["keywords"] == ["else"]
