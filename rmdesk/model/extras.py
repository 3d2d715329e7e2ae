"""Packages that few sites need: what is said where one is missing, and how to get it here."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from data.texts import gettext as _
from rmdesk.model.errors import BadInput

__all__ = ["command_to_install", "not_installed"]


def not_installed(title: str, wanted: str, package: str) -> BadInput:
    """That a package is missing; `wanted` says what for."""
    told = _("{wanted} needs the package {package}, an extra of rmdesk.")
    step = _("Install it with `{command}`, then say it again.")
    return BadInput(
        title,
        told.format(wanted=wanted, package=package),
        step.format(command=command_to_install(package)),
    )


def command_to_install(package: str) -> str:
    """The command that adds a package to rmdesk as it is installed here.

    pipx and uv leave a file in the environments that they make for a program; `./run` makes
    `.venv` beside itself. An environment without pip is one of uv's too.
    """
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").exists():
        return f"pipx inject rmdesk {package}"
    run = environment.parent / "run"
    if environment.name == ".venv" and run.is_file():
        return f"{run} --with {package}"
    if (environment / "uv-receipt.toml").exists() or find_spec("pip") is None:
        return f"uv pip install --python {environment} {package}"
    return f"{sys.executable} -m pip install {package}"
