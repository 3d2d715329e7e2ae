"""A list of what is due costs a page, however much is kept; a trial reads each record once."""

import pytest

from rmdesk.duties.amendment import amend
from rmdesk.duties.falling_due import Part, due_by
from rmdesk.duties.retention import retentions
from tests.desk.conftest import Centre
from tests.desk.test_retention import schedule
from tests.desk.test_statements import statements

DUE = {"class": "S", "closed": "2010-01-01", "unit": "Finance"}


def kept(centre: Centre, count: int) -> None:
    schedule(centre.session, "S", active_years="2", disposition="destroy", authority="DA")
    for number in range(count):
        centre.file(f"F{number}", **DUE)


def test_a_page_of_what_is_due_takes_few_statements_and_scans_nothing(centre: Centre) -> None:
    kept(centre, 30)
    few = statements(centre.session, lambda: due_by(centre.session, "2026-01-01", limit=5))
    many = statements(centre.session, lambda: due_by(centre.session, "2026-01-01", limit=25))
    assert len(few) <= 12
    assert len(many) <= len(few) + 2
    centre.session.store.scans.clear()
    assert len(due_by(centre.session, "2026-01-01", limit=25).rows) == 25
    assert dict(centre.session.store.scans) == {}


@pytest.mark.parametrize(
    "part", [Part("Rare"), Part(class_="S"), Part(authority="DA"), Part(authority="none")], ids=str
)
def test_a_page_of_a_part_of_it_scans_nothing(centre: Centre, part: Part) -> None:
    kept(centre, 30)
    centre.file("R", **{**DUE, "unit": "Rare"})
    due_by(centre.session, "2026-01-01")
    centre.session.store.scans.clear()
    few = statements(centre.session, lambda: due_by(centre.session, "2026-01-01", part, limit=5))
    assert len(few) <= 16
    assert dict(centre.session.store.scans) == {}


def test_what_is_due_of_a_unit_is_read_along_its_own_index(centre: Centre) -> None:
    """Not along all that is due, of which a unit may have little."""
    kept(centre, 3)
    said = statements(
        centre.session, lambda: due_by(centre.session, "2026-01-01", Part("Rare"), limit=5)
    )
    (page,) = (each for each in said if "ORDER BY" in each and "Rare" in each)
    plan = centre.session.store._engine.rows(f"EXPLAIN QUERY PLAN {page}", ())
    assert "holdings_by_unit_and_ends" in " ".join(str(step[3]) for step in plan)


def test_telling_one_date_takes_few_statements(centre: Centre) -> None:
    kept(centre, 1)
    asked = statements(centre.session, lambda: retentions(centre.session, ["F0"]))
    assert 0 < len(asked) <= 16, asked


def test_a_trial_takes_as_many_statements_for_few_as_for_many(centre: Centre) -> None:
    kept(centre, 3)
    texts = {"active_years": "9"}

    def trial(years: str) -> list[str]:
        given = {**texts, "active_years": years}
        return statements(
            centre.session, lambda: amend(centre.session, "S", given, "2026-06-01", "x")
        )

    few = len(trial("9"))
    for number in range(40):
        centre.file(f"G{number}", **DUE)
    assert len(trial("8")) <= few + 3
