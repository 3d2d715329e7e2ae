"""Accessions: announced, listed, received, taken in or refused (R11, R12, R28)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, found, register
from rmdesk.duties.accession import (
    ACCESSIONS,
    accept,
    list_boxes,
    receive,
    refuse_accession,
    strike,
    told_accession,
)
from rmdesk.duties.accessions import Accession
from rmdesk.duties.box_list import pasted
from rmdesk.duties.person import add_person
from rmdesk.duties.place import add_place
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.undo import undo
from rmdesk.exchange import import_file
from rmdesk.labels import transmittal
from rmdesk.labels.contents import labels_of
from rmdesk.labels.paper import Pages
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.model.errors import BadInput, NotFound, Refused
from rmdesk.model.records import Holding
from tests.desk.conftest import Centre

ABOUT = {
    "unit": "Finance", "title": "Invoices", "series": "Invoices", "authority": "DA-1",
    "class": "10", "dates": "1990-1995",
}  # fmt: skip


@pytest.fixture
def room(centre: Centre) -> Centre:
    """Two classes under two schedule items."""
    for code in ("10", "20"):
        item = {"code": f"RS-{code}", "trigger": "closure", "rule": f"Retain {code} years"}
        register(centre.session, SCHEDULE, {**item, "disposition": "destroy"})
        register(centre.session, SCHEME, {"code": code, "title": code, "schedule": f"RS-{code}"})
    return centre


def announce(centre: Centre, text: str = "", **about: Any) -> str:
    accession: Accession = register(centre.session, ACCESSIONS, {**ABOUT, **about})
    if text:
        list_boxes(centre.session, accession.number, pasted(text))
    return accession.number


def test_no_file_takes_an_accession_on(room: Centre, tmp_path: Path) -> None:
    """Its acts do, each with its checks: boxes that were taken in are not made twice (R12)."""
    number = announce(room, "box\n1\n2")
    receive(room.session, number, {})
    rows = tmp_path / "a.csv"
    rows.write_text(f"number,status,remarks\n{number},announced,by hand\n", "utf-8")
    report = import_file(room.session, "accessions", rows)
    told = f"{number} is received here, which no file changes; left out"
    assert [(each.field, each.text) for each in report.warnings] == [("status", told)]
    kept = found(room.session, ACCESSIONS, number)
    assert (kept.status, kept.remarks) == ("received", "by hand")
    rows.write_text("number,unit,title,status\n1999-1,Finance,Old,accessioned\n", "utf-8")
    assert import_file(room.session, "accessions", rows).warnings == []
    assert found(room.session, ACCESSIONS, "1999-1").status == "accessioned"


def parts(session: Session, number: str) -> Any:
    assert ACCESSIONS.parts is not None
    return ACCESSIONS.parts(session, found(session, ACCESSIONS, number))


def against(attempt: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        attempt()
    return [(each.rule, each.text) for each in refused.value.reasons]


def registered(centre: Centre, number: str) -> list[Holding]:
    rows = centre.session.store.table("holdings").all()
    return [Holding.from_document(row) for row in rows if row.get("accession") == number]


def test_it_is_announced_received_and_taken_in(room: Centre) -> None:
    rows = "1\tC-1\tA\t1990\n1\tC-2\tB\t1991\n2\t\tPlans\t"
    number = announce(room, f"box\tfile number\ttitle\tdates\n{rows}")
    assert number == "2026-0001"
    receive(room.session, number, {})
    accept(room.session, number, {"place": "L2"})
    told = told_accession(room.session, found(room.session, ACCESSIONS, number))
    names = "status", "boxes", "files", "here", "metres"
    assert [told[name] for name in names] == ["accessioned", 2, 2, 2, 0.8]
    kept = {each.identifier: each for each in registered(room, number)}
    assert list(kept) == ["2026-0001-01", "C-1", "C-2", "2026-0001-02"]
    box, file = kept["2026-0001-01"], kept["C-1"]
    assert (box.kind, box.title, box.unit, box.class_, box.home_id) == (
        "box", "Invoices", "Finance", "10", room.other_shelf.id,
    )  # fmt: skip
    assert (file.inside, file.dates, file.date_from) == (box.id, "1990", "1990")
    assert [row["record"] for row in parts(room.session, number)["lines"]] == [
        box.barcode, "C-1", "C-2", kept["2026-0001-02"].barcode,
    ]  # fmt: skip


def test_numbers_follow_the_sites_patterns_and_are_never_given_twice(room: Centre) -> None:
    assert [announce(room), announce(room)] == ["2026-0001", "2026-0002"]
    room.file("OLD", kind="box", accession="2026-0003")
    assert announce(room) == "2026-0004"
    room.desk.guidelines.numbers.accession = "A{number}/{year}"  # type: ignore[misc]
    room.desk.guidelines.numbers.box = "{accession}.{number}"  # type: ignore[misc]
    number = announce(room, "0001")
    assert number == "A5/2026"
    assert parts(room.session, number)["lines"][0]["box_code"] == "A5/2026.1"


@pytest.mark.parametrize("name", ["unit", "title"])
def test_it_has_a_unit_and_a_title(room: Centre, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        announce(room, **{name: ""})
    assert refused.value.field_name == name


FINDINGS = {
    "": [("", "R12", True)],
    "1\tA\t1990": [],
    "1\tA\t1990\n3\tB\t1991": [(2, "R12", True)],
    "box\tkind\ttitle\n1\tbox\tA\n1\tbox\tB": [(1, "R12", True)],
    "box\tbarcode\n1\t0001\n2\t0001": [(1, "R42", True), (2, "R42", True)],
    "box\tbarcode\n1\tTAKEN": [(1, "R42", True)],
    "box\tbarcode\n1\tP1": [(1, "R42", True)],
    "box\tseries\n1\tLetters": [(1, "R12", True)],
    "box\tauthority\n1\tDA-2": [(1, "R12", True)],
    "box\tfile\tclass\tdates\n1\tC-1\t10\t1990\n1\tC-2\t20\t1990": [(1, "R11", True)],
    "box\tfile\tclass\tdates\n1\tC-1\t10\t1990\n2\tC-2\t20\t1990": [],
    "box\tfile\ttitle\n1\tC-1\tA": [(1, "R12", False)],
    "box\ttitle\tdates\n1\tA\tlong ago": [(1, "R43", False)],
    "box\tfile\tdates\textent m\n1\tC-1\t1990\t0.3\n1\tC-2\t1990\t0.2": [(1, "R30", True)],
    "box\tfile\tdates\textent m\n1\tC-1\t1990\t0.3\n1\tC-2\t1990\t0.1": [],
}


@pytest.mark.parametrize(("text", "told"), FINDINGS.items())
def test_what_is_to_be_done_is_told_box_by_box(
    room: Centre, text: str, told: list[tuple[int, str, bool]]
) -> None:
    room.file("TAKEN")
    number = announce(room, text)
    found_ = parts(room.session, number)["to_do"]
    assert [(each["box"], each["rule"], each["refuses"]) for each in found_] == told
    if text:
        receive(room.session, number, {})
        refusing = [rule for _box, rule, refuses in told if refuses]
        if refusing:
            rules = {rule for rule, _text in against(lambda: accept(room.session, number, {}))}
            assert rules == set(refusing)
            assert registered(room, number) == []
        else:
            accept(room.session, number, {})


def test_what_names_no_authority_or_class_is_told_and_taken(room: Centre) -> None:
    number = announce(room, "0001", authority="", **{"class": ""})
    told = [(each["rule"], each["refuses"]) for each in parts(room.session, number)["to_do"]]
    assert told == [("R12", False), ("R10", False)]


def to_do(centre: Centre, number: str) -> list[tuple[str, str]]:
    return [(each["rule"], each["text"]) for each in parts(centre.session, number)["to_do"]]


def test_a_class_without_an_item_is_told_once_whoever_names_it(room: Centre) -> None:
    register(room.session, SCHEME, {"code": "30", "title": "Thirty"})
    number = announce(room, "title,class,dates\nA,30,1990\nB,10,1990\nC,99,1990\nD,30,1990")
    assert to_do(room, number) == [
        ("R10", "class 30 has no item of the schedule: never due (R10)"),
        ("R10", "class 99 has no item of the schedule: never due (R10)"),
    ]
    each_its_own = announce(room, "title,class,dates\nA,10,1990", **{"class": ""})
    assert to_do(room, each_its_own) == []


def test_a_class_that_one_may_not_know_of_is_as_one_that_is_not_there(room: Centre) -> None:
    register(room.session, SCHEME, {"code": "S", "title": "S", "schedule": "RS-20",
                                    "security": "secret"})  # fmt: skip
    clerk = room.desk.session("clerk")
    add_person(room.session, {"name": "Cy", "login": "clerk", "role": "technician"})
    told = []
    for code in ("S", "X"):
        number = announce(room, f"box\tfile\tclass\tdates\n1\tA\t10\t1990\n1\tB\t{code}\t1990",
                          authority="DA-7", **{"class": "10"})  # fmt: skip
        rows = parts(clerk, number)["to_do"]
        told.append([str(row).replace(number, "N").replace(code, "C") for row in rows])
    assert told[0] == told[1]
    ((rule, text),) = (each for each in to_do(room, "2026-0001") if "class S" in each[1])
    assert (rule, "secret" in text) == ("R10", True)


def test_the_place_that_is_named_takes_the_boxes_or_that_is_told(room: Centre) -> None:
    add_place(room.session, {"barcode": "S", "row": "C", "shelf": "1", "capacity_m": 0.9})
    boxes = "1\tA\t1990\n2\tB\t1990\n3\tC\t1990"
    full = ("R30", "C-1 has no room for the 0.4 m of 2026-0001-03.")
    number = announce(room, boxes, place="S")
    assert to_do(room, number) == [full]
    receive(room.session, number, {})
    accept(room.session, number, {"place": "L1"})
    nowhere = announce(room, boxes, place="Annex")
    ((rule, text),) = to_do(room, nowhere)
    assert (rule, "Annex" in text) == ("R43", True)


def test_who_names_a_place_means_one_that_is_there(room: Centre) -> None:
    number = announce(room, "0001", place="Annex")
    receive(room.session, number, {})
    with pytest.raises(NotFound, match="B9-9-9"):
        accept(room.session, number, {"place": "B9-9-9"})
    for n in "12":
        add_place(room.session, {"barcode": f"N{n}", "room": n, "row": "N", "shelf": "1"})
    with pytest.raises(BadInput, match="may be any of"):
        accept(room.session, number, {"place": "N-1"})
    assert registered(room, number) == []
    accept(room.session, number, {})
    assert registered(room, number)[0].home == "Annex"


def test_what_differs_from_the_list_is_told_one_by_one(room: Centre) -> None:
    number = announce(room, "0001\n0002\n0003")
    receive(room.session, number, {"boxes": ["0001", "X9", "x9"]})
    told = [each["text"] for each in parts(room.session, number)["discrepancies"]]
    assert told == [
        "2026-0001-02 (0002) is on the list and did not come.",
        "2026-0001-03 (0003) is on the list and did not come.",
        "X9 came and is not on the list.",
    ]
    assert [text for _rule, text in against(lambda: accept(room.session, number, {}))] == told
    receive(room.session, number, {"boxes": ["2026-0001-02"]})
    strike(room.session, number, {"box": "3", "reason": "never packed"})
    list_boxes(room.session, number, pasted("X9"))
    assert parts(room.session, number)["discrepancies"] == []
    accept(room.session, number, {})
    assert [each.barcode for each in registered(room, number)] == ["0001", "0002", "X9"]


def test_boxes_are_named_by_barcode_code_or_number(room: Centre) -> None:
    number = announce(room, "0001\nA2\n0003")
    receive(room.session, number, {"boxes": ["1", "a2", "2026-0001-03"]})
    assert parts(room.session, number)["discrepancies"] == []


def test_what_is_struck_leaves_no_gap(room: Centre) -> None:
    number = announce(room, "box\tfile\tdates\n1\tA\t1990\n2\tB\t1990\n3\tC\t1990")
    strike(room.session, number, {"box": "2", "reason": "kept by the unit"})
    told = [(row["box"], row["identifier"]) for row in parts(room.session, number)["lines"]]
    assert told == [(1, ""), (1, "A"), (2, ""), (2, "C")]
    with pytest.raises(NotFound):
        strike(room.session, number, {"box": "3"})


def test_a_box_that_stands_there_twice_is_struck_once(room: Centre) -> None:
    number = announce(room, "box\tkind\ttitle\n1\tbox\tA\n1\tbox\tB\n2\tbox\tC")
    strike(room.session, number, {"box": "1"})
    assert [row["box"] for row in parts(room.session, number)["lines"]] == [1, 2]


def test_what_came_unlisted_is_sent_back(room: Centre) -> None:
    number = announce(room, "0001")
    receive(room.session, number, {"boxes": ["0001", "X9"]})
    strike(room.session, number, {"box": "X9"})
    accept(room.session, number, {})
    assert [each.barcode for each in registered(room, number)] == ["0001"]


def test_a_refused_one_leaves_nothing(room: Centre) -> None:
    number = announce(room, "0001\n0002")
    receive(room.session, number, {})
    refuse_accession(room.session, number, {"reason": "mould"})
    assert registered(room, number) == []
    room.file("0001", kind="box")
    told = told_accession(room.session, found(room.session, ACCESSIONS, number))
    assert (told["status"], told["refused_for"]) == ("refused", "mould")


OVER: dict[str, Callable[[Session, str], object]] = {
    "list": lambda session, number: list_boxes(session, number, pasted("0009")),
    "receive": lambda session, number: receive(session, number, {}),
    "strike": lambda session, number: strike(session, number, {"box": "1"}),
    "accept": lambda session, number: accept(session, number, {}),
    "refuse": lambda session, number: refuse_accession(session, number, {"reason": "x"}),
    "amend": lambda session, number: amend(session, ACCESSIONS, number, {"title": "x"}),
}


@pytest.mark.parametrize("end", ["accept", "refuse"])
@pytest.mark.parametrize("act", OVER)
def test_what_is_over_stays_as_it_is(room: Centre, act: str, end: str) -> None:
    number = announce(room, "0001")
    receive(room.session, number, {})
    OVER[end](room.session, number)
    assert [rule for rule, _text in against(lambda: OVER[act](room.session, number))] == ["R35"]


def test_it_is_not_taken_in_before_it_came(room: Centre) -> None:
    number = announce(room, "0001")
    assert against(lambda: accept(room.session, number, {}))[0][0] == "R35"


def test_a_place_without_room_takes_none_of_it(room: Centre) -> None:
    add_place(room.session, {"barcode": "S", "row": "C", "shelf": "1", "capacity_m": 0.5})
    number = announce(room, "0001\n0002", place="S")
    receive(room.session, number, {})
    assert against(lambda: accept(room.session, number, {}))[0][0] == "R30"
    assert registered(room, number) == []
    accept(room.session, number, {"place": "L1"})


def test_what_left_for_good_comes_back_as_another_record(room: Centre) -> None:
    gone = room.file("0001", kind="box")
    with room.session.change("test"):
        table = room.session.store.table("holdings")
        table.update({"status": "withdrawn"}, doc_ids=[gone.id])
    number = announce(room, "0001")
    assert parts(room.session, number)["to_do"] == []
    receive(room.session, number, {"boxes": ["0001"]})
    accept(room.session, number, {})
    (back,) = registered(room, number)
    assert (room.status("0001"), back.status) == ("withdrawn", "in")
    assert back.barcode != "0001"
    assert "0001" in back.notes


def test_taking_in_is_undone_as_one(room: Centre) -> None:
    number = announce(room, "box\tfile\tdates\n1\tA\t1990")
    receive(room.session, number, {})
    accept(room.session, number, {})
    assert undo(room.session).action == "accept-accession"
    assert registered(room, number) == []
    assert found(room.session, ACCESSIONS, number).status == "received"
    accept(room.session, number, {})


def test_who_may_not_know_of_it_learns_nothing(room: Centre) -> None:
    add_person(room.session, {"name": "Clerk", "login": "clerk", "role": "technician"})
    clerk = room.desk.session("clerk")
    number = announce(room, "0001", security="secret", caveats=["NATO"])
    with pytest.raises(NotFound):
        found(clerk, ACCESSIONS, number)
    with pytest.raises(NotFound):
        receive(clerk, number, {})
    assert clerk.visible.count_in("accession_lines") == clerk.visible.count_in("accessions") == 0
    with pytest.raises(Refused):
        register(clerk, ACCESSIONS, {**ABOUT, "security": "secret"})
    receive(room.session, number, {})
    accept(room.session, number, {})
    assert registered(room, number)[0].guard == "secret|NATO"


def test_a_register_of_accessions_is_brought_in_and_taken_as_it_is(
    room: Centre, tmp_path: Path
) -> None:
    path = tmp_path / "accessions.csv"
    rows = "1999-0001,Finance,Old,accessioned\n1999-0002,Legal,New,\n"
    path.write_text(f"number,unit,title,status\n{rows}", "utf-8")
    assert import_file(room.session, "accessions", path).added == 2
    assert import_file(room.session, "accession", path).unchanged == 2
    states = [found(room.session, ACCESSIONS, f"1999-000{n}").status for n in (1, 2)]
    assert states == ["accessioned", "announced"]
    path.write_text("number,unit,title\n1999-0001,Finance,Other\n", "utf-8")
    (refused,) = import_file(room.session, "accessions", path).refused
    assert "(R35)" in refused.reason


def test_its_boxes_get_their_labels(room: Centre) -> None:
    number = announce(room, "0001\n0002")
    receive(room.session, number, {})
    accept(room.session, number, {})
    wanted = labels_of(room.session, LabelSource(Sort.ACCESSION, text=number, only="box"), "box")
    assert [each.code for each in wanted.contents] == ["0001", "0002"]
    assert [each.fields["accession"] for each in wanted.contents] == [number, number]


def test_the_transmittal_has_its_fields_and_room_for_both_signatures(
    room: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    write = Pages.text

    def text(pages: Any, line: str, *more: Any) -> None:
        said.append(line)
        write(pages, line, *more)

    monkeypatch.setattr(Pages, "text", text)
    more = {"opr": "CFO", "restriction": "staff only", "disposition_date": "2031-12-31"}
    number = announce(room, "0001\n0002", prepared_by="A. Ito", place="L2", **more)
    receive(room.session, number, {})
    accession, pdf = transmittal.transmittal_pdf(room.session, number)
    assert (accession.number, pdf[:5]) == (number, b"%PDF-")
    told = "\n".join(said)
    for wanted in (
        "Accession: 2026-0001 (received)", "Unit: Finance", "CFO", "Series: Invoices", "1990-1995",
        "2: 2026-0001-01 to 2026-0001-02", "0.8 linear metres", "Container type: box",
        "Restriction: staff only", "DA-1", "2031-12-31", "L2", "Prepared by: A. Ito, 2026-03-02",
        "Received by: mlee, 2026-03-02", "For the unit", "For the records centre",
    ):  # fmt: skip
        assert wanted in told
    assert told.count("Signature:") == 2


def test_both_sign_on_one_page_however_long_the_list_is(
    room: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[tuple[int, int]] = []  # by length of the list, the page
    write = Pages.text

    def text(pages: Any, line: str, *more: Any) -> None:
        write(pages, line, *more)
        if line.startswith(("For the", "Signature")):
            signed.append((len(lines), len(pages)))

    monkeypatch.setattr(Pages, "text", text)
    number, lines = announce(room), list[str]()
    for n in range(1, 40):
        lines.append(f"{n:04}")
        list_boxes(room.session, number, pasted(lines[-1]))
        transmittal.transmittal_pdf(room.session, number)
    assert len(signed) == 4 * len(lines)
    assert len(set(signed)) == len(lines)
    assert max(page for _length, page in signed) > 1
