"""What went wrong, told plainly, and its exit status.

0 done, 1 refused by a rule, 2 usage or bad input, 3 not found, 4 the store is unavailable or
damaged (or there is none in the home folder); 70 a fault of the program, 74 an answer that could
not be written, 130 stopped by Ctrl+C, 141 nobody reads the answer any more.
"""

from __future__ import annotations

import errno
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.texts import gettext as _
from rmdesk.model.errors import BadInput, DeskError, NoCentre, NotFound, Refused
from screens.cli.printing import Output
from screens.kit.crash import write_crash_log

REFUSED, BAD_INPUT, NOT_FOUND, NO_STORE = 1, 2, 3, 4
FAULT, NOT_WRITTEN, STOPPED, UNREAD = 70, 74, 130, 141

STATUSES = {
    0: "done",
    REFUSED: "refused by a rule; every reason is given",
    BAD_INPUT: "usage, or input that cannot be taken",
    NOT_FOUND: "not found",
    NO_STORE: "the store is unavailable or damaged, or there is none in the home folder",
    FAULT: "a fault of the program; what happened is in the home folder, under `log`",
    NOT_WRITTEN: "the answer could not be written, on a full disk perhaps",
    STOPPED: "stopped by Ctrl+C",
    UNREAD: "nobody read the answer to its end",
}


def failed(error: BaseException, output: Output, home: Path | None) -> int:
    """Tell what went wrong on standard error; the exit status."""
    if isinstance(error, BrokenPipeError):
        _close_output()
        return UNREAD
    if isinstance(error, KeyboardInterrupt):
        output.error(_("Stopped. Nothing was left half done."))
        return STOPPED
    status, body, next_step = _explained(error, home)
    if status == NOT_WRITTEN:
        _close_output()
    if output.as_json:
        output.error_json({"error": body})
    else:
        _tell(output, body, next_step)
    return status


def _tell(output: Output, body: dict[str, Any], next_step: str) -> None:
    output.error(f"{body['title']}.")
    told = [_reason_line(reason) for reason in body["reasons"]] or [body["message"]]
    for line in filter(None, told):
        output.error(f"  {line}")
    if next_step and next_step not in body["message"]:
        output.error(f"  {next_step}")


def _reason_line(reason: dict[str, str]) -> str:
    lifted = reason["lifted_by"]
    way = _(" Lifted by: {what}.").format(what=lifted) if lifted else ""
    return f"{reason['rule']}: {reason['text']}{way}"


def _explained(error: BaseException, home: Path | None) -> tuple[int, dict[str, Any], str]:
    """Status, the body of the JSON document, and what to do next."""
    from data import DuplicateKey, StoreError
    from data.errors import FileRefused

    if isinstance(error, DuplicateKey | FileRefused):
        return BAD_INPUT, _body(error.title, error.message, error.next_step), error.next_step
    if isinstance(error, StoreError):
        return NO_STORE, _body(error.title, error.message, error.next_step), error.next_step
    if isinstance(error, DeskError):
        body = _body(error.title, _where(error) + error.message, error.next_step)
        if isinstance(error, Refused):
            body["reasons"] = [reason.plain for reason in error.reasons]
        return _status_of(error), body, error.next_step
    if isinstance(error, OSError) and error.filename:
        return _of_the_machine(error, home)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EBADF, errno.EIO):
        body = _body(_("The answer could not be written"), f"{error.strerror}.")
        return NOT_WRITTEN, body, ""
    return FAULT, _fault(error, home), ""


def _status_of(error: DeskError) -> int:
    kinds = {BadInput: BAD_INPUT, NotFound: NOT_FOUND, NoCentre: NO_STORE}
    return next((status for kind, status in kinds.items() if isinstance(error, kind)), REFUSED)


def _body(title: str, message: str, next_step: str = "") -> dict[str, Any]:
    ended = f"{message}." if next_step and message[-1:].isalnum() else message
    told = " ".join(part for part in (ended, next_step) if part)
    return {"title": title, "message": told, "reasons": []}


def _where(error: DeskError) -> str:
    """File, row and field of bad input, unless its own words name them."""
    if not isinstance(error, BadInput):
        return ""
    parts = []
    if error.file and Path(error.file).name not in error.message:
        parts.append(error.file)
    if error.row is not None:
        parts.append(_("row {n}").format(n=error.row))
    if error.field_name:
        parts.append(_("field {name}").format(name=error.field_name))
    return f"{', '.join(parts)}: " if parts else ""


def _of_the_machine(error: OSError, home: Path | None) -> tuple[int, dict[str, Any], str]:
    """A file that the operating system would not give or take."""
    path = Path(os.fsdecode(error.filename))
    message = f"{path}: {error.strerror}."
    inside = home is not None and (path == home or home in path.parents)
    return (NO_STORE if inside else BAD_INPUT), _body(_("The file cannot be used"), message), ""


def _fault(error: BaseException, home: Path | None) -> dict[str, Any]:
    """A fault of the program: told plainly; the trace goes to a file, without any values."""
    log = write_crash_log(home, error, datetime.now(UTC).astimezone()) if home else None
    where = (
        _("What happened is in {log}.").format(log=log)
        if log
        else _("It could not be written to a log.")
    )
    said = _("The program failed ({kind}); no change was half done.")
    return _body(_("A fault of rmdesk"), said.format(kind=type(error).__name__), where)


def _close_output() -> None:
    """Nobody takes the rest: keep the interpreter from telling so at its end."""
    try:
        descriptor = sys.stdout.fileno()
    except (AttributeError, OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
