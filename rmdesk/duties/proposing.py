"""Proposing records for disposition: with all that lies in them, and only what may go (R7)."""

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from itertools import groupby

from data.plain import dataclass
from data.texts import gettext as _
from rmdesk.desk.desk import Session
from rmdesk.desk.numbering import numbered
from rmdesk.duties.alone import AT_ONCE, Alone
from rmdesk.duties.batch import DisposalItem, Disposition
from rmdesk.duties.container import above
from rmdesk.duties.covering import follow_searches
from rmdesk.duties.disposal import Case, against_disposal, gather
from rmdesk.duties.falling_due import ALL, Part, due_numbers, follow_schedule
from rmdesk.duties.retention import Dater, dater_of, kept_until
from rmdesk.duties.states import GONE, move_batch
from rmdesk.duties.two_persons import numbers_of
from rmdesk.model.errors import BadInput, Reason, Refused
from rmdesk.model.records import Holding
from rmdesk.model.words import BatchStatus


def propose(session: Session, keys: Sequence[str], why: str) -> Disposition:
    """Propose records for disposition, with all that lies in them (R7).

    Raises Refused with every reason against any of them, NotFound, BadInput.
    """
    follow_schedule(session)
    follow_searches(session)
    with session.change("propose", why):
        named = list({each.id: each for each in map(session.visible.one, keys)}.values())
        dater, cases = dater_of(session), dict[int, Case]()
        alone = Alone(session, named)
        for each in named:
            cases |= _whole(session, each, dater, cases, alone)
        against = [reason for case in cases.values() for reason in against_disposal(case)]
        if hidden := next(filter(None, (_hidden(session, cases[each.id]) for each in named)), None):
            against.append(hidden)
        Refused.for_any(_("Not proposed"), against)
        return _listed(session, list(cases.values()), why)


Progress = Callable[[int, int], None]
"""Hears how many of how many were looked at; if it raises, nothing is proposed."""


@dataclass(frozen=True)
class Going:
    """What of some records that are due may be proposed now, and what may not.

    `cases` are those that go, with all that lies in them, by document number; `due` those of them
    that were asked for; `kept` is what stays, each with the first that stands against it.
    """

    cases: dict[int, Case]
    due: list[Holding]
    kept: list[tuple[Holding, Reason]]

    @property
    def numbers(self) -> frozenset[int]:
        """The document numbers of all that goes."""
        return frozenset(self.cases)


def may_go(
    session: Session,
    by: str,
    part: Part = ALL,
    *,
    among: Collection[int] | None = None,
    progress: Progress | None = None,
) -> Going:
    """What of all that is due by a day may be proposed now; nothing is proposed by it.

    `among` are the only records that are asked for, by document number. Raises BadInput for a day
    to come.
    """
    _follow(session, by)
    return _going(session, by, part, among, progress)


def propose_due(
    session: Session,
    by: str,
    why: str,
    part: Part = ALL,
    *,
    progress: Progress | None = None,
) -> Disposition:
    """Propose all that is due by a day and may be disposed of; what may not is left out.

    Raises BadInput for a day to come, and where nothing is due.
    """
    _follow(session, by)
    with session.change("propose", why):
        cases = _going(session, by, part, None, progress).cases
        if not cases:
            told = _("Nothing that is due by {day} may be disposed of now.").format(day=by)
            raise BadInput(_("Nothing to propose"), told, _("See: rmdesk disposition due"))
        return _listed(session, list(cases.values()), why)


def propose_counted(
    session: Session, by: str, why: str, counted: Collection[int], progress: Progress | None = None
) -> Disposition:
    """Propose just what `may_go` has counted, by document number: all of it or nothing (R36).

    Raises Refused where what may go is not what was counted any more.
    """
    _follow(session, by)
    with session.change("propose", why):
        going = _going(session, by, ALL, counted, progress)
        if going.numbers != frozenset(counted):
            text = _("It is not what was counted any more: {was} then, {now} now.")
            told = text.format(was=f"{len(counted):,}", now=f"{len(going.cases):,}")
            raise Refused.by(_("Not proposed"), Reason("R36", told, _("counting it again")))
        return _listed(session, list(going.cases.values()), why)


