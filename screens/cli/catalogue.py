"""Which commands there are, and in which module each is declared: only what is used is imported."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from screens.cli.command import Command

GROUPS = {
    "starting": ("init", "demo"),
    "exchanging": ("import", "take-back", "export"),
    "finding": ("search", "show", "log"),
    "registering": ("add", "edit", "list"),
    "requesting": ("request",),
    "fetching": ("picklist", "refilelist"),
    "scanning": ("scan-batch",),
    "labelling": ("label", "barcodes", "jobs"),
    "stocking": ("stocks", "templates", "calibrate"),
    "reporting": ("report",),
    "custody": ("custody",),
    "noticing": ("notices",),
    "dating": ("calendar",),
    "shifting": ("shift",),
    "counting": ("census",),
    "placing": ("places", "fit"),
    "inventorying": ("inventory",),
    "kinding": ("kinds",),
    "fingerprinting": ("fingerprint",),
    "filming": ("film",),
    "accessioning": ("accession", "transmittal"),
    "transferring": ("transfer",),
    "comparing": ("fixity",),
    "guiding": ("guideline",),
    "freezing": ("hold",),
    "classing": ("scheme",),
    "retaining": ("retention", "schedule"),
    "disposing": ("disposition",),
    "accessing": ("access",),
    "staffing": ("staff",),
    "remote": ("setup", "ssh-desk"),
    "keeping": ("undo", "backup", "restore", "verify", "reindex", "accept-clock"),
    "examining": ("doctor", "bench"),
    "helping": ("keys", "whoami", "completion"),
}
"""Modules of `screens.cli.commands` with the commands that each declares, in the order of help."""


def names() -> list[str]:
    """The names of all commands."""
    return [name for group in GROUPS.values() for name in group] + list(_derived())


def command_named(name: str) -> Command | None:
    """The command with this name; its module is imported now."""
    for module, group in GROUPS.items():
        if name in group:
            return _declared(module)[name]
    return _derived().get(name)


def commands() -> list[Command]:
    """Every command, for help and documentation: those of the acts after those of requests."""
    found: list[Command] = []
    for module, group in GROUPS.items():
        found += [_declared(module)[name] for name in group]
        if module == "fetching":
            found += _derived().values()
    return found


@cache
def _derived() -> dict[str, Command]:
    """The commands of the acts on holdings, and of the kinds of record that have their own.

    An act or a kind of two words stands in the group of the first.
    """
    from rmdesk import duties
    from rmdesk.model.records import Holding
    from screens.cli.derive import command_of, group_of

    declared = {name for group in GROUPS.values() for name in group}
    made = [command_of(act) for act in duties.acts_on(Holding) if " " not in act.name]
    made += [
        group_of(kind, duties.acts_on(kind.record))
        for kind in duties.kinds().values()
        if kind.grouped and kind.word.partition(" ")[0] not in declared
    ]
    return {command.name: command for command in made}


def _declared(module: str) -> dict[str, Command]:
    declared: tuple[Command, ...] = import_module(f"screens.cli.commands.{module}").COMMANDS
    return {command.name: command for command in declared}
