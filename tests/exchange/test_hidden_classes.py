"""A class of the scheme with a level is hidden from who is not cleared for it (R17)."""

from pathlib import Path

import pytest

from rmdesk.desk.desk import Desk, Session
from rmdesk.duties.audit import latest_entries
from rmdesk.duties.holding import add_holding
from rmdesk.duties.search import search
from rmdesk.exchange import export, import_file
from rmdesk.model.records import SchemeClass
from tests.exchange.conftest import Bring
from tests.staff import colleague

SCHEME = "code,title,terms,security\n100,Bridges,spans,\n900,Operation Kestrel,falconry,secret\n"


@pytest.fixture
def nobody(desk: Desk, bring: Bring) -> Session:
    """Somebody without clearance, after a scheme with a secret class came in."""
    bring(SCHEME, kind="scheme", name="scheme.csv")
    return colleague(desk, "nobody")


@pytest.mark.parametrize("format_", ["csv", "json", "tinydb"])
def test_an_export_leaves_it_out(
    nobody: Session, session: Session, tmp_path: Path, format_: str
) -> None:
    out = tmp_path / "out"
    assert export(session, "scheme", format_, out) == 2
    assert "Kestrel" in out.read_text("utf-8")
    assert export(nobody, "scheme", format_, out, force=True) == 1
    assert "Kestrel" not in out.read_text("utf-8")


def test_the_journal_is_read_without_it(nobody: Session, session: Session) -> None:
    assert "Kestrel" in str(latest_entries(session, 50))
    assert "Kestrel" not in str(latest_entries(nobody, 50))
    assert "Bridges" in str(latest_entries(nobody, 50))


def test_not_even_a_change_of_it_is_read(nobody: Session, session: Session) -> None:
    with session.change("edit class"):
        session.store.table(SchemeClass.table).update({"title": "Kestrel II"}, doc_ids=[2])
    assert "Kestrel" not in str(latest_entries(nobody, 50))


def test_an_import_is_told_only_that_the_code_is_not_free(nobody: Session, tmp_path: Path) -> None:
    path = tmp_path / "guess.csv"
    for title in ("Operation Kestrel", "something else"):
        path.write_text(f"code,title\n900,{title}\n", "utf-8")
        report = import_file(nobody, "scheme", path, dry_run=True)
        told = [(each.field, each.reason) for each in report.refused]
        assert told == [("code", "the code 900 cannot be given to this record")]
        assert (report.added, report.unchanged) == (0, 0)


def test_nobody_brings_in_a_class_they_could_not_read(nobody: Session, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text("code,title,security\n901,Falcon,secret\n", "utf-8")
    assert [each.field for each in import_file(nobody, "scheme", path).refused] == ["security"]


def test_its_words_find_no_holding_that_more_people_may_know_of(
    nobody: Session, session: Session
) -> None:
    open_one = {"class": "900", "security": "unclassified"}
    add_holding(session, {"barcode": "A", "title": "Invoices", **open_one})
    add_holding(session, {"barcode": "B", "title": "Orders", "class": "900", "security": "ts"})
    add_holding(session, {"barcode": "C", "title": "Piers", "class": "100"})

    def found(who: Session, text: str) -> list[str]:
        hits = search(who, text).hits
        return sorted(getattr(hit, "barcode", "") or getattr(hit, "code", "") for hit in hits)

    for text in ("kestrel", "falconry"):
        assert found(nobody, text) == []
        assert found(session, text) == ["900", "B"]
    assert found(nobody, "spans") == ["100", "C"]
