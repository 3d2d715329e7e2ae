"""The desk: opens the store and the index of a home folder, wires them, and says who acts."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tinydb import Query
from tinydb.queries import QueryInstance

from data import Author, Store, Transaction
from data.files import STORE_FILE as STORE_FILE
from data.plain import dataclass, replace
from data.texts import gettext as _
from rmdesk.access.account import process_account
from rmdesk.access.clearance import Clearance
from rmdesk.access.guards import Guards, are_open, is_open
from rmdesk.access.journal import KnownJournal
from rmdesk.access.matters import BREACH
from rmdesk.access.visibility import Visibility
from rmdesk.desk.addresses import place_at, said_address
from rmdesk.desk.guideline import Guidelines
from rmdesk.desk.kinds import RecordKind
from rmdesk.desk.roster import Roster
from rmdesk.model.codes import clean_code, document_number, fold_code
from rmdesk.model.days import LOCAL
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.naming import fold_name, order_name
from rmdesk.model.records import Holding, Person, Place, Record
from rmdesk.model.roles import HANDLE, LOOK, SECURE, holder_of, lacking, permissions_of
from rmdesk.model.values import check_reason, uncontrolled

if TYPE_CHECKING:
    from index import Finder
    from rmdesk.model.own_fields import HoldingKinds

KINDS_FILE = "kinds.toml"
"""The site's own kinds of holding, and their fields."""
LABELS, MAPS = "labels", "maps"
"""Folders of the site's own label templates and maps."""
ABBREVIATIONS_FILE = "abbreviations.csv"
"""The site's own abbreviations, which search knows beside those that come with the program."""
_NAMESAKES = 8
"""Most people listed for one name."""

CHANNELS = ("screen", "command", "batch", "import")
"""By what ways an act comes to the desk: screens, command line, a batch of scans, a file."""

R = TypeVar("R", bound=Record)
Clock = Callable[[], datetime]


def system_now() -> datetime:
    """The time now, with the local offset."""
    return datetime.now(LOCAL)


def _session_name(account: str) -> str:
    """Names this session in the journal: account, terminal or none, process."""
    try:
        terminal = Path(os.ttyname(0)).name if os.isatty(0) else "-"
    except OSError:
        terminal = "-"
    return f"{account}/{terminal}/{os.getpid()}"


class Desk:
    """An open home: its store, its index (opened when first asked for) and its guidelines."""

    def __init__(
        self,
        home: Path,
        store: Store,
        guidelines: Guidelines,
        now: Clock,
        kinds: Mapping[str, RecordKind],
        holding_kinds: "Callable[[], HoldingKinds]",
    ) -> None:
        self.home = home
        self.store = store
        self.guidelines = guidelines
        self.now = now
        self.kinds = kinds
        self._holding_kinds = holding_kinds
        self.records = {table: kind.record for table, kind in kinds.items()}
        self.guards = Guards(store)
        self.roster = Roster(store)
        self.channel = ""  # of CHANNELS: that of who comes without a way of their own

    @property
    def holding_kinds(self) -> "HoldingKinds":
        """The kinds of holding with fields of their own; read late: few records have any."""
        return self._holding_kinds()

    @cached_property
    def finder(self) -> "Finder":
        """The index of this home. Opened late: Whoosh costs more to import than a lookup does."""
        from index import open_finder
        from rmdesk.desk.search_source import StoreSource

        return open_finder(
            self.home / "index", StoreSource(self.store), self.home / ABBREVIATIONS_FILE
        )

    @property
    def labels(self) -> Path:
        """The site's folder of label templates, stocks, colours, fonts and calibration."""
        return self.home / LABELS

    def session(self, login: str | None = None) -> "Session":
        """Who acts from here on: an account name, by default the operating system's."""
        return Session(self, login or process_account())

    def close(self) -> None:
        """Let go of the index and the store."""
        if "finder" in self.__dict__:
            self.finder.close()
        self.store.close()

    def __enter__(self) -> "Desk":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


