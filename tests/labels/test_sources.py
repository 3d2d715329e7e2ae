"""Which records get labels: an accession, a range of places, what is stored there, slips."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rmdesk.desk.desk import Session
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.picking import pick
from rmdesk.duties.place import add_place
from rmdesk.duties.request import intake
from rmdesk.labels.contents import example_of, labels_of
from rmdesk.labels.presets import LabelSource, Last, Sort, recall, remember, unprinted, usual
from rmdesk.labels.printing import kept, made_new, print_again, print_labels, spool_of
from rmdesk.labels.settings import Settings
from rmdesk.labels.spool import JobState
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.opening import init_home
from tests.staff import colleague

ACCESSION = "2026-0067"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A centre with twelve shelves, and an accession of eleven boxes with a file in the first."""
    with init_home(tmp_path_factory.mktemp("home"), "mlee") as desk:
        session = desk.session("mlee")
        with session.change("sample"):
            _fill(session)
        yield session


def _fill(session: Session) -> None:
    for bay in ("1", "2"):
        for shelf in range(1, 7):
            place = {"row": "A", "bay": bay, "shelf": str(shelf)}
            add_place(session, {"barcode": f"S{bay}{shelf}", **place})
    for number in range(1, 12):
        box = {"barcode": f"B{number}", "kind": "box", "accession": ACCESSION, "unit": "Finance"}
        home = {"home": "A-1-2" if number < 3 else "A-2-1", "title": "Secret Client Ltd"}
        add_holding(session, {**box, **home, "identifier": f"{ACCESSION}-{number}"})
    file = {"barcode": "F1", "kind": "file", "title": "A contract", "accession": ACCESSION}
    add_holding(session, {**file, "container": "B1", "identifier": "1250-20", "home": "A-1-2"})
    for code, inside, said in (
        ("F2", "B2", ""),
        ("F3", "B3", "A-1-1"),
    ):  # they are where their box is
        lies = {
            "barcode": code,
            "kind": "file",
            "title": "Drafts",
            "container": inside,
            "home": said,
        }
        add_holding(session, lies)
    hidden = {"barcode": "H1", "kind": "box", "accession": ACCESSION, "home": "A-1-2"}
    add_holding(session, {**hidden, "security": "secret", "identifier": f"{ACCESSION}-12"})
    add_person(session, {"barcode": "P1", "name": "Keiko Ito", "unit": "Finance", "phone": "42"})
    add_person(session, {"name": "No Badge", "unit": "Legal"})
    add_person(session, {"barcode": "P3", "name": "Clerk", "login": "clerk"})


def codes(session: Session, source: LabelSource, template: str = "") -> list[str]:
    return [content.code for content in labels_of(session, source, template).contents]


def test_an_accession_gives_its_boxes_in_the_order_of_their_numbers(session: Session) -> None:
    wanted = labels_of(session, LabelSource(Sort.ACCESSION, text=ACCESSION, only="box"))
    assert wanted.template == "box"
    assert [content.code for content in wanted.contents][:3] == ["B1", "B2", "B3"]
    assert (wanted.total, wanted.kinds) == (12, {"box": 12, "file": 1})
    with pytest.raises(NotFound, match="accession"):
        labels_of(session, LabelSource(Sort.ACCESSION, text="1999-1"))


def test_a_limit_says_how_many_there_are(session: Session) -> None:
    wanted = labels_of(session, LabelSource(Sort.ACCESSION, text=ACCESSION), most=5)
    assert (len(wanted.contents), wanted.total) == (5, 13)


def test_what_a_person_may_not_know_of_gets_no_label(session: Session) -> None:
    clerk = colleague(session.desk, "clerk")
    assert "H1" not in codes(clerk, LabelSource(Sort.ACCESSION, text=ACCESSION))
    assert "H1" not in codes(clerk, LabelSource(Sort.STORED, text="A-1"))
    wanted = labels_of(clerk, LabelSource(Sort.ACCESSION, text=ACCESSION), "transmittal")
    assert "secret" not in wanted.contents[0].fields.values()


