"""The default level of a class: taken by what is put in it, lowered by the security officer."""

from pathlib import Path

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, found, register
from rmdesk.duties import acts
from rmdesk.duties.accession import ACCESSIONS
from rmdesk.duties.class_level import ClassLevels
from rmdesk.duties.classification import classify
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import HOLDINGS, add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.place import PLACES
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.model.errors import NotFound, Refused
from tests.desk.conftest import Centre

CLASSES = (
    ("1", "", ""), ("1.1", "1", "protected b"), ("1.1.1", "1.1", ""), ("1.1.2", "1.1", "secret"),
    ("1.1.3", "1.1", "unclassified"), ("9", "", "top secret"),
)  # fmt: skip


@pytest.fixture
def scheme(centre: Centre) -> Centre:
    for code, parent, level in CLASSES:
        values = {"code": code, "title": code, "parent": parent, "default_level": level}
        register(centre.session, SCHEME, values, sure=True)
    return centre


@pytest.fixture
def tech(scheme: Centre) -> Session:
    """A technician who is cleared for Secret, and is no security officer."""
    person = {"name": "T", "login": "tech", "role": "technician", "clearance": "secret"}
    add_person(scheme.session, person)
    return scheme.desk.session("tech")


def rules(refused: Refused) -> list[tuple[str, str]]:
    return [(each.rule, each.at) for each in refused.reasons]


def test_a_class_says_it_for_those_below_it_that_say_none(scheme: Centre) -> None:
    levels = ClassLevels(scheme.session)
    assert [levels.of(code) for code, _parent, _level in CLASSES] == [
        "", "protected b", "protected b", "secret", "", "top secret",
    ]  # fmt: skip
    assert levels.of("nowhere") == ""


@pytest.mark.parametrize(
    ("said", "kept", "told"),
    [
        ("", "protected b", ["protected b, as records of class 1.1.1 are"]),
        ("protected b", "protected b", []),
        ("secret", "secret", []),
    ],
)
def test_what_is_registered_in_it_takes_it_where_it_says_none(
    tech: Session, said: str, kept: str, told: list[str]
) -> None:
    remarks: list[str] = []
    values = {"title": "A", "barcode": "A", "class": "1.1.1", "security": said}
    made = add_holding(tech, values, lambda name, text: remarks.append(text))
    assert (made.security, made.guard) == (kept, kept)
    assert [each for each in remarks if "never due" not in each] == told


def test_a_level_below_it_is_said_by_the_security_officer_alone(
    scheme: Centre, tech: Session
) -> None:
    """R37: also that a record is unclassified."""
    for said in ("unclassified", "protected a"):
        values = {"title": "A", "class": "1.1.1", "security": said}
        with pytest.raises(Refused) as refused:
            add_holding(tech, values)
        assert rules(refused.value) == [("R37", "security")]
        assert add_holding(scheme.session, values).security == said
    assert len(scheme.session.store.table("holdings")) == 2


def test_what_is_classified_is_raised_and_never_lowered(scheme: Centre, tech: Session) -> None:
    for key, level in (("A", ""), ("B", "protected a"), ("C", "secret")):
        scheme.file(key, security=level)
    tried = perform(tech, acts()["classify"], ["A"], {"class_": "1.1.1"}, dry_run=True)
    assert [each.next.split(";")[0] for each in tried] == [
        "protected b, as records of class 1.1.1 are"
    ]
    assert (scheme.now("A").class_, scheme.now("A").guard) == ("", "")
    classify(tech, ["A", "B", "C"], {"class_": "1.1.1"})
    assert [scheme.now(key).guard for key in "ABC"] == ["protected b", "protected b", "secret"]
    classify(tech, ["A"], {"class_": "1"})
    assert scheme.now("A").guard == "protected b"


def test_caveats_stay_with_the_level_that_is_taken(scheme: Centre) -> None:
    scheme.file("A", security="protected a", caveats=["KITE"])
    classify(scheme.session, ["A"], {"class_": "1.1.2"})
    assert scheme.now("A").guard == "secret|KITE"


def test_nobody_gives_a_level_that_they_are_not_cleared_for(scheme: Centre, tech: Session) -> None:
    """R16: nor by a class that anybody may know of; all of a bulk change or none."""
    for key in "AB":
        scheme.file(key)
    with pytest.raises(Refused) as refused:
        classify(tech, ["A", "B"], {"class_": "9"})
    assert rules(refused.value) == [("R16", "class")]
    assert "Records of class 9 are top secret." in str(refused.value)
    with pytest.raises(Refused):
        add_holding(tech, {"title": "X", "class": "9"})
    assert scheme.now("A").class_ == ""


