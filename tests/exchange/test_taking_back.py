"""An import is taken back as one act, while nothing was built on it (R35, R36)."""

import json
from pathlib import Path

import pytest

from rmdesk.desk.desk import Desk, Session
from rmdesk.desk.registering import register
from rmdesk.duties.circulation import charge_out
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person
from rmdesk.exchange import export, import_file, take_back
from rmdesk.model.errors import DeskError, NotFound, Refused
from rmdesk.model.records import Loan, Unit
from tests.exchange.conftest import Bring, counts, kept
from tests.staff import colleague

ABOUT = {"title": "ACME", "matter": "ACME v. Crown", "authority": "Legal Services"}
LIST = "identifier,title,container,unit\nF-1,Minutes,Box 1,Finance\nBox 1,A box,,Finance\n"


def everything(session: Session) -> str:
    tables = ("holdings", "people", "places", "units", "requests", "classes", "loans")
    return json.dumps({name: session.store.table(name).all() for name in tables}, sort_keys=True)


def test_all_that_an_import_made_and_changed_is_as_it_was(session: Session, bring: Bring) -> None:
    bring("identifier,title,notes,dates\nF-9,Maps,torn,1950\n", name="first.csv")
    before = everything(session)
    text = LIST.replace("\n", ",,\n").replace(",,\n", ",notes,dates\n", 1)
    report = bring(text + "F-9,Maps,Box 1,Legal,wet,1960\n", name="second.csv")
    assert counts(report) == (2, 1, 0, 0)
    tried = take_back(session, dry_run=True)
    assert (tried.file, tried.removed, tried.restored, tried.dry_run) == ("second.csv", 2, 1, True)
    assert everything(session) != before
    assert take_back(session).removed == 2
    assert everything(session) == before
    assert session.store.journal.latest(1)[0].action == "take back import"


def test_a_file_brought_in_again_after_that_is_new(session: Session, bring: Bring) -> None:
    bring(LIST)
    take_back(session)
    assert counts(bring(LIST)) == (2, 0, 0, 0)
    assert kept(session)[0].inside == kept(session)[1].id


def test_the_file_that_is_named_is_taken_back_and_none_twice(
    session: Session, bring: Bring
) -> None:
    bring("title\nMinutes\n", name="a.csv")
    bring("title\nMaps\n", name="b.csv")
    assert take_back(session, "a.csv").file == "a.csv"
    assert [each.title for each in kept(session)] == ["Maps"]
    with pytest.raises(NotFound, match=r"a\.csv"):
        take_back(session, "a.csv")
    with pytest.raises(NotFound, match="lists/c"):
        take_back(session, "/lists/c.csv")
    assert take_back(session, "/lists/b.csv").file == "b.csv", "as it was named to be brought in"
    with pytest.raises(NotFound):
        take_back(session)


def test_records_changed_or_in_use_since_stand_against_it_all_at_once(
    session: Session, bring: Bring
) -> None:
    bring("barcode,name,unit,custodian\nP1,Ito,Finance,yes\n", kind="people", name="people.csv")
    bring("barcode,title,unit\nF1,Minutes,Finance\nF2,Maps,Finance\n")
    edit_holding(session, "F2", {"notes": "torn"})
    charge_out(session, ["F1"], "P1")
    before = everything(session)
    with pytest.raises(Refused) as refused:
        take_back(session)
    assert [each.rule for each in refused.value.reasons] == ["R35", "R36"]
    assert "F2 “Maps”" in refused.value.reasons[0].text
    assert "F1 “Minutes”" in refused.value.reasons[1].text
    with pytest.raises(Refused, match="P1 “Ito”"):
        take_back(session, "people.csv", dry_run=True)
    assert everything(session) == before
    assert len(session.store.table(Loan.table)) == 1


def test_what_was_built_on_it_and_is_gone_again_stands_against_nothing(
    session: Session, bring: Bring
) -> None:
    bring("identifier,title\nBox 1,A box\n", name="boxes.csv")
    bring("identifier,title,container\nF-1,Minutes,Box 1\n", name="files.csv")
    with pytest.raises(Refused, match="in use since"):
        take_back(session, "boxes.csv")
    take_back(session, "files.csv")
    assert take_back(session, "boxes.csv").removed == 1


def test_a_unit_that_others_name_since_stays_known(session: Session, bring: Bring) -> None:
    bring("title,unit\nMinutes,Finance\nMaps,Legal\n")
    add_holding(session, {"title": "Plans", "unit": "Legal"})
    take_back(session)
    assert [each["name"] for each in session.store.table(Unit.table).all()] == ["Legal"]


