"""Kinds of holding with fields of their own, ours and a site's: the same on every face."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import amend, register
from rmdesk.desk.site_kinds import KINDS_EXAMPLE, read_kinds
from rmdesk.duties.audit import entry_line, trail_of
from rmdesk.duties.describe import Describer
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.kinds_held import kinds_told, undeclared_said
from rmdesk.duties.own_value import own_fields_used, saying
from rmdesk.duties.person import edit_person
from rmdesk.duties.report import make_report
from rmdesk.duties.search import search
from rmdesk.duties.undo import undo
from rmdesk.exchange import export, import_file
from rmdesk.labels.contents import labels_of
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.model.errors import BadInput, Refused
from rmdesk.model.own_fields import HoldingKinds, frames_of
from rmdesk.model.records import Holding
from rmdesk.model.values import Unfit
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre
from tests.staff import colleague

SITE = (
    KINDS_EXAMPLE
    + """
[kinds.seal-matrix]
like = "map"
[kinds.seal-matrix.fields.matrix]
pattern = "[A-Z]{2}-[0-9]{1,5}"
"""
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Centre]:
    made = Centre(tmp_path / "home")
    made.desk.close()
    (made.home / "kinds.toml").write_text(SITE)
    made.desk = open_desk(made.home, now=made.clock)
    made.session = made.desk.session("mlee")
    yield made
    made.desk.close()


def add(centre: Centre, **texts: str) -> Holding:
    kind = centre.desk.kinds[Holding.table]
    made: Holding = register(centre.session, kind, read_values(kind, texts))
    return made


def change(centre: Centre, key: str, **texts: str) -> Holding:
    kind = centre.desk.kinds[Holding.table]
    made: Holding = amend(centre.session, kind, key, read_values(kind, texts))
    return made


# --- what a file of kinds may say

FAULTS = [
    ("[kinds.Wax]", 'kinds.* is "Wax"; accepted: small letters'),
    ("[kinds.reel]", "kinds.reel: this kind comes with rmdesk"),
    ("[kinds.box]", "kinds.box: this kind comes with rmdesk"),
    ('[kinds.wax]\nalso = ["microfilm"]', "“microfilm” is the kind reel already"),
    ('[kinds.wax]\nlike = "box"', "kinds.wax.like is box; accepted: reel"),
    ("[kinds.wax]\ncolour = 1", "the key kinds.wax.colour is not known"),
    ("[kinds.wax]\nfields = 1", "kinds.wax.fields must be a table"),
    ("kinds = 1", "kinds must be a table"),
    ("[kinds.wax.fields.barcode]", "kinds.wax.fields.barcode: every holding"),
    ("[kinds.wax.fields.scale]", "kinds.wax.fields.scale: every holding, or a kind of ours"),
    ("[kinds.wax.fields.Speed]", 'kinds.wax.fields.* is "Speed"; accepted: small letters'),
    ('[kinds.wax.fields.speed]\ntype = "int"', "accepted: text, prose, number, whole"),
    ('[kinds.wax.fields.speed]\ntype = "choice"', "choices go with the type choice"),
    ('[kinds.wax.fields.speed]\nchoices = ["a"]', "choices go with the type choice"),
    ("[kinds.wax.fields.speed]\nleast = 1", "least and most go with the types number"),
    ('[kinds.wax.fields.speed]\ntype = "number"\nleast = 9\nmost = 1', "least must not be more"),
    ('[kinds.wax.fields.speed]\npattern = "["', 'speed.pattern is "["; accepted: a regular'),
    ('[kinds.wax.fields.speed]\ntype = "day"\npattern = "a"', "pattern goes with the types text"),
    ("[kinds.a.fields.x]\n[kinds.b.fields.x]\nlabel = \"y\"", "kinds.b.fields.x must be said as"),
    ("[kinds", "kinds.toml"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_file_that_cannot_be_read_names_the_file_the_key_and_what_is_accepted(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "kinds.toml"
    file.write_text(text)
    with pytest.raises(BadInput) as refused:
        read_kinds(file)
    assert told in refused.value.message
    assert str(file) in refused.value.message


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "kinds.toml").write_text("[kinds.reel]\n[kinds.box]\n")
    with pytest.raises(BadInput, match=r"kinds\.reel.*kinds\.box"):
        read_kinds(tmp_path / "kinds.toml")


def test_a_centre_does_not_open_with_kinds_that_cannot_be_read(site: Centre) -> None:
    (site.home / "kinds.toml").write_text("[kinds.reel]")
    with pytest.raises(BadInput, match="comes with rmdesk"):
        open_desk(site.home)


# --- values, by the type of the field

VALUES = [
    ("wax-cylinder", "speed", "160", 160.0),
    ("wax-cylinder", "speed", "160,5", 160.5),
    ("wax-cylinder", "speed", "79", None),
    ("wax-cylinder", "speed", "201", None),
    ("wax-cylinder", "speed", "fast", None),
    ("wax-cylinder", "state", "Cracked", "cracked"),
    ("wax-cylinder", "state", "dusty", None),
    ("wax-cylinder", "matrix", "AB-123", "AB-123"),
    ("wax-cylinder", "matrix", "ab-123", None),
    ("wax-cylinder", "matrix", "AB-123456", None),
    ("seal-matrix", "scale", "1 : 50 000", "1:50000"),
    ("reel", "width_mm", "35 mm", 35.0),
    ("reel", "width_mm", "3", None),
    ("reel", "reduction", "24x", 24.0),
    ("reel", "generation", "Camera negative", "master"),
    ("reel", "generation", "service copy", "use-copy"),
    ("reel", "generation", "third", None),
    ("reel", "frames", "1–1250", "1-1250"),
    ("reel", "frames", "17", "17"),
    ("reel", "frames", "9-1", None),
    ("reel", "polarity", "positive", "positive"),
    ("reel", "targets", "start; end", ["start", "end"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "text", "value"), VALUES)
def test_a_value_is_read_by_its_field(
    site: Centre, kind: str, name: str, text: str, value: object
) -> None:
    if value is None:
        with pytest.raises(BadInput) as refused:
            add(site, barcode="X1", kind=kind, **{name: text})
        assert refused.value.field_name == name
        return
    add(site, barcode="X1", kind=kind, **{name: text})
    assert site.now("X1").own == {name: value}


@pytest.mark.parametrize(("text", "found"), [("1-9", (1, 9)), ("5", (5, 5)), ("2..3", (2, 3))])
def test_a_range_of_frames(text: str, found: tuple[int, int]) -> None:
    assert frames_of(text) == found


@pytest.mark.parametrize("text", ["", "a", "1-", "-", "3-2", "1-2-3"])
def test_what_is_no_range_of_frames(text: str) -> None:
    with pytest.raises(Unfit):
        frames_of(text)


# --- a field belongs to its kind


def test_a_field_of_another_kind_is_refused_with_the_kinds_that_have_it(site: Centre) -> None:
    with pytest.raises(BadInput, match="A file has no speed") as refused:
        add(site, barcode="X1", kind="file", speed="160")
    assert "wax-cylinder" in refused.value.next_step
    with pytest.raises(BadInput, match="A holding has no sheet"):
        add(site, barcode="X1", sheet="1")


def test_a_further_word_for_a_kind_means_it(site: Centre) -> None:
    assert add(site, barcode="X1", kind="phonogram", speed="160").kind == "wax-cylinder"
    assert add(site, barcode="X2", kind="microfilm", reel="7").kind == "reel"


def test_amending_keeps_what_is_not_named_and_empties_what_is_said_to_be_empty(
    site: Centre,
) -> None:
    add(site, barcode="X1", kind="reel", reel="7", frames="1-99")
    change(site, "X1", frames="1-100", title="Baptisms")
    assert site.now("X1").own == {"reel": "7", "frames": "1-100"}
    change(site, "X1", reel="")
    assert site.now("X1").own == {"frames": "1-100"}


def test_what_becomes_another_kind_keeps_what_it_said(site: Centre) -> None:
    add(site, barcode="X1", kind="reel", reel="7")
    assert change(site, "X1", kind="map", sheet="3").own == {"reel": "7", "sheet": "3"}


def test_own_fields_are_undone_and_told_one_by_one(site: Centre) -> None:
    add(site, barcode="X1", kind="reel", reel="7", frames="1-99")
    change(site, "X1", frames="1-100")
    (*_before, entry) = trail_of(site.session, "X1", 9)
    assert entry_line(site.session, entry)["change"] == "frames: 1-100 (was 1-99)"
    assert saying(site.session, "frames", "1-100")
    undo(site.session)
    assert site.now("X1").own == {"reel": "7", "frames": "1-99"}
    assert saying(site.session, "frames", "1-100") == []
    undo(site.session)
    assert saying(site.session, "reel", "7") == []


def test_a_stub_and_a_held_record_keep_their_fields(site: Centre) -> None:
    from rmdesk.duties.hold import HOLDS, place

    add(site, barcode="X1", kind="reel", reel="7")
    hold = register(site.session, HOLDS, {"title": "T", "matter": "M", "authority": "A"})
    place(site.session, hold.number, {"on": ["X1"]})
    with pytest.raises(Refused) as refused:
        change(site, "X1", reel="8")
    assert {each.rule for each in refused.value.reasons} == {"R1"}


# --- shown, found, counted, brought in and given out


def test_a_record_tells_the_fields_of_its_kind_empty_ones_too(site: Centre) -> None:
    add(site, barcode="X1", kind="wax-cylinder", speed="160")
    told = Describer(site.session).document(site.now("X1"))
    assert (told["speed"], told["state"], told["matrix"]) == (160.0, "", "")
    assert "sheet" not in told
    site.file("F1")
    assert "speed" not in Describer(site.session).document(site.now("F1"))


FOUND = [
    ("speed:160", {"X1"}), ("speed:150..170", {"X1"}), ("speed:..90", {"X2"}),
    ("speed:100..", {"X1"}), ("speed:*", {"X1", "X2"}), ("state:cracked", {"X1"}),
    ("state:whole", set()), ("matrix:AB-12", {"X2"}), ("matrix:ab*", {"X2"}),
    ("frames:1-1250", {"X3"}), ("generation:master", {"X3"}), ("targets:start", {"X3"}),
    ('targets:"end of reel"', {"X3"}), ("targets:reel", {"X3"}), ("film:*", set()),
    ("speed:160 OR speed:80", {"X1", "X2"}), ("speed:* -state:cracked", {"X2"}),
    ("harbour reel:7", {"X3"}), ("SPEED:160", {"X1"}),
]  # fmt: skip


def test_records_are_found_by_what_they_say_in_a_field(site: Centre) -> None:
    add(site, barcode="X1", kind="wax-cylinder", title="Song", speed="160", state="cracked")
    add(site, barcode="X2", kind="wax-cylinder", title="Song", speed="80", matrix="AB-12")
    add(site, barcode="X3", kind="reel", title="Harbour", reel="7", frames="1-1250",
        generation="master", targets="start; end of reel")  # fmt: skip
    site.desk.finder.catch_up()
    for text, found in FOUND:
        assert {hit.key for hit in search(site.session, text).hits} == found, text
    assert {hit.key for hit in search(site.session, "cracked").hits} == {"X1"}
    assert dict(site.session.store.scans) == {}


def test_kinds_are_reported_with_what_their_records_say(site: Centre) -> None:
    for number, state in enumerate(("cracked", "cracked", "whole")):
        add(site, barcode=f"X{number}", kind="wax-cylinder", state=state)
    add(site, barcode="X9", kind="wax-cylinder", speed="99")
    rows = {(row["kind"], row["field"]): row for row in kinds_told(site.session)}
    told = rows["wax-cylinder", "state"]
    assert (told["records"], told["filled"], told["takes"]) == (4, 3, "whole, cracked, broken")
    assert rows["box", ""]["records"] == 0
    by_value = make_report(site.session, "kinds", by="value").rows
    counts = {each["value"]: each["count"] for each in by_value if each["field"] == "state"}
    assert counts == {"cracked": 2, "whole": 1}
    assert dict(site.session.store.scans) == {}


def test_files_bring_and_take_own_fields(site: Centre, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "barcode,title,kind,speed,frames,state\n"
        "X1,Song,cylinder,160,,cracked\nX2,Harbour,reel,,1-99,\nX3,File,file,90,,\n"
    )
    report = import_file(site.session, "holdings", file)
    assert (report.added, report.refused) == (3, [])
    assert [(each.row, each.field) for each in report.warnings] == [(4, "speed")]
    assert site.now("X1").own == {"speed": 160.0, "state": "cracked"}
    assert site.now("X3").own == {}
    assert import_file(site.session, "holdings", file).unchanged == 3
    out = tmp_path / "out.csv"
    export(site.session, "holdings", "csv", out)
    head = out.read_text("utf-8-sig").splitlines()[0]
    assert {"speed", "frames", "state"} <= set(head.split(","))
    assert "sheet" not in head
    for form in ("csv", "json", "ndjson", "xlsx", "tinydb"):
        back = tmp_path / f"back.{'json' if form == 'tinydb' else form}"
        export(site.session, "holdings", form, back, force=True)
        edit_holding(site.session, "X1", {"speed": 100.0})
        assert import_file(site.session, "holdings", back).updated == 1, form
        assert site.now("X1").own == {"speed": 160.0, "state": "cracked"}, form


def test_a_value_that_does_not_fit_refuses_its_row(site: Centre, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("barcode,kind,speed\nX1,wax-cylinder,900\n")
    report = import_file(site.session, "holdings", file)
    assert [(each.row, each.field) for each in report.refused] == [(2, "speed")]


# --- a kind or a field that is declared no more


def test_nothing_is_lost_where_a_kind_is_declared_no_more(site: Centre, tmp_path: Path) -> None:
    add(site, barcode="X1", kind="wax-cylinder", speed="160", state="cracked")
    assert undeclared_said(site.session) == []
    site.desk.close()
    (site.home / "kinds.toml").unlink()
    site.desk = open_desk(site.home, now=site.clock)
    site.session = site.desk.session("mlee")
    assert [text[:40] for text in undeclared_said(site.session)] == [
        "1 records of the kind wax-cylinder say s"
    ] * 2
    change(site, "X1", title="Song")
    assert site.now("X1").own == {"speed": 160.0, "state": "cracked"}
    assert Describer(site.session).document(site.now("X1"))["state"] == "cracked"
    export(site.session, "holdings", "json", tmp_path / "out.json")
    (row,) = json.loads((tmp_path / "out.json").read_text())
    assert (row["speed"], row["state"]) == (160.0, "cracked")
    with pytest.raises(BadInput, match="no such field"):
        change(site, "X1", state="whole")


# --- who may not know


def test_what_one_may_not_know_of_shows_in_no_field_count_or_column(
    site: Centre, tmp_path: Path
) -> None:
    edit_person(site.session, "mlee", {"clearance": "secret", "caveats": ["*"]})
    add(site, barcode="S1", kind="wax-cylinder", speed="160", security="secret")
    add(site, barcode="X1", kind="wax-cylinder", state="whole")
    other = colleague(site.desk, "other")
    site.desk.finder.catch_up()
    assert [hit.key for hit in search(other, "speed:160").hits] == []
    assert own_fields_used(other) == ["state"]
    rows = {row["field"]: row for row in kinds_told(other) if row["kind"] == "wax-cylinder"}
    assert (rows["speed"]["filled"], rows["speed"]["records"]) == (0, 1)
    assert make_report(other, "kinds", by="value").rows == [
        {"kind": "wax-cylinder", "field": "state", "value": "whole", "count": 1}
    ]
    export(other, "holdings", "csv", tmp_path / "out.csv")
    assert "speed" not in (tmp_path / "out.csv").read_text()


def test_a_plain_centre_has_our_kinds_alone(centre: Centre) -> None:
    assert set(centre.desk.holding_kinds.kinds) == set(HoldingKinds().kinds)
    add_holding(centre.session, {"barcode": "M1", "kind": "map", "sheet": "4", "scale": "1:500"})
    assert centre.now("M1").own == {"sheet": "4", "scale": "1:500"}


# --- on labels

LABELS = [
    ({"kind": "reel", "reel": "7", "frames": "1-99", "width_mm": "35", "generation": "use-copy"},
     "reel", {"reel": "7", "frames": "1-99", "width": "35 mm", "generation": "use copy"}),
    ({"kind": "seal-matrix", "sheet": "3"}, "folder", {"sheet": "3"}),
    ({"kind": "wax-cylinder", "state": "cracked"}, "endtab", {"state": "cracked"}),
    ({"kind": "jacket", "frames": "1-60"}, "fiche", {"frames": "1-60"}),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "template", "said"), LABELS)
def test_a_label_is_that_of_the_kind_with_what_it_says(
    tmp_path: Path, texts: dict[str, str], template: str, said: dict[str, str]
) -> None:
    centre = Centre(tmp_path / "home")
    centre.desk.close()
    (centre.home / "kinds.toml").write_text(SITE.replace('label = "folder"', 'label = "endtab"'))
    centre.desk = open_desk(centre.home, now=centre.clock)
    centre.session = centre.desk.session("mlee")
    add(centre, barcode="X1", title="A", **texts)
    made = labels_of(centre.session, LabelSource(Sort.RECORDS, keys=("X1",)))
    assert made.template == template
    assert said.items() <= made.contents[0].fields.items()
    centre.desk.close()
