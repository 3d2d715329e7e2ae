"""The scheme as people read it, and classifying with a reason (R10, R36)."""

from pathlib import Path

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, found, register
from rmdesk.duties import acts
from rmdesk.duties.classification import classify, find_classes, order_of, suggest, tree
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import HOLDINGS, add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.retention import retentions
from rmdesk.duties.scheme import SCHEME
from rmdesk.exchange import import_file
from rmdesk.model.errors import NotFound, Refused
from tests.desk.conftest import Centre
from tests.desk.test_retention import schedule
from tests.exchange.real import DATA, needs

CLASSES = (
    ("1", "", "Administration"), ("1.9", "1", "Buildings"), ("1.10", "1", "Vehicles"),
    ("1.9.2", "1.9", "Leases"), ("A 10", "", "Late"), ("A 9", "", "Early"), ("X", "W", "Stray"),
)  # fmt: skip


@pytest.fixture
def scheme(centre: Centre) -> Centre:
    for code, parent, title in CLASSES:
        register(centre.session, SCHEME, {"code": code, "parent": parent, "title": title})
    amend(centre.session, SCHEME, "1.9.2", {"terms": ["rent", "tenancy"]})
    amend(centre.session, SCHEME, "A 9", {"see": ["1.9"], "terms": ["houses"]})
    return centre


@pytest.mark.parametrize(
    "codes",
    [
        ["1", "1.2", "1.9", "1.10", "2", "10"],
        ["A-9", "A-10", "B-1"],
        ["1250-05", "1250-20", "1250-100"],
        ["A 9", "a 10", "A 11"],
        ["01.05", "01.05.01", "01.06"],
    ],
)
def test_codes_stand_in_peoples_order(codes: list[str]) -> None:
    turned = [*codes[1:], codes[0]]
    assert sorted(turned, key=order_of) == codes


def test_the_tree_reads_from_the_top_and_tells_what_hangs_from_nothing(scheme: Centre) -> None:
    branches = tree(scheme.session)
    assert [(each.item.code, each.depth) for each in branches] == [
        ("1", 0), ("1.9", 1), ("1.9.2", 2), ("1.10", 1), ("A 9", 0), ("A 10", 0), ("X", 0),
    ]  # fmt: skip
    assert [each.odd for each in branches if each.odd] == ["its class above, W, is not there"]
    assert [each.item.code for each in tree(scheme.session, "1.9")] == ["1.9", "1.9.2"]
    with pytest.raises(NotFound):
        tree(scheme.session, "99")


def test_nothing_lies_below_itself(scheme: Centre) -> None:
    with pytest.raises(Refused):
        amend(scheme.session, SCHEME, "1", {"parent": "1.9.2"})
    with scheme.session.change("import"):
        scheme.session.store.table("classes").update({"parent": "1.9.2"}, doc_ids=[1])
    assert {each.item.code for each in tree(scheme.session) if each.odd} >= {"1", "1.9", "1.9.2"}


def test_a_class_is_moved_and_amended_and_its_code_stays_with_its_records(scheme: Centre) -> None:
    amend(scheme.session, SCHEME, "1.10", {"parent": "1.9"})
    assert [each.item.code for each in tree(scheme.session, "1.9")] == ["1.9", "1.9.2", "1.10"]
    scheme.file("F", **{"class": "1.10"})
    with pytest.raises(Refused):
        amend(scheme.session, SCHEME, "1.10", {"code": "1.11"})
    amend(scheme.session, SCHEME, "1.9.2", {"code": "1.9.3"})


def test_a_class_is_found_by_code_title_term_and_by_what_points_to_it(scheme: Centre) -> None:
    found = {
        text: [(each.item.code, each.reason) for each in find_classes(scheme.session, text)]
        for text in ("lease", "rent", "houses", "1.10", "nothing", "")
    }
    assert found == {
        "lease": [("1.9.2", "its title")],
        "rent": [("1.9.2", "its index terms")],
        "houses": [("1.9", "see from A 9 Early")],
        "1.10": [("1.10", "its code")],
        "nothing": [],
        "": [],
    }


def test_a_class_is_found_by_other_forms_of_its_words(scheme: Centre) -> None:
    session = scheme.session
    register(session, SCHEME, {"code": "7", "title": "Financial management"}, sure=True)
    register(
        session, SCHEME, {"code": "8", "title": "Memorials", "terms": ["negotiation"]}, sure=True
    )
    texts = ("finance", "managing", "negotiate", "memory", "fin", "finance lease")
    assert {
        text: [each.item.code for each in find_classes(session, text)] for text in texts
    } == {
        "finance": ["7"],
        "managing": ["7"],
        "negotiate": ["8"],
        "memory": [],
        "fin": ["7"],
        "finance lease": [],
    }  # fmt: skip
    scheme.file("N1", title="Finance committee")
    assert [each.item.code for each in suggest(session, scheme.now("N1"))] == ["7"]


