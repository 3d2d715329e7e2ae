"""Opens a home: the one place that brings the store, the guidelines and the duties together."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from data import Store, Unavailable, open_store
from data.files import keep_new
from data.private import clear_left, private_files
from data.texts import gettext as _
from rmdesk import duties
from rmdesk.access.clearance import EVERY_CAVEAT
from rmdesk.desk.desk import KINDS_FILE, LABELS, MAPS, STORE_FILE, Clock, Desk, system_now
from rmdesk.desk.guideline import FILE_NAME, GUIDELINES_FILE, Guidelines, read_guidelines
from rmdesk.duties.holding import built_in_kinds, holdings_of
from rmdesk.duties.retention import begin_dating
from rmdesk.model.errors import BadInput, NoCentre
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.records import Holding, Person
from rmdesk.model.roles import FOUNDER

if TYPE_CHECKING:
    from rmdesk.model.own_fields import HoldingKinds

T = TypeVar("T")

_WRITTEN = ("", "spool", "labels", "labels/last", "log")
"""Folders of a home in which a killed process may have left something half written."""


def open_desk(home: Path, *, now: Clock = system_now) -> Desk:
    """Open the home folder of a records centre.

    Raises NoCentre where there is none, BadInput for files of the site's that cannot be used, and
    the store's own errors where it cannot be opened.
    """
    path = home / STORE_FILE
    if not path.exists():
        raise NoCentre(
            _("No records centre here"),
            _("{home} holds no rmdesk store.").format(home=home),
            _("Make one with `rmdesk --home {home} init`, or try `rmdesk demo`.").format(home=home),
        )
    _refuse_open_to_all(home)
    for folder in _WRITTEN:
        clear_left(home / folder)
    guidelines, kinds = _site_files(home)
    return _desk(home, open_store(path, duties.schema(), now=now), guidelines, now, kinds)


def site_problems(home: Path) -> list[BadInput]:
    """What is wrong with the files that the site writes itself, each with all of its faults."""
    return _read_site(home)[2]


def _site_files(home: Path) -> tuple[Guidelines, HoldingKinds | None]:
    """The site's rules and kinds of holding. Raises BadInput where a file of it cannot be used."""
    guidelines, kinds, problems = _read_site(home)
    if len(problems) > 1:
        raise BadInput(
            _("Files of this records centre cannot be used"),
            " ".join(each.message for each in problems),
            " ".join(dict.fromkeys(each.next_step for each in problems)),
            file=problems[0].file,
            field_name=problems[0].field_name,
        )
    for problem in problems:
        raise problem
    return guidelines, kinds


def _read_site(home: Path) -> tuple[Guidelines, HoldingKinds | None, list[BadInput]]:
    problems: list[BadInput] = []

    def tried(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except BadInput as problem:
            problems.append(problem)
            return otherwise

    guidelines = tried(lambda: read_guidelines(home / FILE_NAME), Guidelines())
    kinds = tried(lambda: _site_kinds(home), None)
    for check in _checks(home, kinds):
        tried(check, None)
    return guidelines, kinds, problems


def _checks(home: Path, kinds: HoldingKinds | None) -> Iterator[Callable[[], None]]:
    """What reads each label template and each map of a site; most have none."""
    for path in sorted((home / LABELS).glob("*.toml")):
        from rmdesk.labels.drawing.template import check_template

        yield partial(check_template, path)
    for path in sorted((home / MAPS).glob("*.toml")):
        from rmdesk.exchange.map_file import check_map

        yield partial(check_map, path, kinds.specs if kinds else ())


def _site_kinds(home: Path) -> HoldingKinds | None:
    """The kinds of holding of a site that declares its own; None for another. Raises BadInput."""
    if not (home / KINDS_FILE).exists():
        return None
    from rmdesk.desk.site_kinds import read_kinds  # most sites have no such file

    return read_kinds(home / KINDS_FILE)


def _desk(
    home: Path, store: Store, guidelines: Guidelines, now: Clock, own: HoldingKinds | None
) -> Desk:
    if own is None:
        return Desk(home, store, guidelines, now, duties.kinds(), built_in_kinds)
    kinds = {**duties.kinds(), Holding.table: holdings_of(own)}
    return Desk(home, store, guidelines, now, kinds, lambda: own)


def _refuse_open_to_all(home: Path) -> None:
    """Refuse a home in which any account of the machine could put what it likes (R17)."""
    for path in (home, home / STORE_FILE, home / "index", home / FILE_NAME, home / KINDS_FILE):
        try:
            about = path.stat()
        except OSError:
            continue
        if about.st_mode & stat.S_IWOTH:
            text = _("Every account of this machine may write {path}.").format(path=path)
            step = _("Let its owner say: chmod -R o-rwx {home}").format(home=home)
            raise Unavailable(_("The home is open to everybody"), text, step)


def init_home(home: Path, login: str, *, now: Clock = system_now) -> Desk:
    """Make a records centre in an empty folder; the account that makes it is its supervisor.

    Safe to say twice: an existing centre is opened as it is.
    """
    with private_files():
        keep_new(home / FILE_NAME, GUIDELINES_FILE.encode())
        store = open_store(home / STORE_FILE, duties.schema(), create=True, now=now)
    guidelines, kinds = _site_files(home)
    desk = _desk(home, store, guidelines, now, kinds)
    session = desk.session(login)
    if not len(store.table(Person.table)):
        # Nobody is registered yet who could be asked.
        with store.transaction(session.author, "init"):
            session.save(supervisor(login))
            if not len(store.table(Holding.table)):
                begin_dating(session)
    return desk


def supervisor(login: str) -> Person:
    """The first member of the staff: may know of everything, until levels are given out."""
    person = Person(name=login, login=login, role=FOUNDER, folded=fold_name(login))
    person.ordered = order_name(login)
    person.clearance, person.caveats = "top secret", [EVERY_CAVEAT]
    return person
