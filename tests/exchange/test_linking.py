"""What rows name in words: homes, containers and units, found in the file or in the store."""

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.person import add_person
from rmdesk.model.words import Status
from tests.exchange.conftest import Bring, counts, kept


def test_homes_are_linked_by_barcode_or_address_and_unknown_ones_kept_as_text(
    session: Session, bring: Bring
) -> None:
    bring("barcode,row,bay,shelf\nL1,B3,04,2\n", kind="locations")
    text = "title,home\na,L1\nb,b3-04-2\nc,Attic\n"
    report = bring(text)
    assert [(each.row, each.field) for each in report.warnings] == [(4, "home")]
    a, b, c = kept(session)
    assert (a.home, a.home_id, a.place_id) == ("B3-04-2", 1, 1)
    assert (b.home_id, c.home, c.home_id) == (1, "Attic", None)
    assert counts(bring(text)) == (0, 0, 3, 0)


def test_containers_are_linked_in_any_order_of_the_file(session: Session, bring: Bring) -> None:
    text = "identifier,title,container\nF-1,Minutes,Box 1\nBox 1,A box,Crate\nCrate,A crate,\n"
    assert counts(bring(text)) == (3, 0, 0, 0)
    by_code = {each.identifier: each for each in kept(session)}
    assert by_code["F-1"].inside == by_code["Box 1"].id
    assert by_code["Box 1"].inside == by_code["Crate"].id
    assert counts(bring(text)) == (0, 0, 3, 0)
    bring("identifier,title,container\nF-2,Maps,Box 1\n")
    assert kept(session)[-1].inside == by_code["Box 1"].id


def test_a_known_record_can_be_put_into_a_new_container(session: Session, bring: Bring) -> None:
    bring("identifier,title\nF-1,Minutes\n")
    report = bring("identifier,title,container\nF-1,Minutes,Box 7\nBox 7,A box,\n")
    assert counts(report) == (1, 1, 0, 0)
    minutes, box = kept(session)
    assert minutes.inside == box.id


def test_containers_that_are_many_or_run_in_a_ring_stay_text(
    session: Session, bring: Bring
) -> None:
    text = "identifier,title,container\nBox 1,a,\nBox 1,b,\nF,c,Box 1\nX,d,Y\nY,e,Z\nZ,f,X\nS,g,S\n"
    report = bring(text)
    assert counts(report) == (7, 0, 0, 0)
    assert {"container"} == {each.field for each in report.warnings}
    linked = {each.identifier for each in kept(session) if each.inside}
    assert linked < {"X", "Y", "Z"}
    assert counts(bring(text)) == (0, 0, 7, 0)


def test_equal_codes_keep_their_order_whatever_lies_in_what(session: Session, bring: Bring) -> None:
    text = "identifier,title,container\nX,a,Box\nX,b,\nBox,a box,\nX,c,Box\nX,d,\n"
    assert counts(bring(text)) == (5, 0, 0, 0)
    assert [each.title for each in kept(session)] == ["a", "b", "a box", "c", "d"]
    assert [bool(each.inside) for each in kept(session)] == [True, False, False, True, False]
    assert counts(bring(text)) == (0, 0, 5, 0)


def test_units_that_rows_name_are_made_known_once(session: Session, bring: Bring) -> None:
    report = bring("title,unit\na,Finance\nb,Finance\nc,Legal\n")
    assert report.units == 2
    assert bring("name,unit\nIto,Legal\n", kind="people").units == 0


def test_nothing_is_put_into_a_container_that_is_out(session: Session, bring: Bring) -> None:
    add_person(session, {"barcode": "P1", "name": "Aiko Ito"})
    text = "barcode,title,container\nBOX,A box,\nIN1,Minutes,BOX\nF1,Maps,\n"
    bring(text)
    charge_out(session, ["BOX"], "P1")
    report = bring("barcode,title,container\nF1,Maps,BOX\nF2,Plans,BOX\nIN1,Minutes,BOX\n")
    (told,) = report.warnings
    assert (told.row, told.field, told.rows) == (2, "container", 2)
    assert "BOX is out" in told.text
    inside = {each.barcode: (each.inside, each.container) for each in kept(session)}
    assert inside["F1"] == inside["F2"] == (None, "BOX")
    assert inside["IN1"][0] == 1  # it went with its box, and stays linked
    return_(session, ["BOX"])
    bring("barcode,title,container\nF1,Maps,BOX\nF2,Plans,BOX\n")
    assert {each.inside for each in kept(session) if each.barcode != "BOX"} == {1}


