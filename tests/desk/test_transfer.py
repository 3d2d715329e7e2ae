"""Transfers to an archives: each rule on file, box and content, and each way out (R1 to R11)."""

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from rmdesk.desk.acts import perform
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import notes_on
from rmdesk.duties import acts
from rmdesk.duties.access_list import grant
from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.hold import place
from rmdesk.duties.holding import edit_holding
from rmdesk.duties.picking import mark_missing
from rmdesk.duties.refiling import refile
from rmdesk.duties.request import find_request, intake
from rmdesk.duties.reservation import queue_of
from rmdesk.duties.sending import give_up, receive, send
from rmdesk.duties.transfer import TRANSFERS, told_transfer
from rmdesk.duties.transfer_list import add, begin, strike, transfer_named
from rmdesk.duties.transfers import lines_of
from rmdesk.duties.transit import receive as take_back
from rmdesk.duties.undo import undo
from rmdesk.exchange import bagging
from rmdesk.exchange.bagging import bag_transfer, check_bag
from rmdesk.labels.transfer_list import transfer_pdf
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.desk.conftest import Centre
from tests.desk.test_digitizing import given as scanned
from tests.desk.test_digitizing import queued
from tests.desk.test_disposition import Batches, acting_for, reasons
from tests.desk.test_hold import opened

GOES = {"class": "T", "closed": "2010-03-31", "unit": "Finance"}
TO = {"archives": "City Archives", "agreed": "memo 7"}


class Out(Batches):
    """A centre with records for an archives, and a second supervisor who sends them."""

    def goes(self, key: str, **values: Any) -> None:
        self.centre.file(key, **{**GOES, **values})

    def listed(self, *keys: str, **more: Any) -> str:
        return begin(self.session, keys, {**TO, **more})[0].number

    def sent(self, *keys: str) -> str:
        number = self.listed(*keys)
        send(self.boss, number, {})
        return number

    def lines(self, number: str) -> dict[str, str]:
        found = lines_of(self.session, transfer_named(self.boss, number).id)
        holdings = {each.id: each for each in self.boss.visible.many([e.holding for e in found])}
        return {holdings[each.holding].barcode: each.state for each in found}


@pytest.fixture
def out(centre: Centre) -> Out:
    made = Out(centre)
    for key in ("F1", "F2", "F3"):
        made.goes(key)
    centre.file("BOX", kind="box", unit="Finance")
    for key in ("IN1", "IN2"):
        made.goes(key, container="BOX")
    return made


def test_from_its_list_to_the_receipt_of_the_archives(out: Out) -> None:
    number = out.listed("F1", "BOX", title="Minutes")
    assert number == "T-2026-0001"
    assert out.lines(number) == dict.fromkeys(("F1", "BOX", "IN1", "IN2"), "listed")
    add(out.session, ["F2"], {"transfer": number})
    send(out.boss, number, {})
    assert [out.centre.status(key) for key in ("F1", "BOX", "IN1")] == ["transit", "transit", "in"]
    done = receive(out.session, number, {"signed": "A. Keeper", "receipt": "2026/118"})
    assert (done.status, done.signed, done.receipt) == ("received", "A. Keeper", "2026/118")
    assert transfer_named(out.boss, number) == done
    for key in ("F1", "F2", "BOX", "IN1", "IN2"):
        stub = out.centre.now(key)
        assert (stub.status, stub.place_id, stub.disposed) == ("transferred", None, number)
    assert told_transfer(out.session, done)["counts"] == {"received": 5}


