"""The site's list of printers: with one, labels go to those named and to no others.

`labels/printers.txt` in the home has one address a line. A session that may only label (a forced
command over SSH) could otherwise be made to open any port that this machine reaches.
"""

from collections.abc import Iterable
from pathlib import Path

from data.texts import gettext as _
from rmdesk.labels.drawing.reading import site_text
from rmdesk.labels.printer import Printer, printer_at
from rmdesk.model.errors import BadInput, Refused

LIST = "printers.txt"
WHOLE_KINDS = ("lp:*", "tcp:*", "file:*")
"""Lines of the list that stand for every printer of a kind."""


def printer_allowed(address: str, site: Path) -> Printer:
    """Return the printer at an address; Refused where the site has a list without it.

    Raises BadInput for an address that is no printer's, or a list that cannot be read.
    """
    printer = printer_at(address)
    named = printers_named(site)
    if named is not None and not _among(address, printer, named):
        raise Refused(
            _("This printer is not used here"),
            _("“{address}” is not in {file}.").format(address=address, file=site / LIST),
            _("Choose one of {printers}.").format(printers=", ".join(named))
            if named
            else _("Name the printers there, one address a line."),
        )
    return printer


def printers_named(site: Path) -> list[str] | None:
    """The addresses in the site's list; None where it has no list, and every printer may be used.

    Raises BadInput for a list that cannot be read: it allows nothing.
    """
    file = site / LIST
    if not file.exists():
        return None
    try:
        text = site_text(file)
    except OSError as problem:
        raise BadInput(
            _("The list of printers cannot be read"),
            _("{file}: {why}.").format(file=file, why=problem.strerror),
            _("Without it no printer may be used."),
            file=str(file),
        ) from problem
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def printers_to_choose(known: Iterable[str], site: Path) -> list[str]:
    """Of the addresses known here those that may be used, and the others that the list names."""
    try:
        named = printers_named(site)
    except BadInput:
        return []
    offered = dict.fromkeys([*known, *(line for line in named or () if line not in WHOLE_KINDS)])
    usable = ((each, _at(each)) for each in offered)
    return [
        each
        for each, printer in usable
        if printer is not None and (named is None or _among(each, printer, named))
    ]


def strange_printers(site: Path) -> list[str]:
    """What is wrong with the site's list, for the doctor: lines that name no printer."""
    try:
        named = printers_named(site) or []
    except BadInput as problem:
        return [str(problem)]
    text = _("{file}: “{line}” is not the address of a printer.")
    strange = [line for line in named if line not in WHOLE_KINDS and _at(line) is None]
    return [text.format(file=site / LIST, line=line) for line in strange]


def _among(address: str, printer: Printer, named: list[str]) -> bool:
    whole_kind = f"{address.partition(':')[0]}:*"
    return any(line == whole_kind or _at(line) == printer for line in named)


def _at(line: str) -> Printer | None:
    try:
        return printer_at(line)
    except BadInput:
        return None
