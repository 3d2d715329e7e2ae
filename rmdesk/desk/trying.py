"""Doing something in one transaction, or trying it: a dry run does it and takes it back (R36)."""

from collections.abc import Callable
from typing import TypeVar

from rmdesk.desk.desk import Session

T = TypeVar("T")


class _TakenBack(Exception):
    """Ends a trial: nothing of it is kept."""


def tried(
    session: Session, action: str, do: Callable[[], T], *, dry_run: bool, reason: str | None = None
) -> T:
    """What `do` answers, done in a transaction under the name of an action; raises what it raises.

    With `dry_run` nothing of it is kept, and what is told of it is what would be.
    """
    done: list[T] = []
    try:
        with session.change(action, reason):
            done.append(do())
            if dry_run:
                raise _TakenBack
    except _TakenBack:
        pass
    return done[0]
