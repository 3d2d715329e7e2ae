"""`transfer`, as scripts say it: the shape of each command, and what it refuses."""

from pathlib import Path
from zipfile import ZipFile

import pytest

from rmdesk.desk.registering import register
from rmdesk.duties.capturing import capture
from rmdesk.duties.digitizing import DIGITIZATIONS
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.model.checksum import summed
from rmdesk.opening import open_desk
from tests.cli.conftest import Say


@pytest.fixture
def listed(say: Say, home: Path, tmp_path: Path) -> Path:
    """Two files for an archives, one of them scanned; its file."""
    scan = tmp_path / "1.tif"
    scan.write_bytes(b"a scan")
    with open_desk(home) as desk:
        session = desk.session()
        item = {"code": "T", "trigger": "closure", "rule": "Retain 2 years"}
        register(session, SCHEDULE, {**item, "disposition": "transfer", "authority": "DA-9"})
        register(session, SCHEME, {"code": "T", "title": "Minutes", "schedule": "T"})
        for key in ("T1", "T2"):
            add_holding(session, {"barcode": key, "title": key, "kind": "file", "class": "T",
                                  "closed": "2010-03-31", "unit": "Finance"})  # fmt: skip
        add_person(session, {"name": "Boss", "login": "boss", "role": "supervisor"})
        job = register(session, DIGITIZATIONS, {"record": "T1"})
        given = {"master": summed(str(scan)), "pages": 1, "resolution": 300}
        capture(session, job.number, given)
    return scan


def test_from_its_list_to_its_receipt(say: Say, listed: Path, home: Path, tmp_path: Path) -> None:
    tried = say("transfer", "new", "T1", "--archives", "City Archives", "--dry-run").data
    assert (tried["number"], tried["counts"]) == ("T-2026-0001", {"listed": 1})
    assert say("transfer", "list").data == []
    made = say("transfer", "new", "T1", "--archives", "City Archives", "--agreed", "memo").data
    number = made["number"]
    assert made["lines"][0] == {
        "key": "T1", "title": "T1", "kind": "file", "state": "listed", "reason": "",
        "unit": "Finance", "class": "T", "schedule": "T", "version": 1, "authority": "DA-9",
        "disposition": "transfer",
    }  # fmt: skip
    assert say("transfer", "add", "T2", "--transfer", number).data["counts"] == {"listed": 2}
    struck = say("transfer", "strike", number, "T2", "--reason", "later").data
    assert struck["differs"] == [{"key": "T2", "state": "dropped", "reason": "later"}]
    assert say("transfer", "send", number).status == 1
    early = say("transfer", "receive", number, "--signed", "A. Keeper")
    assert early.status == 1
    assert "transfer send" in early.err
    bag = tmp_path / "bag.zip"
    told = say("transfer", "bag", number, "--out", str(bag)).data
    assert (told["file"], told["files"], told["bytes"]) == (str(bag), 1, 6)
    assert say("transfer", "check-bag", number, str(bag)).data["sound"] is True
    altered = tmp_path / "altered.zip"
    altered.write_bytes(bag.read_bytes().replace(b"a scan", b"A scan"))
    checked = say("transfer", "check-bag", number, str(altered))
    assert (checked.status, "not sound" in checked.err) == (4, True)
    with ZipFile(bag) as zipped:
        assert f"{number}/data/T1/1.tif" in zipped.namelist()
    again = say("transfer", "bag", number, "--out", str(bag))
    assert again.status == 2
    assert say("transfer", "bag", number, "--out", "-").status == 2
    form = tmp_path / "form.pdf"
    assert say("transfer", "form", number, "--out", str(form)).data["file"] == str(form)
    assert form.read_bytes().startswith(b"%PDF")
    with open_desk(home) as desk:
        from rmdesk.duties.sending import send

        send(desk.session("boss"), number, {})
    assert say("show", "T1").data["transfers"] == [
        {"number": number, "archives": "City Archives", "status": "sent"}
    ]
    done = say("transfer", "receive", number, "--signed", "A. Keeper", "--receipt", "118").data
    assert (done["status"], done["signed"], done["counts"]["received"]) == (
        "received", "A. Keeper", 1,
    )  # fmt: skip
    assert say("show", "T1").data["status"] == "transferred"
    assert say("transfer", "give-up", number, "--reason", "x").status == 1


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (("new", "NONE", "--archives", "A"), 3),
        (("new", "T1"), 2),
        (("new", "T1", "--archives", " "), 2),
        (("add", "T1", "--transfer", "T-2026-0009"), 3),
        (("show", "T-2026-0009"), 3),
        (("bag", "T-2026-0009"), 3),
    ],
)
def test_what_is_wrong_is_told_by_its_status(
    say: Say, listed: Path, line: tuple[str, ...], status: int
) -> None:
    assert say("transfer", *line).status == status
