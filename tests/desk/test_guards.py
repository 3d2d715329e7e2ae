"""What somebody may not know of: asked once for each version of the data, whoever asks beside."""

from concurrent.futures import ThreadPoolExecutor

from rmdesk.access.guards import Guards
from rmdesk.desk.desk import Session
from rmdesk.duties.holding import edit_holding
from rmdesk.model.records import Holding
from tests.desk.conftest import Centre


def guards_now(session: Session) -> list[str]:
    table = session.store.table(Holding.table)
    return sorted(str(row.get("guard", "")) for row in table.all())


def test_what_is_asked_while_another_commits_is_kept_for_nobody_after(centre: Centre) -> None:
    """R17: who looks after it would not be kept from what was raised by it."""
    centre.file("A")
    session, guards = centre.session, Guards(centre.desk.store)

    def look() -> list[str]:
        return guards.once("all", lambda: guards_now(session))

    def ask() -> list[str]:
        found = guards_now(session)
        edit_holding(session, "A", {"security": "secret"})
        with ThreadPoolExecutor(1) as beside:
            beside.submit(guards.once, "other", lambda: 1).result()
        return found

    assert guards.once("all", ask) == [""], "of when it was asked"
    assert look() == ["secret"]


def test_what_a_snapshot_shows_is_not_taken_for_what_is_so_after_it(centre: Centre) -> None:
    centre.file("A")
    session, store = centre.session, centre.desk.store
    guards = Guards(store)

    def look() -> list[str]:
        return guards.once("all", lambda: guards_now(session))

    with store.snapshot():
        before = store.data_version()
        with ThreadPoolExecutor(1) as beside:
            beside.submit(edit_holding, session, "A", {"security": "secret"}).result()
            assert look() == [""]
            assert beside.submit(look).result() == ["secret"]
            assert look() == [""], "nor the other way round"
        assert store.data_version() == before
    assert look() == ["secret"]
    assert store.data_version() != before
