"""A duty gets its table, files, commands, log, visibility and undo from its declarations alone."""

import asyncio
import json
import runpy
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
from tinydb import Query

from data.plain import dataclass
from pages.keys import key_sheet
from rmdesk import duties
from rmdesk.desk.acts import SUPERVISOR, Act, Given, Takes
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note, RecordKind, Values
from rmdesk.desk.registering import found, register
from rmdesk.duties import headings
from rmdesk.duties.audit import action_word, entry_line, trail_of
from rmdesk.duties.handled import Handled
from rmdesk.model.errors import Reason, Refused
from rmdesk.model.fields import Record, given, kept, link
from rmdesk.model.records import Holding
from rmdesk.model.values import LEVEL, LINE, MARK, choice
from screens.app import app, keys
from screens.app.act_commands import act_commands
from screens.cli import catalogue, main
from screens.records import actions
from tests.desk.conftest import Centre
from tests.screens.centre import opened
from tests.staff import colleague, signed_in

pytestmark = pytest.mark.whole

COLOURS = ("red", "blue")


@dataclass(kw_only=True, slots=True)
class Toy(Record):
    table: ClassVar[str] = "toys"
    word: ClassVar[str] = "toy"
    unique: ClassVar[tuple[str, ...]] = ("code",)
    sparse: ClassVar[tuple[str, ...]] = ("security", "lies_in")
    called_by: ClassVar[tuple[str, ...]] = ("code",)
    known_by: ClassVar[str] = "security"

    code: str = given(MARK, "toy code", "what stands on the toy")
    paint: str = given(choice(*COLOURS), "its colour", empty="red", word=str.upper)
    label: str = given(LINE, "toy label")
    security: str = given(LEVEL, "security")
    mended: str = kept("", "mended")
    lies_in: int | None = link("holdings", "lies in", "lies_in")


def against_mending(_session: Session, toy: Toy, _given: Given) -> list[Reason]:
    return [Reason("R99", f"{toy.code} is whole.", "breaking it")] if toy.mended else []


def mend(session: Session, keys: Sequence[str], given: Given) -> Toy:
    with session.change("mend"):
        toy: Toy = found(session, TOYS, keys[0])
        if against := against_mending(session, toy, given):
            raise Refused.by("Not mended", *against)
        toy.mended = given["glue"]
        session.save(toy)
    return toy


def put_toy(session: Session, keys: Sequence[str], given: Given) -> list[Handled]:
    with session.change("put-toy"):
        box, toy = session.visible.one(keys[0]), found(session, TOYS, given["toy"])
        toy.lies_in = box.id
        session.save(toy)
    return [Handled(box, box.status, next=f"holds {toy.code}")]


def notes(session: Session, holding: Holding) -> list[Note]:
    rows = session.visible.known(Toy.table, session.store.table(Toy.table).page().rows)
    toys = [Toy.from_document(each) for each in rows if each.get("lies_in") == holding.id]
    return [Note("toy", each.code, {"code": each.code}) for each in toys]


def against_keeping(_session: Session, toy: Toy, _before: Values) -> list[Reason]:
    return [Reason("R98", f"{toy.code} is no toy.")] if toy.label == "Matches" else []


TOYS: RecordKind = RecordKind(
    record=Toy, name="toys", grouped=True, notes=notes, against=against_keeping
)
ACTS = (
    Act(
        name="mend",
        on=Toy,
        title="Mend it",
        help="Glue a toy together.",
        done="Mended: {name}",
        word="glued",
        takes=(Takes(name="glue", help="which glue", kind=LINE, required=True),),
        against=against_mending,
        do=mend,
        permission=SUPERVISOR,
    ),
    Act(
        name="put-toy",
        on=Holding,
        title="Put a toy in",
        help="Put a toy into a box.",
        done="Put in: {name}",
        word="toy put in",
        takes=(Takes(name="toy", help="its code", kind=LINE, required=True),),
        against=lambda _session, _holding, _given: [],
        do=put_toy,
    ),
)