def test_a_hidden_class_is_neither_found_nor_in_the_tree(scheme: Centre) -> None:
    register(scheme.session, SCHEME, {"code": "S", "title": "Secret leases", "security": "secret"})
    add_person(scheme.session, {"name": "T", "login": "tech", "role": "technician"})
    tech = scheme.desk.session("tech")
    assert "S" not in {each.item.code for each in tree(tech)}
    assert [each.item.code for each in find_classes(tech, "leases")] == ["1.9.2"]


def test_a_suggestion_tells_its_reason(scheme: Centre) -> None:
    scheme.file("BOX", kind="box")
    for key in ("A", "B"):
        scheme.file(key, **{"container": "BOX", "class": "1.10"})
    holding = scheme.file("F", container="BOX", title="Tenancy of the leases office")
    told = [(each.item.code, each.reason) for each in suggest(scheme.session, holding)]
    assert told == [
        ("1.9.2", "its words: leases, tenancy"),
        ("1.10", "2 of 2 of its neighbours stand in it"),
    ]
    assert suggest(scheme.session, scheme.file("G", title="xy")) == []


def test_records_are_classified_all_or_none_with_a_dry_run(scheme: Centre) -> None:
    for key in ("A", "B", "C"):
        scheme.file(key)
    given = {"class_": "1.9"}
    perform(scheme.session, acts()["classify"], ["A", "B"], given, dry_run=True)
    assert scheme.now("A").class_ == ""
    done = classify(scheme.session, ["A", "B"], given)
    assert [each.next for each in done] == [
        "class 1.9 has no item of the schedule: never due (R10)"
    ] * 2
    assert retentions(scheme.session, ["A"])[0].explained == (
        "class 1.9 has no item of the schedule: never due (R10)",
    )
    about = {"title": "A", "matter": "A v. B", "authority": "Legal"}
    hold = register(scheme.session, HOLDS, about)
    place(scheme.session, hold.number, {"on": ["C"]})
    with pytest.raises(Refused) as refused:
        classify(scheme.session, ["A", "C"], {"class_": "1.10"})
    assert [each.rule for each in refused.value.reasons] == ["R1"]
    assert scheme.now("A").class_ == "1.9"
    with pytest.raises(NotFound):
        classify(scheme.session, ["A"], {"class_": "99"})


@needs(DATA / "fileplan" / "fileplan.csv")
def test_the_real_schemes_are_read_from_their_tops(centre: Centre) -> None:
    report = import_file(centre.session, "scheme", DATA / "fileplan" / "fileplan.csv",
                         map_path=_map(centre))  # fmt: skip
    assert (report.added, report.refused) == (886, [])
    branches = tree(centre.session)
    assert len(branches) == 886
    assert all(each.item.parent.endswith("/") for each in branches if each.odd)
    codes = [each.item.code for each in branches if each.item.parent.endswith("/1")]
    assert codes == sorted(codes, key=order_of)


def _map(centre: Centre) -> Path:
    path = centre.home / "labels" / "map.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        '[columns]\ntitle = "title"\nscope_note = "description"\n'
        '[templates]\ncode = "{scheme}/{code}"\nparent = "{scheme}/{parent_code}"\n',
        "utf-8",
    )
    return path


def test_a_class_without_an_item_warns_whoever_gives_it_to_a_record(centre: Centre) -> None:
    """R10: once for what is changed, and not before there is a scheme."""
    told: list[tuple[str, str]] = []

    def remark(name: str, text: str) -> None:
        told.append((name, text))

    def give(code: str) -> list[tuple[str, str]]:
        told.clear()
        amend(centre.session, HOLDINGS, "F", {"class": code}, "", remark)
        return list(told)

    def warned(code: str) -> list[tuple[str, str]]:
        return [("class", f"class {code} has no item of the schedule: never due (R10)")]

    add_holding(centre.session, {"barcode": "F", "title": "F", "class": "9"}, remark)
    assert told == []
    schedule(centre.session, "S", active_years="2", disposition="destroy", authority="DA-1")
    register(centre.session, SCHEME, {"code": "N"}, sure=True)
    assert give("N") == warned("N")
    assert give("N") == [], "nothing is changed by it"
    assert give("S") == []
    assert give("9") == warned("9")
    assert give("") == []
    add_holding(centre.session, {"barcode": "G", "title": "G", "class": "N"}, remark)
    assert told == warned("N")


