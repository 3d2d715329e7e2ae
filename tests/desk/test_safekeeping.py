"""A restored home: its journal tells of it, and search follows the records that are there now."""

from rmdesk.duties.search import search
from rmdesk.maintenance.backup import restore_home
from rmdesk.opening import open_desk
from tests.desk.conftest import Centre


def test_after_a_restore_search_and_journal_are_those_of_the_backup(centre: Centre) -> None:
    centre.file("A1", title="Culvert survey")
    backup = centre.home / "records.backup"
    centre.desk.store.backup(backup)
    centre.file("A2", title="Harbour log")
    centre.desk.finder.catch_up()
    before = centre.desk.store.journal.last()
    centre.desk.close()
    restore_home(centre.home, backup, "mlee")
    with open_desk(centre.home, now=centre.clock) as desk:
        session = desk.session("mlee")
        (entry,) = desk.store.journal.latest(1)
        assert (entry.action, entry.actor) == ("restore", "mlee")
        assert entry.old is not None
        assert entry.old["seq"] == before
        assert search(session, "culvert").total == 1
        assert search(session, "harbour").total == 0
        assert not desk.store.verify().faults