@pytest.mark.parametrize("status", ["in", "out"])
@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("closed", "F was closed on 2019-03-31: it takes nothing more. Kept as text."),
        ("destroyed", "F is destroyed: it does not come back. Kept as text."),
    ],
)
def test_nothing_is_put_into_a_file_that_is_closed_or_gone(
    session: Session, bring: Bring, end: str, told: str, status: str
) -> None:
    """R9, R28: as by hand; what lies in it already stays, and what comes with it is its own."""
    bring("barcode,kind,title,container\nF,box,F,\nOLD,file,old,F\nX,file,x,\n")
    add_person(session, {"name": "P", "barcode": "P1"})
    if status == "out":
        charge_out(session, ["X"], "P1")
    if end == "closed":
        bring("barcode,closed\nF,2019-03-31\n")
    else:
        gone = session.visible.one("F")
        gone.status = Status.DESTROYED
        with session.change("execute"):
            session.save(gone)
    report = bring("barcode,title,container\nOLD,old,F\nNEW,new,F\nX,x,F\n")
    (warned,) = report.warnings
    assert (warned.row, warned.rows, warned.field, warned.text) == (3, 2, "container", told)
    box = session.visible.one("F").id
    inside = {key: session.visible.one(key).inside for key in ("OLD", "NEW", "X")}
    assert inside == {"OLD": box, "NEW": None, "X": None}
    together = "barcode,title,container,closed\nG,g,,2019-03-31\nIN-G,in,G,\n"
    assert bring(together).warnings == []
    assert session.visible.one("IN-G").inside == session.visible.one("G").id


@pytest.mark.parametrize("to", ["", "OTHER"])
def test_what_went_with_its_box_is_not_taken_out_of_it(
    session: Session, bring: Bring, to: str
) -> None:
    add_person(session, {"barcode": "P1", "name": "Aiko Ito"})
    bring("barcode,title,container\nBOX,A box,\nOTHER,A box,\nIN1,Minutes,BOX\nIN2,Maps,BOX\n")
    charge_out(session, ["IN2"], "P1")
    return_(session, ["IN2"])
    charge_out(session, ["BOX"], "P1")
    report = bring(f"barcode,title,container\nIN1,Minutes,{to}\nIN2,Maps,{to}\n")
    inside = {each.barcode: each.inside for each in kept(session)}
    stayed = [each.row for each in report.warnings if "BOX is out" in each.text]
    if to:
        assert stayed == [2]
        assert (inside["IN1"], inside["IN2"]) == (1, 2)
    else:  # an empty cell says nothing
        assert (stayed, inside["IN1"], inside["IN2"]) == ([], 1, 1)
    return_(session, ["BOX"])
    bring(f"barcode,title,container\nIN1,Minutes,{to}\n")
    assert {each.barcode: each.inside for each in kept(session)}["IN1"] == (2 if to else 1)


def test_nothing_is_put_into_a_box_that_lies_in_one_that_is_out(
    session: Session, bring: Bring
) -> None:
    add_person(session, {"barcode": "P1", "name": "Aiko Ito"})
    bring("barcode,title,container\nCRATE,A crate,\nBOX,A box,CRATE\n")
    charge_out(session, ["CRATE"], "P1")
    report = bring("barcode,title,container\nF1,Maps,BOX\n")
    assert [each.field for each in report.warnings] == ["container"]
    assert kept(session)[-1].inside is None


@pytest.mark.parametrize("rows", ["B1,,B1", ",F1,F1", "B1,,B2\nB2,,B1", "B1,,B2\nB2,,B3\nB3,,B1"])
def test_a_box_that_names_itself_as_its_container_is_told(bring: Bring, rows: str) -> None:
    report = bring(f"barcode,identifier,container\n{rows}\n")
    text = "it would lie inside itself; kept as text"
    assert [(each.field, each.text) for each in report.warnings] == [("container", text)]


@pytest.mark.parametrize(
    ("first", "rows", "told"),
    [
        ("", "1,2\n2,1", [(2, "1")]),
        ("", "1,2\n2,3\n3,1\n4,1", [(2, "1")]),
        ("", "4,1\n1,2\n2,1", [(2, "1")]),
        ("1,2\n2,", "2,3\n3,1", [(2, "2")]),
        ("", "1,\n2,1\n3,2", []),
    ],
)
def test_classes_in_a_circle_are_told(
    bring: Bring, first: str, rows: str, told: list[tuple[int, str]]
) -> None:
    if first:
        bring(f"code,parent\n{first}\n", kind="scheme")
    report = bring(f"code,parent\n{rows}\n", kind="scheme")
    found = [(each.row, each.text) for each in report.warnings if "below itself" in each.text]
    assert found == [(row, f"{code} would lie below itself.") for row, code in told]


def test_a_container_that_nothing_answers_to_is_told_once(bring: Bring) -> None:
    """R43: what was not understood is said."""
    rows = "F1,B9\nF2,B9\nF3,B8\nB7,\nF4,B7\n"
    report = bring(f"barcode,container\n{rows}")
    told = "no holding answers to “B9”, nor in 3 rows to what they name; kept as text"
    assert [(each.row, each.field, each.text) for each in report.warnings] == [
        (2, "container", told)
    ]
    assert not bring("barcode,container\nF4,B7\n").warnings
    one = bring("barcode,container\nF5,B6\n").warnings
    assert [each.text for each in one] == ["no holding answers to “B6”; kept as text"]


def test_another_home_than_that_of_the_box_is_told(bring: Bring) -> None:
    """R24: what lies in a box is where that is."""
    bring("barcode,row\nL1,A\nL2,B\n", kind="locations")
    rows = "B1,L1,\nB2,,B1\nF1,L1,B1\nF2,L2,B1\nF3,L2,B2\nF4,,B1\n"
    for _run in ("new", "again"):
        report = bring(f"barcode,home,container\n{rows}")
        assert [(each.row, each.field) for each in report.warnings] == [(5, "home"), (6, "home")]