def test_a_file_with_classes_without_an_item_tells_each_of_them_once(
    centre: Centre, tmp_path: Path
) -> None:
    """R10: with how many rows; a second run changes nothing and warns of nothing."""
    path = tmp_path / "files.csv"
    path.write_text("barcode,title,class\nA,a,N\nB,b,S\nC,c,9\nD,d,9\nE,e,\n", "utf-8")
    schedule(centre.session, "S", active_years="2", disposition="destroy", authority="DA-1")
    register(centre.session, SCHEME, {"code": "N"}, sure=True)
    report = import_file(centre.session, "holdings", path)
    assert report.added == 5
    assert [(each.row, each.field, each.text) for each in report.warnings] == [
        (2, "class", "class N has no item of the schedule: never due (R10)"),
        (4, "class", "class 9 has no item of the schedule: never due (R10); 2 rows"),
    ]
    assert import_file(centre.session, "holdings", path).warnings == []


@pytest.mark.parametrize("way", ["edit", "file"])
def test_a_class_with_records_is_put_under_another_item_by_no_edit(
    centre: Centre, tmp_path: Path, way: str
) -> None:
    """R13: nobody decides alone how long what stands in it is kept; an amendment says so."""
    add_person(centre.session, {"name": "T", "login": "tech", "role": "technician"})
    tech = centre.desk.session("tech")
    for code in "SU":
        schedule(centre.session, code, active_years="2", disposition="destroy", authority="DA-1")
    for code in ("EMPTY", "USED", "NEW", "ONLY"):
        values = {"code": code, "schedule": "" if code == "NEW" else "S"}
        register(centre.session, SCHEME, values, sure=True)
        if code != "EMPTY":
            level = "secret" if code == "ONLY" else ""
            centre.file(code, security=level, closed="2010-03-31", **{"class": code})
    path = tmp_path / "scheme.csv"

    def put(session: Session, code: str) -> list[str]:
        """Put a class under U; the rules that refuse it."""
        if way == "file":
            path.write_text(f"code,schedule\n{code},U\n", "utf-8")
            return [each.reason[-5:-1] for each in import_file(session, "scheme", path).refused]
        try:
            amend(session, SCHEME, code, {"schedule": "U"})
        except Refused as refused:
            return [f"({each.rule}" for each in refused.reasons]
        return []

    assert put(tech, "EMPTY") == []
    assert put(tech, "NEW") == [], "it had none"
    assert put(tech, "USED") == put(centre.session, "USED") == ["(R13"]
    amend(tech, SCHEME, "USED", {"title": "Another"})
    assert found(centre.session, SCHEME, "USED").schedule == "S"
    assert put(centre.session, "ONLY") == ["(R13"]
    assert put(tech, "ONLY") == [], "as without what they may not know of (R17)"


def test_how_many_records_its_first_item_keeps_from_now_on_is_told(centre: Centre) -> None:
    told: list[str] = []
    schedule(centre.session, "S", active_years="2", disposition="destroy", authority="DA-1")
    register(centre.session, SCHEME, {"code": "N"}, sure=True)
    for n in range(2):
        centre.file(f"F{n}", **{"class": "N", "closed": "2010-03-31"})
    for values in ({"title": "New"}, {"schedule": "S"}):
        amend(centre.session, SCHEME, "N", values, "", lambda _name, text: told.append(text))
    assert told == [
        "class N has no item of the schedule: never due (R10)",
        "2 records stand in it, which this item keeps from now on",
    ]


def test_a_class_that_one_may_not_know_of_warns_as_one_that_is_not_there(
    centre: Centre, tmp_path: Path
) -> None:
    """R17: word for word, whoever guesses its code, by hand and by a file."""
    schedule(centre.session, "S", active_years="2", disposition="destroy", authority="DA-1")
    hidden = {"code": "HID", "schedule": "S", "security": "secret"}
    register(centre.session, SCHEME, hidden, sure=True)
    add_person(centre.session, {"name": "T", "login": "tech", "role": "technician"})
    tech, path = centre.desk.session("tech"), tmp_path / "files.csv"

    def warned(session: Session, code: str) -> list[str]:
        told: list[str] = []
        given = {"title": "F", "class": code, "security": "unclassified"}
        add_holding(session, given, lambda _name, text: told.append(text))
        path.write_text(f"title,class,security\nG,{code},unclassified\n", "utf-8")
        report = import_file(session, "holdings", path, dry_run=True)
        told += (each.text for each in report.warnings)
        return [each.replace(code, "CODE") for each in told]

    assert warned(tech, "HID") == warned(tech, "GUESS")
    assert len(warned(tech, "HID")) == 2
    assert warned(tech, "S") == []
    assert set(warned(centre.session, "HID")) == {
        "class CODE is secret, and this is not: never due until it is (R17)"
    }