@pytest.mark.parametrize(
    ("text", "first", "last", "count"),
    [
        ("A-1-2..A-2-3", "S12", "S23", 8),
        ("S23..S12", "S12", "S23", 8),  # scanned the other way round
        ("a-1-4", "S14", "S14", 1),
        ("A-1", "S11", "S16", 6),  # no such place, but those in it
        ("A-1..A-2", "S11", "S26", 12),
    ],
)
def test_a_range_of_places_is_walked_from_end_to_end(
    session: Session, text: str, first: str, last: str, count: int
) -> None:
    found = codes(session, LabelSource(Sort.PLACES, text=text))
    assert (found[0], found[-1], len(found)) == (first, last, count)


def test_a_range_that_names_no_place_is_refused(session: Session) -> None:
    for text in ("", "..", "A-1..", "..A-1"):
        with pytest.raises(BadInput, match="first and last"):
            labels_of(session, LabelSource(Sort.PLACES, text=text))
    with pytest.raises(NotFound, match="X-9"):
        labels_of(session, LabelSource(Sort.PLACES, text="X-9"))


def test_what_is_stored_comes_shelf_by_shelf_and_files_go_with_their_boxes(
    session: Session,
) -> None:
    stored = LabelSource(Sort.STORED, text="A-1-1..A-2-1")
    assert codes(session, stored)[:4] == ["B1", "B2", "H1", "B3"]
    assert codes(session, LabelSource(Sort.STORED, text="A-1", only="file")) == ["F1", "F2"]
    assert codes(session, LabelSource(Sort.STORED, text="A-2", only="file")) == ["F3"]
    assert codes(session, LabelSource(Sort.INSIDE, keys=("B1",))) == ["F1"]
    assert not session.store.scans


def test_a_box_among_files_still_shows_no_client(session: Session) -> None:
    box, file = labels_of(session, LabelSource(keys=("B1", "F1"))).contents
    assert "title" not in box.fields
    assert file.fields["title"] == "A contract"


def test_slips_say_who_asked_and_then_who_has_it(session: Session) -> None:
    assert (
        "borrower"
        not in labels_of(session, LabelSource(keys=("B9",)), "outcard").contents[0].fields
    )
    intake(session, "P1", ["B9"], priority="urgent", delivery="counter")
    asked = labels_of(session, LabelSource(keys=("B9",)), "request").contents[0].fields
    assert (asked["requester"], asked["priority"], asked["unit"]) == (
        "Keiko Ito", "urgent", "Finance",
    )  # fmt: skip
    pick(session, "B9")
    (card,) = labels_of(session, LabelSource(keys=("B9",)), "outcard").contents
    charge_out(session, ["B9"], "P1")
    (lent,) = labels_of(session, LabelSource(keys=("B9",)), "chargeout").contents
    assert (lent.fields["borrower"], lent.fields["phone"]) == ("Keiko Ito", "42")
    assert lent.fields["due"] > lent.fields["out"] > "2000"
    assert card.fields["request"].startswith("R-")
    same = ("borrower", "phone", "out", "due", "identifier")
    assert [card.fields[name] for name in same] == [lent.fields[name] for name in same]


def test_an_accession_has_one_transmittal(session: Session) -> None:
    source = LabelSource(Sort.ACCESSION, text=ACCESSION)
    (content,) = labels_of(session, source, "transmittal").contents
    assert content.code == ACCESSION
    assert content.fields["boxes"] == f"12: {ACCESSION}-1 – {ACCESSION}-12"
    assert content.fields["restriction"] == "secret"


def test_badges_need_a_barcode(session: Session) -> None:
    wanted = labels_of(session, LabelSource(Sort.PEOPLE, keys=("P1",)))
    assert (wanted.template, wanted.contents[0].fields["name"]) == ("badge", "Keiko Ito")
    with pytest.raises(BadInput, match="No Badge has no barcode"):
        labels_of(session, LabelSource(Sort.PEOPLE, keys=("No Badge",)))


def test_a_block_is_issued_once_and_printed_again_as_it_is(
    session: Session, tmp_path: Path
) -> None:
    source = LabelSource(Sort.NEW, kind="place", count=3)
    assert example_of(session, source).total == 3
    first = print_labels(session, source, Settings(printer=f"file:{tmp_path / 'a'}"), Last())
    again = print_again(session, first.last)
    assert (first.job.labels, again.job.labels, len(first.last.blanks)) == (3, 3, 3)
    assert again.last.blanks == first.last.blanks
    assert recall(session.desk.home, "mlee") == again.last


