"""Facts that lead on: Enter or a click on one opens the page of the record that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import Note
from rmdesk.desk.leading import asked_for, known, led_to
from rmdesk.duties.place import home_of, stands_at
from rmdesk.model.fields import Record
from rmdesk.model.records import Holding
from rmdesk.model.words import kind_word

if TYPE_CHECKING:
    from rmdesk.desk.kinds import RecordKind
    from screens.kit.host import Host


_FIRST = ("container", "home", "place_id", "bound_id", "holder_id")
"""What of a holding leads on first: where it is, and who has it."""


@dataclass(frozen=True)
class Door:
    """A fact with what it leads to: a record, a command, or else the answers to a search.

    `of` is the field that says it.
    """

    of: str
    label: str
    text: str
    record: Record | None = None
    runs: str = ""
    asks: str = ""

    def does(self) -> str:
        """What Enter does with it."""
        if self.runs and not self.text:
            return self.label
        return _("Open {name}").format(name=self.text or self.label)

    def open(self, app: Host) -> None:
        """Go there."""
        if self.record is not None:
            app.open_page(self.record)
        elif self.runs:
            app.run_named(self.runs)
        else:
            app.search_now(self.asks)


def doors_of(session: Session, record: Record) -> Mapping[str, Door]:
    """The door of each field that names a record, by the field and by what it is said as."""
    specs, found = session.desk.kinds[record.table].specs, dict[str, Door]()
    for name, other in led_to(session, record).items():
        door = Door(name, _(specs[name].label), called(session, other), other)
        found[name] = door
        found.setdefault(specs[name].said_as or name, door)
    return found


def doors_of_holding(
    session: Session, holding: Holding, notes: Sequence[Note]
) -> tuple[Sequence[Door], Mapping[int, Door]]:
    """Where one goes from a holding, each record once; and the doors of notes, by their numbers."""
    doors = dict(doors_of(session, holding))
    if home := home_of(session, holding):  # be it that of its box
        doors["home"] = Door("home", _("home"), session.address(home.id), home)
    if place := stands_at(session, holding):
        doors["place_id"] = Door("place_id", _("place"), session.address(place.id), place)
    if box := session.visible.get(holding.inside):
        word = kind_word(box.kind) or _("box")
        doors["container"] = Door("container", word, called(session, box), box)
    found: dict[tuple[str, int], Door] = {}
    for name in sorted(doors, key=lambda each: _FIRST.index(each) if each in _FIRST else 9):
        record = doors[name].record
        assert record is not None  # each is of a field that names one
        found.setdefault((record.table, record.id), doors[name])
    if holding.series:
        asks = f'"{holding.series}"'
        found[asks, 0] = Door("series", _("series"), holding.series, asks=asks)
    return list(found.values()), dict(_told(session, notes))


def _told(session: Session, notes: Sequence[Note]) -> Iterator[tuple[int, Door]]:
    """Notes that tell of a record with a page."""
    for number, note in enumerate(notes):
        if note.of is not None and known(session, [note.of]):
            yield number, Door("", _(note.label), note.text, note.of)


def called(session: Session, record: Record) -> str:
    """What people call a record, with its title where that is something else."""
    key = session.desk.kinds[record.table].called(session, record)
    title = str(getattr(record, "title", ""))
    return f"{key} {title}" if title and title != key else key


def door_to_all(kind: RecordKind, record: Record) -> Door | None:
    """To the holdings that name a record, where the index has them by it."""
    asked = next(asked_for(kind, record), "")
    return Door("", _("Its records"), "", asks=asked) if asked else None