def test_a_place_and_a_box_below_it_refuse_what_would_be_raised(
    scheme: Centre, tech: Session
) -> None:
    """R18, R19: a class raises nothing past the shelf or the box that it is in; R1: nor a hold."""
    amend(scheme.session, PLACES, "L1", {"security": "protected a"})
    scheme.file("BOX", kind="box", security="protected a")
    scheme.file("ON", home="L1")
    scheme.file("IN", container="BOX")
    scheme.file("HELD")
    about = {"title": "A", "matter": "A v. B", "authority": "Legal"}
    place(scheme.session, register(scheme.session, HOLDS, about).number, {"on": ["HELD"]})
    for key, rule in (("ON", "R18"), ("IN", "R19"), ("HELD", "R1")):
        with pytest.raises(Refused) as refused:
            classify(tech, [key], {"class_": "1.1.2"})
        assert rule in {each.rule for each in refused.value.reasons}
    with pytest.raises(Refused) as refused:
        add_holding(tech, {"title": "N", "class": "1.1.2", "home": "L1"})
    assert "R18" in {each.rule for each in refused.value.reasons}
    with pytest.raises(Refused) as refused:
        add_holding(tech, {"title": "N", "class": "1.1.2", "container": "BOX"})
    assert "R19" in {each.rule for each in refused.value.reasons}


def test_taking_a_level_back_is_lowering_it(scheme: Centre, tech: Session) -> None:
    scheme.file("A")
    classify(tech, ["A"], {"class_": "1.1.1"})
    with pytest.raises(Refused) as refused:
        undo(tech)
    assert {each.rule for each in refused.value.reasons} == {"R37"}
    amend(scheme.session, HOLDINGS, "A", {"class": "", "security": ""})
    classify(scheme.session, ["A"], {"class_": "1.1.1"})
    undo(scheme.session)
    assert (scheme.now("A").class_, scheme.now("A").guard) == ("", "")


def test_what_is_there_already_stays_and_is_told(scheme: Centre, tech: Session) -> None:
    """A class that says another level changes no record; whoever amends one does not either."""
    remarks: list[tuple[str, str]] = []
    for key in "AB":
        scheme.file(key, **{"class": "1"})
    amend(
        tech,
        SCHEME,
        "1",
        {"default_level": "secret"},
        "",
        lambda n, text: remarks.append((n, text)),
    )
    assert ("default_level", "2 records stand in it that are below this level, and stay as they "
            "are") in remarks  # fmt: skip
    amend(tech, HOLDINGS, "A", {"title": "Another"})
    assert scheme.now("A").guard == ""
    (note,) = scheme.desk.kinds["classes"].notes(tech, scheme.now("A"))  # type: ignore[misc]
    assert note.text == "below its class: records of 1 are secret"
    amend(scheme.session, HOLDINGS, "A", {"security": "secret"})
    assert scheme.desk.kinds["classes"].notes(tech, scheme.now("A")) == []  # type: ignore[misc]


@pytest.mark.parametrize(
    ("code", "values", "at"),
    [
        ("1.1", {"default_level": "protected a"}, "default_level"),
        ("1.1", {"default_level": ""}, "default_level"),
        ("1.1.1", {"default_level": "unclassified"}, "default_level"),
        ("1.1.1", {"parent": "1"}, "parent"),
        ("1.1.1", {"parent": ""}, "parent"),
        ("NEW", {"parent": "1.1", "default_level": "protected a"}, "default_level"),
    ],
)
def test_the_security_officer_alone_lowers_it(
    scheme: Centre, tech: Session, code: str, values: dict[str, str], at: str
) -> None:
    def put(session: Session) -> None:
        if code == "NEW":
            register(session, SCHEME, {"code": code, **values}, sure=True)
        else:
            amend(session, SCHEME, code, values)

    with pytest.raises(Refused) as refused:
        put(tech)
    assert rules(refused.value) == [("R37", at)]
    put(scheme.session)


def test_who_is_not_cleared_for_it_does_not_say_it(tech: Session) -> None:
    amend(tech, SCHEME, "1", {"default_level": "protected a"})
    with pytest.raises(Refused) as refused:
        amend(tech, SCHEME, "1", {"default_level": "top secret"})
    assert rules(refused.value) == [("R16", "default_level")]
    amend(tech, SCHEME, "9", {"title": "What is above them"})


def test_a_file_brings_it_as_by_hand(scheme: Centre, tech: Session, tmp_path: Path) -> None:
    path = tmp_path / "files.csv"
    path.write_text(
        "barcode,title,class,security\nA,a,1.1.1,\nB,b,1.1.1,unclassified\nC,c,9,\n"
        "D,d,1.1.1,secret\nE,e,1,\n",
        "utf-8",
    )
    report = import_file(tech, "holdings", path, skip_bad=True)
    assert [(each.row, each.field, each.reason) for each in report.refused] == [
        (3, "security", "Records of class 1.1.1 are protected b. (R37)"),
        (4, "class", "Records of class 9 are top secret. (R16)"),
    ]
    assert "protected b, as records of class 1.1.1 are" in [e.text for e in report.warnings]
    assert [scheme.now(key).guard for key in "ADE"] == ["protected b", "secret", ""]
    assert import_file(tech, "holdings", path, skip_bad=True).updated == 0
    path.write_text("barcode,class\nE,1.1.2\n", "utf-8")
    import_file(tech, "holdings", path)
    assert scheme.now("E").guard == "secret"
    path.write_text("barcode,title,class,security\nB,b,1.1.1,unclassified\n", "utf-8")
    assert import_file(scheme.session, "holdings", path).added == 1
    assert scheme.now("B").guard == ""


