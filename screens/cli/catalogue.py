"""Which commands there are, and in which module each is declared: only what is used is imported."""

from __future__ import annotations

from importlib import import_module

from screens.cli.command import Command

GROUPS = {
    "starting": ("init", "demo"),
    "exchanging": ("import", "export"),
    "finding": ("search", "show", "log"),
    "registering": ("add", "edit"),
    "requesting": ("request", "picklist", "pick", "missing"),
    "lending": ("charge-out", "return", "refile", "renew", "recall", "reserve"),
    "scanning": ("scan-batch",),
    "labelling": ("label", "barcodes", "jobs"),
    "stocking": ("stocks", "templates", "calibrate"),
    "reporting": ("report",),
    "keeping": ("undo", "backup", "restore", "verify", "reindex", "accept-clock"),
    "examining": ("doctor", "bench"),
    "helping": ("keys",),
}
"""Modules of `screens.cli.commands` with the commands that each declares, in the order of help."""


def names() -> list[str]:
    """The names of all commands."""
    return [name for group in GROUPS.values() for name in group]


def command_named(name: str) -> Command | None:
    """The command with this name; its module is imported now."""
    for module, group in GROUPS.items():
        if name in group:
            return _declared(module)[name]
    return None


def commands() -> list[Command]:
    """Every command, for help and documentation."""
    return [_declared(module)[name] for module, group in GROUPS.items() for name in group]


def _declared(module: str) -> dict[str, Command]:
    declared: tuple[Command, ...] = import_module(f"screens.cli.commands.{module}").COMMANDS
    return {command.name: command for command in declared}
