"""Members of the staff, registered for a test by nobody who acts in it."""

from importlib import import_module

import pytest

from data import Author
from rmdesk.access import account
from rmdesk.desk.desk import Desk, Session
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.records import Person

OFFICE = Author("office", "office")


def colleague(desk: Desk, login: str, **values: str) -> Session:
    """A session of somebody with an account here, a technician unless told otherwise."""
    session = desk.session(login)
    if session.staff is None:
        person = Person(name=login, login=login)
        person.folded, person.ordered = fold_name(login), order_name(login)
        person.amend(values)
        with desk.store.transaction(OFFICE, "add person"):
            session.save(person)
    return session


def signed_in(monkeypatch: pytest.MonkeyPatch, login: str) -> None:
    """Let the process be that of an account, as far as the desk can see."""
    modules = ("rmdesk.access.account", "rmdesk.desk.admission", "rmdesk.desk.desk")
    for module in (*modules, "rmdesk.sample", "screens.cli.sampling"):
        import_module(module)  # before any is changed: what imports later would keep the change
    for module in modules:
        monkeypatch.setattr(f"{module}.process_account", lambda: login)
    assert account.process_account() == login
