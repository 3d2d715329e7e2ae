"""Letters are readable in the usual terminals, dark and light: 4.5 to 1, computed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style

from pages.svg import DARK, LIGHT
from screens.app.running import ground_of
from screens.kit.paint import ROLES, contrast_is_high, ground_shown, use_contrast, use_ground
from tests.screens.centre import Desktop, at_the_desk

ENOUGH = 4.5
"""What letters must have, whatever they say and whatever the terminal."""

TERMINALS = {
    "xterm": ("#000000", "#ffffff"),
    "xterm reversed": ("#ffffff", "#000000"),
    "Linux console": ("#aaaaaa", "#000000"),
    "GNOME dark": ("#d0cfcc", "#171421"),
    "GNOME light": ("#171421", "#ffffff"),
    "Windows Terminal": ("#cccccc", "#0c0c0c"),
    "Windows Terminal light": ("#383a42", "#fafafa"),
    "macOS Basic": ("#000000", "#ffffff"),
    "macOS Pro": ("#f2f2f2", "#000000"),
    "Konsole Breeze": ("#fcfcfc", "#232627"),
    "Konsole black on white": ("#000000", "#ffffff"),
    "VS Code dark": ("#cccccc", "#1e1e1e"),
    "VS Code light": ("#333333", "#ffffff"),
    "PuTTY": ("#bbbbbb", "#000000"),
}
"""The letters and the ground of usual terminals as they come: what a view has no colour of its
own for is painted in these.
"""


def light(colour: str) -> float:
    """Relative luminance, as WCAG 2 computes it."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    line = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * line[0] + 0.7152 * line[1] + 0.0722 * line[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def fixed(colour: Color) -> str:
    """A colour that no theme changes: of the fixed part of the 256."""
    assert colour.number is not None
    assert colour.number >= 16, f"{colour.name} is the theme's own"
    return colour.get_truecolor().hex


def letters_and_ground(style: Style, ink: str, paper: str) -> tuple[str, str]:
    letters = fixed(style.color) if style.color else ink
    ground = fixed(style.bgcolor) if style.bgcolor else paper
    assert not style.dim, "what terminals make of it is too faint in some"
    return (ground, letters) if style.reverse else (letters, ground)


@pytest.fixture
def usual() -> Iterator[None]:
    use_contrast(high=False)
    yield
    use_contrast(high=False)
    use_ground("")


def ground_is(terminal: str) -> str:
    """Whether a terminal's ground is dark or light."""
    return "light" if light(TERMINALS[terminal][1]) > light(TERMINALS[terminal][0]) else "dark"


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "frame"])
@pytest.mark.parametrize("high", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_letters_are_readable(terminal: str, role: str, high: bool, known: bool) -> None:
    use_ground(ground_is(terminal) if known else "unknown")
    use_contrast(high=high)
    letters, ground = letters_and_ground(ROLES[role], *TERMINALS[terminal])
    assert contrast(letters, ground) >= ENOUGH, (letters, ground)


@pytest.mark.parametrize(
    ("environment", "site", "ground"),
    [
        ({}, "unknown", "unknown"),
        ({}, "light", "light"),
        ({"COLORFGBG": "15;0"}, "light", "dark"),
        ({"COLORFGBG": "0;15"}, "unknown", "light"),
        ({"COLORFGBG": "0;default;15"}, "unknown", "light"),
        ({"COLORFGBG": "12;8"}, "unknown", "dark"),
        ({"COLORFGBG": "0;default"}, "dark", "dark"),
        ({"COLORFGBG": "rubbish"}, "unknown", "unknown"),
        ({"COLORFGBG": "0;231"}, "unknown", "unknown"),
        ({"TERM": "linux", "RMDESK_GROUND": "dark"}, "dark", "unknown"),
        ({"TERM": "xterm", "COLORTERM": "truecolor", "COLORFGBG": "0;15"}, "dark", "light"),
        ({"RMDESK_GROUND": "light", "COLORFGBG": "15;0"}, "dark", "light"),
        ({"RMDESK_GROUND": "blue"}, "dark", "dark"),
    ],
)
def test_the_ground_is_as_somebody_or_the_terminal_or_the_site_says(
    environment: dict[str, str], site: str, ground: str
) -> None:
    assert ground_of(environment, site) == ground


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_the_pictures_are_readable_too(palette: object) -> None:
    assert palette in (DARK, LIGHT)
    shown = DARK if palette is DARK else LIGHT
    for ink in (shown.ink, shown.faint, shown.colours[6]):
        assert contrast(ink, shown.paper) >= ENOUGH, ink


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("ground", ["unknown", "dark", "light"])
def test_a_colour_has_a_ground_of_its_own_or_one_that_is_known_or_is_a_line(ground: str) -> None:
    use_ground(ground)
    for role, style in ROLES.items():
        if style.color is not None and (role != "dim" or ground == "unknown"):
            assert role == "frame" or style.bgcolor is not None, role


@pytest.mark.usefixtures("usual")
def test_the_ground_is_turned_by_a_command(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        seen = []
        for _turn in range(4):
            desk.app.run_named("ground")
            await desk.settle()
            seen.append(ground_shown())
        assert seen == ["unknown", "dark", "light", "unknown"]
        assert "Painted for any ground" in desk.text

    at_the_desk(tmp_path, does)


@pytest.mark.usefixtures("usual")
def test_high_contrast_is_a_command_and_dims_nothing(tmp_path: Path) -> None:
    async def does(desk: Desktop) -> None:
        strips = desk.app.screen._compositor.render_strips
        assert any(segment.style and segment.style.dim for strip in strips() for segment in strip)
        desk.app.run_named("contrast")
        await desk.settle()
        assert contrast_is_high()
        assert not any(
            segment.style and segment.style.dim for strip in strips() for segment in strip
        )
        desk.app.run_named("contrast")
        await desk.settle()
        assert not contrast_is_high()

    at_the_desk(tmp_path, does)
