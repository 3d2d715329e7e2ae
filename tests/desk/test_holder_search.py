"""`holder:` and `overdue` find what somebody has, by whatever they are called."""

from datetime import timedelta
from pathlib import Path

import pytest

from rmdesk.duties.circulation import charge_out, return_
from rmdesk.duties.search import search
from rmdesk.opening import open_desk
from tests.screens.centre import NOON, make_centre


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """F0001 and F0002 are out to Ito, F0003 to Roy, F0004 came back; the desk is closed."""
    folder = tmp_path_factory.mktemp("holders") / "home"
    with make_centre(folder, 5) as desk:
        session = desk.session("mlee")
        charge_out(session, ["F0001", "F0002"], "P1")
        charge_out(session, ["F0003"], "P2", due=(NOON + timedelta(days=1)).date())
        charge_out(session, ["F0004"], "P1")
        return_(session, ["F0004"])
    return folder


@pytest.mark.parametrize(
    ("text", "later", "found"),
    [
        ("holder:ito", 0, {"F0001", "F0002"}),
        ("holder:ITO", 0, {"F0001", "F0002"}),
        ('holder:"keiko ito"', 0, {"F0001", "F0002"}),
        ('holder:"ito keiko"', 0, {"F0001", "F0002"}),
        ("holder:legal", 0, {"F0003"}),
        ("holder:p2", 0, {"F0003"}),
        ("emprunteur:roy", 0, {"F0003"}),
        ("holder:ito acme", 0, {"F0001"}),
        ("holder:nobody", 0, set()),
        ("holder:*", 0, {"F0001", "F0002", "F0003"}),
        ("overdue", 0, set()),
        ("overdue", 2, {"F0003"}),
        ("Overdue ", 2, {"F0003"}),
        ("status:overdue harbour", 2, {"F0003"}),
        ("status:overdue acme", 2, set()),
        ("overdue", 400, {"F0001", "F0002", "F0003"}),
    ],
)
def test_what_somebody_has_is_found(home: Path, text: str, later: int, found: set[str]) -> None:
    with open_desk(home, now=lambda: NOON + timedelta(days=later)) as desk:
        hits = search(desk.session("mlee"), text).answers
    assert {getattr(each, "barcode", "") for each in hits} == found
