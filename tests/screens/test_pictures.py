"""The pictures of the docs are what the program paints, and what has changed is told in lines."""

import json
import re
from pathlib import Path

import pytest

from pages.centre import make_centre
from pages.films import FILMS, films
from pages.films import FOLDER as REELS
from pages.picture import desk_picture
from pages.pictures import FOLDER, SHOTS, SIZES, stale
from pages.svg import difference, lines_in

DOCS = FOLDER.parent


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("pictures") / "sample"
    make_centre(home)
    return home


def test_the_picture_of_the_readme_is_not_stale(sample: Path, tmp_path: Path) -> None:
    kept = (DOCS / "desk.svg").read_text("utf-8")
    drawn = desk_picture(sample, tmp_path / "home")
    assert kept == drawn, difference(kept, drawn, "desk.svg")


def test_the_pictures_of_the_desk_are_not_stale(sample: Path) -> None:
    changed = list(stale(("desk",), sample))
    assert not changed, "\n".join([*changed, "run: python -m pages.pictures"])


@pytest.mark.slow
def test_no_picture_is_stale(sample: Path) -> None:
    changed = list(stale((), sample))
    assert not changed, "\n".join([*changed, "run: python -m pages.pictures"])


def test_every_screen_is_there_at_every_size_and_light_once() -> None:
    names = {path.name for path in FOLDER.glob("*.svg")}
    wanted = {f"{shot.name}-{w}x{h}-dark.svg" for shot in SHOTS for w, h in SIZES}
    wanted |= {f"{shot.name}-120x40-light.svg" for shot in SHOTS}
    assert names == wanted


def test_what_has_changed_is_told_line_by_line() -> None:
    kept = (FOLDER / "desk-80x24-dark.svg").read_text("utf-8")
    assert any("waiting" in line for line in lines_in(kept))
    told = difference(kept, kept.replace(">waiting 7<", ">waiting 8<"), "desk")
    assert [line for line in told.splitlines() if line[:1] in "+-"][2:]
    assert "waiting 8" in told
    assert "only colours" in difference(kept, kept, "desk")


def test_the_films_are_what_the_program_shows_step_by_step(sample: Path) -> None:
    assert {path.stem for path in REELS.glob("*.cast")} == set(FILMS)
    made = dict(films(("counter",), sample))
    assert made["counter.cast"] == (REELS / "counter.cast").read_text("utf-8"), (
        "run: python -m pages.films"
    )
    head, *events = [json.loads(line) for line in made["counter.cast"].splitlines()]
    assert (head["version"], head["width"], head["height"]) == (2, 80, 24)
    times = [time for time, _kind, _data in events]
    assert times == sorted(times)
    shown = re.sub(r"\x1b\[[0-9;]*[mH]", "", "".join(data for _time, _kind, data in events))
    for text in ("Out to ", "Returned: ", "Refiled: ", "Undo"):
        assert text in shown, text