def test_one_takes_back_ones_own_and_a_supervisor_anybodys(
    desk: Desk, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title\nMinutes\n", "utf-8")
    import_file(session, "holdings", path)
    with pytest.raises(NotFound):
        take_back(colleague(desk, "clerk"))
    take_back(session)
    import_file(colleague(desk, "clerk"), "holdings", path)
    assert take_back(session).removed == 1


def test_nobody_takes_back_what_they_may_not_know_of_now(
    desk: Desk, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("barcode,title\nF1,Minutes\nF2,Maps\n", "utf-8")
    clerk = colleague(desk, "clerk")
    import_file(clerk, "holdings", path)
    edit_holding(session, "F1", {"security": "secret"})
    with pytest.raises(Refused) as refused:
        take_back(clerk)
    assert [each.text for each in refused.value.reasons] == ["It cannot be taken back by you."]
    assert len(kept(session)) == 2


def test_an_import_of_nothing_but_hidden_records_is_none(
    desk: Desk, session: Session, bring: Bring
) -> None:
    hidden = "barcode,title,unit,security\nS1,Codeword,Sigint,secret\n"
    bring(hidden, name="hidden.csv")
    chief = colleague(desk, "chief", role="supervisor")
    for name in ("hidden.csv", ""):
        with pytest.raises(NotFound):
            take_back(chief, name)
    bring("barcode,title,unit\nF1,Minutes,Sigint\n", name="seen.csv")
    assert take_back(chief, "seen.csv").removed == 1
    assert [each.barcode for each in kept(session)] == ["S1"]
    unit = session.store.table(Unit.table).one("name", "Sigint")
    assert unit is not None
    assert unit["guard"] == "secret"
    assert take_back(session, "hidden.csv").removed == 1
    assert session.store.table(Unit.table).one("name", "Sigint") is None


def test_clearances_that_a_supervisor_brought_in_go_only_with_one(
    desk: Desk, session: Session, bring: Bring
) -> None:
    text = "barcode,name,clearance\nP1,Ito,secret\n"
    bring(text, kind="people")
    staff = session.staff
    assert staff is not None
    with session.change("edit person"):
        staff.role = "technician"
        session.save(staff)
    with pytest.raises(Refused, match="by you"):
        take_back(session)


@pytest.mark.parametrize("made", [True, False])
def test_what_is_under_a_hold_stands_against_it(session: Session, bring: Bring, made: bool) -> None:
    if not made:
        bring("barcode,title,class\nF1,Minutes,10\n", name="first.csv")
    bring("barcode,title,class,notes\nF1,Minutes,10,torn\n")
    hold = register(session, HOLDS, ABOUT)
    place(session, hold.number, {"class_": "10"})
    with pytest.raises(Refused, match="under") as refused:
        take_back(session)
    assert [each.rule for each in refused.value.reasons] == ["R1"]
    assert kept(session)[0].notes == "torn"


@pytest.mark.whole
def test_an_import_of_many_rows_is_stepped_over_and_taken_back(
    session: Session, bring: Bring
) -> None:
    bring("title\nMinutes\n", name="small.csv")
    bring("title\n" + "".join(f"file {n}\n" for n in range(2_500)), name="large.csv")
    assert take_back(session, "small.csv").removed == 1
    assert take_back(session).removed == 2_500
    assert not kept(session)


def test_taking_back_is_not_undone_by_a_key(session: Session, bring: Bring) -> None:
    from rmdesk.duties.undo import undo

    bring("title\nMinutes\n")
    take_back(session)
    with pytest.raises(DeskError, match="not undone by a key"):
        undo(session)


@pytest.mark.parametrize("who", ["holding", "person"])
def test_a_barcode_given_away_since_is_not_given_back(
    session: Session, bring: Bring, tmp_path: Path, who: str
) -> None:
    bring("barcode,title\nB1,Minutes\n", name="first.csv")
    out = tmp_path / "out.csv"
    export(session, "holdings", "csv", out)
    out.write_text(out.read_text("utf-8-sig").replace("B1", "B2", 1), "utf-8")
    assert import_file(session, "holdings", out).updated == 1
    if who == "holding":
        add_holding(session, {"barcode": "B1", "title": "Maps"})
    else:
        add_person(session, {"barcode": "B1", "name": "Ito"})
    with pytest.raises(Refused, match="changed again since: B2"):
        take_back(session, "out.csv")
    assert session.visible.one("B2").title == "Minutes"


def test_an_export_of_before_names_what_is_gone_no_more(
    session: Session, bring: Bring, tmp_path: Path
) -> None:
    bring("title\nMinutes\n")
    out = tmp_path / "out.csv"
    export(session, "holdings", "csv", out)
    take_back(session)
    assert import_file(session, "holdings", out).added == 1