CASES: dict[str, tuple[Callable[[Out], object], str]] = {
    "held": (lambda out: place(out.session, opened(out.session), {"on": ["F1"]}), "R1"),
    "its box held": (lambda out: place(out.session, opened(out.session), {"on": ["BOX"]}), "R1"),
    "out": (lambda out: charge_out(out.session, ["F1"], "P1"), "R7"),
    "a content out": (lambda out: charge_out(out.session, ["IN1"], "P1"), "R7"),
    "its box out": (lambda out: charge_out(out.session, ["BOX"], "P1"), "R7"),
    "missing": (lambda out: mark_missing(out.session, "F1", "not there"), "R7"),
    "waited for": (lambda out: reserve(out.session, ["F1"], "P1"), "R20"),
    "to be destroyed": (lambda out: _edit(out, "F1", **{"class": "S"}), "R7"),
    "to be decided of": (lambda out: _edit(out, "F1", **{"class": "SEL"}), "R7"),
    "without a class": (lambda out: _edit(out, "F1", **{"class": ""}), "R10"),
    "not due": (lambda out: _edit(out, "F1", closed="2025-12-31"), "R7"),
    "not closed": (lambda out: _edit(out, "F1", closed=""), "R7"),
    "mixed": (lambda out: _edit(out, "IN1", **{"class": "P"}), "R11"),
    "on another transfer": (lambda out: out.listed("F1"), "R7"),
    "a content on another": (lambda out: out.listed("IN1"), "R7"),
    "gone": (lambda out: receive(out.session, out.sent("F1"), {"signed": "K"}), "R7"),
}


def _edit(out: Out, key: str, **values: str) -> None:
    edit_holding(out.session, key, values, "a case")


@pytest.mark.parametrize("case", CASES)
def test_what_may_not_go_is_refused_and_lists_nothing(out: Out, case: str) -> None:
    prepare, rule = CASES[case]
    prepare(out)
    keys = ["BOX"] if case in ("mixed", "a content out", "a content on another") else ["F1"]
    keys = ["IN1"] if "its box" in case else keys
    before = len(out.session.store.table("transfer_lines"))
    with pytest.raises(Refused) as refused:
        begin(out.session, ["F2", *keys], TO)
    assert rule in reasons(refused)
    assert len(out.session.store.table("transfer_lines")) == before
    with pytest.raises(Refused):
        add(out.session, keys, {"transfer": out.listed("F3")})


def test_what_stands_against_listing_it_is_told_beforehand(out: Out) -> None:
    adding = acts()["transfer add"]
    listed, gone = out.listed("F3"), out.sent("F2")
    charge_out(out.session, ["F1"], "P1")
    told = [
        [each.rule for each in adding.reasons_against(out.session, out.centre.now(key), given)]
        for key in ("BOX", "F1")
        for given in ({}, {"transfer": listed}, {"transfer": gone})
    ]
    assert [bool(each) for each in told] == [False, False, True, True, True, True]
    assert told[1] == [] != told[2]


@pytest.mark.parametrize("keep", [{"class": "P"}, {"class": "P", "closed": ""}])
def test_what_is_permanent_goes_on_any_day(out: Out, keep: dict[str, str]) -> None:
    _edit(out, "F1", **keep)
    assert out.lines(out.sent("F1")) == {"F1": "sent"}


def test_what_is_on_a_list_enters_no_disposition_and_the_other_way_round(out: Out) -> None:
    number = out.listed("F1")
    with pytest.raises(Refused, match="Not proposed") as refused:
        out.propose("F1")
    assert number in reasons(refused)["R7"]
    give_up(out.session, number, {"reason": "no"})
    batch = out.propose("F1")
    with pytest.raises(Refused) as refused:
        out.listed("F1")
    assert batch in reasons(refused)["R7"]


def test_who_listed_it_for_another_sends_it_under_neither_account_r5(out: Out) -> None:
    as_boss = acting_for(out.session, "boss")
    number = begin(as_boss, ["F1"], TO)[0].number
    for each in (out.session, as_boss, out.boss):
        with pytest.raises(Refused) as refused:
            send(each, number, {})
        assert set(reasons(refused)) == {"R5"}


def test_another_sends_it_with_the_letter_of_its_owners(out: Out) -> None:
    number = out.listed("F1", agreed="")
    with pytest.raises(Refused) as refused:
        send(out.session, number, {})
    assert set(reasons(refused)) == {"R5", "R6"}
    with pytest.raises(Refused) as refused:
        send(out.boss, number, {})
    assert set(reasons(refused)) == {"R6"}
    assert send(out.boss, number, {"agreed": "letter"}).agreed == "letter"
    for step in (send, strike, give_up):
        with pytest.raises(Refused) as refused:
            step(out.boss, number, {"keys": ["F1"], "reason": "x", "agreed": "y"})
        assert set(reasons(refused)) == {"R35"}


