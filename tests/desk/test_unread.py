"""Of what a query narrows to nothing by is told why, where it finds nothing."""

from pathlib import Path

import pytest

from rmdesk.duties.search import search
from tests.screens.centre import make_centre


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("date:abc", "“abc” is no date here"),
        ("acme date:abc", "“abc” is no date here"),
        ("日期：abc", "“abc” is no date here"),
        ("due:soon", "“soon” is no date here"),
        ("status:banana", "no status is “banana”: in, picked"),
        ("-status:in status:banana", "no status is “banana”"),
        ("foo:bar", "“foo:” is no field: title:, names:"),
        ('titel:"the bridge"', "“titel:” is no field"),
        ("(titel:bridge OR x)", "“titel:” is no field"),
        ('date:"some day"', "“some day” is no date here"),
        ("due:12/13/14", "“12/13/14” is no date here"),
        ('"minutes re:budget"', ""),
        ("due:none kestrel", ""),
        ("date:12/03/1854", ""),
        ("date:1899", ""),
        ("date:<1900", ""),
        ("date:-1800", ""),
        ("date:190?", ""),
        ("due:2027", ""),
        ("status:out", ""),
        ("status:overdue", ""),
        ("kind:reel", ""),
        ("http://example.org/kestrel", ""),
        ("kestrel", ""),
    ],
)
def test_what_was_not_understood_is_told(tmp_path: Path, text: str, told: str) -> None:
    with make_centre(tmp_path / "home", 5) as desk:
        found = search(desk.session("mlee"), text)
    assert found.total == 0
    assert len(found.unread) == bool(told)
    assert "".join(found.unread).startswith(told)


def test_who_finds_something_is_told_nothing(tmp_path: Path) -> None:
    with make_centre(tmp_path / "home", 5) as desk:
        found = search(desk.session("mlee"), "acme OR foo:bar")
    assert (found.total > 0, found.unread) == (True, ())
