"""Letters are readable in the usual terminals, dark and light: 4.5 to 1, computed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.color import Color
from rich.style import Style

from pages.svg import DARK, LIGHT
from screens.kit.paint import ROLES, contrast_is_high, use_contrast
from tests.screens.centre import Desktop, at_the_desk

ENOUGH, DIMMED = 4.5, 4.0
"""What letters must have, and at least those that a terminal dims; in high contrast none are."""

DIM = 2 / 3
"""Terminals that dim leave two thirds of the letters' colour, and take a third of the ground's."""

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


def mixed(one: str, other: str, share: float) -> str:
    pairs = [(int(one[n : n + 2], 16), int(other[n : n + 2], 16)) for n in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def fixed(colour: Color) -> str:
    """A colour that no theme changes: of the fixed part of the 256."""
    assert colour.number is not None
    assert colour.number >= 16, f"{colour.name} is the theme's own"
    return colour.get_truecolor().hex


def letters_and_ground(style: Style, ink: str, paper: str) -> tuple[str, str]:
    letters = fixed(style.color) if style.color else ink
    ground = fixed(style.bgcolor) if style.bgcolor else paper
    if style.dim:
        letters = mixed(letters, ground, DIM)
    return (ground, letters) if style.reverse else (letters, ground)


@pytest.fixture
def usual() -> Iterator[None]:
    use_contrast(high=False)
    yield
    use_contrast(high=False)


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("terminal", TERMINALS)
@pytest.mark.parametrize("role", [role for role in ROLES if role != "frame"])
@pytest.mark.parametrize("high", [False, True])
def test_letters_are_readable(terminal: str, role: str, high: bool) -> None:
    use_contrast(high=high)
    letters, ground = letters_and_ground(ROLES[role], *TERMINALS[terminal])
    wanted = DIMMED if role == "dim" and not high else ENOUGH
    assert contrast(letters, ground) >= wanted, (letters, ground)


@pytest.mark.parametrize("palette", [DARK, LIGHT])
def test_the_pictures_are_readable_too(palette: object) -> None:
    assert palette in (DARK, LIGHT)
    shown = DARK if palette is DARK else LIGHT
    for ink in (shown.ink, shown.faint, shown.colours[6]):
        assert contrast(ink, shown.paper) >= ENOUGH, ink


def test_a_colour_has_a_ground_of_its_own_or_is_a_line() -> None:
    for role, style in ROLES.items():
        if style.color is not None:
            assert role == "frame" or style.bgcolor is not None, role


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