def test_what_became_ineligible_drops_out_when_it_is_sent(out: Out) -> None:
    number = out.listed("F1", "F2", "BOX")
    charge_out(out.session, ["F1"], "P1")
    place(out.session, opened(out.session), {"on": ["BOX"]})
    send(out.boss, number, {})
    assert out.lines(number) == {
        "F1": "dropped", "F2": "sent", "BOX": "dropped", "IN1": "dropped", "IN2": "dropped",
    }  # fmt: skip
    lines = {each.holding: each for each in lines_of(out.session, 1)}
    assert "(R7)" in lines[out.centre.now("F1").id].reason
    assert "(R1)" in lines[out.centre.now("BOX").id].reason
    assert out.centre.status("BOX") == "in"


def test_a_content_that_may_not_go_keeps_its_box(out: Out) -> None:
    number = out.listed("BOX", "F1")
    reserve(out.session, ["IN2"], "P1")
    send(out.boss, number, {})
    assert out.lines(number)["BOX"] == "dropped"
    assert out.centre.status("BOX") == "in"


def test_a_box_that_stays_keeps_what_lies_in_it(out: Out) -> None:
    number = out.listed("BOX", "F1")
    reserve(out.session, ["BOX"], "P1")
    send(out.boss, number, {})
    assert out.lines(number) == {
        "F1": "sent", "BOX": "dropped", "IN1": "dropped", "IN2": "dropped",
    }  # fmt: skip
    lines = {each.holding: each for each in lines_of(out.session, 1)}
    assert lines[out.centre.now("IN1").id].reason == "Somebody waits for BOX. (R20)"


def test_nothing_left_to_send_is_refused(out: Out) -> None:
    number = out.listed("F1")
    charge_out(out.session, ["F1"], "P1")
    with pytest.raises(Refused) as refused:
        send(out.boss, number, {})
    assert set(reasons(refused)) == {"R2"}
    assert out.lines(number) == {"F1": "listed"}
    strike(out.session, number, {"keys": ["F1"], "reason": "out"})
    with pytest.raises(Refused) as refused:
        send(out.boss, number, {})
    assert set(reasons(refused)) == {"R7"}


def test_what_the_archives_did_not_take_comes_back(out: Out) -> None:
    number = out.sent("F1", "F2", "BOX")
    take_back(out.session, ["F2"])  # seen here again, before the archives signed
    with pytest.raises(Refused) as refused:
        receive(out.session, number, {"signed": "K", "missing": ["F3"]})
    assert set(reasons(refused)) == {"R7"}
    receive(out.session, number, {"signed": "K", "missing": ["BOX"]})
    assert out.lines(number) == {
        "F1": "received", "F2": "returned", "BOX": "returned", "IN1": "returned", "IN2": "returned",
    }  # fmt: skip
    assert [out.centre.status(key) for key in ("F1", "F2", "BOX", "IN1")] == [
        "transferred", "to-refile", "transit", "in",
    ]  # fmt: skip
    assert TRANSFERS.parts is not None
    differs = TRANSFERS.parts(out.session, transfer_named(out.session, number))["differs"]
    assert {(each["key"], each["state"]) for each in differs} == {
        (key, "returned") for key in ("F2", "BOX", "IN1", "IN2")
    }
    (back,) = take_back(out.session, ["BOX"])
    assert (back.status, back.place) == ("to-refile", "B3-04-2")


def test_what_lies_in_a_box_that_was_seen_here_again_is_here(out: Out) -> None:
    number = out.sent("F1", "BOX")
    take_back(out.session, ["BOX"])
    receive(out.session, number, {"signed": "K"})
    assert out.lines(number) == {
        "F1": "received", "BOX": "returned", "IN1": "returned", "IN2": "returned",
    }  # fmt: skip
    assert [out.centre.status(key) for key in ("BOX", "IN1")] == ["to-refile", "in"]