def test_the_level_that_a_file_plan_names_is_that_of_its_records(
    centre: Centre, tmp_path: Path
) -> None:
    """Not the class's own: that would hide it from everybody who files by it."""
    path = tmp_path / "plan.csv"
    path.write_text("Class code,Title,Security level\n7,Personnel,Protected B\n", "utf-8")
    assert import_file(centre.session, "scheme", path).added == 1
    item = found(centre.session, SCHEME, "7")
    assert (item.default_level, item.security) == ("protected b", "")


def test_a_hidden_class_gives_nothing_to_who_may_not_know_of_it(
    scheme: Centre, tech: Session
) -> None:
    """R17: as if it were not there, also above a class that is known."""
    register(scheme.session, SCHEME, {"code": "H", "security": "top secret"}, sure=True)
    register(scheme.session, SCHEME, {"code": "H.1", "parent": "H", "title": "x"}, sure=True)
    amend(scheme.session, SCHEME, "H", {"default_level": "secret"})
    with pytest.raises(NotFound):
        classify(tech, [scheme.file("A").key], {"class_": "H"})
    for code in ("H", "H.1", "GUESS"):
        assert add_holding(tech, {"title": "X", "class": code, "security": "unclassified"})
        assert add_holding(tech, {"title": "X", "class": code}).guard == ""
    assert add_holding(scheme.session, {"title": "X", "class": "H"}).guard == "top secret"
    assert add_holding(scheme.session, {"title": "X", "class": "H.1"}).guard == "secret"


def test_an_accession_takes_it_and_its_records_with_it(scheme: Centre, tech: Session) -> None:
    about = {"unit": "Finance", "title": "Boxes", "authority": "DA-1"}
    made = register(tech, ACCESSIONS, {**about, "class": "1.1.1"})
    assert (made.security, made.guard) == ("protected b", "protected b")
    with pytest.raises(Refused):
        register(tech, ACCESSIONS, {**about, "class": "1.1.1", "security": "unclassified"})
    lower = {**about, "class": "1.1.1", "security": "protected a"}
    number = register(scheme.session, ACCESSIONS, lower).number
    part = {"title": "Of it", "class": "1.1.1", "accession": number, "security": "protected a"}
    assert add_holding(tech, part).security == "protected a", "decided of its accession"


def test_the_next_volume_is_what_the_file_is(scheme: Centre, tech: Session) -> None:
    file = {"title": "F", "identifier": "F-1", "class": "1.1.1", "security": "protected a"}
    add_holding(scheme.session, {**file, "volume": "Volume 1", "barcode": "V1"})
    perform(tech, acts()["cut-off"], ["V1"], {})
    volumes = scheme.session.store.table("holdings").all()
    assert [row["security"] for row in volumes if row.get("identifier") == "F-1"] == [
        "protected a", "protected a",
    ]  # fmt: skip
    assert found(scheme.session, SCHEME, "1.1").default_level == "protected b"


def test_what_a_hidden_accession_says_lowers_no_record(scheme: Centre, tech: Session) -> None:
    """R17: a refusal that is not told where there is one would tell of it."""
    values = {"title": "A", "class": "1.1.2", "security": "protected a"}
    about = {**values, "unit": "U", "caveats": ["X"]}
    hidden = register(scheme.session, ACCESSIONS, about, sure=True)
    for number in (hidden.number, "2026-9999"):
        with pytest.raises(Refused) as refused:
            add_holding(tech, {**values, "accession": number})
        assert rules(refused.value) == [("R37", "security")]
    assert add_holding(scheme.session, {**values, "accession": hidden.number}).security


def test_a_level_is_not_taken_from_those_below_with_the_code_of_their_class(
    scheme: Centre, tech: Session
) -> None:
    """R37: by another code of it, or by taking the class back, no more than by moving them."""
    for code in ("1.1", "1"):
        register(tech, SCHEME, {"code": f"{code}.9", "title": "x", "parent": code}, sure=True)
    with pytest.raises(Refused) as refused:
        amend(tech, SCHEME, "1.1", {"code": "1.2"})
    assert rules(refused.value) == [("R37", "code")]
    amend(tech, SCHEME, "1", {"code": "2"})
    assert ClassLevels(tech).of("1.1.9") == "protected b"
    values = {"code": "8", "title": "x", "default_level": "secret"}
    register(tech, SCHEME, {"code": "8.1", "title": "x", "parent": "8"}, sure=True)
    register(tech, SCHEME, values, sure=True)
    with pytest.raises(Refused) as refused:
        undo(tech)
    assert rules(refused.value) == [("R37", "code")]
    amend(scheme.session, SCHEME, "8", {"code": "7"})
    assert ClassLevels(tech).of("8.1") == ""
