"""The records that get labels: by key, of a search, an accession, a range of places."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tinydb import Query
from tinydb.queries import QueryInstance

from data.plain import dataclass, field
from data.texts import gettext as _
from rmdesk.desk.addresses import walk_within
from rmdesk.desk.desk import Session
from rmdesk.duties.container import inside
from rmdesk.duties.scan import resolve
from rmdesk.duties.space import living_at
from rmdesk.duties.states import GONE
from rmdesk.labels.presets import LabelSource, Sort
from rmdesk.model.counting import as_counted
from rmdesk.model.errors import BadInput, NotFound
from rmdesk.model.records import Holding, Person, Place

Labelled = Holding | Person | Place

RANGE = ".."
_PAGE = 1000


@dataclass(frozen=True)
class Chosen:
    """The records of a source in the order in which their labels are wanted.

    `total` counts those that there are, `kinds` the holdings of each kind among them, before
    `only` and the limit took any away.
    """

    records: list[Labelled]
    total: int
    kinds: dict[str, int] = field(default_factory=dict)


def find_records(session: Session, source: LabelSource, most: int | None = None) -> Chosen:
    """Find the records of a source, at most `most` of them. Raises NotFound, BadInput."""
    if source.sort in (Sort.RECORDS, Sort.PEOPLE):
        records = [_record(session, source.sort, key) for key in source.keys]
        return Chosen(records[:most], len(records))
    if source.sort == Sort.PLACES:
        places = places_between(session, source.text)
        return Chosen(list(places[:most]), len(places))
    if source.sort == Sort.RESULTS:
        return _results(session, source, most)
    return _chosen(_in_order(session, source), source.only, most)


def _record(session: Session, sort: Sort, key: str) -> Labelled:
    if sort == Sort.PEOPLE:
        return session.person(key)
    found = resolve(session, key) or session.visible.one(key)
    if isinstance(found, Holding | Person | Place):
        return found
    raise NotFound.key(_("record with a label"), key)


def _in_order(session: Session, source: LabelSource) -> list[Holding]:
    if source.sort == Sort.STORED:
        places = places_between(session, source.text)
        return list(_stored(session, places, contents=bool(source.only)))
    if source.sort == Sort.INSIDE:
        container = session.visible.one(source.keys[0])
        found = _holdings(session, Query().inside == container.id)
        return sorted(found, key=_by_code)
    number = source.text.strip()
    found = _holdings(session, Query().accession == number) if number else []
    if not found:
        raise NotFound.key(_("accession"), number)
    return sorted(found, key=_by_code)


def _chosen(holdings: Sequence[Holding], only: str, most: int | None) -> Chosen:
    kinds = dict(Counter(holding.kind for holding in holdings))
    wanted = [holding for holding in holdings if not only or holding.kind == only]
    return Chosen(list(wanted[:most]), len(wanted), kinds)


def _results(session: Session, source: LabelSource, most: int | None) -> Chosen:
    from rmdesk.duties.search import search

    limit = most or _PAGE
    while True:
        results = search(session, source.text, limit=limit, typing=source.unfinished)
        if most or results.total <= limit:
            break
        limit = results.total
    holdings = [hit for hit in results.answers if isinstance(hit, Holding)]
    classes = len(results.answers) - len(holdings)
    found = _chosen(holdings, source.only, most)
    return found if source.only else Chosen(found.records, results.total - classes, found.kinds)


def _holdings(
    session: Session, condition: QueryInstance, order_by: str | Sequence[str] = ()
) -> list[Holding]:
    """Every holding that fulfils a condition and that this person may know of."""
    pages = session.store.table(Holding.table).pages(
        session.visible.narrow(condition), order_by=order_by
    )
    return [Holding.from_document(document) for rows in pages for document in rows]


def _stored(session: Session, places: Sequence[Place], *, contents: bool) -> Iterator[Holding]:
    """Every holding that lives at these places, shelf by shelf.

    What lies in a box is where that is, whatever home was said of it (R24): after it, if wanted.
    """
    walk = {place.id: number for number, place in enumerate(places)}
    outer = sorted(
        living_at(session, walk), key=lambda each: (walk[each.home_id or 0], _by_code(each))
    )
    for each in outer:
        lie = sorted(inside(session, each.id), key=_by_code) if contents else []
        for found in (each, *lie):
            if found.status not in GONE and session.visible.may_know(found.guard):
                yield found


def _by_code(holding: Holding) -> list[tuple[int, int | str]]:
    """A key that sorts holdings by their codes, numbers by value: box 2 before box 10."""
    code = holding.identifier or holding.container or holding.barcode
    return as_counted(code)


def places_between(session: Session, text: str) -> list[Place]:
    """The places from the first to the last named in `FIRST..LAST`, in walking order.

    One name alone, or one that begins the addresses of others, means the place and all in it.
    Raises NotFound, and BadInput for a text that names none.
    """
    first, dots, last = text.partition(RANGE)
    if not first.strip() or (dots and not last.strip()):
        raise BadInput(
            _("No range of places"),
            _("“{text}” names no first and last place.").format(text=text),
            _("Write A-01-01..A-01-20, or scan the first and the last place."),
            field_name="places",
        )
    ends = [_ends(session, name.strip()) for name in ((first, last) if dots else (first,))]
    low, high = min(low for low, _high in ends), max(high for _low, high in ends)
    condition = (Query().walk >= low) & (Query().walk < high)
    pages = session.store.table(Place.table).pages(condition, order_by="walk")
    return [Place.from_document(document) for rows in pages for document in rows]


def _ends(session: Session, name: str) -> tuple[str, str]:
    """Where a place, and all in it, begins and ends in walking order."""
    try:
        walks = [session.place(name).walk]
    except NotFound:
        begins = f"{name.upper()}-"
        inside = (Query().address >= begins) & (Query().address < f"{begins[:-1]}.")
        rows = session.store.table(Place.table).search(inside)
        walks = sorted(row["walk"] for row in rows)
        if not walks:
            raise
    return walk_within(walks[0])[0], walk_within(walks[-1])[1]