def test_a_content_that_the_archives_did_not_take_comes_back_alone(out: Out) -> None:
    number = out.sent("BOX")
    receive(out.session, number, {"signed": "K", "missing": ["IN1"]})
    assert out.lines(number) == {"BOX": "received", "IN1": "returned", "IN2": "received"}
    assert [out.centre.status(key) for key in ("BOX", "IN1")] == ["transferred", "transit"]
    (back,) = take_back(out.session, ["IN1"])
    assert back.status == "to-refile"


def test_struck_with_its_contents_and_free_again(out: Out) -> None:
    number = out.listed("F1", "BOX")
    with pytest.raises(Refused) as refused:
        strike(out.session, number, {"keys": ["F2"], "reason": "x"})
    assert set(reasons(refused)) == {"R7"}
    strike(out.session, number, {"keys": ["BOX"], "reason": "later"})
    assert out.lines(number) == {
        "F1": "listed", "BOX": "dropped", "IN1": "dropped", "IN2": "dropped",
    }  # fmt: skip
    assert out.listed("BOX") == "T-2026-0002"


@pytest.mark.parametrize("step", ["list", "send", "receive"])
def test_each_step_is_taken_back(out: Out, step: str) -> None:
    number = out.listed("F1") if step == "list" else out.sent("F1")
    if step == "receive":
        receive(out.session, number, {"signed": "K"})
    session = out.boss if step == "send" else out.session
    undo(session)
    if step == "list":
        with pytest.raises(NotFound):
            transfer_named(out.session, number)
        assert out.listed("F1")
    else:
        before = {"send": ("listed", "in"), "receive": ("sent", "transit")}[step]
        assert (transfer_named(out.boss, number).status, out.centre.status("F1")) == before


@pytest.mark.parametrize("end", ["strike", "give up"])
def test_what_was_taken_off_a_list_is_not_on_two_by_undo(out: Out, end: str) -> None:
    """R7: what is on another list since, or on the list again, is not listed twice."""
    number = out.listed("F1", "BOX")
    if end == "strike":
        strike(out.session, number, {"keys": ["F1"], "reason": "later"})
        add(out.boss, ["F1"], {"transfer": number})
        other = number
    else:
        give_up(out.session, number, {"reason": "later"})
        other = begin(out.boss, ["F1"], TO)[0].number
    with pytest.raises(Refused) as refused:
        undo(out.session)
    assert reasons(refused) == {"R7": f"F1 is in {other} already."}
    undo(out.boss)
    undo(out.session)
    assert out.lines(number) == dict.fromkeys(("F1", "BOX", "IN1", "IN2"), "listed")


def test_what_was_taken_off_a_list_is_not_sent_by_undo(out: Out) -> None:
    """R35: nothing comes onto a list that was sent as it was."""
    number = out.listed("F1", "F2")
    strike(out.session, number, {"keys": ["F1"], "reason": "later"})
    send(out.boss, number, {})
    with pytest.raises(Refused) as refused:
        undo(out.session)
    assert reasons(refused) == {"R35": f"{number} is on its way."}
    assert out.lines(number) == {"F1": "dropped", "F2": "sent"}


def test_it_is_told_wherever_the_record_is_shown(out: Out) -> None:
    number = out.listed("F1")
    (note,) = notes_on(out.session, out.centre.now("F1"))["transfers"]
    assert note.text == f"{number} City Archives, listed"
    give_up(out.session, number, {"reason": "no"})
    assert notes_on(out.session, out.centre.now("F1"))["transfers"] == []


def test_nobody_needs_to_be_named_twice_but_an_archives_once(out: Out) -> None:
    with pytest.raises(BadInput, match="Nobody was named"):
        begin(out.session, ["F1"], {})
    assert list(out.lines(out.listed("F1", "F1", "BOX", "IN1"))) == ["F1", "BOX", "IN1", "IN2"]


# --- who may know (R16, R17)


@pytest.fixture
def clerk(out: Out) -> Session:
    from tests.staff import colleague

    return colleague(out.centre.desk, "clerk")


def test_who_may_not_know_of_a_record_learns_of_no_transfer(out: Out, clerk: Session) -> None:
    out.goes("S1", security="secret")
    number = out.listed("S1")
    assert not number.endswith("0001")  # by chance: no gap tells of it
    with pytest.raises(NotFound):
        transfer_named(clerk, number)
    assert out.listed("F1") == "T-2026-0001"


