"""docs/cli.md is what the program says of itself, and names every command."""

from pathlib import Path

import pytest

from pages.cli import reference
from pages.overview import overview
from screens.cli.catalogue import commands, names
from screens.cli.command import Command

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "cli.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text("utf-8") == reference(), "run: python -m pages.cli"


def test_what_help_says_of_every_command_is_not_stale() -> None:
    module = ROOT / "screens" / "cli" / "overview.py"
    assert module.read_text("utf-8") == overview(), "run: python -m pages.overview"


@pytest.mark.parametrize("name", names())
def test_every_command_is_documented(name: str) -> None:
    assert f"### rmdesk {name}\n" in PAGE.read_text("utf-8")


def leaves(command: Command) -> list[Command]:
    return [leaf for child in command.children for leaf in leaves(child)] or [command]


@pytest.mark.parametrize("command", [leaf for each in commands() for leaf in leaves(each)])
def test_every_command_says_what_json_prints_and_what_each_argument_is(command: Command) -> None:
    assert command.run is not None
    assert command.result
    assert all(each.help for each in command.arguments)