@dataclass
class Session:
    """Somebody at the desk: every use-case is called with one, and acts in its name.

    `by` is the account that acts for this one, if another does; `channel` by what way it comes to
    the desk, one of CHANNELS, as the journal tells of it. `no_more_than` is a guard: nothing is
    told that not everybody may know of who may know of a record with it.
    """

    desk: Desk
    login: str
    by: str = ""
    channel: str = ""
    no_more_than: str | None = None

    def __post_init__(self) -> None:
        self.store = self.desk.store
        self.guidelines = self.desk.guidelines
        self._attempted: dict[tuple[str, ...], dict[str, str]] = {}
        name = _session_name(self.by or self.login)
        channel = self.channel or self.desk.channel
        self.author = Author(self.login, f"{channel}:{name}" if channel else name)

    def through(self, channel: str) -> "Session":
        """The same person at the same desk, by another of the CHANNELS."""
        other = replace(self, channel=channel)
        other._attempted = self._attempted
        return other

    def telling(self, guard: str) -> "Session":
        """The same person, who tells no more than all may know who may know of a guard (R17).

        For words that are kept: who reads them later may know less than who acts now.
        """
        return replace(self, no_more_than=guard)

    def now(self) -> datetime:
        """The time now, with the local offset."""
        return self.desk.now()

    def today(self) -> str:
        """The local date, ISO."""
        return self.now().date().isoformat()

    @property
    def staff(self) -> Person | None:
        """The staff member of this account, as kept at this moment."""
        return self._registered(self.login)

    def _registered(self, login: str) -> Person | None:
        """Who has an account here; nobody once their registration is over."""
        document = self.store.table(Person.table).one("login", login)
        person = Person.from_document(document) if document else None
        over = person is not None and "" < person.valid_until < self.today()
        return None if over else person

    @property
    def accounts(self) -> frozenset[str]:
        """The accounts of whoever acts: nobody gives anything to one of these."""
        return frozenset({self.login, self.by} - {""})

    @property
    def own(self) -> list[Person]:
        """The people whose accounts act."""
        found = (self._registered(account) for account in self.accounts)
        return [person for person in found if person is not None]

    @property
    def permissions(self) -> frozenset[str]:
        """All that this person may do at this moment."""
        staff = self.staff
        return permissions_of(staff.role) if staff is not None else frozenset()

    def against(self, permission: str) -> list[Reason]:
        """R37: why this person may not do what needs a permission, and who may."""
        held = self.permissions
        if permission in held:
            return []
        lacked = permission if LOOK in held else LOOK
        return [Reason("R37", lacking(lacked, self.login), holder_of(lacked))]

    @property
    def visible(self) -> Visibility:
        """Holdings as this person may know them now; clearances expire, so it is made anew."""
        today = self.now().date()
        clearance = Clearance.of(self.staff, today)
        if self.by:  # who acts for another may know what both may
            clearance = clearance.both(Clearance.of(self._registered(self.by), today))
        if self.no_more_than is not None:
            clearance = clearance.both(Clearance.least(self.no_more_than))
        return Visibility(self.store, clearance, self.desk.records, self.desk.guards)

    @property
    def journal(self) -> KnownJournal:
        """The journal as this person may know it now."""
        return KnownJournal(self.store, self.desk.records, self.visible, officer=self._is_officer)

    @property
    def _is_officer(self) -> bool:
        """Whether whoever acts, and for whom, may read of matters of security."""
        staff = [self._registered(account) for account in self.accounts]
        return all(each is not None and SECURE in permissions_of(each.role) for each in staff)

    def change(
        self, action: str, reason: str | None = None, *, trial: bool = False
    ) -> AbstractContextManager[Transaction]:
        """A transaction in this person's name: all on disk when it ends, or nothing.

        Raises Refused for who may change nothing (R37). What it is refused for and is a breach is
        told in the journal (R18), unless it is only a `trial`. BadInput for a reason too long.
        """
        check_reason(reason)
        if against := self.against(HANDLE):
            raise Refused.by(_("Not done"), *against)
        return self._watched(action, reason, trial)

    @contextmanager
    def _watched(self, action: str, reason: str | None, trial: bool) -> Iterator[Transaction]:
        outermost = not self.store.writing
        if outermost:
            self._attempted.clear()
        try:
            with self.follow(action, reason) as transaction:
                yield transaction
        except Refused as refused:
            self.attempted(action, refused.reasons)
            raise
        finally:
            if outermost and not trial:
                self.tell_attempts()

    def attempted(self, action: str, reasons: Iterable[Reason]) -> None:
        """Note what of the reasons that an act is refused for is a breach (R18)."""
        for each in reasons:
            if each.breach is not None:
                subject, guard, key = each.breach
                told = {"act": action, "rule": each.rule, "why": each.text, "guard": guard}
                self._attempted[subject, key, action, each.text] = told | {"key": key}

    def tell_attempts(self) -> None:
        """Tell the journal of the breaches that were attempted and refused."""
        attempted = dict(self._attempted)
        self._attempted.clear()
        if not attempted:
            return
        with self.follow(BREACH) as transaction:
            for (subject, *_rest), told in attempted.items():
                transaction.note(BREACH, subject, new=told)

    def follow(self, action: str, reason: str | None = None) -> AbstractContextManager[Transaction]:
        """A transaction of what only follows from what was decided, and from the day.

        Whoever is the first to look brings it about, and needs no permission to change anything.
        """
        told = uncontrolled(reason) if reason else reason
        return self.store.transaction(self.author, action, reason=told)

    def save(self, record: Record, *, apart: bool = False) -> None:
        """Keep a record, inside a transaction; a new one gets its number.

        What not everybody may know of is numbered apart, so that no gap tells of it (R17):
        `apart` says so of what is known through others.
        """
        self._say_days(record)
        table = self.store.table(record.table)
        document = _to_keep(record)
        if not record.id:
            apart = apart or not is_open(self.store, self.desk.records, record)
            record.id = table.insert(document, apart=apart)
            return
        table.update(lambda kept: _replace(kept, record), doc_ids=[record.id])

    def keep_new(self, records: Sequence[Record]) -> None:
        """Keep new records of one kind, inside a transaction, each numbered as by `save`."""
        if not records:
            return
        table = self.store.table(records[0].table)
        known = are_open(self.store, self.desk.records, records)
        for apart in (False, True):
            some = [each for each, open_ in zip(records, known, strict=True) if open_ != apart]
            numbers = table.insert_multiple(map(_to_keep, some), apart=apart)
            for each, number in zip(some, numbers, strict=True):
                each.id = number

    def save_all(self, records: Sequence[Record]) -> None:
        """Keep records that have their numbers, those of a kind in one step of the store."""
        by_table: dict[str, dict[int, Record]] = {}
        for each in records:
            self._say_days(each)
            by_table.setdefault(each.table, {})[each.id] = each
        for name, some in by_table.items():
            self.store.table(name).update(_replacing(some), doc_ids=list(some))

    def _say_days(self, record: Record) -> None:
        """Of a holding since when it is here, and since when no more, by how it was kept."""
        if isinstance(record, Holding):
            kept = self.get(Holding, record.id) if record.is_gone and record.id else None
            record.follow(kept, self.today() if record.is_gone or not record.id else "")

    def person(self, key: str) -> Person:
        """The person with a barcode, an account, a full name or a `#` number.

        A name is taken without its case and accents, and in any order; among several the one
        with just these accents. Raises NotFound, and BadInput where several people answer to it.
        """
        return self._only(Person, self.people_called(key), key)

    def people_called(self, key: str) -> list[Person]:
        """Everybody whom a key may mean: by `#` number or badge, else account, else name."""
        if (number := document_number(key.strip())) is not None:
            found = self.get(Person, number)
            return [found] if found else []
        if badges := self.badges(key):
            return badges
        table = self.store.table(Person.table)
        account = table.one("login", key.strip()) if key.strip() else None
        if account:
            return [Person.from_document(account)]
        ordered = order_name(key)
        condition = Query().ordered == ordered
        rows = table.page(condition, order_by="ordered", limit=_NAMESAKES).rows if ordered else []
        written = " ".join(key.casefold().split())
        just_so = [row for row in rows if row["name"].casefold() == written != fold_name(key)]
        # Accents tell people apart where they are typed; where they are not, nobody is left out.
        return [Person.from_document(row) for row in (just_so if len(just_so) == 1 else rows)]

    def badge(self, key: str) -> Person:
        """The person whose badge was scanned: by barcode alone. Raises NotFound, BadInput."""
        return self._only(Person, self.badges(key), key)

    def badges(self, key: str) -> list[Person]:
        """The people with a badge, in whatever case it is read: one, but for earlier versions."""
        return self._barcoded(Person, key)

    def _only(self, kind: type[R], found: Sequence[R], key: str) -> R:
        """The one of several that a key means. Raises NotFound for none, BadInput for several."""
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFound.key(_(kind.word), key)
        names = ", ".join(getattr(each, "barcode", "") or f"#{each.id}" for each in found)
        if kind is Person:
            raise BadInput(
                _("Several people have this name"),
                _("“{name}” may be any of: {badges}.").format(name=key, badges=names),
                _("Name one by the badge or the # number."),
            )
        raise BadInput(
            _("Several answer to this"),
            _("“{key}” may be any of: {names}.").format(key=key, names=names),
            _("Name one by its barcode or its # number."),
        )

    def _barcoded(self, kind: type[R], key: str) -> list[R]:
        """The people or places with a barcode, without its case."""
        table, code, folded = self.store.table(kind.table), clean_code(key), fold_code(key)
        if not code:
            return []
        exact = (table.one("barcode", each) for each in {code, folded})
        folding = table.search(Query().folded_code == folded)
        found = {each.doc_id: each for each in filter(None, (*exact, *folding))}
        return [kind.from_document(each) for each in found.values()]

    def get(self, kind: type[R], number: int | None) -> R | None:
        """The record of a kind with this document number. Holdings a person sees: `visible.get`."""
        found = self.store.table(kind.table).get(doc_id=number) if number else None
        assert not isinstance(found, list)
        return kind.from_document(found) if found else None

    def where(self, kind: type[R], asked: QueryInstance) -> list[R]:
        """The records of a kind that match, oldest first, for the rules: hidden ones are there."""
        found = self.store.table(kind.table).search(asked)
        return sorted(map(kind.from_document, found), key=lambda each: each.id)

    def place(self, key: str) -> Place:
        """The place with a barcode, an address such as `B3-04-2`, or a `#` number.

        Raises NotFound, and BadInput where several places have the address.
        """
        if (number := document_number(key.strip())) is not None:
            found = self.get(Place, number)
            return self._only(Place, [found] if found else [], key)
        if shelves := self.shelves(key):
            return self._only(Place, shelves, key)
        place = place_at(self.store, key.strip())
        if place is None:
            raise NotFound.key(_("place"), key)
        return place

    def shelves(self, key: str) -> list[Place]:
        """The places with a barcode, in whatever case it is read."""
        return self._barcoded(Place, key)

    def places_at(self, address: str) -> list[Place]:
        """The places with an address; rooms may have shelves of one name."""
        folded = fold_code(address)
        return self.where(Place, Query().address == folded) if folded else []

    def address(self, number: int | None) -> str:
        """The address of the place with this document number, "" where there is none."""
        place = self.get(Place, number)
        return said_address(self.store, place) if place else ""


def _to_keep(record: Record) -> dict[str, Any]:
    """A record's document; whatever was typed into it is without what a terminal would obey."""
    document = record.to_document()
    for key, value in document.items():
        if isinstance(value, str) and not value.isprintable():
            document[key] = uncontrolled(value)
    return document


def _replace(kept: Any, record: Record) -> None:
    """Put a record's fields into its document; what an earlier version kept besides stays."""
    document = _to_keep(record)
    for key in record.keys().intersection(kept):
        if key not in document:
            del kept[key]
    kept.update(document)


def _replacing(records: Mapping[int, Record]) -> Callable[[Any], None]:
    """Puts into each document the record of its number."""
    return lambda kept: _replace(kept, records[kept.doc_id])
