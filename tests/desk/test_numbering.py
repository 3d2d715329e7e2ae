"""New barcodes: by the site's pattern, each given once."""

import pytest

from rmdesk.desk.numbering import issue_barcodes
from rmdesk.model.errors import BadInput
from rmdesk.model.identifier import IdentifierPattern
from tests.desk.conftest import Centre
from tests.desk.test_identifier import is_checked
from tests.staff import colleague


def test_a_block_is_issued_once_and_for_ever(centre: Centre) -> None:
    first = issue_barcodes(centre.session, "holding", 30)
    second = issue_barcodes(colleague(centre.desk, "other"), "holding", 30)
    assert len({*first, *second}) == 60
    assert first[0].startswith("R000001")
    assert all(map(is_checked, first + second))


def test_a_number_that_a_record_carries_is_passed_over(centre: Centre) -> None:
    (next_one,) = issue_barcodes(centre.session, "place")
    assert next_one.startswith("L00001")
    taken = IdentifierPattern("L{number:05}{check}").identifier(2, 2026)
    centre.shelf.barcode = taken
    with centre.session.change("edit"):
        centre.session.save(centre.shelf)
    assert issue_barcodes(centre.session, "place")[0].startswith("L00003")


def test_issuing_is_told_in_the_journal(centre: Centre) -> None:
    block = issue_barcodes(centre.session, "person", 5)
    (entry,) = centre.session.store.journal.latest(1)
    assert entry.new == {"first": block[0], "last": block[-1]}


@pytest.mark.parametrize(("kind", "count"), [("shoe", 1), ("holding", 0), ("holding", 10_001)])
def test_what_cannot_be_issued_is_bad_input(centre: Centre, kind: str, count: int) -> None:
    with pytest.raises(BadInput):
        issue_barcodes(centre.session, kind, count)
