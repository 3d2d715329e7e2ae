"""What is under a hold stays as it is (R1): however it is held, and wherever it is asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb.table import Document

from rmdesk import duties
from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.registering import amend, register
from rmdesk.duties.held import Coverage, Hold, holds_on
from rmdesk.duties.hold import HOLDS, lift, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.place import add_place
from rmdesk.duties.request import intake
from rmdesk.duties.scheme import SCHEME
from rmdesk.duties.undo import undo
from rmdesk.exchange import ImportReport, export, import_file, take_back
from rmdesk.model.errors import Refused
from rmdesk.model.records import Holding
from tests.desk.conftest import Centre

ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal Services"}
FILE = "barcode,title,class,unit,container,home\nFILE,Minutes,10-2,Finance,INNER,Z9-01-1\n"
CLASSES = "code,title,parent\n10,Money,\n10-2,Budgets,10\n10-2-1,Drafts,10-2\n11,People,\n"

HELD_BY: dict[str, dict[str, object]] = {
    "itself": {"on": ["FILE"]},
    "its box": {"on": ["INNER"]},
    "a box around its box": {"on": ["BOX"]},
    "its class": {"class_": "10-2"},
    "a class above": {"class_": "10"},
    "its unit": {"unit": "Finance"},
}


class Room:
    """A technician who may know of everything; two boxes, one in the other, and three classes."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.folder = centre, folder
        values = {"name": "T", "login": "tech", "role": "technician", "clearance": "top secret"}
        add_person(centre.session, {**values, "caveats": ["*"]})
        self.technician: Session = centre.desk.session("tech")
        centre.file("BOX", kind="box")
        centre.file("INNER", kind="box", container="BOX")
        self.bring("scheme", CLASSES, centre.session)

    def bring(self, kind: str, text: str, session: Session | None = None) -> ImportReport:
        """Bring a file in, as the technician if nobody is named."""
        path = self.folder / f"{kind}.csv"
        path.write_text(text, "utf-8")
        return import_file(session or self.technician, kind, path)

    def add(self) -> None:
        """Register the file by hand; its home is a place that is not there yet."""
        names, values = FILE.splitlines()
        said = dict(zip(names.split(","), values.split(","), strict=True))
        add_holding(self.technician, said)

    def hold(self, given: dict[str, object]) -> str:
        about: Hold = register(self.centre.session, HOLDS, ABOUT)
        place(self.centre.session, about.number, given)
        return about.number

    def kept(self) -> Document:
        """The file as the store keeps it."""
        found = self.centre.session.store.table(Holding.table).one("barcode", "FILE")
        assert found is not None
        return found


@pytest.fixture
def room(centre: Centre, tmp_path: Path) -> Room:
    return Room(centre, tmp_path)


def edited(**values: str) -> Callable[[Room], object]:
    return lambda room: edit_holding(room.technician, "FILE", values)


def asked(type_: str) -> Callable[[Room], object]:
    return lambda room: intake(room.technician, "P1", ["FILE"], type_=type_)


def brought(text: str, kind: str = "holdings") -> Callable[[Room], object]:
    return lambda room: room.bring(kind, text)


def against(attempt: Callable[[Room], object], room: Room) -> str:
    """Every reason by which an attempt was refused, each with its rule; "" if it was done."""
    try:
        done = attempt(room)
    except Refused as refusal:
        return " ".join(f"{each.text} ({each.rule})" for each in refusal.reasons)
    return " ".join(each.reason for each in done.refused) if type(done) is ImportReport else ""


def amended(room: Room) -> None:
    room.add()
    edit_holding(room.technician, "FILE", {"notes": "torn"})


def amended_by_a_file(room: Room) -> None:
    room.add()
    room.bring("holdings", "barcode,title,notes\nFILE,Minutes,torn\n")


def made_by_a_file(room: Room) -> None:
    room.bring("holdings", FILE)


def given_its_home_since(room: Room) -> None:
    room.add()
    add_place(room.centre.session, {"barcode": "L9", "row": "Z9", "bay": "01", "shelf": "1"})


Step = Callable[[Room], object]
FACES: dict[str, tuple[Step, Step]] = {
    "amend": (Room.add, edited(title="altered")),
    "move to another class": (Room.add, edited(**{"class": "11"})),
    "move to the class above": (Room.add, edited(**{"class": "10"})),
    "classify": (
        Room.add,
        lambda room: perform(
            room.technician, duties.acts()["classify"], ["FILE"], {"class_": "11"}
        ),
    ),
    "take out of its box": (Room.add, edited(container="")),
    "give to another unit": (Room.add, edited(unit="Legal")),
    "undo an amendment": (amended, lambda room: undo(room.technician)),
    "undo its registration": (Room.add, lambda room: undo(room.technician)),
    "row that amends it": (Room.add, brought("barcode,title\nFILE,altered\n")),
    "row that moves it": (Room.add, brought("barcode,title,class\nFILE,Minutes,11\n")),
    "row that links it": (given_its_home_since, brought(FILE)),
    "take back a row that amended it": (
        amended_by_a_file, lambda room: take_back(room.technician),
    ),
    "take back the row that made it": (made_by_a_file, lambda room: take_back(room.technician)),
    "ask to withdraw it": (Room.add, asked("withdrawal")),
    "ask to interfile": (Room.add, asked("interfile")),
}  # fmt: skip
"""Each way to alter a file or to let it go, with what must be done before."""


