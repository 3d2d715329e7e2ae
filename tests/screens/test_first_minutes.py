"""The five minutes at the desk that the README promises, on the sample centre at 80x24."""

import asyncio
import shutil
from pathlib import Path

import pytest

from rmdesk.access.account import process_account
from rmdesk.duties.loan import open_loan
from rmdesk.model.records import Holding
from rmdesk.opening import open_desk
from screens.cli.printing import Output
from tests.screens.centre import opened

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def minutes() -> str:
    """What the README says of the first minutes."""
    return README.partition("## Five minutes at the desk")[2].partition("## Your own centre")[0]


@pytest.fixture
def sample_home(sample_cache: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the sample centre."""
    from screens.cli.sampling import sample

    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    return shutil.copytree(sample(Output(as_json=True)), tmp_path / "sample")


def test_the_first_minutes_go_as_they_are_told(sample_home: Path) -> None:
    told = minutes()
    for said in ("`culvert`", "`P0001C`", "Chen Tremblay", "Hand records to", "F9 undoes"):
        assert said in told

    async def run() -> None:
        async with opened(desk, login=process_account()) as at:
            await at.type("culvert")
            assert "Culvert" in at.text
            await at.press("down", "enter")
            assert at.app.lasting.name == "record"
            assert "home" in at.text
            assert "status" in at.text
            await at.press("escape", "escape", "escape")
            await at.type("P0001C")
            await at.press("enter")
            assert "Chen Tremblay" in at.text
            assert at.app.counter.person is None
            await at.press("enter")
            assert "Hand records to" in at.text
            await at.press("enter")
            person = at.app.counter.person
            assert person is not None
            assert person.name == "Chen Tremblay"
            file = free_file()
            await at.scan(file.barcode)
            assert at.session.visible.one(file.barcode).holder_id == person.id
            await at.press("f9", "down", "enter")
            assert open_loan(at.session, file.id) is None
            for key, name in KEYS.items():
                await at.press("escape", "escape", key)
                assert at.app.view.name == name, key

    def free_file() -> Holding:
        """A file in its place that anybody may draw, and nobody waits for."""
        session = desk.session(process_account())
        from rmdesk.duties.circulation import against_charge_out

        person = session.person("P0001C")
        rows = session.visible.page(limit=200).rows
        files = (Holding.from_document(row) for row in rows if row["kind"] == "file")
        return next(each for each in files if not against_charge_out(session, each, person))

    with open_desk(sample_home) as desk:
        asyncio.run(run())


KEYS = {"f2": "intake", "f3": "picks", "f5": "labels", "f6": "reports", "f1": "help"}
"""What the README says of keys, and the screen that each opens."""
