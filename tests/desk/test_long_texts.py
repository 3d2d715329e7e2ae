"""A length limit on every text that people say: refused with the limit named, whoever says it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rmdesk import duties
from rmdesk.desk.admission import admit
from rmdesk.desk.kinds import RecordKind, read_values
from rmdesk.desk.registering import register
from rmdesk.duties.covered import covered_rows
from rmdesk.duties.hold import HOLDS, place
from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.person import add_person
from rmdesk.exchange import Way, import_files
from rmdesk.labels.hold_report import hold_pdf
from rmdesk.labels.list_pdf import list_pdf
from rmdesk.model.errors import BadInput
from rmdesk.model.values import (
    LONGEST_LINE,
    LONGEST_MARK,
    LONGEST_PROSE,
    LONGEST_REASON,
    MARK,
    PROSE,
)
from tests.desk.conftest import Centre
from tests.staff import signed_in

ENDLESS = "x" * (LONGEST_PROSE + 1)
FIELDS = [
    (kind, name)
    for kind in duties.kinds().values()
    for name, spec in kind.given.items()
    if spec.kind is not None
]


@pytest.mark.parametrize(("kind", "name"), FIELDS, ids=[f"{k.name}-{n}" for k, n in FIELDS])
def test_no_field_takes_a_text_without_end(kind: RecordKind, name: str) -> None:
    """Whatever a field is of: nothing is kept, and the answer is not as long as the text."""
    with pytest.raises(BadInput) as refused:
        read_values(kind, {name: ENDLESS})
    assert len(str(refused.value)) < 2_000
    assert refused.value.field_name == name


@pytest.mark.parametrize("take", [
    pytest.param(take, id=f"{act.name}-{take.name}")
    for act in duties.acts().values() for take in act.takes if take.names is None
])  # fmt: skip
def test_no_act_is_told_a_text_without_end(take: object) -> None:
    with pytest.raises(BadInput) as refused:
        take.read(ENDLESS)  # type: ignore[attr-defined]
    assert len(str(refused.value)) < 2_000


@pytest.mark.parametrize(("field", "most"), [
    ("title", LONGEST_LINE), ("description", LONGEST_PROSE), ("barcode", LONGEST_MARK),
])  # fmt: skip
def test_the_limit_is_named_and_what_is_just_within_is_kept(
    centre: Centre, field: str, most: int
) -> None:
    kind = centre.desk.kinds["holdings"]
    assert kind.given[field].kind in (PROSE, MARK) or field == "title"
    assert read_values(kind, {field: "x" * most})[field] == "x" * most
    with pytest.raises(BadInput, match=f"{most + 1:,} letters, and takes {most:,} at most"):
        read_values(kind, {field: "x" * (most + 1)})


def test_a_reason_is_no_book(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    centre.file("A1")
    edit_holding(centre.session, "A1", {"notes": "x"}, reason="y" * LONGEST_REASON)
    with pytest.raises(BadInput, match="takes 2,000 at most"):
        edit_holding(centre.session, "A1", {"notes": "z"}, reason="y" * (LONGEST_REASON + 1))
    assert centre.now("A1").notes == "x"
    add_person(centre.session, {"name": "Ben", "login": "ben"})
    signed_in(monkeypatch, "mlee")
    with pytest.raises(BadInput, match="takes 2,000 at most"):
        admit(centre.desk, "ben", "y" * 2_001)


def test_a_row_of_a_file_is_refused_with_its_limit(centre: Centre, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    rows = [{"title": "x" * (LONGEST_LINE + 1)}, {"title": "short"}]
    file.write_text(json.dumps(rows))
    (report,) = import_files(centre.session, "holdings", [(file, file)], Way(dry_run=True))
    (refused,) = report.refused
    assert (refused.row, refused.field) == (1, "title")
    assert "10,000" in refused.reason


def test_a_long_text_that_is_there_already_is_still_shown(centre: Centre) -> None:
    """It may have come with an earlier version."""
    holding = add_holding(centre.session, {"title": "short"})
    holding.title = "x" * 50_000
    with centre.session.change("as it was"):
        centre.session.save(holding)
    edit_holding(centre.session, f"#{holding.id}", {"notes": "x"})
    assert centre.desk.kinds["holdings"].told(centre.session, holding)["title"] == holding.title


@pytest.mark.whole
@pytest.mark.parametrize("letter", ["m", "m ", "字", "<b>&"])
def test_what_is_longer_than_a_page_is_printed_on_several(centre: Centre, letter: str) -> None:
    """In every paper that flows: its facts, and the rows of its lists."""
    long = (letter * 9_000)[:9_000]
    centre.file("A1", title=long)
    values = {"title": "H", "matter": long, "authority": "x"}
    hold = register(centre.session, HOLDS, values)
    place(centre.session, hold.number, {"on": ["A1"], "reason": "asked"})
    told = {**HOLDS.told(centre.session, hold), "records": covered_rows(centre.session, hold)}
    assert hold_pdf(centre.session, told).startswith(b"%PDF")
    listed = list_pdf(centre.desk.labels, "x", ["key", "title"], [["A1", long]], {"n": "1"})
    assert listed.startswith(b"%PDF")
