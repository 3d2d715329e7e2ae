"""What can be done to a record, said once: the command line, the screens, help and the log work
from an `Act`, and refuse and dim by its one function `against`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.fields import Record
from rmdesk.model.records import Person
from rmdesk.model.roles import HANDLE, SUPERVISE
from rmdesk.model.values import LONGEST_LINE, LONGEST_PROSE, Unfit, ValueKind, within

if TYPE_CHECKING:
    from rmdesk.desk.desk import Session

Given = Mapping[str, Any]
T = TypeVar("T")
TECHNICIAN, SUPERVISOR = HANDLE, SUPERVISE
"""The permissions of most acts, by who has them."""


@dataclass(frozen=True, kw_only=True)
class Takes:
    """Something that an act is told, under `name`: a value of a `kind`, or a record that is named.

    `flag` is its option (`--name` if empty), `once` what that was called before, `metavar` what
    stands for its value there; `default` what it is if nothing is said; with `many` it is a list.
    `edge` says which day of a month or a year is meant, where one is named.
    """

    name: str
    help: str
    label: str = ""
    kind: ValueKind[Any] | None = None
    names: type[Record] | None = None
    flag: str = ""
    once: str = ""
    metavar: str = "TEXT"
    required: bool = False
    default: str = ""
    many: bool = False
    edge: str = ""

    def read(self, text: str) -> Any:
        """The value of a text; a record is left as the key that names it. Raises BadInput."""
        try:
            if self.kind is None:
                return within(text, LONGEST_LINE)
            return self.kind.read(within(text, LONGEST_PROSE))
        except Unfit as error:
            told = f"{str(error).rstrip('.')}."
            raise BadInput(_("This cannot be taken"), told, field_name=self.name) from error


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that is done to a record of `on`.

    `title` and `help` are what people read, `done` tells of it afterwards, with the record's
    `{name}` and, where it is for somebody, `{person}`; `titled` is the title with the person's
    `{name}`; `word` is what the history calls it. `against(session, record, given)` gives every
    reason why it cannot be done now: `do(session, keys, given)` refuses by it in its transaction,
    the screens dim by it. `scanned` says what to scan, where
    only scans do it, `confirms` what a person is asked first; `advises(session, key)` are lines for
    who is asked, such as suggestions. `journal` is what the log calls it,
    if not by its name. `details` and
    `examples` are for the command line, `also` are words by which it is found.
    """

    name: str
    on: type[Record]
    title: str
    help: str
    done: str
    word: str
    do: Callable[[Session, Sequence[str], Given], Any]
    against: Callable[[Session, Any, Given], Sequence[Reason]]
    takes: tuple[Takes, ...] = ()
    titled: str = ""
    scanned: str = ""
    confirms: str = ""
    advises: Callable[[Session, str], Sequence[str]] | None = None
    journal: str = ""
    permission: str = TECHNICIAN
    details: str = ""
    examples: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def for_person(self) -> Takes | None:
        """What it takes that the desk's current person stands for."""
        people = (each for each in self.takes if each.required and each.names is Person)
        return next(people, None)

    @property
    def names_more(self) -> bool:
        """Whether it must be told further records: then no row of a screen offers it."""
        return any(each.required and each.many for each in self.takes)

    @property
    def asks(self) -> Takes | None:
        """What it must be told besides, in words."""
        words = (e for e in self.takes if e.required and e.names is None and not e.many)
        return next(words, None)

    def reasons_against(self, session: Session, record: Record, given: Given) -> list[Reason]:
        """Every reason why it cannot be done to this record now, or that this person may not."""
        against = not_permitted(session, self.permission)
        return against or list(self.against(session, record, given))


def not_permitted(session: Session, permission: str) -> list[Reason]:
    """R37: what this person has no permission for, and who has."""
    return session.against(permission)


class _TakenBack(Exception):
    """Ends a trial: nothing of it is kept."""


def perform(
    session: Session,
    act: Act,
    keys: Sequence[str],
    given: Given,
    *,
    dry_run: bool = False,
    tell: Callable[[Any], Any] = lambda done: done,
) -> Any:
    """Do an act, in one transaction; a dry run does it and takes it back (R36).

    `tell` makes the answer of what was done, while that is to be seen. Raises Refused with every
    reason, NotFound, BadInput.
    """
    if against := not_permitted(session, act.permission):
        raise Refused.by(_("Not done"), *against)

    def do() -> Any:
        return tell(act.do(session, keys, given))

    return carried_out(session, act.journal or act.name, do, given.get("reason"), keep=not dry_run)


def carried_out(
    session: Session,
    action: str,
    do: Callable[[], T],
    reason: str | None = None,
    *,
    keep: bool,
) -> T:
    """What `do` gives, done in one transaction; all of it is taken back again without `keep`."""
    done: list[T] = []
    with suppress(_TakenBack), session.change(action, reason, trial=not keep):
        done.append(do())
        if not keep:
            raise _TakenBack
    return done[0]
