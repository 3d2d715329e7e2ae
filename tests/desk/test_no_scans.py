"""No path of the desk looks at every document of a table."""

from datetime import date

from rmdesk.duties.circulation import charge_out, recall, renew, reserve, return_
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.picking import mark_missing, pick, pick_list
from rmdesk.duties.recall import lift_recall
from rmdesk.duties.refiling import refile
from rmdesk.duties.report import REPORTS, make_report
from rmdesk.duties.request import assign, cancel, close, intake, make_ready, open_requests
from rmdesk.duties.scan import Counter, take_scan
from rmdesk.duties.search import search
from rmdesk.duties.undo import undo
from rmdesk.duties.workload import desk_counts
from tests.desk.conftest import Centre


def test_every_use_case_is_served_by_an_index(centre: Centre) -> None:
    session = centre.session
    centre.file("BOX", kind="box", security="secret")
    for number in range(6):
        centre.file(f"A{number}", container="BOX", unit="Finance", identifier=f"12-{number}")
    edit_holding(session, "A1", {"notes": "x"})
    request = intake(session, "P1", ["A1", "A2"], priority="urgent").request
    assign(session, request.number)
    pick_list(session)
    pick(session, "A1")
    make_ready(session, request.number)
    charge_out(session, ["A1", "A2"], "P1", request=request)
    renew(session, ["A1"], due=date(2026, 5, 1))
    reserve(session, ["A1"], "P2")
    recall(session, ["A1"])
    lift_recall(session, ["A1"])
    return_(session, ["A1"])
    close(session, request.number)
    cancel(session, intake(session, "P1", text="x").request.number)
    refile(session, ["A1"], "L1")
    mark_missing(session, "A3", "not there")
    undo(session)
    for scan in ("P1", "A4", "A4", "L1", "A4", "12-5", "aiko ito", "R-1001", "nothing"):
        take_scan(session, Counter(), scan)
    visitor = centre.desk.session("visitor")
    visitor.visible.named("BOX")
    search(session, "file", facets=True)
    open_requests(session)
    desk_counts(session)
    for name in REPORTS:
        make_report(session, name, date(2026, 1, 1), date(2026, 12, 31))
    add_holding(session, {"title": "no code at all"})
    session.person("Aiko Ito")
    assert dict(session.store.scans) == {}
