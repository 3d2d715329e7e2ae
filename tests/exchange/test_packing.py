"""A million rows are held as bytes: texts, numbers, lists and our own words alike."""

from typing import Any

import pytest

from rmdesk.exchange.packing import Packing
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


def test_a_records_document_is_held_as_bytes() -> None:
    packing = Packing()
    document = Holding(title="Minutes", status=Status.OUT, keywords=["a"]).to_document()
    held = packing.pack(document)
    assert isinstance(held, bytes)
    assert packing.unpack(held) == document
    assert type(packing.unpack(held)["status"]) is str
    assert len(held) < 100


def test_what_no_bytes_hold_stays_as_it_is() -> None:
    row = Row(2, {"active_years": read_period("permanent")}, Packing())
    assert row.values["active_years"].permanent
    row.values["active_years"] = None  # a fresh dictionary each time
    assert row.values["active_years"].permanent
