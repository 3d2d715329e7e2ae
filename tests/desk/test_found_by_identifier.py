"""A record is found by its identifier in whatever case it is typed, scanned or named in a file."""

import pytest

from rmdesk.duties.holding import add_holding, edit_holding
from rmdesk.duties.lookup import meanings
from rmdesk.duties.scan import Counter, Heard, take_scan
from rmdesk.duties.scan_batch import Scan, apply_batch
from rmdesk.model.errors import BadInput
from tests.desk.conftest import Centre


@pytest.fixture
def mixed(centre: Centre) -> Centre:
    add_holding(centre.session, {"identifier": "Fo-7b/Été", "title": "Forage", "home": "L1"})
    return centre


@pytest.mark.parametrize(
    "typed",
    ["Fo-7b/Été", "FO-7B/ÉTÉ", "fo-7b/été", "fO-7B/éTÉ", " fo-7b/ÉTÉ ", "\u200bfo-7b/été"],
)
def test_it_is_found(mixed: Centre, typed: str) -> None:
    assert mixed.session.visible.one(typed).title == "Forage"
    assert len(meanings(mixed.session, typed)) == 1
    assert take_scan(mixed.session, Counter(), typed).heard is Heard.SHOWN


def test_it_is_found_by_what_it_is_called_now(mixed: Centre) -> None:
    edit_holding(mixed.session, "fo-7b/été", {"identifier": "NEW-1x"})
    assert mixed.session.visible.named("FO-7B/ÉTÉ") == []
    edit_holding(mixed.session, "new-1X", {"identifier": "NEW-2"})
    assert mixed.session.visible.named("NEW-1X") == []
    assert mixed.session.visible.one("new-2").title == "Forage"


def test_two_that_differ_in_case_alone_ask(mixed: Centre) -> None:
    add_holding(mixed.session, {"identifier": "FO-7B/ÉTÉ", "title": "Other"})
    for typed in ("fo-7b/été", "Fo-7b/Été", "FO-7B/ÉTÉ"):
        assert len(mixed.session.visible.named(typed)) == 2
        with pytest.raises(BadInput, match="2 holdings answer"):
            mixed.session.visible.one(typed)
        assert take_scan(mixed.session, Counter(), typed).heard is Heard.ASKS


def test_a_barcode_goes_before_an_identifier_in_another_case(mixed: Centre) -> None:
    mixed.file("Fo-7B/été")
    (found,) = mixed.session.visible.named("FO-7B/ÉTÉ")
    assert found.barcode == "Fo-7B/été"


def test_a_batch_finds_it(mixed: Centre) -> None:
    scans = [Scan(1, "P1"), Scan(2, "fo-7b/été")]
    apply_batch(mixed.session, mixed.home / "batch.txt", scans)
    assert mixed.session.visible.one("Fo-7b/Été").status == "out"


def test_nobody_learns_of_a_hidden_one_by_another_case(centre: Centre) -> None:
    add_holding(centre.session, {"identifier": "Sec-1", "title": "Agents", "security": "secret"})
    other = centre.desk.session("other")
    assert other.visible.named("SEC-1") == other.visible.named("sec-1") == []
    assert not dict(centre.session.store.scans)
