"""From the class to the certificate, as scripts say it: `scheme`, `classify`, `schedule`,
`retention`, `disposition`, each with the shape that is promised of it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from rmdesk.desk.kinds import read_values
from rmdesk.desk.registering import register
from rmdesk.duties.holding import add_holding
from rmdesk.duties.person import add_person
from rmdesk.duties.schedule import SCHEDULE
from rmdesk.duties.scheme import SCHEME
from rmdesk.opening import init_home, open_desk
from tests.cli.conftest import Say
from tests.staff import signed_in

CLASSES: tuple[dict[str, Any], ...] = (
    {"code": "1", "title": "Money", "terms": ["ledgers"]},
    {"code": "1.9", "title": "Invoices", "parent": "1", "schedule": "FIN-1"},
    {"code": "1.10", "title": "Leases", "parent": "1", "schedule": "FIN-9"},
    {"code": "2", "title": "Bonds", "see": ["1.10"]},
    {"code": "3", "title": "Samples", "schedule": "SEL"},
)
ITEMS: tuple[dict[str, str], ...] = (
    {"code": "FIN-1", "trigger": "closure", "active_years": "2", "semi_active_years": "3",
     "disposition": "destroy", "authority": "DA-1"},
    {"code": "FIN-9", "trigger": "closure", "active_years": "permanent"},
    {"code": "SEL", "trigger": "closure", "active_years": "1",
     "disposition": "selective retention", "authority": "DA-2"},
)  # fmt: skip


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scheme, its schedule, four files that are due, and the people of a disposition."""
    folder = tmp_path_factory.mktemp("made") / "home"
    with init_home(folder, "mlee") as desk:
        session = desk.session("mlee")
        for item in ITEMS:
            register(session, SCHEDULE, read_values(SCHEDULE, item))
        for class_ in CLASSES:
            register(session, SCHEME, class_, sure=True)
        for key, code in (("F1", "1.9"), ("F2", "1.9"), ("F3", "1.9"), ("S1", "3"), ("P1", "1.10")):
            values = {"title": f"File {key}", "class": code, "unit": "Finance"}
            add_holding(session, {"barcode": key, "kind": "file", "closed": "2010-03-31", **values})
        add_holding(session, {"barcode": "NEW", "title": "Invoices of a lease", "kind": "file"})
        people = (
            ("boss", {"role": "supervisor"}), ("tech", {"role": "technician"}),
            ("seer", {"role": "viewer"}),
        )  # fmt: skip
        for login, values in people:
            add_person(session, {"name": login.title(), "login": login, **values})
        add_person(session, {"name": "Owner", "barcode": "O1", "unit": "Finance"})
        add_person(session, {"name": "Witness", "barcode": "W1"})
    return folder