@pytest.mark.parametrize("by", HELD_BY)
@pytest.mark.parametrize("face", FACES)
def test_what_is_held_is_not_altered(room: Room, face: str, by: str) -> None:
    prepare, attempt = FACES[face]
    prepare(room)
    number, before = room.hold(HELD_BY[by]), room.kept()
    told = against(attempt, room)
    assert "(R1)" in told
    assert number in told
    assert room.kept() == before


@pytest.mark.parametrize("face", FACES)
def test_what_is_free_is_altered_by_each_of_these(room: Room, face: str) -> None:
    prepare, attempt = FACES[face]
    prepare(room)
    room.hold({"class_": "11"})
    assert against(attempt, room) == ""


def test_a_row_that_only_finds_the_box_it_named_before_is_refused(room: Room) -> None:
    text = "barcode,title,container\nFILE,Minutes,LATER\n"
    room.bring("holdings", text)
    room.hold({"on": ["FILE"]})
    assert room.bring("holdings", text).unchanged == 1
    room.centre.file("LATER", kind="box")
    report = room.bring("holdings", text)
    ((row, field, why),) = [(each.row, each.field, each.reason) for each in report.refused]
    assert (row, field, "(R1)" in why, report.updated) == (2, "container", True, 0)
    assert "inside" not in room.kept()


def test_a_row_that_brings_the_box_which_it_named_before_is_refused(room: Room) -> None:
    text = "barcode,title,container,kind\nFILE,Minutes,LATER,file\n"
    room.bring("holdings", text)
    room.hold({"on": ["FILE"]})
    report = room.bring("holdings", f"{text}LATER,A box,,box\n")
    assert [(each.row, each.field) for each in report.refused] == [(2, "container")]
    assert "inside" not in room.kept()


def test_a_row_that_is_linked_names_the_field_that_links_it(room: Room) -> None:
    given_its_home_since(room)
    room.hold({"on": ["FILE"]})
    (refused,) = room.bring("holdings", FILE).refused
    assert refused.field == "home"


# --- the classes through which a hold reaches


MOVED = "code,parent,title\n10-2,11,Budgets\n"


def moved(parent: str) -> Callable[[Room], object]:
    """Move a class by hand."""
    return lambda room: amend(room.technician, SCHEME, "10-2", {"parent": parent})


def renamed(room: Room) -> object:
    """Give a class another code by a file of this store, which knows it by its mark."""
    out = room.folder / "out.csv"
    export(room.technician, "scheme", "csv", out, force=True)
    return room.bring("scheme", out.read_text("utf-8-sig").replace("\n10-2,", "\n10-9,", 1))


@pytest.mark.parametrize(
    ("held", "attempt", "refused"),
    [
        ("10", brought(MOVED, "scheme"), True),
        ("10-2", brought(MOVED, "scheme"), False),
        ("11", brought(MOVED, "scheme"), False),
        ("10", brought("code,parent,title\n10-2,10,Plans\n", "scheme"), False),
        ("10", brought("code,parent,title\n10,11,Money\n", "scheme"), False),
        ("10", brought("code,parent,title\n10-3,10,Plans\n", "scheme"), False),
        ("10", moved("11"), True),
        ("10", moved(""), True),
        ("10-2", moved("11"), False),
        ("11", moved("11"), False),
        ("10", renamed, True),
        ("10-2", renamed, True),
        ("11", renamed, False),
        ("10", lambda room: take_back(room.centre.session, "scheme.csv"), True),
    ],
)
def test_a_class_is_not_moved_out_from_under_a_hold(
    room: Room, held: str, attempt: Callable[[Room], object], refused: bool
) -> None:
    room.add()
    edit_holding(room.technician, "FILE", {"class": "10-2-1"})
    number = room.hold({"class_": held})
    was_held = bool(holds_on(room.technician, room.centre.now("FILE")))
    told = against(attempt, room)
    assert ("(R1)" in told, number in told) == (refused, refused), told
    assert was_held <= bool(holds_on(room.technician, room.centre.now("FILE")))


def test_an_amendment_that_moved_a_class_under_a_hold_is_not_undone(room: Room) -> None:
    room.add()
    amend(room.technician, SCHEME, "10-2", {"parent": "11"})
    room.hold({"class_": "11"})
    assert "(R1)" in against(lambda room: undo(room.technician), room)
    assert holds_on(room.technician, room.centre.now("FILE"))


def test_a_class_is_moved_again_when_the_hold_is_lifted(room: Room) -> None:
    room.add()
    number = room.hold({"class_": "10"})
    lift(room.centre.session, number, {"reason": "settled"})
    assert room.bring("scheme", "code,parent,title\n10-2,11,Budgets\n").updated == 1


# --- the hold itself


@pytest.mark.parametrize("act", ["place", "lift from some", "lift"])
def test_who_is_no_supervisor_any_more_undoes_no_hold(room: Room, act: str) -> None:
    room.add()
    room.centre.file("FREE")
    session = room.centre.session
    add_person(session, {"name": "S", "login": "sue", "role": "supervisor"})
    sue = room.centre.desk.session("sue")
    about: Hold = register(session, HOLDS, ABOUT)
    place(session if act != "place" else sue, about.number, {"on": ["FREE"]})
    if act != "place":
        lift(sue, about.number, {"on": ["FREE"] if act != "lift" else [], "reason": "x"})
    edit_person(session, "S", {"role": "technician"})
    before = session.store.table(Coverage.table).all()
    with pytest.raises(Refused) as refusal:
        undo(sue)
    assert {each.rule for each in refusal.value.reasons} == {"R37"}
    assert session.store.table(Coverage.table).all() == before
