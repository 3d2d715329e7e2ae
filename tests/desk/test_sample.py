"""The sample centre: two years of believable work, which all figures agree with."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from tinydb import Query

from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.counted import Census
from rmdesk.duties.film_find import find_film
from rmdesk.duties.kinds_held import kinds_told
from rmdesk.duties.print_search import search_prints
from rmdesk.duties.report import make_report
from rmdesk.duties.tally import tally
from rmdesk.model.records import Holding, Loan, Request, Reservation
from rmdesk.model.words import Status
from rmdesk.opening import open_desk
from rmdesk.sample.years import STAFF

pytestmark = pytest.mark.whole

_BARCODE = re.compile(r"\bR10[0-9]{4}[0-9A-Z]\b")


@pytest.fixture(scope="module")
def desk(sample_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    (made,) = (sample_cache / "rmdesk").glob("sample-*")
    home = tmp_path_factory.mktemp("sample") / "home"
    shutil.copytree(made, home)
    with open_desk(home) as desk:
        yield desk


@pytest.fixture(scope="module")
def session(desk: Desk) -> Session:
    return desk.session()


def test_it_holds_together(desk: Desk) -> None:
    assert desk.store.verify().sound
    assert desk.store.summary.is_whole()
    assert desk.store.summary.differences() == []


def test_every_month_of_two_years_has_its_work(session: Session) -> None:
    today = session.now().date()
    rows = make_report(session, "months", today - timedelta(days=690), today).rows
    assert len(rows) >= 23
    for row in rows[:-1]:
        assert all(row[name] for name in ("received", "closed", "lent", "returned")), row
        assert 50 <= row["filled_percent"] <= 100


def test_it_sent_records_away_and_filmed_this_year(session: Session) -> None:
    today = session.now().date()
    first = today - timedelta(days=729)
    away = make_report(session, "transfers", first, today).totals
    assert away["listed"] == away["sent"] == away["received"] >= 3
    assert away["others"] >= 30
    year = make_report(session, "filmed", today.replace(month=1, day=1), today).totals
    assert today.month < 3 or year["frames"] > 500
    two = make_report(session, "filmed", first, today).totals
    assert two["frames"] > 8000
    assert 0 < two["retaken"] < two["frames"] / 8


def test_its_shelves_fill_up(session: Session) -> None:
    today = session.now().date()
    rows = make_report(session, "growth", today - timedelta(days=729), today, "month").rows
    free = [row["free_m"] for row in rows]
    assert free[-1] == make_report(session, "space").totals["free_m"]
    assert free[0] > free[-1] > 0
    for before, row in pairwise(rows):
        change = row["free_m"] - before["free_m"]
        assert change == pytest.approx(row["gone_m"] - row["came_m"], abs=0.02)


def test_several_technicians_did_it(session: Session) -> None:
    today = session.now().date()
    rows = make_report(session, "activity", today - timedelta(days=700), today, "technician").rows
    acts = {row["technician"]: row["acts"] for row in rows}
    assert all(acts[login] > 300 for login in STAFF)


def test_what_is_open_agrees_with_what_is_where(session: Session) -> None:
    store = session.store
    holdings = {each.id: each for each in map(Holding.from_document, store.table("holdings"))}
    loans = [each for each in map(Loan.from_document, store.table("loans")) if each.open]
    out = [each.id for each in holdings.values() if each.status == Status.OUT]
    assert sorted(each.holding for each in loans) == sorted(out)
    assert all(holdings[each.holding].due == each.due for each in loans)
    claims = map(Reservation.from_document, store.table("reservations"))
    fetched = Counter(each.holding for each in claims if each.open and each.state != "queued")
    aside = [each.id for each in holdings.values() if each.status in ("picked", "waiting")]
    assert sorted(fetched) == sorted(aside)
    requests = list(map(Request.from_document, store.table("requests")))
    open_loans = {each.request for each in loans}
    handed = {each.id for each in requests if each.status == "handed-over"}
    assert handed <= open_loans
    assert len({each.number for each in requests}) == len(requests)


def test_what_is_on_its_shelf_lives_there(session: Session) -> None:
    holdings = map(Holding.from_document, session.store.table("holdings"))
    here = [each for each in holdings if each.status == Status.IN]
    assert all(each.place_id == each.home_id for each in here)
    assert not [each for each in here if each.due or each.holder_id]


def test_each_kind_with_fields_of_its_own_is_shown(session: Session) -> None:
    told = {(row["kind"], row["field"]): row["filled"] for row in kinds_told(session)}
    for kind, name in (("reel", "generation"), ("map", "sheet"), ("photograph", "negative"),
                       ("microfiche", "reduction"), ("plan", "scale")):  # fmt: skip
        assert told[kind, name] >= 4, (kind, name)
    assert told["aperture-card", "frames"] == 2
    rows, _all_of_it = find_film(session, "Tremblay baptism")
    assert rows[0]["hand_out"]
    assert rows[0]["frames"] == "17"
    assert search_prints(session, "12 S 1 U IOI 5 / L 1 U OIO")
    coverage = make_report(session, "term-coverage").totals
    assert coverage["indexed"] >= 6


def test_the_records_that_docs_name_are_there(session: Session) -> None:
    docs = Path(__file__).parents[2]
    pages = [docs / "README.md", *(docs / "docs").glob("*.md")]
    named = {code for page in pages for code in _BARCODE.findall(page.read_text("utf-8"))}
    assert named
    assert not [code for code in sorted(named) if not session.visible.barcoded(code)]


def test_its_shelves_were_counted_and_little_was_amiss(session: Session) -> None:
    made = make_report(session, "census")
    assert made.totals["count"] >= 40
    figures = [sum(row[name] for row in made.rows) for name in ("found", "missing", "misplaced")]
    assert 0.95 < figures[0] / sum(figures) < 1
    assert min(figures) > 0
    (*_earlier, last) = session.where(Census, Query().status == "closed")
    assert tally(session, last).lists["out-of-order"] == []
