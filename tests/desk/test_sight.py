"""What a person may not know of reads as absent everywhere (R17)."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.desk.registering import register
from rmdesk.duties.audit import latest_entries, trail_of
from rmdesk.duties.circulation import charge_out, reserve
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person, edit_person
from rmdesk.duties.picking import pick_list
from rmdesk.duties.report import make_report
from rmdesk.duties.request import assign, cancel, find_request, intake, open_requests, ticket
from rmdesk.duties.search import search
from rmdesk.duties.standing import standing_of, told_standing
from rmdesk.duties.undo import undo
from rmdesk.duties.workload import desk_counts
from rmdesk.exchange import export
from rmdesk.maintenance.doctor import examine
from rmdesk.model.errors import BadInput, NotFound, Refused
from tests.desk.conftest import Centre
from tests.staff import colleague


@pytest.fixture
def uncleared(centre: Centre) -> Session:
    """A technician beside whom secret files lie."""
    centre.file("OPEN", title="Bridge plans")
    centre.file("HIDDEN", title="Bridge codeword", identifier="S-1", security="secret")
    centre.file("MARKED", title="Bridge caveat", caveats=["nato"])
    return colleague(centre.desk, "visitor")


def test_hidden_records_are_not_found(centre: Centre, uncleared: Session) -> None:
    assert uncleared.visible.one("OPEN").title == "Bridge plans"
    for key in ("HIDDEN", "hidden", "S-1", "MARKED", "#2", "no such thing"):
        with pytest.raises(NotFound) as refusal:
            uncleared.visible.one(key)
        assert str(refusal.value) == str(NotFound.key("holding", key))


def test_hidden_records_are_in_no_page_and_no_count(centre: Centre, uncleared: Session) -> None:
    assert [row["barcode"] for row in uncleared.visible.page().rows] == ["OPEN"]
    assert len(centre.session.visible.page().rows) == 3


def test_a_list_may_tell_of_all_that_one_may_know(centre: Centre, uncleared: Session) -> None:
    assert (centre.session.visible.utmost, uncleared.visible.utmost) == ("secret|NATO", "")
    cleared = colleague(centre.desk, "reader", clearance="secret")
    assert cleared.visible.utmost == "secret"
    for key, level in (("A", {"security": "secret"}), ("B", {"caveats": ["nato"]})):
        centre.file(key, unit="Intelligence", **level)  # who may know of either knows of the unit
    again = centre.desk.session("reader").visible
    assert again.utmost == "secret"
    assert again.may_know(again.utmost)


def test_what_is_counted_is_what_matches_of_what_is_known(
    centre: Centre, uncleared: Session
) -> None:
    centre.file("OTHER")
    asked = {None: 2, "OPEN": 1, "HIDDEN": 0}
    for barcode, n in asked.items():
        condition = Query().barcode == barcode if barcode else None
        assert uncleared.visible.count_in("holdings", condition) == n
    reserve(centre.session, ["OPEN", "HIDDEN"], "P1")
    assert uncleared.visible.count_in("reservations") == 1
    assert uncleared.visible.count_in("reservations", Query().holding == 2) == 0


def test_under_a_hidden_hold_is_known_by_who_knows_of_the_hold(
    centre: Centre, uncleared: Session
) -> None:
    before = latest_entries(uncleared, 500)
    about = {"title": "Suit", "matter": "M 1", "authority": "Counsel"}
    secret = register(centre.session, HOLDS, about | {"security": "secret"}).number
    place(centre.session, secret, {"on": ["OPEN"]})
    assert uncleared.visible.count_in("coverage") == 0
    assert latest_entries(uncleared, 500) == before
    place(centre.session, register(centre.session, HOLDS, about).number, {"on": ["OPEN"]})
    assert uncleared.visible.count_in("coverage") == 1


def test_acts_are_counted_by_the_unit_that_records_have_now(
    centre: Centre, uncleared: Session
) -> None:
    edit_holding(centre.session, "OPEN", {"unit": "Maps"})
    edit_holding(centre.session, "HIDDEN", {"unit": "Maps"})
    year = date(2026, 1, 1), date(2026, 12, 31)
    rows = make_report(uncleared, "activity", *year, by="unit").rows
    assert {row["unit"]: row["acts"] for row in rows}["Maps"] == 2


def test_of_what_is_gone_the_log_tells_what_was_open(centre: Centre, uncleared: Session) -> None:
    def told() -> list[tuple[str, str]]:
        return [(each.action, each.subject) for each in latest_entries(uncleared, 500)]

    before = told()
    intake(centre.session, "P1", ["HIDDEN"])
    undo(centre.session)
    centre.file("S", security="secret")
    undo(centre.session)
    assert told() == before
    request = intake(centre.session, "P1", ["OPEN"]).request
    undo(centre.session)
    gone = centre.file("GONE")
    undo(centre.session)
    after = told()[len(before) :]
    for subject in (f"requests:{request.id}", f"holdings:{gone.id}"):
        assert [action for action, of in after if of == subject][-1] == "undo"
        assert len([action for action, of in after if of == subject]) == 2


def test_search_hides_hits_totals_facets_and_spelling(centre: Centre, uncleared: Session) -> None:
    found = search(uncleared, "bridge", facets=True)
    assert (found.total, [hit.barcode for hit in found.hits]) == (1, ["OPEN"])  # type: ignore[union-attr]
    assert all(sum(counts.values()) <= 1 for counts in found.facets.values())
    assert search(uncleared, "codeword").total == 0
    assert search(uncleared, "codewrod").did_you_mean == ""
    assert search(centre.session, "codeword").total == 1
    assert search(centre.session, "codewrod").did_you_mean == "codeword"


def test_lists_and_figures_leave_hidden_records_out(centre: Centre, uncleared: Session) -> None:
    request = intake(centre.session, "P1", ["OPEN", "HIDDEN"]).request
    assert [pull.holding.barcode for pull in pick_list(uncleared)] == ["OPEN"]
    assert [item.holding.barcode for item in ticket(uncleared, request).items] == ["OPEN"]
    secretary = {"name": "Cleared", "barcode": "P9", "clearance": "secret"}
    add_person(centre.session, secretary)
    with centre.session.change("missing"):
        hidden = centre.now("HIDDEN")
        hidden.status, hidden.due = "out", "2026-01-01"
        centre.session.save(hidden)
    assert desk_counts(uncleared).out == 0
    assert desk_counts(centre.session).overdue == 1
    assert make_report(uncleared, "overdue").totals == {"count": 0}


def test_the_journal_is_read_without_hidden_records(centre: Centre, uncleared: Session) -> None:
    edit_holding(centre.session, "HIDDEN", {"notes": "moved"}, "why")
    entries = centre.session.store.journal.since(0)
    shown = uncleared.journal.entries(entries)
    assert not [entry for entry in shown if entry.subject in ("holdings:2", "holdings:3")]
    assert len(centre.session.journal.entries(entries)) == len(entries)


def test_the_logs_numbers_tell_of_nothing_hidden(centre: Centre, uncleared: Session) -> None:
    for number in range(3):
        edit_holding(centre.session, "HIDDEN", {"notes": f"x{number}"})
        centre.file(f"SEEN{number}")
    shown = latest_entries(uncleared, 50)
    assert [entry.seq for entry in shown] == list(range(1, len(shown) + 1))
    assert {entry.act for entry in shown} <= {entry.seq for entry in shown}
    (added,) = [entry for entry in trail_of(uncleared, "SEEN2", 50) if entry.new]
    assert (added.seq, added.act) == (1, 1)
    last = centre.session.store.journal.last()
    assert latest_entries(centre.session, 1)[0].seq == last


def test_a_barcode_in_use_says_the_same_of_hidden_and_known(uncleared: Session) -> None:
    texts = []
    for barcode in ("OPEN", "HIDDEN"):
        with pytest.raises(BadInput) as refusal:
            add_holding(uncleared, {"barcode": barcode, "title": "x"})
        texts.append(str(refusal.value).replace(barcode, ""))
    assert texts[0] == texts[1]


def test_nobody_writes_a_level_they_could_not_read(centre: Centre, uncleared: Session) -> None:
    with pytest.raises(Refused):
        edit_holding(uncleared, "OPEN", {"security": "secret"})
    assert centre.now("OPEN").guard == ""


def test_a_clearance_opens_what_is_seen_and_its_end_closes_it(centre: Centre) -> None:
    centre.file("HIDDEN", security="secret")
    values = {"name": "V", "login": "v", "clearance": "secret", "clearance_until": "2026-03-10"}
    add_person(centre.session, values)
    session = colleague(centre.desk, "v")
    assert session.visible.one("HIDDEN").barcode == "HIDDEN"
    centre.clock.forward(days=9)
    with pytest.raises(NotFound):
        session.visible.one("HIDDEN")


def test_undo_of_ones_own_work_needs_no_sight_of_others(uncleared: Session) -> None:
    add_holding(uncleared, {"barcode": "NEW", "title": "mine"})
    assert undo(uncleared).action == "add holding"


def test_a_request_for_hidden_records_alone_is_hidden(centre: Centre, uncleared: Session) -> None:
    hidden = intake(centre.session, "P1", ["HIDDEN"], text="Kestrel", priority="urgent").request
    mixed = intake(centre.session, "P2", ["HIDDEN", "OPEN"]).request
    free = intake(centre.session, "P2", text="anything on bridges").request
    assert open_requests(centre.session)[0].request.number == hidden.number
    known = [mixed.number, free.number]
    assert [each.request.number for each in open_requests(uncleared)] == known
    assert [each.request.number for each in open_requests(uncleared, limit=1)] == known[:1]
    assert find_request(uncleared, mixed.number).id == mixed.id
    with pytest.raises(NotFound) as refusal:
        find_request(uncleared, hidden.number)
    assert str(refusal.value) == str(NotFound.key("request", hidden.number))
    for act in (assign, cancel):
        with pytest.raises(NotFound):
            act(uncleared, hidden.number)


def test_figures_and_log_leave_hidden_requests_out(centre: Centre, uncleared: Session) -> None:
    request = intake(centre.session, "P1", ["HIDDEN"], text="Kestrel", priority="urgent").request
    centre.clock.forward(days=9)
    for who, count in ((centre.session, 1), (uncleared, 0)):
        figures = desk_counts(who)
        assert (figures.waiting, figures.urgent, figures.late) == (count, count, count)
        report = make_report(who, "requests", date(2026, 3, 1), date(2026, 3, 31))
        assert (report.totals["count"], len(report.rows)) == (count, count)
        assert ("Kestrel" in str(latest_entries(who, 50))) is bool(count)
    with pytest.raises(NotFound):
        trail_of(uncleared, request.number, 50)


def test_an_undone_request_for_hidden_records_stays_hidden(
    centre: Centre, uncleared: Session
) -> None:
    intake(centre.session, "P1", ["HIDDEN"], text="Kestrel")
    undo(centre.session)
    assert "Kestrel" in str(latest_entries(centre.session, 50))
    assert "Kestrel" not in str(latest_entries(uncleared, 50))


def test_an_export_leaves_hidden_requests_out(
    centre: Centre, uncleared: Session, tmp_path: Path
) -> None:
    intake(centre.session, "P1", ["HIDDEN"], text="Kestrel")
    assert export(uncleared, "requests", "csv", tmp_path / "out.csv") == 0
    assert export(centre.session, "requests", "csv", tmp_path / "all.csv") == 1


def test_the_doctor_counts_what_may_be_known(centre: Centre, uncleared: Session) -> None:
    add_person(centre.session, {"name": "Cleared", "barcode": "P9", "clearance": "secret"})
    centre.entered("HIDDEN", "P9")
    charge_out(centre.session, ["HIDDEN"], "P9")
    charge_out(centre.session, ["OPEN"], "P1")
    reserve(centre.session, ["HIDDEN"], "P2")
    intake(centre.session, "P1", ["HIDDEN"], text="Kestrel")
    for who, counts in ((centre.session, (3, 2, 2, 1)), (uncleared, (1, 1, 0, 0))):
        facts = examine(who)
        documents = facts["store"]["documents"]
        tables = ("holdings", "loans", "reservations", "requests")
        assert tuple(documents[name] for name in tables) == counts
        compared = counts[0] if who is centre.session else None
        index = facts["index"]
        assert (index["documents"], index.get("compared")) == (counts[0], compared)
        assert facts["index"]["sound"]
        assert facts["store"]["table_scans"] == {}
        assert make_report(who, "today").totals["loans"] == counts[1]


def test_activity_counts_what_may_be_known(centre: Centre, uncleared: Session) -> None:
    edit_holding(centre.session, "HIDDEN", {"notes": "moved"})
    for by in ("action", "actor", "day"):
        rows = make_report(centre.session, "activity", by=by).rows
        assert sum(row["holdings"] for row in rows) == 4
        assert sum(row["holdings"] for row in make_report(uncleared, "activity", by=by).rows) == 1
    actions = {row["action"]: row["acts"] for row in make_report(uncleared, "activity").rows}
    assert "edit" not in actions
    assert actions["add holding"] == 1


def test_what_was_hidden_when_it_was_done_stays_unread_once_it_is_open(
    centre: Centre, uncleared: Session
) -> None:
    edit_holding(centre.session, "HIDDEN", {"security": "", "title": "Open now"})
    assert uncleared.visible.one("HIDDEN").title == "Open now"
    assert trail_of(uncleared, "HIDDEN", 50) == []
    assert "codeword" not in str(latest_entries(uncleared, 50))
    edit_holding(centre.session, "HIDDEN", {"notes": "seen"})
    assert [entry.new for entry in trail_of(uncleared, "HIDDEN", 50)] == [{"notes": "seen"}]


def test_how_a_person_stands_tells_of_nothing_hidden(centre: Centre, uncleared: Session) -> None:
    edit_person(centre.session, "P1", {"clearance": "secret"})
    centre.entered("HIDDEN", "P1")
    intake(centre.session, "P1", ["OPEN", "HIDDEN"])

    def told(session: Session) -> list[Any]:
        standing = standing_of(session, session.person("P1"))
        return [each["key"] for each in told_standing(session, standing)]

    assert sorted(told(centre.session)) == ["HIDDEN", "OPEN"]
    assert told(uncleared) == ["OPEN"]
