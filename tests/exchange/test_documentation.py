"""What docs/import.md says is so: its fields, its maps, its examples."""

import re
from pathlib import Path

from pages.importing import page
from rmdesk.desk.desk import Session
from rmdesk.exchange import import_file
from rmdesk.exchange.kinds import file_kinds
from rmdesk.model.records import Holding

PAGE = Path(__file__).resolve().parents[2] / "docs" / "import.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


def test_every_kind_is_listed_with_exactly_its_fields() -> None:
    text = PAGE.read_text("utf-8")
    assert text == page(), "run: python -m pages.importing"
    assert all(f"| {name} | " in text for name in file_kinds())


def test_the_example_without_a_map_is_taken(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(blocks("csv")[0], "utf-8")
    report = import_file(session, "holdings", path)
    assert (report.added, report.refused, report.warnings) == (2, [], [])


def test_the_example_with_a_map_is_taken(session: Session, tmp_path: Path) -> None:
    path, map_path = tmp_path / "list.csv", tmp_path / "map.toml"
    path.write_text(blocks("csv")[1], "cp1252")
    map_path.write_text(blocks("toml")[0], "utf-8")
    report = import_file(session, "holdings", path, map_path=map_path)
    assert (report.added, report.refused) == (2, [])
    assert {each.field for each in report.warnings} == {"home", "container"}
    first = Holding.from_document(session.store.table("holdings").all()[0])
    assert (first.identifier, first.container, first.latest) == ("ADM/17", "Box 7", 19621231)
    assert first.keywords == ["council", "minutes"]