def forget() -> None:
    """What is worked out once from the declarations is worked out anew."""
    for cached in (
        duties.kinds,
        duties.acts,
        duties.schema,
        catalogue._derived,
        headings._labels,
        actions.record_actions,
        act_commands,
    ):
        cached.cache_clear()
    for name in ("registering", "exchanging"):  # their arguments are made when they are imported
        sys.modules.pop(f"screens.cli.commands.{name}", None)


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Centre]:
    """A centre, kept before there were toys, that has the duty of them from now on."""
    module = ModuleType("rmdesk.duties.toy")
    module.KINDS, module.ACTS = (TOYS,), ACTS  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(duties, "DUTIES", (*duties.DUTIES, "toy"))
    monkeypatch.chdir(tmp_path)
    forget()
    centre = Centre(tmp_path / "home")
    centre.file("BOX", kind="box")
    colleague(centre.desk, "clerk")
    yield centre
    centre.desk.close()
    monkeypatch.undo()
    forget()


Say = Callable[..., Any]


@pytest.fixture
def say(toys: Centre, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Says a command, as mlee or as `login`; its JSON, or its exit status if it is refused."""

    def run(*words: str, login: str = "mlee") -> Any:
        signed_in(monkeypatch, login)
        capsys.readouterr()
        status = main(["--home", str(toys.home), "--json", *words])
        told = capsys.readouterr()
        return json.loads(told.out) if status == 0 else (status, json.loads(told.err)["error"])

    return run


def test_it_is_registered_amended_shown_and_listed(say: Say) -> None:
    assert say("toy", "new", "T1", "--paint", "Blue", "--label", "Bear")["paint"] == "blue"
    assert say("add", "toy", "--code", "T2", "--label", "Train")["paint"] == "red"
    assert say("edit", "t2", "--paint", "blue", "--reason", "repainted")["paint"] == "blue"
    for shown in ("show T1", "toy show T1"):
        assert say(*shown.split())["label"] == "Bear"
    for listed in ("list toys", "toy list"):
        told = say(*listed.split(), "--where", "paint=blue")
        assert [each["code"] for each in told] == ["T1", "T2"]
    for refused in ("toy new T1", "toy new T3 --paint mauve"):
        assert say(*refused.split())[0] == 2
    assert say("toy", "show", "T9")[0] == 3


def test_it_goes_into_files_and_comes_from_them(say: Say, tmp_path: Path) -> None:
    rows = tmp_path / "toys.csv"
    rows.write_text("code,paint,label\nT1,Blue,Bear\nT2,red,Train\n", "utf-8")
    assert say("import", "toys", str(rows))["added"] == 2
    assert say("import", "toy", str(rows))["unchanged"] == 2
    out = tmp_path / "out.json"
    say("export", "toys", "--format", "json", "--out", str(out))
    assert [(each["code"], each["paint"]) for each in json.loads(out.read_text("utf-8"))] == [
        ("T1", "blue"),
        ("T2", "red"),
    ]
    assert say("import", "toys", str(out))["unchanged"] == 2


def test_what_stands_against_it_is_said_of_its_rows_too(say: Say, tmp_path: Path) -> None:
    status, error = say("toy", "new", "T1", "--label", "Matches")
    assert (status, error["reasons"][0]["rule"]) == (1, "R98")
    say("toy", "new", "T1", "--label", "Bear")
    rows = tmp_path / "toys.csv"
    rows.write_text("code,label\nT1,Matches\nT2,Matches\nT3,Train\n", "utf-8")
    done = say("import", "toys", str(rows), "--skip-bad")
    assert [(each["row"], each["reason"]) for each in done["refused"]] == [
        (2, "T1 is no toy. (R98)"),
        (3, "T2 is no toy. (R98)"),
    ]
    assert [each["label"] for each in say("toy", "list")] == ["Bear", "Train"]


def test_an_import_of_it_is_taken_back(say: Say, tmp_path: Path) -> None:
    say("toy", "new", "T1", "--label", "Bear")
    rows = tmp_path / "toys.csv"
    rows.write_text("code,label\nT1,Owl\nT2,Train\n", "utf-8")
    say("import", "toys", str(rows))
    done = say("take-back", "toys.csv")
    assert (done["removed"], done["restored"]) == (1, 1)
    assert [(each["code"], each["label"]) for each in say("toy", "list")] == [("T1", "Bear")]


def test_its_acts_are_commands_with_a_dry_run_refused_by_what_they_say(say: Say) -> None:
    say("toy", "new", "T1")
    assert say("toy", "mend", "T1", "--glue", "bone", "--dry-run")["mended"] == "bone"
    assert say("toy", "show", "T1")["mended"] == ""
    assert say("toy", "mend", "T1", "--glue", "bone")["mended"] == "bone"
    status, error = say("toy", "mend", "T1", "--glue", "bone")
    (reason,) = error["reasons"]
    assert (status, reason["rule"], reason["lifted_by"]) == (1, "R99", "breaking it")
    say("toy", "new", "T2")
    status, error = say("toy", "mend", "T2", "--glue", "bone", login="clerk")
    assert (status, error["reasons"][0]["rule"]) == (1, "R37")


def test_the_log_tells_it_in_words_and_undo_takes_it_back(toys: Centre, say: Say) -> None:
    say("toy", "new", "T1")
    say("toy", "mend", "T1", "--glue", "bone")
    assert [each["action"] for each in say("log", "T1")] == ["add toy", "mend"]
    (entry,) = trail_of(toys.session, "T1", 50)[:1]
    line = entry_line(toys.session, entry)
    assert (line["subject"], action_word(entry.action)) == ("T1", "registered")
    assert "paint: RED" in line["change"]
    assert action_word("mend") == "glued"
    assert say("undo")["undone"] == "mend"
    assert say("toy", "show", "T1")["mended"] == ""
    say("undo")
    assert say("toy", "list") == []


def test_what_one_may_not_know_of_it_reads_as_absent(toys: Centre, say: Say) -> None:
    say("toy", "new", "T1", "--security", "secret", "--label", "Kestrel")
    say("toy", "new", "T2")
    assert [each["code"] for each in say("toy", "list", login="clerk")] == ["T2"]
    for words in (("toy", "show", "T1"), ("show", "T1"), ("log", "T1")):
        assert say(*words, login="clerk")[0] == 3
    assert "Kestrel" not in str(say("log", login="clerk"))
    assert "Kestrel" in str(say("log"))
    assert toys.desk.session("clerk").visible.count_in(Toy.table) == 1


def test_it_tells_of_a_holding_and_is_done_to_one(toys: Centre, say: Say) -> None:
    say("toy", "new", "T1")
    (row,) = say("put-toy", "BOX", "--toy", "T1")
    assert row["next"] == "holds T1"
    assert say("show", "BOX")["toys"] == [{"code": "T1"}]
    assert "put-toy" in {action.name for action in actions.record_actions()}


def test_the_record_screen_and_the_palette_offer_what_is_done_to_a_holding(
    toys: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(toys.session, TOYS, {"code": "T1"})
    every = runpy.run_path(keys.__file__)["every_command"]  # as a start of the program makes them
    monkeypatch.setattr(app, "every_command", every)
    monkeypatch.setattr("pages.keys.every_command", every)
    assert "| Put a toy in | Put a toy into a box. | Record |" in key_sheet()

    async def does() -> None:
        async with opened(toys.desk, size=(100, 45)) as desk:
            await desk.scan("BOX")
            assert "Put a toy in" in desk.screen
            await desk.type(">toy")
            assert "Put a toy into a box." in desk.text
            await desk.press("enter")
            await desk.type("T1")
            await desk.press("enter", "down", "enter")
            assert "Put in: File BOX" in desk.text
            assert "toy T1" in desk.text

    asyncio.run(does())


def test_its_table_is_served_by_the_indexes_that_it_declares(toys: Centre) -> None:
    (spec,) = [each for each in duties.schema().tables if each.name == Toy.table]
    told = [(index.paths, index.unique, index.sparse) for index in spec.indexes]
    assert told == [
        (("code",), True, False),
        (("security",), False, True),
        (("lies_in",), False, True),
    ]
    register(toys.session, TOYS, {"code": "T1", "security": "secret"})
    table = toys.session.store.table(Toy.table)
    assert [each["code"] for each in table.search(Query().security == "secret")] == ["T1"]
    assert found(toys.session, TOYS, "t1").code == "T1"
    assert dict(toys.session.store.scans) == {}


def test_help_and_headings_have_its_words(toys: Centre, capsys: pytest.CaptureFixture[str]) -> None:
    names = catalogue.names()
    assert {"toy", "put-toy"} <= set(names)
    assert main(["toy", "mend", "--help"]) == 0
    told = capsys.readouterr().out
    assert "which glue" in told
    assert main(["toy", "--help"]) == 0
    assert "glue a toy together" in capsys.readouterr().out
    assert headings.heading("paint") == "its colour"


def test_nothing_of_it_is_left_behind() -> None:
    assert "toys" not in duties.kinds()
    assert "toy" not in catalogue.names()