def _follow(session: Session, by: str) -> None:
    """Bring up to now what is due and held. Raises BadInput for a day to come."""
    if by > session.today():
        told = _("What falls due only until {day} cannot be proposed yet.").format(day=by)
        raise BadInput(_("A day to come"), told, _("Give a day that is past."), field_name="due_by")
    follow_schedule(session)
    follow_searches(session)


def _going(
    session: Session,
    by: str,
    part: Part,
    among: Collection[int] | None,
    progress: Progress | None,
) -> Going:
    """Look at each that is due."""
    dater, going = dater_of(session), Going({}, [], [])
    numbers = list(due_numbers(session, by, part))
    if among is not None:
        only = frozenset(among)
        numbers = [number for number in numbers if number in only]
    for start in range(0, len(numbers), AT_ONCE):
        if progress:
            progress(start, len(numbers))
        due = session.visible.many(numbers[start : start + AT_ONCE])
        alone = Alone(session, due)
        for each in due:
            _take(session, going, each, dater, alone)
    return going


def _take(session: Session, going: Going, holding: Holding, dater: Dater, alone: Alone) -> None:
    """A record goes with its contents, if nothing stands against any of them; else it stays."""
    if holding.id not in going.cases:
        cases = _whole(session, holding, dater, going.cases, alone)
        if against := next(_against(session, cases, holding), None):
            going.kept.append((holding, against))
            return
        going.cases.update(cases)
    going.due.append(holding)


def _against(session: Session, cases: Mapping[int, Case], holding: Holding) -> Iterator[Reason]:
    for case in cases.values():
        yield from against_disposal(case)
    if hidden := _hidden(session, cases[holding.id]):
        yield hidden


def _whole(
    session: Session, holding: Holding, dater: Dater, known: Container[int], alone: Alone
) -> dict[int, Case]:
    """A record with all that belongs in it and has not left for good, but what is known already."""
    case = gather(session, holding, dater, alone=alone)
    within = [each for each in case.contents if each.id not in known and each.status not in GONE]
    if not within:
        return {holding.id: case}
    seen = session.visible.known_among(Holding, within)
    inner = Alone(session, seen)
    cases = {each.id: gather(session, each, dater, alone=inner) for each in seen}
    return {holding.id: case} | cases


def _hidden(session: Session, case: Case) -> Reason | None:
    """A box with something in it that this person may not know of does not go by their hand."""
    if not case.contents:
        return None
    may_know = session.visible.may_know
    if all(each.status in GONE or may_know(each.guard) for each in case.contents):
        return None
    text = _("{box} does not go as it is now.")
    return Reason("R16", text.format(box=case.holding.key), _("the security officer"))


def _listed(session: Session, cases: Sequence[Case], why: str) -> Disposition:
    """Keep a new batch with its items, inside a transaction."""
    now = session.now()
    apart = all(each.holding.guard for each in cases)
    with session.change("propose", why) as transaction:
        number = numbered(
            session, transaction, Disposition, f"disposition {now.year}",
            f"D-{now.year}-{{:04}}".format, apart=apart,
        )  # fmt: skip
    batch = Disposition(number=number, reason=why)
    move_batch(batch, BatchStatus.PROPOSED, "propose")
    batch.proposed, batch.proposed_by = now.isoformat(timespec="seconds"), session.login
    batch.proposers = numbers_of(session.own)
    session.save(batch, apart=apart)
    within = {each.holding.id for each in cases}
    items = session.store.table(DisposalItem.table)
    for guarded, some in groupby(cases, lambda each: bool(each.holding.guard)):
        documents = [_item(session, batch, each, within).to_document() for each in some]
        items.insert_multiple(documents, apart=guarded)
    return batch


def _item(session: Session, batch: Disposition, case: Case, within: Container[int]) -> DisposalItem:
    """What is kept of an item: it is under no hold, or it would not be listed."""
    holding = case.holding
    told = kept_until(case.dater, holding, case.by, case.items)
    return DisposalItem(
        batch=batch.id,
        holding=holding.id,
        open=True,
        depth=sum(box.id in within for box in above(session, holding)) if holding.inside else 0,
        unit=holding.unit,
        class_=told.class_,
        schedule=told.schedule,
        version=told.version or 0,
        authority=told.authority,
        disposition=told.disposition,
        due=told.dated.due,
        explained=list(told.explained),
        security=holding.security,
    )
