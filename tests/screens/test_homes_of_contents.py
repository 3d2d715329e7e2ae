"""A content of a box is where its box lives, in the queue, on its request and among the results."""

from pathlib import Path

import pytest

from rmdesk.duties.describe import Describer
from rmdesk.duties.holding import add_holding
from rmdesk.duties.moving import two_scans
from rmdesk.duties.request import intake
from rmdesk.model.records import Holding
from tests.screens.centre import Desktop, at_the_desk

HOMES = {"shelf": ("B3-04-2", "B3-04-2"), "written": ("Annex, red cupboard", "Annex")}


def contents(desk: Desktop, home: str) -> Holding:
    """A file in a box that lies in a box that lives somewhere."""
    box = {"title": "Leases", "kind": "box"}
    add_holding(desk.session, {**box, "barcode": "OUTER", "home": home})
    add_holding(desk.session, {**box, "barcode": "INNER", "container": "OUTER"})
    file = {"barcode": "DEEP", "title": "Quarry lease", "kind": "file", "container": "INNER"}
    return add_holding(desk.session, file)


@pytest.mark.parametrize("home", HOMES)
def test_a_content_is_where_its_outer_box_lives_wherever_it_is_shown(
    tmp_path: Path, home: str
) -> None:
    given, said = HOMES[home]

    async def does(desk: Desktop) -> None:
        deep = contents(desk, given)
        assert Describer(desk.session).home(deep).startswith(said)
        told = two_scans(desk.session, deep, desk.session.place("S2"))
        assert told[1].startswith(f"from {said}")
        number = intake(desk.session, "P1", ["DEEP"]).request.number
        await desk.press("f2", "escape")  # it is read anew
        assert said in next(line for line in desk.screen.splitlines() if f"▸ {number} " in line)
        await desk.type("quarry")
        assert said[:7] in next(line for line in desk.screen.splitlines() if "Quarry" in line)
        await desk.press("escape")
        await desk.type(number)
        await desk.press("enter")
        assert said in desk.text

    at_the_desk(tmp_path / "home", does, size=(120, 40))
