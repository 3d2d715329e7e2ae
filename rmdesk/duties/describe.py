"""Records in words that files and people understand: names and addresses instead of numbers.

One function turns a holding into plain values; the command line, exports and slips all use it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tinydb import Query

from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import notes_on
from rmdesk.duties.container import lies_in
from rmdesk.duties.dating import last_day
from rmdesk.duties.place import address_of_home, stands_at
from rmdesk.model.records import Holding, Loan, Person, SchemeClass
from rmdesk.model.schema import IS_OPEN
from rmdesk.model.words import WITHOUT_OWN, Status

_LOOKED_UP = 4096
"""Places and people remembered while holdings are described one after another."""


class Describer:
    """Describes holdings of one session; remembers the places and people it looked up."""

    def __init__(self, session: Session) -> None:
        self._session = session
        look_up: Callable[[Callable[[int | None], str]], Callable[[int | None], str]]
        look_up = lru_cache(_LOOKED_UP)
        self.address = look_up(session.address)
        self.name = look_up(self._name)
        self._home_in = look_up(self._home_of_box)
        self._place_in = look_up(self._place_of_box)

    def _name(self, number: int | None) -> str:
        person = self._session.get(Person, number)
        return person.name if person else ""

    def place(self, holding: Holding) -> str:
        """Where a holding is now: "" while it is off its shelf.

        A home that was only ever written, and is no place with a number, names itself.
        """
        if holding.status == Status.IN and holding.inside:
            return self._place_in(holding.inside) or self._home_written(holding)
        if holding.place_id or holding.status != Status.IN:
            return self.address(holding.place_id)
        return self.home(holding)

    def _home_written(self, holding: Holding) -> str:
        """The home of what lies in its place, in a container whose home is no place, or none."""
        return "" if lies_in(self._session, holding) is not None else self.home(holding)

    def home(self, holding: Holding) -> str:
        """Where a holding lives: where the container does that it belongs in, or its own home."""
        housed = self._home_in(holding.inside) if holding.inside else ""
        return housed or self.address(holding.home_id) or holding.home

    def _home_of_box(self, inside: int | None) -> str:
        return address_of_home(self._session, Holding(inside=inside))

    def home_said(self, holding: Holding) -> str:
        """The home that was said of a holding itself, for files; of none, where it lives."""
        return self.address(holding.home_id) or holding.home or self.home(holding)

    def _place_of_box(self, inside: int | None) -> str:
        lying = Holding(inside=inside, status=Status.IN)
        place = stands_at(self._session, lying)
        return self.address(place.id) if place else ""

    def holding(self, holding: Holding) -> dict[str, Any]:
        """All of a holding: what was said of it, and `status`, `place`, `holder`, `due`."""
        described = holding.plain(Holding.given_by("hand"))
        described["home"] = self.home(holding)
        described["status"] = str(holding.status)
        described["place"] = self.place(holding)
        described["holder"] = self.name(holding.holder_id)
        described["due"] = holding.due
        return described

    def document(self, holding: Holding) -> dict[str, Any]:
        """A holding as `show` tells it: with how much lies in it, and who waits for it."""
        described = {"key": self.key(holding), **self.holding(holding), **self.own(holding)}
        inside = self._session.visible.get(holding.inside)
        described["container"] = holding.container or (inside.name if inside else "")
        described["collected_by"] = self._collected_by(holding)
        described["bound"] = self.address(holding.bound_id)
        described["lost"] = holding.lost
        described["contents"] = self._session.visible.count_inside(holding)
        return described | self._notes(holding)

    def own(self, holding: Holding) -> dict[str, Any]:
        """The own fields of its kind, empty ones included, and what it says in fields that are
        declared no more.
        """
        if not holding.own and holding.kind in WITHOUT_OWN:
            return {}
        specs = self._session.desk.holding_kinds.of(holding.kind)
        empty = {name: spec.kind.empty() for name, spec in specs.items() if spec.kind}
        return {**empty, **holding.own}

    def _collected_by(self, holding: Holding) -> str:
        """Who collected a holding for its borrower (R15)."""
        loans = self._session.store.table(Loan.table)
        is_its = (Query().holding == holding.id) & IS_OPEN
        rows = loans.search(is_its) if holding.holder_id else []
        return self.name(rows[0].get("by")) if rows else ""

    def _notes(self, holding: Holding) -> dict[str, Any]:
        """What other kinds of record tell of a holding, each under its name."""
        notes = notes_on(self._session, holding)
        return {name: [note.told() for note in told] for name, told in notes.items()}

    def hit(self, found: Holding | SchemeClass) -> dict[str, Any]:
        """A search hit; `key` names a holding that has neither barcode nor code of its own."""
        if isinstance(found, SchemeClass):
            hit = dict.fromkeys(
                ("barcode", "identifier", "place", "status", "due", "kept_until"), ""
            )
            hit |= {"title": found.title, "kind": "class", "code": found.code, "key": found.code}
            return hit
        return {
            "barcode": found.barcode,
            "identifier": found.identifier,
            "title": found.title,
            "kind": found.kind,
            "code": found.class_,
            "place": self.place(found),
            "status": str(found.status),
            "due": found.due,
            "kept_until": last_day(found.ends),
            "key": self.key(found),
            **self._notes(found),
        }

    def key(self, holding: Holding) -> str:
        """What names this one holding and no other: a shared code does not."""
        if holding.barcode:
            return holding.barcode
        same = Query().identifier == holding.identifier
        if holding.identifier and len(self._session.visible.page(same, limit=2).rows) == 1:
            return holding.identifier
        return f"#{holding.id}"
