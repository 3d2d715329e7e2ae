"""A million rows are held as bytes: texts, numbers, lists and our own words alike."""

from typing import Any

import pytest

from data import APART
from rmdesk.desk.desk import Session
from rmdesk.exchange.packing import Packing
from rmdesk.exchange.row_draft import RowDraft
from rmdesk.exchange.rows import Row
from rmdesk.model.periods import read_period
from rmdesk.model.records import Holding
from rmdesk.model.words import Status


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"title": "会议记录", "extent_m": 0.35, "earliest": 19500101, "custodian": True},
        {"keywords": ["a", "b"], "caveats": []},
    ],
)
def test_what_is_packed_comes_out_as_it_went_in(values: dict[str, Any]) -> None:
    packing = Packing()
    held = packing.pack(values)
    assert isinstance(held, bytes)
    assert packing.unpack(held) == values
    assert packing.unpack(packing.pack({"other": 1})) == {"other": 1}


def test_a_draft_is_held_as_its_text_and_as_few_bytes(session: Session) -> None:
    table = session.store.table(Holding.table)
    record = Holding(title="Minutes “1950”", status=Status.OUT, keywords=["a"])
    draft = RowDraft(2, record, None, "", table)
    assert draft.document() == record.to_document()
    assert type(draft.document()["status"]) is str
    text, apart = draft.draft()
    assert isinstance(text, bytes)
    assert len(text) < 100
    assert not apart
    with session.change("import"):
        assert table.insert_drafts([draft.draft()]) == [1]
    assert table.get(doc_id=1) == record.to_document()


def test_a_draft_in_a_container_says_so_when_that_has_its_number(session: Session) -> None:
    table = session.store.table(Holding.table)
    box, inner = (RowDraft(2, Holding(title=t), None, "", table) for t in ("Box", "Minutes"))
    inner.parent = box
    assert "inside" not in table.drafted(inner.draft())
    box.number = 7
    assert table.drafted(inner.draft())["inside"] == 7


def test_a_draft_that_not_everybody_may_know_of_is_numbered_apart(session: Session) -> None:
    table = session.store.table(Holding.table)
    draft = RowDraft(2, Holding(title="Minutes", guard="secret"), None, "", table)
    with session.change("import"):
        assert table.insert_drafts([draft.draft()])[0] >= APART


def test_what_no_bytes_hold_stays_as_it_is() -> None:
    row = Row(2, {"active_years": read_period("permanent")}, Packing())
    assert row.values["active_years"].permanent
    row.values["active_years"] = None  # a fresh dictionary each time
    assert row.values["active_years"].permanent