def test_a_used_sheet_goes_on_and_each_template_keeps_its_stock(
    session: Session, tmp_path: Path
) -> None:
    settings = Settings(printer=f"file:{tmp_path / 'a'}", stock="Avery 5160", start=29)
    places = print_labels(session, LabelSource(Sort.PLACES, text="A-1"), settings, Last()).last
    assert (places.stock, places.next_start) == ("Avery 5160", 5)
    badge = LabelSource(Sort.PEOPLE, keys=("P1",))
    other = print_labels(session, badge, Settings(printer=settings.printer), places).last
    assert other.stocks == {"place": "Avery 5160", "badge": ""}
    assert other.next_start == 2


def test_what_still_waits_is_tried_again_and_not_printed_twice(
    session: Session, tmp_path: Path
) -> None:
    printer = f"file:{tmp_path / 'off' / 'a'}"
    (tmp_path / "off").write_text("a file where the folder should be")
    waits = print_labels(session, LabelSource(Sort.NEW), Settings(printer=printer), Last())
    assert waits.job.state is JobState.WAITING
    print_again(session, waits.last)
    assert len(spool_of(session).jobs()) == 1
    (tmp_path / "off").unlink()
    assert print_again(session, waits.last).job.state is JobState.PRINTED
    assert spool_of(session).jobs() == []


def test_a_job_in_the_spool_names_no_record(session: Session, tmp_path: Path) -> None:
    _barcodes, job = made_new(session, LabelSource(Sort.NEW), Settings())
    number = kept(session, job, f"file:{tmp_path / 'x.pdf'}").number
    assert spool_of(session).job(number).title == "1 label"
    with pytest.raises(BadInput, match="no printer"):
        kept(session, job, "nowhere")
    spool_of(session).discard(number)


def test_a_job_is_there_for_who_may_know_of_all_that_is_on_it(session: Session) -> None:
    home, clerk = session.desk.home, session.desk.session("clerk")
    off = Settings(printer="tcp://127.0.0.1:9")
    seen, hidden = (
        print_labels(session, LabelSource(keys=keys), off, Last()).job
        for keys in (("F1",), ("F1", "H1"))
    )
    assert [each.number for each in spool_of(session).jobs()] == [seen.number, hidden.number]
    assert [each.number for each in spool_of(clerk).jobs()] == [seen.number]
    assert unprinted(home, session.visible.may_know) == 2
    assert unprinted(home, clerk.visible.may_know) == 1
    for asked in (spool_of(clerk).job, spool_of(clerk).discard):
        with pytest.raises(NotFound):
            asked(hidden.number)
    assert [each.number for each in spool_of(clerk).retry_all()] == [seen.number]
    again = recall(home, "mlee")
    assert again
    assert print_again(session, replace(again, job="")).job.guard == "secret"
    for each in spool_of(session).jobs():
        spool_of(session).discard(each.number)


def test_a_printer_that_is_none_costs_no_numbers(session: Session) -> None:
    before, _job = made_new(session, LabelSource(Sort.NEW), Settings())
    with pytest.raises(BadInput, match="no printer"):
        print_labels(session, LabelSource(Sort.NEW, count=30), Settings(printer="usb:1"), Last())
    after, _job = made_new(session, LabelSource(Sort.NEW), Settings())
    assert int(after[0][1:7]) == int(before[0][1:7]) + 1


def test_each_account_has_its_last_and_a_new_one_the_desks_settings(tmp_path: Path) -> None:
    printed = Last(
        LabelSource(Sort.NEW, count=2),
        Settings(printer="lp:zebra", format="zpl", start=7, template="badge"),
        blanks=("R1", "R2"),
        printers={"lp:zebra": Settings(dpi=600)},
    )
    assert recall(tmp_path, "m/lee") is None
    remember(tmp_path, "m/lee", printed)
    assert recall(tmp_path, "m/lee") == printed
    assert recall(tmp_path, "roy") is None
    begun = usual(tmp_path).settings
    assert (begun.printer, begun.start, begun.template) == ("lp:zebra", 1, "")
    for file in (tmp_path / "labels" / "last").iterdir():
        assert file.stat().st_mode & 0o007 == 0
        file.write_text("{}")
    assert recall(tmp_path, "m/lee") is None
    assert usual(tmp_path) == Last()
