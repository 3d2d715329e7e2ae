"""Holdings and containers: registering and amending them, and what follows from their fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from tinydb.table import Document

from data.plain import replace
from data.texts import gettext as _
from rmdesk.access.clearance import either, lowered
from rmdesk.desk.desk import Session
from rmdesk.desk.kinds import RecordKind, Remark, Values
from rmdesk.desk.registering import amend, register, unheard
from rmdesk.duties.container import against_putting_in, against_taking_out
from rmdesk.duties.departure import gone
from rmdesk.duties.describe import Describer
from rmdesk.duties.held import against_altering
from rmdesk.duties.marks import Marks, against_raising
from rmdesk.duties.need_to_know import against_widening
from rmdesk.duties.space import against_living
from rmdesk.model.codes import clean_code, folded_code
from rmdesk.model.errors import BadInput, NotFound, Reason, Refused
from rmdesk.model.levels import guard_of, level_of
from rmdesk.model.records import Holding, OwnValue, Place, Unit
from rmdesk.model.roles import SECURE
from rmdesk.model.words import WITHOUT_OWN, Status

if TYPE_CHECKING:
    from rmdesk.model.own_fields import HoldingKinds


_DATES = frozenset(("dates", "date_from", "date_to"))


def derive(holding: Holding) -> Holding:
    """Fill in what follows from a holding's own fields: its guard, its dates, its folded code.

    Raises BadInput for an unknown security level, and for a holding that nothing names.
    """
    holding.barcode = clean_code(holding.barcode)
    holding.identifier = clean_code(holding.identifier)
    if not (holding.barcode or holding.identifier or holding.title):
        raise BadInput(
            _("A holding needs a name"),
            _("No barcode, identifier or title was given."),
            _("Give at least one of them."),
            field_name="title",
        )
    if holding.security:
        holding.security = level_of(holding.security)
    holding.guard = guard_of(holding.security, holding.caveats)
    holding.folded = folded_code(holding.barcode)
    holding.folded_identifier = folded_code(holding.identifier)
    import rmdesk.dates as dates  # its patterns cost more than a desk's first screen

    span = dates.read_dates(holding.dates, date_from=holding.date_from, date_to=holding.date_to)
    holding.date_from, holding.date_to = span.date_from, span.date_to
    holding.earliest, holding.latest = span.earliest_day, span.latest_day
    return holding


def add_holding(session: Session, values: Values, remark: Remark = unheard) -> Holding:
    """Register a holding. Raises BadInput for a value that cannot be taken, Refused."""
    added: Holding = register(session, session.desk.kinds[Holding.table], values, remark)
    return added


def edit_holding(session: Session, key: str, values: Values, reason: str | None = None) -> Holding:
    """Amend the fields of a holding. Raises NotFound, BadInput, Refused."""
    kind = session.desk.kinds[Holding.table]
    amended: Holding = amend(session, kind, key, values, reason)
    return amended


def _complete(kinds: HoldingKinds | None, holding: Holding, values: Values, remark: Remark) -> None:
    """Amend a holding; ends of its dates that were not said anew follow from the text."""
    dated = values.keys() & _DATES
    if dated:
        holding.date_from = holding.date_to = ""
    holding.amend(values)
    complete_own(kinds, holding, values)
    if dated or values.get("events"):
        from rmdesk.duties.odd_dates import tell_odd_dates  # only who dates something

        tell_odd_dates(holding, values, remark)
    derive(holding)


def complete_own(kinds: HoldingKinds | None, holding: Holding, values: Values) -> None:
    """Fill in what follows from the own fields of a holding's kind, and see that it has them.

    Raises BadInput.
    """
    known = Holding.keys()
    if values.keys() <= known and not holding.own and holding.kind in WITHOUT_OWN:
        return  # as most are
    said = {name: value for name, value in values.items() if name not in known}
    (kinds or built_in_kinds()).complete(holding, said)


@cache
def built_in_kinds() -> HoldingKinds:
    """The kinds of holding of a centre that declares none of its own."""
    from rmdesk.model.own_fields import HoldingKinds  # few starts ask for own fields

    return HoldingKinds()


def holdings_of(kinds: HoldingKinds) -> RecordKind:
    """Holdings as a centre has them that declares kinds of its own."""
    return replace(HOLDINGS, complete=partial(_complete, kinds), own=lambda: kinds.specs)


def _against(session: Session, holding: Holding, before: Values) -> list[Reason]:
    """R8, R28: a stub stays as it is; R16: nobody gives a level that they are not cleared for, and
    the security officer alone lowers one (R37); R1; R18, R19."""
    if left := gone(holding):
        return left
    if not (before or holding.id or holding.guard or holding.inside):
        return []  # a new one that nobody hides, and that is in nothing yet
    if holding.guard and not session.visible.may_know(holding.guard):
        text = _("You are not cleared for the level you gave.")
        return [Reason("R16", text, _("the security officer"), at="security")]
    if lowered(before.get("guard", ""), holding.guard) and (against := session.against(SECURE)):
        return [replace(each, at="security") for each in against]
    was = Holding.from_document(Document(dict(before), holding.id))
    return [
        *([] if _only_handled(holding, before) else against_altering(session, holding)),
        *_against_home(session, holding, before),
        *against_widening(session, was, holding),
        *against_raising(session, holding, was),
    ]


_HANDLED = frozenset(
    {"status", "place_id", "bound_id", "holder_id", "due", "lost", "lost_for", "left", "disposed",
     "ends"}
)  # fmt: skip
"""What changes of a record as it is lent, returned and filed: that alters nothing of it (R1)."""


def _only_handled(holding: Holding, before: Values) -> bool:
    """Whether a record was only handled: an undo gives it back where it was, held or not."""
    now = holding.to_document()
    names = {*now, *before}
    changed = {name for name in names if now.get(name) != before.get(name)}
    return bool(changed) and changed <= _HANDLED


def _against_home(session: Session, holding: Holding, before: Values) -> list[Reason]:
    """R18, R30, where a place was found for it already: by a row of a file, or by an undo."""
    moved = before and holding.home_id != before.get("home_id")
    place = session.get(Place, holding.home_id) if moved else None
    return against_living(session, holding, place) if place else []


def _settle(session: Session, holding: Holding, before: Values, remark: Remark) -> None:
    """Find the place and the container that a holding names, and make its unit known.

    Raises Refused for a place where it may not live (R18, R30), and a container that it may not be
    in.
    """
    if holding.class_ and holding.class_ != before.get("class", ""):
        from rmdesk.duties.class_level import ClassLevels  # only who classifies something

        if ClassLevels(session).settle(holding, before, remark):
            Refused.for_any(_("Not kept"), _against(session, holding, before))
    _tell_size(session, holding, before, remark)
    if holding.keywords and holding.keywords != before.get("keywords"):
        from rmdesk.duties.indexing import tell_terms  # which indexes holdings

        tell_terms(session, holding.keywords, remark)
    if holding.home != before.get("home", ""):
        holding.home_id = None
        place = _place_named(session, holding.home) if holding.home else None
        if place is not None:
            Refused.for_any(_("Not put there"), against_living(session, holding, place))
            settle(holding, place)
        elif holding.home:
            told = _("no place answers to “{home}”; kept as text")
            remark("home", told.format(home=holding.home))
    if holding.container != before.get("container", ""):
        was = Holding.from_document(Document(dict(before), holding.id))
        against = [replace(each, at="container") for each in against_taking_out(session, was)]
        Refused.for_any(_("Not taken out of it"), against)
        holding.inside = None
        if holding.container:
            _put_into(session, holding, remark)
    if (holding.home, holding.container) != (before.get("home", ""), before.get("container", "")):
        _tell_home(session, holding, remark)
    if holding.unit:
        if holding.unit != before.get("unit"):
            from rmdesk.duties.unit_names import written_otherwise  # only who says a unit

            for _name, told in written_otherwise(session, [holding.unit]):
                remark("unit", told)
        ensure_unit(session, holding.unit, holding.guard)
    from rmdesk.duties.retention import date_holding  # who only looks dates nothing

    warning = date_holding(session, holding)
    if warning and holding.class_ != before.get("class", ""):
        remark("class", warning)


def _tell_size(session: Session, holding: Holding, before: Values, remark: Remark) -> None:
    """Tell of a container type whose size is not known: no extent follows from it."""
    name = holding.container_type
    if (
        name != before.get("container_type", "")
        and session.guidelines.containers.metres(name) is None
    ):
        known = ", ".join(session.guidelines.containers.types)
        text = _("no size of “{name}” is known; known: {known}")
        remark("container_type", text.format(name=name, known=known))


def _tell_home(session: Session, holding: Holding, remark: Remark) -> None:
    """Tell that a content is where its container is, where another home was said of it (R24), and
    that a record which had one has no home any more."""
    describer = Describer(session)
    lives = describer.home(holding)
    if not lives and holding.id:
        remark("home", _("it has no home now: nobody will know where to put it back"))
    if holding.inside and lives != describer.home_said(holding):
        box = session.visible.get(holding.inside)
        text = _("{key} lies in {box}, and is where that is: {home}")
        name = box.key if box else _("its container")
        remark("home", text.format(key=holding.key, box=name, home=lives))


def _put_into(session: Session, holding: Holding, remark: Remark) -> None:
    """Put a holding into the container it names, or say that it is kept as text only."""
    named = session.visible.named(holding.container)
    if len(named) == 1:
        if against := against_putting_in(session, holding, named[0]):
            against = [replace(each, at="container") for each in against]
            raise Refused.by(_("Not put into it"), *against)
        Refused.for_any(_("Not put into it"), Marks(session).against_box(holding, named[0]))
        was, holding.inside = replace(holding), named[0].id
        Refused.for_any(_("Not put into it"), against_widening(session, was, holding))
        return
    text = (
        _("{n} holdings answer to “{text}”; kept as text")
        if named
        else _("no holding answers to “{text}”; kept as text")
    )
    remark("container", text.format(n=len(named), text=holding.container))


def settle(holding: Holding, place: Place) -> None:
    """Give a holding its home. It is there now only if it is in; what is out stays out (R25)."""
    holding.home_id, holding.home = place.id, place.address
    if holding.status == Status.IN:
        holding.place_id = place.id


def holdings_named(session: Session, keys: Sequence[str]) -> list[Holding]:
    """The holdings that keys name, each once. Raises NotFound, BadInput."""
    if not keys:
        raise BadInput(_("Nothing named"), _("No barcode or code was given."), "")
    holdings = {found.id: found for found in map(session.visible.one, keys)}
    return list(holdings.values())


def _place_named(session: Session, text: str) -> Place | None:
    try:
        return session.place(text)
    except NotFound:
        return None


def unit_named(session: Session, name: str) -> Unit | None:
    """The unit with a name; None for none that this person may know of (R17)."""
    found = session.store.table(Unit.table).one("name", name) if name else None
    known = session.visible.known(Unit.table, [found] if found else [])
    return Unit.from_document(known[0]) if known else None


def ensure_unit(session: Session, name: str, guard: str = "") -> None:
    """Make a unit known, inside a transaction, to whoever may know of a record with this guard.

    It is taken in anew where more people may know of it from here on: how it was known before
    tells them nothing (R17).
    """
    table = session.store.table(Unit.table)
    known = table.one("name", name)
    if known is not None:
        if (guard := either(known.get("guard", ""), guard)) == known.get("guard", ""):
            return
        table.remove(doc_ids=[known.doc_id])
    session.save(Unit(name=name, guard=guard))


def follow_own(session: Session, records: Sequence[Holding]) -> None:
    """Make anew by what the own fields of holdings are found, where there are any."""
    if any(each.own for each in records) or len(session.store.table(OwnValue.table)):
        from rmdesk.duties.own_value import index_own

        index_own(session, records)


HOLDINGS: RecordKind = RecordKind(
    record=Holding,
    name="holdings",
    complete=partial(_complete, None),
    settle=_settle,
    against=_against,
    find=lambda session, key: session.visible.one(key),
    describe=lambda session, holding: Describer(session).document(holding),
    follow=follow_own,
    follows_from="own",
    own=lambda: built_in_kinds().specs,
    looks_up={"home": "home_id", "container": "inside"},
)
KINDS = (
    HOLDINGS,
    RecordKind(record=Unit, name="units", by_hand=False),
    RecordKind(record=OwnValue, name="own values", by_hand=False),
)