def test_a_transfer_that_one_knows_in_part_goes_on_but_does_not_leave(
    out: Out, clerk: Session
) -> None:
    out.goes("S1", security="secret")
    number = out.listed("F1", "S1")
    told = told_transfer(clerk, transfer_named(clerk, number))
    assert told["counts"] == {"listed": 1}
    assert TRANSFERS.parts is not None
    assert [row["key"] for row in TRANSFERS.parts(clerk, transfer_named(clerk, number))["lines"]] \
        == ["F1"]  # fmt: skip
    add(clerk, ["F2"], {"transfer": number})
    strike(clerk, number, {"keys": ["F1"], "reason": "x"})
    assert out.lines(number) == {"F1": "dropped", "S1": "listed", "F2": "listed"}
    for step in (
        lambda: give_up(clerk, number, {"reason": "x"}),
        lambda: bag_transfer(clerk, number, "never.zip"),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert reasons(refused) == {"R16": f"{number} does not go as it is now."}


def test_a_box_is_struck_by_who_may_know_of_all_that_is_struck_with_it(
    out: Out, clerk: Session
) -> None:
    out.goes("S1", security="secret", container="BOX")
    number = out.listed("BOX")
    with pytest.raises(Refused) as refused:
        strike(clerk, number, {"keys": ["BOX"], "reason": "x"})
    assert reasons(refused) == {"R16": "BOX does not go as it is now."}
    strike(out.session, number, {"keys": ["BOX"], "reason": "x"})
    assert set(out.lines(number).values()) == {"dropped"}


def test_a_box_with_something_hidden_does_not_go_by_their_hand(out: Out, clerk: Session) -> None:
    out.goes("S1", security="secret", container="BOX")
    with pytest.raises(Refused) as refused:
        begin(clerk, ["BOX"], TO)
    assert reasons(refused) == {"R16": "BOX does not go as it is now."}
    grant(out.session, ["S1"], {"to": "P1", "purpose": "x"})
    assert "S1" in out.lines(out.listed("BOX"))


def test_a_technician_does_not_send(out: Out, clerk: Session) -> None:
    number = out.listed("F1")
    with pytest.raises(Refused) as refused:
        perform(clerk, acts()["send-transfer"], [number], {})
    assert set(reasons(refused)) == {"R37"}


# --- its paper and its bag


def test_the_list_is_paper_with_room_for_both_signatures(out: Out) -> None:
    _transfer, pdf = transfer_pdf(out.session, out.listed("F1", "BOX"))
    assert pdf.startswith(b"%PDF")


def digitized(out: Out, key: str, path: Path) -> None:
    from rmdesk.duties.capturing import capture

    capture(out.session, queued(out.centre, key), scanned(path))


def test_a_bag_holds_each_file_with_its_sum_and_is_read_again(out: Out, tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "é 1.tif", tmp_path / "b" / "é 1.tif"
    for path in (first, second):
        path.parent.mkdir()
        path.write_bytes(path.parent.name.encode() * 9)
    digitized(out, "F1", first)
    digitized(out, "IN1", second)
    number, target = out.listed("F1", "BOX"), tmp_path / "bag.zip"
    made = bag_transfer(out.session, number, str(target))
    assert (made.files, made.size) == (2, 18)
    assert transfer_named(out.session, number).bag == made.manifest
    with ZipFile(target) as bag:
        read = {name.partition("/")[2]: bag.read(name) for name in bag.namelist()}
    assert read["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert b"Payload-Oxum: 18.2" in read["bag-info.txt"]
    assert b"External-Identifier: T-2026-0001" in read["bag-info.txt"]
    for manifest, names in (
        ("manifest-sha256.txt", [name for name in read if name.startswith("data/")]),
        ("tagmanifest-sha256.txt", ["bagit.txt", "bag-info.txt", "manifest-sha256.txt",
                                    "metadata/records.csv"]),
    ):  # fmt: skip
        sums = dict(line.split("  ")[::-1] for line in read[manifest].decode().splitlines())
        assert sums == {name: sha256(read[name]).hexdigest() for name in names}
    assert len([name for name in read if name.startswith("data/")]) == 2
    assert read["metadata/records.csv"].decode().splitlines()[1].startswith("F1,")


def test_an_altered_bag_is_found(out: Out, tmp_path: Path, clerk: Session) -> None:
    path, target = tmp_path / "1.tif", tmp_path / "bag.zip"
    path.write_bytes(b"x" * 9)
    digitized(out, "F1", path)
    number = out.listed("F1")
    with pytest.raises(BadInput, match="No bag of"):
        check_bag(out.session, number, target)
    bag_transfer(out.session, number, str(target))
    assert check_bag(out.session, number, target) == []
    with ZipFile(target) as bag:
        read = {name: bag.read(name) for name in bag.namelist()}

    def altered(*without: str, **more: bytes) -> list[str]:
        other = tmp_path / "other.zip"
        with ZipFile(other, "w") as bag:
            for name, data in {**read, **more}.items():
                if name not in without:
                    bag.writestr(name, data)
        return check_bag(out.session, number, other)

    file, manifest = f"{number}/data/F1/1.tif", f"{number}/manifest-sha256.txt"
    tags = f"{number}/tagmanifest-sha256.txt"
    assert altered() == []
    assert altered(**{file: b"other"}) == ["data/F1/1.tif is changed"]
    assert altered(file) == ["data/F1/1.tif is missing"]
    assert altered(**{f"{number}/data/2.tif": b"z"}) == ["data/2.tif is on no manifest"]
    assert "manifest" in altered(tags)[0]
    forged = f"{sha256(b'other').hexdigest()}  data/F1/1.tif\n".encode()
    told = {line.split("  ")[1]: line for line in read[tags].decode().splitlines()}
    told["manifest-sha256.txt"] = f"{sha256(forged).hexdigest()}  manifest-sha256.txt"
    whole = {file: b"other", manifest: forged, tags: "\n".join(told.values()).encode()}
    assert altered(**whole) == ["it is another bag than the one that was written last"]
    edit_holding(out.session, "F1", {"security": "secret"})
    with pytest.raises(NotFound):
        check_bag(clerk, number, target)


@pytest.mark.parametrize(
    ("places", "value", "told"),
    [
        ([8], 1, "encrypted"), ([10], 99, "not supported"), ([10], 8, "Error -3"),
        ([22, 26], 255, "it ends too early|Overlapped"),  # by the version of Python
    ],
)  # fmt: skip
def test_a_bag_that_cannot_be_read_is_told(
    out: Out, tmp_path: Path, places: list[int], value: int, told: str
) -> None:
    """The last record of its directory says another flag, method or size of its file."""
    path, target = tmp_path / "1.tif", tmp_path / "bag.zip"
    path.write_bytes(b"x" * 9)
    digitized(out, "F1", path)
    number = out.listed("F1")
    bag_transfer(out.session, number, str(target))
    data = bytearray(target.read_bytes())
    for at in places:
        data[data.rindex(b"PK\x01\x02") + at] = value
    target.write_bytes(data)
    assert re.search(told, check_bag(out.session, number, target)[0])


def test_a_file_that_is_no_longer_what_it_was_is_no_part_of_a_bag(out: Out, tmp_path: Path) -> None:
    path, target = tmp_path / "1.tif", tmp_path / "bag.zip"
    path.write_bytes(b"x" * 9)
    digitized(out, "F1", path)
    number = out.listed("F1")
    path.write_bytes(b"y" * 9)
    with pytest.raises(Refused, match="No bag"):
        bag_transfer(out.session, number, str(target))
    path.unlink()
    with pytest.raises(Refused, match="No bag"):
        bag_transfer(out.session, number, str(target))
    assert not target.exists()
    with pytest.raises(BadInput, match="No digital files"):
        bag_transfer(out.session, out.listed("F2"), str(target))


def test_what_the_disk_kept_otherwise_is_told_and_leaves_nothing(
    out: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, target = tmp_path / "1.tif", tmp_path / "bag.zip"
    path.write_bytes(b"x" * 9)
    digitized(out, "F1", path)
    number = out.listed("F1")
    read_again = bagging._read_again

    def spoilt(written: Path, name: str) -> None:
        written.write_bytes(written.read_bytes().replace(b"x" * 9, b"x" * 8 + b"z"))
        read_again(written, name)

    monkeypatch.setattr(bagging, "_read_again", spoilt)
    with pytest.raises(BadInput, match="is not what was to be written"):
        bag_transfer(out.session, number, str(target))
    assert not target.exists()
    assert transfer_named(out.session, number).bag == ""


@pytest.mark.parametrize("home", ["", "L1"])
def test_a_content_taken_out_of_its_box_since_goes_by_itself(out: Out, home: str) -> None:
    """It was listed in a box: sent, it lay here as in its place, and could be lent."""
    number = out.listed("BOX")
    edit_holding(out.session, "IN1", {"container": "", "home": home})
    send(out.boss, number, {})
    there = {key: out.centre.status(key) for key in ("BOX", "IN1", "IN2")}
    assert there == {"BOX": "transit", "IN1": "transit", "IN2": "in"}
    with pytest.raises(Refused):
        charge_out(out.session, ["IN1"], "P1")
    receive(out.session, number, {"signed": "K"})
    assert out.lines(number) == dict.fromkeys(("BOX", "IN1", "IN2"), "received")
    assert out.centre.status("IN1") == "transferred"


@pytest.mark.parametrize("keys", [("BOX", "F1"), ("F1", "BOX")])
def test_a_record_put_into_a_box_of_the_list_since_goes_in_it(
    out: Out, keys: tuple[str, ...]
) -> None:
    number = out.listed(*keys)
    edit_holding(out.session, "F1", {"container": "BOX"})
    send(out.boss, number, {})
    assert [out.centre.status(key) for key in ("BOX", "F1")] == ["transit", "in"]
    receive(out.session, number, {"signed": "K", "missing": ["BOX"]})
    assert out.lines(number) == dict.fromkeys(("BOX", "F1", "IN1", "IN2"), "returned")
    assert out.centre.status("F1") == "in"


def test_a_record_put_into_a_box_of_the_list_since_is_struck_with_it(out: Out) -> None:
    number = out.listed("F1", "BOX")
    edit_holding(out.session, "F1", {"container": "BOX"})
    strike(out.session, number, {"keys": ["BOX"], "reason": "x"})
    assert out.lines(number) == dict.fromkeys(("F1", "BOX", "IN1", "IN2"), "dropped")


def test_who_asked_for_it_since_it_was_sent_is_referred_to_the_archives(out: Out) -> None:
    """R39: a claim on what an archives has is served by nobody here; of what came back it stays."""
    number = out.sent("BOX", "F1")
    both = intake(out.session, "P1", ["IN1", "F2"]).request.number
    one = intake(out.session, "P2", ["IN1"]).request.number
    back = intake(out.session, "P2", ["F1"]).request.number
    reserve(out.session, ["IN2"], "P1")
    receive(out.boss, number, {"signed": "K", "missing": ["F1"]})
    status = {each: find_request(out.session, each).status for each in (both, one, back)}
    assert status == {both: "new", one: "closed", back: "waiting"}
    assert find_request(out.session, one).outcome == "referred"
    ended = [queue_of(out.session, out.centre.now(key).id) for key in ("IN1", "IN2", "BOX")]
    assert ended == [[], [], []]
    assert len(queue_of(out.session, out.centre.now("F1").id)) == 1
    undo(out.boss)
    assert find_request(out.session, one).status == "waiting"


def test_what_came_back_of_a_box_that_did_not_is_told_its_way_home(out: Out) -> None:
    """R28: its box does not come back, and it is no new accession that is asked of a content."""
    number = out.sent("BOX")
    receive(out.boss, number, {"signed": "K", "missing": ["IN1"]})
    (back,) = take_back(out.session, ["IN1"])
    told = "BOX is transferred: give it another container, or take it out and give it a home"
    assert told in back.next
    with pytest.raises(Refused) as refused:
        refile(out.session, ["IN1"], "L1")
    assert [each.lifted_by for each in refused.value.reasons] == ["naming another container"]
    edit_holding(out.session, "IN1", {"container": "", "home": "L1"})
    refile(out.session, ["IN1"], "L1")
    assert out.centre.status("IN1") == "in"