@pytest.fixture
def by(say: Say, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Says a command as somebody."""

    def run(login: str, *words: object, json: bool = True) -> Any:
        signed_in(monkeypatch, login)
        try:
            return say(*words, json=json, own=True)
        finally:
            signed_in(monkeypatch, "mlee")

    return run


# --- the scheme


def test_the_scheme_is_told_as_a_tree_in_peoples_order(say: Say) -> None:
    rows = say("scheme").data
    assert [(row["code"], row["depth"]) for row in rows] == [
        ("1", 0), ("1.9", 1), ("1.10", 1), ("2", 0), ("3", 0),
    ]  # fmt: skip
    assert set(rows[0]) >= {"code", "title", "parent", "schedule", "depth", "odd"}
    one = say("scheme", "1").data
    assert (one["code"], one["title"]) == ("1", "Money")
    assert [row["code"] for row in one["below"]] == ["1.9", "1.10"]
    assert "  1.10" in say("scheme", json=False).out
    assert say("scheme", "7").status == 3


def test_a_class_is_found_by_words_and_suggested_with_the_reason(say: Say) -> None:
    (found,) = say("scheme", "find", "ledgers").data
    assert (found["code"], found["reason"]) == ("1", "its index terms")
    (see,) = say("scheme", "find", "bonds").data
    assert (see["code"], see["reason"]) == ("1.10", "see from 2 Bonds")
    suggested = say("scheme", "suggest", "NEW").data
    assert suggested[0]["code"] == "1.9"
    assert suggested[0]["reason"] == "its words: invoices"
    assert say("scheme", "find").status == 2


def test_until_when_a_record_is_kept_stands_on_it_and_the_warning_stays(say: Say) -> None:
    (told,) = say("show", "F1").data["schedule"]
    assert (told["due"], told["schedule"], told["disposition"]) == (
        "2015-03-31",
        "FIN-1",
        "destroy",
    )
    shown = say("show", "F1", json=False).out
    assert "retention: kept to 2015-03-31, then destroy (FIN-1)" in shown
    assert "semi-active 3 years to 2015-03-31" in say("retention", "F1", json=False).out
    say("classify", "NEW", "--class", "1")
    assert "class 1 has no item of the schedule: never due (R10)" in (
        say("show", "NEW", json=False).out
    )
    assert say("show", "P1").data["schedule"][0]["due"] == ""


def test_essential_records_are_reviewed_and_listed(say: Say) -> None:
    say("add", "schedule", "--code", "V", "--trigger", "closure", "--active-years", "3",
        "--vital", "yes", "--review-years", "1")  # fmt: skip
    assert say("report", "vital").data["totals"] == {"count": 1, "late": 1}
    assert say("schedule", "review", "V", "--on", "2026-01-02").data["reviewed"] == "2026-01-02"
    assert say("report", "vital").data["rows"][0]["next"] == "2027-01-02"
    assert say("schedule", "review", "FIN-1").error["reasons"][0]["rule"] == "R13"


def test_what_a_hold_covers_is_written_for_the_lawyer(say: Say, tmp_path: Path) -> None:
    say("hold", "new", "Suit", "--matter", "A v. B", "--authority", "Legal")
    say("hold", "place", "1", "--class", "1", "--reason", "notice")
    told = say("hold", "report", "1").data
    assert [(row["key"], row["through"]) for row in told["records"]] == [
        (key, "class 1") for key in ("F1", "F2", "F3", "P1")
    ]
    for ending, sign in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"key,title")):
        out = tmp_path / f"hold.{ending}"
        assert say("hold", "report", "1", "--out", out).status == 0
        assert out.read_bytes().startswith(sign)
        assert say("hold", "report", "1", "--out", out).status != 0
    sheet = load_workbook(str(tmp_path / "hold.xlsx")).get_sheet_by_name(told["number"])
    rows = sheet.to_python()
    assert [row[0] for row in rows] == ["key", "F1", "F2", "F3", "P1"]
    assert say("hold", "report", "1", "--out", tmp_path / "hold.doc").status == 2


def test_records_are_classified_all_or_none(say: Say) -> None:
    tried = say("classify", "NEW", "F1", "--class", "1", "--dry-run").data
    assert [row["key"] for row in tried] == ["NEW", "F1"]
    assert "(R10)" in tried[0]["next"]
    assert say("show", "NEW").data["class"] == ""
    assert say("classify", "NEW", "NONE", "--class", "1").status == 3
    assert say("show", "NEW").data["class"] == ""
    say("classify", "NEW", "F1", "--class", "1")
    assert say("show", "NEW").data["class"] == "1"
    (told,) = say("retention", "NEW").data
    assert told["explained"] == ["class 1 has no item of the schedule: never due (R10)"]


# --- the schedule, and until when a record is kept


def test_retention_has_its_shape(say: Say) -> None:
    (told,) = say("retention", "F1").data
    assert told == {
        "key": "F1", "class": "1.9", "schedule": "FIN-1", "version": 1, "trigger": "closure",
        "trigger_date": "2010-03-31",
        "steps": [{"step": "active", "until": "2012-03-31"},
                  {"step": "semi-active", "until": "2015-03-31"}],
        "due": "2015-03-31", "disposition": "destroy", "authority": "DA-1", "holds": [],
        "explained": told["explained"],
    }  # fmt: skip
    assert told["explained"][1:] == [
        "closed 2010-03-31", "active 2 years to 2012-03-31", "semi-active 3 years to 2015-03-31",
        "destroy from the day after 2015-03-31", "under authority DA-1",
    ]  # fmt: skip
    assert [each["due"] for each in say("retention", "F1", "P1").data] == ["2015-03-31", ""]
    assert "semi-active 3 years" in say("retention", "F1", json=False).out


def test_an_amendment_is_tried_proposed_and_approved_by_another(say: Say, by: Any) -> None:
    words = ("schedule", "amend", "FIN-1", "--semi-active-years", "90", "--reason", "law")
    tried = say(*words, "--dry-run").data
    assert tried["impact"]["becomes_undue"] == 3
    assert tried["impact"]["by"][0]["class"] == "1.9"
    assert tried["changes"] == [
        {"field": "semi_active_years", "old": 3.0, "new": 90.0},
        {"field": "understood", "old": tried["changes"][1]["old"],
         "new": "2 years after closure, then 90 years; destroy"},
    ]  # fmt: skip
    assert say("schedule", "show", "FIN-1").data["amendments"] == []
    number = say(*words).data["number"]
    assert say("schedule", "approve", number).error["reasons"][0]["rule"] == "R5"
    done = by("boss", "schedule", "approve", number.rpartition("-")[2])
    assert (done.data["number"], done.data["status"], done.data["version"]) == (
        number, "in force", 2,
    )  # fmt: skip
    (told,) = say("retention", "F1").data
    assert (told["due"], told["version"]) == ("2102-03-31", 2)
    assert say("disposition", "due").data[0]["key"] == "S1"
    assert say("schedule", "amend", "FIN-1").status == 2


def test_a_class_is_put_under_another_item_as_an_item_is_amended(say: Say, by: Any) -> None:
    assert say("add", "schedule", "--code", "LONG", "--trigger", "closure", "--active-years", "90",
               "--disposition", "transfer").status == 0  # fmt: skip
    words = ("schedule", "put", "1.9", "--under", "LONG", "--reason", "law")
    tried = say(*words, "--dry-run").data
    assert tried["changes"] == [{"field": "schedule", "old": "FIN-1", "new": "LONG"}]
    assert (tried["code"], tried["impact"]["becomes_undue"]) == ("1.9", 3)
    assert say("scheme", "1.9").data["amendments"] == []
    refused = say("edit", "1.9", "--schedule", "LONG").error["reasons"]
    assert [each["rule"] for each in refused] == ["R13"]
    number = say(*words).data["number"]
    assert say("schedule", "approve", number).error["reasons"][0]["rule"] == "R5"
    assert by("boss", "schedule", "approve", number).data["status"] == "in force"
    (told,) = say("retention", "F1").data
    assert (told["schedule"], told["due"]) == ("LONG", "2100-03-31")
    scheme = say("scheme", "1.9").data
    assert (scheme["schedule"], scheme["amendments"][0]["changes"]) == ("LONG", "schedule: LONG")
    assert say("schedule", "put", "1.9", "--under", "NOWHERE").status == 3
    assert say(*words).status == 2, "it is so already"


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("2010", []),
        ("2015", ["S1", "F1", "F2", "F3"]),
        ("Feb 2015", ["S1"]),
        ("31 mars 2015", ["S1", "F1", "F2", "F3"]),
        ("yesterday", ["S1", "F1", "F2", "F3"]),
    ],
)
def test_due_by_a_year_is_due_by_its_last_day(say: Say, by: str, keys: list[str]) -> None:
    assert [row["key"] for row in say("disposition", "due", "--by", by).data] == keys
    refused = say("disposition", "due", "--by", "12/11/2015")
    assert (refused.status, refused.error["title"]) == (2, "Not a date")


def test_a_search_for_what_is_due_tells_the_day_of_disposition(say: Say) -> None:
    found = say("search", "due:..2015", "F1")
    assert [each["kept_until"] for each in found.data["hits"]] == ["2015-03-31"]
    assert "kept until" in say("search", "due:..2015", "F1", json=False).out
    assert "kept until" not in say("search", "F1", json=False).out


# --- from due to certified


def test_from_due_to_certified(say: Say, by: Any, tmp_path: Path) -> None:
    due = say("disposition", "due").data
    assert [row["key"] for row in due] == ["S1", "F1", "F2", "F3"]
    assert [row["key"] for row in say("disposition", "due", "--class", "3").data] == ["S1"]
    assert say("disposition", "due", "--unit", "Legal", "--by", "2040-01-01").data == []
    why = ("--reason", "year end")
    tried = say("disposition", "propose", "--due-by", "2020-01-01", *why, "--dry-run").data
    assert (tried["status"], tried["counts"]) == ("proposed", {"proposed": 4})
    assert say("disposition", "list").data == []
    made = say("disposition", "propose", "F1", "F2", "F3", *why).data
    number = made["number"]
    assert set(made["items"][0]) >= {"key", "status", "reason"}
    assert made["awaited"] == [
        "Finance: 3 records, asked 0 days ago; it has no custodian to write to"
    ]
    boss = by("boss", "disposition", "approve", number)
    assert (boss.status, boss.error["reasons"][0]["rule"]) == (1, "R6")
    refused = say("disposition", "refuse", number, "F3", "--reason", "in use").data
    assert (
        refused["items"][2] | {"key": "F3", "status": "refused", "reason": "in use"}
        == (refused["items"][2])
    )
    agreed = ("--unit", "Finance", "--by", "Owner", "--evidence", "memo 7")
    told = say("disposition", "concur", number, *agreed).data
    assert told["concurrences"][0]["evidence"] == "memo 7"
    own = say("disposition", "approve", number)
    assert (own.status, own.error["reasons"][0]["rule"]) == (1, "R5")
    approved = by("boss", "disposition", "approve", number).data
    assert (approved["proposed_by"], approved["approved_by"]) == ("mlee", "boss")
    tried = say("disposition", "execute", number, "--method", "shredded", "--dry-run").data
    assert tried["counts"] == {"destroyed": 2, "refused": 1}
    assert say("show", "F1").data["status"] == "in"
    words = ("disposition", "execute", number, "--method", "shredded", "--witness", "W1")
    done = by("tech", *words).data
    assert (done["status"], done["executed_by"], done["witnesses"]) == (
        "executed", "tech", ["Witness"],
    )  # fmt: skip
    assert done["counts"] == {"destroyed": 2, "refused": 1}
    shown = say("disposition", "show", number).data
    assert [(row["key"], row["status"]) for row in shown["items"]] == [
        ("F1", "destroyed"), ("F2", "destroyed"), ("F3", "refused"),
    ]  # fmt: skip
    out = tmp_path / "certificate.pdf"
    certified = say("disposition", "certificate", number, "--out", out).data
    assert certified["certificate"] == shown["certificate"]
    assert certified["sealed"] == shown["sealed"]
    assert out.read_bytes().startswith(b"%PDF")
    assert say("show", "F1").data["status"] == "destroyed"
    assert say(*words).status == 1


def test_selective_retention_is_decided_record_by_record(say: Say, by: Any) -> None:
    number = say("disposition", "propose", "S1", "--reason", "x").data["number"]
    say("disposition", "concur", number, "--unit", "Finance", "--by", "O1")
    assert by("boss", "disposition", "approve", number).status == 1
    words = ("disposition", "decide", number, "S1", "--to", "permanent-retention")
    assert say(*words).data["items"][0]["decision"] == "permanent retention"
    assert by("boss", "disposition", "approve", number).status == 0


def test_it_is_given_up_by_a_supervisor(say: Say, by: Any) -> None:
    number = say("disposition", "propose", "F1", "--reason", "x").data["number"]
    words = ("disposition", "drop", number, "--reason", "anew")
    assert by("tech", *words).error["reasons"][0]["rule"] == "R37"
    assert by("boss", *words).data["status"] == "dropped"
    assert say("disposition", "propose", "F1", "--reason", "x").status == 0


# --- who may

PERMISSIONS = {
    "scheme": "look",
    "classify": "handle records",
    "retention": "look",
    "schedule list": "look",
    "schedule show": "look",
    "schedule amend": "handle records",
    "schedule put": "handle records",
    "schedule approve": "supervise",
    "schedule review": "handle records",
    "hold new": "handle records",
    "hold place": "supervise",
    "hold lift": "supervise",
    "hold ask-again": "supervise",
    "hold list": "look",
    "hold show": "look",
    "hold report": "look",
    "disposition due": "look",
    "disposition list": "look",
    "disposition show": "look",
    "disposition propose": "handle records",
    "disposition concur": "handle records",
    "disposition refuse": "handle records",
    "disposition decide": "handle records",
    "disposition approve": "supervise",
    "disposition drop": "supervise",
    "disposition begin": "handle records",
    "disposition execute": "handle records",
    "disposition finish": "handle records",
    "disposition certificate": "look",
}


def test_each_command_declares_what_it_needs(say: Say) -> None:
    rows = say("whoami", "--permissions").data["permissions"]
    needs = {row["command"]: row["permission"] for row in rows}
    assert {name: needs[name] for name in PERMISSIONS} == PERMISSIONS
    mine = {name for name in needs if name.split()[0] in ("disposition", "schedule", "hold")}
    assert mine <= set(PERMISSIONS)


ACTS: tuple[Sequence[str], ...] = (
    ("classify", "F1", "--class", "1"),
    ("schedule", "amend", "FIN-1", "--active-years", "4"),
    ("schedule", "put", "1.9", "--under", "FIN-1"),
    ("schedule", "approve", "1"),
    ("disposition", "propose", "F1", "--reason", "x"),
    ("disposition", "concur", "1", "--unit", "Finance", "--by", "O1"),
    ("disposition", "execute", "1", "--method", "x"),
    ("hold", "new", "x", "--matter", "m", "--authority", "a"),
)


@pytest.mark.parametrize("words", ACTS, ids=" ".join)
def test_a_viewer_changes_nothing(by: Any, words: Sequence[str]) -> None:
    said = by("seer", *words)
    assert (said.status, said.error["reasons"][0]["rule"]) == (1, "R37")


@pytest.mark.parametrize(
    "words",
    [("disposition", "due"), ("retention", "F1"), ("schedule", "show", "FIN-1"), ("scheme",)],
    ids=" ".join,
)
def test_a_viewer_looks_though_an_amendment_takes_effect_just_then(
    home: Path, by: Any, words: Sequence[str]
) -> None:
    with open_desk(home) as desk:
        from rmdesk.duties.amendment import amend, approve_amendment

        session = desk.session("mlee")
        tomorrow = session.now().date().replace(year=session.now().year + 1).isoformat()
        made = amend(session, "FIN-1", {"active_years": "9"}, tomorrow, "law").amendment
        approve_amendment(desk.session("boss"), made.number)
        with session.change("the day comes"):
            made = made.from_document(desk.store.table("amendments").get(doc_id=made.id))  # type: ignore[arg-type]
            made.effective = session.today()
            session.save(made)
    assert by("seer", *words).status == 0


def test_a_figure_names_what_is_numbered_this_year(say: Say) -> None:
    number = say("disposition", "propose", "F1", "--reason", "x").data["number"]
    assert say("disposition", "show", "1").data["number"] == number
    assert say("disposition", "show", "2").status == 3
    hold = say("hold", "new", "H", "--matter", "m", "--authority", "a").data["number"]
    assert say("hold", "show", "1").data["number"] == hold


def test_a_class_is_amended_whatever_else_has_its_code_for_a_number(say: Say) -> None:
    """Block numeric codes are numbers of requests as well, and codes of files."""
    say("add", "scheme", "--code", "1300", "--title", "Law", "--sure")
    say("request", "new", "F1", "--for", "O1")
    number = say("request", "list").data[0]["number"]
    code = number.partition("-")[2]
    say("add", "scheme", "--code", code, "--title", "Numbers", "--sure")
    say("add", "holding", "--barcode", "X1", "--identifier", "1300", "--title", "Suits")
    assert say("edit", code, "--parent", "1").data["parent"] == "1"
    assert say("edit", "1300", "--parent", "1").data["title"] == "Law"
    assert say("edit", "1300", "--title", "Law suits").data["barcode"] == "X1"
    assert say("edit", number, "--title", "x").status == 3
