"""The first step of the program: from here on only its own code runs, and Python's.

`rmdesk` is the only name that is ours alone. Another package of the same environment may be called
`data`, `index` or `screens` too, and a folder that somebody else fills may come before ours.
"""

import os  # which Python has imported by itself: nothing else is, before strangers are left out
import sys

_OWN = os.path.realpath(f"{os.path.dirname(__file__)}/..")  # noqa: PTH120
_ROOMS = {"data": "files.py", "index": "finder.py", "screens": "cli/__init__.py"}
"""The other rooms, each with a module by which it is known."""

BROKEN = 70
"""Exit status of a program that is not as it was installed."""


def start() -> int:
    """Run the command line of this process; its exit status."""
    leave_out_strangers()
    if sys.argv[1:] not in (["--version"], ["-V"]) and (
        strange := strangers()
    ):  # a version is told at once
        sys.stderr.write(f"{_told(strange)}\n")
        return BROKEN
    from importlib import import_module

    status: int = import_module("screens.cli").main()
    return status


def leave_out_strangers() -> None:
    """Look for modules neither in this folder nor in PYTHONPATH, unless they hold this program."""
    if sys.flags.isolated:
        return
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    left_out = {os.path.realpath(each) for each in ("", *given)} - {_OWN}
    pythons = os.path.realpath(f"{os.path.dirname(os.__file__)}"), os.path.realpath(sys.prefix)  # noqa: PTH120
    sys.path[:] = [
        each
        for each in sys.path
        if (place := os.path.realpath(each)) not in left_out or place.startswith(pythons)
    ]


def strangers() -> dict[str, str]:
    """The rooms that would not be ours, each with where it lies instead ("" for nowhere)."""
    from pathlib import Path

    found = {}
    for room, known_by in _ROOMS.items():
        folder = _folder_of(room)
        if Path(folder) != Path(_OWN, room) or not Path(folder, known_by).is_file():
            found[room] = folder
    return found


def _folder_of(room: str) -> str:
    asked = (finder.find_spec(room, None) for finder in sys.meta_path)
    spec = next((found for found in asked if found is not None), None)
    if spec is None:
        return ""
    return os.path.realpath(next(iter(spec.submodule_search_locations or [spec.origin or ""])))


def _told(strange: dict[str, str]) -> str:
    from gettext import gettext as _

    return "\n".join(
        [
            _("rmdesk cannot start: another package stands in the place of a part of it."),
            *(f"  {room}: {folder or _('not there')}" for room, folder in strange.items()),
            _("Install rmdesk in an environment of its own, as `pipx install` makes it."),
        ]
    )
